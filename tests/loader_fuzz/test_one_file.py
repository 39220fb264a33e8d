"""Whatever bytes a file has, it is refused in its place or read as typed; loaders that do otherwise are found."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from site_builder.load.project import folder as loader
from site_builder.problems import Place, Problem, Severity
from tests.faulty_doubles.loose_loaders import TWINS
from tests.invalid_cases import BASE_FILES, CASES
from tests.loader_fuzz.bases import bases
from tests.loader_fuzz.mutations import KINDS, mutant
from tests.loader_fuzz.one_file import kinds, seeds, words, wrong
from tests.loader_fuzz.trial import Base, quickly

ELSEWHERE = Problem(Place("registry/x.yaml", 99_999, 1), Severity.ERROR, "unreadable", "", "Cannot be read.")


@pytest.fixture(scope="module")
def base() -> Iterator[Base]:
    with bases("every-field") as known, quickly(known):
        yield known["every-field"]


def files(base: Base, count: int) -> Iterator[bytes]:
    """So many files of the cases, each changed twice by chance."""
    chance = Random(0)  # noqa: S311 -- repeatable, not secret
    known = sorted(seeds(base, [BASE_FILES, *(case.files for case in CASES)]))
    for data in chance.choices(known, k=count):
        kind = chance.choice(sorted(KINDS))
        changed = mutant(data[1:].decode("utf-8", "replace") or "a", kind, chance)
        yield data[:1] + (changed or b"")


def test_files_of_any_bytes_are_refused_in_their_place_or_read_as_typed(base: Base) -> None:
    assert {found for data in files(base, 400) if (found := wrong(base, data))} == set()


@pytest.mark.parametrize("name", ["letters made one", "the first of two", "notes anywhere"])
def test_loaders_that_read_something_else_are_found(base: Base, name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        TWINS[name][0](patch)
        assert any(wrong(base, data) for data in files(base, 1_500))


def test_a_problem_outside_its_file_is_found(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    def elsewhere(*_: Any) -> tuple[None, tuple[Problem, ...]]:
        return None, (ELSEWHERE,)

    monkeypatch.setattr(loader, "read", elsewhere)
    (found,) = wrong(base, b"\0a: b\n")
    assert found.startswith("no such place")


def test_the_first_byte_chooses_among_all_kinds_and_the_words_are_those_of_the_schemas(base: Base) -> None:
    assert {"organisation.yaml", "released.yaml", "retired.yaml", "translations/cy/words.yaml"} < {*kinds(base)}
    assert {"lawful_basis: ", "public_task", "all_our_disclosures: "} < {*words()}
