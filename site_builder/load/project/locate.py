"""From a value's path in a file to a problem with line, column and excerpt."""

from __future__ import annotations

from site_builder.explanations.ids import RuleId
from site_builder.load.yaml.read import Document, Marks
from site_builder.problems import Finding, Path, Place, Problem, Severity


def problem(
    document: Document,
    path: Path,
    rule: RuleId,
    field: str,
    message: str,
    hint: str = "",
    *,
    severity: Severity = Severity.ERROR,
    at_key: bool = False,
) -> Problem:
    """A problem at a value, or at the name before its colon; where the way ends early, at the last part that exists."""
    return placed(Finding(severity, field, path, message, hint, rule), document, path, at_key=at_key)


def placed(finding: Finding, document: Document, path: Path, *, at_key: bool = False) -> Problem:
    """What a rule found, as a problem at the end of this way through a document."""
    at = place(document, path, at_key=at_key)
    line = document.lines[at.line - 1] if at.line <= len(document.lines) else ""
    return Problem(at, finding.severity, finding.rule, finding.subject, finding.message, finding.hint, line)


def place(document: Document, path: Path, *, at_key: bool = False) -> Place:
    """Where a value stands, or the name before its colon; where the way ends early, the last part that exists.

    Of a whole file it is its first field: what stands above that may be a note, which no report should quote.
    """
    while path not in document.places and path:
        path = path[:-1]
    if not path and document.data:
        path, at_key = (next(iter(document.data)),), True
    marks = document.places.get(path, document.places[()])
    return marks.key if at_key and marks.key else marks.value


def of_file(file: str) -> Document:
    """In place of a file that is missing, cannot be read or is none of ours: its problems stand at its beginning."""
    return Document(file, {}, {(): Marks(None, Place(file, 1, 1))}, ())
