"""A page's text to its elements, parsed as browsers do (HTML5, by Lexbor), with addresses and tags in one form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.verify.links import canonical
from site_builder.verify.page.address import parted, resolved
from site_builder.verify.page.nodes import SPACE, Node, single

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

SOMEWHERE = "https://page.invalid/page/"
"""Where a page is taken to stand if nobody says."""
DEEPEST = 64
"""So deep are elements read inside each other in what is ours; ours is nine deep."""
HARMLESS = re.compile(r"data-(cf\w*|rocket|pagespeed|block|reactroot|reactid)(-[\w-]*)?|data-v-[0-9a-f]+")
"""Attributes that networks and editors add for themselves, with numbers, true or false, or nothing in them."""
UNSEEN = {
    *("script", "style", "noscript", "noembed", "noframes", "iframe", "object", "audio", "video"),
    *("canvas", "datalist", "title", "rp"),
}
"""Elements whose words no reader sees; those of a template no parser puts into the page."""
_NUMBER = re.compile(r"[0-9a-f.:-]{0,64}|true|false")
GOES_OUT = {"noopener", "noreferrer", "nofollow", "external"}
"""What a link may say of itself: it changes nothing for readers."""


class UnreadError(Exception):
    """A page cannot be read as a browser would; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where addresses on a page lead: absolute and in one form, within the page `#` and the anchor.

    With an index, a folder and the `index.html` in it are one place.
    """

    page: str = SOMEWHERE
    has_index: bool = False

    def __call__(self, href: str) -> str:
        """The address that a link leads to."""
        whole = canonical(resolved(self.page, href))
        is_here = parted(whole)[:2] == parted(self.page)[:2]
        place, sharp, anchor = whole.partition("#")
        if self.has_index and is_here and place.endswith("/index.html"):
            place = place.removesuffix("index.html")
        is_within = bool(sharp) and place == canonical(self.page).partition("#")[0]
        return f"#{anchor}" if is_within else f"{place}{sharp}{anchor}"


def document(text: str) -> LexborNode:
    """The `html` element of a page. Raises UnreadError."""
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(text).root
    if root is None:
        raise UnreadError("It holds nothing that can be read.")
    return root


def elements(root: LexborNode) -> Iterator[LexborNode]:
    """An element and all elements in it, in order."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        inside = list(inner(node))
        waiting += reversed(inside)


def inner(element: LexborNode) -> Iterator[LexborNode]:
    """The elements directly in an element."""
    child = element.child
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next


def above(element: LexborNode) -> Iterator[LexborNode]:
    """What an element stands in, the nearest first."""
    node = element.parent
    while node is not None and node.is_element_node:
        yield node
        node = node.parent


def tree(element: LexborNode, way: Way, depth: int = 0) -> Node:
    """An element with all that it holds, but for comments, and the words of what readers never see."""
    if depth > DEEPEST:
        raise UnreadError("Elements in the notice stand too deep inside each other.")
    tag = element.tag or ""
    children: list[Node | str] = []
    child = element.child if tag not in UNSEEN else None
    while child is not None:
        if child.is_text_node:
            children.append(child.text_content or "")
        elif child.is_element_node:
            children.append(tree(child, way, depth + 1))
        child = child.next
    return Node(tag, tuple(sorted(attributes(element, way).items())), tuple(children))


def attributes(element: LexborNode, way: Way) -> dict[str, str]:
    """The attributes of an element that could mean something, by their names."""
    found = ((name, value or "") for name, value in element.attributes.items())
    return {name: _FORMS.get(name, _same)(way, value) for name, value in found if not _is_harmless(name, value)}


def _is_harmless(name: str, value: str) -> bool:
    if HARMLESS.fullmatch(name):
        return bool(_NUMBER.fullmatch(value))
    if name == "rel":
        return set(value.lower().split()) <= GOES_OUT
    if name == "class":
        return not value.strip()
    # With a space beside it no browser takes it for `false`, nor with another letter K for `_blank`.
    return value.isascii() and (name, value.lower()) in {("aria-hidden", "false"), ("target", "_blank")}


def _same(_: Way, value: str) -> str:
    return single(value)


def _exact(_: Way, value: str) -> str:
    return value


_FORMS: dict[str, Callable[[Way, str], str]] = {
    "href": lambda way, value: way(value),
    "lang": lambda _, value: value.lower(),
    "hreflang": lambda _, value: value.lower(),
    "content": lambda _, value: SPACE.sub(" ", value),
    **dict.fromkeys(("id", "name", "http-equiv", "scope", "type", "data-notice"), _exact),
}
"""Space around some makes another name or value of them; in others it parts words."""


def located(root: Node, way: Way) -> Node:
    """What is stated with its addresses in the form that a page's have."""
    named = tuple((name, way(value) if name == "href" else value) for name, value in root.attributes)
    children = tuple(child if isinstance(child, str) else located(child, way) for child in root.children)
    return Node(root.tag, named, children)
