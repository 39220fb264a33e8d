"""What was confirmed and has changed since: its mark, what is told and shown, and `confirm`, which writes marks."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Collection, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.errors import Failure
from site_builder.facts import confirmed
from site_builder.facts.content_digest import content_sha256
from site_builder.facts.redact import public
from site_builder.load import splice
from site_builder.load.project.confirmations import with_entry
from site_builder.load.project.files import definitions
from site_builder.load.project.folder import load
from site_builder.model import Registry
from site_builder.render.feed.graph import render
from site_builder.verify import pdf_text
from tests.examples import FOLDERS, example, loaded
from tests.invalid_cases import BASE
from tests.seed import ON
from tests.signing import Run, edit, tree

POLICE, HOSPITAL = "recipients/police.yaml", "recipients/hospital.yaml"
WHOLE = {"disclosures", "sections", "id"}
"""Fields that hold other things, and the id, which is never changed."""
ENTRY = {"fields": ["name"], "by": "officer", "date": "2026-11-25", "marks": ["3f9a1c0b7e2d"]}


def call(project: Path, *arguments: str, on: str = ON.isoformat(), answers: str = "") -> Run:
    done = CliRunner().invoke(cli, [*arguments, "-C", str(project), "--on", on], input=answers)
    return Run(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the registry of the cases."""
    shutil.copytree(BASE, tmp_path / "registry")
    edit(tmp_path / "registry" / POLICE, "purposes: [crime]", "purposes: [crime, care]")
    return tmp_path


def registry_of(project: Path) -> Registry:
    result = load(project / "registry", "registry", ON)
    assert result.registry is not None, result.problems
    return result.registry


def marks(registry: Registry) -> dict[str, str]:
    """The mark of each field that a registry states, after the id of its thing."""
    fields = ((thing, field) for thing in registry.things.values() for field in confirmed.confirmable(thing))
    found = {f"{t.id}.{field}": confirmed.mark(registry, t, field) for t, field in fields if field not in WHOLE}
    return {key: mark for key, mark in found.items() if mark}


def changed(project: Path, change: Callable[[Path], None]) -> set[str]:
    """The fields of which a change of the files changes the mark."""
    before = marks(registry_of(project))
    change(project / "registry")
    after = marks(registry_of(project))
    return {key for key in {**before, **after} if before.get(key) != after.get(key)}


# ---- marks


EDITS: Mapping[str, tuple[str, str, str, Collection[str]]] = {
    "a period": (POLICE, "6 years", "7 years", ["police-crime.retention"]),
    "a word": (POLICE, "We tell", "We may tell", ["police-crime.text"]),
    "a basis": (POLICE, "[public_task]", "[legal_obligation]", ["police-crime.lawful_basis"]),
    "a list": (POLICE, "[crime, care]", "[crime]", ["police-crime.purposes"]),
    "a name": ("vocabulary/purposes.yaml", "fight", "prevent", ["crime.name", "police-crime.purposes"]),
    "a family": (
        "vocabulary/purposes.yaml",
        "family: crime",
        "family: fraud",
        ["crime.family", "police-crime.purposes"],
    ),
    "a law's part": (POLICE, "section 115", "section 17", ["police-crime.legal_power"]),
    "for all": (
        HOSPITAL,
        "8 years",
        "9 years",
        ["hospital.retention", "hospital.all_our_disclosures", "hospital-care.retention", "hospital-answers.retention"],
    ),
    "a condition for all": (
        HOSPITAL,
        "  transfers",
        "  conditions:\n    - type: single_use\n  transfers",
        [
            "hospital.conditions",
            "hospital.all_our_disclosures",
            "hospital-care.conditions",
            "hospital-answers.conditions",
        ],
    ),
    "a shared condition": (
        "vocabulary/conditions.yaml",
        "consent_first",
        "single_use",
        ["ask-first.conditions", "hospital-care.shared_conditions"],
    ),
    "a role": (
        "vocabulary/roles.yaml",
        "data prot",
        "prot",
        ["officer.name", "our-notice.owner_role", "our-council.dpo"],
    ),
    "a complaint": ("organisation.yaml", "Town Hall", "County Hall", ["our-council.complaint_to_us"]),
    "a heading": ("notices/our-notice.yaml", "heading: Crime", "heading: Police", []),
}


