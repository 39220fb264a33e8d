"""What the public reads, text by text as it was typed, each with the place where it would be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, is_dataclass
from functools import lru_cache
from typing import Any, TypeVar

from site_builder.core.fields import field_types
from site_builder.core.model import Disclosure, Notice, Passage, Registry, SharedCondition
from site_builder.core.names import Names, names
from site_builder.core.problems import Path
from site_builder.core.readability import sentences
from site_builder.core.values import Id, Words

T = TypeVar("T")

MAILBOX = "mailto:"
OF_THE_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the source language: whose it is, the way to it from there, its passages, and what it states.

    `within` is the section that shows it, '' outside of one.
    """

    subject: Id
    path: Path
    passages: tuple[Passage, ...]
    states: tuple[Id, ...]
    notice: Notice
    within: str = ""

    @property
    def sentences(self) -> list[str]:
        """Its sentences, an item of a list being one."""
        return [sentence for passage in self.passages for sentence in _sentences(str(passage.text))]


_sentences = lru_cache(maxsize=1 << 16)(sentences)


def _of_the_last(found: Callable[[Registry], Iterable[T]]) -> Callable[[Registry], Sequence[T]]:
    """Keep what is found of one registry, as each rule asks anew."""
    last: tuple[Registry | None, Sequence[T]] = (None, ())

    def kept(registry: Registry) -> Sequence[T]:
        nonlocal last
        if last[0] is not registry:
            last = registry, tuple(found(registry))
        return last[1]

    return kept


def texts(registry: Registry, *, again: bool = False) -> Iterator[Text]:
    """Every text of the notices that somebody typed, in reading order; what two notices show once, or `again`."""
    seen: set[tuple[Id, Path]] = set()
    for notice in registry.notices:
        for text in texts_of(registry, notice):
            if again or (text.subject, text.path) not in seen:
                seen.add((text.subject, text.path))
                yield text


def stated_by(registry: Registry, text: Text) -> list[Disclosure]:
    """The disclosures that a text states."""
    return [d for key in text.states if isinstance(d := registry.things[key], Disclosure)]


@_of_the_last
def labels(registry: Registry) -> Iterator[tuple[Id, Path, str]]:
    """Names, titles, headings and all other words outside of passages, and mailboxes: whose, the way, the words."""
    for thing in registry.things.values():
        for name, (key, _) in field_types(type(thing)).items():
            if key not in LABELLED_APART and not (key in OF_NOTICES and isinstance(thing, Notice)):
                yield from ((thing.id, way, text) for way, text in _words(getattr(thing, name), (key,)))
    for notice in registry.notices:
        for section in notice.sections:
            headings = {"heading": section.heading, "child_heading": section.child_heading}
            yield from ((notice.id, ("sections", section.id, key), str(said)) for key, said in headings.items() if said)


def addresses(registry: Registry) -> Iterator[tuple[Id, Path, str]]:
    """Addresses of the web that stand in fields of their own: whose, the way, the address."""
    for thing in registry.things.values():
        for name, (key, _) in field_types(type(thing)).items():
            if key not in LABELLED_APART | OF_NOTICES:
                for way, text in _strings(getattr(thing, name), (key,)):
                    if isinstance(text, str) and text.startswith(OF_THE_WEB):
                        yield thing.id, way, text


LABELLED_APART = {"disclosures", "history"}
OF_NOTICES = {"sections", "opening", "child_opening", "closing"}
"""What holds passages, or things that are asked for themselves."""


def called(registry: Registry, key: Id) -> Iterator[str]:
    """All that a thing is called."""
    thing = registry.things[key]
    for name in ("name", "short_name", "title"):
        value = getattr(thing, name, None)
        if value:
            yield str(value)
    yield from map(str, getattr(thing, "also_called", ()))


def parties(registry: Registry) -> Names:
    """The names of us, of all recipients and of all bodies."""
    things = (registry.organisation, *registry.recipients, *registry.bodies)
    return names((name, thing.id) for thing in things for name in called(registry, thing.id))


def texts_of(registry: Registry, notice: Notice) -> Iterator[Text]:
    """Every text of a notice that somebody typed, in reading order."""
    for field in ("opening", "child_opening"):
        yield from _grouped(registry, notice, getattr(notice, field), (field,), "")
    for section in notice.sections:
        way: Path = ("sections", section.id)
        yield from _grouped(registry, notice, section.passages, way, section.id)
        yield from _grouped(registry, notice, section.child_passages, way, section.id, "child_text")
    yield from _grouped(registry, notice, notice.closing, ("closing",), "")


def _grouped(
    registry: Registry, notice: Notice, passages: Iterable[Passage], way: Path, within: str, field: str = "text"
) -> Iterator[Text]:
    """What one owner says as one text; what states nothing is the notice's own, and so is what stands at `way`."""
    together: dict[tuple[Id, ...], list[Passage]] = {}
    for passage in (p for p in passages if not p.generated):
        together.setdefault(passage.states, []).append(passage)
    for states, found in together.items():
        is_owned = bool(states) and isinstance(registry.things.get(states[0]), Disclosure | SharedCondition)
        subject, path = (states[0], (field,)) if is_owned else (notice.id, way)
        yield Text(subject, path, tuple(found), states if is_owned else (), notice, within)


def _words(value: Any, way: Path) -> Iterator[tuple[Path, str]]:
    """Words, and mailboxes."""
    found = _strings(value, way)
    return ((path, str(text)) for path, text in found if isinstance(text, Words) or text.startswith(MAILBOX))


def _strings(value: Any, way: Path) -> Iterator[tuple[Path, Words | str]]:
    """All texts within a value, with the ways to them."""
    if isinstance(value, Words | str):
        yield way, value
    elif is_dataclass(value) and not isinstance(value, type):
        for name, (key, _) in field_types(type(value)).items():
            yield from _strings(getattr(value, name), (*way, key))
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _strings(each, (*way, number))
