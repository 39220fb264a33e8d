"""The published schemas in the strict mode of Ajv, which takes nothing that only some validators would heed."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from site_builder.addresses import CONSUMER_SCHEMA, DECISION_SCHEMA, FEED, LOG_SCHEMA, REQUEST_SCHEMA, SCHEMA
from tests.checkers.missing import require
from tests.checkers.npm import PLACE
from tests.effort import some
from tests.renew_golden import GOLDEN
from tests.seed import ROOT

SCHEMAS = [
    *(GOLDEN / path for path in (SCHEMA, CONSUMER_SCHEMA, REQUEST_SCHEMA, DECISION_SCHEMA, LOG_SCHEMA)),
    ROOT / "docs/diff.schema.json",
    ROOT / "docs/verify.schema.json",
]


def ajv(schema: Path, *values: Path) -> Mapping[str, Any]:
    """What it says: `refused`, and why, or `fits`: which of the values do."""
    # The YAML language server brings it.
    require("yaml")
    command = [str(shutil.which("node")), str(Path(__file__).with_name("ajv.mjs")), str(PLACE), str(schema)]
    done = subprocess.run([*command, *map(str, values)], check=True, capture_output=True)
    said: Mapping[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("schema", SCHEMAS[2:], ids=lambda path: path.name)
def test_it_takes_each_schema_as_it_stands(schema: Path) -> None:
    assert ajv(schema) == {"fits": []}


def test_it_takes_those_of_the_feed_and_the_feed_and_refuses_what_is_none(tmp_path: Path) -> None:
    feed = json.loads((GOLDEN / FEED).read_text("utf-8"))
    feed["disclosures"][0]["recipient"] = 7
    (tmp_path / "wrong.json").write_text(json.dumps(feed), "utf-8")
    for schema in SCHEMAS[:2]:
        assert ajv(schema, GOLDEN / FEED, tmp_path / "wrong.json") == {"fits": [True, False]}


@pytest.mark.parametrize(
    "slip",
    some(
        [
            {"pattern": "^x"},
            {"type": "string", "patern": "^x"},
            {"type": "object", "required": ["x"]},
            {"type": "array", "prefixItems": [{"const": "x"}]},
        ],
        one_in=4,
    ),
)
def test_a_schema_that_some_validators_would_take_otherwise_is_refused(tmp_path: Path, slip: Mapping[str, Any]) -> None:
    (tmp_path / "slip.json").write_text(json.dumps(slip), "utf-8")
    assert "strict mode" in ajv(tmp_path / "slip.json")["refused"]
