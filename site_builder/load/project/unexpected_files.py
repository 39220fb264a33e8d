"""Files in a registry's folder that are not read, and a sentence about each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from site_builder.load.project.files import FOLDERS, SINGLE, TRANSLATIONS, as_id, schema_of
from site_builder.load.project.locate import of_file, problem
from site_builder.model import VOCABULARIES
from site_builder.problems import Problem, Severity

FILE = ""

_YAML = r"(?i:\.ya?ml)"
_LEFT_BY_PROGRAMS = re.compile(
    rf"\._.*|\.\#.*|.*~|(?!.*{_YAML}$)(?:\.|~\$).*|(?i:thumbs\.db|desktop\.ini|icon\r)", re.DOTALL
)
"""Files that systems and editors leave everywhere, but none that may be a registry file under a wrong name."""

_RELEASE = re.compile(r"releases/([1-9][0-9]*\.[0-9a-f]{16}|withdrawn)\.json")
"""A release that is kept: the command `release` writes it, and `history` reads it."""
_COPIES = (
    "If nothing in it is new, delete it. "
    "If it is for something new, name it in small letters, digits and hyphens: new-name.yaml."
)
_SLIPS = (
    (
        re.compile(_YAML),
        "has no name before its ending",
        "Give it a name of small letters, digits and hyphens: new-name.yaml.",
    ),
    (
        re.compile(rf"(?i:copy (?:\(\d+\) )?of )(?P<meant>.+){_YAML}"),
        "looks like a copy of {meant}.yaml",
        _COPIES,
    ),
    (
        re.compile(rf"(?P<meant>.+?)(?: -)?(?i: copy(?: \d+| \(\d+\))?| ?\(\d+\)){_YAML}"),
        "looks like a copy of {meant}.yaml",
        _COPIES,
    ),
    (
        re.compile(rf"(?P<meant>.+?) \((?i:.*conflicted copy.*)\){_YAML}"),
        "looks like a copy of {meant}.yaml that two people changed at once",
        "Bring what is new in it into {meant}.yaml, then delete it.",
    ),
    (
        re.compile(rf"(?P<meant>.+)-[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*{_YAML}"),
        "ends in capitals, as a copy that another computer made of {meant}.yaml does",
        "If {meant}.yaml is there, bring what is new in it there, then delete it. If not, use small letters alone.",
    ),
    (
        re.compile(rf"~\$(?P<meant>.+){_YAML}"),
        "is left behind by an office program that has {meant}.yaml open, or had",
        "Close that program and delete {file}; open files of the registry with a text editor only.",
    ),
    (
        re.compile(rf"\.(?P<meant>.+){_YAML}"),
        "begins with a dot, by which files are hidden",
        "If there is no {meant}.yaml yet, rename it {meant}.yaml. If there is one, delete what is not needed.",
    ),
    (
        re.compile(rf"(?P<meant>.+){_YAML}(?P<ending>\.(?!yaml$)[^.]*)"),
        "ends in {ending}, and only files that end in .yaml are read",
        "If there is no {meant}.yaml yet, rename it {meant}.yaml. If there is one, delete what is not needed.",
    ),
    (
        re.compile(rf"(?P<meant>.+)(?P<ending>(?!\.yaml$){_YAML})"),
        "ends in {ending}, and only files that end in .yaml, in small letters, are read",
        "If there is no {meant}.yaml yet, rename it {meant}.yaml. If there is one, delete what is not needed.",
    ),
)
"""Slips in the name of a registry file: how it looks, what is wrong with it, what to do."""

_NO_FILE = {
    "folder": ("is a folder and not a file", "Move its files to where they belong, and delete it."),
    "link to a folder": ("is a link to a folder, and links to folders are not followed", "Put the folder itself here."),
    "link to a file": ("is a link to a file, and links are not followed", "Put the file itself here."),
    "lost link": ("is a link that leads nowhere", "Put the file itself here, or delete the link."),
    "other": ("is neither a file nor a folder", "Put a file here, or take it away."),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the registry's folder: its path there, and its kind, which is FILE or a key of _NO_FILE."""

    name: str
    kind: str

    @property
    def is_of_registry(self) -> bool:
        """Whether its path is that of a registry file; we read it if it is a file."""
        return schema_of(self.name) is not None and _slip(self.name) is None

    @property
    def is_expected(self) -> bool:
        """Whether it stands there rightly: also a file for readers, and a kept release."""
        return self.is_of_registry or self.name == "README.md" or _RELEASE.fullmatch(self.name) is not None

    @property
    def is_file(self) -> bool:
        """Whether it is a file, not a folder or a link."""
        return self.kind == FILE

    @property
    def is_left_by_programs(self) -> bool:
        """Whether a system or an editor left it there."""
        return _LEFT_BY_PROGRAMS.fullmatch(self._file) is not None

    @property
    def _file(self) -> str:
        return self.name.rpartition("/")[2]


