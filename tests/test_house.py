"""The floors of the house: imports point down, lower floors are pure, renderers are blind to each other, one writes."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from site_builder import publish

PACKAGE = Path(__file__).parent.parent / "site_builder"
NAME = PACKAGE.name

FLOORS = (
    {"errors", "addresses", "kept", "strict_json", "version"},
    {"problems"},
    {"model"},
    {"facts"},
    {"check", "diff", "gate"},
    {"days", "schemas", "vocabulary", "locale", "fonts", "own_templates", "explanations", "triage"},
    {"load", "render", "report"},
    {"manifest", "web", "loopback"},
    {"history"},
    {"publish", "client", "unchanged", "editions"},
    {"changed"},
    {"build", "starter", "signing", "sheet"},
    {"reconcile", "serve", "service", "verify", "old_notice"},
    {"edit"},
    {"cli"},
    {"__main__"},
)
"""A room may import its own modules and rooms on lower floors; rooms of one floor do not see each other."""

PURE_ROOMS = {"errors", "addresses", "strict_json", "version", "problems", "model", "facts", "check", "diff", "gate"}

PURE = {
    "__future__",
    "collections",
    "collections.abc",
    "dataclasses",
    "datetime",
    "difflib",
    "enum",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "keyword",
    "math",
    "re",
    "types",
    "typing",
    "unicodedata",
}
"""What pure rooms may import of Python: modules without files, clock, network, environment or chance. `datetime` has
one clock, which is looked for by name."""
PURE_OF_OTHERS = {"rfc8785"}
"""What they may import of others: it only calculates. Each is a decision, not a convenience."""
CLOCK = {"today", "now", "utcnow", "fromtimestamp"}
OUTSIDE = {"open", "input", "print", "breakpoint", "exec", "eval", "compile", "__import__"}
"""What is built in and reaches out."""

SHARED = {"inline"}
"""What all renderers may import; every other module or folder in `render/` is a renderer of its own."""

MAY_WRITE = {"publish"}
DOORS = {*publish.__all__, "cache", "files", "saving"}
"""What other rooms may ask of the one that writes: whole sites, whole folders, whole single files, and what is kept."""
STORE = "client/store.py"
BESIDES = {
    "load/office.py": {"zipfile.ZipFile", "zipfile.BadZipFile"},
    "old_notice/blocks.py": {"zipfile.ZipFile"},
    "render/pdf/": {"tempfile.TemporaryDirectory"},
    "reconcile/engines/duck.py": {"tempfile.TemporaryDirectory"},
    "reconcile/engines/sqlite.py": {"sqlite3.connect"},
    STORE: {
        *("os.open", "os.close", "os.read", "os.write", "os.lseek", "os.fsync", "os.replace", "os.unlink"),
        *("os.makedirs", "os.chmod", "os.O_RDONLY", "os.O_WRONLY", "os.O_RDWR", "os.O_CREAT", "os.O_TRUNC"),
        "os.O_APPEND",
    },
}
"""What may be used besides, by how a path begins. The PDF engine takes its input from a folder: a fresh one, removed at
once, and nothing of it is published. So does an engine that reconciles, with what it cannot hold in memory; SQLite's
database has no name, and nobody else can open it. Files of office programs are archives, looked into in memory. A
client's memory and log are its own, not what is published: one module keeps them, by these calls and no others, and
nobody but the client asks it to."""
READING = {
    *(
        "os.PathLike",
        "os.cpu_count",
        "os.environ",
        "os.fspath",
        "os.fstat",
        "os.geteuid",
        "os.listdir",
        "os.name",
        "os.path",
        "os.scandir",
    ),
    *(
        "os.DirEntry",
        "os.SEEK_SET",
        "os.sep",
        "os.stat",
        "os.urandom",
        "os.walk",
        "io.BytesIO",
        "io.StringIO",
        "shutil.disk_usage",
        "shutil.which",
    ),
}
"""What every room may use of the modules that touch the disk. All else of them may write, or run what writes."""
TOUCHING = {"os", "shutil", "tempfile", "io", "posix", "nt", "_io", "subprocess", "ctypes", "mmap", "fileinput"}
TOUCHING |= {"sqlite3", "dbm", "shelve", "zipfile", "tarfile", "gzip", "bz2", "lzma", "multiprocessing"}
WRITES = {
    *("write_text", "write_bytes", "mkdir", "touch", "unlink", "rmdir", "rename", "symlink_to", "hardlink_to"),
    *("chmod", "lchmod", "rmtree", "copy_into", "move_into", "copytree", "makedirs", "removedirs", "truncate"),
}
"""Methods of pathlib (and, under whatever name they were reached, functions of shutil and os) that change the disk."""
ONE_ARGUMENT = {"replace", "copy", "move"}
"""The same, told by their one argument from str.replace, dataclasses.replace and dict.copy."""
READ_MODES = {"r", "rb", "rt", "br", "tr"}


@dataclass(frozen=True)
class Import:
    """One import: the full name of what is imported, and its name here."""

    full: str
    here: str
    level: int = 0


@dataclass(frozen=True)
class Module:
    """A module by its path in the package, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """The first part of its path."""
        return self.path.split("/")[0].removesuffix(".py")

    @property
    def name(self) -> str:
        """Its dotted name; a package has that of its folder."""
        return ".".join([NAME, *self.path.removesuffix(".py").split("/")]).removesuffix(".__init__")

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Everything that it imports, lazily or for types too."""
        return tuple(i for n in ast.walk(self.tree) for i in _imports(n))

    @cached_property
    def names(self) -> dict[str, str]:
        """What the names that it imported stand for."""
        return {each.here: each.full for each in self.imports}

    def full(self, node: ast.AST) -> str:
        """The dotted name of what an expression stands for, as far as imports tell it; '' if they do not."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, f"builtins.{node.id}" if hasattr(builtins, node.id) else "")
        if isinstance(node, ast.Attribute) and (owner := self.full(node.value)):
            return f"{owner}.{node.attr}"
        return ""


