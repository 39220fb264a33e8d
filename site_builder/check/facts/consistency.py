"""What cannot both be true: two of what may be only once, days out of order, notices or roles that disagree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from site_builder.check.disclosures import choices, conditions
from site_builder.check.rule import Findings, alone, error, rule, rule_of_the_day, waits_for_officer, warning
from site_builder.check.words.public_texts import texts
from site_builder.facts.lifecycle import ACTIVE, PLANNED, span, standing
from site_builder.facts.nesting import is_among, reached, touching
from site_builder.facts.settled import LONGEST, SETTLED, is_too_long, settling_roles
from site_builder.model import (
    ITEM,
    NEVER,
    PROCESSORS,
    Body,
    DataSubject,
    Disclosure,
    Limit,
    Notice,
    Programme,
    Recipient,
    Registry,
    SharedCondition,
    Transfer,
)
from site_builder.model.conditions import AgeRange, Condition, ConsentFirst
from site_builder.model.sentences import sentences
from site_builder.model.values import Id
from site_builder.problems import Path

Owners = tuple[Notice | Recipient | Disclosure | SharedCondition, ...]

CONTROLLERS = {"joint_controller", "separate_controller"}
LONG, ALIKE = 10, 0.8
"""The fewest words of a sentence that we compare, and the share of words that two versions have in common."""
NOBODY = Id("")
NO_COUNTRY = {"no", "none", "n/a", "na", "nil", "not applicable", "nowhere", "never", "-", "not abroad"}
AT_HOME = {"uk", "united kingdom", "great britain", "gb", "england", "wales", "scotland", "northern ireland"}
SEVERAL = {"eu", "european union", "eea", "european economic area", "europe", "worldwide", "abroad", "overseas"}
"""What people write for a country and is none. They are compared in small letters, without "the" and a full stop."""


@alone
@rule
def condition_twice(registry: Registry) -> Findings:
    """A type of condition stands once in one list: two of a type are two disclosures, or two shared conditions.

    So does a scheme of opt-outs: two effects of one scheme cannot both be true.
    """
    owners: Owners = (*registry.notices, *registry.recipients, *registry.disclosures, *registry.conditions)
    for owner in owners:
        for kind, times in Counter(c.type for c in owner.conditions).items():
            if times > 1:
                message = f"The condition '{kind}' stands here {times} times."
                hint = "Make them one, or make a shared condition of one in vocabulary/conditions.yaml."
                yield error(owner.id, ("conditions",), message, hint)
    for disclosure in registry.disclosures:
        for scheme, times in Counter(choice.scheme for choice in choices(disclosure)).items():
            if times > 1:
                message = f"The opt-out '{scheme}' stands here {times} times."
                hint = "Keep the one that is true; if each is for some of the data, make two disclosures."
                yield error(disclosure.id, ("opt_outs",), message, hint)


@rule
def shared_and_possible(registry: Registry) -> Findings:
    """A shared condition either surely holds for a disclosure or possibly, not both."""
    for disclosure in registry.disclosures:
        for key in (c for c in disclosure.possible_conditions if c in disclosure.shared_conditions):
            message = f"'{key}' stands here and under shared_conditions."
            hint = "Keep it in one of the two: it holds, or the words leave that open."
            yield error(disclosure.id, ("possible_conditions",), message, hint)


@alone
@rule
def for_data_not_shared(registry: Registry) -> Findings:
    """A condition is for data that none of the disclosures with this condition shares."""
    near, limits, needed = touching(registry), dict[str, Limit](), set[str]()
    for disclosure in registry.disclosures:
        stated = disclosure.data_categories
        for limit in (limit for limit in registry.limits(disclosure) if limit.condition.for_data):
            limits[limit.id] = limit
            if not stated or any(is_among(key, stated, near) for key in limit.condition.for_data):
                needed.add(limit.id)
    for owner, condition in ((limit.owner, limit.condition) for key, limit in limits.items() if key not in needed):
        conditions: tuple[Condition, ...] = getattr(registry.things[owner], "conditions", ())
        message = f"This condition is for {', '.join(condition.for_data)}, and nothing of that is shared here."
        hint = "Write the shared data that it is for. Without for_data, the condition would hold for all the data."
        yield warning(owner, ("conditions", conditions.index(condition), "for_data"), message, hint)


@rule
def no_country(registry: Registry) -> Findings:
    """What is written as the country of a transfer is no country, and the page would say that data goes there.

    A word such as "no" or "n/a", the United Kingdom itself, or a group of countries, such as the EEA.
    """
    for disclosure in registry.disclosures:
        for number, transfer in enumerate(t for t in disclosure.transfers if isinstance(t, Transfer)):
            written, path = str(transfer.country), ("transfers", number, "country")
            word = written.casefold().strip(" .").removeprefix("the ")
            if word in NO_COUNTRY:
                hint = "Name the country, or take its entry out. If no data goes abroad, write 'transfers: none'."
                yield error(disclosure.id, path, f"'{written}' is no country.", hint)
            elif word in AT_HOME:
                message = f"'{written}' is not outside the United Kingdom, so this is no transfer."
                hint = "If the data goes to no other country, write 'transfers: none'."
                yield error(disclosure.id, path, message, hint)
            elif word in SEVERAL:
                message = f"'{written}' is not one country, and people have a right to know which."
                yield warning(disclosure.id, path, message, "Write an entry for each country.")


@alone
@rule
def days_reversed(registry: Registry) -> Findings:
    """A last day that comes before the first, or a review that is due before the last one or before the signature."""
    things: tuple[Recipient | Disclosure | Programme | Body, ...] = (
        *registry.recipients,
        *registry.disclosures,
        *registry.programmes,
        *registry.bodies,
    )
    change = "One of the two is a slip: put right the one that is wrong."
    owners: Owners = (*registry.notices, *registry.recipients, *registry.disclosures, *registry.conditions)
    spans: list[tuple[Id, Path, Any]] = [(thing.id, (), thing) for thing in things]
    spans += [(o.id, ("conditions", number), c) for o in owners for number, c in enumerate(o.conditions)]
    for key, path, held in spans:
        first, last = getattr(held, "valid_from", None), getattr(held, "valid_to", None)
        if first and last and last < first:
            message = f"The last day, {last}, comes before the first, {first}."
            yield error(key, (*path, "valid_to"), message, change)
    for notice in registry.notices:
        if notice.last_reviewed and notice.review_due and notice.review_due < notice.last_reviewed:
            message = f"The next review, {notice.review_due}, is due before the last one, {notice.last_reviewed}."
            yield error(notice.id, ("review_due",), message, change)
    for agreement in registry.agreements:
        if agreement.signed and agreement.review_due and agreement.review_due < agreement.signed:
            message = f"The review is due on {agreement.review_due}, before this was signed, on {agreement.signed}."
            hint = "If they stand the wrong way round, swap them; or change one of the two days."
            yield error(agreement.id, ("review_due",), message, hint)


@alone
@rule
def facts_contradict(registry: Registry) -> Findings:
    """Two facts that cannot both be true: data that is shared and never shared, or a lowest age above the highest.

    Or somebody decides for itself how to use the data (a controller), and works under a contract of a processor. Or a
    notice says *never*, and beside it when; or that nothing leaves the country, and a disclosure that it shows does.
    """
    yield from _of_notices(registry)
    for disclosure in registry.disclosures:
        items = {str(item).casefold() for item in disclosure.data_items}
        named = {key: str(getattr(registry.things.get(key), "name", key)).casefold() for key in disclosure.excluded}
        shared = {
            "data_categories": [key for key in disclosure.excluded if key in disclosure.data_categories],
            "data_items": [key for key in disclosure.excluded if named[key] in items],
        }
        for field, both in shared.items():
            if both:
                message = f"{field} says that this is shared, and excluded that it never is: {', '.join(both)}."
                yield error(disclosure.id, ("excluded",), message, "Take it out of the one that is not true.")
        types = {condition.type for condition in conditions(registry, disclosure)}
        if disclosure.recipient_role in CONTROLLERS and "processor_contract" in types:
            message = f"The role is {disclosure.recipient_role}, and a condition is the contract of a processor."
            hint = "Write the role that holds, or take out the condition."
            yield warning(disclosure.id, ("recipient_role",), message, hint)
    owners: Owners = (*registry.notices, *registry.recipients, *registry.disclosures, *registry.conditions)
    ages: list[tuple[Id, str, AgeRange | DataSubject]] = [(each.id, "to_age", each) for each in registry.data_subjects]
    ages += [(owner.id, "conditions", c) for owner in owners for c in owner.conditions if isinstance(c, AgeRange)]
    for key, field, aged in ages:
        if aged.from_age is not None and aged.to_age is not None and aged.to_age < aged.from_age:
            message = f"The highest age, {aged.to_age}, is below the lowest, {aged.from_age}."
            yield error(key, (field,), message, "If they stand the wrong way round, swap them.")


def _of_notices(registry: Registry) -> Findings:
    """The same of what a notice says of all that is held."""
    for notice in registry.notices:
        for name, words in (("other_use", notice.other_use), ("outside_uk", notice.outside_uk)):
            if NEVER in words and len(words) > 1:
                message = f"'never' stands here beside {', '.join(word for word in words if word != NEVER)}."
                yield error(notice.id, (name,), message, "Take out the one that is not true.")
        shown = (registry.things[key] for key in notice.shown if NEVER in notice.outside_uk)
        for disclosure in (d for d in shown if isinstance(d, Disclosure) and isinstance(d.transfers, tuple)):
            if disclosure.transfers:
                message = f"'{notice.id}' says under outside_uk that nothing leaves the United Kingdom."
                yield error(disclosure.id, ("transfers",), message, "Change the one that is not true.")


@rule
def membership_belied(registry: Registry) -> Findings:
    """How one tells who is in a category, and whether it has members that are not named, cannot both be true."""
    for recipient in (r for r in registry.recipients if r.membership):
        if recipient.type != "category":
            message = f"This is of the type {recipient.type}, and only a category has a membership."
            yield error(recipient.id, ("membership",), message, "Take it out, or write type: category.")
        elif recipient.membership == "named" and recipient.open_list:
            message = "membership says that all members are named, and open_list says that there are others."
            hint = "Write membership: kind or membership: examples, or open_list: false."
            yield error(recipient.id, ("membership",), message, hint)
        elif recipient.membership != "named" and recipient.open_list is False:
            message = (
                f"membership: {recipient.membership} says that not all are named, and open_list says that all are."
            )
            yield error(recipient.id, ("membership",), message, "Write open_list: true, or membership: named.")


@rule
def excluded_part(registry: Registry) -> Findings:
    """Data that is never sent is inside data that is sent, so the gate refuses whoever asks for all of that.

    Kinds of data for the other parts let systems ask for these.
    """
    around: Mapping[str, Collection[str]] = {category.id: category.inside for category in registry.data_categories}
    for disclosure in registry.disclosures:
        for key in disclosure.excluded:
            for whole in reached(key, around).intersection(disclosure.data_categories) - {key}:
                if not any(whole in inside for each, inside in around.items() if each not in disclosure.excluded):
                    message = f"'{key}' is never sent and is inside '{whole}': the gate refuses who asks for '{whole}'."
                    hint = f"Define the kinds that are sent, inside '{whole}': systems ask for these."
                    yield warning(disclosure.id, ("excluded",), message, hint)


@rule
def own_of_one(registry: Registry) -> Findings:
    """What is meant is each person's own recipient, and the recipient is one organisation: everybody has the same."""
    types = {recipient.id: recipient.type for recipient in registry.recipients}
    for disclosure in (d for d in registry.disclosures if d.own_recipient):
        if types[disclosure.recipient or registry.home(disclosure).id] in {"organisation", "person", "exercise"}:
            message = "own_recipient says that each person has one of their own, and the recipient is one only."
            hint = "Take it out; or name those that people may have, with type: category."
            yield error(disclosure.id, ("own_recipient",), message, hint)


