"""The words that rules look for: the data holds together, names only facts that there are, and finds what it lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_builder import vocabulary
from site_builder.check import findings
from site_builder.load.shape.ways import words_of
from site_builder.model import Disclosure
from site_builder.model.conditions import CONDITIONS
from site_builder.model.fields import field_types
from site_builder.model.finder import finder
from site_builder.model.strength import DEGREES
from site_builder.schemas.trees import trees
from tests.check.registered import RULES_OF_WORDS
from tests.examples import FOLDERS, loaded
from tests.nodes import all_nodes
from tests.seed import ON

FILE = Path(vocabulary.__file__).parent / "phrases.yaml"
GIVEN: Mapping[str, Any] = yaml.load(FILE.read_text("utf-8"), yaml.CSafeLoader)
MATTERS = [*GIVEN["strength"]["matters"].values()]
CLAIMS = [*GIVEN["softened"], *GIVEN["promised"], *GIVEN["against"], *GIVEN["purposes"], *MATTERS]
NAMED = {
    name for claim in CLAIMS for key in ("held_by", "denied_by", "facts", "or_else") for name in claim.get(key, ())
}


def _lists(given: Any) -> Iterator[Mapping[str, Any]]:
    """Every entry that has words."""
    if isinstance(given, dict):
        if "words" in given:
            yield given
        for each in given.values():
            yield from _lists(each)
    elif isinstance(given, list):
        for each in given:
            yield from _lists(each)


def _said(phrase: str) -> str:
    """A phrase as somebody would write it: the first of each choice, and a word for `...`."""
    return " ".join("really" if word == "..." else word.split("/")[0] for word in phrase.split())


def _degrees(matter: Mapping[str, Any]) -> Iterator[str]:
    yield from (degree for key in ("facts", "or_else") for each in matter.get(key, {}).values() for degree in each)
    yield from matter.get("unsaid", ())


ONE_BY_ONE = {key: lists for key, lists in GIVEN.items() if key != "strength"}


@pytest.mark.parametrize("entry", [*_lists(ONE_BY_ONE)], ids=lambda entry: str(entry["words"][0]))
def test_each_phrase_is_found_and_has_a_reason(entry: Mapping[str, Any]) -> None:
    looks = finder(entry["words"])
    assert [p for p in entry["words"] if looks.first(f"So {_said(p)} it.") is None] == []
    assert entry["reason"].strip()


def test_the_scale_names_degrees_that_there_are_and_has_each_matter_in_each_language() -> None:
    strength = vocabulary.strength()
    assert {degree for each in MATTERS for degree in _degrees(each)} <= {*DEGREES}
    for scale in strength.scales.values():
        assert {matter.name for matter in scale.matters} == strength.matters.keys()
        assert {degree for matter in scale.matters for degree, _ in matter.fixed} <= {*DEGREES}
        assert {who for matter in scale.matters for way in matter.ways for who in way.by} <= {
            "",
            *scale.people.values(),
        }


def test_facts_that_hold_or_deny_are_facts_that_there_are() -> None:
    fields = {key for key, _ in field_types(Disclosure).values()}
    of_conditions = {key for cls in CONDITIONS.values() for key, _ in field_types(cls).values()}
    schemes = {"national_data_opt_out", "object_art_21", "withdraw_consent", "local"}
    known = fields | of_conditions | set(CONDITIONS) | {"family"} | schemes
    assert {name for name in NAMED if name.partition(":")[0].split(".")[0] not in known} == set()


def test_words_of_facts_are_words_of_their_fields() -> None:
    known = [each for tree in trees().values() for each in all_nodes(tree)]
    words = {word for each in known for word in words_of(each)}
    named = {name.partition(": ")[2] for name in NAMED}
    assert named - words - {"", "listed", "true", "false", "0"} == set()


def test_capitals_and_curled_apostrophes_do_not_count() -> None:
    looks = finder(["we don't share/tell"], ["we don't share ... secrets"])
    assert looks.first("WE DON’T TELL anyone.") == "WE DON’T TELL"
    assert looks.first("We don't share any secrets, but we don't tell.") == "we don't tell"


def test_dots_stand_for_a_few_words_and_no_comma() -> None:
    looks = finder(["not ... share"])
    assert looks.first("We do not ever want to share it.") == "not ever want to share"
    assert looks.first("We do not, and they share it.") is None
    assert looks.first("We do not say what all of them and all of us share.") is None


@pytest.mark.parametrize("name", FOLDERS)
def test_in_another_language_rules_of_words_are_silent(name: str) -> None:
    registry = loaded(name).registry
    assert registry is not None
    assert registry.phrases is vocabulary.phrases("en")
    assert vocabulary.phrases("cy") is None
    without = replace(registry, phrases=None)
    told = {finding.rule for finding in findings(without, ON)}
    assert told.isdisjoint(RULES_OF_WORDS - {"left-over-words", "link-missing"})
