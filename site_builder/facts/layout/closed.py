"""Closed answers: from the facts on one disclosure, or on several, to one of a few short answers of the locale.

An answer is never stronger than its facts: where several disclosures differ, or some are silent, it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from site_builder.facts.facts import Fact, derived_facts, fact_of
from site_builder.facts.layout.laid_out import NO, NOT_SAID, SOME, YES, Margin, Mark
from site_builder.facts.layout.shown import Shown
from site_builder.facts.legal_rights import DERIVED, OBJECT
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import raised, words_alone
from site_builder.model import NEVER, Disclosure, LegalPower, OptOut
from site_builder.model.conditions import Condition
from site_builder.model.values import Id

MUST, CHOICE, IDENTITY = "must", "choice", "identity"
MOST_WORDS, MOST_LETTERS = 6, 45
"""The most words of one answer, without the numbers of passages, and the most letters."""
MOST_MARKS = 3
"""Where several disclosures answer in more ways than this, silence is one, those of one glyph are told together."""
LETTERS_OF_NUMBERS = 20
"""The most letters of the numbers of passages in an answer: the same in every language."""

WHEN_REQUIRED, SOME_REQUIRED = "must_when_required", "must_some_when_required"
"""The yes on duty that is weaker than a plain one; and what both say together."""
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
    **dict.fromkeys(("not_asked", "not_by_opt_out"), SOME),
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
"""What opt-outs say on choice, by their effect. That one does not apply says nothing of others."""
UNLESS: Mapping[str, str] = {"unless_at_risk": "at_risk", "unless_unable": "unable"}
"""Answers that except who is at risk, or cannot say; with what is said beside another answer."""
HOW: Mapping[str, str] = {
    **{key: key for key in UNLESS},
    **dict.fromkeys(("can_by_some", "asked_by_some"), "whole"),
    **{key: key for key in ("where_possible", "usually", "asked_where_possible", "asked_usually")},
    "in_part": "part",
}
"""How people can say no by their answer, where that is no plain yes."""
LIFTED: Mapping[str, str] = {"consent_first": "asked_at_risk", "tell_first": "told_at_risk"}
"""What is said of who is at risk, where one condition alone is lifted."""
OF_CHOICE = {*BY_STRENGTH, "opt_out"}
"""The conditions on choice; a safeguarding override lifts one of them."""

MAY_BE_KNOWN = {"identifiable", "individual_level"}
"""Levels at which they can tell who it is, or perhaps."""
NOBODY_KNOWN = {"anonymous", "aggregate"}
"""Levels at which nobody can tell."""
ALL_YES = {MUST: "must", CHOICE: "can", IDENTITY: "identifiable"}
ALL_NO = {MUST: "may_be", CHOICE: "no_opt_out", IDENTITY: "anonymous"}
"""What several say together that all say yes, or all no, in different ways."""
ROUTINELY = "routinely"
BY_LAW = {"duty": f"{ROUTINELY}_by_duty", "power": f"{ROUTINELY}_by_power"}
"""What is done routinely under a law of ours, by what the law is."""
WITHOUT_MORE: Mapping[str, str] = {
    **{f"{key}_but_results": key for key in MAY_BE_KNOWN},
    **dict.fromkeys((ROUTINELY, *BY_LAW.values()), f"all_{ROUTINELY}"),
}
"""Answers that add something, with what is left without it."""
MAY_BE = ("may", "only_if", "reserves_right")
"""How answers begin that say of no duty that it may be shared, by us or by others: beside others they are one."""
PART = "part"
"""How people can say no to a part alone."""
UNCLEAR, DEPENDS = "unclear", "depends"
"""The words leave open whether it holds; and what several say together that are neither yes nor no."""
OF_A_PART = {"in_part", DEPENDS}
"""Answers that say by themselves that they are not true of all."""
IN_ORDER = (YES, SOME, NO)


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer: its key in the locale, its glyph and the ids of the facts that it sums up.

    `for_some`: it is not true of all of its disclosure. `who` is who passes it on, or has the choice, where the answer
    names them.
    """

    key: str
    glyph: str
    facts: tuple[str, ...] = ()
    for_some: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class _Shared:
    """An answer of several disclosures beside other answers, or silence (`said` is None).

    `whole` are the passages of which it is wholly true, as links, and `partly` those in which it is true of some.
    `is_rest`: it is true of all of which no other answer is.
    """

    said: _Answer
    whole: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    is_rest: bool = False

    @property
    def numbers(self) -> str:
        """The passages that it names, as they read; '' for none."""
        return words_alone(", ".join((*self.whole, *self.partly)))


