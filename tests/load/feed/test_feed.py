"""The reader of feeds: what our writer writes comes back equal. What it refuses stands in test_feed_cases."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from site_builder.facts.feed_form import edition
from site_builder.load.feed import reader
from site_builder.load.feed.reader import FeedError, read
from site_builder.model import NEVER, Registry
from site_builder.model.values import NOT_STATED, Id, Word
from site_builder.render.feed.graph import render
from tests.effort import effort
from tests.feed_cases import shuffled
from tests.feeds import Feed, at, feed_of, nodes
from tests.generated_registries import registries
from tests.rich_registry import ON, rich
from tests.seed import seed

ADDRESSES = (seed().data_categories[0].id,)


def as_bytes(feed: Feed) -> bytes:
    return json.dumps(feed, ensure_ascii=False).encode()


# ---- what we write comes back


@pytest.mark.parametrize("registry", [rich(), seed()], ids=["rich", "seed"])
def test_a_registry_reads_back_equal(registry: Registry) -> None:
    assert read(render(registry, ON)) == registry


# ---- editions


def _with(**fields: object) -> Registry:
    """The seed with one of its disclosures changed."""
    first = seed().disclosures[0]
    changed = replace(first, **fields)  # type: ignore[arg-type] # fields of it
    of_each = ((r, tuple(changed if d is first else d for d in r.disclosures)) for r in seed().recipients)
    return replace(seed(), recipients=tuple(replace(r, disclosures=disclosures) for r, disclosures in of_each))


CRITICAL = (
    {"modality": NEVER},
    {"own_recipient": True},
    {"sender": Id(NOT_STATED)},
    {"open_data_list": True, "data_categories": ADDRESSES},
)


@pytest.mark.parametrize("fields", CRITICAL, ids=[next(iter(fields)) for fields in CRITICAL])
def test_a_reader_of_edition_1_refuses_what_it_could_take_for_a_yes(
    fields: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the rule was before there was an edition 2: one context, one schema."""
    made = render(_with(**fields), ON)
    assert edition(read(made)) == 2
    assert edition(seed()) == edition(_with(modality=Word("may"), open_data_list=False)) == 1
    monkeypatch.setattr(reader, "_edition", lambda *_: 1)
    assert read(render(seed(), ON)) == seed()
    with pytest.raises(FeedError, match=r"The feed's @context is not that of its site in version 1\."):
        read(made)


@settings(max_examples=effort(suite=12, thorough=250), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registries())
def test_any_registry_reads_back_equal(registry: Registry) -> None:
    assert read(render(registry, ON)) == registry


@settings(max_examples=effort(suite=5, thorough=50), deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


def test_reading_needs_core_schemas_and_python_alone() -> None:
    code = (
        "import sys; before = set(sys.modules); import site_builder.load.feed.reader; "
        "new = {m.partition('.')[0] if not m.startswith('site_builder') else m for m in set(sys.modules) - before}; "
        "print(*sorted(m for m in new if m not in sys.stdlib_module_names))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = [name.split(".") for name in done.stdout.split()]
    assert {name[0] for name in modules} == {"site_builder"}
    rooms = {name[1] for name in modules if len(name) > 1}
    assert rooms <= {"addresses", "errors", "facts", "load", "model", "problems", "schemas", "strict_json"}
    assert {name[2] for name in modules if name[1:2] == ["load"] and len(name) > 2} == {"feed"}
