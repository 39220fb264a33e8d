"""A build where nothing changed says what it said and makes nothing; any change of what it reads or made is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from unittest.mock import Mock, patch

import pytest
from click.testing import CliRunner

from site_builder import build, own_templates
from site_builder.cli import cli
from site_builder.cli.commands import build as command
from site_builder.kept import Kept
from site_builder.publish import cache
from site_builder.verify import words_check
from tests.effort import some
from tests.load.project.small_registry import FILES
from tests.systems import on_posix

ON = "2026-01-01"
TEMPLATE = Path("own/missing.html.j2")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the small registry, a template of its own and a folder for fonts."""
    for name, text in FILES.items():
        (tmp_path / "registry" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "registry" / name).write_text(text, "utf-8")
    (tmp_path / "fonts").mkdir()
    (tmp_path / TEMPLATE).parent.mkdir()
    (tmp_path / TEMPLATE).write_text("Gone", "utf-8")
    return tmp_path


@pytest.fixture
def made() -> Iterator[Mock]:
    """Counts how often a site is made."""
    with patch.object(build, "made_site", Mock(wraps=build.made_site)) as counted:
        yield counted


def built(project: Path, *more: str, on: str = ON) -> tuple[str, str]:
    """What a build prints: its answer, and what it says."""
    arguments = ["build", "-C", str(project), "--on", on, "--templates", "own", *more]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_a_build_where_nothing_changed_makes_nothing_and_says_the_same(project: Path, made: Mock) -> None:
    (project / "registry/notices/empty").mkdir()
    answer, says = built(project, "--keep", ".well-known")
    assert "is left out" in says
    assert built(project, "--keep", ".well-known") == (answer, says.replace("Published", "Already published:"))
    assert made.call_count == 1
    again = built(project, "--keep", ".well-known", "--no-cache")
    assert again == (answer, says.replace("Published", "Already published:"))
    assert made.call_count == 2


def _edit(file: str, old: str, new: str) -> Callable[[Path], tuple[str, ...]]:
    def change(project: Path) -> tuple[str, ...]:
        text = (project / file).read_text("utf-8")
        assert old in text
        (project / file).write_text(text.replace(old, new), "utf-8")
        return ()

    return change


def _write(file: str) -> Callable[[Path], tuple[str, ...]]:
    def change(project: Path) -> tuple[str, ...]:
        (project / file).write_bytes(b"more")
        return ()

    return change


def _without_record(project: Path) -> tuple[str, ...]:
    (project / ".site-builder/known.json").unlink()
    return ()


def _another_program(_: Path) -> tuple[str, ...]:
    cache.program.cache_clear()
    return ()


READ: Mapping[str, Callable[[Path], tuple[str, ...]]] = {
    "registry": _edit("registry/recipients/police.yaml", "We tell", "We may tell"),
    "templates": _edit(TEMPLATE.as_posix(), "Gone", "Lost"),
    "fonts": _write("fonts/notes.txt"),
    "our templates": lambda _: (),
    "record": _without_record,
    "on": lambda _: ("--on", "2026-01-02"),
    "keep": lambda _: ("--keep", "CNAME"),
    "program": _another_program,
}
"""What a build reads, with a change of each, or the options that change it."""


def _changed(name: str, project: Path) -> Mock:
    """Builds before and after a change of what a build reads; tells how often a site was made."""
    with patch.object(build, "made_site", Mock(wraps=build.made_site)) as counted:
        built(project)
        more = READ[name](project)
        ours = project / "own" if name == "our templates" else own_templates.folder()
        with patch.object(command, "folder", lambda: ours):
            if name == "program":
                with patch.object(cache, "version", lambda _: "another"):
                    built(project, *more)
                cache.program.cache_clear()
            else:
                built(project, *more)
    return counted


@pytest.mark.parametrize("name", some(READ, one_in=4))
def test_a_change_of_what_it_reads_is_seen_and_missed_where_its_key_leaves_it_out(name: str, project: Path) -> None:
    assert _changed(name, project).call_count == 2
    (project / ".site-builder").rename(project / "before")
    for way in (project / "registry/recipients/police.yaml", project / TEMPLATE):
        way.write_text(way.read_text("utf-8").replace("may tell", "tell").replace("Lost", "Gone"), "utf-8")
    (project / "fonts/notes.txt").unlink(missing_ok=True)
    with patch.object(cache.Cache, "key", _without(name)):
        assert _changed(name, project).call_count == 1


def _without(name: str) -> Callable[[cache.Cache, Mapping[str, str | bytes]], str]:
    """Broken twin of a key: it leaves out one of the things that a build reads."""
    key = cache.Cache.key

    def careless(self: cache.Cache, of: Mapping[str, str | bytes]) -> str:
        rest = {each: part for each, part in of.items() if each != name}
        return Kept.key(self, rest) if name == "program" else key(self, rest)

    return careless


def test_what_stops_a_strict_build_stops_it_after_another_as_well(project: Path) -> None:
    strict = ["build", "-C", str(project), "--on", ON, "--templates", "own", "--strict"]
    built(project)
    assert CliRunner().invoke(cli, strict).exit_code == 1
    with patch.object(cache.Cache, "key", _without("strict")):
        built(project)
        assert CliRunner().invoke(cli, strict).exit_code == 0


PUBLISHED: Mapping[str, Callable[[Path], object]] = {
    "a page that somebody changed": lambda site: (site / "404.html").write_bytes(b"hacked"),
    "a page that is gone": lambda site: (site / "404.html").unlink(),
    "a site that is gone": lambda site: site.rename(site.with_name("elsewhere")),
}


@pytest.mark.parametrize("change", PUBLISHED.values(), ids=PUBLISHED)
def test_what_was_published_and_is_not_there_as_it_was_is_published_again(
    project: Path, made: Mock, change: Callable[[Path], object]
) -> None:
    built(project)
    page = (project / "site/404.html").read_bytes()
    change(project / "site")
    built(project)
    assert (made.call_count, (project / "site/404.html").read_bytes()) == (2, page)


def test_a_file_that_no_build_put_there_is_told(project: Path) -> None:
    built(project)
    (project / "site/mine.txt").write_bytes(b"mine")
    done = CliRunner().invoke(cli, ["build", "-C", str(project), "--on", ON, "--templates", "own"])
    assert "mine.txt" in done.stderr
    assert done.exit_code != 0


def test_what_changes_while_it_builds_is_not_taken_for_what_was_built(project: Path, made: Mock) -> None:
    police = project / "registry/recipients/police.yaml"
    before = police.read_text("utf-8")

    def edits(*_: object, **__: object) -> list[str]:
        police.write_text(before.replace("We tell", "We may tell"), "utf-8")
        return []

    with patch.object(words_check, "_read_back", edits):
        built(project)
    police.write_text(before, "utf-8")
    built(project)
    assert made.call_count == 2


@on_posix
def test_where_a_link_leads_nobody_knows_so_it_builds(project: Path, made: Mock) -> None:
    (project / "elsewhere").write_text("Lost", "utf-8")
    (project / TEMPLATE).unlink()
    (project / TEMPLATE).symlink_to(project / "elsewhere")
    built(project)
    built(project)
    assert made.call_count == 2
