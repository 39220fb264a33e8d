"""The chain: a link for each release, which names the link before it, and the index that holds them all.

The index is `data/v1/releases/index.json`, the only file there that grows: `index` (1), `registry`, and `releases`,
oldest first, each with `link` and `signatures` (none where it was never signed). A link says, in JSON: `release` (1),
`registry`, `number`, `version`, `issued`, `published` (the moment of its first signature, in UTC; null where it was
never published), `form`, `content_sha256`, `feed_sha256`, `file_sha256`, `previous_sha256` (the digest of the link
before it, null for the first), and how many changes share `more` and `less`, and of how many that is `unclear`. Its
digest is that of its one text (RFC 8785).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from site_builder.addresses import RELEASE_INDEX, RELEASES, is_release
from site_builder.facts.releases import numbers
from site_builder.history.entry import RELEASE, name_of
from site_builder.history.store import HistoryError, Kept
from site_builder.manifest.form import Head, sha256
from site_builder.strict_json import JsonError, canonical, json_bytes, parse

INDEX = 1
"""The form of the index. Within it, keys are only added."""

Signature = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the chain: what it says, and the signatures over it (`keyid`, `sig`)."""

    document: Mapping[str, Any]
    signatures: tuple[Signature, ...] = ()

    @property
    def payload(self) -> bytes:
        """What is signed: its one text."""
        return canonical(self.document)

    @property
    def sha256(self) -> str:
        """The digest by which the next link names it."""
        return sha256(self.payload)


def link(release: Kept, before: Link | None, published: str | None = None) -> Link:
    """The link of a release, which follows the link before it."""
    said = release.document
    directions = [each["direction"] for each in said["changes"]]
    return Link(
        {
            "release": RELEASE,
            "registry": said["registry"],
            "number": release.number,
            "version": release.version,
            "issued": said["issued"],
            "published": published,
            "form": said["form"],
            "content_sha256": said["content_sha256"],
            "feed_sha256": said["feed_sha256"],
            "file_sha256": release.sha256,
            "previous_sha256": before.sha256 if before else None,
            **{word: directions.count(word) for word in ("more", "less", "unclear")},
        }
    )


def head(links: Sequence[Link]) -> Head:
    """What the manifest says of a chain that is not empty."""
    return Head(len(links), links[-1].sha256)


def index_bytes(links: Sequence[Link]) -> bytes:
    """The bytes of the index of a chain that is not empty."""
    return json_bytes(
        {
            "index": INDEX,
            "registry": links[-1].document["registry"],
            "releases": [{"link": each.document, "signatures": list(each.signatures)} for each in links],
        }
    )


def files_of(releases: Sequence[Kept]) -> Mapping[str, bytes]:
    """The files of a chain as they are published, by path; none where no release is kept."""
    links: list[Link] = []
    for each in releases:
        links.append(link(each, links[-1] if links else None))
    files = {f"{RELEASES}{each.name}": each.data for each in releases}
    return {**files, RELEASE_INDEX: index_bytes(links)} if links else {}


def head_of(files: Mapping[str, bytes]) -> Head | None:
    """What the manifest says of the chain among a site's files, None where there is none. Raises HistoryError."""
    return head(read_index(files[RELEASE_INDEX])) if RELEASE_INDEX in files else None


def read_index(data: bytes) -> tuple[Link, ...]:
    """The links in these bytes, as they say: whether they follow each other was not looked at. Raises HistoryError."""
    try:
        document = parse(data)
        if document["index"] != INDEX:
            raise HistoryError(
                f"The index of releases has the form {document['index']!r}, and this program reads {INDEX}."
            )
        links = tuple(Link(dict(each["link"]), tuple(each["signatures"])) for each in document["releases"])
        if not links:
            raise HistoryError("The index of releases is empty.")
    except (JsonError, KeyError, TypeError, ValueError) as error:
        raise HistoryError(f"The index of releases cannot be read. {error}") from error
    return links


