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
from site_builder.facts.layout.laid_out import (
    Closed,
    Item,
    LaidNotice,
    LaidPassage,
    LaidSection,
    Part,
    Row,
    Rows,
    Run,
    parts_of,
    stated,
)
from site_builder.facts.layout.laid_out import Text as Told
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.layout.questions import (
    OF_DISCLOSURES,
    OF_NOTICES,
    OF_ORGANISATION,
    OF_PARTIES,
    OF_WORDS,
    WHO,
    Question,
)
from site_builder.facts.layout.shown import Shown
from site_builder.facts.legal_rights import DERIVED
from site_builder.facts.redact import public
from site_builder.facts.releases import DRAFT
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import Sentences, raised, words_alone
from site_builder.load.project.folder import load
from site_builder.model import (
    NEVER,
    PARAGRAPH,
    RUN_ON,
    VOCABULARIES,
    AutomatedDecision,
    Body,
    ComplaintToUs,
    Disclosure,
    History,
    Holding,
    LegalPower,
    Notice,
    Officer,
    OptOut,
    Organisation,
    OtherOfficer,
    OurRole,
    Passage,
    Reading,
    Recipient,
    Registry,
    Regulator,
    Retention,
    Settled,
    Statement,
    Transfer,
)
from site_builder.model.conditions import ABOUT, CONDITIONS, Area, Condition
from site_builder.model.fields import field_types, fields_of
from site_builder.model.values import NOT_STATED, Id, Silence, Text, Word, words
from site_builder.schemas import nodes
from tests import every_field
from tests import small_registry as small
from tests.examples import FOLDERS, editions, example
from tests.nodes import DISCLOSURE, node
from tests.seed import ON, ROOT, english, laid_out, seed

SAID_OTHERWISE = {"conditions"}
OF_WHO = {"at", "to_be_appointed", "open_list", "membership", "members"}


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
    Holding,
    LegalPower,
    Retention,
    Transfer,
    AutomatedDecision,
    OptOut,
    Reading,
    Settled,
    Statement,
    Officer,
    OtherOfficer,
    OurRole,
    ComplaintToUs,
    Regulator,
)
SAID: list[tuple[str, type, Mapping[str, Any]]] = []
FOR_SOME = {"for_data": english().texts["fields"]["for_data"]}
SAID += [
    (kind, c, {kind: english().texts["conditions"][kind] | (FOR_SOME if ABOUT[kind].for_some else {})})
    for kind, c in CONDITIONS.items()
]
SAID += [(c.__name__, c, english().texts["things"]) for c in (*ENTRIES, *STATED_WITH_NAME)]


@pytest.mark.parametrize(("name", "cls", "texts"), SAID, ids=[name for name, _, _ in SAID])
def test_every_field_of_a_condition_or_entry_is_said_and_nothing_else(
    name: str, cls: type, texts: Mapping[str, Any]
) -> None:
    patterns = texts[name]
    of_one_word = {key for key, pattern in patterns.items() if isinstance(pattern, Mapping) and "effect" in pattern}
    of_two = {key: re.findall(r"{(\w+)}", patterns[key]) for key in patterns if " " in key}
    assert all(key.split() == fields and patterns.keys() >= {*fields} for key, fields in of_two.items())
    said = {*patterns, *re.findall(r"{(\w+)}", patterns.get("says", ""))} - {"says", "alone", *of_one_word, *of_two}
    fields = {key for key, _ in field_types(cls).values()}
    silent = (NO_FACTS - {"name"} if cls in STATED_WITH_NAME else set()) | ({"type"} if name in CONDITIONS else set())
    assert fields - silent <= said <= fields


def _unstated(registry: Registry, notice: LaidNotice) -> list[str]:
    source = next(n for n in registry.notices if n.id == notice.id)
    return [fact.id for fact in facts(registry, source, ON) if fact.id not in stated(notice)]


def _passages(laid: LaidNotice) -> dict[str, LaidPassage]:
    """The passages of a notice by the number that they have."""
    return {passage.number: passage for passage in laid.passages if passage.number}


def _rows(passage: LaidPassage, key: str) -> list[str]:
    """The answers of a passage's exact facts under a key, in words."""
    rows = (row for row in parts_of(passage.exact, Row) if row.key == key)
    return [answer.text for row in rows for answer in row.answers]


def _targets(laid: object) -> set[str]:
    """The anchors that links inside a notice lead to."""
    addresses = (piece.url for line in parts_of(laid, Line) for piece in line.pieces if piece.url)
    return {address[1:] for address in addresses if address.startswith("#")}


