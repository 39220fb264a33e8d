"""A content stream to its operators and their operands (ISO 32000-1, 7.2 and 7.8.2), some times faster than pypdf's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from site_builder.verify.paper.file import Unread

DEEPEST = 20
_TOKEN = re.compile(
    rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+(?:"
    rb"(?:(?P<number>[+-]?(?:[0-9]{1,9}+(?:\.[0-9]{0,30}+)?|\.[0-9]{1,30}+))"
    rb"|(?P<operator>[A-Za-z'\"][A-Za-z0-9*]*+)"
    rb"|/(?P<name>(?:[!\"$&'*-.0-;=?-Z\\^-z|~]|#[0-9A-Fa-f]{2}){0,100}+))(?=[\0\t\n\f\r ()<>\[\]{}/%]|\Z)"
    rb"|\((?P<string>(?:[^()\\]|\\.)*+)\)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|<(?P<hex>[0-9A-Fa-f\0\t\n\f\r ]*+)>"
    rb"|(?P<nested>\()|(?P<end>\Z))",
    re.DOTALL,
)
"""A word that runs into the next, or is longer than some reader keeps, means another thing to each; it is none here."""
_PAREN = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(.))", re.DOTALL)
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_SHORT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_OPENS = {b"]": b"[", b">>": b"<<"}
_WORDS = {b"true": True, b"false": False, b"null": None}

Operation = tuple[list[Any], bytes]


def operators(data: bytes) -> Iterator[Operation]:
    """Each operator with its operands: numbers, names with their slash, strings as bytes, lists, dictionaries.

    It ends at an inline picture. Raises Unread for what is no content stream.
    """
    held: list[list[Any]] = [[]]
    at = 0
    while at < len(data):
        found = _TOKEN.match(data, at)
        if found is None or len(held) > DEEPEST:
            raise Unread("What a page draws cannot be read.")
        at, kind = found.end(), found.lastgroup
        if kind == "number":
            held[-1].append(float(found[kind]))
        elif kind == "operator" and found["operator"] not in _WORDS:
            yield held[0], found["operator"]
            held = [[]]
            if found["operator"] == b"BI":
                return
        elif kind == "open":
            held.append([found["open"]])
        elif kind == "close":
            _close(held, found["close"])
        elif kind == "nested":
            end = _balanced(data, at)
            held[-1].append(_string(data[at : end - 1]))
            at = end
        elif kind != "end":
            held[-1].append(_operand(kind, found[str(kind)]))


def _close(held: list[list[Any]], sign: bytes) -> None:
    if len(held) == 1 or held[-1][0] != _OPENS[sign]:
        raise Unread("What a page draws cannot be read.")
    _, *inner = held.pop()
    if sign != b"]" and len(set(inner[::2])) != len(inner[::2]):
        raise Unread("A mark on a page has a key twice.")
    held[-1].append(inner if sign == b"]" else dict(zip(inner[::2], inner[1::2], strict=True)))


def _operand(kind: str | None, token: bytes) -> Any:
    match kind:
        case "name":
            return "/" + _HEX.sub(lambda m: bytes([int(m[1], 16)]), token).decode("latin-1")
        case "string":
            return _string(token)
        case "hex":
            digits = b"".join(token.replace(b"\0", b"").split())
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return _WORDS[token]


def _balanced(data: bytes, at: int) -> int:
    """Where a string ends that holds brackets, behind the last."""
    level = 1
    for found in _PAREN.finditer(data, at):
        level += {b"(": 1, b")": -1}.get(found[0], 0)
        if level == 0:
            return found.end()
    raise Unread("What a page draws cannot be read.")


def _string(token: bytes) -> bytes:
    if b"\r" in token:
        raise Unread("A text that a page draws has a line end, which readers take for different letters.")
    return _ESCAPE.sub(_meant, token) if b"\\" in token else token


def _meant(found: re.Match[bytes]) -> bytes:
    octal, escaped = found.groups()
    return bytes([int(octal, 8) & 0xFF]) if octal else _SHORT.get(escaped, escaped)
