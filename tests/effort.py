"""How much of a long series is tried: a part of it in `make test`, all of it in `make thorough`.

In the suite stands what fails when the product breaks: each behaviour once, on the example that shows it best, and each
safety test with one quick broken twin. What asks the same again stands in `make thorough`: the other twins of a test,
other examples of one kind, longer series by chance, environments that are installed whole, every command line of every
page. `docs/developers.md` says how to choose.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

import pytest

Each = TypeVar("Each")
THOROUGH = bool(os.environ.get("THOROUGH"))


thorough = pytest.mark.skipif(not THOROUGH, reason="in `make thorough`")
"""For a test that takes long and whose subject others try in every run."""


def some(series: Iterable[Each], *, one_in: int) -> list[Each]:
    """One in so many of a long series, such as clients broken each in its own way; where there is time, all."""
    return list(series)[:: effort(suite=one_in, thorough=1)]


def effort(*, suite: int, thorough: int) -> int:
    """So many, or every so manieth: in the suite, or where there is time."""
    return thorough if THOROUGH else suite
