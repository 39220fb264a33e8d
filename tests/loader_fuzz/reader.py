"""What a person typed: a reader of the documented forms, line by line, that knows nothing of the loader or of YAML.

It takes what the handbook shows (a field on its line, words below `|`, lists, notes on lines of their own) and gives
up on all else. Nothing is typed by its looks: every value is text, a list or fields.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_QUOTED = re.compile(r"""\"(?:[^"\\\n]|\\["\\])*\"|'(?:[^'\n]|'')*'""")
_COLON = re.compile(r":(?= |$)")
_BARS = ("|", "|-", "|+")
_SIGN = re.compile(r"[\"'\[\]{}&*!|>%@`#,]|[-?:](?: |$)")
"""What no text without quotes begins with."""
_ENDS = frozenset(",]}")


class NotReadError(Exception):
    """The text is none of the documented forms; says the line, from 1, and why."""


def typed(source: bytes) -> dict[str, Any]:
    """What was typed in a file. Raises NotReadError."""
    try:
        text = source.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise NotReadError("1: no UTF-8") from error
    return _Lines(re.split("\r\n|\r|\n", text)).whole()


@dataclass
class _Lines:
    """The lines of a file, read from `at`."""

    lines: list[str]
    at: int = 0

    def whole(self) -> dict[str, Any]:
        self._skip()
        if self._here().rstrip(" ") == "---":
            self.at += 1
        found = self._fields(self._column())
        if self._here().rstrip(" ") == "...":
            self.at += 1
        if self._here():
            raise self._no("fits nowhere")
        return found

    def _no(self, why: str) -> NotReadError:
        return NotReadError(f"{self.at + 1}: {why}")

    def _skip(self) -> None:
        """Past empty lines and notes."""
        while self.at < len(self.lines) and self.lines[self.at].strip(" ")[:1] in {"", "#"}:
            self.at += 1

    def _here(self) -> str:
        """The next line that holds something, '' at the end."""
        self._skip()
        return self.lines[self.at] if self.at < len(self.lines) else ""

    def _column(self) -> int:
        """How far the next line that holds something is moved in, -1 at the end."""
        line = self._here()
        return len(line) - len(line.lstrip(" ")) if line else -1

    def _is_entry(self) -> bool:
        return f"{self._here().lstrip(' ')} ".startswith("- ")

    def _fields(self, column: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self._column() == column and not self._is_entry() and self._here() not in {"...", "---"}:
            field = _field(self._here()[column:])
            if field is None or field[0] in found:
                raise self._no("no field, or one that stands twice")
            self.at += 1
            found[field[0]] = self._value(field[1], column)
        if self._column() > column or not found:
            raise self._no("moved in below what holds something")
        return found

    def _entries(self, column: int) -> list[Any]:
        found: list[Any] = []
        while self._column() == column and self._is_entry():
            line = self._here()
            rest = line[column + 1 :]
            inner = column + 1 + len(rest) - len(rest.lstrip(" "))
            self.lines[self.at] = " " * inner + rest.lstrip(" ")
            found.append(self._entry(inner, column))
        if self._column() > column:
            raise self._no("moved in below an entry")
        return found

    def _entry(self, inner: int, column: int) -> Any:
        rest = self.lines[self.at].strip(" ")
        if f"{rest} ".startswith("- "):
            return self._entries(inner)
        if rest[:1] not in {"[", "{"} and _field(rest) is not None:
            return self._fields(inner)
        self.at += 1
        return self._value(rest, column)

    def _value(self, rest: str, column: int) -> Any:
        """What stands after a colon or a dash in this column."""
        if not rest:
            return self._below(column)
        if rest in _BARS:
            return self._words(column)
        if rest[0] in "[{":
            return self._in_brackets(rest)
        if rest[0] in "\"'":
            return _unquoted(rest, self._no("a quote that does not hold all"))
        if _SIGN.match(rest):
            raise self._no("a sign")
        return rest

    def _below(self, column: int) -> Any:
        if self._is_entry() and self._column() >= column:
            return self._entries(self._column())
        if self._column() <= column:
            raise self._no("nothing")
        text = self._here().strip(" ")
        if text[0] in "[{" or _field(text) is None:
            self.at += 1
            return self._value(text, column)
        return self._fields(self._column())

    def _words(self, column: int) -> str:
        """The words below a bar, without the white space at both ends; a line of spaces is an empty one."""
        start, found = -1, []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            moved = len(line) - len(line.lstrip(" "))
            is_note = moved < start and line.lstrip(" ").startswith("#")
            if (line.strip(" ") and moved <= column) or is_note:
                break
            start = moved if start < 0 and line.strip(" ") else start
            if line.strip(" ") and moved < start:
                raise self._no("words in two columns")
            found.append(line[start:] if line.strip(" ") else "")
            self.at += 1
        words = "\n".join(found).strip("\n")
        if not words.strip():
            raise self._no("no words")
        return words

    def _in_brackets(self, rest: str) -> Any:
        """A list or fields in brackets, which may go on in further lines; notes may stand between these."""
        while True:
            try:
                value, end = _bracketed(rest, 0)
            except IndexError:
                if not self._here():
                    raise self._no("a bracket that is not closed") from None
                rest = f"{rest}\n{self._here().strip(' ')}"
                self.at += 1
                continue
            except ValueError as error:
                raise self._no(str(error)) from error
            if rest[end:].strip(" "):
                raise self._no("something after a bracket")
            return value


def _field(text: str) -> tuple[str, str] | None:
    """The name before a colon, and what stands after it; None if the line is no field."""
    quoted = _QUOTED.match(text)
    found = _COLON.search(text, quoted.end() if quoted else 0)
    if found is None or (quoted and text[quoted.end() : found.start()].strip(" ")):
        return None
    name = text[: found.start()].strip(" ")
    plain = quoted or not (_SIGN.match(name) or " #" in name)
    return (_unquoted(name) if quoted else name, text[found.end() :].strip(" ")) if name and plain else None


def _unquoted(text: str, otherwise: Exception | None = None) -> str:
    """The text in quotes, which must be all of it."""
    if not _QUOTED.fullmatch(text):
        raise otherwise or NotReadError(text)
    inner = text[1:-1]
    return (inner.replace("''", "'") if text[0] == "'" else re.sub(r"\\(.)", r"\1", inner)).strip(" ")


def _bracketed(text: str, at: int) -> tuple[Any, int]:
    """The list or the fields that open there, and where they end. IndexError where the text ends before."""
    closing, fields, entries = ("]", None, []) if text[at] == "[" else ("}", {}, [])  # type: ignore[var-annotated]
    at = _past_space(text, at + 1)
    while text[at] != closing:
        value, at = _part(text, at)
        if fields is not None:
            if not isinstance(value, str) or text[at] != ":" or text[at + 1] not in " \n" or value in fields:
                raise ValueError("no field in brackets")
            fields[value], at = _part(text, _past_space(text, at + 1))
        else:
            entries.append(value)
        if text[at] == ",":
            at = _past_space(text, at + 1)
        elif text[at] != closing:
            raise ValueError("no comma")
    if not (fields or entries):
        raise ValueError("nothing in brackets")
    return (entries if fields is None else fields), at + 1


def _part(text: str, at: int) -> tuple[Any, int]:
    if text[at] in "[{":
        value, end = _bracketed(text, at)
        return value, _past_space(text, end)
    quoted = _QUOTED.match(text, at)
    if quoted:
        return _unquoted(quoted[0]), _past_space(text, quoted.end())
    end = at
    while text[end] not in _ENDS and not (text[end] == ":" and text[end + 1] in " \n"):
        end += 1
    plain = text[at:end].strip(" \n")
    if not plain or _SIGN.match(plain) or set("\n[]{}") & set(plain) or " #" in plain:
        raise ValueError("no text in brackets")
    return plain, end


def _past_space(text: str, at: int) -> int:
    while text[at] in " \n":
        at += 1
    return at
