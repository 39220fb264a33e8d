"""What every test may ask for, and what is done once for all of them."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from site_builder.build import Files
from site_builder.core.addresses import API_CATALOG
from site_builder.core.model import Registry
from site_builder.renderers import feed_parts
from site_builder.verify import site
from site_builder.verify.drift import Drift
from site_builder.verify.site.anew import anew
from site_builder.verify.site.files import Edition
from site_builder.verify.site.papers import of_paper

pytest_plugins = ("tests.checkers.plugin", "tests.signing")


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end: nobody need look through them again for what can be thrown away."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _each_site_is_made_and_each_pdf_read_once() -> Iterator[None]:
    """Hundreds of builds make the same few sites: what is made of one registry, or said of the same bytes, is kept.

    Tests of these ask `anew`, `paper_drifts` or `of_paper`, which are as they were.
    """
    known: dict[Any, list[Drift]] = {}

    @lru_cache(maxsize=32)
    def made(registry: Registry, on: date, of_catalog: frozenset[str], _: int) -> Files:
        return anew(registry, on, of_catalog, None)

    def make_once(registry: Registry, on: date, there: Collection[str], templates: Path | None) -> Files:
        if templates is not None:
            return anew(registry, on, there, templates)
        return made(registry, on, frozenset({API_CATALOG}.intersection(there)), feed_parts.FROM)

    def read_once(data: bytes, made: bytes, edition: Edition, feed: bytes) -> list[Drift]:
        key = *(sha256(each).digest() for each in (data, made, feed)), edition.laid, edition.language.tag, edition.paper
        if key not in known:
            known[key] = list(of_paper(data, made, edition, feed))
        return known[key]

    with patch.object(site, "of_paper", read_once), patch.object(site, "anew", make_once):
        yield
