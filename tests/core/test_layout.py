"""Every fact has a question, every question its words, and every fact of a notice stands in what is laid out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from site_builder.core.conditions import CONDITIONS
from site_builder.core.facts import NO_FACTS, TOLD_WITH_NAME, facts
from site_builder.core.fields import field_types
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.core.layout.notice import lay_out
from site_builder.core.layout.questions import OF_DISCLOSURES, OF_NOTICES, OF_ORGANISATION, OF_PARTIES, WHO, Question
from site_builder.core.model import (
    AutomatedDecision,
    Body,
    ComplaintToUs,
    Disclosure,
    LegalPower,
    Notice,
    Officer,
    OptOut,
    Organisation,
    Reading,
    Recipient,
    Registry,
    Regulator,
    Retention,
    Transfer,
)
from site_builder.core.public import public
from site_builder.core.values import Id, Url
from site_builder.sources.folder import load
from site_builder.sources.shape import schemas
from tests import every_field
from tests.seed import ON, english, laid_out, seed

SAID_OTHERWISE = {"conditions"}
OF_WHO = {"at", "to_be_appointed", "open_list", "members"}


@pytest.mark.parametrize(
    ("cls", "questions", "otherwise"),
    [
        (Disclosure, (WHO, *OF_DISCLOSURES), SAID_OTHERWISE),
        (Notice, OF_NOTICES, SAID_OTHERWISE),
        (Organisation, OF_ORGANISATION, set()),
        (Body, OF_PARTIES, set()),
        (Recipient, OF_PARTIES, SAID_OTHERWISE | OF_WHO),
    ],
)
def test_every_field_answers_exactly_one_question(
    cls: type, questions: tuple[Question, ...], otherwise: set[str]
) -> None:
    asked = Counter(f for q in questions for f in q.fields)
    fields = {key for key, _ in field_types(cls).values()} - NO_FACTS - otherwise
    assert set(asked) == fields
    assert set(asked.values()) == {1}


def test_every_type_of_condition_answers_exactly_one_question() -> None:
    asked = Counter(c for q in OF_DISCLOSURES for c in q.conditions)
    assert set(asked) == set(CONDITIONS)
    assert set(asked.values()) == {1}


def test_every_question_has_words() -> None:
    questions = {q.key for q in (WHO, *OF_DISCLOSURES, *OF_NOTICES, *OF_ORGANISATION, *OF_PARTIES)}
    assert questions | {"holds_for"} <= set(english().texts["questions"])


ENTRIES = (LegalPower, Retention, Transfer, AutomatedDecision, OptOut, Reading, Officer, ComplaintToUs, Regulator)
SAID: list[tuple[str, type, Mapping[str, Any]]] = []
SAID += [(c.type, c, english().texts["conditions"]) for c in CONDITIONS.values()]
SAID += [(c.__name__, c, english().texts["things"]) for c in (*ENTRIES, *TOLD_WITH_NAME)]


@pytest.mark.parametrize(("name", "cls", "texts"), SAID, ids=[name for name, _, _ in SAID])
def test_every_field_of_a_condition_or_entry_is_said(name: str, cls: type, texts: Mapping[str, Any]) -> None:
    patterns = texts[name]
    placed = set(re.findall(r"{(\w+)}", patterns.get("says", "")))
    fields = {key for key, _ in field_types(cls).values()} - (NO_FACTS - {"name"} if cls in TOLD_WITH_NAME else set())
    unsaid = fields - set(patterns) - placed - ({"type"} if name in CONDITIONS else set())
    assert unsaid == set()


def _stated(notice: LaidNotice) -> set[str]:
    boxes = {f for box in notice.boxes() for row in box.rows for a in row.answers for f in a.facts}
    return boxes | {f for row in notice.glance.rows for cell in row.cells for a in cell for f in a.facts}


def _unstated(registry: Registry, notice: LaidNotice) -> Iterator[str]:
    stated = _stated(notice)
    source = next(n for n in registry.notices if n.id == notice.id)
    yield from (f.id for f in facts(registry, source, ON) if f.id not in stated)


def test_every_fact_of_the_seed_is_laid_out() -> None:
    assert list(_unstated(seed(), laid_out())) == []


def test_a_row_that_is_lost_is_noticed() -> None:
    notice = laid_out()
    section = notice.sections[0]
    entry = section.entries[0]
    box = replace(entry.boxes[0], rows=entry.boxes[0].rows[:-1])
    broken = replace(
        notice,
        sections=(replace(section, entries=(replace(entry, boxes=(box,)), *section.entries[1:])), *notice.sections[1:]),
    )
    assert list(_unstated(seed(), broken)) == ["dfe-research-statistics.data_subjects.children"]


def test_no_row_is_without_an_answer_and_no_answer_without_words() -> None:
    rows = [row for box in laid_out().boxes() for row in box.rows]
    assert rows
    assert all(row.answers and all(a.text for a in row.answers) for row in rows)


def test_every_link_inside_the_notice_leads_somewhere() -> None:
    notice = laid_out()
    anchors = {box.anchor for box in notice.boxes()} | {s.anchor for s in notice.sections}
    targets = {a.target for box in notice.boxes() for row in box.rows for a in row.answers if a.target}
    assert targets <= anchors


def test_a_section_that_is_silent_has_an_empty_cell_and_never_a_no() -> None:
    row = next(r for r in laid_out().glance.rows if r.heading == "Other Government departments")
    assert row.cells[1] == ()
    assert row.cells[2] == ()


def test_words_go_with_the_last_disclosure_that_they_state() -> None:
    registry = seed()
    ended = tuple(
        replace(r, valid_to=date(2026, 1, 1)) if r.id == "commissioned-nhs-services" else r for r in registry.recipients
    )
    notice = lay_out(replace(registry, recipients=ended), registry.notices[0], english(), ON)
    words = " ".join(r.text for s in notice.sections for e in s.entries for p in e.paragraphs for r in p.runs)
    assert "child measurement programme" not in words
    assert "NHS services may also request" in words
    assert all(not box.anchor.startswith("nhs-child-") for box in notice.boxes())


def test_every_fact_of_a_registry_with_every_field_is_laid_out(tmp_path: Path) -> None:
    every_field.write(tmp_path)
    loaded = load(tmp_path, "registry", ON)
    assert loaded.registry is not None, loaded.problems
    registry = public(loaded.registry)
    stated = {f.id for n in registry.notices for f in facts(registry, n, ON)}
    assert len(stated) > 120
    for notice in registry.notices:
        assert list(_unstated(registry, lay_out(registry, notice, english(), ON))) == []


def test_no_field_of_a_disclosure_is_forgotten_in_that_registry(tmp_path: Path) -> None:
    every_field.write(tmp_path)
    registry = load(tmp_path, "registry", ON).registry
    assert registry is not None
    full = next(d for d in registry.disclosures if d.id == "full-sharing")
    empty = {key for name, (key, _) in field_types(Disclosure).items() if getattr(full, name) in (None, ())}
    assert empty == {"status"}
    assert {c.type for c in full.conditions} == set(CONDITIONS)


def _enumerated() -> Iterator[tuple[str, list[str], Mapping[str, Any]]]:
    """Each closed word list of the schemas: the field, its words, and the locale's part that must know them."""
    texts = english().texts
    common = schemas().documents["common.schema.json"]["$defs"]
    entries = {
        "legal_power": "LegalPower", "retention": "Retention", "transfers": "Transfer", "opt_outs": "OptOut",
        "automated_decision": "AutomatedDecision",
    }  # fmt: skip
    for name, field in (common["disclosure"]["properties"] | common["head"]["properties"]).items():
        if name in entries:
            inner = field["oneOf"][1]
            properties = inner.get("items", inner)["properties"]
            yield from ((n, p["enum"], texts["things"][entries[name]]) for n, p in properties.items() if "enum" in p)
        else:
            words = field.get("enum") or field.get("items", {}).get("enum")
            yield from [(name, words, texts["words"])] if words and name not in {"status", "direction"} else []
    for branch in common["condition"]["allOf"]:
        kind = branch["if"]["properties"]["type"]["const"]
        for name, field in branch["then"]["properties"].items():
            words = isinstance(field, dict) and (field.get("enum") or field.get("items", {}).get("enum"))
            if words:
                yield name, words, texts["words"] if field.get("type") == "array" else texts["conditions"][kind]


