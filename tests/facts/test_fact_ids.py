"""The ids of facts: readable, told apart, and the same whatever is added beside them."""

from __future__ import annotations

from datetime import date

from site_builder.facts.fact_ids import fact_ids
from site_builder.model import Confirmation, LegalPower, OptOut, Passage, Reading, Retention, Section, Transfer
from site_builder.model.conditions import CONDITIONS
from site_builder.model.values import Id, Text, Word, Words, words

SAY = words("en", "Words.")


def test_a_single_value_is_named_by_its_field() -> None:
    assert fact_ids("d", "modality", Word("may")) == ("d.modality",)


def test_an_entry_is_named_by_what_tells_it_from_others() -> None:
    power = LegalPower(law=Id("children-act"), provision=words("en", "s. 17(1)"))
    kept = Retention(kept_by=Word("us"), data_categories=(Id("health"),))
    sent = Transfer(country=words("en", "Côte d'Ivoire"), recipient=Id("a-firm"))
    seen = Confirmation(confirms=Id("d"), fields=(Text("retention"),), by=Id("dpo"), date=date(2026, 1, 2))
    assert fact_ids("d", "legal_power", (power,)) == ("d.legal_power.children-act-s-17-1",)
    assert fact_ids("d", "retention", (kept,)) == ("d.retention.us-health",)
    assert fact_ids("d", "retention", (Retention(period=SAY),)) == ("d.retention.all",)
    assert fact_ids("d", "transfers", (sent,)) == ("d.transfers.cote-d-ivoire-a-firm",)
    assert fact_ids("d", "opt_outs", (OptOut(scheme=Word("local"), effect=Word("applies")),)) == ("d.opt_outs.local",)
    assert fact_ids("d", "confirmed", (seen,)) == ("d.confirmed.dpo-2026-01-02",)
    assert fact_ids("d", "conditions", (CONDITIONS["single_use"](),)) == ("d.conditions.single_use",)
    assert fact_ids("d", "purposes", (Id("research"), Id("statistics"))) == (
        "d.purposes.research",
        "d.purposes.statistics",
    )


def test_passages_are_named_by_their_number_and_sections_by_their_id() -> None:
    passage = Passage(shape=Word("paragraph"), text=SAY)
    assert fact_ids("n", "opening", (passage, passage)) == ("n.opening.1", "n.opening.2")
    assert fact_ids("n", "sections", (Section(id=Id("nhs"), heading=SAY),)) == ("n.sections.nhs",)


def test_entries_with_one_key_are_told_apart_by_their_content_in_any_order() -> None:
    first, second = (Retention(kept_by=Word("us"), period=words("en", p)) for p in ("8 years", "2 years"))
    ids = fact_ids("d", "retention", (first, second))
    assert len(set(ids)) == 2
    assert all(i.startswith("d.retention.us-") for i in ids)
    assert fact_ids("d", "retention", (second, first)) == ids[::-1]


def test_a_translation_changes_no_id() -> None:
    welsh = Words((("en", "8 years"), ("cy", "8 mlynedd")))
    first, second = Retention(period=words("en", "8 years")), Retention(period=words("en", "2 years"))
    assert fact_ids("d", "retention", (first, second)) == fact_ids("d", "retention", (Retention(period=welsh), second))


def test_the_very_same_entry_twice_has_two_ids() -> None:
    entry = Reading(about=SAY)
    assert len(set(fact_ids("d", "more_information", (entry, entry, entry)))) == 3


def test_an_entry_without_letters_of_ours_has_an_id() -> None:
    (made,) = fact_ids("d", "more_information", (Reading(about=words("ja", "\u65e5\u672c")),))
    assert made.rpartition(".")[2].isalnum()


def test_a_key_is_not_longer_than_an_id() -> None:
    (made,) = fact_ids("d", "more_information", (Reading(about=words("en", "very " * 50)),))
    assert len(made.rpartition(".")[2]) <= 63
