"""A page of somebody else's, a content management system's say, in which the region of a notice stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from http.client import HTTPMessage
from pathlib import Path

from site_builder.core.addresses import is_address
from site_builder.core.failure import shown
from site_builder.core.model import Registry
from site_builder.renderers import html
from site_builder.verify.drift import Drift
from site_builder.verify.feed import FeedError, moved_on, read_feed
from site_builder.verify.live.headers import header_drifts, header_notes
from site_builder.verify.live.web import LARGEST, Answer, Answers, fetch, leads_elsewhere
from site_builder.verify.page import page_drifts
from site_builder.verify.page.unknown import unknown
from site_builder.verify.report import Verdict
from site_builder.verify.site.files import Edition, Stated, stated
from site_builder.verify.trust import VerifyError

PAGE = "page.html"
_OTHER = "{page} has the notice in other letters than this version writes: compared by what it says."
_AROUND = "{page}: around the notice stands {what}, by which some may read it otherwise."
_UNSIGNED = "Whose {feed} is, and until when to trust it, was not checked: verify the site from which it comes."
_MARK = b"data-notice"
_OTHERS = re.compile(_MARK + b'="[a-z0-9-]+"')
PAGES = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class Source:
    """What a fragment is compared with: a public registry, the day that counts, and its name for people.

    `kind` is what is told of it in differences: `registry` or `feed`.
    """

    registry: Registry
    day: date
    name: str
    kind: str = "registry"
    drifts: tuple[Drift, ...] = ()
    notes: tuple[str, ...] = ()


def from_feed(place: str, base: Path, today: date) -> Source:
    """A published feed, by its address, or by a path below a base. Raises VerifyError where it cannot be read."""
    answer = _answer(place, base)
    try:
        feed = read_feed(answer.data, place, today)
    except FeedError as error:
        raise VerifyError(f"{shown(place)} is no feed that can be read. {error}") from error
    notes = (leads_elsewhere(place, answer), _UNSIGNED.format(feed=shown(place)))
    drifts = (*feed.drifts, *moved_on(feed.registry, feed.made, today, place))
    return Source(feed.registry, feed.made, place, "feed", drifts, tuple(filter(None, notes)))


Look = Callable[[str, Answer, Edition], Iterable[Drift]]
"""What else is found where somebody looks at a page, by its address or path, in which an edition stands."""


def prove_fragment(
    target: str, base: Path, notice: str, source: Source, look: Look = lambda _target, _answer, _edition: ()
) -> Verdict:
    """The verdict on the region of a notice in a page, by its address or by a path below a base.

    Of the languages and readers for whom the notice is written that one counts that the page comes closest to. Raises
    VerifyError where there is no such page, or no such notice in it.
    """
    answer = _page(target, base)
    known = stated(source.registry, source.day)
    editions = [edition for edition in known.editions if edition.laid.id == notice]
    if not editions:
        every = ", ".join(sorted({edition.laid.id for edition in known.editions}))
        raise VerifyError(f"{source.name} has no notice {shown(notice)!r}. Its notices: {every}.")
    if not _stands_in(notice, answer.data):
        raise VerifyError(f'{shown(target)} holds no element with data-notice="{notice}", so nothing was compared.')
    found = [(edition, list(drifts_in(target, answer, edition))) for edition in editions]
    edition, told = min(found, key=lambda each: len(each[1]))
    seen = (replace(drift, file=target) for drift in look(target, answer, edition))
    other = () if _is_ours(answer.data, edition) else (_OTHER.format(page=shown(target)),)
    return Verdict(
        target=target,
        version=source.registry.version,
        made=source.day.isoformat(),
        expires="",
        source=source.name,
        compared={"fragment": 1},
        drifts=(*source.drifts, *(replace(drift, source=source.kind) for drift in (*told, *seen))),
        notes=(*source.notes, *_of_page(target, answer, notice), *_notes(edition, known), *other),
    )


def drifts_in(target: str, answer: Answer, edition: Edition) -> Iterator[Drift]:
    """How the page that was answered, or read from a file, differs from an edition of a notice, and what is served."""
    served = _served(target, answer)
    yield from (replace(drift, file=target) for drift in header_drifts(served))
    is_silent = bool(served) and answer.headers.get_content_charset() is None
    read = (answer.data, edition.laid, edition.language)
    yield from page_drifts(*read, file=target, address=target, says_charset=is_silent)


def _served(target: str, answer: Answer) -> Answers:
    return {PAGE: answer} if is_address(target) else {}


def _page(target: str, base: Path) -> Answer:
    """The page; of a file browsers ask by its name what it is."""
    if not is_address(target) and not target.endswith(PAGES):
        how = "Give one that ends with .html or .htm."
        raise VerifyError(f"{shown(target)} is no page by its name, so browsers may read it otherwise. {how}")
    return _answer(target, base)


def _answer(place: str, base: Path) -> Answer:
    """What stands at an address, or in a file, of which no server says anything."""
    return fetch(place) if is_address(place) else Answer(place, HTTPMessage(), _file(base / place))


def _of_page(target: str, answer: Answer, notice: str) -> Iterator[str]:
    """Where a page was answered, of whom its server says that they read it, and what around a notice nobody knows."""
    if elsewhere := leads_elsewhere(target, answer):
        yield elsewhere
    for note in header_notes(_served(target, answer), are_ours=False):
        yield f"{shown(target)}: {note.removesuffix(f' ({PAGE}).')}."
    for each in unknown(answer.data, notice):
        yield _AROUND.format(page=shown(target), what=shown(each))


def _file(place: Path) -> bytes:
    try:
        with place.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise VerifyError(f"{shown(place)} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST:
        raise VerifyError(f"{shown(place)} is larger than {LARGEST:,} bytes.")
    return data


def _stands_in(notice: str, data: bytes) -> bool:
    from selectolax.lexbor import LexborHTMLParser

    return any(node.attributes.get("data-notice") == notice for node in LexborHTMLParser(data).css("[data-notice]"))


def _is_ours(data: bytes, edition: Edition) -> bool:
    """Whether a page has the notice letter by letter as this version writes it, and nothing else in it."""
    made = html.render(edition.laid, edition.language, html.Links(style="", home=""))
    ours = made[made.index(_MARK) :].partition(b"</main>")[0]
    begin = ours.partition(b">")[0]
    before, _, after = data.replace(b"\r\n", b"\n").partition(ours)
    others = _OTHERS.sub(b"", before + after)
    is_once = begin not in before + after and _MARK not in others.lower()
    return after.startswith(b"</") and is_once


def _notes(edition: Edition, known: Stated) -> Iterator[str]:
    if len([each for each in known.editions if each.laid.id == edition.laid.id]) > 1:
        readers = "for children" if edition.laid.for_children else "for everyone"
        yield f"It was compared with the notice in {edition.laid.language}, {readers}."
    if edition.laid.untranslated:
        yield f"{edition.laid.untranslated} A translation is missing, or older than its words."
