"""The problems of values while a file is read: which forms we refuse, and with which message.

Collects the problems, and the values that need no further check because we have reported a problem of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from site_builder.load.yaml import wording
from site_builder.load.yaml.page import LOST, ODD_SPACES, Page
from site_builder.load.yaml.slips import (
    BACKSLASH,
    BELOW_BAR,
    COMMENT,
    COMPARE,
    Fault,
    glued_colon,
    glued_dash,
    quote_not_closed,
    sentence,
)
from site_builder.load.yaml.wording import SIGNS
from site_builder.problems import Path, Problem, Severity

Span = tuple[int, int, int, int, int, int]
"""Line, column and width of a name (line -1 for none), then of its value, all from 0."""

_TAKEN_AS_TEXT = re.compile(r"[^a-z0-9_<-]")
_ESCAPE = re.compile(r'\\(?:["\\]|(?P<other>.))')
_ODD_DASH = re.compile(f"-[{ODD_SPACES}]")
_BULLET = re.compile(rf"[{SIGNS}]\s")


class Messages:
    """The problems of one pass over a page. We report nothing on the `mended` lines, which were replaced."""

    def __init__(self, page: Page, mended: Iterable[int]) -> None:
        """No messages yet on this page."""
        self.problems: list[Problem] = []
        self.doubtful: set[Path] = set()
        self._page = page
        self._mended = frozenset(mended)

    def say(
        self,
        rule: str,
        at: Any,
        message: str,
        hint: str,
        path: Path = (),
        *,
        width: int = 1,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """One problem at a parser's mark, or at a line and column."""
        line, column = at if isinstance(at, tuple) else (at.line, at.column)
        if line in self._mended:
            return
        problem = self._page.problem(rule, line, column, message, hint, width=width, field=way(path), severity=severity)
        self.problems.append(problem)

    def _error(self, rule: str, at: Any, message: str, hint: str, path: Path) -> None:
        self.say(rule, at, message, hint, path)
        self.doubtful.add(path)

    def fault(self, fault: Fault, path: Path) -> None:
        """A slip of grammar that the parser accepts."""
        self._error(fault.rule, (fault.line, fault.column), fault.message, fault.hint, path)

    def empty(self) -> None:
        """The file holds nothing, or comments only."""
        hint = (
            "If it held something that was published, bring that back. If it is new, write its fields. "
            "If nobody needs it, delete it."
        )
        self.say("empty-file", (0, 0), "This file is empty.", hint)

    def not_fields(self, mark: Any, *, plain: bool, what: str) -> None:
        """The file holds no fields but `what`; `plain` if that is a text without quotes."""
        line = self._page.lines[min(mark.line, len(self._page.lines) - 1)]
        glued = glued_colon(mark.line, line) if plain else None
        if glued:
            self.fault(glued, ())
            return
        hint = "Begin with a name, a colon, and what it holds, as the other files of this kind do."
        self.say("not-fields", mark, f"This file holds {what} and no fields.", hint)

    def too_deep(self, mark: Any, levels: int, path: Path) -> None:
        """Lists and fields are nested beyond the limit."""
        message = f"More than {levels} levels stand inside one another here."
        self.say("too-deep", mark, message, "Look for brackets or dashes too many.", path)

    def alias(self, event: Any, path: Path) -> None:
        """A value that is an alias of another."""
        message = "A text that begins with * stands for another one, and is not read."
        self._error("alias", event.start_mark, message, BELOW_BAR, path)

    def marked(self, event: Any, path: Path) -> None:
        """A value with an anchor or a tag before it."""
        rule = "anchor" if event.anchor is not None else "tag"
        sign = "&" if rule == "anchor" else "!"
        message = f"A text cannot begin with '{sign}', its first word would be lost."
        self.say(rule, event.start_mark, message, BELOW_BAR, path)
        if path:
            self.doubtful.add(path)

    def merge_key(self, mark: Any, path: Path) -> None:
        """A field that would copy the fields of another place."""
        message, hint = "'<<' cannot be the name of a field.", "Write the fields themselves here."
        self.say("merge-key", mark, message, hint, path, width=2)

    def duplicate(self, path: Path, first: Span, second: Span) -> None:
        """A name that occurs twice among the same fields."""
        lines = " and ".join(f"in line {at + 1}" for at in sorted({first[0], second[0]}))
        message = f"'{path[-1]}' stands twice, {lines}."
        above, is_id = path[-2] if len(path) > 1 else "", "-" in str(path[-1])
        hint = "Keep one of them."
        if isinstance(above, int):
            hint = "Keep one of them; or, if it begins another entry of the list, put a dash before it."
        elif is_id or above in ("disclosures", "sections"):
            hint = "If both are the same, keep one. If the second is another, such as a copy, give it an id of its own."
        self.say("duplicate-name", second[:2], message, hint, path, width=second[2])

    @contextmanager
    def not_a_name(self, event: Any, question_mark: tuple[int, int] | None, path: Path) -> Iterator[None]:
        """A list or fields in place of a name. We drop the problems inside it, which the caller reads meanwhile."""
        if question_mark:
            self.asked(question_mark, path)
        else:
            message = "The name of a field cannot be a list or fields."
            self._error("no-name", event.start_mark, message, "Write a name; a text with brackets goes below |.", path)
        before = len(self.problems)
        yield
        del self.problems[before:]

    def asked(self, place: tuple[int, int], path: Path) -> None:
        """A question mark before a name, which a parser does not read as part of the name."""
        message, hint = "The name of a field cannot begin with '?'.", "Take the question mark out."
        self._error("first-character", place, message, hint, path)

    def unread(self, place: tuple[int, int]) -> None:
        """Text that the parser skipped silently."""
        self.say("unreadable", place, "The line cannot be read from here on.", COMPARE)

    def not_moved_in(self, mark: Any) -> None:
        """A line of a list in brackets that begins no further in than the field that holds the list."""
        message = "This line belongs to the brackets above it, and is not moved in."
        self.say("indentation", mark, message, "Begin it further in than the field that the brackets belong to.")

    def name(self, event: Any, name: str, path: Path) -> None:
        """A name that is not plain: empty, quoted, on several lines, or not ASCII."""
        if event.start_mark.line != event.end_mark.line:
            hint = "Write it on one line; if it stands in a list, put a ] at the end of that list."
            self.say("text-runs-on", event.start_mark, "The name of a field runs over the end of its line.", hint, path)
        elif not name:
            self.say("no-name", event.start_mark, "No name stands before the colon.", "Write the field's name.", path)
        elif LOST in name:
            self.doubtful.add(path)
        elif re.search(f"[{ODD_SPACES}]", event.value):
            message = "A no-break space stands in the name of a field."
            self._error("odd-space", event.start_mark, message, "Write _ instead, or nothing.", path)
        elif event.style:
            self.quoted(event, path)
        elif wording.in_curly_quotes(name):
            self._curly(event, path)

    def plain(self, event: Any, path: Path) -> None:
        """A text on one line without quotes."""
        text: str = event.value
        if event.start_mark.line in self._mended:
            self.doubtful.add(path)
        elif text in {"-", ":", "?"}:
            self.lone_sign(event, path)
        elif event.start_mark.line != event.end_mark.line:
            self._runs_on(event, path)
        elif wording.in_curly_quotes(text):
            self._curly(event, path)
        elif _ODD_DASH.match(text):
            self._glued_dash(event, path)
        elif wording.is_sentence(text):
            message, hint = "A sentence stands beside the name of its field.", "Put it below |, one sentence to a line."
            self.say("sentence-beside-name", event.start_mark, message, hint, path, severity=Severity.WARNING)

    def lone_sign(self, event: Any, path: Path) -> None:
        """A sign of YAML in place of a text, which a parser accepts as text inside brackets."""
        message = f"A text cannot begin with '{event.value}'."
        self._error("first-character", event.start_mark, message, BELOW_BAR, path)

    def below_name(self, event: Any, path: Path) -> None:
        """A text that begins on the line below its name."""
        line = event.start_mark.line
        glued = None if event.style else glued_colon(line, self._page.lines[line])
        if path in self.doubtful:
            return
        if glued:
            self.fault(glued, path)
        elif not event.style and _BULLET.match(event.value):
            self._bullet(event, path)
        elif not event.style and event.value.startswith("-"):
            self._glued_dash(event, path)
        else:
            message = f"This text stands below '{path[-1]}' and not after its colon."
            hint = "Put it on the same line, or write | after the colon."
            self._error("text-below-name", event.start_mark, message, hint, path)

    def _runs_on(self, event: Any, path: Path) -> None:
        start, end = event.start_mark, event.end_mark
        first, *following = self._page.lines[start.line : end.line + 1]
        dashes = [at for at, line in enumerate(following, start.line + 1) if line.lstrip().startswith("- ")]
        glued = None if first[: start.column].strip() else glued_colon(start.line, first)
        if glued:
            self.fault(glued, path)
        elif event.value.startswith("-"):
            self._glued_dash(event, path)
        elif dashes and path and isinstance(path[-1], int):
            column = len(following[0]) - len(following[0].lstrip())
            message, hint = "This dash is moved in further than the entry above it.", "Begin all in the same column."
            self._error("indentation", (dashes[0], column), message, hint, path)
        elif dashes and not first[: start.column].strip():
            message, hint = "This entry of the list begins without a dash.", sentence(f"Write - {first.strip()}")
            self._error("no-dash", start, message, hint, path)
        elif _BULLET.match(event.value):
            self._bullet(event, path)
        else:
            message = "This text runs over the end of its line."
            self._error("text-runs-on", start, message, "Write it on one line, or put all of it below |.", path)

    def _glued_dash(self, event: Any, path: Path) -> None:
        line = event.start_mark.line
        self.fault(glued_dash(line, event.start_mark.column, self._page.lines[line]), path)

    def _bullet(self, event: Any, path: Path) -> None:
        message, hint = "This sign begins no entry of a list.", "Write a hyphen and a space before each entry."
        self._error("bullet-sign", event.start_mark, message, hint, path)

    def _curly(self, event: Any, path: Path) -> None:
        message = "These curly quotes are read as part of the text."
        hint = "If the public is not to read them, take them out: a text needs no quotes."
        width = len(event.value)
        self.say("curly-quotes", event.start_mark, message, hint, path, width=width, severity=Severity.WARNING)

    def nothing(self, event: Any, path: Path, span: Span) -> None:
        """A name, or a dash, with nothing after it."""
        self.doubtful.add(path)
        has_name = span[0] >= 0
        at, width = (span[:2], span[2]) if has_name else (event.start_mark, 0)
        message = f"'{path[-1]}' has nothing after it." if has_name else "This entry of the list is empty."
        hint = "Write what it holds, or take it out. If its lines are below, move each of them in by two spaces."
        self.say("nothing-after-name", at, message, hint, path, width=width)

    def quoted(self, event: Any, path: Path) -> None:
        """A text or a name in quotes; it must end on its line and have no escapes."""
        start, end = event.start_mark, event.end_mark
        line = self._page.lines[start.line]
        if start.line in self._mended:
            self.doubtful.add(path)
        elif start.line != end.line:
            self.fault(quote_not_closed(start.line, start.column, line), path)
        elif event.style == '"' and any(match["other"] for match in _ESCAPE.finditer(line, start.column, end.column)):
            self.fault(Fault(start.line, start.column, "backslash", *BACKSLASH), path)

    def words(self, event: Any, text: str, path: Path) -> None:
        """Text below `|` or `>`."""
        start = event.start_mark
        if start.line in self._mended:
            self.doubtful.add(path)
        elif event.style == ">":
            self.say("folded-words", start, "Words below > lose their line ends.", "Write | instead.", path)
        elif re.match(r"\|[-+]?\d", self._page.lines[start.line][start.column :]):
            self.say("bar-with-number", start, "A number stands beside |.", "Write | alone.", path)
        lines = text.split("\n")
        for severity, rule, at, column, message, hint in wording.doubts(text, in_house=stays_in_house(path)):
            line = start.line + 1 + at
            moved_in = len(self._page.lines[line]) - len(lines[at])
            self.say(rule, (line, moved_in + column), message, hint, path, severity=severity)

    def perhaps_text(self, path: Path, name: str, span: Span) -> None:
        """An entry or a value with one field, whose name no field can have: most likely a text with a colon."""
        if _TAKEN_AS_TEXT.search(name) and span[0] not in self._mended:
            self.forget({span[0] + 1})
            message = f"A text with a colon in it, '{name}: ...', is read as a field."
            hint = BELOW_BAR if isinstance(path[-1], int) else f"Write | after '{path[-1]}:', on the line above."
            self._error("colon-in-text", span[:2], message, hint, path)

    def forget(self, lines: Collection[int]) -> None:
        """Removes the problems of these lines (from 1), as another slip has caused them."""
        self.problems = [each for each in self.problems if each.place.line not in lines]

    def comments(self, columns: Mapping[int, int], spans: Mapping[Path, Span]) -> None:
        """Comments after a value, as columns by line. They cause all other problems of their lines."""
        if not columns:
            return
        self.forget({line + 1 for line in columns})
        paths: dict[int, Path] = {}
        for path, span in spans.items():
            for line in {span[0], span[3]} & columns.keys() if path else ():
                self.doubtful.add(path)
                paths[line] = path
        for line, column in columns.items():
            self.say("comment-after-text", (line, column), *COMMENT, paths.get(line, ()))


_NAMES = 3


def way(path: Path) -> str:
    """The path to a value in words, 'e in d of b-c': its name and the names around it up to an id, at most three."""
    names: list[str] = []
    for step in reversed(path):
        if isinstance(step, str) and step:
            if names and "-" in step:
                return f"{' in '.join(names)} of {step}"
            names.append(step)
            if "-" in step or len(names) == _NAMES:
                break
    return " in ".join(names)


def stays_in_house(path: Path) -> bool:
    """Whether text at this path is for colleagues only: under `internal`, or the reason for a proposal."""
    return path[:1] == ("internal",) or (path[:1] == ("proposed",) and path[-1] == "reason")
