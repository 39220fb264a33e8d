"""What is new, and what goes: recipients, sharings, parts of a field."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.edit.app import KEY
from site_builder.load.project.folder import load
from site_builder.problems import stops
from tests.edit.forms import Window, contents, retype, unchanged_but
from tests.seed import ON

DFE = "recipients/department-for-education.yaml"
SURVEYS = "v.disclosures.dfe-surveys"
AT = "recipient/department-for-education?at=dfe-surveys"
NOTICE = "notices/child-data.yaml"
NEW = "v.disclosures.new"
CLUBS: dict[str, str | list[str] | None] = {
    f"{NEW}.text": "We may give Example Youth Trust your contact details, so that you can join a club.",
    f"{NEW}.purposes": ["services-you-need"],
    f"{NEW}.data_categories": ["contact-details"],
    f"{NEW}.modality": "may",
    "show": "registry/notices/child-data.yaml partners",
}


def sound(folder: Path) -> bool:
    return not stops(load(folder / "registry", "registry", ON).problems)


# ---- a recipient


def test_a_recipient_is_added_with_its_file_and_its_place(page: Window, folder: Path) -> None:
    page.go("new?name=Example+Youth+Trust&type=organisation")
    assert "The dated lists know nobody of this name" in page.text
    page.fill(CLUBS, which=1)
    assert page.text.startswith("Recipients Example Youth Trust")
    assert "so that you can join a club" in page.text.partition("What the public reads")[2]
    with unchanged_but(folder, NOTICE, "recipients/example-youth-trust.yaml"):
        assert "Saved" in page.save().text
    assert contents(folder)["recipients/example-youth-trust.yaml"].decode() == (
        "name: Example Youth Trust\n"
        "type: organisation\n\n"
        "disclosures:\n"
        "  example-youth-trust-services-you-need:\n"
        "    text: |\n"
        "      We may give Example Youth Trust your contact details, so that you can join a club.\n"
        "    purposes: [services-you-need]\n"
        "    data_categories: [contact-details]\n"
        "    modality: may\n"
    )
    assert b"      - partner-agencies\n      - [" in contents(folder)[NOTICE]
    assert sound(folder)


def test_the_wizard_tells_what_became_of_a_body_and_who_came_after(page: Window) -> None:
    page.go("new?name=Department+for+Education+and+Skills")
    assert "It was abolished (June 2007). After it: Department for Education" in page.text
    assert "Take Department for Education" in page.text
    assert "is in the registry already" in page.go("new?name=department+for+education").text
    assert b"Children, Schools" in page.go("bodies?q=children%2C+schools").shown.body


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ({f"{NEW}.text": "", f"{NEW}.purposes": []}, "Say in words what is shared"),
        ({"show": ""}, "Say where people read it"),
    ],
)
def test_a_recipient_without_words_or_place_is_asked_again(
    page: Window, left_out: dict[str, str | list[str] | None], said: str
) -> None:
    page.go("new?name=Example+Youth+Trust&type=organisation").fill({**CLUBS, **left_out}, which=1)
    assert said in page.text
    assert page.app.session.steps == []


def test_a_name_that_a_picker_lacks_is_made_there_in_both_languages(page: Window, folder: Path) -> None:
    us = folder / "registry/organisation.yaml"
    retype(us, "languages: [en-GB]", "languages: [en-GB, cy]")
    new = "v.+.disclosures.dfe-surveys.purposes"
    said = {f"{new}.name": "to plan pools", f"{new}.name:cy": "i gynllunio pyllau"}
    # While somebody types nothing is made, nor without all that it must have.
    assert "Not added" not in page.go(AT).fill({**said, "part": "1"}).text
    assert (
        "“What sort of reason is it?” has to be said." in page.go(AT).fill({**said, "make": f"{SURVEYS}.purposes"}).text
    )
    assert page.app.session.steps == []
    with unchanged_but(folder, DFE, "vocabulary/purposes.yaml", "translations/cy/vocabulary/purposes.yaml"):
        page.fill({f"{new}.family": "research"}).save()
    assert b"purposes: [survey-samples, to-plan-pools]\n" in contents(folder)[DFE]
    # One that is there is ticked, and none is made twice; a new sharing keeps what was typed.
    page.go("new-sharing/department-for-education")
    new = "v.+.disclosures.new"
    page.fill(
        {
            f"{NEW}.text": "Ours.",
            f"{new}.purposes.name": "To plan pools",
            f"{new}.purposes.family": "research",
            "make": f"{NEW}.purposes",
        }
    )
    assert (page.value(f"{NEW}.purposes"), page.value(f"{NEW}.text")) == ("to-plan-pools", "Ours.")
    assert page.app.session.steps == []
    page.fill({f"{new}.data_categories.name": "shoe sizes", "show": "registry/notices/child-data.yaml dfe"})
    assert page.at.startswith("recipient/department-for-education?at=")
    assert len({step.batch for step in page.app.session.steps}) == 1
    page.save()
    assert sound(folder)


def test_a_kind_of_recipients_says_whether_there_are_others(page: Window, folder: Path) -> None:
    page.go("new?name=Youth+clubs&type=category").fill(CLUBS, which=1)
    assert "Say whether there are others" in page.text
    page.fill({"open_list": "true"}, which=1).save()
    assert b"type: category\nopen_list: true\n" in contents(folder)["recipients/youth-clubs.yaml"]
    assert sound(folder)


def test_a_file_of_that_name_that_somebody_made_meanwhile_is_not_overwritten(page: Window, folder: Path) -> None:
    page.go("new?name=Example+Youth+Trust&type=organisation").fill(CLUBS, which=1)
    (folder / "registry/recipients/example-youth-trust.yaml").write_text("name: Theirs\ntype: organisation\n")
    before = contents(folder)
    assert "Somebody else made a file of this name" in page.save().text
    assert contents(folder) == before


# ---- a sharing


def test_a_sharing_is_added_and_removed_with_all_that_stands_for_it(page: Window, folder: Path) -> None:
    before = contents(folder)
    page.go("new-sharing/department-for-education").fill({**CLUBS, "show": "registry/notices/child-data.yaml dfe"})
    with unchanged_but(folder, DFE, NOTICE):
        page.save()
    assert sound(folder)
    page.go("remove-sharing/department-for-education-services-you-need").fill({})
    with unchanged_but(folder, DFE, NOTICE):
        page.save()
    assert contents(folder) == before


def test_a_sharing_of_which_all_are_shown_needs_no_place(page: Window, folder: Path) -> None:
    page.go("new-sharing/partner-agencies")
    assert "It is read under “Our partner agencies”, with the others" in page.text
    page.fill({k: v for k, v in CLUBS.items() if k != "show"})
    with unchanged_but(folder, "recipients/partner-agencies.yaml"):
        page.save()
    assert sound(folder)


# ---- parts of a field


def test_a_period_is_added_changed_and_removed(page: Window, folder: Path) -> None:
    before = contents(folder)
    page.go(f"add?file={DFE}&path={SURVEYS}.retention")
    page.fill({f"{SURVEYS}.retention.new.period": "8 years", f"{SURVEYS}.retention.new.kept_by": "them"})
    assert "8 years" in page.text
    page.save()
    assert b"    retention:\n      - period: 8 years\n        kept_by: them\n" in contents(folder)[DFE]
    page.go(AT).fill({f"{SURVEYS}.retention.0.period": "6 years"})
    with unchanged_but(folder, DFE):
        page.save()
    assert b"      - period: 6 years\n        kept_by: them\n" in contents(folder)[DFE]
    page.go(AT).fill({"remove": f"{SURVEYS}.retention.0"})
    page.save()
    assert contents(folder) == before


def test_none_is_an_answer_and_a_period_takes_its_place(page: Window, folder: Path) -> None:
    page.go(AT).fill({f"{SURVEYS}.retention": "none"}).save()
    assert b"    retention: none\n" in contents(folder)[DFE]
    page.go(f"add?file={DFE}&path={SURVEYS}.retention").fill({f"{SURVEYS}.retention.new.period": "1 year"}).save()
    assert b"    retention:\n      - period: 1 year\n" in contents(folder)[DFE]


def test_a_condition_is_chosen_added_and_removed(page: Window, folder: Path) -> None:
    before = contents(folder)
    page.go(f"add?file={DFE}&path={SURVEYS}.conditions")
    assert "Consent is asked first" in page.text
    assert "People may refuse to take part" not in page.text, "each type stands once"
    page.go(f"add?file={DFE}&path={SURVEYS}.conditions&type=consent_first")
    page.fill({f"{SURVEYS}.conditions.new.strength": "always"})
    page.save()
    assert b"      - type: consent_first\n        strength: always\n" in contents(folder)[DFE]
    page.go(AT).fill({"remove": f"{SURVEYS}.conditions.2"}).save()
    assert contents(folder) == before


def test_a_condition_that_lacks_what_it_needs_is_asked_again(page: Window) -> None:
    page.go(f"add?file={DFE}&path={SURVEYS}.conditions&type=approval").fill({})
    assert "This has to be said." in page.text
    assert page.app.session.steps == []


def test_a_law_of_the_shipped_list_is_named(page: Window, folder: Path) -> None:
    page.go(f"add?file={DFE}&path={SURVEYS}.legal_power")
    page.fill(
        {f"{SURVEYS}.legal_power.new.law": "education-act-1996", f"{SURVEYS}.legal_power.new.provision": "s.537A"}
    )
    page.save()
    assert b"      - law: education-act-1996\n        provision: s.537A\n" in contents(folder)[DFE]
    assert sound(folder)


def test_our_own_notes_are_kept(page: Window, folder: Path) -> None:
    page.go(f"add?file={DFE}&path=v.internal.dfe-surveys.dpia").fill({"v.internal.dfe-surveys.dpia.new.status": "due"})
    page.fill({"v.internal.dfe-surveys.security": "Encrypted."})
    page.save()
    assert b"  dfe-surveys:\n" in contents(folder)[DFE].partition(b"internal:")[2]
    assert sound(folder)


def test_a_proposal_is_taken_over_and_goes(page: Window, folder: Path) -> None:
    file = folder / "registry" / DFE
    proposal = "\nproposed:\n  dfe-surveys:\n    purposes: [research]\n    reason: |\n      The words say so.\n"
    before = file.read_text("utf-8")
    file.write_text(before.replace("\ninternal:\n", f"{proposal}\ninternal:\n"), "utf-8")
    assert "Proposed: research. Waits for the data protection officer. Take it over" in page.go(AT).text
    page.fill({"accept": f"{SURVEYS}.purposes"}).save()
    old = "    purposes: [survey-samples]\n"
    assert file.read_text("utf-8") == before.replace(old, "    purposes: [survey-samples, research]\n")


def test_nothing_is_saved_that_the_loader_would_refuse(page: Window, folder: Path) -> None:
    before = contents(folder)
    # Another sharing is said in its words.
    page.go("remove-sharing/dfe-matching").fill({})
    assert "Not saved" in page.save().text
    assert "To mend before you can save" in page.text
    page.post("undo", {KEY: page.app.form_key, "back": AT})
    page.go(AT).fill({f"{SURVEYS}.valid_from": "2027-01-01", f"{SURVEYS}.valid_to": "2026-01-01"})
    assert "Not saved" in page.save().text
    assert contents(folder) == before
