"""Closed answers: each row of the rules, and that no answer is stronger than its facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from site_builder.facts.facts import fact_of, facts
from site_builder.facts.layout import closed, closed_one
from site_builder.facts.layout.closed import MOST_WORDS, cell, margin
from site_builder.facts.layout.laid_out import NO, NOT_SAID, SOME, YES, Mark
from site_builder.facts.layout.shown import Shown
from site_builder.facts.sentences import Sentences
from site_builder.locale.languages import language
from site_builder.model import DataCategory, DataSubject, Disclosure, LegalPower, OptOut, SharedCondition
from site_builder.model import conditions as c
from site_builder.model.values import Id, Word, words
from tests.effort import THOROUGH, effort
from tests.facts import made_notice
from tests.facts.made_notice import ON, told

MOST_LETTERS = 45
READERS = [("en-GB", False), ("cy", False), ("en-GB", True), ("cy", True)]
QUESTIONS = ("must", "choice", "identity")


def shown(
    disclosures: Sequence[Disclosure], *rules: SharedCondition, tag: str = "en-GB", for_children: bool = False
) -> Shown:
    """A notice with one passage that states all these."""
    data = tuple(DataCategory(id=key, name=words("en-GB", "how to reach you")) for key in SOME_DATA)
    return made_notice.shown({"All": [*disclosures, *rules]}, tag=tag, for_children=for_children, data_categories=data)


def beside(seen: Shown, question: str) -> list[tuple[str, str]]:
    """The answers to a question beside the one passage, each with its glyph."""
    asked = closed.questions(seen)[question]
    marks = [m for each in margin(seen, seen.groups[0].things) if each.question.text == asked for m in each.marks]
    return [(mark.glyph, mark.line.text) for mark in marks]


def opt_out(effect: str, scheme: str = "local") -> dict[str, Any]:
    return {"opt_outs": (OptOut(scheme=Word(scheme), effect=Word(effect)),)}


def level(**stages: str) -> c.Identifiability:
    stated: dict[str, Any] = {stage: Word(word) for stage, word in stages.items()}
    return c.Identifiability(**stated)


def lifted(what: str = "consent_first", *reasons: str) -> c.SafeguardingOverride:
    return c.SafeguardingOverride(overrides=Word(what), reasons=tuple(map(Word, reasons)))


def strength(kind: Any, word: str | None = None) -> Any:
    return kind(strength=Word(word) if word else None)


VOLUNTARY, CONSENT, TELL = c.VoluntaryParticipation, c.ConsentFirst, c.TellFirst
DUTY = c.StatutoryDuty(whose=Word("ours"))
HIDDEN = c.NoIdentificationInResults()
OBJECT = "object_art_21"
REST = (NOT_SAID, "The rest: not said")
SOME_DATA = (Id("contact-details"),)

# ---- one disclosure

MUST = [
    ("must", YES, "Yes", "Yes", "Oes"),
    ("must_when_required", YES, "Yes, when required", "Yes, when required", "Oes, pan fo gofyn"),
    (
        *("routinely", SOME, "Routine. Not said if a must", "Routine. Not said if a must"),
        "Mater o drefn. Rhaid: heb ddweud",
    ),
    (
        *("only_if", NO, "No, but we may, on conditions", "No, the police may, on conditions"),
        "Nac oes, ond caniateir ar amodau",
    ),
    ("may", NO, "No, but we may", "No, but the police may", "Nac oes, ond caniateir"),
    (
        *("may_on_request", NO, "No, but we may if asked", "No, the police may if asked"),
        "Nac oes, ond caniateir ar gais",
    ),
    ("reserves_right", NO, "No, but we might", "No, but the police might", "Nac oes, ond cedwir yr hawl"),
    ("never", NO, "Never shared", "Never shared", "Ni rennir byth"),
]


@pytest.mark.parametrize(("word", "glyph", "ours", "theirs", "welsh"), MUST, ids=[row[0] for row in MUST])
def test_how_strong_the_words_are_says_whether_it_must_be_shared(
    word: str, glyph: str, ours: str, theirs: str, welsh: str
) -> None:
    own = told(modality=Word(word))
    assert beside(shown([own]), "must") == [(glyph, ours)]
    assert beside(shown([replace(own, direction=Word("two_way"))]), "must") == [(glyph, ours)]
    assert beside(shown([replace(own, direction=Word("receive"))]), "must") == [(glyph, theirs)]
    assert beside(shown([replace(own, sender=Id("police"))]), "must") == [(glyph, theirs)]
    assert beside(shown([own], tag="cy"), "must") == [(glyph, welsh)]


def test_where_the_words_are_silent_a_duty_of_ours_must_be_done_and_no_other() -> None:
    assert beside(shown([told(1, DUTY)]), "must") == [(YES, "Yes")]
    assert beside(shown([told(1, c.StatutoryDuty(whose=Word("theirs")))]), "must") == []
    assert beside(shown([told(1, DUTY, modality=Word("may"))]), "must") == [(NO, "No, but we may")]


CHOICE: list[tuple[Disclosure, str, str, str, str, str]] = [
    (told(**opt_out("applies")), YES, "Yes", "Oes", "Yes", "Galli"),
    (told(1, c.OptOut(scheme=Word("local"))), YES, "Yes", "Oes", "Yes", "Galli"),
    (told(1, strength(VOLUNTARY)), YES, "Yes", "Oes", "Yes", "Galli"),
    (
        told(1, strength(CONSENT, "always"), lawful_basis=(Word("consent"),)),
        *(
            YES,
            "Yes, you are asked first",
            "Oes, gofynnir yn gyntaf",
            "Yes, we ask first",
            "Galli, byddwn yn gofyn gyntaf",
        ),
    ),
    (told(lawful_basis=(Word("consent"),)), YES, "Yes", "Oes", "Yes", "Galli"),
    (
        told(**opt_out("applies_in_part")),
        SOME,
        "Yes, for part of it",
        "Oes, yn rhannol",
        "Yes, for part of it",
        "Galli, yn rhannol",
    ),
    (
        told(item_choices=(words("en-GB", "ethnicity"),), opt_outs=Word("none")),
        *(SOME, "Yes, for part of it", "Oes, yn rhannol", "Yes, for part of it", "Galli, yn rhannol"),
    ),
    (
        told(lawful_basis=(Word("consent"), Word("public_task"))),
        *(SOME, "Yes, for part of it", "Oes, yn rhannol", "Yes, for part of it", "Galli, yn rhannol"),
    ),
    (
        told(1, strength(CONSENT, "wherever_possible")),
        *(SOME, "You are asked first, if possible", "Gofynnir i chi gyntaf, os gellir"),
        *("We ask first if we can", "Byddwn yn gofyn os gallwn"),
    ),
    (
        told(1, strength(CONSENT, "usually")),
        *(
            SOME,
            "You are usually asked first",
            "Gofynnir i chi gyntaf fel arfer",
            "We mostly ask first",
            "Byddwn yn gofyn fel arfer",
        ),
    ),
    (
        told(1, strength(VOLUNTARY, "usually")),
        SOME,
        "Yes, usually",
        "Oes, fel arfer",
        "Yes, mostly",
        "Galli, fel arfer",
    ),
    (
        told(1, strength(VOLUNTARY, "wherever_possible")),
        *(SOME, "Yes, where possible", "Oes, lle bo modd", "Yes, if we can", "Galli, os gallwn"),
    ),
    (
        told(1, strength(TELL), **opt_out("applies", OBJECT)),
        *(SOME, "You can ask us to stop", "Gallwch ofyn i ni stopio"),
        *("Ask us, but we may refuse", "Cei ofyn, ond gallwn wrthod"),
    ),
    (
        told(1, **opt_out("applies_in_part", OBJECT)),
        *(
            SOME,
            "Ask us to stop, in part",
            "Gofynnwch i ni stopio, yn rhannol",
            "Ask us to stop, in part",
            "Gofyn i ni stopio, yn rhannol",
        ),
    ),
    (
        told(1, strength(TELL), **opt_out("does_not_apply")),
        *(SOME, "You are told first", "Dywedir wrthych yn gyntaf", "We tell you first", "Dywedwn wrthyt gyntaf"),
    ),
    (
        told(1, strength(TELL, "wherever_possible")),
        *(
            SOME,
            "You are told first, if possible",
            "Dywedir wrthych gyntaf, os gellir",
            "We tell you if we can",
            "Dywedwn os gallwn",
        ),
    ),
    (
        told(1, strength(TELL, "usually")),
        *(
            SOME,
            "You are usually told first",
            "Dywedir wrthych gyntaf fel arfer",
            "We mostly tell you",
            "Dywedwn fel arfer",
        ),
    ),
    (told(**opt_out("does_not_apply", OBJECT)), NO, "No", "Dim dewis", "No", "Dim dewis"),
    (told(opt_outs=Word("none")), NO, "No way to opt out", "Dim modd eithrio", "No way to opt out", "Dim modd eithrio"),
    (
        told(1, strength(CONSENT), lifted()),
        *(SOME, "Yes, unless someone is at risk", "Oes, oni bai bod risg"),
        *("Yes, unless someone may be hurt", "Galli, oni bai bod perygl"),
    ),
    (
        told(1, strength(CONSENT), lifted("consent_first", "consent_cannot_be_given")),
        *(SOME, "Yes, unless you cannot decide", "Oes, oni bai na allwch benderfynu"),
        *("Yes, unless you cannot tell us", "Galli, oni bai na alli ddweud"),
    ),
]
WITH_OR_WITHOUT = ("Maybe: a record for each person", "Efallai: cofnod am bob person")
IDENTITY: list[tuple[Disclosure, str, str, str, str, str]] = [
    (told(1, level(transfer="identifiable")), YES, "Yes", "Byddant", "Yes", "Byddan"),
    (
        told(1, level(transfer="individual_level")),
        SOME,
        *("Maybe: a record for each person", "Efallai: cofnod am bob person"),
        *("Maybe: a record for each child", "Efallai: cofnod am bob person"),
    ),
    (
        told(1, level(processing="pseudonymised", results="aggregate")),
        *(SOME, "A code replaces names", "Cod yn lle enwau", "A code replaces names", "Cod yn lle enwau"),
    ),
    (told(1, level(transfer="anonymous", processing="identifiable")), NO, "No", "Na fyddant", "No", "Na fyddan"),
    (
        told(1, level(transfer="aggregate"), HIDDEN),
        *(NO, "No, only figures", "Na fyddant, ffigurau yn unig", "No, only numbers", "Na, rhifau yn unig"),
    ),
    *(
        (
            told(1, condition),
            *(NO, "Not in the findings", "Nid o'r canfyddiadau", "Not in what is published", "Nid o'r canfyddiadau"),
        )
        for condition in (HIDDEN, level(results="aggregate"))
    ),
    (
        told(1, level(transfer="identifiable"), HIDDEN),
        *(YES, "Yes, but not in the findings", "Byddant, ond nid o'r canfyddiadau"),
        *("Yes, but not in published results", "Byddan, ond nid o'r canfyddiadau"),
    ),
    (
        told(1, level(transfer="individual_level", results="anonymous")),
        *(SOME, "Maybe, but not in the findings", "Efallai, ond nid o'r canfyddiadau"),
        *("Maybe, but not in published results", "Efallai, ond nid o'r canfyddiadau"),
    ),
    (
        told(1, level(results="individual_level")),
        SOME,
        *("Not clear", "Nid yw'n glir", "It is not clear", "Nid yw'n glir"),
    ),
]
ROWS = [("choice", *row) for row in CHOICE] + [("identity", *row) for row in IDENTITY]


@pytest.mark.parametrize(("question", "disclosure", "glyph", "english", "welsh", "child", "welsh_child"), ROWS)
def test_each_fact_has_its_answer(  # noqa: PLR0917 -- a row of the table
    question: str, disclosure: Disclosure, glyph: str, english: str, welsh: str, child: str, welsh_child: str
) -> None:
    for (tag, for_children), said in zip(READERS, (english, welsh, child, welsh_child), strict=True):
        seen = shown([disclosure], tag=tag, for_children=for_children)
        assert beside(seen, question) == [(glyph, said)]
        assert _read(_alone(cell(seen, question, [disclosure]))) == (glyph, said)


def test_a_passage_that_answers_otherwise_is_named_beside_those_that_say_yes() -> None:
    made = [told(number, modality=Word(word)) for number, word in enumerate(("must", "may", "must"), 1)]
    seen = made_notice.shown({f"Part {number}": [each] for number, each in enumerate(made, 1)})
    assert [_read(mark) for mark in _marks(seen, "must", made)] == [
        (YES, "Yes: 1.1, 3.1"),
        (NO, "No, but we may: 2.1"),
    ]
    assert _read(cell(seen, "must", made[:1])) == (YES, "Yes")


@pytest.mark.parametrize(
    ("scheme", "words"), [("local", "Not by the opt-out"), ("national_data_opt_out", "Not by the NHS opt-out")]
)
def test_that_one_opt_out_does_not_apply_is_told_of_it_alone_and_is_no_answer_on_other_choices(
    scheme: str, words: str
) -> None:
    one = told(**opt_out("does_not_apply", scheme))
    assert beside(shown([one]), "choice") == [(SOME, words)]
    assert _read(cell(shown([one]), "choice", [one])) == (SOME, words)


def test_a_risk_beside_another_answer_or_alone_is_an_answer_of_its_own_in_the_margin_only() -> None:
    at_risk = (SOME, "Someone at risk: maybe no choice")
    not_told = (SOME, "Someone at risk: maybe not told")
    asked = told(1, strength(TELL), lifted("tell_first"))
    assert beside(shown([asked]), "choice") == [(SOME, "You are told first"), not_told]
    assert beside(shown([told(1, lifted("opt_out"))]), "choice") == [at_risk]
    unable = lifted("opt_out", "consent_cannot_be_given")
    assert beside(shown([told(1, unable)]), "choice") == [(SOME, "Not if you cannot decide")]
    assert beside(shown([told(1, lifted("opt_out"), unable)]), "choice") == [at_risk]
    assert beside(shown([told(1, lifted("approval"))]), "choice") == []
    assert _read(cell(shown([asked]), "choice", [asked])) == (SOME, "You are told first")
    assert beside(shown([asked, told(2)]), "choice") == [(SOME, "You are told first, in part"), REST]


def test_what_the_words_leave_open_is_not_clear_unless_something_is_certain() -> None:
    rule = SharedCondition(id=Id("rule"), conditions=(strength(CONSENT), level(transfer="identifiable"), DUTY))
    reached = told(possible_conditions=(rule.id,))
    for question in QUESTIONS:
        assert _read(cell(shown([reached], rule), question, [reached])) == (SOME, "Not clear")
    certain = replace(reached, **opt_out("applies_in_part"))
    assert _read(cell(shown([certain], rule), "choice", [certain])) == (SOME, "Yes, for part of 1.1")


def test_what_holds_for_some_of_the_data_is_answered_for_some_of_it() -> None:
    assert beside(shown([told(1, c.ConsentFirst(for_data=SOME_DATA))]), "choice") == [(SOME, "Yes, for some of it")]
    assert beside(shown([told(1, c.TellFirst(for_data=SOME_DATA))]), "choice") == [
        (SOME, "You are told first, in part")
    ]
    coded = c.Identifiability(transfer=Word("pseudonymised"), for_data=SOME_DATA)
    assert beside(shown([told(1, coded)]), "identity") == [(SOME, "A code replaces names, in part")]


def test_rules_answer_beside_the_passages_that_they_reach_and_not_beside_their_own() -> None:
    rule = SharedCondition(id=Id("rule"), conditions=(strength(TELL), level(transfer="identifiable"), DUTY))
    reached = told(shared_conditions=(rule.id,))
    seen = shown([reached], rule)
    assert margin(seen, [rule.id]) == ()  # the passages that it reaches count it in
    in_reached = {m.question.text: [mark.line.text for mark in m.marks] for m in margin(seen, [reached.id])}
    assert in_reached == {
        "Must it be shared?": ["Yes"],
        "Your choice?": ["You are told first"],
        "Can they tell who it is?": ["Yes"],
    }
    other = told(2, level(transfer="aggregate"))
    marks = {m.question.text: m.marks[0].line.text for m in margin(shown([reached, other], rule), [rule.id, other.id])}
    assert marks == {"Can they tell who it is?": "No, only figures"}


def test_a_choice_of_others_is_theirs_and_not_the_reader_s() -> None:
    def choice(kind: Any, *who: str, about: tuple[str, ...] = ("pupils",), for_children: bool = False) -> Any:
        condition = replace(strength(kind), who=tuple(map(Id, who)))
        groups = {*who, *about, "people whose name has more than a few short words"}
        people = tuple(DataSubject(id=Id(key), name=words("en-GB", key)) for key in sorted(groups))
        given = told(1, condition, data_subjects=tuple(map(Id, about)))
        seen = made_notice.shown({"All": [given]}, for_children=for_children, data_subjects=people)
        return beside(seen, "choice")

    assert choice(VOLUNTARY, "parents") == [(SOME, "Parents can say no")]
    assert choice(VOLUNTARY, "parents", for_children=True) == [(SOME, "Parents can")]
    assert choice(CONSENT, "parents") == [(SOME, "Parents are asked first")]
    assert choice(TELL, "parents") == [(SOME, "Parents are told first")]
    for who in (("pupils",), ("pupils", "parents"), ()):
        assert choice(VOLUNTARY, *who) == [(YES, "Yes")]
    for about in ((), ("pupils", "parents")):
        assert choice(VOLUNTARY, "parents", about=about) == [(SOME, "Parents can say no")]
    long = "people whose name has more than a few short words"
    assert choice(VOLUNTARY, long) == [(SOME, "Some people can say no")]


def test_beside_silent_disclosures_stands_nothing_and_children_are_not_asked_what_must_be_shared() -> None:
    for silent, for_children in ((told(), False), (told(modality=Word("must")), True)):
        assert margin(shown([silent], for_children=for_children), [Id("d1")]) == ()


def test_an_answer_has_the_ids_of_all_facts_that_it_sums_up_and_of_no_others() -> None:
    rule = SharedCondition(id=Id("rule"), conditions=(lifted(), HIDDEN))
    own = (strength(CONSENT), level(transfer="identifiable"), DUTY)
    disclosure = told(1, *own, modality=Word("may"), shared_conditions=(rule.id,), **opt_out("applies_in_part"))
    marks = [mark for each in margin(shown([disclosure], rule), [disclosure.id]) for mark in each.marks]
    assert [(mark.line.text, mark.facts) for mark in marks] == [
        ("No, but we may", ("d1.modality",)),
        (
            "Yes, unless someone is at risk",
            ("d1.conditions.consent_first", "rule.conditions.safeguarding_override"),
        ),
        (
            "Yes, but not in the findings",
            ("d1.conditions.identifiability", "rule.conditions.no_identification_in_results"),
        ),
    ]


def test_the_locale_has_words_for_every_answer_and_for_no_other() -> None:
    weak = {key for key, glyph in closed_one.MUST_GLYPHS.items() if glyph == NO and key != "never"}
    routine = {f"all_{closed_one.ROUTINELY}", *closed_one.BY_LAW.values()}
    of_theirs = {f"{key}_of_theirs" for key in weak}
    answers = {
        "must": {*closed_one.MUST_GLYPHS, closed.SOME_REQUIRED, *of_theirs, *routine, "may_be"},
        "choice": {
            *(
                *closed_one.CHOICE_GLYPHS,
                "in_part_in",
                *closed_one.UNLESS,
                *closed_one.UNLESS.values(),
                *closed_one.LIFTED.values(),
            )
        },
        "identity": {
            *closed_one.IDENTITY_GLYPHS,
            *(f"{key}_but_results" for key in closed_one.MAY_BE_KNOWN),
            "results",
        },
    }
    for (tag, for_children), (question, keys) in product(READERS, answers.items()):
        texts = closed.texts(shown([told()], tag=tag, for_children=for_children))
        said = {key.removesuffix("_short") for key in texts.get(question, ())}
        assert said == (set() if for_children and question == "must" else keys)


# What names its passages in other ways, is never one of several, or has a name of any length in it.
NOT_NUMBERED = {"in_part", "in_part_in", "never"}


def test_every_answer_has_room_for_the_numbers_of_passages_and_for_the_rest() -> None:
    numbers = "1" * closed.LETTERS_OF_NUMBERS
    for tag, for_children in READERS:
        texts = closed.texts(shown([told()], tag=tag, for_children=for_children))
        patterns = [(texts["any"]["in_passages"], numbers), (texts["any"]["rest"], "")]
        for question in QUESTIONS[for_children:]:
            whole = {k: v for k, v in texts[question].items() if not k.endswith("_short") and k not in NOT_NUMBERED}
            for key, words_ in whole.items():
                choices = [words_, texts[question].get(f"{key}_short", words_)]
                plain = [w for w in choices if not {*":."} & {*w} and "{" not in w]
                is_beside = key in {*closed_one.UNLESS.values(), *closed_one.LIFTED.values()}
                for pattern, named in () if is_beside else patterns:
                    said = [pattern.format(answer=w, numbers=named) for w in plain]
                    assert any(map(closed.is_short, said)), (tag, for_children, question, key)


# ---- several disclosures

SILENT = told()
SAYS: dict[str, Disclosure] = {
    "-": SILENT,
    **{word: told(modality=Word(word)) for word, *_ in MUST},
    "theirs": told(modality=Word("may"), sender=Id("police")),
    "can": told(**opt_out("applies")),
    "asked": told(1, strength(CONSENT)),
    "unless": told(1, strength(CONSENT), lifted()),
    "part": told(**opt_out("applies_in_part")),
    "where": told(1, strength(CONSENT, "wherever_possible")),
    "object": told(**opt_out("applies", OBJECT)),
    "told": told(1, strength(TELL)),
    "no": told(**opt_out("does_not_apply", OBJECT)),
    "none": told(opt_outs=Word("none")),
    "known": told(1, level(transfer="identifiable")),
    "known-results": told(1, level(transfer="identifiable", results="aggregate")),
    "level": told(1, level(transfer="individual_level")),
    "level-results": told(1, level(transfer="individual_level"), HIDDEN),
    "code": told(1, level(transfer="pseudonymised")),
    "anonymous": told(1, level(transfer="anonymous")),
    "figures": told(1, level(transfer="aggregate")),
    "results": told(1, HIDDEN),
}
SEVERAL = [
    ("must", "- -", "not Not said"),
    ("must", "must must_when_required", "yes Yes, some only when required"),
    ("must", "must_when_required must_when_required", "yes Yes, when required"),
    ("must", "must -", "some Yes, for some of it / not The rest: not said"),
    ("must", "must must_when_required -", "some Yes, for some of it / not The rest: not said"),
    ("must", "must_when_required -", "some Yes when required, in part / not The rest: not said"),
    ("must", "must may", "some Yes, for some of it / some No, for some of it"),
    ("must", "may may", "no No, but we may"),
    ("must", "may theirs", "no No, but it may be shared"),
    ("must", "may only_if", "no No, but it may be shared"),
    ("must", "may -", "some No, for some of it / not The rest: not said"),
    ("must", "only_if -", "some No, for some of it / not The rest: not said"),
    ("must", "may theirs -", "some No, for some of it / not The rest: not said"),
    ("must", "routinely -", "some Done as routine, in part / not The rest: not said"),
    ("must", "routinely may", "some Done as routine, in part / some No, for some of it"),
    ("choice", "can asked", "yes Yes"),
    ("choice", "asked asked", "yes Yes, you are asked first"),
    ("choice", "can no", "some Yes, for some of it / some No, for some of it"),
    ("choice", "no no", "no No"),
    ("choice", "no none", "no No way to opt out"),
    ("choice", "none -", "some No opting out, in part / not The rest: not said"),
    ("choice", "no none -", "some No opting out, in part / not The rest: not said"),
    ("choice", "object none", "some Ask us to stop, in part / some No opting out, in part"),
    ("choice", "where -", "some Asked first if possible, in part / not The rest: not said"),
    ("choice", "unless -", "some Yes with exceptions, in part / not The rest: not said"),
    ("choice", "part told -", "some Yes, for part of it / some You are told first, in part / not The rest: not said"),
    ("choice", "unless object", "some Ask us to stop, in part / some Yes with exceptions, in part"),
    ("choice", "part no", "some Yes, for part of it / some No, for some of it"),
    ("choice", "object told", "some Ask us to stop, in part / some You are told first, in part"),
    ("identity", "known known-results", "yes Yes"),
    ("identity", "known-results known-results", "yes Yes, but not in the findings"),
    ("identity", "known code", "some Yes, for some of it / some A code replaces names, in part"),
    ("identity", "level level-results", "some Maybe: a record for each person"),
    ("identity", "level-results -", "some Maybe, for some of it / not The rest: not said"),
    (
        "identity",
        "level code figures",
        "some Maybe, for some of it / some A code replaces names, in part / some No, for some of it",
    ),
    ("identity", "code -", "some A code replaces names, in part / not The rest: not said"),
    ("identity", "code anonymous", "some A code replaces names, in part / some No, for some of it"),
    ("identity", "anonymous figures", "no No"),
    ("identity", "figures -", "some No, for some of it / not The rest: not said"),
    ("identity", "results -", "some Not in the findings, in part / not The rest: not said"),
    ("identity", "results results", "no Not in the findings"),
    ("identity", "results anonymous", "some No, for some of it / some Not in the findings, in part"),
]


@pytest.mark.parametrize(("question", "said", "answers"), SEVERAL)
def test_several_disclosures_have_an_answer_each_where_they_differ(question: str, said: str, answers: str) -> None:
    disclosures = [replace(SAYS[key], id=Id(f"d{number}")) for number, key in enumerate(said.split())]
    seen = shown(disclosures)
    assert " / ".join(f"{m.glyph} {_alone(m).line.text}" for m in _marks(seen, question, disclosures)) == answers
    if said == "- -":
        assert beside(seen, question) == ([(NOT_SAID, "Not said")] if question == "choice" else [])
    else:
        assert len(beside(seen, question)) == answers.count(" / ") + 1


def test_answers_beside_a_passage_end_with_what_holds_for_the_rest() -> None:
    assert beside(shown([told(1, modality=Word("must")), told(2, modality=Word("may"))]), "must") == [
        (SOME, "Yes, for some of it"),
        (NO, "The rest: no, but we may"),
    ]


def test_what_is_routine_says_what_is_known_of_the_law_that_asks_for_it() -> None:
    def under(**law: str) -> list[tuple[str, str]]:
        stated: dict[str, Any] = {key: Word(word) for key, word in law.items()}
        power = LegalPower(law=Id("act"), **stated)
        return beside(shown([told(modality=Word("routinely"), legal_power=(power,))]), "must")

    assert under(nature="duty", whose="ours") == [(SOME, "Routine, under a legal duty")]
    assert under(nature="power", whose="ours") == [(SOME, "Routine, under a legal power")]
    for law in ({"nature": "duty", "whose": "theirs"}, {"nature": "duty"}, {"whose": "ours"}):
        assert under(**law) == [(SOME, "Routine. Not said if a must")]


def test_what_is_routine_is_under_a_law_for_some_of_it_alone_where_that_is_for_less() -> None:
    def under(*powers: LegalPower) -> list[tuple[str, str]]:
        return beside(shown([told(modality=Word("routinely"), legal_power=powers)]), "must")

    duty = LegalPower(law=Id("act"), nature=Word("duty"), whose=Word("ours"))
    for less in (replace(duty, purposes=(Id("fraud"),)), replace(duty, data_categories=(Id("names"),))):
        assert under(less) == [(SOME, "It depends")]
        assert under(less, duty) == under(duty)


def test_an_answer_in_the_table_leads_to_those_of_which_it_is_true_and_another_speaks_for_the_rest() -> None:
    rule = SharedCondition(id=Id("rule"), conditions=(DUTY,))
    sections = {
        "One passage": [told(1, DUTY), told(2)],
        "Whole": [told(3, DUTY)],
        "Silent": [told(4)],
        "Many": [told(n, DUTY) for n in range(5, 8)],
    }
    seen = made_notice.shown({**sections, "Rules": [rule]})

    def answer(*numbers: int) -> tuple[list[str], list[str | None]]:
        marks = _marks(seen, "must", [seen.in_force[Id(f"d{n}")] for n in numbers])
        return [m.line.text for m in marks], [piece.url for m in marks for piece in m.line.pieces if piece.url]

    assert answer(3) == (["Yes"], [])
    assert answer(3, 4) == (["Yes: 2.1", "The rest: not said"], ["#p2.1"])
    assert answer(1, 2, 4) == (["Yes: part of 1.1", "The rest: not said"], ["#p1.1"])
    assert answer(1, 2, 3) == (["Yes: 2.1, part of 1.1", "The rest: not said"], ["#p2.1", "#p1.1"])
    assert answer(3, 4, 5, 6, 7) == (["Yes: 2.1, 4.1", "The rest: not said"], ["#p2.1", "#p4.1"])


@pytest.mark.parametrize(
    ("given", "question", "english"),
    [
        (told(1, modality=Word("routinely")), "must", "Done as routine: 1.1, 2.1"),
        (told(1, modality=Word("must_when_required")), "must", "Yes, when required: 1.1, 2.1"),
        (told(1, opt_outs=Word("none")), "choice", "No way to opt out: 1.1, 2.1"),
        (told(1, strength(CONSENT), lifted()), "choice", "Yes, unless someone is at risk: 1.1, 2.1"),
        (told(1, level(transfer="individual_level")), "identity", "Maybe: 1.1, 2.1"),
        (SAYS["part"], "choice", "Yes, for part of 1.1, 2.1"),
    ],
)
def test_an_answer_for_some_names_its_passages(given: Disclosure, question: str, english: str) -> None:
    disclosures = [given, replace(given, id=Id("d2")), told(3)]
    seen = made_notice.shown({"One": disclosures[:1], "Two": disclosures[1:2], "Three": disclosures[2:]})
    mark, rest = _marks(seen, question, disclosures)
    assert (mark.line.text, rest.line.text) == (english, "The rest: not said")
    assert [piece.url for piece in mark.line.pieces if piece.url] == ["#p1.1", "#p2.1"]


def test_many_kinds_of_answers_are_told_by_their_glyphs_and_many_passages_are_the_rest() -> None:
    words_ = ("must", "must_when_required", "routinely", "may", "may_on_request")
    kinds = [told(n, modality=Word(word)) for n, word in enumerate(words_, 1)]
    seen = made_notice.shown({f"Part {n}": [each] for n, each in enumerate(kinds, 1)})
    assert [m.line.text for m in _marks(seen, "must", kinds)] == [
        *("Yes, some only when required: 1.1, 2.1", "Done as routine: 3.1", "No, but it may be shared: 4.1, 5.1")
    ]
    many = [told(n, modality=Word("may" if n % 6 else "must")) for n in range(1, 13)]
    seen = made_notice.shown({f"Part {n}": [each] for n, each in enumerate(many, 1)})
    assert [m.line.text for m in _marks(seen, "must", many)] == ["Yes: 6.1, 12.1", "The rest: no, but we may"]


def _marks(seen: Shown, question: str, disclosures: Sequence[Disclosure]) -> tuple[Mark, ...]:
    """All answers of a cell."""
    first = cell(seen, question, disclosures)
    return (first, *first.more)


def _alone(mark: Mark) -> Mark:
    """The answer as it is where no numbers of passages are at hand."""
    return replace(mark, line=mark.alone or mark.line)


def _read(mark: Mark) -> tuple[str, str]:
    return mark.glyph, mark.line.text


# ---- never stronger than its facts

EFFECTS = ("applies", "applies_in_part", "does_not_apply")
LEVELS = ("identifiable", "individual_level", "pseudonymised", "anonymous", "aggregate")
STRENGTHS = st.sampled_from([None, *map(Word, ("always", "wherever_possible", "usually"))])
OPT_OUTS = st.builds(
    OptOut, scheme=st.sampled_from([Word("local"), Word(OBJECT)]), effect=st.sampled_from([*map(Word, EFFECTS)])
)
LEVEL = st.none() | st.sampled_from([*map(Word, LEVELS)])
DATA = st.sampled_from([(), (), SOME_DATA])
CONDITIONS = st.one_of(
    *(st.builds(kind, strength=STRENGTHS, for_data=DATA) for kind in (VOLUNTARY, CONSENT, TELL)),
    st.builds(c.OptOut, scheme=st.sampled_from([Word("local"), Word(OBJECT)]), for_data=DATA),
    st.builds(lifted, st.sampled_from(["consent_first", "opt_out", "approval"])),
    st.builds(c.StatutoryDuty, whose=st.sampled_from([Word("ours"), Word("theirs")])),
    st.builds(c.Identifiability, transfer=LEVEL, processing=LEVEL, results=LEVEL, for_data=DATA).filter(
        lambda each: bool(each.transfer or each.processing or each.results)
    ),
    st.builds(c.NoIdentificationInResults, for_data=DATA),
)
LISTS = st.lists(CONDITIONS, max_size=3, unique_by=lambda each: each.type).map(tuple)
RULES = [Id("rule-a"), Id("rule-b")]
DISCLOSURES = st.builds(
    Disclosure,
    id=st.just(Id("d")),
    recipient=st.just(Id("police")),
    sender=st.sampled_from([None, Id("police")]),
    modality=st.none() | st.sampled_from([Word(word) for word, *_ in MUST]),
    opt_outs=st.sampled_from([Word("none"), Word("not_applicable")])
    | st.lists(OPT_OUTS, max_size=2, unique_by=lambda each: each.scheme).map(tuple),
    item_choices=st.sampled_from([(), (), (words("en-GB", "ethnicity"),)]),
    lawful_basis=st.sampled_from([(), (Word("consent"),), (Word("consent"), Word("contract")), (Word("contract"),)]),
    conditions=LISTS,
    shared_conditions=st.sampled_from([(), (RULES[0],)]),
    possible_conditions=st.sampled_from([(), (RULES[1],)]),
)


@st.composite
def stated(draw: st.DrawFn) -> tuple[list[Disclosure], list[SharedCondition]]:
    """One to three disclosures, some of them equal, and two rules that may reach them."""
    kinds = draw(st.lists(DISCLOSURES, min_size=1, max_size=2))
    drawn = draw(st.lists(st.sampled_from([*kinds, SILENT]), min_size=1, max_size=3))
    rules = [SharedCondition(id=key, conditions=draw(LISTS)) for key in RULES]
    return [replace(each, id=Id(f"d{number}")) for number, each in enumerate(drawn)], rules


def _limits(seen: Shown, d: Disclosure, kind: Any, *, possible: bool = False) -> list[Any]:
    """The conditions of a type that certainly, or perhaps, bear on all of a disclosure."""
    limits = [x for x in seen.registry.limits(d) if not x.condition.for_data]
    return [x.condition for x in limits if isinstance(x.condition, kind) and x.possible is possible]


def _says_yes(seen: Shown, question: str, d: Disclosure) -> bool:
    """Whether facts that are certain say yes, and nothing weakens it."""
    if question == "must":
        silent_duty = d.modality is None and any(x.whose == "ours" for x in _limits(seen, d, c.StatutoryDuty))
        return d.modality in {"must", "must_when_required"} or silent_duty
    if question == "identity":
        levels = _limits(seen, d, c.Identifiability)
        sent = {x.transfer for x in levels} - {None} or {x.processing for x in levels} - {None}
        return sent == {"identifiable"}
    free = [x for x in _opt_outs(d) if x.effect == "applies" and x.scheme != OBJECT]
    free += [x for x in _limits(seen, d, c.OptOut) if x.scheme != OBJECT]
    free += [x for kind in (VOLUNTARY, CONSENT) for x in _limits(seen, d, kind) if x.strength in {None, "always"}]
    risks = [x for p in (False, True) for x in _limits(seen, d, c.SafeguardingOverride, possible=p)]
    return (bool(free) or d.lawful_basis == ("consent",)) and not any(x.overrides != "approval" for x in risks)


def _says_no(seen: Shown, question: str, d: Disclosure) -> bool:
    """Whether facts that are certain say no, and no other fact that is certain says anything else."""
    if question == "must":
        return d.modality in {"only_if", "may", "may_on_request", "reserves_right", "never"}
    if question == "identity":
        levels = _limits(seen, d, c.Identifiability)
        sent = {x.transfer for x in levels} - {None} or {x.processing for x in levels} - {None}
        results = {x.results for x in levels} & {"anonymous", "aggregate"}
        return bool(sent & {"anonymous", "aggregate"} or (not sent and (results or _limits(seen, d, type(HIDDEN)))))
    others = [x for kind in (VOLUNTARY, CONSENT, TELL, c.OptOut) for x in _limits(seen, d, kind)]
    others += [x for x in _opt_outs(d) if x.effect != "does_not_apply"]
    is_stated = d.opt_outs == "none" or bool(_opt_outs(d))
    return is_stated and not others and not d.item_choices and "consent" not in d.lawful_basis


def _is_silent(seen: Shown, question: str, d: Disclosure) -> bool:
    """Whether nothing is said, not even that something may hold."""
    limits = [x.condition for x in seen.registry.limits(d)]
    if question == "must":
        return d.modality is None and c.StatutoryDuty(whose=Word("ours")) not in limits
    if question == "identity":
        return not any(isinstance(x, c.Identifiability | c.NoIdentificationInResults) for x in limits)
    is_asked = d.item_choices or d.consent_not_needed or "consent" in d.lawful_basis
    is_stated = d.opt_outs == "none" or _opt_outs(d) or is_asked
    return not is_stated and not any(isinstance(x, VOLUNTARY | CONSENT | TELL | c.OptOut) for x in limits)


def _opt_outs(d: Disclosure) -> list[OptOut]:
    return list(d.opt_outs) if isinstance(d.opt_outs, tuple) else []


def never_stronger(seen: Shown) -> bool:
    """Whether an answer is yes, or no, only where every disclosure says so, and silence where every one is silent."""
    said = list(seen.in_force.values())
    holds = {YES: _says_yes, NO: _says_no, NOT_SAID: _is_silent}
    marks = {question: _marks(seen, question, said) for question in QUESTIONS}
    return all(
        any(not _is_silent(seen, question, d) for d in said)
        if first.glyph == SOME
        else all(holds[first.glyph](seen, question, d) for d in said)
        for question, (first, *_) in marks.items()
    )


def speaks_for_each(seen: Shown) -> bool:
    """Whether some answer of each cell is that of each disclosure: silence, or one that sums up its facts."""
    said = list(seen.in_force.values())
    return all(
        any(set(alone.facts) <= set(mark.facts) and bool(alone.facts) == bool(mark.facts) for mark in marks)
        for question in QUESTIONS
        for marks in [_marks(seen, question, said)]
        for alone in (cell(seen, question, [d]) for d in said)
    )


def sums_up(seen: Shown) -> bool:
    """Whether the ids of an answer are all those of the answers of the single disclosures, and facts that exist."""
    said = list(seen.in_force.values())
    all_ids = {fact.id for fact in facts(seen.registry, seen.notice, ON)}
    single = {(q, d.id): set(cell(seen, q, [d]).facts) for q, d in product(QUESTIONS, said)}
    told_by = {q: {fact for mark in _marks(seen, q, said) for fact in mark.facts} for q in QUESTIONS}
    return all(told_by[q] == set().union(*(single[q, d.id] for d in said)) <= all_ids for q in QUESTIONS)


def words_of(text: str) -> int:
    """How many words an answer has, without the numbers of passages."""
    return sum(not word[0].isdigit() for word in text.split())


def are_short(seen: Shown) -> bool:
    """Whether each answer has at most six words besides numbers and 45 letters, for every reader."""
    return all(words_of(text) <= MOST_WORDS and len(text) <= MOST_LETTERS for text in _texts(seen))


def _texts(seen: Shown) -> Iterator[str]:
    for tag, for_children in READERS:
        read = Shown(Sentences(seen.registry, language(tag), for_children), seen.notice, ON)
        yield from (mark.line.text for each in margin(read, seen.groups[0].things) for mark in each.marks)
        said = list(read.in_force.values())
        yield from (mark.line.text for q in QUESTIONS[for_children:] for mark in _marks(read, q, said))


def without_order(seen: Shown) -> bool:
    """Whether the answers are the same, whatever comes first."""
    said = list(seen.in_force.values())
    both = ((_marks(seen, q, said), _marks(seen, q, said[::-1])) for q in QUESTIONS)
    return all(list(map(_read, one)) == list(map(_read, other)) for one, other in both)


def names_the_same(seen: Shown) -> bool:
    """Whether the answers name the same passages in every language."""
    found = set()
    for tag in ("en-GB", "cy"):
        read = Shown(Sentences(seen.registry, language(tag), for_children=False), seen.notice, ON)
        cells = [_marks(read, q, list(read.in_force.values())) for q in QUESTIONS]
        found.add(tuple((m.glyph, tuple(re.findall(r"[0-9.]+", m.line.text))) for marks in cells for m in marks))
    return len(found) == 1


LAWS = [never_stronger, speaks_for_each, sums_up, are_short, without_order, names_the_same]


@pytest.mark.parametrize("law", LAWS)
@given(made=stated())
@settings(max_examples=effort(suite=30, thorough=1000), deadline=None)
def test_no_answer_is_stronger_than_its_facts(
    law: Callable[[Shown], bool], made: tuple[list[Disclosure], list[SharedCondition]]
) -> None:
    assert law(shown(made[0], *made[1]))


_together = closed._together


def _deaf_to_silence(question: str, answers: Sequence[Any]) -> Any:
    return [(replace(said, for_some=False), of) for said, of in _together(question, [a for a in answers if a])]


def _only_the_first(question: str, answers: Sequence[Any]) -> Any:
    return _together(question, answers)[:1]


def _one_of_its_facts(question: str, answers: Sequence[Any]) -> Any:
    return [(replace(said, facts=said.facts[:1]), of) for said, of in _together(question, answers)]


def _first_of_all(question: str, answers: Sequence[Any]) -> Any:
    return [(replace(said, for_some=False), of) for said, of in _together(question, answers)[:1]]


TWINS: list[tuple[Callable[[Shown], bool], str, Any]] = [
    (never_stronger, "_together", _deaf_to_silence),
    (never_stronger, "_together", _first_of_all),
    (speaks_for_each, "_together", _only_the_first),
    (never_stronger, "fact_of", lambda limit: replace(fact_of(limit), possible=False)),
    (never_stronger, "overrides", lambda *_, **__: []),
    (never_stronger, "_perhaps", lambda _: None),
    (never_stronger, "_are_for_some", lambda _: False),
    (sums_up, "_together", _one_of_its_facts),
    (are_short, "MOST_WORDS", 99),
    (without_order, "_of_group", lambda _, group: group[0]),
    (without_order, "_rank", lambda _: 0),
]


ONE_OF_EACH = {row[0]: row for row in reversed(TWINS)}
"""One twin of each law."""


@pytest.mark.parametrize(
    ("law", "name", "twin"),
    TWINS if THOROUGH else ONE_OF_EACH.values(),
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_an_answer_that_is_too_strong_is_caught(law: Callable[[Shown], bool], name: str, twin: Any) -> None:
    with patch.object(closed if hasattr(closed, name) else closed_one, name, twin):
        found = settings(max_examples=2000, deadline=None, derandomize=True, phases=[Phase.generate])
        find(stated(), lambda made: not law(shown(made[0], *made[1])), settings=found)
