"""What the words of a passage may tell: who, why, what, about whom and how firmly. It is a guess, and never a fact."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from site_builder import vocabulary
from site_builder.load.project.shipped import names_of_kinds
from site_builder.model.name_matcher import Names, names
from site_builder.model.sentences import plain, sentences
from site_builder.model.strength import MAY, MUST, USUALLY, WE, Scale

_DEGREES = {MUST: "must", MAY: "may", USUALLY: "routinely"}
_FIELDS = {"purposes": "purposes", "data_categories": "data", "data_subjects": "people"}


class Found(NamedTuple):
    """What was found in a passage.

    `recipients` are bodies and kinds of body of the library by id, `bodies` others by name. `fields` gives ids by
    field, `modality` is the word or ''.
    """

    recipients: tuple[str, ...]
    bodies: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    modality: str


def tells_of_sharing(text: str) -> bool:
    """Whether words may tell that something is passed on."""
    phrases = vocabulary.phrases("en")
    return phrases is not None and any(phrases.passed_on.match(each) for each in sentences(text))


def found_in(text: str) -> Found:
    """What the words may tell; a name in a longer one counts once."""
    words = plain(text)
    recipients = _ids("recipients", words)
    phrases = vocabulary.phrases("en")
    known = {name.casefold() for name in _names_of(recipients)}
    bodies = (words[m.start : m.end] for m in phrases.bodies.found_in(words)) if phrases else iter(())
    others = (name for name in bodies if name.casefold() not in known)
    degrees = [
        _DEGREES[each.degree]
        for line in sentences(text)
        for each in _scale().said(line)
        if each.matter == "sharing" and each.by in ("", WE) and each.degree in _DEGREES
    ]
    fields = {field: ids for field in _FIELDS if (ids := _ids(field, words))}
    return Found(recipients, tuple(dict.fromkeys(others)), fields, degrees[0] if degrees else "")


def questions(found: Found) -> Iterator[str]:
    """What has to be asked about a passage, a line each."""
    named = [*map(_name, found.recipients), *found.bodies]
    yield f"Who gets it? The words name: {'; '.join(named)}." if named else "Who gets it?"
    for field, what in (("purposes", "Why?"), ("data_categories", "What?"), ("data_subjects", "About whom?")):
        ids = found.fields.get(field, ())
        yield f"{what} The words may mean: {'; '.join(map(_name, ids))}." if ids else what
    said = found.modality.replace("_", " ")
    yield f"Must we, or may we? The words may mean: {said}." if said else "Must we, or may we?"


def _ids(kind: str, words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.of for mention in _of_library(kind).found_in(words)))


@cache
def _of_library(kind: str) -> Names:
    """The names of what the library has of a kind."""
    return names((name, key) for key, called in names_of_kinds((kind,)).items() for name in called)


def _names_of(ids: tuple[str, ...]) -> Iterator[str]:
    for key in ids:
        yield from names_of_kinds(("recipients",))[key]


@cache
def _scale() -> Scale:
    return vocabulary.strength().scales["en"]


def _name(key: str) -> str:
    return next(things[key].name for things in vocabulary.library().values() if key in things)
