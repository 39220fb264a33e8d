"""What RFC 4287 (Atom), RFC 5005 (its archives) and JSON Feed 1.1 ask of a feed, as lists of what is wrong with one.

Written from the documents themselves; it shares no code with what makes the feeds. `change-feeds` in docs/evidence.md
says what the RELAX NG of RFC 4287 finds besides.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

ATOM, HISTORY, XHTML = (
    "{http://www.w3.org/2005/Atom}",
    "{http://purl.org/syndication/history/1.0}",
    "{http://www.w3.org/1999/xhtml}",
)
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
OF_FEED = {
    *("id", "title", "updated", "author", "category", "contributor", "generator", "icon", "link", "logo", "rights"),
    *("subtitle", "entry"),
}
OF_ENTRY = {
    *("id", "title", "updated", "author", "category", "content", "contributor", "link", "published", "rights"),
    *("source", "summary"),
}
ONE, AT_MOST_ONE = ("id", "title", "updated"), ("content", "published", "rights", "summary", "subtitle", "icon", "logo")


def atom_faults(data: bytes) -> list[str]:
    """What is wrong with an Atom feed."""
    try:
        root = ET.fromstring(data)  # noqa: S314 -- our own file
    except ET.ParseError as error:
        return [f"no XML: {error}"]
    return [*_of_feed(root)] if root.tag == f"{ATOM}feed" else [f"no feed: {root.tag}"]


def _of_feed(root: ET.Element) -> Iterator[str]:
    yield from _of_container(root, OF_FEED, "feed")
    entries = root.findall(f"{ATOM}entry")
    if root.find(f"{ATOM}author") is None and any(e.find(f"{ATOM}author") is None for e in entries):
        yield "feed: no author"
    links = Counter(link.get("rel") for link in root.findall(f"{ATOM}link"))
    if links["self"] != 1:
        yield "feed: no link to itself"
    if (root.find(f"{HISTORY}archive") is not None) != bool(links["current"]):
        yield "feed: an archive names the current feed, and no other does"
    ids = Counter(each.findtext(f"{ATOM}id") for each in entries)
    yield from (f"entry: the id {key} twice" for key, number in ids.items() if number > 1)
    for entry in entries:
        yield from _of_container(entry, OF_ENTRY, "entry")
        yield from _of_content(entry)


def _of_container(element: ET.Element, known: set[str], name: str) -> Iterator[str]:
    found = Counter(child.tag.removeprefix(ATOM) for child in element if child.tag.startswith(ATOM))
    yield from (f"{name}: {tag} has no place there" for tag in found.keys() - known)
    yield from (f"{name}: {found[tag]} times {tag}" for tag in ONE if found[tag] != 1)
    yield from (f"{name}: {found[tag]} times {tag}" for tag in AT_MOST_ONE if found[tag] > 1)
    language = element.get(XML_LANG)
    if language is not None and not TAG.fullmatch(language):
        yield f"{name}: no language {language}"
    for child in element:
        text = (child.text or "").strip()
        match child.tag.removeprefix(ATOM):
            case "id" if not re.fullmatch(r"https://\S+", text):
                yield f"{name}: the id {text!r} is no address"
            case "updated" | "published" if not _is_moment(text):
                yield f"{name}: {text!r} is no moment"
            case "title" if not text:
                yield f"{name}: no title"
            case "author" if not (child.findtext(f"{ATOM}name") or "").strip():
                yield f"{name}: an author without a name"
            case "category" if not child.get("term"):
                yield f"{name}: a category without a term"
            case "link":
                yield from _of_link(child, name)
    pairs = Counter(
        (link.get("type"), link.get("hreflang"))
        for link in element.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    )
    yield from (f"{name}: two alternates of one kind" for number in pairs.values() if number > 1)
    if not pairs:
        yield f"{name}: no alternate"


def _of_link(link: ET.Element, name: str) -> Iterator[str]:
    if not re.fullmatch(r"https://\S+", link.get("href", "")):
        yield f"{name}: a link to {link.get('href')!r}"
    if not TYPE.fullmatch(link.get("type", "")):
        yield f"{name}: a link of no type"
    if link.text or len(link):
        yield f"{name}: words in a link"


def _of_content(entry: ET.Element) -> Iterator[str]:
    content = entry.find(f"{ATOM}content")
    if content is None or content.get("type") != "xhtml":
        yield "entry: no content as XHTML"
    elif [child.tag for child in content] != [f"{XHTML}div"]:
        yield "entry: its content is not one div of XHTML"
    elif foreign := [each.tag for each in content.iter() if each is not content and not each.tag.startswith(XHTML)]:
        yield f"entry: its content has {foreign[0]}"
    elif any(name != "lang" for each in content[0].iter() for name in each.attrib):
        yield "entry: its content has attributes that run or show something"


def _is_moment(text: str) -> bool:
    try:
        return bool(MOMENT.fullmatch(text)) and datetime.fromisoformat(text) is not None
    except ValueError:
        return False


# ---- JSON Feed

TEXTS = {"version", "title", "home_page_url", "feed_url", "next_url", "language", "description"}
OF_ITEM = {"id", "url", "title", "content_html", "content_text", "date_published", "language", "summary"}


def json_faults(data: bytes) -> list[str]:
    """What is wrong with a JSON Feed."""
    try:
        feed = json.loads(data)
    except ValueError as error:
        return [f"no JSON: {error}"]
    return [*_of_json(feed)] if isinstance(feed, dict) else ["no object"]


def _of_json(feed: dict[str, Any]) -> Iterator[str]:
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"version {feed.get('version')!r}"
    yield from _of_object(feed, TEXTS, {"authors", "items"}, "feed")
    if not feed.get("title"):
        yield "feed: no title"
    if any(not {"name", "url", "avatar"} & author.keys() for author in feed.get("authors", [])):
        yield "feed: an author who says nothing"
    if isinstance(feed.get("items"), list):
        yield from _of_items(feed["items"])
    else:
        yield "feed: no items"


def _of_items(items: list[dict[str, Any]]) -> Iterator[str]:
    yield from (f"item: the id {key} twice" for key, n in Counter(i.get("id") for i in items).items() if n > 1)
    for item in items:
        yield from _of_object(item, OF_ITEM, {"tags"}, "item")
        if not item.get("id"):
            yield "item: no id"
        if not {"content_html", "content_text"} & item.keys():
            yield "item: no content"
        if not _is_moment(item.get("date_published", "")):
            yield f"item: {item.get('date_published')!r} is no moment"
        if not all(isinstance(tag, str) for tag in item.get("tags", [])):
            yield "item: a tag that is no text"


def _of_object(what: dict[str, Any], texts: set[str], others: set[str], name: str) -> Iterator[str]:
    for key, value in what.items():
        if key.startswith("_"):
            if not isinstance(value, dict):
                yield f"{name}: {key} is no object"
        elif key not in texts | others:
            yield f"{name}: {key} is no key of JSON Feed"
        elif key in texts and not isinstance(value, str):
            yield f"{name}: {key} is no text"
        elif key.endswith("url") and not re.fullmatch(r"https://\S+", value):
            yield f"{name}: {key} is no address"
        elif key == "language" and not TAG.fullmatch(value):
            yield f"{name}: no language {value}"
