"""What the tests of renderers may ask for."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import rdflib


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Nothing looks up a name or opens a connection: it would raise, and be told at the end if that was swallowed.

    What was asked for, for a test that expects it and empties the list. rdflib leaves literals as they are.
    """
    asked: list[str] = []

    def refuse(*arguments: object, **_: object) -> None:
        asked.append(str(arguments))
        raise AssertionError("something asks for the network")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    yield asked
    assert asked == []
