"""The parts of a large feed against the whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from site_builder.renderers import feed_parts
from site_builder.verify.drift import Drift
from site_builder.verify.feed.parts import IN_NOTICE, INDEX, RECIPIENTS, REST, part_drifts, part_paths
from tests.examples import FOLDERS
from tests.feeds import Feed
from tests.renderers.test_feed_parts import WHOLE, feed

Files = dict[str, bytes | None]


def published(whole: Feed) -> Files:
    found = tuple(feed_parts.parts(whole, WHOLE))
    return {**{part.path: part.data for part in found}, INDEX: feed_parts.index(whole, found, WHOLE)}


@pytest.mark.parametrize("name", ["rich", *FOLDERS])
def test_parts_that_were_cut_from_the_whole_say_what_it_says(name: str) -> None:
    files = published(feed(name))
    assert list(part_drifts(files, feed(name), WHOLE)) == []
    assert part_paths(feed(name)) == files.keys()


def test_a_feed_without_parts_is_whole() -> None:
    assert list(part_drifts({"data/v1/feed.jsonld": b""}, feed("seed"), WHOLE)) == []


@pytest.mark.parametrize("left", [REST, INDEX])
def test_one_part_that_is_left_asks_for_all(left: str) -> None:
    files = published(feed("seed"))
    drifts = part_drifts({"a.txt": b"", left: files[left]}, feed("seed"), WHOLE)
    assert {drift.file for drift in drifts if drift.kind == "file"} == files.keys() - {left}


def test_a_large_feed_must_have_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = feed("seed")
    monkeypatch.setattr(feed_parts, "FROM", len(whole["disclosures"]))
    assert list(part_drifts({}, whole, WHOLE)) == []
    monkeypatch.setattr(feed_parts, "FROM", len(whole["disclosures"]) - 1)
    told = list(part_drifts({}, whole, WHOLE))
    assert {drift.kind for drift in told} == {"file"}
    assert {drift.file for drift in told} == part_paths(whole)


HELD = [("practice", "disclosures"), ("practice", "passages"), ("rich", "included"), ("rich", "passages")]


@pytest.mark.parametrize(("name", "kind"), HELD)
def test_a_part_holds_what_is_due_and_nothing_else(name: str, kind: str) -> None:
    whole, files = feed(name), published(feed(name))
    path = a_part(files)
    tree = json.loads(files[path] or b"")
    held = {node.get("id") for node in each_node(tree)}
    if kind == "passages":
        tree["notices"] = whole["notices"]
        more = {node["id"] for node in each_node(whole["notices"]) if "id" in node}
    else:
        tree["included"] = whole["included"]
        tree["disclosures"] = whole["disclosures"] if kind == "disclosures" else tree["disclosures"]
        more = {node["id"] for node in (*tree["included"], *tree["disclosures"])}
    told = list(part_drifts({**files, path: json.dumps(tree).encode()}, whole, WHOLE))
    about = {drift.about for drift in told if (drift.kind, drift.file) == ("added", path)}
    assert about == more - held != set()


def a_part(files: Files) -> str:
    return next(path for path in sorted(files) if path.startswith(RECIPIENTS) and path != INDEX)


def each_node(value: Any) -> Iterator[Feed]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from each_node(part)


def in_a_part(change: Callable[[Feed], object]) -> Callable[[Files], str]:
    def spoil(files: Files) -> str:
        path = a_part(files)
        tree = json.loads(files[path] or b"")
        change(tree)
        files[path] = json.dumps(tree).encode()
        return path

    return spoil


def out(path: str) -> Callable[[Files], str]:
    def spoil(files: Files) -> str:
        del files[path]
        return path

    return spoil


def put(path: str, data: bytes) -> Callable[[Files], str]:
    def spoil(files: Files) -> str:
        files[path] = data or (files[path] or b"").replace(b"sha256", b"sha255", 1)
        return path

    return spoil


def a_passage(tree: Feed) -> Feed:
    return next(node for node in each_node(tree["notices"]) if node.get("type") == "Passage")


def _numbered(passage: Feed) -> None:
    passage["id"] = f"{passage['id'].rpartition('.')[0]}.99"


def _moved(tree: Feed) -> None:
    (section,) = tree["notices"][0]["sections"]
    section["child_passages"] = section.pop("passages")


SPOILT: dict[str, tuple[Callable[[Files], str], str, str]] = {
    "another word": (
        in_a_part(lambda t: a_passage(t)["text"].update({"en-gb": "We share nothing."})),
        "changed",
        "child-data.sections.partners.passages.10.text",
    ),
    "a passage more": (
        in_a_part(lambda t: _numbered(a_passage(t))),
        "added",
        "child-data.sections.partners.passages.99",
    ),
    "a passage elsewhere": (in_a_part(_moved), "unread", ""),
    "a fact taken out": (in_a_part(lambda t: t["disclosures"][0].pop("lawful_basis")), "unread", ""),
    "a fact changed": (
        in_a_part(lambda t: t["disclosures"][0].update(lawful_basis=["consent"])),
        "changed",
        "child-protection-access.lawful_basis",
    ),
    "a key that says something by itself": (
        in_a_part(lambda t: t.update({"it ended in 2024": None})),
        "changed",
        "it ended in 2024",
    ),
    "one of a fact that does so": (
        in_a_part(lambda t: t["disclosures"][0].update({"it ended in 2024": None})),
        "changed",
        "child-protection-access.it ended in 2024",
    ),
    "one of the whole that is null": (
        in_a_part(lambda t: t.update(licence=None)),
        "unread",
        "",
    ),
    "a number of another kind": (
        in_a_part(lambda t: a_passage(t).update(position=float(a_passage(t)["position"]))),
        "changed",
        "child-data.sections.partners.passages.10.position",
    ),
    "a section in a section": (
        in_a_part(lambda t: t["notices"][0]["sections"][0].update(sections=["We sell it."])),
        "changed",
        "child-data.sections.partners.sections",
    ),
    "another version": (in_a_part(lambda t: t.update(version="2000.1.1.1")), "changed", "version"),
    "a word more": (in_a_part(lambda t: t.update(promise="We sell nothing.")), "changed", "promise"),
    "a word fewer": (in_a_part(lambda t: t.pop("issued") and t.pop("licence", "")), "unread", ""),
    "of another whole": (in_a_part(lambda t: t.update(whole=t["whole"].replace("0123", "9876"))), "changed", "whole"),
    "no rest": (out(REST), "file", ""),
    "no index": (out(INDEX), "file", ""),
    "no JSON": (put(REST, b"<html>"), "unread", ""),
    "an index of others": (put(INDEX, b""), "changed", ""),
    "an index that is none": (put(INDEX, b"{"), "unread", ""),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_part_that_says_something_else_is_told(name: str) -> None:
    spoil, kind, about = SPOILT[name]
    files = published(feed("seed"))
    path = spoil(files)
    told: list[Drift] = list(part_drifts(files, feed("seed"), WHOLE))
    assert (kind, path, about) in [(drift.kind, drift.file, drift.about) for drift in told]
    # What no part has is not known while one cannot be read.
    assert kind not in ("unread", "file") or "missing" not in {drift.kind for drift in told}
    assert {drift.source for drift in told if drift.about} <= {"feed", WHOLE}


def test_what_a_part_says_and_the_whole_says_is_told() -> None:
    whole, files = feed("practice"), published(feed("practice"))

    def spoil(tree: Feed) -> None:
        tree["version"] = "2026.11.25.9"
        tree["included"][0]["name"] = {"en-gb": "Faces"}
        tree["included"][0]["more"] = "x"

    path = in_a_part(spoil)(files)
    first = json.loads(published(whole)[path] or b"")["included"][0]
    told = {d.about: (d.says, d.stated) for d in part_drifts(files, whole, WHOLE) if d.file == path}
    assert told == {
        "version": ("2026.11.25.9", whole["version"]),
        f"{first['id']}.name": ("{'en-gb': 'Faces'}", str(first["name"])),
        f"{first['id']}.more": ("x", ""),
    }


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        (lambda whole: whole["included"][0], "Recipient"),
        (lambda whole: whole["included"][0], "Passage"),
        (lambda whole: whole["notices"][0], "Notice"),
        (lambda whole: whole["notices"][0]["sections"][0], "Section"),
    ],
)
def test_what_others_may_state_is_not_followed(place: Callable[[Feed], Feed], kind: str) -> None:
    """Passages alone state something, where they stand in a notice; of others readers pass it over."""
    whole = json.loads(json.dumps(feed("practice")))
    place(whole).update({"type": kind, "states": [{}]})
    assert list(part_drifts(published(feed("practice")), whole, WHOLE))


def test_what_no_part_has_any_more_is_told() -> None:
    files = published(feed("seed"))
    in_all = {**files}
    for path in part_paths(feed("seed")) - {INDEX}:
        tree = json.loads(files[path] or b"")
        tree["notices"] = [{key: n[key] for key in n if key != "opening"} for n in tree["notices"]]
        in_all[path] = json.dumps(tree).encode()
    assert Drift("missing", "child-data.opening.1", file=REST, source="feed") in part_drifts(
        in_all, feed("seed"), WHOLE
    )


INDEXES: dict[str, tuple[Callable[[Feed], object], str, str]] = {
    "another version": (lambda t: t.update(version="2000.1.1.1"), "version: 2000.1.1.1", "version: 2026.11.25.1"),
    "another size": (lambda t: t["recipients"][1].update(name=5), "recipients: name: 5", "recipients: name: {'en-gb'"),
    "one fewer": (lambda t: t["recipients"].pop(), "recipients: 22 entries", "recipients: 23 entries"),
    "less": (lambda t: t.pop("whole"), "", f"whole: {WHOLE}"),
    "more": (lambda t: t.update(promise="We sell nothing."), "promise: We sell nothing.", ""),
    "nothing": (lambda t: t.update(rest=None), "rest: None", "rest: {'path'"),
    "null": (lambda t: t.update(promise=None), "promise: None", ""),
    "a number of another kind": (
        lambda t: t["rest"].update(bytes=float(t["rest"]["bytes"])),
        "rest: bytes: 2717.0",
        "rest: bytes: 2717",
    ),
    "a list": (lambda t: t.update(rest=[]), "rest: []", "rest: {'path'"),
    "a thing": (lambda t: t.update(recipients={}), "recipients: {}", "recipients: [{'id'"),
}


@pytest.mark.parametrize("name", INDEXES)
def test_an_index_is_told_by_what_first_differs(name: str) -> None:
    change, says, states = INDEXES[name]
    files = published(feed("seed"))
    tree = json.loads(files[INDEX] or b"")
    change(tree)
    (drift,) = part_drifts({**files, INDEX: json.dumps(tree).encode()}, feed("seed"), WHOLE)
    assert (drift.kind, drift.file, drift.about, drift.source) == ("changed", INDEX, "", WHOLE)
    assert drift.says == says
    assert drift.stated == states or (states.endswith("'") and drift.stated.startswith(states))


def test_a_part_without_one_of_its_disclosures_is_told_or_not_read() -> None:
    whole = feed("seed")
    kinds = set()
    for path in sorted(part_paths(whole) - {INDEX, REST}):
        files = published(whole)
        tree = json.loads(files[path] or b"")
        gone = tree["disclosures"].pop()["id"]
        tree["notices"] = [{key: n[key] for key in n if key not in (*IN_NOTICE, "sections")} for n in tree["notices"]]
        files[path] = json.dumps(tree).encode()
        told = [(drift.kind, drift.about) for drift in part_drifts(files, whole, WHOLE) if drift.file == path]
        assert ("missing", gone) in told or [kind for kind, _ in told] == ["unread"], path
        kinds |= {kind for kind, _ in told}
    assert kinds >= {"missing", "unread"}


OF_ONE = f"{RECIPIENTS}charities.jsonld"
LOST = [
    ("c-notice", OF_ONE),
    ("a-notice.opening.1", OF_ONE),
    ("d-full.conditions.area", OF_ONE),
    ("a-notice.conditions.approval", REST),
    ("places-a", OF_ONE),
    ("d-full.confirmed.roles-a-2026-11-16", OF_ONE),
]
"""A notice, a passage, a limit of a disclosure, one of a notice, what a limit names, who confirmed it."""


@pytest.mark.parametrize(("gone", "path"), LOST)
def test_what_a_part_lost_is_told_although_others_have_it(gone: str, path: str) -> None:
    files = published(feed("rich"))
    tree = json.loads(files[path] or b"")
    for node in [*each_node(tree)]:
        for key, held in node.items():
            if isinstance(held, list):
                node[key] = [each for each in held if not isinstance(each, dict) or each.get("id") != gone]
    drifts = part_drifts({**files, path: json.dumps(tree).encode()}, feed("rich"), WHOLE)
    assert Drift("missing", gone, file=path, source="feed") in drifts


@pytest.mark.parametrize(
    ("change", "file"),
    [
        (lambda t: t["included"].append({"id": "promise", "type": "Remark", "members": 5, "states": 5}), REST),
        (lambda t: t["included"].append({"id": "promise", "type": [], "confirms": ["a"], "purposes": [[]]}), REST),
        (lambda t: t["notices"][0].update(passages=5), REST),
        (lambda t: t["notices"][0]["sections"][0].update(opening=5), REST),
    ],
)
def test_what_a_later_version_may_add_to_the_whole_is_compared_too(change: Callable[[Feed], object], file: str) -> None:
    whole = json.loads(json.dumps(feed("seed")))
    files = published(feed("seed"))
    change(whole)
    assert file in {drift.file for drift in part_drifts(files, whole, WHOLE)}
