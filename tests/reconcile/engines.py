"""The engines that can be tried here: Spark only where it and a Java are."""

from __future__ import annotations

import importlib.util
import shutil
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from site_builder.reconcile.engines import Engine
from site_builder.reconcile.engines.duck import Duck
from site_builder.reconcile.engines.sqlite import Sqlite
from site_builder.reconcile.run import Result
from tests.reconcile.reference import Found

HAS_SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
WITHOUT = "pyspark or a Java is missing"
ENGINES: dict[str, Callable[[], Engine]] = {"sqlite": Sqlite, "duckdb": Duck}


@cache
def _session() -> Any:
    """One small session for all tests: to start one takes seconds."""
    from pyspark.sql import SparkSession

    options = {
        "spark.master": "local[2]",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
        # Somewhere else than the registry is: no day may depend on it.
        "spark.sql.session.timeZone": "Pacific/Auckland",
    }
    built = SparkSession.builder
    for key, value in options.items():
        built = built.config(key, value)
    session = built.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def spark() -> Engine:
    """Spark, on a session in another time zone."""
    from site_builder.reconcile.engines.spark import Spark

    return Spark(_session())


each_engine = pytest.mark.parametrize(
    "engine",
    [
        *(pytest.param(made, id=name) for name, made in ENGINES.items()),
        pytest.param(spark, id="spark", marks=pytest.mark.skipif(not HAS_SPARK, reason=WITHOUT)),
    ],
)


def told(result: Result, *, is_joined: bool = False) -> Found:
    """What a result says, as the reference says it; of joined logs each month with whose it is."""
    found = Found()
    for each in result.seen:
        for (month, system), sums in each.sums.items():
            key = f"{system.partition('/')[0]} {month}" if is_joined else month
            found[key, each.timeline.span.found.verdict] += sums.logged
    found["", "malformed"] += result.malformed
    found["", "doubled"] += result.doubled
    found["", "outside"] += result.outside
    found.update({("", outcome): count for outcome, count in result.others.items()})
    return +found


def verdicts(found: Found) -> Counter[str]:
    """The same without months."""
    told = Counter[str]()
    for (_, verdict), count in found.items():
        told[verdict] += count
    return told
