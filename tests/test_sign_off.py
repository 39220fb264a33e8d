"""Sign-off: the sheet, what `--record` writes, and what `release --signed` refuses after somebody signed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser

from site_builder.addresses import FEED
from site_builder.diff import changes
from site_builder.diff.change import Change
from site_builder.diff.changed_words import changed_words
from site_builder.diff.marks import WHOLE
from site_builder.diff.to_text import field_in_words, label_of
from site_builder.facts.confirmed import confirmable, mark
from site_builder.facts.redact import public
from site_builder.load.project.release_log import digest
from site_builder.load.project.sign_offs import FILE, SignedError, SignOff, appended, sign_offs
from site_builder.locale.languages import language
from site_builder.model import VOCABULARIES
from site_builder.model.values import Words
from site_builder.signing import sign_off
from site_builder.signing.release import ReleaseError
from tests.checkers.browser import axe
from tests.checkers.missing import require
from tests.checkers.nu import nu
from tests.effort import some
from tests.examples import FOLDERS, example
from tests.invalid_cases import BASE
from tests.seed import ON
from tests.signing import Run, edit, tree
from tests.test_confirm import call as called

POLICE, HOSPITAL = "recipients/police.yaml", "recipients/hospital.yaml"
NOTICE, PURPOSES, OURS = "notices/our-notice.yaml", "vocabulary/purposes.yaml", "organisation.yaml"
NAME = 'Alex O\'Example: "information" \\'
NEXT = "2026-12-01"


def call(project: Path, *arguments: str, on: str = NEXT) -> Run:
    return called(project, *arguments, on=on)


def done(project: Path, *arguments: str, on: str = NEXT) -> str:
    run = call(project, *arguments, on=on)
    assert run.code == 0, run
    return run.out


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was released, with the registry that is published, and edited since."""
    folder = tmp_path_factory.mktemp("sign-off") / "project"
    shutil.copytree(BASE, folder / "registry")
    with (folder / "registry/vocabulary/roles.yaml").open("a", encoding="utf-8") as roles:
        roles.write("head:\n  name: head of service\n")
    done(folder, "release", "-q", on=ON.isoformat())
    shutil.copytree(folder / "registry", folder / "published")
    registry = folder / "registry"
    edit(registry / OURS, "2026.11.25.1\nissued: 2026-11-25", "2026.12.1.1\nissued: 2026-12-01")
    edit(registry / POLICE, "We tell the police about crimes.", "We tell the police about crimes and accidents.")
    edit(registry / POLICE, "purposes: [crime]", "purposes: [crime, care]")
    edit(registry / HOSPITAL, "    purposes: [care]\n    shared", "    purposes: [care]\n    modality: may\n    shared")
    edit(registry / NOTICE, "heading: Your health", "heading: Health")
    return folder


@pytest.fixture
def project(edited: Path, tmp_path: Path) -> Path:
    return shutil.copytree(edited, tmp_path / "project")


def sheet(project: Path) -> tuple[str, str]:
    """The mark of the whole, and the sheet as text without its marks of HTML."""
    whole = done(project, "sign-off", "--since", "published").split()[1]
    page = re.sub(r"<style>.*?</style>", "", (project / "sign-off.html").read_text("utf-8"), flags=re.DOTALL)
    return whole, " ".join(re.sub(r"<[^>]+>", " ", page).split())


def signing(project: Path, whole: str, *more: str, by: str = "officer") -> Run:
    given = ("--since", "published", "--record", whole, "--by", by, "--name", NAME)
    return call(project, "sign-off", *given, *more, on="2026-11-30")


@pytest.fixture
def signed(project: Path) -> Path:
    """The project after an officer has signed all of the sheet."""
    assert signing(project, sheet(project)[0]).code == 0
    return project


def release(project: Path, *more: str) -> Run:
    return call(project, "release", "--since", "published", *more)


# ---- the sheet


