"""JSON in one form: read strictly from strangers, and written with the same bytes for the same value."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, NoReturn

DEEPEST = 32
_BOM = b"\xef\xbb\xbf"
_NOT_STRUCTURE = bytes(set(range(256)) - set(b'[]{}"'))
_NO_BRACKETS = _NOT_STRUCTURE + b'"'
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


class JsonError(ValueError):
    """Bytes that are not JSON as RFC 8259 and I-JSON (RFC 7493) have it; the text is a sentence."""


def parse(data: bytes) -> Any:
    """The value that UTF-8 JSON says.

    Raises JsonError for other encodings, a key that stands twice, NaN, infinity, half a surrogate pair and more than
    DEEPEST brackets inside each other.
    """
    if data.startswith(_BOM):
        raise JsonError("It is not JSON: it begins with a byte-order mark.")
    # First: a parser that calls itself for each bracket may run out of stack, and that is not always an exception.
    if _too_deep(data):
        raise JsonError("Its brackets stand too deep inside each other.")
    try:
        value = _DECODER.decode(data.decode("utf-8"))
    except JsonError:
        raise
    except UnicodeDecodeError as error:
        raise JsonError(f"It is not UTF-8: byte {error.start} begins no character.") from error
    except json.JSONDecodeError as error:
        raise JsonError(f"It is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.") from error
    except ValueError as error:
        raise JsonError("A number in it is too long.") from error
    if _half_a_pair(data, value):
        raise JsonError("It has half of a surrogate pair, which is no character.")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for key, n in Counter(key for key, _ in pairs).items() if n > 1)
        raise JsonError(f"The key {json.dumps(twice)} stands twice in one object.")
    return made


def _no_number(name: str) -> NoReturn:
    raise JsonError(f"{name} is not a number that JSON can say.")


def _a_number(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text)


# What json.loads would make anew for each text.
_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number, parse_float=_a_number)


def _too_deep(data: bytes) -> bool:
    """Whether pairs, or many brackets without a partner, are left when the innermost were taken away DEEPEST times."""
    if len(data.translate(None, _NO_BRACKETS)) <= DEEPEST:
        return False
    structure = re.sub(rb"\\.", b"", data).translate(None, _NOT_STRUCTURE)
    brackets = re.sub(rb'"[^"]*"', b"", structure)
    for _ in range(DEEPEST):
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return b"[]" in brackets or b"{}" in brackets or len(brackets) > 2 * DEEPEST


def _half_a_pair(data: bytes, value: Any) -> bool:
    if not _HALF.search(data):
        return False
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def canonical(value: Any) -> bytes:
    """The one text of a value that was read (RFC 8785), in UTF-8. A number that no double holds is `null`."""
    from rfc8785 import CanonicalizationError, dumps

    try:
        return dumps(value)
    except CanonicalizationError:
        return dumps(_in_doubles(value))


def _in_doubles(value: Any) -> Any:
    """A value with each number as ECMAScript would hold it."""
    if isinstance(value, dict):
        return {key: _in_doubles(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_in_doubles(each) for each in value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if isfinite(number) else None


def json_bytes(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """UTF-8, readable, one new line at the end; the same bytes for the same value, keys in its order.

    Raises ValueError for NaN and infinity, which JSON does not have.
    """
    return f"{json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()
