"""The client of a feed that nobody signed: whoever can change it decides what is permitted."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from site_builder.client.base import HOUR, Asking, Ready
from site_builder.client.cached_copy import seconds
from site_builder.client.failure_codes import FAULT, Untrusted, why_not


class UnsignedFeed(Asking):
    """Asks a feed without checking whose it is, how old it is, or whether anybody has changed it.

    For trying things out, and for feeds that came by a way that is trusted in itself. `source` is the path or the
    address of a feed; the rest is as for `Client`.
    """

    def __init__(
        self,
        source: str | os.PathLike[str],
        *,
        log: str | os.PathLike[str] | None = None,
        deadline: float = 2.0,
        max_age: timedelta | None = HOUR,
        report_only: bool = False,
    ) -> None:
        super().__init__(log, deadline, max_age, report_only=report_only)
        self._source = os.fspath(source)
        self._held: tuple[str, Ready] | None = None
        self._fetched = b""

    def _ready(self, at: str, _until: float) -> tuple[str, Ready]:
        if self._held is None or (self._max_age is not None and seconds(self._held[0], at) > self._max_age):
            why = why_not(lambda: self._refresh(at))
            if self._held is None:
                raise Untrusted(*(why or FAULT))
        return at, self._held[1]

    def _before_permission(self, _at: str, _until: float) -> None:
        """Nothing is kept."""

    def _refresh(self, at: str) -> None:
        from hashlib import sha256

        from site_builder.client.fetching import Line
        from site_builder.client.reading import understood
        from site_builder.gate.index_codec import unpack
        from site_builder.load.feed.reader import LARGEST

        self._fetched = Line(self._source, self._deadline).get("", LARGEST)
        index = unpack(understood(self._fetched).packed)
        ready = Ready(index, f"sha256:{sha256(self._fetched).hexdigest()}")
        self._held = (at, ready)

    def _at_risk(self) -> Collection[str]:
        return () if self._held is None else self._held[1].by.marked.at_risk

    def _at_hand(self) -> Iterator[Iterable[str]]:
        from site_builder.client.risk_fallback import by_feed

        yield self._at_risk()
        yield by_feed(self._fetched)
