"""Whoever writes the history of releases anew, without the key and with it, and what is found by what others kept.

`python -m tests.history.tampers` prints the table of the handbook: 60 releases, 7 kinds of tampering, 200 times each.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from site_builder.addresses import RELEASE_INDEX, RELEASES
from site_builder.history import chain
from site_builder.history.chain import Link, continued, index_bytes, sealed
from site_builder.history.entry import written
from site_builder.history.store import Kept
from site_builder.manifest.dsse import EnvelopeError, opened, seal, unchecked
from site_builder.manifest.form import Entry, Manifest, later, read, sha256
from site_builder.manifest.form import written as written_manifest
from site_builder.manifest.keys import PrivateKey, new_key
from site_builder.verify.chain_check import KeptHead, judged

FIRST = date(2026, 11, 25)
KINDS = ("taken out", "swapped", "backdated", "other content", "put in", "forked", "tail cut")
ANCHORS = (
    "the chain and its signatures alone",
    "a client's memory (`--state`)",
    "one head, kept on a random day (`--head`)",
    "three heads, kept on random days",
    "a head kept each month (`--also`, or on paper)",
    "the registry in git, kept by others",
)
NOTHING, MEMORY, ONE, THREE, MONTHS, GIT = ANCHORS
REGISTRY = "https://council.example/id/registry"


@cache
def key() -> PrivateKey:
    return new_key()


@dataclass(frozen=True)
class Said:
    """What a release says: its content and its day."""

    content: str
    issued: date


@dataclass(frozen=True)
class Site:
    """What stands published of a chain: manifest and envelope, index and files."""

    envelope: bytes
    files: Mapping[str, bytes]


def releases(all_said: Sequence[Said]) -> list[Kept]:
    """The files of releases that say this; nothing of them is looked at but their digests."""
    made = []
    for number, said in enumerate(all_said, 1):
        document: dict[str, Any] = {
            "release": 1,
            "registry": REGISTRY,
            "number": number,
            "version": f"2026.1.1.{number}",
            "issued": said.issued.isoformat(),
            "form": 1,
            "content_sha256": sha256(said.content.encode()),
            "feed_sha256": sha256(said.content.encode()),
            "changes": [],
        }
        made.append(Kept(written(document), document))
    return made


def signed(kept: Sequence[Kept], by: PrivateKey, true: Sequence[Link] = ()) -> tuple[Link, ...]:
    """The chain of these, each link signed on its day; it begins with those that are true."""
    links = tuple(true)
    for number in range(len(true) + 1, len(kept) + 1):
        moment = f"{kept[number - 1].issued.isoformat()}T12:00:00Z"
        links = sealed(continued(kept[:number], links), f"2026.1.1.{number}", [by], moment)
    return links


def site(kept: Sequence[Kept], links: Sequence[Link], by: PrivateKey, on: date) -> Site:
    manifest = Manifest(
        registry=REGISTRY,
        version="2026.1.1.1",
        issued=FIRST,
        valid_from=on,
        expires=later(on, timedelta(31)),
        feed="feed",
        releases=chain.head(links),
        files={"feed": Entry(0, sha256(b""))},
    )
    files = {f"{RELEASES}{each.name}": each.data for each in kept}
    return Site(seal(written_manifest(manifest), [by]), {**files, RELEASE_INDEX: index_bytes(links)})


def found_alone(there: Site, on: date) -> bool:
    """Whether `verify` finds anything by what stands there: what it asks of signature, day and chain."""
    trusted = [key().public]
    try:
        manifest = read(opened(there.envelope, trusted))
    except EnvelopeError:
        return True
    if not manifest.valid_from <= on <= manifest.expires:
        return True
    faults = chain.faults(there.files, manifest.releases)
    return any(judged(there.files, manifest, trusted).distrusted) or any(faults)


def found_by(there: Site, heads: Sequence[KeptHead], kept: Sequence[Kept]) -> bool:
    """Whether it is found by what others kept."""
    manifest = read(unchecked(there.envelope).payload)
    of_chain = judged(there.files, manifest, (), heads, kept)
    return any(of_chain.distrusted) or any(of_chain.differences)


# ---- one history, and what somebody makes of it


@dataclass(frozen=True)
class Truth:
    """A history as it was: what was said, its files and its chain; and the day on which somebody looks."""

    said: Sequence[Said]
    kept: Sequence[Kept]
    links: Sequence[Link]
    today: date


def history(count: int, chance: Random) -> Truth:
    said, day = [], FIRST
    for number in range(count):
        day += timedelta(chance.choice([1, 2, 3, 5, 8, 13]))
        said.append(Said(f"content {number} {chance.random()}", day))
    kept = releases(said)
    return Truth(said, kept, signed(kept, key()), day + timedelta(5))


def tampered(kind: str, true: Truth, chance: Random) -> tuple[list[Said], int]:
    """What the releases say when somebody is through with them, and the place of the first that is another."""
    said, at = list(true.said), chance.randrange(1, len(true.said) - 2)
    if kind == "taken out":
        del said[at]
    elif kind == "swapped":
        one, two = said[at], said[at + 1]
        said[at : at + 2] = replace(one, content=two.content), replace(two, content=one.content)
    elif kind == "backdated":
        said[at] = replace(said[at], issued=said[at - 1].issued)
    elif kind == "other content":
        said[at] = replace(said[at], content="never published")
    elif kind == "put in":
        said.insert(at, Said("never published", said[at - 1].issued))
    elif kind == "forked":
        said[at:] = [replace(each, content=f"other {chance.random()}") for each in said[at:]]
    else:
        del said[at:]
    return said, at


def with_the_key(true: Truth, said: Sequence[Said], at: int) -> Site:
    """As who has the key leaves it: all links from there on made anew, and signed."""
    kept = releases(said)
    return site(kept, signed(kept, key(), true.links[:at]), key(), true.said[-1].issued)


def without(kind: str, true: Truth, said: Sequence[Said], at: int, theirs: PrivateKey) -> Site:
    """As who has no key leaves it: true links as long as they fit; of a tail that is cut, the site as it was then."""
    kept = releases(said)
    if kind == "tail cut":
        return site(kept, true.links[:at], key(), said[-1].issued)
    return site(kept, signed(kept, theirs, true.links[:at]), theirs, true.said[-1].issued)


def heads(true: Truth, anchor: str, chance: Random) -> list[KeptHead]:
    """What somebody kept of the true chain."""
    count = len(true.links)
    by_anchor = {
        MEMORY: [count],
        ONE: [chance.randrange(1, count + 1)],
        THREE: [chance.randrange(1, count + 1) for _ in range(3)],
        MONTHS: [n for n in range(1, count) if true.said[n - 1].issued.month != true.said[n].issued.month],
    }
    return [KeptHead(n, true.links[n - 1].sha256, "what was kept") for n in by_anchor.get(anchor, ())]


Counts = Mapping[tuple[str, str, str], int]
OUTSIDER, INSIDER = "no key", "with the key"


def counted(times: int, count: int) -> Counts:
    """How often each kind is found, by who did it and by what was kept."""
    chance, theirs, found_ = Random(3), new_key(), Counter[tuple[str, str, str]]()  # noqa: S311 -- repeatable, not secret
    for _ in range(times):
        true = history(count, chance)
        for kind in KINDS:
            said, at = tampered(kind, true, chance)
            sites = {OUTSIDER: without(kind, true, said, at, theirs), INSIDER: with_the_key(true, said, at)}
            for who, there in sites.items():
                is_found = found_alone(there, true.today)
                for anchor in ANCHORS:
                    kept = true.kept if anchor == GIT else ()
                    found_[kind, who, anchor] += is_found or found_by(there, heads(true, anchor, chance), kept)
    return found_


TIMES, COUNT = 200, 60


def table(counts: Counts, times: int) -> str:
    """The table of the handbook."""
    lines = [f"| found of {times * len(KINDS):,} | no key | with the key |", "| --- | ---: | ---: |"]
    for anchor in ANCHORS:
        sums = (sum(counts[kind, who, anchor] for kind in KINDS) for who in (OUTSIDER, INSIDER))
        lines.append(f"| {anchor} | {' | '.join(f'{each:,}' for each in sums)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    all_counts = counted(TIMES, COUNT)
    print(table(all_counts, TIMES))  # noqa: T201 -- it is asked for
    print(json.dumps({" / ".join(key): n for key, n in all_counts.items()}, indent=1))  # noqa: T201 -- as above
