"""Names a place in a file, by the path through its tree; and where people find each kind of thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from site_builder.problems import Path
from site_builder.schemas.nodes import NOTHING, TEXT, Either, Fields, List, Node, Things, Typed, Word, kind_of


class Way(NamedTuple):
    """The node at the end of a path, and the names of the place.

    If `node` offers several forms or types, `chosen` is the node for the value that is there. `title` and `about` are
    those of the nearest field, '' for a thing that has an id. `thing` is the nearest id, '' if there is none. `names`
    are the fields from that id on, as typed.
    """

    node: Node
    chosen: Node
    title: str
    about: str
    thing: str
    names: tuple[str, ...]

    @property
    def words(self) -> str:
        """The place in words: 'data (data_categories) in retention of call-recordings'."""
        *around, name = self.names or ("",)
        place = " in ".join([called(self.title, name), *reversed(around)]) if name else ""
        return f"{place} of {self.thing}" if place and self.thing else place or self.thing


def way(root: Node, data: Any, path: Path, thing: str) -> Way:
    """The `Way` to this path through the data of a file; `thing` is the id of the file itself."""
    node, chosen, value = root, choice(root, data), data
    title, about, names = "", "", list[str]()
    for step in path:
        value = _value_at(value, step)
        above, node = chosen, below(chosen, step)
        chosen = choice(node, value)
        is_free = isinstance(above, Things) and step not in above.fields
        if isinstance(above, Things) and is_free and above.by_id:
            title, about, thing, names = "", "", str(step), []
        elif isinstance(step, str):
            title = ("" if is_free else node.title) or step.replace("_", " ")
            about = node.about
            names.append(step)
    return Way(node, chosen, title, about, thing, tuple(names))


def below(node: Node, step: str | int) -> Node:
    """The node of a field (str) or of an entry (int); NOTHING if there is none."""
    if isinstance(step, int):
        return node.entry if isinstance(node, List) else NOTHING
    if isinstance(node, Fields | Things) and step in node.fields:
        return node.fields[step]
    return node.entry if isinstance(node, Things) else NOTHING


def choice(node: Node, value: object) -> Node:
    """The form or type of the node that this value has; the node itself if it offers no choice that fits."""
    if isinstance(node, Either):
        return node.option(kind_of(value)) or node
    if isinstance(node, Typed) and isinstance(value, dict):
        word = value.get("type")
        return node.of_type.get(word, node) if isinstance(word, str) else node
    return node


def fields_of(node: Node) -> Sequence[str]:
    """The names of a node's fields; empty if it has none."""
    return list(node.fields) if isinstance(node, Fields | Things) else []


def words_of(node: Node) -> Sequence[str]:
    """The fixed words that a text may be; empty if other texts are allowed too."""
    if isinstance(node, Either) and node.option(TEXT):
        return ()
    return node.words if isinstance(node, Word | Either) else ()


def called(title: str, name: str) -> str:
    """A field in words: its title, with its typed name in brackets if the two differ.

    The name replaces a title that another word must follow, such as 'kept by'.
    """
    if re.sub(r"[\W_]", "", title.lower()) != re.sub(r"[\W_]", "", name.lower()):
        return f"{title} ({name})"
    is_unfinished = re.search(r"\b(at|by|due|for|from|in|of|to|until|with)$", title)
    return name if is_unfinished else title


def _value_at(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


# ---- things that have an id

MANY = 6
"""If an id may be of more kinds than so many, a message does not list them."""

WHERE: Mapping[str, str] = {
    "organisation": "us, in organisation.yaml",
    "recipients": "a file in recipients/",
    "disclosures": "a disclosure in recipients/",
    "notices": "a file in notices/",
    "retired": "a retired id, in retired.yaml",
    "roles": "a job, never a person, in vocabulary/roles.yaml",
}


def where(kind: str) -> str:
    """A thing of this kind and its file, in words."""
    return WHERE.get(kind, f"an entry in vocabulary/{kind}.yaml")


def any_of(kinds: Iterable[str]) -> str:
    """A thing of one of these kinds and its file, in words."""
    each = list(dict.fromkeys(kinds))
    return "anything that has words" if len(each) > MANY else " or ".join(map(where, each))
