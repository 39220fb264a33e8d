"""Whatever `check` can print in square brackets is explained, and each example of it is true."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import indent

import pytest
from click.testing import CliRunner

from site_builder import vocabulary
from site_builder.check import PAGES, RULES
from site_builder.cli import cli
from site_builder.explanations import RULES as RULES_OF_CHECK
from site_builder.explanations import Meaning, meanings
from site_builder.load.project.folder import load
from site_builder.problems import Severity
from tests.load.project.small_registry import FILES
from tests.seed import ON
from tools.handbook import rules

SLIPS = frozenset(each.id for each in meanings().values() if each.group != RULES_OF_CHECK)

HEAD = "name: Police\ntype: organisation\n"
DISCLOSURE = "disclosures:\n  police-crime:\n"
WORDS = "    text: |\n      We tell the police about crimes.\n"
AGED = "crimes since the age of 14."
POLICE, NOTICE = "recipients/police.yaml", "notices/our-notice.yaml"
HOSPITAL = "recipients/hospital.yaml"
PROCESSING = FILES[HOSPITAL].replace("    text:", "    recipient_role: processor\n    text:")
WELSH, ORGANISATION = "translations/cy/all.yaml", "organisation.yaml"

Files = Mapping[str, str | bytes | None]
GOOD: Files = {
    **FILES,
    ORGANISATION: FILES[ORGANISATION].replace("[en-GB]", "[en-GB, cy]"),
    NOTICE: FILES[NOTICE].replace("- police-crime", "- police"),
    POLICE: HEAD + DISCLOSURE + WORDS,
    WELSH: "crime:\n  name:\n    en: crime\n    cy: trosedd\n",
}
"""A registry without slips, in two languages, in which a notice shows whatever the police's file holds."""


def in_its_place(place: str, text: str) -> Files:
    """The file in which an example stands where it belongs."""
    whole = text if "disclosures:" in text else text + DISCLOSURE + WORDS
    words = WORDS.replace("crimes.", AGED) if AGED in text else WORDS
    of_place: Mapping[str, Files] = {
        "a disclosure": {POLICE: HEAD + DISCLOSURE + indent(text, "    ")},
        "the start of a file in recipients/": {POLICE: HEAD + whole},
        "a file in recipients/": {POLICE: whole},
        "a file in notices/": {NOTICE: text},
        "a notice that shows the hospital, our processor": {NOTICE: text, HOSPITAL: PROCESSING},
        "a file in translations/cy/": {WELSH: text, POLICE: HEAD + DISCLOSURE + words},
        "the name of a file": {text.rstrip(): HEAD},
        ORGANISATION: {ORGANISATION: FILES[ORGANISATION].replace("languages: [en-GB]\n", text)},
    }
    return of_place.get(place, {place: text})


UNSEEN: Mapping[str, Files] = {
    "invisible-character": in_its_place("a disclosure", "title: Safe\u200b streets\n"),
    "no-notice": {NOTICE: None},
    "no-organisation": {ORGANISATION: None},
    "not-text": {POLICE: b"PK\x03\x04\x00\x00"},
    "not-utf8": {POLICE: (HEAD + DISCLOSURE + "    title: Caf\u00e9\n").encode("cp1252")},
    "odd-space": in_its_place("a disclosure", "title:\u00a0Safe streets\n"),
    "tab": in_its_place("a disclosure", "title: Safe\tstreets\n"),
    "too-deep": in_its_place("a disclosure", f"title: {'[' * 17}x{']' * 17}\n"),
    "too-large": {POLICE: HEAD + DISCLOSURE + WORDS + "# more\n" * 150_000},
    "too-long": in_its_place("a disclosure", f"title: {'long' * 126}\n"),
}
"""What no short example can show on paper: an id, and files that give it."""


def slips(folder: Path, changes: Files) -> list[str]:
    """The ids of what is wrong with the good registry when it has these files; what rules find does not count."""
    for name, text in {**GOOD, **changes}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_bytes(text.encode() if isinstance(text, str) else text)
    found = load(folder, "registry", ON).problems
    return [p.rule for p in found if p.rule in SLIPS and p.severity is not Severity.INFORMATION]


EXPLAINED = [each for each in meanings().values() if each.id in SLIPS]
SHOWN = [each for each in EXPLAINED if each.wrong]


# ---- all of them, and no others


def test_every_id_has_one_meaning_and_no_meaning_is_idle() -> None:
    assert SLIPS.isdisjoint(PAGES)
    assert {*meanings()} == {*SLIPS, *PAGES}
    assert {*RULES} < {*PAGES}


# ---- each is true


def test_the_registry_around_the_examples_is_well(tmp_path: Path) -> None:
    assert slips(tmp_path, {}) == []


@pytest.mark.parametrize("each", SHOWN, ids=lambda each: str(each.id))
def test_a_wrong_example_gives_its_id_and_a_right_one_nothing(each: Meaning, tmp_path: Path) -> None:
    assert {*slips(tmp_path / "wrong", in_its_place(each.place, each.wrong))} == {each.id}
    assert slips(tmp_path / "right", in_its_place(each.place, each.right)) == []