def test_the_sheet_tells_all_that_changed_in_words_what_shares_more_first(project: Path) -> None:
    whole, text = sheet(project)
    assert re.fullmatch(r"([0-9a-f]{4}-){2}[0-9a-f]{4}", whole)
    assert "4 changes since version 2026.11.25.1 of 25 November 2026." in text
    assert "To be issued on 1 December 2026 Prepared on 1 December 2026" in text
    headings = ["Shares more", "Says more or less, shares the same", "Words changed, facts not", "along with facts"]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "Police: to fight crime Why. New: To care for you. Mark " in text
    assert "Part of a notice: Health Your health Health Mark " in text
    assert "We tell the police about crimes. crimes and accidents. Mark " in text
    assert len(re.findall(r"Mark [0-9a-f]{4}-", text)) == 4
    assert "Data protection officer: name and signature" in text
    assert f"Version 2026.12.1.1. Mark of the whole: {whole}" in text


def test_the_sheet_is_one_file_without_scripts(project: Path) -> None:
    sheet(project)
    page = (project / "sign-off.html").read_text("utf-8")
    assert not re.search(r"<script|<img|<link|\bsrc=|\bhref=|url\(|@import", page)
    assert "<del>crimes.</del>" in page
    assert "<ins>crimes and accidents.</ins>" in page


def test_the_sheet_is_valid_html(project: Path) -> None:
    require("nu")
    sheet(project)
    assert nu((project / "sign-off.html").read_bytes()) == []


def test_each_printed_page_has_the_mark_and_the_heads(project: Path, chromium: Browser, tmp_path: Path) -> None:
    roles = project / "registry/vocabulary/roles.yaml"
    more = "".join(f"role-{number}:\n  name: role number {number}\n" for number in range(30))
    roles.write_text(roles.read_text("utf-8") + more, "utf-8")
    whole, _ = sheet(project)
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto((project / "sign-off.html").as_uri())
        assert axe(page) == []
        page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    pages = [each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(tmp_path / "sheet.pdf")]
    assert len(pages) > 2
    assert all(f"Version 2026.12.1.1. Mark of the whole: {whole}" in text for text in pages)
    assert all("Change, and its mark" in text for text in pages if re.search(r"Mark [0-9a-f]{4}-", text))
    assert not any(text.rstrip().endswith(heading) for text in pages for heading in ("shares the same", "facts not"))


def test_a_new_sharing_is_told_with_all_that_it_states(project: Path) -> None:
    police = (project / "registry" / POLICE).read_text("utf-8")
    fire = police.replace("name: Police", "name: Fire service").replace("police-crime", "fire-safety")
    fire = fire.replace("    retention", "    valid_from: 2027-04-01\n    retention").replace(
        "the police", "the brigade"
    )
    (project / "registry/recipients/fire.yaml").write_text(fire, "utf-8")
    edit(project / "registry" / NOTICE, "- police-crime", "- police-crime\n      - fire-safety")
    _, text = sheet(project)
    assert "New: Fire service: to fight crime and to care for you." in text
    for told in ("How long it is kept: 6 years", "When it is shared: From 1 April 2027", "Law: A public task"):
        assert told in text
    assert text.count("We tell the brigade about crimes and accidents.") == 1


def test_words_that_got_stronger_are_told(project: Path) -> None:
    edit(project / "registry/vocabulary/conditions.yaml", "We ask you first.", "We may ask you first.")
    _, text = sheet(project)
    assert "The words got weaker: “We ask you first” became “We may ask you first”. No fact changed. Mark " in text


def test_only_the_changed_words_of_a_passage_are_told() -> None:
    was = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    told = changed_words(was, was.replace("eight", "acht"))
    assert told == (
        ("left_out", "…"),
        ("same", "two three four five six seven"),
        ("gone", "eight"),
        ("new", "acht"),
        ("same", "nine ten eleven twelve thirteen fourteen"),
        ("left_out", "…"),
    )
    assert changed_words("all of this", "nothing here stays") == (
        ("gone", "all of this"),
        ("new", "nothing here stays"),
    )
    words = was.split()
    for number in range(len(words)):
        without = words[:number] + words[number + 1 :]
        parts = changed_words(was, " ".join(without))
        assert [text for kind, text in parts if kind == "gone"] == [words[number]]
        assert not [text for kind, text in parts if kind == "new"]


