"""`python -m tests.renew_cases`: write what `check` says now of each invalid registry, printing what differs.

Somebody must read each changed line as an editor would who does not program, before it is committed.
"""

from __future__ import annotations

import sys
import tempfile
from difflib import unified_diff
from pathlib import Path

from tests.invalid_cases import CASES, said, wanted


def main(*names: str) -> None:
    """Renew the cases whose names begin with one of these, all if there are none."""
    for case in (each for each in CASES if each.name.startswith(names or "")):
        with tempfile.TemporaryDirectory() as above:
            now = said(case, Path(above) / "registry")
        path = wanted(case)
        before = path.read_text("utf-8") if path.exists() else ""
        if now != before or not path.exists():
            path.write_bytes(now.encode())
            lines = unified_diff(before.splitlines(), now.splitlines(), case.name, case.name, lineterm="", n=0)
            print("\n".join(lines))  # noqa: T201 (what this command is for)


if __name__ == "__main__":
    main(*sys.argv[1:])
