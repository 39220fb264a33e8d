"""The closed words of the feed: what each means, and the term that it is a name for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.locale.languages import language
from site_builder.render.feed.keys import conditional
from site_builder.schemas.feed_terms import feed_terms
from tools.feed_rows import Row


@dataclass(frozen=True, slots=True)
class Word:
    """A closed word, what it means, and the term that it is a name for, where there is one."""

    word: str
    meaning: str
    term: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The same words, and the rows of the keys that hold them."""

    rows: tuple[Row, ...]
    words: tuple[Word, ...]

    @property
    def anchor(self) -> str:
        """Where the words stand on the page: they are called after the first key that holds them."""
        return f"words-{self.rows[0].anchor}"


def closed(row: Row) -> tuple[str, ...]:
    """The closed words that a key may hold; none of what names types of node or conditions."""
    if row.key == "type" or (row.key == "kind" and conditional(row.cls)):
        return ()
    held = row.schema
    for step in ("else", "items"):
        held = held.get(step) or held
    return tuple(held.get("enum", ()))


def groups(rows: Iterable[Row]) -> tuple[Group, ...]:
    """The closed words of all keys, each list once. Raises KeyError where nobody says what one means."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        if closed(row):
            found.setdefault(closed(row), []).append(row)
    return tuple(
        Group(tuple(of), tuple(Word(word, _meaning(of, word), _term(of, word)) for word in words))
        for words, of in found.items()
    )


def silence() -> Iterator[Word]:
    """The words that stand where a fact does not."""
    terms = feed_terms()
    yield from (Word(word, terms.meanings["silence"][word], term) for word, term in terms.silence.items())


def _meaning(rows: Iterable[Row], word: str) -> str:
    """What a word means: what the table of terms says, or what the public page does."""
    for row in rows:
        own = feed_terms().meanings.get(row.key, {}).get(word)
        meaning = own or _on_page(row, word)
        if meaning:
            return meaning
    raise KeyError(f"Nothing says what {word} means: neither a locale nor the meanings in feed_terms.json.")


def _on_page(row: Row, word: str) -> str | None:
    texts = language("en-GB").texts
    own: Any = texts["conditions" if conditional(row.cls) else "things"].get(row.name, {}).get(row.key)
    patterns: Mapping[str, str] = own if isinstance(own, dict) else texts["words"].get(row.key, {})
    pattern = patterns.get(word)
    return _alone(pattern) if pattern else None


def _alone(pattern: str) -> str:
    """A pattern without the marks that join it to what stands before it."""
    text = re.sub(r"^[\s,;:–-]+|[\s:]+$", "", pattern)
    return text[1:-1] if re.fullmatch(r"\([^()]*\)", text) else text


def _term(rows: Iterable[Row], word: str) -> str | None:
    terms = feed_terms()
    of_words = {**terms.words, **terms.own_words, "family": terms.families}
    tables = [of_words.get(row.key, {}) for row in rows]
    return next((table[word] for table in tables if word in table), None)
