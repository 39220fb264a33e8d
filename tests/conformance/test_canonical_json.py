"""The canonical JSON of which marks are made: ours, and that in JavaScript, by the same cases."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from site_builder.strict_json import canonical, parse
from tests.checkers import missing
from tests.conformance.clients import JAVASCRIPT
from tests.seed import ROOT

CASES: list[dict[str, Any]] = json.loads((ROOT / "tests/cases/canonical.json").read_text("utf-8"))
SCRIPT = """
import {{ readFileSync }} from "node:fs";
import {{ canonical, parse }} from "{module}";
const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => canonical(parse(Buffer.from(text))))));
"""


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_value_has_one_text(case: dict[str, Any]) -> None:
    assert canonical(parse(case["text"].encode())).decode() == case["canonical"]
    assert canonical(parse(case["canonical"].encode())).decode() == case["canonical"]


def in_javascript(module: Path) -> list[str]:
    command = [str(shutil.which("node")), "--input-type=module", "-e", SCRIPT.format(module=module.as_uri())]
    texts = json.dumps([case["text"] for case in CASES]).encode()
    made: list[str] = json.loads(subprocess.run(command, input=texts, capture_output=True, check=True).stdout)
    return made


def test_javascript_writes_the_same_text() -> None:
    missing.require("node")
    assert in_javascript(JAVASCRIPT / "json.mjs") == [case["canonical"] for case in CASES]


TWINS = {".sort()": "", ".map(canonical)": ".map((each) => JSON.stringify(each))"}


@pytest.mark.parametrize("twin", TWINS)
def test_one_that_writes_another_text_is_caught(twin: str, tmp_path: Path) -> None:
    missing.require("node")
    source = (JAVASCRIPT / "json.mjs").read_text("utf-8")
    assert source.count(twin) == 1
    wrong = source.replace(twin, TWINS[twin])
    (tmp_path / "json.mjs").write_text(wrong, "utf-8")
    assert in_javascript(tmp_path / "json.mjs") != [case["canonical"] for case in CASES]
