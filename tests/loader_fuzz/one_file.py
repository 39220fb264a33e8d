"""One file of a registry, whatever its bytes: read without a crash, in time, and used as typed or refused in its place.

The first byte says which kind of file it is, the others are the file.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from site_builder.load.project import folder as loader
from site_builder.load.project.files import schema_of
from site_builder.load.shape.ways import fields_of
from site_builder.problems import Problem, stops
from site_builder.schemas.nodes import Either, Word
from site_builder.schemas.trees import trees
from tests.loader_fuzz.published import folded
from tests.loader_fuzz.reader import NotReadError, typed
from tests.loader_fuzz.trial import Base
from tests.nodes import all_nodes

SECONDS = 5.0
"""Of processor time, in which a file must be read."""
IN_A_REGISTRY = 16
"""Of so many files without errors one is put into a whole registry."""


def kinds(base: Base) -> list[str]:
    """The files of a registry, one for each schema: what the first byte chooses among."""
    by_schema: dict[str, str] = {}
    for name in sorted({*base.files, "translations/cy/words.yaml"}):
        by_schema.setdefault((schema_of(name) or ("",))[0], name)
    return sorted(by_schema.values())


def seeds(base: Base, registries: Iterable[Mapping[str, bytes]]) -> set[bytes]:
    """The files of these registries, each behind the byte of its kind."""
    names = kinds(base)
    at = {(schema_of(name) or ("",))[0]: number for number, name in enumerate(names)}
    files = {(schema_of(name) or ("",), data) for files in registries for name, data in files.items()}
    return {bytes([at[schema]]) + data for (schema, *_), data in files if schema in at}


def words() -> list[str]:
    """What may stand in files: the names and fixed words of the registry."""
    known = [each for root in trees().values() for each in all_nodes(root)]
    names = {f"{name}: ": None for each in known for name in fields_of(each)}
    return [*names, *dict.fromkeys(word for each in known if isinstance(each, Word | Either) for word in each.words)]


def wrong(base: Base, data: bytes) -> tuple[str, ...]:
    """What is wrong with how the loader takes these bytes: nothing, as it should be."""
    if not data:
        return ()
    names = kinds(base)
    name, source = names[data[0] % len(names)], data[1:]
    start = time.monotonic()
    made, problems = loader._source(source, name, f"registry/{name}")
    found = [*_slow(source, name)] if time.monotonic() - start > SECONDS else []
    found += [f"no such place: {p}" for p in problems if not _is_inside(p, source)]
    if stops(problems):
        return tuple(found)
    found += _not_as_typed(source, made.data)
    if not found and name in base.files and zlib.crc32(source) % IN_A_REGISTRY == 0:
        verdict = base.with_file(name, source)
        found += verdict.why if verdict.kind == "fault" else ()
    return tuple(found)


def _slow(source: bytes, name: str) -> Iterator[str]:
    """Whether it was not the machine that was slow: a process's own clock takes long to ask."""
    start = time.process_time()
    loader._source(source, name, f"registry/{name}")
    taken = time.process_time() - start
    if taken > SECONDS:
        yield f"slow: {taken:.0f} seconds"


def _not_as_typed(source: bytes, data: Any) -> Iterator[str]:
    try:
        meant = typed(source)
    except NotReadError as error:
        yield f"taken, and in none of the documented forms: {error}"
        return
    if not _same(meant, data):
        yield f"typed {meant!r}, read {data!r}"


def _same(meant: Any, read: Any) -> bool:
    if isinstance(meant, dict):
        is_alike = isinstance(read, dict) and list(meant) == list(read)
        return is_alike and all(_same(value, read[name]) for name, value in meant.items())
    if isinstance(meant, list):
        is_alike = isinstance(read, list) and len(meant) == len(read)
        return is_alike and all(map(_same, meant, read))
    if isinstance(read, bool):
        return bool(meant == ("true" if read else "false"))
    return folded(meant) == folded(str(read)) and not isinstance(read, (dict, list))


def _is_inside(problem: Problem, source: bytes) -> bool:
    place, lines = problem.place, 1 + source.count(b"\n") + source.count(b"\r")
    return 1 <= place.line <= lines and 1 <= place.column <= len(problem.source_line) + 1
