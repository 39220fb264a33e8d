"""The service on a port of this computer, and somebody who asks it."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from site_builder.client import Client
from site_builder.service.app import Service
from site_builder.service.limits import Rates, Tokens
from site_builder.service.running import Server, listening_at
from tests.client.scenes import GOOD
from tests.client.sites import KEY, NOW, REGISTRY, Published

MANY = 1_000_000
"""A rate that no test reaches."""
JSON = {"Content-Type": "application/json"}


@dataclass
class Told:
    """What came back. It can be looked at as an answer of the client, too."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    cause: str | None = None

    @property
    def value(self) -> Any:
        """What the body says."""
        return json.loads(self.body)

    def plain(self) -> Any:
        """As an answer has it."""
        return self.value

    @property
    def outcome(self) -> str:
        """As an answer has it."""
        return str(self.value["outcome"])

    @property
    def reasons(self) -> tuple[str, ...]:
        """As an answer has it."""
        return tuple(reason["code"] for reason in self.value["reasons"])


@dataclass
class Served:
    """A service that listens at a port; `said` is what it told whoever runs it."""

    service: Service
    server: Server
    port: int = 0
    said: list[str] = field(default_factory=list)

    def ask(
        self,
        path: str,
        value: Any = None,
        *,
        method: str = "POST",
        headers: Mapping[str, str] = JSON,
        timeout: float = 30,
    ) -> Told:
        """Ask on a line of its own, with a value or bytes as the body."""
        return asked(self.port, path, value, method=method, headers=headers, timeout=timeout)

    def get(self, path: str, headers: Mapping[str, str] = {}) -> Told:
        """Ask for something."""
        return self.ask(path, method="GET", headers=headers)


def asked(
    port: int,
    path: str,
    value: Any = None,
    *,
    method: str = "POST",
    headers: Mapping[str, str] = JSON,
    timeout: float = 30,
) -> Told:
    """Ask whoever listens at a port."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    body = value if value is None or isinstance(value, bytes) else json.dumps(value).encode()
    try:
        line.request(method, path, body, dict(headers))
        found = line.getresponse()
        told = Told(found.status, found.headers, found.read())
    finally:
        line.close()
    if told.headers.get_content_type() == "application/json" and isinstance(told.value, dict):
        told.cause = told.value.get("cause")
    return told


def raw(port: int, *parts: bytes, timeout: float = 30) -> bytes:
    """All that comes back on a line on which these bytes were sent, until it is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout) as line:
        for part in parts:
            line.sendall(part)
        found = b""
        while part := line.recv(1 << 16):
            found += part
    return found


def client_of(folder: Path, published: Published = GOOD, now: datetime = NOW, **changes: Any) -> Client:
    """A client with a log that has read what is published in a folder, and fetches nothing more."""
    how: dict[str, Any] = {"registry": REGISTRY, "log": folder / "log.jsonl", "max_age": None, **changes}
    made = Client(published.put(folder / "site"), [KEY.public], folder / "state", **how)
    assert made.refresh(now).cause is None
    return made


def service_of(client: Client, *tokens: str, rate: int = MANY, now: datetime = NOW, **changes: Any) -> Service:
    """A service whose time stands still."""
    said: list[str] = []
    made = Service(client, Tokens(tokens), Rates(len(tokens), rate), said.append, clock=lambda: now, **changes)
    made.said = said  # type: ignore[attr-defined] # for `serving`
    return made


@contextmanager
def serving(service: Service) -> Iterator[Served]:
    """The service, answering from another thread, as it does from a process of its own."""
    listening, server = listening_at("127.0.0.1", 0), Server(service)
    served = Served(service, server, listening.getsockname()[1], getattr(service, "said", []))
    thread = threading.Thread(target=lambda: asyncio.run(server.listen(listening, _nothing)), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)


async def _nothing() -> None:
    """Nothing reads beside it."""
