"""Where a notice about children says that a child's family is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from site_builder.facts.layout.family import family
from site_builder.facts.layout.laid_out import Item, Part, Text, parts_of
from site_builder.facts.layout.shown import Shown
from site_builder.model import DataCategory, DataSubject, values
from site_builder.model.conditions import (
    Condition,
    ConsentFirst,
    SafeguardingOverride,
    TellFirst,
    VoluntaryParticipation,
)
from site_builder.model.values import Id, Word
from tests.small_registry import disclosure, ids, recipient, registry, said, shown

PUPILS = DataSubject(id=Id("pupils"), name=said("Pupils"))
PARENTS = DataSubject(id=Id("parents"), name=said("Mums, dads and carers"))
DRIVERS = DataSubject(id=Id("drivers"), name=said("Drivers"))
REST = "This page does not say that they are told about the rest."
FREE = VoluntaryParticipation(who=ids("parents"))
IS_TOLD, IS_ASKED = (
    ["Mums, dads and carers will be told beforehand here:", REST],
    ["Mums, dads and carers will be told and asked beforehand here:", REST],
)
NOT_ALWAYS = ["Mums, dads and carers will sometimes be told beforehand here:", REST]
GETS_IT = ["We may tell your family about you here:", REST]
NOT_SAID = ["This page does not say."]


def _lines(part: Part | None) -> list[str]:
    assert part is not None
    return [line.text for block in part.blocks if isinstance(block, Text) for line in block.lines]


@pytest.mark.parametrize(
    ("group", "is_told"),
    [
        (PUPILS, True),
        (DRIVERS, False),
        (replace(DRIVERS, to_age=17), True),
        (replace(DRIVERS, to_age=18), False),
    ],
)
def test_a_notice_that_is_about_children_tells_everyone_whether_their_parents_are_told(
    group: DataSubject, *, is_told: bool
) -> None:
    about = disclosure("d1", data_subjects=(group.id,))
    part = family(shown(registry(recipient("school", "Schools", about), data_subjects=(group,))))
    assert (_lines(part) if part else []) == (["This notice does not say."] if is_told else [])


def _of_parents(name: str, kind: str, *asked: str) -> list[str]:
    """What a child reads of its parents, where data goes to someone of this type after these were asked."""
    conditions = (ConsentFirst(who=ids(*asked)),) if asked else ()
    taker = replace(recipient("school", name, disclosure("d1", conditions=conditions)), type=Word(kind))
    view = shown(registry(taker, data_subjects=(PARENTS, PUPILS)))
    return _lines(family(Shown(replace(view.say, for_children=True), view.notice, view.on)))


def test_a_child_reads_where_its_family_is_told_or_asked() -> None:
    assert _of_parents("Schools", "category", "parents") == IS_ASKED
    assert _of_parents("Schools", "category", "pupils") == NOT_SAID
    assert _of_parents("Your family and friends", "person") == GETS_IT
    assert _of_parents("Parents", "category") == GETS_IT
    assert _of_parents("Family courts", "category") == NOT_SAID
    assert _of_parents("Parents for Books", "organisation") == NOT_SAID


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ([TellFirst(who=ids("parents"), strength=Word("always"))], IS_TOLD),
        ([TellFirst(who=ids("parents"), strength=Word("wherever_possible"))], NOT_ALWAYS),
        ([TellFirst(who=ids("parents"), for_data=ids("marks"))], NOT_ALWAYS),
        ([TellFirst(who=ids("parents")), SafeguardingOverride(overrides=Word("tell_first"))], NOT_ALWAYS),
        ([TellFirst(who=ids("parents")), SafeguardingOverride(overrides=Word("opt_out"))], IS_TOLD),
        ([TellFirst(who=ids("parents")), FREE], IS_TOLD),
        ([ConsentFirst(who=ids("parents"), strength=Word("usually")), TellFirst(who=ids("parents"))], IS_TOLD),
        ([FREE], NOT_SAID),
    ],
)
def test_what_a_family_is_sure_of_is_said_only_where_nothing_softens_or_lifts_it(
    told: Sequence[Condition], lines: Sequence[str]
) -> None:
    assert _of_marks(*told) == lines


def _of_marks(*conditions: Condition) -> list[str]:
    """What a child reads of its family, where marks are shared on these conditions."""
    given = disclosure("d1", conditions=conditions)
    marks = DataCategory(id=Id("marks"), name=said("marks"))
    made = registry(recipient("school", "Schools", given), data_subjects=(PARENTS,), data_categories=(marks,))
    return _lines(family(shown(made, for_children=True)))


def test_whose_family_is_told_is_named_where_others_are_and_the_child_of_another_part_of_the_passage_too() -> None:
    ways = ConsentFirst(who=ids("parents", "pupils")), ConsentFirst(who=ids("pupils")), TellFirst(who=ids("pupils"))
    given = [disclosure(f"d{n}", conditions=(way,)) for n, way in enumerate(ways, 1)]
    school, people = recipient("school", "Schools", *given), (PARENTS, PUPILS)
    made = registry(school, data_subjects=people, passages=[("d1", "d2", "d3")])
    part = family(shown(made, for_children=True))
    of_child = ["Here the child is asked and decides:", "The child may get to know:"]
    assert _lines(part) == [IS_ASKED[0], *of_child, REST]
    assert [item.line.text for item in parts_of(part, Item)] == ["Schools: purpose not said (part of 1.1)"] * 3
    apart = registry(school, data_subjects=people)
    named = _lines(family(shown(apart, for_children=True)))
    assert named == IS_ASKED


def test_a_child_s_family_is_known_by_its_term_whatever_its_name_and_told_by_the_titles_of_passages() -> None:
    guardians = DataSubject(id=Id("parents"), name=said("Guardians"), dpv_term=values.Text("dpv:ParentOfDataSubject"))
    school = recipient("school", "Schools", disclosure("d1", conditions=(TellFirst(who=ids("parents")),)))
    part = family(shown(registry(school, data_subjects=(guardians,)), for_children=True))
    assert _lines(part) == ["Guardians will be told beforehand here:", REST]
    assert [item.line.text for item in parts_of(part, Item)] == ["Schools: purpose not said (1.1)"]


def test_who_is_asked_first_of_children_and_is_not_named_may_be_child_or_parent() -> None:
    def told(*who: str, group: DataSubject = PUPILS, for_children: bool = False) -> list[str]:
        ways = [(ConsentFirst(who=ids(*who)),), (TellFirst(who=ids(*who)),), ()]
        asked = [disclosure(f"d{n}", conditions=way, data_subjects=(group.id,)) for n, way in enumerate(ways, 1)]
        children = disclosure("d4", data_subjects=(PUPILS.id,))
        made = registry(recipient("school", "Schools", *asked, children), data_subjects=(PUPILS, PARENTS, DRIVERS))
        return [line for line in _lines(family(shown(made, for_children=for_children))) if line.startswith("In 1.")]

    assert told() == [
        "In 1.1 it is not said who is asked, child or parent.",
        "In 1.2 it is not said who is told, child or parent.",
    ]
    assert told("pupils") == told("parents") == told(group=DRIVERS) == told(for_children=True) == []


def test_whether_you_are_told_of_children_may_be_said_of_child_or_parent() -> None:
    answers = [Word(answer) if answer else None for answer in ("always", "not_always", "never_confirm", "")]
    given = [disclosure(f"d{n}", can_we_tell_you=a, data_subjects=(PUPILS.id,)) for n, a in enumerate(answers, 1)]
    free = replace(given[0], id=Id("d5"), conditions=(FREE,))
    made = registry(recipient("school", "Schools", *given, free), data_subjects=(PUPILS, PARENTS))
    assert "In 1.1, 1.5 it is not said who is told, child or parent." in _lines(family(shown(made)))
