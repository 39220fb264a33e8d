"""Ways to break a module in one place: each a small change of meaning, found in its syntax tree.

What is only for people or for checkers is left alone: docstrings, annotations, messages in exceptions, and `strict`,
which says that what is zipped is as long.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).parent.parent
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

Way = tuple[tuple[str, int | None], ...]
"""From a module to one of its nodes: fields, and places in those that are lists."""
Change = tuple[str, Any]
"""What is done, in words, and the node that takes the place of another (None: it is left out)."""


@dataclass(frozen=True)
class Mutant:
    """One change: the line where it is made, as it reads, what is done to it, and what takes which place in it."""

    line: int
    text: str
    change: str
    whole: ast.Module
    way: Way
    new: Any

    @property
    def tree(self) -> ast.Module:
        """The changed module."""
        made = deepcopy(self.whole)
        _put(made, self.way, self.new)
        return ast.fix_missing_locations(made)

    @property
    def name(self) -> str:
        """What it is known by, also after lines have moved."""
        return f"{self.text} -> {self.change}"


@dataclass(frozen=True)
class Broken:
    """A module with one change."""

    path: str
    mutant: Mutant

    @property
    def name(self) -> str:
        """What it is known by in the list of those that may live."""
        return f"{self.path}: {self.mutant.name}"

    @property
    def where(self) -> str:
        """The same, and its line."""
        return f"{self.path}:{self.mutant.line}: {self.mutant.name}"

    @property
    def module(self) -> str:
        """The name of the module that it takes the place of."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def code(self) -> CodeType:
        """The broken module, as compiled."""
        with warnings.catch_warnings(action="ignore"):  # of `"~" is None`, which is a change like others
            return compile(self.mutant.tree, str(ROOT / self.path), "exec")


def mutants(source: str) -> Iterator[Mutant]:
    """Every way to break a module in one place."""
    tree, lines = ast.parse(source), source.splitlines()
    for path, node in _nodes(tree):
        for change, new in _changes(node):
            line = node.target.lineno if isinstance(node, ast.comprehension) else node.lineno
            yield Mutant(line, lines[line - 1].strip(), change, tree, path, new)


def _nodes(node: ast.AST, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Every node that can be changed, with the way to it."""
    for name, value in ast.iter_fields(node):
        if name in LEFT_ALONE:
            continue
        held = value if isinstance(value, list) else [value]
        for at, each in enumerate(held):
            if isinstance(each, ast.AST) and not _is_for_people(each):
                here = (*way, (name, at if isinstance(value, list) else None))
                if hasattr(each, "lineno") or isinstance(each, ast.comprehension):
                    yield here, each
                yield from _nodes(each, here)


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


def _changes(node: Any) -> Iterator[Change]:
    match node:
        case ast.BoolOp():
            yield from _of_bool(node)
        case ast.Constant():
            yield from _of_constant(node.value)
        case ast.Compare() | ast.UnaryOp() | ast.BinOp() | ast.Name() | ast.Attribute():
            yield from _of_expression(node)
        case ast.stmt() | ast.IfExp() | ast.comprehension():
            yield from _of_flow(node)


def _of_expression(node: Any) -> Iterator[Change]:
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


def _of_flow(node: Any) -> Iterator[Change]:
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


def _of_bool(node: ast.BoolOp) -> Iterator[Change]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield f"{_sign(node.op)} as {_sign(other)}", ast.BoolOp(other, node.values)
    for at, value in enumerate(node.values):
        rest = node.values[:at] + node.values[at + 1 :]
        yield f"without {ast.unparse(value)}", rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _of_constant(value: object) -> Iterator[Change]:
    if isinstance(value, bool):
        yield f"{value} as {not value}", ast.Constant(not value)
    elif isinstance(value, int):
        yield f"{value} as {value + 1}", ast.Constant(value + 1)
    elif isinstance(value, str) and " " not in value:  # with a space it is a sentence, for people
        yield f"{value!r} as another text", ast.Constant(f"{value}~")
    elif value is None:
        yield "None as a text", ast.Constant("~")


def _with(node: Any, **fields: Any) -> Any:
    made = deepcopy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def _sign(op: ast.AST) -> str:
    return type(op).__name__


def _put(tree: ast.AST, way: Way, new: Any) -> None:
    """Another node in the place to which the way leads."""
    for name, at in way[:-1]:
        tree = getattr(tree, name) if at is None else getattr(tree, name)[at]
    name, at = way[-1]
    if at is None:
        setattr(tree, name, new)
    else:
        getattr(tree, name)[at] = new