@pytest.mark.parametrize(("file", "old", "new", "fields"), EDITS.values(), ids=EDITS)
def test_an_edit_changes_the_marks_of_what_it_changes_and_no_other(
    project: Path, file: str, old: str, new: str, fields: Collection[str]
) -> None:
    assert changed(project, lambda folder: edit(folder / file, old, new)) == {*fields}


def disturb(folder: Path) -> None:
    """Change all that says nothing: notes, ends of lines, order, and words in another language."""
    edit(folder / POLICE, "[crime, care]", "[care, crime]")
    edit(folder / "organisation.yaml", "[en-GB]", "[en-GB, cy]")
    (folder / "translations/cy").mkdir(parents=True)
    welsh = "crime:\n  name:\n    en-GB: to fight crime\n    cy: i ymladd trosedd\n"
    (folder / "translations/cy/all.yaml").write_text(welsh, "utf-8")
    for path in folder.rglob("*.yaml"):
        lines = "\n# A note.\n".join(path.read_text("utf-8").split("\n\n"))
        path.write_bytes(b"\xef\xbb\xbf" + lines.rstrip().replace("\n", "\r\n").encode())


def test_what_says_nothing_changes_no_mark(project: Path) -> None:
    assert changed(project, disturb) == set()


def as_published(value: Any) -> str:
    """The twin of `source_sha256` that reads translations and order too."""
    return sha256(repr(value).encode()).hexdigest()


def names_nothing(_registry: Registry, _names: set[str]) -> tuple[()]:
    """The twin that does not look at what is named."""
    return ()


