"""What pyproject.toml and the locks say is what the code needs, and no more."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-test.lock")


def requirements(lines: list[str]) -> dict[str, Requirement]:
    """By name; an extra of our own that another one holds is none."""
    found = {canonicalize_name(each.name): each for each in map(Requirement, lines)}
    return {name: each for name, each in found.items() if name != PROJECT["name"]}


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def imported(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.split(".")[0]


EXTRAS = PROJECT["optional-dependencies"]
RUNTIME = requirements([*PROJECT["dependencies"], *EXTRAS["publish"], *EXTRAS["verify"]])
OTHERS = requirements([each for name in ("browser", "gate", "import", "reconcile", "sheet") for each in EXTRAS[name]])
BROUGHT = {"pyspark"}
"""What a person's own session brings, and we never install."""
ONLY_THERE = {"tzdata"}
"""What Python itself imports, on Windows."""
EVERYTHING = RUNTIME | requirements(list(chain.from_iterable(EXTRAS.values())))


def test_the_package_imports_what_it_declares_and_declares_what_it_imports() -> None:
    foreign = set(imported(ROOT / "site_builder")) - sys.stdlib_module_names - {"site_builder"}
    homes = packages_distributions()
    assert {canonicalize_name(homes.get(name, [name])[0]) for name in foreign} == {
        *(RUNTIME.keys() - ONLY_THERE),
        *OTHERS,
        *BROUGHT,
    }


@pytest.mark.parametrize(("lock", "wanted"), [(LOCKS[0], RUNTIME), (LOCKS[1], EVERYTHING)], ids=LOCKS)
def test_a_lock_holds_every_requirement_in_its_range(lock: str, wanted: dict[str, Requirement]) -> None:
    versions = locked(lock)
    assert [name for name, each in wanted.items() if versions.get(name, "none") not in each.specifier] == []


def test_both_locks_hold_the_same_versions() -> None:
    assert locked(LOCKS[0]).items() <= locked(LOCKS[1]).items()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_server(lock: str) -> None:
    assert not re.search(r"://|--(extra-)?index-url|--find-links", (ROOT / lock).read_text(encoding="utf-8"))


def _wanted(lock: str, python: str) -> set[str]:
    """What a lock makes pip install on a Python, each with a marker that holds there."""
    lines = re.findall(r"^([a-z0-9-]+==[^\\\n]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    found = (Requirement(line.strip()) for line in lines)
    return {canonicalize_name(r.name) for r in found if r.marker is None or r.marker.evaluate(_on(python))}


def _on(python: str) -> dict[str, str]:
    return {"python_version": python, "python_full_version": f"{python}.0", "extra": ""}


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_complete_on_every_python(lock: str, python: str) -> None:
    """With hashes required, pip refuses a lock that leaves out what one of its packages needs there."""
    wanted = _wanted(lock, python)
    needed = {
        canonicalize_name(need.name)
        for name in wanted
        for need in map(Requirement, _requires(name))
        if need.marker is None or need.marker.evaluate(_on(python))
    }
    assert needed - wanted == set()


def _requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []
