"""Decodes bytes to lines that are safe for a YAML parser, and reports the problems of their characters.

Knows encodings and characters, nothing of YAML's grammar. Every replacement keeps the length of its line, so that a
column found later is the column in the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from site_builder.problems import Place, Problem, Severity

LIMIT = 1_000_000
"""The most bytes that a file may have."""

ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Characters that look like a space and are none to a parser, as the inside of a character class."""

LOST = "\ufffd"
"""Replaces, in the text for the parser, each character that we report as a problem; also marks a lost character."""

_SUSPECT = re.compile(
    "[\t\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufdd0-\ufdef\ufeff\ufff9-\uffff\U000e0000-\U000e007f]"
)
_ODD_INDENT = re.compile(f"^ *[{ODD_SPACES}][ {ODD_SPACES}]*", re.MULTILINE)
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)
_CONFLICT = re.compile(r"^(?: *(?:<{7}|>{7})(?: |$)|\|{7}(?: |$)|={7}$)", re.MULTILINE)
_CONFLICT_MARK = re.compile(r" *(?:<{7}|>{7}|\|{7})(?: |$)| *={7}$")
_MISREAD = re.compile("[\udc80-\udcff]")
_BEHIND = (
    "[\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019"
    "\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178\xa0-\xbf]"
)
"""What the old Windows encoding shows for each continuation byte of UTF-8."""

_GARBLED = re.compile(
    f"\xe2\u20ac(?:{_BEHIND}|\x9d)?|\xe2(?:\u201e\xa2|\u201a\xac)"
    f"|(?<![A-Z])(?:\xc2[\xa0-\xbf]|\xc3{_BEHIND}|\xc5[\xb4-\xb7])"
)
"""What quotes, dashes, currency signs and Welsh letters become when UTF-8 is read in that encoding."""

_NO_LAST = ("\u00e2\u20ac", "\u00e2\u20ac\x9d")
"""What remains of a closing quote, whose last byte is no sign in that encoding."""

_CELLS = re.compile(r" *[a-z_]+: *\[?([a-z][\w-]*(?:\t+[a-z][\w-]*)+)\]? *")
"""Words or ids pasted from the cells of a table instead of a list."""

_SHOWN = 5
_SAVE_AGAIN = "Save it again with the encoding UTF-8"


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one file, which give problems their places; methods take lines and columns from 0."""

    file: str
    lines: tuple[str, ...]

    def problem(
        self,
        rule: str,
        line: int,
        column: int,
        message: str,
        hint: str = "",
        *,
        width: int = 1,
        field: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """The problem at this line and column, moved to the nearest place inside the file."""
        line = min(max(line, 0), len(self.lines) - 1)
        source_line = self.lines[line]
        column = min(max(column, 0), len(source_line))
        place = Place(self.file, line + 1, column + 1, min(width, len(source_line) - column))
        return Problem(place, severity, rule, field, message, hint, source_line)

    def spread(
        self, rule: str, spots: Sequence[tuple[int, int]], message: str, hint: str, *, width: int = 1
    ) -> Problem:
        """One problem found in several places: at the first of them, with the lines of the others in its hint."""
        also = _other_lines([line for line, _ in spots[1:]])
        return self.problem(rule, *spots[0], message, hint + also, width=width)

    def places(self, pattern: re.Pattern[str]) -> dict[str, list[tuple[int, int]]]:
        """For each text that the pattern finds, the line and column of its first occurrence on each line."""
        places: dict[str, list[tuple[int, int]]] = {}
        for at, line in enumerate(self.lines):
            firsts = {match[0]: match.start() for match in reversed(list(pattern.finditer(line)))}
            for text, column in firsts.items():
                places.setdefault(text, []).append((at, column))
        return places


@dataclass(frozen=True, slots=True)
class Text:
    """A file as text: `page` as it is, `safe` for the parser; `shaky` if tabs make its indentation uncertain.

    `safe` is None if the bytes are not text.
    """

    page: Page
    safe: str | None
    problems: tuple[Problem, ...] = ()
    shaky: bool = False


def decode(source: bytes, file: str) -> Text:
    """The text of these bytes, with a problem for each kind of untrustworthy character; never raises."""
    if len(source) > LIMIT:
        return _refused(file, "too-large", "This file is larger than 1 MB.", "Cut it into several files.")
    encoding = _wide_encoding(source)
    if encoding is None and b"\0" in source:
        return _refused(
            file,
            "not-text",
            "This is not a text file.",
            "Write it with a text editor and save it with the encoding UTF-8.",
        )
    return _checked_text(_text(source, encoding), file, encoding)


def lines(source: bytes) -> tuple[str, ...]:
    """The lines of bytes in which nothing is wrong."""
    return _lines(_text(source, None))


def _text(source: bytes, encoding: str | None) -> str:
    text = source.decode(encoding, "replace") if encoding else source.decode("utf-8", "surrogateescape")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.removesuffix("\n").split("\n"))


def _refused(file: str, rule: str, message: str, hint: str) -> Text:
    page = Page(file, ("",))
    return Text(page, None, (page.problem(rule, 0, 0, message, hint),))


def _wide_encoding(source: bytes) -> str | None:
    """UTF-16 or UTF-32 if its byte order mark is there, UTF-16 if every other byte is zero; else None."""
    if source.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    half = len(source) // 2
    if half and source[1::2].count(0) * 10 > half * 7 and not source[::2].count(0):
        return "utf-16-le"
    if half and source[::2].count(0) * 10 > half * 7 and not source[1::2].count(0):
        return "utf-16-be"
    return None


def _checked_text(text: str, file: str, encoding: str | None) -> Text:
    misread = encoding is None and _MISREAD.search(text) is not None
    readable = _MISREAD.sub(_old_windows, text) if misread else text
    page = Page(file, _lines(readable))
    if _CONFLICT.search(readable):
        return Text(page, None, (_conflict(page),))
    problems: list[Problem] = []
    if encoding:
        problems.append(_wide(page, encoding))
    if misread:
        problems.append(_not_utf8(page, text.split("\n")))
    if _SUSPECT.search(readable):
        problems.extend(_suspects(page))
    if not readable.isascii() and _GARBLED.search(readable):
        problems.extend(_garbled(page))
    if _ODD_INDENT.search(readable):
        problems.append(_odd_indent(page))
    safe = _ODD_INDENT.sub(lambda match: " " * len(match[0]), readable)
    shaky = _TAB_INDENT.search(safe) is not None
    return Text(page, _SUSPECT.sub(_stand_in, safe), tuple(problems), shaky)


def _old_windows(misread: re.Match[str]) -> str:
    """The character that the byte behind this surrogate has in the old Windows encoding, '?' for none."""
    return bytes([ord(misread[0]) - 0xDC00]).decode("cp1252", "replace").replace("\ufffd", "?")


def _stand_in(match: re.Match[str]) -> str:
    return " " if match[0] == "\t" else LOST


def _wide(page: Page, encoding: str) -> Problem:
    name = "UTF-32" if "32" in encoding else "UTF-16"
    return page.problem("not-utf8", 0, 0, f"This file is saved as {name} and not as UTF-8.", f"{_SAVE_AGAIN}.")


def _not_utf8(page: Page, raw: list[str]) -> Problem:
    spots = [(at, first.start()) for at, line in enumerate(raw) if (first := _MISREAD.search(line))]
    line, column = spots[0]
    seen = page.lines[line][column] if line < len(page.lines) else ""
    message = f"This file is not saved as UTF-8: in the old Windows encoding this character is '{seen}'."
    return page.spread("not-utf8", spots, message, f"{_SAVE_AGAIN}, and look at this character again.")


def _conflict(page: Page) -> Problem:
    """The problem for conflict marks that a merge left in the file."""
    spots = [(at, len(line) - len(line.lstrip())) for at, line in enumerate(page.lines) if _CONFLICT_MARK.match(line)]
    message = "Two versions of the same lines stand here, left by a merge."
    hint = "Keep what is right of both, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."
    return page.spread("merge-conflict", spots, message, hint, width=7)


def _suspects(page: Page) -> Iterator[Problem]:
    """One problem for each suspect character on the page, at its first place."""
    for character, spots in page.places(_SUSPECT).items():
        at, column = spots[0]
        rule, message, hint = _suspect(character, page.lines[at], column)
        yield page.spread(rule, spots, message, hint)


def _garbled(page: Page) -> Iterator[Problem]:
    """One problem for each sign that was read in the old Windows encoding and saved again, at its first place."""
    for signs, spots in page.places(_GARBLED).items():
        seen = signs.replace("\x9d", "")
        message = f"The signs '{seen}' were one sign, until it was saved in the wrong encoding."
        yield page.spread("lost-character", spots, message, f"Write {_ungarbled(signs)} instead.", width=len(signs))


def _ungarbled(signs: str) -> str:
    """The original sign, of which these signs are the bytes; its last byte may be lost."""
    if signs in _NO_LAST:
        return "\u201d"
    was = signs.encode("cp1252").decode("utf-8", "replace")
    return "a space" if was.isspace() else was


def _suspect(character: str, line: str, column: int) -> tuple[str, str, str]:
    if character == "\t":
        return "tab", "A tab stands here.", _instead_of_tab(line, column)
    if character == LOST:
        return "lost-character", "A character was lost here when the text was copied.", "Write it again."
    name = unicodedata.name(character, "").lower()
    code = f"U+{ord(character):04X}" + (f", {name}" if name else "")
    hint = "Delete it: such characters come along when text is pasted."
    return "invisible-character", f"An invisible character stands here ({code}).", hint


def _instead_of_tab(line: str, column: int) -> str:
    """A hint what to write instead of a tab: in the indentation, in the row of a table, or elsewhere."""
    if not line[:column].strip():
        return "Put spaces instead: two for each step of indentation."
    cells = _CELLS.fullmatch(line)
    if cells:
        return (
            f"If these are entries of one list, write [{', '.join(cells[1].split())}]; elsewhere put a space instead."
        )
    if line.strip().count("\t") > 1:
        return "If these are rows of a table, make each an item of a list; elsewhere put a space instead."
    return "Put a space instead."


def _odd_indent(page: Page) -> Problem:
    lines = [(at, len(line) - len(line.lstrip(" "))) for at, line in enumerate(page.lines) if _ODD_INDENT.match(line)]
    return page.spread(
        "odd-space", lines, "A no-break space stands in the indentation.", "Put ordinary spaces instead."
    )


def _other_lines(lines: list[int]) -> str:
    """' Also in lines 4, 7 and 9.', '' if there are no more lines."""
    if not lines:
        return ""
    shown = [str(line + 1) for line in lines[:_SHOWN]]
    if len(lines) > _SHOWN:
        shown.append(f"{len(lines) - _SHOWN} more")
    listed = " and ".join([", ".join(shown[:-1]), shown[-1]]) if shown[1:] else shown[0]
    return f" Also in line{'s' if shown[1:] else ''} {listed}."