@pytest.mark.parametrize("rule", UNSEEN)
def test_what_no_example_shows_is_said_all_the_same(rule: str, tmp_path: Path) -> None:
    assert {*slips(tmp_path, UNSEEN[rule])} == {rule}


def test_only_what_no_example_can_show_has_none() -> None:
    assert {each.id for each in EXPLAINED} == {*UNSEEN, *(each.id for each in SHOWN)}
    assert {*UNSEEN}.isdisjoint(each.id for each in SHOWN)
    assert all(each.right and each.place for each in SHOWN)


def test_each_meaning_begins_with_a_sentence_and_has_words_for_everyone() -> None:
    ours = re.compile(r"(?i:\b(mapping|scalar|sequence|dict|null|string|boolean|parser|regex|array)\b)|\bNone\b")
    assert [each.id for each in meanings().values() if not re.fullmatch(r"[A-Z`].*\.", each.first)] == []
    assert [each.id for each in meanings().values() if ours.search(each.text)] == []


def test_a_slip_is_explained_in_one_to_three_sentences_and_short_examples() -> None:
    assert [each.id for each in EXPLAINED if not 1 < len(each.text.split("\n")) <= 3] == []
    assert [each.id for each in SHOWN if max(each.wrong.count("\n"), each.right.count("\n")) > 10] == []


# ---- where people read it


def test_the_handbook_has_a_heading_for_each() -> None:
    page = rules()
    assert re.findall(r"^### (.*)$", page, re.MULTILINE) == [*meanings()]
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == ["How it is written", "What it says", "What it means"]
    assert all(f"### {each.id}\n\n{each.text}\n" in page for each in meanings().values())


def _explained(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli, ["explain", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_explain_tells_meaning_examples_and_where_the_handbook_has_it() -> None:
    told = (
        "stands-twice\n\nAn entry stands twice in its list.\nTake one of the two out.\n\n"
        "Wrong, in a disclosure:\n\n    mode: [paper, paper]\n\nRight:\n\n    mode: [paper]\n\n"
        "In the handbook: reference/rules/#stands-twice\n"
    )
    assert _explained("stands-twice") == (0, told, "")


def test_explain_takes_an_id_as_people_copy_it() -> None:
    assert _explained("[not-stated]") == _explained("Not_Stated") == _explained("not-stated")
    assert _explained("not-stated")[0] == 0


def test_explain_asks_whether_another_was_meant() -> None:
    code, out, err = _explained("unknwon-field")
    assert (code, out) == (1, "")
    assert err == (
        "Error: 'unknwon-field' is nothing that check says, no field, and nothing in the library is called so. "
        "Did you mean 'unknown-field'?\n"
    )
    assert _explained("qqq")[2].endswith("All that check says is listed by: site-builder explain\n")


def test_explain_finds_an_id_of_the_library_by_what_people_call_it() -> None:
    code, out, err = _explained("Phone", "number")
    first, _, _ = out.partition("\n\n")
    assert (code, first.splitlines()) == (
        0,
        [
            "telephone-numbers (data_categories)",
            "  phone numbers; telephone number; phone number; mobile number; telephone numbers; contact number",
            "  Numbers on which someone can be called or texted.",
            "  child_name: your phone number",
            "  dpv_term: pd:TelephoneNumber",
            "  inside: contact-details",
            "  Welsh: rhifau ffôn (no translator has checked it: it is not published)",
        ],
    )
    assert err.endswith("A registry uses them by id, without an entry. In the handbook: reference/library/\n")
    assert _explained("mhclg")[1] == _explained("ministry of housing communities and local government")[1]
    assert {*meanings()}.isdisjoint(key for things in vocabulary.library().values() for key in things)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("retention", "  A field: How long the data is kept"),
        ("must_when_required", "  A word that modality takes: we must share it, when required."),
        ("consent first", "  A type of condition: consent is asked first. Its fields: strength, who,"),
    ],
)
def test_explain_tells_what_a_field_means_and_each_word_that_one_takes(name: str, said: str) -> None:
    code, out, _ = _explained(name)
    assert (code, said in out) == (0, True)


def test_explain_alone_lists_them_all() -> None:
    code, out, _ = _explained()
    told = dict(re.findall(r"^  (\S+) +(.*)$", out, re.MULTILINE))
    assert (code, told) == (0, {each.id: each.first for each in meanings().values()})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [([], True), (["--all"], True), (["--for", "dpo"], True), (["--format", "github"], False)],
)
def test_check_gives_the_command_that_explains_its_first_problem_where_people_read(
    arguments: list[str], *, told: bool, tmp_path: Path
) -> None:
    slips(tmp_path / "registry", {POLICE: "name: Police\n"})
    done = CliRunner().invoke(cli, ["check", "-C", str(tmp_path), "--on", ON.isoformat(), *arguments])
    typed = re.findall(r"^To learn what \[.+\] means: site-builder (.+)$", done.stdout, re.MULTILINE)
    assert (done.exit_code, bool(typed), done.stderr) == (1, told, "")
    assert not typed or CliRunner().invoke(cli, typed[0].split()).exit_code == 0
