"""Fetch a published site from its address, as the public gets it: urllib3 speaks HTTP, limits bound each file.

A file that cannot be fetched, or has another type than its name says, raises WebError or is a difference.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from http.client import HTTPMessage
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from site_builder.addresses import AROUND, BASE, CATALOGUE, DATA, MANIFEST, RELEASE_INDEX, ROOT, SIGNATURE, is_release
from site_builder.errors import Failure, shown
from site_builder.history.chain import paths_in
from site_builder.manifest.dsse import EnvelopeError, unchecked
from site_builder.manifest.form import Manifest, ManifestError, read
from site_builder.render.feed.parts import INDEX, REST
from site_builder.verify.difference import Difference
from site_builder.verify.http_response import OK, Answer, header_differences, header_notes, other_kind
from site_builder.web import REDIRECTS, proxy_of, split

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

T = TypeVar("T")

SECONDS = 30.0
"""For one file, its redirects included."""
LARGEST = 64 << 20
"""Bytes of one file, after compression is undone."""
MOST_REDIRECTS = 5
AT_ONCE = 4
MOST_UNREAD = 5
"""If more files than this cannot be fetched, the site cannot be verified at all."""
FORBIDDEN, NOT_FOUND, GONE = 403, 404, 410
ASKED = {"Accept": "*/*", "Accept-Encoding": "gzip", "User-Agent": "site-builder"}

MISSING_PAGE = "404.html"
OPTIONAL = AROUND | {CATALOGUE, f"{DATA}data.json", MISSING_PAGE}
"""Files that no reader of a notice needs. They may be missing where the manifest does not list them."""
UNSERVED = frozenset({"_headers"})
"""Files that a host reads, and that few hosts serve."""
LOOKED_FOR = (OPTIONAL | {INDEX, REST}) - UNSERVED
"""Files that programs look for, whether the manifest lists them or not."""

LINK_SECONDS, LINKS_AT_ONCE = 15.0, 8
"""For the addresses that a notice links to."""


class WebError(Failure):
    """An address could not be fetched: a sentence, and the status of the response, 0 for none."""

    def __init__(self, sentence: str, status: int = 0) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class PublishedSite:
    """The files of a folder or an address, under the name that people gave it.

    `places` is the final address of each file; None for a folder.
    """

    name: str
    files: Mapping[str, bytes | None]
    places: Mapping[str, str] | None = None
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def unread(self) -> Mapping[str, str]:
        """Why each file that could not be fetched could not, by its path."""
        return {difference.file: difference.says for difference in self.differences if difference.kind == "unread"}

    def check_had(self, path: str) -> None:
        """Raise Failure for a file that could not be fetched."""
        if path in self.unread:
            raise Failure(self.unread[path])

    def without_unread(self, differences: Iterable[Difference]) -> list[Difference]:
        """Without the reports of missing files that could not be fetched: those are not missing."""
        unread = self.unread
        return [difference for difference in differences if difference.kind != "file" or difference.file not in unread]


# ---- one file


def fetch(address: str, most: int = LARGEST, seconds: float = SECONDS, good: Collection[int] = (OK,)) -> Answer:
    """The response from an address: a `good` status, at most `most` bytes, within `seconds`. Raises WebError.

    With `most` 0 the content is not read.
    """
    try:
        return _in_time(seconds, partial(_follow_redirects, urldefrag(address).url, most, seconds, good))
    except TimeoutError as error:
        raise WebError(f"{shown(address)} took longer than {seconds:g} seconds.") from error


def _in_time(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns in time. Raises TimeoutError: the library's own limits are for each packet alone."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 (the caller gets it)
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future.result(seconds)


def _follow_redirects(address: str, most: int, seconds: float, good: Collection[int]) -> Answer:
    current = address
    for _ in range(MOST_REDIRECTS + 1):
        answer = _request(current, most, seconds, good)
        if answer.status not in REDIRECTS:
            return answer
        leads_to = urldefrag(urljoin(current, answer.headers.get("Location", ""))).url
        if not _may_be_asked(leads_to) or (urlsplit(current).scheme, urlsplit(leads_to).scheme) == ("https", "http"):
            raise WebError(f"{shown(current)} leads to {shown(leads_to)}, and only https addresses are asked.")
        current = leads_to
    raise WebError(f"{shown(address)} leads from one address to the next, more than {MOST_REDIRECTS} times.")


def _may_be_asked(address: str) -> bool:
    try:
        split(address.partition("?")[0])
    except ValueError:
        return False
    return True


def _request(address: str, most: int, seconds: float, good: Collection[int]) -> Answer:
    """The response to one request, which may be a redirect. Raises WebError, TimeoutError."""
    from urllib3.exceptions import HTTPError

    if not _may_be_asked(address):
        raise WebError(f"{shown(address)} is not asked: only https addresses are, and http on this computer.")
    try:
        with (
            _connections(address, seconds) as pool,
            pool.request("GET", address, headers=ASKED, redirect=False, preload_content=False) as answer,
        ):
            return _read_response(address, answer, most, good)
    except HTTPError as error:
        raise _failure(address, error) from error


def _connections(address: str, seconds: float) -> PoolManager:
    """Connections to a host: through the proxy that the environment names for it, or direct."""
    from urllib3 import PoolManager, ProxyManager

    parts = urlsplit(address)
    if parts.scheme != "https":
        return PoolManager(retries=False, timeout=seconds)
    how: Any = {"retries": False, "timeout": seconds, "ssl_context": ssl.create_default_context()}
    proxy = proxy_of(parts.hostname or "")
    return ProxyManager(proxy, **how) if proxy else PoolManager(**how)


def _read_response(address: str, answer: BaseHTTPResponse, most: int, good: Collection[int]) -> Answer:
    place, status = shown(address), answer.status
    headers = HTTPMessage()
    for name, value in answer.headers.iteritems():
        headers[name] = value
    if status in REDIRECTS:
        return Answer(address, headers, b"", status)
    if status not in good:
        what = "is not there" if status in {NOT_FOUND, GONE} else "is not given"
        raise WebError(f"{place} {what}: the server answers {status}.", status)
    if (coding := headers.get("Content-Encoding", "").strip().lower()) not in {"", "identity", "gzip", "x-gzip"}:
        raise WebError(f"{place} is compressed by {shown(coding)!r}, which nobody asked for.", status)
    data = answer.read(most + 1, decode_content=True) if most else b""
    if len(data) > most:
        raise WebError(f"{place} is larger than {most:,} bytes.", status)
    return Answer(address, headers, data, status)


def _failure(address: str, error: Exception) -> WebError | TimeoutError:
    """The failure that the library reports, as a sentence."""
    from urllib3 import exceptions

    place, cause = shown(address), error.__cause__ or next((a for a in error.args if isinstance(a, OSError)), error)
    match error:
        case exceptions.DecodeError():
            return WebError(f"{place} says that it is compressed, and is not.")
        case exceptions.NewConnectionError() | exceptions.ProxyError() | exceptions.SSLError():
            why = getattr(cause, "verify_message", "") or getattr(cause, "strerror", "") or cause
            return WebError(f"{place} cannot be reached: {why}.")
        case exceptions.TimeoutError():
            return TimeoutError()
    return WebError(f"{place} is no web server, or broke off.")


def leads_elsewhere(asked: str, answer: Answer) -> str:
    """A sentence where the response came from another address than we asked; '' where it did not."""
    if answer.address == urldefrag(asked).url:
        return ""
    other = urlsplit(answer.address).netloc != urlsplit(asked).netloc
    return f"{shown(asked)} leads to {shown(answer.address)}{', at another host' if other else ''}."


# ---- a site


def at(root: str, path: str) -> str:
    """The address of a published file: for a page that of its folder, as people read it."""
    folder, _, name = path.rpartition("/")
    return root + quote(f"{folder}/" * bool(folder) if name == "index.html" else path)


def root_of(address: str) -> str:
    """The address where a site begins, from one that somebody typed. Raises WebError for one that may not be asked."""
    bare = urldefrag(address).url.removesuffix("index.html").removesuffix("data/v1/")
    root = bare if bare.endswith("/") else f"{bare}/"
    if "?" in root or not _may_be_asked(root):
        raise WebError(
            f"{shown(address)} is not asked: give an address that begins with https:// and has no question mark and no "
            "name of a user."
        )
    return root


def visit(address: str) -> PublishedSite:
    """All files that are published below an address; each file that could not be fetched is a difference.

    Raises Failure where there is no manifest, or where more than MOST_UNREAD files cannot be fetched.
    """
    root = root_of(address)
    answers = dict(_fetch_manifest_and_signature(root))
    manifests = [*_manifests(answers)]
    listed = {path for manifest in manifests for path in manifest.files} - UNSERVED
    if any(manifest.releases for manifest in manifests):
        listed |= {RELEASE_INDEX}
    unread: list[Difference] = []
    _fetch_all(root, listed, listed | LOOKED_FOR, answers, unread)
    if RELEASE_INDEX in answers:
        named = {path for path in paths_in(answers[RELEASE_INDEX].data) if is_release(path)}
        _fetch_all(root, named, named, answers, unread)
    differences = (*unread, *header_differences(answers, root), *_displaced_pages(root, answers))
    elsewhere = (leads_elsewhere(at(root, path), answer) for path, answer in answers.items())
    notes = (*filter(None, elsewhere), *header_notes(answers), *_place_notes(root, answers))
    places = {path: answer.address for path, answer in answers.items()}
    return PublishedSite(root, {path: answer.data for path, answer in answers.items()}, places, differences, notes)


def _fetch_all(
    root: str,
    listed: Collection[str],
    paths: Collection[str],
    answers: dict[str, Answer],
    unread: list[Difference],
) -> None:
    """Add the answers for these paths, and those that could not be read. Raises WebError where these are too many."""
    in_order = sorted(paths)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for path, outcome in zip(in_order, pool.map(partial(_fetch_one, root, listed), in_order), strict=True):
            if isinstance(outcome, Answer):
                answers[path] = outcome
            elif outcome is not None:
                unread.append(Difference("unread", says=str(outcome), file=path))
                if len(unread) > MOST_UNREAD:
                    raise outcome


def served(manifest: Manifest) -> Manifest:
    """A manifest without the files that a host reads itself and does not serve."""
    return replace(manifest, files={path: entry for path, entry in manifest.files.items() if path not in UNSERVED})


def _fetch_manifest_and_signature(root: str) -> Iterator[tuple[str, Answer]]:
    for path in (MANIFEST, SIGNATURE):
        try:
            yield path, fetch(at(root, path))
        except WebError as error:
            if error.status not in {NOT_FOUND, GONE}:
                raise
            if path == MANIFEST:
                how = "Give the address of the list of notices."
                raise Failure(f"At {shown(root)} no site of ours begins: {MANIFEST} is not there. {how}") from error


def _manifests(answers: Mapping[str, Answer]) -> Iterator[Manifest]:
    """The manifest, and the signed one, which may be another. Raises Failure where the first cannot be read."""
    try:
        yield read(answers[MANIFEST].data)
    except ManifestError as error:
        raise Failure(f"What is answered by {shown(answers[MANIFEST].address)} is no manifest. {error}") from error
    if SIGNATURE in answers:
        try:
            yield read(unchecked(answers[SIGNATURE].data).payload)
        except (EnvelopeError, ManifestError):
            return


def _fetch_one(root: str, listed: Collection[str], path: str) -> Answer | WebError | None:
    """The response for a file, or why it cannot be read, or None where it is missing.

    The page for missing pages may come with status 404. Some hosts answer 403 for files that are not listed and not
    there.
    """
    good = {OK, NOT_FOUND} if path == MISSING_PAGE and path in listed else {OK}
    try:
        answer = fetch(at(root, path), good=good)
    except WebError as error:
        away = {NOT_FOUND, GONE} if path in listed else {NOT_FOUND, GONE, FORBIDDEN}
        return None if error.status in away else error
    sentence = other_kind(path, answer)
    return WebError(sentence, answer.status) if sentence else answer


def _displaced_pages(root: str, answers: Mapping[str, Answer]) -> Iterator[Difference]:
    """Pages answered from another folder, where their links lead elsewhere, unless the whole site has moved."""
    moved_to = answers[MANIFEST].address.removesuffix(MANIFEST)
    for path, answer in answers.items():
        place = answer.address.partition("?")[0].removesuffix("index.html")
        if path.endswith(".html") and place not in {at(root, path), at(moved_to, path)}:
            yield Difference("header", "Location", answer.address, at(root, path), file=path)


def _place_notes(root: str, answers: Mapping[str, Answer]) -> list[str]:
    site = read(answers[MANIFEST].data).registry.removesuffix(f"{BASE}{ROOT}")
    return [] if site == root else [f"It is published for {shown(site)}, and stands at {shown(root)}."]


# ---- the addresses that a notice links to


def ask(addresses: Collection[str]) -> Mapping[str, str]:
    """The addresses that have a fault, each with a sentence. Each is asked once, several at the same time."""
    pages = sorted({urldefrag(address).url for address in addresses})
    with ThreadPoolExecutor(LINKS_AT_ONCE) as pool:
        faults = dict(zip(pages, pool.map(_link_fault, pages), strict=True))
    return {address: sentence for address in addresses if (sentence := faults[urldefrag(address).url])}


def _link_fault(address: str) -> str:
    try:
        fetch(address, 0, LINK_SECONDS)
    except WebError as error:
        return str(error)
    return ""
