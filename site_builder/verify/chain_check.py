"""Whether the chain of releases can be trusted: who signed its links, and what others have kept of it.

Whoever has the key can write the whole chain anew, and nothing in it shows that. A head that somebody kept does: it
commits to every link before it. That the chain is one, and that its files are those that it names, `rebuild` says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from site_builder.addresses import MANIFEST, RELEASE_INDEX
from site_builder.errors import Failure, shown
from site_builder.history.chain import TYPE, Link, chain_faults, forged, read_index
from site_builder.history.store import HistoryError, Kept
from site_builder.manifest.dsse import signed_by
from site_builder.manifest.form import Manifest
from site_builder.manifest.keys import PublicKey
from site_builder.verify.difference import Difference

HEAD = re.compile(r"(?P<number>[1-9][0-9]{0,8}):(?P<sha256>[0-9a-f]{16,64})")
"""A head as somebody kept it: the number, and the digest of the link or its beginning."""


@dataclass(frozen=True, slots=True)
class KeptHead:
    """The link of a release as somebody has kept it, by its digest or the beginning of it; `by` says who, in words."""

    number: int
    sha256: str
    by: str


def head_of(text: str) -> KeptHead:
    """A head as it is typed, `7:5f3c91d077ab2e64`. Raises Failure."""
    match = HEAD.fullmatch(text.strip().lower().replace(" ", ""))
    if match is None:
        raise Failure(
            f"{shown(text)} is no head of a chain: write the number of the release, a colon, and at least 16 figures "
            "of the digest of its link, such as 7:5f3c91d077ab2e64."
        )
    return KeptHead(int(match["number"]), match["sha256"], "the head that was kept")


@dataclass(frozen=True, slots=True)
class Judged:
    """In sentences why not to trust a chain, and notes; and how it is not the one that the registry at hand keeps."""

    distrusted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


def judged(
    files: Mapping[str, bytes | None],
    manifest: Manifest,
    keys: Collection[PublicKey],
    heads: Iterable[KeptHead] = (),
    kept: Sequence[Kept] = (),
) -> Judged:
    """Judge a chain by the keys that are trusted, by what others kept, and by the releases in the registry at hand."""
    links = _links(files, manifest)
    if links is None:
        without = tuple(f"There is no chain of releases to be compared with {head.by}." for head in heads)
        lacks = f"names no releases, and the registry keeps {len(kept)}"
        is_lacking = bool(kept) and manifest.releases is None
        return Judged(without, differences=(Difference("file", says=lacks, file=MANIFEST),) if is_lacking else ())
    wrong = [*_signatures(links, keys), *(says for head in heads if (says := _other(links, head)))]
    unlike = tuple(Difference("file", says=says, file=RELEASE_INDEX) for says in _unlike(links, kept))
    return Judged(tuple(wrong), tuple(_notes(links, keys)), unlike)


def _links(files: Mapping[str, bytes | None], manifest: Manifest) -> Sequence[Link] | None:
    """The links, None where there is no chain: then `rebuild` tells what is wrong with it, if there should be one."""
    if manifest.releases is None:
        return None
    try:
        links = read_index(files.get(RELEASE_INDEX) or b"")
    except HistoryError:
        return None
    return None if any(chain_faults(links, manifest.releases)) else links


def _signatures(links: Sequence[Link], keys: Collection[PublicKey]) -> Iterator[str]:
    """Links that nobody signed, and those that claim a trusted key which did not make their signature."""
    if keys:
        yield from (f"Nobody has signed the link of release {each.number}." for each in links if not each.signatures)
    yield from forged(links, keys)


def _other(links: Sequence[Link], head: KeptHead) -> str:
    """A sentence where the chain has not the link that somebody kept; '' where it has."""
    if head.number > len(links):
        return f"The chain ends with release {len(links)}; {head.by} is of release {head.number}: some were cut off."
    if links[head.number - 1].sha256.startswith(head.sha256):
        return ""
    return f"Release {head.number}, or one before it, was another: {head.by} does not fit this chain."


def _unlike(links: Sequence[Link], kept: Sequence[Kept]) -> Iterator[str]:
    """How the chain differs from the releases that the registry at hand keeps."""
    for link, release in zip(links, kept, strict=False):
        if link.document["file_sha256"] != release.sha256:
            yield f"names another release {link.number} than the registry keeps"
            return
    if kept and len(links) != len(kept):
        yield f"ends with release {len(links)}, and the registry keeps {len(kept)}"


def _notes(links: Sequence[Link], keys: Collection[PublicKey]) -> Iterator[str]:
    others = [
        each.number
        for each in links
        if each.signatures and keys and signed_by(each.signatures, each.payload, TYPE, keys) is None
    ]
    if others:
        numbers = ", ".join(map(str, others))
        yield (
            f"The links of these releases were signed by other keys, which was not checked: {numbers}. What follows "
            "them in the chain covers them."
        )
    for each in links:
        if each.withdrawn:
            yield f"Release {each.number} was withdrawn on {each.withdrawn.get('on')}: {each.withdrawn.get('reason')}"
