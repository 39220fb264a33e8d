"""The short answer: a row a section, with who gets it and what for."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from site_builder.facts.facts import facts
from site_builder.facts.layout.closed import MOST_WORDS, margin
from site_builder.facts.layout.glance import glance
from site_builder.facts.layout.labels import label
from site_builder.facts.layout.laid_out import NO, NOT_SAID, GlanceRow, Mark, parts_of
from site_builder.facts.layout.shown import Shown
from site_builder.facts.sentences import Sentences
from site_builder.locale.languages import language
from site_builder.model import NEVER, DataSubject, Disclosure, Purpose, Recipient, SharedCondition
from site_builder.model.conditions import SingleUse
from site_builder.model.values import Id, Word, words
from tests.examples import FOLDERS, editions, example
from tests.facts.made_notice import ON, POLICE, recipient, shown, told
from tests.facts.test_closed import words_of

SCHOOLS = recipient("schools", "schools")
NURSES = recipient("nurses", "nurses")
BOARD = recipient("board", "the Board for the Safety of Everyone", "the Board")
OTHERS = (SCHOOLS, NURSES, BOARD)
MOST_LETTERS, MOST_WORDS_UNDER = 45, 30
NO_OPT_OUT = {"opt_outs": Word("none")}
SEND, RECEIVE, TWO_WAY = None, Word("receive"), Word("two_way")


def to(number: int, party: Recipient | None, way: Word | None = SEND, sender: Recipient | None = None) -> Disclosure:
    return told(number, recipient=party.id if party else None, direction=way, sender=sender.id if sender else None)


@pytest.mark.parametrize(
    ("disclosures", "under"),
    [
        ([to(1, SCHOOLS), to(2, NURSES), to(3, SCHOOLS)], ["Schools, nurses"]),
        ([to(1, POLICE), to(2, NURSES), to(3, SCHOOLS)], ["The police, nurses, schools"]),
        ([to(1, POLICE), to(2, NURSES), to(3, SCHOOLS), to(4, BOARD)], ["The police, nurses, 2 more"]),
        ([to(1, BOARD)], ["The Board"]),
        ([to(1, None)], ["Who gets it is not said"]),
        ([to(1, None, RECEIVE)], []),
        ([to(1, None, TWO_WAY), to(2, NURSES)], ["Nurses", "Who gets some of it is not said"]),
        ([to(1, SCHOOLS, TWO_WAY)], ["Schools (we give and get)"]),
        ([to(1, SCHOOLS), to(2, SCHOOLS, RECEIVE)], ["Schools (we give and get)"]),
        (
            [to(1, SCHOOLS, RECEIVE), to(2, NURSES), to(3, POLICE, TWO_WAY)],
            ["Nurses", "The police (we give and get)", "We get it from schools"],
        ),
        ([to(1, SCHOOLS, SEND, NURSES)], ["Schools"]),
        ([to(1, SCHOOLS, RECEIVE, NURSES)], ["Nurses"]),
        ([to(1, SCHOOLS, TWO_WAY, NURSES)], ["Schools, nurses"]),
    ],
)
def test_the_head_of_a_row_says_who_gets_it_and_from_whom(disclosures: list[Disclosure], under: list[str]) -> None:
    (row,) = glance(shown({"Who": disclosures}, *OTHERS)).rows
    assert [line.text for line in row.under] == under


def test_what_is_never_shared_is_not_counted_and_stands_in_its_place() -> None:
    never = told(2, recipient="nurses", modality=NEVER)
    seen = shown({"Who": [to(1, SCHOOLS), never], "Whom never": [replace(never, id=Id("d3"))]}, *OTHERS)
    some, nobody = glance(seen).rows
    assert [line.text for line in some.under] == ["Schools"]
    assert ([line.text for line in nobody.under], [cell.line.text for cell in nobody.cells]) == ([], ["Never shared"])
    assert list(seen.shared) == ["d1"] != list(seen.in_force)
    assert label(seen, seen.groups[-1]) == "Never to nurses"


@pytest.mark.parametrize("heading", ["The Board", "The board for the safety of everyone", f"{BOARD.name} (the Board)"])
def test_whom_the_heading_names_is_named_again_only_where_something_comes_back(heading: str) -> None:
    (row,) = glance(shown({heading: [to(1, BOARD), to(2, NURSES)]}, *OTHERS)).rows
    assert [line.text for line in row.under] == ["Also nurses"]
    (row,) = glance(shown({heading: [to(1, BOARD, TWO_WAY)]}, *OTHERS)).rows
    assert [line.text for line in row.under] == ["The Board (we give and get)"]


def purpose(family: str) -> Purpose:
    return Purpose(id=Id(family.replace("_", "-")), name=words("en-GB", family), family=Word(family))


@pytest.mark.parametrize(
    ("families", "is_all", "everyone", "child"),
    [
        ("crime fraud", True, "Crime, fraud", "Stopping crime, stopping cheating"),
        ("crime fraud debt", True, "Crime, fraud and more", "Stopping crime, stopping cheating and more"),
        ("research policy_evaluation", True, "Research, policy", "Finding things out, making things better"),
        ("research policy_evaluation audit", True, "Research, policy and more", "Finding things out and more"),
        (
            "monitor_performance regulation_inspection",
            True,
            "Checking how services do, inspection",
            "Checking our work and more",
        ),
        ("crime fraud", False, "Crime, fraud", "Stopping crime, stopping cheating"),
        (
            "statutory_return audit",
            False,
            "Official reports, audit",
            "Numbers for the government, checking money",
        ),
        ("audit", False, "Audit", "Checking money"),
        ("", False, "Not said", "Not said"),
    ],
)
def test_what_it_is_for_is_said_by_families_in_few_words(
    families: str, is_all: bool, everyone: str, child: str
) -> None:
    purposes = [purpose(family) for family in families.split()]
    stated = [told(number, purposes=(each.id,)) for number, each in enumerate(purposes)]
    silent = [] if is_all else [told(99)]
    for for_children, said in ((False, everyone), (True, child)):
        seen = shown({"All": [*stated, *silent]}, purposes=tuple(purposes), for_children=for_children)
        cell = glance(seen).rows[0].cells[0]
        assert cell.line.text == said
        rest = [(mark.glyph, mark.line.text) for mark in cell.more]
        assert rest == ([] if is_all or not stated else [(NOT_SAID, "The rest: not said")])
        assert set(cell.facts) == {fact.id for d in stated for fact in seen.say.facts_of(d) if fact.field == "purposes"}
        assert cell.glyph == ("" if stated else NOT_SAID)


def test_each_section_has_a_row_with_an_answer_to_each_question() -> None:
    said = told(modality=Word("may"))
    everyone, child = (glance(shown({"All": [said]}, for_children=is_child)) for is_child in (False, True))
    assert everyone.heads[2:] == ("Must it be shared?", "Your choice?", "Can they tell who it is?")
    assert child.heads == ("Who gets to know?", "Why?", "Can you say no?", "Will they know it is you?")
    for table in (everyone, child):
        assert [len(row.cells) for row in table.rows] == [len(table.heads) - 1]
    (row,) = everyone.rows
    assert (row.section, row.heading.text) == ("section-s1", "All")
    assert [(mark.glyph, mark.line.text) for mark in row.cells[1:]] == [
        (NO, "No, but we may"),
        (NOT_SAID, "Not said"),
        (NOT_SAID, "Not said"),
    ]


def test_a_section_without_disclosures_says_what_stands_there() -> None:
    rule = SharedCondition(id=Id("rule"), conditions=(SingleUse(),))
    elsewhere = SharedCondition(id=Id("elsewhere"), conditions=(SingleUse(),))
    reached = [told(n, shared_conditions=(rule.id,)) for n in range(5)]
    perhaps = told(8, possible_conditions=(rule.id,))
    seen = shown({"Rules": [rule], "Words": [], "A": reached[:1], "B": [told(9)], "C": [perhaps]})
    rows = {row.heading.text: row.cells for row in glance(seen).rows}
    assert [mark.line.text for mark in rows["Rules"]] == ["Limits. Rules for 3.1, perhaps for 5.1"]
    assert [piece.url for piece in rows["Rules"][0].line.pieces] == [None, "#p3.1", None, "#p5.1"]
    assert rows["Rules"][0].facts == ("d0.shared_conditions.rule", "d8.possible_conditions.rule")
    assert [mark.line.text for mark in rows["Words"]] == ["Words only"]
    many = {f"S{n}": [each] for n, each in enumerate(reached)}
    assert _first(shown({"Rules": [rule], **many, "Z": [told(9)], "Y": [perhaps]})) == "Limits. Rules for 6 passages"
    assert _first(shown({"Rules": [rule], **many})) == "Limits. Rules for everything here"
    seen = shown({"Rules": [elsewhere], "A": [told(1)]})
    passage = replace(seen.notice.sections[0].passages[0], states=())
    gone = replace(seen.notice.sections[0], passages=())
    for section, text in ((replace(gone, passages=(passage,)), "Words only"), (gone, "This part says nothing today")):
        notice = replace(seen.notice, sections=(section, *seen.notice.sections[1:]))
        assert _first(replace(seen, notice=notice)) == text


@pytest.mark.parametrize("for_children", [False, True])
def test_the_table_says_what_its_numbers_are_where_it_has_some(*, for_children: bool) -> None:
    rule = SharedCondition(id=Id("rule"), conditions=(SingleUse(),))
    reached = told(1, shared_conditions=(rule.id,))
    without = shown({"A": [told(1)]}, for_children=for_children)
    some = shown({"R": [rule], "A": [reached], "B": [told(2)]}, for_children=for_children)
    words = "The numbers take you to the words below." if for_children else "Numbers lead to passages below."
    assert (glance(without).note, glance(some).note) == ("", words)


def test_a_child_is_not_asked_about_what_is_about_grown_ups_alone() -> None:
    groups = tuple(DataSubject(id=Id(f"from-{age}"), name=words("en-GB", "people"), from_age=age) for age in (17, 18))
    young, grown = (told(n, data_subjects=(group.id,), **NO_OPT_OUT) for n, group in enumerate(groups))
    for for_children, said in (
        (False, ["No way to opt out"] * 2),
        (True, ["No way to opt out", "About grown-ups only"]),
    ):
        seen = shown({"Young": [young], "Grown": [grown]}, for_children=for_children, data_subjects=groups)
        assert [row.cells[-2 if len(row.cells) > 1 else 0].line.text for row in glance(seen).rows] == said
        assert bool(margin(seen, [grown.id])) is not for_children
        both = shown({"Both": [young, grown]}, for_children=for_children, data_subjects=groups)
        assert len(both.for_reader) == (1 if for_children else 2)


def _first(seen: Shown) -> str:
    return glance(seen).rows[0].cells[0].line.text


def test_a_notice_without_a_disclosure_in_force_has_no_table() -> None:
    assert glance(shown({"All": [told(status=Word("draft"))], "Words": []})).rows == ()


@pytest.mark.parametrize("name", FOLDERS)
def test_every_closed_answer_of_the_examples_is_short_and_sums_up_facts_of_the_notice(name: str) -> None:
    registry = example(name)
    for notice in registry.notices:
        known = {fact.id for fact in facts(registry, notice, ON)}
        for tag, for_children in product(registry.languages, (False, True)):
            seen = Shown(Sentences(registry, language(tag), for_children), notice, ON)
            table = glance(seen)
            marks = list(parts_of((table, *(margin(seen, group.things) for group in seen.groups)), Mark))
            texts = [mark.line.text for mark in marks]
            assert [text for text in texts if words_of(text) > MOST_WORDS or len(text) > MOST_LETTERS] == []
            assert {key for mark in marks for key in mark.facts} <= known
            assert max((_words(row) for row in table.rows), default=0) <= MOST_WORDS_UNDER


def _words(row: GlanceRow) -> int:
    return sum(len(line.text.split()) for line in row.under)


def test_the_table_of_an_example_names_the_same_passages_in_each_language() -> None:
    tables: dict[tuple[str, bool], set[tuple[tuple[str, ...], ...]]] = {}
    for edition in editions("aberwen"):
        rows = [m for row in edition.laid.glance.rows for cell in row.cells for m in (cell, *cell.more)]
        named = tuple((mark.glyph, *(p.text for p in mark.line.pieces if p.url)) for mark in rows)
        tables.setdefault((edition.laid.id, edition.laid.for_children), set()).add(named)
    assert len(tables) > 5
    assert [key for key, found in tables.items() if len(found) != 1] == []
