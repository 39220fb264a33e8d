"""A client in another language, made from the pages alone, passes the conformance suite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future

import pytest

from tests.checkers import missing
from tests.conformance.clients import chosen, under_way

Running = Mapping[str, Future[tuple[str, ...]]]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    missing.require("node")
    with under_way("javascript", chosen("javascript")) as found:
        yield found


@pytest.mark.parametrize("name", [case.name for case in chosen("javascript")])
def test_it_passes(name: str, running: Running) -> None:
    assert running[name].result() == ()