def _anchors(laid: LaidNotice) -> list[str]:
    """All anchors of a notice, each as often as it is there."""
    blocks = parts_of(laid, (Rows, Row, Closed, Part, Item, LaidSection, LaidPassage))
    own = [block.anchor for block in blocks if block.anchor]
    return [*own, *(passage.thing for passage in laid.passages if passage.thing)]


def test_every_fact_of_the_seed_is_laid_out() -> None:
    assert _unstated(seed(), laid_out()) == []


def test_a_row_that_is_lost_is_noticed() -> None:
    notice = laid_out()
    first, *others = notice.sections[0].passages
    assert first.exact is not None
    whole, *links = first.exact.blocks
    assert isinstance(whole, Rows)
    less = replace(first, exact=replace(first.exact, blocks=(replace(whole, rows=whole.rows[:-1]), *links)))
    section = replace(notice.sections[0], passages=(less, *others))
    broken = replace(notice, sections=(section, *notice.sections[1:]))
    assert _unstated(seed(), broken) == ["dfe-research-statistics.data_subjects.children"]


def test_no_row_is_without_an_answer_and_no_answer_without_words() -> None:
    rows = list(parts_of(laid_out(), Row))
    assert rows
    assert all(row.answers and all(a.text for a in row.answers) for row in rows)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_link_inside_a_notice_leads_to_one_place_of_it(name: str) -> None:
    for laid in (edition.laid for edition in editions(name)):
        anchors = Counter(_anchors(laid))
        assert [anchor for anchor, number in anchors.items() if number > 1] == []
        assert _targets(laid) - set(anchors) == set()


def test_an_exception_leads_to_the_very_row_and_silence_to_the_passage() -> None:
    given = [small.disclosure(f"d{n}", transfers="none", retention="none") for n in range(8)]
    given += [
        small.disclosure("d8", transfers=(Transfer(country=small.said("Ireland")),), retention="none"),
        small.disclosure("d9"),
    ]
    made = small.registry(small.recipient("school", "Schools", *given))
    laid = lay_out(made, made.notices[0], english(), ON)
    told = {row.key: row.answers[0].lines[0] for row in parts_of(laid.everywhere, Row)}
    urls = {key: [piece.url for piece in line.pieces if piece.url] for key, line in told.items()}
    assert urls == {"abroad": ["#p1.9-abroad"], "kept": ["#p1.10"]}
    rows = {row.anchor: row.answers[0].text for row in parts_of(laid.sections, Row) if row.anchor}
    assert rows["p1.9-abroad"] == "Ireland"


def test_reviews_stand_by_day_and_who_checked_nothing_is_told() -> None:
    soon, late = date(2027, 1, 5), date(2027, 6, 1)
    made = small.registry(
        small.recipient(
            "school", "Schools", small.disclosure("d1", review_due=soon), small.disclosure("d2", review_due=late)
        )
    )
    notice = replace(made.notices[0], review_due=late, last_reviewed=ON)
    about = lay_out(replace(made, notices=(notice,)), notice, english(), ON).parts[-1]
    rows = [(row.head.text, [answer.text for answer in row.answers]) for row in parts_of(about, Row)]
    assert [row for row in rows if "review" in row[0]] == [
        ("Last review", ["25 November 2026"]),
        ("Next review", ["1 June 2027"]),
        ("Next review", ["5 January 2027: 1.1"]),
    ]
    assert [line.text for text in parts_of(about, Told) for line in text.lines] == [
        "Who checked the facts in this notice: not recorded.",
    ]
    bare = lay_out(made, replace(notice, review_due=None, sections=()), english(), ON)
    assert list(parts_of(bare.parts[-1], Told)) == []


def test_the_version_stands_with_the_notice_and_leads_to_the_list_of_files_that_a_draft_does_not_sign() -> None:
    (notice,) = seed().notices
    manifest = f"{seed().site}data/v1/manifest.json"
    for version, said, url in (
        (seed().version, "Checksum: see our list", manifest),
        (DRAFT, "Not signed, as it is a draft", None),
    ):
        laid = lay_out(replace(seed(), version=version), notice, english(), ON)
        rows = {row.key: row.answers[0] for row in parts_of(laid.parts[-1], Row)}
        assert rows["version"].text.startswith("Draft of " if version == DRAFT else f"{version}, ")
        assert rows["unaltered"].text == said
        assert rows["unaltered"].lines[0].pieces[-1].url == url


