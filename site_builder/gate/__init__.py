"""The gate answers, from the published notice, whether data may be shared; `docs/gate.md` says how.

A pure function of registry, request and day. The default is no.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from site_builder.gate.decide import Decision
from site_builder.gate.decide import decide as _decide
from site_builder.gate.index import Index
from site_builder.gate.request import request_in, request_of
from site_builder.gate.response import plain
from site_builder.gate.types import OUTCOMES, Request, Unreadable

if TYPE_CHECKING:
    from site_builder.model import Registry

__all__ = ["OUTCOMES", "Decision", "Gate", "Index", "Request", "Unreadable", "request_in", "request_of"]


class Gate:
    """Answers requests from a registry. `feed` is the digest of the feed that it was read from (`sha256:...`)."""

    def __init__(self, index: Index, feed: str | None = None) -> None:
        self.index = index
        self.feed = feed

    @classmethod
    def of(cls, registry: Registry, feed: str | None = None, marks: Mapping[str, str] | None = None) -> Gate:
        """The gate of a registry's public half; `marks` are those of its disclosures in the feed."""
        from site_builder.gate.index_builder import index_of

        return cls(index_of(registry, marks or {}), feed)

    def decide(self, request: bytes | Mapping[str, Any] | Request | Unreadable, on: date) -> Decision:
        """The decision on a request: JSON text, the value in it, or a request already read."""
        if not isinstance(request, (Request, Unreadable)):
            request = request_in(request) if isinstance(request, bytes) else request_of(request)
        # `on` may be a datetime, which is a date too: only its day counts.
        return _decide(self.index, request, on.isoformat()[:10])

    def plain(self, decision: Decision) -> dict[str, Any]:
        """A decision of this gate as a value for JSON."""
        return plain(self.index, decision, self.feed)
