"""Closed answers of one disclosure: what its facts and its conditions say together on duty, choice and identity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from site_builder.facts.facts import Fact, derived_facts, fact_of
from site_builder.facts.layout.laid_out import NO, SOME, YES
from site_builder.facts.layout.shown import Shown
from site_builder.facts.legal_rights import DERIVED, OBJECT
from site_builder.model import NEVER, Disclosure, LegalPower, OptOut
from site_builder.model.conditions import Condition

MUST, CHOICE, IDENTITY = "must", "choice", "identity"
WHEN_REQUIRED = "must_when_required"
"""The yes on duty that is weaker than a plain one."""
MUST_GLYPHS: Mapping[str, str] = {
    **dict.fromkeys(("must", WHEN_REQUIRED), YES),
    "routinely": SOME,
    **dict.fromkeys(("only_if", "may", "may_on_request", "reserves_right", NEVER), NO),
}
"""The glyph of each modality. What is done routinely says of no duty, neither yes nor no."""
CHOICE_GLYPHS: Mapping[str, str] = {
    **dict.fromkeys(("can", "asked", "consented"), YES),
    **dict.fromkeys(("in_part", "asked_where_possible", "asked_usually", "usually", "where_possible"), SOME),
    **dict.fromkeys(("can_by_some", "asked_by_some"), SOME),
    **dict.fromkeys(("object", "told", "told_by_some", "told_where_possible", "told_usually"), SOME),
    **dict.fromkeys(("cannot", "no_opt_out"), NO),
    **dict.fromkeys(("not_asked", "not_by_opt_out", "not_by_national_opt_out"), SOME),
}
"""The glyph of each answer on choice, in the order of rank: the first that is certain wins. Who is not asked, or
cannot use one opt-out, may still have a choice, so that is no "No". What some have, such as parents, not all have."""
IDENTITY_GLYPHS: Mapping[str, str] = {
    "identifiable": YES,
    **dict.fromkeys(("individual_level", "pseudonymised"), SOME),
    **dict.fromkeys(("anonymous", "aggregate"), NO),
}
"""The glyph of each level. A level is the most that anyone can tell, so of several the last holds."""

BY_STRENGTH: Mapping[str, Mapping[str, str]] = {
    "voluntary_participation": {"always": "can", "wherever_possible": "where_possible", "usually": "usually"},
    "consent_first": {"always": "asked", "wherever_possible": "asked_where_possible", "usually": "asked_usually"},
    "tell_first": {"always": "told", "wherever_possible": "told_where_possible", "usually": "told_usually"},
}
"""What conditions say on choice, by how firmly the words put them."""
RIGHT_TO_OBJECT: Mapping[str, str] = {"applies": "object", "applies_in_part": "object", "does_not_apply": "cannot"}
OTHER_OPT_OUT: Mapping[str, str] = {"applies": "can", "applies_in_part": "in_part", "does_not_apply": "not_by_opt_out"}
BY_SCHEME: Mapping[str, Mapping[str, str]] = {
    "object_art_21": RIGHT_TO_OBJECT,
    "national_data_opt_out": {**OTHER_OPT_OUT, "does_not_apply": "not_by_national_opt_out"},
}
"""What opt-outs say on choice, by their scheme and effect. That one does not apply says nothing of others."""
UNLESS: Mapping[str, str] = {"unless_at_risk": "at_risk", "unless_unable": "unable"}
"""Answers that except who is at risk, or cannot say; with what is said beside another answer."""
LIFTED: Mapping[str, str] = {"consent_first": "asked_at_risk", "tell_first": "told_at_risk"}
"""What is said of who is at risk, where one condition alone is lifted."""
OF_CHOICE = {*BY_STRENGTH, "opt_out"}
"""The conditions on choice; a safeguarding override lifts one of them."""
MAY_BE_KNOWN = {"identifiable", "individual_level"}
"""Levels at which they can tell who it is, or perhaps."""
NOBODY_KNOWN = {"anonymous", "aggregate"}
"""Levels at which nobody can tell."""
ROUTINELY = "routinely"
BY_LAW = {"duty": f"{ROUTINELY}_by_duty", "power": f"{ROUTINELY}_by_power"}
"""What is done routinely under a law of ours, by what the law is."""
UNCLEAR = "unclear"
"""The words leave open whether it holds."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its key in the locale, its glyph and the ids of the facts that it sums up.

    `for_some`: it is not true of all of its disclosure. `who` is who passes it on, or has the choice, where the answer
    names them.
    """

    key: str
    glyph: str
    facts: tuple[str, ...] = ()
    for_some: bool = False
    who: str = ""


Answer: TypeAlias = "Said | None"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a disclosure: the facts of its own, and its conditions.

    `theirs`: others give; `giver` is the short name of who, or their name. `some` are the conditions that ask not all
    whom it is about, by their ids, with the names of whom.
    """

    own: tuple[Fact, ...]
    conditions: tuple[Fact, ...]
    theirs: bool = False
    giver: str = ""
    some: Mapping[str, str] = field(default_factory=dict)

    def of_type(self, *types: str, possible: bool | None = None) -> list[Fact]:
        """The conditions of these types: all, or those that are or are not certain."""
        return [f for f in self.conditions if f.value.type in types and possible in (None, f.possible)]


