"""A registry's folder to the registry and its problems: every file is read, all problems of all files come together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from site_builder.core.model import Registry
from site_builder.core.problems import Failure, Finding, Place, Problem, Severity, in_order, stops
from site_builder.core.rules import findings
from site_builder.sources.assemble import assemble
from site_builder.sources.files import BLOCKS, Definition, Source, schema_of
from site_builder.sources.placing import problem
from site_builder.sources.references import check, define
from site_builder.sources.shape import conform, schemas
from site_builder.sources.yaml_source import read

BLOCK_PATHS = {(name,) for name in BLOCKS}


class Unreadable(Failure):
    """The folder or a file of it cannot be read; the text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder holds: the registry, or None where its problems leave none; all problems in order."""

    registry: Registry | None
    problems: tuple[Problem, ...]


def load(folder: Path, shown_as: str, on: date) -> Loaded:
    """Read a registry's folder and judge it for a day; `shown_as` is how problems name it.

    Raises Unreadable if the folder is missing, is none, or holds a file that cannot be read.
    """
    files = _files(folder)
    problems = [p for name in files for p in _not_read(name, shown_as)]
    sources, found = _sources(folder, [name for name in files if schema_of(name)], shown_as)
    problems += found
    if not any(schema_of(name) == ("organisation", "organisation", "") for name in files):
        problems.append(_no_organisation(shown_as))
    known, found_ids = define(sources)
    problems += found_ids
    for source in sources:
        problems += check(source, known)
    if stops(problems):
        return Loaded(None, in_order(problems))
    registry, unfit = assemble(sources)
    if stops(unfit):
        return Loaded(None, in_order([*problems, *unfit]))
    placed = _placed(findings(registry, on), known)
    return Loaded(registry, in_order([*problems, *placed]))


def _files(folder: Path) -> list[str]:
    if not folder.exists():
        raise Unreadable(f"There is no folder {folder}. A registry to start from is made by: site-builder new")
    if not folder.is_dir():
        raise Unreadable(f"{folder} is not a folder.")
    try:
        return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    except OSError as error:
        raise Unreadable(f"{folder} cannot be read: {error.strerror}.") from error


def _sources(folder: Path, names: Iterable[str], shown_as: str) -> tuple[list[Source], list[Problem]]:
    sources: list[Source] = []
    problems: list[Problem] = []
    for name in names:
        schema, kind, key = schema_of(name) or ("", "", "")
        document, found = read(_bytes(folder / name), f"{shown_as}/{name}")
        problems += found
        if document is not None:
            data, unfit = conform(document, schema, schemas())
            problems += unfit
            sources.append(Source(document, schema, kind, key, data))
    return sources, problems


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error


def _not_read(name: str, shown_as: str) -> Iterator[Problem]:
    if schema_of(name) or name == "README.md":
        return
    message = f"The file {name} is not read."
    hint = "Files end in .yaml and stand in notices/, recipients/ or vocabulary/: give it its place, or take it away."
    yield Problem(Place(f"{shown_as}/{name}", 1, 1), Severity.WARNING, "not-read", "file", message, hint)


def _no_organisation(shown_as: str) -> Problem:
    place = Place(f"{shown_as}/organisation.yaml", 1, 1)
    return Problem(
        place,
        Severity.ERROR,
        "no-organisation",
        "file",
        "The file organisation.yaml is missing: it says who we are.",
        "Make one, or start with: site-builder new",
    )


def _placed(found: Iterable[Finding], known: Mapping[str, Definition]) -> Iterator[Problem]:
    for each in found:
        where = known[each.subject]
        path = each.path if each.path[:1] in BLOCK_PATHS else (*where.path, *each.path)
        yield problem(
            where.document, path, each.rule, each.subject, each.message, each.hint, severity=each.severity, at_key=True
        )
