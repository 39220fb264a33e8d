"""Every answer reads once: short lines, no semicolon, at most one colon and none in brackets, editors' words apart."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from site_builder.facts.facts import STATED_WITH_NAME, facts
from site_builder.facts.language import Language
from site_builder.facts.layout.answers import fact_words
from site_builder.facts.sentences import NEW_LINE, Sentences
from site_builder.locale.languages import language
from site_builder.model import Registry
from site_builder.model.values import Id, Words
from tests.effort import some
from tests.examples import FOLDERS, example
from tests.rich_registry import rich
from tests.seed import ON

LONGEST = 25
ONE = "one"
OTHERWISE_SAID = {"modality", "confirmed", "direction", "open_list", "membership"}
"""Fields whose answers are made of more than their fact."""
ADDRESSES = re.compile(r"https?://\S+|mailto:\S+")


@dataclass(frozen=True)
class OurWords(Sentences):
    """Says all that an editor typed as one word: what is left are the words of the locale."""

    def words(self, value: Words) -> str:
        """One word."""
        return ONE if value.pairs else ""

    def _first_words(self, key: Id) -> str:
        return ONE if key else ""


def lines(registry: Registry, spoken: Language, *, for_children: bool) -> Iterator[tuple[str, str]]:
    """Each line of each answer that the facts of a registry give, in our words alone, with the id of the fact."""
    whole, ours = (cls(registry, spoken, for_children) for cls in (Sentences, OurWords))
    for notice in registry.notices:
        for fact in facts(registry, notice, ON):
            is_named_elsewhere = isinstance(registry.things[Id(fact.subject)], STATED_WITH_NAME)
            if not is_named_elsewhere and fact.field not in OTHERWISE_SAID:
                is_long = len(whole.lines(fact_words(whole, fact))) > 1
                text = fact_words(ours, fact)
                yield from ((fact.id, part) for part in (text.split(NEW_LINE) if is_long else [ours.line(text).text]))


def faults(line: str) -> list[str]:
    """What makes a line hard to read."""
    bare = ADDRESSES.sub(ONE, line)
    found = {
        "long": len(bare.split()) > LONGEST,
        "semicolon": ";" in bare,
        "colons": bare.count(":") > 1,
        "colon in brackets": re.search(r"\([^)]*:", bare),
    }
    return [name for name, is_found in found.items() if is_found]


def faulty(registry: Registry, spoken: Language, *, for_children: bool = False) -> list[tuple[str, str, list[str]]]:
    """The lines with a fault: the id of the fact, the line, what is wrong."""
    all_lines = lines(registry, spoken, for_children=for_children)
    return [(key, line, found) for key, line in all_lines if (found := faults(line))]


EVERYONE_AND_CHILDREN = pytest.mark.parametrize("for_children", [False, True])


@EVERYONE_AND_CHILDREN
@pytest.mark.parametrize("name", FOLDERS)
def test_every_answer_of_an_example_reads_once(name: str, *, for_children: bool) -> None:
    for tag in example(name).languages:
        assert faulty(example(name), language(tag), for_children=for_children) == []


@pytest.mark.parametrize("tag", ["en-GB", "cy"])
def test_every_answer_to_every_field_reads_once(tag: str) -> None:
    assert faulty(rich(), language(tag)) == []


@pytest.mark.parametrize(
    ("way", "pattern", "fault"),
    some(
        [
            ("conditions.tell_first.when", "; {when}", "semicolon"),
            ("conditions.need_shown.test", "(which: {test})", "colon in brackets"),
            ("conditions.approval.says", "by: this: {by}", "colons"),
            ("conditions.minimum_items.says", " ".join(["word"] * (LONGEST + 1)), "long"),
            ("fields.frequency", "; {it}", "semicolon"),
            ("words.mode.transfer", "it is sent; it goes", "semicolon"),
        ],
        one_in=6,
    ),
)
def test_a_phrase_that_is_hard_to_read_is_caught(way: str, pattern: str, fault: str) -> None:
    spoken = language("en-GB")
    texts: dict[str, Any] = copy.deepcopy(dict(spoken.texts))
    *outer, last = way.split(".")
    table = texts
    for key in outer:
        table = table[key]
    table[last] = pattern
    found = faulty(example("aberwen"), replace(spoken, texts=texts))
    assert {name for _, _, names in found for name in names} == {fault}
