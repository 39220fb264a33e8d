"""Every fact has a question, every question its words, and every fact of a notice stands in what is laid out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from site_builder.facts.facts import NO_FACTS, STATED_WITH_NAME, facts
from site_builder.facts.layout.answers import who
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.layout.questions import OF_DISCLOSURES, OF_NOTICES, OF_ORGANISATION, OF_PARTIES, WHO, Question
from site_builder.facts.legal_rights import DERIVED
from site_builder.facts.redact import public
from site_builder.facts.releases import DRAFT
from site_builder.facts.sentences import Sentences, raised
from site_builder.load.project.folder import load
from site_builder.model import (
    RUN_ON,
    VOCABULARIES,
    AutomatedDecision,
    Body,
    ComplaintToUs,
    Disclosure,
    History,
    LegalPower,
    Notice,
    Officer,
    OptOut,
    Organisation,
    Passage,
    Reading,
    Recipient,
    Registry,
    Regulator,
    Retention,
    Transfer,
)
from site_builder.model.conditions import CONDITIONS, Area, Condition
from site_builder.model.fields import field_types, fields_of
from site_builder.model.values import Id, Silence, Url, Word, words
from site_builder.schemas import nodes
from tests import every_field
from tests.nodes import DISCLOSURE, node
from tests.seed import ON, ROOT, english, laid_out, seed

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
    asked = Counter(f for q in questions for f in q.fields if f != "confirmed")
    fields = {key for key, _ in field_types(cls).values()} - NO_FACTS - otherwise
    assert set(asked) == fields
    assert set(asked.values()) == {1}


def test_every_type_of_condition_answers_exactly_one_question() -> None:
    asked = Counter(c for q in OF_DISCLOSURES for c in q.conditions)
    assert set(asked) == set(CONDITIONS)
    assert set(asked.values()) == {1}


ENTRIES = (
    History,
    LegalPower,
    Retention,
    Transfer,
    AutomatedDecision,
    OptOut,
    Reading,
    Officer,
    ComplaintToUs,
    Regulator,
)
SAID: list[tuple[str, type, Mapping[str, Any]]] = []
SAID += [(c.type, c, english().texts["conditions"]) for c in CONDITIONS.values()]
SAID += [(c.__name__, c, english().texts["things"]) for c in (*ENTRIES, *STATED_WITH_NAME)]


@pytest.mark.parametrize(("name", "cls", "texts"), SAID, ids=[name for name, _, _ in SAID])
def test_every_field_of_a_condition_or_entry_is_said_and_nothing_else(
    name: str, cls: type, texts: Mapping[str, Any]
) -> None:
    patterns = texts[name]
    said = {*patterns, *re.findall(r"{(\w+)}", patterns.get("says", ""))} - {"says"}
    fields = {key for key, _ in field_types(cls).values()}
    silent = (NO_FACTS - {"name"} if cls in STATED_WITH_NAME else set()) | ({"type"} if name in CONDITIONS else set())
    assert fields - silent <= said <= fields


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


def test_what_two_entries_state_is_told_in_both_and_links_lead_to_the_first() -> None:
    registry = seed()
    (notice,) = registry.notices
    laid = lay_out(registry, replace(notice, sections=2 * notice.sections[:1]), english(), ON)
    first, again = ([box for entry in section.entries for box in entry.boxes] for section in laid.sections)
    assert [box.anchor for box in again] == [box.anchor for box in first] == [box.id for box in first]
    assert {box.id for box in again} == {""}


def test_a_section_that_is_silent_has_an_empty_cell_and_never_a_no() -> None:
    row = next(r for r in laid_out().glance.rows if r.heading.text == "Other Government departments")
    assert row.cells[2:] == ((), ())
    assert row.cells[1][-1].text == english().page("rest_not_said")


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
    (before,) = (r for b in laid_out().boxes() if b.anchor == box.anchor for r in b.rows if r.key == "unlike")
    assert before.answers[0].target == first.id


def test_a_condition_of_uncertain_reach_says_so_wherever_it_is_read() -> None:
    """A second notice shows the disclosure and not the condition's words: there its facts stand with the disclosure."""
    registry = seed()
    (notice,) = registry.notices
    only = tuple(p for p in notice.sections[0].passages if "dfe-matching" in p.states)
    other = replace(notice, id=Id("other"), conditions=(), sections=(replace(notice.sections[0], passages=only),))
    laid = lay_out(replace(registry, notices=(notice, other)), other, english(), ON)
    box = next(b for b in laid.boxes() if b.anchor == "dfe-matching")
    (approves,) = (a.text for row in box.rows if row.key == "only_if" for a in row.answers if "approves" in a.text)
    assert approves.endswith("(perhaps: the notice is not clear)")
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
    introduced = [(box.anchor, row.question.text) for box in laid.boxes() for row in box.rows if row.key == "body"]
    assert introduced == [
        ("page-facts", "About Department for Education"),
        ("nhs-child-measurement", "About Department of Health"),
        ("government-departments-duty", "About Qualifications and Curriculum Development Agency"),
        ("troubled-families", "About Communities and Local Government Department"),
        ("page-about", "About Example County Council"),
    ]
    assert list(_unstated(changed, laid)) == []


