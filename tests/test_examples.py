"""The example registries: each is well, says all its facts in each language and to children, and in the feed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from site_builder.check.words.readability import grade
from site_builder.facts.layout.notice import lay_out
from site_builder.load.feed.reader import read
from site_builder.locale.languages import language
from site_builder.model.conditions import CONDITIONS
from site_builder.model.sentences import sentences
from site_builder.problems import Severity
from site_builder.render import pdf
from site_builder.render.feed.graph import render
from tests.checkers.pdf import page_validation_ua1
from tests.effort import some
from tests.examples import FOLDERS, editions, example, loaded
from tests.seed import ON

EXAMPLES = [name for name in FOLDERS if name != "seed"]
LONGEST, HARDEST = 25, 8


def test_there_are_the_examples_that_the_handbook_tells_of() -> None:
    assert set(EXAMPLES) >= {"aberwen", "county-2026", "fire-service"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_no_errors_and_no_warnings(name: str) -> None:
    found = [p for p in loaded(name).problems if p.severity in (Severity.ERROR, Severity.WARNING)]
    assert found == []


@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_reads_back_from_its_feed(name: str) -> None:
    assert read(render(example(name), ON)) == example(name)


def test_the_welsh_council_s_pages_are_wholly_in_their_language() -> None:
    assert {each.laid.language for each in editions("aberwen")} == {"en-gb", "cy"}
    assert [each.laid.untranslated for each in editions("aberwen") if each.laid.untranslated] == []


def test_an_edition_with_a_name_that_is_not_translated_says_so() -> None:
    registry = example("aberwen")
    plain = tuple(replace(p, name=replace(p.name, pairs=p.name.pairs[:1])) for p in registry.purposes)
    laid = lay_out(replace(registry, purposes=plain), registry.notices[0], language("cy"), ON)
    assert "Saesneg" in laid.untranslated


def test_the_welsh_council_uses_every_type_of_condition() -> None:
    registry = example("aberwen")
    used = Counter(limit.condition.type for d in registry.disclosures for limit in registry.limits(d))
    assert set(CONDITIONS) - set(used) == set()


@pytest.mark.parametrize("name", FOLDERS)
def test_generated_sentences_are_short_and_easy(name: str) -> None:
    by_owner: dict[str, list[str]] = {}
    for passage in (p for notice in example(name).notices for p in notice.passages if p.generated):
        by_owner.setdefault(passage.states[0], []).append(str(passage.text))
    texts = ["\n".join(lines) for lines in by_owner.values()]
    assert [s for text in texts for s in sentences(text) if len(s.split()) > LONGEST] == []
    assert not texts or grade("\n".join(texts)) <= HARDEST


def test_there_are_generated_sentences_in_the_welsh_council_s_notices() -> None:
    made = [p for notice in example("aberwen").notices for p in notice.passages if p.generated]
    assert len({p.states[0] for p in made}) > 5
    assert all([tag for tag, _ in p.text.pairs] == ["en-gb", "cy"] for p in made)


@pytest.mark.parametrize("name", some(EXAMPLES[::-1], one_in=5))
def test_every_pdf_is_accessible(name: str) -> None:
    for laid in (edition.laid for edition in editions(name)):
        if not laid.for_children:
            made = pdf.render(laid, language(laid.language), feed=render(example(name), ON), issued=ON)
            assert page_validation_ua1(made) == [], (laid.id, laid.language)
