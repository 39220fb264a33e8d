"""The record for data catalogues: one graph to every tool, whole by DCAT-AP, true of the files, and nothing guessed."""

from __future__ import annotations

import copy
import hashlib
import json
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from pyld import jsonld
from pyshacl import validate

from site_builder.addresses import TABLES
from site_builder.locale.languages import language
from site_builder.model import Officer, Registry
from site_builder.model.values import Text, Words, words
from site_builder.render.catalogue import Paper, Record, data_json, render
from tests.effort import some
from tests.examples import FOLDERS, example
from tests.rich_registry import rich

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

FEED, TABLE, PAPER = b'{"feed": 1}\n', b"id\r\n", b"%PDF-1.7 a paper"
DATA_OF = {"ld+json": FEED, "csv": TABLE, "pdf": PAPER}
SHAPES = Path(__file__).with_name("dcat_shapes.ttl")
REGISTRIES: dict[str, Callable[[], Registry]] = {"rich": rich}
for _name in FOLDERS:
    REGISTRIES[_name] = lambda name=_name: example(name)  # type: ignore[misc] # mypy cannot name such a lambda

Node = dict[str, Any]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something asks for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def record(registry: Registry) -> Record:
    """What a build would give, with the same PDF for each notice and language."""
    languages = tuple(map(language, registry.languages))
    lists = {spoken.tag: "" if spoken is languages[0] else f"{spoken.tag}/" for spoken in languages}
    papers = [
        Paper(notice.id, spoken.tag, f"{lists[spoken.tag]}{notice.id}/notice.pdf", PAPER)
        for spoken in languages
        for notice in registry.notices
    ]
    return Record(registry, languages, lists, FEED, dict.fromkeys(TABLES, TABLE), papers)


def dcat(registry: Registry) -> Node:
    found: Node = json.loads(render(record(registry)))
    return found


def plain(registry: Registry) -> Node:
    (dataset,) = json.loads(data_json(record(registry)))
    found: Node = dataset
    return found


def graph(made: Node) -> rdflib.Graph:
    return rdflib.Graph().parse(data=json.dumps(made), format="json-ld")


def triples(made: Node) -> set[str]:
    return set(jsonld.to_rdf(made, {"format": "application/n-quads"}).splitlines())


# ---- the graph


@pytest.mark.parametrize("name", REGISTRIES)
def test_three_processors_read_the_same_graph_and_it_has_no_blank_nodes(name: str) -> None:
    made = dcat(REGISTRIES[name]())
    by_rdflib = {each for each in graph(made).serialize(format="nt11").splitlines() if each}
    quads = pyoxigraph.parse(json.dumps(made).encode(), format=pyoxigraph.RdfFormat.JSON_LD)
    by_oxigraph = {f"{q.subject} {q.predicate} {q.object} ." for q in quads}
    assert triples(made) == by_rdflib == by_oxigraph
    assert [each for each in by_oxigraph if "_:" in each] == []


def test_every_key_has_a_term_and_every_term_is_used() -> None:
    registry = example("aberwen")
    context = {key for key in dcat(registry)["@context"] if key not in {"id", "type"}}
    prefixes = {key for key in context if isinstance(dcat(registry)["@context"][key], str) and "#" in key}
    named = keys(dcat(registry)) - {"@context", "id", "type", *record(registry).lists}
    assert named | {*types(dcat(registry))} | {"dcat", "dct", "foaf", "spdx", "vcard", "xsd"} == context - prefixes


def types(value: Any) -> Iterator[str]:
    """Each type that a node has."""
    inside = [each for name, each in value.items() if name != "@context"] if isinstance(value, dict) else value
    for each in inside if isinstance(inside, list) else ():
        yield from types(each)
    stated = value.get("type", []) if isinstance(value, dict) else []
    yield from [stated] if isinstance(stated, str) else stated


def keys(value: Any) -> set[str]:
    if isinstance(value, list):
        return {key for each in value for key in keys(each)}
    if isinstance(value, dict):
        return {*value} | {key for name, each in value.items() if name != "@context" for key in keys(each)}
    return set()


# ---- what DCAT-AP makes mandatory


def broken(made: Node) -> list[str]:
    """What the shapes find wrong: the path of each value that is missing or of the wrong kind."""
    _, report, _ = validate(graph(made), shacl_graph=rdflib.Graph().parse(SHAPES), inference="none")
    assert isinstance(report, rdflib.Graph)
    return sorted(
        str(path).rpartition("#")[2].rpartition("/")[2] for path in report.objects(None, rdflib.SH.resultPath)
    )


@pytest.mark.parametrize("name", REGISTRIES)
def test_the_record_has_what_dcat_ap_makes_mandatory(name: str) -> None:
    assert broken(dcat(REGISTRIES[name]())) == []


def _without(*way: str | int) -> Callable[[Node], None]:
    def plant(made: Node) -> None:
        holder: Any = made
        for step in way[:-1]:
            holder = holder[step]
        del holder[way[-1]]

    return plant


