"""Finds a notice anywhere inside a foreign page, such as that of a CMS, and compares its region."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from http.client import HTTPMessage
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from site_builder.addresses import ATTESTATIONS, DATA, MANIFEST, RELEASE_INDEX, is_address
from site_builder.errors import Failure, shown
from site_builder.facts.layout.what_changed import Document
from site_builder.facts.layout.what_was_sent import Attestation
from site_builder.history.chain import path_of, read_index
from site_builder.history.published import documents, of_site
from site_builder.load.feed.reader import FeedError
from site_builder.manifest.attestation import newest
from site_builder.manifest.form import read, sha256
from site_builder.model import Registry
from site_builder.render import html
from site_builder.verify import canonical
from site_builder.verify.crawl import AT_ONCE, LARGEST, fetch, leads_elsewhere
from site_builder.verify.difference import Difference
from site_builder.verify.expected_text import Edition, editions
from site_builder.verify.explain import html as explained
from site_builder.verify.feed_content import moved_on, read_feed
from site_builder.verify.http_response import FOREIGN_PAGE, Answer, header_differences, header_notes, other_kind
from site_builder.verify.report import Verdict

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

PAGES = (".html", ".htm")
_UNSIGNED = "Whose {feed} is, and until when to trust it, was not checked: verify the site from which it comes."
_SAYS_UTF8 = re.compile(rb"\xef\xbb\xbf|(?s:.{0,1000})<meta[^>]+charset=[\"']?utf-8", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """What a fragment is compared with: a public registry, the day that counts, and its name for people.

    `kind` is the `source` of its differences: `registry` or `feed`. `releases` are the files of the kept releases,
    `attested` is the newest attestation.
    """

    registry: Registry
    day: date
    name: str
    kind: str = "registry"
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    releases: Sequence[Document] = ()
    attested: Attestation | None = None


Look = Callable[[str, Answer, bytes], Iterable[Difference]]
"""Finds more differences: takes the page's address or path, its response, and the notice's page as we make it."""


def from_feed(place: str, base: Path, today: date) -> Source:
    """A published feed, from its address or from a path below `base`. Raises Failure where it cannot be read."""
    answer = _fetch_or_read(place, base)
    try:
        feed = read_feed(answer.data, place, today)
    except FeedError as error:
        raise Failure(f"{shown(place)} is no feed that can be read. {error}") from error
    notes = (leads_elsewhere(place, answer), _UNSIGNED.format(feed=shown(place)))
    differences = (*feed.differences, *moved_on(feed.registry, feed.made, today, place))
    given = feed.registry, feed.made, place, "feed", differences, tuple(filter(None, notes))
    attested = _attested_beside(place, base, feed.registry.site)
    return Source(*given, releases=_releases_beside(place, base), attested=attested)


def _attested_beside(place: str, base: Path, site: str) -> Attestation | None:
    """What the newest attestation says beside a feed says, which the manifest lists; None for none. Raises Failure."""
    root = place.partition(DATA)[0] if DATA in place else None
    try:
        listed = read(_fetch_or_read(f"{root}{MANIFEST}", base).data).files if root is not None else {}
    except Failure:
        return None
    found = {path: _fetch_or_read(f"{root}{path}", base).data for path in listed if path.startswith(ATTESTATIONS)}
    return newest(found, site)


def _releases_beside(place: str, base: Path) -> Sequence[Document]:
    """What the releases say that are kept beside a feed: none where there is no index. Raises Failure, HistoryError."""
    root = place.partition(DATA)[0] if DATA in place else None
    try:
        index = _fetch_or_read(f"{root}{RELEASE_INDEX}", base).data if root is not None else b""
    except Failure:
        return ()
    paths = [path_of(link) for link in read_index(index) if not link.withdrawn] if index else []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        files = dict(zip(paths, pool.map(lambda path: _fetch_or_read(f"{root}{path}", base).data, paths), strict=True))
    for path, data in files.items():
        if not sha256(data).startswith(path.split(".")[1]):
            raise Failure(f"{shown(f'{root}{path}')} is not the file that the index of releases names.")
    return documents(of_site({RELEASE_INDEX: index, **files})) if paths else ()


def prove_fragment(
    target: str, base: Path, notice: str, source: Source, look: Look = lambda _target, _answer, _made: ()
) -> Verdict:
    """The verdict on the region of a notice in a page; `target` is its address, or a path below `base`.

    The page is compared with the notice in each language, for everyone and for children. The closest one counts. Raises
    Failure where there is no such page, or no such notice in it.
    """
    answer = _fetch_page(target, base)
    all_editions = editions(source.registry, source.day, source.releases, source.attested)
    its_editions = [edition for edition in all_editions if edition.laid.id == notice]
    if not its_editions:
        names = ", ".join(sorted({edition.laid.id for edition in all_editions}))
        raise Failure(f"{source.name} has no notice {shown(notice)!r}. Its notices: {names}.")
    compared = [(list(_region_differences(answer.data, edition, target)), edition) for edition in its_editions]
    region_differences, edition = min(compared, key=lambda pair: len(pair[0]))
    differences = [*_header_differences(target, answer), *region_differences, *look(target, answer, made(edition))]
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
        notes=(
            *source.notes,
            *_notes(target, answer),
            *_edition_notes(edition, is_one_of_several=len(its_editions) > 1),
        ),
    )


def made(edition: Edition) -> bytes:
    """The page of a notice as this version makes it, without links to the rest of a site."""
    return html.render(edition.on_page, edition.language, html.Links(style="", home=""))


def _region_differences(data: bytes, edition: Edition, address: str) -> Iterator[Difference]:
    """How the region on a page differs from the one that we make, and what else on the page changes its meaning."""
    from selectolax.lexbor import LexborHTMLParser

    region, page = f'[data-notice="{edition.laid.id}"]', LexborHTMLParser(data)
    regions = page.css(region)
    if not regions:
        raise Failure(f"{shown(address)} holds no element with {region[1:-1]}, so nothing was compared.")
    if len(regions) > 1:
        yield Difference("added", says=f"{len(regions)} elements with {region[1:-1]}")
        return
    for href in (base.attributes["href"] or "" for base in page.css("base[href]")):
        if urljoin(address, href).partition("#")[0] != address.partition("#")[0]:
            yield Difference("address", says=f'<base href="{href}">')
    published_language, language = _language(regions[0]), edition.language.tag
    if published_language.lower().partition("-")[0] != language.lower().partition("-")[0]:
        yield Difference("language", says=published_language, stated=language)
    try:
        published, expected = canonical.html(data, address, region), canonical.html(made(edition), address, region)
    except canonical.UnreadError as error:
        yield Difference("unread", says=str(error))
        return
    # A foreign page has a main part of its own, so the notice may be in another element.
    if published[1:] != expected[1:]:
        explanations = explained(data, made(edition), address, region)
        yield from explanations or [
            Difference("file", says="has the notice with other elements than this version makes")
        ]


def _language(region: LexborNode) -> str:
    """The language of the region as browsers see it: its own, or that of an element around it; '' for none."""
    node: LexborNode | None = region
    while node is not None and not node.attributes.get("lang"):
        node = node.parent
    return (node.attributes["lang"] or "") if node else ""


def _header_differences(target: str, answer: Answer) -> Iterator[Difference]:
    """Headers by which people would read something else."""
    if is_address(target):
        yield from header_differences({FOREIGN_PAGE: answer})
        if answer.headers.get_content_charset() is None and not _SAYS_UTF8.match(answer.data):
            yield Difference("header", "Content-Type", answer.type, "text/html; charset=utf-8")


def _notes(target: str, answer: Answer) -> Iterator[str]:
    if is_address(target):
        if elsewhere := leads_elsewhere(target, answer):
            yield elsewhere
        for note in header_notes({FOREIGN_PAGE: answer}, are_ours=False):
            yield f"{shown(target)}: {note.removesuffix(f' ({FOREIGN_PAGE}).')}."


def _edition_notes(edition: Edition, *, is_one_of_several: bool) -> Iterator[str]:
    if is_one_of_several:
        readers = "for children" if edition.laid.for_children else "for everyone"
        yield f"It was compared with the notice in {edition.laid.language}, {readers}."
    if edition.laid.untranslated:
        yield f"{edition.laid.untranslated} A translation is missing, or older than its words."


# ---- a page or a feed, at an address or in a file


def _fetch_page(target: str, base: Path) -> Answer:
    """The page. A browser knows the type of a file by its name alone. Raises Failure."""
    if not is_address(target) and not target.endswith(PAGES):
        how = "Give one that ends with .html or .htm."
        raise Failure(f"{shown(target)} is no page by its name, so browsers may read it otherwise. {how}")
    answer = _fetch_or_read(target, base)
    if is_address(target) and (sentence := other_kind(FOREIGN_PAGE, answer)):
        raise Failure(sentence)
    return answer


def _fetch_or_read(place: str, base: Path) -> Answer:
    """The response from an address, or the content of a file, without headers. Raises Failure."""
    return fetch(place) if is_address(place) else Answer(place, HTTPMessage(), _read_file(base / place))


def _read_file(place: Path) -> bytes:
    try:
        with place.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Failure(f"{shown(place)} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST:
        raise Failure(f"{shown(place)} is larger than {LARGEST:,} bytes.")
    return data
