"""Gives a problem its line, column and excerpt, from the path of a value in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from site_builder.load.yaml.read import Document, Marks
from site_builder.problems import Finding, Path, Place, Problem, Severity

_BAR = re.compile(r":\s*\|[+-]?\s*$")
_QUOTED = re.compile(r"(?<!\w)['\"](.+?)(?: \.\.\.)?['\"](?!\w)")
"""What a message quotes of the words, without the three dots behind the beginning of a sentence."""


def problem(
    document: Document,
    path: Path,
    rule: str,
    field: str,
    message: str,
    hint: str = "",
    *,
    severity: Severity = Severity.ERROR,
    at_key: bool = False,
) -> Problem:
    """A problem at a value or, with `at_key`, at the name before its colon. See `place` for a path that ends early."""
    return placed(Finding(severity, field, path, message, hint, rule), document, path, at_key=at_key)


def placed(finding: Finding, document: Document, path: Path, *, at_key: bool = False) -> Problem:
    """The finding of a rule as a problem at this path of a document."""
    at = place(document, path, at_key=at_key)
    line = document.lines[at.line - 1] if at.line <= len(document.lines) else ""
    problem = Problem(at, finding.severity, finding.rule, finding.subject, finding.message, finding.hint, line)
    words, words_line = _words_meant(document, at, finding.message)
    return replace(problem, words=words, words_line=words_line, path=path)


def _words_meant(document: Document, at: Place, message: str) -> tuple[Place | None, str]:
    """The words below the bar of a field that a message is or quotes, else their first line; none without a bar."""
    below = list(_lines_below_bar(document, at))
    for quoted in (message, *_QUOTED.findall(message)) if below else ():
        for number, line in below:
            column = line.casefold().find(quoted.casefold())
            if column >= 0:
                return Place(at.file, number, column + 1, len(quoted)), line
    for number, line in below:
        if line.strip():
            return Place(at.file, number, len(line) - len(line.lstrip()) + 1), line
    return None, ""


def _lines_below_bar(document: Document, at: Place) -> Iterator[tuple[int, str]]:
    """The lines of words below the name of a field, with their numbers; none where the field has no bar."""
    lines = document.lines[at.line - 1 :]
    if lines and _BAR.search(lines[0]):
        for number, line in enumerate(lines[1:], at.line + 1):
            if line.strip() and len(line) - len(line.lstrip()) < at.column:
                return
            yield number, line


def place(document: Document, path: Path, *, at_key: bool = False) -> Place:
    """The place of a value or, with `at_key`, of the name before its colon.

    If the path ends early, it is the place of the last part that exists. For a whole file it is the first field: the
    lines above may be a note, which no report should quote.
    """
    while path not in document.places and path:
        path = path[:-1]
    if not path and document.data:
        path, at_key = (next(iter(document.data)),), True
    marks = document.places.get(path, document.places[()])
    return marks.key if at_key and marks.key else marks.value


def of_file(file: str) -> Document:
    """An empty document for a file that is missing, unreadable or not ours: its problems are placed at line 1."""
    return Document(file, {}, {(): Marks(None, Place(file, 1, 1))}, ())
