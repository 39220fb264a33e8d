"""What a registry permits, as policies for an authorization engine that reads Cedar (https://docs.cedarpolicy.com).

The engine allows a request exactly if the gate's outcome is `required`, `permitted` or `permitted_with_duties`
(`docs/gate.md`), on whatever day. It can not say the rest of an answer: whether a person should be asked, which duties
there are, and why. `cedar_request` makes its requests, `cedar_entities` tells it who is a member of whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from site_builder.core.duties import claims_duty
from site_builder.core.gate.condition_checks import says_on_what
from site_builder.core.gate.validity import days_of_answer
from site_builder.core.model import Disclosure, Registry
from site_builder.core.values import Id
from site_builder.renderers.cedar_conditions import demands, duty_in_force
from site_builder.renderers.cedar_forbids import Prohibition, forbid, named, prohibitions, refusals
from site_builder.renderers.cedar_parties import Parties, is_secret
from site_builder.renderers.cedar_text import (
    TRUE,
    all_of,
    any_of,
    comment,
    day,
    days_as_text,
    party,
    policy,
    principal,
    resource,
    texts,
)

PUBLISHED = "published"

Clause = tuple[str, str]


def render(registry: Registry) -> bytes:
    """The policies of a public registry, in Cedar's own language: the same bytes for the same registry.

    Raises ValueError where the registry holds what is not public.
    """
    if registry.unpublished or registry.known or registry.released:
        raise ValueError("Only the public half of a registry has policies.")
    parties, excepted = Parties.of(registry), {_excepts(d) for d in registry.disclosures}
    found = [p for d in registry.disclosures for p in prohibitions(registry, parties, d)]
    for_all, not_for_all = ([p for p in found if (p.by.id in excepted) is some] for some in (False, True))
    permits = [
        _permit(registry, parties, d, [p for p in not_for_all if p.by.id != _excepts(d)]) for d in registry.disclosures
    ]
    parts = [_head(registry), *refusals(registry, parties), *map(forbid, for_all), *permits]
    return ("\n\n".join(parts) + "\n").encode()


def _excepts(disclosure: Disclosure) -> Id | None:
    """To what it is an exception; none is one to itself."""
    return disclosure.exception_to if disclosure.exception_to != disclosure.id else None


def _head(registry: Registry) -> str:
    ours = registry.organisation.name
    lines = (
        f"What {ours} may share, with whom and why: {registry.site}, version {registry.version}.",
        "Allowed is what the public notice permits. What is not allowed may still be for a person to decide: ask the",
        "gate, which gives its reasons. No policy says which duties come with sharing.",
    )
    return "\n".join(map(comment, lines))


def _permit(registry: Registry, parties: Parties, disclosure: Disclosure, unless: Sequence[Prohibition]) -> str:
    """The policy of a disclosure; where it never permits by itself, a comment that says why not."""
    never = [*_never(registry, parties, disclosure)]
    if never:
        return "\n".join(map(comment, [_told(registry, disclosure), f"No policy permits it: {'; '.join(never)}."]))
    passage = registry.stated_in[disclosure.id]
    notes = {"id": disclosure.id, "notice": next(n.id for n in registry.notices if passage in n.passages)}
    clauses = [*_covers(registry, parties, disclosure), *_asks(registry, disclosure)]
    clauses += [
        *_ways(registry, parties, disclosure),
        *_classes(registry, parties, disclosure),
        *_secrets(registry, parties, disclosure),
    ]
    clauses += [
        (f"// {p.id}\nunless", all_of(*(part for part in p.scope if part != "resource"), p.when)) for p in unless
    ]
    scope = principal(registry, disclosure), resource(registry, disclosure)
    return policy("permit", notes, [_told(registry, disclosure)], scope, clauses)


def _told(registry: Registry, disclosure: Disclosure) -> str:
    """The disclosure in a line."""
    to = _name(registry, disclosure.recipient) if disclosure.recipient else "somebody who is not named"
    purposes = "; ".join(_name(registry, key) for key in disclosure.purposes) or "a purpose that is not stated"
    return f"{disclosure.id}. To: {to}. For: {purposes}."


def _name(registry: Registry, key: Id) -> str:
    return str(getattr(registry.things.get(key), "name", key))


def _never(registry: Registry, parties: Parties, disclosure: Disclosure) -> Iterator[str]:
    """Why it permits nothing, whatever is asked."""
    first, last = days_of_answer(registry, disclosure, parties.days)
    said = {
        f"it is a {disclosure.status}" if disclosure.status == "draft" else "it is suspended": disclosure.status,
        "it is in force on no day": last < first,
        "we only receive it": disclosure.direction == "receive",
        "no notice states it": disclosure.id not in registry.stated_in,
        "it does not say who gets the data": not disclosure.recipient,
        "it does not say what for": not disclosure.purposes,
        "it does not say which data": not disclosure.data_categories,
        "it does not say about whom": not disclosure.data_subjects,
        "nobody may be told of its sender": disclosure.sender in parties.hidden and not is_secret(disclosure),
        "it does not say on what it depends": disclosure.modality == "only_if"
        and not says_on_what(registry.limits(disclosure)),
    }
    yield from (why for why, is_so in said.items() if is_so)
    yield from (f"{key} is for a person" for key, when in demands(registry, disclosure) if when is None)


def _covers(registry: Registry, parties: Parties, disclosure: Disclosure) -> Iterator[Clause]:
    """In force, and for what, which data and whom. The day is looked at whatever the dates: no request goes without."""
    in_force = days_as_text(*days_of_answer(registry, disclosure, parties.days))
    yield "when", f"{day(date.min)} <= context.on" if in_force == TRUE else in_force
    yield "when", f"{texts(disclosure.purposes)}.contains(context.purpose)"
    yield "when", f"{texts(disclosure.data_categories)}.containsAll(context.data_categories)"
    yield "when", f"{texts(disclosure.data_subjects)}.containsAll(context.data_subjects)"
    if disclosure.excluded:
        yield "// never sent\nunless", f"{texts(disclosure.excluded)}.containsAny(context.data_categories)"


def _asks(registry: Registry, disclosure: Disclosure) -> Iterator[Clause]:
    """All that must hold besides."""
    if claims_duty(disclosure):
        in_force = duty_in_force(registry, disclosure)
        if in_force != TRUE:
            yield "// the duty is in force\nwhen", in_force
    for key, when in demands(registry, disclosure):
        if when not in {None, TRUE}:
            yield f"// {key}\nwhen", str(when)


def _ways(registry: Registry, parties: Parties, disclosure: Disclosure) -> Iterator[Clause]:
    """Not to a member on days on which no group leads to it."""
    for key, ways in parties.ways.get(disclosure.recipient or registry.home(disclosure).id, {}).items():
        leads = [days_as_text(first, last) for first, last in ways if first <= last]
        never = all_of(f"resource == {party(key)}", f"!{any_of(*leads)}" if leads else TRUE)
        yield "// a member on some days alone\nunless", never


def _classes(registry: Registry, parties: Parties, disclosure: Disclosure) -> Iterator[Clause]:
    """Not to a class whose members are not all named, for a person decides; but to all who read what is published."""
    classes = parties.open_in(disclosure.recipient or registry.home(disclosure).id)
    if classes and disclosure.mode != (PUBLISHED,):
        names = ", ".join(map(party, classes))
        yield "// open classes: ask for the member\nunless", f"resource in [{names}]"


def _secrets(registry: Registry, parties: Parties, disclosure: Disclosure) -> Iterator[Clause]:
    """What nobody may confirm is an unknown id in evidence too, but to those who are told of such a disclosure."""
    if not is_secret(disclosure):
        yield from (("// nobody may confirm these\nunless", names) for names in named(registry, parties.hidden))