@rule
def consent_needed_after_all(registry: Registry) -> Findings:
    """Words are said to need nobody's consent, and another fact says that consent is asked for."""
    for disclosure in (d for d in registry.disclosures if d.consent_not_needed):
        asking = [limit.id for limit in registry.limits(disclosure) if isinstance(limit.condition, ConsentFirst)]
        asking += [f"{disclosure.id}.lawful_basis"] if "consent" in disclosure.lawful_basis else []
        if asking:
            message = f"consent_not_needed says that nobody has to agree, and '{asking[0]}' asks for consent."
            yield error(disclosure.id, ("consent_not_needed",), message, "Keep the one that the words say.")


@rule
def settled_although_stated(registry: Registry) -> Findings:
    """A role settles only what the words leave open, so what a disclosure states cannot be settled besides."""
    for disclosure in registry.disclosures:
        for number, entry in enumerate(disclosure.settled):
            for name in SETTLED:
                is_open = name == "data_categories" and disclosure.open_data_list
                if getattr(entry, name) and getattr(disclosure, name) and not is_open:
                    message = f"This settles {name}, and the disclosure states {name}."
                    hint = "Take it out here; or, if it is not in the words, take it out of the disclosure."
                    yield error(disclosure.id, ("settled", number, name), message, hint)
            if not any(getattr(entry, name) for name in SETTLED):
                message = "This settles nothing."
                yield error(disclosure.id, ("settled", number), message, f"Say what: {', '.join(SETTLED)}.")


