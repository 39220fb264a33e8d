"""What is kept from earlier builds is what would be made now: to the byte, after any edit and whatever befalls it.

Here a build is what it is, but for setting and reading PDFs: in their place stand functions that are quick and that say
all that they were given. A few rounds set and read real PDFs.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import shutil
import signal
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from benchmarks import data
from site_builder.build import made_site
from site_builder.editions import Edition, Own
from site_builder.kept import Kept
from site_builder.load.project.folder import load
from site_builder.locale.languages import language
from site_builder.model.values import Id
from site_builder.problems import Problem
from site_builder.publish import cache
from site_builder.publish.cache import Cache
from site_builder.render import pdf
from site_builder.render.pdf import finish, setting
from site_builder.verify import words_check
from site_builder.verify.difference import Difference
from site_builder.verify.expected_text import Edition as Read
from site_builder.verify.words_check import ReadBack
from tests.effort import effort, some, thorough
from tests.faulty_doubles.faults import Fault, ended, kill, started, started_together
from tests.systems import forks
from tests.test_project import ROOT

SERIES, ROUNDS = effort(suite=1, thorough=20), effort(suite=6, thorough=25)
"""So many registries, and the rounds of edits of each."""
REAL = effort(suite=1, thorough=25)
"""Rounds in which PDFs are set and read, each in a series of its own: they take long."""
RECIPIENTS, NOTICES = 3, 2
ON = date(2026, 1, 1)
LISTED = "      - {}\n"
TEMPLATES = {"assets/notice.css": "body{", "notice.html.j2": "<h1>"}
"""Templates of the site's own, and what in them an edit writes before."""
WELSH = """\
bench-notice:
  title:
    en-GB: Bench
    cy: Mainc {}
"""


class Forgetful(Kept):
    """Keeps nothing: every build with it is the first."""

    def find(self, key: str) -> bytes | None:
        """Nothing."""
        del key
        return None


class Careless(Cache):
    """Broken twin: its key leaves out one of the things that a function reads."""

    def __init__(self, folder: Path, made_by: str, left_out: str) -> None:
        super().__init__(folder, "" if left_out == "program" else made_by)
        self.left_out = left_out

    def key(self, of: Mapping[str, str | bytes]) -> str:
        """The digest of the rest."""
        return super().key({name: part for name, part in of.items() if name != self.left_out})


# ---- quick functions in the place of those that take long


class Program:
    """A program whose editions make and read PDFs otherwise."""

    edition = "first"

    def set(self, *given: Any) -> bytes:
        """In the place of Typst and of the mended tags."""
        document, theme, issued, template = given
        fonts = sorted((f.name, f.read_bytes()) for f in theme.fonts.iterdir()) if theme.fonts else []
        said = (self.edition, json.dumps(document), theme.accent, theme.size, theme.least, theme.columns)
        return repr((*said, fonts, str(issued), template)).encode()

    def read(self, path: str, data: bytes, edition: Read) -> list[Difference]:
        """In the place of those that read a PDF: one in four says something else, by all that they are given."""
        of = repr((self.edition, path, data, edition.laid, edition.language.tag)).encode()
        return [] if sha256(of).digest()[0] % 4 else [Difference("changed", says=sha256(of).hexdigest())]


@pytest.fixture
def program() -> Iterator[Program]:
    """What a build runs here."""
    made = Program()
    with (
        patch.multiple(setting, MEMORY=Forgetful(), _set=made.set),
        patch.object(finish, "with_feed", lambda made, *given: made + repr(given).encode()),
        patch.object(words_check, "of_file", made.read),
    ):
        yield made


# ---- edits of every kind