def test_every_field_that_can_be_confirmed_can_be_told() -> None:
    for name in some(FOLDERS, one_in=3):
        registry = example(name)
        for tag in registry.languages:
            for thing in registry.things.values():
                for field in (f for f in confirmable(thing) if f not in WHOLE and mark(registry, thing, f)):
                    assert field_in_words(registry, language(tag), thing, field), (thing.id, field)
                    assert "_" not in label_of(registry, language(tag), thing, field)


# ---- what is recorded


def test_the_name_is_kept_apart_and_the_marks_in_the_registry(signed: Path) -> None:
    (entry,) = sign_offs((signed / FILE).read_bytes(), FILE)
    assert (entry.name, entry.by, entry.date, entry.version) == (NAME, "officer", date(2026, 11, 30), "2026.12.1.1")
    assert [each.split()[1] for each in entry.changes] == [
        "police-crime.purposes.care",
        "hospital-care.modality",
        "our-notice.sections.health.heading",
        "our-notice.text.police-crime",
    ]
    assert "fields: [purposes, text]\n      by: officer\n      date: 2026-11-30\n      marks: [" in text_of(
        signed, POLICE
    )
    assert "fields: [modality]" in text_of(signed, HOSPITAL)
    assert not any(b"Alex" in data for data in tree(signed / "registry").values())
    assert "signed.yaml" not in call(signed, "check", "--all").out


def text_of(project: Path, file: str) -> str:
    return (project / "registry" / file).read_text("utf-8")


def test_signed_released_built_and_edited_again_as_a_user_would(project: Path) -> None:
    """Without --since: what was built here is what the sheet compares with. No name is published."""
    shutil.rmtree(project / "registry")
    shutil.copytree(project / "published", project / "registry")
    done(project, "build", "-q", on=ON.isoformat())
    edit(project / "registry" / OURS, "2026.11.25.1\nissued: 2026-11-25", "2026.12.1.1\nissued: 2026-12-01")
    edit(project / "registry" / POLICE, "6 years", "7 years")
    done(project, "build", "-q", "--out", "preview")
    whole = done(project, "sign-off").split()[1]
    done(project, "sign-off", "--record", whole, "--by", "officer", "--name", NAME)
    assert "Signed: the sheet with the mark" in call(project, "release", "--signed").err
    done(project, "build", "-q")
    feed = json.loads((project / "site" / FEED).read_bytes())
    assert [each["fields"] for each in feed["included"] if each["type"] == "Confirmation"] == [["retention"]]
    assert not any(b"Alex" in data for data in tree(project / "site").values())
    nothing = "Nothing has changed since version 2026.12.1.1, so there is nothing to sign."
    assert call(project, "sign-off") == Run(0, "", f"{nothing} No sheet was made.\n")
    assert call(project, "sign-off", "--record", whole, "--by", "officer", "--name", NAME).err == f"Error: {nothing}\n"
    edit(project / "registry" / OURS, "2026.12.1.1", "2026.12.2.1")
    edit(project / "registry" / POLICE, "7 years", "8 years")
    assert done(project, "sign-off", "-q")
    page = (project / "sign-off.html").read_text("utf-8")
    assert "1 change since version 2026.12.1.1 of 1 December 2026." in page


def test_what_is_left_out_is_not_confirmed_and_not_released(project: Path) -> None:
    whole, text = sheet(project)
    (care,) = re.findall(r"New: To care for you\. Mark ([0-9a-f-]+)", text)
    assert signing(project, whole, "--leave-out", care[:6].upper()).code == 0
    assert "fields: [text]" in text_of(project, POLICE)
    refused = release(project, "--signed")
    assert refused.code == 1
    assert "- Left out when the sheet was signed: Police" in refused.out
    assert refused.out.count("\n- ") == 1
    # It is undone, and the others are signed already: what is left to sign is the whole as it is now.
    edit(project / "registry" / POLICE, "purposes: [crime, care]", "purposes: [crime]")
    assert "- The whole, which now has the mark" in release(project, "--signed").out
    whole, text = sheet(project)
    assert text.count("Signed already: data protection officer, 30 November 2026") >= 3
    assert signing(project, whole).code == 0
    assert release(project, "--signed").code == 0


