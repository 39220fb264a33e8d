"""The feed against the registry: every fact, every passage, and every key that the reader passes over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from site_builder.core.addresses import CONTEXT, SCHEMA
from site_builder.core.fields import fields_of
from site_builder.core.model import Disclosure, Registry
from site_builder.renderers import feed
from site_builder.verify.drift import KINDS, Drift
from site_builder.verify.feed import FeedError, feed_drifts, read_feed
from site_builder.verify.feed.fixed import FIXED, is_known
from tests.examples import FOLDERS, example
from tests.rich_registry import rich
from tests.seed import ON, seed
from tests.verify.sites import published

FILE = "data/v1/feed.jsonld"
Node = dict[str, Any]


@cache
def written(name: str = "seed") -> bytes:
    return feed.render(example(name), ON)


def spoilt(change: Callable[[Node], object], name: str = "seed") -> list[Drift]:
    """What is told of a feed after a change of its JSON, beside the registry that it was made from."""
    tree = json.loads(written(name))
    change(tree)
    return drifts_of(json.dumps(tree).encode(), example(name))


def drifts_of(data: bytes, stated: Registry) -> list[Drift]:
    found = read_feed(data, FILE, ON)
    return [*found.drifts, *feed_drifts(found.registry, stated, FILE, ON, "registry")]


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
    assert drifts_of(written(name), example(name)) == []


def test_the_feed_of_a_registry_with_every_field_does_so_too() -> None:
    registry = rich()
    assert drifts_of(feed.render(registry, ON), registry) == []


def test_how_the_json_is_laid_out_is_nobody_s_business() -> None:
    tree = json.loads(written())
    tree["included"].reverse()
    for each in nodes(tree):
        turned = dict(reversed(each.items()))
        each.clear()
        each.update(turned)
    assert drifts_of(json.dumps(tree, ensure_ascii=True, indent=None).encode(), seed()) == []


# ---- what the reader passes over


def test_a_key_in_any_node_that_nobody_reads_is_told_with_its_node() -> None:
    keys = [found["id"] for found in nodes(json.loads(written())) if "id" in found]
    assert len(keys) > 150
    for key in keys:
        told = spoilt(lambda tree, key=key: node(tree, key).update(assurance="None of it is sold."))  # type: ignore[misc] # bound now
        if ".conditions." in key:
            # A condition with a key that is not known is one that is not understood.
            assert [drift.kind for drift in told][:1] == ["unread"], key
        else:
            assert told == [Drift("added", f"{key}.assurance", "None of it is sold.", file=FILE, source="feed")]


@pytest.mark.parametrize(("value", "says"), [("None — sold", "None — sold"), (["—"], '["—"]'), (None, "null")])
def test_what_nobody_reads_is_told_as_it_stands(value: object, says: str) -> None:
    assert [drift.says for drift in spoilt(lambda tree: tree.update(assurance=value))] == [says]


def test_a_thing_of_a_kind_that_nobody_reads_is_told() -> None:
    told = spoilt(
        lambda tree: tree["included"].append({"id": "promise", "type": "Promise", "says": "We sell nothing."})
    )
    assert [(drift.kind, drift.about, drift.source) for drift in told] == [("added", "promise", "feed")]
    assert "We sell nothing." in told[0].says


def _of_rights(tree: Node) -> Node:
    return next(found for found in tree["disclosures"] if "rights" in found)


FOLLOWING: dict[str, tuple[Callable[[Node], object], str, str]] = {
    "a right too many": (lambda t: _of_rights(t)["rights"].append("human_review"), "changed", ".rights"),
    "a right too few": (lambda t: _of_rights(t)["rights"].pop(), "changed", ".rights"),
    "no rights": (lambda t: _of_rights(t).pop("rights"), "missing", ".rights"),
    "rules that do not hold": (
        lambda t: next(d for d in t["disclosures"] if "research_rules" not in d).update(research_rules=["no_harm"]),
        "added",
        ".research_rules",
    ),
    "another title": (lambda t: t["title"].update({"en-gb": "Another council"}), "changed", "registry.title"),
    "a term of something else": (
        lambda t: next(n for n in t["included"] if "broader" in n).update(broader=["dpv:Marketing"]),
        "changed",
        ".broader",
    ),
    "no term": (lambda t: next(n for n in t["included"] if "broader" in n).pop("broader"), "missing", ".broader"),
}


@pytest.mark.parametrize("name", FOLLOWING)
def test_what_follows_from_facts_is_counted_again(name: str) -> None:
    change, kind, end = FOLLOWING[name]
    told = spoilt(change)
    assert [(drift.kind, drift.source) for drift in told] == [(kind, "feed")]
    assert told[0].about.endswith(end)


@pytest.mark.parametrize(
    ("find", "name"),
    [(lambda tree: tree["disclosures"][0], "position"), (lambda tree: node(tree, "child-data.opening.1"), "position")],
)
def test_a_number_that_linked_data_takes_for_another_is_told(find: Callable[[Node], Node], name: str) -> None:
    told = spoilt(lambda tree: find(tree).update({name: float(find(tree)[name])}))
    assert [(d.kind, d.about.rpartition(".")[2], d.says, d.stated) for d in told] == [("changed", name, "1.0", "1")]


def test_so_is_one_that_its_reader_reads() -> None:
    registry = rich()
    tree = json.loads(feed.render(registry, ON))
    told: list[tuple[str, str, str]] = []
    for each in nodes(tree):
        for name in [name for name, value in each.items() if type(value) is int and name != "position"]:
            old = each[name]
            each[name] = float(old)
            ((about, says, states),) = [
                (drift.about, drift.says, drift.stated) for drift in drifts_of(json.dumps(tree).encode(), registry)
            ]
            each[name] = old
            told.append((about, says, states))
            assert (about, says, states) == (f"{each['id']}.{name}", f"{old}.0", str(old))
    assert len(told) > 3


def test_so_is_one_in_a_list() -> None:
    registry = rich()
    tree = json.loads(feed.render(registry, ON))
    found = next(each for each in nodes(tree) if "schedule_1_condition" in each)
    old = found["schedule_1_condition"]
    found["schedule_1_condition"] = [float(each) for each in old]
    (drift,) = drifts_of(json.dumps(tree).encode(), registry)
    assert (drift.says, drift.stated) == (str(found["schedule_1_condition"]), str(old))


def test_a_part_under_an_id_that_is_not_its_own_is_told() -> None:
    def rename(tree: Node) -> None:
        passage = next(n for n in nodes(tree) if n.get("type") == "Passage")
        passage["id"] = f"{passage['id'].rpartition('.')[0]}.99"

    assert [(drift.kind, drift.about.rpartition(".")[2]) for drift in spoilt(rename)] == [("added", "99")]


def test_a_feed_that_cannot_be_read_is_no_feed() -> None:
    twice = written().replace(b'"version":', b'"version": "2026.1.1.1",\n "version":', 1)
    for data in (b"", b"<html>", written()[:-20], twice, written().replace(b'"recipient"', b'"receiver"', 1)):
        with pytest.raises(FeedError):
            read_feed(data, FILE, ON)


def test_a_context_or_a_schema_is_known_by_what_it_says() -> None:
    files = published()
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
            told = list(feed_drifts(with_disclosure(seed(), other), seed(), FILE, ON, "registry"))
            assert told, (disclosure.id, field.name)
            assert all(drift.kind in KINDS and drift.source == "registry" for drift in told)
            assert {drift.kind for drift in told} <= {"missing", "changed", "added"}
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

    (drift,) = spoilt(deny)
    assert (drift.kind, drift.source) == ("changed", "registry")
    assert drift.says.replace(" never share ", " share ") == drift.stated != drift.says


def test_a_translation_that_changed_is_told_with_its_language() -> None:
    def change(tree: Node) -> None:
        passage = next(n for n in nodes(tree) if n.get("type") == "Passage" and "cy" in n["text"])
        passage["text"]["cy"] += " Nid yw hyn yn wir."

    told = spoilt(change, "aberwen")
    assert [(drift.kind, drift.about) for drift in told] == [("changed", "adult-care.opening.1.text@cy")]


def test_a_translated_name_that_changed_is_told_with_its_language() -> None:
    told = spoilt(lambda t: node(t, "aberwen-bay-university-health-board")["name"].update(cy="Y Bwrdd"), "aberwen")
    assert [(drift.about, drift.says, drift.stated) for drift in told] == [
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
    drift, *_ = feed_drifts(found, SEED, FILE, ON, "registry")
    assert (drift.says, drift.stated) == (says, states)


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
    told = list(feed_drifts(replace(seed(), **{field: value}), seed(), FILE, ON, "registry"))
    kind = "added" if field == "licence" else "changed"
    assert [(drift.kind, drift.about) for drift in told] == [(kind, f"registry.{field}")]


def test_a_registry_that_differs_in_what_nobody_tells_is_another() -> None:
    other = replace(seed(), recipients=seed().recipients[::-1])
    told = list(feed_drifts(other, seed(), FILE, ON, "registry"))
    assert told == [Drift("changed", "registry", "another registry", "the registry", file=FILE)]


def test_what_stands_in_another_order_has_moved() -> None:
    def turn(tree: Node) -> None:
        one, other = next(s["passages"] for s in tree["notices"][0]["sections"] if len(s.get("passages", ())) > 1)[:2]
        for key in ("text", "states"):
            one[key], other[key] = other[key], one[key]

    assert spoilt(turn) == [Drift("moved", "child-data.passages", file=FILE)]


def test_another_shape_of_words_is_told() -> None:
    told = spoilt(lambda tree: node(tree, "child-data.opening.1").update(shape="item"))
    assert told == [Drift("changed", "child-data.opening.1.shape", "item", "paragraph", file=FILE)]


def test_of_a_limit_that_is_not_understood_this_is_told_and_nothing_else() -> None:
    told = spoilt(lambda tree: node(tree, "child-data.conditions.lawful_only").update(assurance="None is sold."))
    assert [(drift.kind, drift.file, drift.about, drift.source) for drift in told] == [
        ("unread", FILE, "registry", "feed")
    ]
