"""Closed answers: from the facts on one disclosure, or on several, to one of a few short answers of the locale.

An answer is never stronger than its facts: where several disclosures differ, or some are silent, it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from site_builder.facts.facts import Fact, fact_of
from site_builder.facts.layout.laid_out import NO, NOT_SAID, SOME, YES, Margin, Mark
from site_builder.facts.layout.shown import Shown
from site_builder.facts.sentences import words_alone
from site_builder.model import NEVER, Disclosure, OptOut
from site_builder.model.conditions import Condition
from site_builder.model.values import Id

MUST, CHOICE, IDENTITY = "must", "choice", "identity"
MOST_WORDS = 6
"""The most words of one answer."""

WHEN_REQUIRED = "must_when_required"
"""The yes on duty that is weaker than a plain one, so of several it holds for all."""
MUST_GLYPHS: Mapping[str, str] = {
    **dict.fromkeys(("must", WHEN_REQUIRED), YES),
    **dict.fromkeys(("routinely", "only_if"), SOME),
    **dict.fromkeys(("may", "may_on_request", "reserves_right", NEVER), NO),
}
"""The glyph of each modality."""
CHOICE_GLYPHS: Mapping[str, str] = {
    **dict.fromkeys(("can", "asked", "consented"), YES),
    **dict.fromkeys(("in_part", "asked_where_possible", "asked_usually", "usually", "where_possible"), SOME),
    **dict.fromkeys(("object", "told", "told_where_possible", "told_usually"), SOME),
    **dict.fromkeys(("cannot", "no_opt_out"), NO),
}
"""The glyph of each answer on choice, in the order of rank: the first that is certain wins."""
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
OTHER_OPT_OUT: Mapping[str, str] = {"applies": "can", "applies_in_part": "in_part", "does_not_apply": "no_opt_out"}
"""What opt-outs say on choice, by their effect."""
UNLESS: Mapping[str, str] = {"unless_at_risk": "at_risk", "unless_unable": "unable"}
"""Answers that except who is at risk, or cannot say; with what is said beside another answer."""
OF_CHOICE = {*BY_STRENGTH, "opt_out"}
"""The conditions on choice; a safeguarding override lifts one of them."""
LEAVES_SOME_CHOICE = {"in_part", "asked_where_possible", "asked_usually", "usually", "where_possible", *UNLESS}
NO_CHOICE = {"told", "told_where_possible", "told_usually"}
"""Answers that leave no choice: people are only told."""

MAY_BE_KNOWN = {"identifiable": "identifiable", "individual_level": "perhaps"}
"""Levels at which they can tell who it is, or perhaps, with the answer."""
WITHOUT_RESULTS = {f"{key}_but_results": key for key in MAY_BE_KNOWN.values()}
NOBODY_KNOWN = {"anonymous", "aggregate"}
"""Levels at which nobody can tell."""
ALL_YES = {MUST: "must", CHOICE: "can", IDENTITY: "identifiable"}
ALL_NO = {MUST: "may_be", CHOICE: "no_opt_out", IDENTITY: "anonymous"}
"""What several say together that all say yes, or all no, in different ways."""


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer: its key in the locale, its glyph and the ids of the facts that it sums up."""

    key: str
    glyph: str
    facts: tuple[str, ...] = ()
    for_some: bool = False