def entries(folder: Path) -> list[Entry]:
    """All entries of a folder and its subfolders by path, without the contents of hidden folders. Raises OSError."""
    listed: list[Entry] = []
    folders_to_read = [""]
    while folders_to_read:
        above = folders_to_read.pop()
        for path in (folder / above).iterdir():
            entry = Entry(above + path.name, _kind(path))
            if entry.kind == "folder" and not path.name.startswith("."):
                folders_to_read.append(f"{entry.name}/")
            if not entry.is_left_by_programs:
                listed.append(entry)
    return sorted(listed, key=lambda e: e.name)


def unread_files(folder_entries: Iterable[Entry], shown_as: str) -> Iterator[Problem]:
    """A problem for each entry that we do not read, except README.md and plain folders."""
    for entry in folder_entries:
        if entry.is_file:
            if not entry.is_expected:
                yield _stray(entry, shown_as, *_not_read(entry.name))
        elif entry.kind != "folder" or re.search(rf"{_YAML}$", entry.name):
            why, hint = _NO_FILE[entry.kind]
            yield _stray(entry, shown_as, f"{_clean(entry.name)} {why}.", hint)


def misnamed_files(folder_entries: Iterable[Entry]) -> dict[str, str]:
    """What is said of files that we do not read, by the ids that they would define under a right name."""
    files = (entry.name for entry in folder_entries if entry.is_file and not entry.is_expected)
    return {as_id(name.rpartition("/")[2].partition(".")[0]): " ".join(_not_read(name)) for name in files}


def _not_read(name: str) -> tuple[str, str]:
    """That a file is not read and why, and a hint."""
    why, hint = _why_not(name)
    return f"The file {_clean(name)} is not read: it {why}.", hint


def _kind(path: Path) -> str:
    """The kind of an entry. We follow no link: its target may be private."""
    if path.is_symlink():
        return "link to a folder" if path.is_dir() else "link to a file" if path.is_file() else "lost link"
    if path.is_file():
        return FILE
    return "folder" if path.is_dir() else "other"


def _why_not(name: str) -> tuple[str, str]:
    """Why a file is not read, as words after 'it', and a hint."""
    above, _, file = name.rpartition("/")
    slip = _slip(name)
    if slip:
        return slip
    if file.endswith(".yaml"):
        return "is in a place where no file of this name is expected", _where_to(above, file)
    hint = "Nothing in it is published: only text files that end in .yaml are read. Take it out of this folder."
    return "is not a file of the registry", hint


def _slip(name: str) -> tuple[str, str] | None:
    above, _, file = name.rpartition("/")
    for form, why, hint in _SLIPS:
        match = form.fullmatch(file)
        if match:
            parts = {key: _clean(value) for key, value in match.groupdict().items() if value}
            right_name = parts.pop("meant", "")
            right_name = as_id(right_name) or "new-name" if above in FOLDERS else right_name.lower()
            words = {"file": _clean(file), "meant": right_name, **parts}
            return why.format(**words), hint.format(**words)
    return None


def _where_to(above: str, file: str) -> str:
    known = [f"{stem}.yaml" for stem in (VOCABULARIES if above == "vocabulary" else SINGLE if not above else ())]
    near = get_close_matches(file, known, 1, 0.8)
    if near:
        return f"Did you mean {near[0]}?"
    if above == "vocabulary":
        return f"The files there are: {', '.join(known)}."
    if above == TRANSLATIONS:
        return "Move it into the folder of its language, such as translations/cy/."
    if file.removesuffix(".yaml") in VOCABULARIES:
        return "Move it into vocabulary/."
    return f"Move it into {' or '.join(f'{folder}/' for folder in FOLDERS)}, or out of the registry."


def _stray(entry: Entry, shown_as: str, message: str, hint: str) -> Problem:
    """A warning; an error if the entry must be a registry file, as its contents would silently not be published."""
    is_meant = not entry.is_file and (entry.is_of_registry or entry.name in {*FOLDERS, "vocabulary"})
    severity = Severity.ERROR if is_meant else Severity.WARNING
    return problem(
        of_file(_clean(f"{shown_as}/{entry.name}")), (), "not-read", "file", message, hint, severity=severity
    )


def _clean(name: str) -> str:
    """A file's name as printable text: bytes that are not text become question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")
