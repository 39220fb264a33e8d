"""Somebody else saves meanwhile: other fields are put together, the same field is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.edit.app import KEY
from tests.edit.forms import Window, contents, retype, window

DFE = "recipients/department-for-education.yaml"
SURVEYS = "v.disclosures.dfe-surveys"
AT = "recipient/department-for-education?at=dfe-surveys"
OLD, THEIRS, MINE = "usually voluntary", "nearly always voluntary", "always voluntary"


def mine(page: Window) -> Window:
    page.go(AT)
    return page.fill({f"{SURVEYS}.text": page.value(f"{SURVEYS}.text").replace(OLD, MINE)})


def test_another_field_and_another_file_are_put_together(page: Window, folder: Path) -> None:
    mine(page)
    retype(folder / "registry" / DFE, "purposes: [survey-samples]", "purposes: [survey-samples, research]")
    retype(folder / "registry/recipients/benefit-agencies.yaml", "name: benefit agencies", "name: Benefit agencies")
    assert "Benefit agencies" in page.go().text
    assert "Saved" in page.save().text
    text = contents(folder)[DFE].decode()
    assert MINE in text
    assert "purposes: [survey-samples, research]" in text


@pytest.mark.parametrize("whose", ["theirs", "mine"])
def test_the_same_field_is_asked(page: Window, folder: Path, whose: str) -> None:
    mine(page)
    retype(folder / "registry" / DFE, OLD, THEIRS)
    assert "Changed meanwhile" in page.go(AT).text
    before = contents(folder)
    assert "Not saved" in page.save().text
    assert contents(folder) == before
    assert f"{OLD}" in page.text
    assert THEIRS in page.text
    assert MINE in page.text
    page.post("keep", {KEY: page.app.form_key, "clash": "0", "whose": whose})
    page.save()
    text = contents(folder)[DFE].decode()
    assert (THEIRS in text, f"is {MINE}" in text) == ((True, False) if whose == "theirs" else (False, True))


def test_two_windows_that_change_the_same_field_are_asked(folder: Path) -> None:
    one = window(folder)
    two = Window(one.app)
    one.go(AT)
    two.go(AT)
    words = one.value(f"{SURVEYS}.text")
    one.fill({f"{SURVEYS}.text": words.replace(OLD, THEIRS)})
    two.fill({f"{SURVEYS}.text": words.replace(OLD, MINE), f"{SURVEYS}.frequency": "yearly"})
    assert "Changed meanwhile. There it says" in two.text
    assert f"is {MINE}" in two.value(f"{SURVEYS}.text"), "what was typed stays"
    assert two.value(f"{SURVEYS}.frequency") == "yearly", "another field is kept"
    # Sent again without an answer, it is asked again.
    assert "Changed meanwhile. There it says" in two.fill({}).text
    two.fill({f"keep.{SURVEYS}.text": "mine"})
    assert f"is {MINE}" in one.go(AT).value(f"{SURVEYS}.text")


def test_two_windows_that_change_different_fields_are_not(folder: Path) -> None:
    one = window(folder)
    two = Window(one.app)
    one.go(AT)
    two.go(AT)
    one.fill({f"{SURVEYS}.frequency": "yearly"})
    two.fill({f"{SURVEYS}.within": "within a week"})
    assert two.value(f"{SURVEYS}.frequency") == "yearly"
    assert two.value(f"{SURVEYS}.within") == "within a week"


def test_a_sharing_that_somebody_took_out_is_told(page: Window, folder: Path) -> None:
    page.go("recipient/nhs-services").fill({"v.disclosures.nhs-research-statistics.frequency": "yearly"})
    retype(folder / "registry/recipients/nhs-services.yaml", "  nhs-research-statistics:\n", "  nhs-research-anew:\n")
    assert "has no place" in page.save().text
    page.post("keep", {KEY: page.app.form_key, "clash": "0", "whose": "theirs"})
    assert page.app.session.steps == []


def test_a_condition_that_somebody_added_keeps_mine_from_the_wrong_one(page: Window, folder: Path) -> None:
    page.go(AT).fill({f"{SURVEYS}.conditions.0.strength": "always"})
    retype(
        folder / "registry" / DFE,
        "      - type: voluntary_participation",
        "      - type: case_by_case\n      - type: voluntary_participation",
    )
    before = contents(folder)
    assert "has no place" in page.save().text
    assert contents(folder) == before


def test_what_is_added_last_stays_last_where_somebody_added_something_too(page: Window, folder: Path) -> None:
    page.go("new?name=Example+Youth+Trust&type=organisation")
    new = {"v.disclosures.new.text": "We may tell them.", "show": "registry/notices/child-data.yaml dfe"}
    page.fill(new, which=1)
    last = "      - dfe-independent-researchers\n"
    retype(folder / "registry/notices/child-data.yaml", last, f"{last}      - police\n")
    assert "Saved" in page.save().text
    assert (
        f"{last}      - police\n      - example-youth-trust\n" in contents(folder)["notices/child-data.yaml"].decode()
    )


def test_a_file_that_vanished_or_broke_is_told_and_nothing_is_written(page: Window, folder: Path) -> None:
    mine(page)
    file = folder / "registry" / DFE
    kept = file.read_bytes()
    file.unlink()
    before = contents(folder)
    assert "somebody moved or deleted it" in page.save().text
    assert contents(folder) == before
    file.write_bytes(kept.replace(b"name: Department", b"name: [Department"))
    assert "has errors now" in page.go("review").text
    assert "cannot be edited here yet" in page.go(AT).shown.body.decode()
    file.write_bytes(kept)
    assert "Saved" in page.save().text
    assert MINE.encode() in file.read_bytes()


def test_a_merge_that_forgets_what_was_would_lose_a_colleagues_words(page: Window, folder: Path) -> None:
    """The broken twin: a session that puts its values on whatever stands there."""
    mine(page)
    retype(folder / "registry" / DFE, OLD, THEIRS)
    session = page.app.session
    session.look()
    assert session.clashes
    file = session._now(DFE)[1]
    assert file is not None
    careless = file.edited(session.steps[0].edit.path, session.steps[0].edit.value)
    assert THEIRS not in careless.source.decode()