def test_recording_twice_writes_once(signed: Path) -> None:
    before = tree(signed)
    whole, _ = sheet(signed)
    assert signing(signed, whole).code == 0
    assert tree(signed) == {**before, "sign-off.html": (signed / "sign-off.html").read_bytes()}


def test_a_file_in_a_form_that_cannot_be_kept_is_told_before_anything_is_written(project: Path) -> None:
    with (project / "registry" / POLICE).open("a", encoding="utf-8") as file:
        file.write("confirmed: {police: [{fields: [name], by: officer, date: 2026-11-25}]}\n")
    whole, _ = sheet(project)
    before = tree(project)
    run = signing(project, whole)
    assert (run.code, tree(project)) == (3, before)
    assert "Nothing was written into registry/recipients/police.yaml. Write it there by hand" in run.err


def test_what_was_signed_for_another_release_does_not_count(signed: Path) -> None:
    edit(signed / FILE, "since: 2026.11.25.1", "since: 2026.11.24.1")
    refused = release(signed, "--signed")
    assert refused.out.count("- On no sheet that was signed: ") >= 4


# ---- nothing else changed


def altered(value: Any) -> Iterator[tuple[str, Any]]:
    """Each way to take one thing out of a value, to change one of its texts, or to turn a list round; with a name."""
    if isinstance(value, Words):
        for at, (tag, text) in enumerate(value.pairs):
            yield "words", Words((*value.pairs[:at], (tag, f"{text} X"), *value.pairs[at + 1 :]))
    elif isinstance(value, tuple):
        yield "order", value[::-1]
        for at, entry in enumerate(value):
            yield "less", value[:at] + value[at + 1 :]
            yield from ((name, (*value[:at], other, *value[at + 1 :])) for name, other in altered(entry))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            part = getattr(value, field.name)
            for name, other in altered(part):
                yield f"{type(value).__name__}.{field.name} {name}", replace(value, **{field.name: other})
            if part is not None and field.default is None:
                yield f"{type(value).__name__}.{field.name} gone", replace(value, **{field.name: None})


SORTED = {f"Registry.{name} order" for name in (*VOCABULARIES, "notices", "recipients", "retired")}
"""Lists that are sorted by id: nobody can turn them round."""


def test_all_that_changes_the_content_stands_on_the_sheet() -> None:
    """The sheet says that nothing else changed. The twin is a comparison that overlooks one field."""
    registry = replace(public(example("practice")), confirmed=())
    untold, overlooked, tried = set(), set(), 0
    for name, other in altered(registry):
        if digest(other) == digest(registry):
            continue
        told = changes(registry, other, ON)
        tried += 1
        untold |= set() if told else {name}
        overlooked |= set() if [each for each in told if each.field != "purposes"] else {name}
    assert tried > 150
    assert untold - SORTED == set()
    assert any("purposes" in name for name in overlooked - SORTED)


# ---- what is refused after signing


def another_fact(folder: Path) -> None:
    edit(folder / HOSPITAL, "modality: may", "modality: must")


def on_no_sheet(folder: Path) -> None:
    edit(folder / POLICE, "6 years", "7 years")


def undone(folder: Path) -> None:
    edit(folder / HOSPITAL, "    modality: may\n", "")


def a_word(folder: Path) -> None:
    edit(folder / POLICE, "crimes and accidents", "crimes and incidents")


def a_name(folder: Path) -> None:
    edit(folder / PURPOSES, "name: to care for you", "name: to care for you and to watch you")


def a_translation(folder: Path) -> None:
    edit(folder / OURS, "[en-GB]", "[en-GB, cy]")
    (folder / "translations/cy").mkdir(parents=True)
    (folder / "translations/cy/all.yaml").write_text(
        "crime:\n  name:\n    en-GB: to fight crime\n    cy: i ymladd trosedd\n", "utf-8"
    )


def the_order(folder: Path) -> None:
    edit(folder / NOTICE, "      - hospital\n      - ask-first\n", "      - ask-first\n      - hospital\n")


