"""A notice inside a foreign page, such as that of a content management system: its region must be the one we make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from http.client import HTTPMessage
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from site_builder.addresses import is_address
from site_builder.errors import shown
from site_builder.load.feed.reader import FeedError
from site_builder.model import Registry
from site_builder.render import html
from site_builder.verify import canonical
from site_builder.verify.crawl import LARGEST, fetch, leads_elsewhere
from site_builder.verify.difference import Difference
from site_builder.verify.expected_site import Edition, editions
from site_builder.verify.explain import html as explained
from site_builder.verify.feed_content import moved_on, read_feed
from site_builder.verify.http_response import Answer, header_differences, header_notes, other_kind
from site_builder.verify.report import Verdict
from site_builder.verify.signature_check import VerifyError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

PAGE = "page.html"
"""What such a page is called where its headers are judged, for its address says nothing of its kind."""
PAGES = (".html", ".htm")
_UNSIGNED = "Whose {feed} is, and until when to trust it, was not checked: verify the site from which it comes."
_SAYS_UTF8 = re.compile(rb"\xef\xbb\xbf|(?s:.{0,1000})<meta[^>]+charset=[\"']?utf-8", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """What a fragment is compared with: a public registry, the day that counts, and its name for people.

    `kind` is what is told of it in differences: `registry` or `feed`.
    """

    registry: Registry
    day: date
    name: str
    kind: str = "registry"
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()


Look = Callable[[str, Answer, bytes], Iterable[Difference]]
"""What else is found by looking at a page, by its address or path; last comes the notice's page as we make it."""


def from_feed(place: str, base: Path, today: date) -> Source:
    """A published feed, by its address, or by a path below a base. Raises VerifyError where it cannot be read."""
    answer = _answer(place, base)
    try:
        feed = read_feed(answer.data, place, today)
    except FeedError as error:
        raise VerifyError(f"{shown(place)} is no feed that can be read. {error}") from error
    notes = (leads_elsewhere(place, answer), _UNSIGNED.format(feed=shown(place)))
    differences = (*feed.differences, *moved_on(feed.registry, feed.made, today, place))
    return Source(feed.registry, feed.made, place, "feed", differences, tuple(filter(None, notes)))


def prove_fragment(
    target: str, base: Path, notice: str, source: Source, look: Look = lambda _target, _answer, _made: ()
) -> Verdict:
    """The verdict on the region of a notice in a page, by its address or by a path below a base.

    Of the languages and readers for whom the notice is written that one counts that the page comes closest to. Raises
    VerifyError where there is no such page, or no such notice in it.
    """
    answer = _page(target, base)
    every = editions(source.registry, source.day)
    those = [edition for edition in every if edition.laid.id == notice]
    if not those:
        names = ", ".join(sorted({edition.laid.id for edition in every}))
        raise VerifyError(f"{source.name} has no notice {shown(notice)!r}. Its notices: {names}.")
    found = [(list(_differences(answer.data, edition, target)), edition) for edition in those]
    of_region, edition = min(found, key=lambda each: len(each[0]))
    differences = [*_served(target, answer), *of_region, *look(target, answer, made(edition))]
    return Verdict(
        target=target,
        version=source.registry.version,
        made=source.day.isoformat(),
        expires="",
        source=source.name,
        compared={"fragment": 1},
        differences=(
            *source.differences,
            *(replace(difference, file=target, source=source.kind) for difference in differences),
        ),
        notes=(*source.notes, *_notes(target, answer), *_of_edition(edition, is_one_of_several=len(those) > 1)),
    )


def made(edition: Edition) -> bytes:
    """The page of a notice as this version makes it, without links to the rest of a site."""
    return html.render(edition.laid, edition.language, html.Links(style="", home=""))


def _differences(data: bytes, edition: Edition, address: str) -> Iterator[Difference]:
    """How the region on a page differs from the one that we make, and what on the page says another thing of it."""
    from selectolax.lexbor import LexborHTMLParser

    region, page = f'[data-notice="{edition.laid.id}"]', LexborHTMLParser(data)
    regions = page.css(region)
    if not regions:
        raise VerifyError(f"{shown(address)} holds no element with {region[1:-1]}, so nothing was compared.")
    if len(regions) > 1:
        yield Difference("added", says=f"{len(regions)} elements with {region[1:-1]}")
        return
    for href in (base.attributes["href"] or "" for base in page.css("base[href]")):
        if urljoin(address, href).partition("#")[0] != address.partition("#")[0]:
            yield Difference("address", says=f'<base href="{href}">')
    spoken, language = _language(regions[0]), edition.language.tag
    if spoken.lower().partition("-")[0] != language.lower().partition("-")[0]:
        yield Difference("language", says=spoken, stated=language)
    try:
        there, ours = canonical.html(data, address, region), canonical.html(made(edition), address, region)
    except canonical.UnreadError as error:
        yield Difference("unread", says=str(error))
        return
    # A page of others has a main part of its own: the notice may stand in another element.
    if there[1:] != ours[1:]:
        told = explained(data, made(edition), address, region)
        yield from told or [Difference("file", says="has the notice with other elements than this version makes")]


def _language(region: LexborNode) -> str:
    """The language in which browsers take the region to be: what it stands in may say so; '' for none."""
    node: LexborNode | None = region
    while node is not None and not node.attributes.get("lang"):
        node = node.parent
    return (node.attributes["lang"] or "") if node else ""


def _served(target: str, answer: Answer) -> Iterator[Difference]:
    """What a server says of the page by which people read something else."""
    if is_address(target):
        yield from header_differences({PAGE: answer})
        if answer.headers.get_content_charset() is None and not _SAYS_UTF8.match(answer.data):
            yield Difference("header", "Content-Type", answer.type, "text/html; charset=utf-8")


def _notes(target: str, answer: Answer) -> Iterator[str]:
    if is_address(target):
        if elsewhere := leads_elsewhere(target, answer):
            yield elsewhere
        for note in header_notes({PAGE: answer}, are_ours=False):
            yield f"{shown(target)}: {note.removesuffix(f' ({PAGE}).')}."


def _of_edition(edition: Edition, *, is_one_of_several: bool) -> Iterator[str]:
    if is_one_of_several:
        readers = "for children" if edition.laid.for_children else "for everyone"
        yield f"It was compared with the notice in {edition.laid.language}, {readers}."
    if edition.laid.untranslated:
        yield f"{edition.laid.untranslated} A translation is missing, or older than its words."


# ---- a page or a feed, at an address or in a file


def _page(target: str, base: Path) -> Answer:
    """The page; of a file browsers ask by its name what it is."""
    if not is_address(target) and not target.endswith(PAGES):
        how = "Give one that ends with .html or .htm."
        raise VerifyError(f"{shown(target)} is no page by its name, so browsers may read it otherwise. {how}")
    answer = _answer(target, base)
    if is_address(target) and (sentence := other_kind(PAGE, answer)):
        raise VerifyError(sentence)
    return answer


def _answer(place: str, base: Path) -> Answer:
    """What an address answers, or what a file holds, of which no server says anything."""
    return fetch(place) if is_address(place) else Answer(place, HTTPMessage(), _file(base / place))


def _file(place: Path) -> bytes:
    try:
        with place.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise VerifyError(f"{shown(place)} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST:
        raise VerifyError(f"{shown(place)} is larger than {LARGEST:,} bytes.")
    return data
