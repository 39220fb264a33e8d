"""The reader of feeds: what our writer writes comes back equal; what is not understood is refused at its place."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from site_builder.core.model import Registry
from site_builder.renderers.feed import render
from site_builder.sources.feed import FeedError, read
from tests.feeds import Feed, Plant, at, drop, drop_from_first, feed_of, nodes, put
from tests.generated_registries import registries
from tests.rich_registry import ON, rich
from tests.seed import seed


def as_bytes(feed: Feed) -> bytes:
    return json.dumps(feed, ensure_ascii=False).encode()


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same graph: keys in any order, and nodes of a list in any order."""
    if isinstance(value, dict):
        pairs = [(key, shuffled(each, chance)) for key, each in value.items()]
        return dict(chance.sample(pairs, len(pairs)))
    if isinstance(value, list) and all(isinstance(each, dict) and "id" in each for each in value):
        return chance.sample([shuffled(each, chance) for each in value], len(value))
    return value


# ---- what we write comes back


@pytest.mark.parametrize("registry", [rich(), seed()], ids=["rich", "seed"])
def test_a_registry_reads_back_equal(registry: Registry) -> None:
    assert read(render(registry, ON)) == registry


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registries())
def test_any_registry_reads_back_equal(registry: Registry) -> None:
    assert read(render(registry, ON)) == registry


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registries())
def test_any_registry_reads_back_equal_whatever_the_order_of_nodes_and_keys(registry: Registry) -> None:
    mixed = shuffled(feed_of(registry), random.Random(7))  # noqa: S311 -- an order, not a secret
    assert read(as_bytes(mixed)) == registry


def test_the_rich_registry_reads_back_equal_whatever_the_order_of_nodes_and_keys() -> None:
    for number in range(10):
        mixed = shuffled(feed_of(rich()), random.Random(number))  # noqa: S311 -- an order, not a secret
        assert read(as_bytes(mixed)) == rich()


def test_keys_and_things_of_a_later_version_are_passed_over() -> None:
    feed = feed_of(rich())
    feed["included"] += [{"id": "later", "type": "AddedLater"}, {"id": "later-too", "type": ["Added", "Later"]}]
    for node in nodes(feed):
        if node.get("type", [""])[0] != "Condition":
            node["added_later"] = {"en": ["x", 1.5, None]}
    assert read(as_bytes(feed)) == rich()


def test_entries_that_are_not_translated_stay_so() -> None:
    first, second = rich().organisation.also_called
    bare = replace(second, pairs=second.pairs[:1])
    registry = replace(rich(), organisation=replace(rich().organisation, also_called=(first, bare)))
    assert at(feed_of(registry), "the-council")["also_called"]["cy"] == [first.pairs[1][1], None]
    assert read(render(registry, ON)) == registry


