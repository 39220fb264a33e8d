"""What the gate looks up: the groups in which somebody counts, and ids that are written alike."""

from __future__ import annotations

import pytest

from site_builder.gate.index import FIRST, LAST, Asked, Index, Marked


@pytest.mark.parametrize(
    ("on", "counts"), [("2026-01-31", True), ("2026-02-14", False), ("2026-03-01", True), ("2026-04-01", False)]
)
def test_a_group_to_which_two_ways_lead_counts_on_the_days_of_each(on: str, counts: bool) -> None:
    ways = (("club", FIRST, "2026-01-31"), ("club", "2026-03-01", "2026-03-31"), ("union", LAST, FIRST))
    asked = Asked(("member", "club", "union", "town"), FIRST, LAST, (), ways=ways)
    assert asked.counts_in("club", on) is counts
    assert asked.counts_in("town", on)
    assert not asked.counts_in("union", on)


def index(*ids: str) -> Index:
    made = Index("", "", "", Marked())
    made.kinds = dict.fromkeys(ids, "purposes")
    return made


def test_an_id_in_other_signs_is_found_alone() -> None:
    made = index("a-b-c", "a-b-cc")
    assert made.like("A_B_C", ("purposes",)) == ("a-b-c",)
    assert made.like("a-b-c", ("bodies",)) == ()


def test_of_ids_that_are_close_three_are_told() -> None:
    made = index("contact-1", "contact-2", "contact-3", "contact-4", "statistics")
    assert len({*made.like("contact-5", ("purposes",))} & made.kinds.keys()) == 3


@pytest.mark.parametrize(("many", "is_told"), [(5000, True), (5001, False)])
def test_of_thousands_of_ids_none_is_looked_for_that_is_only_close(many: int, is_told: bool) -> None:
    made = index("statistics", *(str(n) for n in range(1, many)))
    assert made.like("statistic", ("purposes",)) == (("statistics",) if is_told else ())
    assert made.like("Statistics", ("purposes",)) == ("statistics",)
