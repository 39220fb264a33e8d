"""What is said of each key: a sentence for whoever reads the feed, and the law, once and from one table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from site_builder.facts.feed_form import feed_classes, feed_fields
from site_builder.render.feed.schema import CITED, cited, key_text, name_of, owner, schema
from site_builder.schemas.feed_terms import FeedTerms, feed_terms
from site_builder.schemas.shapes import field_shape

DEFINITIONS = json.loads(schema())["$defs"]
TERMS = feed_terms()
PROVISION = re.compile(r"[0-9]+[A-Z]?(\([0-9a-z]+\))*|[0-9]+A-[0-9]+D|(s\.|Sch\. )[^;,]+ DPA 2018")


def strays(terms: FeedTerms) -> list[str]:
    """The entries of the table, `Class.key` or key, that are for no key of the feed."""
    of_nodes = {f"{owner(cls, key)}.{key}" for cls in feed_classes() for key in DEFINITIONS[name_of(cls)]["properties"]}
    known = {*of_nodes, *(name.partition(".")[2] for name in of_nodes)}
    return [name for name in (*terms.articles, *(d for d in terms.described if "." in d)) if name not in known]


def test_sentences_are_for_who_reads_the_feed_and_not_for_who_writes_a_registry() -> None:
    sentences = [
        key_text(cls, key).sentence for cls in feed_classes() for key in DEFINITIONS[name_of(cls)]["properties"]
    ]
    assert len(sentences) > 400
    for sentence in sentences:
        assert re.fullmatch(r"\S.*\.", sentence)
        assert not re.search(r"\bWrite\b|\.yaml|\bfile\b|\bcheck\b|Art\.|Derived", sentence), sentence
        assert len(sentence) < 160, sentence


def test_each_provision_is_of_a_key_that_exists_and_is_written_as_the_others() -> None:
    assert strays(TERMS) == []
    assert [a for articles in TERMS.articles.values() for a in articles if not PROVISION.fullmatch(a)] == []


def test_a_provision_of_a_key_that_does_not_exist_is_seen() -> None:
    twin = replace(TERMS, articles={**TERMS.articles, "Disclosure.recipent": ("13(1)(e)",), "colour": ("1",)})
    assert strays(twin) == ["Disclosure.recipent", "colour"]


def test_every_provision_that_a_sentence_names_is_in_the_table() -> None:
    named = list(cited_in_sentences())
    assert len(named) > 20
    assert [(name, each) for name, each, articles in named if each not in articles] == []


def cited_in_sentences() -> Iterator[tuple[str, str, Iterable[str]]]:
    """Of each key: the provisions that its sentence names, as it stands in the registry's schemas or the table."""
    for cls in feed_classes():
        for field in feed_fields(cls):
            for match in CITED.finditer(field_shape(cls, field)["description"]):
                for each in re.findall(r"s\.\S+ DPA 2018|\d[^,;]*?(?=[,;]|$)", match[0][2:-1].removeprefix("Art. ")):
                    yield f"{name_of(cls)}.{field.key}", each, key_text(cls, field.key).articles


def test_the_law_stands_in_the_schemas_once() -> None:
    assert DEFINITIONS["Disclosure"]["properties"]["purposes"]["description"] == (
        "Why the data is shared: ids of purposes (UK GDPR Art. 13(1)(c), 14(1)(c), 30(1)(b)). (Narrows.)"
    )
    held = [p for d in DEFINITIONS.values() for p in d.get("properties", {}).values() if isinstance(p, dict)]
    properties = [p for p in held if "description" in p]
    described = [p["description"] for p in properties]
    assert [text for text in described if text.count("Art. ") > 1] == []
    assert cited(["6(1)", "9(2)", "s.7 DPA 2018"]) == "UK GDPR Art. 6(1), 9(2); s.7 DPA 2018"
