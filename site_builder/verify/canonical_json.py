"""The canonical form of JSON values: 3.0 is not 3, for linked data reads two numbers there."""

from __future__ import annotations

import json
from typing import Any


def written(value: Any) -> str:
    """The same text for the same value, whatever the order of its keys, and for no other."""
    return json.dumps(value, sort_keys=True)
