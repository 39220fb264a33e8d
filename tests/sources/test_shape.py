"""What has not the shape of its file is told once, in plain words, at its place; what has it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.core.problems import Problem
from site_builder.load.yaml.read import Document, read
from site_builder.sources._shape_fits import _CHECKS, _SAID_ELSEWHERE
from site_builder.sources.shape import Schemas, conform, schemas
from tests.effort import effort

TESTS = Path(__file__).parent.parent
REGISTRY = TESTS.parent / "registry"
KINDS = {"recipients": "recipient", "notices": "notice"}
CASES = TESTS / "cases" / "shape"
SLIPS = json.loads((CASES / "slips.json").read_text(encoding="utf-8"))
OURS = Schemas(
    {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.schema.json"))}
)
HEAD = "name: Police\ntype: organisation\n"
BODY = f"{HEAD}disclosures:\n  police-crime:\n"


def said(text: str) -> list[str]:
    """Each problem in one line, without its file."""
    document, problems = read(text.encode(), "registry/recipients/police.yaml")
    assert problems == ()
    assert document is not None
    return [line(problem) for problem in conform(document, "recipient", OURS)[1]]


def line(problem: Problem) -> str:
    """A problem in one line."""
    hint = f" | {problem.hint}" if problem.hint else ""
    return f"{problem.place.line}:{problem.place.column} {problem.field}: {problem.message}{hint} [{problem.rule}]"


@pytest.mark.parametrize("case", SLIPS, ids=lambda case: str(case["slip"]))
def test_a_slip_is_told_once_in_plain_words_at_its_place(case: dict[str, str]) -> None:
    assert said(case["file"]) == [case["told"]]


def test_no_word_of_the_trade_is_said() -> None:
    trade = {"mapping", "scalar", "dict", "sequence", "additionalproperties", "pattern", "schema", "object", "array"}
    spoken = {word.strip(".,:;()[]").lower() for case in SLIPS for word in case["told"].split()}
    assert not trade & spoken


def test_a_good_file_is_typed_and_nothing_is_said() -> None:
    text = (
        f"{HEAD}public_authority: false\nshows: [a, [b, c]]\ndisclosures:\n  d:\n    transfers: none\n"
        "    paragraphs: [1, 37]\n    data_items: [true, 12]\n    valid_from: 2024-02-29\n"
        "    conditions:\n      - type: approval\n        by: e\n        controls: true\n"
        "      - type: age_range\n        from_age: 0\n"
    )
    data, problems = conform(document(text), "recipient", OURS)
    assert problems == ()
    assert data == {
        "name": "Police",
        "type": "organisation",
        "public_authority": False,
        "shows": ["a", ["b", "c"]],
        "disclosures": {
            "d": {
                "transfers": "none",
                "paragraphs": [1, 37],
                "data_items": ["true", "12"],
                "valid_from": "2024-02-29",
                "conditions": [
                    {"type": "approval", "by": "e", "controls": True},
                    {"type": "age_range", "from_age": 0},
                ],
            }
        },
    }


def document(text: str | bytes, file: str = "registry/recipients/police.yaml") -> Document:
    """The document in this text, whatever is said of it."""
    found, _ = read(text.encode() if isinstance(text, str) else text, file)
    assert found is not None
    return found


@pytest.mark.parametrize("form", ["True", "yes", "1", "TRUE", "true.", "on"])
def test_only_the_exact_words_are_true_or_false(form: str) -> None:
    assert len(said(f"{HEAD}public_authority: {form}\n")) == 1


@pytest.mark.parametrize("form", ["01", "+1", "1.0", "1e1", "0x1", "\u0661", "1_0", "9" * 400])
def test_only_exact_digits_are_a_number(form: str) -> None:
    data, problems = conform(document(f"{BODY}    paragraphs: [{form}]\n"), "recipient", OURS)
    assert data["disclosures"]["police-crime"]["paragraphs"] == [form]
    assert [problem.rule for problem in problems] == ["not-a-number"]


@pytest.mark.parametrize(
    "day", ["2026-02-29", "2026-1-1", "20260101", "2026-W01-1", "01-01-2026", "\u0662026-01-01", "today"]
)
def test_only_real_days_written_year_month_day_are_dates(day: str) -> None:
    assert "not-a-date" in said(f"{BODY}    valid_from: {day}\n")[0]


def test_nothing_more_is_said_of_what_yaml_has_spoken_of() -> None:
    text = "name:\ntype: organisation # x\npublic_authority: *x\ntyp e\nshows: [a\n"
    found, problems = read(text.encode(), "police.yaml")
    assert found is not None
    assert len(problems) == 5
    assert conform(found, "recipient", OURS)[1] == ()


def test_every_slip_of_a_file_is_told() -> None:
    text = f"{BODY}    mode: x\n    valid_from: y\n    nope: z\n    conditions:\n      - type: approval\n"
    assert [problem.split("[")[-1] for problem in said(text)] == [
        "unknown-term]",
        "not-a-date]",
        "unknown-field]",
        "missing-field]",
    ]


def test_nothing_is_ever_fetched() -> None:
    schema = {"type": "object", "properties": {"name": {"$ref": "https://schemas.example/name.json"}}}
    with pytest.raises(KeyError):
        conform(document("name: x\n"), "recipient", Schemas({"recipient.schema.json": schema}))
    with pytest.raises(KeyError):
        conform(document("name: x\n"), "nothing", OURS)


def test_the_thorough_validator_is_imported_for_bad_files_only() -> None:
    code = (
        "import sys; from site_builder.sources.shape import *; from site_builder.load.yaml.read import read\n"
        "known = Schemas({'a.schema.json': {'type': 'object', 'required': ['b']}})\n"
        "for text in (b'b: c', b'd: e'):\n"
        "    conform(read(text, 'a.yaml')[0], 'a', known); print('jsonschema' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TESTS.parent)
    assert done.stdout.split() == ["False", "True"]


# The schemas of the package


def kind_of(path: Path) -> str:
    """The schema by which a file of the registry is judged."""
    return KINDS.get(path.parent.name, path.stem)


SEED = sorted(REGISTRY.rglob("*.yaml"))


@pytest.mark.parametrize("path", SEED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_whole_registry_has_its_shape_by_both_judges(path: Path) -> None:
    found, known, name = document(path.read_bytes(), path.name), schemas(), f"{kind_of(path)}.schema.json"
    data, problems = conform(found, kind_of(path), known)
    assert problems == ()
    assert known.quick.surely(data, name)
    assert list(known.validator(name).iter_errors(data)) == []


def test_each_keyword_of_the_schemas_is_known_to_the_quick_judge_too() -> None:
    used = {word for schema in schemas().documents.values() for word in keywords(schema)}
    assert used <= {*_CHECKS, *_SAID_ELSEWHERE, "additionalProperties"}


def keywords(schema: Any) -> set[str]:
    """Every keyword in a schema, at any depth."""
    if not isinstance(schema, dict):
        return set()
    found = set(schema)
    for word in ("properties", "$defs"):
        found |= {inner for part in schema.get(word, {}).values() for inner in keywords(part)}
    for word in ("additionalProperties", "items", "propertyNames", "if", "then", "else", "not"):
        found |= keywords(schema.get(word))
    for word in ("oneOf", "anyOf", "allOf"):
        found |= {inner for part in schema.get(word, ()) for inner in keywords(part)}
    return found


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of the registry with one to three words of it changed, taken out or put elsewhere."""
    path = draw(st.sampled_from(SEED))
    text = path.read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 3))):
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        lines[at : at + 1] = draw(
            st.sampled_from(
                [
                    [],
                    [line, line],
                    [f"  {line}"],
                    [line[2:]],
                    [line.replace(": ", ": [", 1) + "]"],
                    [line.replace("[", "").replace("]", "")],
                    [line.replace("a", "aa", 1)],
                    [line.replace("_", "-", 1)],
                    [line, f"{line[: len(line) - len(line.lstrip())]}kind: true"],
                ]
            )
        )
        text = "\n".join(lines)
    return kind_of(path), text.encode()


@settings(
    max_examples=effort(suite=100, thorough=500),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(changed())
def test_the_quick_judge_agrees_with_the_thorough_one_and_each_complaint_is_placed(case: tuple[str, bytes]) -> None:
    kind, text = case
    found, problems = read(text, "registry/x.yaml")
    if found is None:
        return
    known = schemas()
    data, unfit = conform(found, kind, known)
    thorough = list(known.validator(f"{kind}.schema.json").iter_errors(data))
    assert known.quick.surely(data, f"{kind}.schema.json") == (not thorough)
    assert unfit or problems or not thorough
    for problem in unfit:
        assert problem.source_line == found.lines[problem.place.line - 1]
        assert 1 <= problem.place.column <= len(problem.source_line) + 1
        assert problem.field
