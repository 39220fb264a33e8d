"""Things that ship with the program: laws, and the library of common things.

A registry names one by its id and needs no entry for it. An entry of its own goes first. What nothing names in public
is not in the registry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from site_builder import vocabulary
from site_builder.load.project.files import TRANSLATIONS, UNPUBLISHED, Definition, Source
from site_builder.load.project.locate import of_file
from site_builder.load.shape.reader import UsedId
from site_builder.locale.languages import trouble
from site_builder.model.values import NOT_STATED

LAWS, RECIPIENTS, BODIES = "laws", "recipients", "bodies"
ENGLISH, WELSH = "en", "cy"


def are_offered(sources: Iterable[Source]) -> bool:
    """Whether a registry may use them: not if its first language is surely another than theirs, which is English."""
    tags = (source.data.get("languages") for source in sources if source.kind == "organisation")
    firsts = [
        languages[0]
        for languages in tags
        if isinstance(languages, list) and languages and isinstance(languages[0], str)
    ]
    return all(tag.split("-")[0] == ENGLISH or trouble(tag) for tag in firsts)


def kind_of(key: str) -> str:
    """The kind of the shipped thing with this id, '' if there is none. We read the library for what is no law."""
    if key in vocabulary.laws():
        return LAWS
    return next((kind for kind, things in vocabulary.library().items() if key in things), "")


def kinds_of(key: str) -> tuple[str, ...]:
    """All kinds that a shipped thing may be used as: an organisation may also be a body that gets no data."""
    kind = kind_of(key)
    is_one_body = kind == RECIPIENTS and vocabulary.library()[kind][key].fields["type"] == "organisation"
    return (kind, BODIES) if is_one_body else (kind,)


def names_of_kinds(kinds: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The ids of all shipped things that may be used as one of these kinds, each with its names."""
    return _names_of(frozenset(kinds))


@cache
def _names_of(kinds: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    laws = {key: (law.name, *law.also_called) for key, law in vocabulary.laws().items() if LAWS in kinds}
    things = (each for of_kind in vocabulary.library().values() for each in of_kind.values())
    return {**laws, **{t.id: tuple(t.names) for t in things if not kinds.isdisjoint(kinds_of(t.id))}}


def in_use(sources: Iterable[Source], known: Collection[str]) -> Mapping[str, Definition]:
    """The shipped things that these files name in public and do not define, each with the first place that names it."""
    uses: dict[str, list[tuple[Source, UsedId]]] = {}
    for source in (s for s in sources if s.kind != TRANSLATIONS):
        for use in source.ids:
            is_public = not use.at_key and use.path[0] not in UNPUBLISHED
            if is_public and use.id not in known and use.id != NOT_STATED:
                uses.setdefault(use.id, []).append((source, use))
    definitions = {}
    for key, places in uses.items():
        kinds = kinds_of(key)
        fitting = [(source, use) for source, use in places if not {*kinds}.isdisjoint(use.kinds)]
        if fitting:
            kind = next(k for k in reversed(kinds) if k == kinds[0] or all(k in use.kinds for _, use in fitting))
            source, use = fitting[0]
            definitions[key] = Definition(key, kind, source.document, use.path)
    return definitions


def files(used: Mapping[str, Definition]) -> Iterator[Source]:
    """The files in which a registry would define these things, and those of the translations that were checked."""
    nowhere = of_file("")
    entries: dict[str, dict[str, Any]] = {}
    for key, definition in used.items():
        entries.setdefault(definition.kind, {})[key] = _entry(key, definition.kind, used)
    for key, fields in entries.pop(RECIPIENTS, {}).items():
        yield Source(nowhere, "recipient", RECIPIENTS, key, fields)
    for kind, fields in entries.items():
        yield Source(nowhere, kind, kind, "", fields)
    things = [vocabulary.library()[kind][key] for key in used if (kind := kind_of(key)) != LAWS]
    welsh = {t.id: {"name": {ENGLISH: t.name, WELSH: t.welsh}} for t in things if t.is_welsh_checked}
    yield Source(nowhere, "translation", TRANSLATIONS, WELSH, welsh)


def entry(key: str, kind: str, known: Collection[str]) -> dict[str, Any]:
    """The fields, as files hold them, of a registry's own entry for a shipped thing; inside known ones alone."""
    fields = _entry(key, kind, known)
    return {name: value if isinstance(value, list) else _typed(value) for name, value in fields.items() if value != []}


def _typed(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def law_entry(key: str) -> Mapping[str, str]:
    """The fields of an entry for a shipped law: its name, and its address if somebody has read the law there."""
    law = vocabulary.laws()[key]
    return {"name": law.name, **({"url": law.url} if law.evidence == "seen" else {})}


def _entry(key: str, kind: str, used: Collection[str]) -> dict[str, Any]:
    """The fields of an entry for a shipped thing; it is inside those alone that are used too."""
    if kind == LAWS:
        return dict(law_entry(key))
    fields = vocabulary.library()[kind_of(key)][key].fields
    fields = {name: value for name, value in fields.items() if kind != BODIES or name != "type"}
    return {**fields, "inside": [*dict.fromkeys(_around(key, kind, used))]} if "inside" in fields else fields


def _around(key: str, kind: str, used: Collection[str]) -> Iterator[str]:
    """The nearest used things of the library that a thing is inside of."""
    for outer in vocabulary.library()[kind][key].fields.get("inside", ()):
        if outer in used:
            yield outer
        else:
            yield from _around(outer, kind, used)
