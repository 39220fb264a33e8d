"""What an editor waits for: from the moment a file is saved until the preview gives the page with the change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from benchmarks.measuring import ROOT, Seconds, process, ratios, show

EDITED = "registry/recipients/nhs-services.yaml"
WORDS = "NHS services may also request"
YARDSTICK = "python -c pass"
SHOWN = "an edit of the seed, until the preview gives it"
LONGEST = 60.0
"""Seconds after which an edit is given up for lost."""


def measure(*, quick: bool) -> dict[str, Seconds]:
    """Print and return the table."""
    rounds = 3 if quick else 10
    with tempfile.TemporaryDirectory() as temporary:
        shutil.copytree(ROOT / "registry", Path(temporary) / "registry")
        with _serving(temporary) as address:
            shown = [_seconds(Path(temporary) / EDITED, f"{address}child-data/", number) for number in range(rounds)]
    found = {YARDSTICK: min(process(["-c", "pass"]) for _ in range(rounds)), SHOWN: sorted(shown)[rounds // 2]}
    show(f"serve, in starts of python; the edit took {found[SHOWN] * 1000:,.0f} ms", ratios(found, YARDSTICK))
    return {"serve": ratios(found, YARDSTICK)}


@contextmanager
def _serving(folder: str) -> Iterator[str]:
    """The command on a project; where its site begins."""
    command = [sys.executable, "-m", "site_builder", "serve", "--port", "0", "-q", "-C", folder]
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=path) as serving:
        try:
            yield (serving.stdout.readline() if serving.stdout else "").strip()
        finally:
            serving.terminate()


def _seconds(file: Path, page: str, number: int) -> float:
    """How long a change takes to be given, looked for a hundred times a second."""
    text, said = file.read_text("utf-8"), f"NHS services may for the {number}th time request"
    written = text.replace(WORDS if number == 0 else f"NHS services may for the {number - 1}th time request", said)
    start = time.perf_counter()
    file.write_text(written, "utf-8")
    while said.encode() not in urlopen(page).read():  # noqa: S310 (our own address)
        if time.perf_counter() - start > LONGEST:
            raise RuntimeError(f"'{said}' is not shown.")
        time.sleep(0.01)
    return time.perf_counter() - start
