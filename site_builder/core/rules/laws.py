"""Laws that cannot be looked up, do not yet hold, or hold elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from site_builder.core.conditions import Jurisdiction, LawfulOnly, StatutoryDuty
from site_builder.core.duties import powers
from site_builder.core.model import NOT_IN_FORCE, OF_NATIONS, UNKNOWN, Disclosure, Known, Registry
from site_builder.core.names import stems
from site_builder.core.problems import Finding, Path, Severity
from site_builder.core.rules.texts import Text, called, stated_by, texts
from site_builder.core.values import Id, Word

ACT = re.compile(r"legislation\.gov\.uk/(?:ukpga|asp|asc|anaw|mwa|nia)/(\d{4})/")
"""The address of an Act: its year is that of its name. Of regulations it may be another."""
YEAR = re.compile(r"(?:19|20)\d\d(?=\)?$)")
NATIONS: Mapping[str, str] = {
    "england": "England",
    "wales": "Wales",
    "scotland": "Scotland",
    "northern_ireland": "Northern Ireland",
}


def law_unknown(registry: Registry, _on: date) -> Iterator[Finding]:
    """A law that is not in the list that comes with the program, and has no address: nobody can look it up."""
    for known in (k for k in registry.known if k.became == UNKNOWN):
        message = f"The list of laws does not know '{known.named}', and no address is given."
        hint = "Write its full name with its year, or add url, so that people can read it."
        yield Finding(Severity.INFORMATION, known.about, (known.field,), message, hint)


def law_year(registry: Registry, _on: date) -> Iterator[Finding]:
    """The year in the name of an Act is not the year in its address: one of the two is another Act."""
    for law in registry.laws:
        address, name = ACT.search(law.url or ""), YEAR.search(str(law.name))
        if address and name and address[1] != name[0]:
            message = f"The name says {name[0]}, and the address is that of an Act of {address[1]}."
            yield Finding(Severity.WARNING, law.id, ("name",), message, "Change the name or the url.")


def law_not_in_force(registry: Registry, on: date) -> Iterator[Finding]:
    """What goes on today rests on a law that is not in force, or was not on the day of the law that we go by."""
    waiting = {k.about: k for k in registry.known if k.became == NOT_IN_FORCE}
    for disclosure in registry.disclosures:
        if disclosure.status != "draft" and (disclosure.valid_from or on) <= on:
            for path, known in _used(disclosure, waiting, ("ours", "theirs", None)):
                late = f"came into force on {known.closed_on}, after the day of the law that we go by"
                message = f"'{known.named}' {late if known.closed_on else 'was not yet in force when last looked at'}."
                hint = "Name the law that holds now, or make this a draft; as_of_law is the day that we go by."
                yield Finding(Severity.WARNING, disclosure.id, path, message, hint)


def other_nation(registry: Registry, _on: date) -> Iterator[Finding]:
    """A law, programme or condition of other nations than those whose law applies to us (`jurisdiction`).

    The school census, the measurement of children and the care of adults have other laws in Wales than in England.
    """
    ours = set(registry.organisation.jurisdiction)
    if not ours:
        return
    elsewhere = {k.about: k for k in registry.known if k.became == OF_NATIONS and ours.isdisjoint(k.instead)}
    for disclosure in (d for d in registry.disclosures if d.sender is None):
        for path, known in _used(disclosure, elsewhere, ("ours", None)):
            hint = "Name the law that holds for us, or say whose it is."
            yield _elsewhere(disclosure.id, path, known.named, known.instead, hint)
        for number, key in enumerate(disclosure.programmes):
            if key in elsewhere:
                known = elsewhere[key]
                hint = "Name the programme that is run here."
                yield _elsewhere(disclosure.id, ("programmes", number), known.named, known.instead, hint)
        for condition in (c for c in disclosure.conditions if isinstance(c, Jurisdiction)):
            if ours.isdisjoint(condition.nations):
                hint = "Change the nations, or jurisdiction in organisation.yaml."
                yield _elsewhere(disclosure.id, ("conditions",), "This condition", condition.nations, hint)


def _used(
    disclosure: Disclosure, known: Mapping[Id, Known], whose: tuple[str | None, ...]
) -> Iterator[tuple[Path, Known]]:
    """The laws of some that a disclosure itself rests on as somebody's, each with the way to it."""
    for number, power in enumerate(powers(disclosure)):
        if power.law in known and power.whose in whose:
            yield ("legal_power", number, "law"), known[power.law]
    for number, condition in enumerate(disclosure.conditions):
        law = condition.law if isinstance(condition, StatutoryDuty) and condition.whose in whose else None
        if law is not None and law in known:
            yield ("conditions", number, "law"), known[law]


