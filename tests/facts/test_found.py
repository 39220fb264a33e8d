"""What readers look for has a place of its own: who gets which data, how long, and the other notices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from site_builder.facts.layout.exact import WHEN, Exact
from site_builder.facts.layout.kinds import MANY, kinds
from site_builder.facts.layout.laid_out import Closed, Item, Row, Text, parts_of
from site_builder.facts.layout.times import KEPT
from site_builder.facts.rich_text import Line
from site_builder.model import DataCategory, DataSubject, Registry, Retention
from site_builder.model.values import Id, Word
from tests.examples import editions
from tests.small_registry import all_shown, disclosure, ids, recipient, registry, said, shown

NAMES = DataCategory(id=Id("names"), name=said("names"))
MARKS = DataCategory(id=Id("marks"), name=said("exam results"))


def _row(found: Closed | None, head: str) -> str:
    return str(next(row.answers[0].text for row in parts_of(found, Row) if row.head.text == head))


def test_each_kind_of_data_has_all_who_get_it_with_their_passages() -> None:
    given = [
        disclosure("d1", "acme", data_categories=ids("names", "marks")),
        disclosure("d2", "acme", data_categories=ids("marks"), direction=Word("receive")),
        disclosure("d3", "acme"),
    ]
    found = kinds(shown(registry(recipient("acme", "Acme", *given), data_categories=(NAMES, MARKS))))
    assert [row.head.text for row in parts_of(found, Row)] == ["Exam results", "Names", "Kind not said"]
    assert _row(found, "Exam results") == "Acme (1.1), Us (1.2)"
    assert _row(found, "Kind not said") == "Acme (1.3)"


@pytest.mark.parametrize(("number", "is_alone"), [(MANY - 1, False), (MANY, True)])
def test_the_names_of_many_kinds_come_first_by_themselves(number: int, *, is_alone: bool) -> None:
    called = tuple(DataCategory(id=Id(f"kind-{n}"), name=said(f"kind {n}")) for n in range(number))
    given = disclosure("d1", "acme", data_categories=tuple(each.id for each in called))
    found = kinds(shown(registry(recipient("acme", "Acme", given), data_categories=called)))
    assert found is not None
    texts = [line.text for block in found.blocks if isinstance(block, Text) for line in block.lines]
    assert texts == ([", ".join(f"{'Kind' if n == 0 else 'kind'} {n}" for n in range(number))] if is_alone else [])


def test_every_kind_of_data_that_an_example_shares_is_in_its_list_with_the_passage() -> None:
    for view in all_shown():
        rows = {row.head.text: row.answers[0].text for row in parts_of(kinds(view), Row)} if kinds(view) else {}
        for key, given in view.for_reader.items():
            for kind in given.data_categories:
                name = view.say.line(view.say.bare(kind)).text
                told = next(text for head, text in rows.items() if head.casefold() == name.casefold())
                assert any(link.startswith("#p") for link in _targets(kinds(view))), key
                assert told


def _targets(found: Closed | None) -> list[str]:
    return [piece.url for line in parts_of(found, Line) for piece in line.pieces if piece.url]


def _kept(made: Registry) -> list[str | tuple[str, str]]:
    """The list of how long it is kept: who keeps it, and what with how long."""
    closed = Exact(shown(made)).times
    assert closed is not None
    told: list[str | tuple[str, str]] = []
    for block in closed.blocks:
        if isinstance(block, Text):
            told.append(block.lines[0].text)
        else:
            told += [(row.head.text, row.answers[0].text) for row in parts_of(block, Row)]
    return told


def test_how_long_is_told_first_by_us_for_each_kind_of_data_and_then_by_others() -> None:
    ours = Retention(period=said("3 years"), kept_by=Word("us"), data_categories=ids("marks", "health"))
    theirs = Retention(period=said("1 year"), kept_by=Word("them"), data_categories=ids("health"))
    times = [
        (ours, theirs),
        (replace(ours, data_categories=ids("health")),),
        (Retention(until=said("the end")),),
        "none",
    ]
    data = ids("health", "marks")
    given = [
        disclosure(f"d{n}", retention=time, transfers="none", data_categories=data) for n, time in enumerate(times)
    ]
    health = DataCategory(id=Id("health"), name=said("health records"))
    made = registry(recipient("school", "Schools", *given), data_categories=(health, MARKS))
    assert _kept(made) == [
        ("Schools (1.3)", "Until the end"),
        ("Schools (1.4)", "Nothing is kept"),
        "By us:",
        ("Exam results (1.1), health records (1.1, 1.2)", "3 years"),
        "How long we keep the rest is not said.",
        "By others:",
        ("Schools, for health records (1.1)", "1 year"),
        "How long others keep the rest is not said.",
    ]
    everywhere = Exact(shown(made)).everywhere
    (found,) = (closed for closed in parts_of(everywhere, Closed) if closed.anchor == KEPT)
    assert {*_targets(found)} == {f"#p1.{n}-kept" for n in (1, 2, 3, 4)}


def test_that_times_are_not_said_is_told_of_us_and_of_others_where_some_or_all_are_missing() -> None:
    def end(*times: object) -> list[str]:
        given = [disclosure(f"d{n}", retention=time, transfers="none") for n, time in enumerate(times)]
        return [told for told in _kept(registry(recipient("school", "Schools", *given))) if isinstance(told, str)]

    ours, theirs = (Retention(period=said("1 year"), kept_by=Word(keeper)) for keeper in ("us", "them"))
    we_do_not, they_do_not = (f"How long {keep} it is not said." for keep in ("we keep", "others keep"))
    assert end((ours, theirs)) == ["By us:", "By others:"]
    assert end((ours,)) == ["By us:", they_do_not]
    assert end((theirs,), ()) == [we_do_not, "By others:", "How long others keep the rest is not said."]
    assert end((ours, theirs), (theirs,)) == ["By us:", "How long we keep the rest is not said.", "By others:"]


def test_a_time_for_some_of_a_passage_says_of_which_way_or_that_it_is_a_part() -> None:
    def kept(*ways: str | None, **whose: Any) -> list[str | tuple[str, str]]:
        ours = [Retention(until=said(f"day {n}"), kept_by=Word("us"), data_categories=ids("marks")) for n in (1, 2)]
        given = [
            disclosure(f"d{n}", retention=(time,), transfers="none", direction=Word(way) if way else None, **whose)
            for n, (way, time) in enumerate(zip(ways, ours, strict=False))
        ]
        people = tuple(DataSubject(id=key, name=said(key)) for key in whose.get("data_subjects", ()))
        things: dict[str, Any] = {"data_categories": (MARKS,), "data_subjects": people}
        return _kept(registry(recipient("school", "Schools", *given), passages=[("d0", "d1")], **things))[1:3]

    assert kept(None, "receive") == [
        ("What we send: exam results (1.1)", "Until day 1"),
        ("What we get: exam results (1.1)", "Until day 2"),
    ]
    assert kept(None, "receive", data_subjects=ids("pupils")) == kept(None, "receive")
    assert kept(None, None) == [
        ("Exam results, for a part (1.1)", "Until day 1"),
        ("Exam results, for a part (1.1)", "Until day 2"),
    ]


def test_what_is_regular_and_what_is_not_names_who_gets_it() -> None:
    given = [
        disclosure("d1", frequency=Word("yearly"), transfers="none"),
        disclosure("d2", modality=Word("may_on_request"), transfers="none"),
        disclosure("d3", transfers="none"),
        disclosure("d4", frequency=Word("once"), transfers="none"),
        disclosure("d5", frequency=Word("ad_hoc"), modality=Word("routinely"), transfers="none"),
    ]
    found = Exact(shown(registry(recipient("school", "Schools", *given)))).everywhere
    (row,) = (row for row in parts_of(found, Row) if row.anchor == WHEN)
    assert [answer.text for answer in row.answers] == [
        *("Regularly: Schools (1.1)", "Case by case: Schools (1.2, 1.5)", "Once: Schools (1.4)")
    ]


def test_the_notices_to_read_with_it_are_named_with_their_sections_and_then_all() -> None:
    (laid,) = (e.laid for e in editions("aberwen") if e.page == "schools/index.html")
    (found,) = (closed for closed in parts_of(laid.parts, Closed) if closed.anchor == "page-notices")
    items = list(parts_of(found, Item))
    assert items[0].line.text == "How we share data"
    assert "The police" in items[0].under[0].text
    assert [item.line.text for item in items[1:]] == ["All our notices"]
