"""What is written becomes the registry: words once, shown once, what holds for all in each, nothing in a circle."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.model import ITEM, PARAGRAPH, RUN_ON, Disclosure, Registry
from tests.load.project.small_registry import FILES, Changes, edited, loaded, told

POLICE, HOSPITAL, NOTICE = "recipients/police.yaml", "recipients/hospital.yaml", "notices/our-notice.yaml"
FOR_ALL = "all_our_disclosures:\n  {}\n"


def registry(folder: Path, changes: Changes) -> Registry:
    """The small registry with these changes, which leave no error."""
    found = loaded(folder, changes)
    assert found.registry is not None, told(folder, changes)
    return found.registry


def disclosure(made: Registry, key: str) -> Disclosure:
    return next(d for d in made.disclosures if d.id == key)


def for_all(*files: str, fields: str) -> Changes:
    """These files with fields that hold for all our disclosures."""
    begin = {NOTICE: "sections:\n", POLICE: "disclosures:\n", HOSPITAL: "disclosures:\n"}
    changes: dict[str, str | None] = {}
    for name in files:
        changes |= edited(name, (begin[name], FOR_ALL.format(fields) + begin[name]))
    return changes


# ---- the registry


def test_passages_stand_in_the_order_of_shows_with_all_that_they_state(tmp_path: Path) -> None:
    made = registry(tmp_path, {})
    (section,) = made.notices[0].sections
    assert [(p.shape, str(p.text), p.states) for p in section.passages] == [
        (PARAGRAPH, "We tell the police about crimes.", ("police-crime",)),
        (
            PARAGRAPH,
            "We send your records to the hospital. It sends us its own.",
            ("hospital-care", "hospital-answers"),
        ),
        (PARAGRAPH, "We ask you first.", ("ask-first",)),
    ]


def test_ids_in_square_brackets_run_on_and_dashes_are_items(tmp_path: Path) -> None:
    changes = {
        **edited(NOTICE, ("      - hospital\n      - ask-first\n", "      - [hospital, ask-first]\n")),
        **edited(HOSPITAL, ("      It sends", "      - It sends")),
    }
    made = registry(tmp_path, changes)
    shapes = [passage.shape for passage in made.notices[0].sections[0].passages]
    assert shapes == [PARAGRAPH, PARAGRAPH, ITEM, RUN_ON]


@pytest.mark.parametrize("blank", ["", "  ", "      ", "        "])
def test_a_line_of_spaces_among_words_is_an_empty_one(tmp_path: Path, blank: str) -> None:
    made = registry(tmp_path, edited(HOSPITAL, ("      It sends", f"      - a list\n{blank}\n      It sends")))
    shapes = [passage.shape for passage in made.notices[0].sections[0].passages]
    assert shapes == [PARAGRAPH, PARAGRAPH, ITEM, PARAGRAPH, PARAGRAPH]


def test_the_recipient_is_that_of_the_file_unless_it_is_said_not_to_be_stated(tmp_path: Path) -> None:
    made = registry(
        tmp_path, edited(POLICE, ("    purposes", "    recipient: not_stated\n    exchange: not_stated\n    purposes"))
    )
    police, hospital = disclosure(made, "police-crime"), disclosure(made, "hospital-care")
    assert (police.recipient, str(police.exchange), hospital.recipient) == (None, "not_stated", "hospital")


# ---- what holds for all


def test_what_holds_for_all_is_in_each_and_adds_up(tmp_path: Path) -> None:
    conditions = FILES["vocabulary/conditions.yaml"] + "for-all:\n  conditions:\n    - type: minimum_items\n"
    changes = {
        **for_all(POLICE, NOTICE, fields="modality: may\n  possible_conditions: [for-all]"),
        "vocabulary/conditions.yaml": conditions,
    }
    made = registry(tmp_path, changes)
    for key in ("police-crime", "hospital-care", "hospital-answers"):
        found = disclosure(made, key)
        assert (found.modality, found.possible_conditions) == ("may", ("for-all",))
    assert disclosure(made, "police-crime").shared_conditions == ("ask-first",)


@pytest.mark.parametrize(
    ("field", "reaches"),
    [
        ("mode: [paper]", True),
        ("sender: hospital", False),
        ("recipient_role: processor", False),
        ("recipient_role: sub_processor", False),
    ],
)
def test_what_holds_for_all_reaches_ours_only(tmp_path: Path, field: str, reaches: bool) -> None:
    own = edited(POLICE, ("    purposes", f"    {field}\n    purposes"))
    made = registry(tmp_path, {**for_all(NOTICE, fields="modality: may"), **own})
    assert (disclosure(made, "police-crime").modality == "may") == reaches


@pytest.mark.parametrize(
    ("recipient", "by_its_file", "by_its_notice"), [("police", 1, 1), ("hospital", 0, 1), ("not_stated", 0, 0)]
)
def test_it_reaches_those_to_the_recipient_of_the_file_and_in_a_notice_to_any_that_is_stated(
    tmp_path: Path, recipient: str, by_its_file: int, by_its_notice: int
) -> None:
    own = ("    purposes", f"    recipient: {recipient}\n    purposes")
    of_file = edited(POLICE, own, ("disclosures:\n", FOR_ALL.format("modality: may") + "disclosures:\n"))
    of_notice = {**edited(POLICE, own), **for_all(NOTICE, fields="modality: may")}
    for name, changes, reaches in (("file", of_file, by_its_file), ("notice", of_notice, by_its_notice)):
        if reaches:
            assert disclosure(registry(tmp_path / name, changes), "police-crime").modality == "may"
        elif name == "file":
            assert "reaches-nothing" in str(told(tmp_path / name, changes))
        else:
            assert disclosure(registry(tmp_path / name, changes), "police-crime").modality is None


def test_a_processor_s_role_cannot_stand_for_all(tmp_path: Path) -> None:
    (said,) = told(tmp_path, for_all(POLICE, fields="recipient_role: processor"))
    assert "reaches-nothing" in said
    assert "Write recipient_role in each disclosure" in said


OTHER_NOTICE = FILES[NOTICE].replace("sections:\n", FOR_ALL.format("modality: must") + "sections:\n")


@pytest.mark.parametrize(
    ("changes", "place", "other"),
    [
        (
            edited(
                POLICE,
                ("disclosures:\n", FOR_ALL.format("mode: [paper]") + "disclosures:\n"),
                ("    pur", "    mode: [verbal]\n    pur"),
            ),
            f"{POLICE}:9:5 mode of police-crime",
            f"{POLICE}:4",
        ),
        (
            {**for_all(POLICE, fields="modality: may"), **for_all(NOTICE, fields="modality: must")},
            f"{POLICE}:4:3 modality of police",
            f"{NOTICE}:3",
        ),
        (
            {**for_all(NOTICE, fields="modality: may"), "notices/second.yaml": OTHER_NOTICE},
            f"{NOTICE}:3:3 modality of our-notice",
            "notices/second.yaml:3",
        ),
    ],
    ids=["disclosure and file", "file and notice", "two notices"],
)
def test_two_values_for_a_field_are_one_problem_at_the_first(
    tmp_path: Path, changes: Changes, place: str, other: str
) -> None:
    assert told(tmp_path, changes) == [
        (
            f"{place}: It stands here and, with another value, for all disclosures at registry/{other}. | "
            "Keep it in one of the two places. [in-both]"
        ),
    ]


# ---- words


def test_words_stand_once(tmp_path: Path) -> None:
    more = (
        "    direction: receive\n  hospital-more:\n    words_in: hospital-answers\n  hospital-young:\n"
        "    words_in: hospital-care\n    child_text: |\n      We tell them.\n"
    )
    changes = {
        **edited(HOSPITAL, ("    direction: receive\n", more)),
        **edited(POLICE, ("    purposes", "    words_in: hospital-care\n    purposes")),
    }
    assert told(tmp_path, changes) == [
        (
            f"{HOSPITAL}:12:5 words of hospital-more: 'hospital-answers' has no words of its own: "
            "they stand in those of 'hospital-care'. | Write words_in: hospital-care. [words-in-nothing]"
        ),
        (
            f"{HOSPITAL}:15:5 words of hospital-young: It has no text of its own, so it cannot have a child_text "
            "either. | Write them in 'hospital-care'. [words-twice]"
        ),
        (
            f"{POLICE}:7:5 words of police-crime: It has words of its own and says that they stand elsewhere. | "
            "Keep text or words_in. [words-twice]"
        ),
    ]


def test_nothing_can_stand_in_words_that_are_made_from_facts(tmp_path: Path) -> None:
    text = "    text: |\n      We send your records to the hospital.\n      It sends us its own.\n"
    (problem,) = told(tmp_path, edited(HOSPITAL, (text, "    mode: [paper]\n")))
    assert problem == (
        f"{HOSPITAL}:7:5 words of hospital-answers: 'hospital-care' has no words: its sentence is made from its own "
        "facts alone. | Write text for 'hospital-care'. Or take this line out: then this disclosure gets a sentence "
        "too. [words-in-nothing]"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "hospital-answers",
            "The words of 'hospital-answers' stand in those of 'hospital-care'. | Show 'hospital-care'.",
        ),
        ("quiet", "'quiet' has no words of its own. | Write text for it, or take this line out."),
        ("school", "'school' has no words of its own. | Write text for it, or take this line out."),
        ("doctor", "The words of 'doctor' stand in those of 'hospital-care'. | Show 'hospital-care'."),
    ],
)
def test_a_line_that_brings_no_words_says_why(tmp_path: Path, line: str, said: str) -> None:
    quiet = "quiet:\n  conditions:\n    - type: minimum_items\n"
    changes = {
        **edited(NOTICE, ("- ask-first", f"- ask-first\n      - {line}")),
        "vocabulary/conditions.yaml": FILES["vocabulary/conditions.yaml"] + quiet,
        "recipients/school.yaml": "name: School\ntype: organisation\n",
        "recipients/doctor.yaml": "name: Doctor\ntype: role\ndisclosures:\n  to-doctor:\n    words_in: hospital-care\n",
    }
    assert told(tmp_path, changes) == [f"{NOTICE}:9:9 shows of all: {said} [shows-no-words]"]


def test_nothing_is_shown_twice_in_a_notice(tmp_path: Path) -> None:
    more = "  hospital-more:\n    text: |\n      More.\n"
    changes = {
        **edited(NOTICE, ("- ask-first", "- [police-crime, ask-first]\n      - hospital")),
        HOSPITAL: FILES[HOSPITAL] + more,
    }
    assert told(tmp_path, changes) == [
        (
            f"{NOTICE}:8:10 shows of all: The words of 'police-crime' are already shown at line 6. | "
            "Show them once in a notice. [shown-twice]"
        ),
        (
            f"{NOTICE}:9:9 shows of all: The words of 'hospital-care' are already shown at line 7, "
            "and those of 1 more. | Show them once in a notice. [shown-twice]"
        ),
    ]


def test_two_notices_may_show_the_same(tmp_path: Path) -> None:
    assert len(registry(tmp_path, {"notices/second.yaml": FILES[NOTICE]}).notices) == 2


def test_words_that_no_notice_shows_are_an_error(tmp_path: Path) -> None:
    changes = edited(NOTICE, ("      - hospital\n      - ask-first\n", ""))
    assert told(tmp_path, changes) == [
        (
            f"{HOSPITAL}:4:3 hospital-care: It is read nowhere: no notice shows 'hospital-care'. | "
            "Add it under shows in a file in notices/. [not-shown]"
        ),
        (
            "vocabulary/conditions.yaml:1:1 ask-first: It is read nowhere: no notice shows 'ask-first'. | "
            "Add it under shows in a file in notices/. [not-shown]"
        ),
    ]


def test_a_registry_without_a_notice_says_so_once(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, {NOTICE: None})
    assert problem.endswith("[no-notice]")


# ---- circles

BODY = "name: Body\ntype: organisation\n"
WORDS = "    text: |\n      Words.\n"
THINGS = {
    "words_in": ("    words_in: {}\n", ""),
    "onward_of": (WORDS + "    onward_of: {}\n", WORDS),
    "exception_to": (WORDS + "    exception_to: {}\n", WORDS),
}


def _things(field: str, names: dict[str, str]) -> Changes:
    """Things of the kind that has this field, in which each names another."""
    if field in {"at", "members", "replaced_by"}:
        value = "{}" if field == "at" else "[{}]"
        return {f"recipients/{k}.yaml": f"{BODY}{field}: {value.format(v)}\n" for k, v in names.items()}
    if field == "supersedes":
        show = FILES[NOTICE].replace("sections:", "supersedes: [{}]\nsections:")
        return {f"notices/{k}.yaml": show.format(v) for k, v in names.items()}
    if field == "programmes":
        text = "".join(f"{k}:\n  name: Name\n  replaced_by: [{v}]\n" for k, v in names.items())
        return {"vocabulary/programmes.yaml": text}
    start = f"{BODY}disclosures:\n"
    texts = {k: f"  {k}:\n{THINGS[field][0].format(v)}" for k, v in names.items()}
    show = "".join(f"      - {k}\n" for k in names) if field != "words_in" else ""
    return {
        **{f"recipients/of-{k}.yaml": start + text for k, text in texts.items()},
        NOTICE: FILES[NOTICE] + show,
    }


FIELDS = ["words_in", "onward_of", "exception_to", "at", "members", "replaced_by", "supersedes", "programmes"]


@pytest.mark.parametrize("field", FIELDS)
def test_what_names_itself_is_one_problem_at_its_place(tmp_path: Path, field: str) -> None:
    (problem,) = told(tmp_path, _things(field, {"thing-a": "thing-a"}))
    assert ": 'thing-a' names itself. | " in problem
    assert problem.endswith("[circle]")


@pytest.mark.parametrize("length", [2, 3, 7])
@pytest.mark.parametrize("field", FIELDS)
def test_a_circle_of_any_length_is_one_problem_at_its_place(tmp_path: Path, field: str, length: int) -> None:
    names = [f"thing-{letter}" for letter in "abcdefg"[:length]]
    (problem,) = told(tmp_path, _things(field, dict(zip(names, [*names[1:], names[0]], strict=True))))
    assert "This leads back to where it began: 'thing-a' names 'thing-b', 'thing-b' names " in problem
    assert problem.endswith("[circle]")
    assert ("and so on through 2 more" in problem) == (length == 7)


def test_what_comes_to_an_end_is_no_circle(tmp_path: Path) -> None:
    files = {
        "recipients/all.yaml": f"{BODY}members: [some, few]\n",
        "recipients/some.yaml": f"{BODY}members: [few, one]\n",
        "recipients/few.yaml": f"{BODY}members: [one]\n",
        "recipients/one.yaml": BODY,
    }
    assert told(tmp_path, files) == []


def test_two_circles_through_one_thing_are_two_problems(tmp_path: Path) -> None:
    files = {
        "recipients/a-hub.yaml": f"{BODY}members: [left, right]\n",
        "recipients/left.yaml": f"{BODY}members: [a-hub]\n",
        "recipients/right.yaml": f"{BODY}members: [a-hub]\n",
    }
    assert [line.split(":")[0] for line in told(tmp_path, files)] == ["recipients/left.yaml", "recipients/right.yaml"]