def paths_in(data: bytes) -> tuple[str, ...]:
    """The paths of the files that an index names; none where it cannot be read."""
    try:
        return tuple(map(path_of, read_index(data)))
    except HistoryError:
        return ()


def path_of(link: Link) -> str:
    """The path of a release's file; '' where the link does not say it."""
    number, digest = (link.document.get(key) for key in ("number", "file_sha256"))
    return f"{RELEASES}{name_of(number, digest)}" if isinstance(number, int) and isinstance(digest, str) else ""


# ---- what is wrong with a chain


def faults(files: Mapping[str, bytes | None], named: Head | None) -> Iterator[tuple[str, str]]:
    """What is wrong with the kept releases among a site's files: the path of a file, and what it is, in words.

    `named` is the head that the manifest names; without one there are no releases, and nothing is looked at. Signatures
    are not checked here.
    """
    if named is None:
        return
    index = files.get(RELEASE_INDEX)
    if index is None:
        yield RELEASE_INDEX, "is missing"
        return
    try:
        links = read_index(index)
    except HistoryError as error:
        yield RELEASE_INDEX, f"tells no chain: {error}"
        return
    if wrong := [*chain_faults(links, named)]:
        yield from ((RELEASE_INDEX, says) for says in wrong)
        return
    for each in links:
        data = files.get(path_of(each))
        if data is None or sha256(data) != each.document["file_sha256"]:
            yield path_of(each), "is missing" if data is None else "is not the file that the chain names"
    known = {RELEASE_INDEX, *map(path_of, links)}
    yield from (
        (path, "is in no link of the chain") for path in sorted(files) if is_release(path) and path not in known
    )


def chain_faults(links: Sequence[Link], named: Head) -> Iterator[str]:
    """How links do not make the chain that ends with a head; the first fault alone, as others follow from it."""
    for number, (before, each) in enumerate(zip((None, *links), links, strict=False), 1):
        if says := next(_faults_of_link(number, before, each), ""):
            yield says
            return
    if len(links) < named.number:
        yield f"ends with release {len(links)}, and the manifest names {named.number}: the newest were cut off"
    elif len(links) > named.number:
        yield f"has {len(links)} releases, and the manifest names {named.number}"
    elif links[-1].sha256 != named.sha256:
        yield f"has another link of release {named.number} than the manifest names"


def _faults_of_link(number: int, before: Link | None, each: Link) -> Iterator[str]:
    """What is wrong with the link at a place, after the link before it; each holds only if none before it does."""
    said = each.document
    if said.get("number") != number:
        yield f"lacks release {number}"
    yield from (f"says of release {number} a {key} that is none" for key in _ill_formed(said))
    if said.get("previous_sha256") != (before.sha256 if before else None):
        yield f"has a link of release {number} that does not follow the one before it"
    if (said.get("published") or LATEST) < said["issued"]:
        yield f"says that release {number} was published before the day of its issue"
    was = before.document if before else said
    if before and numbers(said["version"]) <= numbers(was["version"]):
        yield f"gives release {number} no later version than the one before it"
    if said["issued"] < was["issued"] or (said["published"] or LATEST) < (was["published"] or ""):
        yield f"gives release {number} an earlier day than the one before it"


LATEST = "9999"
_FORMS = {
    "version": re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){3}"),
    "issued": re.compile(r"\d{4}-\d\d-\d\d"),
    "published": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    "content_sha256": re.compile("[0-9a-f]{64}"),
    "feed_sha256": re.compile("[0-9a-f]{64}"),
    "file_sha256": re.compile("[0-9a-f]{64}"),
}


def _ill_formed(said: Mapping[str, Any]) -> Iterator[str]:
    for key, form in _FORMS.items():
        value = said.get(key)
        if not (key == "published" and value is None) and not (isinstance(value, str) and form.fullmatch(value)):
            yield key
