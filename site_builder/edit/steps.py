"""One change of a file before it is saved: what it is of, and whether it still fits what stands there now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from site_builder.errors import shown
from site_builder.load.project.files import schema_of
from site_builder.load.splice import File, Refused, at, begun
from site_builder.problems import Path as Way
from site_builder.schemas.nodes import NOTHING, Node
from site_builder.schemas.trees import trees

_OUT = {"\\", ":", "\0"}
"""What leads elsewhere in a name on some system."""


class Move(Enum):
    """What an edit may have in place of a value."""

    UP = "moved up"
    """Before the thing that stands above it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A value for a path of a file, None for nothing; an empty path is the whole file. `said` tells of what it is.

    `Move.UP` in place of a value moves the thing at the path.

    `file` is the name in the registry's folder.
    """

    file: str
    path: Way
    value: Any
    said: str


@dataclass(frozen=True, slots=True)
class Step:
    """An edit that was made, in a batch that is undone together, with what it changed: `was` None for nothing.

    `depth` is how much of the way to it there was, and `lengths` are those of the lists on the way: where another file
    has less or others, the place is not the same.
    """

    edit: Edit
    was: Any
    batch: int
    depth: int
    lengths: tuple[int, ...]

    @property
    def appends(self) -> bool:
        """Whether it adds an entry behind the last one of a list: where that is, another list may have it elsewhere."""
        return bool(self.edit.path) and bool(self.lengths) and self.edit.path[-1] == self.lengths[-1]

    @property
    def place(self) -> tuple[str, Way]:
        """The file and the path."""
        return self.edit.file, self.edit.path


@dataclass(frozen=True, slots=True)
class Clash:
    """A step that cannot be put together with what somebody else saved: what they have there, and why.

    `file_is` says what became of the file: '' if it is there. `mine_can_stay`: the step can be made on what is there.
    """

    step: Step
    theirs: Any
    file_is: str = ""
    mine_can_stay: bool = True


def is_of_registry(name: str) -> bool:
    """Whether a name is that of a file of a registry, in its folder: no way out of it."""
    steps = name.split("/")
    return schema_of(name) is not None and all(step and step[0] != "." and not _OUT & {*step} for step in steps)


def tree_of(name: str) -> Node:
    """The tree of a file by its name in the registry's folder."""
    known = schema_of(name)
    return trees()[known[0]] if known else NOTHING


def step_of(edit: Edit, file: File | None, batch: int) -> Step:
    """An edit as a step on a file as it stands, None for no file."""
    data = file.data if file else {}
    depth = next((n for n in range(len(edit.path), 0, -1) if at(data, edit.path[:n]) is not None), 0)
    return Step(edit, _was(edit, file), batch, depth, _lengths(data, edit.path))


def _was(edit: Edit, file: File | None) -> Any:
    """What an edit changes: of a move, the name of what stands above."""
    if file is None or (not edit.path and edit.value is not None):
        return None
    return file.above(edit.path) if edit.value is Move.UP else file.at(edit.path)


def _lengths(data: Any, path: Way) -> tuple[int, ...]:
    """So many entries have the lists through which a path goes."""
    lists = (at(data, path[:n]) for n, step in enumerate(path) if isinstance(step, int))
    return tuple(len(each) for each in lists if isinstance(each, list))


def is_of_list(step: Step) -> bool:
    """Whether a step is of an entry of a list."""
    return bool(step.edit.path) and isinstance(step.edit.path[-1], int)


def at_the_end(step: Step, file: File | None) -> Step:
    """A step that adds an entry behind the last one, with the number that this has in a file as it stands."""
    there = file.at(step.edit.path[:-1]) if file and step.appends else None
    if not isinstance(there, list) or step.edit.value in there:
        return step
    moved = replace(step.edit, path=(*step.edit.path[:-1], len(there)))
    return replace(step, edit=moved, lengths=(*step.lengths[:-1], len(there)))


def made_on(step: Step, file: File | None, shown_as: str) -> File | None:
    """The file with a step, None if it goes. Raises Refused."""
    edit = step.edit
    if not edit.path and edit.value is None:
        return None
    if edit.path and file is not None and edit.value is Move.UP:
        return file.moved_up(edit.path)
    if edit.path and file is not None:
        return file.edited(edit.path, edit.value)
    if file is not None:
        raise Refused(f"There is already a file {shown(shown_as)}.")
    return begun(edit.value, shown_as, tree_of(edit.file))


def clash_of(step: Step, file: File | None, file_is: str) -> Clash | None:
    """What keeps a step from being made on a file as it stands, None if nothing does."""
    path = step.edit.path
    if not path and step.edit.value is not None and file_is != "broken":
        return Clash(step, None, "made by somebody else", mine_can_stay=False) if file else None
    if file is None:
        return Clash(step, None, file_is, mine_can_stay=False)
    if step.edit.value is Move.UP:
        there = file.above(path)
        return None if there == step.was else Clash(step, there, mine_can_stay=False)
    now = file.at(path)
    holder = min(step.depth, len(path) - 1)
    if holder and file.at(path[:holder]) is None:
        return Clash(step, None, mine_can_stay=False)
    if _lengths(file.data, path) != step.lengths:
        first = next(n for n, each in enumerate(path) if isinstance(each, int))
        return Clash(step, file.at(path[:first]), mine_can_stay=False)
    return None if now in (step.was, step.edit.value) else Clash(step, now)
