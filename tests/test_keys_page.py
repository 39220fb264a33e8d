"""The page on the feed's keys: each key of the strict schema with its sentence, value, example, term and law."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from unittest.mock import patch

import markdown  # type: ignore[import-untyped]
import pytest
from jsonschema import Draft202012Validator

from site_builder.facts.feed_form import feed_classes
from site_builder.render.feed import schema as _feed_told
from site_builder.render.feed.keys import keys
from site_builder.render.feed.schema import name_of, owner, schema
from site_builder.schemas.feed_terms import feed_terms
from tests.handbook import DOCS
from tests.seed import ROOT
from tools import feed_words
from tools.feed_examples import Examples, feeds, node_name
from tools.feed_keys import JSON_LD
from tools.feed_rows import Row, anchor, rows
from tools.feed_words import groups

DEFINITIONS = json.loads(schema())["$defs"]
TERMS = feed_terms()
DPV = json.loads((ROOT / "tests/render/dpv_terms.json").read_text("utf-8"))["terms"]
ROW = re.compile(
    r'\| <a id="(?P<anchor>[^"]+)"></a>`(?P<key>[^`]+)`(?P<marks>[^|]*)\| (?P<told>.*) \| (?P<term>[^|]+) \|'
)
TOLD = re.compile(r"(?P<sentence>[^<]+\.)<br>\*(?P<holds>[^<]+)\*<br><code>(?P<example>.+)</code>")


@cache
def page() -> str:
    """The page as the handbook has it, which `test_docs` holds to be as it is made."""
    return (DOCS / "reference/keys.md").read_text("utf-8")


@cache
def made() -> tuple[Any, ...]:
    """The feeds of the example registries, made once."""
    return tuple(feeds())


@cache
def examples() -> Examples:
    """The examples of the example registries."""
    return Examples(iter(made()), DEFINITIONS)


@cache
def found() -> tuple[Row, ...]:
    """Every row."""
    return tuple(rows(DEFINITIONS, examples()))


@cache
def shown() -> Mapping[str, re.Match[str]]:
    """The lines of the page's tables of keys, by their anchors."""
    lines = [match for match in map(ROW.fullmatch, page().splitlines()) if match]
    return {match["anchor"]: match for match in lines}


def wrong(row: Row, example: Any) -> list[str]:
    """What the strict schema has against an example of a key."""
    pointer = f"#/$defs/{name_of(row.cls)}/properties/{row.key}"
    return [e.message for e in Draft202012Validator({"$ref": pointer, "$defs": DEFINITIONS}).iter_errors(example)]


