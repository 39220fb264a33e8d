"""Whole builds as new processes: the first, one after an edit, one where nothing changed; beside MkDocs.

In one run MkDocs writes as many pages of 300 words as there are recipients; ten recipients share a notice. Each figure
is the smallest of some rounds, in processor time, so that what else a machine does counts little.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import data
from benchmarks.measuring import Seconds, clock_of_programs, process, ratios, show, timed

SIZES = (100, 1000)
OF_A_NOTICE = 10
YARDSTICK = "MkDocs"
WORDS = "We share what this page is about with somebody who needs it and says why. " * 20


def measure(*, quick: bool) -> dict[str, Seconds]:
    """Print and return the tables."""
    tables = {}
    for size in SIZES[:1] if quick else SIZES:
        with tempfile.TemporaryDirectory() as temporary:
            found = builds(Path(temporary), size, rounds=2)
        title = f"builds of {size:,} recipients in {size // OF_A_NOTICE:,} notices, in MkDocs builds of {size:,} pages"
        show(f"{title} ({found[YARDSTICK]:.1f} s)", ratios(found, YARDSTICK))
        tables[f"whole builds of {size}"] = ratios(found, YARDSTICK)
    return tables


def builds(folder: Path, recipients: int, *, rounds: int) -> Seconds:
    """The processor's seconds of each."""
    data.write(folder / "registry", recipients, recipients // OF_A_NOTICE)
    pages = folder / "mkdocs/docs"
    pages.mkdir(parents=True)
    for number in range(recipients):
        (pages / f"page-{number}.md").write_text(f"# Page {number}\n\n{WORDS}\n", "utf-8")
    (folder / "mkdocs/mkdocs.yml").write_text("site_name: Bench\n", "utf-8")
    edited, clock = folder / "registry/recipients/body-0.yaml", clock_of_programs()
    edits = iter(range(rounds))

    def build() -> float:
        return process(["-m", "site_builder", "build", "-q", "-C", str(folder), "--on", "2026-01-01"])

    def mkdocs() -> float:
        return process(["-m", "mkdocs", "build", "-q", "-f", str(folder / "mkdocs/mkdocs.yml")])

    def first() -> None:
        for name in ("site", ".site-builder"):
            shutil.rmtree(folder / name, ignore_errors=True)

    def edit() -> None:
        text = edited.read_text("utf-8")
        edited.write_text(text.replace("matter 0", f"matter 0 and {next(edits)}", 1), "utf-8")

    prepared: dict[str, tuple[Callable[[], None], Callable[[], float]]] = {
        YARDSTICK: (lambda: None, mkdocs),
        "the first build": (first, build),
        "one file changed": (edit, build),
        "nothing changed": (lambda: None, build),
    }
    seconds: dict[str, list[float]] = {name: [] for name in prepared}
    for _ in range(rounds):
        for name, (prepare, work) in prepared.items():
            prepare()
            seconds[name].append(timed(work, clock))
    return {name: min(each) for name, each in seconds.items()}
