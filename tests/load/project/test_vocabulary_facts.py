"""What dated data know of the things that a registry names: put beside them where it is sure, and told to editors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from site_builder.facts.redact import public
from site_builder.load.project.vocabulary_facts import with_known_facts
from site_builder.model import Recipient, Registry
from site_builder.model.values import Word, words
from site_builder.problems import Severity
from tests.load.project.small_registry import edited, told
from tests.seed import ON, seed

NOTES = (Severity.WARNING, Severity.INFORMATION)


def _called(name: str) -> Registry:
    first, *others = seed().recipients
    plain = [replace(r, history=None) for r in others]
    return replace(
        seed(), recipients=(replace(first, type=Word("organisation"), name=words("en-gb", name), history=None), *plain)
    )


def _first(registry: Registry) -> Recipient:
    return registry.recipients[0]


def test_a_body_that_has_ended_gets_its_history() -> None:
    history = _first(with_known_facts(_called("Qualifications and Curriculum Development Agency"), ON)).history
    assert history is not None
    assert (history.became, history.closed_on) == ("abolished", "2012-03")
    assert "Standards and Testing Agency" in [str(name) for name in history.succeeded_by]


@pytest.mark.parametrize(("type_", "has_ended"), [("organisation", True), ("category", True), ("role", False)])
def test_a_class_of_bodies_that_has_ended_is_told_as_one_of_them(type_: str, *, has_ended: bool) -> None:
    first, *others = _called("Clinical Commissioning Groups").recipients
    made = replace(seed(), recipients=(replace(first, type=Word(type_)), *others))
    assert (_first(with_known_facts(made, ON)).history is not None) is has_ended


def test_before_its_end_a_body_has_no_history() -> None:
    registry = _called("Qualifications and Curriculum Development Agency")
    assert _first(with_known_facts(registry, date(2012, 3, 1))).history is None


def test_a_body_has_the_names_that_it_bore_before() -> None:
    former = "Department for Children, Schools and Families"
    found = with_known_facts(_called("Department for Education"), ON).recipients[0]
    assert [str(name) for name in found.former_names] == [former]
    assert with_known_facts(_called(former), ON).recipients[0].former_names == ()


@pytest.mark.parametrize("name", ["UK Border Agency", "Example County Council", "Youth Justice Board"])
def test_what_is_not_sure_or_has_not_ended_is_not_published(name: str) -> None:
    """The first was abolished, but nobody has read so in a source; of the second no list knows; the third goes on."""
    assert _first(with_known_facts(_called(name), ON)).history is None


@pytest.mark.parametrize(
    ("kind", "name", "nations"),
    [
        ("organisation", "QCDA", ()),
        ("role", "Qualifications and Curriculum Development Agency", ()),
        ("organisation", "Department of Health", ("northern_ireland",)),
        ("organisation", "The Pension Service", ()),
    ],
)
def test_a_name_that_another_may_bear_has_no_history(kind: str, name: str, nations: tuple[str, ...]) -> None:
    """A short name, people in a role, a body of another nation, and one of a list that does not say how it ended."""
    registry = _called(name)
    first, *others = registry.recipients
    ours = replace(registry.organisation, jurisdiction=tuple(map(Word, nations)))
    changed = replace(registry, organisation=ours, recipients=(replace(first, type=Word(kind)), *others))
    assert _first(with_known_facts(changed, ON)).history is None


def test_what_is_known_besides_is_no_part_of_the_public_half() -> None:
    found = with_known_facts(_called("Youth Justice Board"), ON)
    assert found.known
    assert public(found).known == ()


@pytest.mark.parametrize(
    ("old", "new", "said", "rule"),
    [
        (
            "name: Police",
            "name: QCDA",
            "'QCDA' was abolished (2012-03). The gate refuses to share with it. | Now: Standards and Testing",
            "overtaken",
        ),
        ("name: Police", "name: NHS England", "'NHS England' is to be abolished (2027-03).", "changing"),
        ("name: Police", "name: Allerdale Borough Council", "'Allerdale Borough Council' was", "overtaken"),
        ("about crimes.", "under Article 89(1) of the UK GDPR.", "has been replaced (2026-02-05).", "overtaken"),
        (
            "about crimes.",
            "under the Data Protection Act 1998.",
            "We are not sure of this: check it first.",
            "overtaken",
        ),
        ("about crimes.", "if data leaves for countries outside the EEA.", "the law no longer makes.", "overtaken"),
    ],
)
def test_what_time_has_overtaken_is_told_where_it_stands(
    tmp_path: Path, old: str, new: str, said: str, rule: str
) -> None:
    found = told(tmp_path, edited("recipients/police.yaml", (old, new)), *NOTES)
    (about,) = (line for line in found if line.endswith(("[overtaken]", "[changing]")))
    assert about.startswith("recipients/police.yaml")
    assert said in about
    assert about.endswith(f"[{rule}]")


def test_a_name_of_today_is_not_doubted(tmp_path: Path) -> None:
    changes = edited("recipients/police.yaml", ("name: Police", "name: Department for Education"))
    assert [line for line in told(tmp_path, changes, *NOTES) if "[overtaken]" in line or "[changing]" in line] == []
