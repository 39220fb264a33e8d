"""What a feed states against the registry: every fact and every passage is told by its id."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from site_builder.addresses import CONTEXT, EDITION_2, SCHEMA
from site_builder.load.feed.reader import FeedError
from site_builder.model import Disclosure, Registry
from site_builder.model.fields import fields_of
from site_builder.render.feed import graph
from site_builder.verify.difference import KINDS, Difference
from site_builder.verify.feed_content import feed_differences, read_feed
from site_builder.verify.fixed_files import FIXED, is_known
from tests.examples import FOLDERS, example
from tests.rich_registry import rich
from tests.seed import ON, seed
from tests.verify.sites import published

FILE = "data/v1/feed.jsonld"
Node = dict[str, Any]


@cache
def written(name: str = "seed") -> bytes:
    return graph.render(example(name), ON)


def spoilt(change: Callable[[Node], object], name: str = "seed") -> list[Difference]:
    """What is told of a feed after a change of its JSON, beside the registry that it was made from."""
    tree = json.loads(written(name))
    change(tree)
    return differences_of(json.dumps(tree).encode(), example(name))


def differences_of(data: bytes, stated: Registry) -> list[Difference]:
    found = read_feed(data, FILE, ON)
    return [*found.differences, *feed_differences(found.registry, stated, FILE, ON, "registry")]


def node(tree: Node, key: str) -> Node:
    """The node of an id, wherever it stands."""
    return next(found for found in nodes(tree) if found.get("id") == key)


def nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(part)


# ---- what is as it should be


@pytest.mark.parametrize("name", FOLDERS)
def test_the_feed_of_each_example_says_what_its_registry_says(name: str) -> None:
    assert differences_of(written(name), example(name)) == []


def test_the_feed_of_a_registry_with_every_field_does_so_too() -> None:
    registry = rich()
    assert differences_of(graph.render(registry, ON), registry) == []


def test_a_feed_that_cannot_be_read_is_no_feed() -> None:
    twice = written().replace(b'"version":', b'"version": "2026.1.1.1",\n "version":', 1)
    for data in (b"", b"<html>", written()[:-20], twice, written().replace(b'"recipient"', b'"receiver"', 1)):
        with pytest.raises(FeedError):
            read_feed(data, FILE, ON)


def test_a_context_or_a_schema_is_known_by_what_it_says() -> None:
    files = published()
    files |= {path: files[first] for first, path in EDITION_2.items()}  # the same in both editions
    for path in FIXED:
        data = files[path] or b""
        assert is_known(path, data)
        assert is_known(path, json.dumps(json.loads(data)).encode())
    assert not is_known(CONTEXT, files[SCHEMA] or b"")
    assert not is_known(CONTEXT, b"<html>")


# ---- fact by fact


def test_each_fact_of_the_seed_that_is_taken_out_is_told_by_its_id() -> None:
    count = 0
    for disclosure in seed().disclosures:
        for field in fields_of(Disclosure):
            value = getattr(disclosure, field.name)
            if field.name in ("id", "status") or value in (None, ()):
                continue
            nothing: Any = () if field.many else None
            other = replace(disclosure, **{field.name: nothing})
            told = list(feed_differences(with_disclosure(seed(), other), seed(), FILE, ON, "registry"))
            assert told, (disclosure.id, field.name)
            assert all(difference.kind in KINDS and difference.source == "registry" for difference in told)
            assert {difference.kind for difference in told} <= {"missing", "changed", "added"}
            count += 1
    assert count > 60


def with_disclosure(registry: Registry, disclosure: Disclosure) -> Registry:
    return replace(
        registry,
        recipients=tuple(
            replace(r, disclosures=tuple(disclosure if d.id == disclosure.id else d for d in r.disclosures))
            for r in registry.recipients
        ),
    )


def test_a_changed_word_of_the_notice_is_told_with_both_sentences() -> None:
    def deny(tree: Node) -> None:
        passage = next(n for n in nodes(tree) if n.get("type") == "Passage" and " share " in n["text"]["en-gb"])
        passage["text"]["en-gb"] = passage["text"]["en-gb"].replace(" share ", " never share ", 1)

    (difference,) = spoilt(deny)
    assert (difference.kind, difference.source) == ("changed", "registry")
    assert difference.says.replace(" never share ", " share ") == difference.stated != difference.says


def test_a_translation_that_changed_is_told_with_its_language() -> None:
    def change(tree: Node) -> None:
        passage = next(n for n in nodes(tree) if n.get("type") == "Passage" and "cy" in n["text"])
        passage["text"]["cy"] += " Nid yw hyn yn wir."

    told = spoilt(change, "aberwen")
    assert [(difference.kind, difference.about) for difference in told] == [("changed", "adult-care.opening.1.text@cy")]


def test_a_translated_name_that_changed_is_told_with_its_language() -> None:
    told = spoilt(lambda t: node(t, "aberwen-bay-university-health-board")["name"].update(cy="Y Bwrdd"), "aberwen")
    assert [(difference.about, difference.says, difference.stated) for difference in told] == [
        ("aberwen-bay-university-health-board.name@cy", "Y Bwrdd", "Bwrdd Iechyd Prifysgol Bae Aberwen")
    ]


SEED, FIRST = seed(), seed().disclosures[0]


@pytest.mark.parametrize(
    ("found", "says", "states"),
    [
        (replace(SEED, notices=(replace(SEED.notices[0], complete_list=False),)), "no", "yes"),
        (replace(SEED, issued=date(2020, 1, 1)), "2020-01-01", "2026-11-25"),
        (
            with_disclosure(SEED, replace(FIRST, conditions=())),
            "",
            "type: controlled_access; roles: child-protection-staff; places: derbyshire-hospitals, derbyshire-schools",
        ),
        (
            replace(SEED, notices=()),
            "",
            (
                "id: child-data; title: Who we share data with; data_subjects: children; complete_list: yes; "
                "conditions: type: lawful_only"
            ),
        ),
    ],
)
def test_what_the_feed_says_and_what_is_stated_are_told_in_words(found: Registry, says: str, states: str) -> None:
    difference, *_ = feed_differences(found, SEED, FILE, ON, "registry")
    assert (difference.says, difference.stated) == (says, states)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", "2020.1.1.1"),
        ("issued", date(2020, 1, 1)),
        ("licence", "https://licence.example/"),
        ("site", "https://x.example/"),
    ],
)
def test_what_the_registry_says_of_itself_is_compared_too(field: str, value: Any) -> None:
    told = list(feed_differences(replace(seed(), **{field: value}), seed(), FILE, ON, "registry"))
    kind = "added" if field == "licence" else "changed"
    assert [(difference.kind, difference.about) for difference in told] == [(kind, f"registry.{field}")]


def test_a_registry_that_differs_in_what_nobody_tells_is_another() -> None:
    other = replace(seed(), recipients=seed().recipients[::-1])
    told = list(feed_differences(other, seed(), FILE, ON, "registry"))
    assert told == [Difference("changed", "registry", "another registry", "the registry", file=FILE)]


def test_what_stands_in_another_order_has_moved() -> None:
    def turn(tree: Node) -> None:
        one, other = next(s["passages"] for s in tree["notices"][0]["sections"] if len(s.get("passages", ())) > 1)[:2]
        for key in ("text", "states"):
            one[key], other[key] = other[key], one[key]

    assert spoilt(turn) == [Difference("moved", "child-data.passages", file=FILE)]


def test_another_shape_of_words_is_told() -> None:
    told = spoilt(lambda tree: node(tree, "child-data.opening.1").update(shape="item"))
    assert told == [Difference("changed", "child-data.opening.1.shape", "item", "paragraph", file=FILE)]


def test_of_a_limit_that_is_not_understood_this_is_told_and_nothing_else() -> None:
    told = spoilt(lambda tree: node(tree, "child-data.conditions.lawful_only").update(assurance="None is sold."))
    assert [(difference.kind, difference.file, difference.about, difference.source) for difference in told] == [
        ("unread", FILE, "registry", "feed")
    ]
