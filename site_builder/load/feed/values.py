"""Reads the values of a feed's keys as the model's fields need them; a wrong one raises FeedError with its key."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from site_builder.facts.feed_form import feed_fields, silences
from site_builder.model.fields import Field
from site_builder.model.values import Id, Text, Url, Word, Words
from site_builder.schemas.feed_terms import reserved_ids
from site_builder.schemas.shapes import DAY, PART, TEXT, TYPE, WORD, closed_words, field_shape, pattern, text_pattern

Node = Mapping[str, Any]


class FeedError(ValueError):
    """A feed that we do not understand; the text says what is wrong, and where."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How to read one value: `read` returns it, or None if it is not of this kind; `what` names the kind in words."""

    read: Callable[[Any], Any]
    what: str


def one(kind: Kind, value: Any, where: str) -> Any:
    """One value of a kind."""
    result = kind.read(value)
    if result is None:
        raise FeedError(f"{where}: {kind.what} is asked for, {_actual_value(value)}.")
    return result


def an_object(value: Any, where: str) -> Node:
    """A JSON object."""
    if not isinstance(value, dict):
        raise FeedError(f"{where}: an object is asked for, {_actual_value(value)}.")
    return value


def a_node(value: Any, where: str) -> Node:
    """A JSON object whose keys are plain names. We refuse keywords of JSON-LD and IRIs: only some readers heed them."""
    node = an_object(value, where)
    for key in node:
        if "@" in key or ":" in key:
            raise FeedError(f"{where}: the key {key} has no place there.")
    return node


def a_list(value: Any, where: str, *, may_be_empty: bool = False) -> list[Any]:
    """A JSON array, not empty unless `may_be_empty`."""
    if not isinstance(value, list) or not (value or may_be_empty):
        raise FeedError(f"{where}: a list with something in it is asked for, {_actual_value(value)}.")
    return value


def several(kind: Kind, value: Any, where: str) -> tuple[Any, ...]:
    """Values of a kind, none of them twice."""
    values = tuple(one(kind, each, where) for each in a_list(value, where))
    if len(set(values)) < len(values):
        raise FeedError(f"{where}: one of its entries stands there twice.")
    return values


def words(value: Any, languages: Sequence[str], where: str) -> Words:
    """A text by language, in the order of the registry's languages."""
    texts = an_object(value, where)
    _check_tags(texts, languages, where)
    return Words(tuple((tag, one(A_TEXT, texts[tag], where)) for tag in languages if tag in texts))


def list_of_words(value: Any, languages: Sequence[str], where: str) -> tuple[Words, ...]:
    """The entries of lists of texts by language, each entry with its text in every language."""
    texts_by_tag = an_object(value, where)
    _check_tags(texts_by_tag, languages, where)
    lists = {tag: a_list(texts, where) for tag, texts in texts_by_tag.items()}
    if len({len(texts) for texts in lists.values()}) != 1:
        raise FeedError(f"{where}: its languages have lists of different lengths.")
    rows = (dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True))
    return tuple(words({t: text for t, text in row.items() if text is not None}, languages, where) for row in rows)


def by_position(nodes: Iterable[Node], where: str, *, with_gaps: bool = False) -> list[Node]:
    """Nodes in the order of their `position`: 1, 2, 3 and so on, perhaps with gaps, none twice."""
    listed = list(nodes)
    placed = {one(A_NUMBER, node.get("position"), f"{where}, position"): node for node in listed}
    if len(placed) < len(listed) or not (with_gaps or max(placed, default=0) == len(placed)):
        raise FeedError(f"{where}: position is not 1, 2, 3 and so on, each once.")
    return [placed[number] for number in sorted(placed)]


@cache
def kinds(cls: type) -> Mapping[str, Kind]:
    """How to read one value of each key of a model class, without the keys of nodes and of texts."""
    pairs = ((field.key, _kind(cls, field)) for field in feed_fields(cls))
    return {key: kind for key, kind in pairs if kind is not None}


def _kind(cls: type, field: Field) -> Kind | None:
    if field.one is Word:
        closed = closed_words(cls, field)
        if closed:
            return Kind(_one_of(closed), f"one of the words {', '.join(closed)}")
        return Kind(_matching(WORD, silences(cls, field)), "a word")
    if field.one is int:
        return _number(field_shape(cls, field))
    if field.one in (Text, Url):
        return _text(text_pattern(cls, field), "an address" if field.one is Url else "text of the right form")
    return {Id: AN_ID, date: A_DAY, bool: TRUE_OR_FALSE}.get(field.one)


def _number(shape: Mapping[str, Any]) -> Kind:
    least, most = shape["minimum"], shape.get("maximum")
    never = shape.get("not", {}).get("const")

    def read(value: Any) -> int | None:
        number = _whole(value)
        fits = number is not None and number >= least and (most is None or number <= most) and number != never
        return number if fits else None

    return Kind(read, f"a whole number of at least {least}" if most is None else f"a number from {least} to {most}")


def _whole(value: Any) -> int | None:
    """3 and 3.0 are one number in JSON Schema (2020-12, 4.2.3); true is none."""
    if type(value) is float and value.is_integer():
        return int(value)
    return value if type(value) is int else None


def _one_of(closed: Collection[str]) -> Callable[[Any], str | None]:
    known = frozenset(closed)
    return lambda value: value if isinstance(value, str) and value in known else None


def _matching(matched: str, but: Collection[str] = ()) -> Callable[[Any], str | None]:
    fits = re.compile(matched).fullmatch
    return lambda value: value if isinstance(value, str) and fits(value) and value not in but else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and re.fullmatch(DAY, value) else None
    except ValueError:
        return None


def _text(matched: str, what: str) -> Kind:
    return A_TEXT if matched == TEXT else Kind(_matching(matched), what)


def _check_tags(texts: Node, languages: Sequence[str], where: str) -> None:
    unknown = [tag for tag in texts if tag not in languages]
    if unknown or not texts:
        what = f"{unknown[0]!r} is none of its languages" if unknown else "it has no words"
        raise FeedError(f"{where}: {what}.")


def _actual_value(value: Any) -> str:
    """The actual value, as the end of a message."""
    if value is None:
        return "and there is none"
    shown = f"not {value!r}"
    return shown if len(shown) <= 60 else f"{shown[:60]}..."  # noqa: PLR2004 -- as much as a message can carry


def _unreserved(value: Any) -> str | None:
    return value if _id(value) and value not in reserved_ids() else None


_ID = pattern("id").strip("^$")
_id = _matching(_ID)
AN_ID = Kind(_unreserved, "an id")
A_SECTION = Kind(_matching(_ID), "the id of a section")
A_FACT_ID = Kind(_matching(f"{_ID}{PART}"), "the id of a part")
A_CONDITION_ID = Kind(_matching(rf"{_ID}\.conditions\.{WORD.strip('^$')}"), "the id of a condition")
A_NAME = Kind(_matching(f"{_ID}({PART})?"), "an id")
A_TYPE = Kind(_matching(TYPE), "the name of a type")
A_TEXT = Kind(_matching(TEXT), "text")
A_DAY = Kind(_day, "a day such as 2026-11-25")
A_NUMBER = _number({"minimum": 1})
TRUE_OR_FALSE = Kind(lambda value: value if isinstance(value, bool) else None, "true or false")
