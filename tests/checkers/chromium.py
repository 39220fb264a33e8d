"""The Chromium of this machine: where it is, and how it, and openssl, get there where we may install them.

The tests prefer the one without windows: it shows pages by the same engine as the whole browser, in half the time.
`python -m tests.checkers.chromium` installs Debian's packages if they are not there; it never fails, the tests judge.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache

from tests.effort import THOROUGH

ADVICE = "no Chromium or Chrome found: install one (Debian: apt-get install chromium) or set CHROMIUM=/path/to/it"

_SOON = ("-o", "Acquire::http::Timeout=20", "-o", "Acquire::Retries=1")
"""Where nothing answers, the tests go on with what is there."""
_WINDOWLESS = "chromium-headless-shell"
_WHOLE = (
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chromium-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_NAMES = (*_WHOLE, _WINDOWLESS) if THOROUGH else (_WINDOWLESS, *_WHOLE)
"""Where there is time, the browser that people have comes first."""


@cache
def find() -> str | None:
    """The path of a Chromium that starts: the one that CHROMIUM names and no other, or the first that is found."""
    named = os.environ.get("CHROMIUM")
    paths = filter(None, map(shutil.which, (named,) if named else _NAMES))
    return next(filter(_starts, paths), None)


def install(package: str) -> None:
    """A package of Debian's, where this is root on a system with apt-get; `find` tells afterwards what went wrong."""
    if shutil.which("apt-get") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    print(f"installing with apt-get: {package}", file=sys.stderr, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ("apt-get", "update", "-qq", *_SOON),
        ("apt-get", "install", "-qq", *_SOON, "-y", "--no-install-recommends", package),
    ):
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=quiet)
        if done.returncode:
            print(done.stdout, done.stderr, file=sys.stderr)


def _starts(path: str) -> bool:
    """Whether it is a browser: Ubuntu's package of this name is a stand-in that asks for a snap.

    Windows has no answer to --version: Chrome opens a window there instead.
    """
    if os.name == "nt":
        return True
    done = subprocess.run([path, "--version"], check=False, capture_output=True, timeout=60)
    return done.returncode == 0


def main() -> None:
    """Install a Chromium and an openssl if there is none, and say so if there still is no Chromium."""
    if not shutil.which("openssl"):
        install("openssl")
    if not os.environ.get("CHROMIUM") and not shutil.which(_WINDOWLESS):
        install(_WINDOWLESS)
    if not find():
        install("chromium")
        find.cache_clear()
    if not find():
        print(f"chromium: {ADVICE}", file=sys.stderr)


if __name__ == "__main__":
    main()
