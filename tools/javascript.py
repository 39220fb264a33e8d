"""What the JavaScript client ships and the program makes: the schema of feeds for consumers, and the words of codes.

And its README, as a page of the handbook.

`python -m tools.handbook` writes them; so does `make golden`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from site_builder.gate.reason_codes import CAUSES, DUTIES, REASONS
from site_builder.render.feed.schema import consumer_schema
from site_builder.strict_json import json_bytes

FOLDER = "site_builder/javascript"
ROOT = Path(__file__).parents[1]


def page() -> str:
    """The handbook's page: the package's README."""
    return (ROOT / FOLDER / "README.md").read_text("utf-8")


def codes() -> bytes:
    """The sentence of each code of a reason, a duty and a cause, and a reason's question for a person."""
    reasons = {
        code: {"words": wording.words, **({"question": wording.question} if wording.question else {})}
        for code, wording in REASONS.items()
    }
    return json_bytes({"reasons": reasons, "duties": dict(DUTIES), "causes": dict(CAUSES)})


FILES: Mapping[str, Callable[[], bytes]] = {
    f"{FOLDER}/codes.json": codes,
    f"{FOLDER}/feed.schema.json": consumer_schema,
}
"""The files, by their path in the repository."""
