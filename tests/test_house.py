"""The floors of the house: imports point down, core is pure, renderers are blind to each other, one room writes."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "site_builder"

FLOORS = (
    {"core"},
    {"schemas", "vocabulary", "locale"},
    {"sources", "renderers", "report"},
    {"publish", "verify", "client"},
    {"build", "starter"},
    {"serve"},
    {"cli"},
    {"__main__"},
)
"""A room may import its own modules and rooms on lower floors; rooms of one floor do not see each other."""

IMPURE = {"os", "pathlib", "io", "shutil", "socket", "subprocess", "time", "locale", "tempfile", "urllib"}
CALLS_OF_CLOCK = {"today", "now", "utcnow"}
WRITING = {
    "write_text",
    "write_bytes",
    "mkdir",
    "unlink",
    "rmdir",
    "rename",
    "replace",
    "touch",
    "rmtree",
    "symlink_to",
}
MAY_WRITE = {"publish"}
MAY_USE_TEMPORARY_FILES = {"renderers/pdf"}
"""The PDF engine takes its input from a folder: a fresh one, removed at once, and nothing of it is published."""


@dataclass(frozen=True)
class Module:
    """A module by its path in the package, and its parsed text."""

    path: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first part of its path."""
        return self.path.split("/")[0].removesuffix(".py")

    @property
    def imports(self) -> set[str]:
        """Everything that it imports, lazily or for types too, by dotted name."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module else set()
        return found


def module(path: str, text: str) -> Module:
    return Module(path, ast.parse(text))


def modules() -> list[Module]:
    files = sorted(PACKAGE.rglob("*.py"))
    return [
        module(f.relative_to(PACKAGE).as_posix(), f.read_text("utf-8"))
        for f in files
        if f.parent != PACKAGE or f.name != "__init__.py"
    ]


def _floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def faults_of_floors(found: Module) -> Iterator[str]:
    """Imports that point up, or to a room beside."""
    for name in found.imports:
        parts = name.split(".")
        if parts[0] == "site_builder" and len(parts) > 1:
            other = parts[1]
            if other != found.room and _floor(other) >= _floor(found.room):
                yield f"{found.path} imports {name}"


def faults_of_purity(found: Module) -> Iterator[str]:
    """What core must not have: files, clock, network, environment, third-party imports."""
    if found.room != "core":
        return
    for name in found.imports:
        top = name.split(".")[0]
        if top in IMPURE or (top not in sys.stdlib_module_names and top != "site_builder"):
            yield f"{found.path} imports {name}"
    for node in ast.walk(found.tree):
        if isinstance(node, ast.Attribute) and node.attr in CALLS_OF_CLOCK:
            yield f"{found.path} asks the clock: {node.attr}"
        if isinstance(node, ast.Name) and node.id == "open":
            yield f"{found.path} opens a file"


def faults_of_renderers(found: Module) -> Iterator[str]:
    """A renderer that knows another. Modules that begin with `_` are for all of them to share."""
    parts = found.path.split("/")
    if found.room != "renderers" or len(parts) == 1:
        return
    own = _family(parts[1])
    for name in found.imports:
        if name.startswith("site_builder.renderers."):
            other = name.split(".")[2]
            if not other.startswith("_") and _family(other) != own:
                yield f"{found.path} imports {name}"


def _family(name: str) -> str:
    return name.removesuffix(".py").split("_")[0]


def faults_of_writing(found: Module) -> Iterator[str]:
    """A call that changes the disk anywhere but where it may."""
    if found.room in MAY_WRITE or any(found.path.startswith(p) for p in MAY_USE_TEMPORARY_FILES):
        return
    for node in ast.walk(found.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in WRITING
            and _on_disk(node)
        ):
            yield f"{found.path}:{node.lineno} calls {node.func.attr}"


def _on_disk(call: ast.Call) -> bool:
    """str.replace and dataclasses.replace take two arguments or keywords, Path.replace one."""
    return not (
        isinstance(call.func, ast.Attribute) and call.func.attr == "replace" and (len(call.args) != 1 or call.keywords)
    )


RULES = (faults_of_floors, faults_of_purity, faults_of_renderers, faults_of_writing)


def test_the_floors_hold() -> None:
    assert [fault for found in modules() for rule in RULES for fault in rule(found)] == []


BROKEN = [
    ("core/facts.py", "import os", "core/facts.py imports os"),
    ("core/facts.py", "import yaml", "core/facts.py imports yaml"),
    ("core/facts.py", "from datetime import date\nx = date.today()", "core/facts.py asks the clock: today"),
    ("core/facts.py", "from site_builder.sources import folder", "core/facts.py imports site_builder.sources.folder"),
    ("sources/a.py", "from site_builder.renderers import html", "sources/a.py imports site_builder.renderers.html"),
    ("sources/a.py", "def f():\n    from site_builder.build import x", "sources/a.py imports site_builder.build.x"),
    (
        "renderers/pdf/a.py",
        "from site_builder.renderers import html",
        "renderers/pdf/a.py imports site_builder.renderers.html",
    ),
    ("build.py", "from pathlib import Path\nPath('x').write_text('y')", "build.py:2 calls write_text"),
    ("build.py", "import os\nos.replace(a)", "build.py:2 calls replace"),
]


@pytest.mark.parametrize(("path", "text", "fault"), BROKEN)
def test_a_broken_floor_is_noticed(path: str, text: str, fault: str) -> None:
    assert fault in [f for rule in RULES for f in rule(module(path, text))]


def test_no_room_is_missing_from_the_floors() -> None:
    assert {m.room for m in modules()} <= set().union(*FLOORS)


def test_functions_are_short_and_modules_are_small() -> None:
    long = [
        f"{m.path}:{node.lineno} {node.name} {(node.end_lineno or 0) - node.lineno + 1}"
        for m in modules()
        for node in ast.walk(m.tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 30
    ]
    assert long == []
