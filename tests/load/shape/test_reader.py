"""What has not the shape of its file is told once, in plain words, at its place; what has it is typed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from site_builder.load.shape.reader import UsedId, read_typed
from site_builder.load.yaml.read import Document, read
from site_builder.problems import Problem
from site_builder.schemas.nodes import Day, Either, Fields, Flag, Form, List, Number, Text, Things, Typed, Word

TESTS = Path(__file__).parents[2]
SLIPS = json.loads((TESTS / "cases/shape/slips.json").read_text(encoding="utf-8"))


def about(name: str, title: str = "") -> Any:
    """The title of a field, and a sentence about it."""
    title = title or name.replace("_", " ")
    return {"title": title, "about": f"The {title}, as people know it."}


def field(name: str, form: Form = Form(), title: str = "", of: tuple[str, ...] = ()) -> Text:  # noqa: B008 -- a constant
    return Text(**about(name, title), form=form, of=of)


ID = Form(title="id", pattern="^[a-z][a-z0-9-]{0,62}$")
NAME = Form(one_line=True, shortest=1, longest=60)
FORM = Form(pattern="^([a-z][a-z0-9-]*|not_stated)$")
AN_ID = Text(form=ID)
TYPE = Word(
    title="type of condition", about="The type of condition, as people know it.", words=("approval", "age_range")
)
APPROVAL = {"type": TYPE, "by": field("by", ID, "approver"), "controls": Flag(**about("controls"))}
AGE_RANGE = {"type": TYPE, "from_age": Number(**about("from_age"), least=0, most=120)}
CONDITION = Typed(
    fields={"type": TYPE},
    required=("type",),
    of_type={
        "approval": Fields(fields=APPROVAL, required=("type", "by")),
        "age_range": Fields(fields=AGE_RANGE, required=("type",)),
    },
)
COUNTRY = Fields(fields={"country": field("country")})
DISCLOSURE = Fields(
    title="disclosure",
    fields={
        "text": field("text"),
        "lawful_basis": List(
            **about("lawful_basis"), entry=Word(words=("public_task", "consent", "contract")), unique=True
        ),
        "nations": List(**about("nations"), entry=Word(words=("england", "wales")), unique=True),
        "purposes": List(**about("purposes"), entry=Text(form=ID, of=("purposes",)), unique=True),
        "data_items": List(**about("data_items"), entry=Text(form=NAME)),
        "mode": Word(**about("mode"), words=("transfer", "view_only")),
        "kept_by": Word(**about("kept_by"), words=("us", "them")),
        "recipient": field("recipient", FORM),
        "transfers": Either(**about("transfers"), options=(List(entry=COUNTRY),), words=("none", "not_applicable")),
        "paragraphs": List(**about("paragraphs"), entry=Number(least=1, most=37, but=5)),
        "conditions": List(**about("conditions"), entry=CONDITION),
        "valid_from": Day(**about("valid_from", "first day")),
    },
)
RECIPIENT = Fields(
    fields={
        "name": field("name", NAME),
        "type": Word(**about("type"), words=("organisation", "category")),
        "public_authority": Flag(**about("public_authority")),
        "all_our_disclosures": replace(DISCLOSURE, **about("for all")),
        "disclosures": Things(**about("disclosures"), names=AN_ID, entry=DISCLOSURE),
        "shows": List(**about("shows"), entry=Either(options=(AN_ID, List(entry=AN_ID)))),
    },
    required=("name", "type"),
)
"""A small tree of every kind of node."""

HEAD = "name: Police\ntype: organisation\n"
BODY = f"{HEAD}disclosures:\n  police-crime:\n"


def said(text: str) -> list[str]:
    """Each problem in one line, without its file."""
    document, problems = read(text.encode(), "registry/recipients/police.yaml")
    assert problems == ()
    assert document is not None
    return [line(problem) for problem in read_typed(document, RECIPIENT).problems]


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
        "    paragraphs: [1, 37]\n    purposes: [crime]\n    data_items: [true, 12]\n    valid_from: 2024-02-29\n"
        "    conditions:\n      - type: approval\n        by: e\n        controls: true\n"
        "      - type: age_range\n        from_age: 0\n"
    )
    data, ids, problems = read_typed(document(text), RECIPIENT)
    assert problems == ()
    assert ids == (UsedId(("disclosures", "d", "purposes", 0), "crime", ("purposes",)),)
    assert data == {
        "name": "Police",
        "type": "organisation",
        "public_authority": False,
        "shows": ["a", ["b", "c"]],
        "disclosures": {
            "d": {
                "transfers": "none",
                "paragraphs": [1, 37],
                "purposes": ["crime"],
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
    data, _, problems = read_typed(document(f"{BODY}    paragraphs: [{form}]\n"), RECIPIENT)
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
    assert read_typed(found, RECIPIENT).problems == ()


def test_every_slip_of_a_file_is_told() -> None:
    text = f"{BODY}    mode: x\n    valid_from: y\n    nope: z\n    conditions:\n      - type: approval\n"
    assert [problem.split("[")[-1] for problem in said(text)] == [
        "unknown-term]",
        "not-a-date]",
        "unknown-field]",
        "missing-field]",
    ]