_Answer: TypeAlias = "_Said | None"


@dataclass(frozen=True, slots=True)
class _Asked:
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


# ---- what others call


def margin(shown: Shown, things: Sequence[Id]) -> tuple[Margin, ...]:
    """The questions beside a passage that states these things, each with its answers.

    Questions without an answer are left out: what is not said stands in a list of its own. Disclosures answer. Rules
    have no answers here: those of each passage that they reach count them in. Children are not asked about what
    concerns grown-ups alone.
    """
    stated = [shown.in_force[key] for key in things if key in shown.in_force]
    asked = [d for d in stated if d.id in shown.for_reader]
    if not asked and any(d.id in shown.shared for d in stated):
        return ()
    disclosures = [_of_disclosure(shown, d) for d in asked or stated]
    told = ((question, _marks(shown, key, disclosures)) for key, question in questions(shown).items() if key in ANSWERS)
    return tuple(Margin(shown.say.line(question), marks) for question, marks in told if marks)


def cell(shown: Shown, question: str, disclosures: Sequence[Disclosure]) -> Mark:
    """The answer of some disclosures to `must`, `choice` or `identity` in the table; each is spoken for."""
    answers = [ANSWERS[question](_of_disclosure(shown, d)) for d in disclosures]
    first, *others = _told(shown, question, answers, [d.id for d in disclosures]) or [not_said(shown)]
    return replace(first, more=tuple(others))


class SayNo(NamedTuple):
    """How people can say no: `whole`, `part` or a key of `HOW`.

    `who` are the groups that can, where these are not just those whom it is about; `data` is what they can say no to,
    where that is not all; `facts` are the ids of the facts on it.
    """

    how: str
    who: tuple[Id, ...]
    data: tuple[Id, ...]
    facts: tuple[str, ...]


def can_say_no(shown: Shown) -> Mapping[Id, SayNo]:
    """The disclosures that the reader, or who is asked in their place, can say no to."""
    found = {}
    for key, disclosure in shown.for_reader.items():
        asked = _of_disclosure(shown, disclosure)
        said = _choice(asked)
        if said and (said.glyph == YES or said.key in HOW):
            how = PART if said.for_some else HOW.get(said.key, "whole")
            asking = asked.of_type("voluntary_participation", "consent_first", possible=False)
            who, data = (_all_of((fact.value for fact in asking), field) for field in ("who", "for_data"))
            facts = tuple(dict.fromkeys([*said.facts, *_ids(asking)]))
            found[key] = SayNo(how, () if {*who} == {*disclosure.data_subjects} else who, data, facts)
    return found


def _all_of(conditions: Iterable[Condition], field: str) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(getattr(condition, field, ()) for condition in conditions)))


def is_silent(shown: Shown, question: str, disclosure: Disclosure) -> bool:
    """Whether a disclosure has no answer to `must`, `choice` or `identity`, or one that says that it is not said."""
    said = ANSWERS[question](_of_disclosure(shown, disclosure))
    return said is None or said.key == ROUTINELY


def not_said(shown: Shown) -> Mark:
    """The answer of silence, in the table; beside a passage there is none."""
    return Mark(NOT_SAID, shown.say.line(texts(shown)["any"]["not_said"]))


