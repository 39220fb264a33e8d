"""The pages of the form, without a browser: what is typed reaches the file, and nothing else does."""

from __future__ import annotations

from pathlib import Path

from tests.edit.forms import Window, contents, unchanged_but

DFE = "recipients/department-for-education.yaml"
SURVEYS = "v.disclosures.dfe-surveys"
AT = "recipient/department-for-education?at=dfe-surveys"


def diff(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """The lines that went and those that came."""
    was, now = before.decode().splitlines(), after.decode().splitlines()
    return [x for x in was if x not in now], [x for x in now if x not in was]


def test_the_recipients_are_listed_with_what_waits(page: Window) -> None:
    assert "Department for Education One organisation 7 1 not stated" in page.go().text


def test_a_page_that_is_sent_back_as_it_was_asks_for_nothing(page: Window) -> None:
    for address in (AT, "recipient/department-for-education?at=who", "recipient/nhs-services"):
        page.go(address).fill({})
        assert page.app.session.steps == []


def test_words_are_changed_shown_reviewed_and_saved(page: Window, folder: Path) -> None:
    before = contents(folder)[DFE]
    words = page.go(AT).value(f"{SURVEYS}.text")
    page.fill({f"{SURVEYS}.text": words.replace("usually voluntary", "always voluntary")})
    assert "always voluntary" in page.text.partition("What the public reads")[2]
    assert "no words here soften" in page.text
    assert contents(folder)[DFE] == before
    assert "Words changed" in page.go("review").text
    with unchanged_but(folder, DFE):
        assert "Saved" in page.save().text
    went, came = diff(before, contents(folder)[DFE])
    assert [len(went), len(came)] == [1, 1]
    assert "always voluntary" in came[0]


def test_facts_are_ticked_and_what_shares_more_is_marked(page: Window, folder: Path) -> None:
    before = contents(folder)[DFE]
    page.go(AT).fill({f"{SURVEYS}.purposes": ["survey-samples", "research"], f"{SURVEYS}.modality": "may"})
    assert page.go("review").tree.css_first("section.more h2").text().startswith("Shares more")  # type: ignore[union-attr]
    page.save()
    assert diff(before, contents(folder)[DFE]) == (
        ["    purposes: [survey-samples]"],
        ["    purposes: [survey-samples, research]"],
    )


def test_what_is_unsaid_leaves_no_trace(page: Window, folder: Path) -> None:
    page.go(AT).fill({f"{SURVEYS}.within": "  ", f"{SURVEYS}.data_items": "\n\n"})
    assert page.app.session.steps == []
    page.fill({f"{SURVEYS}.data_categories": []})
    page.save()
    assert b"data_categories: [contact-details]\n    conditions:" not in contents(folder)[DFE]


def test_undo_takes_the_last_change_back(page: Window) -> None:
    page.go(AT).fill({f"{SURVEYS}.modality": "may"})
    page.fill({f"{SURVEYS}.frequency": "yearly"})
    page.post("undo", {"key": page.app.form_key, "back": AT})
    assert page.value(f"{SURVEYS}.frequency") == ""
    assert page.value(f"{SURVEYS}.modality") == "may"
    page.post("undo", {"key": page.app.form_key, "back": AT})
    assert page.app.session.steps == []
    assert page.app.session.contents == {}