@rule
def settled_by_another_role(registry: Registry) -> Findings:
    """Only the roles of settled_by may settle what the words leave open: the disclosure's, else the organisation's.

    For the disclosure of another sender, the organisation's roles may not.
    """
    for disclosure in registry.disclosures:
        roles = settling_roles(registry, disclosure)
        for number, entry in enumerate(disclosure.settled):
            if entry.by not in roles:
                may = f"Only {', '.join(roles)} may." if roles else "Nobody may: settled_by names no role for it."
                message = f"'{entry.by}' may not settle what this leaves open."
                yield error(disclosure.id, ("settled", number, "by"), message, may)


@rule
def settled_too_long(registry: Registry) -> Findings:
    """What is settled lasts at most 366 days: what holds for longer belongs in the words."""
    for disclosure in registry.disclosures:
        for number, entry in enumerate(disclosure.settled):
            where = ("settled", number, "valid_to")
            if is_too_long(entry):
                days = (entry.valid_to - entry.date).days
                message = f"This is {days} days after {entry.date}; {LONGEST} are allowed."
                yield error(disclosure.id, where, message, "Let it end earlier, or say it in the words.")
            if entry.valid_to < entry.date:
                message = f"The last day, {entry.valid_to}, comes before the first, {entry.date}."
                yield error(disclosure.id, where, message, "Change one of the two days.")


