"""The registry as Cedar policies: permissions, prohibitions, and who counts as whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from site_builder.facts.nesting import Ids, covering, touching
from site_builder.facts.settled import valid_settlements
from site_builder.facts.statutory_duty import claims_duty
from site_builder.gate.condition_checks import says_on_what
from site_builder.gate.index import FIRST, LAST
from site_builder.gate.index_builder import each_of_many, is_to_look_at
from site_builder.gate.parties import parties
from site_builder.gate.validity import Days, days_of_answer, days_of_promise
from site_builder.model import (
    Body,
    DataCategory,
    DataSubject,
    Disclosure,
    Location,
    Organisation,
    Programme,
    Purpose,
    Recipient,
    Registry,
    Role,
    Settled,
)
from site_builder.model.conditions import ProhibitedUse, Unknown
from site_builder.model.values import NOT_STATED, Id
from site_builder.render.cedar.conditions import (
    bad_news,
    by_instrument,
    covered,
    demands,
    duty_in_force,
    names_all,
    opened,
    shows_member,
    states_law,
    touches,
    unguarded,
)
from site_builder.render.cedar.text import (
    EVIDENCE,
    TRUE,
    a_day,
    all_of,
    any_of,
    brought,
    comment,
    day,
    days,
    days_as_text,
    party,
    policy,
    principal,
    resource,
    texts,
)

NEVER_TOLD = "never_confirm"


@dataclass(frozen=True, slots=True)
class Parties:
    """The groups and days of every recipient and body, by id, and which of them are special.

    `ways` has, by group, the parties that belong to it on some days only, with these days. `bound` has, by group, the
    parties with a member in it. `open_lists` are open classes, `examples` those of which evidence may show a member,
    `of_a_kind` those of which the request names it. `unchosen` are parties that are not wholly chosen yet.
    `hidden` are the disclosures that nobody may confirm, and the recipients with no other disclosures. `above` and
    `near` are what covers and what touches each nested id of data or people, `each_of_many` the disclosures for one of
    several programmes.
    """

    groups: Mapping[str, Sequence[str]]
    days: Mapping[str, Days]
    ways: Mapping[str, Mapping[str, Sequence[Days]]]
    bound: Mapping[str, Sequence[str]]
    open_lists: frozenset[str]
    examples: frozenset[str]
    of_a_kind: frozenset[str]
    unchosen: frozenset[str]
    hidden: frozenset[str]
    above: Ids
    near: Ids
    each_of_many: frozenset[str]

    @classmethod
    def of(cls, registry: Registry) -> Parties:
        """The parties of a registry."""
        reach_by_id = dict(parties(registry))
        groups = {key: reach.groups for key, reach in reach_by_id.items()}
        of_examples = frozenset(key for key, reach in reach_by_id.items() if reach.of_examples)
        is_open = frozenset(key for key, reach in reach_by_id.items() if "open_class" in reach.refers) - of_examples
        of_a_kind = frozenset(key for key, reach in reach_by_id.items() if "which_member" in reach.refers)
        secret = frozenset(d.id for d in registry.disclosures if is_secret(d))
        gets: dict[str, set[str]] = {}
        for d in registry.disclosures:
            gets.setdefault(d.recipient or registry.home(d).id, set()).add(d.id)
        of_each = {key: set[str]().union(*(gets.get(group, ()) for group in those)) for key, those in groups.items()}
        days = {key: (reach.first, reach.last) for key, reach in reach_by_id.items()}
        ways: dict[str, dict[str, list[Days]]] = {}
        for key, reach in reach_by_id.items():
            for group, first, last in reach.ways:
                ways.setdefault(group, {}).setdefault(key, []).append((first, last))
        bound: dict[str, list[str]] = {}
        for key, reach in reach_by_id.items():
            for group in reach.bound_by:
                bound.setdefault(group, []).append(key)
        unchosen = frozenset(key for key, reach in reach_by_id.items() if "to_be_appointed" in reach.refers)
        return cls(
            groups,
            days,
            ways,
            bound,
            is_open,
            of_examples,
            of_a_kind,
            unchosen,
            secret.union(key for key, ids in of_each.items() if ids and ids <= secret),
            covering(registry),
            touching(registry),
            each_of_many(registry),
        )

    def covered(self, stated: Collection[str]) -> list[str]:
        """The stated ids, and all that is inside them."""
        return covered(stated, self.above)

    def touched(self, stated: Collection[str]) -> list[str]:
        """The stated ids, and all that has anything in common with them."""
        return [*stated, *(each for key in stated for each in self.near.get(key, ()))]

    def those_in(self, group: str, classes: Collection[str]) -> list[str]:
        """The ids of some classes that are in a group, sorted."""
        return sorted(key for key in classes if group in self.groups[key])


def is_secret(disclosure: Disclosure) -> bool:
    """Whether nobody may learn that the disclosure exists."""
    return disclosure.can_we_tell_you == NEVER_TOLD


ANYBODY = ("principal", "resource")


def refusals(registry: Registry, parties: Parties) -> Iterator[str]:
    """The policies that refuse a request whatever the disclosures permit."""
    empty = any_of(*(f"context.{name}.isEmpty()" for name in ("data_categories", "data_subjects")))
    yield policy(
        "forbid", {"id": "request"}, ["A request names some data and some people."], ANYBODY, [("when", empty)]
    )
    abroad = all_of("context has country", 'context.country != "GB"')
    note = ["Whether data may leave the country is for a person."]
    yield policy("forbid", {"id": "country"}, note, ANYBODY, [("when", abroad)])
    programmes = texts(_ids_of_types(registry, (Programme,)))
    unknown = all_of(
        "context has programme", TRUE if programmes == "[]" else f"!{programmes}.contains(context.programme)"
    )
    yield policy("forbid", {"id": "programme"}, ["The programme is known."], ANYBODY, [("when", unknown)])
    yield from _unknown_ids(registry)
    yield from _closed_recipients(registry, parties)


KNOWN: Sequence[tuple[str, str, tuple[type, ...], bool]] = (
    ("lawful_only", "disclosure", (Disclosure,), False),
    ("approval", "by", (Role,), False),
    ("data_matching", "sources", (DataCategory,), True),
    ("safeguarding_override", "decided_by", (Role,), False),
    ("statutory_duty", "names", (DataCategory,), True),
    ("statutory_duty", "people", (DataSubject,), True),
    ("on_behalf_of", "programme", (Programme,), False),
    ("on_behalf_of", "principal", (Recipient, Body, Organisation), False),
    ("controlled_access", "role", (Role, Recipient), False),
    ("controlled_access", "place", (Location,), False),
    ("onward_limit", "chain", (Recipient, Body), True),
    ("onward_limit", "purposes", (Purpose,), True),
    ("area", "places", (Location,), True),
    ("determinations", "of", (Disclosure,), True),
    ("determinations", "by", (Role,), True),
    ("determinations", "purposes", (Purpose,), True),
    ("determinations", "data_categories", (DataCategory,), True),
    ("determinations", "data_subjects", (DataSubject,), True),
)
"""The keys of evidence that name things: type of condition, key, the kinds of thing, and whether it is a list."""


def _unknown_ids(registry: Registry) -> Iterator[str]:
    """The policies that refuse a request whose evidence has an unknown id, or an id of another kind."""
    for kind, key, types, many in KNOWN:
        known, value = texts(_ids_of_types(registry, types)), f"{EVIDENCE}.{kind}.{key}"
        wrong = f"!{known}.containsAll({value})" if many else f"!{known}.contains({value})"
        if known == "[]":
            wrong = f"!{value}.isEmpty()" if many else TRUE
        about = [f"Every id in evidence is known: {kind}, {key}."]
        when = all_of(brought(kind, key), wrong)
        yield policy("forbid", {"id": f"known.{kind}.{key}"}, about, ANYBODY, [("when", when)])


def names_one_of(registry: Registry, ids: Collection[str]) -> Iterator[str]:
    """An expression for each key of evidence that may name one of these ids: that it does."""
    for kind, key, types, many in KNOWN:
        those = [each for each in _ids_of_types(registry, types) if each in ids]
        if those:
            contains = "containsAny" if many else "contains"
            yield all_of(brought(kind, key), f"{texts(those)}.{contains}({EVIDENCE}.{kind}.{key})")


def _ids_of_types(registry: Registry, types: tuple[type, ...]) -> list[Id]:
    """The ids of things of these types; a recipient of the type role is a role too."""
    roles = {r.id for r in registry.recipients if r.type == "role"} if Role in types else set()
    return [key for key, thing in registry.things.items() if isinstance(thing, types) or key in roles]


def _closed_recipients(registry: Registry, parties: Parties) -> Iterator[str]:
    """The policies against recipients that may get nothing, on some days or without a person's decision."""
    for each in registry.recipients:
        scope = ("principal", f"resource == {party(each.id)}")
        for code, why, when in _closed(*parties.days[each.id], is_chosen=each.id not in parties.unchosen):
            clauses = [] if when == TRUE else [("when", when)]
            note = [f"{each.name}: {why}."]
            yield policy("forbid", {"id": f"{each.id}.{code}"}, note, scope, clauses)