def test_closing_words_have_a_heading_and_an_anchor_of_their_own() -> None:
    (schools,) = (n for n in example("aberwen").notices if n.id == "schools")
    for for_children in (False, True):
        last = lay_out(example("aberwen"), schools, english(), ON, for_children=for_children).sections[-1]
        assert (last.anchor, last.heading.text) == ("page-closing", "Good to know")
        assert next(run.text for run in parts_of(last, Run)).startswith("Schools share some data themselves.")
    (bare,) = example("county-2026").notices
    assert lay_out(example("county-2026"), bare, english(), ON).sections[-1].anchor.startswith("section-")


@pytest.mark.parametrize("for_children", [False, True])
def test_words_about_grown_ups_alone_say_so_to_children_and_to_nobody_else(*, for_children: bool) -> None:
    trust = example("nhs-trust")
    care = next(notice for notice in trust.notices if notice.id == "your-care")
    laid = lay_out(trust, care, english(), ON, for_children=for_children)
    first = [passage.paragraphs[0].runs[0].text for passage in laid.passages if passage.paragraphs]
    assert ("About grown-ups only:" in first) is for_children


def test_where_somebody_checked_some_it_is_told_that_nobody_checked_the_rest() -> None:
    (notice,) = example("county-2026").notices
    about = lay_out(example("county-2026"), notice, english(), ON).parts[-1]
    checked, _ = parts_of(about, Closed)
    assert [line.text for text in parts_of(checked, Told) for line in text.lines] == [
        "Who checked the rest of the facts: not recorded."
    ]


def test_what_two_passages_state_has_the_number_of_the_first() -> None:
    registry = seed()
    (notice,) = registry.notices
    twice = replace(notice.sections[0], id=Id("again"))
    laid = lay_out(registry, replace(notice, sections=(notice.sections[0], twice)), english(), ON)
    again = laid.sections[1].passages[0]
    assert (again.number, again.thing, again.exact) == ("2.1", "", None)
    assert [note.text for note in again.notes] == ["As in 1.1"]
    assert again.margin == laid.sections[0].passages[0].margin


def test_what_all_disclosures_of_a_passage_say_stands_once_and_only_as_a_whole_row() -> None:
    (notice,) = example("county-2026").notices
    laid = lay_out(example("county-2026"), notice, english(), ON)
    passage = next(p for p in laid.passages if p.number == "2.3")
    measured, records, both = parts_of(passage.exact, Rows)
    assert [part.heading.text for part in (records, both)] == [
        "Nursemark Records, from NHS services that we pay for",
        "All of these",
    ]
    heads = [{row.head.text for row in part.rows} for part in (measured, records, both)]
    assert "Why" in heads[2]
    assert {"How long it is kept", "Information"} <= heads[0] & heads[1]
    assert not (heads[0] | heads[1]) & heads[2]


@pytest.mark.parametrize(
    ("feedback", "address"),
    [
        ("tell@council.example", "mailto:tell@council.example?subject=child-data%20dfe-research-statistics"),
        ("https://council.example/tell", "https://council.example/tell?about=child-data%20dfe-research-statistics"),
        ("https://c.example/a?b=1#form", "https://c.example/a?b=1&about=child-data%20dfe-research-statistics#form"),
    ],
)
def test_a_passage_links_to_where_readers_say_that_it_is_unclear(feedback: str, address: str) -> None:
    registry = seed()
    organisation = replace(registry.organisation, feedback=Text(feedback))
    laid = lay_out(replace(registry, organisation=organisation), registry.notices[0], english(), ON)
    (note,) = _passages(laid)["1.1"].notes
    assert [(piece.text, piece.url) for piece in note.pieces] == [("Is 1.1 unclear or wrong?", address)]
    assert [note for passage in laid_out().passages for note in passage.notes] == []


def test_a_passage_that_states_nothing_has_no_number() -> None:
    registry = seed()
    (notice,) = registry.notices
    plain = Passage(shape=PARAGRAPH, text=words("en-gb", "Only words."))
    section = replace(notice.sections[0], passages=(plain, *notice.sections[0].passages))
    laid = lay_out(registry, replace(notice, sections=(section,)), english(), ON)
    first, second, *_ = laid.sections[0].passages
    assert (first.number, first.label, first.margin, first.exact) == ("", None, (), None)
    assert second.number == "1.1"


