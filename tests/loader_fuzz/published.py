"""What is published: the feed as JSON, the pages as text, and what stays in the house; asked for what was typed.

Knows where the handbook says that a thing of the registry stands in the feed, and none of the code that puts it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

Node = Mapping[str, Any]
Passages = list[tuple[bool, str]]
"""Of each paragraph or item: whether it is an item, and its words."""

_HIDDEN = {"script", "style", "title"}
_BREAKING = re.compile(r"h\d|p|li|ul|ol|dl|dt|dd|div|section|table|tr|td|th|nav|header|footer|main|br")


@dataclass(frozen=True)
class Site:
    """One site: its feed, its pages as they are read, and what of the registry is not published."""

    feed: Node
    pages: Mapping[str, bytes]
    unpublished: Mapping[tuple[str, str], Node] = field(default_factory=dict)
    releases: Sequence[Node] = ()
    signed_by: Sequence[str] = ()

    @cached_property
    def language(self) -> str:
        """The tag of the language of the words, as the feed writes it."""
        return str(self.feed["languages"][0]).lower()

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every node of the feed by its id, however deep it stands."""
        return {node["id"]: node for node in nodes_in(self.feed)}

    @cached_property
    def sections(self) -> Sequence[Node]:
        """The sections of all notices."""
        return [section for notice in self.feed["notices"] for section in notice.get("sections", ())]

    def page(self, notice: str) -> str:
        """What is read on the page of a notice, in the language of the words."""
        return seen(self.pages[f"{notice}/index.html"])

    def words_of(self, owner: str, key: str) -> list[list[Node]]:
        """The passages that begin with the words of this id, a list for each section in which they stand."""
        found = ([p for p in s.get(key, ()) if p.get("states", ())[:1] == [owner]] for s in self.sections)
        return [passages for passages in found if passages]

    def said_in(self, tag: str, node: Node) -> Iterator[str]:
        """All texts in one language that stand in a node."""
        for value in node.values():
            yield from _in_language(value, tag)


def nodes_in(value: Any) -> Iterator[Node]:
    """The nodes in a feed, the outer before the inner."""
    if isinstance(value, dict):
        if "id" in value:
            yield value
        value = list(value.values())
    for part in value if isinstance(value, list) else ():
        yield from nodes_in(part)


def _in_language(value: Any, tag: str) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _in_language(part, tag)
    elif isinstance(value, dict):
        said = value.get(tag)
        yield from [said] if isinstance(said, str) else [s for s in said if s] if isinstance(said, list) else ()
        for part in value.values():
            yield from _in_language(part, tag)


# ---- white space


def folded(text: str) -> Passages:
    """Words as they are read: lines joined, until an empty line or an item begins; white space is one space."""
    found: list[tuple[bool, list[str]]] = []
    begins = True
    for line in text.split("\n"):
        bare = line.strip()
        is_item = line.lstrip().startswith("- ")
        if bare and (begins or is_item):
            found.append((is_item, []))
        if bare:
            found[-1][1].append(bare[2:] if is_item else bare)
        begins = not bare
    return [(is_item, one_line(" ".join(lines))) for is_item, lines in found]


def one_line(text: str) -> str:
    """The text with every run of white space as one space, a no-break space as any other."""
    return " ".join(text.split())


def as_said(text: str) -> Passages:
    """Words as the feed has them: a paragraph or an item on each line."""
    return [(line.startswith("- "), line.removeprefix("- ")) for line in text.split("\n")]


# ---- pages


class _Seen(HTMLParser):
    """The text of a page as it is read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An opening tag; an address counts as text behind its words."""
        self._hidden += tag in _HIDDEN
        self.parts.append(" " * bool(_BREAKING.fullmatch(tag)))
        del attrs

    def handle_endtag(self, tag: str) -> None:
        """A closing tag."""
        self._hidden -= tag in _HIDDEN
        self.parts.append(" " * bool(_BREAKING.fullmatch(tag)))

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        self.parts.append("" if self._hidden else data)


def seen(page: bytes) -> str:
    """What is read on a page, in order, white space folded."""
    reader = _Seen()
    reader.feed(page.decode("utf-8"))
    reader.close()
    return one_line("".join(reader.parts))


def without_addresses(words: str) -> str:
    """Words as a page shows them, where the addresses of links stand behind."""
    address = r"(?:https:|mailto:|tel:)"
    return re.sub(rf"(?<!\\)\[([^\[\]]*)\]\((?:{address}[^()\s]*|<{address}[^<>]*>)\)", r"\1", words)
