"""Examples of what the feed's keys hold: the first that occurs in the feeds of the example registries, shortened.

Nobody types them. Where a key occurs in no registry, one is made from its schema, or another type of node lends one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from site_builder.facts.layout.what_was_sent import ROWS
from site_builder.facts.redact import public
from site_builder.load.project.folder import load
from site_builder.render.feed import graph
from site_builder.render.feed import parts as feed_parts
from site_builder.schemas.feed_terms import feed_terms

ROOT = Path(__file__).parent.parent
ON = date(2026, 11, 25)
"""The day for which the examples' feeds are made: the example registries are written for it."""

SENT = {"period": "2026-Q3", "rows": dict(zip(ROWS, (100, 60, 30, 5, 5), strict=True)), "threshold": 5}
"""What an attestation says; no example registry has logs."""

LONGEST_WORDS = 60
MOST_VALUES = 2
SILENT = (None, *feed_terms().silence, *([word] for word in feed_terms().silence))
"""What shows nothing of what a key holds: a later registry may say more."""
HEAD = {"id", "type", "position"}

SAMPLES: Mapping[str, Any] = {
    "words": {"en-gb": "words"},
    "listOfWords": {"en-gb": ["words"]},
    "text": "text",
    "day": ON.isoformat(),
    "address": "https://council.example/",
    "boolean": True,
    "integer": 1,
}
"""What stands for a value of a kind where no registry has one."""

Schema = Mapping[str, Any]


def feeds() -> Iterator[Any]:
    """The feeds of the repository's own registry and of those under docs/examples: each whole, and two of its parts."""
    for folder in (ROOT / "registry", *sorted((ROOT / "docs" / "examples").glob("*/registry"))):
        registry = load(folder, folder.relative_to(ROOT).as_posix(), ON).registry
        if registry is None:
            raise ValueError(f"{folder} has errors: `site-builder check` tells which.")
        data = graph.render(public(registry), ON, SENT)
        whole = json.loads(data)
        yield whole
        part = next(feed_parts.of_recipients(whole, f"data/v1/feed.{hashlib.sha256(data).hexdigest()[:16]}.jsonld"))
        yield json.loads(part.data)
        yield json.loads(next(feed_parts.of_notices(whole)).data)


def node_name(node: Schema) -> str:
    """The name of the definition that describes a node: of a condition its kind, else the first of its types."""
    types = node["type"]
    if isinstance(types, str):
        return types
    return str(node["kind"] if types[0] == "Condition" else types[0])


class Examples:
    """Answers what a key holds, for example; `definitions` are those of the feed's strict schema."""

    def __init__(self, found: Iterator[Any], definitions: Schema) -> None:
        """Look through the feeds."""
        self._definitions = definitions
        self._own: dict[tuple[str, str], Any] = {}
        self._lent: dict[str, Any] = {}
        self._ids: dict[str, str] = {}
        for node in (node for each in found for node in _nodes(each)):
            self._ids.setdefault(node_name(node), node["id"])
            for key, value in node.items():
                if self._own.get((node_name(node), key)) in SILENT:
                    self._own[node_name(node), key] = value
                if self._lent.get(key) in SILENT:
                    self._lent[key] = value

    def of(self, name: str, key: str, kinds: Sequence[str] = ()) -> Any:
        """An example of a key of one type of node; `kinds` are the types of node whose ids it holds.

        Raises LookupError where no registry has one and the schema does not tell enough to make one.
        """
        if (name, key) in self._own:
            return self._short(self._own[name, key])
        made = self._made(self._definitions[name]["properties"][key], self._ids[name], kinds)
        if made is None and key not in self._lent:
            raise LookupError(f"Nothing shows what {key} of {name} holds: state it in a registry under docs/examples.")
        return self._short(self._lent[key]) if made is None else made

    def _short(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._short(part) for part in value[: 1 if _is_node(value[0]) else MOST_VALUES]]
        if not isinstance(value, dict) or "@base" in value:
            return value
        if _is_node(value):
            return {key: self._short(part) for key, part in value.items() if key in self._needed(value)}
        if all(isinstance(each, int) for each in value.values()):
            return value
        tag, words = next(iter(value.items()))
        return {tag: [_cut(text) for text in words[:MOST_VALUES]] if isinstance(words, list) else _cut(words)}

    def _needed(self, node: Schema) -> set[str]:
        """The keys that a node must have; where that tells nothing, its first besides."""
        definition = self._definitions[node_name(node)]
        needed = {*definition["required"], *definition.get("then", {}).get("required", ())}
        return needed if needed - HEAD else needed | {*[key for key in node if key not in HEAD][:1]}

    def _made(self, schema: Schema, owner: str, kinds: Sequence[str]) -> Any:
        """A value that the schema takes; None where it is no plain one."""
        name = schema.get("$ref", "").rpartition("/")[2]
        if schema.get("type") == "array":
            made = self._made(schema["items"], owner, kinds)
            return None if made is None else [made]
        if "enum" in schema:
            return schema["enum"][0]
        if name == "id":
            return next((self._ids[kind] for kind in reversed(kinds) if kind in self._ids), None)
        if name == "conditionId":
            return f"{owner}.conditions.approval"
        return SAMPLES.get(name or schema.get("type", ""))


def _nodes(value: Any) -> Iterator[Schema]:
    if _is_node(value):
        yield value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _nodes(part)


def _is_node(value: Any) -> bool:
    return isinstance(value, dict) and "id" in value


def _cut(text: str | None) -> str | None:
    """Words up to a space before they get long; None stands for an entry that is not translated."""
    if text is None or len(text) <= LONGEST_WORDS:
        return text
    return f"{text[:LONGEST_WORDS].rpartition(' ')[0]} …"