def _imports(node: ast.AST) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            top = alias.name.split(".")[0]
            here, full = (alias.asname, alias.name) if alias.asname else (top, top)
            yield Import(full, here)
            if full != alias.name:
                yield Import(alias.name, alias.name)
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield Import(f"{node.module or ''}.{alias.name}", alias.asname or alias.name, node.level)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package, each read and parsed once."""
    found = sorted(PACKAGE.rglob("*.py"))
    return tuple(Module(f.relative_to(PACKAGE).as_posix(), f.read_text("utf-8")) for f in found)


def rooms() -> list[Module]:
    """All modules but the package's own, which is in no room."""
    return [found for found in modules() if found.path != "__init__.py"]


def _floor(room: str) -> int:
    return next((number for number, rooms in enumerate(FLOORS) if room in rooms), len(FLOORS))


# ---- the rules


def faults_of_floors(found: Module) -> Iterator[str]:
    """Imports that point up, or to a room beside, or nowhere in particular."""
    for each in found.imports:
        parts = each.full.split(".")
        if each.level:
            yield f"{found.path} imports {'.' * each.level}{each.full}"
        elif parts[0] == NAME and len(parts) > 1 and parts[1] != found.room and _floor(parts[1]) >= _floor(found.room):
            yield f"{found.path} imports {each.full}"


