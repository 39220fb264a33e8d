"""What stands around a notice on a page of ours: the council's own header and footer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from site_builder.verify.drift import Drift
from site_builder.verify.page.dom import GOES_OUT
from site_builder.verify.page.nodes import Node, text_of, walk
from site_builder.verify.page.odd import told

LANDMARKS = {"header", "footer", "nav", "aside"}
"""What may stand beside what is ours: it is plain to everybody that this is no part of the notice."""
TAGS = {
    *("header", "footer", "nav", "aside", "div", "p", "a", "span", "ul", "ol", "li", "h2", "h3", "h4", "h5", "strong"),
    *("em", "b", "i", "small", "br", "hr", "img", "address", "abbr", "time"),
}
ATTRIBUTES = {
    *("id", "class", "href", "hreflang", "lang", "title", "type", "src", "alt", "datetime"),
    *("aria-label", "aria-labelledby", "aria-current", "loading", "decoding"),
}
"""What a header and a footer may be made of: nothing in it reaches out of its place."""
_SIZE = re.compile("[0-9]{1,4}|[0-9]{1,2}%|100%")
MOST = {"elements": 1_000, "letters": 20_000}
"""So many may stand around, each letter in a line of its own and each picture, by our style sheet, as high as a window.

What is below 17,895,697 pixels Firefox shows nobody, and Chromium finds no word below 16,777,216, divided by how large
people have a page shown: up to twelve times on a phone.
"""
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
SCHEMES = {"https", "http", "mailto", "tel", ""}


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
    ours = {("id", each.get("id")) for each in walk(stated)} | {("class", name) for name in CLASSES}
    yield from _too_much([element for each in around if isinstance(each, Node) for element in walk(each)])
    for each in around:
        if not isinstance(each, Node):
            yield Drift("added", "", each.strip())
        elif each.tag not in LANDMARKS:
            if words := text_of(each):
                yield Drift("added", "", words)
            elif each.tag in TAGS:
                yield Drift("code", "", f"<{each.tag}>")
        for element in walk(each) if isinstance(each, Node) else ():
            if element.tag not in TAGS:
                yield Drift("code", "", f"<{element.tag}>")
            roles = LANDMARK_ROLES if element is each else ROLES
            for name, value in element.attributes:
                key = "id" if name == "aria-labelledby" else name
                if _is_odd(name, value, roles) or any((key, word) in ours for word in value.split()):
                    yield Drift("code", "", f"<{element.tag} {told(name, value)}>")


def _too_much(around: Collection[Node]) -> Iterator[Drift]:
    """What pushes the notice out of what browsers can show; for a picture that is not there they show its words."""
    texts = (text for each in around for text in (*each.children, each.get("alt"), each.get("title")))
    counts = {"elements": len(around), "letters": sum(len(text) for text in texts if isinstance(text, str))}
    for what, count in counts.items():
        if count > MOST[what]:
            yield Drift("code", "", f"{count:,} {what} around", f"{MOST[what]:,} at most")


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
