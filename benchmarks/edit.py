"""What an edit in the form costs, from typing until the page has preview and problems, beside `check` in the same run.

All in seconds of the processor: other work on the machine does not count.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.measuring import ROOT, Bars, Seconds, clock_of_programs, process, ratios, show
from site_builder.edit.app import KEY, App, Request
from site_builder.edit.fields import VALUE, WAS
from site_builder.edit.routes import answer
from site_builder.edit.session import Session
from site_builder.sheet.sharings import places

REGISTRIES = {"seed": ROOT / "registry", "Aberwen": ROOT / "docs/examples/aberwen/registry"}
CHECK, EDIT, COSTS = "check of one changed file", "an edit in the form", "seconds of an edit"
MOST = {"seed": 1, "Aberwen": 2}
BARS: Bars = {
    **{f"{EDIT}: {name}": (0, 1) for name in REGISTRIES},
    **{f"{COSTS}: {name}": (0, most) for name, most in MOST.items()},
}
"""An edit, with its preview, costs no more than `check` today, and no more than so many seconds."""


def measure(*, quick: bool) -> dict[str, Seconds]:
    """Print and return the tables."""
    rounds = 3 if quick else 9
    found: dict[str, Seconds] = {}
    for name, registry in REGISTRIES.items():
        with tempfile.TemporaryDirectory() as temporary:
            shutil.copytree(registry, Path(temporary) / "registry")
            edits = _edits(Path(temporary), rounds)
            checks = _checks(Path(temporary), rounds)
        seconds = {f"{CHECK}: {name}": checks, f"{EDIT}: {name}": edits}
        table = ratios(seconds, f"{CHECK}: {name}")
        show(f"edit, {name}, in runs of check", table)
        found[f"edit {name}"] = table
        found[f"edit {name}, seconds"] = {f"{COSTS}: {name}": edits}
        show(f"edit, {name}, in seconds of the processor, at most {MOST[name]}", found[f"edit {name}, seconds"])
    return found


def _edits(folder: Path, rounds: int) -> float:
    """The middle of so many edits of one sharing's words, each answered with its preview."""
    app = App(Session(folder / "registry", "registry", date.today()))  # noqa: DTZ011 (a day)
    app.session.look()
    place = next(
        p for p in places(app.session.loaded) if not p.is_for_all and "text" in p.source.data["disclosures"][p.key]
    )
    page = f"recipient/{place.source.id}"
    answer(app, Request("GET", page, {"at": [place.key]}))
    control, was, took = (
        f"{VALUE}disclosures.{place.key}.text",
        place.source.document.data["disclosures"][place.key]["text"],
        [],
    )
    for number in range(rounds):
        text = f"{was}\nThis was said {number} times before."
        form = {
            KEY: [app.form_key],
            "at": [place.key],
            "part": ["1"],
            control: [text],
            WAS + control: ['"?"'],
            f"keep.{control}": ["mine"],
        }
        start = time.process_time()
        body = answer(app, Request("POST", page, {}, form)).body
        took.append(time.process_time() - start)
        if f"said {number} times".encode() not in body.partition(b'class="public"')[2]:
            raise RuntimeError("The edit is not shown.")
    return sorted(took)[rounds // 2]


def _checks(folder: Path, rounds: int) -> float:
    """The middle of so many runs of `check`, each after a change of one file."""
    file, took, clock = next((folder / "registry/recipients").glob("*.yaml")), [], clock_of_programs()
    text = file.read_text("utf-8")
    for number in range(rounds):
        file.write_text(f"{text}# changed {number} times\n", "utf-8")
        start = clock()
        process(["-m", "site_builder", "check", "-q", "-C", str(folder)])
        took.append(clock() - start)
    return sorted(took)[rounds // 2]
