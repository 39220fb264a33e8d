"""The day on which a feed was made: what it says was planned, active or ended then, and what is noted of other days."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from site_builder.render.feed import graph
from site_builder.verify.difference import Difference
from site_builder.verify.feed_content import made_on, moved_on, read_feed
from tests.seed import ON, seed
from tests.verify.test_feed_content import FILE, with_disclosure


def test_the_day_of_a_feed_is_the_last_on_which_all_stands_as_it_says() -> None:
    last = date(2026, 12, 31)
    ends = replace(seed().disclosures[0], valid_to=last, status=None)
    registry = with_disclosure(seed(), ends)
    tree = json.loads(graph.render(registry, ON))
    assert made_on(registry, tree, ON) == ON
    assert made_on(registry, tree, date(2027, 1, 20)) == last
    assert list(moved_on(registry, ON, last, FILE)) == []
    assert list(read_feed(graph.render(registry, ON), FILE, date(2027, 1, 20)).differences) == []


SPAN = replace(seed().disclosures[0], valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 31), status=None)
PLANNED, ACTIVE, ENDED = date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 1)


@pytest.mark.parametrize("made", [PLANNED, ACTIVE, ENDED])
@pytest.mark.parametrize("today", [PLANNED, ACTIVE, ENDED])
def test_what_stands_otherwise_than_on_the_day_of_a_feed_is_told_before_it_as_after(made: date, today: date) -> None:
    stands = {PLANNED: "planned", ACTIVE: "active", ENDED: "ended"}
    says, stated = f"{stands[made]} on {made}", f"{stands[today]} on {today}: build again"
    difference = Difference("changed", SPAN.id, says, stated, file=FILE, source="today's date")
    assert list(moved_on(with_disclosure(seed(), SPAN), made, today, FILE)) == ([difference] if made != today else [])


def test_the_day_of_a_feed_may_be_known() -> None:
    registry = with_disclosure(seed(), SPAN)
    data = graph.render(registry, ENDED)
    assert read_feed(data, FILE, ON).made == ENDED
    assert read_feed(data, FILE, ENDED, made=ACTIVE).made == ACTIVE


def test_the_day_of_a_feed_is_not_before_the_first_on_which_all_stands_so() -> None:
    first = date(2026, 11, 2)
    registry = with_disclosure(seed(), replace(seed().disclosures[0], valid_from=first, status=None))
    assert made_on(registry, json.loads(graph.render(registry, ON)), date(2020, 1, 1)) == first
    assert made_on(replace(registry, recipients=()), {"disclosures": []}, ON) == ON
