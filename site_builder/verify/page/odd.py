"""What stands in a page's elements and is not for reading: other elements and attributes than ours, and what hides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest

from site_builder.verify.drift import Drift
from site_builder.verify.page.nodes import Node, anchor, text_of, walk
from site_builder.verify.words import shown

HIDING = {"hidden", "inert", "aria-hidden", "style", "popover"}
"""Attributes that can keep people from what stands in an element."""
CLOSED = {"details", "dialog", "template", "noscript", "datalist", "noembed", "noframes"}
"""Elements whose content stays closed."""
TELLING = {"title", "alt", "placeholder", "summary", "abbr", "label", "value", "content", "cite", "datetime"}
READ_AS_WORDS = {"href", "lang", "id"}
"""Attributes that are told with the words that they are of, or by their anchor."""
LONGEST = 80


def odd(found: Node, stated: Node) -> Iterator[Drift]:
    """Elements and attributes that ours never have, each once with all that is in it."""
    names: dict[str, set[str]] = defaultdict(set)
    classes: dict[str, set[str]] = defaultdict(set)
    for each in walk(stated):
        names[each.tag].update(name for name, _ in each.attributes)
        classes[each.tag].add(each.get("class"))
    yield from _odd(found, names, classes, "")


def _odd(found: Node, names: dict[str, set[str]], classes: dict[str, set[str]], about: str) -> Iterator[Drift]:
    about = anchor(found, about)
    if found.tag not in names:
        kind = "hidden" if found.tag in CLOSED else "code"
        yield Drift(kind, about, f"<{found.tag}>", _brief(text_of(found)))
        return
    for name, value in found.attributes:
        is_ours = name in names[found.tag] and (name != "class" or value in classes[found.tag])
        if not is_ours and name not in READ_AS_WORDS:
            yield Drift(_kind(name), about, told(name, value), _brief(text_of(found)) if name in HIDING else "")
    for child in found.children:
        if isinstance(child, Node):
            yield from _odd(child, names, classes, about)


def _kind(name: str) -> str:
    if name in HIDING:
        return "hidden"
    return "attribute" if name in TELLING or name.startswith(("aria-", "data-")) else "code"


def told(name: str, value: str) -> str:
    """An attribute as it stands in a page."""
    return f'{name}="{_brief(value)}"' if value else name


def _brief(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def shaped(found: Node, stated: Node, about: str = "") -> Iterator[Drift]:
    """How two elements differ that hold the same words: by attributes, or by what stands in what."""
    about = anchor(stated, about)
    ours, theirs = dict(stated.attributes), dict(found.attributes)
    for name in sorted({*ours, *theirs}):
        if ours.get(name) != theirs.get(name):
            kind = _SHAPED.get(name, _kind(name))
            says, should = (told(name, of[name]) if name in of else "" for of in (theirs, ours))
            yield Drift(kind, about, says, should)
    built = _built(found), _built(stated)
    if built[0] != built[1]:
        at = next(i for i, (a, b) in enumerate(zip_longest(*built)) if a != b)
        says, should = (" ".join([f"<{stated.tag}>", *of[max(0, at - 1) : at + 2]]) for of in built)
        yield Drift("code", about, says, should)
        return
    for pair in zip(stated.children, found.children, strict=True):
        match pair:
            case Node() as ours_in, Node() as theirs_in:
                yield from shaped(theirs_in, ours_in, about)
            case str(should), str(says) if says != should:
                yield Drift("changed", about, shown(says), shown(should))


_SHAPED = {"href": "address", "id": "address", "lang": "language"}


def _built(root: Node) -> list[str]:
    """What stands directly in an element: words and a link are `…` and `<a>`."""
    return [f"<{child.tag}>" if isinstance(child, Node) else "…" for child in root.children]
