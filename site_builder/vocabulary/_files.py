"""Reading the data files beside this module, and how names are compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, get_args, get_type_hints

T = TypeVar("T")

EVIDENCE = frozenset({"seen", "to_confirm"})
"""How sure an entry is: its source was read, or it waits for a look at one."""


@cache
def read_json(name: str) -> Mapping[str, Any]:
    """One JSON file: its head and its entries."""
    found: Mapping[str, Any] = json.loads(read_text(name))
    return found


def read_text(name: str) -> str:
    """The text of one file."""
    return files("site_builder").joinpath("vocabulary", name).read_text(encoding="utf-8")


def read_table(name: str) -> tuple[str, list[list[str]]]:
    """One table: the source that its first line names after 'Source: ', and its rows without the names of columns."""
    about, _, *lines = read_text(name).splitlines()
    source = about.partition("Source: ")[2].partition(". ")[0].removesuffix(".")
    return source, [line.split("\t") for line in lines]


def entries(cls: type[T], given: Iterable[Mapping[str, Any]]) -> list[T]:
    """Entries of the data as those of a class, by the names of its fields: a list as a tuple, a day as a date."""
    types = get_type_hints(cls)
    return [cls(**{name: _value(types[name], each[name]) for name in types.keys() & each.keys()}) for each in given]


def _value(kind: Any, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return date.fromisoformat(value) if date in get_args(kind) else value


def fold(name: str) -> str:
    """What two spellings of one name have in common.

    White space is folded, case ignored, and so is a leading 'the'; '&' is 'and', and both apostrophes are one.
    """
    return " ".join(name.casefold().replace("’", "'").replace("&", " and ").split()).removeprefix("the ")
