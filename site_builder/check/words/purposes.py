"""Purposes in words: those that the public reads, compared with those that the facts list. In English only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from site_builder.check.disclosures import conditions
from site_builder.check.rule import Findings, alone, rule_of_words
from site_builder.check.words.phrase_support import Claimed, claimed
from site_builder.check.words.public_texts import Text, parties, texts
from site_builder.model import Disclosure, Registry
from site_builder.model.conditions import OnwardLimit
from site_builder.model.name_matcher import Names, names, stems
from site_builder.model.phrases import Phrases
from site_builder.model.values import Id
from site_builder.problems import Path

_FOR = re.compile(r"\b(?:for|purposes? of|purposes?:)(?: \w+)?$", re.IGNORECASE)
_PURPOSES = re.compile(r" purposes?\b", re.IGNORECASE)


@alone
@rule_of_words
def purpose_in_words_only(registry: Registry, phrases: Phrases) -> Findings:
    """Words name a purpose of this registry, or a common one such as research, and the facts list others or none.

    What the words add, no system knows of: it refuses that purpose, or asks a person each time.
    """
    family_of = {str(purpose.id): f"family: {purpose.family}" for purpose in registry.purposes}
    known, everyone = names((str(p.name), p.id) for p in registry.purposes), parties(registry)
    common: dict[tuple[Id, Path], list[Claimed]] = {}
    for made in (made for made in claimed(registry, phrases.purposes) if not made.is_held):
        common.setdefault((made.text.subject, made.text.path), []).append(made)
    for text in (text for text in texts(registry) if text.disclosures):
        in_facts = {key for d in text.disclosures for key in _in_facts(registry, d)}
        unlisted = dict(_unlisted(registry, phrases, known, everyone, text, in_facts))
        told = {family_of[key] for key in (*in_facts, *unlisted)}
        others = common.get((text.subject, text.path), ())
        unlisted |= {made.claim.write: made.words for made in others if told.isdisjoint(made.claim.held_by)}
        if unlisted:
            listed = dict.fromkeys(f"'{key}'" for d in text.disclosures for key in d.purposes)
            why = f"purposes lists only {_in_words(listed)}" if listed else "no purpose is stated"
            named = _in_words(f"'{name}'" for name in unlisted.values())
            hint = (
                f"If all of it is shared for that, add {_in_words(unlisted)} to purposes; "
                "if some is, make a disclosure of its own; if none is, change the words."
            )
            yield text.warning(f"The words name {named}, and {why}.", hint)


def _in_words(parts: Iterable[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def _in_facts(registry: Registry, disclosure: Disclosure) -> Iterator[Id]:
    """The purposes that a disclosure is for, and those to which a condition limits what comes after."""
    yield from disclosure.purposes
    for limit in conditions(registry, disclosure):
        yield from limit.purposes if isinstance(limit, OnwardLimit) else ()


def _unlisted(
    registry: Registry, phrases: Phrases, known: Names, everyone: Names, text: Text, in_facts: Collection[Id]
) -> Iterator[tuple[str, str]]:
    """The purposes that a text names and that are not in its facts: the id, and the name there."""
    stated = [{*stems(str(purpose.name))} for purpose in registry.purposes if purpose.id in in_facts]
    for sentence in (s for s in text.sentences if not phrases.not_sent.first(s)):
        mentions = [*known.found_in(sentence)]
        fitting = {mention.start for mention in mentions if mention.of in in_facts}
        for mention in (m for m in mentions if m.start not in fitting):
            start, end = mention.start, mention.end
            is_stated = any({*stems(sentence[start:end])} <= name for name in stated)
            if not is_stated and _is_a_purpose_there(sentence, start, end):
                others = everyone.found_in(sentence)
                if not any(other.start <= start and end <= other.end for other in others):
                    yield mention.of, sentence[start:end]


def _is_a_purpose_there(sentence: str, start: int, end: int) -> bool:
    """Whether a name is said as a purpose: it has several words, or stands after "for" or before "purposes"."""
    is_said_so = _FOR.search(sentence[:start].rstrip()) or _PURPOSES.match(sentence, end)
    return " " in sentence[start:end] or bool(is_said_so)