def test_a_mark_that_reads_too_much_or_too_little_is_caught(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(confirmed, "_what_they_are", names_nothing)
        file, old, new, fields = EDITS["a name"]
        assert changed(project, lambda folder: edit(folder / file, old, new)) != {*fields}
        edit(project / "registry" / file, new, old)
    monkeypatch.setattr(confirmed, "source_sha256", as_published)
    assert changed(project, disturb) == {"crime.name", "police-crime.purposes"}


def test_the_examples_hold_what_was_confirmed_in_them() -> None:
    for name in FOLDERS:
        registry = loaded(name).registry
        assert registry is not None
        assert all(entry.marks for entry in registry.confirmed)
        assert not [each for each in registry.unpublished if each.block == "confirmed"]
    assert len(example("aberwen").confirmed) > 20


# ---- what is told and shown


def confirm_police(project: Path) -> None:
    done = call(project, "confirm", "police-crime", "--fields", "text,retention", "--by", "officer")
    assert (done.code, done.err) == (0, f"  Confirmed by officer on {ON}, in registry/{POLICE}.\n"), done


def test_what_has_changed_is_not_published_as_confirmed(project: Path) -> None:
    confirm_police(project)
    whole = registry_of(project)
    edit(project / "registry" / POLICE, "6 years", "7 years")
    changed_since = registry_of(project)
    assert [entry.fields for entry in public(whole).confirmed] == [("text", "retention")]
    assert [entry.fields for entry in public(changed_since).confirmed] == [("text",)]
    assert content_sha256(changed_since) == content_sha256(public(changed_since))
    nodes = json.loads(render(public(changed_since), ON))["included"]
    assert [node["fields"] for node in nodes if node["type"] == "Confirmation"] == [["text"]]


def test_page_and_pdf_say_no_longer_that_it_was_checked(project: Path) -> None:
    confirm_police(project)
    shutil.copytree(project, project / "before")
    edit(project / "registry" / POLICE, "6 years", "7 years")
    for folder, words in ((project / "before", "Words, How long it is kept: 1.1"), (project, "Words: 1.1")):
        assert call(folder, "build", "-q").code == 0
        page = (folder / "site/our-notice/index.html").read_text("utf-8")
        pdf = " ".join(pdf_text.texts((folder / "site/our-notice/notice.pdf").read_bytes()))
        assert words in re.sub(r"<[^>]*>", "", page)
        assert words in " ".join(pdf.split())


def test_diff_tells_it(project: Path) -> None:
    confirm_police(project)
    shutil.copytree(project / "registry", project / "before")
    edit(project / "registry" / POLICE, "6 years", "7 years")
    told = call(project, "diff", "before", "registry").out
    assert "Was: Data protection officer checked on 25 November 2026: Words, How long it is kept." in told
    assert "Is: Data protection officer checked on 25 November 2026: Words." in told


# ---- the command


def test_it_goes_through_what_waits_and_asks(project: Path) -> None:
    confirm_police(project)
    edit(project / "registry" / POLICE, "6 years", "7 years")
    with (project / "registry" / HOSPITAL).open("a") as file:
        file.write(
            "\nconfirmed:\n  police-crime:\n    - fields: [purposes]\n      by: officer\n      date: 2026-01-02\n"
        )
    before = tree(project)
    refused = call(project, "confirm", answers="n\nn\n", on="2026-11-30")
    assert (refused.code, tree(project)) == (0, before)
    assert refused.err.endswith("2 of 2 were left as they are.\n")
    assert "  retention:\n    7 years\n" in refused.out
    asked = [line.strip() for line in refused.err.replace("[y/N]:", "\n").splitlines() if "?" in line]
    assert asked == [
        "Confirmed by officer on 2026-01-02. Is this what was confirmed?",
        "Confirmed by officer on 2026-11-25. Changed since: retention. Does officer confirm what is shown here?",
    ]
    done = call(project, "confirm", answers="y\ny\n", on="2026-11-30")
    assert done.err.endswith("Nothing waits to be confirmed.\n")
    assert "date: 2026-01-02\n      marks: [" in (project / "registry" / HOSPITAL).read_text("utf-8")
    assert "date: 2026-11-30\n      marks: [" in (project / "registry" / POLICE).read_text("utf-8")
    assert call(project, "confirm", "--yes").err == "Nothing waits to be confirmed.\n"
    assert "confirmed" not in call(project, "check", on="2026-11-30").out


def test_the_newest_entry_counts_and_stands_first(project: Path) -> None:
    confirm_police(project)
    edit(project / "registry" / POLICE, "6 years", "7 years")
    done = call(project, "confirm", "police-crime", "--fields", "retention", "--by", "officer", on="2026-11-30")
    assert done.code == 0
    text = (project / "registry" / POLICE).read_text("utf-8")
    assert text.index("2026-11-30") < text.index("2026-11-25")
    assert "changed-since-confirmed" not in call(project, "check").out


REFUSED = {
    "an id": (
        ["police-crimes", "--fields", "text", "--by", "officer"],
        (
            "'police-crimes' is not in the registry, so nobody can confirm it here. "
            "Did you mean 'police-crime' or 'police'?"
        ),
    ),
    "a thing of the program": (
        ["children-act-2004", "--fields", "name", "--by", "officer"],
        "'children-act-2004' comes with the program, so nobody can confirm it here.",
    ),
    "a field": (
        ["police-crime", "--fields", "lawfull_basis", "--by", "officer"],
        "'lawfull_basis' is not a field of 'police-crime'. Did you mean 'lawful_basis'?",
    ),
    "nothing stated": (
        ["police-crime", "--fields", "opt_outs", "--by", "officer"],
        "'police-crime' states no opt outs, so there is nothing to confirm.",
    ),
    "words of another": (
        ["hospital-answers", "--fields", "text", "--by", "officer"],
        "'hospital-answers' states no text, so there is nothing to confirm.",
    ),
    "one of two": (
        ["police-crime", "hospital-answers", "--fields", "text", "--by", "officer"],
        "'hospital-answers' states no text, so there is nothing to confirm.",
    ),
    "a role": (
        ["police-crime", "--fields", "text", "--by", "dpo"],
        (
            "'dpo' is not a role in vocabulary/roles.yaml. There are: officer. To add it, write 'dpo:' there, and "
            "below it '  name: ' and its name."
        ),
    ),
}


@pytest.mark.parametrize(("arguments", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_confirmed_is_told_and_nothing_is_written(
    project: Path, arguments: list[str], told: str
) -> None:
    before = tree(project)
    assert call(project, "confirm", *arguments) == Run(1, "", f"Error: {told}\n")
    assert tree(project) == before


def test_a_registry_with_errors_is_not_confirmed(project: Path) -> None:
    edit(project / "registry" / POLICE, "[public_task]", "[public_tsk]")
    done = call(project, "confirm", "police-crime", "--fields", "text", "--by", "officer")
    assert (done.code, done.err) == (1, "Nothing was written.\n")
    assert "Did you mean 'public_task'?" in done.out


def test_a_new_registry_is_told_how_to_make_a_role(tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["new", str(tmp_path / "ours"), "-q"]).exit_code == 0
    project, key = tmp_path / "ours", next(iter(registry_of(tmp_path / "ours").disclosures)).id
    arguments = ("confirm", key, "--fields", "purposes", "--by", "officer")
    told = "'officer' is not a role in vocabulary/roles.yaml. There are: data-protection-officer. To add it, write"
    assert call(project, *arguments).err.startswith(f"Error: {told}")
    assert call(project, *arguments[:-1], "data-protection-officer").code == 0
    assert "confirmed" not in call(project, "check").out


# ---- the file


STYLES: Mapping[str, Callable[[bytes], bytes]] = {
    "as it is": bytes,
    "lines of Windows": lambda text: text.replace(b"\n", b"\r\n"),
    "no last end": bytes.rstrip,
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text,
    "notes": lambda text: text.replace(b"\nconfirmed:\n", b"\nconfirmed:\n    # the list\n") + b"# the end\n",
}


def test_an_entry_is_written_into_every_file_of_every_example() -> None:
    """Whatever the file: what comes out is the file with some lines more, and reads as the old data with the entry."""
    tried = 0
    for name in FOLDERS:
        last = {each.document.file: each.id for source in loaded(name).sources for each in definitions(source)}
        for number, (file, key) in enumerate(last.items()):
            style = [*STYLES.values()][number % len(STYLES)]
            before = style((FOLDERS[name] / file.removeprefix("registry/")).read_bytes())
            after = with_entry(before, file, key, dict(ENTRY), None)
            assert len_of_same(before, after) >= len(before) - 1, (file, before, after)
            tried += 1
    assert tried > 200


def len_of_same(before: bytes, after: bytes) -> int:
    """How many bytes two texts have in common at their beginning and at their end."""
    pairs, back = zip(before, after, strict=False), zip(reversed(before), reversed(after), strict=False)
    start = next((at for at, (one, other) in enumerate(pairs) if one != other), len(before))
    return start + next((at for at, (one, other) in enumerate(back) if one != other), 0)


ODD: Mapping[str, tuple[str, str]] = {
    "day before the rest": (
        "    - date: 2025-01-02\n      by: officer\n      # a note\n      fields:\n      - name\n",
        (
            "    - date: 2026-11-25\n      by: officer\n      # a note\n      fields:\n      - name\n"
            "      marks: [3f9a1c0b7e2d]\n"
        ),
    ),
    "marks of old": (
        "  - fields: [name]\n    marks: [000000000000]\n    by: officer\n    date: '2025-01-02'\n",
        "  - fields: [name]\n    marks: [3f9a1c0b7e2d]\n    by: officer\n    date: 2026-11-25\n",
    ),
}


@pytest.mark.parametrize(("old", "new"), ODD.values(), ids=ODD)
def test_day_and_marks_are_put_in_the_place_of_the_old(old: str, new: str) -> None:
    head = "name: Police\nconfirmed:\n  police:\n"
    after = with_entry(f"{head}{old}# end".encode(), "police.yaml", "police", ENTRY, 0)
    assert after.decode() == f"{head}{new}# end"


REFUSED_FILES = {
    "brackets": "confirmed: {police: [{fields: [name], by: officer, date: 2025-01-02}]}\n",
}


@pytest.mark.parametrize("text", REFUSED_FILES.values(), ids=REFUSED_FILES)
def test_a_form_that_cannot_be_kept_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(Failure, match=r"by hand, below confirmed:\n  police:\n    - fields: \[name\]"):
        with_entry(text.encode(), "police.yaml", "police", ENTRY, 0)


def test_a_writer_that_loses_a_line_writes_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def loses_a_line(self: splice.File, *_: Any) -> splice.Splice:
        start = self._text.index("      - period: 6 years")
        return splice.Splice(start, self._text.index("\n", start), "confirmed: [x]")

    monkeypatch.setattr(splice.File, "_added", loses_a_line)
    before = tree(project)
    done = call(project, "confirm", "police-crime", "--fields", "text", "--by", "officer")
    assert (done.code, tree(project)) == (3, before)
    assert "Nothing was written into registry/recipients/police.yaml." in done.err


def test_what_check_says_to_type_names_the_project_where_it_is_elsewhere(project: Path) -> None:
    assert call(project, "confirm", "police-crime", "--fields", "retention", "--by", "officer").code == 0
    police = project / "registry/recipients/police.yaml"
    police.write_text(police.read_text("utf-8").replace("- period: 6 years", "- period: 7 years"), "utf-8")
    assert f"site-builder confirm -C {project} police-crime --fields retention" in call(project, "check", "--all").out
