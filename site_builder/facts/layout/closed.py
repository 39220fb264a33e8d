"""Closed answers: what the answers of one disclosure, or of several, come to in the few short words of the locale.

An answer is never stronger than its facts: where several disclosures differ, or some are silent, it says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from site_builder.facts.layout.closed_one import (
    ANSWERS,
    BY_LAW,
    CHOICE,
    CHOICE_GLYPHS,
    IDENTITY,
    IDENTITY_GLYPHS,
    MAY_BE_KNOWN,
    MUST,
    MUST_GLYPHS,
    ROUTINELY,
    WHEN_REQUIRED,
    Answer,
    Asked,
    Said,
    asked_of,
    excepted,
)
from site_builder.facts.layout.laid_out import NO, NOT_SAID, SOME, YES, Margin, Mark
from site_builder.facts.layout.shown import Shown
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import raised, words_alone
from site_builder.model import Disclosure
from site_builder.model.values import Id

MOST_WORDS, MOST_LETTERS = 6, 45
"""The most words of one answer, without the numbers of passages, and the most letters."""
MOST_MARKS = 3
"""Where several disclosures answer in more ways than this, silence is one, those of one glyph are told together."""
LETTERS_OF_NUMBERS = 20
"""The most letters of the numbers of passages in an answer: the same in every language."""
SOME_REQUIRED = "must_some_when_required"
"""What several say together that must, some of them when required."""
ALL_YES = {MUST: "must", CHOICE: "can", IDENTITY: "identifiable"}
ALL_NO = {MUST: "may_be", CHOICE: "no_opt_out", IDENTITY: "anonymous"}
"""What several say together that all say yes, or all no, in different ways."""
WITHOUT_MORE: Mapping[str, str] = {
    **{f"{key}_but_results": key for key in MAY_BE_KNOWN},
    **dict.fromkeys((ROUTINELY, *BY_LAW.values()), f"all_{ROUTINELY}"),
}
"""Answers that add something, with what is left without it."""
MAY_BE = ("may", "only_if", "reserves_right")
"""How answers begin that say of no duty that it may be shared, by us or by others: beside others they are one."""
DEPENDS = "depends"
"""What several say together that are neither yes nor no."""
OF_A_PART = {"in_part", DEPENDS}
"""Answers that say by themselves that they are not true of all."""
IN_ORDER = (YES, SOME, NO)


@dataclass(frozen=True, slots=True)
class _Shared:
    """An answer of several disclosures beside other answers, or silence (`said` is None).

    `whole` are the passages of which it is wholly true, as links, and `partly` those in which it is true of some.
    `is_rest`: it is true of all of which no other answer is.
    """

    said: Answer
    whole: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    is_rest: bool = False

    @property
    def numbers(self) -> str:
        """The passages that it names, as they read; '' for none."""
        return words_alone(", ".join((*self.whole, *self.partly)))


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
    disclosures = [asked_of(shown, d) for d in asked or stated]
    told = ((question, _marks(shown, key, disclosures)) for key, question in questions(shown).items() if key in ANSWERS)
    return tuple(Margin(shown.say.line(question), marks) for question, marks in told if marks)


def cell(shown: Shown, question: str, disclosures: Sequence[Disclosure]) -> Mark:
    """The answer of some disclosures to `must`, `choice` or `identity` in the table; each is spoken for."""
    answers = [ANSWERS[question](asked_of(shown, d)) for d in disclosures]
    first, *others = _told(shown, question, answers, [d.id for d in disclosures]) or [not_said(shown)]
    return replace(first, more=tuple(others))


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


def words_of(shown: Shown, question: str, said: Said) -> tuple[str, ...]:
    """An answer in its own words, and where it has them in short ones."""
    own, common = texts(shown)[question], texts(shown)["any"]
    pattern, short = str(own.get(said.key) or common[said.key]), own.get(f"{said.key}_short")
    names = [said.who, str(common["who"][question])] if "{who}" in pattern else []
    words = raised(_first_short([pattern.format(who=who) for who in names if who] or [pattern]))
    return (words, short) if short else (words,)


def passages(
    shown: Shown, answers: Sequence[Answer], things: Sequence[Id], of: Sequence[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The passages, as links, all whose disclosures stand at the places `of`, and those with some of them there."""
    given = {things[place]: answers[place] for place in of} if things else {}
    not_whole = shown.numbers(thing for thing in things if not (said := given.get(thing)) or said.for_some)
    numbers = shown.numbers(given)
    whole, partly = ([n for n in numbers if (n in not_whole) == is_partly] for is_partly in (False, True))
    return tuple(shown.ranges(whole)), tuple(shown.ranges(partly))


