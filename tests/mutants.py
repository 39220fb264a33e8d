"""Break the code of a room in small ways, one at a time, and name each change that none of the room's tests notices.

`python -m tests.mutants [--all] [ROOM, FILE or FILE:LINE ...]` tries a sample of the changes, the same one every time,
or all. It exits with 1 if a larger share of them survives than the room allows.
What is only for people or for checkers is left alone: docstrings, annotations, messages in exceptions, and `strict`,
which says that what is zipped is as long. Each change is tried in a process of its own, with the files of tests that
noticed most changes first, or that are named after what is broken.
"""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LONGEST = 120
"""Seconds after which a test that does not come back has noticed."""
LONGEST_IN_ALL = 3_600
SAMPLE = 200
"""How many changes are tried."""
PYTEST = (
    *("-q", "-x", "-p", "no:cacheprovider", "--timeout", str(LONGEST), "--timeout-method", "thread"),
    *("-W", "ignore:Module already imported"),  # as it is for each file but the first
)


@dataclass(frozen=True)
class Room:
    """Code, the tests that must notice what is broken in it (both as glob patterns), and how many per cent may survive.

    Those that may survive make no difference that a test can see: a shortcut for time, a limit that nobody promised.
    """

    code: Sequence[str]
    tests: Sequence[str]
    may_survive: int

    def files(self, patterns: Sequence[str]) -> list[str]:
        """The files that patterns name, by their paths from the root, without those of patterns that begin with "-"."""
        named, left_out = set[Path](), set[Path]()
        for pattern in patterns:
            (left_out if pattern[0] == "-" else named).update(ROOT.glob(pattern.lstrip("-")))
        return sorted(path.relative_to(ROOT).as_posix() for path in named - left_out)


# Left out are tests that take minutes (oracles, a browser), or that run the program in a process of its own.
ROOMS: dict[str, Room] = {
    "client": Room(
        code=["site_builder/client/**/*.py", "site_builder/web.py"],
        tests=[
            *("tests/client/test_*.py", "-tests/client/test_twins.py", "tests/test_decide_page.py"),
            "tests/history/test_past.py",  # what `Client.as_of` answers
        ],
        may_survive=8,
    ),
    "gate": Room(
        code=["site_builder/gate/**/*.py"],
        tests=[
            *("tests/gate/test_*.py", "tests/render/test_decision_schemas.py", "tests/test_decide_page.py"),
            *(f"-tests/gate/test_{name}.py" for name in ("cedar", "cost", "model", "requests", "theorems")),
        ],
        may_survive=3,
    ),
    "verify": Room(
        code=["site_builder/verify/**/*.py", "-site_builder/verify/browser.py"],
        tests=["tests/verify/test_*.py", "-tests/verify/test_browser.py", "-tests/verify/test_daily.py"],
        may_survive=12,
    ),
    "browser": Room(code=["site_builder/verify/browser.py"], tests=["tests/verify/test_browser.py"], may_survive=12),
}


@dataclass(frozen=True)
class Mutant:
    """A file with one change: its number in the file, the line, how it reads, and what is done to it."""

    path: str
    number: int
    line: int
    text: str
    change: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text} -> {self.change}"

    def rank(self) -> bytes:
        """Its place among others: as if by chance, and the same when lines before it come or go."""
        return sha256(f"{self.path} {self.text} {self.change}".encode()).digest()


# ---- trying


