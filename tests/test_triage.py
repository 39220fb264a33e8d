"""One screen of `check`: what comes first, who has to act, and what is new since the last build."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.check import PAGES, WAITS_FOR
from site_builder.cli import cli
from site_builder.cli.problems import FEED, RECORD, record
from site_builder.cli.project import Project
from site_builder.load.project.folder import load
from site_builder.model import Release, Released
from site_builder.model.values import Text
from site_builder.problems import Place, Problem, Reader, Severity
from site_builder.report import LINES, as_screen
from site_builder.triage import Known, as_record, causes, from_record, reader_of
from tests.examples import FOLDERS, loaded
from tests.invalid_cases import BASE
from tests.seed import ON, REGISTRY
from tests.signing import edit, tree

NHS = "registry/recipients/nhs-services.yaml"
GIT = shutil.which("git") or "git"
BEGINS = "NHS services may also request"


def said(folder: Path, *arguments: str) -> str:
    """What a command prints."""
    return CliRunner().invoke(cli, [*arguments, "-C", str(folder), "--on", ON.isoformat()]).stdout


def known_of(name: str) -> Known:
    """What a build of an example keeps, read back."""
    known = from_record(as_record(loaded(name).problems, ON))
    assert known is not None
    return known


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The seed, in a folder with a space in its name, with the record of a build."""
    folder = tmp_path / "our notice"
    shutil.copytree(REGISTRY, folder / "registry")
    (folder / RECORD).mkdir()
    (folder / RECORD / "known.json").write_bytes(as_record(loaded("seed").problems, ON))
    return folder


def problem(line: int, message: str = "The words say 'TBC'.", severity: Severity = Severity.WARNING) -> Problem:
    return Problem(Place("registry/x.yaml", line, 1), severity, "left-over-words", f"thing-{line}", message)


# ---- one screen


@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_is_one_screen(name: str) -> None:
    problems = loaded(name).problems
    for known in (None, known_of(name), Known(ON, {})):
        lines = as_screen(problems, known).splitlines()
        assert len(lines) <= LINES, lines
        assert lines[0] == "Nothing stops publishing."
        assert f"To see all {len(problems)}: site-builder check --all" in lines


def test_all_shows_every_problem_and_each_format_for_machines_too(project: Path) -> None:
    problems = loaded("seed").problems
    heads = re.findall(r"(?m)^(registry/\S+:\d+:\d+): \w+: ", said(project, "check", "--all"))
    assert heads == [f"{place.file}:{place.line}:{place.column}" for place, _ in (p.seen for p in problems)]
    listed = json.loads(said(project, "check", "--format", "json"))["problems"]
    assert [(p["file"], p["line"], p["message"]) for p in listed] == [
        (p.place.file, p.place.line, p.message) for p in problems
    ]


def test_what_stops_publishing_comes_first_and_in_full_however_much_it_is() -> None:
    errors = [problem(line, f"Wrong is {line}.", Severity.ERROR) for line in range(30)]
    lines = as_screen([problem(99), *errors], None).splitlines()
    assert lines[0] == "This stops publishing (30):"
    assert [line for line in lines[1:31] if ": error: " in line] == lines[1:31]


def test_a_file_that_is_not_read_may_be_why_something_is_missing(project: Path) -> None:
    police = project / "registry/recipients/police.yaml"
    police.rename(police.with_suffix(".yml"))
    screen = said(project, "check")
    assert "registry/recipients/police.yml:1: warning: The file recipients/police.yml is not read" in screen
    assert screen.count("[not-read]") == 1


def test_one_cause_at_nine_places_is_one_message() -> None:
    nine = [problem(line) for line in range(1, 10)]
    (cause,) = causes(nine, None)
    assert len(cause.problems) == 9
    screen = as_screen([*nine, problem(20, "Another.")], Known(ON, {}))
    assert screen.count("'TBC'") == 1
    assert "also in line 2, line 3, line 4, line 5, line 6, line 7, line 8, line 9\n" in screen


def test_of_each_rule_one_comes_before_the_second_of_any_and_style_comes_last() -> None:
    order = [cause.first for cause in causes(loaded("seed").problems, None)]
    rules = [p.rule for p in order if p.severity is not Severity.INFORMATION]
    assert len({*rules[: len({*rules})]}) == len({*rules})
    assert [p.severity is Severity.INFORMATION for p in order] == sorted(
        p.severity is Severity.INFORMATION for p in order
    )


def test_the_excerpt_shows_the_sentence_that_is_meant(project: Path) -> None:
    edit(project / NHS, BEGINS, f"We send it by post.\n      {BEGINS} TBC")
    lines = said(project, "check", "--new").splitlines()
    (at,) = (number for number, line in enumerate(lines) if line.endswith("[left-over-words]"))
    assert f"{BEGINS} TBC" in lines[at + 1]
    assert lines[at + 2].index("^") == lines[at + 1].index("TBC")
    assert lines[at].split(":")[1] == lines[at + 1].split()[0]


def test_every_command_of_the_screen_can_be_typed_as_it_stands(project: Path) -> None:
    edit(project / NHS, BEGINS, f"{BEGINS} TBC")
    typed = [
        *re.findall(r"site-builder .+", said(project, "check")),
        *re.findall(r"site-builder .+", said(project, "check", "--for", "dpo")),
    ]
    assert len(typed) == 4 + 3
    assert "--for dpo --all" in typed[-2]
    for command in typed:
        done = CliRunner().invoke(cli, shlex.split(command)[1:])
        assert done.exit_code == 0, command
        assert done.stdout