# ---- the fixed words: all that are asked for, and no others

SOURCES = [f for f in (ROOT / "site_builder").rglob("*.py") if f.name != "language.py"]
SOURCES += (ROOT / "templates").glob("*.j2")


def _in_sources(pattern: str) -> list[str]:
    return [found for file in SOURCES for found in re.findall(pattern, file.read_text("utf-8"))]


def test_the_page_s_words_are_those_that_page_and_pdf_ask_for() -> None:
    asked = _in_sources(r"""\.page\(\s*["'](\w+)["']""")
    assert len(_in_sources(r"\.page\(")) == len(asked), "a word is asked for by a name that this test cannot read"
    assert set(english().texts["page"]) == {*asked, *_in_sources(r'\["page"\]\["(\w+)"\]')}


def test_the_questions_are_those_that_are_asked() -> None:
    tables = {q.key for q in (WHO, *OF_DISCLOSURES, *OF_NOTICES, *OF_ORGANISATION, *OF_PARTIES)}
    assert set(english().texts["questions"]) == {*tables, *_in_sources(r'\.question\("(\w+)"')}
    assert set(english().texts["child_questions"]) <= set(english().texts["questions"])


class Noting(dict[str, Any]):
    """Fixed words that note which of them were asked for, each by its way."""

    def __init__(self, texts: Mapping[str, Any], noted: set[tuple[str, ...]], way: tuple[str, ...] = ()) -> None:
        super().__init__(texts)
        self.noted, self.way = noted, way

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        self.noted.add((*self.way, key))
        return Noting(value, self.noted, (*self.way, key)) if isinstance(value, dict) else value

    def get(self, key: str, default: Any = None) -> Any:
        """The words, noted, or the default."""
        try:
            return self[key]
        except KeyError:
            return default


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    """What is asked for by laying out the seed, a registry with every field, and every way to name who gets it."""
    found: set[tuple[str, ...]] = set()
    noting = replace(english(), texts=Noting(english().texts, found))
    folder = tmp_path_factory.mktemp("every-field")
    every_field.write(folder)
    full = load(folder, "registry", ON).registry
    assert full is not None
    for registry in (seed(), public(full)):
        for notice in registry.notices:
            lay_out(registry, notice, noting, ON)
    for registry, disclosure in _who_gets_it():
        who(Sentences(registry, noting), disclosure)
        Sentences(registry, noting).name(disclosure.id)
    return found


def _who_gets_it() -> Iterator[tuple[Registry, Disclosure]]:
    """One disclosure in each direction, with and without sender and recipient, to each sort of recipient."""
    registry = seed()
    other = registry.recipients[0].id
    directions = node("recipient", *DISCLOSURE, "direction").words
    sorts = product([None, other], [(), (other,)], [None, True], [None, True])
    for at, members, is_open, not_chosen in sorts:
        recipients = tuple(
            replace(r, at=at, members=members, open_list=is_open, to_be_appointed=not_chosen) if r.disclosures else r
            for r in registry.recipients
        )
        changed = replace(registry, recipients=recipients)
        plain = replace(changed.disclosures[0], title=None)
        for direction, sender, recipient in product([None, *directions], [None, other], [None, plain.recipient]):
            yield changed, replace(plain, direction=direction, sender=sender, recipient=recipient)