class Editor:
    """Edits a project by chance."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance, self.on = folder, random.Random(seed), ON  # noqa: S311 (repeatable, not secret)
        self._number = itertools.count(RECIPIENTS)
        self.registry = folder / "registry"
        data.write(self.registry, RECIPIENTS, NOTICES)
        (folder / "templates/assets").mkdir(parents=True)
        for name in TEMPLATES:
            shutil.copy(ROOT / "templates" / name, folder / "templates" / name)
        (self.registry / "translations/cy").mkdir(parents=True)
        _change(self._organisation, "[en-GB]", "[en-GB, cy]")
        for file in self._recipients:
            _change(file, "It may keep", "For purpose direct care it may keep")
        self._translation()

    def round(self) -> str:
        """Make one to three edits that leave no error, and tell which."""
        before = {path: path.read_bytes() for path in self.registry.rglob("*.yaml")}
        while True:
            done = ", ".join(self._edit() for _ in range(self.chance.randrange(1, 4)))
            if load(self.registry, "registry", self.on).registry is not None:
                return done
            for path in self.registry.rglob("*.yaml"):
                path.unlink()
            for path, content in before.items():
                path.write_bytes(content)

    def _edit(self) -> str:
        kind = self.chance.choice(
            (
                self._words, self._fact, self._add, self._remove, self._rename, self._vocabulary, self._translation,
                self._notice, self._day, self._issued, self._large_print, self._template, self._break, self._swap,
            )
        )  # fmt: skip
        kind()
        return kind.__name__

    def _words(self) -> None:
        _change(self._recipient, "We share", self.chance.choice(("We may share", "Now we share", "We share")))

    def _fact(self) -> None:
        _change(self._recipient, "period: 1", f"period: {self.chance.randrange(1, 9)}")

    def _add(self) -> None:
        name, source = f"body-{next(self._number)}", self._recipient
        source.with_name(f"{name}.yaml").write_text(
            source.read_text("utf-8").replace("disclosure-", f"{name}-"), "utf-8"
        )
        _change(
            notice := self.chance.choice(self._notices), text := notice.read_text("utf-8"), text + LISTED.format(name)
        )

    def _remove(self) -> None:
        if len(self._recipients) > NOTICES:
            (file := self._recipient).unlink()
            self._show(file, "")

    def _rename(self) -> None:
        file, name = self._recipient, f"body-{next(self._number)}"
        file.rename(file.with_name(f"{name}.yaml"))
        self._show(file, LISTED.format(name))

    def _vocabulary(self) -> None:
        file = self.registry / f"vocabulary/{self.chance.choice(('data_categories', 'purposes'))}.yaml"
        _change(file, *self.chance.choice((("name: ", "name: some "), ("name: some ", "name: "))))

    def _translation(self) -> None:
        words = WELSH.format(self.chance.choice(("un", "dau", "tri")))
        (self.registry / "translations/cy/words.yaml").write_text(words, "utf-8")

    def _notice(self) -> None:
        _change(self.chance.choice(self._notices), "heading: ", "heading: More of ")

    def _day(self) -> None:
        self.on += timedelta(days=self.chance.randrange(400))

    def _issued(self) -> None:
        _change(self._organisation, "issued: 2026-01-0", "issued: 2026-01-1")

    def _large_print(self) -> None:
        _change(self._organisation, "kind: council\n", "kind: council\nlarge_print: true\n")
        _change(self._organisation, "large_print: true\nlarge_print: true\n", "")

    def _template(self) -> None:
        name, before = self.chance.choice([*TEMPLATES.items()])
        text = (ROOT / "templates" / name).read_text("utf-8")
        assert before in text
        (self.folder / "templates" / name).write_text(
            text.replace(before, f"/* {self.chance.random()} */ {before}", 1), "utf-8"
        )

    def _break(self) -> None:
        for entry in self.chance.sample(self._entries, len(self._entries) // 2):
            whole = entry.read_bytes()
            at = self.chance.randrange(len(whole) + 1)
            entry.write_bytes(self.chance.choice((whole[:at] + b"?" + whole[at + 1 :], whole[:at], b"")))

    def _swap(self) -> None:
        before = [entry.read_bytes() for entry in self._entries]
        for entry, other in zip(self._entries, self.chance.sample(before, len(before)), strict=True):
            entry.write_bytes(other)

    @property
    def _organisation(self) -> Path:
        return self.registry / "organisation.yaml"

    @property
    def _recipients(self) -> list[Path]:
        return sorted((self.registry / "recipients").iterdir())

    @property
    def _recipient(self) -> Path:
        return self.chance.choice(self._recipients)

    @property
    def _notices(self) -> list[Path]:
        return sorted((self.registry / "notices").iterdir())

    @property
    def _entries(self) -> list[Path]:
        return sorted((self.folder / "cache").glob("*"))

    def _show(self, file: Path, instead: str) -> None:
        for notice in self._notices:
            _change(notice, LISTED.format(file.stem), instead)


def _change(file: Path, before: str, after: str) -> None:
    file.write_text(file.read_text("utf-8").replace(before, after, 1), "utf-8")


# ---- builds


def _built(editor: Editor, kept: Kept) -> tuple[Sequence[Problem], Mapping[str, bytes], list[Difference]]:
    """The problems of a registry, the files of its site, and what is unlike in them."""
    read, checked = ReadBack(kept), load(editor.registry, "registry", editor.on, kept=kept)
    if checked.registry is None:
        return checked.problems, {}, []
    files = made_site(checked.registry, editor.on, editor.folder / "templates", kept=kept, read=read)
    return checked.problems, files, read.differences


def _rounds(
    folder: Path, program: Program, rounds: int, seed: int = 0, left_out: str = ""
) -> Iterator[tuple[str, bool]]:
    """After each of so many random edits what it was, and whether a build that keeps is as one that never kept."""
    editor = Editor(folder, seed)
    for number in range(rounds):
        done = editor.round()
        program.edition = f"edition {number // 3}"
        kept = Careless(folder / "cache", program.edition, left_out)
        first, again = (_built(editor, kept) for _ in range(2))
        yield done, first == again == _built(editor, Forgetful())
        kept.tidy()


@pytest.mark.parametrize("seed", range(SERIES))
def test_a_build_that_keeps_is_to_the_byte_as_one_that_never_kept(tmp_path: Path, program: Program, seed: int) -> None:
    assert [done for done, is_same in _rounds(tmp_path, program, ROUNDS, seed) if not is_same] == []
    assert any((tmp_path / "cache").iterdir())


@pytest.mark.parametrize("seed", range(REAL))
@thorough
def test_so_it_is_with_real_pdfs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(setting, "MEMORY", Forgetful())
    assert [done for done, is_same in _rounds(tmp_path, Program(), 1, seed) if not is_same] == []


KEPT = ("program", "document", "part", "language", "own templates", "theme", "yaml", "group")


@pytest.mark.parametrize("left_out", some(KEPT, one_in=len(KEPT)))
def test_a_key_that_leaves_something_out_is_noticed(tmp_path: Path, program: Program, left_out: str) -> None:
    series = (_rounds(tmp_path / str(seed), program, 30, seed, left_out) for seed in range(1, 9))
    assert not all(is_same for rounds in series for _, is_same in rounds)


# ---- keys


def _given(fonts: Path | None = None, **changed: Any) -> Mapping[str, str]:
    whole: dict[str, Any] = {"document": {"kind": "document"}, "theme": pdf.Theme(fonts=fonts), "issued": ON}
    return setting.given(**{**whole, "template": "notice.typ", **changed})


def test_each_thing_that_setting_reads_is_in_its_key_and_is_missed_there(tmp_path: Path) -> None:
    fonts = [tmp_path / name for name in ("one", "two")]
    for number, folder in enumerate(fonts):
        folder.mkdir()
        (folder / "font.ttf").write_bytes(b"%d" % number)
    others = {
        "document": _given(document={"kind": "other"}),
        "theme": _given(theme=pdf.LARGE_PRINT),
        "issued": _given(issued=ON + timedelta(days=1)),
        "template": _given(template="poster.typ"),
        "fonts": _given(fonts[1]),
    }
    assert others.keys() == _given().keys()
    for name, other in others.items():
        before = _given(fonts[0]) if name == "fonts" else _given()
        assert Kept().key(before) != Kept().key(other)
        twin = Careless(tmp_path, "", name)
        assert twin.key(before) == twin.key(other)
    assert Cache(tmp_path, "one").key(_given()) != Cache(tmp_path, "other").key(_given())


EDITION = Edition(Own(Id("n"), b"{}"), language("en-GB"), ON, for_children=False, folder="n/", twin="")
OTHERS = {
    "part": replace(EDITION, own=Own(Id("n"), b"[]")),
    "notice": replace(EDITION, own=Own(Id("m"), b"{}")),
    "language": replace(EDITION, language=language("cy")),
    "day": replace(EDITION, on=ON + timedelta(days=1)),
    "for children": replace(EDITION, for_children=True),
}


def test_each_thing_that_an_edition_is_laid_out_from_is_in_its_key_and_is_missed_there(tmp_path: Path) -> None:
    assert OTHERS.keys() == EDITION.given.keys()
    for name, other in OTHERS.items():
        twin = Careless(tmp_path, "", name)
        assert Kept().key(EDITION.given) != Kept().key(other.given)
        assert twin.key(EDITION.given) == twin.key(other.given)


def test_each_thing_that_reading_is_given_is_in_its_key_and_is_missed_there(tmp_path: Path) -> None:
    file = "n/notice.pdf", b"a PDF"
    others: dict[str, tuple[Edition, str, bytes]] = {
        **{name: (other, *file) for name, other in OTHERS.items()},
        "read": (EDITION, "n/index.html", file[1]),
        "file": (EDITION, file[0], b"another"),
    }
    for left_out, other in others.items():
        kept, twin = Cache(tmp_path / left_out, "program"), Careless(tmp_path / f"not {left_out}", "", left_out)
        for each in (kept, twin):
            assert [_is_read(each, EDITION, *file), _is_read(each, EDITION, *file)] == [True, False]
        assert _is_read(kept, *other)
        assert not _is_read(twin, *other)


def _is_read(kept: Kept, edition: Edition, path: str, data: bytes) -> bool:
    with patch.object(words_check, "_read_back", return_value=[]) as reads:
        ReadBack(kept)(edition, path, data)
        return reads.called


def test_parts_that_run_on_into_each_other_are_told_apart() -> None:
    assert Kept().key({"a": "b", "c": "d"}) != Kept().key({"a": "b1:c1:d"})
    assert Kept().key({"a": "1:b"}) != Kept().key({"a": "1", "b": ""})


def test_the_program_is_each_of_its_files_to_the_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "files", lambda _: tmp_path)
    (tmp_path / "room").mkdir()
    file, seen = tmp_path / "room/code.py", set()
    for change in (
        lambda: file.write_bytes(b"one"),
        lambda: file.write_bytes(b"two"),
        lambda: file.rename(tmp_path / "room/other.py"),
        lambda: (tmp_path / "notice.typ").write_bytes(b""),
        lambda: monkeypatch.setattr(cache, "version", lambda _: "2.0"),
    ):
        change()
        seen.add(cache.program.__wrapped__())
    assert len(seen) == 5
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/code.pyc").write_bytes(b"compiled")
    assert cache.program.__wrapped__() in seen


def test_the_program_is_every_library_that_publishing_depends_on_too() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["publish"]]
    everywhere = [each for each in needed if "sys_platform" not in each]
    assert [re.split("[<>=]", each)[0] for each in everywhere] == [*cache.LIBRARIES]


# ---- the disk


ENTRIES = [(f"{number:064}", b"%d" % number * 1000) for number in range(4)]


def _is_sound(kept: Kept) -> bool:
    return all(kept.find(key) in (None, content) for key, content in ENTRIES)


@forks
def test_a_kill_at_any_step_leaves_what_was_kept_or_nothing(tmp_path: Path) -> None:
    kept, points = Cache(tmp_path / "cache", ""), itertools.count(1)

    def work(at: int) -> int:
        Fault(kill, at, tmp_path.name).plant()
        for key, content in ENTRIES:
            kept.keep(key, content)
        kept.tidy()
        return 0

    while ended(started(lambda: work(at))) == -signal.SIGKILL if (at := next(points)) else False:
        assert _is_sound(kept)
    assert at > len(ENTRIES) * 3
    assert [kept.find(key) for key, _ in ENTRIES] == [content for _, content in ENTRIES]


@forks
def test_builds_at_once_find_what_was_kept_or_nothing(tmp_path: Path) -> None:
    def work() -> int:
        kept = Cache(tmp_path / "cache", "")
        for _ in range(30):
            for key, content in ENTRIES:
                kept.keep(key, content)
            if not _is_sound(kept):
                return 1
            kept.tidy()
        return 0

    assert [ended(child) for child in started_together([work] * 3)] == [0, 0, 0]
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == [key for key, _ in ENTRIES]


def test_what_was_not_used_for_long_goes_and_so_does_what_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Cache(tmp_path, "")
    for age, (key, content) in enumerate(ENTRIES):
        kept.keep(key, content)
        os.utime(tmp_path / key, times=((tmp_path / key).stat().st_mtime - age * cache.AGE / 2,) * 2)
    (tmp_path / ".new-of-a-killed-build").touch()
    os.utime(tmp_path / ".new-of-a-killed-build", times=(0, 0))
    kept.tidy()
    assert sorted(path.name for path in tmp_path.iterdir()) == [key for key, _ in ENTRIES[:2]]
    monkeypatch.setattr(cache, "SIZE", 1500)
    assert kept.find(ENTRIES[1][0])
    os.utime(tmp_path / ENTRIES[0][0], times=((tmp_path / ENTRIES[0][0]).stat().st_mtime - 60,) * 2)
    kept.tidy()
    assert [path.name for path in tmp_path.iterdir()] == [ENTRIES[1][0]]


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file where the folder should be")
    kept = Cache(tmp_path / "cache", "")
    kept.keep(*ENTRIES[0])
    kept.tidy()
    assert kept.find(ENTRIES[0][0]) is None
