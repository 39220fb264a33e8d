"""The texts that browsers read in one page: with scripts and without, and where they part from the parser (Lexbor)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from site_builder.verify.page.dom import UnreadError, document, elements

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_NOSCRIPT = re.compile("(?ai)(</?)noscript")
_NOFRAMES = re.compile("(?ai)</?noframes")
_ENDS = "(?=[ \t\n\f\r/>])"
_IMAGE = re.compile(f"(?ai)<image{_ENDS}")
_SUP = re.compile(f"(?ai)(</?)sup{_ENDS}")
_SEARCH = re.compile(f"(?ai)(</?)search{_ENDS}")
_NUMBER = "data-image"
_FRAMESET = re.compile(f"(?ai)<(frameset{_ENDS})")
_MARK = re.compile("(?ai)<(/?)(?=[a-z?]|!(?!--|doctype))")
"""The beginning of a tag, and of what parsers take for a comment, besides those that are one."""
_UNKNOWN = "x-"
"""Before its name it makes an element that means nothing to a parser, which so leaves none out."""


def views(text: str) -> Iterator[str]:
    """The text of a page as it stands, and as browsers read it. Raises UnreadError."""
    for each in _scripted(text):
        if _has_frames(each):
            raise UnreadError("It has a <frameset>, which some browsers show in place of all, and others leave out.")
        yield each
        # Lexbor leaves `sup` in a picture, of which browsers take it out, as both do with `sub` (HTML, 13.2.6.5).
        read = _with_images(_SUP.sub(r"\1sub", each))
        if read != each:
            yield read
        # Some browsers know no `search`, so it closes nothing.
        searched = _SEARCH.sub(r"\1x-search", read)
        if searched != read:
            yield searched


def left_out(text: str, root: LexborNode) -> list[str]:
    """The names of tags in a text, outside of comments, of which a parser put none into the tree that it made."""
    every = document(_MARK.sub(rf"<\1{_UNKNOWN}", text))
    names = {str(each.tag).removeprefix(_UNKNOWN) for each in elements(every)}
    return sorted(names - {each.tag for each in elements(root)})


def _has_frames(text: str) -> bool:
    """Whether it has a tag `frameset` that is one: none in a comment, in an attribute, in a script."""
    renamed = _FRAMESET.sub(rf"<{_UNKNOWN}\1", text)
    return any(each.tag == f"{_UNKNOWN}frameset" for each in elements(document(renamed)))


def _scripted(text: str) -> Iterator[str]:
    """The text as browsers without scripts read it, and as those with scripts do.

    For these `noscript` is what `noframes` is for all: text without elements, up to its end tag (HTML, 13.2.6.4.4).
    """
    yield text
    scripted = _NOSCRIPT.sub(r"\1noframes", text)
    if scripted == text:
        return
    if _NOFRAMES.search(text):
        raise UnreadError("It has <noscript> and <noframes>, so browsers with and without scripts read other pages.")
    yield scripted


def _with_images(text: str) -> str:
    """With `img` for each `image` outside of drawings (HTML, 13.2.6.4.7); in a table Lexbor leaves it out."""
    if not _IMAGE.search(text):
        return text
    numbers = count()
    numbered = _IMAGE.sub(lambda tag: f"{tag[0]} {_NUMBER}={next(numbers)} ", text)
    drawn = {each.attributes.get(_NUMBER) for each in elements(document(numbered)) if each.tag == "image"}
    numbers = count()
    return _IMAGE.sub(lambda tag: tag[0] if str(next(numbers)) in drawn else "<img", text)
