"""The form of a log of disclosures: what each line says of something that was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from site_builder.gate.request_form import an_id

KIND = ("disclosure", "recipient", "purpose", "data_categories", "data_subjects")
"""The keys that say what was sent: a disclosure's id, or the four others, or both."""
KEYS = ("time", "system", "id", *KIND, "records", "decision", "outcome")
NEEDED = ("time", "system", "id")
LISTS = ("data_categories", "data_subjects")
SENT = "sent"
OUTCOMES = (SENT, "failed", "test")
LONGEST = 65_536
"""The most characters of a line."""

LONGEST_ID = 200
"""The most characters of a line's or a decision's id, which may hold any."""
PATTERNS: Mapping[str, str] = {
    "time": r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])",
    "system": "[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,99}",
    "records": "([0-9]{1,9})?",
    "outcome": f"({'|'.join(OUTCOMES)})?",
}
"""What a whole value must match, for every engine; in ASCII, so that all engines read it alike."""


def shape() -> dict[str, Any]:
    """The JSON Schema of a line. It is stricter than the reader in one thing: to it a number is no text."""
    said = {
        "time": "When it was sent, with its offset.",
        "system": "The system that sent it.",
        "id": "An id that this system gives no other line.",
        "disclosure": "The disclosure, as it is published.",
        "recipient": "Who got it.",
        "purpose": "What for.",
        "data_categories": "All data that was sent.",
        "data_subjects": "All groups of people whom it was about.",
        "records": "How many records went; 0: a question that found nobody.",
        "decision": "The id of the gate's decision, in its log.",
        "outcome": "Left out: sent.",
    }
    an = an_id().schema
    forms: dict[str, Any] = {
        **{key: {"type": "string", "pattern": f"^({pattern})$"} for key, pattern in PATTERNS.items()},
        "id": {"type": "string", "minLength": 1, "maxLength": LONGEST_ID},
        "decision": {"type": "string", "maxLength": LONGEST_ID},
        **{key: {"type": "array", "items": an, "minItems": 1} if key in LISTS else an for key in KIND},
        "records": {"type": "integer", "minimum": 0, "maximum": 999_999_999},
        "outcome": {"enum": list(OUTCOMES)},
    }
    return {
        "type": "object",
        "properties": {key: {**forms[key], "description": said[key]} for key in KEYS},
        "required": list(NEEDED),
        "anyOf": [_having("disclosure"), _having(*KIND[1:])],
        "dependentRequired": {key: list(KIND[1:]) for key in KIND[1:]},
        "additionalProperties": False,
    }


def _having(*keys: str) -> dict[str, Any]:
    """With these keys, in the form that validators take in their strictest mode."""
    return {"required": list(keys), "properties": dict.fromkeys(keys, True)}