def faults_of_purity(found: Module) -> Iterator[str]:
    """What pure rooms must not have: files, clock, network, environment, chance, other people's code."""
    if found.room not in PURE_ROOMS:
        return
    for each in found.imports:
        if each.full.split(".")[0] != NAME and not {each.full, each.full.rpartition(".")[0]} & (PURE | PURE_OF_OTHERS):
            yield f"{found.path} imports {each.full}"
    for node in ast.walk(found.tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK:
            yield f"{found.path} asks the clock: {node.attr}"
        if isinstance(node, ast.Name) and node.id in OUTSIDE:
            yield f"{found.path} reaches out: {node.id}"


def faults_of_renderers(found: Module) -> Iterator[str]:
    """A renderer that knows another, or a module of another."""
    if found.room != "render" or found.path.count("/") == 0:
        return
    own = found.path.split("/")[1].removesuffix(".py")
    for each in found.imports:
        parts = each.full.split(".")
        if parts[:2] == [NAME, "render"] and parts[2] not in {own, *SHARED}:
            yield f"{found.path} imports {each.full}"


def faults_of_writing(found: Module) -> Iterator[str]:
    """What changes the disk, or could, anywhere but where it may."""
    if found.room in MAY_WRITE:
        return
    allowed = READING.union(*(names for start, names in BESIDES.items() if found.path.startswith(start)))
    for each in found.imports:
        parts = each.full.split(".")
        past_the_door = parts[:2] == [NAME, "publish"] and len(parts) > 2 and parts[2] not in DOORS
        past_the_door |= found.room != "client" and parts[:3] == [NAME, "client", "store"]
        if past_the_door or (parts[0] in TOUCHING and len(parts) > 1 and each.full not in allowed):
            yield f"{found.path} imports {each.full}"
    calls = {id(node.func): node for node in ast.walk(found.tree) if isinstance(node, ast.Call)}
    for node in ast.walk(found.tree):
        if isinstance(node, ast.Name | ast.Attribute) and (what := _writes(found, node, calls.get(id(node)), allowed)):
            yield f"{found.path}:{node.lineno} uses {what}"


def _writes(found: Module, node: ast.Name | ast.Attribute, call: ast.Call | None, allowed: Iterable[str]) -> str:
    """What this name or attribute may write with; '' where it cannot. Handed on and not called, it may do anything."""
    full = found.full(node)
    method = node.attr if isinstance(node, ast.Attribute) else ""
    if full.split(".")[0] in TOUCHING and "." in full:
        inside = any(full == name or full.startswith(f"{name}.") for name in allowed)
        return "" if inside else full
    if full == "builtins.open" or (method == "open" and not full):
        return "" if call and _only_reads(call, 0 if method else 1) else f"{method or 'open'} to write"
    if method in WRITES or (method in ONE_ARGUMENT and call and len(call.args) == 1 and not call.keywords):
        return method
    return ""


def _only_reads(call: ast.Call, at: int) -> bool:
    given = [*call.args[at : at + 1], *(k.value for k in call.keywords if k.arg == "mode")]
    hidden = any(k.arg is None for k in call.keywords) or any(isinstance(a, ast.Starred) for a in call.args)
    return not hidden and all(isinstance(mode, ast.Constant) and mode.value in READ_MODES for mode in given)


TOP = "cli/__init__.py"
"""It imports a command of its own room when it is asked for, and is above all floors."""


def faults_of_hiding(found: Module) -> Iterator[str]:
    """Imports and code that these tests could not see."""
    hiding = {"builtins.__import__", "builtins.exec", "builtins.eval", "importlib.import_module", "runpy.run_path"}
    if found.path == TOP:
        hiding.remove("importlib.import_module")
    for node in ast.walk(found.tree):
        if isinstance(node, ast.Name | ast.Attribute) and found.full(node) in hiding:
            yield f"{found.path}:{node.lineno} hides what it does: {ast.unparse(node)}"


RULES: tuple[Callable[[Module], Iterator[str]], ...] = (
    faults_of_floors,
    faults_of_purity,
    faults_of_renderers,
    faults_of_writing,
    faults_of_hiding,
)


def cycle(found: Iterable[Module]) -> list[str]:
    """Modules that need each other, in a ring; none if there is no ring. Imports for types and lazy ones count."""
    by_name = {each.name: each for each in found}
    graph = {
        name: {target for i in each.imports if (target := _module(i.full, by_name)) not in {"", name}}
        for name, each in by_name.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _module(full: str, known: Iterable[str]) -> str:
    """The module that an import needs: the one of that name, else the one that holds it; '' for one of others."""
    return next((name for name in (full, full.rpartition(".")[0]) if name in known), "")


# ---- they hold


@pytest.mark.parametrize("rule", RULES)
def test_the_house_stands(rule: Callable[[Module], Iterator[str]]) -> None:
    assert [fault for found in rooms() for fault in rule(found)] == []


def test_no_modules_need_each_other() -> None:
    assert cycle(modules()) == []


def test_no_room_is_missing_from_the_floors() -> None:
    assert {m.room for m in rooms()} <= set().union(*FLOORS)


def test_what_core_may_import_belongs_to_python() -> None:
    assert {name.split(".")[0] for name in PURE} <= sys.stdlib_module_names


BROKEN = [
    ("facts/facts.py", "import os", "facts/facts.py imports os"),
    ("facts/facts.py", "import yaml", "facts/facts.py imports yaml"),
    ("facts/facts.py", "from importlib.resources import files", "facts/facts.py imports importlib.resources.files"),
    ("facts/facts.py", "import random", "facts/facts.py imports random"),
    ("facts/facts.py", "import sys\nx = sys.stdin.read()", "facts/facts.py imports sys"),
    ("facts/facts.py", "from http.client import HTTPSConnection", "facts/facts.py imports http.client.HTTPSConnection"),
    ("facts/facts.py", "import urllib.request", "facts/facts.py imports urllib.request"),
    ("facts/facts.py", "from datetime import date\nx = date.today()", "facts/facts.py asks the clock: today"),
    ("facts/facts.py", "x = open('y').read()", "facts/facts.py reaches out: open"),
    ("facts/facts.py", "x = input()", "facts/facts.py reaches out: input"),
    ("facts/facts.py", "def f():\n    import time", "facts/facts.py imports time"),
    (
        "facts/facts.py",
        "from site_builder.load.project import folder",
        "facts/facts.py imports site_builder.load.project.folder",
    ),
    ("facts/facts.py", "from . import model", "facts/facts.py imports ..model"),
    ("load/a.py", "from ..model import Registry", "load/a.py imports ..model.Registry"),
    ("load/a.py", "from site_builder.render import html", "load/a.py imports site_builder.render.html"),
    ("load/a.py", "def f():\n    from site_builder.build import x", "load/a.py imports site_builder.build.x"),
    ("load/a.py", "import site_builder.cli", "load/a.py imports site_builder.cli"),
    ("load/a.py", "from site_builder.attic import x", "load/a.py imports site_builder.attic.x"),
    (
        "render/pdf/a.py",
        "from site_builder.render import html",
        "render/pdf/a.py imports site_builder.render.html",
    ),
    (
        "render/html.py",
        "from site_builder.render.feed import keys",
        "render/html.py imports site_builder.render.feed.keys",
    ),
    (
        "render/html.py",
        "from site_builder.render.pdf.spans import runs",
        "render/html.py imports site_builder.render.pdf.spans.runs",
    ),
    ("build.py", "from pathlib import Path\nPath('x').write_text('y')", "build.py:2 uses write_text"),
    ("build.py", "def f(p):\n    p.replace(p)", "build.py:2 uses replace"),
    ("build.py", "def f(p):\n    p.copy('y')", "build.py:2 uses copy"),
    ("build.py", "import os\nos.replace('a', 'b')", "build.py:2 uses os.replace"),
    ("build.py", "import os\nos.remove('a')", "build.py:2 uses os.remove"),
    ("build.py", "import os as system\nsystem.remove('a')", "build.py:2 uses os.remove"),
    ("build.py", "import os\nremove = os.remove", "build.py:2 uses os.remove"),
    ("build.py", "from os import remove as r", "build.py imports os.remove"),
    ("cli.py", "from shutil import copytree", "cli.py imports shutil.copytree"),
    ("cli.py", "def f():\n    import shutil\n    shutil.copytree('a', 'b')", "cli.py:3 uses shutil.copytree"),
    ("cli.py", "import os\nos.system('rm x')", "cli.py:2 uses os.system"),
    ("cli.py", "from subprocess import run", "cli.py imports subprocess.run"),
    ("cli.py", "from tempfile import TemporaryDirectory", "cli.py imports tempfile.TemporaryDirectory"),
    ("build.py", "from site_builder.publish import fsutil", "build.py imports site_builder.publish.fsutil"),
    ("cli.py", "from site_builder.publish.fsutil import f", "cli.py imports site_builder.publish.fsutil.f"),
    ("cli.py", "open('x', 'w')", "cli.py:1 uses open to write"),
    ("cli.py", "open('x', mode='ab')", "cli.py:1 uses open to write"),
    ("cli.py", "def f(mode):\n    open('x', mode)", "cli.py:2 uses open to write"),
    ("cli.py", "def f(how):\n    open('x', **how)", "cli.py:2 uses open to write"),
    ("cli.py", "write = open", "cli.py:1 uses open to write"),
    ("cli.py", "import io\nio.open('x', 'w')", "cli.py:2 uses io.open"),
    ("cli.py", "def f(p):\n    p.open('w')", "cli.py:2 uses open to write"),
    ("render/html.py", "from tempfile import mkdtemp", "render/html.py imports tempfile.mkdtemp"),
    ("render/pdf/a.py", "from tempfile import mkstemp", "render/pdf/a.py imports tempfile.mkstemp"),
    ("render/pdf/a.py", "open('x', 'w')", "render/pdf/a.py:1 uses open to write"),
    ("client/signed.py", "import os\nos.open('x', 1)", "client/signed.py:2 uses os.open"),
    ("client/signed.py", "open('x', 'ab')", "client/signed.py:1 uses open to write"),
    ("client/store.py", "import os\nos.rename('a', 'b')", "client/store.py:2 uses os.rename"),
    ("client/store.py", "import shutil\nshutil.rmtree('a')", "client/store.py:2 uses shutil.rmtree"),
    ("client/store.py", "open('x', 'w')", "client/store.py:1 uses open to write"),
    (
        "cli/commands/decide.py",
        "from site_builder.client.store import Log",
        "cli/commands/decide.py imports site_builder.client.store.Log",
    ),
    ("cli.py", "x = __import__('os')", "cli.py:1 hides what it does: __import__"),
    (
        "cli.py",
        "import importlib\nx = importlib.import_module('os')",
        "cli.py:2 hides what it does: importlib.import_module",
    ),
    ("cli.py", "exec('import os')", "cli.py:1 hides what it does: exec"),
]


@pytest.mark.parametrize(("path", "text", "fault"), BROKEN)
def test_a_broken_floor_is_noticed(path: str, text: str, fault: str) -> None:
    assert fault in [f for rule in RULES for f in rule(Module(path, text))]


RIGHT = [
    ("load/a.py", "from pathlib import Path\nx = Path('y').read_bytes()\nz = open('y', 'rb').read()"),
    ("load/a.py", "def f(s):\n    return s.replace('a', 'b').copy()"),
    ("build.py", "from dataclasses import replace\ndef f(r):\n    return replace(r, x=1)"),
    ("build.py", "import os\nx = os.path.join('a', 'b')"),
    ("render/pdf/a.py", "from tempfile import TemporaryDirectory\nwith TemporaryDirectory() as t:\n    pass"),
    ("render/feed/schema.py", "from site_builder.render import inline\nfrom site_builder.render.feed import keys"),
    (
        "starter/a.py",
        "from site_builder.publish.files import create\nfrom site_builder.publish import PublishError",
    ),
    ("client/store.py", "import os\nos.replace('a', 'b')"),
    ("client/signed.py", "from site_builder.client.store import Log"),
    ("publish/a.py", "import os, shutil\nos.remove('x')\nopen('x', 'w')"),
]


@pytest.mark.parametrize(("path", "text"), RIGHT)
def test_what_is_right_is_no_fault(path: str, text: str) -> None:
    assert [f for rule in RULES for f in rule(Module(path, text))] == []


def test_modules_that_need_each_other_are_noticed() -> None:
    ring = {
        "facts/a.py": "from site_builder.facts.b import x",
        "facts/b.py": "def f():\n    from site_builder.facts import c",
        "facts/c.py": "import site_builder.facts.a",
    }
    assert len(set(cycle(Module(*each) for each in ring.items()))) == 3
    ring["facts/b.py"] = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from site_builder.facts import c"
    assert len(set(cycle(Module(*each) for each in ring.items()))) == 3
