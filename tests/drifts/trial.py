"""Every kind of drift against every verifier: how many of so many each finds."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from unittest.mock import patch

from site_builder.addresses import MANIFEST
from site_builder.build import Files
from site_builder.manifest.form import read
from site_builder.verify.embedded import _region_differences
from site_builder.verify.rebuild import Comparison
from tests.built import laid_out_once, rebuilt
from tests.drifts.benign import BENIGN
from tests.drifts.kinds import KINDS, Kind, mutant
from tests.drifts.sites import CMS, NAMES, Site, relisted, site
from tests.effort import effort
from tests.faulty_doubles.lax_verifiers import by_digests, by_marks, by_texts
from tests.seed import ON

CHUNK = 25
THROUGH = 100
"""One of so many is looked for in the whole site, as the command does; the others in the changed files alone."""

Verifier = Callable[[Site, Files, Collection[str]], bool]
"""Whether drift is found in a site, of which these files were changed."""


def whole(found: Site, files: Files) -> bool:
    """Whether `verify` finds drift in the site."""
    return bool(_comparison(found, files).outcome().differences)


def ours(found: Site, files: Files, changed: Collection[str]) -> bool:
    """Whether `verify` finds drift in the changed files."""
    comparison = _comparison(found, files)
    return any(
        _is_embedded_otherwise(found, files, path) if path.startswith(CMS) else bool(comparison.of_file(path)[0])
        for path in changed
    )


def _comparison(found: Site, files: Files) -> Comparison:
    with patch.multiple("site_builder.verify.rebuild", rebuild=rebuilt, editions=laid_out_once):
        comparison = Comparison(files, read(files[MANIFEST]), ON, found.registry, None)
        assert comparison.made
    return comparison


def _is_embedded_otherwise(found: Site, files: Files, path: str) -> bool:
    edition = next(each for each in laid_out_once(found.registry, ON) if each.page == path.removeprefix(CMS))
    return any(_region_differences(files[path], edition, f"https://cms.example/{path}"))


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


def planted(kind: str, number: int, among: Collection[str] = NAMES) -> tuple[str, Files]:
    """The name of a site, and what the mutant of this number changes in it."""
    found = mutant(EVERY[kind], number, among)
    return found.site.name, found.changed


def sample(kind: Kind) -> range:
    """The numbers of a few; `make drifts` tries hundreds of each kind."""
    return range(effort(suite=1, thorough=5 if kind.output in {"PDF", "site"} else 20))


def tried(
    kind: Kind, numbers: Sequence[int], names: Collection[str] = tuple(VERIFIERS), among: Collection[str] = NAMES
) -> Tally:
    """These mutants of a kind, planted in these sites, before these verifiers."""
    tally = Tally()
    for number in numbers:
        chosen, changed = planted(str(kind), number, among)
        found = site(chosen)
        files = relisted(found, changed)
        finding = [name for name in names if VERIFIERS[name](found, files, changed)]
        if kind.lie and "verify" in names and "verify" not in finding and whole(found, files):
            finding.append("verify")  # a status as on another day, which only the pages contradict
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
