"""Words that one language has and another lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from site_builder.check.rule import Findings, gap, rule, waits_for_translator
from site_builder.model import VOCABULARIES, Notice, Registry
from site_builder.model.values import Id, Words

SHOWN = 8
REMARK = 4
"""The most words of a remark that the text is not translated yet."""
MORE_THAN_A_NAME = 4
"""Text with at least this many words in small letters is more than a name."""

Holders = Mapping[Id, Sequence[Any]]
"""Things that are reported together: by id, all values with words of the thing."""


@waits_for_translator
@rule
def not_translated(registry: Registry) -> Findings:
    """Words with no translation, or only one that is older than they are: the public reads them in the first language.

    The translations stand in translations/, as pairs of the words and what they became.
    """
    for language in (tag.lower() for tag in registry.languages[1:]):
        for subject, missing in _things_with_fault(registry, language, _is_missing):
            more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
            message = f"Words of these are not yet in '{language}': {', '.join(missing[:SHOWN])}{more}."
            yield gap(subject, (), message, f"Add pairs in translations/{language}/.")


@waits_for_translator
@rule
def translated_by_itself(registry: Registry) -> Findings:
    """A translation that is the same words again, perhaps with a remark: they were copied, to be translated later.

    Names, and words of few letters, may well be the same.
    """
    first = registry.languages[0].lower() if registry.languages else ""
    others = [tag.lower() for tag in registry.languages[1:] if tag.lower().split("-")[0] != first.split("-")[0]]
    for language in others:
        for subject, same in _things_with_fault(registry, language, _is_same):
            message = f"Words of these are the same in '{language}': {', '.join(same[:SHOWN])}."
            hint = f"Translate them in translations/{language}/, or take the pairs out."
            yield gap(subject, (), message, hint)


def _is_missing(words: Words, language: str) -> bool:
    return language not in dict(words.pairs)


def _is_same(words: Words, language: str) -> bool:
    """Whether words are more than a name and the same in this language."""
    is_more = sum(word[0].islower() for word in str(words).split()) >= MORE_THAN_A_NAME
    return is_more and _is_copy(dict(words.pairs).get(language, ""), str(words))


def _is_copy(translation: str, words: str) -> bool:
    """Whether a translation is the words themselves, perhaps with a remark before or after them."""
    if not (translation.startswith(words.rstrip()) or translation.endswith(words)):
        return False
    remark = len(translation.split()) - len(words.split())
    return remark <= min(REMARK, len(words.split()) - 1)


@rule
def welsh_missing(registry: Registry) -> Findings:
    """A public body under the law of Wales publishes in no Welsh.

    The standards under the Welsh Language (Wales) Measure 2011 want the text of each page in Welsh, from each body that
    a compliance notice names.
    """
    organisation = registry.organisation
    languages = {tag.lower().split("-")[0] for tag in registry.languages}
    if organisation.public_authority and organisation.jurisdiction == ("wales",) and "cy" not in languages:
        message = "This is a public body of Wales, and its notice is not in Welsh."
        hint = "Add cy to languages, and the translations in translations/cy/, unless no compliance notice binds you."
        yield gap(organisation.id, ("languages",), message, hint)


def _things_with_fault(
    registry: Registry, language: str, is_fault: Callable[[Words, str], bool]
) -> Iterator[tuple[Id, list[Id]]]:
    """Each group of things with faults in a language: where to report it, and the ids with a fault."""
    for subject, things in _groups_of_things(registry):
        faulty = [key for key, holders in things.items() if any(is_fault(w, language) for w in _words_in(holders))]
        if faulty:
            yield subject, faulty


def _groups_of_things(registry: Registry) -> Iterator[tuple[Id, Holders]]:
    """The groups to report together, each at one id: our organisation, a notice, a recipient, a vocabulary."""
    typed = {key: [p for p in passages if not p.generated] for key, passages in registry.passages_of.items()}
    yield registry.organisation.id, {registry.organisation.id: [registry.organisation]}
    for notice in registry.notices:
        yield notice.id, {notice.id: [*_own_words(notice)]}
    for recipient in registry.recipients:
        own = [getattr(recipient, f.name) for f in fields(recipient) if f.name != "disclosures"]
        yield recipient.id, {recipient.id: own, **{d.id: [d, *typed.get(d.id, ())] for d in recipient.disclosures}}
    for things in filter(None, (getattr(registry, name) for name in VOCABULARIES)):
        yield things[0].id, {thing.id: [thing, *typed.get(thing.id, ())] for thing in things}


def _own_words(notice: Notice) -> Iterator[Any]:
    """The values with a notice's own words, without those of the things that it shows."""
    yield from (getattr(notice, f.name) for f in fields(notice) if f.name != "sections")
    for section in notice.sections:
        yield from (section.heading, section.child_heading)
        yield from (passage for passage in section.passages if not passage.states)


def _words_in(value: Any) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _words_in(getattr(value, field.name))
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for part in value:
            yield from _words_in(part)
