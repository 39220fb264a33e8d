"""Whole builds as new processes, beside other makers of sites that write as many pages as there are recipients.

Ten recipients share a notice. Each figure is the smallest of some rounds, by the clock on the wall and in processor
time, as a multiple of what MkDocs takes in the same run for 1,000 pages of 300 words.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from benchmarks import data, peers
from benchmarks.measuring import ROOT, Seconds, clock_of_programs, largest_of_programs, process, show, timed

SIZES = (100, 300, 1000)
LARGE = 10_000
YARDSTICK = 1000
"""So many pages MkDocs writes: what it takes at its quickest in the run is the unit."""
OF_A_NOTICE = 10
ON = "2026-01-01"
FIRST, ALONE, EDIT, NOTHING = "first build", "pages and feed alone", "one file changed", "nothing changed"
CHECK, VERIFY = "check", "verify"
SEED = "the seed, first build"
Both = tuple[float, float]
"""Seconds on the wall, and of the processor."""


def measure(*, quick: bool, large: bool = False) -> dict[str, Seconds]:
    """Print and return the tables."""
    with_all, found = peers.install(), dict[int, Mapping[str, Both]]()
    for size in SIZES[:1] if quick else (*SIZES, *([LARGE] if large else [])):
        with tempfile.TemporaryDirectory() as temporary:
            found[size] = builds(Path(temporary), size, with_all=with_all, rounds=1 if quick or size == LARGE else 2)
    with tempfile.TemporaryDirectory() as temporary:
        again = _least(peers.makers(Path(temporary), YARDSTICK, with_all=False)[peers.MKDOCS], rounds=1 if quick else 2)
    yardstick = _smallest([again, *([found[YARDSTICK][peers.MKDOCS]] if YARDSTICK in found else [])])
    if not quick:
        found[YARDSTICK] = {**found[YARDSTICK], SEED: _seed()}
    tables: dict[str, Seconds] = {}
    for size, measured in found.items():
        for at, clock in enumerate(("wall", "processor")):
            table = {name: round(both[at] / yardstick[at], 2) for name, both in measured.items()}
            show(f"{size:,} recipients, {clock}, in MkDocs builds of 1,000 pages ({yardstick[at]:.1f} s)", table)
            tables[f"{size} {clock}"] = table
    if large:
        tables["memory"] = {"MB at the most, of all builds": round(largest_of_programs() / 1e6)}
        show("memory", tables["memory"])
    return tables


def builds(folder: Path, recipients: int, *, with_all: bool, rounds: int) -> Mapping[str, Both]:
    """What each takes."""
    data.write(folder / "registry", recipients, recipients // OF_A_NOTICE)
    edited, edits = folder / "registry/recipients/body-0.yaml", iter(range(2 * rounds))

    def command(*words: str) -> Callable[[], object]:
        return lambda: process(["-m", "site_builder", *words, "-q", "-C", str(folder), "--on", ON])

    def first() -> None:
        for name in ("site", ".site-builder"):
            shutil.rmtree(folder / name, ignore_errors=True)

    def edit() -> None:
        text = edited.read_text("utf-8")
        edited.write_text(text.replace("matter 0", f"matter 0 and {next(edits)}", 1), "utf-8")

    def nothing() -> None:
        pass

    made = peers.makers(folder, recipients, with_all=with_all) if recipients != LARGE else {}
    prepared: dict[str, tuple[Callable[[], None], Callable[[], object]]] = {
        **{name: (nothing, make) for name, make in made.items()},
        ALONE: (nothing, lambda: process(["-m", "benchmarks.whole", str(folder / "registry")])),
        FIRST: (first, command("build")),
        CHECK: (edit, command("check")),
        EDIT: (nothing, command("build")),
        NOTHING: (nothing, command("build")),
        VERIFY: (nothing, command("verify")),
    }
    found: dict[str, list[Both]] = {name: [] for name in prepared}
    for _ in range(rounds):
        for name, (prepare, work) in prepared.items():
            prepare()
            found[name].append(_both(work))
    return {name: _smallest(each) for name, each in found.items()}


def _seed() -> Both:
    with tempfile.TemporaryDirectory() as temporary:
        shutil.copytree(ROOT / "registry", Path(temporary) / "registry")
        command = ["-m", "site_builder", "build", "-q", "--no-cache", "-C", temporary]
        return _least(lambda: process(command), rounds=2)


def _least(work: Callable[[], object], *, rounds: int) -> Both:
    return _smallest([_both(work) for _ in range(rounds)])


def _smallest(each: list[Both]) -> Both:
    return min(wall for wall, _ in each), min(used for _, used in each)


def _both(work: Callable[[], object]) -> Both:
    clock = clock_of_programs()
    before = clock()
    wall = timed(work)
    return wall, clock() - before


def _pages_and_feed(folder: Path) -> None:
    """What is published, but for PDFs and what only hosts and catalogues look at."""
    from site_builder.build import shown_site
    from site_builder.load.project.folder import load

    registry = load(folder, "registry", date.fromisoformat(ON)).registry
    if registry is None:
        raise RuntimeError("the made registry has problems")
    files, _ = shown_site(registry, date.fromisoformat(ON))
    for path, content in files.items():
        place = folder.with_name("shown") / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


if __name__ == "__main__":
    _pages_and_feed(Path(sys.argv[1]))