def rest_not_said(shown: Shown) -> Mark:
    """That of the others nothing is said."""
    common = texts(shown)["any"]
    return Mark(NOT_SAID, shown.say.line(_first_short([common["rest"].format(answer=lowered(common["not_said"]))])))


def questions(shown: Shown) -> Mapping[str, str]:
    """The questions of the table by their keys, `who` and `why` first; children are not asked `must`."""
    asked: Mapping[str, str] = texts(shown)["questions"]
    return asked


def texts(shown: Shown) -> Mapping[str, Any]:
    """The locale's closed words for the reader."""
    words: Mapping[str, Any] = shown.say.language.texts["closed"]["children" if shown.say.for_children else "everyone"]
    return words


def _marks(shown: Shown, question: str, asked: Sequence[_Asked]) -> tuple[Mark, ...]:
    """The answers; on choice one more, where sharing does not wait for the choice of some people."""
    answers = [ANSWERS[question](each) for each in asked]
    excepted = _excepted(asked, answers) if question == CHOICE else None
    marks = _told(shown, question, answers)
    return (*marks, *([Mark(excepted.glyph, _line(shown, question, excepted), excepted.facts)] if excepted else ()))


def _told(shown: Shown, question: str, answers: Sequence[_Answer], things: Sequence[Id] = ()) -> list[Mark]:
    """The answers of several disclosures as marks: one where all give the same, none where all are silent.

    With `things`, the disclosures that give them, they name the passages.
    """
    together = _together(question, answers)
    if len(together) == 1 and not together[0][0].for_some:
        said = together[0][0]
        return [Mark(said.glyph, _line(shown, question, said), said.facts)]
    has_silence = any(answer is None for answer in answers)
    shared = [_Shared(said, *_passages(shown, answers, things, of)) for said, of in together]
    return [_mark(shown, question, each) for each in _with_rest(shared, has_silence=has_silence)] if shared else []


def _line(shown: Shown, question: str, said: _Said) -> Line:
    return shown.say.line(_words(shown, question, said)[0])


def _words(shown: Shown, question: str, said: _Said) -> tuple[str, ...]:
    """An answer in its own words, and where it has them in short ones."""
    own, common = texts(shown)[question], texts(shown)["any"]
    pattern, short = str(own.get(said.key) or common[said.key]), own.get(f"{said.key}_short")
    names = [said.who, str(common["who"][question])] if "{who}" in pattern else []
    words = raised(_first_short([pattern.format(who=who) for who in names if who] or [pattern]))
    return (words, short) if short else (words,)


def _mark(shown: Shown, question: str, shared: _Shared) -> Mark:
    """One of several answers, with the passages of which it is true; or that it is true of the rest."""
    common, said = texts(shown)["any"], shared.said
    if said is None:
        return rest_not_said(shown)
    words = _words(shown, question, said)
    if shared.is_rest:
        rest = _first_short([common["rest"].format(answer=lowered(each)) for each in words])
        return Mark(said.glyph, shown.say.line(rest), said.facts)
    alone = words[0] if said.key in OF_A_PART else for_some(shown, *words)
    if not is_short(alone):
        yes = str(texts(shown)[question][ALL_YES[question]])
        alone = for_some(shown, yes) if said.glyph == YES else str(common[DEPENDS])
    if not shared.numbers:
        return Mark(SOME, shown.say.line(alone), said.facts)
    parts = [str(common["part"]).format(numbers=", ".join(shared.partly))] if shared.partly else []
    names = ", ".join((*shared.whole, *parts))
    pattern = str(common["in_passages"])
    if said.key in OF_A_PART:
        pattern = str((common if said.key == DEPENDS else texts(shown)[question])[f"{said.key}_in"])
        names = ", ".join((*shared.whole, *shared.partly))
    # What has a colon or a full stop of its own gets no numbers after another colon.
    named = _first_short([pattern.format(answer=each, numbers=names) for each in words if not {*":."} & {*each}])
    glyph = SOME if shared.partly else said.glyph
    return Mark(glyph, shown.say.line(named), said.facts, shown.say.line(alone))


