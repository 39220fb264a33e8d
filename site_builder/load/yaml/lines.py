"""Looks at a line as a person who corrects YAML does: indentation, field, value, text below `|`.

We use it only after a parser has given up, to find the line with the mistake; never to read a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_FIELD = re.compile(r"""(\s*(?:-\s+)*)((?:[^\s:#"'\[{-]|-(?=\S))[^:]*?|"[^"]*"|'[^']*')(\s*:)(\s+|$)(.*)$""")
_ENTRY = re.compile(r"(\s*(?:-\s+)+)(.*)$")
_BAR = re.compile(r"[|>][-+0-9]*\s*(?:#.*)?$")
_WHOLE_QUOTE = r"""(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')"""
_QUOTE_IN_LIST = re.compile(rf"""(?:(?<=[\[{{,])|(?<=:\s))\s*(?:{_WHOLE_QUOTE}|(?P<open>["']))""")
_STARTS_WHOLE = re.compile(_WHOLE_QUOTE)


def indent(line: str) -> int:
    """How many spaces the line begins with."""
    return len(line) - len(line.lstrip(" "))


def field(line: str) -> tuple[int, str] | None:
    """The column and the name of the field that the line begins, None if it begins none."""
    match = _FIELD.match(line)
    return (match.start(2), match[2].strip("\"'")) if match else None


def value(line: str) -> tuple[int, str]:
    """The column and the text of the value: after the field's name, after the dash, or else the whole line."""
    match = _FIELD.match(line)
    if match:
        return match.start(5), match[5].rstrip()
    match = _ENTRY.match(line)
    if match:
        return match.start(2), match[2].rstrip()
    return indent(line), line.strip()


def without_value(line: str) -> str:
    """The line with the harmless text `x` as its value; a comment if the line has no name and no dash."""
    column, _ = value(line)
    if column > indent(line):
        return line[:column].rstrip() + " x"
    bare = line.strip().strip("[]{}\"'")
    match = _FIELD.match(bare)
    return f"{line[:column]}{match[2]}: x" if match else "#"


def opens_words(line: str) -> bool:
    """Whether the line ends in a `|` or `>` that starts a block of text."""
    return _BAR.match(value(line)[1]) is not None


def structure(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines, numbered from 0, without empty lines, comments and text below `|`."""
    floor: int | None = None
    for at, line in enumerate(lines):
        if not line.strip() or (floor is not None and indent(line) > floor):
            continue
        floor = None
        if line.lstrip().startswith("#"):
            continue
        yield at, line
        if opens_words(line):
            field_of_line = field(line)
            floor = field_of_line[0] if field_of_line else indent(line)


def open_quote(line: str) -> int | None:
    """The column of a quote that the line opens and does not close, None if there is none."""
    column, text = value(line)
    if text[:1] in {'"', "'"}:
        return None if _STARTS_WHOLE.match(text) else column
    if text[:1] in {"[", "{"}:
        unclosed = [match.start("open") for match in _QUOTE_IN_LIST.finditer(text) if match["open"]]
        return column + unclosed[0] if unclosed else None
    return None


def after_quote(line: str) -> int | None:
    """The column of text that goes on after a closing quote."""
    column, text = value(line)
    match = _STARTS_WHOLE.match(text)
    rest = text[match.end() :] if match else ""
    if not rest.strip() or rest.lstrip().startswith("#"):
        return None
    return column + len(text) - len(rest.lstrip())


def list_end(text: str) -> int | None:
    """The length of the list, or of the fields in curly brackets, at the start of the text; None if unclosed."""
    depth = 0
    for at, change in _brackets(text):
        depth += change
        if not depth:
            return at + 1
    return None


def open_brackets(text: str, before: int = 0) -> int:
    """How many brackets are open after the text, with `before` open at its start; 0 as soon as all are closed."""
    for _, change in _brackets(text):
        before += change
        if not before:
            return 0
    return before


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    bare = _QUOTE_IN_LIST.sub(lambda match: "x" * len(match[0]), text)
    return ((at, 1 if character in "[{" else -1) for at, character in enumerate(bare) if character in "[]{}")