def test_several_numbers_in_a_row_are_a_range() -> None:
    registry = seed()
    shown = Shown(Sentences(registry, english()), registry.notices[0], ON)
    things = [group.things[0] for group in shown.groups if group.number.startswith("1.")]
    assert words_alone(shown.references([*things[:3], *things[4:6]])) == "1.1\u20131.3, 1.5, 1.6"
    assert words_alone(shown.references([*things[:2], "nhs-contact-parents"])) == "1.1, 1.2, 2.3"


def test_words_go_with_the_last_disclosure_that_they_state() -> None:
    registry = seed()
    ended = tuple(
        replace(r, valid_to=date(2026, 1, 1)) if r.id == "commissioned-nhs-services" else r for r in registry.recipients
    )
    notice = lay_out(replace(registry, recipients=ended), registry.notices[0], english(), ON)
    said = " ".join(run.text for run in parts_of(notice.sections, Run))
    assert "child measurement programme" not in said
    assert "NHS services may also request" in said
    assert [anchor for anchor in _anchors(notice) if anchor.startswith("nhs-child-")] == []
    assert list(_passages(notice))[6:8] == ["2.1", "2.2"]


def test_every_fact_of_a_registry_with_every_field_is_laid_out(tmp_path: Path) -> None:
    every_field.write(tmp_path)
    loaded = load(tmp_path, "registry", ON)
    assert loaded.registry is not None, loaded.problems
    registry = public(loaded.registry)
    stated = {f.id for n in registry.notices for f in facts(registry, n, ON)}
    assert len(stated) > 120
    for notice in registry.notices:
        assert _unstated(registry, lay_out(registry, notice, english(), ON)) == []


def test_no_field_of_a_disclosure_is_forgotten_in_that_registry(tmp_path: Path) -> None:
    every_field.write(tmp_path)
    registry = load(tmp_path, "registry", ON).registry
    assert registry is not None
    full, silent = (next(d for d in registry.disclosures if d.id == f"{key}-sharing") for key in ("full", "silent"))
    empty = {key for name, (key, _) in field_types(Disclosure).items() if getattr(full, name) in (None, ())}
    assert empty == {"status", "settled"}
    assert silent.settled
    assert {c.type for c in full.conditions} == set(CONDITIONS)


def test_a_link_to_what_is_not_in_force_is_no_link() -> None:
    registry = seed()
    nhs = next(r for r in registry.recipients if r.id == "nhs-services")
    first, *rest = nhs.disclosures
    ended = replace(nhs, disclosures=(replace(first, valid_to=date(2026, 1, 1)), *rest))
    recipients = tuple(ended if r.id == nhs.id else r for r in registry.recipients)
    notice = lay_out(replace(registry, recipients=recipients), registry.notices[0], english(), ON)
    now, before = _passages(notice)["2.1"], _passages(laid_out())["2.2"]
    assert _rows(before, "unlike") == ["2.1"]
    assert "p2.1" in _targets(before.exact)
    assert _rows(now, "unlike") == [raised(Sentences(seed(), english()).name(first.id))]
    assert "p2.1" not in _targets(now.exact)


def test_a_condition_of_uncertain_reach_says_so_wherever_it_is_read() -> None:
    """A second notice shows the disclosure and not the condition's words: there its facts stand with the disclosure."""
    registry = seed()
    (notice,) = registry.notices
    only = tuple(p for p in notice.sections[0].passages if "dfe-matching" in p.states)
    other = replace(notice, id=Id("other"), conditions=(), sections=(replace(notice.sections[0], passages=only),))
    laid = lay_out(replace(registry, notices=(notice, other)), other, english(), ON)
    (approves,) = (text for text in _rows(_passages(laid)["1.1"], "only_if") if "must approve" in text)
    assert approves.endswith("(perhaps, the notice is not clear)")
    assert _unstated(replace(registry, notices=(notice, other)), laid) == []


# ---- the fixed words: all that are asked for, and no others

SOURCES = [f for f in (ROOT / "site_builder").rglob("*.py") if f.name != "language.py" and "edit" not in f.parts]
SOURCES += (ROOT / "templates").glob("*.j2")


def _in_sources(pattern: str) -> list[str]:
    return [found for file in SOURCES for found in re.findall(pattern, file.read_text("utf-8"))]


def test_the_page_s_words_are_those_that_page_and_pdf_ask_for() -> None:
    asked = _in_sources(r"""\.page\(\s*["'](\w+)["']""")
    assert len(_in_sources(r"\.page\(")) == len(asked), "a word is asked for by a name that this test cannot read"
    assert set(english().texts["page"]) == {*asked, *_in_sources(r'\["page"\]\["(\w+)"\]')}