@pytest.mark.parametrize("block", ["recipients", "fields"])
def test_every_word_of_a_block_is_asked_for(noted: set[tuple[str, ...]], block: str) -> None:
    assert set(english().texts[block]) == {way[1] for way in noted if way[0] == block and len(way) > 1}


def test_the_things_and_conditions_with_words_are_those_that_are_said() -> None:
    assert set(english().texts["things"]) == {cls.__name__ for cls in (*ENTRIES, *STATED_WITH_NAME)}
    assert set(english().texts["conditions"]) == set(CONDITIONS)


def _closed() -> Iterator[tuple[type, str, frozenset[str]]]:
    """Each class and field of the model with a closed list of words."""
    files = {Organisation: "organisation", Notice: "notice", Recipient: "recipient"}
    things = {cls: node(name) for cls, name in files.items()}
    things |= {cls: node(name, "some-id") for name, cls in VOCABULARIES.items()}
    conditions = node("recipient", *DISCLOSURE, "conditions", 0)
    things |= {CONDITIONS[kind]: fields for kind, fields in conditions.of_type.items()}
    things[Disclosure] = node("recipient", *DISCLOSURE)
    for cls, thing in things.items():
        yield from _closed_in(cls, thing)


def _closed_in(cls: Any, thing: Any) -> Iterator[tuple[type, str, frozenset[str]]]:
    for field in fields_of(cls):
        one = _one(thing.fields.get(field.key, nodes.NOTHING))
        if is_dataclass(field.one) and isinstance(one, nodes.Fields) and field.one is not Condition:
            yield from _closed_in(field.one, one)
        elif isinstance(one, nodes.Word | nodes.Flag):
            yield cls, field.key, frozenset(one.words if isinstance(one, nodes.Word) else ("true", "false"))


def _one(node: nodes.Node) -> nodes.Node:
    """The node of one value: of a list its entry, of an answer or a list that of the list."""
    if isinstance(node, nodes.Either):
        return _one(node.options[-1])
    return _one(node.entry) if isinstance(node, nodes.List) else node


NOT_SAID = {"type", "status", "direction", "open_list", "to_be_appointed"}
"""Closed words that choose what is said and are not said themselves; the recipients' block tells them."""


def _patterns_of(cls: type) -> Mapping[str, Any]:
    texts = english().texts
    found: Mapping[str, Any] = (
        texts["conditions"][cls.type] if issubclass(cls, Condition) else texts["things"].get(cls.__name__, {})
    )
    return found


def test_every_closed_word_has_words_and_no_other_has() -> None:
    by_field: dict[str, set[str]] = {}
    for cls, field, closed in _closed():
        pattern = _patterns_of(cls).get(field)
        if isinstance(pattern, Mapping):
            assert set(pattern) == closed, (cls, field)
        elif field not in NOT_SAID:
            by_field.setdefault(field, set()).update(closed)
    by_field |= {field: {*DERIVED[field]} for field in ("rights", "research_rules")}
    words = {field: set(texts) for field, texts in english().texts["words"].items() if field not in {"none", "silence"}}
    assert words == by_field


def test_every_answer_in_place_of_a_list_has_words_and_no_other_has() -> None:
    words = english().texts["words"]
    assert set(words["none"]) == {f.key for f in fields_of(Disclosure) if f.silent}
    assert {"none", *words["silence"]} == set(get_args(Silence))


def test_words_that_run_on_after_a_list_stay_behind_it() -> None:
    registry = seed()
    (notice,) = registry.notices
    partners = notice.sections[3]
    more = Passage(shape=RUN_ON, text=words("en-gb", "And so on."), states=partners.passages[0].states)
    section = replace(partners, passages=(*partners.passages[:7], more))
    laid = lay_out(registry, replace(notice, sections=(section,)), english(), ON)
    (entry,) = laid.sections[0].entries
    first, last = entry.paragraphs
    assert len(first.items) == 6
    assert [run.text for run in last.runs] == ["And so on."]


