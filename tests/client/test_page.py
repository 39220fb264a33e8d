"""The page on the client is true: it names every cause, every argument, and every key of the log."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

from site_builder.client import Client
from site_builder.gate.reason_codes import CAUSES
from site_builder.load.feed.reader import LARGEST as LARGEST_FEED
from site_builder.manifest.dsse import LARGEST as LARGEST_ENVELOPE
from tests.client.scenes import GOOD
from tests.client.sites import KEY, NOW, PERMITTED, REGISTRY
from tests.handbook import DOCS

PAGE = (DOCS / "client.md").read_text("utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(title: str) -> list[str]:
    """What stands in the first column of a section's tables, each word in code by itself."""
    rows = [line.split("|")[1] for line in section(title).splitlines() if line.startswith("| `")]
    return [word for row in rows for word in re.findall(r"`([^`]+)`", row)]


def test_it_says_of_each_cause_what_to_do_and_how_it_comes_about() -> None:
    assert sorted(first_cells("When there is no feed to be trusted")[1:]) == sorted(CAUSES)
    told = section("Reading") + section("Deciding") + section("What it keeps")
    assert [cause for cause in CAUSES if f"`{cause}`" not in told] == []


def test_it_names_every_key_of_the_log(tmp_path: Path) -> None:
    how: Any = {"log": tmp_path / "log.jsonl", "report_only": True}
    one = Client(GOOD.put(tmp_path), [KEY.public], None, registry=REGISTRY, **how)
    one.decide(PERMITTED, NOW)
    assert sorted(first_cells("The log")) == sorted(json.loads((tmp_path / "log.jsonl").read_text("utf-8")))


def test_it_names_every_argument_and_what_it_is_if_left_out() -> None:
    found = inspect.signature(Client).parameters
    assert first_cells("Ours") == [name for name in found if name != "address"]
    assert (found["deadline"].default, found["max_age"].default.total_seconds()) == (2, 3600)


def test_its_limits_are_those_of_the_program() -> None:
    assert (f"not longer than {LARGEST_ENVELOPE >> 20} MiB" in PAGE, f"at most {LARGEST_FEED >> 20} MiB" in PAGE) == (
        True,
        True,
    )
