"""What refuses a request whatever would permit it, as policies of Cedar: unknown ids, closed recipients, prohibitions.

In Cedar a policy that fails is passed over, and one that forbids must not be: each looks whether a key is there first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from site_builder.core.conditions import ProhibitedUse, Unknown
from site_builder.core.gate.index import FIRST, LAST
from site_builder.core.gate.validity import days_of_promise
from site_builder.core.model import (
    Body,
    DataCategory,
    Disclosure,
    Location,
    Organisation,
    Programme,
    Purpose,
    Recipient,
    Registry,
    Role,
)
from site_builder.core.values import Id
from site_builder.renderers.cedar_parties import Parties
from site_builder.renderers.cedar_text import (
    EVIDENCE,
    TRUE,
    a_day,
    all_of,
    any_of,
    brought,
    days_as_text,
    party,
    policy,
    principal,
    resource,
    texts,
)

ANYBODY = ("principal", "resource")


def refusals(registry: Registry, parties: Parties) -> Iterator[str]:
    """The policies that refuse whatever the disclosure."""
    empty = any_of(*(f"context.{name}.isEmpty()" for name in ("data_categories", "data_subjects")))
    yield policy(
        "forbid", {"id": "request"}, ["A request names some data and some people."], ANYBODY, [("when", empty)]
    )
    yield from _unknown_ids(registry)
    yield from _closed_recipients(registry, parties)


KNOWN: Sequence[tuple[str, str, tuple[type, ...], bool]] = (
    ("lawful_only", "disclosure", (Disclosure,), False),
    ("approval", "by", (Role,), False),
    ("data_matching", "sources", (DataCategory,), True),
    ("safeguarding_override", "decided_by", (Role,), False),
    ("statutory_duty", "names", (DataCategory,), True),
    ("on_behalf_of", "programme", (Programme,), False),
    ("on_behalf_of", "principal", (Recipient, Body, Organisation), False),
    ("controlled_access", "role", (Role, Recipient), False),
    ("controlled_access", "place", (Location,), False),
    ("onward_limit", "chain", (Recipient, Body), True),
    ("onward_limit", "purposes", (Purpose,), True),
    ("area", "places", (Location,), True),
)
"""Where evidence names things, which kinds of thing it may name, and whether it is a list."""


def _unknown_ids(registry: Registry) -> Iterator[str]:
    """An id that nobody knows, or that is of another kind, refuses whatever it is brought for."""
    for kind, key, types, many in KNOWN:
        known, held = texts(_of(registry, types)), f"{EVIDENCE}.{kind}.{key}"
        wrong = f"!{known}.containsAll({held})" if many else f"!{known}.contains({held})"
        if known == "[]":
            wrong = f"!{held}.isEmpty()" if many else TRUE
        about = [f"Every id in evidence is known: {kind}, {key}."]
        when = all_of(brought(kind, key), wrong)
        yield policy("forbid", {"id": f"known.{kind}.{key}"}, about, ANYBODY, [("when", when)])


def named(registry: Registry, ids: Collection[str]) -> Iterator[str]:
    """That evidence names one of these ids, for each place where it might."""
    for kind, key, types, many in KNOWN:
        those = [each for each in _of(registry, types) if each in ids]
        if those:
            contains = "containsAny" if many else "contains"
            yield all_of(brought(kind, key), f"{texts(those)}.{contains}({EVIDENCE}.{kind}.{key})")


def _of(registry: Registry, types: tuple[type, ...]) -> list[Id]:
    """The ids of things of these types; a recipient of the type role is a role too."""
    roles = {r.id for r in registry.recipients if r.type == "role"} if Role in types else set()
    return [key for key, thing in registry.things.items() if isinstance(thing, types) or key in roles]


def _closed_recipients(registry: Registry, parties: Parties) -> Iterator[str]:
    """Those to whom nothing may go without a person, or on these days."""
    for each in registry.recipients:
        scope = ("principal", f"resource == {party(each.id)}")
        for code, why, when in _closed(*parties.days[each.id], is_chosen=each.id not in parties.unchosen):
            clauses = [] if when == TRUE else [("when", when)]
            note = [f"{each.name}: {why}."]
            yield policy("forbid", {"id": f"{each.id}.{code}"}, note, scope, clauses)


def _closed(first: str, last: str, *, is_chosen: bool) -> Iterator[tuple[str, str, str]]:
    """Why nothing may go to a recipient, and when."""
    if not is_chosen:
        yield "to_be_appointed", "not yet chosen, it or a member, so a person decides", TRUE
    if first != FIRST:
        yield "recipient_not_started", "not before its first day", f"context.on < {a_day(first)}"
    if last != LAST:
        why = "not after its last day" if last else "it is no more"
        yield "recipient_ended", why, f"{a_day(last)} < context.on" if last else TRUE


# ---- what a disclosure forbids


@dataclass(frozen=True, slots=True)
class Prohibition:
    """Purposes for which nothing may be shared with the recipient of a disclosure, and when."""

    by: Disclosure
    id: str
    scope: tuple[str, str]
    when: str


def prohibitions(registry: Registry, parties: Parties, disclosure: Disclosure) -> Iterator[Prohibition]:
    """What a disclosure forbids; a draft nothing."""
    if disclosure.status == "draft":
        return
    scope, to = (principal(registry, disclosure), resource(registry, disclosure)), TRUE
    classes = parties.bound.get(disclosure.recipient or registry.home(disclosure).id)
    if classes:
        scope, to = (scope[0], "resource"), any_of(scope[1], f"resource in [{', '.join(map(party, classes))}]")
    touches = [
        f"{texts(stated)}.containsAny(context.{name})"
        for name, stated in (
            ("data_categories", disclosure.data_categories),
            ("data_subjects", disclosure.data_subjects),
        )
        if stated
    ]
    for key, purposes, when in _forbidden(registry, disclosure):
        named_ = TRUE if purposes is None else f"{texts(purposes)}.contains(context.purpose)"
        yield Prohibition(disclosure, key, scope, all_of(to, named_, *touches, when))


def _forbidden(registry: Registry, disclosure: Disclosure) -> Iterator[tuple[str, Sequence[Id] | None, str]]:
    """What a disclosure forbids (None: every purpose, for it was not understood), by what, and on which days."""
    for limit in registry.limits(disclosure):
        if isinstance(limit.condition, Unknown) and limit.condition.type == ProhibitedUse.type:
            yield limit.id, None, _promised(registry, disclosure, outlives=True)
        if isinstance(limit.condition, ProhibitedUse):
            lasts = bool(limit.condition.outlives)
            yield limit.id, limit.condition.purposes, _promised(registry, disclosure, outlives=lasts)
    for key in disclosure.purposes:
        purpose = registry.things.get(key)
        if isinstance(purpose, Purpose) and purpose.prohibited_uses:
            yield f"{disclosure.id}.{key}", purpose.prohibited_uses, _promised(registry, disclosure, outlives=False)


def _promised(registry: Registry, disclosure: Disclosure, *, outlives: bool) -> str:
    """The days on which it forbids what it forbids."""
    return days_as_text(*days_of_promise(registry, disclosure, outlives=outlives))


def forbid(prohibition: Prohibition) -> str:
    """The policy of a prohibition to which there is no exception."""
    note = [f"Not for these purposes, whatever permits it: {prohibition.by.id} says so."]
    return policy("forbid", {"id": prohibition.id}, note, prohibition.scope, [("when", prohibition.when)])
