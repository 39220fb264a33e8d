"""Measure and print, each figure as a ratio against a yardstick of the same run.

A run writes its figures into benchmarks/results.json, with the machine, the day and the load, names each that is more
than a fifth another than there, and after whole builds draws the chart of the handbook. It ends with 1 if a figure is
far beyond what it is meant to be, unless the machine had something else to do.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping

from benchmarks import build, chart, cold, decide, edit, reconcile, serve, service, whole
from benchmarks.measuring import ROOT, Bars, Seconds, broken, is_calm, load_average, moved, surroundings

RESULTS = ROOT / "benchmarks/results.json"
PARTS: Mapping[str, Callable[..., dict[str, Seconds]]] = {
    "build": build.measure,
    "decide": decide.measure,
    "cold": cold.measure,
    "edit": edit.measure,
    "reconcile": reconcile.measure,
    "serve": serve.measure,
    "service": service.measure,
    "whole": whole.measure,
}
BARS: Bars = {**decide.BARS, **cold.BARS, **edit.BARS, **reconcile.BARS, **service.BARS}


def main() -> int:
    """Run everything, or the parts that are named, and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--quick", action="store_true", help="small sizes and few rounds; nothing is written or held"
    )
    arguments.add_argument(
        "--large",
        action="store_true",
        help="whole builds of 10,000 recipients and a log of 100 million rows, too: an hour",
    )
    arguments.add_argument("part", nargs="*", choices=PARTS, default=tuple(PARTS), help="all, unless some are named")
    asked = arguments.parse_args()
    found, was_calm = surroundings(), is_calm()
    print(", ".join(f"{name} {value}" for name, value in found.items()))
    large = {"large": True} if asked.large else {}
    tables = {
        name: PARTS[name](quick=asked.quick, **(large if name in {"reconcile", "whole"} else {})) for name in asked.part
    }
    found["load at the end"] = load_average()
    print(f"\nload at the end {found['load at the end']}")
    if asked.quick:
        return 0
    known = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name, part in tables.items():
        print("\n".join(["", *moved(known.get(name, {}).get("tables", {}), part)]))
        known[name] = {"surroundings": found, "tables": {**known.get(name, {}).get("tables", {}), **part}}
    RESULTS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")
    if "whole" in tables:
        chart.CHART.write_text(chart.drawn(known["whole"]["tables"]), "utf-8")
    beyond = broken(
        {name: value for part in tables.values() for table in part.values() for name, value in table.items()}, BARS
    )
    print("\n".join(["", *beyond]))
    return 1 if beyond and was_calm else 0


if __name__ == "__main__":
    sys.exit(main())
