"""The names of what ids stand for, from the files themselves: they are there beside errors, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from site_builder.load.project import shipped
from site_builder.load.project.files import Source, definitions
from site_builder.load.splice import at
from site_builder.schemas.file_fields import KINDS

_WORDS = 9
"""So many words of a text call a thing that has no name."""


class Things:
    """What the ids of a registry's files stand for, and those of what ships with the program."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self._by_kind: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
        self.own: dict[str, str] = {}
        for source in sources:
            for each in definitions(source):
                name = called(at(source.document.data, each.path) or {}, each.id)
                self._by_kind.setdefault(each.kind, {})[each.id] = name
                self.own[each.id] = name
        self._shipped = shipped.are_offered(sources)
        listed = next((s.document.data.get("languages") for s in sources if s.kind == "organisation"), None)
        self.languages = [str(each).lower() for each in listed] if isinstance(listed, list) else []
        """Those of the registry, in small letters; the first is that of its words."""
        self.for_children = any("child_title" in s.document.data for s in sources if s.kind == "notices")
        """Whether some notice has a page for children."""
        self._offered: dict[tuple[str, ...], Mapping[str, str]] = {}

    def of(self, kinds: Sequence[str]) -> Mapping[str, str]:
        """What may be named where these kinds may: ids with names, by name, those of the registry first."""
        key = tuple(kinds)
        if key not in self._offered:
            own = {k: name for kind in kinds for k, name in self._by_kind.get(kind, {}).items()}
            more = shipped.names_of_kinds(kinds) if self._shipped else {}
            others = {k: names[0] for k, names in more.items() if k not in own}
            self._offered[key] = {**_sorted(own), **_sorted(others)}
        return self._offered[key]

    def name(self, key: str) -> str:
        """What an id stands for; itself, in words, where nothing is known of it."""
        return self.own.get(key) or self.of(KINDS).get(key) or key.replace("-", " ")

    def source(self, kind: str, key: str) -> Source | None:
        """The file of a thing that has one for itself."""
        return next((s for s in self.sources if s.kind == kind and s.id == key), None)


def called(data: Mapping[str, Any], key: str) -> str:
    """What a thing is called: its name or title, else its first words, else its id in words."""
    name = data.get("name") or data.get("title") or data.get("heading")
    if isinstance(name, str):
        return name
    words = str(data.get("text") or "").split()
    if not words:
        return key.replace("-", " ")
    return " ".join(words[:_WORDS]).rstrip(",.") + (" …" if len(words) > _WORDS else "")


def _sorted(names: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda each: each[1].casefold()))
