"""A page that is not ours: what a notice stands in there, and what else of the page reaches it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from site_builder.verify.drift import Drift
from site_builder.verify.page.address import resolved
from site_builder.verify.page.around import LANDMARK_ROLES, SIZE
from site_builder.verify.page.dom import UnreadError, Way, above, document, elements, inner
from site_builder.verify.page.encoded import decoded
from site_builder.verify.page.odd import CLOSED, told
from site_builder.verify.page.plain import odd_place
from site_builder.verify.page.views import views

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

OPEN_ROLES = LANDMARK_ROLES | {
    *("main", "region", "article", "document", "section", "form", "feed", "figure", "group", "generic", "tabpanel"),
    *("none", "presentation", "list", "listitem", "table", "rowgroup", "row", "cell"),
}
"""Roles of what a notice may stand in; of others people who listen may hear the name alone (WAI-ARIA 1.2, 5.2.8)."""
STANDS_IN = {
    *("html", "body", "main", "div", "section", "article", "form", "center", "td", "tr", "tbody", "table", "header"),
    *("aside", "li", "ul", "ol", "dl", "dd", "fieldset", "figure", "span"),
}
"""What a notice may stand in on a page that is not ours, besides elements with a hyphen in their name."""
SHUTS = {"hidden", "inert", "popover", "content", "focusgroup"}
OFF = {
    **dict.fromkeys(("aria-hidden", "aria-busy", "aria-disabled"), frozenset({"", "false"})),
    "contenteditable": frozenset({"false"}),
}
"""But for these values people who listen are told nothing, or of nothing to read and to press; links lead nowhere."""
_OPENS = re.compile("(?ai)|_(blank|self|top|parent)")
"""Where links may open: a frame with a name of its own may be one that nobody sees."""
OF_SELECT = {"select", "option", "optgroup", "hr"}
"""What stands in a list to choose from; some browsers leave other tags in it out, and so close other elements."""
_SPACED = {
    *("leftmargin", "topmargin", "rightmargin", "bottommargin", "marginwidth", "marginheight"),
    *("cellpadding", "cellspacing", "border", "hspace", "vspace"),
}
PAINTED = {
    "text",
    "bgcolor",
    "background",
    "color",
    "size",
    "width",
    "height",
    "link",
    "vlink",
    "alink",
    "align",
} | _SPACED
"""Attributes of what a notice stands in that hide it, or could."""
LAID_OUT = {
    "width": re.compile("100%|([1-9]|1[0-9])[0-9]{2}"),
    "align": re.compile("left|center|middle|justify|"),
    **dict.fromkeys(_SPACED, re.compile("[0-9]{0,2}(px)?")),
}
"""Values of them that old layouts have."""
_OF_SHEET = r"var\(--[\w-]+\)"
_WIDE = r"100%|[5-9]\d(\.\d+)?%"
PLAIN = re.compile(
    rf"(margin|padding)(-\w+)*:((auto|0|\d{{1,2}}px|\d(\.\d+)?(r?em|%)|{_OF_SHEET}) ?){{1,4}}"
    rf"|(max-)?width:(auto|none|{_WIDE}|([1-9]|1\d)\d\dpx|[2-9]\d(r?em|ch)|{_OF_SHEET})|flex-basis:({_WIDE})"
    rf"|font-size:((1[2-9]|2\d)px|1(\.\d+)?rem|{_OF_SHEET})|line-height:(normal|1(\.\d+)?|2)|clear:both|display:block"
    r"|text-align:(left|right|start|center)|float:left|min-height:(0|\d{1,3}(px|vh|%))|position:relative|opacity:1"
    r"|box-sizing:border-box",
    re.ASCII,
)
"""Styles that may be set on it. A size that a style sheet keeps is looked at by who looks at that."""
OF_COLUMNS = {("col", "width"), ("colgroup", "width")}
KNOWN = {
    *("id", "class", "lang", "dir", "style", "role", "title", "tabindex", "translate", "aria-label", "aria-labelledby"),
    *("name", "action", "method", "enctype", "accept-charset", "autocomplete", "novalidate", "target", "valign"),
    *("colspan", "rowspan", "span", "summary", "itemscope", "itemtype", "itemprop", "typeof", "property", "prefix"),
    *("vocab", "xmlns", "version", *SHUTS, *OFF, *PAINTED),
}
"""Attributes of what a notice stands in by which nobody reads it otherwise, or of which is said here what they say."""
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


def outside(root: LexborNode, region: LexborNode, language: str, way: Way) -> Iterator[Drift]:
    """What on a page that is not ours keeps people from the notice, or says another language or place of it."""
    spoken = _named(region).get("lang")
    for element in (region, *above(region)):
        if element.tag not in STANDS_IN and "-" not in (element.tag or ""):
            yield Drift("hidden" if element.tag in CLOSED else "code", "", f"<{element.tag}>")
    for element in above(region):
        for each in (element, *_columns(element)):
            for name, value in _named(each).items():
                if _shuts(each, name, value) or (name == "dir" and _turns(value, each, region)):
                    yield Drift("hidden", "", f"<{each.tag} {told(name, value)}>")
        spoken = spoken if spoken is not None else _named(element).get("lang")
    if (spoken or "").lower().partition("-")[0] != language.partition("-")[0]:
        yield Drift("language", "", spoken or "", language)
    ids = {each.attributes.get("id") for each in (*elements(region), *above(region))}
    for element in elements(root):
        yield from _reaching(element, way)
        owned = element.attributes.get("aria-owns") or ""
        if ids & {*re.split("[ \t\n\f\r]", owned)}:
            yield Drift("code", "", f"<{element.tag} {told('aria-owns', owned)}>")


def unknown(data: bytes, notice: str) -> list[str]:
    """What a notice stands in, and a page says of itself, of which nobody knows that it changes nothing for readers."""
    try:
        text = decoded(data, within=0)
        roots = [document(each) for each in views(text)]
    except UnreadError:  # which is told
        return []
    odd = [place for place in (odd_place(text, notice, _stands_in(roots[0], notice)),) if place]
    return list(dict.fromkeys(each for root in roots for each in _unknown(root, notice))) + odd


def _stands_in(root: LexborNode, notice: str) -> list[str]:
    found = (each for each in elements(root) if each.attributes.get("data-notice") == notice)
    return [each.tag or "" for region in islice(found, 1) for each in above(region)][::-1]


def _unknown(root: LexborNode, notice: str) -> Iterator[str]:
    for element in elements(root):
        named = _named(element)
        said = f"{named.get('http-equiv', '').strip()}:{named.get('content', '').strip()}"
        if element.tag == "meta" and "http-equiv" in named and not _PRAGMA.fullmatch(said):
            yield f"<meta {told('http-equiv', named['http-equiv'])} {told('content', named.get('content', ''))}>"
        if named.get("name", "").strip().lower() == "viewport" and not _VIEWPORT.fullmatch(named.get("content", "")):
            yield f"<meta {told('name', named['name'])} {told('content', named.get('content', ''))}>"
        for around in above(element) if named.get("data-notice") == notice else ():
            for each in (around, *_columns(around)):
                marks = _named(each)
                for name, value in marks.items():
                    is_known = name in KNOWN or name.startswith("data-")
                    if not is_known and (name, value) != ("xml:lang", marks.get("lang")):
                        yield f"<{each.tag} {told(name, value)}>"


def _named(element: LexborNode) -> dict[str, str]:
    return {name: value or "" for name, value in element.attributes.items()}


def _columns(element: LexborNode) -> Iterator[LexborNode]:
    """The columns of a table, with their groups; a parser makes a group of what stands in none."""
    for group in inner(element):
        if group.tag == "colgroup":
            yield from elements(group)


def _shuts(element: LexborNode, name: str, value: str) -> bool:
    """Whether an attribute may keep people from what stands in its element."""
    if name == "style":
        written = re.sub(r"\s*([:;])\s*", r"\1", " ".join(value.lower().split()))
        return not all(PLAIN.fullmatch(each) for each in written.split(";") if each)
    if name == "role":
        return not OPEN_ROLES.issuperset(value.lower().split())
    laid_out = SIZE if (element.tag, name) in OF_COLUMNS else LAID_OUT.get(name)
    if laid_out and laid_out.fullmatch(value.lower().strip(" \t\n\f\r")):
        return False
    return name in SHUTS | PAINTED or (name in OFF and value.lower() not in OFF[name])


def _turns(value: str, element: LexborNode, region: LexborNode) -> bool:
    """Whether a direction turns the lines of a notice round: one from right to left, or that of letters before it."""
    if value.strip().lower() != "auto":
        return value.strip().lower() == "rtl"
    before = element.text(deep=True).rpartition(region.text(deep=True))[0]
    return any(bidirectional(letter) in {"R", "AL", ""} for letter in before)


def _reaching(element: LexborNode, way: Way) -> Iterator[Drift]:
    """What changes a page from afar: where its links lead, where readers are sent, what stands in place of it."""
    named = _named(element)
    if element.tag == "base" and resolved(way.page, named.get("href", "")).partition("#")[0] != resolved(way.page, ""):
        yield Drift("address", "", f"<base {told('href', named['href'])}>")
    if element.tag == "base" and not _OPENS.fullmatch(named.get("target", "")):
        yield Drift("address", "", f"<base {told('target', named['target'])}>")
    if element.tag == "meta" and named.get("http-equiv", "").strip().lower() == "refresh":
        yield Drift("code", "", f"<meta {told('http-equiv', 'refresh')} {told('content', named.get('content', ''))}>")
    for name, value in named.items() if element.tag == "template" else ():
        if name == "for" or name.startswith("shadowroot"):
            yield Drift("hidden", "", f"<template {told(name, value)}>")
    for each in elements(element) if element.tag == "select" else ():
        if each.tag not in OF_SELECT:
            yield Drift("code", "", f"<select> <{each.tag}>")


def twice(root: LexborNode, ids: Collection[str]) -> Iterator[Drift]:
    """Anchors of ours that stand on a page more than once, so that links lead to the first."""
    counted = Counter(element.attributes.get("id") for element in elements(root))
    for each in sorted(ids):
        if counted[each] > 1:
            yield Drift("address", each, f'id="{each}" stands {counted[each]} times', f'id="{each}"')
