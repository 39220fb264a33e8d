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


def test_words_that_are_emptied_are_told_to_become_sentences(page: Window) -> None:
    assert "No words." not in page.go("recipient/nhs-services?at=nhs-contact-parents").text
    text = "v.disclosures.nhs-contact-parents.text"
    page.fill({text: "", "part": "1"})
    assert "No words. The public reads sentences that the program makes from the facts." in page.text
    assert ": made from the facts, as there are no words" in page.text
    page.fill({text: "We tell them.", text.replace(".text", ".valid_from"): "2030-01-01"})
    assert "No words." not in page.text
    assert "So it reads on 25 November 2026. What begins later is told with its day" in page.text


def test_what_one_act_changes_in_several_places_is_one_change(page: Window) -> None:
    page.go("remove-sharing/dfe-surveys").fill({})
    assert len(page.app.session.contents) > 1
    assert page.go("review").text.count("Removed:") == 1
    groups = [each.text() for each in page.tree.css("main section h2")]
    assert groups == ["To mend before you can save", "What you changed"]
    page.post("undo", {"key": page.app.form_key, "back": ""}).go("remove-sharing/dfe-independent-researchers").fill({})
    # Its words go with it, and are no change of their own.
    assert [each.text() for each in page.go("review").tree.css("main section h2")] == [
        "Shares less",
        "What you changed",
    ]
    assert page.tree.css_matches("section li del")
    assert "1 change , not saved yet" in " ".join(page.tree.css_first(".bar").text(separator=" ").split())  # type: ignore[union-attr] # it is there


def test_the_last_saving_is_undone_unless_somebody_changed_it_since(page: Window, folder: Path) -> None:
    before = contents(folder)
    for change in ("", "# Theirs.\n"):
        page.go(AT).fill({f"{SURVEYS}.frequency": "yearly"})
        assert "Undo the last saving" in page.save().text
        after, file = contents(folder), folder / "registry" / DFE
        file.write_text(file.read_text("utf-8") + change, "utf-8")
        page.go("review").fill({})
        if change:
            assert (
                "Somebody has changed recipients/department-for-education.yaml since. Your saving stays." in page.text
            )
            assert contents(folder) == {**after, DFE: after[DFE] + change.encode()}
        else:
            # What was changed is there again, and not saved.
            assert contents(folder) == before
            assert page.app.session.told()
            assert "Undone. Your files are as they were." in page.text
            page.post("undo", {"key": page.app.form_key, "back": ""})
    assert (
        "no saving that can be undone"
        in page.go(AT).fill({f"{SURVEYS}.within": "a week"}).post("undo-save", {"key": page.app.form_key}).text
    )


def test_a_saving_that_somebody_needs_since_stays(page: Window, folder: Path) -> None:
    page.go("new-thing/vocabulary/purposes").fill({"v.new.name": "to play", "v.new.family": "research"}).save()
    file = folder / "registry" / DFE
    file.write_text(file.read_text("utf-8").replace("purposes: [survey-samples]", "purposes: [to-play]"), "utf-8")
    before = contents(folder)
    assert "Somebody has saved since what needs yours" in page.go("review").fill({}).text
    assert contents(folder) == before


def test_undo_takes_the_last_change_back(page: Window) -> None:
    page.go(AT).fill({f"{SURVEYS}.modality": "may"})
    page.fill({f"{SURVEYS}.frequency": "yearly"})
    page.post("undo", {"key": page.app.form_key, "back": AT})
    assert page.value(f"{SURVEYS}.frequency") == ""
    assert page.value(f"{SURVEYS}.modality") == "may"
    page.post("undo", {"key": page.app.form_key, "back": AT})
    assert page.app.session.steps == []
    assert page.app.session.contents == {}
