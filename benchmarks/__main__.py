"""Measure and print, each figure as a ratio against a yardstick of the same run.

A run of everything also writes benchmarks/results.json, with the machine, the day and the load, and ends with 1 if a
figure is far beyond what it is meant to be, unless the machine had something else to do.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping

from benchmarks import build, cold, decide, serve, whole
from benchmarks.measuring import ROOT, Bars, Seconds, broken, is_calm, load_average, surroundings

RESULTS = ROOT / "benchmarks/results.json"
PARTS: Mapping[str, Callable[..., dict[str, Seconds]]] = {
    "build": build.measure,
    "decide": decide.measure,
    "cold": cold.measure,
    "serve": serve.measure,
    "whole": whole.measure,
}
BARS: Bars = {**decide.BARS, **cold.BARS}


def main() -> int:
    """Run everything, or the parts that are named, and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--quick", action="store_true", help="small sizes and few rounds; nothing is written or held"
    )
    arguments.add_argument("part", nargs="*", choices=PARTS, default=tuple(PARTS), help="all, unless some are named")
    asked = arguments.parse_args()
    found, was_calm = surroundings(), is_calm()
    print(", ".join(f"{name} {value}" for name, value in found.items()))
    tables = {name: PARTS[name](quick=asked.quick) for name in asked.part}
    found["load at the end"] = load_average()
    print(f"\nload at the end {found['load at the end']}")
    if asked.quick:
        return 0
    if tables.keys() == PARTS.keys():
        RESULTS.write_text(json.dumps({"surroundings": found, **tables}, indent=1) + "\n", "utf-8")
    beyond = broken(
        {name: value for part in tables.values() for table in part.values() for name, value in table.items()}, BARS
    )
    print("\n".join(["", *beyond]))
    return 1 if beyond and was_calm else 0


if __name__ == "__main__":
    sys.exit(main())
