"""A first answer: what a new process takes until it has decided, in starts of Python, step by step."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import accumulate
from pathlib import Path

from benchmarks import gate_data
from benchmarks.measuring import Bars, Seconds, medians, process, ratios, show
from site_builder.renderers import feed

ROUNDS = 15
SIZES = (10, 1000)
BARS: Bars = {}
"""The least and the most that each is meant to be."""

STEPS: Mapping[str, str] = {
    "python -c pass": "pass",
    "+ json": "import json",
    "+ the gate": "from site_builder.core.gate import Gate, request_in",
    "+ the reader": "from site_builder.sources import feed",
    "+ reading": "import sys; held = feed.read(open(sys.argv[1], 'rb').read())",
    "+ the index": "gate = Gate.of(held)",
    "+ deciding": "from datetime import date; told = gate.decide(open(sys.argv[2], 'rb').read(), date(2026, 6, 1)); "
    "print(json.dumps(gate.plain(told)))",
}
"""Each step, after those before it."""


def measure(*, quick: bool) -> dict[str, Seconds]:
    """Print and return the tables: for a feed of each size, the steps to an answer."""
    tables = {}
    for size in SIZES:
        found = _steps(size, 3 if quick else ROUNDS)
        show(f"first answer from an unsigned feed of {size:,} disclosures, in starts of python", found)
        tables[f"first answer among {size}"] = found
    return tables


def _steps(size: int, rounds: int) -> Seconds:
    held = gate_data.registry(size)
    with tempfile.TemporaryDirectory() as temporary:
        read, asked = Path(temporary) / "feed.jsonld", Path(temporary) / "request.json"
        read.write_bytes(feed.render(held, gate_data.ON))
        asked.write_text(json.dumps(gate_data.requests(held, 1)[0].asked), "utf-8")
        work = {name: partial(process, ["-c", program, str(read), str(asked)]) for name, program in _programs()}
        return ratios(medians(work, rounds), next(iter(work)))


def _programs() -> Iterator[tuple[str, str]]:
    yield from zip(STEPS, accumulate(STEPS.values(), "{}\n{}".format), strict=True)
