"""The JSON Schemas of the registry's files, which are made: no change of them goes unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from site_builder.schemas.json_schemas import documents

ALL = "ebf6d980b1d442d89d32e51f4e56a6ad9192173b80b4ec2a7eeb663c410e728e"
"""The SHA-256 of all of them. A commit that changes it says why."""


def test_the_schemas_are_those_that_we_know() -> None:
    assert _digest(documents()) == ALL


def test_a_sentence_that_is_changed_is_seen() -> None:
    changed = json.loads(json.dumps(documents()))
    changed["laws.schema.json"]["description"] += " "
    assert _digest(changed) != ALL


@pytest.mark.parametrize("name", documents())
def test_each_is_a_schema_and_what_it_refers_to_exists(name: str) -> None:
    Draft202012Validator.check_schema(documents()[name])
    for reference in _references(documents()[name]):
        file, _, pointer = reference.partition("#")
        found: Any = documents()[file or name]
        for step in pointer.split("/")[1:]:
            found = found[step]
        assert found


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def _digest(schemas: Any) -> str:
    return hashlib.sha256(json.dumps(schemas, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
