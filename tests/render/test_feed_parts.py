"""Parts of a feed: each stands by itself, and says of its notice or recipient what the whole says."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks import data
from site_builder.facts.facts import facts
from site_builder.facts.feed_form import IN_WORDS
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.redact import public
from site_builder.load.feed.reader import FeedError, read, read_part
from site_builder.load.project.folder import load
from site_builder.locale.languages import language
from site_builder.model import Recipient, Registry
from site_builder.model.values import Words
from site_builder.render.feed import parts as feed_parts
from site_builder.render.feed.context import context
from site_builder.render.feed.parts import Part, index, of_notices, of_recipients
from site_builder.render.feed.schema import schema
from site_builder.strict_json import json_bytes
from tests.effort import effort, some
from tests.examples import FOLDERS, example, one_notice
from tests.feeds import Feed, feed_of
from tests.generated_registries import registries
from tests.json_schema import validator_of
from tests.rich_registry import rich
from tests.seed import ON

WHOLE = "data/v1/feed.0123456789abcdef.jsonld"
STRICT = validator_of(schema())
EACH = pytest.mark.parametrize("name", some(["rich", *FOLDERS], one_in=3))


@cache
def feed(name: str) -> Feed:
    return feed_of(rich() if name == "rich" else example(name))


def cut(whole: Feed) -> list[Part]:
    return list(of_recipients(whole, WHOLE))


def merged(whole: Feed, other: Feed) -> Feed:
    """One node from two that have the same id: lists of nodes are put together, everything else must be equal."""
    for key, value in other.items():
        if key not in whole:
            whole[key] = value
        elif isinstance(value, list) and any(isinstance(each, dict) and "id" in each for each in value):
            known = {node["id"]: node for node in whole[key]}
            for node in value:
                known[node["id"]] = merged(known.get(node["id"], {}), node)
            whole[key] = sorted(known.values(), key=lambda node: (_place(key, node), node["id"]))
        elif key == IN_WORDS:
            assert all(whole[key].get(of, said) == said for of, said in value.items())
            whole[key] |= value
        else:
            assert not value or whole[key] == value, key
    return whole


def _place(key: str, node: Feed) -> int:
    return 0 if key in ("notices", "disclosures", "included") else int(node["position"])


def together(found: list[Part]) -> Feed:
    made: Feed = {}
    for part in found:
        merged(made, json.loads(part.data))
    return {key: value for key, value in made.items() if key != "whole"}


# ---- together they are the whole


@EACH
def test_the_parts_and_the_rest_together_are_the_whole(name: str) -> None:
    assert together(cut(feed(name))) == feed(name)


@settings(max_examples=effort(suite=10, thorough=60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registries())
def test_the_parts_of_any_feed_together_are_the_whole(registry: Registry) -> None:
    assert together(cut(feed_of(registry))) == feed_of(registry)


def triples(data: Feed) -> set[str]:
    inlined = json.dumps({**data, "@context": [json.loads(context())["@context"], data["@context"][1]]})
    return {str(quad) for quad in pyoxigraph.parse(inlined.encode(), format=pyoxigraph.RdfFormat.JSON_LD)}


@pytest.mark.parametrize("name", ["rich", "seed", "aberwen"])
def test_the_graphs_of_the_parts_together_are_the_graph_of_the_whole(name: str) -> None:
    all_of_them = set[str]().union(*(triples(json.loads(part.data)) for part in cut(feed(name))))
    assert {t for t in all_of_them if "schema.org/isPartOf" not in t} == triples(feed(name))


# ---- each stands by itself


@EACH
def test_each_part_can_be_read_and_what_it_says_of_a_disclosure_is_what_the_whole_says(name: str) -> None:
    whole = read(json_bytes(feed(name)))
    known = {each.id: each for each in whole.disclosures}
    for part in cut(feed(name)):
        registry = read_part(part.data)
        for disclosure in registry.disclosures:
            assert disclosure == known[disclosure.id]
            assert registry.limits(disclosure) == whole.limits(disclosure)


@pytest.mark.parametrize(
    "whole", [None, 5, "", "data/v1/feed.0123456789abcdef.jsonld", f"https://evil.example/{WHOLE}"]
)
def test_a_part_names_a_whole_feed_of_its_site(whole: object) -> None:
    part = {**json.loads(cut(feed("rich"))[0].data), "whole": whole}
    with pytest.raises(FeedError, match="not a feed of its site"):
        read_part(json_bytes(part))


@EACH
def test_each_part_says_of_its_recipient_what_the_whole_says(name: str) -> None:
    whole = read(json_bytes(feed(name)))
    seen = set()
    for part in cut(feed(name))[:-1]:
        registry = read_part(part.data)
        assert part.of is not None
        to_it = [d for d in whole.disclosures if part.of in (d.recipient, whole.home(d).id)]
        assert to_it
        for disclosure in to_it:
            assert disclosure in registry.disclosures
            seen.add(disclosure.id)
            assert registry.limits(disclosure) == whole.limits(disclosure)
            assert registry.stated_in.get(disclosure.id) == whole.stated_in.get(disclosure.id)
            named = {i for i in (disclosure.recipient, disclosure.sender, *disclosure.purposes) if i}
            assert all(bare(registry.things[i]) == bare(whole.things[i]) for i in named)
    assert seen == {d.id for d in whole.disclosures}


def bare(thing: Any) -> Any:
    """A recipient without the disclosures of its file: a part has those alone that concern it."""
    return replace(thing, disclosures=()) if isinstance(thing, Recipient) else thing


@EACH
def test_each_part_keeps_to_the_strict_schema(name: str) -> None:
    for part in cut(feed(name)):
        assert [error.message for error in STRICT.iter_errors(json.loads(part.data))] == []


def test_a_part_is_not_taken_for_a_feed_nor_a_feed_for_a_part() -> None:
    with pytest.raises(FeedError, match="a part of a feed"):
        read(cut(feed("seed"))[0].data)
    with pytest.raises(FeedError, match="not a part"):
        read_part(json_bytes(feed("seed")))


def test_a_limit_that_a_part_lost_is_noticed() -> None:
    broken = json.loads(cut(feed("rich"))[0].data)
    full = next(d for d in broken["disclosures"] if d["id"] == "d-full")
    full["conditions"].remove("b-notice.conditions.area")
    with pytest.raises(FeedError, match=r"b-notice\.conditions\.area bears on it"):
        read_part(json_bytes(broken))


def test_a_cutter_that_forgets_whose_a_condition_is_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    named = feed_parts._ids_named
    monkeypatch.setattr(feed_parts, "_ids_named", lambda node: (i for i in named(node) if i != "ask-first"))
    with pytest.raises(FeedError):
        read_part(cut(feed("rich"))[0].data)


def test_the_index_tells_of_each_recipient_where_its_part_is_and_in_which_lists_it_stands() -> None:
    found = cut(feed("seed"))
    told = json.loads(index(feed("seed"), found, WHOLE))
    assert (told["whole"], told["version"]) == (WHOLE, feed("seed")["version"])
    listed = {each["id"]: each for each in told["recipients"]}
    assert set(listed) == {node["id"] for node in feed("seed")["included"] if "Recipient" in node["type"]}
    paths = [each["path"] for each in (*told["recipients"], told["rest"]) if "path" in each]
    assert sorted(paths) == sorted(part.path for part in found)
    researchers = listed["independent-researchers"]
    part = next(part for part in found if part.of == "independent-researchers")
    assert (researchers["bytes"], researchers["sha256"]) == (len(part.data), sha256(part.data).hexdigest())
    board = listed["youth-justice-board"]
    assert "path" not in board
    assert all(board["id"] in node(group)["members"] for group in board["member_of"])


def node(key: str) -> Feed:
    return next(each for each in feed("seed")["included"] if each["id"] == key)


# ---- of notices


def own(whole: Feed) -> list[Part]:
    return list(of_notices(whole))


def laid(registry: Registry, notice: str, on: date) -> list[LaidNotice]:
    """A notice in each language, for everyone and for children if it has a page for them."""
    (shown,) = (n for n in registry.notices if n.id == notice)
    readers = (False, True) if shown.is_for_children_too else (False,)
    return [
        lay_out(registry, shown, language(tag), on, for_children=reader)
        for tag in registry.languages
        for reader in readers
    ]


def unlike_whole(whole: Feed, on: date = ON) -> list[str | None]:
    """The notices of which their own part does not say what the whole says, on page or as facts."""
    registry = read(json_bytes(whole))
    unlike = []
    for part in own(whole):
        part_alone, key = read_part(part.data), str(part.of)
        (before,), (now,) = ([n for n in r.notices if n.id == key] for r in (registry, part_alone))
        is_same = laid(part_alone, key, on) == laid(registry, key, on)
        if not is_same or facts(part_alone, now, on) != facts(registry, before, on):
            unlike.append(part.of)
    return unlike


@EACH
def test_a_notice_is_laid_out_from_its_own_part_as_from_the_whole(name: str) -> None:
    assert [part.of for part in own(feed(name))] == [node["id"] for node in feed(name)["notices"]]
    for on in some((ON, date(2031, 1, 1)), one_in=2):
        assert unlike_whole(feed(name), on) == []
    for part in own(feed(name)):
        assert [error.message for error in STRICT.iter_errors(json.loads(part.data))] == []


def test_a_notice_that_only_words_for_children_open_leads_others_to_its_page_for_them() -> None:
    notice = next(n.id for n in example("aberwen").notices if n.child_opening)
    made = replace(one_notice("aberwen", notice), confirmed=())
    untitled = [replace(n, child_title=None) if n.child_opening else n for n in made.notices]
    assert any(n.is_for_children_too and not n.child_title for n in untitled)
    assert unlike_whole(feed_of(replace(made, notices=tuple(untitled)))) == []


@settings(max_examples=effort(suite=10, thorough=200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(registries())
def test_so_is_a_notice_of_any_registry(registry: Registry) -> None:
    assert unlike_whole(feed_of(registry)) == []


@pytest.mark.parametrize("left_out", some(["_showing", "_newer", "_confirmations"], one_in=3))
def test_a_cutter_that_forgets_what_bears_on_a_notice_is_caught(left_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = feed_parts._Cutter.__init__

    def forgetful(cutter: Any, *given: Any) -> None:
        made(cutter, *given)
        setattr(cutter, left_out, {})

    monkeypatch.setattr(feed_parts._Cutter, "__init__", forgetful)
    assert any(_is_unlike_whole(name) for name in ("rich", *FOLDERS))


def _is_unlike_whole(name: str) -> bool:
    try:
        return bool(unlike_whole(feed(name)))
    except FeedError:
        return True


def test_an_own_part_changes_only_with_what_it_holds() -> None:
    before = feed("aberwen")
    now = feed_of(
        replace(
            example("aberwen"),
            recipients=tuple(
                replace(r, name=Words((("en-gb", "Another name"),))) if r.id == "careers-wales" else r
                for r in example("aberwen").recipients
            ),
        )
    )
    was, parts_now = ({part.of: part.data for part in own(whole)} for whole in (before, now))
    changed = {key for key in was if was[key] != parts_now[key]}
    assert "schools" in changed
    assert not {"housing", "fraud-matching"} & changed


def test_each_notice_of_the_whole_says_where_its_own_part_is() -> None:
    whole = feed("aberwen")
    assert {n["own_part"].removeprefix(whole["site"]) for n in whole["notices"]} == {part.path for part in own(whole)}


def test_an_own_part_does_not_grow_with_the_other_notices(tmp_path: Path) -> None:
    few, more = ({part.of: len(part.data) for part in own(notices(tmp_path / str(n), n))} for n in (2, 20))
    assert {key: size for key, size in few.items() if more[key] > 1.05 * size} == {}


def notices(folder: Path, number: int) -> Feed:
    """The feed of so many notices, each with ten recipients of its own."""
    data.write(folder, 10 * number, number)
    registry = load(folder, "registry", date(2026, 1, 1)).registry
    assert registry is not None
    return feed_of(public(registry))


# ---- thousands


def many(number: int) -> Feed:
    """The seed's feed with one of its recipients so many times more."""
    made: Any = json.loads(json_bytes(feed("seed")))
    disclosure = made["disclosures"][0]
    body = next(n for n in made["included"] if n["id"] == disclosure["part_of"])
    passages = next(s["passages"] for s in made["notices"][0]["sections"] if "passages" in s)
    for n in range(number):
        made["included"].append({**body, "id": f"body-{n}"})
        own = {**disclosure, "id": f"share-{n}", "part_of": f"body-{n}", "recipient": f"body-{n}"}
        made["disclosures"].append({**own, "position": 1, "conditions": []})
        at = len(passages) + 1
        key = f"{passages[0]['id'].rpartition('.')[0]}.{at}"
        passages.append({**passages[0], "id": key, "position": at, "states": [own["id"]]})
    return {key: value for key, value in made.items() if value != []}


def test_a_part_does_not_grow_with_the_number_of_recipients() -> None:
    few, more = ({p.path: len(p.data) for p in cut(many(n))[:-1]} for n in (10, 500))
    assert {path: size for path, size in few.items() if more[path] > 1.01 * size} == {}


def test_memory_does_not_grow_faster_than_the_feed() -> None:
    small, large = (_peak(many(number)) for number in (120, 480))
    assert large < 4.4 * small


def _peak(whole: Feed) -> int:
    tracemalloc.start()
    for _ in of_recipients(whole, WHOLE):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
