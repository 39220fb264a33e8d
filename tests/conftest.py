"""What every test may ask for, and what is done once for all of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from unittest.mock import patch

import pytest

from site_builder.verify import site
from site_builder.verify.drift import Drift
from site_builder.verify.site.files import Edition
from site_builder.verify.site.papers import of_paper
from tests.built import built_anew

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

    def read_once(data: bytes, made: bytes, edition: Edition, feed: bytes) -> list[Drift]:
        key = *(sha256(each).digest() for each in (data, made, feed)), edition.laid, edition.language.tag, edition.paper
        if key not in known:
            known[key] = list(of_paper(data, made, edition, feed))
        return known[key]

    with patch.object(site, "of_paper", read_once), patch.object(site, "anew", built_anew):
        yield
