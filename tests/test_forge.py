"""The ready jobs for forges: what they run checks a proposal, builds its preview, and publishes what is merged."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.effort import some, thorough
from tests.jobs import Ended, project_of_today, ran
from tests.seed import ROOT
from tests.signing import KEY, PUB, call, edit, tree
from tests.systems import on_posix
from tests.verify.sites import at_address, root

GITHUB, GITLAB = (
    yaml.safe_load((ROOT / "docs/examples" / name).read_text("utf-8"))
    for name in ("notice.yml", "notice.gitlab-ci.yml")
)
SLIP = ("    purposes: [crime]\n", "    purposses: [crime]\n")
PLACE = "registry/recipients/police.yaml"
ADDRESS = "https://www.council.example/data-sharing/"
"""Where a council writes the address of its site."""

pytestmark = on_posix


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that was released today, with a key beside it."""
    return project_of_today(tmp_path / "project")


def _steps(job: str) -> Mapping[str, str]:
    return {step["name"]: step["run"] for step in GITHUB["jobs"][job]["steps"] if "name" in step}


def _is_signed(folder: Path, out: str) -> bool:
    return call(folder, "verify", out, "--key", PUB, on=date.today()).code == 0  # noqa: DTZ011 (the day of the job)


def test_github_shows_what_is_wrong_on_its_line(project: Path) -> None:
    edit(project / PLACE, *SLIP)
    ended = ran(project, _steps("check")["Check the registry"])
    assert ended.code == 1
    assert f"::error file={PLACE},line=7,col=5," in ended.out
    assert "'purposses' is not a field" in ended.out


@thorough
def test_github_builds_a_preview_of_a_proposal(project: Path) -> None:
    steps = _steps("check")
    assert [ran(project, step).code for step in steps.values()] == [0, 0]
    upload = GITHUB["jobs"]["check"]["steps"][-1]["with"]
    assert [*(project / upload["path"]).glob("*/notice.pdf")]
    assert upload["include-hidden-files"] is True


@pytest.mark.parametrize("signs", some([True, False], one_in=2))
def test_github_publishes_what_is_merged(project: Path, *, signs: bool) -> None:
    key = (project / KEY).read_text("utf-8").rstrip("\n") if signs else ""
    out = GITHUB["jobs"]["publish"]["steps"][-2]["with"]["path"]
    step = _steps("publish")["Build and sign"]
    assert _published(project, step, out, NOTICE_KEY=key) is signs
    assert not (project / "notice.key").exists()


def _published(project: Path, script: str, out: str, **variables: str) -> bool:
    """Whether a job publishes a signed site: once where nothing stands at its address, then over what stands there.

    Each time it builds into an empty folder; the second time there are two releases.
    """
    assert script.count(ADDRESS) == 1
    found: dict[str, bytes | None] = {}
    for version in ("1", "2"):
        shutil.rmtree(project / out, ignore_errors=True)
        organisation = project / "registry/organisation.yaml"
        text = re.sub(r"(version: [\d.]+\.)\d+", rf"\g<1>{version}", organisation.read_text("utf-8"))
        organisation.write_text(text, "utf-8")
        assert call(project, "release", on=date.today()).code == 0  # noqa: DTZ011 (the day of the job)
        with at_address(found) as server:
            ended = ran(project, script.replace(ADDRESS, root(server)), **variables)
        assert ended.code == 0, ended
        found = dict(tree(project / out))
    return _is_signed(project, out)


def test_github_publishes_from_the_main_branch_alone_and_may_do_no_more_than_it_must() -> None:
    found: Mapping[object, Any] = GITHUB
    events = dict(found[True])  # YAML 1.1 reads `on` so
    assert events.pop("schedule") == [{"cron": "7 1 * * *"}]
    assert events == {"pull_request": None, "push": {"branches": ["main"]}}
    assert found["permissions"] == {"contents": "read"}
    publish = found["jobs"]["publish"]
    assert (publish["if"], publish["needs"]) == ("github.event_name != 'pull_request'", "check")
    assert publish["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    assert "secrets" not in json.dumps(found["jobs"]["check"])


def _gitlab(folder: Path, job: str, **variables: str) -> Ended:
    return ran(folder, "\n".join(GITLAB[job]["script"]), **variables)


@thorough
def test_gitlab_shows_what_is_wrong_on_its_line(project: Path) -> None:
    edit(project / PLACE, *SLIP)
    ended = _gitlab(project, "check")
    assert (ended.code, "'purposses' is not a field" in ended.out) == (1, True)
    every = json.loads((project / "problems.json").read_text("utf-8"))
    (told,) = [each for each in every if each["severity"] == "blocker"]
    assert told["location"] == {"path": PLACE, "lines": {"begin": 7}}
    assert "'purposses' is not a field" in told["description"]


@thorough
def test_gitlab_builds_a_preview_of_a_proposal(project: Path) -> None:
    assert _gitlab(project, "check").code == 0
    artifacts = GITLAB["check"]["artifacts"]
    assert [*(project / artifacts["paths"][0]).glob("*/notice.pdf")]
    assert json.loads((project / artifacts["reports"]["codequality"]).read_text("utf-8"))


@pytest.mark.parametrize("signs", some([True, False], one_in=2))
@thorough
def test_gitlab_publishes_what_is_merged(project: Path, *, signs: bool) -> None:
    key = {"NOTICE_KEY": str(project / KEY)} if signs else {}
    script = "\n".join(GITLAB["pages"]["script"])
    assert _published(project, script, GITLAB["pages"]["artifacts"]["paths"][0], **key) is signs


def test_the_hook_keeps_a_slip_from_being_committed(project: Path) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert ran(project, hook["entry"]).code == 0
    edit(project / PLACE, *SLIP)
    assert ran(project, hook["entry"]).code == 1
    assert f"id: {hook['id']}" in (ROOT / "docs/forge.md").read_text("utf-8")