def _with(value: Any, *way: str | int) -> Callable[[Node], None]:
    def plant(made: Node) -> None:
        holder: Any = made
        for step in way[:-1]:
            holder = holder[step]
        holder[way[-1]] = value

    return plant


def _bare(*keys: str) -> Callable[[Node], None]:
    """Everywhere under these keys an address without what it is."""

    def plant(value: Any) -> None:
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            if name in keys:
                for one in each if isinstance(each, list) else [each]:
                    del one["type"]
            elif isinstance(each, dict | list) and name != "@context":
                plant(each)

    return plant


FAULTS = [
    (_without("title"), "title"),
    (_without("description"), "description"),
    (_without("publisher"), "publisher"),
    (_without("publisher", "name"), "name"),
    (_without("dataset"), "dataset"),
    (_without("dataset", "title"), "title"),
    (_without("dataset", "description"), "description"),
    (_without("dataset", "distribution"), "distribution"),
    (_without("dataset", "contactPoint", "hasEmail"), "hasEmail"),
    (_without("dataset", "distribution", 0, "accessURL"), "accessURL"),
    (_without("dataset", "distribution", 0, "checksum", "algorithm"), "algorithm"),
    (_without("dataset", "distribution", 0, "format"), "format"),
    (_without("dataset", "distribution", 0, "description"), "description"),
    (_without("issued"), "issued"),
    (_without("homepage"), "homepage"),
    (_bare("homepage", "landingPage"), "homepage"),
    (_bare("homepage", "landingPage"), "landingPage"),
    *((_bare(key), key) for key in ("algorithm", "conformsTo", "format", "language", "license", "mediaType")),
    (_with("many", "dataset", "distribution", 0, "byteSize"), "byteSize"),
    (_with("yesterday", "modified"), "modified"),
    (_with(["one", "two"], "title", "en-gb"), "title"),
]


@pytest.mark.parametrize(("plant", "told"), some(FAULTS, one_in=9))
def test_a_record_that_lacks_something_is_caught(plant: Callable[[Node], None], told: str) -> None:
    made = copy.deepcopy(dcat(example("aberwen")))
    plant(made)
    assert told in broken(made)


# ---- true of the files


def test_sizes_and_digests_are_those_of_the_files() -> None:
    made = dcat(example("aberwen"))["dataset"]["distribution"]
    assert len(made) == 1 + len(TABLES) + 2 * 6
    for each in made:
        data = next(data for ending, data in DATA_OF.items() if each["mediaType"]["id"].endswith(ending))
        assert each["byteSize"] == str(len(data))
        assert each["checksum"]["checksumValue"] == hashlib.sha256(data).hexdigest()
        assert each["id"].endswith(f"/data/v1/dcat.jsonld#{each['downloadURL'].partition('data-sharing/')[2]}")


def test_the_feed_names_its_schema_and_each_paper_its_language() -> None:
    feed, *others = dcat(example("aberwen"))["dataset"]["distribution"]
    in_tables, papers = others[: len(TABLES)], others[len(TABLES) :]
    assert feed["conformsTo"]["id"] == "https://council.example/data-sharing/data/v1/feed.schema.json"
    assert [paper for paper in papers if "conformsTo" in paper] == []
    both = [spoken(1, code) for code in ("en", "cy")]
    assert feed["language"] == both
    assert [(each["title"], each["language"]) for each in in_tables[:2]] == [
        ({"en-gb": "Who gets data (CSV)", "cy": "Pwy sy'n cael data (CSV)"}, both[:1]),
        ({"en-gb": "What is shared (CSV)", "cy": "Beth sy'n cael ei rannu (CSV)"}, both[:1]),
    ]
    assert {tuple(p["title"]): p["language"] for p in papers} == {("en-gb",): both[:1], ("cy",): both[1:]}


def spoken(part: int, code: str) -> Node:
    return {"id": f"http://id.loc.gov/vocabulary/iso639-{part}/{code}", "type": "LinguisticSystem"}


def test_a_language_of_three_letters_has_a_list_of_its_own() -> None:
    given = record(example("seed"))
    languages = (*given.languages, replace(given.languages[0], tag="gla"))
    made = json.loads(render(replace(given, languages=languages, papers=[replace(given.papers[0], language="gla")])))
    assert made["dataset"]["distribution"][-1]["language"] == [spoken(2, "gla")]


# ---- nothing guessed


def test_what_is_not_stated_is_left_out() -> None:
    made = dcat(example("seed"))
    assert {"contactPoint", "license"}.isdisjoint(made["dataset"])
    assert "license" not in {key for each in made["dataset"]["distribution"] for key in each}
    assert "homepage" not in made["publisher"]
    assert "theme" not in keys(made)
    assert "spatial" not in keys(made)
    assert "license" not in plain(example("seed"))


