"""What catalogues of data are told: nothing that the site does not say."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from site_builder.verify.drift import Drift
from site_builder.verify.site.catalogues import FILES, catalogue_drifts
from site_builder.verify.site.files import stated
from tests.examples import FOLDERS, example
from tests.seed import ON
from tests.verify.sites import Files, manifest_of, published

RECORD, PLAIN, API = FILES
PAGE, PAPER, FEED = "child-data/index.html", "child-data/notice.pdf", "data/v1/feed.jsonld"


@pytest.mark.parametrize("name", FOLDERS)
def test_the_records_of_each_example_are_founded(name: str) -> None:
    assert found(published(name), name) == []


def found(files: Files, name: str = "seed") -> list[Drift]:
    return list(catalogue_drifts(files, stated(example(name), ON), manifest_of(published(name))))


def told(change: dict[str, Any], file: str = RECORD) -> list[tuple[str, str]]:
    files: Files = published()
    tree = json.loads(files[file] or b"")
    (tree if isinstance(tree, dict) else tree[0]).update(change)
    drifts = found({**files, file: json.dumps(tree).encode()})
    return [(drift.kind, drift.about.removeprefix("1.")) for drift in drifts]


def test_what_is_the_same_in_other_bytes_is_no_drift() -> None:
    assert (told({}), told({}, PLAIN)) == ([], [])


@pytest.mark.parametrize("file", [RECORD, PLAIN])
def test_a_text_an_address_or_a_number_of_nobody_s_is_told_with_its_place(file: str) -> None:
    assert told({"title": "Everything that we sell"}, file) == [("added", "title")]
    assert told({"license": "https://elsewhere.example/"}, file) == [("added", "license")]
    assert told({"byteSize": 1}, file) == [("added", "byteSize")]


def test_another_context_means_something_else() -> None:
    assert told({"@context": {"title": "https://elsewhere.example/"}}) == [("file", "")]


def test_a_record_without_a_context_means_nothing() -> None:
    files = published()
    tree = json.loads(files[RECORD] or b"")
    del tree["@context"]
    assert [drift.kind for drift in found({**files, RECORD: json.dumps(tree).encode()})] == ["file"]


def test_a_context_where_ours_has_none_means_something_else() -> None:
    files = published("practice")
    tree = {**json.loads(files[API] or b""), "@context": {"item": "https://elsewhere.example/"}}
    drifts = found({**files, API: json.dumps(tree).encode()}, "practice")
    assert [(drift.kind, drift.file, drift.about) for drift in drifts] == [("file", API, "")]


NOBODY_S = {"We sell it": "Dataset"}


@pytest.mark.parametrize(
    ("change", "file", "place"),
    [
        (NOBODY_S, RECORD, ""),
        (NOBODY_S, PLAIN, "1"),
        ({"x": {"@context": {"title": "Dataset"}}}, RECORD, ""),
        ({"publisher": {"name": NOBODY_S}}, RECORD, "publisher.name"),
        ({"publisher": [NOBODY_S]}, RECORD, "publisher.1"),
        ({"publisher": [NOBODY_S]}, PLAIN, "publisher.1"),
    ],
)
def test_a_key_of_nobody_s_is_told_with_its_place(change: dict[str, Any], file: str, place: str) -> None:
    assert told(change, file)[0] == ("added", place)


@pytest.mark.parametrize("file", [RECORD, PLAIN])
def test_what_a_catalogue_leaves_out_is_told(file: str) -> None:
    lists: dict[str, Any] = {"dataset": {}} if file == RECORD else {"distribution": []}
    assert told(lists, file) == [("missing", "")] * 2


def test_what_is_no_json_is_told() -> None:
    drifts = found({**published(), RECORD: b"<html>"})
    assert [(drift.kind, drift.file, drift.about) for drift in drifts] == [("unread", RECORD, "")]


def test_sizes_and_digests_are_those_of_the_files_or_of_their_manifest() -> None:
    files, seed = published(), stated(example("seed"), ON)
    manifest = manifest_of(files)
    respelt: Files = {path: (files[path] or b"") + b"\n" for path in (FEED, PAPER)}
    for others in (respelt, {PAPER: None}):
        assert list(catalogue_drifts({**files, **others}, seed, manifest)) == []
    assert list(catalogue_drifts(files, seed, replace(manifest, files={}))) == []
    assert told({"byteSize": len(files[PAGE] or b"")}) == [("added", "byteSize")]


def test_an_officer_without_an_address_has_none_here() -> None:
    registry = example("practice")
    dpo = registry.organisation.dpo
    assert dpo is not None
    without = replace(registry, organisation=replace(registry.organisation, dpo=replace(dpo, email=None)))
    files = published("practice")
    drifts = list(catalogue_drifts(files, stated(without, ON), manifest_of(files)))
    assert {(drift.kind, drift.says) for drift in drifts} == {("added", f"mailto:{dpo.email}")}
