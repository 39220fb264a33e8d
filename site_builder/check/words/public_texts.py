"""What the public reads, text by text as typed, each with the place where one can change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from itertools import chain
from typing import Any, TypeVar

from site_builder.check.rule import remark, warning
from site_builder.model import Disclosure, Head, Notice, Passage, Registry, SharedCondition, Thing
from site_builder.model.fields import field_types
from site_builder.model.name_matcher import Names, names
from site_builder.model.sentences import sentences
from site_builder.model.values import Id, Words
from site_builder.problems import Finding, Path

T = TypeVar("T")

MAILBOX = "mailto:"
OF_THE_WEB = ("http://", "https://")
LABELLED_APART = {"disclosures", "former_names", "history"}
OF_NOTICES = {"sections", "opening", "child_opening", "closing"}
"""Fields with passages, or with things that have labels of their own."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the source language: its owner, the path to it there, its passages, and the ids that it states.

    `within` is the section that shows it, '' for none. `disclosures` are those that it states.
    """

    subject: Id
    path: Path
    passages: tuple[Passage, ...]
    states: tuple[Id, ...]
    disclosures: tuple[Disclosure, ...]
    notice: Notice
    within: str = ""

    @property
    def sentences(self) -> list[str]:
        """Its sentences; each item of a list is one."""
        return [sentence for passage in self.passages for sentence in sentences(str(passage.text))]

    def sentences_in(self, language: str) -> list[str]:
        """Its sentences in a language, of those passages that are translated."""
        translated = (dict(passage.text.pairs).get(language) for passage in self.passages)
        return [sentence for words in translated if words for sentence in sentences(words)]

    def first(self, find: Callable[[str], T | None]) -> T | None:
        """What `find` gives for the first sentence where it gives anything; None for none."""
        return next(filter(None, map(find, self.sentences)), None)

    def warning(self, message: str, hint: str) -> Finding:
        """Something doubtful in its words."""
        return warning(self.subject, self.path, message, hint)

    def remark(self, message: str, hint: str) -> Finding:
        """Something about its style, for information."""
        return remark(self.subject, self.path, message, hint)


def cached_for_last_registry(find: Callable[[Registry], T]) -> Callable[[Registry], T]:
    """Cache the result for the last registry, because several rules ask for it."""
    last: tuple[Registry, T] | None = None

    def result_for(registry: Registry) -> T:
        nonlocal last
        if last is None or last[0] is not registry:
            last = registry, find(registry)
        return last[1]

    return result_for


def texts(registry: Registry, *, repeated: bool = False) -> Iterable[Text]:
    """Every typed text of the notices, in reading order. A text of two notices comes once, or twice if `repeated`."""
    return chain.from_iterable(_texts_of_each(registry).values()) if repeated else _texts_once(registry)


@cached_for_last_registry
def _texts_of_each(registry: Registry) -> Mapping[Id, Sequence[Text]]:
    """The texts of each notice, by its id."""
    return {notice.id: tuple(_texts_in(registry, notice)) for notice in registry.notices}


@cached_for_last_registry
def _texts_once(registry: Registry) -> Sequence[Text]:
    first: dict[tuple[Id, Path], Text] = {}
    for text in texts(registry, repeated=True):
        first.setdefault((text.subject, text.path), text)
    return tuple(first.values())


def texts_of(registry: Registry, notice: Notice) -> Sequence[Text]:
    """Every typed text of a notice, in reading order."""
    return _texts_of_each(registry)[notice.id]


def _texts_in(registry: Registry, notice: Notice) -> Iterator[Text]:
    for field in ("opening", "child_opening"):
        yield from _texts_by_owner(registry, notice, getattr(notice, field), (field,), "")
    for section in notice.sections:
        path: Path = ("sections", section.id)
        yield from _texts_by_owner(registry, notice, section.passages, path, section.id)
        yield from _texts_by_owner(registry, notice, section.child_passages, path, section.id, "child_text")
    yield from _texts_by_owner(registry, notice, notice.closing, ("closing",), "")


def _texts_by_owner(
    registry: Registry, notice: Notice, passages: Iterable[Passage], path: Path, within: str, field: str = "text"
) -> Iterator[Text]:
    """The passages of each owner as one text. Passages that state nothing are the notice's own, at `path`."""
    by_states: dict[tuple[Id, ...], list[Passage]] = {}
    for passage in (p for p in passages if not p.generated):
        by_states.setdefault(passage.states, []).append(passage)
    for states, its_passages in by_states.items():
        is_owned = bool(states) and isinstance(registry.things.get(states[0]), Disclosure | SharedCondition)
        if is_owned:
            things = (registry.things[key] for key in states)
            disclosures = tuple(thing for thing in things if isinstance(thing, Disclosure))
            yield Text(states[0], (field,), tuple(its_passages), states, disclosures, notice, within)
        else:
            yield Text(notice.id, path, tuple(its_passages), (), (), notice, within)