def _marks(shown: Shown, question: str, asked: Sequence[Asked]) -> tuple[Mark, ...]:
    """The answers; on choice one more, where sharing does not wait for the choice of some people."""
    answers = [ANSWERS[question](each) for each in asked]
    more = excepted(asked, answers) if question == CHOICE else None
    marks = _told(shown, question, answers)
    return (*marks, *([Mark(more.glyph, _line(shown, question, more), more.facts)] if more else ()))


def _told(shown: Shown, question: str, answers: Sequence[Answer], things: Sequence[Id] = ()) -> list[Mark]:
    """The answers of several disclosures as marks: one where all give the same, none where all are silent.

    With `things`, the disclosures that give them, they name the passages.
    """
    together = _together(question, answers)
    if len(together) == 1 and not together[0][0].for_some:
        said = together[0][0]
        return [Mark(said.glyph, _line(shown, question, said), said.facts)]
    has_silence = any(answer is None for answer in answers)
    shared = [_Shared(said, *passages(shown, answers, things, of)) for said, of in together]
    return [_mark(shown, question, each) for each in _with_rest(shared, has_silence=has_silence)] if shared else []


def _line(shown: Shown, question: str, said: Said) -> Line:
    return shown.say.line(words_of(shown, question, said)[0])


def _mark(shown: Shown, question: str, shared: _Shared) -> Mark:
    """One of several answers, with the passages of which it is true; or that it is true of the rest."""
    common, said = texts(shown)["any"], shared.said
    if said is None:
        return rest_not_said(shown)
    words = words_of(shown, question, said)
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


# ---- several disclosures


def _together(question: str, answers: Sequence[Answer]) -> list[tuple[Said, tuple[int, ...]]]:
    """The answers that some give, yes first, each with the places of those that give it: one where all give the same.

    They are `for_some` where they are not true of all.
    """
    stated = {place: said for place, said in enumerate(answers) if said}
    has_silence = len(stated) < len(answers)
    groups = _groups(stated, has_silence=has_silence)
    made = [(_of_group(question, [stated[place] for place in places]), places) for places in groups]
    is_for_some = len(made) > 1 or has_silence
    return [(replace(said, for_some=said.for_some or is_for_some), places) for said, places in made]


def _groups(stated: Mapping[int, Said], *, has_silence: bool) -> list[tuple[int, ...]]:
    """The places of those that answer alike; of those of one glyph, where they say all, or would be too many."""
    by_key: dict[str, list[int]] = {}
    for place, said in sorted(stated.items(), key=lambda item: _rank(item[1])):
        by_key.setdefault("may_be" if said.key.startswith(MAY_BE) else _bare(said), []).append(place)
    by_glyph = {glyph: tuple(place for place, said in stated.items() if said.glyph == glyph) for glyph in IN_ORDER}
    all_alike = {said.glyph for said in stated.values()} in ({YES}, {NO}) and "results" not in by_key
    if len(by_key) > 1 and (all_alike or len(by_key) + has_silence > MOST_MARKS):
        return [places for places in by_glyph.values() if places]
    return list(map(tuple, by_key.values()))


def _rank(said: Said) -> tuple[int, int, str]:
    """The place of an answer among others: by its glyph, then by its rank."""
    ranks = [*CHOICE_GLYPHS, *MUST_GLYPHS, *IDENTITY_GLYPHS]
    key = _bare(said)
    return IN_ORDER.index(said.glyph), ranks.index(key) if key in ranks else len(ranks), key


def _of_group(question: str, group: Sequence[Said]) -> Said:
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
    return Said(key, glyph, facts, is_partly, names.pop() if len(names) == 1 else "")


def _bare(said: Said) -> str:
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
