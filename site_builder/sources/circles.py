"""Things that lead back to themselves: what follows an id from thing to thing must come to an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.core.problems import Path, Problem
from site_builder.load.shape.ways import called
from site_builder.sources.files import Definition
from site_builder.sources.placing import problem

ENDS: Mapping[str, str] = {
    "words_in": "Write the words as text in one disclosure, and name that one in words_in.",
    "onward_of": "Name the disclosure that came before; the first of all has no onward_of.",
    "exception_to": "Name the disclosure whose promise does not hold here; that one is no exception to this one.",
    "members": "Take this entry out: nothing is a part of itself.",
    "at": "Name the body that they work for; nobody works for themselves.",
    "replaced_by": "Name what came after it; what came last has no replaced_by.",
    "supersedes": "Name the older notice; the oldest supersedes nothing.",
}
"""The fields that lead from one thing to others of its kind, and how each way comes to an end."""

SHOWN = 5

Link = tuple[str, Path]
Links = Mapping[str, list[Link]]
"""Of each thing, what a field of it names, and the way to where it does."""


def circles(known: Mapping[str, Definition]) -> Iterator[Problem]:
    """A problem for each way that leads back to where it began, at the id that closes it."""
    for field, hint in ENDS.items():
        links = {key: list(_links(definition, field)) for key, definition in known.items()}
        for way, path in _closed(links):
            last = known[way[-1]]
            message = f"'{way[0]}' names itself." if len(way) == 1 else _round(way)
            label = f"{called(field.replace('_', ' '), field)} of {last.id}"
            yield problem(last.document, path, "circle", label, message, hint)


def _links(definition: Definition, field: str) -> Iterator[Link]:
    """The ids in a field of a thing, as they were written; what has another shape is left to those who judge shapes."""
    thing: Any = definition.document.data
    for step in definition.path:
        thing = thing[step]
    named, path = thing.get(field), (*definition.path, field)
    if isinstance(named, str):
        yield named, path
    elif isinstance(named, list):
        yield from ((key, (*path, number)) for number, key in enumerate(named) if isinstance(key, str))


def _closed(links: Links) -> Iterator[tuple[list[str], Path]]:
    """Each circle as its things in order, and the way to the id that leads from the last to the first."""
    done: set[str] = set()
    for start in links:
        trail = {} if start in done else {start: iter(links[start])}
        while trail:
            here = next(reversed(trail))
            key, path = next(trail[here], (None, ()))
            if key is None:
                del trail[here]
                done.add(here)
            elif key in trail:
                way = [*trail]
                yield way[way.index(key) :], path
            elif key in links and key not in done:
                trail[key] = iter(links[key])


def _round(way: list[str]) -> str:
    """The circle in words: "This leads back to where it began: 'a' names 'b', 'b' names 'a'."."""
    names = [f"'{one}' names '{other}'" for one, other in zip(way, [*way[1:], way[0]], strict=True)]
    more = [f"and so on through {len(names) - SHOWN} more"] if len(names) > SHOWN else []
    return f"This leads back to where it began: {', '.join([*names[:SHOWN], *more])}."
