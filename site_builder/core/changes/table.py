"""The one table of what moves sharing: every field of every model class, and every parameter of every condition.

A class has the direction of one thing or entry more, and a rule for each of its fields. `tests/core/test_changes.py`
holds it complete: a field without a rule fails there by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from site_builder.core import conditions as c
from site_builder.core import model as m
from site_builder.core.moves import (
    ASKS_MORE,
    DECIDED,
    ENTRIES,
    EXEMPTS,
    FLAGGED,
    KEPT,
    LESS,
    LIMITS,
    LISTS,
    MORE,
    NARROWS,
    NEITHER,
    PROMISED,
    SAYS,
    UNCLEAR,
    UNLIKE,
    WIDENS,
    WITHIN,
    WORDS,
    Direction,
    Rule,
    bound,
    but,
    ordered,
)

BY_FIELDS: Final = "by_fields"
"""One more weighs what its fields weigh against none at all."""

OWN: Final = "own"
"""A field that is compared by itself: things that have ids, passages, and what stands in the head of a comparison."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Of a class: the direction of one more, and the rule of each field by its name in the files."""

    added: Direction | Literal["by_fields"]
    fields: Mapping[str, Rule | Literal["own"]]


def _moves(added: Direction | Literal["by_fields"], /, **fields: Rule | Literal["own"]) -> Moves:
    return Moves(added, fields)


LEAST, MOST = bound(LESS), bound(MORE)
"""The lowest and the highest that a limit lets through."""
LEVEL = ordered(
    "anonymous pseudonymised individual_level identifiable",
    "aggregate pseudonymised individual_level identifiable",
    absent="identifiable",
)
STRENGTH = ordered("always wherever_possible", "always usually", absent="always")
"""How often people are asked or told; written only where the words soften."""
CONSENTED = but(NEITHER, consent=UNCLEAR, explicit_consent=UNCLEAR, implied_consent=UNCLEAR)
"""A basis says why, not how much; but where consent comes or goes, so does what people have to say."""

HEAD: Mapping[str, Rule] = {
    **dict.fromkeys(("name", "short_name", "also_called"), WORDS),
    **dict.fromkeys(("kind", "public_authority", "identifiers", "website", "privacy_notice"), SAYS),
}
SPAN: Mapping[str, Rule] = {"valid_from": LEAST, "valid_to": MOST, "replaced_by": SAYS}
THINGS: Mapping[str, Literal["own"]] = dict.fromkeys(m.VOCABULARIES, OWN)
NAMED: Mapping[str, Rule] = {"name": UNLIKE, "child_name": WORDS, "dpv_term": SAYS}
"""What people read in place of a purpose, data or people: under another name it may be another thing."""

