"""From a parser's events to values with their places: text, lists and fields, in the order of the file.

Events and not nodes, so that an alias is refused before it expands and no depth of nesting reaches the stack.
"""

from __future__ import annotations

import re
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

from site_builder.core.problems import Path
from site_builder.load.yaml.messages import Remarks, Span
from site_builder.load.yaml.page import LOST, Page
from site_builder.load.yaml.slips import DIRECTIVE, SEVERAL

LEVELS = 16
"""How many lists and fields may stand inside one another."""

_ASKS = re.compile(r"(?:^|[\s\[{,])\?\s", re.MULTILINE)
_FIRSTS, _LASTS = frozenset("-\u201c\u201e\u2018"), frozenset(".!")


class PureParser(Reader, Scanner, Parser):
    """PyYAML's own parser, for where libyaml is missing: the same events, slowly."""

    def __init__(self, text: str) -> None:
        """A parser at the start of the text."""
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


def fastest_parser() -> Any:
    """The parser of libyaml, or PyYAML's own where it is missing."""
    try:
        from yaml._yaml import CParser
    except ImportError:
        return PureParser
    return CParser


class _TooDeepError(Exception):
    """More levels than LEVELS: the rest of the file is not read."""


class Reading:
    """One pass over a file: `data` (None if it cannot be known), the spans of its values, the remarks."""

    def __init__(self, page: Page, text: str, mended: Iterable[int] = ()) -> None:
        """A reading of `text`, the page made safe, in which the lines `mended` hold stand-ins."""
        self.data: dict[str, Any] | None = None
        self.spans: dict[Path, Span] = {(): (-1, 0, 0, 0, 0, 0)}
        self.remarks = Remarks(page, mended, text)
        self._text = text
        self._mended = frozenset(mended)
        self._seen = 0
        self._asks = _ASKS.search(text) is not None

    def run(self, parser: Any) -> None:
        """Reads the text with this kind of parser; a YAMLError leaves what was found before it."""
        events = parser(self._text)
        self._next = events.get_event
        try:
            self._document()
        except _TooDeepError:
            self.data = None
        finally:
            events.dispose()
            self.remarks.comments(self.spans, self._seen)

    def _document(self) -> None:
        self._next()
        opening = self._next()
        if type(opening) is StreamEndEvent:
            self.remarks.empty()
            return
        if opening.version or opening.tags:
            self.remarks.say("directive", opening.start_mark, *DIRECTIVE)
        root = self._next()
        if type(root) is not MappingStartEvent:
            plain = type(root) is ScalarEvent and not root.style
            what = "a list" if type(root) is SequenceStartEvent else "text"
            self.remarks.not_fields(root.start_mark, plain=plain, what=what)
            return
        data: dict[str, Any] = self._value(root, (), 1)
        self._next()
        following = self._next()
        if type(following) is DocumentStartEvent:
            self.remarks.say("several-documents", following.start_mark, *SEVERAL)
        self._seen = following.end_mark.line
        self.data = data

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event, path)
        if kind is AliasEvent:
            self.remarks.alias(event, path)
            return ""
        if event.anchor is not None or event.tag is not None:
            self.remarks.marked(event, path)
        if depth > LEVELS:
            self.remarks.too_deep(event.start_mark, LEVELS, path)
            raise _TooDeepError
        return self._fields(path, depth) if kind is MappingStartEvent else self._list(path, depth)

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
        while type(named := following()) is not MappingEndEvent:
            has_any = True
            name = self._name(named, path, depth)
            if self._asks and name is not None:
                self.remarks.asked(named.start_mark, (*path, name))
            event = following()
            if name is None:
                self._aside(event, path, depth)
                continue
            child = (*path, name)
            key, start, end = named.start_mark, event.start_mark, event.end_mark
            line, column = start.line, start.column
            width = end.column - column if end.line == line else 0
            span = (key.line, key.column, named.end_mark.column - key.column, line, column, width)
            if name in fields or name == "<<":
                self._left_out(event, child, span, depth)
            else:
                self.spans[child] = span
                fields[name] = self._value(event, child, depth + 1)
                if line != span[0] and type(event) is ScalarEvent and event.value:
                    self.remarks.below_name(event, child)
        if not has_any and path in self.spans:
            self.remarks.nothing(named, path, self.spans[path])
        if len(fields) == 1 and path:
            self._perhaps_text(fields, path)
        return fields

    def _name(self, event: Any, path: Path, depth: int) -> str | None:
        """The name of a field as typed, None where none can be read."""
        kind = type(event)
        if kind is not ScalarEvent:
            with self.remarks.not_a_name(event, path):
                self._aside(event, path, depth)
            return None
        name: str = event.value
        if event.anchor is not None or event.tag is not None:
            self.remarks.marked(event, (*path, name))
        elif event.style or not name.isascii() or event.start_mark.line != event.end_mark.line or not name:
            name = name.strip()
            self.remarks.name(event, name, (*path, name))
        return name

    def _left_out(self, event: Any, path: Path, span: Span, depth: int) -> None:
        """Says why a field is not read, and reads on behind it."""
        if path[-1] == "<<":
            self.remarks.merge_key(span[:2], path)
        else:
            self.remarks.duplicate(path, self.spans[path], span)
        self._aside(event, path, depth)

    def _aside(self, event: Any, path: Path, depth: int) -> None:
        """Reads a value that has no place in the data, for the problems within."""
        if type(event) is not AliasEvent:
            spans, self.spans = self.spans, {}
            self._value(event, path, depth + 1)
            self.spans = spans

    def _scalar(self, event: Any, path: Path) -> str:
        text: str = event.value
        style, line = event.style, event.end_mark.line
        self._seen = line
        if LOST in text:
            self.remarks.doubtful.add(path)
        if event.anchor is not None or event.tag is not None:
            self.remarks.marked(event, path)
            return text.strip()
        if not style:
            odd = self._mended or line != event.start_mark.line or text[-1:] in _LASTS or text[:1] in _FIRSTS
            if text and odd:
                self.remarks.plain(event, path)
        elif style in "|>":
            text = text.rstrip("\n")
            self.remarks.words(event, text, path)
        else:
            self.remarks.quoted(event, path)
        if not text.strip() and path in self.spans:
            self.remarks.nothing(event, path, self.spans[path])
        return text if style and style in "|>" else text.strip()

    def _perhaps_text(self, fields: dict[str, Any], path: Path) -> None:
        ((name, value),) = fields.items()
        is_entry = type(path[-1]) is int or (len(path) > 1 and " " in name)
        if isinstance(value, str) and is_entry:
            self.remarks.perhaps_text(path, name, self.spans[*path, name])
