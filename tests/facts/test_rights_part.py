"""What people can do: their rights, whom they ask, how they complain, and the law on research."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import TypeGuard

import pytest
from hypothesis import given, settings

from site_builder.facts import legal_rights
from site_builder.facts.facts import derived_facts, facts_of
from site_builder.facts.layout.laid_out import Block, Closed, Items, Part, Text, parts_of, stated
from site_builder.facts.layout.rights import FOR_SOME, ask, complaints, research, rights
from site_builder.facts.layout.shown import Shown
from site_builder.model import (
    ComplaintToUs,
    Disclosure,
    Officer,
    OptOut,
    Purpose,
    Registry,
    Regulator,
    Role,
    values,
)
from site_builder.model.conditions import VoluntaryParticipation
from site_builder.model.values import Id, Url, Word
from tests.effort import effort
from tests.generated_registries import registries
from tests.small_registry import all_shown, disclosure, recipient, registry, said, shown, with_organisation, word

OF_ORGANISATION = {"dpo", "complaint_to_us", "complaint_to_regulator"}
PUBLIC_TASK, OBLIGATION, CONSENT = word("public_task"), word("legal_obligation"), word("consent")


def _school(*bases: tuple[Word, ...], passages: tuple[tuple[str, ...], ...] = ()) -> Registry:
    """One disclosure for each of these lists of lawful bases: d1, d2 and so on, each in a passage of its own."""
    given = (disclosure(f"d{n}", lawful_basis=basis) for n, basis in enumerate(bases, 1))
    return registry(recipient("school", "Schools", *given), passages=passages)


def _paragraphs(part: Part) -> list[str]:
    return [" ".join(line.text for line in block.lines) for block in part.blocks if isinstance(block, Text)]


def _lists(part: Part) -> list[list[str]]:
    """The lists of rights, that of some of it behind its summary."""
    opened = (b for block in part.blocks for b in (block.blocks if _is_for_some(block) else (block,)))
    return [[item.line.text for item in block.items] for block in opened if isinstance(block, Items)]


def _is_for_some(block: Block) -> TypeGuard[Closed]:
    return isinstance(block, Closed) and block.anchor == FOR_SOME


def _where(made: Registry, right: str) -> str | None:
    """What stands behind a right: '' where it holds for all, None where the page does not give it."""
    view = shown(made)
    words = view.say.word("rights", right)
    lines = [line for lines in _lists(rights(view)) for line in lines]
    found = [line for line in lines if line.partition(": ")[0] == words]
    return found[0].partition(": ")[2] if found else None


# ---- which rights


def test_what_holds_for_all_stands_first_and_without_numbers() -> None:
    part = rights(shown(_school(PUBLIC_TASK, CONSENT)))
    assert _paragraphs(part)[:2] == [
        "this notice does not say.",
        "By law (UK GDPR, Articles 7, 13–22), you can ask us to:",
    ]
    (closed,) = filter(_is_for_some, part.blocks)
    assert closed.summary.text == ("Sometimes also: delete it, give it to you, stop sharing it, stop using it")
    for_all, for_some = _lists(part)
    assert [len(for_all), len(for_some)] == [4, 5]
    assert not any(": " in line for line in for_all)
    assert all(line.endswith((": 1.1", ": 1.2")) for line in for_some)


def test_a_right_of_a_few_has_their_numbers() -> None:
    assert _where(_school(CONSENT, PUBLIC_TASK, PUBLIC_TASK, CONSENT), "withdraw_consent") == "1.1, 1.4"


def test_a_right_of_nearly_all_has_the_numbers_of_the_others() -> None:
    made = _school(PUBLIC_TASK, PUBLIC_TASK, OBLIGATION, PUBLIC_TASK)
    assert _where(made, "object") == "everything except 1.3"
    assert _where(made, "access") == ""
    assert _where(made, "withdraw_consent") is None


def test_more_than_four_are_not_left_out_by_their_numbers() -> None:
    many = _school(*[PUBLIC_TASK] * 6, *[OBLIGATION] * 5)
    assert _where(many, "object") == "1.1–1.6"
    assert _where(_school(*[PUBLIC_TASK] * 6, *[OBLIGATION] * 4), "object") == "everything except 1.7–1.10"


def test_a_right_of_one_of_several_bases_holds_in_part() -> None:
    assert _where(_school(OBLIGATION, (*PUBLIC_TASK, *OBLIGATION)), "object") == "part of 1.2"
    assert _where(_school((*PUBLIC_TASK, *OBLIGATION)), "object") == "part of 1.1"


def test_a_right_of_some_of_a_passage_holds_in_part() -> None:
    made = _school(PUBLIC_TASK, OBLIGATION, PUBLIC_TASK, passages=(("d1", "d2"), ("d3",)))
    assert _where(made, "object") == "everything except part of 1.1"


def test_a_right_of_nearly_all_and_of_some_in_part() -> None:
    made = _school(*[PUBLIC_TASK] * 3, (*PUBLIC_TASK, *OBLIGATION))
    assert _where(made, "object") == "everything except part of 1.4"
    made = _school(*[PUBLIC_TASK] * 3, OBLIGATION, (*PUBLIC_TASK, *OBLIGATION))
    assert _where(made, "object") == "everything except 1.4 and part of 1.5"
    made = _school(PUBLIC_TASK, *[OBLIGATION] * 2, (*PUBLIC_TASK, *OBLIGATION))
    assert _where(made, "object") == "1.1; part of 1.4"


@pytest.mark.parametrize(("bases", "is_said"), [([()], True), ([(), PUBLIC_TASK], False), ([PUBLIC_TASK], False)])
def test_without_any_lawful_basis_it_says_that_more_may_hold(bases: list[tuple[Word, ...]], *, is_said: bool) -> None:
    paragraphs = " ".join(_paragraphs(rights(shown(_school(*bases)))))
    assert ("Whether you can object" in paragraphs) is is_said


def test_a_basis_for_holding_all_of_it_is_not_said_to_be_missing() -> None:
    seen = shown(_school(()))
    held = replace(seen, notice=replace(seen.notice, lawful_basis=PUBLIC_TASK))
    assert ["This notice does not state one" in " ".join(_paragraphs(rights(each))) for each in (seen, held)] == [
        True,
        False,
    ]


def test_where_nothing_is_shared_people_can_still_complain() -> None:
    view = shown(registry(recipient("school", "Schools")))
    assert rights(view).blocks == ()
    assert [text.split(".")[0] for text in _paragraphs(complaints(view))] == [
        "You can complain to us",
        "You can also complain to the regulator: Information Commissioner’s Office (ICO), ico",
    ]


# ---- whom to ask, how to complain


OFFICER = Officer(
    role=Id("officer"), email=values.Text("dpo@council.example"), phone=said("01632 960123"), post=said("Hall")
)
ROLES = (Role(id=Id("officer"), name=said("data protection officer"), at=Id("school")),)
FULL = with_organisation(
    replace(_school(PUBLIC_TASK), roles=ROLES),
    dpo=OFFICER,
    complaint_to_us=ComplaintToUs(online_form=Url("https://council.example/complain"), other_way=said("Write to us.")),
    complaint_to_regulator=Regulator(name=said("Commission"), url=Url("https://regulator.example/complain/")),
)


def test_the_officer_is_told_in_full_with_what_is_stated_of_the_role() -> None:
    (text,) = (block for block in rights(shown(FULL)).blocks if isinstance(block, Text) and block.head)
    assert text.head is not None
    assert text.head.text == "Who to ask:"
    assert all(part in text.lines[0].text for part in ("dpo@council.example", "01632 960123", "Hall"))
    assert text.facts == ("our-council.dpo", "officer.at")


def test_a_child_is_told_in_one_line_whom_to_ask_and_not_where_to_write() -> None:
    text = ask(shown(FULL, for_children=True))
    assert text is not None
    assert text.head is not None
    (line,) = text.lines
    assert text.head.text == "Who you can ask:"
    assert [p.url for p in line.pieces if p.url] == ["mailto:dpo@council.example"]
    assert "01632 960123" in line.text
    assert "Hall" not in line.text


@pytest.mark.parametrize("officer", [None, Officer(post=said("Hall"))])
def test_without_role_address_and_telephone_there_is_nobody_to_ask(officer: Officer | None) -> None:
    assert ask(shown(with_organisation(FULL, dpo=officer), for_children=True)) is None


def test_the_way_to_complain_to_us_is_told_or_that_it_is_not_said() -> None:
    stated_way = next(
        text for text in _paragraphs(complaints(shown(FULL))) if text.startswith("You can complain to us.")
    )
    assert "https://council.example/complain" in stated_way
    assert stated_way.endswith("Write to us.")
    silent = _paragraphs(complaints(shown(_school(PUBLIC_TASK))))
    assert silent[0].startswith("You can complain to us. This notice does not say how. By law we must tell you within")


@pytest.mark.parametrize(
    ("regulator", "words", "url"),
    [
        (Regulator(name=said("Commission")), "Commission", None),
        (
            Regulator(name=said("Commission"), url=Url("https://regulator.example/go/")),
            "Commission, regulator.example/go",
            "https://regulator.example/go/",
        ),
        (
            None,
            "Information Commissioner’s Office (ICO), ico.org.uk/make-a-complaint",
            "https://ico.org.uk/make-a-complaint/",
        ),
    ],
)
@pytest.mark.parametrize("for_children", [False, True])
def test_the_regulator_is_always_told(
    regulator: Regulator | None, words: str, url: str | None, *, for_children: bool
) -> None:
    view = shown(with_organisation(FULL, complaint_to_regulator=regulator), for_children=for_children)
    text = [block for block in complaints(view).blocks if isinstance(block, Text)][-1]
    assert text.lines[0].text.endswith(f": {words}")
    assert [p.url for p in text.lines[0].pieces if p.url] == ([url] if url else [])
    assert bool(text.facts) is (regulator is not None)


def test_a_child_reads_no_article_and_no_law_on_research() -> None:
    purpose = Purpose(id=Id("counting"), name=said("counting"), family=Word("statistics"))
    given = disclosure("d1", lawful_basis=PUBLIC_TASK, purposes=(purpose.id,))
    made = registry(recipient("school", "Schools", given), purposes=(purpose,))
    everyone, children = rights(shown(made)), rights(shown(made, for_children=True))
    assert children.heading.text == "What you can do"
    assert research(shown(made)) in everyone.blocks
    assert research(shown(made)) not in children.blocks
    assert "Articles" in " ".join(_paragraphs(everyone))
    assert "Articles" not in " ".join(_paragraphs(children))
    assert _lists(everyone)[0] == _lists(children)[0]


def test_the_law_on_research_names_the_passages_and_has_three_rules() -> None:
    purposes = (
        Purpose(id=Id("counting"), name=said("counting"), family=Word("statistics")),
        Purpose(id=Id("care"), name=said("care"), family=Word("direct_care")),
    )
    given = [disclosure(f"d{n}", purposes=(purposes[n % 2].id,)) for n in range(5)]
    for_both = disclosure("d5", purposes=tuple(purpose.id for purpose in purposes))
    made = registry(
        recipient("school", "Schools", *given, for_both),
        passages=[("d0",), ("d1",), ("d2", "d3"), ("d4",), ("d5",)],
        purposes=purposes,
    )
    closed = research(shown(made))
    assert closed is not None
    about, rules = closed.blocks
    assert isinstance(about, Text)
    assert isinstance(rules, Items)
    assert about.lines[0].text == "1.1, 1.4; part of 1.3, 1.5"
    assert len(rules.items) == 3
    assert research(shown(registry(recipient("school", "Schools", given[1]), purposes=purposes))) is None


# ---- no right is promised where it does not hold


def _held(view: Shown) -> dict[str, tuple[set[str], set[str]]]:
    """The passages in which each right holds of all, and those in which it holds of some, worked out from the law."""
    numbers = {number for d in view.in_force for number in view.numbers([d])}
    held = {}
    for right in legal_rights.RIGHTS:
        of_all, of_some = set(numbers), set()
        for key, d in view.in_force.items():
            passage, holds = {*view.numbers([key])}, right in legal_rights.rights(view.registry, d)
            is_in_part = right == "object" and _objects_in_part(d)
            of_all -= set() if holds and not is_in_part else passage
            of_some |= passage if holds or right in legal_rights.rights_in_part(view.registry, d) else set()
        held[str(right)] = (of_all, of_some - of_all)
    return {right: passages for right, passages in held.items() if any(passages)}


def _objects_in_part(d: Disclosure) -> bool:
    """Whether the words say that the right to object holds for a part."""
    said = [way for way in d.opt_outs if isinstance(way, OptOut)]
    return any(way.scheme == "object_art_21" and way.effect == "applies_in_part" for way in said)


def _promised(view: Shown, part: Part) -> dict[str, tuple[set[str], set[str]]]:
    """The same as the page tells it, read from its words."""
    words = {str(right): [view.say.word("rights", right)] for right in legal_rights.RIGHTS}
    words["object"].append(view.say.language.texts["rights_part"]["object"])
    numbers = [group.number for group in view.groups if group.number]
    everything = {number for d in view.in_force for number in view.numbers([d])}
    promised = {}
    for line in (line for lines in _lists(part) for line in lines):
        (right,) = (key for key, texts in words.items() if line.partition(": ")[0] in texts)
        match = WHERE.fullmatch(line.partition(": ")[2])
        assert match is not None, line
        named, but, in_part = (_expanded(match[key] or "", numbers) for key in ("named", "but", "part"))
        in_part |= _expanded(match["except"] or "", numbers)
        is_of_nearly_all = not (named or match["part"])
        promised[right] = (everything - but - in_part if is_of_nearly_all else named, in_part)
    return promised


LIST = r"[\d.–]+(?:, [\d.–]+)*"
WHERE = re.compile(
    rf"everything except (?P<but>{LIST})?(?: and )?(?:part of (?P<except>{LIST}))?"
    rf"|(?P<named>{LIST})?(?:; )?(?:part of (?P<part>{LIST}))?"
)


def _expanded(words: str, numbers: list[str]) -> set[str]:
    """The numbers in a text; of a range all that lie in it."""
    ends = [each.split("–") for each in words.split(", ") if each]
    return {n for each in ends for n in numbers[numbers.index(each[0]) : numbers.index(each[-1]) + 1]}


def test_every_example_promises_each_right_where_it_holds_and_nowhere_else() -> None:
    views = [view for view in all_shown() if view.say.language.tag == "en-gb" and not view.say.for_children]
    assert [_promised(view, rights(view)) for view in views] == [_held(view) for view in views]


@settings(max_examples=effort(suite=6, thorough=60), deadline=None)
@given(registries())
def test_every_registry_promises_each_right_where_it_holds_and_nowhere_else(made: Registry) -> None:
    assert _promised(shown(made), rights(shown(made))) == _held(shown(made))


@pytest.mark.parametrize(
    ("told", "instead"),
    [(": everything except 1.3", ""), (": everything except 1.3", ": 1.3"), ("everything except 1.3", "1.1–1.3")],
)
def test_a_promise_for_more_than_the_law_gives_is_noticed(told: str, instead: str) -> None:
    view = shown(_school(PUBLIC_TASK, PUBLIC_TASK, OBLIGATION, PUBLIC_TASK))
    part = rights(view)
    (closed,) = filter(_is_for_some, part.blocks)
    (for_some,) = (block for block in closed.blocks if isinstance(block, Items))
    items = tuple(replace(i, line=view.say.line(i.line.text.replace(told, instead))) for i in for_some.items)
    other = replace(closed, blocks=(replace(for_some, items=items),))
    broken = replace(part, blocks=tuple(other if block is closed else block for block in part.blocks))
    assert _promised(view, part) == _held(view)
    assert _promised(view, broken) != _held(view)


# ---- every fact is stated


def _untold(view: Shown, *parts: Part) -> Iterator[str]:
    """The facts of rights, research and contacts that are not stated; for children research stands elsewhere."""
    told = stated((parts, research(view) if view.say.for_children else None))
    derived = (fact for d in view.in_force.values() for fact in derived_facts(view.registry, d))
    of_us = (fact for fact in facts_of(view.registry.organisation) if fact.field in OF_ORGANISATION)
    yield from (fact.id for fact in (*derived, *of_us) if fact.id not in told)


def test_every_example_tells_all_rights_and_contacts() -> None:
    views = list(all_shown())
    assert len(views) > 20
    assert [list(_untold(view, rights(view), complaints(view))) for view in views] == [[]] * len(views)


def test_a_right_that_is_cut_is_noticed() -> None:
    view = shown(FULL)
    part = rights(view)
    (first, *_) = (block for block in part.blocks if isinstance(block, Items))
    cut = replace(part, blocks=tuple(replace(b, items=b.items[1:]) if b is first else b for b in part.blocks))
    assert list(_untold(view, part, complaints(view))) == []
    assert list(_untold(view, cut, complaints(view))) == ["d1.rights.access"]


def test_a_contact_that_is_cut_is_noticed() -> None:
    view = shown(FULL)
    for field in OF_ORGANISATION:
        fact = f"our-council.{field}"
        cut = (
            replace(part, blocks=tuple(b for b in part.blocks if not isinstance(b, Text) or fact not in b.facts))
            for part in (rights(view), complaints(view))
        )
        assert list(_untold(view, *cut)) == [fact]


def test_no_text_is_empty_and_no_pattern_is_left_unfilled() -> None:
    for view in all_shown():
        made = (rights(view), complaints(view))
        lines = [line for block in parts_of(made, (Text,)) for line in block.lines]
        lines += [item.line for block in parts_of(made, Items) for item in block.items]
        assert all(line.text.strip() and "{" not in line.text for line in lines)


def test_where_people_can_say_no_it_is_not_said_that_we_may_refuse() -> None:
    freely = disclosure("d1", lawful_basis=PUBLIC_TASK, conditions=(VoluntaryParticipation(strength=Word("always")),))
    plain = disclosure("d2", lawful_basis=PUBLIC_TASK)
    both, alone = (shown(registry(recipient("school", "Schools", *given))) for given in ((freely, plain), (plain,)))
    told = ["but not where you can say no" in " ".join(chain(*_lists(rights(view)))) for view in (both, alone)]
    assert told == [True, False]
