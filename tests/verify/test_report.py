"""What is told of differences: a sentence for people, and JSON by its published schema."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from jsonschema import Draft202012Validator

from site_builder.verify.drift import KINDS, Drift
from site_builder.verify.report import LONGEST, MOST, Verdict, as_json, as_text, sentence
from tests.seed import ROOT

SCHEMA = json.loads((ROOT / "docs/verify.schema.json").read_text("utf-8"))
PAGE, PAPER, FEED = "child-data/index.html", "child-data/notice.pdf", "data/v1/feed.jsonld"

SENTENCES = {
    Drift("changed", PAGE, "nhs-child-measurement", "may", "must", 212): (
        'nhs-child-measurement: the page says "may", the registry says "must" (child-data/index.html, line 212)'
    ),
    Drift("missing", PAPER, "police-crime", "", "with your consent", 3, "feed"): (
        'police-crime: the feed says "with your consent", and the PDF does not (child-data/notice.pdf, page 3)'
    ),
    Drift("added", PAGE, "", "We sell nothing.", "", 9): (
        'the page says "We sell nothing.", and the registry does not (child-data/index.html, line 9)'
    ),
    Drift("missing", PAGE, "dfe.purposes.audit"): "dfe.purposes.audit: the page lacks it (child-data/index.html)",
    Drift("changed", FEED, "dfe.modality", "may", "must"): (
        'dfe.modality: the feed says "may", the registry says "must" (data/v1/feed.jsonld)'
    ),
    Drift("hidden", PAGE, "police", "it has no size", "with your consent"): (
        'police: people cannot see "with your consent" on the page: it has no size (child-data/index.html)'
    ),
    Drift("hidden", PAGE, "police", "<p hidden>", "", 5): (
        'police: the page hides it from people by "<p hidden>" (child-data/index.html, line 5)'
    ),
    Drift("address", PAGE, "police", "https://a.example/", "#police", 4): (
        'police: a link leads to "https://a.example/"; it should be "#police" (child-data/index.html, line 4)'
    ),
    Drift("reader", PAPER, "", "may", "must", 2): (
        'one reader of PDFs reads "may", another reads "must" (child-data/notice.pdf, page 2)'
    ),
    Drift("hidden", PAGE, "police", "", "with your consent", 5): (
        'police: people cannot see "with your consent" on the page (child-data/index.html, line 5)'
    ),
    Drift("hidden", PAGE, "police", "with your consent", "", 5): (
        'police: people cannot see "with your consent" on the page (child-data/index.html, line 5)'
    ),
    Drift("address", PAGE, "police", "", "#police", 4): (
        'police: a link leads to nothing; it should be "#police" (child-data/index.html, line 4)'
    ),
    Drift("code", PAGE, "police", "<blink>"): (
        'police: there is code that our templates do not write: "<blink>" (child-data/index.html)'
    ),
    Drift("moved", PAGE, "police", "#b", "#a"): (
        'police: it stands in another place: "#b"; it stands there as "#a" (child-data/index.html)'
    ),
    Drift("added", "robots.txt", "", "Disallow: /", "", 2, "data/v1/feed.jsonld"): (
        'the file says "Disallow: /", and data/v1/feed.jsonld does not (robots.txt, line 2)'
    ),
    Drift("changed", "data/v1/data.json", "", "may", "must"): (
        'the file says "may", the registry says "must" (data/v1/data.json)'
    ),
    Drift("missing", PAGE, "", "", "a " * (LONGEST // 2) + "b"): (
        f'the registry says "{"a " * (LONGEST // 2)}...", and the page does not (child-data/index.html)'
    ),
    Drift("missing", PAGE, "", "", "a" * LONGEST): (
        f'the registry says "{"a" * LONGEST}", and the page does not (child-data/index.html)'
    ),
    Drift("file", "robots.txt", "", "is missing"): "robots.txt is missing.",
    Drift("unread", PAPER, "", "It is encrypted."): 'it could not be read: "It is encrypted." (child-data/notice.pdf)',
}


def verdict(*drifts: Drift, **more: object) -> Verdict:
    told: dict[str, object] = {
        "target": "site",
        "version": "2026.1.1.1",
        "made": "2026-01-01",
        "expires": "2026-02-01",
        "source": "registry",
        "compared": {"page": 2, "PDF": 1, "feed": 1},
        "drifts": drifts,
    }
    return Verdict(**{**told, **more})  # type: ignore[arg-type] # by their names


@pytest.mark.parametrize("drift", SENTENCES)
def test_each_difference_is_one_sentence_for_people(drift: Drift) -> None:
    assert sentence(drift) == SENTENCES[drift]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_words(kind: str) -> None:
    said = sentence(Drift(kind, PAGE, "police", "one", "two", 7))
    assert PAGE in said
    assert "one" in said or "two" in said


def test_what_was_compared_and_with_what_is_the_last_line() -> None:
    same = "2 pages, 1 PDF and 1 feed of version 2026.1.1.1 say the same. Compared with registry."
    assert as_text(verdict()) == same
    drift = Drift("changed", PAGE, "police", "may", "must", 3)
    assert as_text(verdict(drift)).splitlines()[-1] == same.replace("say the same", "differ in 1 place")
    assert as_text(verdict(drift, drift, compared={"page": 2, "PDF": 0, "feed": 0})).splitlines()[-1] == (
        "2 pages of version 2026.1.1.1 differ in 2 places. Compared with registry."
    )
    assert as_text(verdict(compared={"page": 1, "feed": 1})).startswith("1 page and 1 feed of version")
    assert as_text(verdict(compared={"page": 0})).startswith("Nothing of version")


def test_differences_stand_by_file_and_line() -> None:
    found = [Drift("changed", file, "a", "may", "must", place) for file in (PAPER, PAGE) for place in (9, 2)]
    one, *lines = as_text(verdict(*found, Drift("added", "about", "", "x"), distrusted=["No."])).splitlines()
    assert (one, lines[0]) == ("No.", 'the page says "x", and the registry does not (about)')
    assert lines[1] == "child-data/index.html: 2 differences"
    assert lines[2:4] == [f"  {sentence(found[n])}" for n in (3, 2)]
    assert lines[4] == "child-data/notice.pdf: 2 differences"
    assert lines[-2] == ""


def test_people_are_told_the_first_and_how_many_more_and_programs_all() -> None:
    found = verdict(*(Drift("added", PAGE, "", f"word {number}", "", number) for number in range(MOST + 7)))
    assert "And 7 more: --format json has all." in as_text(found)
    assert f"word {MOST + 6}" not in as_text(found)
    assert len(json.loads(as_json(found))["drifts"]) == MOST + 7
    assert "more:" not in as_text(replace(found, drifts=found.drifts[:MOST]))


def test_what_a_file_says_cannot_steer_a_terminal() -> None:
    said = as_text(verdict(Drift("added", "a\x1b[2J.html", "b\u202e", "c\x07\n\nd")))
    assert all(sign.isprintable() or sign == "\n" for sign in said)
    assert said.count("\n") == 2


def test_what_programs_get_is_as_its_schema_says() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    judge = Draft202012Validator(SCHEMA)
    for found in (
        verdict(),
        verdict(*SENTENCES, distrusted=("It is not signed.",), notes=("So.",)),
        verdict(expires=""),
    ):
        judge.validate(json.loads(as_json(found)))
    assert SCHEMA["$defs"]["drift"]["properties"]["kind"]["enum"] == list(KINDS)
    one = next(iter(SENTENCES))
    assert json.loads(as_json(verdict(one)))["drifts"] == [{**asdict(one), "sentence": SENTENCES[one]}]
    assert not judge.is_valid({**json.loads(as_json(verdict())), "more": 1})
