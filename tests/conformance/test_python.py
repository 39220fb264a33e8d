"""Our own client passes the conformance suite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future

import pytest

from tests.conformance.clients import chosen, under_way

Running = Mapping[str, Future[tuple[str, ...]]]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with under_way("python", chosen("python")) as found:
        yield found


@pytest.mark.parametrize("name", [case.name for case in chosen("python")])
def test_it_passes(name: str, running: Running) -> None:
    assert running[name].result() == ()