def test_the_contact_is_the_data_protection_officer_by_the_name_of_the_role() -> None:
    registry = example("aberwen")
    contact = dcat(registry)["dataset"]["contactPoint"]
    assert contact["fn"] == {"en-gb": "data protection officer", "cy": "swyddog diogelu data"}
    assert contact["hasEmail"] == "mailto:dataprotection@council.example"
    assert contact["id"] == "https://council.example/data-sharing/id/aberwen-county-council.dpo"


@pytest.mark.parametrize(
    ("officer", "said"),
    [
        (Officer(email=Text("a+b@x.example")), ("mailto:a+b@x.example", "Example County Council")),
        (Officer(email=Text('a"<b>@x.example')), ("mailto:a%22%3Cb%3E@x.example", "Example County Council")),
        (Officer(phone=words("en-GB", "01632 960123")), None),
        (None, None),
    ],
)
def test_without_a_mailbox_there_is_no_contact(officer: Officer | None, said: tuple[str, str] | None) -> None:
    registry = example("seed")
    made = dcat(replace(registry, organisation=replace(registry.organisation, dpo=officer)))["dataset"]
    contact = made.get("contactPoint")
    assert (contact and (contact["hasEmail"], contact["fn"]["en-gb"])) == said
    assert broken({"@context": dcat(registry)["@context"], **made, "publisher": dcat(registry)["publisher"]}) == []


def test_keywords_are_services_and_data_subjects_in_words_that_ckan_takes() -> None:
    registry = example("aberwen")
    found = dcat(registry)["dataset"]["keyword"]
    assert "council tax" in found["en-gb"]
    assert "pupils" in found["en-gb"]
    assert "disgyblion" in found["cy"]
    assert [text for texts in found.values() for text in texts if not re.fullmatch(r"[\w .-]{2,100}", text)] == []
    services = (words("en-GB", "school transport"), words("en-GB", "children's homes, all"), words("en-GB", "x"))
    notice = replace(example("seed").notices[0], services=services, data_subjects=())
    assert "keyword" not in dcat(replace(example("seed"), notices=(replace(notice, services=()),)))["dataset"]
    assert dcat(replace(example("seed"), notices=(notice,)))["dataset"]["keyword"] == {"en-gb": ["school transport"]}


# ---- data.json, by guidance.data.gov.uk, as ckanext-dcat's converter takes it


@pytest.mark.parametrize("name", REGISTRIES)
def test_data_json_is_what_data_gov_uk_takes(name: str) -> None:
    assert untaken(plain(REGISTRIES[name]())) == []


def untaken(dataset: Mapping[str, Any]) -> list[str]:
    """What its guidance or its harvester would not take: what is mandatory, and the kind of each value."""
    told = [
        key for key in ("title", "description", "identifier", "landingPage") if not isinstance(dataset.get(key), str)
    ]
    told += [f"{key}: no list of texts" for key in ("keyword", "language") if not _texts(dataset.get(key))]
    told += [] if isinstance(dataset.get("publisher", {}).get("name"), str) else ["publisher"]
    told += [] if len(dataset.get("title", "")) <= 65 else ["title: too long"]
    told += [] if re.fullmatch(r"\d{4}-\d\d-\d\d", dataset.get("modified", "")) else ["modified"]
    for each in dataset.get("distribution", [{}]):
        told += [
            f"distribution: {key}" for key in ("title", "downloadURL", "format") if not isinstance(each.get(key), str)
        ]
        told += [] if isinstance(each.get("byteSize"), int) else ["byteSize"]
    return told


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (_without("title"), "title"),
        (_with({"en-gb": "x"}, "title"), "title"),
        (_with("en", "language"), "language: no list of texts"),
        (_with({"en-gb": ["x"]}, "keyword"), "keyword: no list of texts"),
        (_without("publisher", "name"), "publisher"),
        (_with("x" * 66, "title"), "title: too long"),
        (_without("distribution", 0, "downloadURL"), "distribution: downloadURL"),
        (_without("distribution"), "distribution: title"),
    ],
)
def test_a_data_json_that_would_not_be_taken_is_caught(plant: Callable[[Node], None], told: str) -> None:
    made = plain(example("aberwen"))
    plant(made)
    assert told in untaken(made)


def test_data_json_says_what_the_record_says_in_the_first_language() -> None:
    registry = example("aberwen")
    said, full = plain(registry), dcat(registry)["dataset"]
    assert (said["title"], said["description"]) == (full["title"]["en-gb"], full["description"]["en-gb"])
    assert said["identifier"] == full["id"]
    assert said["keyword"] == full["keyword"]["en-gb"]
    assert said["license"] == full["license"]["id"]
    assert [d["downloadURL"] for d in said["distribution"]] == [d["downloadURL"] for d in full["distribution"]]
    assert [d["identifier"] for d in said["distribution"]] == [d["id"] for d in full["distribution"]]


def test_a_name_that_is_not_translated_is_given_as_it_stands() -> None:
    registry = example("aberwen")
    ours = replace(registry.organisation, name=Words((("cy", "Cyngor Sir Aberwen"),)))
    assert plain(replace(registry, organisation=ours))["publisher"]["name"] == "Cyngor Sir Aberwen"