def asked_of(shown: Shown, disclosure: Disclosure) -> Asked:
    """What is asked of a disclosure, with what the law and the conditions that reach it add to its own facts."""
    own = tuple(fact for fact in shown.say.facts_of(disclosure) if fact.field != "conditions")
    own += tuple(fact for fact in derived_facts(shown.registry, disclosure) if fact.value == OBJECT)
    limits = tuple(map(fact_of, shown.registry.limits(disclosure)))
    is_receiving = disclosure.direction == "receive"
    giver = shown.registry.things.get(disclosure.recipient if is_receiving else disclosure.sender)  # type: ignore[arg-type] # None is nobody
    name = getattr(giver, "short_name", None) or getattr(giver, "name", None)
    words = shown.say.words(name) if name else ""
    is_theirs = is_receiving or disclosure.sender is not None
    return Asked(own, limits, is_theirs, words, _asked_of_some(shown, disclosure, limits))


def _asked_of_some(shown: Shown, disclosure: Disclosure, conditions: Iterable[Fact]) -> Mapping[str, str]:
    """The conditions that give the choice to others than all whom a disclosure is about, with the names of whom."""
    whose = {fact.id: getattr(fact.value, "who", ()) for fact in conditions if fact.value.type in BY_STRENGTH}
    about = {*disclosure.data_subjects}
    others = {key: who for key, who in whose.items() if who and not (about and about <= {*who})}
    return {key: shown.say.language.join([shown.say.bare(each) for each in who]) for key, who in others.items()}


def _must(asked: Asked) -> Answer:
    for fact in asked.own:
        if fact.field == "modality":
            glyph = MUST_GLYPHS[fact.value]
            if asked.theirs and glyph == NO and fact.value != NEVER:
                return Said(f"{fact.value}_of_theirs", glyph, (fact.id,), who=asked.giver)
            return (_routine(asked, fact) if fact.value == ROUTINELY else None) or Said(fact.value, glyph, (fact.id,))
    duties = [fact for fact in asked.of_type("statutory_duty") if fact.value.whose == "ours"]
    certain = [fact for fact in duties if not fact.possible]
    return Said("must", YES, _ids(certain)) if certain else _perhaps(duties)


def _routine(asked: Asked, routinely: Fact) -> Answer:
    """What is done routinely under a duty or a power that the law gives us; None where no such law is named."""
    laws = [f for f in asked.own if isinstance(f.value, LegalPower) and f.value.whose == "ours" and not f.possible]
    for nature, key in BY_LAW.items():
        of_nature = [fact for fact in laws if fact.value.nature == nature]
        if of_nature:
            return Said(key, SOME, _ids([routinely, *of_nature]), _are_for_some(of_nature))
    return None


def choice(asked: Asked) -> Answer:
    """Whether people have a choice: the first answer in rank that is certain, else that it is not clear, or nothing."""
    found: dict[str, list[Fact]] = {}
    for key, fact in _on_choice(asked):
        found.setdefault(key, []).append(fact)
    for key, glyph in CHOICE_GLYPHS.items():
        certain = [fact for fact in found.get(key, ()) if not fact.possible]
        if certain:
            lifted = overrides(asked) if glyph == YES else []
            if lifted:
                return Said(unless(lifted), SOME, _ids([*certain, *lifted]), _are_for_some(certain))
            who = {asked.some.get(fact.id, "") for fact in certain}
            return Said(key, glyph, _ids(certain), _are_for_some(certain), who.pop() if len(who) == 1 else "")
    return _perhaps(fact for facts in found.values() for fact in facts)


def _on_choice(asked: Asked) -> Iterator[tuple[str, Fact]]:
    """Each fact on choice with the answer that it gives: a right to object by law, unless the words speak of it."""
    is_told = any(isinstance(fact.value, OptOut) and fact.value.scheme == "object_art_21" for fact in asked.own)
    bases = [fact for fact in asked.own if fact.field == "lawful_basis"]
    for fact in asked.own:
        if fact.field == "item_choices":
            yield "in_part", fact
        elif fact in bases and fact.value == "consent":
            yield "consented" if len(bases) == 1 else "in_part", fact
        elif fact.field in DERIVED and not is_told:
            yield "object", fact
        elif fact.field == "opt_outs" and fact.value == "none":
            yield "no_opt_out", fact
        elif fact.field == "consent_not_needed" and fact.value:
            yield "not_asked", fact
        elif isinstance(fact.value, OptOut) and (said := _by_effect(fact).get(fact.value.effect)):
            yield said, fact
    for fact in asked.of_type("opt_out"):
        yield _by_effect(fact)["applies"], fact
    for fact in asked.of_type(*BY_STRENGTH):
        said = BY_STRENGTH[fact.value.type][fact.value.strength or "always"]
        of_some = f"{said}_by_some"
        yield of_some if fact.id in asked.some and of_some in CHOICE_GLYPHS else said, fact


