"""Registries with slips, and every word that `check` says of them: the lists in `tests/cases/invalid/`.

Each case changes files of `tests/cases/base/`. Its keys:

    case    its name; one that ends in `-good` is a twin without the slip
    edit    for each file that is changed: `-` removes a line, `+` adds one, `@` goes down to a line and keeps it
    write   for each file that is new, or changed altogether: its text
    bytes   for each file that is no text: its bytes, as the characters of the same numbers
    delete  the files that are removed
    from    an earlier case in the same list; its registry is changed, and not the base
    says    what `site-builder check` prints, the last of the keys; empty for a good twin

An edit is done from top to bottom: `-` and `@` mean the next line that reads so.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml

from site_builder.load.project.folder import load
from site_builder.report import as_text
from tests.seed import ON

FOLDER = Path(__file__).parent / "cases"
BASE = FOLDER / "base"
BASE_FILES = {path.relative_to(BASE).as_posix(): path.read_bytes() for path in sorted(BASE.rglob("*.yaml"))}
FILES = sorted((FOLDER / "invalid").glob("*.yaml"))
GOOD = "-good"


@dataclass(frozen=True)
class Case:
    """A case: the bytes of each file of its whole registry, and what `check` says of it."""

    name: str
    files: Mapping[str, bytes]
    says: str

    def lay_out(self, folder: Path) -> None:
        """Write the registry into a folder that does not exist yet; a folder stays when its last file is deleted."""
        shutil.copytree(BASE, folder)
        for name in BASE_FILES.keys() - self.files.keys():
            (folder / name).unlink()
        for name, data in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)

    def said(self, folder: Path) -> str:
        """What `check` prints now; the registry is written into a folder that does not exist yet."""
        self.lay_out(folder)
        return as_text(load(folder, "registry", ON).problems)


def edited(base: str, edit: str) -> str:
    """A text with lines taken out and put in. A line that the base does not have there is an error."""
    lines, made = iter(_lines(base)), ""
    for change in _lines(edit):
        sign, line = change[0], change[1:]
        if sign == "+":
            made += line
            continue
        while (passed := next(lines, None)) != line:
            if sign not in "-@" or passed is None:
                raise ValueError(f"No line of the base for {change!r}")
            made += passed
        made += line if sign == "@" else ""
    return made + "".join(lines)


def _lines(text: str) -> list[str]:
    return re.findall(r".*\n|.+", text)


def cases(file: Path) -> list[Case]:
    """The cases of one file."""
    made: dict[str, Case] = {}
    for plain in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader):
        begun = plain.pop("from", None)
        case = _case(made[begun].files if begun else BASE_FILES, **plain)
        made[case.name] = case
    return [*made.values()]


def _case(
    base: Mapping[str, bytes],
    *,
    case: str,
    says: str,
    edit: Mapping[str, str] = MappingProxyType({}),
    write: Mapping[str, str] = MappingProxyType({}),
    bytes: Mapping[str, str] = MappingProxyType({}),  # noqa: A002
    delete: Collection[str] = (),
) -> Case:
    texts = {**{name: edited(base[name].decode(), lines) for name, lines in edit.items()}, **write}
    files = {**base, **{name: text.encode() for name, text in texts.items()}}
    files |= {name: text.encode("latin-1") for name, text in bytes.items()}
    return Case(case, {name: data for name, data in files.items() if name not in delete}, says)


CASES = [case for file in FILES for case in cases(file)]
