"""A build and its proof: starts of commands, stages, their growth with the size of the registry, bytes and memory.

Each figure is the smallest of some rounds, against a yardstick of the same run: `python -c pass` for starts, libyaml's
bare parse of the same files for a stage, the time of a recipient among 100 for growth.
"""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import yaml

from benchmarks import data
from benchmarks.measuring import ROOT, Seconds, Work, peak, process, ratios, show, timed
from site_builder import addresses
from site_builder.addresses import MANIFEST
from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.redact import public
from site_builder.load.feed import reader as feed_source
from site_builder.load.project.folder import load
from site_builder.locale.languages import language
from site_builder.manifest.form import Manifest, listing, written
from site_builder.model import Registry
from site_builder.publish import publish
from site_builder.render import html, pdf
from site_builder.render.feed import graph, parts
from site_builder.verify.words_check import unlike_page, unlike_pdf

ON = date(2026, 1, 1)
SIZES = (10, 100, 1000)
LARGEST = 10_000
"""Here only what a machine does with the whole registry is measured: its page and its PDF nobody would read."""
GROWTH_FROM = 100
SMALL = (10, 100)
YARDSTICK = "bare parse"
FEED = "data/v1/feed.0123456789abcdef.jsonld"
LINKS = html.Links("s", "h")


def measure(*, quick: bool) -> dict[str, Seconds]:
    """Print and return the tables."""
    begun = starts(5 if quick else 25)
    show("a command, in starts of python", begun)
    built = {size: stages(size, 3) for size in (SMALL if quick else (*SIZES, LARGEST))}
    for size, seconds in built.items():
        title = f"build of {size:,} recipients, in bare parses of the same files ({seconds[YARDSTICK] * 1000:,.0f} ms)"
        show(title, ratios(seconds, YARDSTICK))
    weighed = {size: weights(size) for size in built}
    for size, sizes in weighed.items():
        show(f"feed of {size:,} recipients, in bytes a recipient", sizes)
    tables = {
        "starts": begun,
        **{f"build of {size}": ratios(seconds, YARDSTICK) for size, seconds in built.items()},
        **{f"bytes of {size}": sizes for size, sizes in weighed.items()},
    }
    if not quick:
        tables["growth"] = growth(built[GROWTH_FROM], built[LARGEST])
        title = f"growth: the time of a recipient among {LARGEST:,}, in times of one among {GROWTH_FROM:,}"
        show(title, tables["growth"])
    return tables


def starts(rounds: int) -> Seconds:
    """Commands as new processes, against `python -c pass`."""
    reads = "from site_builder.load.project import feed; import sys; feed.read(open(sys.argv[1], 'rb').read())"
    with tempfile.TemporaryDirectory() as temporary:
        shutil.copytree(ROOT / "registry", Path(temporary) / "registry")
        seed = ["-q", "-C", temporary]
        commands = {
            "python -c pass": ["-c", "pass"],
            "site-builder --help": ["-m", "site_builder", "--help"],
            "site-builder check (the seed)": ["-m", "site_builder", "check", *seed],
            "site-builder build (the seed)": ["-m", "site_builder", "build", *seed],
            "site-builder verify (the seed)": ["-m", "site_builder", "verify", *seed],
            "read the seed's feed": ["-c", reads, str(ROOT / "tests/golden" / addresses.FEED)],
        }
        found = {name: min(process(c) for _ in range(rounds)) for name, c in commands.items()}
    return ratios(found, "python -c pass")


def stages(recipients: int, rounds: int) -> Seconds:
    """The stages of a build of so many recipients, in seconds."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "registry"
        data.write(folder, recipients)
        build = _Build(folder)
        work = {**build.of_data(), **({} if recipients == LARGEST else build.of_outputs())}
        return {name: min(timed(each) for _ in range(rounds)) for name, each in work.items()}


def weights(recipients: int) -> Seconds:
    """Size of the feed and its parts, and the memory that making, cutting and reading it take, in bytes a recipient."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "registry"
        data.write(folder, recipients)
        build = _Build(folder)
        half, made = build.half, build.feed
        whole = json.loads(made)
        found: dict[str, float] = {
            "the feed": len(made),
            "the feed, compressed": len(gzip.compress(made)),
            "its parts": sum(len(part.data) for part in parts.of_recipients(whole, FEED)),
            "memory for making it": peak(lambda: graph.render(half, ON)),
            "memory for cutting it": peak(lambda: sum(1 for _ in parts.of_recipients(whole, FEED))),
            "memory for reading it": peak(lambda: feed_source.read(made)),
        }
    return {name: round(value / recipients) for name, value in found.items()}


@dataclass(frozen=True)
class _Build:
    """The stages of one build, and what each of them takes."""

    folder: Path

    def of_data(self) -> Work:
        """What is done with the registry as a whole."""
        texts = [p.read_bytes() for p in sorted(self.folder.rglob("*.yaml"))]
        half, spoken, made = self.half, self.spoken, self.feed
        return {
            YARDSTICK: lambda: [yaml.load(text, Loader=yaml.CSafeLoader) for text in texts],
            "check": lambda: load(self.folder, "registry", ON),
            "layout": lambda: lay_out(half, half.notices[0], spoken, ON),
            "feed": lambda: graph.render(half, ON),
            "feed read back": lambda: feed_source.read(made),
            "parts of recipients": lambda: [len(part.data) for part in parts.of_recipients(json.loads(made), FEED)],
            "parts of notices": lambda: [len(part.data) for part in parts.of_notices(json.loads(made))],
            "json.loads of the feed": lambda: json.loads(made),
        }

    def of_outputs(self) -> Work:
        """What is done with the notice and the finished files."""
        notice, spoken, made, files = self.notice, self.spoken, self.feed, self.files
        page, paper = html.render(notice, spoken, LINKS), pdf.render(notice, spoken, feed=made, issued=ON)
        return {
            "page": lambda: html.render(notice, spoken, LINKS),
            "pdf": lambda: pdf.render(notice, spoken, feed=made, issued=ON),
            "words of the page": lambda: unlike_page(page, notice, spoken),
            "words of the pdf": lambda: unlike_pdf(paper, notice, spoken),
            "publish": lambda: publish(files, self.folder.with_name(f"site-{time.monotonic_ns()}")),
        }

    @cached_property
    def half(self) -> Registry:
        loaded = load(self.folder, "registry", ON).registry
        if loaded is None:
            raise RuntimeError("the made registry has problems")
        return public(loaded)

    @cached_property
    def spoken(self) -> Language:
        return language("en-GB")

    @cached_property
    def notice(self) -> LaidNotice:
        return lay_out(self.half, self.half.notices[0], self.spoken, ON)

    @cached_property
    def feed(self) -> bytes:
        return graph.render(self.half, ON)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Ten pages and the feed, with their manifest."""
        made = {f"{n}/index.html": html.render(self.notice, self.spoken, LINKS) for n in range(10)}
        made[addresses.FEED] = self.feed
        head = Manifest(
            registry=addresses.iri(self.half.site, addresses.ROOT),
            version="1.1.1.1",
            issued=ON,
            valid_from=ON,
            expires=ON,
            feed=addresses.FEED,
            files=listing(made),
        )
        return {**made, MANIFEST: written(head)}


def growth(small: Seconds, large: Seconds) -> Seconds:
    """For each stage that was measured at both sizes: 1 where twice as many recipients take twice as long."""
    return {name: round(large[name] / LARGEST / (small[name] / GROWTH_FROM), 2) for name in large}
