"""What the words of a passage may tell: who, why, what, about whom and how firmly. It is a guess, and never a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from site_builder import vocabulary
from site_builder.load.project.shipped import names_of_kinds
from site_builder.model.name_matcher import Names, names
from site_builder.model.sentences import plain, sentences
from site_builder.model.strength import MAY, MUST, USUALLY, WE, Scale

_DEGREES = {MUST: "must", MAY: "may", USUALLY: "routinely"}
_FIELDS = {"purposes": "purposes", "data_categories": "data", "data_subjects": "people"}


RECIPIENT, BODY, MODALITY = "recipient", "body", "modality"


class Find(NamedTuple):
    """One thing that a passage may tell, and the words that may tell it.

    `field` is RECIPIENT with an id of the library, BODY with a name, MODALITY with its word, or a field with an id.
    """

    field: str
    of: str
    words: str


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


def finds(text: str) -> Iterator[Find]:
    """What the words may tell, each once, with the words that tell it first; a name in a longer one counts once."""
    words = plain(text)
    recipients = [*_named("recipients", words)]
    yield from (Find(RECIPIENT, of, said) for of, said in recipients)
    phrases = vocabulary.phrases("en")
    known = {name.casefold() for name in _names_of(of for of, _ in recipients)}
    bodies = (words[m.start : m.end] for m in phrases.bodies.found_in(words)) if phrases else iter(())
    others = dict.fromkeys(name for name in bodies if name.casefold() not in known)
    yield from (Find(BODY, name, name) for name in others)
    for field in _FIELDS:
        yield from (Find(field, of, said) for of, said in _named(field, words))
    degrees = (
        Find(MODALITY, _DEGREES[each.degree], each.words)
        for line in sentences(text)
        for each in _scale().said(line)
        if each.matter == "sharing" and each.by in ("", WE) and each.degree in _DEGREES
    )
    yield from islice(degrees, 1)


def found_in(text: str) -> Found:
    """What the words may tell, by what it is."""
    found: dict[str, list[str]] = {}
    for each in finds(text):
        found.setdefault(each.field, []).append(each.of)
    fields = {field: tuple(found[field]) for field in _FIELDS if field in found}
    modality = next(iter(found.get(MODALITY, ())), "")
    return Found(tuple(found.get(RECIPIENT, ())), tuple(found.get(BODY, ())), fields, modality)


def questions(found: Found) -> Iterator[str]:
    """What has to be asked about a passage, a line each."""
    named = [*map(_name, found.recipients), *found.bodies]
    yield f"Who gets it? The words name: {'; '.join(named)}." if named else "Who gets it?"
    for field, what in (("purposes", "Why?"), ("data_categories", "What?"), ("data_subjects", "About whom?")):
        ids = found.fields.get(field, ())
        yield f"{what} The words may mean: {'; '.join(map(_name, ids))}." if ids else what
    said = found.modality.replace("_", " ")
    yield f"Must we, or may we? The words may mean: {said}." if said else "Must we, or may we?"


def _named(kind: str, words: str) -> Iterator[tuple[str, str]]:
    """The ids of a kind that words name, each with the first of these words."""
    found: dict[str, str] = {}
    for mention in _of_library(kind).found_in(words):
        found.setdefault(mention.of, words[mention.start : mention.end])
    yield from found.items()


@cache
def _of_library(kind: str) -> Names:
    """The names of what the library has of a kind."""
    return names((name, key) for key, called in names_of_kinds((kind,)).items() for name in called)


def _names_of(ids: Iterable[str]) -> Iterator[str]:
    for key in ids:
        yield from names_of_kinds(("recipients",))[key]


@cache
def _scale() -> Scale:
    return vocabulary.strength().scales["en"]


def _name(key: str) -> str:
    return next(things[key].name for things in vocabulary.library().values() if key in things)