def for_some(shown: Shown, *words: str) -> str:
    """An answer that holds for some of several things, in its own or in short words."""
    patterns = texts(shown)["any"]["for_some"]
    # What has a comma of its own gets no short words after another.
    said = [str(p).format(answer=each) for each in words for p in patterns[: 1 if "," in each else None]]
    return _first_short(said)


def lowered(words: str) -> str:
    """Words with a small first letter."""
    return words[:1].lower() + words[1:]


def _first_short(said: Sequence[str]) -> str:
    return next((words for words in said if is_short(words)), said[-1])


def is_short(words: str) -> bool:
    """Whether words are few enough for an answer."""
    alone = words_alone(words)
    return len(alone) <= MOST_LETTERS and sum(not word[0].isdigit() for word in alone.split()) <= MOST_WORDS


# ---- one disclosure


def _of_disclosure(shown: Shown, disclosure: Disclosure) -> _Asked:
    own = tuple(fact for fact in shown.say.facts_of(disclosure) if fact.field != "conditions")
    own += tuple(fact for fact in derived_facts(shown.registry, disclosure) if fact.value == OBJECT)
    limits = tuple(map(fact_of, shown.registry.limits(disclosure)))
    is_receiving = disclosure.direction == "receive"
    giver = shown.registry.things.get(disclosure.recipient if is_receiving else disclosure.sender)  # type: ignore[arg-type] # None is nobody
    name = getattr(giver, "short_name", None) or getattr(giver, "name", None)
    words = shown.say.words(name) if name else ""
    is_theirs = is_receiving or disclosure.sender is not None
    return _Asked(own, limits, is_theirs, words, _asked_of_some(shown, disclosure, limits))


def _asked_of_some(shown: Shown, disclosure: Disclosure, conditions: Iterable[Fact]) -> Mapping[str, str]:
    """The conditions that give the choice to others than all whom a disclosure is about, with the names of whom."""
    whose = {fact.id: getattr(fact.value, "who", ()) for fact in conditions if fact.value.type in BY_STRENGTH}
    about = {*disclosure.data_subjects}
    others = {key: who for key, who in whose.items() if who and not (about and about <= {*who})}
    return {key: shown.say.language.join([shown.say.bare(each) for each in who]) for key, who in others.items()}


def _must(asked: _Asked) -> _Answer:
    for fact in asked.own:
        if fact.field == "modality":
            glyph = MUST_GLYPHS[fact.value]
            if asked.theirs and glyph == NO and fact.value != NEVER:
                return _Said(f"{fact.value}_of_theirs", glyph, (fact.id,), who=asked.giver)
            return (_routine(asked, fact) if fact.value == ROUTINELY else None) or _Said(fact.value, glyph, (fact.id,))
    duties = [fact for fact in asked.of_type("statutory_duty") if fact.value.whose == "ours"]
    certain = [fact for fact in duties if not fact.possible]
    return _Said("must", YES, _ids(certain)) if certain else _perhaps(duties)


def _routine(asked: _Asked, routinely: Fact) -> _Answer:
    """What is done routinely under a duty or a power that the law gives us; None where no such law is named."""
    laws = [f for f in asked.own if isinstance(f.value, LegalPower) and f.value.whose == "ours" and not f.possible]
    for nature, key in BY_LAW.items():
        of_nature = [fact for fact in laws if fact.value.nature == nature]
        if of_nature:
            return _Said(key, SOME, _ids([routinely, *of_nature]), _are_for_some(of_nature))
    return None


def _choice(asked: _Asked) -> _Answer:
    found: dict[str, list[Fact]] = {}
    for key, fact in _on_choice(asked):
        found.setdefault(key, []).append(fact)
    for key, glyph in CHOICE_GLYPHS.items():
        certain = [fact for fact in found.get(key, ()) if not fact.possible]
        if certain:
            lifted = _overrides(asked) if glyph == YES else []
            if lifted:
                return _Said(_unless(lifted), SOME, _ids([*certain, *lifted]), _are_for_some(certain))
            who = {asked.some.get(fact.id, "") for fact in certain}
            return _Said(key, glyph, _ids(certain), _are_for_some(certain), who.pop() if len(who) == 1 else "")
    return _perhaps(fact for facts in found.values() for fact in facts)


