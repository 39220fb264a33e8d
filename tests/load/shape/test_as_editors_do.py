"""What the reader takes and what an editor takes by the JSON Schemas is the same, by a validator that is not ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from site_builder.load.project.files import schema_of
from site_builder.load.shape import reader
from site_builder.load.shape.reader import read_typed
from site_builder.load.yaml.read import read
from site_builder.schemas import nodes
from site_builder.schemas.json_schemas import documents
from site_builder.schemas.trees import trees
from tests import every_field
from tests.effort import effort, some
from tests.load.shape.test_every_slip import KINDS, SLIPS, cases
from tests.loader_fuzz.mutations import KINDS as CHANGES
from tests.loader_fuzz.mutations import mutant

ROOT = Path(__file__).parents[3]
REGISTRIES = (ROOT / "registry", *sorted(ROOT.glob("docs/examples/*/registry")))

File = tuple[str, bytes]
"""The kind of a file, and what is in it."""


def _one_line(_: Any, form: str, text: Any, __: Any) -> Iterator[ValidationError]:
    """Our own keyword, which editors pass over: a name is on one line."""
    if form == "name" and isinstance(text, str) and "\n" in text:
        yield ValidationError("more than one line")


@cache
def validator(kind: str) -> Any:
    """The validator for a kind of file."""
    # Without `$schema`, by which it would turn into one that does not know our own keyword.
    plain = {name: {k: v for k, v in schema.items() if k != "$schema"} for name, schema in documents().items()}
    registry: Any = Registry().with_resources(
        (name, DRAFT202012.create_resource(schema)) for name, schema in plain.items()
    )
    extend: Any = validators.extend
    ours = extend(Draft202012Validator, {"x-form": _one_line})
    return ours({"$ref": f"{kind}.schema.json"}, registry=registry, format_checker=FormatChecker(formats=("date",)))


def differs(file: File) -> bool:
    """Whether one takes a file that the other refuses; of what YAML spoke of already the reader may say nothing."""
    kind, source = file
    document, _ = read(source, "registry/x.yaml")
    if document is None:
        return False
    typed = read_typed(document, trees()[kind])
    is_taken = validator(kind).is_valid(typed.data)
    return (is_taken and bool(typed.problems)) or not (is_taken or typed.problems or document.doubtful)


@cache
def sound() -> tuple[File, ...]:
    """The files of whole registries."""
    found = ((schema_of(p.relative_to(r).as_posix()), p) for r in REGISTRIES for p in sorted(r.rglob("*.yaml")))
    return tuple((kind[0], path.read_bytes()) for kind, path in found if kind)


@cache
def slips(every: int) -> tuple[File, ...]:
    """Files with one slip each, in every field; one in so many."""
    found = (case for kind in KINDS for slip in SLIPS for case in cases(kind, slip))
    return tuple((case.kind, case.text.encode()) for at, case in enumerate(found) if at % every == 0)


def changed(files: Iterable[File], count: int) -> Iterator[File]:
    """So many of these files, each changed by chance as a hand or an editor would."""
    chance, known = Random(0), sorted(files)  # noqa: S311 -- repeatable, not secret
    for kind, source in chance.choices(known, k=count):
        made = mutant(source.decode(), chance.choice(sorted(CHANGES)), chance)
        yield kind, source if made is None else made


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[File, ...]:
    """The files of a registry with every field."""
    folder = tmp_path_factory.mktemp("every")
    every_field.write(folder, "mark")
    found = ((schema_of(p.relative_to(folder).as_posix()), p) for p in sorted(folder.rglob("*.yaml")))
    return tuple((kind[0], path.read_bytes()) for kind, path in found if kind)


def test_whole_registries_are_taken_by_both(full: tuple[File, ...]) -> None:
    for kind, source in (*sound(), *full):
        document, problems = read(source, "registry/x.yaml")
        assert document is not None
        typed = read_typed(document, trees()[kind])
        assert (problems, typed.problems) == ((), ())
        assert validator(kind).is_valid(typed.data)


def test_a_slip_in_any_field_is_refused_by_both_or_taken_by_both() -> None:
    assert [file for file in slips(effort(suite=120, thorough=1)) if differs(file)] == []


def test_files_changed_by_chance_are_refused_by_both_or_taken_by_both(full: tuple[File, ...]) -> None:
    files = changed([*sound(), *full], effort(suite=150, thorough=10_000))
    assert [file for file in files if differs(file)] == []


# ---- broken twins


def _takes_everything(*_: Any) -> bool:
    return True


TWINS: Mapping[str, Callable[[pytest.MonkeyPatch], None]] = {
    "takes every text": lambda patch: patch.setattr(nodes.Form, "fits", _takes_everything),
    "takes every day": lambda patch: patch.setattr(reader, "is_day", _takes_everything),
    "asks for no field": lambda patch: patch.setattr(nodes.Fields, "required", ()),
    "takes an entry twice": lambda patch: patch.setattr(nodes.List, "unique", False),
    "knows no answers": lambda patch: patch.setattr(nodes.Either, "words", ()),
}


@pytest.mark.parametrize("twin", some(TWINS, one_in=5))
def test_a_broken_twin_is_caught(monkeypatch: pytest.MonkeyPatch, twin: str) -> None:
    files = (*slips(60), *sound())
    TWINS[twin](monkeypatch)
    assert any(map(differs, files))
