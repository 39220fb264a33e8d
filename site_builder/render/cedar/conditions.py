"""When a condition holds, as a Cedar expression: one function a type of condition.

A condition that no request can meet, or whose answer is for a person, has None. What holds is fixed by `docs/gate.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.facts.fact_ids import fact_ids
from site_builder.facts.nesting import Ids, is_among
from site_builder.facts.statutory_duty import law_behind, makes_it_our_duty, powers
from site_builder.model import Agreement, Disclosure, LegalPower, Programme, Registry
from site_builder.model.conditions import (
    Approval,
    Condition,
    OptOut,
    ProcessorContract,
    RequestNeeded,
    SafeguardingOverride,
    StandingShown,
    Trigger,
    Unknown,
)
from site_builder.model.values import Text, Words
from site_builder.render.cedar.text import EVIDENCE, TRUE, all_of, any_of, brought, days, text, texts

LESS: Mapping[str, tuple[str, ...]] = {
    "identifiable": ("identifiable", "individual_level", "pseudonymised", "anonymous", "aggregate"),
    "individual_level": ("individual_level", "pseudonymised", "anonymous", "aggregate"),
    "pseudonymised": ("pseudonymised", "anonymous", "aggregate"),
    "anonymous": ("anonymous",),
    "aggregate": ("aggregate",),
}
"""For each level of identifiability that a condition states, the levels that meet it."""

REASONS = ("consent_cannot_be_given", "cannot_reasonably_be_expected_to_obtain", "asking_would_prejudice_protection")
NOBODY = ("anonymous", "aggregate")
"""The levels of results that tell of nobody."""
FEWEST = 10
"""The smallest count in results that tells of nobody."""
SOFT = {"wherever_possible", "usually"}
IN_PART, NO_EFFECT = {"applies", "applies_in_part"}, "does_not_apply"
RIGHTS = {"object_art_21", "withdraw_consent"}
"""Opt-outs that are rights of each person, for which there is no list to look up."""


@dataclass(frozen=True, slots=True)
class DisclosureInRegistry:
    """A disclosure to which a condition applies, and its registry."""

    registry: Registry
    disclosure: Disclosure
    above: Ids


def demands(registry: Registry, disclosure: Disclosure, above: Ids, near: Ids) -> Iterator[tuple[str, str | None]]:
    """The id of each condition of a disclosure, with the expression when it holds or is lifted.

    The expression is TRUE if that is always so, and None if never.
    """
    here, limits = DisclosureInRegistry(registry, disclosure, above), registry.limits(disclosure)
    sure = [limit.condition for limit in limits if limit.is_whole and not isinstance(limit.condition, Unknown)]
    for limit in limits:
        c = limit.condition
        bears = touches(c.for_data, near)
        yield limit.id, _one_of(f"!{bears}" if c.for_data else None, _holds(c, here), *_valid_overrides(c, sure))
    for key, condition, is_right in _derived(disclosure, sure):
        absent = _not_looked_up(condition) if is_right and isinstance(condition, OptOut) else None
        yield key, _one_of(absent, _holds(condition, here), *_valid_overrides(condition, sure))


def _holds(condition: Condition, here: DisclosureInRegistry) -> str | None:
    return None if isinstance(condition, Unknown) else HOLDS[condition.type](condition, here)


def _looked_up(right: Condition) -> str:
    return f"{EVIDENCE}.opt_out.checked.contains({text(getattr(right, 'scheme', ''))})"


def _not_looked_up(right: OptOut) -> str:
    was_brought = brought(right.type)
    return f"!({was_brought}) || ({was_brought} && !{_looked_up(right)})"


BAD_NEWS: Mapping[str, str] = {
    "no_individual_effect": f"!{EVIDENCE}.no_individual_effect.declared",
    "no_identification_in_results": f"!{texts(NOBODY)}.contains({EVIDENCE}.no_identification_in_results.results)",
    "consent_first": f'{EVIDENCE}.consent_first.consent == "refused"',
    "opt_out": f"{EVIDENCE}.opt_out.opted_out",
    "detriment_exception": f"{EVIDENCE}.detriment_exception.detriment",
}
"""What speaks against sharing wherever it is brought, by type of evidence."""


def bad_news(registry: Registry, disclosure: Disclosure, near: Ids) -> Iterator[tuple[str, str]]:
    """Each type of evidence that may hold bad news, and when it does and no override of this disclosure lifts it."""
    limits = registry.limits(disclosure)
    sure = [limit.condition for limit in limits if limit.is_whole and not isinstance(limit.condition, Unknown)]
    bearing = [(limit.condition, touches(limit.condition.for_data, near)) for limit in limits]
    bearing += [(c, _looked_up(c) if is_right else TRUE) for _, c, is_right in _derived(disclosure, sure)]
    for kind, is_bad in BAD_NEWS.items():
        ways = [
            all_of(when, any_of(*_valid_overrides(c, sure)))
            for c, when in bearing
            if not isinstance(c, Unknown) and c.type == kind and any(_valid_overrides(c, sure))
        ]
        if kind == OptOut.type and (exempt := _exempt(disclosure)):
            ways.append(f"{texts(exempt)}.containsAll({EVIDENCE}.opt_out.checked)")
        yield kind, all_of(brought(kind), is_bad, f"!{any_of(*ways)}" if ways else TRUE)


def _exempt(disclosure: Disclosure) -> list[str]:
    """The schemes of opt-outs that do not apply."""
    opts = disclosure.opt_outs if isinstance(disclosure.opt_outs, tuple) else ()
    return [entry.scheme for entry in opts if entry.effect == NO_EFFECT]


def unguarded(registry: Registry, disclosure: Disclosure, above: Ids) -> Iterator[tuple[str, str]]:
    """What is not stated of sensitive data, and when that matters: nothing allows it and no instrument names it."""
    by_law = states_law(registry, disclosure, above)
    if by_law == TRUE:
        return
    data = {each.id: each for each in registry.data_categories}
    kinds = {
        "special_condition": [] if disclosure.special_condition else [key for key in data if data[key].special],
        "criminal_condition": [] if disclosure.criminal_condition else [key for key in data if data[key].criminal],
    }
    is_anonymous = all_of("context has identifiability", 'context.identifiability == "anonymous"')
    for name, ids in kinds.items():
        asked = [
            all_of(f"context.data_categories.contains({text(key)})", f"!({_is_named(key, above)})")
            for key in ids
            if not disclosure.data_categories or is_among(key, disclosure.data_categories, above)
        ]
        if asked:
            yield name, all_of(f"!({is_anonymous})", any_of(*asked), f"!{by_law}" if by_law else TRUE)


def touches(stated: Sequence[str], near: Ids) -> str:
    """That some of the data has anything in common with these; no ids are all data."""
    ids = [*stated, *(each for key in stated for each in near.get(key, ()))]
    return f"{texts(ids)}.containsAny(context.data_categories)" if stated else TRUE


def covered(stated: Collection[str], above: Ids) -> list[str]:
    """The stated ids, and all that is inside them."""
    return [*stated, *(key for key, outer in above.items() if not outer.isdisjoint(stated))]


def _is_named(key: str, above: Ids) -> str:
    names = texts((key, *above.get(key, ())))
    return all_of(brought("statutory_duty", "names"), f"{names}.containsAny({EVIDENCE}.statutory_duty.names)")


def by_instrument(key: str, asked: str, known: Sequence[str], above: Ids) -> str:
    """That what the instrument says under a key covers all that is asked under another."""
    said = f"{EVIDENCE}.statutory_duty.{key}"
    if above.keys().isdisjoint(known):
        return all_of(brought("statutory_duty", key), f"{said}.containsAll(context.{asked})")
    covered = [
        f"!context.{asked}.contains({text(each)}) || {texts((each, *above.get(each, ())))}.containsAny({said})"
        for each in known
    ]
    is_known = f"{texts(known)}.containsAll(context.{asked})"
    return all_of(brought("statutory_duty", key), is_known, *(f"({each})" for each in covered))


def names_all(registry: Registry, above: Ids) -> str:
    """That the instrument names all of the data."""
    return by_instrument("names", "data_categories", [each.id for each in registry.data_categories], above)


def duty_in_force(registry: Registry, disclosure: Disclosure, above: Ids) -> str:
    """When a duty that a disclosure claims is in force: with a law behind it, or if evidence covers the data."""
    if law_behind((), registry.limits(disclosure)):
        return TRUE
    ways = _reaching(filter(makes_it_our_duty, powers(disclosure)), above)
    return any_of(*ways, names_all(registry, above)) if ways else names_all(registry, above)


def states_law(registry: Registry, disclosure: Disclosure, above: Ids) -> str:
    """When a disclosure states a law for what is asked; '' if it never does."""
    if law_behind((), registry.limits(disclosure)):
        return TRUE
    ways = _reaching(powers(disclosure), above)
    return any_of(*ways) if ways else ""


def _reaching(powers: Iterable[LegalPower], above: Ids) -> list[str]:
    """When each of these powers reaches what is asked."""
    return [
        all_of(
            f"{texts(power.purposes)}.contains(context.purpose)" if power.purposes else TRUE,
            f"{texts(covered(power.data_categories, above))}.containsAll(context.data_categories)"
            if power.data_categories
            else TRUE,
        )
        for power in powers
    ]


def opened(registry: Registry, disclosure: Disclosure) -> Iterator[str]:
    """When an override opens a disclosure for a purpose that it does not state, for each override that may."""
    for limit in registry.limits(disclosure):
        c = limit.condition
        if isinstance(c, SafeguardingOverride) and c.opens and not limit.possible:
            yield all_of(f"{texts(c.opens)}.contains(context.purpose)", _override_is_valid(c))


def shows_member(registry: Registry, disclosure: Disclosure, above: Ids, near: Ids) -> Iterator[str]:
    """When a condition of a disclosure shows who of a class somebody is, for each that may."""
    here = DisclosureInRegistry(registry, disclosure, above)
    for limit in registry.limits(disclosure):
        c = limit.condition
        is_of_case = isinstance(c, Approval) and c.scope == "per_case"
        is_brought = isinstance(c, ProcessorContract) and c.agreement is None
        if not limit.possible and (is_of_case or is_brought or isinstance(c, StandingShown)):
            yield all_of(touches(c.for_data, near), str(_holds(c, here)))


def _derived(disclosure: Disclosure, sure: Sequence[Condition]) -> Iterator[tuple[str, Condition, bool]]:
    """The facts that limit a disclosure as a condition would, if it has no such condition.

    Each comes with its id, as a condition, and with whether it is a person's right.
    """
    types, schemes = {c.type for c in sure}, {c.scheme for c in sure if isinstance(c, OptOut)}
    if disclosure.modality == "must_when_required" and types.isdisjoint((Trigger.type, RequestNeeded.type)):
        yield f"{disclosure.id}.modality", Trigger(event=Words((("en", "when required"),))), False
    if disclosure.modality == "may_on_request" and RequestNeeded.type not in types:
        yield f"{disclosure.id}.modality", RequestNeeded(), False
    for entry in disclosure.opt_outs if isinstance(disclosure.opt_outs, tuple) else ():
        key = next(iter(fact_ids(disclosure.id, "opt_outs", (entry,))))
        if entry.effect in IN_PART and entry.scheme not in schemes:
            yield key, OptOut(scheme=entry.scheme), entry.scheme in RIGHTS
        if entry.effect not in {*IN_PART, NO_EFFECT}:
            yield key, Unknown(type=entry.effect, why=Text("an effect that is not known")), False


def _valid_overrides(condition: Condition, sure: Sequence[Condition]) -> Iterable[str]:
    """When each override of this type of condition is valid, for the overrides that surely apply to the disclosure."""
    overrides = (c for c in sure if isinstance(c, SafeguardingOverride) and c.overrides == condition.type)
    return () if isinstance(condition, Unknown) else dict.fromkeys(map(_override_is_valid, overrides))


def _one_of(*ways: str | None) -> str | None:
    """That one of these expressions holds; None stands for one that never does."""
    known = [way for way in ways if way is not None]
    return any_of(*known) if len(known) > 1 else next(iter(known), None)


# ---- the types, in the order of the handbook


def _always(_c: Any, _here: DisclosureInRegistry) -> str:
    return TRUE


def _trigger(c: Any, here: DisclosureInRegistry) -> str:
    is_order = all_of(brought("statutory_duty", "order"), f"{EVIDENCE}.statutory_duty.order")
    return any_of(brought(c.type), all_of(is_order, names_all(here.registry, here.above)))


def _brought(condition: Any, _here: DisclosureInRegistry) -> str:
    return brought(condition.type)


def _lawful_only(_c: Any, here: DisclosureInRegistry) -> str:
    stated, own = here.disclosure.lawful_basis, text(here.disclosure.id)
    is_ours = _if_brought("lawful_only", "disclosure", f"{EVIDENCE}.lawful_only.disclosure == {own}")
    is_stated = _if_brought("lawful_only", "basis", f"{texts(stated)}.contains({EVIDENCE}.lawful_only.basis)")
    return all_of(is_ours, is_stated if stated else TRUE)


def _if_brought(kind: str, key: str, holds: str) -> str:
    """That nothing is brought under a key, or what holds is."""
    was_brought = brought(kind, key)
    return any_of(f"!({was_brought})", all_of(was_brought, holds))


def _approval(c: Any, _here: DisclosureInRegistry) -> str:
    by = f"{EVIDENCE}.approval"
    same = all_of("context has case", f"{by} has case", f"{by}.case == context.case")
    case = any_of(f"!({by} has case)", same) if c.scope == "standing" else same
    until = days(date.min, c.valid_to or date.max)
    return all_of(brought("approval"), f"{by}.by == {text(c.by)}", f"{by}.date <= context.on", until, case)


def _no_identification_in_results(c: Any, _here: DisclosureInRegistry) -> str:
    return _if_brought(c.type, "smallest", f"{FEWEST} <= {EVIDENCE}.{c.type}.smallest")


def _identifiability(c: Any, _here: DisclosureInRegistry) -> str:
    sent, stages = c.transfer or c.processing, [s for s in ("processing", "results") if getattr(c, s)]
    return all_of(
        "context has identifiability",
        f"{texts(LESS[sent])}.contains(context.identifiability)" if sent else TRUE,
        *(
            _if_brought(c.type, stage, f"{texts(LESS[getattr(c, stage)])}.contains({EVIDENCE}.{c.type}.{stage})")
            for stage in stages
        ),
    )


def _data_matching(c: Any, _here: DisclosureInRegistry) -> str:
    return all_of(brought(c.type), f"{texts(c.with_)}.containsAll({EVIDENCE}.{c.type}.sources)")


def _consent_first(c: Any, _here: DisclosureInRegistry) -> str:
    consent = f"{EVIDENCE}.consent_first"
    written = all_of(f"{consent} has form", f'{consent}.form == "written"') if c.form == "written" else TRUE
    consent_given = all_of(f'{consent}.consent == "given"', f"{consent} has reference", written)
    not_asked = all_of(f'{consent}.consent == "not_asked"', f"{consent} has reason")
    return all_of(brought(c.type), any_of(consent_given, not_asked) if c.strength in SOFT else consent_given)


def _tell_first(c: Any, _here: DisclosureInRegistry) -> str:
    return TRUE if c.strength in SOFT else any_of(f"!({brought(c.type, 'reason')})", brought(c.type, "told_on"))


def _override_is_valid(c: SafeguardingOverride) -> str:
    lifts = f"{EVIDENCE}.safeguarding_override"
    reasons = f"{texts(c.reasons or REASONS)}.contains({lifts}.reason)"
    return all_of(brought("safeguarding_override"), reasons, f"{lifts}.time <= context.on")


def _detriment_exception(c: Any, _here: DisclosureInRegistry) -> str:
    return all_of(brought(c.type), f"!{EVIDENCE}.{c.type}.detriment")


def _statutory_duty(c: Any, here: DisclosureInRegistry) -> str | None:
    return TRUE if c.law else _one_of(*_reaching(powers(here.disclosure), here.above), brought(c.type))


def _request_needed(c: Any, _here: DisclosureInRegistry) -> str:
    keys = [key for key, is_needed in (("in_writing", c.in_writing), ("complete", c.must_state)) if is_needed]
    parts = (part for key in keys for part in (brought(c.type, key), f"{EVIDENCE}.{c.type}.{key}"))
    return all_of(brought(c.type), *parts)


def _on_behalf_of(c: Any, here: DisclosureInRegistry) -> str:
    key, id_named = ("programme", c.programme) if c.programme else ("principal", c.principal)
    thing = here.registry.things[id_named]
    last = thing.valid_to if isinstance(thing, Programme) else None
    return all_of(
        brought(c.type, key), f"{EVIDENCE}.{c.type}.{key} == {text(id_named)}", days(date.min, last or date.max)
    )


def _controlled_access(c: Any, _here: DisclosureInRegistry) -> str:
    role = f"{texts(c.roles)}.contains({EVIDENCE}.{c.type}.role)"
    place = all_of(brought(c.type, "place"), f"{texts(c.places)}.contains({EVIDENCE}.{c.type}.place)")
    return all_of(brought(c.type), role, place if c.places else TRUE)


def _agreement(c: Any, here: DisclosureInRegistry) -> str | None:
    if c.agreement is None:
        return brought(c.type)
    agreement = here.registry.things[c.agreement]
    signed = agreement.signed if isinstance(agreement, Agreement) else None
    return days(signed, date.max) if signed else None


def _opt_out(c: Any, _here: DisclosureInRegistry) -> str:
    checked = f"{EVIDENCE}.opt_out.checked.contains({text(c.scheme)})"
    return all_of(brought("opt_out"), checked, f"!{EVIDENCE}.opt_out.opted_out")


def _minimum_items(c: Any, here: DisclosureInRegistry) -> str | None:
    items = [item for words in here.disclosure.data_items for _, item in words.pairs]
    return all_of(brought(c.type), f"{texts(items)}.containsAll({EVIDENCE}.{c.type}.columns)") if items else None


def _onward_limit(c: Any, _here: DisclosureInRegistry) -> str:
    on = f"{EVIDENCE}.onward_limit"
    limits = [f"{texts(c.recipients)}.containsAll({on}.chain)"] if c.recipients else []
    limits += [f"{on}.length <= {c.depth}"] if c.depth is not None else []
    limits += [f"{on} has purposes", f"{texts(c.purposes)}.containsAll({on}.purposes)"] if c.purposes else []
    limits += [f"{on} has asked"] if c.ask_first or c.asked else []
    stays = f"{on}.chain.isEmpty()"
    return all_of(brought(c.type), any_of(stays, all_of(*limits)) if limits else stays)


def _jurisdiction(c: Any, _here: DisclosureInRegistry) -> str:
    nations = f"{EVIDENCE}.jurisdiction.nations"
    return all_of(brought(c.type), f"!{nations}.isEmpty()", f"{texts(c.nations)}.containsAll({nations})")


def _area(c: Any, _here: DisclosureInRegistry) -> str:
    places = f"{EVIDENCE}.area.places"
    return all_of(brought(c.type), f"!{places}.isEmpty()", f"{texts(c.places)}.containsAll({places})")


def _age_range(c: Any, _here: DisclosureInRegistry) -> str:
    ages = f"{EVIDENCE}.age_range"
    least = f"{c.from_age} <= {ages}.youngest" if c.from_age is not None else TRUE
    most = f"{ages}.oldest <= {c.to_age}" if c.to_age is not None else TRUE
    return all_of(brought(c.type), f"{ages}.youngest <= {ages}.oldest", least, most)


def _time_window(c: Any, _here: DisclosureInRegistry) -> str:
    return days(c.valid_from or date.min, c.valid_to or date.max)


def _threshold(c: Any, _here: DisclosureInRegistry) -> str:
    return all_of(brought(c.type), f"{c.at_least} <= {EVIDENCE}.{c.type}.count")


def _single_use(c: Any, _here: DisclosureInRegistry) -> str:
    return all_of(brought(c.type), f"{EVIDENCE}.{c.type}.earlier_extracts == 0")


def _standing_shown(c: Any, _here: DisclosureInRegistry) -> str:
    return brought(c.type, "identity", "standing")


HOLDS: Mapping[str, Callable[[Any, DisclosureInRegistry], str | None]] = {
    "lawful_only": _lawful_only,
    "purpose_limited": _always,  # the purpose is looked at for every disclosure
    "approval": _approval,
    "need_shown": _brought,
    "case_by_case": _brought,
    "no_individual_effect": _always,  # what speaks against it is bad news
    "no_identification_in_results": _no_identification_in_results,
    "identifiability": _identifiability,
    "data_matching": _data_matching,
    "voluntary_participation": _always,
    "undertaking": _always,
    "consent_first": _consent_first,
    "tell_first": _tell_first,
    "safeguarding_override": _always,  # lifts another condition
    "detriment_exception": _detriment_exception,
    "statutory_duty": _statutory_duty,
    "trigger": _trigger,
    "request_needed": _request_needed,
    "on_behalf_of": _on_behalf_of,
    "controlled_access": _controlled_access,
    "protocol_needed": _agreement,
    "opt_out": _opt_out,
    "minimum_items": _minimum_items,
    "onward_limit": _onward_limit,
    "processor_contract": _agreement,
    "jurisdiction": _jurisdiction,
    "area": _area,
    "age_range": _age_range,
    "time_window": _time_window,
    "prohibited_use": _always,  # a policy of its own: it reaches other disclosures too
    "threshold": _threshold,
    "single_use": _single_use,
    "standing_shown": _standing_shown,
}
"""When a condition of each type holds."""
