"""What a key of the feed holds, in words, from the feed's strict schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from site_builder.facts.feed_form import IN_WORDS
from tools.feed_rows import Row
from tools.feed_words import Group, closed

FEW = 3
"""So many words, or types of node, are named where a key is described; more stand below."""

VALUES = {
    "words": ("words by language", "", '`{"en-gb": "…", "cy": "…"}`'),
    "listOfWords": ("lists of words by language", "", '`{"en-gb": ["…", "…"]}`; `null` where one is not translated'),
    "id": ("id", "ids", "`pupils`"),
    "factId": ("id of a part", "", "`child-data.sections.introduction`: whose, which key, and which entry"),
    "conditionId": ("id of a condition", "ids of conditions", "`dfe-surveys.conditions.approval`: whose, and its kind"),
    "text": ("text", "texts", "`GB-EDU-100000`: text of no language"),
    "day": ("day", "", "`2026-11-25`"),
    "address": ("address", "", "begins with `https:`, `mailto:` or `tel:`"),
    "term": ("term of DPV", "terms of DPV", "`dpv:Child`"),
    "integer": ("whole number", "whole numbers", "`5`"),
    "boolean": ("true or false", "", "`true`; where it is left out, the notice does not say"),
}
"""What values are called, one and several, and how they look."""


def holds(row: Row, lists: Iterable[Group]) -> str:
    """What it holds, with links to the types of node and to the lists of words."""
    if row.key == "@context":
        return 'an address, and `{"@base": address}`'
    if row.key == IN_WORDS:
        return "for each id of a condition an object, whose `text` is words by language"
    held = row.schema.get("else", row.schema)
    inner = _list(held, row, lists) if held.get("type") == "array" else _value(held, row, lists, many=False)
    return ", or ".join([inner, *(f"`{word}`" for word in _silences(row.schema))])


def _silences(held: Mapping[str, Any]) -> Iterable[str]:
    said = held.get("if", {})
    words: Iterable[str] = said.get("enum") or said.get("contains", {}).get("enum", ())
    return words


def _list(held: Mapping[str, Any], row: Row, lists: Iterable[Group]) -> str:
    if "prefixItems" in held:
        first, second = held["prefixItems"]
        return f"`{first['const']}`, and {listed(f'`{word}`' for word in second['enum'])}"
    if "const" in held:
        return " and ".join(f"`{word}`" for word in held["const"])
    inner = _value(held["items"], row, lists, many=True)
    return inner if closed(row) else f"list of {inner}"


def _value(held: Mapping[str, Any], row: Row, lists: Iterable[Group], *, many: bool) -> str:
    if closed(row):
        return _of_words(row, lists, "some of" if many else "one of")
    if "const" in held:
        return f"always `{held['const']}`" if isinstance(held["const"], str) else _list(held, row, lists)
    if "enum" in held:
        return f"one of the {len(held['enum'])} kinds below"
    name = held.get("$ref", "").rpartition("/")[2] or held.get("type", "")
    if name == "Included":
        return "nodes of other types"
    if name in VALUES or name == "string":
        one, several, _ = VALUES.get(name) or VALUES[_form(held["pattern"])]
        of = f" of {listed(map(to_node, row.kinds))}" if row.kinds and len(row.kinds) <= FEW else ""
        return (several or one if many else one) + of
    return to_node(name)


def _form(pattern: str) -> str:
    """What a text with a pattern of its own is called."""
    return "address" if pattern.startswith("^https") else "term" if pattern.startswith("^(dpv|") else "text"


def _of_words(row: Row, lists: Iterable[Group], how: str) -> str:
    group = next(group for group in lists if row in group.rows)
    words = [f"`{word.word}`" for word in group.words]
    shown = listed(words) if len(words) <= FEW else f"{len(words)} words"
    return f"{how} [{shown}](#{group.anchor})"


def to_node(name: str) -> str:
    """A link to where a type of node is described."""
    return f"[{name}](#{name.lower()})"


def listed(parts: Iterable[str], joint: str = "or") -> str:
    """One list of several parts, of which there is at least one."""
    *most, last = parts
    return f"{', '.join(most)} {joint} {last}" if most else last
