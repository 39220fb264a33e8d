"""Problems as text, JSON, SARIF, and as GitHub and GitLab read them: one function a format.

Makes strings and prints nothing. What a file holds cannot steer a terminal or break a line of these formats.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from site_builder.problems import Problem, Severity

_WIDTH = 120
_MARGIN = 20
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_GITHUB = {
    Severity.ERROR: "error",
    Severity.GAP: "warning",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "notice",
}
_GITLAB = {
    Severity.ERROR: "blocker",
    Severity.GAP: "major",
    Severity.WARNING: "minor",
    Severity.INFORMATION: "info",
}
_SARIF = {Severity.ERROR: "error", Severity.GAP: "warning", Severity.WARNING: "warning", Severity.INFORMATION: "note"}


def as_text(problems: Sequence[Problem]) -> str:
    """Place, severity, field, message, hint and rule on one line; below it the source line and a caret."""
    return "".join(_paragraph(problem) for problem in problems)


def as_json(problems: Sequence[Problem]) -> str:
    """One object with a list `problems`; lines and columns count characters from 1. ASCII only."""
    return json.dumps({"problems": [_fields(problem) for problem in problems]}, indent=2) + "\n"


def as_github(problems: Sequence[Problem]) -> str:
    """A workflow command for each problem, which GitHub shows beside the line."""
    return "".join(_command(problem) for problem in problems)


def as_sarif(problems: Sequence[Problem]) -> str:
    """A log in SARIF 2.1.0 with one run. ASCII only."""
    rules = list(dict.fromkeys(problem.rule for problem in problems))
    driver = {"name": "site-builder", "rules": [_described(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, rules.index(problem.rule)) for problem in problems],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def as_gitlab(problems: Sequence[Problem]) -> str:
    """A report of code quality, which GitLab shows beside the lines of a merge request. ASCII only."""
    return json.dumps([_issue(problem) for problem in problems], indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Sequence[Problem]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
    "gitlab": as_gitlab,
}
"""What `--format` may name."""
_NAMES = {
    Severity.ERROR: ("error", "errors"),
    Severity.GAP: ("gap", "gaps"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFORMATION: ("question or note", "questions or notes"),
}


def named(severity: Severity, number: int = 1) -> str:
    """What so many problems of a severity are called."""
    return _NAMES[severity][number != 1]


def counted(problems: Sequence[Problem]) -> str:
    """How many problems of each severity, in words; '' for none."""
    numbers = {severity: sum(p.severity is severity for p in problems) for severity in Severity}
    return ", ".join(f"{number} {named(severity, number)}" for severity, number in numbers.items() if number)


def sentence(problem: Problem) -> str:
    """Field, message and hint as one sentence, or as two where each is one."""
    field = f"{problem.field}: " if problem.field else ""
    joint = " " if problem.message.endswith((".", "?", "!")) else ": "
    return f"{field}{problem.message}{joint}{problem.hint}" if problem.hint else f"{field}{problem.message}"


def _paragraph(problem: Problem) -> str:
    place = problem.place
    head = f"{place.file}:{place.line}:{place.column}: {problem.severity}: {sentence(problem)} [{problem.rule}]"
    return f"{shown(head)}\n{excerpt(problem)}"


def excerpt(problem: Problem) -> str:
    """The source line with its number, and a caret below the column, whatever stands before it."""
    if not problem.source_line.strip():
        return ""
    at = problem.place.column - 1
    before, after = shown(problem.source_line[:at]), shown(problem.source_line[at:])
    if _cells(before) + _cells(after) > _WIDTH:
        before = before if _cells(before) < _WIDTH // 2 else "..." + before[-_MARGIN:]
        room = _WIDTH - len(before)
        after = after if _cells(after) <= room else after[: room // 2] + "..."
    return f"{problem.place.line:5} | {before}{after}\n      | {' ' * _cells(before)}^\n"


def shown(text: str) -> str:
    """The text for one line of a terminal: tabs as spaces, what cannot be seen as a question mark."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return "    "
    return "?" if unicodedata.category(character) in _UNSEEN else character


def _cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _fields(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "width": place.width,
        "severity": str(problem.severity),
        "rule": problem.rule,
        "field": problem.field,
        "message": problem.message,
        "hint": problem.hint,
        "source_line": problem.source_line,
    }


def _command(problem: Problem) -> str:
    place = problem.place
    values = {"file": place.file, "line": place.line, "col": place.column}
    if place.width:
        values["endColumn"] = place.column + place.width
    values["title"] = problem.rule
    listed = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in values.items())
    return f"::{_GITHUB[problem.severity]} {listed}::{_escaped(sentence(problem))}\n"


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _described(rule: str) -> dict[str, Any]:
    # Imported here: no other format asks what a rule means.
    from site_builder.explanations import meanings

    meaning = meanings().get(rule)
    if meaning is None:
        return {"id": rule}
    told = {"text": meaning.plain, "markdown": meaning.markdown}
    return {"id": rule, "shortDescription": {"text": meaning.first}, "help": told}


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    place = problem.place
    region: dict[str, Any] = {"startLine": place.line, "startColumn": place.column}
    if place.width:
        region["endColumn"] = place.column + place.width
    if problem.source_line:
        region["snippet"] = {"text": problem.source_line}
    where = {"artifactLocation": {"uri": quote(place.file)}, "region": region}
    return {
        "ruleId": problem.rule,
        "ruleIndex": rule,
        "level": _SARIF[problem.severity],
        "message": {"text": sentence(problem)},
        "locations": [{"physicalLocation": where}],
        "properties": {"severity": str(problem.severity), "field": problem.field},
    }


def _issue(problem: Problem) -> dict[str, Any]:
    place, told = problem.place, sentence(problem)
    return {
        "description": told,
        "check_name": problem.rule,
        "fingerprint": sha256(f"{problem.rule} {place.file} {place.line} {told}".encode()).hexdigest(),
        "severity": _GITLAB[problem.severity],
        "location": {"path": place.file, "lines": {"begin": place.line}},
    }