def kinds_of(feed: Any) -> Mapping[str, str]:
    """The types of a feed's nodes by their ids."""
    return {node["id"]: node_name(node) for node in nodes(feed)}


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Everything that has an id."""
    if isinstance(value, dict) and "id" in value:
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(part)


# ---- every key


def test_every_key_of_every_node_has_its_line() -> None:
    for cls in feed_classes():
        for key in DEFINITIONS[name_of(cls)]["properties"]:
            line = shown()[anchor(owner(cls, key), key)]
            assert line["key"] == key
            assert TOLD.fullmatch(line["told"]), line["told"]
            assert re.match(r"\[[^\]]+\]\(https?://[^)]+\)", line["term"]), line["term"]
    assert len(shown()) == len(found()) > 300


def test_what_is_required_narrows_or_is_derived_is_said() -> None:
    assert shown()["disclosure-purposes"]["marks"].split("<br>")[1].strip() == "required, narrows"
    assert shown()["disclosure-rights"]["marks"].split("<br>")[1].strip() == "derived"
    assert shown()["disclosure-frequency"]["marks"].strip() == ""
    assert shown()["notice-data_subjects"]["marks"].strip() == ""


def test_each_example_is_what_the_strict_schema_takes() -> None:
    for row in found():
        line = TOLD.fullmatch(shown()[row.anchor]["told"])
        assert line
        example = json.loads(html.unescape(line["example"].replace("<wbr>", "")))
        assert wrong(row, example) == [], row.anchor


def test_an_example_that_the_schema_does_not_take_is_seen() -> None:
    row = next(row for row in found() if row.anchor == "disclosure-purposes")
    assert wrong(row, []) != []
    assert wrong(row, ["not_stated", "research"]) != []


def test_ids_lead_to_the_types_of_node_that_the_page_says() -> None:
    said = {(row.name, row.key): row.kinds for row in found() if row.kinds}
    seen = Counter[tuple[str, str]]()
    for feed in made():
        kinds = kinds_of(feed)
        for node in nodes(feed):
            for key, value in node.items():
                if (node_name(node), key) in said:
                    ids = set(value if isinstance(value, list) else [value]) - set(TERMS.silence)
                    assert {kinds[each] for each in ids} <= set(said[node_name(node), key]), (node["id"], key)
                    seen[node_name(node), key] += 1
    assert len(seen) > 50


# ---- a key that is added and not described


ADDED = {"added_later": {"type": "string", "pattern": "^x$"}}
KEYS = {**DEFINITIONS["Disclosure"]["properties"], **ADDED}
LATER = {"Disclosure": {**DEFINITIONS["Disclosure"], "properties": KEYS}}
SENTENCE = {"described": {**TERMS.described, "added_later": ("added later", "It was added later.")}}
TERM = {"keys": {**TERMS.keys, "added_later": "dct:title"}}


@pytest.mark.parametrize(
    ("has", "stops_at"),
    [({}, "_described"), (SENTENCE, "_row"), (SENTENCE | TERM, "of")],
    ids=["no sentence", "no term", "no example"],
)
def test_a_key_that_is_added_without_what_the_page_says_of_each_stops_the_handbook(
    has: Mapping[str, Any], stops_at: str
) -> None:
    later = replace(TERMS, **has)
    with (
        patch.object(_feed_told, "feed_terms", lambda: later),
        patch("tools.feed_rows.feed_terms", lambda: later),
        pytest.raises(LookupError, match="added_later") as stopped,
    ):
        tuple(rows(DEFINITIONS | LATER, Examples(iter(made()), DEFINITIONS | LATER)))
    assert stopped.traceback[-1].name == stops_at


def test_a_closed_word_that_nothing_explains_stops_the_handbook() -> None:
    silent = replace(TERMS, meanings={key: words for key, words in TERMS.meanings.items() if key != "status"})
    assert any(word.word == "suspended" for group in groups(found()) for word in group.words)
    with patch.object(feed_words, "feed_terms", lambda: silent), pytest.raises(KeyError, match="draft"):
        groups(found())


def test_every_meaning_is_plain_words() -> None:
    meanings = [word.meaning for group in groups(found()) for word in group.words]
    assert len(meanings) > 150
    assert [m for m in meanings if not m or re.search(r"[{}]|^\W|[:;,]$", m)] == []


# ---- the law, terms, anchors, links


def test_the_law_stands_beside_the_term() -> None:
    assert shown()["disclosure-recipient"]["term"].endswith("<br>UK GDPR Art. 13(1)(e), 14(1)(e), 30(1)(d)")
    assert "as it stands on 25 November 2026" in page()


def test_every_term_on_the_page_exists() -> None:
    links = re.findall(r"\[([a-z-]+:[A-Za-z0-9-]+|@[a-z]+)\]\(([^)]+)\)", page())
    others = {prefix for prefix, iri in TERMS.prefixes.items() if "w3id.org/dpv" not in iri}
    assert {term for term, _ in links} >= {*TERMS.types.values(), *(TERMS.keys[key] for key in keys())}
    for term, address in links:
        prefix = term.partition(":")[0]
        assert address in DPV or prefix in others or (term.startswith("@") and address == JSON_LD), term


def test_every_address_on_the_page_is_there_once_and_every_link_leads_to_one() -> None:
    shown = markdown.markdown(page(), extensions=["tables", "toc"])
    ids = Counter(re.findall(r'\bid="([^"]+)"', shown))
    assert [each for each, times in ids.items() if times > 1] == []
    assert set(re.findall(r'href="#([^"]+)"', shown)) <= set(ids)
    assert {"disclosure-purposes", "notice", "condition", "approval", "words-disclosure-recipient_role"} <= set(ids)
    assert shown.count("<tr>") == sum(line.startswith("| ") for line in page().splitlines()) - shown.count("<table>")