OF_MODEL: Mapping[Any, Moves] = {
    m.Registry: _moves(
        NEITHER,
        version=OWN,
        issued=OWN,
        organisation=OWN,
        notices=OWN,
        recipients=OWN,
        confirmed=OWN,
        retired=OWN,
        unpublished=OWN,
        known=OWN,
        phrases=OWN,
        released=OWN,
        **THINGS,
        site=SAYS,
        languages=SAYS,
        licence=SAYS,
    ),
    m.Organisation: _moves(
        NEITHER,
        **HEAD,
        jurisdiction=SAYS,
        as_of_law=SAYS,
        dpo=SAYS,
        representative=SAYS,
        complaint_to_us=SAYS,
        complaint_to_regulator=SAYS,
    ),
    m.Officer: _moves(NEITHER, role=SAYS, email=SAYS, phone=SAYS, post=SAYS),
    m.ComplaintToUs: _moves(NEITHER, online_form=SAYS, other_way=SAYS),
    m.Regulator: _moves(NEITHER, name=SAYS, url=SAYS),
    m.History: _moves(NEITHER, became=SAYS, closed_on=SAYS, succeeded_by=SAYS, told_by=SAYS),
    m.Body: _moves(NEITHER, **HEAD, valid_from=SAYS, valid_to=SAYS, replaced_by=SAYS, history=SAYS),
    m.Recipient: _moves(
        NEITHER,  # it is its disclosures that share, and the lists that name it
        **{**HEAD, "name": UNLIKE},
        **SPAN,
        type=UNLIKE,
        to_be_appointed=FLAGGED,
        at=UNLIKE,
        open_list=ordered("false true"),
        members=LISTS,
        history=SAYS,
        conditions=ENTRIES,
        disclosures=OWN,
    ),
    m.Notice: _moves(
        NEITHER,
        title=WORDS,
        child_title=WORDS,
        opening=OWN,
        child_opening=OWN,
        closing=OWN,
        sections=OWN,
        data_subjects=SAYS,
        services=SAYS,
        complete_list=PROMISED,
        owner_role=SAYS,
        supersedes=SAYS,
        reads_with=SAYS,  # what its conditions bear on is told of them
        last_reviewed=SAYS,
        review_due=SAYS,
        conditions=ENTRIES,
    ),
    m.Section: _moves(NEITHER, heading=WORDS, child_heading=WORDS, passages=OWN, child_passages=OWN),
    m.Passage: _moves(NEITHER, shape=OWN, text=OWN, states=OWN, generated=OWN),
    m.Disclosure: _moves(
        MORE,
        title=WORDS,
        recipient=UNLIKE,
        sender=Rule(stated=UNCLEAR),
        exchange=SAYS,
        onward_of=SAYS,
        recipient_role=UNLIKE,
        works_for=UNLIKE,
        direction=ordered("send two_way", "receive two_way", absent="send"),
        mode=WIDENS,
        modality=ordered(
            "may_on_request may routinely must",
            "only_if may routinely must",
            "reserves_right routinely must",
            "must_when_required must",
        ),
        frequency=ordered(
            "once every_two_years yearly twice_a_year termly quarterly monthly weekly daily ongoing", "once ad_hoc"
        ),
        within=UNLIKE,
        purposes=WIDENS,
        programmes=WIDENS,
        data_categories=WIDENS,
        data_subjects=WIDENS,
        data_items=WIDENS,
        excluded=NARROWS,
        item_choices=NARROWS,
        lawful_basis=CONSENTED,
        special_condition=CONSENTED,
        schedule_1_condition=SAYS,
        criminal_condition=SAYS,
        legal_power=SAYS,
        confidentiality_basis=CONSENTED,
        provision_required=ordered("voluntary mixed statutory", "voluntary mixed contractual"),
        if_not_given=SAYS,
        source=UNLIKE,
        conditions=ENTRIES,
        shared_conditions=ENTRIES,
        possible_conditions=ENTRIES,
        exception_to=EXEMPTS,
        retention=KEPT,
        transfers=ENTRIES,
        automated_decision=DECIDED,
        opt_outs=ENTRIES,
        agreements=SAYS,
        can_we_tell_you=UNLIKE,
        more_information=SAYS,
        status=ordered("draft active", "suspended active", absent="active"),
        valid_from=LEAST,
        valid_to=MOST,
        review_due=SAYS,
    ),
    m.LegalPower: _moves(
        NEITHER, law=SAYS, provision=SAYS, nature=UNLIKE, whose=UNLIKE, instrument=SAYS, as_written=SAYS
    ),
    m.Retention: _moves(
        UNCLEAR,
        data_categories=UNLIKE,
        data_subjects=UNLIKE,
        period=UNLIKE,
        limit=UNLIKE,
        until=UNLIKE,
        starts_from=UNLIKE,
        criteria=UNLIKE,
        kept_by=UNLIKE,
        schedule=SAYS,
    ),
    m.Transfer: _moves(MORE, country=UNLIKE, recipient=UNLIKE, kind=UNLIKE, mechanism=SAYS, copy_from=SAYS),
    m.AutomatedDecision: _moves(
        MORE,
        kind=ordered("profiling_only assisted solely_automated_significant"),
        logic=SAYS,
        consequences=UNLIKE,
        safeguards=UNLIKE,
        human_review=UNLIKE,
    ),
    m.OptOut: _moves(
        BY_FIELDS,
        scheme=SAYS,
        effect=ordered("applies applies_in_part does_not_apply", absent="does_not_apply"),
        why=SAYS,
    ),
    m.Reading: _moves(NEITHER, about=SAYS, url=SAYS),
    m.SharedCondition: _moves(NEITHER, conditions=ENTRIES),
    m.Purpose: _moves(NEITHER, **NAMED, family=UNLIKE, benefit=SAYS, prohibited_uses=NARROWS),
    m.Programme: _moves(
        NEITHER, name=WORDS, short_name=WORDS, about=WORDS, owner=SAYS, valid_from=SAYS, valid_to=SAYS, replaced_by=SAYS
    ),
    m.DataCategory: _moves(NEITHER, **NAMED, also_called=WORDS, special=SAYS, criminal=SAYS),
    m.DataSubject: _moves(
        NEITHER,
        **NAMED,
        from_age=bound(LESS, stated=NEITHER, silenced=UNCLEAR),
        to_age=bound(MORE, stated=NEITHER, silenced=UNCLEAR),
    ),
    m.Role: _moves(NEITHER, name=WORDS, at=UNLIKE),
    m.Location: _moves(NEITHER, name=WORDS),
    m.Agreement: _moves(NEITHER, name=WORDS, kind=SAYS, signed=SAYS, review_due=SAYS, url=SAYS, essence=SAYS),
    m.Law: _moves(NEITHER, name=WORDS, url=SAYS),
    m.Confirmation: _moves(NEITHER, confirms=SAYS, fields=SAYS, by=SAYS, date=SAYS),
    m.Retired: _moves(NEITHER, replaced_by=SAYS, date=SAYS, reason=SAYS),
}

