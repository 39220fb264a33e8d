"""`release`: what it records, what it refuses, and what `check` says of a registry that is not what was released."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from site_builder.facts.redact import public
from site_builder.load.feed import reader
from site_builder.load.project.folder import load
from site_builder.load.project.release_log import FILE
from tests.signing import DAY, KEY, call, done, edit, later, tree, write

HEAD = "# What was released. Written by the command `site-builder release` alone: never edit it.\n"


def say(project: Path, version: str, issued: str = "2026-01-04") -> None:
    """Write another version and day."""
    edit(project / "registry/organisation.yaml", "2026.1.1.1\nissued: 2026-01-01", f"{version}\nissued: {issued}")


def change(project: Path) -> None:
    edit(project / "registry/recipients/police.yaml", "about crimes", "about all crimes")


def recorded(project: Path) -> str:
    return (project / "registry" / FILE).read_text("utf-8")


# ---- it records


def test_the_first_release_makes_the_file(tmp_path: Path) -> None:
    write(tmp_path)
    run = call(tmp_path, "release")
    version, digest = run.out.split()
    assert (run.code, version, len(digest)) == (0, "2026.1.1.1", 64)
    assert run.err.splitlines()[-1] == "Released version 2026.1.1.1 of 2026-01-01."
    assert recorded(tmp_path) == f"{HEAD}2026.1.1.1:\n  issued: 2026-01-01\n  content_sha256: {digest}\n"
    assert "draft" not in call(tmp_path, "check", "--all").out


def test_the_same_release_once_more_changes_nothing(project: Path) -> None:
    before = tree(project)
    run = call(project, "release")
    assert (run.code, run.err.splitlines()[1]) == (0, "Released already: version 2026.1.1.1 of 2026-01-01.")
    assert tree(project) == before


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""], ids=["lines", "lines of Windows", "no last line"])
def test_the_next_release_stands_below(project: Path, ending: str) -> None:
    file = project / "registry" / FILE
    first = file.read_bytes()
    first = first.rstrip() if not ending else first.replace(b"\n", ending.encode())
    file.write_bytes(first)
    say(project, "2026.1.1.2")
    run = call(project, "release", on=later(3))
    assert (run.code, run.err.splitlines()[-1]) == (0, "Released version 2026.1.1.2 of 2026-01-04.")
    added = f"2026.1.1.2:\n  issued: 2026-01-04\n  content_sha256: {run.out.split()[1]}\n"
    end = ending or "\n"
    assert file.read_bytes() == first.rstrip() + end.encode() + added.replace("\n", end).encode()
    assert "draft" not in call(project, "check", "--all", on=later(3)).out


def test_versions_compare_as_numbers(project: Path) -> None:
    for version, code in (("2026.1.1.9", 0), ("2026.1.1.10", 0), ("2026.1.2.0", 0), ("2026.1.1.11", 1)):
        file = project / "registry/organisation.yaml"
        lines = [f"version: {version}" if x.startswith("version") else x for x in file.read_text("utf-8").splitlines()]
        file.write_text("\n".join(lines) + "\n", "utf-8")
        assert call(project, "release").code == code, version


def test_what_an_older_version_recorded_is_read_and_stays(project: Path) -> None:
    file = project / "registry" / FILE
    older = file.read_text("utf-8") + f"  previous_manifest_sha256: {'a' * 64}\n"
    file.write_text(older, "utf-8")
    say(project, "2026.1.1.2")
    done(project, "release", "-q", on=later(3))
    assert file.read_text("utf-8").startswith(older)
    done(project, "build", "-q", "--key", KEY, on=later(3))


def test_a_release_of_a_day_to_come_is_told_what_that_binds(project: Path) -> None:
    say(project, "2026.1.1.2", "2062-01-04")
    run = call(project, "release", "-q")
    assert run.code == 0
    assert run.err.startswith("Warning: It is issued on 2062-01-04, and today is 2026-01-01: before that day nothing ")
    assert call(project, "build", "-q", "--key", KEY).code == 3
    done(project, "build", "-q", on=date(2062, 1, 4))


# ---- it refuses

HOW = "Write in organisation.yaml a version of four whole numbers, higher than all before, and the day it is issued."


def _broken(project: Path) -> None:
    edit(project / "registry/recipients/police.yaml", "crime]", "crimes]")


WRONG: dict[str, tuple[Callable[[Path], None], str]] = {
    "the same version with other content": (
        change,
        f"Version 2026.1.1.1 was released already, and said something else. {HOW}",
    ),
    "the same version on another day": (
        lambda p: say(p, "2026.1.1.1"),
        f"Version 2026.1.1.1 was released already, and said something else. {HOW}",
    ),
    "a lower version": (
        lambda p: say(p, "2026.1.1.0"),
        f"Version 2026.1.1.0 is not above 2026.1.1.1, the last release. {HOW}",
    ),
    "an earlier day": (
        lambda p: say(p, "2026.1.1.2", "2025-12-31"),
        f"It is issued on 2025-12-31, before the last release (2026-01-01). {HOW}",
    ),
    "a draft": (lambda p: say(p, "draft"), f"The version is draft. {HOW}"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_new_version_is_refused_and_nothing_changes(project: Path, name: str) -> None:
    spoil, said = WRONG[name]
    spoil(project)
    before = tree(project)
    run = call(project, "release", "-q")
    assert (run.code, run.out, run.err) == (1, "", f"Error: {said}\n")
    assert tree(project) == before


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


@pytest.mark.parametrize("again", [lambda text: f"{text}...\n", _indented], ids=["an end of file", "moved in"])
def test_a_file_to_which_nothing_can_be_added_is_refused_and_stays(project: Path, again: Callable[[str], str]) -> None:
    file = project / "registry" / FILE
    file.write_text(again(file.read_text("utf-8")), "utf-8", newline="\n")
    before = file.read_bytes()
    say(project, "2026.1.1.2")
    run = call(project, "release", on=later(3))
    assert (run.code, file.read_bytes()) == (1, before)
    assert "released.yaml is not as the command release wrote it. Take it back from the history" in run.err


def test_a_comment_in_the_file_stays(project: Path) -> None:
    file = project / "registry" / FILE
    file.write_text("---\n" + file.read_text("utf-8") + "\n# Approved by the board.\n", "utf-8", newline="\n")
    say(project, "2026.1.1.2")
    done(project, "release", on=later(3))
    assert b"# Approved by the board.\n2026.1.1.2:" in file.read_bytes()
    assert "error" not in done(project, "check", "--all", on=later(3))


def test_a_registry_with_errors_is_not_released(project: Path) -> None:
    say(project, "2026.1.1.2")
    _broken(project)
    before = tree(project)
    run = call(project, "release")
    assert (run.code, "Nothing was released." in run.err, "is not the id of anything" in run.out) == (1, True, True)
    assert tree(project) == before


# ---- what `check` says


def _drafts(project: Path) -> list[str]:
    found = [line for line in call(project, "check", "--all").out.splitlines() if line.endswith("[not-released]")]
    return [line.removesuffix(" [not-released]") for line in found]


def test_a_draft_is_a_warning_that_says_what_to_do(project: Path) -> None:
    assert _drafts(project) == []
    change(project)
    start = "registry/organisation.yaml:5:1: warning: our-council: "
    released = "Write a version above 2026.1.1.1 and the day it is issued, then run: site-builder release"
    never = "it is published as a draft, and never signed."
    assert _drafts(project) == [f"{start}This is not what was released as 2026.1.1.1: {never} {released}"]
    say(project, "2026.1.1.2")
    said = f"{start}Version 2026.1.1.2 is not released yet: {never} When it is ready, run: site-builder release"
    assert _drafts(project) == [said]
    edit(project / "registry/organisation.yaml", "2026.1.1.2", "draft")
    typed = "This is a draft: it is published as one, and never signed."
    assert _drafts(project) == [f"{start}{typed} {released}"]
    (project / "registry" / FILE).unlink()
    first = "Write a version and the day it is issued, then run: site-builder release"
    assert _drafts(project) == [f"{start}{typed} {first}"]


def test_what_nobody_but_us_sees_makes_no_draft(project: Path) -> None:
    file = project / "registry/recipients/police.yaml"
    file.write_text(f"# A note.\n{file.read_text('utf-8')}\ninternal:\n  police-crime:\n    note: Ours.\n", "utf-8")
    edit(project / "registry/organisation.yaml", "2026.1.1.1", "2026.01.01.0001")
    assert _drafts(project) == []


def test_a_feed_of_a_released_registry_and_of_a_draft_reads_back_into_its_public_half(project: Path) -> None:
    for version in ("2026.1.1.1", "draft"):
        found = load(project / "registry", "registry", DAY).registry
        assert found is not None
        done(project, "build", "-q")
        half = reader.read((project / "site/data/v1/feed.jsonld").read_bytes())
        assert half == public(found)
        assert half.version == version
        if version != "draft":
            change(project)


# ---- the file


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2026.1.1.1:", "2026.1.1:", "'2026.1.1' is not a version. Four whole numbers with dots between."),
        ("  issued: 2026-01-01\n", "", "issued"),
        ("content_sha256: ", "content_sha256: x", "is not a digest of the content."),
        ("  issued", "  isued", "Did you mean 'issued'?"),
        ("2026.1.1.1:", "2026.1.1.1:\n  issued: 2026-01-01\n2026.1.1.1:", "2026.1.1.1"),
    ],
)
def test_the_file_is_checked_like_any_other(project: Path, old: str, new: str, said: str) -> None:
    edit(project / "registry" / FILE, old, new)
    run = call(project, "check")
    errors = [line for line in run.out.splitlines() if ": error: " in line]
    assert run.code == 1
    assert errors[0].startswith("registry/released.yaml:")
    assert said in errors[0]


@pytest.mark.parametrize(
    ("version", "issued"), [("2026.1.01.1", "2026-01-01"), ("2026.1.1.0", "2026-01-01"), ("2026.1.1.2", "2025-12-31")]
)
def test_a_release_that_is_not_after_the_one_before_it_is_an_error(project: Path, version: str, issued: str) -> None:
    text = recorded(project).removeprefix(HEAD)
    second = text.replace("2026.1.1.1", version).replace("2026-01-01", issued)
    (project / "registry" / FILE).write_text(f"{HEAD}{text}{second}", "utf-8")
    for run in (call(project, "check"), call(project, "sign", "--key", KEY)):
        assert run.code in (1, 3)
        assert "but has no higher version or an earlier day. Undo what was changed in this file" in run.out + run.err
