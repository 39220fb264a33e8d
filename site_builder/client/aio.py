"""The client as coroutines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from site_builder.client.answers import Answer, Reading
from site_builder.client.signed import Client


class AsyncClient:
    """As `Client`, with the same arguments; its methods are coroutines, each of which works in a thread."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._client = Client(*arguments, **named)

    async def refresh(self, now: datetime | None = None) -> Reading:
        """As `Client.refresh`."""
        from asyncio import to_thread

        return await to_thread(self._client.refresh, now)

    async def decide(self, request: bytes | str | Mapping[str, Any], now: datetime | None = None) -> Answer:
        """As `Client.decide`."""
        from asyncio import to_thread

        return await to_thread(self._client.decide, request, now)
