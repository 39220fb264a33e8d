"""The seed's own text, pasted into Word and imported, becomes a registry in a walk of the form, with all its words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from site_builder.build import shown_site
from site_builder.edit.steps import Edit
from site_builder.load.project.folder import load
from site_builder.load.splice import File, at
from site_builder.old_notice.blocks import Words, of_document, of_page, text_of, words_in
from site_builder.old_notice.proof import out_of_order, prove
from site_builder.old_notice.registry import registry_of
from tests.edit.forms import Window, contents, controls, window
from tests.old_notice.documents import HEADING, TEXT, Piece, document, page, seed
from tests.seed import ON

Said = Mapping[str, str | list[str] | None]
DFE = "department-for-education"
YJB = "=Youth Justice Board"
WALK: Mapping[str, Said] = {
    "department-for-education-dfe-1": {
        "who": ["government-departments", "office-for-national-statistics"],
        "purposes": ["statistics", "research"],
        "data_subjects": ["children"],
        "modality": "may",
    },
    "department-for-education-dfe-2": {"nobody": "1"},
    "department-for-education-dfe-3": {
        "who": [DFE, "research-organisations"],
        "purposes": ["research"],
        "data_categories": ["pupil-records"],
        "data_subjects": ["pupils"],
    },
    "nhs-services-1": {
        "who": ["health-services"],
        "purposes": ["child-health-programmes"],
        "data_subjects": ["children"],
    },
    "other-government-departments-1": {
        "who": ["=Qualifications and Curriculum Development Agency", YJB],
        "modality": "must",
    },
    "other-government-departments-2": {
        "who": ["police-forces"],
        "other": "benefit agencies",
        "type": "category",
        "open_list": "true",
        "purposes": ["prevent-crime"],
    },
    "other-government-departments-3": {"who": ["=Communities and Local Government Department"]},
    "our-partner-agencies-1": {
        "who": ["schools", "other-councils", "law-enforcement-bodies", "fire-and-rescue-services"],
        "data_subjects": ["children"],
    },
    "our-partner-agencies-2": {"nobody": "1", "modality": "may"},
}
"""What somebody ticks who reads the seed: not that “send” is about learning needs."""


def imported(folder: Path, words: Words) -> Path:
    """The registry that `import` makes of these words."""
    made = registry_of(words)
    prove(words, made, folder / "registry", ON)
    for name, data in made.files.items():
        place = folder / "registry" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return imported(tmp_path, of_page(page(seed())))


@pytest.fixture
def form(folder: Path) -> Window:
    return window(folder)


def walk(form: Window, said: Mapping[str, Said]) -> list[str]:
    """Go through the passages, and tick; those that were asked, in their order."""
    asked = []
    form.go("finds")
    while form.shown.location or form.at != "finds":
        form.go(form.shown.location or form.at)
        asked.append(form.at.removeprefix("finds/"))
        form.fill(said[asked[-1]])
        assert "Not taken over" not in form.text, form.text
    return asked


def published(folder: Path) -> list[str]:
    """The words of the page that is made of a registry, in their order."""
    loaded = load(folder / "registry", "registry", ON)
    assert loaded.registry is not None, [p.message for p in loaded.problems]
    html = shown_site(loaded.registry, ON)[0]["our-notice/index.html"]
    for_words = LexborHTMLParser(html.decode()).css_first("main")
    assert for_words is not None
    return words_in(text_of(for_words))


# ---- the walk


def test_the_seed_out_of_word_is_published_with_all_its_words(tmp_path: Path) -> None:
    pytest.importorskip("mammoth", reason="mammoth, of the extra [import], is not installed")
    words = of_document(document(seed()))
    assert (of_page(page(seed())).count, of_page(page(seed())).words) == (647, words.words)
    folder = imported(tmp_path, words)
    form = window(folder)
    assert "9 passages of your old notice wait." in form.go().text
    assert walk(form, WALK) == [*WALK]
    assert "passages of your old notice" not in form.go().text
    form.go("thing/organisation").fill({"v.name": "Example County Council"})
    assert "Saved" in form.save().text
    on_page = published(folder)
    assert out_of_order(words.words, on_page) == []
    whole = load(folder / "registry", "registry", ON).registry
    assert whole is not None
    said = {str(d.id): (str(r.name), sorted(map(str, d.purposes))) for r in whole.recipients for d in r.disclosures}
    ons = "Office for National Statistics"
    assert said["department-for-education-dfe-1"] == ("government departments", ["research", "statistics"])
    assert said["office-for-national-statistics-statistics"] == (ons, ["research", "statistics"])
    assert said["nhs-services-1"][1] == ["child-health-programmes"]
    assert (len(said), len({name for name, _ in said.values()})) == (16, 15)


def test_each_find_is_asked_with_its_words_and_nothing_is_ticked(form: Window) -> None:
    form.go("finds/department-for-education-dfe-3")
    assert "Is this about: Department for Education ? Found in: “DfE”" in form.text
    assert "Is this: Pupils ? Found in: “pupil”" in form.text
    asked = {each for each in controls(form.forms[0]) if not each.startswith(("v.+.", "new."))}
    assert asked == {"key", "other", "type", "open_list", "modality"}


def test_only_what_is_ticked_is_taken_over_and_the_rest_goes(form: Window, folder: Path) -> None:
    key = "department-for-education-dfe-3"
    form.go(f"finds/{key}").fill({"who": [DFE], "purposes": ["research"]})
    form.save()
    made = File((folder / "registry/recipients/department-for-education.yaml").read_bytes(), "")
    assert made.data["name"] == "Department for Education"
    assert [*made.data["disclosures"][key]] == ["text", "purposes"]
    assert {*made.data}.isdisjoint({"proposed", "internal"})
    left = File((folder / "registry/recipients/to-be-named.yaml").read_bytes(), "").data
    assert all(key not in left[block] for block in ("disclosures", "proposed", "internal"))


def test_who_gets_it_has_to_be_said(form: Window) -> None:
    key = "other-government-departments-1"
    for said, why in (
        ({}, "Say who gets it"),
        ({"nobody": "1", "other": "Ofsted", "type": "organisation"}, "Either somebody"),
        ({"other": "Ofsted"}, "Say what the other one is."),
        ({"other": "Schools nearby", "type": "category"}, "Say whether there are others"),
        ({"other": "1st Aid", "type": "organisation"}, "begin with a letter"),
        ({"who": ["../../organisation"]}, "There is no such recipient."),
        ({"nobody": "1", "purposes": ["no-such-purpose"]}, "This cannot be ticked."),
    ):
        form.go(f"finds/{key}").fill(said)  # type: ignore[arg-type] # said as a browser says it
        assert why in form.text
    assert form.app.session.steps == []


def test_notes_of_colleagues_go_along_and_questions_do_not(form: Window, folder: Path) -> None:
    place = folder / "registry/recipients/to-be-named.yaml"
    text = place.read_text("utf-8").replace("internal:\n\n  dep", "internal:\n\n  dep", 1)
    at_key = text.index("    questions:", text.index("  nhs-services-1:", text.index("internal:")))
    place.write_text(f"{text[:at_key]}    note: Ask Jo.\n{text[at_key:]}", "utf-8")
    form.go("finds/nhs-services-1").fill({"other": "NHS services", "type": "category", "open_list": "true"})
    form.save()
    made = File((folder / "registry/recipients/nhs-services.yaml").read_bytes(), "").data
    assert made["internal"] == {"nhs-services-1": {"note": "Ask Jo."}}


def test_words_of_no_sharing_stay_words_at_their_place(form: Window, folder: Path) -> None:
    words = of_page(page(seed())).words
    form.go("finds/department-for-education-dfe-2").fill({"words": "1"})
    assert "It stands between two" in form.text
    form.go("finds/department-for-education-dfe-1").fill({"words": "1"})
    form.go("finds/our-partner-agencies-2").fill({"words": "1"})
    form.save()
    notice = File((folder / "registry/notices/our-notice.yaml").read_bytes(), "")
    assert at(notice.data, ("sections", "department-for-education-dfe", "shows"))[0] == "department-for-education-dfe-2"
    assert out_of_order(words, published(folder)) == []


def test_with_the_last_passage_its_file_goes_and_comes_back_by_undo(tmp_path: Path) -> None:
    pieces = [Piece(HEADING, "Who gets it", 1), Piece(TEXT, "We share your name with the Department for Education.")]
    folder = imported(tmp_path, of_page(page(pieces)))
    form, before = window(folder), contents(folder)
    for _ in range(2):
        assert "1 passage of your old notice waits." in form.go().text
        form.go("finds").go(form.shown.location).fill({"who": [DFE]})
        assert form.app.session.contents["recipients/to-be-named.yaml"] is None
        assert "to be named" not in form.go().text
        form.post("undo", {"key": form.app.form_key, "back": ""})
    form.go("finds").go(form.shown.location).fill({"who": [DFE]})
    assert contents(folder) == before
    assert "Saved" in form.save().text
    assert not (folder / "registry/recipients/to-be-named.yaml").exists()
    assert published(folder)


def test_a_file_that_somebody_changed_meanwhile_does_not_go(form: Window, folder: Path) -> None:
    name = "recipients/to-be-named.yaml"
    form.app.session.change([Edit(name, (), None, "Gone")])
    place = folder / "registry" / name
    place.write_text(place.read_text("utf-8").replace("are required", "were required"), "utf-8")
    form.go("review")
    assert [clash.mine_can_stay for clash in form.app.session.clashes] == [True]
    assert "Not saved" in form.save().text
    assert place.exists()