def test_the_questions_are_those_that_are_asked() -> None:
    tables = {q.key for q in (WHO, *OF_DISCLOSURES, *OF_NOTICES, *OF_ORGANISATION, *OF_PARTIES, OF_WORDS)}
    others = {*_in_sources(r'\.question\("(\w+)"'), *_in_sources(r'Told\("(\w+)"')}
    assert set(english().texts["questions"]) == {*tables, *others}
    assert set(english().texts["topics"]) <= tables


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
        list(who(Sentences(registry, noting), disclosure))
        Sentences(registry, noting).name(disclosure.id)
    return found


def _who_gets_it() -> Iterator[tuple[Registry, Disclosure]]:
    """One disclosure in each direction, with and without sender and recipient, to each sort of recipient."""
    registry = seed()
    other = registry.recipients[0].id
    directions = node("recipient", *DISCLOSURE, "direction").words
    sorts = product([None, other], [(), (other,)], [None, False, True], [None, True])
    for at, members, is_open, not_chosen in sorts:
        recipients = tuple(
            replace(r, at=at, members=members, open_list=is_open, to_be_appointed=not_chosen) if r.disclosures else r
            for r in registry.recipients
        )
        changed = replace(registry, recipients=recipients)
        plain = replace(changed.disclosures[0], title=None)
        for direction, sender, recipient in product(
            [None, *directions], [None, other, Id(NOT_STATED)], [None, plain.recipient]
        ):
            shared = replace(plain, direction=direction, sender=sender, recipient=recipient)
            yield changed, shared
            yield changed, replace(shared, modality=NEVER)


@pytest.mark.parametrize("block", ["recipients", "fields"])
def test_every_word_of_a_block_is_asked_for(noted: set[tuple[str, ...]], block: str) -> None:
    assert set(english().texts[block]) == {way[1] for way in noted if way[0] == block and len(way) > 1}


@pytest.mark.parametrize("block", ["page", "label", "exact"])
def test_no_word_of_a_block_is_asked_for_nowhere(block: str) -> None:
    quoted = set(_in_sources(r'["\'](\w+)["\']'))
    assert set(english().texts[block]) - quoted == set()


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


NOT_SAID = {"type", "status", "direction", "open_list", "membership", "to_be_appointed"}
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
    by_field["child_family"] = by_field["family"]
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
    (passage,) = laid.sections[0].passages
    first, last = passage.paragraphs
    assert len(first.items) == 6
    assert [run.text for run in last.runs] == ["And so on."]


def test_a_condition_s_words_are_read_where_they_are_shown_though_it_limits_what_another_notice_shows() -> None:
    registry = seed()
    (notice,) = registry.notices
    alone = tuple(p for p in notice.sections[0].passages if "dfe-in-all-these-cases" in p.states)
    other = replace(notice, id=Id("other"), conditions=(), sections=(replace(notice.sections[0], passages=alone),))
    laid = lay_out(replace(registry, notices=(notice, other)), other, english(), ON)
    (passage,) = laid.sections[0].passages
    assert passage.paragraphs[0].runs[0].text.startswith("In all these cases")
    assert [row.key for row in parts_of(passage.exact, Row)] == ["only_if", "must_not", "known"]


def test_a_condition_that_limits_nothing_in_force_is_not_laid_out_though_its_words_state_what_is_in_force() -> None:
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
    assert _anchors(laid) == _anchors(before)


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
    assert Sentences(changed, english()).say(Area(places=(place.id,))) == "only in ; semi Ltd"


def test_a_sentence_that_is_gone_on_with_loses_its_full_stop_and_a_name_does_not() -> None:
    s = Sentences(seed(), english())
    kept = Retention(criteria=words("en-gb", "As long as we must."), kept_by=Word("us"))
    assert s.line(s.say(kept)).text == "kept by us. As long as we must."
    role = replace(seed().roles[0], name=words("en-gb", "agent of Acme Ltd."))
    assert s.say(role).startswith("agent of Acme Ltd. (")


def test_a_page_says_which_version_it_is_or_that_it_is_a_draft() -> None:
    notice = seed().notices[0]
    assert lay_out(seed(), notice, english(), ON).edition == "Version 2026.11.25.1, 25 November 2026"
    said = lay_out(replace(seed(), version=DRAFT), notice, english(), ON).edition
    assert said == "Draft of 25 November 2026. It has not been released"


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
    assert any(first.id in text for passage in laid.passages for text in _rows(passage, "role"))