def the_licence(folder: Path) -> None:
    with (folder / OURS).open("a", encoding="utf-8") as file:
        file.write("licence: https://licence.example/\n")


def somebody_checked(folder: Path) -> None:
    with (folder / NOTICE).open("a", encoding="utf-8") as file:
        file.write("confirmed:\n  our-notice:\n    - fields: [title]\n      by: officer\n      date: 2026-11-30\n")


REFUSED: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "a signed fact changed": (another_fact, "- Changed since it was signed: Hospital: to care for you (Must or may)."),
    "a change that is on no sheet": (
        on_no_sheet,
        "- On no sheet that was signed: Police: to fight crime (How long it is kept).",
    ),
    "a signed change undone": (undone, "- Signed, and undone since: [hospital-care.modality]"),
    "a word changed": (
        a_word,
        "- Changed since it was signed: Police: to fight crime and to care for you. Words before",
    ),
    "a purpose's name changed": (a_name, "- On no sheet that was signed: Purpose: to care for you and to watch you."),
    "a translation": (a_translation, "- On no sheet that was signed: Purpose: to fight crime (Welsh)."),
    "the order": (the_order, "- On no sheet that was signed: "),
    "the licence": (the_licence, "- On no sheet that was signed: The whole registry. Under which licence?"),
    "somebody who is said to have checked": (
        somebody_checked,
        "- On no sheet that was signed: Notice: Who we share with",
    ),
}


@pytest.mark.parametrize(("change", "told"), REFUSED.values(), ids=REFUSED)
def test_what_changed_after_signing_is_refused(signed: Path, change: Callable[[Path], None], told: str) -> None:
    change(signed / "registry")
    before = tree(signed)
    refused = release(signed, "--signed")
    assert (refused.code, tree(signed)) == (1, before), refused
    assert "Somebody has to sign this as it is now:\n" in refused.out
    assert told in refused.out
    assert refused.err.splitlines()[-1].startswith("Nothing was released.")


def a_note(folder: Path) -> None:
    with (folder / POLICE).open("a", encoding="utf-8") as file:
        file.write("internal:\n  police-crime:\n    note: |\n      Ask again in spring.\n")


def lines_of_windows(folder: Path) -> None:
    for path in folder.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def another_day(folder: Path) -> None:
    edit(folder / OURS, "2026.12.1.1\nissued: 2026-12-01", "2026.12.3.1\nissued: 2026-12-03")


PASS = {"nothing": lambda _: None, "a note": a_note, "CRLF": lines_of_windows, "a later day": another_day}


@pytest.mark.parametrize("change", PASS.values(), ids=PASS)
def test_what_says_nothing_after_signing_passes(signed: Path, change: Callable[[Path], None]) -> None:
    change(signed / "registry")
    run = release(signed, "--signed")
    assert run.code == 0, run


def ids_alone(_registry: Any, change: Change) -> str:
    """The twin of a mark that knows which change it is, and not what it says."""
    return sha256(change.id.encode()).hexdigest()[:12]


def one_for_all(_old: Any, _new: Any) -> str:
    """The twin of the mark of the whole that is always the same."""
    return "0" * 12


def every_sign_off(_sheet: Any, so_far: tuple[SignOff, ...], _roles: Any) -> tuple[()]:
    """The twin that believes any signature."""
    assert so_far
    return ()


TWINS: Mapping[str, tuple[Mapping[str, Any], frozenset[str]]] = {
    "marks of ids alone": (
        MappingProxyType({"mark_of_change": ids_alone, "mark_of_whole": one_for_all}),
        frozenset({"a signed fact changed", "a word changed", "a signed change undone"}),
    ),
    "nothing but marks": (MappingProxyType({"mark_of_whole": one_for_all}), frozenset({"a signed change undone"})),
    "any signature": (MappingProxyType({"missing": every_sign_off}), frozenset(REFUSED)),
}