def main(arguments: Sequence[str]) -> int:
    """Print every change that survives; 1 if a larger share survives than may, in one of the rooms."""
    is_well = True
    for asked in [argument for argument in arguments if argument != "--all"] or ROOMS:
        path, _, line = asked.partition(":")
        room = next((room for name, room in ROOMS.items() if name == path or path in room.files(room.code)), None)
        if not room:
            raise SystemExit(f"{path} is no room ({', '.join(ROOMS)}), and no file of one.")
        files = room.files(room.code) if path in ROOMS else [path]
        every = [mutant for file in files for mutant in mutants(file) if line in ("", str(mutant.line))]
        chosen = sorted(every, key=Mutant.rank)[: None if "--all" in arguments else SAMPLE]
        count = 0
        for count, survivor in enumerate(survivors(chosen, room.files(room.tests)), 1):  # noqa: B007
            print(f"survives: {survivor}", flush=True)  # noqa: T201  a report
        share = 100 * count / max(len(chosen), 1)
        tried = f"{asked}: {len(chosen)} of {len(every)} changes tried"
        print(f"{tried}, {count} survive: {share:.1f} per cent, {room.may_survive} may.", flush=True)  # noqa: T201
        is_well = is_well and share <= room.may_survive
    return 0 if is_well else 1


def survivors(chosen: Sequence[Mutant], tests: Sequence[str]) -> Iterator[Mutant]:
    """Those that none of these files of tests notices, as they are found."""
    noticed: Counter[tuple[str, str]] = Counter()

    def survives(mutant: Mutant) -> bool:
        own = f"test_{Path(mutant.path).name}"
        first = sorted(tests, key=lambda file: (-noticed[mutant.path, file], Path(file).name != own))
        file = noticing(first, mutant.path, mutant.number)
        noticed[mutant.path, file] += 1
        return not file

    if file := noticing(tests):
        raise SystemExit(f"This fails as it is: {file}")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from (mutant for mutant, alive in zip(chosen, pool.map(survives, chosen), strict=True) if alive)


def noticing(tests: Sequence[str], path: str = "", number: int = 0) -> str:
    """The first of these files of tests that fails, '' if none does; the others are not run."""
    command = [sys.executable, "-c", "from tests.mutants import tried; tried()", path, str(number), *tests]
    with TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": folder, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            status = child.wait(LONGEST_IN_ALL)
        except subprocess.TimeoutExpired:
            status = 1
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # what the tests have left behind
    return tests[status - 1] if 0 < status <= len(tests) else tests[0] if status else ""


def tried() -> None:
    """Run files of tests with a broken module; the exit code is the place of the first that fails, 0 if none does."""
    from hypothesis import Phase, settings

    path, number, *tests = sys.argv[1:]
    settings.register_profile("mutants", database=None, phases=[Phase.explicit, Phase.generate])
    settings.load_profile("mutants")  # that a test fails will do: nobody looks for the smallest example
    if path:
        _put_in_place(path, broken(path, int(number)))
    failed = (place for place, file in enumerate(tests, 1) if pytest.main([*PYTEST, file]) != 0)
    os._exit(next(failed, 0))


def _put_in_place(path: str, code: CodeType) -> None:
    """Let whoever imports a module run this code."""
    of_others, broken_file = SourceFileLoader.get_code, (ROOT / path).resolve()

    def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        return code if Path(loader.path) == broken_file else of_others(loader, name)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]


# ---- how code is broken

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "issuperset": "issubset", "isdisjoint": "issuperset"}
LEFT_ALONE = {"annotation", "returns", "type_params", "decorator_list", "bases"}
"""Parts of a node that say nothing while the program runs, or that cannot be changed one at a time."""


def mutants(path: str) -> Iterator[Mutant]:
    """Every way to break a file in one place."""
    source = (ROOT / path).read_text("utf-8")
    lines = source.splitlines()
    for number, (line, change) in enumerate(changed(ast.parse(source))):
        yield Mutant(path, number, line, lines[line - 1].strip(), change)


def broken(path: str, number: int) -> CodeType:
    """The code of a file with the change of this number."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    changes = changed(tree)
    next(islice(changes, number, None))
    with warnings.catch_warnings(action="ignore"):  # of `"~" is None`, which is a change like others
        return compile(ast.fix_missing_locations(tree), str(ROOT / path), "exec")


def changed(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Make one change after the other to a tree, each undone before the next: the line, and what is done, in words."""
    for holder, key, node in _places(tree):
        line = node.target.lineno if isinstance(node, ast.comprehension) else node.lineno
        for change, new in _changes(node):
            holder[key] = new
            yield line, change
            holder[key] = node


