"""The handbook's page on signing is a story that happens: its commands are run in order, openssl's among them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from site_builder.addresses import MANIFEST
from site_builder.manifest.dsse import PAYLOAD_TYPE
from site_builder.manifest.form import Head, read, written
from tests.checkers import missing
from tests.effort import thorough
from tests.jobs import project_of_today
from tests.seed import REGISTRY, ROOT
from tests.signing import edit

PAGE = (ROOT / "docs/signing.md").read_text("utf-8")
KEY, RELEASE, RENEW, OPENSSL, DIGESTS, BOTH, NEXT, BACK = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)

needs_a_shell = pytest.mark.skipif(os.name != "posix", reason="the page's lines are for a POSIX shell")


@dataclass(frozen=True)
class Council:
    """A project's folder, in which a shell has this program by its name."""

    folder: Path
    tools: Path

    def run(self, script: str, *, well: bool = True, **more: str) -> str:
        """What a script prints, in a shell that stops at the first command that fails."""
        path = os.pathsep.join([str(self.tools), os.environ["PATH"]])
        env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "GIT_CONFIG_GLOBAL": os.devnull, **more}
        strict = ["bash", "-euo", "pipefail", "-c", script]
        done = subprocess.run(strict, cwd=self.folder, env=env, capture_output=True, check=False, text=True)
        assert (done.returncode == 0) is well, done.stdout + done.stderr
        return done.stdout

    def write(self, version: str) -> None:
        """What the page asks an editor to write."""
        edit(self.folder / "registry/organisation.yaml", "version: 2026.11.25.1", f"version: {version}")


@pytest.fixture(scope="module")
def _published(tmp_path_factory: pytest.TempPathFactory) -> Council:
    """A council that did what the page begins with: it has a key, and its first release is published."""
    for name in ("bash", "git", "sha256sum"):
        if shutil.which(name) is None:
            pytest.skip(f"no {name} on the PATH")
    missing.require("openssl")
    place = tmp_path_factory.mktemp("council")
    tools, folder = place / "tools", place / "project"
    tools.mkdir()
    tool = tools / "site-builder"
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m site_builder "$@"\n', "utf-8")
    tool.chmod(0o755)
    shutil.copytree(REGISTRY, folder / "registry")
    # The day of the seed may be to come where this runs.
    edit(folder / "registry/organisation.yaml", "issued: 2026-11-25", "issued: 2020-01-01")
    council = Council(folder, tools)
    keyid = council.run(KEY).strip()
    assert len(keyid) == 64
    council.run(RELEASE)
    return council


@pytest.fixture
def council(_published: Council, tmp_path: Path) -> Council:
    """A copy of it, for one story."""
    return Council(shutil.copytree(_published.folder, tmp_path / "project"), _published.tools)


@needs_a_shell
@thorough
def test_the_page_s_commands_do_what_it_says(council: Council) -> None:
    assert (council.folder / ".gitignore").read_text("utf-8") == "site-builder.key\n"
    council.run(RENEW)
    assert council.run(OPENSSL) == "Signature Verified Successfully\n"
    assert council.run(DIGESTS) == ""
    council.run(BOTH)
    assert council.run(OPENSSL) == "Signature Verified Successfully\n"
    council.run(NEXT)
    council.run(OPENSSL, well=False)
    assert council.run(OPENSSL.replace("site-builder.key.pub", "next.key.pub")) == "Signature Verified Successfully\n"


@needs_a_shell
@thorough
def test_openssl_and_the_digests_notice_what_was_changed(council: Council) -> None:
    edit(council.folder / "site/child-data/index.html", "</html>", "</htmm>")
    council.run(DIGESTS, well=False)
    assert council.run(OPENSSL) == "Signature Verified Successfully\n"
    edit(council.folder / "site" / MANIFEST, "2026.11.25.1", "2026.11.25.2")
    council.run(OPENSSL, well=False)


@thorough
@needs_a_shell
def test_going_back_is_a_new_release_of_the_old_content(council: Council) -> None:
    git = "git -c user.name=us -c user.email=us@council.example"
    council.run(f"git init -q && git add registry && {git} commit -qm one && {git} tag 2026.11.25.1")
    first = (council.folder / "site/data/v1/feed.jsonld").read_bytes()
    file = council.folder / "registry/recipients/police.yaml"
    old = file.read_bytes()
    file.write_bytes(old.replace(b"name: ", b"name: The "))
    council.write("2026.11.25.2")
    council.run(RELEASE.partition("site-builder verify")[0])
    council.run(f"git add registry && {git} commit -qm two")
    council.run(BACK)
    assert file.read_bytes() == old
    assert "2026.11.25.2" in (council.folder / "registry/released.yaml").read_text("utf-8")
    council.run(RELEASE, well=False)
    council.write("2026.11.25.3")
    council.run(RELEASE)
    feed = (council.folder / "site/data/v1/feed.jsonld").read_bytes()
    assert feed.replace(b'"2026.11.25.3"', b'"2026.11.25.1"') == first


@needs_a_shell
def test_the_jobs_that_renew_are_commands_that_run(tmp_path: Path) -> None:
    council = Council(project_of_today(tmp_path / "project", is_built=True), tmp_path / "bin")
    (line,) = re.findall(r"```cron\n(.*)\n```", PAGE)
    assert re.match(r"(\S+ ){5}cd ", line)
    key = council.folder / "site-builder.key"
    command = line.split(" ", 5)[5].replace("/srv/data-sharing", str(council.folder))
    council.run(command.replace("/etc/site-builder/site-builder.key", str(key)))
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    steps = yaml.safe_load(text)["jobs"]["sign"]["steps"]
    ours = [step["run"] for step in steps if "RUNNER_TEMP" in step.get("run", "")]
    assert len(ours) == 3
    for run in ours:
        council.run(run, KEY=key.read_text("utf-8"), RUNNER_TEMP=str(tmp_path))
    assert not (tmp_path / "key").exists()


def test_the_page_names_every_key_of_the_manifest_and_the_type_of_the_envelope() -> None:
    golden = read((ROOT / "tests/golden" / MANIFEST).read_bytes())
    whole = written(replace(golden, releases=Head(1, "0" * 64)))
    keys = re.findall(r'^ "(\w+)":', whole.decode(), re.MULTILINE)
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == keys
    assert PAYLOAD_TYPE in PAGE