PEOPLE: Mapping[str, Rule] = {"strength": STRENGTH, "who": ASKS_MORE}

OF_CONDITIONS: Mapping[Any, Moves] = {
    c.LawfulOnly: _moves(LESS, laws=SAYS),
    c.PurposeLimited: _moves(LESS),
    c.Approval: _moves(LESS, by=UNLIKE, scope=ordered("per_case standing"), controls=FLAGGED, valid_to=MOST),
    c.NeedShown: _moves(LESS, test=UNLIKE),
    c.CaseByCase: _moves(LESS, factors=UNLIKE),
    c.NoIndividualEffect: _moves(LESS),
    c.NoIdentificationInResults: _moves(LESS),
    c.Identifiability: _moves(BY_FIELDS, transfer=LEVEL, processing=LEVEL, results=LEVEL),
    c.DataMatching: _moves(MORE, **{"with": WIDENS}),  # leave to match, not a limit
    c.VoluntaryParticipation: _moves(LESS, **PEOPLE),
    c.ConsentFirst: _moves(LESS, **PEOPLE, by=SAYS, form=ordered("written any", "spoken any")),
    c.TellFirst: _moves(LESS, **PEOPLE, by=SAYS, when=UNLIKE),
    c.SafeguardingOverride: _moves(MORE, overrides=UNLIKE, test=UNLIKE, reasons=WIDENS),  # lifts a limit
    c.DetrimentException: _moves(LESS, test=UNLIKE),
    c.StatutoryDuty: _moves(MORE, whose=UNLIKE, law=SAYS, provision=SAYS),  # must, as of `modality`
    c.Trigger: _moves(LESS, event=UNLIKE),
    c.RequestNeeded: _moves(LESS, requested_by=UNLIKE, in_writing=FLAGGED, must_state=LIMITS, fee=LIMITS),
    c.OnBehalfOf: _moves(LESS, principal=UNLIKE, programme=UNLIKE),
    c.ControlledAccess: _moves(LESS, roles=WITHIN, places=WITHIN),
    c.ProtocolNeeded: _moves(LESS, agreement=UNLIKE),
    c.OptOut: _moves(LESS, scheme=UNLIKE),
    c.MinimumItems: _moves(LESS),
    c.OnwardLimit: _moves(LESS, recipients=WITHIN, purposes=WITHIN, depth=MOST, ask_first=FLAGGED, asked=SAYS),
    c.ProcessorContract: _moves(LESS, agreement=UNLIKE),
    c.Jurisdiction: _moves(LESS, nations=WITHIN),
    c.Area: _moves(LESS, places=WITHIN),
    c.AgeRange: _moves(LESS, from_age=LEAST, to_age=MOST),
    c.TimeWindow: _moves(LESS, valid_from=LEAST, valid_to=MOST),
    c.ProhibitedUse: _moves(LESS, purposes=NARROWS, rests_on=SAYS, outlives=FLAGGED),
    c.Threshold: _moves(LESS, at_least=LEAST, of=UNLIKE),
    c.SingleUse: _moves(LESS),
    c.StandingShown: _moves(LESS, proofs=UNLIKE, unless=EXEMPTS),
}

MOVES: Mapping[Any, Moves] = {**OF_MODEL, **OF_CONDITIONS}
"""Each class of the model with the direction of one more and the rules of its fields."""
