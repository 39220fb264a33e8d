"""Builds values with their places from a parser's events: texts, lists and fields, in the order of the file.

We read events and not nodes: so we refuse an alias before it expands, and deep nesting cannot overflow the stack.
Between two events we accept only white space, signs of structure, and comments on lines of their own. Any other text
that the parser skips is a problem, so that nothing typed is lost silently.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from site_builder.load.yaml.messages import Messages, Span
from site_builder.load.yaml.page import LOST, Page
from site_builder.load.yaml.slips import DIRECTIVE, SEVERAL
from site_builder.problems import Path

LEVELS = 16
"""How many lists and fields may be nested."""

_FIRSTS, _LASTS = frozenset("-:?\u201c\u201e\u2018"), frozenset(".!")
_STRUCTURE = " -:,[]{}"
_ENDS = frozenset({MappingEndEvent, SequenceEndEvent})
_COLLECTIONS = _ENDS | {MappingStartEvent, SequenceStartEvent}


class PureParser(Reader, Scanner, Parser):
    """PyYAML's own parser, used if libyaml is missing: the same events, but slower."""

    def __init__(self, text: str) -> None:
        """A parser at the start of the text."""
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


def fastest_parser() -> Any:
    """The parser of libyaml, or PyYAML's own if libyaml is missing."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        return PureParser
    return CParser


class _TooDeepError(Exception):
    """The file has more levels than LEVELS: we do not read the rest."""


class Reading:
    """One pass over a file: its `data` (None if unknown), the spans of its values, and the messages."""

    def __init__(self, page: Page, text: str, mended: Iterable[int] = ()) -> None:
        """A reading of `text`, the safe form of the page; the lines `mended` were replaced to read on."""
        self.data: dict[str, Any] | None = None
        self.spans: dict[Path, Span] = {(): (-1, 0, 0, 0, 0, 0)}
        self.messages = Messages(page, mended)
        self._text = text
        self._lines = [*text.split("\n"), ""]
        self._mended = frozenset(mended)
        self._line = self._column = 0
        self._comments: dict[int, int] = {}
        self._unread: tuple[int, int] | None = None
        self._floor, self._in_brackets = -1, False

    def run(self, parser: Any) -> None:
        """Reads the text with this kind of parser. After a YAMLError the results up to it remain."""
        events = parser(self._text)
        self._get_event = events.get_event
        try:
            self._document()
        except _TooDeepError:
            self.data = None
        finally:
            events.dispose()
            self._note_skipped_text(self._line, self._lines[self._line][self._column :], self._column)
            self.messages.comments(self._comments, self.spans)
        if self._unread and not (self._mended or self.messages.problems):
            self.messages.unread(self._unread)

    def _next(self) -> Any:
        """The parser's next event, after a check of the text that the parser skipped before it."""
        event = self._get_event()
        start = event.start_mark
        line, column = start.line, start.column
        if line == self._line:
            if column > self._column:
                self._note_skipped_text(line, self._lines[line][self._column : column], self._column)
        elif line > self._line:
            self._note_skipped_text(self._line, self._lines[self._line][self._column :], self._column)
            for at in range(self._line + 1, line):
                self._note_skipped_text(at, self._lines[at], 0)
            self._note_skipped_text(line, self._lines[line][:column], 0)
            if self._in_brackets and column <= self._floor and type(event) not in _ENDS:
                self.messages.not_moved_in(start)
        end = start if type(event) in _COLLECTIONS else event.end_mark
        self._line, self._column = max((self._line, self._column), (end.line, end.column))
        return event

    def _note_skipped_text(self, line: int, text: str, column: int) -> None:
        """Records skipped text that is more than structure, unless it is a comment on its own line."""
        rest = text.lstrip(_STRUCTURE)
        if not rest:
            return
        at = column + len(text) - len(rest)
        if rest[0] != "#":
            self._unread = self._unread or (line, at)
        elif self._lines[line][:at].strip():
            self._comments.setdefault(line, at)

    def _document(self) -> None:
        self._next()
        opening = self._next()
        if type(opening) is StreamEndEvent:
            self.messages.empty()
            return
        if opening.version or opening.tags:
            self.messages.say("directive", opening.start_mark, *DIRECTIVE)
        root = self._next()
        if type(root) is not MappingStartEvent:
            plain = type(root) is ScalarEvent and not root.style
            what = "a list" if type(root) is SequenceStartEvent else "text"
            self.messages.not_fields(root.start_mark, plain=plain, what=what)
            return
        data: dict[str, Any] = self._value(root, (), 1)
        self._next()
        following = self._next()
        if type(following) is DocumentStartEvent:
            self.messages.say("several-documents", following.start_mark, *SEVERAL)
        self.data = data

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event, path)
        if kind is AliasEvent:
            self.messages.alias(event, path)
            return ""
        if event.anchor is not None or event.tag is not None:
            self.messages.marked(event, path)
        if depth > LEVELS:
            self.messages.too_deep(event.start_mark, LEVELS, path)
            raise _TooDeepError
        outside = self._floor, self._in_brackets
        self._in_brackets = event.flow_style
        if not event.flow_style:
            self._floor = event.start_mark.column
        value = self._fields(path, depth) if kind is MappingStartEvent else self._list(path, depth)
        self._floor, self._in_brackets = outside
        return value

    def _list(self, path: Path, depth: int) -> list[Any]:
        entries: list[Any] = []
        following, spans = self._next, self.spans
        while type(event := following()) is not SequenceEndEvent:
            child = (*path, len(entries))
            start, end = event.start_mark, event.end_mark
            line, column = start.line, start.column
            spans[child] = (-1, 0, 0, line, column, end.column - column if end.line == line else 0)
            entries.append(self._value(event, child, depth + 1))
        return entries

    def _fields(self, path: Path, depth: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        following, has_any = self._next, False
        while type(name_event := following()) is not MappingEndEvent:
            has_any = True
            question_mark = self._question_mark()
            name = self._name(name_event, path, depth, question_mark)
            event = following()
            if name is None:
                self._discard(event, path, depth)
                continue
            child = (*path, name)
            key, start, end = name_event.start_mark, event.start_mark, event.end_mark
            line, column = start.line, start.column
            width = end.column - column if end.line == line else 0
            span = (key.line, key.column, name_event.end_mark.column - key.column, line, column, width)
            if name in fields or name == "<<":
                self._skip_field(event, child, span, depth)
            else:
                self.spans[child] = span
                fields[name] = self._value(event, child, depth + 1)
                if line != span[0] and type(event) is ScalarEvent and event.value:
                    self.messages.below_name(event, child)
        if not has_any and path in self.spans:
            self.messages.nothing(name_event, path, self.spans[path])
        if len(fields) == 1 and path:
            self._perhaps_text(fields, path)
        return fields

    def _question_mark(self) -> tuple[int, int] | None:
        """The place of the question mark that the parser has just skipped, None if there is none."""
        if self._unread is None or self._lines[self._unread[0]][self._unread[1]] != "?":
            return None
        place, self._unread = self._unread, None
        return place

    def _name(self, event: Any, path: Path, depth: int, question_mark: tuple[int, int] | None) -> str | None:
        """The name of a field as typed, None if unreadable; `question_mark` is the place of one before it, or None."""
        kind = type(event)
        if kind is not ScalarEvent:
            with self.messages.not_a_name(event, question_mark, path):
                self._discard(event, path, depth)
            return None
        name: str = event.value
        if question_mark:
            self.messages.asked(question_mark, (*path, name))
        if event.anchor is not None or event.tag is not None:
            self.messages.marked(event, (*path, name))
        elif event.style or not name.isascii() or event.start_mark.line != event.end_mark.line or not name:
            name = name.strip()
            self.messages.name(event, name, (*path, name))
        return name

    def _skip_field(self, event: Any, path: Path, span: Span, depth: int) -> None:
        """Reports a field that we do not read, and reads on after it."""
        if path[-1] == "<<":
            self.messages.merge_key(span[:2], path)
        else:
            self.messages.duplicate(path, self.spans[path], span)
        self._discard(event, path, depth)

    def _discard(self, event: Any, path: Path, depth: int) -> None:
        """Reads a value that has no place in the data, only for the problems in it."""
        if type(event) is not AliasEvent:
            spans, self.spans = self.spans, {}
            self._value(event, path, depth + 1)
            self.spans = spans

    def _scalar(self, event: Any, path: Path) -> str:
        text: str = event.value
        style, line = event.style, event.end_mark.line
        if LOST in text:
            self.messages.doubtful.add(path)
        if event.anchor is not None or event.tag is not None:
            self.messages.marked(event, path)
            return text.strip()
        if not style:
            is_doubtful = self._mended or line != event.start_mark.line or text[-1:] in _LASTS or text[:1] in _FIRSTS
            if text and is_doubtful:
                self.messages.plain(event, path)
        elif style in "|>":
            text, start = text.rstrip("\n"), event.start_mark
            opening = self._lines[start.line][start.column :]
            rest = opening.lstrip("|>-+0123456789")
            self._note_skipped_text(start.line, rest, start.column + len(opening) - len(rest))
            self.messages.words(event, text, path)
        else:
            self.messages.quoted(event, path)
        if not text.strip() and path in self.spans:
            self.messages.nothing(event, path, self.spans[path])
        return text if style and style in "|>" else text.strip()

    def _perhaps_text(self, fields: dict[str, Any], path: Path) -> None:
        ((name, value),) = fields.items()
        is_entry = type(path[-1]) is int or (len(path) > 1 and " " in name)
        if isinstance(value, str) and is_entry:
            self.messages.perhaps_text(path, name, self.spans[*path, name])
