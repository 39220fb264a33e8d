"""Closed answers: from the facts on one disclosure, or on several, to one of a few short answers of the locale.

An answer is never stronger than its facts: where several disclosures differ, or some are silent, it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from site_builder.facts.facts import Fact, derived_facts, fact_of
from site_builder.facts.layout.laid_out import NO, NOT_SAID, SOME, YES, Margin, Mark
from site_builder.facts.layout.shown import Shown
from site_builder.facts.legal_rights import DERIVED, OBJECT
from site_builder.facts.sentences import link, raised, words_alone
from site_builder.model import NEVER, Disclosure, OptOut
from site_builder.model.conditions import Condition
from site_builder.model.values import Id

MUST, CHOICE, IDENTITY = "must", "choice", "identity"
MOST_WORDS, MOST_LETTERS = 6, 45
"""The most words of one answer, without the numbers of passages, and the most letters."""

MOST_OTHERS = 1
"""Beside an answer that some give, at most so many passages with another answer are named; a range is one."""

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
    **dict.fromkeys(("object", "told", "told_where_possible", "told_usually"), SOME),
    **dict.fromkeys(("cannot", "no_opt_out"), NO),
    "not_asked": SOME,
}
"""The glyph of each answer on choice, in the order of rank: the first that is certain wins. Who is not asked may still
have a choice, so that is no "No"."""
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
OTHER_OPT_OUT: Mapping[str, str] = {"applies": "can", "applies_in_part": "in_part"}
"""What opt-outs say on choice, by their effect. That one does not apply says nothing of others."""
UNLESS: Mapping[str, str] = {"unless_at_risk": "at_risk", "unless_unable": "unable"}
"""Answers that except who is at risk, or cannot say; with what is said beside another answer."""
OF_CHOICE = {*BY_STRENGTH, "opt_out"}
"""The conditions on choice; a safeguarding override lifts one of them."""

MAY_BE_KNOWN = {"identifiable", "individual_level"}
"""Levels at which they can tell who it is, or perhaps."""
WITHOUT_RESULTS = {f"{key}_but_results": key for key in MAY_BE_KNOWN}
NOBODY_KNOWN = {"anonymous", "aggregate"}
"""Levels at which nobody can tell."""
ALL_YES = {MUST: "must", CHOICE: "can", IDENTITY: "identifiable"}
ALL_NO = {MUST: "may_be", CHOICE: "no_opt_out", IDENTITY: "anonymous"}
"""What several say together that all say yes, or all no, in different ways."""
SOME_NO = {MUST: "no", CHOICE: "cannot", IDENTITY: "anonymous"}
"""What those say together that say no, where others are silent."""
ROUTINELY = "routinely"
IN_ORDER = (*UNLESS, *CHOICE_GLYPHS, *IDENTITY_GLYPHS, ROUTINELY, f"{ROUTINELY}_of_theirs", "unclear")
"""Answers that are neither yes nor no: of several the first is told, of those that it is true of."""
UNCLEAR, DEPENDS = "unclear", "depends"
"""The words leave open whether it holds; and what is said of some where their answer is too long."""
OF_A_PART = {"in_part", DEPENDS}
"""Answers that say by themselves that they are not true of all."""


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer: its key in the locale, its glyph and the ids of the facts that it sums up.

    `for_some`: it is not true of all. Then `of` are the passages of which it is wholly true, as links, and `partly`
    those in which it is true of some; `first` is the number of the first of which it is true at all. `others` are those
    that give another answer, as links. `giver` is who passes it on, where the answer names them.
    """

    key: str
    glyph: str
    facts: tuple[str, ...] = ()
    for_some: bool = False
    of: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    first: str = ""
    others: tuple[str, ...] = ()
    giver: str = ""

    @property
    def alone(self) -> _Said:
        """The same where no numbers of passages are at hand."""
        return replace(self, of=(), partly=(), first="", others=())


