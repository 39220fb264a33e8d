"""The feed's schemas: they take what we write and what a later version may add, and refuse faults at their place."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from site_builder.facts.feed_form import feed_classes, feed_fields
from site_builder.model import Registry
from site_builder.model.conditions import CONDITIONS
from site_builder.render.feed.schema import consumer_schema, schema
from site_builder.schemas.feed_terms import feed_terms
from tests.effort import some
from tests.feeds import Feed, Plant, at, drop, drop_from_first, feed_of, nodes, put, put_in_first
from tests.json_schema import validator_of
from tests.rich_registry import rich
from tests.seed import seed

DEFINITIONS = json.loads(schema())["$defs"]
STRICT = validator_of(schema())
CONSUMER = validator_of(consumer_schema())
BOTH = pytest.mark.parametrize("validator", [STRICT, CONSUMER], ids=["strict", "consumer"])


def complaints(validator: Draft202012Validator, feed: Feed) -> set[str]:
    """Where a feed is refused: the id of the innermost node, and the keys below it."""
    return {_place(feed, list(error.absolute_path)) for error in validator.iter_errors(feed)}


def _place(feed: Any, path: list[str | int]) -> str:
    node, rest = "registry", []
    for step in path:
        feed = feed[step]
        rest.append(str(step))
        if isinstance(feed, dict) and "id" in feed:
            node, rest = str(feed["id"]), []
    return ", ".join([node, *(r for r in rest if not r.isdigit())])


# ---- they are schemas, and take what we write


@BOTH
def test_it_is_a_schema_of_2020_12_that_refers_to_nothing_outside(validator: Draft202012Validator) -> None:
    Draft202012Validator.check_schema(validator.schema)
    text = json.dumps(validator.schema)
    assert text.count("https://") == text.count("https://json-schema.org/") + text.count("(https://") + text.count(
        "^https://"
    )
    refs = [part.partition('"')[0] for part in text.split('"$ref": "')[1:]]
    assert [r for r in refs if r.removeprefix("#/$defs/") not in json.loads(text)["$defs"]] == []


@BOTH
@pytest.mark.parametrize("registry", [rich(), seed()], ids=["rich", "seed"])
def test_it_takes_our_feeds(validator: Draft202012Validator, registry: Registry) -> None:
    assert best_match(validator.iter_errors(feed_of(registry))) is None


def test_each_key_is_described() -> None:
    for cls in feed_classes():
        kind = next((k for k, c in CONDITIONS.items() if c is cls), cls.__name__)
        made = DEFINITIONS[kind]
        assert made["description"]
        for field in feed_fields(cls):
            assert made["properties"][field.key]["title"], (kind, field.key)


# ---- what a later version may add


def test_a_key_added_to_any_node_is_taken_by_consumers_but_not_in_conditions() -> None:
    feed = feed_of(rich())
    one_of_each = {str(node["type"]) + node.get("kind", ""): node for node in nodes(feed)}
    assert len(one_of_each) > 60
    for node in one_of_each.values():
        node["added_later"] = {"en": "x"}
    added = {node["id"] for node in one_of_each.values()}
    assert complaints(STRICT, feed) == added
    assert complaints(CONSUMER, feed) == {key for key in added if ".conditions." in key}


def test_a_thing_of_an_unknown_type_is_taken_by_consumers() -> None:
    feed = feed_of(rich())
    feed["included"].append({"id": "added-later", "type": "AddedLater"})
    assert complaints(CONSUMER, feed) == set()
    assert complaints(STRICT, feed) == {"added-later, type"}


@pytest.mark.parametrize(
    ("key", "name", "value", "narrows"),
    [
        ("d-full", "frequency", "hourly", False),
        ("d-full", "special_condition", ["new_condition"], False),
        ("nurses", "kind", "new_kind", False),
        ("d-full", "modality", "should", True),
        ("d-full", "status", "paused", True),
        ("purposes-a", "family", "new_family", True),
        ("d-full.conditions.approval", "scope", "sometimes", True),
    ],
)
def test_an_unknown_word_is_taken_by_consumers_where_nothing_is_narrowed(
    key: str, name: str, value: Any, narrows: bool
) -> None:
    feed = feed_of(rich())
    at(feed, key)[name] = value
    assert complaints(STRICT, feed) == {f"{key}, {name}"}
    assert complaints(CONSUMER, feed) == ({f"{key}, {name}"} if narrows else set())


def test_keys_that_narrow_say_so() -> None:
    properties = DEFINITIONS["Disclosure"]["properties"]
    for name in feed_terms().narrowing:
        assert name not in properties or properties[name]["description"].endswith("(Narrows.)")


# ---- faults


APPROVAL, DATA = "d-full.conditions.approval", "data-categories-a"

FAULTS: dict[str, tuple[Plant, str]] = {
    "no version": (drop("registry", "version"), "registry"),
    "a version of three numbers": (put("registry", "version", "2026.11.25"), "registry, version"),
    "a context of another path": (
        lambda f: f["@context"].__setitem__(0, "https://x.example/c.jsonld"),
        "registry, @context",
    ),
    "no base": (lambda f: f["@context"].pop(), "registry, @context"),
    "no publisher": (drop("registry", "publisher"), "registry"),
    "a type that is not both": (put("registry", "type", ["Registry"]), "registry, type"),
    "a day that is none": (put("registry", "issued", "2026-13-01"), "registry, issued"),
    "a title that is plain text": (put("registry", "title", "x"), "registry, title"),
    "words in a language with large letters": (put("d-full", "title", {"en-GB": "x"}), "d-full, title"),
    "empty words": (put("d-full", "title", {"en-gb": " "}), "d-full, title, en-gb"),
    "words with a hidden character": (put("d-full", "title", {"en-gb": "a\u202eb"}), "d-full, title, en-gb"),
    "no recipient": (drop("d-full", "recipient"), "d-full"),
    "two recipients": (put("d-full", "recipient", ["nurses", "parents"]), "d-full, recipient"),
    "no purposes": (drop("d-full", "purposes"), "d-full"),
    "an empty list of purposes": (put("d-full", "purposes", []), "d-full, purposes"),
    "a silence beside a value": (put("d-full", "purposes", ["x", "not_stated"]), "d-full, purposes"),
    "a silence that is not said there": (put("d-full", "programmes", ["not_stated"]), "d-full, programmes"),
    "an answer that the field does not take": (
        put("d-full", "lawful_basis", ["not_applicable"]),
        "d-full, lawful_basis",
    ),
    "no status": (drop("d-full", "status"), "d-full"),
    "a place below one": (put("d-full", "position", 0), "d-full, position"),
    "part of nothing": (drop("d-full", "part_of"), "d-full"),
    "an id with large letters": (put("laws-a", "id", "Laws-A"), "Laws-A, id"),
    "an id with a final new line": (put("laws-a", "id", "laws-a\n"), "laws-a\n, id"),
    "an id that is a term": (put("laws-a", "id", "consent"), "consent, id"),
    "a part without id": (drop_from_first("d-full", "retention", "id"), "d-full, retention"),
    "a part of another type": (put_in_first("d-full", "retention", "type", "Transfer"), "d-full.retention."),
    "a part without what it must say": (drop_from_first("d-full", "legal_power", "law"), "d-full.legal_power"),
    "no paragraph of Schedule 1": (put("d-full", "schedule_1_condition", [5]), "d-full, schedule_1_condition"),
    "a number that is text": (put("data-subjects-a", "from_age", "3"), "data-subjects-a, from_age"),
    "an address that runs a script": (put("laws-a", "url", "javascript:alert(1)"), "laws-a, url"),
    "a DPV term with an unknown prefix": (put("purposes-a", "broader", ["eu-gdpr:A6"]), "purposes-a, broader"),
    "a special category that DPV is not told": (put(DATA, "special", ["health"]), f"{DATA}, broader"),
    "a special category that hangs nowhere": (drop(DATA, "broader"), DATA),
    "criminal offence data that DPV is not told": (
        lambda f: at(f, DATA)["broader"].remove("pd:Criminal"),
        f"{DATA}, broader",
    ),
    "a category that does not say if it is open": (drop("charities", "open_list"), "charities"),
    "a recipient of an unknown type": (put("nurses", "type", ["Recipient", "Robot"]), "nurses, type"),
    "a condition of an unknown kind": (put(APPROVAL, "kind", "be_careful"), f"{APPROVAL}, kind"),
    "an unknown parameter": (put(APPROVAL, "measures", "x"), APPROVAL),
    "a parameter of another kind": (put(APPROVAL, "event", {"en-gb": "x"}), APPROVAL),
    "an approval by nobody": (drop(APPROVAL, "by"), APPROVAL),
    "a permission that is an obligation": (put(APPROVAL, "type", ["Condition", "Permission"]), f"{APPROVAL}, type"),
    "a condition's id for a condition": (put("d-full", "conditions", ["ask-first"]), "d-full, conditions"),
    "security measures leak": (put("d-full", "security", {"en-gb": "under the mat"}), "d-full"),
    "a note leaks": (put("nurses", "note", {"en-gb": "call Ann"}), "nurses"),
}

LATER = {
    "security measures leak",
    "a note leaks",
    "an answer that the field does not take",
    "a DPV term with an unknown prefix",
    "a special category that DPV is not told",
    "a special category that hangs nowhere",
    "criminal offence data that DPV is not told",
}
"""Keys and words that a consumer cannot tell from those of a later version, or that it passes over."""


@pytest.mark.parametrize(("plant", "place"), FAULTS.values(), ids=FAULTS.keys())
def test_the_strict_one_refuses_a_fault_at_its_place(plant: Plant, place: str) -> None:
    feed = copy.deepcopy(feed_of(rich()))
    plant(feed)
    found = complaints(STRICT, feed)
    assert found
    assert {c for c in found if not c.startswith(place)} == set()


@pytest.mark.parametrize("name", some([name for name in FAULTS if name not in LATER], one_in=4))
def test_the_consumers_one_refuses_the_same_at_the_same_place(name: str) -> None:
    plant, place = FAULTS[name]
    feed = copy.deepcopy(feed_of(rich()))
    plant(feed)
    found = complaints(CONSUMER, feed)
    assert found
    assert {c for c in found if not c.startswith(place)} == set()
