"""The sites of the example registries, each built once."""

from __future__ import annotations

from datetime import date
from functools import cache

from site_builder.build import Files, site_files
from tests.ahead import ahead
from tests.examples import loaded


@ahead
@cache
def built(name: str, on: date) -> Files:
    """The files of an example's site."""
    registry = loaded(name).registry
    assert registry is not None, loaded(name).problems
    return site_files(registry, on)
