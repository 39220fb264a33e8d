"""Laws that a registry names: its own entries, or laws of the dated data that ship with the program."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from site_builder import vocabulary
from site_builder.load.project.files import UNPUBLISHED, Definition, Source
from site_builder.load.project.languages import trouble
from site_builder.problems import Path

LAWS = "laws"
FIELDS = ("law", LAWS)
ENGLISH = "en"


def shipped_laws(sources: Iterable[Source]) -> frozenset[str]:
    """The ids of shipped laws, which need no entry; none if the registry's first language is surely not English."""
    tags = (source.data.get("languages") for source in sources if source.kind == "organisation")
    firsts = [
        languages[0]
        for languages in tags
        if isinstance(languages, list) and languages and isinstance(languages[0], str)
    ]
    others = [tag for tag in firsts if tag.split("-")[0] != ENGLISH and not trouble(tag)]
    return frozenset() if others else frozenset(vocabulary.laws())


def shipped_laws_in_use(sources: Iterable[Source], known: Collection[str]) -> Mapping[str, Definition]:
    """The shipped laws that these files name in public and do not define, each with the first place that names it."""
    definitions: dict[str, Definition] = {}
    for source in sources:
        public = {name: part for name, part in source.data.items() if name not in UNPUBLISHED}
        for key, path in _named(public, ()):
            if key in vocabulary.laws() and key not in known:
                definitions.setdefault(key, Definition(key, LAWS, source.document, path))
    return definitions


def law_entry(key: str) -> Mapping[str, str]:
    """The fields of an entry for a shipped law: its name, and its address if somebody has read the law there."""
    law = vocabulary.laws()[key]
    return {"name": law.name, **({"url": law.url} if law.evidence == "seen" else {})}


def _named(data: Any, path: Path) -> Iterator[tuple[str, Path]]:
    """Each id in a field that takes laws, with the path to it."""
    if isinstance(data, dict):
        for name, value in data.items():
            entries = enumerate(value) if isinstance(value, list) else [(None, value)]
            if name in FIELDS:
                ways = (((*path, name) if n is None else (*path, name, n), each) for n, each in entries)
                yield from ((each, way) for way, each in ways if isinstance(each, str))
            else:
                yield from _named(value, (*path, name))
    elif isinstance(data, list):
        for number, each in enumerate(data):
            yield from _named(each, (*path, number))
