"""The library of common things: what a registry may use by id without an entry of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from site_builder.model.name_matcher import stems
from site_builder.vocabulary._files import read_json

KINDS = ("data_categories", "data_subjects", "purposes", "recipients")
FOR_READERS = ("also_called", "about", "cy", "welsh", "source")
"""What serves to find and judge an entry; all else is what a file of a registry would say of it."""


@dataclass(frozen=True, slots=True)
class CommonThing:
    """A thing of the library: `fields` are those of an entry for it in a registry, in English.

    `also_called` are words by which people look for it, `about` says what it is; neither is published. `welsh` is its
    name in Welsh, and `is_welsh_checked` whether a translator has read that.
    """

    id: str
    kind: str
    fields: Mapping[str, Any]
    also_called: tuple[str, ...]
    about: str
    welsh: str
    is_welsh_checked: bool

    @property
    def name(self) -> str:
        """What it is called in English."""
        return str(self.fields["name"])

    @property
    def names(self) -> Iterator[str]:
        """All that it is called in English, the name first."""
        yield from (self.name, *filter(None, [self.fields.get("short_name")]), *self.also_called)


@cache
def library() -> Mapping[str, Mapping[str, CommonThing]]:
    """The library: by kind, the field of a registry that holds such things, each by its id."""
    given = read_json("library.json")
    return {kind: {key: _thing(key, kind, entry) for key, entry in given[kind].items()} for kind in KINDS}


def common_things_called(words: str) -> list[CommonThing]:
    """The things with all these words in their id or one of their names, those called just so first."""
    wanted = stems(words)
    found = []
    for thing in (each for things in library().values() for each in things.values()):
        names = [stems(name) for name in (thing.id, *thing.names)]
        near = min((len(name) for name in names if wanted and {*wanted} <= {*name}), default=None)
        if near is not None:
            found.append((wanted not in names, near, thing))
    return [thing for *_, thing in sorted(found, key=lambda each: each[:2])]


def _thing(key: str, kind: str, given: Mapping[str, Any]) -> CommonThing:
    return CommonThing(
        id=key,
        kind=kind,
        fields={name: value for name, value in given.items() if name not in FOR_READERS},
        also_called=tuple(given.get("also_called", ())),
        about=given["about"],
        welsh=given["cy"],
        is_welsh_checked=given["welsh"] == "seen",
    )
