"""Problems with their place in a document."""

from __future__ import annotations

from site_builder.core.problems import Path, Problem, Severity
from site_builder.sources.yaml_source import Document


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
    """A problem at a value, or at the name before its colon; where the way ends early, at the last part that exists."""
    while path not in document.places and path:
        path = path[:-1]
    marks = document.places[path]
    place = marks.key if at_key and marks.key else marks.value
    line = document.lines[place.line - 1] if 0 < place.line <= len(document.lines) else ""
    return Problem(place, severity, rule, field, message, hint, line)