@pytest.mark.parametrize(("parts", "passed"), some(TWINS.values(), one_in=3), ids=some(TWINS, one_in=3))
def test_a_broken_twin_lets_these_changes_pass(
    project: Path, parts: Mapping[str, Any], passed: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each case of REFUSED is refused for a reason: without that part, it would be released."""
    for name, part in parts.items():
        monkeypatch.setattr(sign_off, name, part)
    assert signing(project, sheet(project)[0]).code == 0
    let = set()
    for name, (change, _) in REFUSED.items():
        copy = shutil.copytree(project, project.parent / name.replace(" ", "-"))
        change(copy / "registry")
        if release(copy, "--signed").code == 0:
            let.add(name)
    assert let == passed


def test_what_no_comparison_tells_is_refused_too(signed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison that overlooks licences: the mark of the whole still differs. Without it, the licence passes."""

    def overlooks(*registries: Any) -> Iterator[Change]:
        return (change for change in changes(*registries) if change.field != "licence")

    the_licence(signed / "registry")
    monkeypatch.setattr(sign_off, "changes", overlooks)
    refused = release(signed, "--signed")
    assert "- The whole, which now has the mark" in refused.out
    assert "Something changed, or was undone, that no line of that sheet told." in refused.out
    monkeypatch.setattr(
        sign_off, "missing", lambda sheet, so_far, _: [x for x in sheet.lines if x.mark not in so_far[0].marks]
    )
    assert release(signed, "--signed").code == 0


# ---- the rule of the house


def test_each_role_that_organisation_yaml_names_has_to_sign(project: Path) -> None:
    edit(project / "registry" / OURS, "dpo:", "signed_by: [officer, head]\ndpo:")
    whole, text = sheet(project)
    assert "1 Data protection officer: name and signature" in text
    assert "2 Head of service: name and signature" in text
    assert signing(project, whole).code == 0
    refused = release(project)
    assert (refused.code, refused.out.startswith("The head of service has to sign this as it is now:\n")) == (1, True)
    assert "data protection officer has" not in refused.out
    assert signing(project, whole, by="head").code == 0
    assert release(project).code == 0


def test_a_role_that_there_is_not_is_told_in_the_file(project: Path) -> None:
    edit(project / "registry" / OURS, "dpo:", "signed_by: [oficer]\ndpo:")
    told = call(project, "check").out
    assert "registry/organisation.yaml:10:13: error: who signs before a release (signed_by): 'oficer'" in told
    assert "'officer'" in call(project, "check", "--all").out


def test_without_the_rule_release_asks_nobody(project: Path) -> None:
    assert release(project).code == 0
    assert not (project / FILE).exists()


def test_the_reason_for_an_unsigned_release_is_kept_and_told(project: Path) -> None:
    edit(project / "registry" / OURS, "dpo:", "signed_by: [officer]\ndpo:")
    assert release(project, "--unsigned", "The clerk is ill: a wrong number is public.").code == 0
    (entry,) = sign_offs((project / FILE).read_bytes(), FILE)
    assert entry == SignOff(
        version="2026.12.1.1", date=date(2026, 12, 1), unsigned="The clerk is ill: a wrong number is public."
    )
    shutil.rmtree(project / "published")
    shutil.copytree(project / "registry", project / "published")
    edit(project / "registry" / OURS, "2026.12.1.1", "2026.12.2.1")
    edit(project / "registry" / POLICE, "6 years", "7 years")
    _, text = sheet(project)
    assert "Version 2026.12.1.1 was released unsigned on 1 December 2026: The clerk is ill" in text


def test_a_reason_is_not_kept_where_nothing_was_released(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise ReleaseError("The disk is full.")

    before = (project / "registry/released.yaml").read_bytes()
    monkeypatch.setattr("site_builder.signing.release.release", fails)
    assert release(project, "--unsigned", "why").code == 1
    assert (project / FILE).read_bytes() == b""
    assert (project / "registry/released.yaml").read_bytes() == before


# ---- bad input

WRONG: Mapping[str, tuple[tuple[str, ...], str]] = {
    "another mark": (
        ("--record", "0000-0000-0000"),
        "The registry is not what a sheet with the mark 0000-0000-0000 told.",
    ),
    "a role": (("--by", "oficer"), "'oficer' is not a role in vocabulary/roles.yaml. There are: head, officer."),
    "no such change": (("--leave-out", "zz"), "No change on the sheet has a mark that begins with 'zz'."),
    "no mark": (("--leave-out", "-"), "No change on the sheet has a mark that begins with '-'."),
}


@pytest.mark.parametrize(("more", "told"), WRONG.values(), ids=WRONG)
def test_a_slip_in_the_command_is_told_and_nothing_is_written(project: Path, more: tuple[str, ...], told: str) -> None:
    whole, _ = sheet(project)
    before = tree(project)
    run = signing(project, whole, *more)
    assert (run.code, run.out, tree(project)) == (1, "", before)
    assert run.err.startswith(f"Error: {told}")


def test_nothing_is_recorded_where_all_is_left_out(project: Path) -> None:
    whole, text = sheet(project)
    marks = re.findall(r"Mark ([0-9a-f]{4}-[0-9a-f-]+)", text)
    run = signing(project, whole, *(part for each in marks for part in ("--leave-out", each)))
    assert (run.code, "All changes are left out" in run.err, (project / FILE).exists()) == (1, True, False)


USAGE = {
    ("--by", "officer"): "To record a signature, give the mark at the foot of the sheet: --record MARK",
    ("--record", "0000-0000-0000", "--by", "officer"): "Say who signed, and for which role",
    ("--record", "0000-0000-0000", "--by", "officer", "--name", " "): "Say who signed, and for which role",
}


@pytest.mark.parametrize(("given", "told"), USAGE.items())
def test_half_a_command_is_told(project: Path, given: tuple[str, ...], told: str) -> None:
    run = call(project, "sign-off", *given)
    assert (run.code, told in run.err) == (2, True)


@pytest.mark.parametrize(
    ("given", "told"),
    [(("--signed", "--unsigned", "x"), "not both"), (("--unsigned", " "), "Say why it is released unsigned")],
)
def test_release_wants_one_of_the_two(project: Path, given: tuple[str, ...], told: str) -> None:
    run = release(project, *given)
    assert (run.code, told in run.err) == (2, True)


ENTRY = "  - version: 2026.12.1.1\n    since: 2026.11.25.1\n    whole: 0123456789ab\n    by: officer\n    name: A\n"
ENTRY += "    date: 2026-11-30\n"
FILES: Mapping[str, tuple[str, str]] = {
    "a list alone": ("- a\n", "signed.yaml:1:1: "),
    "another name": ("sined: []\n", "signed.yaml:1:1: 'sined' is not a field here. Did you mean 'signed'?"),
    "a day": (
        f"signed:\n{ENTRY.replace('2026-11-30', '30 November')}",
        "signed.yaml:7:11: '30 November' is not a date. Write year-month-day",
    ),
    "a mark": (
        f"signed:\n{ENTRY.replace('0123456789ab', '0123')}",
        "signed.yaml:4:12: '0123' is not a mark. A mark has twelve of the figures",
    ),
    "a change": (
        f"signed:\n{ENTRY}    changes:\n      - police.name\n",
        "signed.yaml:9:9: 'police.name' is not a signed change. It is a mark, a space, and",
    ),
    "no name": (
        f"signed:\n{ENTRY.replace('    name: A', '')}",
        "signed.yaml:2:5: This entry says nothing of: name.",
    ),
    "neither": ("signed:\n  - version: 1.0.0.0\n    date: 2026-11-30\n", "signed.yaml:2:5: "),
    "a tab": ("signed:\n\t- version\n", "signed.yaml:2:1: "),
}


@pytest.mark.parametrize(("text", "told"), FILES.values(), ids=FILES)
def test_what_is_wrong_in_signed_yaml_is_told_at_its_place(project: Path, text: str, told: str) -> None:
    (project / FILE).write_text(text, "utf-8", newline="\n")
    for run in (call(project, "sign-off", "--since", "published"), release(project, "--signed")):
        assert (run.code, run.out) == (3, "")
        assert run.err.splitlines()[-1].startswith(f"Error: {told}"), run.err


def test_an_entry_is_added_and_nothing_else_changes() -> None:
    first = appended(b"", FILE, SignOff(version="1.0.0.0", date=ON, unsigned="why: \"#1\" | 'x'"))
    windows = first.replace(b"\n", b"\r\n").rstrip()
    entry = SignOff(version="1.0.0.1", date=ON, since="1.0.0.0", whole="000000000000", by="officer", name="#: -")
    after = appended(windows, FILE, entry)
    assert after.startswith(windows)
    assert [each.name for each in sign_offs(after, FILE)] == ["", "#: -"]
    with pytest.raises(SignedError, match="write it in plain letters"):
        appended(first + b"# the end\n", FILE, replace(entry, name="a bell: \a"))


# ---- what is published


def test_where_the_release_is_not_at_hand_the_command_asks_for_it(project: Path) -> None:
    assert call(project, "sign-off").code == 0
    shutil.rmtree(project / "registry/releases")
    told = "What was released last, version 2026.11.25.1, is not kept and was not built here, so nobody can tell what"
    assert told in call(project, "sign-off").err
    run = call(project, "sign-off", "--since", "registry")
    assert (run.code, "registry does not say what was released last, version 2026.11.25.1." in run.err) == (1, True)


def test_where_no_release_is_recorded_everything_is_new(project: Path) -> None:
    (project / "registry/released.yaml").unlink()
    shutil.rmtree(project / "registry/releases")
    run = call(project, "sign-off")
    assert run.code == 0, run
    text = (project / "sign-off.html").read_text("utf-8")
    assert "no release is recorded before this one, so everything is new." in text
    assert "New: Police: to fight crime and to care for you." in text
    whole = run.out.split()[1]
    assert call(project, "sign-off", "--record", whole, "--by", "officer", "--name", NAME).code == 0
    done(project, "build", "-q", "--out", "preview")
    assert call(project, "release", "--signed").code == 0


def test_a_sheet_is_made_from_what_stands_published_where_no_release_is_recorded(project: Path) -> None:
    for folder in ("registry", "published"):
        (project / folder / "released.yaml").unlink()
    assert "4 changes since version 2026.11.25.1 of 25 November 2026." in sheet(project)[1]


def test_a_release_that_was_built_as_a_draft_before_is_known(project: Path) -> None:
    """First built, then released, and not built again: the feed says draft, and its content is the release's."""
    registry = project / "registry"
    shutil.rmtree(registry)
    shutil.copytree(project / "published", registry)
    edit(registry / OURS, "2026.11.25.1\nissued: 2026-11-25", "2026.11.26.1\nissued: 2026-11-26")
    edit(registry / POLICE, "6 years", "7 years")
    shutil.rmtree(project / "site", ignore_errors=True)
    done(project, "build", "-q", on="2026-11-26")
    done(project, "release", "-q", on="2026-11-26")
    edit(registry / OURS, "2026.11.26.1\nissued: 2026-11-26", "2026.12.1.1\nissued: 2026-12-01")
    edit(registry / POLICE, "7 years", "8 years")
    done(project, "sign-off")
    page = (project / "sign-off.html").read_text("utf-8")
    assert "1 change since version 2026.11.26.1 of 26 November 2026." in page
    shutil.rmtree(registry / "releases")
    # Either of the two feeds that a build leaves will do, and without both nobody can tell.
    (project / ".site-builder/published.jsonld").write_bytes(b"{}")
    assert call(project, "sign-off").code == 0
    (project / "site" / FEED).write_bytes(b"{}")
    assert "was not built here" in call(project, "sign-off").err


def test_a_version_that_cannot_be_released_has_no_sheet(project: Path) -> None:
    edit(project / "registry" / OURS, "2026.12.1.1", "2026.11.25.1")
    run = call(project, "sign-off", "--since", "published")
    assert (run.code, "was released already, and said something else" in run.err) == (1, True)


def test_a_registry_with_errors_has_no_sheet(project: Path) -> None:
    edit(project / "registry" / POLICE, "[public_task]", "[public_tsk]")
    run = call(project, "sign-off", "--since", "published")
    assert (run.code, run.err, (project / "sign-off.html").exists()) == (1, "No sheet was made.\n", False)
