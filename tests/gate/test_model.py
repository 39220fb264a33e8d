"""The model is short enough to be read against the page at one sitting."""

from __future__ import annotations

import ast
from pathlib import Path

MOST_LINES = 60


def lines_of_code(source: str) -> int:
    """Lines that are neither blank nor part of a docstring or import."""
    tree = ast.parse(source)
    words = [n for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)]
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    passed = {line for n in (*words, *imports) for line in range(n.lineno, (n.end_lineno or n.lineno) + 1)}
    return sum(bool(line.strip()) for n, line in enumerate(source.splitlines(), 1) if n not in passed)


def test_the_model_is_short() -> None:
    assert lines_of_code((Path(__file__).parent / "model.py").read_text("utf-8")) <= MOST_LINES
