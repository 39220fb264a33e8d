"""Problems come out as text, JSON, GitHub's commands and SARIF, and nothing in a file can break their form."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.problems import Place, Problem, Severity
from site_builder.report import FORMATS, as_github, as_gitlab, as_json, as_sarif, as_text, sentence
from tests.effort import effort

TAKS = Problem(
    Place("registry/recipients/nhs-services.yaml", 12, 20, 11),
    Severity.ERROR,
    "unknown-term",
    "lawful basis of nhs-child-measurement",
    "'public taks' is not a lawful basis.",
    "Did you mean 'public_task'?",
    "    lawful_basis: [public taks]",
)


def excerpt(line: str, column: int) -> list[str]:
    """The two lines below the first."""
    return as_text([replace(TAKS, source_line=line, place=Place("f", 12, column))]).splitlines()[1:]


def test_text_is_the_form_that_the_design_gives() -> None:
    assert as_text([TAKS]) == (
        "registry/recipients/nhs-services.yaml:12:20: error: lawful basis of nhs-child-measurement: "
        "'public taks' is not a lawful basis. Did you mean 'public_task'? [unknown-term]\n"
        "   12 |     lawful_basis: [public taks]\n"
        "      |                    ^\n"
    )


def test_a_message_that_is_no_sentence_goes_on_to_its_hint_with_a_colon() -> None:
    problem = replace(TAKS, message="lawful_basis takes a list", hint="write [public_task]", field="", source_line="")
    assert as_text([problem]).endswith(":20: error: lawful_basis takes a list: write [public_task] [unknown-term]\n")
    assert as_text([replace(problem, hint="")]).endswith(": error: lawful_basis takes a list [unknown-term]\n")


def test_no_line_no_excerpt_and_no_problem_no_text() -> None:
    assert as_text([replace(TAKS, source_line="  ")]).count("\n") == 1
    assert as_text([]) == as_github([]) == ""
    assert json.loads(as_json([])) == {"problems": []}
    assert json.loads(as_sarif([]))["runs"][0]["results"] == []


@pytest.mark.parametrize(
    ("before", "cells"),
    [("\t", 4), ("a\tb\t", 10), ("\u4e2d\u6587", 4), ("e\u0301", 1), ("\u202e", 1), ("\U0001f600", 2), ("\x1b[2J", 4)],
)
def test_the_caret_stands_below_its_column_whatever_stands_before(before: str, cells: int) -> None:
    shown, caret = excerpt(before + "X", len(before) + 1)
    assert caret == "      | " + " " * cells + "^"
    assert shown.endswith("X")
    assert (
        sum(2 if unicodedata.east_asian_width(c) == "W" else not unicodedata.combining(c) for c in shown[8:-1]) == cells
    )


def test_nothing_that_a_terminal_obeys_comes_through() -> None:
    problem = replace(TAKS, message="a\x1b[31m\u202eb\nc", source_line="x\x1b]0;y\x07\u2028z")
    said = as_text([problem])
    assert said.count("\n") == 3
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Zl", "Zp"} for c in said.replace("\n", ""))


def test_our_own_words_can_be_printed_on_an_old_windows_console() -> None:
    assert all(FORMATS[name]([TAKS]).encode("cp1252") for name in FORMATS)


@pytest.mark.parametrize("column", [1, 60, 250, 400])
def test_a_long_line_is_cut_around_its_column(column: int) -> None:
    line = "".join(chr(ord("a") + at % 26) for at in range(400)) + "Z"
    shown, caret = excerpt(line, column)
    assert len(shown) < 140
    assert shown[len(caret) - 1] == line[column - 1]


def test_json_holds_all_of_a_problem_in_ascii() -> None:
    said = as_json([replace(TAKS, message="caf\u00e9")])
    assert said.isascii()
    assert json.loads(said)["problems"] == [
        {
            "file": "registry/recipients/nhs-services.yaml",
            "line": 12,
            "column": 20,
            "width": 11,
            "severity": "error",
            "rule": "unknown-term",
            "field": "lawful basis of nhs-child-measurement",
            "message": "caf\u00e9",
            "hint": "Did you mean 'public_task'?",
            "source_line": "    lawful_basis: [public taks]",
        }
    ]


def test_github_gets_a_command_with_its_own_escapes() -> None:
    problem = replace(TAKS, place=Place("a,b:c%.yaml", 1, 2, 3), message="100%\nsure", hint="", severity=Severity.GAP)
    assert as_github([problem]) == (
        "::warning file=a%2Cb%3Ac%25.yaml,line=1,col=2,endColumn=5,title=unknown-term"
        "::lawful basis of nhs-child-measurement: 100%25%0Asure\n"
    )


@pytest.mark.parametrize(
    ("severity", "github", "gitlab", "sarif"),
    [
        ("error", "error", "blocker", "error"),
        ("gap", "warning", "major", "warning"),
        ("warning", "warning", "minor", "warning"),
        ("information", "notice", "info", "note"),
    ],
)
def test_each_severity_has_its_word_in_each_format(severity: str, github: str, gitlab: str, sarif: str) -> None:
    problem = replace(TAKS, severity=Severity(severity))
    assert as_github([problem]).startswith(f"::{github} ")
    assert json.loads(as_gitlab([problem]))[0]["severity"] == gitlab
    assert json.loads(as_sarif([problem]))["runs"][0]["results"][0]["level"] == sarif
    assert f": {severity}: " in as_text([problem])


def test_gitlab_is_told_the_line_and_keeps_problems_apart() -> None:
    other = replace(TAKS, place=replace(TAKS.place, line=13))
    one, again, two = json.loads(as_gitlab([TAKS, TAKS, other]))
    assert one["location"] == {"path": TAKS.place.file, "lines": {"begin": TAKS.place.line}}
    assert (one["check_name"], one["description"]) == (TAKS.rule, sentence(TAKS))
    assert one["fingerprint"] == again["fingerprint"] != two["fingerprint"]


def test_sarif_says_what_each_rule_means() -> None:
    (run,) = json.loads(as_sarif([replace(TAKS, rule="stands-twice"), replace(TAKS, rule="of-a-later-version")]))[
        "runs"
    ]
    known, unknown = run["tool"]["driver"]["rules"]
    assert known["shortDescription"] == {"text": "An entry stands twice in its list."}
    assert "\n\n    mode: [paper, paper]\n\n" in known["help"]["text"]
    assert "\n\n```yaml\nmode: [paper, paper]\n```\n\n" in known["help"]["markdown"]
    assert unknown == {"id": "of-a-later-version"}


def test_sarif_names_rules_once_and_places_in_characters() -> None:
    other = replace(TAKS, place=Place("r/caf\u00e9 b.yaml", 1, 1), rule="tab", source_line="")
    log = json.loads(as_sarif([TAKS, other, TAKS]))
    (run,) = log["runs"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    assert run["tool"]["driver"]["name"] == "site-builder"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["unknown-term", "tab"]
    assert [result["ruleIndex"] for result in run["results"]] == [0, 1, 0]
    first, second, _ = (result["locations"][0]["physicalLocation"] for result in run["results"])
    snippet = {"text": "    lawful_basis: [public taks]"}
    assert first["region"] == {"startLine": 12, "startColumn": 20, "endColumn": 31, "snippet": snippet}
    assert second == {"artifactLocation": {"uri": "r/caf%C3%A9%20b.yaml"}, "region": {"startLine": 1, "startColumn": 1}}


@settings(max_examples=effort(suite=8, thorough=300), deadline=None, derandomize=True, database=None)
@given(st.text(max_size=200), st.text(max_size=60), st.integers(1, 300))
def test_no_text_breaks_a_format(line: str, message: str, column: int) -> None:
    place = Place("f.yaml", 1, min(column, len(line) + 1))
    problem = replace(TAKS, message=message, source_line=line, place=place)
    assert as_text([problem]).count("\n") in {1, 3}
    assert json.loads(as_json([problem]))["problems"][0]["message"] == message
    assert as_github([problem]).count("\n") == 1
    assert json.loads(as_sarif([problem]))["runs"]