def _on_choice(asked: _Asked) -> Iterator[tuple[str, Fact]]:
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
    return RIGHT_TO_OBJECT if fact.value.scheme == "object_art_21" else OTHER_OPT_OUT


def _overrides(asked: _Asked, *, possible: bool | None = None) -> list[Fact]:
    overrides = asked.of_type("safeguarding_override", possible=possible)
    return [fact for fact in overrides if fact.value.overrides in OF_CHOICE]


def _unless(overrides: Iterable[Fact]) -> str:
    """Whom the answer excepts: people at risk, or only those who cannot say."""
    is_unable = all(fact.value.reasons == ("consent_cannot_be_given",) for fact in overrides)
    return "unless_unable" if is_unable else "unless_at_risk"


def _excepted(asked: Sequence[_Asked], answers: Sequence[_Answer]) -> _Answer:
    """That some people have no choice, where this is certain for all; None where the answer says so."""
    overrides = [_overrides(each, possible=False) for each in asked]
    if not all(overrides) or all(said is not None and said.key in UNLESS for said in answers):
        return None
    facts = [fact for each in overrides for fact in each]
    said, lifted = UNLESS[_unless(facts)], {fact.value.overrides for fact in facts}
    own = LIFTED.get(next(iter(lifted)), said) if len(lifted) == 1 and said == UNLESS["unless_at_risk"] else said
    return _Said(own, SOME, _ids(facts))


def _identity(asked: _Asked) -> _Answer:
    levels = asked.of_type("identifiability", possible=False)
    no_results = [fact for fact in levels if fact.value.results in NOBODY_KNOWN]
    no_results += asked.of_type("no_identification_in_results", possible=False)
    for stage in ("transfer", "processing"):
        stating = {fact: getattr(fact.value, stage) for fact in levels if getattr(fact.value, stage)}
        if stating:
            level = max(stating.values(), key=list(IDENTITY_GLYPHS).index)
            return _known([fact for fact, each in stating.items() if each == level], level, no_results)
    if no_results:
        return _Said("results", NO, _ids(no_results), _are_for_some(no_results))
    return _perhaps(levels or asked.of_type("identifiability", "no_identification_in_results"))


def _known(facts: Sequence[Fact], level: str, no_results: Sequence[Fact]) -> _Said:
    """The answer that a level gives; where they can tell who it is, or perhaps, results that tell nobody are added."""
    glyph = IDENTITY_GLYPHS[level]
    if level not in MAY_BE_KNOWN:
        return _Said(level, glyph, _ids(facts), _are_for_some(facts))
    no_results = [fact for fact in no_results if not fact.value.for_data]
    said = f"{level}_but_results" if no_results else level
    return _Said(said, glyph, _ids([*facts, *no_results]), _are_for_some(facts))


def _perhaps(possible: Iterable[Fact]) -> _Answer:
    ids = _ids(possible)
    return _Said(UNCLEAR, SOME, ids) if ids else None


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


ANSWERS: Mapping[str, Callable[[_Asked], _Answer]] = {MUST: _must, CHOICE: _choice, IDENTITY: _identity}
"""The questions in their order, and who answers them."""


# ---- several disclosures


def _together(question: str, answers: Sequence[_Answer]) -> list[tuple[_Said, tuple[int, ...]]]:
    """The answers that some give, yes first, each with the places of those that give it: one where all give the same.

    They are `for_some` where they are not true of all.
    """
    stated = {place: said for place, said in enumerate(answers) if said}
    has_silence = len(stated) < len(answers)
    groups = _groups(stated, has_silence=has_silence)
    made = [(_of_group(question, [stated[place] for place in places]), places) for places in groups]
    is_for_some = len(made) > 1 or has_silence
    return [(replace(said, for_some=said.for_some or is_for_some), places) for said, places in made]