def _closed(first: str, last: str, *, is_chosen: bool) -> Iterator[tuple[str, str, str]]:
    """Each reason why nothing may go to a recipient: its code, its words, and when it holds."""
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
    """The prohibitions of a disclosure; a draft has none."""
    if disclosure.status == "draft":
        return
    scope, to = (principal(registry, disclosure), resource(registry, disclosure)), TRUE
    classes = parties.bound.get(disclosure.recipient or registry.home(disclosure).id)
    if classes:
        scope, to = (scope[0], "resource"), any_of(scope[1], f"resource in [{', '.join(map(party, classes))}]")
    touched = [
        f"{texts(parties.touched(ids))}.containsAny(context.{name})"
        for name, ids in (
            ("data_categories", () if disclosure.open_data_list else disclosure.data_categories),
            ("data_subjects", disclosure.data_subjects),
        )
        if ids
    ]
    for key, purposes, for_data, when in _forbidden(registry, disclosure):
        is_named = TRUE if purposes is None else f"{texts(purposes)}.contains(context.purpose)"
        yield Prohibition(disclosure, key, scope, all_of(to, is_named, *touched, touches(for_data, parties.near), when))


def _forbidden(
    registry: Registry, disclosure: Disclosure
) -> Iterator[tuple[str, Sequence[Id] | None, Sequence[Id], str]]:
    """The prohibitions of a disclosure: id, purposes, the data for which alone it forbids them, and days.

    The purposes are None for what forbids every purpose: a promise that states none, a condition not understood.
    """
    if disclosure.is_promise:
        promised = _promised(registry, disclosure, outlives=False)
        yield f"{disclosure.id}.modality", disclosure.purposes or None, (), promised
    for limit in registry.limits(disclosure):
        if isinstance(limit.condition, Unknown) and limit.condition.type == ProhibitedUse.type:
            yield limit.id, None, (), _promised(registry, disclosure, outlives=True)
        if isinstance(limit.condition, ProhibitedUse):
            c, lasts = limit.condition, bool(limit.condition.outlives)
            yield limit.id, c.purposes, c.for_data, _promised(registry, disclosure, outlives=lasts)
    for key in disclosure.purposes:
        purpose = registry.things.get(key)
        if isinstance(purpose, Purpose) and purpose.prohibited_uses:
            when = _promised(registry, disclosure, outlives=False)
            yield f"{disclosure.id}.{key}", purpose.prohibited_uses, (), when


