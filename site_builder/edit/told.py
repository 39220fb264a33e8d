"""What `check` says, in the form's words and at the fields that it is of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from site_builder.check.law.required import missing_in
from site_builder.edit import labels
from site_builder.edit.fields import Field, Maker
from site_builder.edit.plain import plainly
from site_builder.edit.session import Session
from site_builder.edit.things import Things
from site_builder.load.yaml.read import Document
from site_builder.model.values import Id
from site_builder.problems import Path, Problem, Severity

WEIGHTS: Mapping[Severity, tuple[str, str]] = {
    Severity.ERROR: ("error", "Must be mended"),
    Severity.GAP: ("gap", "Not stated yet"),
    Severity.WARNING: ("warning", "Look again"),
    Severity.INFORMATION: ("note", "Note"),
}
"""The look of each weight, and its words."""


class Told(NamedTuple):
    """A problem as people read it: its look, its heading, its sentences, and the rule."""

    look: str
    head: str
    text: str
    rule: str


def told(problem: Problem, things: Things) -> Told:
    """A problem in the form's words."""
    look, head = WEIGHTS[problem.severity]
    if of_files := labels.for_files(problem.rule):
        return Told(look, head, f"{of_files} {problem.message} {problem.hint}".strip(), problem.rule)
    text = labels.problem(problem.rule, problem.message, problem.hint)
    return Told(look, head, plainly(text, things), problem.rule)


def of_file(session: Session, name: str) -> list[Problem]:
    """The problems of a file."""
    return [problem for problem in session.loaded.problems if session.below(problem.place.file) == name]


def place(
    problems: Iterable[Problem], maker: Maker, things_at: Iterable[Path], document: Document | None = None
) -> Mapping[Path, list[Problem]]:
    """Put each problem at its field; the others come back by the path of the thing that they are of, () for none.

    Where a problem has a line alone, the document says what stands there.
    """
    rest: dict[Path, list[Problem]] = {}
    paths = sorted(things_at, key=len, reverse=True)
    for problem in problems:
        path = problem.path or (_at_line(document, problem.place.line) if document else ())
        if path[:1] == ("proposed",) and len(path) > 1:
            path = ("disclosures", *path[1:])
        found = _field_at(path, maker)
        if found is not None:
            found.problems.append(problem)
            continue
        thing = next((each for each in paths if path[: len(each)] == each), ())
        if path[:1] == ("internal",) and len(path) > 1:
            thing = next((each for each in paths if each and each[-1] == path[1]), ())
        rest.setdefault(thing, []).append(problem)
    return rest


def _at_line(document: Document, line: int) -> Path:
    """The path to the value that stands in a line."""
    above = [(marks.key.line, len(path), path) for path, marks in document.places.items() if marks.key]
    return max((each for each in above if each[0] <= line), default=(0, 0, ()))[2]


def _field_at(path: Path, maker: Maker) -> Field | None:
    while path:
        if path in maker.made:
            return maker.made[path]
        path = path[:-1]
    return None


def mark_wanted(session: Session, key: str, fields: Iterable[Field]) -> None:
    """Mark those fields of a thing that the law wants and that nothing states."""
    registry = session.loaded.registry
    thing = registry.things.get(Id(key)) if registry else None
    if registry and thing:
        wanted = {each.field for each in missing_in(registry, thing, session.on)}
        for each in fields:
            is_open = not each.is_stated and not each.for_all
            each.wanted = "the law wants this" if str(each.path[-1]) in wanted and is_open else ""
