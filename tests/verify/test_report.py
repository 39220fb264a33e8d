"""What is told of differences: a sentence for people, and JSON by its published schema."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from jsonschema import Draft202012Validator

from site_builder.verify.difference import KINDS, Difference
from site_builder.verify.report import LONGEST, MOST, Verdict, as_json, as_text, sentence
from tests.seed import ROOT

SCHEMA = json.loads((ROOT / "docs/verify.schema.json").read_text("utf-8"))
PAGE, PAPER, FEED = "child-data/index.html", "child-data/notice.pdf", "data/v1/feed.jsonld"

SENTENCES = {
    Difference("changed", "nhs-child-measurement", "may", "must", 212, file=PAGE): (
        'nhs-child-measurement: the page says "may", the registry says "must" (child-data/index.html, line 212)'
    ),
    Difference("changed", "police-crime", "you", "you and us", 212, PAGE, question="Who gets it?"): (
        'police-crime, "Who gets it?": the page says "you", the registry says "you and us" '
        "(child-data/index.html, line 212)"
    ),
    Difference("changed", "", "you", "us", file=PAGE, question="Who?"): (
        '"Who?": the page says "you", the registry says "us" (child-data/index.html)'
    ),
    Difference("added", "registry.extra", "x", file=FEED, source="feed"): (
        'registry.extra: the feed says "x", and what can be read of it does not (data/v1/feed.jsonld)'
    ),
    Difference("missing", "police-crime", "", "with your consent", 3, PAPER, "feed"): (
        'police-crime: the feed says "with your consent", and the PDF does not (child-data/notice.pdf, page 3)'
    ),
    Difference("added", "", "We sell nothing.", "", 9, file=PAGE): (
        'the page says "We sell nothing.", and the registry does not (child-data/index.html, line 9)'
    ),
    Difference(
        "missing", "dfe.purposes.audit", file=PAGE
    ): "dfe.purposes.audit: the page lacks it (child-data/index.html)",
    Difference("changed", "dfe.modality", "may", "must", file=FEED): (
        'dfe.modality: the feed says "may", the registry says "must" (data/v1/feed.jsonld)'
    ),
    Difference("hidden", "police", "it has no size", "with your consent", file=PAGE): (
        'police: people cannot see "with your consent" on the page: it has no size (child-data/index.html)'
    ),
    Difference("hidden", "police", "<p hidden>", "", 5, file=PAGE): (
        'police: the page hides it from people by "<p hidden>" (child-data/index.html, line 5)'
    ),
    Difference("address", "police", "https://a.example/", "#police", 4, file=PAGE): (
        'police: a link leads to "https://a.example/"; it should be "#police" (child-data/index.html, line 4)'
    ),
    Difference("hidden", "police", "", "with your consent", 5, file=PAGE): (
        'police: people cannot see "with your consent" on the page (child-data/index.html, line 5)'
    ),
    Difference("hidden", "police", "with your consent", "", 5, file=PAGE): (
        'police: people cannot see "with your consent" on the page (child-data/index.html, line 5)'
    ),
    Difference("address", "police", "", "#police", 4, file=PAGE): (
        'police: a link leads to nothing; it should be "#police" (child-data/index.html, line 4)'
    ),
    Difference("code", "police", "<blink>", file=PAGE): (
        'police: there is code that our templates do not write: "<blink>" (child-data/index.html)'
    ),
    Difference("moved", "police", "#b", "#a", file=PAGE): (
        'police: it stands in another place: "#b"; it stands there as "#a" (child-data/index.html)'
    ),
    Difference("added", "", "Disallow: /", "", 2, "robots.txt", "data/v1/feed.jsonld"): (
        'the file says "Disallow: /", and data/v1/feed.jsonld does not (robots.txt, line 2)'
    ),
    Difference("changed", "", "may", "must", file="data/v1/data.json"): (
        'the file says "may", the registry says "must" (data/v1/data.json)'
    ),
    Difference("changed", "", "may", "must", file="data/v1/dcat.jsonld"): (
        'the file says "may", the registry says "must" (data/v1/dcat.jsonld)'
    ),
    Difference("changed", "", "may", "must", file="assets/notice.css"): (
        'the file says "may", the registry says "must" (assets/notice.css)'
    ),
    Difference("changed", "", "may", "must", file="news.atom"): (
        'the file says "may", the registry says "must" (news.atom)'
    ),
    Difference("changed", "", "may", "must", file="saved.htm"): (
        'the page says "may", the registry says "must" (saved.htm)'
    ),
    Difference("changed", "", "may", "must", file="https://school.example/privacy"): (
        'the page says "may", the registry says "must" (https://school.example/privacy)'
    ),
    Difference("missing", "", "", "a " * (LONGEST // 2) + "b", file=PAGE): (
        f'the registry says "{"a " * (LONGEST // 2)}...", and the page does not (child-data/index.html)'
    ),
    Difference("missing", "", "", "a" * LONGEST, file=PAGE): (
        f'the registry says "{"a" * LONGEST}", and the page does not (child-data/index.html)'
    ),
    Difference("file", "", "is missing", file="robots.txt"): "robots.txt is missing.",
    Difference(
        "unread", "", "It is encrypted.", file=PAPER
    ): 'it could not be read: "It is encrypted." (child-data/notice.pdf)',
}


def verdict(*differences: Difference, **more: object) -> Verdict:
    told: dict[str, object] = {
        "target": "site",
        "version": "2026.1.1.1",
        "made": "2026-01-01",
        "expires": "2026-02-01",
        "source": "registry",
        "compared": {"page": 2, "PDF": 1, "feed": 1},
        "differences": differences,
    }
    return Verdict(**{**told, **more})  # type: ignore[arg-type] # by their names


@pytest.mark.parametrize("difference", SENTENCES)
def test_each_difference_is_one_sentence_for_people(difference: Difference) -> None:
    assert sentence(difference) == SENTENCES[difference]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_words(kind: str) -> None:
    said = sentence(Difference(kind, "police", "one", "two", 7, file=PAGE))
    assert PAGE in said
    assert "one" in said or "two" in said


def test_what_was_compared_and_with_what_is_the_last_line() -> None:
    same = "2 pages, 1 PDF and 1 feed of version 2026.1.1.1 say the same. Compared with registry."
    assert as_text(verdict()) == same
    difference = Difference("changed", "police", "may", "must", 3, file=PAGE)
    assert as_text(verdict(difference)).splitlines()[-1] == same.replace("say the same", "differ in 1 place")
    assert as_text(verdict(difference, difference, compared={"page": 2, "PDF": 0, "feed": 0})).splitlines()[-1] == (
        "2 pages of version 2026.1.1.1 differ in 2 places. Compared with registry."
    )
    unread = Difference("unread", "", "It is encrypted.", file=PAPER)
    assert as_text(verdict(unread)).splitlines()[-1] == same.replace(
        "say the same", "could not be read in 1 place, so nothing is proven"
    )
    assert as_text(verdict(unread, difference)).splitlines()[-1] == same.replace("say the same", "differ in 2 places")
    assert as_text(verdict(compared={"page": 1, "feed": 1})).startswith(
        "1 page and 1 feed of version 2026.1.1.1 say the "
    )
    assert as_text(verdict(compared={"fragment": 1})).startswith("1 fragment of version 2026.1.1.1 says the same.")
    assert "1 fragment of version 2026.1.1.1 differs in 1 " in as_text(verdict(difference, compared={"fragment": 1}))
    nothing = "What stands there of version 2026.1.1.1 differs in 1 place."
    assert as_text(verdict(difference, compared={"page": 0})).splitlines()[-1].startswith(nothing)


def test_differences_stand_by_file_and_line() -> None:
    found = [Difference("changed", "a", "may", "must", place, file=file) for file in (PAPER, PAGE) for place in (9, 2)]
    one, *lines = as_text(
        verdict(*found, Difference("added", "", "x", file="about.html"), distrusted=["No."])
    ).splitlines()
    assert (one, lines[0]) == ("No.", 'the page says "x", and the registry does not (about.html)')
    assert lines[1] == "child-data/index.html: 2 differences"
    assert lines[2:4] == [f"  {sentence(found[n])}" for n in (3, 2)]
    assert lines[4] == "child-data/notice.pdf: 2 differences"
    assert lines[-2] == ""


def test_people_are_told_the_first_and_how_many_more_and_programs_all() -> None:
    found = verdict(*(Difference("added", "", f"word {number}", "", number, file=PAGE) for number in range(MOST + 7)))
    assert "And 7 more: --format json has all." in as_text(found)
    assert f"word {MOST + 6}" not in as_text(found)
    assert len(json.loads(as_json(found))["drifts"]) == MOST + 7
    assert "more:" not in as_text(replace(found, differences=found.differences[:MOST]))


def test_what_a_file_says_cannot_steer_a_terminal() -> None:
    said = as_text(verdict(Difference("added", "b\u202e", "c\x07\n\nd", file="a\x1b[2J.html")))
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
