"""Words in two languages side by side, and who confirmed and who signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.load.project.folder import load
from site_builder.problems import stops
from tests.edit.forms import OFFICER, Window, contents, project, retype, unchanged_but, window
from tests.seed import ON

DFE = "recipients/department-for-education.yaml"
WELSH = "translations/cy/department-for-education.yaml"
SURVEYS = "v.disclosures.dfe-surveys"
AT = "recipient/department-for-education?at=dfe-surveys"
_PAIRS = """\
dfe-matching:
  # Checked by the translator.
  title:
    en: Matching
    cy: Paru
department-for-education:
  name:
    en: Department for Education
    cy: Yr Adran Addysg
"""
WORDS = "words/department-for-education?lang=cy"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The seed in two languages, with somebody who confirms and signs."""
    made = project(tmp_path) / "registry"
    retype(made / "organisation.yaml", "languages: [en-GB]", "languages: [en-GB, cy]")
    roles = made / "vocabulary/roles.yaml"
    roles.write_text(roles.read_text("utf-8") + OFFICER, "utf-8")
    (made / "translations/cy").mkdir(parents=True)
    retype(made / DFE, "  dfe-matching:\n    text", "  dfe-matching:\n    title: Matching\n    text")
    (made / WELSH).write_text(_PAIRS, "utf-8")
    return tmp_path


@pytest.fixture
def page(folder: Path) -> Window:
    return window(folder)


def test_words_are_changed_in_both_languages_at_once(page: Window, folder: Path) -> None:
    page.go(WORDS)
    assert page.value("to.dfe-matching.title") == "Paru"
    page.fill({"v.disclosures.dfe-matching.title": "Matching records", "to.dfe-matching.title": "Paru cofnodion"})
    assert page.value("to.dfe-matching.title") == "Paru cofnodion"
    with unchanged_but(folder, DFE, WELSH):
        assert "Saved" in page.save().text
    assert b"    title: Matching records\n" in contents(folder)[DFE]
    assert contents(folder)[WELSH].decode() == _PAIRS.replace("Matching", "Matching records").replace(
        "Paru", "Paru cofnodion"
    )
    assert not stops(load(folder / "registry", "registry", ON).problems)


def test_a_translation_alone_changes_its_file_alone(page: Window, folder: Path) -> None:
    page.go(WORDS).fill({"to.department-for-education.name": "Adran Addysg"})
    with unchanged_but(folder, WELSH):
        page.save()


def test_a_page_of_words_that_is_sent_back_as_it_was_asks_for_nothing(page: Window) -> None:
    page.go(WORDS).fill({})
    assert page.app.session.steps == []


def test_a_text_that_waits_gets_its_translation(page: Window, folder: Path) -> None:
    assert "waits for Welsh" in page.go(WORDS).text
    page.fill({"to.dfe-surveys.text": "Gair\nGair\nGair"})
    with unchanged_but(folder, f"translations/cy/{DFE}"):
        page.save()
    assert not stops(load(folder / "registry", "registry", ON).problems)


def test_a_translation_that_somebody_changed_meanwhile_is_not_lost(page: Window, folder: Path) -> None:
    page.go(WORDS)
    retype(folder / "registry" / WELSH, "cy: Paru", "cy: Cyfateb")
    page.fill({"to.dfe-matching.title": "Paru cofnodion"})
    assert "yours was not kept" in page.text
    assert page.value("to.dfe-matching.title") == "Cyfateb"


def test_child_words_are_written(page: Window, folder: Path) -> None:
    notice = folder / "registry/notices/child-data.yaml"
    retype(notice, "title: Who we share", "child_title: Who gets your facts\ntitle: Who we share")
    page.go(AT).fill({f"{SURVEYS}.child_text": "They may ask you questions."})
    assert "They may ask you questions." in page.text.partition("What children read")[2]
    with unchanged_but(folder, DFE):
        page.save()
    assert b"    child_text: |\n      They may ask you questions.\n" in contents(folder)[DFE]


def test_facts_are_confirmed_by_a_role(page: Window, folder: Path) -> None:
    confirm = "confirm/dfe-surveys"
    assert "Tick what was confirmed" in page.go(confirm).fill({"by": "data-protection-officer"}).text
    assert "Say who confirms it" in page.fill({"fields": ["purposes"], "by": ""}).text
    # What was ticked stays ticked.
    page.fill({"by": "data-protection-officer"})
    assert "Confirmed by data protection officer on 25 November 2026" in page.text
    with unchanged_but(folder, DFE):
        page.save()
    block = contents(folder)[DFE].partition(b"\nconfirmed:\n  dfe-surveys:\n")[2].partition(b"\n\n")[0]
    assert [line.split(b":")[0].strip(b" -") for line in block.splitlines()] == [b"fields", b"by", b"date", b"marks"]
    page.go(AT).fill({f"{SURVEYS}.purposes": ["survey-samples", "research"]})
    assert "Confirmed by" not in page.text, "what was confirmed has changed"
    page.go(confirm).fill({"fields": ["purposes"], "by": "data-protection-officer"})
    assert "Confirmed by data protection officer" in page.text


def test_who_confirms_is_added_there_and_is_undone_with_what_was_confirmed(page: Window) -> None:
    page.go("confirm/dfe-surveys").fill({"fields": ["purposes"], "v.+.by.name": "head of data"})
    assert "Confirmed by head of data on 25 November 2026" in page.text
    assert [*page.app.session.contents] == ["vocabulary/roles.yaml", DFE]
    page.post("undo", {"key": page.app.form_key, "back": ""})
    assert page.app.session.contents == {}
    page.go("sign-off").fill({"v.+.by.name": "head of data", "make": "by"})
    assert "Save your changes first" in page.text
    assert page.app.session.told() == ["New role: head of data"]


def test_a_notice_is_translated_beside_its_words_and_shown(page: Window, folder: Path) -> None:
    page.go("words/notices/child-data")
    heading = "sections.dfe.heading"
    page.fill({"to.child-data.title": "Gyda phwy", f"to.child-data.{heading}": "Yr Adran", f"v.{heading}": "The DfE"})
    shown = page.text.partition("What the public reads in Welsh")[2]
    assert "Gyda phwy" in shown
    assert "Yr Adran" in shown
    # Sent again as it was while somebody types, it asks for nothing.
    steps = [*page.app.session.steps]
    page.fill({"part": "1"})
    assert page.app.session.steps == steps
    with unchanged_but(folder, "notices/child-data.yaml", "translations/cy/notices/child-data.yaml"):
        page.save()
    made = " ".join(contents(folder)["translations/cy/notices/child-data.yaml"].decode().split())
    assert "en: | The DfE cy: | Yr Adran" in made
    assert not stops(load(folder / "registry", "registry", ON).problems)


def test_a_sheet_is_signed_from_the_form(page: Window, folder: Path) -> None:
    page.go("sign-off")
    assert "everything is new" in page.text
    assert "Say who signs" in page.fill({}).text
    assert "Read it again" in page.fill({"whole": "0" * 12, "by": "data-protection-officer", "name": "A. Jones"}).text
    assert not (folder / "signed.yaml").exists()
    page.go("sign-off").fill({"by": "data-protection-officer", "name": "A. Jones"})
    assert "Recorded." in page.text
    assert "A. Jones" in (folder / "signed.yaml").read_text("utf-8")
    assert b"A. Jones" not in b"".join(contents(folder).values())


def test_what_is_not_saved_cannot_be_signed(page: Window) -> None:
    page.go("recipient/department-for-education?at=who").fill({"v.short_name": "DFE"})
    assert "Save your changes first" in page.go("sign-off").text