# ---- who has to act


def test_every_problem_waits_for_exactly_one_reader(project: Path) -> None:
    each = [
        json.loads(said(project, "check", "--for", reader.value, "--format", "json"))["problems"] for reader in Reader
    ]
    assert sum(map(len, each)) == len(loaded("seed").problems)
    assert [bool(theirs) for theirs in each] == [True, True, False]
    assert said(project, "check", "--for", "translator") == "Nothing waits for the translator.\n"


def test_who_acts_is_said_where_a_rule_is_registered() -> None:
    assert WAITS_FOR.keys() <= PAGES.keys()
    assert reader_of(problem(1)) is Reader.COMMUNICATIONS
    assert reader_of(problem(1, severity=Severity.GAP)) is Reader.OFFICER
    pair = Place("registry/translations/cy/all.yaml", 1, 1)
    assert reader_of(Problem(pair, Severity.GAP, "stale-translation", "x", "It changed.")) is Reader.TRANSLATOR


# ---- what is new


def test_only_what_an_edit_brings_is_new(project: Path) -> None:
    assert "Nothing is new since the last build (2026-11-25)." in said(project, "check")
    text = (project / NHS).read_text("utf-8")
    (project / NHS).write_text(f"# A note that moves all lines.\n{text}", "utf-8")
    edit(project / NHS, BEGINS, f"{BEGINS} TBC")
    screen, only = said(project, "check"), said(project, "check", "--new")
    assert "New since the last build (2026-11-25): 1.\n" in screen
    assert [re.findall(r"\[([a-z-]+)\]$", line) for line in only.splitlines() if "registry/" in line] == [
        ["left-over-words"]
    ]


def test_a_gap_that_got_smaller_is_not_new_and_one_that_got_larger_is() -> None:
    before = from_record(as_record([problem(1, "It lacks 3: law, people, data.")], ON))
    assert before is not None
    assert before.has(problem(1, "It lacks 2: people, data."))
    assert not before.has(problem(1, "It lacks 3: law, people, retention."))
    assert not before.has(problem(2, "It lacks 2: people, data."))


def test_in_a_fresh_clone_nothing_is_called_new(project: Path) -> None:
    shutil.rmtree(project / RECORD)
    assert "Nothing is called new, as the site was not built in this folder yet." in said(project, "check")
    assert said(project, "check", "--new").startswith("Nothing is called new")
    assert json.loads(said(project, "check", "--new", "--format", "json")) == {"problems": []}


@pytest.mark.parametrize(
    "record", [b"", b"{}", b"[]", b"\xff", b'{"built": "x", "known": []}', b'{"built": 1, "known": [1]}']
)
def test_a_record_that_cannot_be_read_is_none(record: bytes) -> None:
    assert from_record(record) is None


def test_a_build_tells_what_is_new_and_keeps_what_it_knew_where_nobody_publishes_it(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "registry")
    subprocess.run([GIT, "init", "-q", tmp_path], check=True)
    assert CliRunner().invoke(cli, ["build", "-q", "-C", str(tmp_path), "--on", ON.isoformat()]).exit_code == 0
    edit(tmp_path / "registry/recipients/police.yaml", "about crimes", "about crimes TBC")
    done = CliRunner().invoke(cli, ["build", "-C", str(tmp_path), "--on", ON.isoformat()])
    assert re.search(
        r"New since the last build \(2026-11-25\): 2\.\n(registry/recipients/police\.yaml:\d+: .*\n){2}", done.stderr
    )
    assert f"open {tmp_path / 'site' / 'index.html'} in your browser" in done.stderr
    assert "Nothing is new" in said(tmp_path, "check")
    assert b"left-over-words" in (tmp_path / RECORD / "known.json").read_bytes()
    assert not any(b"left-over-words" in data for data in tree(tmp_path / "site").values())
    status = [GIT, "-C", str(tmp_path), "status", "--porcelain", "--untracked-files=all"]
    assert RECORD not in subprocess.run(status, check=True, capture_output=True, text=True).stdout


def test_what_one_registry_published_is_not_said_of_another_in_the_same_project(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "registry")
    shutil.copytree(FOLDERS["fire-service"], tmp_path / "trial/registry")
    assert CliRunner().invoke(cli, ["build", "-q", "-C", str(tmp_path), "--on", ON.isoformat()]).exit_code == 0
    assert said(tmp_path, "check", "--registry", "trial/registry").count("is gone") == 0


@pytest.mark.parametrize(("stated", "kept"), [("a", b"second"), ("b", b"first"), (None, b"second")])
def test_a_draft_that_follows_a_release_leaves_what_was_published_as_it_was(
    stated: str | None, kept: bytes, tmp_path: Path
) -> None:
    now = load(BASE, "registry", ON)
    assert now.registry is not None
    release = Release(version=now.registry.version, issued=ON, content_sha256=Text("a"))
    project = Project(tmp_path, "registry", quiet=True, verbose=False, debug=False)
    for state, feed in (("a", b"first"), (stated, b"second")):
        released = Released(releases=(release,), content_sha256=Text(state)) if state else None
        record(project, replace(now.registry, released=released), now, feed, ON)
    assert (tmp_path / RECORD / FEED).read_bytes() == kept
