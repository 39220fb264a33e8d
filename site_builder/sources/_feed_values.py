"""The values of a feed's keys: each is what the model's field asks for, or a FeedError that says where it is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from site_builder.core.values import Id, Text, Url, Word, Words

Node = Mapping[str, Any]


class FeedError(ValueError):
    """A feed that is not understood; the text says where, and what."""


ID = re.compile(r"(?!none$)[a-z][a-z0-9-]{0,62}")
WORD = re.compile(r"[a-z][a-z0-9_]*")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
URL = re.compile(r"(https?://|mailto:|tel:)[^\s<>\"]+( [0-9]+)*")
TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def an_object(value: Any, where: str) -> Node:
    """A JSON object."""
    if not isinstance(value, dict):
        raise FeedError(f"{where}: an object is asked for, not {_shown(value)}.")
    return value


def a_list(value: Any, where: str, *, may_be_empty: bool = False) -> list[Any]:
    """A JSON array: an empty one says nothing, so it is refused where it would have to say something."""
    if not isinstance(value, list) or not (value or may_be_empty):
        raise FeedError(f"{where}: a list with something in it is asked for, not {_shown(value)}.")
    return value


def a_text(value: Any, where: str) -> str:
    """Text that is more than white space."""
    if not isinstance(value, str) or not value.strip():
        raise FeedError(f"{where}: text is asked for, not {_shown(value)}.")
    return value


def one(kind: Any, value: Any, where: str) -> Any:
    """One value of the kind that a field of the model holds."""
    read, what = _KINDS[kind]
    found = read(value)
    if found is None:
        raise FeedError(f"{where}: {what} is asked for, not {_shown(value)}.")
    return found


def words(value: Any, languages: Sequence[str], where: str) -> Words:
    """Words by language, in the order of the registry's languages."""
    said = an_object(value, where)
    _check_tags(said, languages, where)
    return Words(tuple((tag, a_text(said[tag], where)) for tag in languages if tag in said))


def list_of_words(value: Any, languages: Sequence[str], where: str) -> tuple[Words, ...]:
    """Lists of texts by language, put together entry by entry."""
    said = an_object(value, where)
    _check_tags(said, languages, where)
    lists = {tag: a_list(texts, where) for tag, texts in said.items()}
    if len({len(texts) for texts in lists.values()}) != 1:
        raise FeedError(f"{where}: its languages have lists of different lengths.")
    rows = (dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True))
    return tuple(words({t: text for t, text in row.items() if text is not None}, languages, where) for row in rows)


def by_position(nodes: Iterable[Node], where: str) -> list[Node]:
    """Nodes in the order of their `position`, which must be 1, 2, 3 and so on."""
    placed = [(one(int, node.get("position"), f"{where}, position"), node) for node in nodes]
    if sorted(n for n, _ in placed) != list(range(1, len(placed) + 1)):
        raise FeedError(f"{where}: position is not 1, 2, 3 and so on, each once.")
    return [node for _, node in sorted(placed, key=lambda pair: pair[0])]


def _check_tags(said: Node, languages: Sequence[str], where: str) -> None:
    unknown = [tag for tag in said if tag not in languages]
    if unknown or not said:
        what = f"{unknown[0]!r} is none of its languages" if unknown else "it has no words"
        raise FeedError(f"{where}: {what}.")


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}..."  # noqa: PLR2004 -- as much as a message can carry


def _matching(pattern: re.Pattern[str]) -> Callable[[Any], str | None]:
    return lambda value: value if isinstance(value, str) and pattern.fullmatch(value) else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else None
    except ValueError:
        return None


_KINDS: Mapping[Any, tuple[Callable[[Any], Any], str]] = {
    Id: (_matching(ID), "an id"),
    Word: (_matching(WORD), "a word of a closed list"),
    Text: (lambda value: value if isinstance(value, str) and value.strip() else None, "text"),
    Url: (_matching(URL), "an address"),
    date: (_day, "a day such as 2026-11-25"),
    int: (lambda value: value if type(value) is int else None, "a whole number"),
    bool: (lambda value: value if isinstance(value, bool) else None, "true or false"),
}
