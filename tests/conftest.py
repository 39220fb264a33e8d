"""What every test may ask for, and what is done once for all of them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from site_builder.publish.cache import Cache
from site_builder.render.pdf import setting
from site_builder.verify import pdf_text, rebuild, tagged
from tests.built import heard_once, laid_out_once, rebuilt, seen_once
from tests.seed import ROOT
from tests.systems import forks

pytest_plugins = ("tests.checkers.plugin", "tests.signing")

if sys.dont_write_bytecode:
    # Where nothing may be written beside the sources, each of the many processes would compile them all again.
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(ROOT / "build/pycache")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that fork come first, in both halves, with which two workers begin; then, in one half, those with Java.

    A fork takes the longer the more memory a worker has, and it grows from test to test. Java and its checkers take
    seconds to start, so one worker alone has them.
    """
    forking = [item for item in items if forks.mark in item.iter_markers("skipif")]
    others = sorted((item for item in items if forks.mark not in item.iter_markers("skipif")), key=_is_without_java)
    half = len(items) // 2 - len(forking[::2])
    items[:] = [*forking[::2], *others[:half], *forking[1::2], *others[half:]]


def _is_without_java(item: pytest.Item) -> bool:
    """Whether the module of a test asks no checker that runs in Java."""
    return {"nu", "verapdf"}.isdisjoint(vars(getattr(item, "module", None) or item))


def pytest_configure() -> None:
    """Collect garbage seldom: what stays from test to test makes each search long."""
    gc.set_threshold(200_000, 20, 1_000)


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end: nobody need look through them again for what can be thrown away."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _each_site_is_made_once() -> Iterator[None]:
    """Hundreds of verifications lay out and make the same few sites again: what is made of one registry is kept.

    So is what is read in one PDF. Tests of `rebuild` itself ask for it as it was.
    """
    made_once = patch.multiple(rebuild, rebuild=rebuilt, editions=laid_out_once)
    with made_once, patch.object(pdf_text, "texts", seen_once), patch.object(tagged, "heard", heard_once):
        yield


@pytest.fixture(scope="session", autouse=True)
def _each_pdf_is_set_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """All workers of a run set the same examples: what one of them has set, none sets again."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "pdfs"
    with patch.object(setting, "MEMORY", Cache(folder, "this run")):
        yield
