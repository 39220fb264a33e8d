"""What stands around a notice: the council's own header and footer on a page of ours, and all of a page of theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from unicodedata import bidirectional
from urllib.parse import urlsplit

from site_builder.verify.drift import Drift
from site_builder.verify.page.address import resolved
from site_builder.verify.page.dom import GOES_OUT, Way, above, elements, inner
from site_builder.verify.page.nodes import Node, text_of, walk
from site_builder.verify.page.odd import CLOSED, told

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LANDMARKS = {"header", "footer", "nav", "aside"}
"""What may stand beside what is ours: it is plain to everybody that this is no part of the notice."""
TAGS = {
    *("header", "footer", "nav", "aside", "div", "p", "a", "span", "ul", "ol", "li", "h2", "h3", "h4", "h5", "strong"),
    *("em", "b", "i", "small", "br", "hr", "img", "address", "abbr", "time"),
}
ATTRIBUTES = {
    *("id", "class", "href", "hreflang", "lang", "title", "role", "type", "src", "alt", "datetime"),
    *("aria-label", "aria-labelledby", "aria-current", "loading", "decoding"),
}
"""What a header and a footer may be made of: nothing in it reaches out of its place."""
_SIZE = re.compile("[0-9]{1,4}|[0-9]{1,2}%|100%")
MOST = 3_000
"""So large may pictures and columns be, and so many elements may stand around: browsers lay out 33,554,432 pixels."""
OF_COLUMNS = {("col", "width"), ("colgroup", "width")}
_STYLED = ("id", "class")
CLASSES = {
    *("body", "boxes", "contents", "entry", "facts", "frame", "home", "lead", "mast", "notices", "question", "remark"),
    *("silent", "skip", "variant", "words"),
}
"""All classes of our style sheet: it would lay out what has one also on a page on which ours has none."""
LANDMARK_ROLES = {"banner", "contentinfo", "navigation", "complementary", "search"}
ROLES = LANDMARK_ROLES | {
    *("list", "listitem", "menu", "menubar", "menuitem", "toolbar", "group", "none", "presentation"),
    *("img", "image", "link", "button", "heading", "separator"),
}
"""What they, and what is in them, may be to people who listen: neither the main part nor one beside the notice."""
OPEN_ROLES = LANDMARK_ROLES | {
    *("main", "region", "article", "document", "section", "form", "feed", "figure", "group", "generic", "tabpanel"),
    *("none", "presentation", "list", "listitem", "table", "rowgroup", "row", "cell"),
}
"""Roles of what a notice may stand in; of others people who listen may hear the name alone (WAI-ARIA 1.2, 5.2.8)."""
SCHEMES = {"https", "http", "mailto", "tel", ""}
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
PAINTED = {"text", "bgcolor", "background", "color", "size", "width", "height", "link", "vlink", "alink"} | _SPACED
"""Attributes of what a notice stands in that hide it, or could."""
LAID_OUT = {
    "width": re.compile("100%|[1-9][0-9]{2,3}"),
    **dict.fromkeys(_SPACED, re.compile("[0-9]{0,2}(px)?")),
}
"""Values of them that old layouts have."""
PLAIN = re.compile(
    r"(margin|padding)(-\w+)*:((auto|0|\d{1,2}px|\d(\.\d+)?(r?em|%)) ?){1,4}"
    r"|(text-align|float):(left|right|start|center)|(max-)?width:(auto|none|100%|[5-9]\d(\.\d+)?%|[1-9]\d{2,3}px|[2-9]\dr?em)|clear:both|box-sizing:border-box"
    r"|display:block|position:relative|opacity:1|min-height:(0|\d{1,3}(px|vh|%))|line-height:(normal|1(\.\d+)?|2)|font-size:(1[2-9]|2\d)px",
    re.ASCII,
)
"""Styles that may be set on it."""


def parted(body: Node, stated: Node) -> tuple[list[Node | str], list[Node | str]]:
    """What of a body is ours, from the first to the last of what is stated, and what stands before and after it."""
    children = list(body.children)
    places = list(_places(children, [_mark(child) for child in stated.children]))
    if not places:
        return children, []
    first, last = places[0], places[-1]
    return children[first : last + 1], [*children[:first], *children[last + 1 :]]


def _places(children: Sequence[Node | str], marks: Iterable[object]) -> Iterator[int]:
    """Where the children with the marks stand, in the order of both."""
    start = 0
    for mark in marks:
        at = next((i for i in range(start, len(children)) if _mark(children[i]) == mark), -1)
        if at >= 0:
            yield at
            start = at + 1


def _mark(child: Node | str) -> object:
    return (child.tag, child.get("class")) if isinstance(child, Node) else child


def surrounding(around: Sequence[Node | str], stated: Node) -> Iterator[Drift]:
    """What may not stand in a header or footer of the council's own; what is stated has anchors and classes of ours."""
    ours = {(name, word) for each in walk(stated) for name in _STYLED for word in each.get(name).split()}
    ours |= {("class", name) for name in CLASSES}
    every = sum(1 for each in around if isinstance(each, Node) for _ in walk(each))
    if every > MOST:
        yield Drift("code", "", f"{every:,} elements around", f"{MOST:,} at most")
    for each in around:
        if not isinstance(each, Node) or each.tag not in LANDMARKS:
            yield Drift("added", "", text_of(each) if isinstance(each, Node) else each.strip())
        for element in walk(each) if isinstance(each, Node) else ():
            if element.tag not in TAGS:
                yield Drift("code", "", f"<{element.tag}>")
            roles = LANDMARK_ROLES if element is each else ROLES
            for name, value in element.attributes:
                key = "id" if name == "aria-labelledby" else name
                if _is_odd(name, value, roles) or any((key, word) in ours for word in value.split()):
                    yield Drift("code", "", f"<{element.tag} {told(name, value)}>")


def _is_odd(name: str, value: str, roles: Collection[str]) -> bool:
    if name in {"role", "rel"}:
        return not {*value.lower().split()} <= ({*roles} if name == "role" else {"me", *GOES_OUT})
    if name in {"width", "height"}:
        return not _SIZE.fullmatch(value)
    return name not in ATTRIBUTES or (name == "href" and _scheme(value) not in SCHEMES)


def _scheme(address: str) -> str:
    """The scheme of an address, '?' of what is none."""
    try:
        return urlsplit(address).scheme
    except ValueError:
        return "?"


# ---- a page that is not ours


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
    laid_out = _SIZE if (element.tag, name) in OF_COLUMNS else LAID_OUT.get(name)
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
