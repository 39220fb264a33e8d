"""The image's file: its steps, done by hand in a folder, and what it starts, as another user."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.sites import KEY, PERMITTED, REGISTRY
from tests.effort import thorough
from tests.seed import ROOT
from tests.service.served import JSON, asked
from tests.service.test_process import TODAY
from tests.systems import on_posix

LINES = [
    line.partition(" ") for line in (ROOT / "Containerfile").read_text("utf-8").splitlines() if line and line[0] != "#"
]
"""Each step: its word, and what follows."""
NOBODY = 65534
PLACES = ("/opt/gate", "/var/lib/gate", "/var/log/gate", "/run/gate", "/src")
KNOWN = "0123456789abcdef0123456789abcdef"


def _inside(folder: Path, text: str) -> str:
    """A step whose places are in a folder."""
    for place in PLACES:
        text = text.replace(place, f"{folder}{place}")
    return text


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that others can look into, as pytest's own is not."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def _done(folder: Path, step: str) -> None:
    """A step, by hand: without a network, with the user that is there, and the Python that runs this."""
    words = shlex.split(_inside(folder, step))
    if words[0] == "python":
        words[0] = sys.executable
    if words[0] == "useradd":
        return
    env = {**os.environ, "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "false", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    words = ["nobody" if word == "gate" else word for word in words]
    done = subprocess.run(words, cwd="/", env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    if "venv" in words:
        (site,) = folder.glob("opt/gate/lib/python*/site-packages")
        (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")


@thorough
@on_posix
@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="needs root to become another user")
def test_its_steps_make_a_service_that_runs_as_another_user(folder: Path) -> None:
    for place in ("opt", "var/lib", "var/log", "run/gate", "src"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    for name in ("site_builder", "templates"):
        shutil.copytree(ROOT / name, folder / "src" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, folder / "src" / name)
    for word, _, rest in LINES:
        if word == "RUN":
            _done(folder, rest)
    assert not (folder / "src").exists()
    TODAY.put(folder / "site")
    (folder / "run/gate/council.pub").write_bytes(KEY.public.pem)
    tokens = folder / "run/gate/tokens"
    tokens.write_text(f"{KNOWN}\n", "utf-8")
    tokens.chmod(0o600)
    os.chown(tokens, NOBODY, NOBODY)
    (entry,) = (rest for word, _, rest in LINES if word == "ENTRYPOINT")
    command = json.loads(_inside(folder, entry))
    command += ["--port", "0", "--feed", str(folder / "site"), "--key", str(folder / "run/gate/council.pub")]
    command += ["--registry-iri", REGISTRY]
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": [], "cwd": "/", "env": {"PATH": "/usr/bin:/bin"}}
    with subprocess.Popen(  # type: ignore[call-overload] # what it takes
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **as_nobody
    ) as process:
        try:
            port = int(process.stdout.readline().rstrip("/\n").rpartition(":")[2] or "0")
            until = time.monotonic() + 60
            while asked(port, "/healthz", method="GET").status != 200:
                assert time.monotonic() < until
                time.sleep(0.1)
            assert asked(port, "/decide", PERMITTED).status == 401
            told = asked(port, "/decide", PERMITTED, headers={**JSON, "Authorization": f"Bearer {KNOWN}"})
            assert (told.status, told.outcome) == (200, "permitted")
            owners = {file.stat().st_uid for file in (folder / "var").rglob("*") if file.is_file()}
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        finally:
            process.kill()
    assert owners == {NOBODY}


def test_it_runs_as_a_user_of_its_own_and_names_no_host() -> None:
    words = [word for word, _, _ in LINES]
    users = [rest for word, _, rest in LINES if word == "USER"]
    assert users == ["gate"]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert "://" not in (ROOT / "Containerfile").read_text("utf-8")