@pytest.mark.parametrize(("field", "closed", "texts"), list(_enumerated()))
def test_every_closed_word_has_words_in_english(field: str, closed: list[str], texts: Mapping[str, Any]) -> None:
    assert set(closed) <= set(texts[field])


def test_a_link_to_what_is_not_in_force_is_no_link() -> None:
    registry = seed()
    nhs = next(r for r in registry.recipients if r.id == "nhs-services")
    first, *rest = nhs.disclosures
    ended = replace(nhs, disclosures=(replace(first, valid_to=date(2026, 1, 1)), *rest))
    recipients = tuple(ended if r.id == nhs.id else r for r in registry.recipients)
    notice = lay_out(replace(registry, recipients=recipients), registry.notices[0], english(), ON)
    box = next(b for b in notice.boxes() if b.anchor == "nhs-child-measurement")
    (unlike,) = (row for row in box.rows if row.key == "unlike")
    assert unlike.answers[0].target is None
    assert next(b for b in laid_out().boxes() if b.anchor == box.anchor).rows[-1].answers[0].target == first.id


def test_a_condition_of_uncertain_reach_says_so_wherever_it_is_read() -> None:
    """A second notice shows the disclosure and not the condition's words: there its facts stand with the disclosure."""
    registry = seed()
    (notice,) = registry.notices
    only = tuple(p for p in notice.sections[0].passages if "dfe-matching" in p.states)
    other = replace(notice, id=Id("other"), conditions=(), sections=(replace(notice.sections[0], passages=only),))
    laid = lay_out(replace(registry, notices=(notice, other)), other, english(), ON)
    box = next(b for b in laid.boxes() if b.anchor == "dfe-matching")
    (approves,) = (a.text for row in box.rows if row.key == "only_if" for a in row.answers if "approves" in a.text)
    assert approves.endswith("perhaps: the notice's words leave it open")
    assert list(_unstated(replace(registry, notices=(notice, other)), laid)) == []


def test_what_is_known_of_a_body_is_said_where_it_is_first_named() -> None:
    registry = seed()
    site = Url("https://example.org/")
    recipients = tuple(
        replace(r, website=site) if r.id == "department-for-education" else r for r in registry.recipients
    )
    owned = replace(registry.notices[0], owner_role=Id("dfe-chief-statistician"))
    agent = Body(id=Id("agent"), name=registry.organisation.name, website=site)
    organisation = replace(registry.organisation, representative=agent.id)
    changed = replace(
        registry, notices=(owned,), recipients=recipients, organisation=organisation, bodies=(*registry.bodies, agent)
    )
    laid = lay_out(changed, owned, english(), ON)
    introduced = [(box.anchor, row.question) for box in laid.boxes() for row in box.rows if row.key == "body"]
    assert introduced == [
        ("page-facts", "About Department for Education"),
        ("page-about", "About Example County Council"),
    ]
    assert list(_unstated(changed, laid)) == []