@rule_of_the_day
def superseded_shows_more(registry: Registry, on: date) -> Findings:
    """A notice that another has replaced still shows a disclosure that goes on and that the newer one does not show."""
    for notice in registry.notices:
        newer = registry.superseding(notice)
        kept = {key for each in newer for key in each.shown}
        left = [key for key in notice.shown if newer and key not in kept and _goes_on(registry, key, on)]
        if left:
            message = f"'{newer[0].id}' has taken the place of this notice and does not show {', '.join(left)}."
            yield warning(notice.id, ("sections",), message, "Show them there, or end them: write valid_to.")


def _goes_on(registry: Registry, key: Id, on: date) -> bool:
    thing = registry.things[key]
    return isinstance(thing, Disclosure) and standing(registry, thing, on) in (ACTIVE, PLANNED)


@rule
def reads_with_the_old(registry: Registry) -> Findings:
    """A notice reads with one whose place another has taken: the conditions of the old one would go on."""
    for notice in registry.notices:
        for other in (n for n in registry.read_with(notice) if registry.superseding(n)):
            newer = registry.superseding(other)[0]
            message = f"reads_with names '{other.id}', which '{newer.id}' has replaced."
            hint = "Name the newer one, or none." if newer is not notice else "Take the older one out."
            yield warning(notice.id, ("reads_with",), message, hint)