def test_a_condition_s_words_are_read_where_they_are_shown_though_it_limits_what_another_notice_shows() -> None:
    registry = seed()
    (notice,) = registry.notices
    alone = tuple(p for p in notice.sections[0].passages if "dfe-in-all-these-cases" in p.states)
    other = replace(notice, id=Id("other"), conditions=(), sections=(replace(notice.sections[0], passages=alone),))
    laid = lay_out(replace(registry, notices=(notice, other)), other, english(), ON)
    (entry,) = laid.sections[0].entries
    assert entry.paragraphs[0].runs[0].text.startswith("In all these cases")
    assert [row.key for row in entry.boxes[0].rows] == ["only_if", "must_not", "known"]


def test_a_condition_that_limits_nothing_in_force_has_no_box_though_its_words_state_what_is_in_force() -> None:
    registry = seed()
    (notice,) = registry.notices
    first = next(p for p in notice.sections[0].passages if p.states)
    passages = [
        replace(p, states=(*p.states, Id("nobody-s"))) if p is first else p for p in notice.sections[0].passages
    ]
    other = replace(registry.conditions[0], id=Id("nobody-s"))
    shown = replace(notice, sections=(replace(notice.sections[0], passages=tuple(passages)), *notice.sections[1:]))
    held = replace(registry, notices=(shown,), conditions=(*registry.conditions, other))
    laid, before = lay_out(held, shown, english(), ON), lay_out(registry, notice, english(), ON)
    assert [box.anchor for box in laid.boxes()] == [box.anchor for box in before.boxes()]


@pytest.mark.parametrize(
    ("text", "expected"), [("eHealth service", "eHealth service"), ("nurses", "Nurses"), ("NHS", "NHS"), ("", "")]
)
def test_a_first_letter_is_raised_unless_the_word_has_capitals_of_its_own(text: str, expected: str) -> None:
    assert raised(text) == expected


def test_a_name_that_begins_with_a_comma_keeps_it() -> None:
    registry = seed()
    place = replace(registry.places[0], name=words("en-gb", "; semi Ltd"))
    changed = replace(registry, places=(place, *registry.places[1:]))
    assert Sentences(changed, english()).name(place.id) == "; semi Ltd"
    assert Sentences(changed, english()).say(Area(places=(place.id,))) == "in ; semi Ltd"


def test_a_sentence_that_is_gone_on_with_loses_its_full_stop_and_a_name_does_not() -> None:
    s = Sentences(seed(), english())
    kept = Retention(criteria=words("en-gb", "As long as we must."), kept_by=Word("us"))
    assert s.say(kept) == "As long as we must (kept by us)"
    role = replace(seed().roles[0], name=words("en-gb", "agent of Acme Ltd."))
    assert s.say(role).startswith("agent of Acme Ltd. (")


def test_a_page_says_which_version_it_is_or_that_it_is_a_draft() -> None:
    notice = seed().notices[0]
    assert lay_out(seed(), notice, english(), ON).edition == "Version 2026.11.25.1, 25 November 2026"
    said = lay_out(replace(seed(), version=DRAFT), notice, english(), ON).edition
    assert said == "Draft of 25 November 2026: this is not a released version"


def test_what_no_passage_states_is_called_by_its_id_where_another_names_it() -> None:
    """`check` refuses such a registry; a feed can come from anywhere."""
    registry = seed()
    first, second, *_ = [d for d in registry.disclosures if not d.title]
    passed_on = replace(second, onward_of=first.id)
    recipients = tuple(
        replace(r, disclosures=tuple(passed_on if d.id == second.id else d for d in r.disclosures))
        for r in registry.recipients
    )
    sections = tuple(
        replace(s, passages=tuple(p for p in s.passages if first.id not in p.states))
        for s in registry.notices[0].sections
    )
    notice = replace(registry.notices[0], sections=sections)
    laid = lay_out(replace(registry, recipients=recipients, notices=(notice,)), notice, english(), ON)
    assert f", {first.id}" in str(list(laid.boxes()))