def _by_effect(fact: Fact) -> Mapping[str, str]:
    """The answers of an opt-out by its effect."""
    return BY_SCHEME.get(fact.value.scheme, OTHER_OPT_OUT)


def overrides(asked: Asked, *, possible: bool | None = None) -> list[Fact]:
    """The conditions by which sharing does not wait for people's choice: all, or those that are or are not certain."""
    lifting = asked.of_type("safeguarding_override", possible=possible)
    return [fact for fact in lifting if fact.value.overrides in OF_CHOICE]


def unless(overrides: Iterable[Fact]) -> str:
    """Whom the answer excepts: people at risk, or only those who cannot say."""
    is_unable = all(fact.value.reasons == ("consent_cannot_be_given",) for fact in overrides)
    return "unless_unable" if is_unable else "unless_at_risk"


def excepted(asked: Sequence[Asked], answers: Sequence[Answer]) -> Answer:
    """That some people have no choice, where this is certain for all; None where the answer says so."""
    lifting = [overrides(each, possible=False) for each in asked]
    if not all(lifting) or all(said is not None and said.key in UNLESS for said in answers):
        return None
    facts = [fact for each in lifting for fact in each]
    said, lifted = UNLESS[unless(facts)], {fact.value.overrides for fact in facts}
    own = LIFTED.get(next(iter(lifted)), said) if len(lifted) == 1 and said == UNLESS["unless_at_risk"] else said
    return Said(own, SOME, _ids(facts))


def _identity(asked: Asked) -> Answer:
    levels = asked.of_type("identifiability", possible=False)
    no_results = [fact for fact in levels if fact.value.results in NOBODY_KNOWN]
    no_results += asked.of_type("no_identification_in_results", possible=False)
    for stage in ("transfer", "processing"):
        stating = {fact: getattr(fact.value, stage) for fact in levels if getattr(fact.value, stage)}
        if stating:
            level = max(stating.values(), key=list(IDENTITY_GLYPHS).index)
            return _known([fact for fact, each in stating.items() if each == level], level, no_results)
    if no_results:
        return Said("results", NO, _ids(no_results), _are_for_some(no_results))
    return _perhaps(levels or asked.of_type("identifiability", "no_identification_in_results"))


def _known(facts: Sequence[Fact], level: str, no_results: Sequence[Fact]) -> Said:
    """The answer that a level gives; where they can tell who it is, or perhaps, results that tell nobody are added."""
    glyph = IDENTITY_GLYPHS[level]
    if level not in MAY_BE_KNOWN:
        return Said(level, glyph, _ids(facts), _are_for_some(facts))
    no_results = [fact for fact in no_results if not fact.value.for_data]
    said = f"{level}_but_results" if no_results else level
    return Said(said, glyph, _ids([*facts, *no_results]), _are_for_some(facts))


def _perhaps(possible: Iterable[Fact]) -> Answer:
    ids = _ids(possible)
    return Said(UNCLEAR, SOME, ids) if ids else None


def _are_for_some(facts: Iterable[Fact]) -> bool:
    """Whether all of these facts are true of a part alone: for some data or purposes, or rights or opt-outs in part."""
    return all(map(_is_for_some, facts))


def _is_for_some(fact: Fact) -> bool:
    if isinstance(fact.value, Condition):
        return bool(fact.value.for_data)
    if isinstance(fact.value, LegalPower):
        return bool(fact.value.purposes or fact.value.data_categories)
    is_opt_out_in_part = isinstance(fact.value, OptOut) and fact.value.effect == "applies_in_part"
    return is_opt_out_in_part or fact.field == "rights_in_part"


def _ids(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.id for fact in facts))


ANSWERS: Mapping[str, Callable[[Asked], Answer]] = {MUST: _must, CHOICE: choice, IDENTITY: _identity}
"""The questions in their order, and who answers them."""


def is_silent(shown: Shown, question: str, disclosure: Disclosure) -> bool:
    """Whether a disclosure has no answer to `must`, `choice` or `identity`, or one that says that it is not said."""
    said = ANSWERS[question](asked_of(shown, disclosure))
    return said is None or said.key == ROUTINELY