@waits_for_officer
@rule
def role_disagrees(registry: Registry) -> Findings:
    """Two disclosures disagree on who answers for the same data, used for the same purpose: us alone, or others too.

    A processor acts for us; a controller decides itself. One body can be both, for different data or purposes.
    """
    first: dict[tuple[Id | None, ...], dict[bool, Disclosure]] = {}
    reported: set[tuple[Id, Id]] = set()
    for disclosure in (d for d in registry.disclosures if d.recipient_role in CONTROLLERS | PROCESSORS):
        acts_for_us = disclosure.recipient_role in PROCESSORS
        for use in ((p, c) for p in disclosure.purposes for c in disclosure.data_categories):
            roles = first.setdefault((disclosure.sender, disclosure.recipient, *use), {})
            other = roles.get(not acts_for_us)
            roles.setdefault(acts_for_us, disclosure)
            if other and (other.id, disclosure.id) not in reported and days_overlap(registry, other, disclosure):
                reported.add((other.id, disclosure.id))
                message = (
                    f"For the same data and purpose '{other.id}' says {other.recipient_role}, "
                    f"and this says {disclosure.recipient_role}."
                )
                hint = "Make the two roles one, or say which data or purposes differ."
                yield warning(disclosure.id, ("recipient_role",), message, hint)


def days_overlap(registry: Registry, one: Disclosure, other: Disclosure) -> bool:
    """Whether there is a day on which both hold."""
    (first, last), (begin, end) = span(registry, one), span(registry, other)
    return first <= end and begin <= last


@rule
def name_of_another(registry: Registry) -> Findings:
    """Two who get or may get data have one name, or one is called as the id of another says.

    A file was copied and its name not changed, or two names were swapped.
    """
    parties = (*registry.recipients, *registry.bodies)
    ids = {party.id for party in parties}
    first: dict[str, Id] = {}
    for party in parties:
        name = _as_id(str(party.name))
        other = first.setdefault(name, party.id)
        is_alone = other == party.id
        other = other if not is_alone else Id(name)
        if other != party.id and other in ids:
            why = f"'{other}' is the id of another" if is_alone else f"so is '{other}'"
            message = f"This is called '{party.name}', and {why}."
            hint = "If they are two bodies, give each its own name. If they are the same body, keep one of the two."
            yield warning(party.id, ("name",), message, hint)


def _as_id(name: str) -> str:
    """A name as an id would be, without 'the'."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-").removeprefix("the-")


@rule
def said_twice(registry: Registry) -> Findings:
    """Two sentences of one text say nearly the same, or two disclosures have the same facts and words.

    After a merge, both versions of a change may have been left; or a block was copied and not changed yet.
    """
    for text in texts(registry):
        lines = [line for p in text.passages if p.shape != ITEM for line in sentences(str(p.text))]
        long = [(line, {*line.lower().split()}) for line in lines if len(line.split()) >= LONG]
        for at, (sentence, words) in enumerate(long):
            if any(_share_of_words_in_both(before, words) >= ALIKE for _, before in long[:at]):
                begins = " ".join(sentence.split()[:5])
                message = f"Two sentences here say nearly the same; the second begins '{begins} ...'."
                yield text.warning(message, "Keep one of them, or join them into one.")
    yield from _disclosures_stated_twice(registry)


def _share_of_words_in_both(words: set[str], others: set[str]) -> float:
    """The share of the words of two sentences that both have, from 0 to 1."""
    return len(words & others) / len(words | others)


def _disclosures_stated_twice(registry: Registry) -> Findings:
    """Disclosures that differ from an earlier one in their id alone, and have no proposal that may change that."""
    proposed = {each.about for each in registry.unpublished if each.block == "proposed"}
    passages_of: dict[Id, dict[str, None]] = {}
    for passage in (p for passages in registry.passages_of.values() for p in passages):
        for key in passage.states:
            passages_of.setdefault(key, {})[str(passage.text)] = None
    first: dict[tuple[Disclosure, tuple[str, ...]], Id] = {}
    for disclosure in (d for d in registry.disclosures if d.id in passages_of):
        before = first.setdefault((replace(disclosure, id=NOBODY), tuple(passages_of[disclosure.id])), disclosure.id)
        if before != disclosure.id and disclosure.id not in proposed:
            message = f"It states what '{before}' states, in the same words."
            hint = "Change what is different here, or take one of the two out."
            yield warning(disclosure.id, (), message, hint)
