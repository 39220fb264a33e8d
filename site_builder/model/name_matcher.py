"""Names found in running words: the longest at each place, in time that grows with the words and not with the names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_GENITIVE = re.compile(r"['’]s?$")
_LEADING = {"the", "our", "a", "an", "their", "your"}
SHORTEST_PLURAL = 4

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: whose, and where it begins and ends."""

    of: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Names:
    """Names and whose they are. Case, plural, a genitive and a leading article do not count.

    With `as_typed`, case and plural count: for names that are also common words.
    """

    as_typed: bool = False
    _owners: dict[Key, dict[str, None]] = field(default_factory=dict)
    _lengths: dict[str, list[int]] = field(default_factory=dict)

    def add(self, name: str, owner: str) -> None:
        """Add a name; it may have several owners."""
        key = tuple(self._bare(token[0]) for token in _TOKEN.finditer(name))
        key = key[1:] if len(key) > 1 and key[0].casefold() in _LEADING else key
        if key:
            self._owners.setdefault(key, {})[owner] = None
            lengths = {len(key), *self._lengths.get(key[0], ())}
            self._lengths[key[0]] = sorted(lengths, reverse=True)

    def found_in(self, text: str) -> Iterator[Mention]:
        """The names in a text, in its order, once for each owner; none is part of another."""
        tokens = [*_TOKEN.finditer(text)]
        parts = [self._bare(token[0]) for token in tokens]
        end = 0
        for at, part in enumerate(parts):
            if at >= end and part in self._lengths:
                keys = (tuple(parts[at : at + length]) for length in self._lengths[part])
                name = next((key for key in keys if key in self._owners), ())
                end = at + len(name)
                last = tokens[end - 1 if name else at]
                for owner in self._owners.get(name, ()):
                    yield Mention(owner, tokens[at].start(), last.start() + len(_GENITIVE.sub("", last[0])))

    def _bare(self, word: str) -> str:
        return _GENITIVE.sub("", word) if self.as_typed else _stem(word)


def names(entries: Iterable[tuple[str, str]], *, as_typed: bool = False) -> Names:
    """The names of these pairs of name and owner."""
    collected = Names(as_typed)
    for name, owner in entries:
        collected.add(name, owner)
    return collected


def stems(text: str) -> list[str]:
    """The words of a text in small letters, without plural and genitive."""
    return [_stem(word) for word in _TOKEN.findall(text)]


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    return singular(_GENITIVE.sub("", word).casefold())


def singular(word: str) -> str:
    """A word in small letters without the ending of its plural, near enough to compare two names."""
    if len(word) < SHORTEST_PLURAL or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
