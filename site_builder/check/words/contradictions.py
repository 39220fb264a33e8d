"""Words against facts: what a text says although its facts deny it. In English only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

from site_builder.check.disclosures import conditions
from site_builder.check.law.laws import YEAR
from site_builder.check.rule import Findings, alone, rule_of_words
from site_builder.check.words.mentions import ByPlace, by_place, kinds_of_data
from site_builder.check.words.numeric_claims import figures_denied
from site_builder.check.words.phrase_support import claimed, shared_all_the_same
from site_builder.check.words.public_texts import Text, all_names, parties, texts
from site_builder.check.words.strength import spoken
from site_builder.facts.statutory_duty import powers
from site_builder.model import Disclosure, Notice, Registry, Transfer
from site_builder.model.conditions import Identifiability, LawfulOnly, StatutoryDuty
from site_builder.model.name_matcher import Names, names, stems
from site_builder.model.phrases import Phrases
from site_builder.model.values import Id
from site_builder.problems import Finding, Path

Contradiction = tuple[Text, str]
"""A text, and a message: what the words say and what the facts say."""

ONE_OF_TWO = "One of the two is wrong: change the words or the fact."
TRANSLATED = "Say it as firmly as the words that it translates; if they are wrong too, change both."
ABOUT_PEOPLE = {"identifiable", "individual_level", "pseudonymised"}
"""Levels of data that is still about individual people."""
OURS = "Northern Ireland"
"""In the list of countries only to be told from another."""

_ELSEWHERE = re.compile(
    r"\b(?:with|to|from|for|who|whom|which|that|whose|but|because|where|when|if|against|after|before|so)\b|[;:()]",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:in|to|from)(?: the)?$", re.IGNORECASE)
_ACT = re.compile(
    r"\b[Tt]he ((?:[A-Z][\w’'-]*|\([A-Z][\w ]*\))(?:,? (?:[A-Z][\w’'-]*|\([A-Z][\w ]*\)|and|of|for|to|in|the))*? Act)\b"
    r"(?: ((?:19|20)\d\d)\b)?"
)
"""An Act within a sentence: its title, and its year if it is written."""
_ALLOWS = re.compile(
    r" (?:also |only )?(?:(?:lets?|allows?|permits?|enables?|empowers?|requires?|obliges?|makes?)"
    r" (?!you\b|people\b|any|every|parents\b)|(?:says?|means?) (?:that )?(?:we|they) )"
)
_UNDER = re.compile(r"^(?:under|by) $|\b(?:do so|do this|have to|powers?|duty) (?:under|by) $", re.IGNORECASE)
_OF_SOMEBODY = re.compile(r",? (?:we|they|it|the)\b|[.;]|$")
_OF_ALL = frozenset({"data protection", "freedom of information", "human rights", "equality"})
"""Acts that any words may name: they say how data is shared, or give rights, but give no power to share."""


@alone
@rule_of_words
def words_against_facts(registry: Registry, phrases: Phrases) -> Findings:
    """Words deny what the facts state: that data leaves the country, that a kind of data is shared.

    So do words that say more or less than the facts: "always" beside `may`, "may" beside `must`, names beside
    `pseudonymised`, a nation or a country that is not listed, data that is `excluded`; and words that say another age,
    deadline, frequency or law than the facts. How firmly it is said is compared in translations too, and told there.
    """
    reported: set[tuple[str, Path]] = set()
    for text, message in _broken_promises(registry, phrases):
        reported.add((text.subject, text.path))
        yield text.warning(message, ONE_OF_TWO)
    others = (
        _denied_claims(registry, phrases),
        _not_in_lists(registry, phrases),
        _other_laws(registry),
        figures_denied(registry, phrases),
    )
    for text, message in chain(*others):
        if (text.subject, text.path) not in reported:
            yield text.warning(message, ONE_OF_TWO)
    for text, finding in _other_strength(registry):
        if (text.subject, text.path) not in reported:
            yield finding


def _broken_promises(registry: Registry, phrases: Phrases) -> Iterator[Contradiction]:
    """Promises that the facts break."""
    everyone = parties(registry)
    for promise in claimed(registry, phrases.promised, one_each=True):
        if promise.denial:
            yield promise.text, f"The words say '{promise.words}', and {promise.denial}."
        else:
            for key in shared_all_the_same(registry, phrases, everyone, promise):
                yield promise.text, f"The words say '{promise.words}', and data_categories lists '{key}'."


def _denied_claims(registry: Registry, phrases: Phrases) -> Iterator[Contradiction]:
    """Words that are firmer or weaker than the facts, or deny them."""
    for claim in claimed(registry, phrases.against, in_each_text=True):
        if claim.denial and not claim.is_held:
            yield claim.text, f"The words say '{claim.words}', and {claim.denial}."


def _other_strength(registry: Registry) -> Iterator[tuple[Text, Finding]]:
    """Words of another strength than the facts, each matter once; in a translation only what the words do not say."""
    reported: set[tuple[Text, str]] = set()
    for said in spoken(registry):
        keys = {(said.text, said.said.matter), (said.text, said.said.words)}
        if keys.isdisjoint(reported) and said.denial:
            reported |= keys
            yield said.text, said.warning(said.denial, TRANSLATED if said.language else ONE_OF_TWO)


# ---- kinds of data, people and countries that the facts exclude or do not list


def _not_in_lists(registry: Registry, phrases: Phrases) -> Iterator[Contradiction]:
    kinds = kinds_of_data(registry, with_parts=True)
    for text in texts(registry):
        messages = (
            _excluded_in_words(phrases, kinds, text),
            _other_people(registry, phrases, text),
            _other_country(phrases, text),
        )
        yield from ((text, message) for message in messages if message)


def _excluded_in_words(phrases: Phrases, kinds: Names, text: Text) -> str | None:
    """Words say of a kind of data that it is sent, where `excluded` says that it never is."""
    never = _never_sent(text.disclosures)
    for sentence in text.sentences if never else ():
        for name, owners in _names_said_to_be_sent(phrases, sentence, by_place(kinds.found_in(sentence))):
            if owners <= never:
                return f"The words say that '{name}' is sent, and excluded lists '{min(owners)}'."
    return None


def _never_sent(stated: Sequence[Disclosure]) -> set[str]:
    """The kinds of data that all disclosures exclude and none lists."""
    never = set[str].intersection(*({*map(str, d.excluded)} for d in stated)) if stated else set[str]()
    return never - {str(key) for d in stated for key in d.data_categories}


def _names_said_to_be_sent(phrases: Phrases, sentence: str, mentions: ByPlace) -> Iterator[tuple[str, set[str]]]:
    """The names near a word of sending, and their owners, where the sentence does not deny it."""
    sent = phrases.sent.match(sentence) if mentions else None
    if not sent or phrases.not_sent.first(sentence):
        return
    for start, end, owners in mentions:
        between = sentence[sent.end() : start] if sent.end() <= start else sentence[end : sent.start()]
        if not _ELSEWHERE.search(between):
            yield sentence[start:end], owners


def _other_people(registry: Registry, phrases: Phrases, text: Text) -> str | None:
    """Words mention adults, and the facts list only children. For a notice's own text, the notice's facts count."""
    people = text.first(phrases.about_others.first)
    if not people:
        return None
    owners: Sequence[Disclosure | Notice] = text.disclosures if text.states else [text.notice]
    listed = (registry.things[key] for owner in owners for key in owner.data_subjects)
    groups = [{*stems(name)} for thing in listed for name in all_names(thing)]
    are_children = bool(groups) and not any(map(phrases.children.isdisjoint, groups))
    is_listed = any(stems(people)[-1] in group for group in groups)
    if not are_children or is_listed:
        return None
    return f"The words say '{people}', and data_subjects lists children alone."


def _other_country(phrases: Phrases, text: Text) -> str | None:
    """Words say in which country data is kept or seen, and `transfers` lists only others, or none."""
    transfers = [t for d in text.disclosures for t in d.transfers if isinstance(t, Transfer)]
    listed = [{mention.of for mention in phrases.countries.found_in(str(t.country))} for t in transfers]
    if not all(listed) or not (listed or any(d.transfers == "none" for d in text.disclosures)):
        return None
    known = {OURS}.union(*listed)
    words = text.first(lambda sentence: next(_places_of_other_countries(phrases, sentence, known), None))
    says = f"lists {transfers[0].country}" if transfers else "says none"
    return f"The words say '{words}', and transfers {says}." if words else None


def _places_of_other_countries(phrases: Phrases, sentence: str, listed: set[str]) -> Iterator[str]:
    if phrases.kept_at.first(sentence) and not phrases.not_sent.first(sentence):
        for mention in phrases.countries.found_in(sentence):
            before = _AT.search(sentence[: mention.start].rstrip())
            if before and mention.of not in listed:
                yield sentence[before.start() : mention.end]


# ---- laws


def _other_laws(registry: Registry) -> Iterator[Contradiction]:
    """Texts that base the sharing on an Act, while their facts name only other laws."""
    for text in texts(registry):
        acts = [act for sentence in text.sentences for act in acts_rested_on(sentence)]
        disclosures = text.disclosures if acts else ()
        stated = [next(all_names(registry.things[key])) for key in _laws_of(registry, disclosures)]
        written = [str(p.as_written) for d in disclosures for p in powers(d) if p.as_written]
        others = [act for act in acts if not any(_may_mean(act[1], act[2], name) for name in (*stated, *written))]
        if stated and others:
            yield text, f"The words name 'the {others[0][0][4:]}', and the facts name the {' and the '.join(stated)}."


def _laws_of(registry: Registry, disclosures: Iterable[Disclosure]) -> Iterator[Id]:
    """All laws that the facts of disclosures name, each once."""
    laws: dict[Id, None] = {}
    for disclosure in disclosures:
        laws |= dict.fromkeys(power.law for power in powers(disclosure))
        for condition in conditions(registry, disclosure):
            if isinstance(condition, StatutoryDuty) and condition.law:
                laws[condition.law] = None
            elif isinstance(condition, LawfulOnly):
                laws |= dict.fromkeys(condition.laws)
    yield from (key for key in laws if key in registry.things)


def acts_rested_on(sentence: str) -> Iterator[re.Match[str]]:
    """The Acts that allow or require something according to a sentence; title and year are groups of the match."""
    for act in _ACT.finditer(sentence) if " Act" in sentence else ():
        before, after = sentence[: act.start()], sentence[act.end() :]
        is_rested_on = _ALLOWS.match(after) or (_UNDER.search(before) and _OF_SOMEBODY.match(after))
        if is_rested_on and act[1].casefold().removesuffix(" act") not in _OF_ALL:
            yield act


def _may_mean(title: str, year: str | None, name: str) -> bool:
    """Whether a title may be short for this name of a law: the name has all its words, and no other year."""
    years = YEAR.findall(name)
    return {*stems(title)} <= {*stems(name)} and (not year or not years or year in years)


# ---- anonymous data, complete lists


@alone
@rule_of_words
def not_anonymous(registry: Registry, phrases: Phrases) -> Findings:
    """Words call data anonymous that is still about single people: with a number for a name, or a record for each.

    Such data is personal data, and people whose data it is have their rights.
    """
    hint = "Say what is taken out and what stays; anonymous is only what nobody can trace back."
    for text in texts(registry):
        levels = _levels_of_data(registry, text)
        is_about_people = bool(levels) and levels <= ABOUT_PEOPLE
        for sentence in text.sentences:
            contradicted = phrases.anonymous_contradicted.first(sentence)
            words = contradicted or (phrases.anonymous.first(sentence) if is_about_people else None)
            if words:
                why = f"and identifiability says {', '.join(sorted(levels))}"
                why = "which cannot both be true" if contradicted else why
                yield text.warning(f"The words say '{words}', {why}.", hint)
                break


def _levels_of_data(registry: Registry, text: Text) -> set[str]:
    limits = (limit for d in text.disclosures for limit in conditions(registry, d))
    stated = [limit for limit in limits if isinstance(limit, Identifiability)]
    return {level for c in stated for level in (c.transfer, c.processing, c.results) if level}


@alone
@rule_of_words
def open_in_words(registry: Registry, phrases: Phrases) -> Findings:
    """Words leave a list of recipients open ("such as", "other agencies"), and the facts call it complete."""
    recipients = {r.id: r for r in registry.recipients}
    for text in texts(registry):
        recipients_here = [recipients[d.recipient] for d in text.disclosures if d.recipient]
        closed = [r for r in recipients_here if r.open_list is False]
        is_complete = bool(text.notice.complete_list) and not text.states
        if any(r.open_list for r in recipients_here) or not (closed or is_complete):
            continue
        keys = [key for r in closed for key in (r.id, *r.members)]
        known = names((name, key) for key in keys for name in all_names(registry.things[key]))
        words = text.first(partial(_open_list_words, phrases, known))
        if words:
            where = f"open_list of '{closed[0].id}' says" if closed else "complete_list says"
            write = f"open_list: true in recipients/{closed[0].id}.yaml" if closed else "complete_list: false"
            message = f"The words say '{words}', and {where} that all are named."
            yield text.warning(message, f"Write {write}, or name all in words.")


def _open_list_words(phrases: Phrases, known: Names, sentence: str) -> str | None:
    """The words that leave a list open, None for none. Words such as "for example" do so only before a name."""
    anywhere = phrases.open_anywhere.first(sentence)
    before = phrases.open_before_names.match(sentence)
    is_list = before is not None and any(mention.start >= before.end() for mention in known.found_in(sentence))
    return anywhere or (sentence[before.start() : before.end()] if before and is_list else None)