def test_reading_needs_the_core_and_python_alone() -> None:
    code = (
        "import sys; before = set(sys.modules); import site_builder.sources.feed; "
        "new = {m.partition('.')[0] if not m.startswith('site_builder') else m for m in set(sys.modules) - before}; "
        "print(*sorted(m for m in new if m not in sys.stdlib_module_names))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    own = {"site_builder", "site_builder.core", "site_builder.sources"}
    own |= {f"site_builder.sources.{name}" for name in ("feed", "_feed_values", "strict_json")}
    assert {m for m in done.stdout.split() if not m.startswith("site_builder.core.")} == own


# ---- what is not understood


def strike(key: str, name: str, entry: str) -> Plant:
    return lambda feed: at(feed, key)[name].remove(entry)


def enter(key: str, name: str, entry: Any) -> Plant:
    return lambda feed: at(feed, key)[name].append(entry)


def without(key: str) -> Plant:
    return lambda feed: feed["included"].remove(at(feed, key))


def double(feed: Feed) -> None:
    feed["included"].append(feed["included"][0])


APPROVAL = "d-full.conditions.approval"
POWER = "d-full.legal_power.thing-a-legalpower-provision"

FAULTS: dict[str, tuple[Plant, str]] = {
    "another version's context": (put("registry", "@context", ["x"]), "@context"),
    "a base that is not the site's": (put("registry", "site", "https://evil.example/"), "@context"),
    "an id that is not a registry's": (put("registry", "id", "catalogue"), "id or type"),
    "no languages": (drop("registry", "languages"), "languages"),
    "no version": (drop("registry", "version"), "registry: version is missing"),
    "a controller that is not included": (put("registry", "controller", "nobody"), "controller: 'nobody'"),
    "no disclosures": (drop("registry", "disclosures"), "disclosures"),
    "a node twice": (double, "two nodes have this id"),
    "a disclosure without recipient": (drop("d-full", "recipient"), "d-full: recipient is missing"),
    "a disclosure without status": (drop("d-full", "status"), "d-full: status is missing"),
    "an empty list of purposes": (put("d-full", "purposes", []), "d-full, purposes"),
    "a purpose that is no id": (put("d-full", "purposes", ["Not An Id"]), "d-full, purposes: an id is asked for"),
    "a silence beside a value": (enter("d-full", "purposes", "not_stated"), "d-full, purposes"),
    "an answer that the field does not take": (put("d-full", "purposes", ["none"]), "d-full, purposes: an id"),
    "a silence that is not said there": (put("d-full", "programmes", ["not_stated"]), "d-full, programmes"),
    "a silence in a condition": (
        put("d-full.conditions.onward_limit", "purposes", ["not_stated"]),
        "onward_limit, purposes",
    ),
    "words in no language": (put("d-full", "title", {}), "d-full, title"),
    "words in a language that is not the registry's": (put("d-full", "title", {"fr": "x"}), "d-full, title: 'fr'"),
    "words that are plain text": (put("d-full", "title", "x"), "d-full, title: an object"),
    "lists of different lengths": (
        put("d-full", "data_items", {"en-gb": ["a"], "cy": ["b", "c"]}),
        "d-full, data_items",
    ),
    "a date that does not exist": (put("d-full", "valid_from", "2026-02-30"), "d-full, valid_from: a day"),
    "a date of another form": (put("d-full", "valid_from", "20260228"), "d-full, valid_from: a day"),
    "a number that is text": (put("d-full", "schedule_1_condition", ["1"]), "d-full, schedule_1_condition"),
    "true in place of a number": (put("d-full", "schedule_1_condition", [True]), "d-full, schedule_1_condition"),
    "an address that runs a script": (put("laws-a", "url", "javascript:alert(1)"), "laws-a, url: an address"),
    "a condition struck from its owner's list": (strike("d-full", "conditions", APPROVAL), f"{APPROVAL}: the thing"),
    "a condition that is not included": (without(APPROVAL), f"d-full, conditions: '{APPROVAL}'"),
    "the notice's condition struck": (
        strike("d-full", "conditions", "b-notice.conditions.area"),
        "d-full, conditions: b-notice.conditions.area bears on it and is missing",
    ),
    "half of a shared condition struck": (
        strike("d-full", "conditions", "ask-first.conditions.approval"),
        "d-full, conditions: ask-first.conditions.approval bears on it and is missing",
    ),
    "half of a possible condition struck": (
        strike("d-full", "possible_conditions", "ask-first.conditions.approval"),
        "d-full, possible_conditions: ask-first.conditions.approval bears on it and is missing",
    ),
    "another disclosure's condition": (
        enter("d-silent", "conditions", APPROVAL),
        f"d-silent, conditions: {APPROVAL} does not",
    ),
    "a condition listed twice": (
        enter("d-full", "conditions", APPROVAL),
        "d-full, conditions: a condition is listed twice",
    ),
    "a possible condition that is not shared": (
        enter("d-full", "possible_conditions", APPROVAL),
        "d-full, possible_conditions",
    ),
    "a condition of an unknown kind": (put(APPROVAL, "kind", "be_careful"), f"{APPROVAL}, kind: 'be_careful'"),
    "a condition of another kind than its id": (put(APPROVAL, "kind", "area"), f"{APPROVAL}, kind: 'area'"),
    "an unknown parameter of a condition": (put(APPROVAL, "unless", {"en-gb": "x"}), f"{APPROVAL}, unless"),
    "a condition without what its kind takes": (drop(APPROVAL, "by"), f"{APPROVAL}: by is missing"),
    "a condition with a wrong value": (put(APPROVAL, "controls", "yes"), f"{APPROVAL}, controls: true or false"),
    "part of no recipient": (put("d-full", "part_of", "nobody"), "d-full, part_of: no Recipient 'nobody'"),
    "a place twice": (put("d-full", "position", 1), "disclosures of charities: position"),
    "a place that is no number": (put("d-full", "position", "2"), "disclosures of charities, position"),
    "a passage without place": (drop("a-notice.opening.1", "position"), "a-notice, opening, position"),
    "a passage taken out": (lambda f: at(f, "a-notice")["opening"].pop(0), "a-notice, opening: position"),
    "a part of another type": (put("a-notice.opening.1", "type", "Section"), "a-notice, opening: 'a-notice.opening.1'"),
    "a part with another's id": (put("a-notice.opening.1", "id", "b-notice.opening.1"), "a-notice, opening: 'b-notice"),
    "a recipient of two types": (put("nurses", "type", ["Recipient", "Role", "Person"]), "nurses, type"),
    "a required key of a part left out": (drop_from_first("d-full", "legal_power", "law"), ": law is missing"),
    "a part that is only named": (put("d-full", "retention", ["d-full.retention.all"]), "d-full, retention: an object"),
}


@pytest.mark.parametrize(("plant", "place"), FAULTS.values(), ids=FAULTS.keys())
def test_a_feed_with_a_fault_is_refused_with_its_place(plant: Plant, place: str) -> None:
    feed = copy.deepcopy(feed_of(rich()))
    plant(feed)
    with pytest.raises(FeedError) as error:
        read(as_bytes(feed))
    assert place in str(error.value)


@pytest.mark.parametrize(
    "plant", [put("d-full", "rights", ["object", "marry"]), put("d-full", "rights", 7), drop("d-full", "rights")]
)
def test_rights_that_do_not_follow_are_refused(plant: Plant) -> None:
    feed = feed_of(rich())
    plant(feed)
    with pytest.raises(FeedError, match="d-full, rights: this is not what follows"):
        read(as_bytes(feed))
