"""Which purposes concern somebody at risk, by untrusted copies: this only chooses whom a refusal is sent to."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from site_builder.gate.index_codec import at_risk
from site_builder.gate.types import AT_RISK
from site_builder.strict_json import parse

LARGEST = 64 << 20
"""Bytes of a feed that are looked at."""


def by_kept(parts: Iterable[tuple[str, bytes]]) -> Iterator[list[str]]:
    """By each part of a state; what cannot be read says nothing."""
    for part, data in parts:
        if part == "packed":
            yield _purposes_or_none(data)
        if part == "zipped":
            yield by_feed(_unzipped(data))


def by_feed(data: bytes) -> list[str]:
    """By a feed, or whatever it is."""
    try:
        return [node["id"] for node in parse(data)["included"] if node.get("family") in AT_RISK]
    except (ValueError, LookupError, TypeError, AttributeError):
        return []


def _purposes_or_none(data: bytes) -> list[str]:
    try:
        return at_risk(data)
    except (ValueError, TypeError, LookupError):
        return []


def _unzipped(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, LARGEST)
    except zlib.error:
        return b""
