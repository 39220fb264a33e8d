"""One question to the feed, in plain JSON and by DPV alone, as the handbook asks it: the answers are the same."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from site_builder import vocabulary
from site_builder.load.project.vocabulary_facts import with_known_facts
from site_builder.model.values import Text
from site_builder.schemas.feed_terms import feed_terms
from tests.examples import FOLDERS, example
from tests.feeds import Feed, at, feed_of
from tests.graphs import DPV, SKOS, dpv_hierarchy, inlined
from tests.handbook import blocks, printed
from tests.seed import ON

(SCRIPT,) = (code for code in blocks("systems.md", "python") if "special" in code)
(QUERY,) = blocks("systems.md", "sparql")
NOTHING = "(no disclosure says that it holds health data)"
SILENT = "(not stated)"

EDITIONS = [(name, "en-gb") for name in FOLDERS] + [("aberwen", "cy")]

Answer = list[tuple[str, ...]]


def by_json(feed: Feed, tag: str, folder: Path) -> Answer:
    path = folder / "feed.jsonld"
    path.write_text(json.dumps(feed), "utf-8")
    lines = printed(SCRIPT, path, tag).splitlines()
    return [] if lines == [NOTHING] else [tuple(line.split(" - ")) for line in lines]


def by_dpv(feed: Feed, tag: str, *beside: str) -> Answer:
    store = pyoxigraph.Store()
    store.extend(pyoxigraph.parse(inlined(feed).encode(), format=pyoxigraph.RdfFormat.JSON_LD))
    store.load("\n".join([*dpv_hierarchy(), *beside]).encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    rows = store.query(_in(tag))
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    return [tuple(str(value.value) for value in (row["who"], row["why"])) for row in rows]


def _in(tag: str) -> str:
    assert QUERY.count('"en-gb"') == 1
    return QUERY.replace('"en-gb"', f'"{tag}"')


def test_the_script_is_short_and_needs_python_alone() -> None:
    lines = [line for line in SCRIPT.splitlines() if line]
    assert len(lines) <= 9
    assert [line for line in lines if "import" in line] == ["import json", "import sys"]


def test_the_query_knows_dpv_and_skos_alone() -> None:
    prefixes = [line.split()[2] for line in QUERY.splitlines() if line.startswith("PREFIX")]
    assert prefixes == [f"<{DPV}#>", f"<{DPV}/pd#>", f"<{SKOS}>"]
    assert "<" not in QUERY.partition("SELECT")[2]


@pytest.mark.parametrize(("name", "tag"), EDITIONS)
def test_plain_json_and_dpv_alone_give_one_answer(name: str, tag: str, tmp_path: Path) -> None:
    feed = feed_of(example(name))
    assert {tag for of, tag in EDITIONS if of == name} == {language.lower() for language in example(name).languages}
    answer = by_json(feed, tag, tmp_path)
    assert answer == by_dpv(feed, tag)
    assert (len(answer) > 10) == (name not in {"seed", "practice"})
    assert SILENT not in {word for pair in answer for word in pair}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_another_engine_gives_it_too() -> None:
    feed = feed_of(example("county-2026"))
    graph = rdflib.Graph().parse(data=inlined(feed), format="json-ld")
    graph.parse(data="\n".join(dpv_hierarchy()), format="nt")
    rows = [(str(row["who"]), str(row["why"])) for row in graph.query(QUERY) if isinstance(row, rdflib.query.ResultRow)]
    assert rows == by_dpv(feed, "en-gb")


def test_in_each_language_it_is_the_same_with_other_words(tmp_path: Path) -> None:
    feed = feed_of(example("aberwen"))
    english, welsh = by_json(feed, "en-gb", tmp_path), by_json(feed, "cy", tmp_path)
    assert len(english) == len(welsh)
    assert ("Wen Valley Police", "to save lives") in english
    assert ("Heddlu Dyffryn Wen", "achub bywydau") in welsh


def test_silence_is_said_and_what_is_not_translated_has_the_name_that_it_has(tmp_path: Path) -> None:
    feed = feed_of(example("aberwen"))
    health = {t["id"] for t in feed["included"] if "health" in t.get("special", [])}
    who, why, both = [d for d in feed["disclosures"] if health & set(d["data_categories"])][:3]
    who["recipient"], why["purposes"], both["recipient"], both["purposes"] = SAID, [SAID], SAID, [SAID]
    del at(feed, "wen-valley-police")["name"]["cy"]
    answer = by_json(feed, "cy", tmp_path)
    labelled = f'<{DPV}#NotAvailable> <{SKOS}prefLabel> "Not Available"@en .'
    assert answer == by_dpv(feed, "cy") == by_dpv(feed, "cy", labelled)
    assert (SILENT, SILENT) in answer
    assert len([pair for pair in answer if SILENT in pair]) == 3
    assert ("Wen Valley Police", "achub bywydau") in answer


SAID = "not_stated"


@pytest.mark.parametrize("status", ["draft", "planned", "suspended", "ended"])
def test_only_what_goes_on_is_told(status: str, tmp_path: Path) -> None:
    feed = feed_of(example("nhs-trust"))
    for disclosure in feed["disclosures"]:
        disclosure["status"] = status
    assert by_json(feed, "en-gb", tmp_path) == by_dpv(feed, "en-gb") == []


def test_what_is_never_sent_is_not_told(tmp_path: Path) -> None:
    feed = feed_of(example("nhs-trust"))
    for disclosure in feed["disclosures"]:
        disclosure["excluded"], disclosure["data_categories"] = disclosure["data_categories"], [SAID]
    assert by_json(feed, "en-gb", tmp_path) == by_dpv(feed, "en-gb") == []


def test_the_words_that_the_script_asks_for_are_those_that_dpv_has_under_health() -> None:
    """By construction: the terms written for these words lead to the query's concept, those of no other word do."""
    leads = {w for w, terms in feed_terms().special.items() if any("pd:MedicalHealth" in _above(t) for t in terms)}
    assert leads == {"health", "genetic"}
    assert all(f'"{word}"' in SCRIPT for word in leads)


def _above(term: str) -> set[str]:
    return {term, *vocabulary.dpv_ancestors(term)}


def test_a_term_for_health_that_says_no_word_would_part_the_answers_and_is_told(tmp_path: Path) -> None:
    registry = example("county-2026")
    terms = {"household-details": Text("pd:FamilyHealthHistory")}
    changed = tuple(replace(c, dpv_term=terms.get(c.id, c.dpv_term)) for c in registry.data_categories)
    parted = replace(registry, data_categories=changed)
    feed = copy.deepcopy(feed_of(parted))
    assert set(by_dpv(feed, "en-gb")) > set(by_json(feed, "en-gb", tmp_path))
    assert [(k.about, k.instead) for k in with_known_facts(parted, ON).known if k.field == "dpv_term"] == [
        ("household-details", ("health",))
    ]


def test_a_feed_whose_broader_does_not_follow_special_would_be_seen(tmp_path: Path) -> None:
    """The wrong twin: a writer that keeps to the editor's own terms."""
    feed = feed_of(example("nhs-trust"))
    for thing in feed["included"]:
        if "special" in thing:
            thing["broader"] = [thing["dpv_term"]] if "dpv_term" in thing else []
    assert by_dpv(feed, "en-gb") != by_json(feed, "en-gb", tmp_path) != []
