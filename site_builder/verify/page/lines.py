"""On which line of a page words stand: a parser forgets it, so they are looked for again in its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from site_builder.verify.readings import Block, Reading

_NO_SIGN = re.compile("(?ai)&#x?[0-9a-f]{8,}")
"""A reference to no sign at all, which Python would count to its end."""
AHEAD = 20_000
"""So many letters after the words before it a block is looked for."""


class Lines:
    """The text of a page with single spaces and its references resolved, and the line of each place in it.

    `begin` is where the first words are looked for, in small letters and without quotation marks.
    """

    def __init__(self, text: str, begin: str) -> None:
        parts: list[str] = []
        self._starts: list[int] = []
        self._numbers: list[int] = []
        at = 0
        for number, line in enumerate(text.splitlines(), 1):
            if words := _plain(unescape(_NO_SIGN.sub("", line))):
                parts.append(words)
                self._starts.append(at)
                self._numbers.append(number)
                at += len(words) + 1
        self._text = " ".join(parts)
        self._begin = max(self._text.lower().find(begin), 0)

    def placed(self, read: Reading) -> Reading:
        """The blocks, in reading order, with their lines."""
        return tuple(self._placed(read))

    def of(self, mark: str) -> int:
        """The line where a mark stands first, in the notice or else before it; 0 where it does not."""
        words = re.escape(_plain(mark).removesuffix(">"))
        whole = re.compile(rf"{words}(?![\w-])", re.IGNORECASE)
        found = whole.search(self._text, self._begin) or whole.search(self._text) if words else None
        return self._line(found.start()) if found else 0

    def _placed(self, read: Reading) -> Iterator[Block]:
        at = self._begin
        for block in read:
            words = next(_plain(span.text) for span in block.spans if span.text.strip())
            found = self._text.find(words, at, at + AHEAD)
            if found >= 0:
                at = found + len(words)
            yield replace(block, place=self._line(found))

    def _line(self, at: int) -> int:
        return self._numbers[bisect_right(self._starts, at) - 1] if at >= 0 and self._numbers else 0


def _plain(text: str) -> str:
    """With single spaces, and without quotation marks, for attributes may stand without them."""
    return " ".join(re.sub("[\"']", "", text).split())