def _elsewhere(subject: Id, path: Path, named: str, nations: tuple[Word | str, ...], hint: str) -> Finding:
    where = " and ".join(NATIONS[nation] for nation in nations)
    said = named if path == ("conditions",) else f"'{named}'"
    message = f"{said} is for {where}, and another nation's law applies to us."
    return Finding(Severity.WARNING, subject, path, message, hint)


# ---- laws in words


_NAMED = re.compile(
    r"\b[Tt]he ((?:[A-Z][\w’'-]*|\([A-Z][\w ]*\))(?:,? (?:[A-Z][\w’'-]*|\([A-Z][\w ]*\)|and|of|for|to|in|the))*? Act)\b"
    r"(?: ((?:19|20)\d\d)\b)?"
)
"""An Act in running words: its title, and its year where it stands there."""
_RULES = re.compile(
    r" (?:also |only )?(?:(?:lets?|allows?|permits?|enables?|empowers?|requires?|obliges?|makes?)"
    r" (?!you\b|people\b|any|every|parents\b)|(?:says?|means?) (?:that )?(?:we|they) )"
)
_UNDER = re.compile(r"^(?:under|by) $|\b(?:do so|do this|have to|powers?|duty) (?:under|by) $", re.IGNORECASE)
_OF_SOMEBODY = re.compile(r",? (?:we|they|it|the)\b|[.;]|$")
_OF_ALL = frozenset({"data protection", "freedom of information", "human rights", "equality"})
"""Any words may name these Acts: they say how data is shared, or give rights, and are no power to share."""


def other_laws(registry: Registry) -> Iterator[tuple[Text, str]]:
    """Each text that rests the sharing on an Act, whose facts name laws and not this one; and what it says."""
    for text in texts(registry) if registry.phrases else ():
        resting = [found for sentence in text.sentences for found in acts_rested_on(sentence)]
        disclosures = stated_by(registry, text) if resting else []
        stated = [name for key in _laws_of(registry, disclosures) for name in list(called(registry, key))[:1]]
        written = [str(p.as_written) for d in disclosures for p in powers(d) if p.as_written]
        others = [m for m in resting if not any(_may_mean(m[1], m[2], name) for name in (*stated, *written))]
        if stated and others:
            yield text, f"The words name 'the {others[0][0][4:]}', and the facts name the {' and the '.join(stated)}."


def _laws_of(registry: Registry, disclosures: Iterable[Disclosure]) -> Iterator[Id]:
    """All laws that the facts of disclosures name, each once."""
    found: dict[Id, None] = {}
    for each in disclosures:
        found |= dict.fromkeys(power.law for power in powers(each))
        for condition in (limit.condition for limit in registry.limits(each)):
            if isinstance(condition, StatutoryDuty) and condition.law:
                found[condition.law] = None
            elif isinstance(condition, LawfulOnly):
                found |= dict.fromkeys(condition.laws)
    yield from (key for key in found if key in registry.things)


def acts_rested_on(sentence: str) -> Iterator[re.Match[str]]:
    """The Acts of which a sentence says that they let or make something be done: with title and year as groups."""
    for found in _NAMED.finditer(sentence) if " Act" in sentence else ():
        before, after = sentence[: found.start()], sentence[found.end() :]
        rests = _RULES.match(after) or (_UNDER.search(before) and _OF_SOMEBODY.match(after))
        if rests and found[1].casefold().removesuffix(" act") not in _OF_ALL:
            yield found


def _may_mean(title: str, year: str | None, name: str) -> bool:
    """Whether a title in words may be short for a law of this name: all its words are there, and no other year."""
    years = YEAR.findall(name)
    return {*stems(title)} <= {*stems(name)} and (not year or not years or year in years)
