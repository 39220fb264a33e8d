"""Advice does no harm: what is near each other is never guessed alone, and only what exists is named."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from site_builder.facts.redact import public
from site_builder.load.project.folder import Before, load
from site_builder.load.shape.suggest import MOST
from site_builder.problems import stops
from site_builder.render.feed.graph import render
from tests.load.project.small_registry import ORGANISATION, POLICE, Changes, edited, line, loaded, told
from tests.seed import ON, REGISTRY

EDUCATION = "recipients/education.yaml"
SCHOOLS: Changes = {
    EDUCATION: "name: Department for Education\nshort_name: the DfE\ntype: organisation\n",
    "recipients/teachers.yaml": "name: Teaching Regulation Agency\nalso_called: [the teachers' regulator]\n"
    "type: organisation\n",
}


def advice(folder: Path, typed: str, more: Changes = SCHOOLS) -> str:
    """What is said of one more line in the disclosure to the police."""
    changes = {**more, **edited("recipients/police.yaml", ("    purposes", f"    {typed}\n    purposes"))}
    (problem,) = told(folder, changes)
    return problem


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("lawful_basis: [legitimate]", {"legitimate_interests", "recognised_legitimate_interest"}),
        ("lawful_basis: [legitimate_interest]", {"legitimate_interests", "recognised_legitimate_interest"}),
        ("special_condition: [health]", {"health_or_social_care", "public_health"}),
        ("recipient_role: data_controller", {"joint_controller", "separate_controller"}),
        ("lawful_basis: [public taks]", {"public_task"}),
        ("lawful_basis: [public_interest]", set()),
        ("modality: must_not", set()),
        ("special_condition: [for_profit]", set()),
    ],
)
def test_legal_terms_near_each_other_are_all_named_each_with_its_meaning(
    line: str, meant: set[str], tmp_path: Path
) -> None:
    question = re.findall(r"Did you mean (.*)\?", advice(tmp_path, line))
    guesses = re.findall(r"'(\w+)'", question[0]) if question else []
    assert {*guesses} == meant
    assert len(guesses) <= MOST
    assert len(guesses) < 2 or all(f"'{guess}' (" in question[0] for guess in guesses)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("DfE", "education"),
        ("the DfE", "education"),
        ("dfe", "education"),
        ("Department for Education", "education"),
        ("Department for Children, Schools and Families", "education"),
        ("the teachers' regulator", "teachers"),
        ("NHSX Trust of Nowhere", None),
        ("Polcie", "police"),
    ],
)
def test_what_a_body_is_called_leads_to_its_id_and_never_to_one_that_does_not_exist(
    typed: str, meant: str | None, tmp_path: Path
) -> None:
    said = advice(tmp_path, f'recipient: "{typed}"')
    found = re.findall(r"Did you mean '([\w-]+)'", said)
    assert found == ([meant] if meant else [])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("ended: 2026-12-31", "Did you mean 'valid_to'?"),
        ("until: 2026-12-31", "Did you mean 'valid_to'?"),
        ("status: ended", "Write valid_to instead."),
        ("status: deleted", "Write valid_to instead."),
        ("starts: 2027-01-01", "Did you mean 'valid_from'?"),
    ],
)
def test_the_end_and_the_beginning_lead_to_their_days(line: str, says: str, tmp_path: Path) -> None:
    assert says in advice(tmp_path, line)


def test_one_id_for_two_things_is_one_problem_that_names_both_and_renames_nothing_published(tmp_path: Path) -> None:
    fire = POLICE.replace("name: Police", "name: Fire service")
    (problem,) = (each for each in told(tmp_path, {"recipients/fire.yaml": fire}) if each.endswith("[id-twice]"))
    assert "recipients/police.yaml" in problem
    assert "recipients/fire.yaml" in problem
    assert "Keep it where it was published, and give the newer one another." in problem


@pytest.mark.parametrize("name", ["Department for Education", "DfE"])
def test_a_second_file_for_a_body_is_not_renamed_over_the_first(name: str, tmp_path: Path) -> None:
    again = {f"recipients/{name}.yaml": "name: Department for Education\ntype: organisation\n"}
    said = [each for each in told(tmp_path, {**SCHOOLS, **again}) if each.endswith("[file-name]")]
    assert [re.findall(r"\S+ is there already: .*delete this one\.", each) for each in said] != [[]]
    assert "rename it" not in said[0]


def _said_after_a_build(folder: Path, changes: Changes) -> list[str]:
    """What is said of the small registry with these changes, where it was published without them."""
    published = loaded(folder / "before", {}).ids
    return [line(problem) for problem in loaded(folder / "after", changes, Before(published)).problems]


WITHOUT_POLICE: Changes = {
    "recipients/police.yaml": None,
    **edited("notices/our-notice.yaml", ("      - police-crime\n", ""), ("      - ask-first\n", "")),
    **edited("recipients/hospital.yaml", ("hospital-care:\n", "hospital-care:\n    recipient: police\n")),
}


def test_a_published_id_that_is_named_and_gone_leads_back_and_not_to_its_neighbour(tmp_path: Path) -> None:
    neighbour = {"recipients/polices.yaml": "name: Other Police\ntype: organisation\n"}
    (said,) = (each for each in _said_after_a_build(tmp_path, {**WITHOUT_POLICE, **neighbour}) if "'police'" in each)
    assert "It was published." in said
    assert "valid_to" in said
    assert "retired.yaml" in said
    assert "Did you mean" not in said


def test_ids_that_are_gone_are_told_by_name_until_they_are_back_or_retired(tmp_path: Path) -> None:
    gone: Changes = edited("recipients/police.yaml", ("police-crime", "police-crimes"))
    gone = {**gone, **edited("notices/our-notice.yaml", ("police-crime", "police-crimes"))}
    said = [each for each in _said_after_a_build(tmp_path / "gone", gone) if each.endswith("[id-gone]")]
    assert [re.findall(r"'([\w-]+)' was published, and is gone", each) for each in said] == [["police-crime"]]
    entry = "  replaced_by: [police-crimes]\n  date: 2026-01-01\n  reason: |\n    Its name was wrong.\n"
    retired = {**gone, "retired.yaml": f"police-crime:\n{entry}"}
    assert "id-gone" not in str(_said_after_a_build(tmp_path / "retired", retired))
    assert "id-gone" not in str(_said_after_a_build(tmp_path / "back", {}))


def test_an_id_that_is_only_a_common_body_now_is_gone_from_those_who_get_data(tmp_path: Path) -> None:
    """Its file was renamed; the common bodies have one of that id, and who asks about it gets no answer."""
    folder = tmp_path / "registry"
    shutil.copytree(REGISTRY, folder)
    before = load(folder, "registry", ON)
    assert before.registry is not None
    published = Before(before.ids, render(public(before.registry), ON))
    (folder / "recipients/department-for-education.yaml").rename(folder / "recipients/dfe.yaml")
    notice = folder / "notices/child-data.yaml"
    shown = re.sub(r"(?m)^(\s+- )department-for-education$", r"\1dfe", notice.read_text("utf-8"))
    notice.write_text(shown, "utf-8")
    found = load(folder, "registry", ON, before=published)
    assert not stops(found.problems)
    (said,) = (each.message for each in found.problems if each.rule == "id-gone")
    assert said == "'department-for-education' was published, and is gone; this has its name."


def test_an_id_that_is_no_longer_retired_is_to_be_put_back(tmp_path: Path) -> None:
    entry = "old:\n  replaced_by: [police]\n  date: 2026-01-01\n  reason: |\n    It ended.\n"
    made = loaded(tmp_path / "before", {"retired.yaml": entry})
    assert made.registry is not None
    published = Before(made.ids, render(public(made.registry), ON))
    said = [line(each) for each in loaded(tmp_path / "after", {}, published).problems if each.rule == "id-gone"]
    assert [each.partition(": ")[2].partition(" | ")[2] for each in said] == [
        "Put it back into retired.yaml, for ever. [id-gone]"
    ]


def test_of_a_mailbox_with_a_name_the_mailbox_is_meant(tmp_path: Path) -> None:
    typed = '  email: "Our Officer <officer@council.example>"\n'
    (said,) = told(tmp_path, {"organisation.yaml": f"{ORGANISATION}dpo:\n{typed}"})
    assert "Did you mean 'officer@council.example'?" in said


def test_obeying_twice_gives_no_body_the_id_of_another(tmp_path: Path) -> None:
    """A retired id that something new takes: neither message says to give up the retired entry and no more."""
    entry = "police:\n  replaced_by: [hospital]\n  date: 2026-01-01\n  reason: |\n    It ended.\n"
    (said,) = told(tmp_path, {"retired.yaml": entry})
    assert "A retired id is never given to something else." in said
    assert "give the thing that uses it another id" in said
