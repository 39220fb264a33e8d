"""JSON as everything that is published is written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def json_bytes(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """UTF-8, readable, one new line at the end; the same bytes for the same value, keys in its order.

    Raises ValueError for NaN and infinity, which JSON does not have.
    """
    return f"{json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()
