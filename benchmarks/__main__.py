"""Measure and print: start of the commands, stages of a build, growth with the size of the registry.

Every figure is the smallest of some rounds and is shown as a ratio against a yardstick of the same round: `python -c
pass` for starts, libyaml's bare parse of the same files for a build. Writes benchmarks/results.json.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from benchmarks import data
from site_builder.core.layout.notice import lay_out
from site_builder.core.public import public
from site_builder.publish import MANIFEST, manifest, publish
from site_builder.renderers import feed, html, pdf
from site_builder.sources import feed as feed_source
from site_builder.sources.folder import load
from site_builder.sources.languages import language

HERE = Path(__file__).parent
ROOT = HERE.parent
ON = date(2026, 1, 1)


def main() -> None:
    """Run everything and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="small sizes and few rounds, under a minute")
    quick = arguments.parse_args().quick
    print(f"{platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    results = {
        "starts": starts(5 if quick else 25),
        "build": {n: stages(n, 3) for n in ((10, 100) if quick else (10, 100, 1000))},
    }
    _print("start of a command, in starts of python", results["starts"])
    for size, found in results["build"].items():
        _print(f"build of {size} recipients, in bare parses of the same files", found)
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")


def starts(rounds: int) -> dict[str, float]:
    """Commands as new processes, against `python -c pass`."""
    seed = ["-m", "site_builder", "check", "-q", "-C", str(ROOT)]
    commands = {
        "python -c pass": ["-c", "pass"],
        "site-builder --help": ["-m", "site_builder", "--help"],
        "site-builder check (the seed)": seed,
        "read the seed's feed": [
            "-c",
            "from site_builder.sources import feed; import sys; feed.read(open(sys.argv[1], 'rb').read())",
            str(ROOT / "tests/golden/data/v1/feed.jsonld"),
        ],
    }
    found = {name: min(_process(c) for _ in range(rounds)) for name, c in commands.items()}
    return _ratios(found, "python -c pass")


def stages(recipients: int, rounds: int) -> dict[str, float]:
    """The stages of a build of so many recipients, against the bare parse."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "registry"
        data.write(folder, recipients)
        texts = [p.read_bytes() for p in sorted(folder.rglob("*.yaml"))]
        loaded = load(folder, "registry", ON).registry
        if loaded is None:
            raise RuntimeError("the made registry has problems")
        half, spoken = public(loaded), language("en-GB")
        notice = lay_out(half, half.notices[0], spoken, ON)
        bytes_of_feed = feed.render(half, ON)
        files = _files(half, notice, spoken, bytes_of_feed)
        work: dict[str, Callable[[], Any]] = {
            "bare parse": lambda: [yaml.load(t, Loader=yaml.CSafeLoader) for t in texts],
            "check": lambda: load(folder, "registry", ON),
            "layout": lambda: lay_out(half, half.notices[0], spoken, ON),
            "feed": lambda: feed.render(half, ON),
            "feed read back": lambda: feed_source.read(bytes_of_feed),
            "json.loads of the feed": lambda: json.loads(bytes_of_feed),
            "page": lambda: html.render(notice, spoken, html.Links("s", "h")),
            "pdf": lambda: pdf.render(notice, spoken, feed=bytes_of_feed, issued=ON),
            "publish": lambda: publish(files, Path(temporary) / f"site-{time.monotonic_ns()}"),
        }
        return _ratios({name: min(_timed(each) for _ in range(rounds)) for name, each in work.items()}, "bare parse")


def _files(half: Any, notice: Any, spoken: Any, bytes_of_feed: bytes) -> dict[str, bytes]:
    made = {f"{n}/index.html": html.render(notice, spoken, html.Links("s", "h")) for n in range(10)}
    made["data/v1/feed.jsonld"] = bytes_of_feed
    head = manifest(
        made,
        registry=f"{half.site}id/registry",
        version="1.1.1.1",
        issued=ON,
        valid_from=ON,
        expires=ON,
        feed="data/v1/feed.jsonld",
    )
    return {**made, MANIFEST: head}


def _process(arguments: list[str]) -> float:
    before = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.perf_counter() - before


def _timed(work: Callable[[], Any]) -> float:
    gc.collect()
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _ratios(seconds: dict[str, float], yardstick: str) -> dict[str, float]:
    return {name: round(value / seconds[yardstick], 2) for name, value in seconds.items()}


def _print(title: str, found: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, ratio in found.items():
        print(f"  {ratio:>9.2f}  {name}")


if __name__ == "__main__":
    main()
