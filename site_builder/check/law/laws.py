"""Laws that cannot be looked up, do not yet hold, hold elsewhere or approve in part; duties with no law behind them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from site_builder.check.disclosures import conditions
from site_builder.check.rule import Findings, alone, error, remark, rule, rule_of_the_day, waits_for_officer, warning
from site_builder.facts.nesting import Ids, covering, is_among
from site_builder.facts.statutory_duty import claims_duty, law_behind, powers
from site_builder.model import NOT_IN_FORCE, OF_NATIONS, UNKNOWN, Disclosure, Known, Registry
from site_builder.model.conditions import Jurisdiction, SafeguardingOverride, StatutoryDuty
from site_builder.model.values import Id
from site_builder.problems import Finding, Path

ACT = re.compile(r"legislation\.gov\.uk/(?:ukpga|asp|asc|anaw|mwa|nia)/(\d{4})/")
"""The address of an Act, which has the year of its name. The address of regulations may have another year."""
YEAR = re.compile(r"(?:19|20)\d\d(?=\)?$)")
"""The year at the end of the name of a law."""
NATIONS: Mapping[str, str] = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern_ireland": "Northern Ireland",
}
NOT_APPROVED, IN_PART = "not_approved", "partly_approved"
BRIDGE = "data bridge"
OF_A_POWER = ("purposes", "data_categories")
"""What a legal power may be for, as its fields and those of a disclosure are called."""

NO_LAW = (
    "The words claim a duty in law and name no law.",
    "Add law to the condition, or legal_power to the disclosure. If nobody knows it, leave it: the gate asks.",
)
LAW_PROPOSED = (
    "The words claim a duty in law, and the law behind it is only proposed.",
    "Until it is confirmed, the gate asks a person where no order or notice is brought.",
)
NO_DUTY = (
    "The words claim a duty in law, and none of the laws named is a duty of yours.",
    "If one is, say so in nature and whose; if not, the gate asks a person where no order or notice is brought.",
)


@waits_for_officer
@rule
def law_unknown(registry: Registry) -> Findings:
    """A law that is not in the list that comes with the program, and has no address: nobody can look it up."""
    for known in (k for k in registry.known if k.became == UNKNOWN):
        message = f"The list of laws does not know '{known.named}', and no address is given."
        hint = "Check its full name and its year. If they are right, add url, so that people can read it."
        yield remark(known.about, (known.field,), message, hint)


@waits_for_officer
@rule
def law_year(registry: Registry) -> Findings:
    """The year in the name of an Act is not the year in its address: one of the two is another Act."""
    for law in registry.laws:
        address, name = ACT.search(law.url or ""), YEAR.search(str(law.name))
        if address and name and address[1] != name[0]:
            message = f"The name says {name[0]}, and the address is that of an Act of {address[1]}."
            yield warning(law.id, ("name",), message, "Change the name or the url.")


@waits_for_officer
@rule_of_the_day
def law_not_in_force(registry: Registry, on: date) -> Findings:
    """What goes on today rests on a law that is not in force, or was not on the day of the law that we go by."""
    waiting = {k.about: k for k in registry.known if k.became == NOT_IN_FORCE}
    for disclosure in registry.disclosures:
        if disclosure.status != "draft" and (disclosure.valid_from or on) <= on:
            for path, known in _laws_used(disclosure, waiting, ("ours", "theirs", None)):
                late = f"came into force on {known.closed_on}, after the day of the law that we go by"
                message = f"'{known.named}' {late if known.closed_on else 'was not yet in force when last looked at'}."
                hint = "Name the law that holds now, or make this a draft; as_of_law is the day that we go by."
                yield warning(disclosure.id, path, message, hint)


@waits_for_officer
@rule
def other_nation(registry: Registry) -> Findings:
    """A law, programme or condition of other nations than those whose law applies to us (`jurisdiction`).

    The school census, the measurement of children and the care of adults have other laws in Wales than in England.
    """
    our_nations = set(registry.organisation.jurisdiction)
    if not our_nations:
        return
    elsewhere = {k.about: k for k in registry.known if k.became == OF_NATIONS and our_nations.isdisjoint(k.instead)}
    for disclosure in (d for d in registry.disclosures if d.sender is None):
        for path, known in _laws_used(disclosure, elsewhere, ("ours", None)):
            hint = "Name the law that holds for us, or say whose it is."
            yield _warning_of_other_nation(disclosure.id, path, f"'{known.named}'", known.instead, hint)
        for number, key in enumerate(disclosure.programmes):
            if key in elsewhere:
                known = elsewhere[key]
                hint = "Name the programme that is run here."
                yield _warning_of_other_nation(
                    disclosure.id, ("programmes", number), f"'{known.named}'", known.instead, hint
                )
        for condition in (c for c in disclosure.conditions if isinstance(c, Jurisdiction)):
            if our_nations.isdisjoint(condition.nations):
                hint = "Correct the nations here. Change jurisdiction in organisation.yaml only if that is wrong."
                yield _warning_of_other_nation(
                    disclosure.id, ("conditions",), "This condition", condition.nations, hint
                )


def _laws_used(
    disclosure: Disclosure, known: Mapping[Id, Known], whose: tuple[str | None, ...]
) -> Iterator[tuple[Path, Known]]:
    """The known laws that a disclosure states, ours or theirs as in `whose`, each with the path to it."""
    for number, power in enumerate(powers(disclosure)):
        if power.law in known and power.whose in whose:
            yield ("legal_power", number, "law"), known[power.law]
    for number, condition in enumerate(disclosure.conditions):
        law = condition.law if isinstance(condition, StatutoryDuty) and condition.whose in whose else None
        if law is not None and law in known:
            yield ("conditions", number, "law"), known[law]


def _warning_of_other_nation(subject: Id, path: Path, named: str, nations: Iterable[str], hint: str) -> Finding:
    where = " and ".join(NATIONS[nation] for nation in nations)
    return warning(subject, path, f"{named} is for {where}, and another nation's law applies to us.", hint)


@alone
@waits_for_officer
@rule
def law_for_what_is_not_shared(registry: Registry) -> Findings:
    """A law is named for a purpose or for data that the disclosure does not state."""
    above = covering(registry)
    for disclosure in registry.disclosures:
        stated = _shared(registry, disclosure)
        for number, power in enumerate(powers(disclosure)):
            for name in OF_A_POWER:
                for place, key in enumerate(getattr(power, name)):
                    if not is_among(key, stated[name], above):
                        message = f"This law is for '{key}', which is not under {name} of this disclosure."
                        hint = "If it is shared for that, add it there. If the law is not for that, take it out here."
                        yield error(disclosure.id, ("legal_power", number, name, place), message, hint)


@alone
@waits_for_officer
@rule
def law_for_less(registry: Registry) -> Findings:
    """Each law that is named is for less than what is shared: nobody is told which law lets us share the rest.

    For the rest the gate asks a person, where no order or notice is brought.
    """
    above = covering(registry)
    for disclosure in (d for d in registry.disclosures if not law_behind((), registry.limits(d))):
        rest = [*_beyond_laws(disclosure, above)]
        if rest:
            message = f"No law named here is for {' or '.join(rest)}."
            hint = (
                "Ask the data protection officer which law covers it. If that law is named here, add this to its "
                "purposes and data_categories; if not, name that law too."
            )
            yield warning(disclosure.id, ("legal_power",), message, hint)


def _beyond_laws(disclosure: Disclosure, above: Ids) -> Iterator[str]:
    """The purposes for which no legal power is, and for other purposes the data; none where no power is stated."""
    laws = powers(disclosure)
    for purpose in disclosure.purposes or ("",) if laws else ():
        for_it = [power.data_categories for power in laws if not power.purposes or purpose in power.purposes]
        data = [k for k in disclosure.data_categories if all(ids and not is_among(k, ids, above) for ids in for_it)]
        if data and for_it:
            yield f"{', '.join(data)} in {purpose}" if purpose else ", ".join(data)
        elif not for_it:
            yield purpose


def _shared(registry: Registry, disclosure: Disclosure) -> Mapping[str, set[Id]]:
    """The purposes and data that are stated or settled, and the purposes that an override opens."""
    opened = [c.opens for c in conditions(registry, disclosure) if isinstance(c, SafeguardingOverride)]
    settled = {name: [getattr(each, name) for each in disclosure.settled] for name in OF_A_POWER}
    settled["purposes"] += opened
    return {name: {*getattr(disclosure, name)}.union(*settled[name]) for name in OF_A_POWER}


@waits_for_officer
@rule
def approval_in_part(registry: Registry) -> Findings:
    """Regulations are said to approve a transfer, and they approve no country of that name, or only some of it.

    Article 45A of the UK GDPR. For the United States, `data_bridge` says that the recipient is on the list; for other
    countries approved in part nothing can say so, and this is only a reminder.
    """
    for known in (k for k in registry.known if k.became in (NOT_APPROVED, IN_PART)):
        unsure = "" if known.is_sure else " This is still to be confirmed."
        subject, path, scope = known.about, (known.field,), ", ".join(known.instead)
        in_part = f"Regulations approve '{known.named}' only in part: {scope}.{unsure}"
        if known.became == NOT_APPROVED:
            message = f"No regulations are known that approve transfers to '{known.named}'.{unsure}"
            hint = "Ask the data protection officer which safeguard is in place, such as idta, and write only that."
            yield warning(subject, path, message, hint)
        elif BRIDGE in scope:
            hint = "If the recipient is on that list, write data_bridge. If not, ask the data protection officer."
            yield warning(subject, path, in_part, hint)
        else:
            hint = "Ask the data protection officer if it covers this transfer; if not, which safeguard is in place."
            yield remark(subject, path, in_part, hint)


@waits_for_officer
@rule
def duty_without_law(registry: Registry) -> Findings:
    """A duty in law is claimed, and no law stands behind it: nobody can look it up, and the gate asks a person.

    Where the law is only proposed, or somebody may require it by an order or notice each time, this is no fault.
    """
    proposed_laws = {u.about for u in registry.unpublished if u.block == "proposed" and "legal_power" in u.fields}
    for disclosure in registry.disclosures:
        laws = [limit.law for limit in conditions(registry, disclosure) if isinstance(limit, StatutoryDuty)]
        is_bare = None in laws and not powers(disclosure)
        is_claimed = claims_duty(disclosure) and not law_behind(powers(disclosure), registry.limits(disclosure))
        if is_bare or is_claimed:
            names_one = bool(powers(disclosure) or any(laws)) and not is_bare
            sentences = LAW_PROPOSED if disclosure.id in proposed_laws else NO_DUTY if names_one else NO_LAW
            is_fault = sentences is NO_LAW or (sentences is NO_DUTY and disclosure.modality == "must")
            finding = warning if is_fault else remark
            yield finding(disclosure.id, ("conditions" if is_bare else "modality",), *sentences)
