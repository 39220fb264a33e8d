"""What somebody changes before it is saved: steps in memory, put together with what others save meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from site_builder.edit.steps import (
    Clash,
    Edit,
    Move,
    Step,
    at_the_end,
    clash_of,
    is_of_list,
    is_of_registry,
    made_on,
    step_of,
    tree_of,
)
from site_builder.errors import Failure, shown
from site_builder.kept import Kept
from site_builder.load.project.folder import Before, Loaded, load
from site_builder.load.splice import File, Refused, at
from site_builder.problems import Problem, stops
from site_builder.publish import PublishError
from site_builder.publish.saving import save

READ = 40_000
"""So many files as they were read, and groups with what was found in them, are kept in memory."""


class Save(NamedTuple):
    """What was saved last: the steps, and of each file the bytes before and after, None for no file."""

    steps: list[Step]
    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]


class NotSaved(Failure):
    """Nothing was written; the text says why, and what to do."""


@dataclass
class Session:
    """The registry in a folder as it would be with all that was changed. Take `lock` around each use.

    `shown_as` is how problems name the folder, `before` what it was when its site was built, `on` the day that counts.
    Call `look` first: it puts the steps on what stands in the folder now. Methods raise Unreadable if that cannot be
    read.
    """

    folder: Path
    shown_as: str
    on: date
    before: Before | None = None
    kept: Kept = field(default_factory=lambda: Kept(READ))
    lock: RLock = field(default_factory=RLock)
    steps: list[Step] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    number: int = 0
    """Counts what changed what is shown."""
    last_save: Save | None = None
    """What can be undone after saving, while nobody changed these files since."""
    _batch: int | None = None
    _stamp: frozenset[tuple[str, int, int]] | None = None
    _files: dict[str, tuple[bytes | None, File | None]] = field(default_factory=dict)
    _loaded: dict[bool, Loaded] = field(default_factory=dict)

    # ---- what is there

    def at_day(self, on: date) -> None:
        """Let another day count."""
        if on != self.on:
            self.on, self._loaded = on, {}
            self.number += 1

    def look(self) -> None:
        """Look whether somebody else changed a file, and put the steps on what is there now."""
        now = _stamp_of(self.folder)
        if now != self._stamp:
            self._stamp = now
            self._rebuild()

    @property
    def loaded(self) -> Loaded:
        """The registry as it would be if it were saved now."""
        return self._load(with_steps=True)

    @property
    def opened(self) -> Loaded:
        """The registry as it stands in the folder."""
        return self._load(with_steps=False)

    def _load(self, *, with_steps: bool) -> Loaded:
        with_steps = with_steps and bool(self._files)
        if with_steps not in self._loaded:
            instead = self.contents if with_steps else {}
            self._loaded[with_steps] = load(
                self.folder, self.shown_as, self.on, before=self.before, kept=self.kept, instead=instead
            )
        return self._loaded[with_steps]

    @property
    def contents(self) -> Mapping[str, bytes | None]:
        """The files that would be saved, by their names; None for one that goes."""
        now = {name: (before, file.source if file else None) for name, (before, file) in self._files.items()}
        return {name: source for name, (before, source) in now.items() if source != before}

    def before_and_after(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Each file that would be saved: its name, its bytes in the folder, and those it gets, none for no file."""
        yield from ((name, before or b"", file.source if file else b"") for name, (before, file) in self._files.items())

    def below(self, file: str) -> str:
        """The name in the folder of a file as problems name it."""
        return file.removeprefix(f"{self.shown_as}/")

    def file(self, name: str) -> File | None:
        """A file as it would be, None if there is none. Raises Refused if it has errors that nobody can edit over."""
        if name in self._files:
            return self._files[name][1]
        source = self._bytes(name) if is_of_registry(name) else None
        return None if source is None else File(source, f"{self.shown_as}/{name}", tree_of(name))

    def _bytes(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Refused(f"{shown(name)} cannot be read: {error.strerror}.") from error

    # ---- changes

    def change(self, edits: Iterable[Edit], *, together: bool = False) -> list[tuple[Edit, str]]:
        """Make these edits as one batch; those that are refused come back, each with a sentence.

        With `together` one that is refused leaves all as it was.
        """
        batch = self._batch or self._next_batch()
        steps, files = list(self.steps), dict(self._files)
        refused: list[tuple[Edit, str]] = []
        for edit in edits:
            try:
                self._make(edit, batch)
            except Refused as why:
                refused.append((edit, str(why)))
        if refused and together:
            self.steps, self._files = steps, files
        self._forget()
        return refused

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """All that is changed meanwhile is undone together."""
        self._batch = self._next_batch()
        try:
            yield
        finally:
            self._batch = None

    def _next_batch(self) -> int:
        return self.steps[-1].batch + 1 if self.steps else 1

    def _make(self, edit: Edit, batch: int) -> None:
        if not is_of_registry(edit.file):
            raise Refused(f"{shown(edit.file)} is no file of a registry.")
        file = self.file(edit.file)
        if file is None and edit.path:
            value = edit.value
            for name in reversed(edit.path):
                value = {name: value} if isinstance(name, str) else [value]
            edit = replace(edit, path=(), value=value)
        step = step_of(edit, file, batch)
        made = made_on(step, file, f"{self.shown_as}/{edit.file}")
        if made is file:
            return
        before = self._files[edit.file][0] if edit.file in self._files else file.source if file else None
        self._files[edit.file] = before, made
        last = self.steps[-1] if self.steps else None
        moves = [each for each in (step, last) if each and each.edit.value is Move.UP]
        of_file = [each for each in (step, last) if each and not each.edit.path and each.edit.value is None]
        if last and len(moves) > 1 and (last.was, step.was) == (edit.path[-1], last.edit.path[-1]):
            # What was moved up, and then its neighbour above it again.
            self.steps.pop()
            self._settle(edit.file)
        elif moves or of_file:
            self.steps.append(step)
        elif last and last.place == step.place and not is_of_list(step):
            # Words that are typed on are one change, and what is typed back is none.
            self.steps[-1] = replace(last, edit=edit)
            if last.was == edit.value:
                self.steps.pop()
                self._settle(edit.file)
        else:
            self.steps.append(step)

    def _settle(self, name: str) -> None:
        """A file without steps is the one in the folder."""
        if not any(step.edit.file == name for step in self.steps):
            self._files.pop(name, None)

    def undo(self) -> Sequence[Edit]:
        """Take back the last batch; what it was."""
        if not self.steps:
            return ()
        batch = self.steps[-1].batch
        taken = [step.edit for step in self.steps if step.batch == batch]
        self.steps = [step for step in self.steps if step.batch != batch]
        self._rebuild()
        return taken

    def told(self) -> list[str]:
        """What would change, as sentences: each place once, and what one act changes in several places once, too."""
        last = {step.place: (step.batch, step.edit.said) for step in self.steps}
        return [said for _, said in dict.fromkeys(last.values())]

    def _forget(self) -> None:
        self.number += 1
        self._loaded.pop(True, None)

    # ---- put together with what others saved

    def _rebuild(self) -> None:
        """All steps on the files as they stand now; those that do not fit are clashes."""
        self._files, self.clashes, self._loaded = {}, [], {}
        self.number += 1
        found: dict[str, tuple[bytes | None, File | None, str]] = {}
        for number, before_it in enumerate(self.steps):
            name = before_it.edit.file
            if name not in found:
                found[name] = self._now(name)
            before, file, file_is = found[name]
            step = self.steps[number] = at_the_end(before_it, file)
            clash = clash_of(step, file, file_is)
            if clash is None:
                try:
                    file = made_on(step, file, f"{self.shown_as}/{name}")
                except Refused:
                    clash = Clash(step, at(file.data, step.edit.path) if file else None, mine_can_stay=False)
            if clash is None:
                found[name] = before, file, file_is
                self._files[name] = before, file
            else:
                self.clashes.append(clash)

    def _now(self, name: str) -> tuple[bytes | None, File | None, str]:
        source = self._bytes(name)
        if source is None:
            return None, None, "gone"
        try:
            return source, File(source, f"{self.shown_as}/{name}", tree_of(name)), ""
        except Refused:
            return source, None, "broken"

    def keep(self, number: int, *, mine: bool) -> None:
        """Settle a clash, by its number in `clashes`: my value on what is there now, or theirs and no step."""
        if not 0 <= number < len(self.clashes):
            return
        clash = self.clashes[number]
        place, here = clash.step.place, self.steps.index(clash.step)
        if mine and clash.mine_can_stay:
            file = self._now(place[0])[1]
            on_theirs = step_of(clash.step.edit, file, clash.step.batch)
            last = [step for step in self.steps if step.place == place][-1]
            self.steps[here] = replace(on_theirs, edit=last.edit, was=clash.theirs)
            self.steps = [s for n, s in enumerate(self.steps) if n <= here or s.place != place]
        else:
            self.steps = [step for step in self.steps if step.place != place]
        self._rebuild()

    # ---- saving

    def in_the_way(self) -> list[Problem]:
        """The errors that the registry would have and has not now: with them nothing is saved."""
        before = {(p.place.file, p.rule, p.message) for p in self.opened.problems if stops([p])}
        found = (p for p in self.loaded.problems if stops([p]))
        return [p for p in found if (p.place.file, p.rule, p.message) not in before]

    def save(self) -> list[str]:
        """Write what changed, all of it or nothing; the names of the files. Raises NotSaved."""
        self._stamp = None
        self.look()
        if self.clashes:
            raise NotSaved("Somebody changed the same meanwhile. Say below which holds. Nothing was saved yet.")
        if self.in_the_way():
            raise NotSaved("Something has to be mended first: see below. Nothing was saved.")
        files = self.contents
        before = {name: self._files[name][0] for name in files}
        self._write(files, before)
        self.last_save = Save(self.steps, before, files)
        self.steps = []
        self._stamp = None
        self.look()
        return list(files)

    def undo_save(self) -> list[str]:
        """Put the files of the last save back as they were; what was changed is there again, and not saved.

        The names of the files. Raises NotSaved, and then nothing was written.
        """
        self._stamp = None
        self.look()
        last = self.last_save
        if last is None or self.steps:
            raise NotSaved("There is no saving that can be undone.")
        errors = {(p.place.file, p.rule, p.message) for p in self.opened.problems if stops([p])}
        put_back = load(self.folder, self.shown_as, self.on, before=self.before, kept=self.kept, instead=last.before)
        if {(p.place.file, p.rule, p.message) for p in put_back.problems if stops([p])} - errors:
            raise NotSaved("Somebody has saved since what needs yours. Your saving stays.")
        if changed := [name for name, data in last.after.items() if self._bytes(name) != data]:
            raise NotSaved(f"Somebody has changed {shown(changed[0])} since. Your saving stays.")
        self._write(last.before, last.after)
        self.steps, self.last_save, self._stamp = last.steps, None, None
        self.look()
        return list(last.before)

    def _write(self, files: Mapping[str, bytes | None], known: Mapping[str, bytes | None]) -> None:
        try:
            save(self.folder, files, known)
        except PublishError as error:
            raise NotSaved(f"{error} Nothing was saved.") from error


def _stamp_of(folder: Path) -> frozenset[tuple[str, int, int]]:
    found = []
    for path in folder.rglob("*.yaml"):
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return frozenset(found)