def _groups(stated: Mapping[int, _Said], *, has_silence: bool) -> list[tuple[int, ...]]:
    """The places of those that answer alike; of those of one glyph, where they say all, or would be too many."""
    by_key: dict[str, list[int]] = {}
    for place, said in sorted(stated.items(), key=lambda item: _rank(item[1])):
        by_key.setdefault("may_be" if said.key.startswith(MAY_BE) else _bare(said), []).append(place)
    by_glyph = {glyph: tuple(place for place, said in stated.items() if said.glyph == glyph) for glyph in IN_ORDER}
    all_alike = {said.glyph for said in stated.values()} in ({YES}, {NO}) and "results" not in by_key
    if len(by_key) > 1 and (all_alike or len(by_key) + has_silence > MOST_MARKS):
        return [places for places in by_glyph.values() if places]
    return list(map(tuple, by_key.values()))


def _rank(said: _Said) -> tuple[int, int, str]:
    """The place of an answer among others: by its glyph, then by its rank."""
    ranks = [*CHOICE_GLYPHS, *MUST_GLYPHS, *IDENTITY_GLYPHS]
    key = _bare(said)
    return IN_ORDER.index(said.glyph), ranks.index(key) if key in ranks else len(ranks), key


def _of_group(question: str, group: Sequence[_Said]) -> _Said:
    """What several answers of one glyph say together, which is never more than one of them says."""
    keys, bare = {said.key for said in group}, {_bare(said) for said in group}
    glyph = group[0].glyph
    if len(keys) == 1:
        key = keys.pop()
    elif len(bare) == 1:
        key = bare.pop()
    elif glyph == NO:
        key = "results" if "results" in keys else ALL_NO[question]
    elif glyph == YES:
        key = SOME_REQUIRED if WHEN_REQUIRED in keys else ALL_YES[question]
    else:
        key = DEPENDS
    facts = tuple(dict.fromkeys(fact for said in group for fact in said.facts))
    names = {said.who for said in group}
    is_partly = any(said.for_some for said in group)
    return _Said(key, glyph, facts, is_partly, names.pop() if len(names) == 1 else "")


def _bare(said: _Said) -> str:
    """The key of an answer without what it adds."""
    return WITHOUT_MORE.get(said.key, said.key)


def _with_rest(shared: Sequence[_Shared], *, has_silence: bool) -> list[_Shared]:
    """Answers beside each other, which together speak for each disclosure: silence is the rest, and stands last.

    Without silence the one with the most passages to name is the rest, where its passages cannot all be named.
    """
    if has_silence:
        return [*map(_named, shared), _Shared(None, is_rest=True)]
    longest = max(shared, key=lambda each: len(each.numbers))
    last = shared[-1] if not longest.numbers else longest if len(longest.numbers) > LETTERS_OF_NUMBERS else None
    rest = last if len(shared) > 1 else None
    return [*(_named(each) for each in shared if each is not rest), *([replace(rest, is_rest=True)] if rest else [])]


def _named(shared: _Shared) -> _Shared:
    """The same without numbers, where these are too many."""
    return shared if len(shared.numbers) <= LETTERS_OF_NUMBERS else replace(shared, whole=(), partly=())


def _passages(
    shown: Shown, answers: Sequence[_Answer], things: Sequence[Id], of: Sequence[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The passages, as links, all whose disclosures stand at the places `of`, and those with some of them there."""
    given = {things[place]: answers[place] for place in of} if things else {}
    not_whole = shown.numbers(thing for thing in things if not (said := given.get(thing)) or said.for_some)
    numbers = shown.numbers(given)
    whole, partly = ([n for n in numbers if (n in not_whole) == is_partly] for is_partly in (False, True))
    return tuple(shown.ranges(whole)), tuple(shown.ranges(partly))
