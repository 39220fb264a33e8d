"""Ids: each is made once, and each that is used names a thing of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from site_builder.core.problems import Path, Problem
from site_builder.schemas.feed_terms import RESERVED_IDS
from site_builder.sources._shape_walk import Spot, Walker
from site_builder.sources.files import Definition, Source, definitions
from site_builder.sources.placing import problem
from site_builder.sources.shape import schemas

ID = re.compile(r"[a-z][a-z0-9-]{0,62}")
RESERVED = {"registry"} | RESERVED_IDS
NOT_FOR_NOTICES = {"data", "assets", "child", "recipients"}
LANGUAGE_CODE = 3
PREFIXES = ("section-", "recipient-", "condition-", "page-")

WHERE = {
    "organisation": "us, in organisation.yaml",
    "recipients": "a file in recipients/",
    "disclosures": "a disclosure in recipients/",
    "notices": "a file in notices/",
}


def define(sources: Iterable[Source]) -> tuple[dict[str, Definition], tuple[Problem, ...]]:
    """Every id with its first definition; problems for ids that are made twice, malformed or reserved."""
    known: dict[str, Definition] = {}
    problems: list[Problem] = []
    for definition in (d for source in sources for d in definitions(source)):
        problems += _misnamed(definition)
        first = known.setdefault(definition.id, definition)
        if first is not definition:
            problems.append(_twice(definition, first))
    return known, tuple(problems)


def check(source: Source, known: Mapping[str, Definition]) -> Iterator[Problem]:
    """A problem for each id in a file that names nothing, or a thing of another kind."""
    walker = schemas().walker
    spots = walker.start(f"{source.schema}.schema.json", source.data)
    for each in _used(source.data, spots, walker, ()):
        found = known.get(each.id)
        fits = found is not None and found.kind in each.kinds
        if not fits and each.id != "not_stated" and ID.fullmatch(each.id) and each.path not in source.document.doubtful:
            yield _unknown(source, each, known)


@dataclass(frozen=True, slots=True)
class _Use:
    """An id that is used: the way to it, the kinds that it may be of, and whether it stands before the colon."""

    path: Path
    id: str
    kinds: tuple[str, ...]
    at_key: bool = False


def _used(data: Any, spots: Sequence[Spot], walker: Walker, path: Path) -> Iterator[_Use]:
    kinds = _kinds(spots)
    if isinstance(data, str) and kinds:
        yield _Use(path, data, kinds)
    elif isinstance(data, list):
        for number, item in enumerate(data):
            yield from _used(item, walker.below(spots, number, item)[0], walker, (*path, number))
    elif isinstance(data, dict):
        of_keys = _kinds([p for s in spots for p in walker.parts(s.schema.get("propertyNames"), s.base, None)])
        for key, value in data.items():
            inner, is_id = walker.below(spots, key, value)
            if is_id and of_keys:
                yield _Use((*path, key), key, of_keys, at_key=True)
            yield from _used(value, inner, walker, (*path, key))


def _kinds(spots: Iterable[Spot]) -> tuple[str, ...]:
    return next((tuple(spot.schema["x-kind"]) for spot in spots if "x-kind" in spot.schema), ())


def _unknown(source: Source, use: _Use, known: Mapping[str, Definition]) -> Problem:
    where = " or ".join(dict.fromkeys(_where(k) for k in use.kinds))
    near = get_close_matches(use.id, sorted(i for i, d in known.items() if d.kind in use.kinds), 1)
    hint = f"Did you mean '{near[0]}'?" if near else f"It must be the id of {where}; make it there first."
    rule, message = "unknown-id", f"'{use.id}' is not the id of anything in this registry."
    if use.id in known:
        rule, message = "wrong-kind", f"'{use.id}' is the id of something else: {_where(known[use.id].kind)}."
        hint = f"Here it must be {where}."
    return problem(source.document, use.path, rule, _field(source, use), message, hint, at_key=use.at_key)


def _field(source: Source, use: _Use) -> str:
    """The way to the id in words: the field's title, and whose it is."""
    walker = schemas().walker
    above = use.path[:-1] if use.at_key or isinstance(use.path[-1], int) else use.path
    start = walker.start(f"{source.schema}.schema.json", source.data)
    way = walker.way(start, source.data, above, source.id)
    return f"{way.title or 'id'} of {way.thing}" if way.thing else way.title or "id"


def _where(kind: str) -> str:
    return WHERE.get(kind, f"an entry in vocabulary/{kind}.yaml")


def _twice(definition: Definition, first: Definition) -> Problem:
    marks = first.document.places[first.path]
    other = marks.key or marks.value
    where = f"{other.file}:{other.line}"
    if "retired" in {first.kind, definition.kind}:
        return _bad(
            definition,
            "retired-id",
            f"'{definition.id}' is retired ({where}) and may not be used again.",
            "Choose another id.",
        )
    hint = "An id is used once in the whole registry: choose another."
    return _bad(definition, "id-twice", f"'{definition.id}' is already the id of something at {where}.", hint)


def _misnamed(definition: Definition) -> Iterator[Problem]:
    name = definition.id
    if definition.kind in {"recipients", "notices"} and not ID.fullmatch(name):
        mended = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        hint = f"Use small letters, digits and hyphens: rename it {mended or 'a-name'}.yaml."
        yield _bad(definition, "file-name", f"The file's name is the id, and '{name}' is not one.", hint)
    elif name in RESERVED or name.startswith(PREFIXES):
        yield _bad(definition, "reserved-id", f"The id '{name}' is kept for the site's own use.", "Choose another.")
    elif definition.kind == "notices" and (name in NOT_FOR_NOTICES or len(name) <= LANGUAGE_CODE):
        message = f"A notice may not be called '{name}': the site has, or may have, another folder of that name."
        yield _bad(definition, "reserved-id", message, "Choose another name for the file.")


def _bad(definition: Definition, rule: str, message: str, hint: str) -> Problem:
    return problem(definition.document, definition.path, rule, "id", message, hint, at_key=True)
