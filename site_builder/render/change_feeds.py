"""What changed in a notice as feeds: Atom (RFC 4287, in pages by RFC 5005) and JSON Feed 1.1.

An entry never changes: its id, day and sentences are those of the release that it tells of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from site_builder.days import noon
from site_builder.facts.language import canonical_tag
from site_builder.facts.layout.what_changed import SIGNS, Entry, Told
from site_builder.strict_json import json_bytes

VERSION = "https://jsonfeed.org/version/1.1"
OURS = "_site_builder"
"""The key of JSON Feed under which an entry has the facts: what the release's file says of each change."""
ATOM, HISTORY, XHTML = (
    "http://www.w3.org/2005/Atom",
    "http://purl.org/syndication/history/1.0",
    "http://www.w3.org/1999/xhtml",
)


@dataclass(frozen=True, slots=True)
class Feed:
    """What changed in a notice, in a language: the newest entries, or with a `current` all of a year.

    All addresses are absolute. `id` is also that of the archives. `page` is the page of what changed, `record` gives
    the address of what was released for each entry that has one. `struck` and `added` stand before words that were
    taken out and put in: a reader may show no lines through them. `current` is the address of the feed with the newest
    entries, for an archive; `previous` that of the next older archive, '' for none.
    """

    id: str
    title: str
    author: str
    language: str
    page: str
    address: str
    entries: Sequence[Entry]
    record: Mapping[str, str]
    scheme: str
    record_title: str
    struck: str
    added: str
    previous: str = ""
    current: str = ""


NOT_TOLD = "not_told"
"""The verdict of an entry that cannot tell whether more or less is shared, or the same."""


def moment(entry: Entry) -> str:
    """Noon of an entry's day, in the time zone of that release."""
    return noon(entry.day, entry.zone)


def updated(entry: Entry) -> str:
    """The same, or noon of the day on which what was released was withdrawn."""
    return noon(entry.withdrawn or entry.day, entry.zone)


def headline(entry: Entry) -> str:
    """The sentence of an entry; before it, whether more or less or the same is shared, where that can be told."""
    return " ".join([*(f"{mark.line.text}." for mark in entry.marks), entry.sentence])


# ---- Atom


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": canonical_tag(feed.language)})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", updated(max(feed.entries, key=lambda entry: entry.withdrawn or entry.day)))
    _text(ET.SubElement(root, "author"), "name", feed.author)
    _link(root, "self", "application/atom+xml", feed.address)
    _link(root, "alternate", "text/html", feed.page)
    if feed.current:
        ET.SubElement(root, "archive", xmlns=HISTORY)
        _link(root, "current", "application/atom+xml", feed.current)
    if feed.previous:
        _link(root, "prev-archive", "application/atom+xml", feed.previous)
    for entry in feed.entries:
        _entry(root, feed, entry)
    ET.indent(root, " ")
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _entry(root: ET.Element, feed: Feed, entry: Entry) -> None:
    is_foreign = entry.language != feed.language
    place = ET.SubElement(root, "entry", {"xml:lang": canonical_tag(entry.language)} if is_foreign else {})
    _text(place, "id", f"{feed.id}/{entry.key}")
    _text(place, "title", headline(entry))
    _text(place, "published", moment(entry))
    _text(place, "updated", updated(entry))
    _link(place, "alternate", "text/html", f"{feed.page}#{entry.anchor}")
    if entry.anchor in feed.record:
        _link(place, "related", "application/json", feed.record[entry.anchor], title=feed.record_title)
    for term, mark in zip(SIGNS[entry.verdict], entry.marks, strict=False):
        ET.SubElement(place, "category", term=term, scheme=feed.scheme, label=mark.line.text)
    content = ET.SubElement(place, "content", type="xhtml")
    content.append(_content(feed, entry, xmlns=XHTML))


def _text(place: ET.Element, name: str, text: str) -> None:
    ET.SubElement(place, name).text = text


def _link(place: ET.Element, rel: str, media_type: str, address: str, **more: str) -> None:
    ET.SubElement(place, "link", {"rel": rel, "type": media_type, "href": address, **more})


# ---- JSON Feed


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed; `next_url` leads to the older entries."""
    return json_bytes(
        {
            "version": VERSION,
            "title": feed.title,
            "home_page_url": feed.page,
            "feed_url": feed.address,
            **({"next_url": feed.previous} if feed.previous else {}),
            "authors": [{"name": feed.author}],
            "language": canonical_tag(feed.language),
            "items": [_item(feed, entry) for entry in feed.entries],
        }
    )


def _item(feed: Feed, entry: Entry) -> Mapping[str, Any]:
    ours = {
        "verdict": entry.verdict if entry.marks else NOT_TOLD,
        **({"release": entry.number, "version": entry.version} if entry.number else {}),
        **({"record": feed.record[entry.anchor]} if entry.anchor in feed.record else {}),
        "changes": list(entry.facts),
    }
    return {
        "id": f"{feed.id}/{entry.key}",
        "url": f"{feed.page}#{entry.anchor}",
        "title": headline(entry),
        "content_html": ET.tostring(_content(feed, entry), encoding="unicode", method="html"),
        "date_published": moment(entry),
        **({"date_modified": updated(entry)} if entry.withdrawn else {}),
        "tags": list(SIGNS[entry.verdict]) if entry.marks else [],
        "language": canonical_tag(entry.language),
        OURS: ours,
    }


# ---- what both say


def _content(feed: Feed, entry: Entry, **attributes: str) -> ET.Element:
    """The changes of an entry as HTML, or XHTML; the sentence alone where it tells no change."""
    root = ET.Element("div", attributes)
    if not entry.told:
        _text(root, "p", entry.sentence)
    for name, changes in entry.by_name:
        _text(root, "h3", name)
        for told in changes:
            root.extend(_told(feed, told))
    return root


def _told(feed: Feed, told: Told) -> Iterator[ET.Element]:
    asked = ET.Element("p")
    asked.text = f"{told.asked} · {told.mark.line.text}" if told.mark else told.asked
    yield asked
    if told.rows:
        rows = ET.Element("dl")
        for head, answers in told.rows:
            _text(rows, "dt", head)
            for answer in answers:
                _text(rows, "dd", answer)
        yield rows
    if told.words:
        yield _words(feed, told.words)
    for more in told.also:
        sentence = ET.Element("p")
        sentence.text = more
        yield sentence


def _words(feed: Feed, words: Sequence[tuple[str, str]]) -> ET.Element:
    """Words by what was struck and added."""
    paragraph = ET.Element("p")
    last: ET.Element | None = None
    for number, (kind, text) in enumerate(words):
        space = "" if number == len(words) - 1 else " "
        if kind in ("gone", "new"):
            label = f"{feed.struck if kind == 'gone' else feed.added} "
            if last is None:
                paragraph.text = f"{paragraph.text or ''}{label}"
            else:
                last.tail = f"{last.tail or ''}{label}"
            last = ET.SubElement(paragraph, "del" if kind == "gone" else "ins")
            last.text, last.tail = text, space
        elif last is None:
            paragraph.text = f"{paragraph.text or ''}{text}{space}"
        else:
            last.tail = f"{last.tail or ''}{text}{space}"
    return paragraph