@cached_for_last_registry
def labels(registry: Registry) -> Sequence[tuple[Id, Path, str]]:
    """Names, titles, headings and all other words outside of passages, and mailboxes: whose, the path, the words."""
    return tuple(_labels(registry))


def _labels(registry: Registry) -> Iterator[tuple[Id, Path, str]]:
    for thing in registry.things.values():
        for name, (key, _) in field_types(type(thing)).items():
            if key not in LABELLED_APART and not (key in OF_NOTICES and isinstance(thing, Notice)):
                for path, text in _texts_with_paths(getattr(thing, name), (key,)):
                    if isinstance(text, Words) or text.startswith(MAILBOX):
                        yield thing.id, path, str(text)
    for notice in registry.notices:
        for section in notice.sections:
            headings = {"heading": section.heading, "child_heading": section.child_heading}
            yield from (
                (notice.id, ("sections", section.id, key), str(words)) for key, words in headings.items() if words
            )


def addresses(registry: Registry) -> Iterator[tuple[Id, Path, str]]:
    """Addresses of the web in fields of their own: whose, the path, the address."""
    for thing in registry.things.values():
        for name, (key, _) in field_types(type(thing)).items():
            if key not in LABELLED_APART | OF_NOTICES:
                for path, text in _texts_with_paths(getattr(thing, name), (key,)):
                    if isinstance(text, str) and text.startswith(OF_THE_WEB):
                        yield thing.id, path, text


def _texts_with_paths(value: Any, path: Path) -> Iterator[tuple[Path, Words | str]]:
    """All texts within a value, with the paths to them."""
    if isinstance(value, Words | str):
        yield path, value
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _texts_with_paths(part, (*path, number))
    elif value is not None and is_dataclass(value):
        for name, (key, _) in field_types(type(value)).items():
            yield from _texts_with_paths(getattr(value, name), (*path, key))


def words_with_paths(registry: Registry) -> Iterator[tuple[Id, Path, Words]]:
    """All words in all languages, paragraph by paragraph: whose, the path, the words."""
    yield from ((text.subject, text.path, passage.text) for text in texts(registry) for passage in text.passages)
    for thing in registry.things.values():
        for name, (key, _) in field_types(type(thing)).items():
            if key not in LABELLED_APART and not (key in OF_NOTICES and isinstance(thing, Notice)):
                found = _texts_with_paths(getattr(thing, name), (key,))
                yield from ((thing.id, path, words) for path, words in found if isinstance(words, Words))


def read_by_all(registry: Registry) -> Iterator[tuple[Id, Path, list[str]]]:
    """All words, in texts and in labels: whose, the path, the sentences."""
    yield from ((text.subject, text.path, text.sentences) for text in texts(registry))
    yield from ((subject, path, [label]) for subject, path, label in labels(registry))


def all_names(thing: Thing | Head) -> Iterator[str]:
    """All names of a thing."""
    for field in ("name", "short_name", "title"):
        value = getattr(thing, field, None)
        if value:
            yield str(value)
    yield from map(str, getattr(thing, "also_called", ()))


@cached_for_last_registry
def parties(registry: Registry) -> Names:
    """The names of us, of all recipients and of all bodies."""
    return names((name, party.id) for party in registry.parties for name in all_names(party))
