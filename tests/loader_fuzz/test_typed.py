"""What is typed in a registry is what its site says, however its text was changed; wrong loaders are found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest

from site_builder.load.project.folder import load
from tests.effort import effort, some
from tests.faulty_doubles.loose_loaders import TWINS
from tests.loader_fuzz import trial
from tests.loader_fuzz.bases import bases
from tests.loader_fuzz.judge import faults
from tests.loader_fuzz.mutations import KINDS
from tests.loader_fuzz.reader import NotReadError, typed
from tests.loader_fuzz.run import tried
from tests.loader_fuzz.trial import AS_TYPED, FAULT, Base, published, quickly
from tests.seed import ON

SMALL = ("base", "every-field", "practice")
Way = tuple[str | int, ...]


@pytest.fixture(scope="module")
def small() -> Iterator[Mapping[str, Base]]:
    with bases(*SMALL) as known, quickly(known):
        yield known


@pytest.mark.parametrize("name", SMALL)
def test_a_registry_as_it_is_says_what_was_typed(small: Mapping[str, Base], name: str) -> None:
    assert small[name].unchanged() == trial.Verdict(AS_TYPED)


def test_a_changed_registry_is_refused_or_says_what_was_typed(small: Mapping[str, Base]) -> None:
    found = list(tried(small, effort(suite=1, thorough=3) * len(KINDS)))
    assert [(mutant.name, verdict.why) for mutant, verdict in found if verdict.kind == FAULT] == []
    assert {verdict.kind for _, verdict in found} == {trial.REFUSED, AS_TYPED}


@pytest.mark.parametrize("name", some(TWINS, one_in=20))
def test_a_loader_that_publishes_something_else_is_found(name: str) -> None:
    twin, kinds = TWINS[name]
    with pytest.MonkeyPatch.context() as patch, bases(*SMALL) as known, quickly(known):
        twin(patch)
        assert any(verdict.is_taken_wrongly for _, verdict in tried(known, 400, kinds=kinds))


@pytest.mark.parametrize("name", some(SMALL, one_in=3))
def test_the_judge_looks_for_every_value_that_was_typed(small: Mapping[str, Base], name: str) -> None:
    loaded = load(small[name].folder, "registry", ON)
    site, told = published(loaded), frozenset(problem.rule for problem in loaded.problems)
    files = {path: typed(data) for path, data in small[name].files.items()}
    assert list(faults(site, files, told)) == []
    for file, data in files.items():
        for way in (each for each in _leaves(data) if each != ("version",) or "not-released" not in told):
            changed = {file: _with_one_changed(data, way)}
            assert any(faults(site, changed, told)), (file, way)


def _leaves(value: Any, way: Way = ()) -> Iterator[Way]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if isinstance(value, str):
        yield way
    for step, part in inner:
        yield from _leaves(part, (*way, step))


def _with_one_changed(data: Any, way: Way) -> Any:
    changed = held = deepcopy(data)
    for step in way[:-1]:
        held = held[step]
    held[way[-1]] += "x"
    return changed


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a: no\nb: 012 # c\n", {"a": "no", "b": "012 # c"}),
        ("# note\na:\n- b\n- [c, 'd e']\n", {"a": ["b", ["c", "d e"]]}),
        ("a: |\n  b: c\n   \n  # d\n\ne: |-\n  f\n", {"a": "b: c\n\n# d", "e": "f"}),
        ("a: |\n    b\n  # note\nc: d\n", {"a": "b", "c": "d"}),
        ("a:\n  - b: c\n    d: {e: f}\n", {"a": [{"b": "c", "d": {"e": "f"}}]}),
        ("a: [\n  b,\n  # note\n  c\n]\n", {"a": ["b", "c"]}),
        ("\ufeff'a': \"b \\\" c\"\r\nd: it's\r", {"a": 'b " c', "d": "it's"}),
    ],
)
def test_the_reader_reads_what_stands_there(text: str, read: dict[str, Any]) -> None:
    assert typed(text.encode()) == read


@pytest.mark.parametrize(
    "text",
    [
        *("a: b\na: c\n", "a: b\n  c\n", "a: [b\n", "a: [b]#c\n", 'a: "b" c\n', "a: >\n  b\n", "a: &b c\n", "a:\n"),
        *("? a\n: b\n", "a: b\n---\nc: d\n", "- a\n", "a: |2\n   b\n", "a: |\n  b\n c\n", "a: {b: c, b: d}\n", ""),
    ],
)
def test_the_reader_takes_no_other_form(text: str) -> None:
    with pytest.raises(NotReadError):
        typed(text.encode())
