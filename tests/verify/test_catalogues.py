"""What catalogues of data are told: nothing that the site does not say."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from site_builder.core.model import Registry
from site_builder.core.values import Text, Url, Words
from site_builder.renderers.dcat import Paper, Record, data_json, render
from site_builder.renderers.surroundings import well_known
from site_builder.verify.drift import Drift
from site_builder.verify.feed import read_feed
from site_builder.verify.site.catalogues import FILES, catalogue_drifts
from site_builder.verify.site.files import stated
from tests.examples import FOLDERS, example
from tests.rich_registry import rich
from tests.seed import ON
from tests.verify.sites import Files, manifest_of, published

RECORD, PLAIN, API = FILES
PAPER, FEED = "child-data/notice.pdf", "data/v1/feed.jsonld"


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
    assert told({"title": "Everything that we sell"}, file) == [("changed", "title")]
    assert told({"license": "https://elsewhere.example/"}, file) == [("added", "license")]
    assert told({"byteSize": 1}, file) == [("added", "byteSize")]


SITE = "https://council.example/data-sharing/"
ELSEWHERE: dict[str, tuple[str, str, Callable[[Any], object]]] = {
    "a PDF that is another page": (
        RECORD,
        "dataset.distribution.2.downloadURL",
        lambda tree: tree["dataset"]["distribution"][1].update(downloadURL=f"{SITE}404.html"),
    ),
    "a feed that is the manifest": (
        RECORD,
        "dataset.distribution.1.accessURL",
        lambda tree: tree["dataset"]["distribution"][0].update(accessURL=f"{SITE}data/v1/manifest.json"),
    ),
    "a digest of another file": (
        RECORD,
        "dataset.distribution.2.checksum.checksumValue",
        lambda tree: _shared(tree["dataset"]["distribution"], "checksum", "checksumValue"),
    ),
    "a size of another file": (
        RECORD,
        "dataset.distribution.2.byteSize",
        lambda tree: _shared(tree["dataset"]["distribution"], "byteSize"),
    ),
    "a size of another file in plain words": (
        PLAIN,
        "1.distribution.2.byteSize",
        lambda tree: _shared(tree[0]["distribution"], "byteSize"),
    ),
    "a size that is none": (
        PLAIN,
        "1.distribution.1.byteSize",
        lambda tree: tree[0]["distribution"][0].update(byteSize=[1]),
    ),
    "a size of another kind": (
        PLAIN,
        "1.distribution.1.byteSize",
        lambda tree: tree[0]["distribution"][0].update(byteSize=float(tree[0]["distribution"][0]["byteSize"])),
    ),
    "a feed that is another file in plain words": (
        PLAIN,
        "1.distribution.1.downloadURL",
        lambda tree: tree[0]["distribution"][0].update(downloadURL=f"{SITE}robots.txt"),
    ),
    "a form that describes something else": (
        RECORD,
        "dataset.distribution.1.conformsTo",
        lambda tree: tree["dataset"]["distribution"][0].update(conformsTo=f"{SITE}data/v1/decision.schema.json"),
    ),
    "a page for a licence": (RECORD, "dataset.license", lambda tree: tree["dataset"].update(license=SITE)),
    "nobody who gives it": (RECORD, "publisher", lambda tree: tree.pop("publisher")),
    "nothing that it is about": (RECORD, "dataset.keyword", lambda tree: tree["dataset"].pop("keyword")),
    "a key that is two": (
        PLAIN,
        "1.publisher",
        lambda tree: tree[0].update({"publisher.name": tree[0].pop("publisher")["name"]}),
    ),
    "numbers for places": (
        RECORD,
        "landingPage",
        lambda tree: tree["dataset"].update(landingPage={"1": SITE}),
    ),
}


def _shared(offers: list[dict[str, Any]], *keys: str) -> None:
    """What is told of the first is told of the second."""
    one, other = offers
    for key in keys[:-1]:
        one, other = one[key], other[key]
    other[keys[-1]] = one[keys[-1]]


@pytest.mark.parametrize("lie", ELSEWHERE)
def test_what_is_told_of_something_else_of_the_site_is_told_with_its_place(lie: str) -> None:
    file, place, change = ELSEWHERE[lie]
    files: Files = published()
    tree = json.loads(files[file] or b"")
    change(tree)
    first, *_ = found({**files, file: json.dumps(tree).encode()})
    assert first.about.endswith(place)
    assert first.file == file


def test_what_it_says_and_what_it_should_say_are_told() -> None:
    files: Files = published()
    tree = json.loads(files[PLAIN] or b"")
    title, tree[0]["title"] = tree[0]["title"], "Faces"
    tree[0]["distribution"][0]["byteSize"] = 1
    tree[0]["license"] = {"\u00e9": 1}
    del tree[0]["keyword"], tree[0]["publisher"]
    data = (files[FEED] or b"") + b" "
    drifts = found({**files, FEED: data, PLAIN: json.dumps(tree, ensure_ascii=False).encode()})
    assert [(drift.says, drift.stated) for drift in drifts if drift.file == PLAIN] == [
        ("Faces", title),
        ("", '{"name": "Example County Council"}'),
        ("", '["children"]'),
        ("1", f"{len(data) - 1} or {len(data)}"),
        ('{"\u00e9": 1}', ""),
    ]


def test_a_missing_offer_is_told_whole() -> None:
    files: Files = published()
    tree = json.loads(files[PLAIN] or b"")
    offer = tree[0]["distribution"].pop()
    (drift,) = found({**files, PLAIN: json.dumps(tree).encode()})
    assert json.loads(drift.stated) == {**offer, "byteSize": [offer["byteSize"]]}


@pytest.mark.parametrize("name", FOLDERS)
def test_the_records_are_founded_by_the_feed_alone(name: str) -> None:
    files = published(name)
    feed = read_feed(files[FEED] or b"", FEED, ON)
    assert list(catalogue_drifts(files, stated(feed.registry, ON), manifest_of(files))) == []


def _dpo(registry: Registry, **change: Any) -> Registry:
    ours = registry.organisation
    assert ours.dpo is not None
    return replace(registry, organisation=replace(ours, dpo=replace(ours.dpo, **change)))


OTHERS: dict[str, Callable[[Registry], Registry]] = {
    "all that may be stated": lambda registry: registry,
    "no licence": lambda registry: replace(registry, licence=None),
    "no website": lambda registry: replace(registry, organisation=replace(registry.organisation, website=None)),
    "an officer of no role": lambda registry: _dpo(registry, role=None),
    "an address of other signs": lambda registry: _dpo(registry, email=Text("d'p+o@council.example")),
    "one language": lambda registry: replace(registry, languages=registry.languages[1:]),
    "a subject of many signs": lambda registry: replace(
        registry,
        data_subjects=tuple(replace(each, name=Words((("en-gb", "Who?"),))) for each in registry.data_subjects),
    ),
    "services of every length, and one twice": lambda registry: replace(
        registry,
        notices=tuple(
            replace(each, services=tuple(Words((("en-gb", "a" * n),)) for n in (1, 2, 2, 100, 101)))
            for each in registry.notices
        ),
    ),
    "a host of its own": lambda registry: replace(registry, site=Url("https://council.example/")),
}


@pytest.mark.parametrize("other", OTHERS)
def test_what_is_written_for_any_registry_is_founded(other: str) -> None:
    registry = OTHERS[other](rich())
    known = stated(registry, ON)
    lists = {spoken.tag: path.removesuffix("index.html") for path, spoken in known.lists.items()}
    papers = [
        Paper(each.laid.id, each.language.tag, each.paper, each.paper.encode()) for each in known.editions if each.paper
    ]
    record = Record(registry, tuple(known.lists.values()), lists, b"feed", papers)
    files: Files = {RECORD: render(record), PLAIN: data_json(record), FEED: b"feed"}
    files |= {**well_known(registry.site, lists, registry.licence), **{paper.path: paper.data for paper in papers}}
    assert list(catalogue_drifts(files, known, replace(manifest_of(published()), files={}))) == []


def test_a_catalogue_of_apis_is_of_the_feed() -> None:
    files = published("practice")
    text = (files[API] or b"").decode()
    for old, new in (("feed.jsonld", "manifest.json"), ("feed.consumer.schema.json", "feed.schema.json")):
        drifts = found({**files, API: text.replace(old, new).encode()}, "practice")
        assert {drift.kind for drift in drifts} == {"changed"}
    drifts = found({**files, API: b"{}"}, "practice")
    assert [(drift.kind, drift.about) for drift in drifts] == [("missing", "linkset")]


def test_another_context_means_something_else() -> None:
    assert told({"@context": {"title": "https://elsewhere.example/"}}) == [("file", "")]


def test_a_record_without_a_context_means_nothing() -> None:
    files = published()
    tree = json.loads(files[RECORD] or b"")
    del tree["@context"]
    assert [drift.kind for drift in found({**files, RECORD: json.dumps(tree).encode()})] == ["file"]


@pytest.mark.parametrize("context", [{"item": "https://elsewhere.example/"}, None, {}])
def test_a_context_where_ours_has_none_means_something_else(context: object) -> None:
    files = published("practice")
    tree = {**json.loads(files[API] or b""), "@context": context}
    drifts = found({**files, API: json.dumps(tree).encode()}, "practice")
    assert [(drift.kind, drift.file, drift.about) for drift in drifts] == [("added", API, "@context")]


NOBODY_S = {"We sell it": "Dataset"}


@pytest.mark.parametrize(
    ("change", "file", "places"),
    [
        (NOBODY_S, RECORD, [("added", "We sell it")]),
        (NOBODY_S, PLAIN, [("added", "We sell it")]),
        ({"We sell it": None}, PLAIN, [("added", "We sell it")]),
        ({"x": {"@context": {"title": "Dataset"}}}, RECORD, [("added", "x")]),
        ({"publisher": {"name": NOBODY_S}}, PLAIN, [("changed", "publisher.name")]),
        ({"publisher": [NOBODY_S]}, PLAIN, [("changed", "publisher")]),
        ({"language": ["en", "cy", NOBODY_S]}, PLAIN, [("added", "language.2"), ("added", "language.3")]),
    ],
)
def test_what_has_no_place_is_told_with_it(change: dict[str, Any], file: str, places: list[tuple[str, str]]) -> None:
    assert told(change, file) == places


def test_what_a_catalogue_leaves_out_is_told() -> None:
    assert told({"distribution": []}, PLAIN) == [("missing", "distribution.1"), ("missing", "distribution.2")]
    assert {kind for kind, _ in told({"dataset": {}})} == {"missing"}


def test_what_is_no_json_is_told() -> None:
    drifts = found({**published(), RECORD: b"<html>"})
    assert [(drift.kind, drift.file, drift.about) for drift in drifts] == [("unread", RECORD, "")]


@pytest.mark.parametrize("data", [b"[]", b'"x"', b"1"])
def test_what_is_no_object_is_told(data: bytes) -> None:
    assert [drift.kind for drift in found({**published(), RECORD: data})] == ["file", "changed"]


def test_sizes_and_digests_are_those_of_the_files_or_of_their_manifest() -> None:
    files, seed = published(), stated(example("seed"), ON)
    manifest = manifest_of(files)
    respelt: Files = {path: (files[path] or b"") + b"\n" for path in (FEED, PAPER)}
    for others in (respelt, {PAPER: None}):
        assert list(catalogue_drifts({**files, **others}, seed, manifest)) == []
    assert list(catalogue_drifts(files, seed, replace(manifest, files={}))) == []
    assert {drift.about for drift in catalogue_drifts({**files, PAPER: None}, seed, replace(manifest, files={}))} == {
        "dataset.distribution.2.byteSize",
        "dataset.distribution.2.checksum.checksumValue",
        "1.distribution.2.byteSize",
    }


def test_an_officer_without_an_address_has_none_here() -> None:
    registry = example("practice")
    dpo = registry.organisation.dpo
    assert dpo is not None
    for officer in (replace(dpo, email=None), None):
        without = replace(registry, organisation=replace(registry.organisation, dpo=officer))
        files = published("practice")
        drifts = list(catalogue_drifts(files, stated(without, ON), manifest_of(files)))
        assert [(drift.kind, drift.about) for drift in drifts] == [("added", "dataset.contactPoint")]