def _promised(registry: Registry, disclosure: Disclosure, *, outlives: bool) -> str:
    """The days on which a disclosure's prohibition holds."""
    return days_as_text(*days_of_promise(registry, disclosure, outlives=outlives))


def forbid(prohibition: Prohibition) -> str:
    """The policy of a prohibition that has no exception."""
    note = [f"Not for these purposes, whatever permits it: {prohibition.by.id} says so."]
    return policy("forbid", {"id": prohibition.id}, note, prohibition.scope, [("when", prohibition.when)])


PUBLISHED = "published"

Clause = tuple[str, str]


def render(registry: Registry) -> bytes:
    """The policies of a public registry, in Cedar's own language: the same bytes for the same registry.

    Raises ValueError if the registry holds unpublished facts.
    """
    if registry.unpublished or registry.known or registry.released:
        raise ValueError("Only the public half of a registry has policies.")
    parties, excepted = Parties.of(registry), {_excepts(d) for d in registry.disclosures}
    all_prohibitions = [p for d in registry.disclosures for p in prohibitions(registry, parties, d)]
    for_all, not_for_all = ([p for p in all_prohibitions if (p.by.id in excepted) is some] for some in (False, True))
    secrets = [("// nobody may confirm these\nunless", names) for names in names_one_of(registry, parties.hidden)]
    permits = [
        _permit(registry, parties, d, secrets, [p for p in not_for_all if p.by.id != _excepts(d)])
        for d in registry.disclosures
    ]
    parts = [_head(registry), *refusals(registry, parties), *map(forbid, for_all), *permits]
    return ("\n\n".join(parts) + "\n").encode()


def _excepts(disclosure: Disclosure) -> Id | None:
    """The id of the disclosure to which this one is an exception, None if there is none; never its own id."""
    return disclosure.exception_to if disclosure.exception_to != disclosure.id else None


