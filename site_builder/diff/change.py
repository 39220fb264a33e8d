"""One change between two registries, and the verdict on all of them together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from site_builder.model.moves import LESS, MORE, NEITHER, UNCLEAR, Direction
from site_builder.model.values import Id

Kind = Literal["added", "removed", "changed"]
Concern = Literal["facts", "words", "words_and_facts", "translation", "order"]
Verdict = Literal["more", "less", "both", "neither", "unclear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed in one fact, or in one passage of words.

    `id` is that of the fact (`dfe-surveys.modality`), of a whole thing its own; id and kind together are unique.
    `about` is the id of the thing (`registry` for the whole), `thing` the class of it, `field` the field, None for a
    thing added or removed. `was` and `is_` are the model's values, None if there is none. `concerns` tells facts from
    words, from words that go with a changed fact, from translations and from mere order. `reaches` are the disclosures
    that a change in a notice, a recipient or another thing affects. `passages` are the ids of the passage before and
    after, `language` is that of a translation.
    """

    id: str
    kind: Kind
    about: str
    thing: str
    field: str | None
    was: Any = None
    is_: Any = None
    direction: Direction = NEITHER
    concerns: Concern = "facts"
    reaches: tuple[Id, ...] = ()
    passages: tuple[str | None, str | None] | None = None
    language: str | None = None


def changed(key: str, about: str, thing: str, field: str | None, was: Any, is_: Any) -> Change:
    """The change of a fact; None is no value. Who makes it adds words, translations and directions with `replace`."""
    return Change(id=key, kind=kind_of(was, is_), about=about, thing=thing, field=field, was=was, is_=is_)


def reordered(key: str, about: str, thing: str, field: str) -> Change:
    """The change of entries that are the same in another order."""
    return Change(id=key, kind="changed", about=about, thing=thing, field=field, concerns="order")


def kind_of(was: Any, now: Any) -> Kind:
    """Whether a value was added, removed or changed; None is no value."""
    if was is None:
        return "added"
    return "removed" if now is None else "changed"


def verdict(all_changes: Iterable[Change]) -> Verdict:
    """The verdict on all changes together: *unclear* beside *more* is *more*, beside *less* it is *unclear*."""
    directions = {change.direction for change in all_changes}
    if {MORE, LESS} <= directions:
        return "both"
    if MORE in directions:
        return MORE
    if UNCLEAR in directions:
        return UNCLEAR
    return LESS if LESS in directions else NEITHER
