"""Elements as a reader meets them: a page's region as a tree with single spaces, and the blocks that it reads as."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from site_builder.verify.readings import Block, Reading, Span

KINDS = {
    "h1": "title",
    "h2": "heading",
    "li": "item",
    "dt": "question",
    "dd": "answer",
    "caption": "caption",
    "th": "head",
    "td": "cell",
    "p": "paragraph",
}
"""What kind of block the words in an element are; in others they are of the kind around them."""
INLINE = {
    *(
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
    ),
    *(
        "label",
        "mark",
        "output",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
    ),
    *("svg", "time", "tt", "u", "var", "wbr"),
}
"""Elements in the midst of words; all others stand on lines of their own."""
SPACE = re.compile("[ \t\n\r]+")


@dataclass(frozen=True, slots=True)
class Node:
    """An element: its name, its attributes in the order of their names, and what it holds."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Node | str, ...] = ()

    def get(self, name: str) -> str:
        """An attribute's value, '' for none."""
        return next((value for key, value in self.attributes if key == name), "")

    @property
    def is_inline(self) -> bool:
        """Whether it stands in the midst of words."""
        return self.tag in INLINE and self.get("class") != "question"


def node(tag: str, *children: Node | str, **attributes: str) -> Node:
    """An element; in an attribute's name `_` is a hyphen, and none at the end. One without a value is left out."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items() if value}
    return Node(tag, tuple(sorted(named.items())), children)


def walk(root: Node) -> Iterator[Node]:
    """An element and all elements in it, in reading order."""
    yield root
    for child in root.children:
        if isinstance(child, Node):
            yield from walk(child)


def text_of(root: Node) -> str:
    """All words in an element, with single spaces."""
    return " ".join(" ".join(block.text for block in reading(root)).split())


# ---- white space


def single(text: str) -> str:
    """A text with single spaces and none around it; browsers show other signs than these four, a form feed too."""
    return SPACE.sub(" ", text).strip(" ")


def tidy(root: Node) -> Node:
    """With white space as browsers show it: single, and none where a line begins or ends."""
    texts = iter(list(_single(_texts(root))))
    return _filled(root, texts)


def _texts(root: Node) -> Iterator[str | None]:
    """The texts in reading order, None where a line ends."""
    ends = () if root.is_inline else (None,)
    yield from ends
    for child in root.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _texts(child)
    yield from ends


def _single(texts: Iterable[str | None]) -> Iterator[str]:
    """Each text as it is shown: of spaces that meet the first stays, unless the line has begun or ends there."""
    line: list[str] = []
    last = -1
    for text in texts:
        if text is not None:
            single = SPACE.sub(" ", text)
            follows_space = last < 0 or line[last].endswith(" ")
            line.append(single[1:] if follows_space and single.startswith(" ") else single)
            last = len(line) - 1 if line[-1] else last
            continue
        if last >= 0:
            line[last] = line[last].removesuffix(" ")
        yield from line
        line, last = [], -1
    yield from line


def _filled(root: Node, texts: Iterator[str]) -> Node:
    children: list[Node | str] = []
    for child in root.children:
        if isinstance(child, Node):
            children.append(_filled(child, texts))
        elif text := next(texts):
            if children and isinstance(children[-1], str):
                children[-1] += text
            else:
                children.append(text)
    return Node(root.tag, root.attributes, tuple(children))


# ---- blocks


def reading(root: Node) -> Reading:
    """The blocks of a tidy region, in reading order."""
    reader = _Reader()
    reader.read(root, "paragraph", "", ("", ""))
    reader.end("paragraph", "")
    return tuple(reader.blocks)


class _Reader:
    """Gathers the words of each block while it walks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._spans: list[Span] = []

    def read(self, root: Node, kind: str, below: str, marks: tuple[str, str]) -> None:
        """The words in an element, of a kind, below an anchor; `marks` are the language and address around it."""
        marks = (root.get("lang") or marks[0], root.get("href") or marks[1])
        for child in root.children:
            if isinstance(child, str):
                self._add(Span(child, *marks))
            elif child.is_inline:
                self.read(child, kind, below, marks)
            else:
                self.end(kind, below)
                inner_kind, inner = _kind(child, kind), anchor(child, below)
                self.read(child, inner_kind, inner, marks)
                self.end(inner_kind, inner)

    def _add(self, span: Span) -> None:
        last = self._spans[-1] if self._spans else None
        if last and (last.language, last.address) == (span.language, span.address):
            self._spans[-1] = Span(last.text + span.text, span.language, span.address)
        else:
            self._spans.append(span)

    def end(self, kind: str, anchor: str) -> None:
        """What was gathered is a block."""
        if any(span.text.strip() for span in self._spans):
            self.blocks.append(Block(kind, anchor, tuple(self._spans)))
        self._spans = []


def _kind(root: Node, around: str) -> str:
    if root.get("class") == "remark":
        return "remark"
    if root.get("class") == "question":
        return "question"
    return around if around == "cell" and root.tag == "li" else KINDS.get(root.tag, around)


def anchor(root: Node, around: str) -> str:
    """The anchor that leads to an element: its own, or that of what it stands in."""
    own = root.get("id") or root.get("aria-labelledby")
    return own if own and root.tag != "main" else around
