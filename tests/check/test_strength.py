"""Words firmer or weaker than the facts: how the scale reads a sentence, and what `check` finds of a hundred."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from site_builder.vocabulary import strength
from tests.invalid_cases import FOLDER
from tests.strength import doubted

SENTENCES = yaml.safe_load((FOLDER / "strength.yaml").read_text("utf-8"))
KNOWN_MISSES = {"a083"}
"""It leaves out who tells: "We make the referral and then let you know"."""


def test_each_sentence_that_contradicts_its_fact_is_found_and_no_fair_one_doubted(tmp_path: Path) -> None:
    found = doubted(SENTENCES, tmp_path / "registry").keys()
    assert found == {each["id"] for each in SENTENCES if each["verdict"] == "contradicts"} - KNOWN_MISSES


@pytest.mark.parametrize(
    ("sentence", "degree"),
    [
        ("We must not share it.", "never"),
        ("We do not have to share it.", "may"),
        ("We will not always share it.", "may"),
        ("We may, if you ask, share it.", "may"),
        ("We may have to share it.", None),
        ("We may not share it.", None),
        ("We share it.", "does"),
        ("We share it each time.", "always"),
        ("We normally share it.", "usually"),
        ("Sometimes we must share it.", None),
        ("It is always shared.", "always"),
        ("By law we are required to share it.", "must"),
        ("The law requires us to share it.", "must"),
        ("The law may require us to share it.", None),
        ("The police must share it.", None),
        ("We ask before we must share it.", None),
        ("We must know what they share.", None),
        ("Must we share it?", None),
        ("We must share it with you.", None),
        ("We must ask you first.", None),
        ("We will share nothing, and you must tell us.", "always"),
    ],
)
def test_only_known_words_before_a_deed_say_how_firmly_it_is_done(sentence: str, degree: str | None) -> None:
    said = [each.degree for each in strength().scales["en"].said(sentence) if each.matter == "sharing"]
    assert said == ([degree] if degree else [])


def test_a_text_shifts_where_its_strongest_words_do() -> None:
    scale = strength().scales["en"]
    assert [*scale.shifts("We may share it. They keep it.", "We must share it. They keep it.")] == [
        (True, "We may share", "We must share")
    ]
    assert [*scale.shifts("We always tell you.", "We sometimes tell you.")] == [
        (False, "We always tell you", "We sometimes tell you")
    ]
    assert [*scale.shifts("We may share it.", "We might share it, and you must tell us.")] == []
