"""What on a page that is not ours may be harmless, and nobody knows it: it is noted, and no drift."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from site_builder.verify.page.dom import UnreadError, above, document, elements
from site_builder.verify.page.encoded import decoded
from site_builder.verify.page.odd import told
from site_builder.verify.page.plain import odd_place
from site_builder.verify.page.theirs import OFF, PAINTED, SHUTS, columns, named
from site_builder.verify.page.views import views

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

KNOWN = {
    *("id", "class", "lang", "dir", "style", "role", "title", "tabindex", "translate", "aria-label", "aria-labelledby"),
    *("name", "action", "method", "enctype", "accept-charset", "autocomplete", "novalidate", "target", "valign"),
    *("colspan", "rowspan", "span", "summary", "itemscope", "itemtype", "itemprop", "typeof", "property", "prefix"),
    *("about", "aria-live", "vocab", "xmlns", "version", *SHUTS, *OFF, *PAINTED),
}
"""Attributes of what a notice stands in by which nobody reads it otherwise, or of which others say what they may."""
_PRAGMA = re.compile(
    "(?ais)(?:content-type|content-language|content-security-policy|refresh|imagetoolbar|cleartype):.*"
    "|x-ua-compatible:ie=edge(?:, *chrome=1)?"
)
"""What a page may say of itself in place of its server, with what it says."""
_VIEWPORT = re.compile(
    "(?ai)(?:[,; ]*(?:(?:width|height)=device-(?:width|height)|(?:initial|minimum)-scale=1(?:[.]0*)?"
    "|maximum-scale=[1-9](?:[.][0-9]*)?|user-scalable=(?:yes|no|0|1)|viewport-fit=[a-z]+|shrink-to-fit=(?:yes|no)))*"
    "[,; ]*"
)
"""How wide a page says that it is."""


def unknown(data: bytes, notice: str) -> list[str]:
    """What a notice stands in, what a page says of itself, and what programs take apart in several ways before it."""
    try:
        text = decoded(data, within=0)
        roots = [document(each) for each in views(text)]
    except UnreadError:  # which is told
        return []
    found = [each for root in roots for each in (*_of_itself(root), *_around(root, notice), *_alone(root))]
    stands_in = [[each.tag or "" for each in above(region)][::-1] for region in _regions(roots[0], notice)]
    places = (odd_place(text, notice, tags) for tags in stands_in[:1])
    return list(dict.fromkeys([*found, *filter(None, places)]))


def _of_itself(root: LexborNode) -> Iterator[str]:
    for element in elements(root):
        marks = named(element) if element.tag == "meta" else {}
        content = marks.get("content", "").strip()
        if "http-equiv" in marks and not _PRAGMA.fullmatch(f"{marks['http-equiv'].strip()}:{content}"):
            yield f"<meta {told('http-equiv', marks['http-equiv'])} {told('content', content)}>"
        if marks.get("name", "").strip().lower() == "viewport" and not _VIEWPORT.fullmatch(content):
            yield f"<meta {told('name', 'viewport')} {told('content', content)}>"


def _around(root: LexborNode, notice: str) -> Iterator[str]:
    for region in _regions(root, notice):
        for each in (found for element in above(region) for found in (element, *columns(element))):
            marks = named(each)
            for name, value in marks.items():
                is_known = (
                    name in KNOWN
                    or name.startswith(("data-", "xmlns:"))
                    or (name, value) == ("xml:lang", marks.get("lang"))
                )
                if not is_known:
                    yield f"<{each.tag} {told(name, value)}>"


def _alone(root: LexborNode) -> Iterator[str]:
    """A dialog that says that nothing else is there; to people who listen nothing is while something in it is in focus.

    Pages hide many such until somebody opens them. With `autofocus` one is open from the beginning.
    """
    every = [(each.tag, named(each)) for each in elements(root)]
    if any("autofocus" in marks for _, marks in every):
        for tag, marks in every:
            if marks.get("aria-modal", "").lower() not in {"", "false"}:
                yield f"<{tag} {told('aria-modal', marks['aria-modal'])}>"


def _regions(root: LexborNode, notice: str) -> Iterator[LexborNode]:
    return (each for each in elements(root) if each.attributes.get("data-notice") == notice)