_Answer: TypeAlias = "_Said | None"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked: a disclosure or rules, by the facts of their own and the conditions; `theirs`: others give."""

    own: tuple[Fact, ...]
    conditions: tuple[Fact, ...]
    theirs: bool = False

    def of_type(self, *types: str, possible: bool | None = None) -> list[Fact]:
        """The conditions of these types: all, or those that are or are not certain."""
        return [f for f in self.conditions if f.value.type in types and possible in (None, f.possible)]


# ---- what others call


def margin(shown: Shown, things: Sequence[Id]) -> tuple[Margin, ...]:
    """The questions beside a passage that states these things, each with its answers; the silent are left out.

    Disclosures answer; where they are silent, the rules do, but not on what must be shared.
    """
    stated = [shown.in_force[key] for key in things if key in shown.in_force]
    disclosures = [_of_disclosure(shown, d) for d in [d for d in stated if not d.is_promise] or stated]
    rules = _of_rules(shown, [key for key in things if key in shown.rules])
    margins = []
    for key, question in questions(shown).items():
        if key in ANSWERS:
            by_rules = [rules] if rules.conditions and key != MUST else []
            marks = _marks(shown, key, disclosures) or _marks(shown, key, by_rules)
            margins += [Margin(shown.say.line(question), marks)] if marks else []
    return tuple(margins)


def cell(shown: Shown, question: str, disclosures: Sequence[Disclosure]) -> Mark:
    """The answer of some disclosures to `must`, `choice` or `identity` in the table."""
    said = _together(shown, question, [ANSWERS[question](_of_disclosure(shown, d)) for d in disclosures])
    return _mark(shown, question, said) if said else not_said(shown)


def not_said(shown: Shown) -> Mark:
    """The answer of silence, in the table; beside a passage there is none."""
    return Mark(NOT_SAID, shown.say.line(texts(shown)["any"]["not_said"]))


def questions(shown: Shown) -> Mapping[str, str]:
    """The questions of the table by their keys, `who` and `why` first; children are not asked `must`."""
    asked: Mapping[str, str] = texts(shown)["questions"]
    return asked


def texts(shown: Shown) -> Mapping[str, Any]:
    """The locale's closed words for the reader."""
    words: Mapping[str, Any] = shown.say.language.texts["closed"]["children" if shown.say.for_children else "everyone"]
    return words


def _marks(shown: Shown, question: str, asked: Sequence[_Asked]) -> tuple[Mark, ...]:
    """One answer; on choice a second one, where sharing does not wait for the choice of some people."""
    answers = [ANSWERS[question](each) for each in asked]
    said = [_together(shown, question, answers), _excepted(asked, answers) if question == CHOICE else None]
    return tuple(_mark(shown, question, each) for each in said if each)


def _mark(shown: Shown, question: str, said: _Said) -> Mark:
    return Mark(said.glyph, shown.say.line(_words(shown, question, said)), said.facts)


def _words(shown: Shown, question: str, said: _Said) -> str:
    own, common = texts(shown)[question], texts(shown)["any"]
    words = str(own.get(said.key) or common[said.key])
    return for_some(shown, words) if said.for_some and said.key != "perhaps" else words


def for_some(shown: Shown, answer: str) -> str:
    """An answer that holds for some of several things; in the shortest words, if no others are short enough."""
    said = [str(pattern).format(answer=answer) for pattern in texts(shown)["any"]["for_some"]]
    return next((words for words in said if is_short(words)), said[-1])


def is_short(words: str) -> bool:
    """Whether words are few enough for an answer."""
    return len(words_alone(words).split()) <= MOST_WORDS


# ---- one disclosure


def _of_disclosure(shown: Shown, disclosure: Disclosure) -> _Asked:
    own = tuple(fact for fact in shown.say.facts_of(disclosure) if fact.field != "conditions")
    limits = tuple(map(fact_of, shown.registry.limits(disclosure)))
    return _Asked(own, limits, theirs=disclosure.direction == "receive" or disclosure.sender is not None)


def _of_rules(shown: Shown, rules: Iterable[Id]) -> _Asked:
    return _Asked((), tuple(fact for key in rules for fact in shown.say.facts_of(shown.rules[key])))


def _must(asked: _Asked) -> _Answer:
    for fact in asked.own:
        if fact.field == "modality":
            glyph = MUST_GLYPHS[fact.value]
            is_theirs = asked.theirs and glyph == NO and fact.value != NEVER
            return _Said(f"{fact.value}_of_theirs" if is_theirs else fact.value, glyph, (fact.id,))
    duties = [fact for fact in asked.of_type("statutory_duty") if fact.value.whose == "ours"]
    certain = [fact for fact in duties if not fact.possible]
    return _Said("must", YES, _ids(certain)) if certain else _perhaps(duties)


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
            return _Said(key, glyph, _ids(certain), _are_for_some(certain))
    return _perhaps(fact for facts in found.values() for fact in facts)


