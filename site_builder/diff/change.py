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
    `about` is the id of the thing (`registry` for the whole), `thing` the class of it, `field` the field, None of a
    thing that came or went. `was` and `is_` are the model's values, None for nothing. `concerns` tells facts from
    words, from words that go with a changed fact, from translations and from mere order. `reaches` are the disclosures
    on which something bears that stands above them. `passages` are where words stood and stand, `language` is that of a
    translation.
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
    """What became of a fact; None is nothing. Words, translations and directions are put into it with `replace`."""
    return Change(id=key, kind=kind_of(was, is_), about=about, thing=thing, field=field, was=was, is_=is_)


def reordered(key: str, about: str, thing: str, field: str) -> Change:
    """The same in another order."""
    return Change(id=key, kind="changed", about=about, thing=thing, field=field, concerns="order")


def kind_of(was: Any, now: Any) -> Kind:
    """What became of a value; None is nothing."""
    if was is None:
        return "added"
    return "removed" if now is None else "changed"


def verdict(found: Iterable[Change]) -> Verdict:
    """What changes come to. A doubt beside *more* leaves it *more*; beside *less* nothing is sure any longer."""
    directions = {change.direction for change in found}
    if {MORE, LESS} <= directions:
        return "both"
    if MORE in directions:
        return MORE
    if UNCLEAR in directions:
        return UNCLEAR
    return LESS if LESS in directions else NEITHER