def _head(registry: Registry) -> str:
    ours = registry.organisation.name
    lines = (
        f"What {ours} may share, with whom and why: {registry.site}, version {registry.version}.",
        "Allowed is what the public notice permits. What is not allowed may still be for a person to decide: ask the",
        "gate, which gives its reasons. No policy says which duties come with sharing.",
    )
    return "\n".join(map(comment, lines))


def _permit(
    registry: Registry,
    parties: Parties,
    disclosure: Disclosure,
    secrets: Sequence[Clause],
    unless: Sequence[Prohibition],
) -> str:
    """The policy of a disclosure; a comment with the reasons if it never permits anything by itself.

    `secrets` are the clauses that refuse hidden ids in evidence of a disclosure that is not hidden itself.
    """
    never = [*_never(registry, parties, disclosure)]
    if never:
        return "\n".join(map(comment, [_one_line(registry, disclosure), f"No policy permits it: {'; '.join(never)}."]))
    passage = registry.stated_in[disclosure.id]
    notes = {"id": disclosure.id, "notice": next(n.id for n in registry.notices if passage in n.passages)}
    clauses = [*_covers(registry, parties, disclosure), *_asks(registry, parties, disclosure)]
    clauses += [
        *_ways(registry, parties, disclosure),
        *_classes(registry, parties, disclosure),
        *([] if is_secret(disclosure) else secrets),
    ]
    clauses += [
        (f"// {p.id}\nunless", all_of(*(part for part in p.scope if part not in ANYBODY), p.when)) for p in unless
    ]
    scope = principal(registry, disclosure), resource(registry, disclosure)
    return policy("permit", notes, [_one_line(registry, disclosure)], scope, clauses)


def _one_line(registry: Registry, disclosure: Disclosure) -> str:
    """The disclosure in a line."""
    to = _name(registry, disclosure.recipient) if disclosure.recipient else "somebody who is not named"
    purposes = "; ".join(_name(registry, key) for key in disclosure.purposes) or "a purpose that is not stated"
    return f"{disclosure.id}. To: {to}. For: {purposes}."


def _name(registry: Registry, key: Id) -> str:
    return str(getattr(registry.things.get(key), "name", key))


def _never(registry: Registry, parties: Parties, disclosure: Disclosure) -> Iterator[str]:
    """The reasons why a disclosure permits nothing, whatever the request."""
    first, last = days_of_answer(registry, disclosure, parties.days)
    reasons = {
        f"it is a {disclosure.status}" if disclosure.status == "draft" else "it is suspended": disclosure.status,
        "it is in force on no day": last < first,
        "it is never shared": disclosure.is_promise,
        "we only receive it": disclosure.direction == "receive",
        "no notice states it": disclosure.id not in registry.stated_in,
        "it does not say who shares": disclosure.sender == NOT_STATED,
        "it does not say who gets the data": not disclosure.recipient,
        **{why: not any(_ways_to_cover(registry, parties, disclosure, name)) for name, why in SILENT.items()},
        "nobody may be told of its sender": disclosure.sender in parties.hidden and not is_secret(disclosure),
        "it does not say on what it depends": disclosure.modality == "only_if"
        and not says_on_what(registry.limits(disclosure)),
    }
    yield from (why for why, is_so in reasons.items() if is_so)
    yield from (
        f"{key} is for a person"
        for key, when in demands(registry, disclosure, parties.above, parties.near)
        if when is None
    )


SILENT = {
    "purposes": "it does not say what for",
    "data_categories": "it does not say which data",
    "data_subjects": "it does not say about whom",
}
"""What a disclosure may leave open, and the words for that."""


def _ways_to_cover(registry: Registry, parties: Parties, disclosure: Disclosure, name: str) -> Iterator[str]:
    """When what is asked is stated, or an override opens it; where nothing is, what names or settles it."""

    def within(ids: Sequence[Id]) -> str:
        if name == "purposes":
            return f"{texts(ids)}.contains(context.purpose)"
        return f"{texts(parties.covered(ids))}.containsAll(context.{name})"

    stated = getattr(disclosure, name)
    if stated:
        yield within(stated)
    if name == "purposes":
        yield from opened(registry, disclosure)
    if stated and not (name == "data_categories" and disclosure.open_data_list):
        return
    if claims_duty(disclosure) and name == "data_categories":
        yield names_all(registry, parties.above)
    if claims_duty(disclosure) and name == "data_subjects":
        people = [each.id for each in registry.data_subjects]
        yield by_instrument("people", "data_subjects", people, parties.above)
    yield from settled(registry, disclosure, lambda each: within(ids) if (ids := getattr(each, name)) else "")