def _on_choice(asked: _Asked) -> Iterator[tuple[str, Fact]]:
    """Each fact on choice with the answer that it gives."""
    bases = [fact for fact in asked.own if fact.field == "lawful_basis"]
    for fact in asked.own:
        if fact.field == "item_choices":
            yield "in_part", fact
        elif fact in bases and fact.value == "consent":
            yield "consented" if len(bases) == 1 else "in_part", fact
        elif fact.field == "opt_outs" and fact.value == "none":
            yield "no_opt_out", fact
        elif fact.field == "opt_outs" and isinstance(fact.value, OptOut):
            yield (RIGHT_TO_OBJECT if _is_to_object(fact) else OTHER_OPT_OUT)[fact.value.effect], fact
    for fact in asked.of_type("opt_out"):
        yield (RIGHT_TO_OBJECT if _is_to_object(fact) else OTHER_OPT_OUT)["applies"], fact
    for fact in asked.of_type(*BY_STRENGTH):
        yield BY_STRENGTH[fact.value.type][fact.value.strength or "always"], fact


def _is_to_object(fact: Fact) -> bool:
    return bool(fact.value.scheme == "object_art_21")


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
    return _Said(UNLESS[_unless(facts)], NO, _ids(facts))


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
    key, no_results = MAY_BE_KNOWN[level], [fact for fact in no_results if not fact.value.for_data]
    said = f"{key}_but_results" if no_results else key
    return _Said(said, glyph, _ids([*facts, *no_results]), _are_for_some(facts))


def _perhaps(possible: Iterable[Fact]) -> _Answer:
    ids = _ids(possible)
    return _Said("perhaps", SOME, ids) if ids else None


def _are_for_some(facts: Iterable[Fact]) -> bool:
    """Whether all of these facts are conditions for some of the data alone."""
    return all(isinstance(fact.value, Condition) and fact.value.for_data for fact in facts)


def _ids(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.id for fact in facts))


ANSWERS: Mapping[str, Callable[[_Asked], _Answer]] = {MUST: _must, CHOICE: _choice, IDENTITY: _identity}
"""The questions in their order, and who answers them."""


# ---- several disclosures


def _together(shown: Shown, question: str, answers: Sequence[_Answer]) -> _Answer:
    """The one answer of several: theirs where all give the same, else a weaker one; None where all are silent."""
    stated = [said for said in answers if said]
    if not stated:
        return None
    has_silence = len(stated) < len(answers) or any(said.for_some for said in stated)
    if len({said.key for said in stated}) == 1 and not has_silence:
        said = stated[0]
    else:
        glyphs = {WITHOUT_RESULTS.get(said.key, said.key): said.glyph for said in stated}
        said = _weaker(question, glyphs, has_silence=has_silence)
        if said.for_some and not is_short(_words(shown, question, said)):
            said = VARIES if said.key in NO_CHOICE else PERHAPS_FOR_SOME
    return replace(said, facts=tuple(dict.fromkeys(key for each in stated for key in each.facts)))


def _weaker(question: str, glyphs: Mapping[str, str], *, has_silence: bool) -> _Said:
    """What answers, by key with their glyphs, say together where they differ or others are silent."""
    among = set(glyphs.values())
    if len(glyphs) == 1 and not has_silence:
        return _Said(*next(iter(glyphs.items())))
    if YES in among:
        of_all = WHEN_REQUIRED if WHEN_REQUIRED in glyphs else ALL_YES[question]
        return _Said(of_all, YES) if among == {YES} and not has_silence else _Said("some", SOME)
    if among == {NO}:
        return _no(question, set(glyphs), has_silence=has_silence)
    halves = [key for key, glyph in glyphs.items() if glyph == SOME]
    if question == IDENTITY and "perhaps" in halves:
        return PERHAPS_FOR_SOME
    if len(halves) == 1 and (question == CHOICE or NO not in among):
        return _Said(halves[0], SOME, for_some=True)
    return PERHAPS_FOR_SOME if LEAVES_SOME_CHOICE.intersection(halves) else VARIES


def _no(question: str, keys: set[str], *, has_silence: bool) -> _Said:
    """What answers that are all no say together; one on results alone says nothing of what is sent."""
    if keys == {"results"}:
        return _Said("results", SOME, for_some=True)
    return _Said("some_not", SOME) if has_silence or "results" in keys else _Said(ALL_NO[question], NO)


VARIES, PERHAPS_FOR_SOME = _Said("varies", SOME), _Said("perhaps", SOME, for_some=True)
