"""The ready jobs of the handbook: what they run does what the page says, against a site over a real server."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.effort import thorough
from tests.jobs import Ended, program, project_of_today, ran
from tests.seed import ROOT
from tests.signing import KEY, PUB, call, done, tree
from tests.systems import on_posix
from tests.verify.sites import Files, at_address, root
from tests.verify.test_verify_command import lied

SCRIPT, WORKFLOW = (ROOT / "docs/examples" / name for name in ("verify-daily.sh", "verify-daily.yml"))
STEPS = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["verify"]["steps"]
COMPARE, ALARM = (
    next(step for step in STEPS if step.get("name") == name)
    for name in ("Compare page, PDF, feed and registry", "Raise the alarm")
)

pytestmark = on_posix


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    """A project that was built and signed today, with the script beside it, and a `gh` that writes down its calls."""
    folder = project_of_today(tmp_path / "project", is_built=True)
    shutil.copy(SCRIPT, folder)
    program(
        tmp_path / "bin/gh",
        f'echo "$@" >> "{tmp_path}/gh.txt"\ntest "$1 $2" = "issue list" && cat "{tmp_path}/open.txt"\nexit 0',
    )
    (tmp_path / "open.txt").write_text("", "utf-8")
    return folder


def looked(folder: Path, files: Files) -> tuple[Ended, Ended]:
    """How the two steps ended."""
    with at_address(files) as server:
        compared = ran(folder, COMPARE["run"], SITE=root(server), KEY=PUB)
    return compared, ran(folder, ALARM["run"])


def asked(folder: Path) -> list[str]:
    """What the forge was asked."""
    file = folder.parent / "gh.txt"
    return file.read_text("utf-8").splitlines() if file.exists() else []


def files_of(folder: Path) -> Files:
    return dict(tree(folder / "site"))


def test_the_workflow_is_one() -> None:
    found: Mapping[object, object] = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    assert found[True] == {"schedule": [{"cron": "23 6 * * *"}], "workflow_dispatch": None}  # YAML 1.1 reads `on` so
    assert found["permissions"] == {"contents": "read", "issues": "write"}
    assert all(("run" in step) != ("uses" in step) for step in STEPS)
    assert COMPARE["continue-on-error"] is True


def test_while_all_is_well_nobody_hears_of_it(signed: Path) -> None:
    compared, alarm = looked(signed, files_of(signed))
    assert (compared, alarm) == (Ended(0, ""), Ended(0, ""))
    assert asked(signed) == []


def test_a_site_that_differs_opens_an_alarm_with_the_words(signed: Path) -> None:
    compared, alarm = looked(signed, lied(files_of(signed)))
    assert compared.code == 4
    assert (alarm.code, "never" in alarm.out) == (1, True)
    assert [line.split(" --")[0] for line in asked(signed)] == [
        "label create notice-alarm",
        "issue list",
        "issue create",
    ]


@thorough
def test_an_alarm_that_is_open_is_written_below(signed: Path) -> None:
    (signed.parent / "open.txt").write_text("7\n", "utf-8")
    looked(signed, lied(files_of(signed)))
    assert asked(signed)[-1] == "issue comment 7 --body-file alarm.txt"


@thorough
def test_a_signature_that_expires_soon_raises_it_too(signed: Path) -> None:
    done(signed, "sign", "-q", "--key", KEY, "--days", "3", on=date.today())  # noqa: DTZ011 (the day of the script)
    compared, alarm = looked(signed, files_of(signed))
    assert (compared.code, alarm.code) == (0, 1)
    assert "It expires soon" in alarm.out


def test_a_site_that_cannot_be_reached_raises_it_too(signed: Path) -> None:
    with at_address({}) as server:
        gone = root(server)
    assert ran(signed, COMPARE["run"], SITE=gone, KEY=PUB).code == 3
    assert "cannot be reached" in ran(signed, ALARM["run"]).out


@pytest.mark.skipif(shutil.which("timeout") is None, reason="needs timeout, which macOS lacks")
def test_a_site_that_never_comes_to_an_end_raises_it_too(signed: Path) -> None:
    with at_address(files_of(signed)) as server:
        compared = ran(signed, COMPARE["run"], SITE=root(server), KEY=PUB, LIMIT="0.01")
    assert compared.code == 3
    assert "not done after 0.01, so nothing is proven" in ran(signed, ALARM["run"]).out


def test_a_program_that_is_killed_raises_it_too(signed: Path) -> None:
    program(signed.parent / "bin/site-builder", "kill -9 $$")
    assert ran(signed, COMPARE["run"], SITE="https://notices.council.example/", KEY=PUB).code == 137
    assert "ended with 137 and said nothing" in ran(signed, ALARM["run"]).out


def test_a_key_that_is_left_out_is_asked_for(signed: Path) -> None:
    run = ran(signed, "sh verify-daily.sh https://notices.council.example/")
    assert run == Ended(2, "Usage: verify-daily.sh URL KEY.pub [more options of verify]\n")


@thorough
def test_the_line_of_cron_in_the_handbook_runs(signed: Path) -> None:
    text = (ROOT / "docs/verify.md").read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("23 6 * * * "))
    command = line.removeprefix("23 6 * * * ").replace("/srv/data-sharing", str(signed))
    with at_address(files_of(signed)) as server:
        assert ran(signed, command.replace("https://notices.council.example/", root(server))) == Ended(0, "")
    with at_address(lied(files_of(signed))) as server:
        assert ran(signed, command.replace("https://notices.council.example/", root(server))).code == 4
    assert call(signed, "verify", "--key", PUB, on=date.today()).code == 0  # noqa: DTZ011 (the day of the script)