_Answer: TypeAlias = "_Said | None"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked: a disclosure or rules, by the facts of their own and the conditions.

    `theirs`: others give; `giver` is the short name of who, or their name.
    """

    own: tuple[Fact, ...]
    conditions: tuple[Fact, ...]
    theirs: bool = False
    giver: str = ""

    def of_type(self, *types: str, possible: bool | None = None) -> list[Fact]:
        """The conditions of these types: all, or those that are or are not certain."""
        return [f for f in self.conditions if f.value.type in types and possible in (None, f.possible)]


# ---- what others call


def margin(shown: Shown, things: Sequence[Id]) -> tuple[Margin, ...]:
    """The questions beside a passage that states these things, each with its answers; the silent are left out.

    Disclosures answer; where they are silent, the rules do, but not on what must be shared. Children are not asked
    about what concerns grown-ups alone.
    """
    stated = [shown.in_force[key] for key in things if key in shown.in_force]
    asked = [d for d in stated if d.id in shown.for_reader]
    if not asked and any(d.id in shown.shared for d in stated):
        return ()
    disclosures = [_of_disclosure(shown, d) for d in asked or stated]
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
    answers = [ANSWERS[question](_of_disclosure(shown, d)) for d in disclosures]
    said = _together(shown, question, answers, [d.id for d in disclosures])
    return _mark(shown, question, said) if said else not_said(shown)


def is_silent(shown: Shown, question: str, disclosure: Disclosure) -> bool:
    """Whether a disclosure has no answer to `must`, `choice` or `identity`."""
    return ANSWERS[question](_of_disclosure(shown, disclosure)) is None


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
    line, bare = (shown.say.line(_words(shown, question, each)) for each in (said, said.alone))
    return Mark(said.glyph, line, said.facts, None if line == bare else bare)


def _words(shown: Shown, question: str, said: _Said) -> str:
    own, common = texts(shown)[question], texts(shown)["any"]
    pattern = str(own.get(said.key) or common[said.key])
    givers = [said.giver, str(common.get("giver", ""))] if "{giver}" in pattern else []
    words = raised(_first_short([pattern.format(giver=giver) for giver in givers if giver] or [pattern]))
    if not said.for_some:
        return words
    words = str(own.get(f"{said.key}_for_some", words))
    if said.key in OF_A_PART:
        pattern = str((common if said.key == DEPENDS else own)[f"{said.key}_in"])
        text = _first_short([*_in_passages(shown, pattern, words, said.of or said.partly), words])
    else:
        text = for_some(shown, words, said.of, said.partly, said.others)
    return link(f"#p{said.first}", text) if said.first and text == words_alone(text) else text


def for_some(
    shown: Shown, answer: str, of: Sequence[str] = (), partly: Sequence[str] = (), others: Sequence[str] = ()
) -> str:
    """An answer that holds for some of several things; in the shortest words, if no others are short enough.

    It leads to as many of these passages as it can name; where it is wholly true of none, to those in which it is true
    of some; and if there is room to those that give another answer. What has a comma of its own gets no short words
    after another.
    """
    common = texts(shown)["any"]
    pattern = str(common["in_passages" if of else "in_part_of"])
    said = [str(each).format(answer=answer) for each in common["for_some"][: 1 if "," in answer else None]]
    with_passages = [*_in_passages(shown, pattern, answer, of or partly)]
    see = [str(common["but_see"]).format(answer=each, others=", ".join(others)) for each in with_passages[:1]]
    return _first_short([*(see if 0 < len(others) <= MOST_OTHERS else ()), *with_passages, *said])


def _in_passages(shown: Shown, pattern: str, answer: str, of: Sequence[str]) -> Iterator[str]:
    """The answer with all these passages, then with ever fewer of them."""
    and_more = str(shown.say.language.texts["label"]["and_more"])
    for number in range(len(of), 0, -1):
        names = ", ".join(of[:number])
        yield pattern.format(answer=answer, numbers=names if number == len(of) else and_more.format(names=names))


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
    giver = shown.registry.things.get(disclosure.recipient if is_receiving else disclosure.sender)  # type: ignore[arg-type]
    name = getattr(giver, "short_name", None) or getattr(giver, "name", None)
    words = shown.say.words(name) if name else ""
    return _Asked(own, limits, theirs=is_receiving or disclosure.sender is not None, giver=words)


def _of_rules(shown: Shown, rules: Iterable[Id]) -> _Asked:
    return _Asked((), tuple(fact for key in rules for fact in shown.say.facts_of(shown.rules[key])))


def _must(asked: _Asked) -> _Answer:
    for fact in asked.own:
        if fact.field == "modality":
            glyph = MUST_GLYPHS[fact.value]
            is_theirs = asked.theirs and fact.value != NEVER and (glyph == NO or fact.value == ROUTINELY)
            if is_theirs:
                return _Said(f"{fact.value}_of_theirs", glyph, (fact.id,), giver=asked.giver)
            return _Said(fact.value, glyph, (fact.id,))
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
        yield BY_STRENGTH[fact.value.type][fact.value.strength or "always"], fact


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
    return _Said(UNLESS[_unless(facts)], SOME, _ids(facts))


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
    """Whether all of these facts are true of a part alone: for some of the data, or rights and opt-outs in part."""
    return all(map(_is_for_some, facts))


def _is_for_some(fact: Fact) -> bool:
    if isinstance(fact.value, Condition):
        return bool(fact.value.for_data)
    is_opt_out_in_part = isinstance(fact.value, OptOut) and fact.value.effect == "applies_in_part"
    return is_opt_out_in_part or fact.field == "rights_in_part"


def _ids(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.id for fact in facts))


ANSWERS: Mapping[str, Callable[[_Asked], _Answer]] = {MUST: _must, CHOICE: _choice, IDENTITY: _identity}
"""The questions in their order, and who answers them."""


# ---- several disclosures


def _together(shown: Shown, question: str, answers: Sequence[_Answer], things: Sequence[Id] = ()) -> _Answer:
    """The one answer of several: theirs where all give the same, else a weaker one; None where all are silent.

    `things` are the disclosures that give these answers, where the answer is to lead to those of which it is true.
    """
    stated = [said for said in answers if said]
    if not stated:
        return None
    has_silence = len(stated) < len(answers) or any(said.for_some for said in stated)
    glyphs = {_bare(said): said.glyph for said in stated}
    if len({said.key for said in stated}) == 1 and not has_silence:
        said = stated[0]
    elif len(glyphs) == 1 and not has_silence:
        said = _Said(*next(iter(glyphs.items())))
    else:
        said = _of_all(question, glyphs, has_silence=has_silence) or _of_some(shown, question, glyphs, answers, things)
    facts = tuple(dict.fromkeys(key for each in stated for key in each.facts))
    givers = {each.giver for each in stated if each.key == said.key}
    return replace(said, facts=facts, giver=givers.pop() if len(givers) == 1 else "")


def _bare(said: _Said) -> str:
    """The key of an answer without what it adds on results."""
    return WITHOUT_RESULTS.get(said.key, said.key)


def _of_all(question: str, glyphs: Mapping[str, str], *, has_silence: bool) -> _Answer:
    """What different answers say of all: only all yes, or all no; one on results alone says nothing of what is sent."""
    among = set(glyphs.values())
    if has_silence or "results" in glyphs or among not in ({YES}, {NO}):
        return None
    if among == {NO}:
        return _Said(ALL_NO[question], NO)
    return _Said(SOME_REQUIRED if WHEN_REQUIRED in glyphs else ALL_YES[question], YES)


def _of_some(
    shown: Shown, question: str, glyphs: Mapping[str, str], answers: Sequence[_Answer], things: Sequence[Id]
) -> _Said:
    """What is true of some: yes before what is neither before no, in the first words that are short enough."""
    said = {glyph: [key for key in glyphs if glyphs[key] == glyph] for glyph in (YES, SOME, NO)}
    halves = sorted(said[SOME], key=IN_ORDER.index)
    noes = [key for key in said[NO] if key != "results"]
    if said[YES]:
        all_keys = [key for key in said[YES] if key != WHEN_REQUIRED] or said[YES]
        choices = [*(all_keys if len(all_keys) == 1 else ()), ALL_YES[question]]
    elif halves:
        all_keys, choices = halves[:1], [halves[0], DEPENDS]
    else:
        all_keys = noes or said[NO]
        choices = [*(all_keys if len(all_keys) == 1 else ()), SOME_NO[question]]
    of, partly, first = _passages(shown, answers, things, all_keys)
    named = [thing for thing, each in zip(things, answers, strict=False) if each and _bare(each) in all_keys]
    differing = (thing for thing, each in zip(things, answers, strict=False) if each and _bare(each) not in all_keys)
    others = tuple(shown.ranges(n for n in shown.numbers(differing) if n not in shown.numbers(named)))
    made = [_Said(key, SOME, for_some=True, of=of, partly=partly, first=first, others=others) for key in choices]
    in_both_ways = (all(is_short(_words(shown, question, way)) for way in (each, each.alone)) for each in made)
    return next((each for each, is_one in zip(made, in_both_ways, strict=True) if is_one), made[-1])


def _passages(
    shown: Shown, answers: Sequence[_Answer], things: Sequence[Id], keys: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The passages, as links, in which all these disclosures answer by one of the keys, and those in which some do.

    Last, the number of the first of them.
    """
    given = {thing: said for thing, said in zip(things, answers, strict=False) if said and _bare(said) in keys}
    not_whole = shown.numbers(thing for thing in things if thing not in given or given[thing].for_some)
    numbers = shown.numbers(given)
    whole, partly = ([n for n in numbers if (n in not_whole) == is_partly] for is_partly in (False, True))
    return tuple(shown.ranges(whole)), tuple(shown.ranges(partly)), numbers[0] if numbers else ""
