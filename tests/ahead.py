"""What takes long to make and is asked for by many tests can be made ahead, in other processes.

A process that is forked once Typst has run in it cannot run Typst itself: its threads would be missing. Whoever forks
many has all that is drawn made ahead, and has nothing imported by that.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import wraps
from importlib import import_module
from multiprocessing import get_context
from typing import Any, TypeVar, TypeVarTuple

Asked = TypeVarTuple("Asked")
Made = TypeVar("Made")
Call = tuple[str, str, tuple[Any, ...]]
"""A module, the name of a function in it, and what is asked of it."""
_HELD: dict[Call, Any] = {}


def ahead(make: Callable[[*Asked], Made]) -> Callable[[*Asked], Made]:
    """A function that gives what was made ahead, if it was."""

    @wraps(make)
    def held(*asked: *Asked) -> Made:
        call = (make.__module__, make.__name__, asked)
        return _HELD[call] if call in _HELD else make(*asked)

    return held


def make_ahead(calls: Iterable[Call]) -> list[Any]:
    """Have all these made, on every processor; what comes of them, which is held from now on."""
    asked = list(calls)
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        made = list(pool.map(_made, asked))
    _HELD.update(zip(asked, made, strict=True))
    return made


def _made(call: Call) -> Any:
    module, name, asked = call
    return getattr(import_module(module), name)(*asked)
