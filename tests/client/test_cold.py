"""A decision in a new process waits for nothing that it does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from site_builder.client import Client
from tests.client.scenes import GOOD
from tests.client.sites import KEY, NOW, REGISTRY
from tests.seed import ROOT

SCRIPT = """
import sys
from datetime import datetime, timezone
from site_builder.client import Client

folder = sys.argv[1]
one = Client(folder + "/site/data/v1", [folder + "/a.pub"], folder + "/state", registry=sys.argv[2], max_age=None)
with open(folder + "/request.json", "rb") as file:
    print(one.decide(file.read(), datetime(2026, 11, 25, 14, 30, tzinfo=timezone.utc)).plain()["outcome"])
"""

ALLOWED = {
    *("site_builder", "site_builder.client", "site_builder.addresses", "site_builder.errors", "site_builder.gate"),
    *("site_builder.strict_json", "site_builder.manifest", "site_builder.manifest.dsse", "site_builder.manifest.keys"),
    *(f"site_builder.client.{name}" for name in ("answers", "base", "cache_version", "cached_copy")),
    *(f"site_builder.client.{name}" for name in ("failure_codes", "signed", "store", "unsigned")),
    *(f"site_builder.gate.{name}" for name in ("decide", "evaluate", "index", "index_codec", "judges", "pii")),
    *(f"site_builder.gate.{name}" for name in ("question", "reason_codes", "request", "request_form", "response")),
    "site_builder.gate.types",
    *("__future__", "binascii", "collections", "collections.abc", "contextlib", "copyreg", "datetime", "enum"),
    *("errno", "fcntl", "functools", "hashlib", "itertools", "keyword", "math", "operator", "reprlib", "types"),
    *("typing", "warnings"),
}
"""What may be imported."""
ALLOWED_ROOMS = ("cryptography", "json", "re", "encodings", "_")
"""The same, with all that is in them; what begins with _ is Python's own, written in C."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = GOOD.put(tmp_path / "site")
    (tmp_path / "a.pub").write_bytes(KEY.public.pem)
    request = ROOT / "docs/examples/practice/requests/permitted.json"
    (tmp_path / "request.json").write_bytes(request.read_bytes())
    assert Client(place, [KEY.public], tmp_path / "state", registry=REGISTRY).refresh(NOW).cause is None
    return tmp_path


def imported(*command: str | Path) -> tuple[set[str], str]:
    """What Python imports to run this, and what it prints."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    whole = [sys.executable, "-X", "importtime", *map(str, command)]
    done = subprocess.run(whole, env=env, capture_output=True, check=False, text=True)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines} - {"imported package"}, done.stdout


@cache
def always() -> set[str]:
    """What Python imports to do nothing."""
    return imported("-c", "pass")[0]


def foreign(modules: set[str]) -> set[str]:
    """What is neither allowed nor there anyway."""
    return {name for name in modules - always() - ALLOWED if not name.startswith(ALLOWED_ROOMS)}


def test_a_cold_decision_imports_nothing_of_the_builder_and_nothing_that_it_does_not_need(folder: Path) -> None:
    modules, printed = imported("-c", SCRIPT, folder, REGISTRY)
    assert (printed, foreign(modules)) == ("permitted\n", set())
    assert "site_builder.gate.index_codec" in modules


@pytest.mark.parametrize("heavy", ["site_builder.model", "yaml", "site_builder.client.reading", "http.client"])
def test_one_that_imports_more_is_noticed(folder: Path, heavy: str) -> None:
    modules, printed = imported("-c", f"import {heavy}\n{SCRIPT}", folder, REGISTRY)
    assert (printed, heavy in foreign(modules)) == ("permitted\n", True)


def test_the_command_imports_none_of_what_builds_and_nothing_that_fetches(folder: Path) -> None:
    ask = ("-m", "site_builder", "decide", folder / "request.json", "--feed", folder / "site", "--on", "2026-11-25")
    whom = ("--key", folder / "a.pub", "--registry-iri", REGISTRY, "--state", folder / "another")
    assert '"permitted"' in imported(*ask, *whom)[1]
    modules, printed = imported(*ask, *whom)
    assert '"permitted"' in printed
    heavy = (
        *("site_builder.model", "site_builder.load.project", "site_builder.render", "site_builder.build", "yaml"),
        *("jinja2", "jsonschema", "http", "ssl", "urllib.request", "site_builder.gate.index_builder"),
    )
    assert [name for name in sorted(modules) if name.startswith(heavy)] == []
