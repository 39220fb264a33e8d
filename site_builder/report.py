"""Problems as text, JSON, SARIF, and as GitHub and GitLab read them: one function a format. And as one screen of text.

Makes strings and prints nothing. What a file holds cannot steer a terminal or break a line of these formats.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from site_builder.problems import Problem, Reader, Severity, stops
from site_builder.triage import CALLED, Cause, Known, causes, number, reader_of

LINES = 25
"""The lines of one screen, unless more stops publishing."""
USEFUL, NEW, OF_NEW, PLACES = 10, 4, 13, 8
"""The most problems in one line each, new ones in full, their lines, and further places of one cause."""
_SHORTEST = 60
"""The fewest characters of a message that is cut to one line."""
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


# ---- one screen


def as_screen(problems: Sequence[Problem], known: Known | None, *, strict: bool = False, asked: str = "check") -> str:
    """What matters most, in at most LINES lines: what stops publishing, what is new, and who has to act on the rest.

    There must be at least one problem. What stops publishing is always there in full. `asked` is the command typed.
    """
    every = causes(problems, known, strict=strict)
    stopping = [cause for cause in every if cause.stops]
    rest = every[len(stopping) :]
    new = [] if stops(problems) else [cause for cause in rest if cause.is_new]
    blocks = [_stopping(stopping), _new(new, known, asked, is_read=not stops(problems))]
    blocks += [_readers(rest)] if rest else []
    ends = [f"To see all {len(problems)}: site-builder {asked} --all"] if rest else []
    ends.append(how_to_learn(every[0].first))
    room = LINES - sum(len(block) + 1 for block in blocks) - len(ends) - 2
    useful = _lines(rest[len(new) :][: max(0, min(USEFUL, room))])
    blocks += [["The most useful to look at:", *useful]] if useful else []
    return "\n\n".join("\n".join(block) for block in (*blocks, ends)) + "\n"


def as_causes(every: Sequence[Cause]) -> str:
    """Each cause in full, with its further places."""
    return "".join(_paragraph(cause.first) + _further_places(cause) for cause in every)


def new_in_lines(every: Sequence[Cause], known: Known | None) -> list[str]:
    """A sentence that counts what is new, and a line for each, but not more than NEW; none if nothing is new."""
    new = [cause for cause in every if cause.is_new]
    return [_count_of_new(new, known), *_lines(new[:NEW])] if new and known else []


def _stopping(stopping: Sequence[Cause]) -> list[str]:
    if not stopping:
        return ["Nothing stops publishing."]
    return [f"This stops publishing ({number(stopping)}):", *as_causes(stopping).splitlines()]


def _new(new: Sequence[Cause], known: Known | None, asked: str, *, is_read: bool) -> list[str]:
    if not is_read:
        return ["Doubtful words and facts are reported once this is put right."]
    if known is None:
        return [NO_RECORD]
    if not new:
        return [nothing_new(known)]
    lines = [as_causes(new[:most]).splitlines() for most in range(1, NEW + 1)]
    shown = max((each for each in lines if len(each) <= OF_NEW), key=len)
    more = [f"To see all that is new: site-builder {asked} --new"] if len(new) > lines.index(shown) + 1 else []
    return [_count_of_new(new, known), *shown, *more]


NO_RECORD = "Nothing is called new, as the site was not built in this folder yet."


def nothing_new(known: Known) -> str:
    """A sentence for when nothing is new."""
    return f"Nothing is new since the last build ({known.built})."


def _count_of_new(new: Sequence[Cause], known: Known) -> str:
    return f"New since the last build ({known.built}): {number(new)}."


def _readers(every: Sequence[Cause]) -> list[str]:
    """For each reader who has to act, how many problems of each severity, and how to see them."""
    problems = [problem for cause in every for problem in cause.problems]
    by_reader = {reader: [p for p in problems if reader_of(p) is reader] for reader in Reader}
    told = {reader: f"{CALLED[reader]}: {counted(theirs)}." for reader, theirs in by_reader.items() if theirs}
    width = max(map(len, told.values()))
    return ["Who has to act:", *(f"{text:{width}} site-builder check --for {reader}" for reader, text in told.items())]


def how_to_learn(problem: Problem) -> str:
    """The command that explains a problem."""
    return f"To learn what [{problem.rule}] means: site-builder explain {problem.rule}"


def _lines(every: Iterable[Cause]) -> list[str]:
    """A line for each cause; the first of a rule says how often the rule found something."""
    seen: set[str] = set()
    lines = []
    for cause in every:
        times = cause.of_rule if cause.first.rule not in seen else 1
        seen.add(cause.first.rule)
        lines.append(_line(cause.first, f" {times} times" if times > 1 else ""))
    return lines


def _line(problem: Problem, times: str) -> str:
    """A problem in one line: its place and severity, what is wrong, and its rule."""
    place, _ = problem.seen
    head, tail = shown(f"{place.file}:{place.line}: {problem.severity}: "), f" [{problem.rule}]{times}"
    message = shown(problem.message)
    room = max(_SHORTEST, _WIDTH - len(head) - len(tail))
    return f"{head}{message if len(message) <= room else message[: room - 3].rstrip() + '...'}{tail}"


def _further_places(cause: Cause) -> str:
    """A line with the places besides the first; a file is named once."""
    told, file = [], cause.first.place.file
    places = [*dict.fromkeys((problem.seen[0].file, problem.seen[0].line) for problem in cause.problems)][1:]
    for other, line in places[:PLACES]:
        told.append(f"line {line}" if other == file else f"{shown(other)}:{line}")
        file = other
    more = f" and {len(places) - PLACES} more" if len(places) > PLACES else ""
    return f"      | also in {', '.join(told)}{more}\n" if told else ""


def _paragraph(problem: Problem) -> str:
    place, _ = problem.seen
    head = f"{place.file}:{place.line}:{place.column}: {problem.severity}: {sentence(problem)} [{problem.rule}]"
    return f"{shown(head)}\n{excerpt(problem)}"


def excerpt(problem: Problem) -> str:
    """The source line with its number, and a caret below the column, whatever stands before it."""
    place, line = problem.seen
    if not line.strip():
        return ""
    at = place.column - 1
    before, after = shown(line[:at]), shown(line[at:])
    if _cells(before) + _cells(after) > _WIDTH:
        before = before if _cells(before) < _WIDTH // 2 else "..." + before[-_MARGIN:]
        room = _WIDTH - len(before)
        after = after if _cells(after) <= room else after[: room // 2] + "..."
    return f"{place.line:5} | {before}{after}\n      | {' ' * _cells(before)}^\n"


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
