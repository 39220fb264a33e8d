"""Translations: pairs of the words that were translated and what they became, by id and field.

A pair counts while its first half is what the registry says now, white space folded. What has no such pair is
published in the source language and marked so: an old translation could say what is no longer true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args

from site_builder.core.fields import field_types
from site_builder.core.model import VOCABULARIES, Disclosure, Notice, Organisation, Recipient
from site_builder.core.problems import Path, Problem, Severity
from site_builder.core.values import Words
from site_builder.sources.files import ALL, Definition, Source
from site_builder.sources.passages import fold, shapes
from site_builder.sources.placing import problem

KINDS: Mapping[str, type] = {
    "organisation": Organisation,
    "notices": Notice,
    "recipients": Recipient,
    "disclosures": Disclosure,
    **VOCABULARIES,
}
WORDS_OF: Mapping[str, tuple[str, ...]] = {
    "notices": ("opening", "child_opening", "closing", "sections", ALL),
    "recipients": (ALL,),
    "disclosures": ("text", "child_text"),
    "conditions": ("text", "child_text"),
}
"""Fields with words that the model keeps elsewhere: as passages, or in the disclosures that they hold for."""

NOT_HERE = ("disclosures",)
SHOWN = 100

Told = tuple[tuple[str, str], ...]
"""A text as typed in each language, the source first: pairs of tag (small letters) and text."""

Speaker = Callable[[str, str], Told]
"""From a field of some thing and a text in it to the text in each language."""


@dataclass(frozen=True, slots=True)
class Translations:
    """The languages of a registry, small letters, the source first; of each field of a thing, its texts translated."""

    languages: tuple[str, ...]
    known: Mapping[tuple[str, str], Mapping[str, Mapping[str, str]]]

    def speaker(self, *owners: str) -> Speaker:
        """Says the texts of a thing; `owners` are its id, and then those of whoever says something for it."""
        source, *others = self.languages

        def say(field: str, text: str) -> Told:
            key = fold(text)
            found = (self.known.get((owner, f), {}).get(key, {}) for owner in owners for f in (field, ALL))
            said = {tag: words for each in found for tag, words in each.items()}
            return ((source, text), *((tag, said[tag]) for tag in others if tag in said))

        return say


def translations(sources: Iterable[Source], languages: Iterable[str]) -> Translations:
    """What the files of translations hold, without errors, for these languages."""
    tags = tuple(tag.lower() for tag in languages)
    known: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for each in (pair for source in sources for pair in _pairs(source, tags)):
        of_field = known.setdefault((each.owner, each.field), {})
        of_field.setdefault(fold(each.words), {})[each.language] = each.translated
    return Translations(tags, known)


def check(source: Source, languages: Iterable[str], known: Mapping[str, Definition]) -> Iterator[Problem]:
    """What is wrong with a file of translations, and which of them are older than the words that they translate."""
    tags = tuple(tag.lower() for tag in languages)
    if tags and source.id not in tags[1:]:
        message = f"organisation.yaml names no further language '{source.id}', so nothing here is published."
        hint = f"Add {source.id} to its languages, or name this folder after one of them: {', '.join(tags[1:]) or '–'}."
        yield problem(source.document, (), "not-a-language", "file", message, hint, severity=Severity.WARNING)
    elif tags:
        yield from _misplaced(source, known)
        yield from _unpaired(source, tags)
        for pair in _pairs(source, tags):
            yield from _aged(source, pair, known)


# ---- pairs as they are written


@dataclass(frozen=True, slots=True)
class _Pair:
    """Words of a field of a thing and their translation; `path` leads to the words."""

    owner: str
    field: str
    words: str
    language: str
    translated: str
    path: Path


def _pairs(source: Source, tags: tuple[str, ...]) -> Iterator[_Pair]:
    """The pairs in the source language and that of the file; others are told as problems."""
    for owner, field, path, found in _written(source):
        key, other = (_key(found, tag) for tag in (tags[0], source.id))
        if key and other and source.id in tags[1:]:
            yield _Pair(owner, field, str(found[key]), source.id, str(found[other]), (*path, key))


def _written(source: Source) -> Iterator[tuple[str, str, Path, Mapping[str, Any]]]:
    """Each pair as its file has it: whose it is, the field, the way to it."""
    for owner, fields in source.data.items():
        for field, held in fields.items() if isinstance(fields, dict) else ():
            entries = enumerate(held) if isinstance(held, list) else [(None, held)]
            for number, found in entries:
                path: Path = (owner, field) if number is None else (owner, field, number)
                if isinstance(found, dict):
                    yield owner, field, path, found


def _key(found: Mapping[str, Any], tag: str) -> str | None:
    """The name by which a pair calls a language: its tag, or the language alone (en for en-GB)."""
    return next((key for key in found if key.lower() in (tag, tag.split("-", maxsplit=1)[0])), None)


# ---- problems


def _misplaced(source: Source, known: Mapping[str, Definition]) -> Iterator[Problem]:
    """Fields that have no words, under ids that are known."""
    for owner, fields in source.data.items():
        kind = known[owner].kind if owner in known else ""
        for field in fields if isinstance(fields, dict) and kind in KINDS else ():
            fit = _fields_with_words(kind)
            if field not in fit:
                near = get_close_matches(field, fit, 1)
                hint = f"Did you mean '{near[0]}'?" if near else f"Translated here are: {', '.join(sorted(fit))}."
                message = f"'{owner}' has no field '{field}' with words to translate."
                yield problem(source.document, (owner, field), "no-words", owner, message, hint, at_key=True)


@cache
def _fields_with_words(kind: str) -> tuple[str, ...]:
    stated = (key for key, hint in field_types(KINDS[kind]).values() if key not in NOT_HERE and _holds_words(hint))
    return tuple(dict.fromkeys([*WORDS_OF.get(kind, ()), *stated]))


@cache
def _holds_words(hint: Any) -> bool:
    if hint is Words:
        return True
    inner = (h for _, h in field_types(hint).values()) if hasattr(hint, "__dataclass_fields__") else get_args(hint)
    return any(map(_holds_words, inner)) or getattr(hint, "__name__", "") == "Condition"


def _unpaired(source: Source, tags: tuple[str, ...]) -> Iterator[Problem]:
    for owner, field, path, found in _written(source):
        if {_key(found, tags[0]), _key(found, source.id)} != {*found}:
            start = tags[0].split("-")[0]
            hint = f"Write two lines: {start}: with the words as they stand now, {source.id}: with the translation."
            message = f"This is no pair of '{start}' and '{source.id}'."
            yield problem(source.document, path, "no-pair", f"{field} of {owner}", message, hint)


def _aged(source: Source, pair: _Pair, known: Mapping[str, Definition]) -> Iterator[Problem]:
    """A pair whose words are no longer those of the registry, or have other paragraphs than their translation."""
    kind = known[pair.owner].kind if pair.owner in known else ""
    if kind not in KINDS or pair.field not in _fields_with_words(kind) or pair.path[:2] in source.document.doubtful:
        return
    label = f"{pair.field.replace('_', ' ')} of {pair.owner}"
    now = _now(known[pair.owner], pair.field)
    if fold(pair.words) not in now:
        message, hint = _changed(pair, now)
        yield problem(source.document, pair.path, "stale-translation", label, message, hint, severity=Severity.GAP)
    elif shapes(pair.words) != shapes(pair.translated):
        message = "The translation has other paragraphs, or another list, than the words that it translates."
        hint = "Give it an empty line, or a line that begins with '- ', where they have one."
        yield problem(source.document, pair.path, "other-paragraphs", label, message, hint)


def _changed(pair: _Pair, now: Iterable[str]) -> tuple[str, str]:
    texts = list(now)
    near = texts if len(texts) == 1 else get_close_matches(fold(pair.words), texts, 1, 0.5)
    if not near:
        return "Nothing there reads so any more.", "Take the pair out, or translate the words that stand there now."
    read = near[0] if len(near[0]) <= SHOWN else f"{near[0][:SHOWN]} ..."
    return f"The words have changed since they were translated. They now read: {read}", (
        f"Write the new words after {pair.path[-1]}, and change the translation. "
        "Until then they are shown untranslated."
    )


def _now(thing: Definition, field: str) -> frozenset[str]:
    """Every text that a field of a thing holds now."""
    found: Any = thing.document.data
    for step in (*thing.path, field):
        found = found.get(step) if isinstance(found, dict) else None
    return frozenset(map(fold, _texts(found)))


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list):
        parts = [v for k, v in found.items() if k != "shows"] if isinstance(found, dict) else found
        for part in parts:
            yield from _texts(part)
