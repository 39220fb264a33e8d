"""Words that one language has and another lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from site_builder.check.rule import Findings, gap, rule, waits_for_translator
from site_builder.model import VOCABULARIES, Notice, Registry
from site_builder.model.values import Id, Words

SHOWN = 8

Holders = Mapping[Id, Sequence[Any]]
"""Things that are reported together: by id, all values with words of the thing."""


@waits_for_translator
@rule
def not_translated(registry: Registry) -> Findings:
    """Words with no translation, or only one that is older than they are: the public reads them in the first language.

    The translations stand in translations/, as pairs of the words and what they became.
    """
    for language in (tag.lower() for tag in registry.languages[1:]):
        for subject, missing in _things_missing(registry, language):
            more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
            message = f"Not yet translated into '{language}': words of {', '.join(missing[:SHOWN])}{more}."
            yield gap(subject, (), message, f"Add pairs in translations/{language}/.")


def _is_missing(words: Words, language: str) -> bool:
    return language not in dict(words.pairs)


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
        hint = "If a compliance notice binds you, add cy to languages, and the translations in translations/cy/."
        yield gap(organisation.id, ("languages",), message, hint)


def _things_missing(registry: Registry, language: str) -> Iterator[tuple[Id, list[Id]]]:
    """Each group of things with words that are not in a language: where to report it, and the ids."""
    for subject, things in _groups_of_things(registry):
        missing = [key for key, holders in things.items() if any(_is_missing(w, language) for w in _words_in(holders))]
        if missing:
            yield subject, missing


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
