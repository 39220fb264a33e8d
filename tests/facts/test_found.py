"""What readers look for has a place of its own: who gets which data, how long, and the other notices."""

from __future__ import annotations

from site_builder.facts.layout.exact import WHEN, Exact
from site_builder.facts.layout.kinds import kinds
from site_builder.facts.layout.laid_out import Closed, Item, Row, parts_of
from site_builder.facts.layout.times import KEPT
from site_builder.facts.rich_text import Line
from site_builder.model import DataCategory, Retention
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


def test_how_long_is_told_under_the_title_of_each_passage_whose_number_leads_to_its_row() -> None:
    ours = Retention(period=said("3 years"), kept_by=Word("us"))
    of_a_part = Retention(period=said("1 year"), kept_by=Word("them"), data_categories=ids("health"))
    times = [(ours, of_a_part), (Retention(until=said("the end")),), "none"]
    given = [disclosure(f"d{n}", retention=time, transfers="none") for n, time in enumerate(times)]
    health = DataCategory(id=Id("health"), name=said("health records"))
    everywhere = Exact(shown(registry(recipient("school", "Schools", *given), data_categories=(health,)))).everywhere
    (found,) = (closed for closed in parts_of(everywhere, Closed) if closed.anchor == KEPT)
    assert [(row.head.text, [answer.text for answer in row.answers]) for row in parts_of(found, Row)] == [
        ("Schools (1.1)", ["By us: 3 years", "By them, for health records: 1 year"]),
        ("Schools (1.2)", ["Until the end"]),
        ("Schools (1.3)", ["Nothing is kept"]),
    ]
    assert _targets(found) == ["#p1.1-kept", "#p1.2-kept", "#p1.3-kept"]


def test_a_time_for_some_of_a_passage_says_of_which_data_or_way_it_holds_where_that_is_short() -> None:
    def kept(data: str, *ways: str | None) -> list[str]:
        ours = [Retention(until=said(f"day {n}"), kept_by=Word("us"), data_categories=ids(data)) for n in (1, 2)]
        given = [
            disclosure(f"d{n}", retention=(time,), transfers="none", direction=Word(way) if way else None)
            for n, (way, time) in enumerate(zip(ways, ours, strict=False))
        ]
        called = DataCategory(id=Id(data), name=said(data))
        made = registry(recipient("school", "Schools", *given), data_categories=(called,), passages=[("d0", "d1")])
        times = Exact(shown(made)).times
        return [answer.text for row in parts_of(times, Row) for answer in row.answers]

    assert kept("marks", None, "receive") == [
        "By us, for what we send: Until day 1",
        "By us, for what we get: Until day 2",
    ]
    assert kept("marks", None, None) == ["By us, for a part: Until day 1", "By us, for a part: Until day 2"]


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
