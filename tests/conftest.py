"""What every test may ask for, and what is done once for all of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from unittest.mock import patch

import pytest

from site_builder.core.language import Language
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.verify import site
from site_builder.verify.drift import Drift
from site_builder.verify.paper import paper_drifts

pytest_plugins = ("tests.checkers.plugin", "tests.signing")


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end: nobody need look through them again for what can be thrown away."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _each_pdf_is_read_once() -> Iterator[None]:
    """Hundreds of builds make the same few PDFs: what is said of the same bytes, words and feed is kept.

    Tests of the reading itself ask `paper_drifts`, which is as it was.
    """
    known: dict[Any, list[Drift]] = {}

    def once(data: bytes, laid: LaidNotice, language: Language, *, file: str, feed: bytes) -> list[Drift]:
        key = sha256(data).digest(), sha256(feed).digest(), laid, language.tag, file
        if key not in known:
            known[key] = paper_drifts(data, laid, language, file=file, feed=feed)
        return known[key]

    with patch.object(site, "paper_drifts", once):
        yield
