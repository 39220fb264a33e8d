"""The Markdown that texts may hold: links, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

SCHEMES = ("https:", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text, and the address that it links to, if any."""

    text: str
    url: str | None = None


def inline(text: str) -> tuple[Span, ...]:
    """The spans of one passage; a link to anything but https, mailto or tel stays text as typed.

    A passage also stays text as typed if one of its links has a title, no words or no address: something that was
    typed would be lost.
    """
    tokens = _reader().parseInline(text)[0].children or []
    return tuple(_spans(tokens)) if _keeps_all(tokens) else (Span(text),)


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero").enable("link")
    reader.validateLink = lambda url: url.startswith(SCHEMES)  # type: ignore[method-assign] # its documented hook
    return reader


def _keeps_all(tokens: Sequence[Token]) -> bool:
    """Whether nothing typed would be lost: no link has a title, and each has words and an address."""
    opened = [number for number, token in enumerate(tokens) if token.type == "link_open"]
    attributes = {i: tokens[i].attrs for i in opened}
    return all(a["href"] and "title" not in a and tokens[i + 1].content.strip() for i, a in attributes.items())


def _spans(tokens: Sequence[Token]) -> Iterator[Span]:
    url: str | None = None
    for token in tokens:
        if token.type == "link_open":
            url = str(token.attrs["href"])
        elif token.type == "link_close":
            url = None
        elif token.content:
            yield Span(token.content, url)
