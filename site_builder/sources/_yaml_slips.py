"""Slips of grammar that are found by looking at the lines above the place where a parser gave up.

The parser's own mark is where it gave up; the slip is often lines before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from site_builder.sources import _yaml_lines as look
from site_builder.sources._yaml_fault import COMMENT, DIRECTIVE, Fault, quote_not_closed


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the parser said, where it was, and the lines that it read."""

    said: str
    context: str
    line: int
    column: int
    start_line: int
    start_column: int
    lines: Sequence[str]

    @property
    def text(self) -> str:
        return self.lines[self.line]

    def structure(self) -> Iterator[tuple[int, str]]:
        """The lines of structure down to the one where the parser gave up."""
        return look.structure(self.lines[: self.line + 1])

    def before(self, line: int) -> tuple[int, str]:
        """The nearest line of structure above this one, (-1, '') for none."""
        above = list(look.structure(self.lines[:line]))
        return above[-1] if above else (-1, "")


def _percent(said: Complaint) -> Fault | None:
    for at, line in said.structure():
        if line.startswith("%"):
            return Fault(at, 0, "directive", *DIRECTIVE, mended="#")
    return None


def _quote_not_closed(said: Complaint) -> Fault | None:
    for at, line in said.structure():
        column = look.open_quote(line)
        if column is not None and _closed_on(said.lines, at, line[column]) >= said.line:
            return quote_not_closed(at, column, line)
    return None


def _closed_on(lines: Sequence[str], opened: int, quote: str) -> int:
    return next((at for at in range(opened + 1, len(lines)) if quote in lines[at]), len(lines))


def _comment_in_list(said: Complaint) -> Fault | None:
    """A # inside a list: the bracket that would close it is lost with what stands before it."""
    for at, line in said.structure():
        column, text = look.value(line)
        end = look.list_end(text) if text[:1] in {"[", "{"} else None
        found = re.search(r"\s#", text[:end]) if end else None
        if found and not set(text[: found.start()]) & {'"', "'"}:
            mended = look.without_value(line)
            return Fault(at, column + found.end() - 1, "comment-after-text", *COMMENT, mended)
    return None


def _list_not_closed(said: Complaint) -> Fault | None:
    lines = list(said.structure())
    for number, (at, line) in enumerate(lines):
        column, text = look.value(line)
        if text[:1] in {"[", "{"} and look.list_end(text) is None:
            closed, taken = _list_closed(lines[number:], text)
            if not closed:
                mended = look.without_value(line) if taken == 1 else ""
                last = lines[number + taken - 1][0] if taken > 1 else -1
                message = f"The bracket {text[0]} that opens here is not closed."
                hint = f"Put {'] at the end of the list' if text[0] == '[' else '} at the end'}."
                return Fault(at, column, "list-not-closed", message, hint, mended, above=last)
    return None


def _list_closed(lines: Sequence[tuple[int, str]], text: str) -> tuple[bool, int]:
    """Whether the list in `text`, begun on the first of the lines, is closed before the next field; lines it took."""
    floor, depth = look.indent(lines[0][1]), look.open_brackets(text)
    for taken, (_, line) in enumerate(lines[1:], 1):
        if look.field(line) and look.indent(line) <= floor:
            return False, taken
        depth = look.open_brackets(line, depth)
        if not depth:
            return True, taken + 1
    return False, len(lines)


def _after_quote(said: Complaint) -> Fault | None:
    column = look.after_quote(said.text)
    if column is None or column > said.column + 1:
        return None
    message, hint = "The text goes on after the closing quote.", "Take the quotes out, they are not needed."
    return Fault(said.line, column, "text-after-quote", message, hint, look.without_value(said.text))


def _after_list(said: Complaint) -> Fault | None:
    column, text = look.value(said.text)
    end = look.list_end(text) if text[:1] in {"[", "{"} else None
    rest = text[end:].lstrip() if end else ""
    if not rest or rest.startswith(("#", ":")):
        return None
    at = column + len(text) - len(rest)
    message = f"Something stands after the closing bracket {text[(end or 0) - 1]}."
    hint = "Take it out. If it is all one text, put that below |, on a line of its own."
    return Fault(said.line, at, "text-after-list", message, hint, look.without_value(said.text))


def _words_not_moved_in(said: Complaint) -> Fault | None:
    line = said.start_line if "simple key" in said.context else said.line
    text, (above, opening) = said.lines[line], said.before(line)
    if look.field(text) or not look.opens_words(opening):
        return None
    named = look.field(opening) or (look.indent(opening), "the dash")
    if look.indent(text) > named[0]:
        return _uneven_words(said.lines, line)
    message, hint = "The words below | are not moved in.", f"Begin them two spaces further in than '{named[1]}'."
    return Fault(line, look.indent(text), "indentation", message, hint, above=above)


def _uneven_words(lines: Sequence[str], line: int) -> Fault:
    """Of two lines of words that begin in different columns, the one moved in by an odd number of spaces."""
    above, this = look.indent(lines[line - 1]), look.indent(lines[line])
    if above % 2 and not this % 2:
        message, at = "This line is moved in further than the words below it.", line - 1
    else:
        message, at = "This line is moved in less than the words above it.", line
    return Fault(at, look.indent(lines[at]), "indentation", message, "Let all words begin in the same column.")


SLIPS: tuple[Callable[[Complaint], Fault | None], ...] = (
    _percent,
    _quote_not_closed,
    _comment_in_list,
    _list_not_closed,
    _after_quote,
    _after_list,
    _words_not_moved_in,
)
