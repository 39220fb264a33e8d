"""`python -m tests.loader_fuzz.fuzz [RUNS]`: bytes that lead into new code of the loader, one file each, by Atheris.

Begins with the files of the examples and of the cases, and goes on with what earlier runs found in build/loader/.
Prints what is wrong; exits with 1 if something is. `make loader` installs Atheris beside, for it runs not everywhere.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["site_builder.load", "site_builder.load.project"]):
    from tests.examples import FOLDERS
    from tests.invalid_cases import CASES
    from tests.loader_fuzz.bases import bases, read
    from tests.loader_fuzz.one_file import seeds, words, wrong
    from tests.loader_fuzz.trial import Base, quickly

RUNS = 1_000_000
KEPT = Path(__file__).parents[2] / "build/loader"
LARGEST = 2_000
"""Bytes: what is longer takes longer, and leads nowhere else."""
SIGNS = (
    *("|", ": ", "- ", "# ", "\\x0a  ", "\\x0a", "[", "]", "{", "}", "\\x22"),
    *("'", "&a ", "*a", "!a ", "<<: ", "? ", "---\\x0a"),
)
SHOWN = 20


class _Runs:
    """Counts what was tried, and keeps what was wrong."""

    def __init__(self, base: Base, runs: int) -> None:
        self._base, self._runs = base, runs
        self._start = time.monotonic()
        self.done = 0
        self.wrong: dict[str, bytes] = {}

    def one(self, data: bytes) -> None:
        """Try one file."""
        self.done += 1
        try:
            found = wrong(self._base, data)
        except Exception:  # noqa: BLE001 -- any crash is what is looked for
            found = (f"crash: {traceback.format_exc(limit=-3)}",)
        if found and len(self.wrong) < SHOWN and found[0] not in self.wrong:
            self.wrong[found[0]] = data
            print(f"\n{found[0]}\n{data!r}", flush=True)  # noqa: T201
        if self.done == self._runs:
            self._end()

    def _end(self) -> None:
        """The engine ends the process without a word to Python: so this says what was found, and ends it first."""
        seconds = time.monotonic() - self._start
        speed = f"{self.done:,} files in {seconds:.0f} seconds, {self.done / seconds:.0f} a second"
        print(f"{speed}; {len(self.wrong)} wrong.", flush=True)  # noqa: T201
        os._exit(1 if self.wrong else 0)


def main(runs: int) -> None:
    """Try so many files."""
    with bases("every-field") as known, quickly(known):
        base = known["every-field"]
        corpus, dictionary = KEPT / "corpus", KEPT / "words.txt"
        corpus.mkdir(parents=True, exist_ok=True)
        for data in seeds(base, [*map(read, FOLDERS.values()), *(case.files for case in CASES)]):
            if len(data) <= LARGEST:
                (corpus / hashlib.sha256(data).hexdigest()).write_bytes(data)
        dictionary.write_text("".join(f'"{word}"\n' for word in (*words(), *SIGNS)), "utf-8")
        runner = _Runs(base, runs)
        kept = [f"-dict={dictionary}", f"-artifact_prefix={KEPT}/"]
        options: list[Any] = [*kept, f"-max_len={LARGEST}", "-seed=1", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *options, str(corpus)], runner.one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else RUNS)
