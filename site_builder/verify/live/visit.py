"""A site at an address: what its manifest lists or programs look for, fetched once, as whoever comes is given it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeGuard
from urllib.parse import quote

from site_builder.core.addresses import AROUND, BASE, MANIFEST, ROOT, SIGNATURE
from site_builder.core.failure import shown
from site_builder.manifest import Manifest, ManifestError, read
from site_builder.manifest.dsse import EnvelopeError, unchecked
from site_builder.verify.drift import Drift
from site_builder.verify.feed.parts import INDEX, REST
from site_builder.verify.live.headers import check_kind, header_drifts, header_notes, link_drifts
from site_builder.verify.live.web import Answer, GoneError, WebError, at, fetch, leads_elsewhere, root_of
from site_builder.verify.site.files import CATALOGUES, MISSING_PAGE
from site_builder.verify.trust import VerifyError

UNSERVED = frozenset({"_headers"})
"""Read by a host and served by few."""
ASKED_FOR = AROUND | CATALOGUES | {MISSING_PAGE, INDEX, REST}
"""What programs look for at these addresses, listed or not."""
AT_ONCE = 4
MOST_UNREAD = 5
"""So many files that cannot be had are told beside all others; of a server that fails more often nothing is."""
NOT_FOUND, FORBIDDEN = 404, 403


@dataclass(frozen=True, slots=True)
class Visit:
    """What stands at an address: each file's content and place, what the server says otherwise, what else to know."""

    root: str
    files: Mapping[str, bytes | None]
    places: Mapping[str, str]
    drifts: tuple[Drift, ...]
    notes: tuple[str, ...]


def visit(address: str) -> Visit:
    """Everything that is published where a site begins; what could not be had is a drift of its own.

    Raises VerifyError without manifest and signature, for they say what there is, and where too much could not be had.
    """
    root = root_of(address)
    first = dict(_signed(root))
    listed = {path for manifest in _manifests(first) for path in manifest.files}
    asked = sorted((listed | ASKED_FOR) - UNSERVED)
    had = _fetched(root, asked, listed & {MISSING_PAGE}, ASKED_FOR - listed)
    found = {**first, **{path: each for path, each in had.items() if isinstance(each, Answer)}}
    unread = (Drift("unread", says=str(each), file=path) for path, each in had.items() if _is_unread(each))
    elsewhere = (leads_elsewhere(at(root, path), answer) for path, answer in found.items())
    notes = (*filter(None, elsewhere), *header_notes(found), *_of_place(root, first))
    drifts = tuple(dict.fromkeys((*unread, *header_drifts(found), *link_drifts(found), *_displaced(root, found))))
    places = {path: each.address for path, each in found.items()}
    return Visit(root, {path: each.data for path, each in found.items()}, places, drifts, notes)


def served(manifest: Manifest) -> Manifest:
    """A manifest without the files that a host reads itself, and so serves to nobody."""
    return replace(manifest, files={path: entry for path, entry in manifest.files.items() if path not in UNSERVED})


def _signed(root: str) -> Iterator[tuple[str, Answer]]:
    try:
        yield MANIFEST, fetch(at(root, MANIFEST))
    except GoneError as error:
        how = "Give the address of the list of notices."
        raise VerifyError(f"At {shown(root)} no site of ours begins: {MANIFEST} is not there. {how}") from error
    with suppress(GoneError):
        yield SIGNATURE, fetch(at(root, SIGNATURE))


def _manifests(found: Mapping[str, Answer]) -> Iterator[Manifest]:
    """The manifest, and where the signature is over another, that one too. Raises VerifyError where it is none."""
    try:
        yield read(found[MANIFEST].data)
    except ManifestError as error:
        raise VerifyError(f"What is answered by {shown(found[MANIFEST].address)} is no manifest. {error}") from error
    if SIGNATURE in found:
        try:
            yield read(unchecked(found[SIGNATURE].data).payload)
        except (EnvelopeError, ManifestError):
            return


def _fetched(
    root: str, paths: Collection[str], missing: Collection[str] = (), unlisted: Collection[str] = ()
) -> Mapping[str, Answer | WebError]:
    """What came of each: the file, or why not. What is `missing` the server may call so, and give a file.

    Of what is `unlisted` some hosts say that it may not be seen, where nothing is. Raises WebError, see MOST_UNREAD.
    """
    had: dict[str, Answer | WebError] = {}
    unread = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for path, each in zip(paths, pool.map(partial(_one, root, missing, unlisted), paths), strict=True):
            had[path] = each
            if _is_unread(each):
                unread += 1
                if unread > MOST_UNREAD:
                    raise each
    return had


def _is_unread(each: Answer | WebError) -> TypeGuard[WebError]:
    return isinstance(each, WebError) and not isinstance(each, GoneError)


def _one(root: str, missing: Collection[str], unlisted: Collection[str], path: str) -> Answer | WebError:
    also = {NOT_FOUND} if path in missing else ()
    gone = {FORBIDDEN} if path in unlisted else ()
    try:
        answer = fetch(at(root, path), also=also, gone=gone)
        check_kind(path, answer)
    except WebError as error:
        return error
    return answer


def _displaced(root: str, found: Mapping[str, Answer]) -> Iterator[Drift]:
    """Pages that were answered from another folder: what they link to is looked for beside it, style sheets too.

    If the whole site has moved, nothing of it is displaced.
    """
    roots = {path: _root(path, answer.address) for path, answer in found.items()}
    has_moved = len({*roots.values()}) == 1
    for path, answer in found.items():
        if path.endswith(".html") and not (roots[path] == root or (roots[path] and has_moved)):
            yield Drift("header", "Location", answer.address, at(root, path), file=path)


def _root(path: str, address: str) -> str:
    """Where a site begins that has a file at an address; '' if it does not stand in the folder that it has."""
    base = address.partition("?")[0].rpartition("/")[0] + "/"
    ending = f"/{quote(path.rpartition('/')[0])}/".replace("//", "/")
    return f"{base.removesuffix(ending)}/" if base.endswith(ending) else ""


def _of_place(root: str, found: Mapping[str, Answer]) -> Iterable[str]:
    site = read(found[MANIFEST].data).registry.removesuffix(f"{BASE}{ROOT}")
    return () if site == root else (f"It is published for {shown(site)}, and stands at {shown(root)}.",)
