"""Every kind of drift against every verifier: how many of so many each finds."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from multiprocessing import get_context

from site_builder.build import Files
from site_builder.manifest import MANIFEST, read
from site_builder.verify.drift import Drift
from site_builder.verify.feed import FeedError, feed_drifts, read_feed
from site_builder.verify.page import page_drifts
from site_builder.verify.page.styles import style_drifts
from site_builder.verify.paper import paper_drifts
from site_builder.verify.site import verify_site
from site_builder.verify.site.files import Stated, stated
from site_builder.verify.site.frames import Pages
from tests.drifts.benign import BENIGN
from tests.drifts.kinds import KINDS, Kind, mutant
from tests.drifts.sites import CMS, FEED, Site, relisted, site
from tests.faulty_doubles.lax_verifiers import by_digests, by_marks, by_texts
from tests.seed import ON

CHUNK = 25
THROUGH = 100
"""One of so many is looked for in the whole site, as the command does; the others in the changed file alone."""

Verifier = Callable[[Site, Files, Collection[str]], bool]
"""Whether drift is found in a site, of which these files were changed."""


def whole(found: Site, files: Files) -> bool:
    """Whether `verify` finds drift in the site."""
    return bool(verify_site(files, read(files[MANIFEST]), ON, found.registry).drifts)


def ours(found: Site, files: Files, changed: Collection[str]) -> bool:
    """Whether `verify` finds drift, in what it says of the changed files alone where they are pages, PDFs or feeds."""
    return any(_in_file(found, files, path) for path in changed)


def _in_file(found: Site, files: Files, path: str) -> bool:
    data = files.get(path)
    if data is not None and path in {found.feed, FEED}:
        return _in_feed(found, files, data, path)
    drifts = None if data is None else _drifts(found, files, path, data)
    return whole(found, files) if drifts is None else bool(drifts)


def _drifts(found: Site, files: Files, path: str, data: bytes) -> list[Drift] | None:
    """What is said of a page, a PDF or a style sheet; None of anything else."""
    if path.startswith(CMS):
        sheet, address = found.pages[path.removeprefix(CMS)], f"https://cms.example/{path}"
        return page_drifts(data, sheet.laid, sheet.language, file=address, address=address)
    if path in found.pages:
        known = _stated(found.name)
        edition = next(each for each in known.editions if each.page == path)
        return Pages(known, files, read(files[MANIFEST]), found.style).of_notice(edition, data)
    if path in found.papers:
        sheet = found.papers[path]
        return paper_drifts(data, sheet.laid, sheet.language, file=path, feed=found.files[found.feed])
    return style_drifts(data, found.files[path], file=path) if path == found.style else None


@cache
def _stated(name: str) -> Stated:
    return stated(site(name).registry, ON)


@cache
def _made(name: str) -> date:
    return read_feed(site(name).files[site(name).feed], FEED, ON).made


def _in_feed(found: Site, files: Files, data: bytes, path: str) -> bool:
    try:
        feed = read_feed(data, path, ON)
    except FeedError:
        return True
    if feed.made != _made(found.name):
        # It stands as on another day: what the pages say beside it tells.
        return whole(found, files)
    return bool(feed.drifts) or any(feed_drifts(feed.registry, found.registry, path, ON, "registry"))


VERIFIERS: Mapping[str, Verifier] = {
    "verify": ours,
    "known texts": by_texts,
    "marks": by_marks,
    "digests": by_digests,
}


@dataclass
class Tally:
    """Of one kind: how many were tried, how many each verifier found, and those of which ours says the wrong thing."""

    tried: int = 0
    found: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what was tried elsewhere too."""
        self.tried += other.tried
        self.found += other.found
        self.wrong += other.wrong


EVERY: Mapping[str, Kind] = {str(kind): kind for kind in (*KINDS, *BENIGN)}
"""Each kind by its name, by which another process knows it."""


def planted(kind: str, number: int) -> tuple[str, Files]:
    """The name of a site, and what the mutant of this number changes in it."""
    found = mutant(EVERY[kind], number)
    return found.site.name, found.changed


def sample(kind: Kind) -> range:
    """The numbers of a few: fewest of those that take longest."""
    return range({"PDF": 1, "site": 1}.get(kind.output, 3))


def tried(kind: Kind, numbers: Sequence[int], names: Collection[str] = tuple(VERIFIERS)) -> Tally:
    """These mutants of a kind before these verifiers."""
    tally = Tally()
    for number in numbers:
        chosen, changed = planted(str(kind), number)
        found = site(chosen)
        files = relisted(found, changed)
        finding = [name for name in names if VERIFIERS[name](found, files, changed)]
        said = {"verify" in finding}
        if number % THROUGH == THROUGH - 1 and not any(path.startswith(CMS) for path in changed):
            said.add(whole(found, files))
        tally.tried += 1
        tally.found.update(finding)
        if said != {kind.lie}:
            tally.wrong.append(f"{number} ({chosen}: {', '.join(changed)})")
    return tally


def _chunk(name: str, numbers: Sequence[int], names: Collection[str]) -> Tally:
    return tried(EVERY[name], numbers, names)


def trial(kinds: Sequence[Kind], count: int, names: Collection[str] = tuple(VERIFIERS)) -> Iterator[tuple[Kind, Tally]]:
    """Each kind with so many mutants, on every processor. Not forked: Typst's threads would be missing in the child."""
    starts = range(0, count, CHUNK)
    chunks = [(str(kind), range(start, min(count, start + CHUNK))) for kind in kinds for start in starts]
    # With a registry and a site in memory, Python's garbage collector would take a quarter of the time.
    seldom = (50_000, 20, 20)
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), gc.set_threshold, seldom) as pool:
        done = pool.map(_chunk, *zip(*chunks, strict=True), [tuple(names)] * len(chunks))
        for kind in kinds:
            tally = Tally()
            for _ in starts:
                tally.add(next(done))
            yield kind, tally
