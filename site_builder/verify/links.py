"""The links in a text, written `[words](https://...)`, read independently of the code that renders them.

A link with another scheme, with a title or without words is none: it stays as typed, as does all other text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

SCHEMES = ("https:", "mailto:", "tel:")
DEEPEST = 32
"""The most brackets that may be open in an address."""
_IN_BRACKETS = re.compile(r"<((?:\\[\s\S]|[^<>\n\\])*)>")
_TITLE = re.compile(r""""(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|\((?:\\[\s\S]|[^()\\])*\)""")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|(&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")

Piece = tuple[str, str]
"""Words, and the address that they link to, '' for none."""


def pieces(text: str) -> tuple[Piece, ...]:
    """The words of a passage with their links; one piece where a link has no visible words."""
    parts: list[Piece] = []
    done = 0
    for at, label, end, address in _links(text)[::-1]:
        if at < done:
            continue
        words = text[at + 1 : label]
        if not words.strip() or not address:
            return ((text, ""),)
        parts += [(text[done:at], ""), (words, address)]
        done = end
    return tuple(piece for piece in (*parts, (text[done:], "")) if piece[0])


def _links(text: str) -> list[tuple[int, int, int, str]]:
    """Every link, the last first: its start, the end of its words, its end, and its address ('' if it has a title)."""
    links: list[tuple[int, int, int, str]] = []
    for at, label in sorted(_brackets(text), reverse=True):
        holds_another = links and links[-1][0] < label
        link = None if holds_another else _target(text, label + 1)
        if link:
            links.append((at, label, *link))
    return links


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """The places where each closed bracket opens and closes."""
    opened = []
    for i, letter in enumerate(text):
        if letter == "[":
            opened.append(i)
        elif letter == "]" and opened:
            yield opened.pop(), i


def _target(text: str, at: int) -> tuple[int, str] | None:
    """The round brackets of a link that begin at a place: their end, and the address; None where there are none."""
    if not text.startswith("(", at):
        return None
    start = _past_space(text, at + 1)
    address, end = _address(text, start)
    after = _past_space(text, end)
    title = _TITLE.match(text, after) if after > end else None
    close = _past_space(text, title.end()) if title else after
    return (close + 1, "" if title else address) if text.startswith(")", close) else None


def _address(text: str, start: int) -> tuple[str, int]:
    """The address that begins at a place, and its end; '' for none."""
    bracketed = _IN_BRACKETS.match(text, start)
    if bracketed:
        typed, end = bracketed[1], bracketed.end()
    else:
        end = _end_of_address(text, start)
        typed = text[start:end]
    address = _ESCAPED.sub(lambda m: m[1] or unescape(m[2]), typed)
    return (address, end) if address.startswith(SCHEMES) else ("", start)


def _end_of_address(text: str, at: int) -> int:
    start, level = at, 0
    while at < len(text) and text[at] > " " and text[at] != "\x7f":
        if text[at] == "\\" and at + 1 < len(text):
            if text[at + 1] == " ":
                break
            at += 2
            continue
        level += {"(": 1, ")": -1}.get(text[at], 0)
        if level < 0:
            return at
        if level > DEEPEST:
            return start
        at += 1
    return at if level == 0 else start


def _past_space(text: str, at: int) -> int:
    while text.startswith((" ", "\t", "\n"), at):
        at += 1
    return at
