"""Laws that a registry names and does not define: those of the dated data that come with the program need no entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from site_builder import vocabulary
from site_builder.sources.files import Source

LAWS = "laws"
FIELDS = ("law", LAWS)
ENGLISH = "en"


def shipped(sources: Iterable[Source]) -> frozenset[str]:
    """The ids of laws that need no entry; none where the registry's own language is not theirs, English."""
    tags = (source.data.get("languages") for source in sources if source.kind == "organisation")
    firsts = [found[0] for found in tags if isinstance(found, list) and found and isinstance(found[0], str)]
    return frozenset(vocabulary.laws()) if firsts and firsts[0].split("-")[0] == ENGLISH else frozenset()


def named(sources: Iterable[Source], own: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
    """The fields of each shipped law that these files name and no entry of their own defines, by its id.

    Its address is among them where somebody has read it there.
    """
    keys = {key for source in sources for key in _named(source.data)} & set(vocabulary.laws())
    found = {key: vocabulary.laws()[key] for key in sorted(keys - set(own))}
    return {k: {"name": law.name, **({"url": law.url} if law.evidence == "seen" else {})} for k, law in found.items()}


def _named(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in FIELDS:
                yield from ([value] if isinstance(value, str) else (v for v in value if isinstance(v, str)))
            yield from _named(value)
    elif isinstance(data, list):
        for each in data:
            yield from _named(each)