def settled(registry: Registry, disclosure: Disclosure, says: Callable[[Settled], str]) -> Iterator[str]:
    """When each entry that was settled in public holds, as far as it says anything of this ('' if not)."""
    for each in valid_settlements(registry, disclosure):
        if said := says(each):
            yield all_of(days(each.date, each.valid_to), said)


def _has(name: str) -> Callable[[Settled], str]:
    """Whether an entry that was settled has a field."""
    return lambda each: TRUE if getattr(each, name) else ""


def _covers(registry: Registry, parties: Parties, disclosure: Disclosure) -> Iterator[Clause]:
    """The clauses for day, purpose, data and people. There is always one for the day: a request must have a day."""
    in_force = days_as_text(*days_of_answer(registry, disclosure, parties.days))
    yield "when", f"{day(date.min)} <= context.on" if in_force == TRUE else in_force
    for name in SILENT:
        one, *more = _ways_to_cover(registry, parties, disclosure, name)
        why = "" if getattr(disclosure, name) else "// not stated\n"
        why = "// opened by an override\n" if name == "purposes" and any(opened(registry, disclosure)) else why
        yield f"{why}when", any_of(one, *more) if more else one
    if disclosure.excluded:
        never = texts(parties.touched(disclosure.excluded))
        yield "// never sent\nunless", f"{never}.containsAny(context.data_categories)"
    if is_to_look_at(disclosure, registry.limits(disclosure)):
        yield "// to look at\nunless", all_of("context has mode", 'context.mode == "copy"')
    if disclosure.programmes:
        is_one = f"{texts(disclosure.programmes)}.contains(context.programme)"
        served = all_of("context has programme", is_one)
        is_needed = disclosure.id in parties.each_of_many
        yield "// for these programmes\nwhen", served if is_needed else any_of("!(context has programme)", served)


def _asks(registry: Registry, parties: Parties, disclosure: Disclosure) -> Iterator[Clause]:
    """The clauses for a statutory duty and for the conditions of a disclosure."""
    by_law = states_law(registry, disclosure, parties.above)
    if by_law not in {"", TRUE}:
        yield "// a law for it\nwhen", any_of(by_law, names_all(registry, parties.above))
    if claims_duty(disclosure):
        in_force = duty_in_force(registry, disclosure, parties.above)
        if in_force != TRUE:
            yield "// the duty is in force\nwhen", in_force
    for key, when in demands(registry, disclosure, parties.above, parties.near):
        if when not in {None, TRUE}:
            yield f"// {key}\nwhen", str(when)
    for name, lacks in unguarded(registry, disclosure, parties.above):
        was_settled = [*settled(registry, disclosure, _has(name))]
        yield f"// {name}: not stated\nunless", all_of(lacks, f"!{any_of(*was_settled)}" if was_settled else TRUE)
    for kind, speaks_against in bad_news(registry, disclosure, parties.near):
        yield f"// bad news: {kind}\nunless", speaks_against


def _ways(registry: Registry, parties: Parties, disclosure: Disclosure) -> Iterator[Clause]:
    """The clauses against a member on days on which it belongs to no group of the recipient."""
    for key, ways in parties.ways.get(disclosure.recipient or registry.home(disclosure).id, {}).items():
        leads = [days_as_text(first, last) for first, last in ways if first <= last]
        never = all_of(f"resource == {party(key)}", f"!{any_of(*leads)}" if leads else TRUE)
        yield "// a member on some days alone\nunless", never


def _classes(registry: Registry, parties: Parties, disclosure: Disclosure) -> Iterator[Clause]:
    """The clauses against classes whose members nobody can tell; none if the data are published for everyone."""
    if disclosure.mode == (PUBLISHED,):
        return
    group = disclosure.recipient or registry.home(disclosure).id
    to = all_of(
        "context has member", brought("statutory_duty", "to"), f"{EVIDENCE}.statutory_duty.to == context.member"
    )
    is_addressed = [to] if claims_duty(disclosure) else []
    shown = [*shows_member(registry, disclosure, parties.above, parties.near)]
    for note, classes, tells in (
        ("open classes: ask for the member", parties.open_lists, []),
        ("classes by example: show who it is", parties.examples, shown),
        ("classes of a kind: say which it is", parties.of_a_kind, ["context has member"]),
    ):
        those, ways = parties.those_in(group, classes), [*tells, *is_addressed]
        if those:
            is_open = f"resource in [{', '.join(map(party, those))}]"
            yield f"// {note}\nunless", all_of(is_open, f"!{any_of(*ways)}" if ways else TRUE)
