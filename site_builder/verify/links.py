"""The links that words may hold, as `[words](https://...)`, read by a reader of its own; and one form of each address.

What is no link stands as typed: one to other schemes, one with a title or without words, and all that is beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, urlsplit, urlunsplit

SCHEMES = ("https:", "mailto:", "tel:")
DEEPEST = 32
"""So many brackets may be open in an address."""
_SPACE = re.compile(r"[ \t\n]*")
_IN_BRACKETS = re.compile(r"<((?:\\[\s\S]|[^<>\n\\])*)>")
_TITLE = re.compile(r""""(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|\((?:\\[\s\S]|[^()\\])*\)""")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|(&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")

Piece = tuple[str, str]
"""Words, and the address that they lead to, '' for none."""


class _Hidden(Exception):  # noqa: N818 # no error: it says that the passage stays as typed
    """A link holds what nobody would see."""


def pieces(text: str) -> tuple[Piece, ...]:
    """The words of a passage with their links."""
    try:
        return tuple(_pieces(text, {}))
    except _Hidden:
        return ((text, ""),)


def _pieces(text: str, known: dict[int, tuple[int, int, str] | None]) -> Iterator[Piece]:
    done = at = 0
    while (at := text.find("[", at)) >= 0:
        link = _link(text, at, known)
        if link is None:
            at += 1
            continue
        label, end, address = link
        words = text[at + 1 : label]
        if not words.strip() or not address:
            raise _Hidden
        if text[done:at]:
            yield text[done:at], ""
        yield words, address
        done = at = end
    if text[done:]:
        yield text[done:], ""


def _link(text: str, at: int, known: dict[int, tuple[int, int, str] | None]) -> tuple[int, int, str] | None:
    """The link that begins at a bracket: where its words end, where it ends, its address; None if there is none."""
    if at not in known:
        known[at] = _read(text, at, known)
    return known[at]


def _read(text: str, at: int, known: dict[int, tuple[int, int, str] | None]) -> tuple[int, int, str] | None:
    label = _label_end(text, at, known)
    if label is None or text[label + 1 : label + 2] != "(":
        return None
    start = _past_space(text, label + 2)
    address, end = _address(text, start)
    after = _past_space(text, end)
    title = _TITLE.match(text, after) if after > end else None
    close = _past_space(text, title.end()) if title else after
    if text[close : close + 1] != ")":
        return None
    if title:
        raise _Hidden
    return label, close + 1, address


def _label_end(text: str, at: int, known: dict[int, tuple[int, int, str] | None]) -> int | None:
    """Where the bracket closes; None where it does not, or where another link stands in it."""
    level = 1
    for i in range(at + 1, len(text)):
        if text[i] == "]":
            level -= 1
            if level == 0:
                return i
        elif text[i] == "[":
            if _link(text, i, known):
                return None
            level += 1
    return None


def _address(text: str, start: int) -> tuple[str, int]:
    """The address that stands at a place and where it ends; '' where none does."""
    bracketed = _IN_BRACKETS.match(text, start)
    if bracketed:
        typed, end = bracketed[1], bracketed.end()
    elif text[start : start + 1] == "<":
        return "", start
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
    found = _SPACE.match(text, at)
    return found.end() if found else at


def canonical(address: str) -> str:
    """An address in one form: ASCII, what is not allowed in it with its percent signs, names of hosts in Punycode."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    user, at, host = parts.path.rpartition("@") if parts.scheme == "mailto" else ("", "", parts.netloc)
    if host.isascii():
        whole = address
    elif at:
        whole = urlunsplit(parts._replace(path=f"{user}{at}{_host(host)}"))
    else:
        whole = urlunsplit(parts._replace(netloc=_host(host)))
    return quote(re.sub("%(?![0-9A-Fa-f]{2})", "%25", whole), safe=";/?:@&=+$,-_.!~*'()#%")


def _host(name: str) -> str:
    """The name of a host in Punycode."""
    return ".".join(p if p.isascii() else f"xn--{p.encode('punycode').decode('ascii')}" for p in name.split("."))
