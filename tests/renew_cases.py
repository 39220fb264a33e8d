"""`python -m tests.renew_cases [NAME ...]`: write what `check` says now of the invalid cases, printing what differs.

Somebody must read each changed line as an editor would who does not program, before it is committed.
"""

from __future__ import annotations

import re
import sys
import tempfile
from difflib import unified_diff
from pathlib import Path

from tests.invalid_cases import FILES, cases


def main(*names: str) -> None:
    """Renew the cases whose names begin with one of these, all if there are none."""
    for file in FILES:
        head, *parts = re.split(r"(?m)^(?=- case: )", file.read_text("utf-8"))
        for at, case in enumerate(cases(file)):
            if case.name.startswith(names or ""):
                with tempfile.TemporaryDirectory() as above:
                    now = case.said(Path(above) / "registry")
                parts[at] = renewed(parts[at], now)
                lines = unified_diff(case.says.splitlines(), now.splitlines(), case.name, case.name, lineterm="", n=0)
                print(*lines, sep="\n", end="\n" if now != case.says else "")  # noqa: T201 (what this command is for)
        file.write_text("".join((head, *parts)), "utf-8")


def renewed(case: str, says: str) -> str:
    """The text of a case with another last key: what it says."""
    before, key, behind = case.partition("\n  says:")
    ends = "\n" * (len(behind) - len(behind.rstrip("\n")))
    return f"{before}{key} {as_yaml(says, 4)}{ends}"


def as_yaml(text: str, indent: int) -> str:
    """A text in YAML: as it stands, where all of it can be seen, else with escapes, line by line."""
    gap = "\n" + " " * indent
    can_be_seen = all(line.isprintable() and line == line.rstrip() for line in text.split("\n"))
    if can_be_seen and re.fullmatch(r"(?s)[^\n ](.*[^\n])?\n", text):
        return "|" + "".join(gap + line if line else "\n" for line in text[:-1].split("\n"))
    lines = [_escaped(line) for line in text.splitlines(keepends=True)]
    return '"' + (f"\\{gap}" + f"\\{gap}".join(lines) if len(lines) > 1 else "".join(lines)) + '"'


def _escaped(line: str) -> str:
    signs = (sign if sign.isprintable() and sign != "\\" else sign.encode("unicode_escape").decode() for sign in line)
    made = "".join(signs).replace('"', '\\"')
    return f"\\{made}" if made.startswith(" ") else made


if __name__ == "__main__":
    main(*sys.argv[1:])
