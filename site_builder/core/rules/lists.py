"""What may stand only once, or only in one order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from site_builder.core.fields import field_types
from site_builder.core.model import Body, Disclosure, Notice, Programme, Recipient, Registry, SharedCondition
from site_builder.core.problems import Finding, Severity
from site_builder.core.rules.rights import choices
from site_builder.core.standing import ACTIVE, PLANNED, standing
from site_builder.core.values import Id

Owners = tuple[Notice | Recipient | Disclosure | SharedCondition, ...]


def condition_twice(registry: Registry, _on: date) -> Iterator[Finding]:
    """A type of condition stands once in one list: two of a type are two disclosures, or two shared conditions.

    So does a scheme of opt-outs: two effects of one scheme cannot both be true.
    """
    owners: Owners = (*registry.notices, *registry.recipients, *registry.disclosures, *registry.conditions)
    for owner in owners:
        for kind, times in Counter(c.type for c in owner.conditions).items():
            if times > 1:
                message = f"The condition '{kind}' stands here {times} times."
                hint = "Make them one, or make a shared condition of one in vocabulary/conditions.yaml."
                yield Finding(Severity.ERROR, owner.id, ("conditions",), message, hint)
    for disclosure in registry.disclosures:
        for scheme, times in Counter(each.scheme for each in choices(disclosure)).items():
            if times > 1:
                message, hint = f"The opt-out '{scheme}' stands here {times} times.", "Keep the one that is true."
                yield Finding(Severity.ERROR, disclosure.id, ("opt_outs",), message, hint)


def shared_and_possible(registry: Registry, _on: date) -> Iterator[Finding]:
    """A shared condition either surely holds for a disclosure or possibly, not both."""
    for disclosure in registry.disclosures:
        for key in (c for c in disclosure.possible_conditions if c in disclosure.shared_conditions):
            message = f"'{key}' stands here and under shared_conditions."
            hint = "Keep it in one of the two: it holds, or the words leave that open."
            yield Finding(Severity.ERROR, disclosure.id, ("possible_conditions",), message, hint)


def limits_nothing(registry: Registry, _on: date) -> Iterator[Finding]:
    """A shared condition that no disclosure names: its words would stand on no page."""
    named = {c for d in registry.disclosures for c in (*d.shared_conditions, *d.possible_conditions)}
    for condition in (c for c in registry.conditions if c.id not in named):
        message = f"No disclosure names '{condition.id}', so it limits nothing and its words are read nowhere."
        hint = "Name it under shared_conditions of the disclosures that it limits, or take it out."
        yield Finding(Severity.ERROR, condition.id, (), message, hint)


def days_reversed(registry: Registry, _on: date) -> Iterator[Finding]:
    """A last day that comes before the first, or a review that is due before the last one or before the signature."""
    things: tuple[Recipient | Disclosure | Programme | Body, ...] = (
        *registry.recipients,
        *registry.disclosures,
        *registry.programmes,
        *registry.bodies,
    )
    for thing in things:
        if thing.valid_from is not None and thing.valid_to is not None and thing.valid_to < thing.valid_from:
            message = f"The last day, {thing.valid_to}, comes before the first, {thing.valid_from}."
            yield Finding(Severity.ERROR, thing.id, ("valid_to",), message, "Change one of the two days.")
    for notice in registry.notices:
        if notice.last_reviewed and notice.review_due and notice.review_due < notice.last_reviewed:
            message = f"The next review, {notice.review_due}, is due before the last one, {notice.last_reviewed}."
            yield Finding(Severity.ERROR, notice.id, ("review_due",), message, "Change one of the two days.")
    for agreement in registry.agreements:
        if agreement.signed and agreement.review_due and agreement.review_due < agreement.signed:
            message = f"The review is due on {agreement.review_due}, before this was signed, on {agreement.signed}."
            hint = "If they stand the wrong way round, swap them; or change one of the two days."
            yield Finding(Severity.ERROR, agreement.id, ("review_due",), message, hint)


def superseded_shows_more(registry: Registry, on: date) -> Iterator[Finding]:
    """A notice that another has replaced still shows a disclosure that goes on and that the newer one does not show."""
    for notice in registry.notices:
        newer = registry.superseding(notice)
        kept = {key for each in newer for key in each.shown}
        left = [key for key in notice.shown if newer and key not in kept and _goes_on(registry, key, on)]
        if left:
            message = f"'{newer[0].id}' has taken the place of this notice and does not show {', '.join(left)}."
            hint = "Show them there, or end them: write valid_to."
            yield Finding(Severity.WARNING, notice.id, ("sections",), message, hint)


def reads_with_the_old(registry: Registry, _on: date) -> Iterator[Finding]:
    """A notice reads with one whose place another has taken: the conditions of the old one would go on."""
    for notice in registry.notices:
        for other in (n for n in registry.read_with(notice) if registry.superseding(n)):
            newer = registry.superseding(other)[0]
            message = f"'{newer.id}' has taken the place of '{other.id}', with which this reads."
            hint = "Name the newer one, or none." if newer is not notice else "Take the older one out."
            yield Finding(Severity.WARNING, notice.id, ("reads_with",), message, hint)


def _goes_on(registry: Registry, key: Id, on: date) -> bool:
    thing = registry.things[key]
    return isinstance(thing, Disclosure) and standing(registry, thing, on) in (ACTIVE, PLANNED)


def confirmed_nothing(registry: Registry, _on: date) -> Iterator[Finding]:
    """Somebody confirmed a field that the thing does not have: a slip of its name, so nobody knows what was checked."""
    for each in registry.confirmed:
        thing = registry.things[each.confirms]
        known = {key for cls in (type(thing), *FOR_ALL.get(type(thing), ())) for key, _ in field_types(cls).values()}
        for field in (f for f in each.fields if f not in known | WORDS):
            message = f"'{field}' is not a field of '{each.confirms}'."
            hint = "Write the names of the fields as they stand before the colon."
            yield Finding(Severity.WARNING, each.confirms, ("confirmed", each.confirms), message, hint)


FOR_ALL: Mapping[type, tuple[type, ...]] = {Recipient: (Disclosure,), Notice: (Disclosure,)}
"""Whose file may say something for all its disclosures."""
WORDS = {"text", "child_text", "all_our_disclosures"}
"""Fields that the model keeps as passages, or in what they hold for."""
