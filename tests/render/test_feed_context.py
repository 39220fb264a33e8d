"""The context and the table of terms: each key once, each term real, the same bytes everywhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, SDO, SKOS, DefinedNamespace

from site_builder.facts.feed_form import feed_classes, feed_fields
from site_builder.facts.legal_rights import DERIVED
from site_builder.model import DataCategory, Disclosure, Purpose
from site_builder.model.conditions import CONDITIONS
from site_builder.model.fields import fields_of
from site_builder.model.values import Word
from site_builder.render.feed import keys as _feed_keys
from site_builder.render.feed.context import context
from site_builder.render.feed.keys import keys
from site_builder.schemas.feed_terms import _terms, feed_terms, reserved_ids
from site_builder.schemas.shapes import field_shape
from tests.seed import whole

EXTRACT = json.loads((Path(__file__).parent / "dpv_terms.json").read_text(encoding="utf-8"))
TERMS = feed_terms()
OTHERS: dict[str, type[DefinedNamespace]] = {
    "dcat": DCAT,
    "dct": DCTERMS,
    "foaf": FOAF,
    "prov": PROV,
    "schema": SDO,
    "skos": SKOS,
}

NEWER = {"dcat:version", "schema:False"}
"""Terms of DCAT 3 and an individual, which rdflib's lists do not have."""


OWN = (TERMS.own_words["rights"], TERMS.own_words["research_rules"])


def used() -> Iterator[tuple[str, str]]:
    """Every name of the table with its term."""
    for group in (TERMS.silence, TERMS.types, TERMS.keys, TERMS.families, *TERMS.words.values(), *OWN):
        yield from group.items()
    for word, terms in TERMS.special.items():
        yield from ((word, term) for term in terms)


@pytest.mark.parametrize(("name", "term"), list(used()))
def test_each_term_exists_and_is_not_going_away(name: str, term: str) -> None:
    prefix, _, local = term.partition(":")
    iri = TERMS.prefixes.get(prefix, "") + local
    if iri.startswith("https://w3id.org/dpv"):
        assert EXTRACT["terms"][iri].get("status") != "sunset", name
    elif prefix in OTHERS:
        assert local in OTHERS[prefix] or term in NEWER, name
    else:
        assert term.startswith("http://www.legislation.gov.uk/id/"), name


def test_the_context_has_no_term_but_those() -> None:
    terms = json.loads(context())["@context"]
    defined = {d["@id"] if isinstance(d, dict) else d for name, d in terms.items() if name not in TERMS.prefixes}
    assert {d for d in defined if not str(d).startswith("@")} - {term for _, term in used()} == {1.1, True}


def test_a_term_that_does_not_exist_would_be_seen() -> None:
    assert "https://w3id.org/dpv#hasRecipent" not in EXTRACT["terms"]
    assert "lastReviwed" not in SDO


def test_no_two_names_are_names_for_one_term() -> None:
    in_context = [*TERMS.silence.values(), *TERMS.types.values(), *TERMS.keys.values()]
    in_context += [term for words in (*TERMS.words.values(), *OWN) for term in words.values()]
    assert [term for term, n in Counter(in_context).items() if n > 1] == []


def test_the_table_has_each_key_of_the_feed_and_no_other() -> None:
    assert set(TERMS.keys) == set(keys())
    assert set(TERMS.narrowing) <= set(keys())
    assert set(TERMS.conditions) == set(CONDITIONS)


def test_each_word_that_has_terms_has_one_for_each_word_of_the_registry_s_schemas() -> None:
    for cls in feed_classes():
        for field in feed_fields(cls):
            if field.key in TERMS.words and field.one is Word:
                assert set(field_shape(cls, field)["enum"]) <= set(TERMS.words[field.key])
    family = next(f for f in fields_of(Purpose) if f.name == "family")
    assert set(field_shape(Purpose, family)["enum"]) == set(TERMS.families)
    special = next(f for f in fields_of(DataCategory) if f.name == "special")
    assert {*field_shape(DataCategory, special)["enum"], "criminal"} == set(TERMS.special)


def test_rights_and_rules_have_terms_and_their_words_are_free_for_ids() -> None:
    assert {name: {*words} for name, words in TERMS.own_words.items()} == {n: {*words} for n, words in DERIVED.items()}
    assert reserved_ids().isdisjoint({word for words in OWN for word in words})


def test_a_key_with_two_meanings_is_refused() -> None:
    keys.cache_clear()
    names = {("Passage", "shape"): "form", ("ComplaintToUs", "online_form"): "form"}
    confused = {
        cls: tuple(replace(f, key=names.get((cls.__name__, f.name), f.key)) for f in feed_fields(cls))
        for cls in feed_classes()
    }
    with patch.object(_feed_keys, "feed_fields", confused.__getitem__), pytest.raises(TypeError, match="The key form"):
        keys()
    keys.cache_clear()


def test_the_context_names_no_publisher() -> None:
    text = context().decode()
    assert "council" not in text
    assert text.startswith('{\n "@context": {\n  "@version": 1.1,')


def test_each_term_of_the_context_that_looks_like_an_id_is_reserved() -> None:
    terms = json.loads(context())["@context"]
    assert {t for t in terms if re.fullmatch("[a-z][a-z0-9-]*", t)} <= reserved_ids()


def test_the_seed_uses_no_reserved_id() -> None:
    assert reserved_ids().isdisjoint(whole().things)


def test_a_second_term_for_a_key_is_refused() -> None:
    purposes = next(field for field in fields_of(Disclosure) if field.key == "purposes")
    other = replace(purposes, about=purposes.about._replace(term="dct:subject"))
    assert _terms([(Disclosure, purposes), (Disclosure, purposes)]) == {"purposes": "dpv:hasPurpose"}
    with pytest.raises(TypeError, match="a key has one term"):
        _terms([(Disclosure, purposes), (Disclosure, other)])