def _places(tree: ast.AST) -> Iterator[tuple[Any, Any, Any]]:
    """Every node that can be changed: what holds it, under which key, and the node."""
    for name, value in ast.iter_fields(tree):
        if name in LEFT_ALONE:
            continue
        held = list(enumerate(value)) if isinstance(value, list) else [(name, value)]
        for key, node in held:
            if isinstance(node, ast.AST) and not _is_for_people(node):
                if hasattr(node, "lineno") or isinstance(node, ast.comprehension):
                    yield value if isinstance(value, list) else vars(tree), key, node
                yield from _places(node)


def _is_for_people(node: ast.AST) -> bool:
    match node:
        case (
            ast.Expr(value=ast.Constant(value=str())) | ast.Raise() | ast.Import() | ast.ImportFrom() | ast.AnnAssign()
        ):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.JoinedStr() | ast.keyword(arg="strict"):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name.startswith("__")
        case _:
            return False


def _changes(node: Any) -> Iterator[tuple[str, Any]]:
    """What is done to a node, in words, and what takes its place."""
    match node:
        case ast.BoolOp():
            yield from _of_bool(node)
        case ast.Constant():
            yield from _of_constant(node.value)
        case _:
            yield from _of_expression(node)
            yield from _of_flow(node)


def _of_expression(node: Any) -> Iterator[tuple[str, Any]]:
    match node:
        case ast.Compare(ops=[op]):
            for other in COMPARISONS[type(op)]:
                yield f"{_sign(op)} as {_sign(other())}", ast.Compare(node.left, [other()], node.comparators)
        case ast.UnaryOp(op=ast.Not()):
            yield "not left out", node.operand
        case ast.BinOp() if type(node.op) in OPERATORS:
            other_op = OPERATORS[type(node.op)]()
            yield f"{_sign(node.op)} as {_sign(other_op)}", ast.BinOp(node.left, other_op, node.right)
        case ast.Name(id=name) if name in NAMES:
            yield f"{name} as {NAMES[name]}", ast.Name(NAMES[name], node.ctx)
        case ast.Attribute(attr=name) if name in NAMES:
            yield f"{name} as {NAMES[name]}", ast.Attribute(node.value, NAMES[name], node.ctx)


def _of_flow(node: Any) -> Iterator[tuple[str, Any]]:
    match node:
        case ast.If() | ast.IfExp():
            for value in (True, False):
                yield f"if {value}", _with(node, test=ast.Constant(value))
        case ast.comprehension(ifs=[_, *_]):
            yield "without if", _with(node, ifs=node.ifs[1:])
        case ast.Expr() | ast.AugAssign() | ast.Continue() | ast.Break():
            yield "left out", ast.Pass()
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield "returns None", ast.Return(ast.Constant(None))


def _of_bool(node: ast.BoolOp) -> Iterator[tuple[str, Any]]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield f"{_sign(node.op)} as {_sign(other)}", ast.BoolOp(other, node.values)
    for at, value in enumerate(node.values):
        rest = node.values[:at] + node.values[at + 1 :]
        yield f"without {ast.unparse(value)}", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _of_constant(value: object) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield f"{value} as {not value}", ast.Constant(not value)
    elif isinstance(value, int):
        yield f"{value} as {value + 1}", ast.Constant(value + 1)
    elif isinstance(value, str) and " " not in value:  # with a space it is a sentence, for people
        yield f"{value!r} as another text", ast.Constant(f"{value}~")
    elif value is None:
        yield "None as a text", ast.Constant("~")


def _with(node: Any, **fields: Any) -> Any:
    return type(node)(**{**dict(ast.iter_fields(node)), **fields})


def _sign(op: ast.AST) -> str:
    return type(op).__name__


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
