"""The rules as their modules write them, read without importing them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import site_builder.check

ROOM = Path(site_builder.check.__file__).parent
DECORATORS = {"rule", "rule_of_the_day", "rule_of_words"}


def rules_in(folder: Path) -> Iterator[str]:
    """The ids of the rules in the modules of a folder."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and DECORATORS & {ast.unparse(d) for d in node.decorator_list}:
                yield node.name.replace("_", "-")


RULES_OF_WORDS = {*rules_in(ROOM / "words")}
