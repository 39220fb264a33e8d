"""A page that is not ours: what a notice stands in there, and what else of the page reaches it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from site_builder.verify.drift import Drift
from site_builder.verify.page.address import resolved
from site_builder.verify.page.around import LANDMARK_ROLES
from site_builder.verify.page.dom import Way, above, elements, inner
from site_builder.verify.page.odd import CLOSED, told

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
MOVING = {"set", "animate", "animatemotion", "animatetransform", "animatecolor", "discard"}
"""Elements of a drawing by which Firefox changes also what is no drawing, where they say what."""
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
    "width": re.compile("100%|([1-9]|1[0-2])[0-9]{2}"),
    "align": re.compile("left|center|middle|justify|"),
    **dict.fromkeys(_SPACED, re.compile("[0-9]{0,2}(px)?")),
}
"""Values of them that old layouts have."""
_OF_SHEET = r"var\(--(?!umb-)[\w-]+\)"
_WIDE = r"100%|[5-9]\d(\.\d+)?%"
PLAIN = re.compile(
    rf"(margin|padding)(-\w+)*:((auto|0|\d{{1,2}}px|\d(\.\d+)?(r?em|%)|{_OF_SHEET}) ?){{1,4}}"
    rf"|(max-)?width:(auto|none|{_WIDE}|([1-9]|1[0-2])\d\dpx|[2-9]\d(r?em|ch)|{_OF_SHEET})|flex-basis:({_WIDE})"
    rf"|font-size:((1[2-9]|2\d)px|1(\.\d+)?rem|{_OF_SHEET})|line-height:(normal|1(\.\d+)?|2)|clear:both|display:(block|inline)"
    r"|text-align:(left|right|start|center)|float:left|min-height:(0|\d{1,3}(px|vh|%))|position:relative|opacity:1"
    r"|box-sizing:border-box|--umb-[\w-]+:\d{1,2}",
    re.ASCII,
)
"""Styles that may be set on it. A size that a style sheet keeps is looked at by who looks at that; none is kept here,
but for what Umbraco keeps for its own sheet."""
OF_COLUMN = re.compile("[0-9]{1,3}|1[0-2][0-9]{2}|[0-9]{1,2}%|100%")
OF_COLUMNS = {("col", "width"), ("colgroup", "width")}


def outside(root: LexborNode, region: LexborNode, language: str, way: Way) -> Iterator[Drift]:
    """What on a page that is not ours keeps people from the notice, or says another language or place of it."""
    spoken = named(region).get("lang")
    for element in (region, *above(region)):
        if element.tag not in STANDS_IN and "-" not in (element.tag or ""):
            yield Drift("hidden" if element.tag in CLOSED else "code", "", f"<{element.tag}>")
    for element in above(region):
        for each in (element, *columns(element)):
            for name, value in named(each).items():
                if _shuts(each, name, value) or (name == "dir" and _turns(value, each, region)):
                    yield Drift("hidden", "", f"<{each.tag} {told(name, value)}>")
        spoken = spoken if spoken is not None else named(element).get("lang")
    if (spoken or "").lower().partition("-")[0] != language.partition("-")[0]:
        yield Drift("language", "", spoken or "", language)
    ids = {each.attributes.get("id") for each in (*elements(region), *above(region))}
    for element in elements(root):
        yield from _reaching(element, way)
        owned = element.attributes.get("aria-owns") or ""
        if ids & {*re.split("[ \t\n\f\r]", owned)}:
            yield Drift("code", "", f"<{element.tag} {told('aria-owns', owned)}>")


def named(element: LexborNode) -> dict[str, str]:
    """The attributes of an element by their names."""
    return {name: value or "" for name, value in element.attributes.items()}


def columns(element: LexborNode) -> Iterator[LexborNode]:
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
    laid_out = OF_COLUMN if (element.tag, name) in OF_COLUMNS else LAID_OUT.get(name)
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
    marks = named(element)
    if element.tag == "base" and resolved(way.page, marks.get("href", "")).partition("#")[0] != resolved(way.page, ""):
        yield Drift("address", "", f"<base {told('href', marks['href'])}>")
    if element.tag == "base" and not _OPENS.fullmatch(marks.get("target", "")):
        yield Drift("address", "", f"<base {told('target', marks['target'])}>")
    if element.tag == "meta" and marks.get("http-equiv", "").strip().lower() == "refresh":
        yield Drift("code", "", f"<meta {told('http-equiv', 'refresh')} {told('content', marks.get('content', ''))}>")
    for name, value in marks.items() if element.tag == "template" else ():
        if name in {"for", "patchfor"} or name.startswith("shadowroot"):
            yield Drift("hidden", "", f"<template {told(name, value)}>")
    for name, value in marks.items() if (element.tag or "").lower() in MOVING else ():
        if name.rpartition(":")[2] == "href":
            yield Drift("code", "", f"<{element.tag} {told(name, value)}>")
    for each in elements(element) if element.tag == "select" else ():
        if each.tag not in OF_SELECT:
            yield Drift("code", "", f"<select> <{each.tag}>")


def twice(root: LexborNode, ids: Collection[str]) -> Iterator[Drift]:
    """Anchors of ours that stand on a page more than once, so that links lead to the first."""
    counted = Counter(element.attributes.get("id") for element in elements(root))
    for each in sorted(ids):
        if counted[each] > 1:
            yield Drift("address", each, f'id="{each}" stands {counted[each]} times', f'id="{each}"')
