"""What begins on a day to come: announced in box, row and label, not counted before, and in force on its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from site_builder.build import made_site
from site_builder.facts.facts import in_force
from site_builder.facts.layout.laid_out import GlanceRow, LaidNotice, parts_of
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.layout.shown import Shown
from site_builder.facts.redact import public
from site_builder.locale.languages import language
from site_builder.model import Disclosure, Registry
from site_builder.model.values import Id
from site_builder.verify.words_check import unlike_words
from tests.examples import example
from tests.history.histories import with_disclosure
from tests.history.ten import ten
from tests.seed import ON
from tests.small_registry import disclosure, ids, recipient, registry

FIRST = date(2027, 4, 1)
BEFORE = FIRST - timedelta(12)


def announced() -> Registry:
    """The sixth of the ten releases, which announces a sharing."""
    return public(ten().registries[5])


def laid(made: Registry, on: date, tag: str = "en-GB") -> LaidNotice:
    return lay_out(made, made.notices[0], language(tag), on)


def without(made: Registry, key: str) -> Registry:
    """The same registry, where the words of a disclosure stand in no notice."""
    (notice,) = made.notices
    sections = tuple(
        replace(section, passages=tuple(p for p in section.passages if key not in p.states))
        for section in notice.sections
    )
    return replace(made, notices=(replace(notice, sections=sections),))


# ---- announced


def test_it_is_announced_in_box_row_and_label() -> None:
    found = laid(announced(), BEFORE)
    (box,) = found.soon
    assert box.head is not None
    assert [box.head.text, *(line.text for line in box.lines)] == [
        "From 1 April 2027:",
        "Harbour Wellbeing: to contact parent/carers, in 2.4.",
        "Not before that day.",
    ]
    under = [line.text for row in found.glance.rows for line in row.under]
    assert "From 1 April 2027: Harbour Wellbeing" in under
    (passage,) = (each for each in found.passages if each.thing == "harbour-contact-parents")
    assert passage.number == "2.4"
    assert passage.label is not None
    assert passage.label.text == "From 1 April 2027: Harbour Wellbeing: to contact parent/carers"
    (margin,) = passage.margin
    assert (margin.question.text, [mark.line.text for mark in margin.marks]) == ("When?", ["From 1 April 2027"])
    assert passage.exact is not None
    assert "Contact details" in str(passage.exact)


def _answers(found: LaidNotice) -> list[tuple[object, ...]]:
    """What is counted: the cells of the table, what nobody says, who is named, rights; without numbers of passages."""
    rows = [row.cells for row in parts_of(found.glance, GlanceRow)]
    return [*rows, *((part.anchor, part.blocks) for part in found.parts), (found.everywhere,)]


def test_it_is_not_counted_before() -> None:
    with_it, left_out = (laid(made, BEFORE) for made in (announced(), without(announced(), "harbour-contact-parents")))
    assert _answers(with_it) == _answers(left_out)
    assert len([*with_it.passages]) == len([*left_out.passages]) + 1


def _counted_before(self: Shown) -> Mapping[Id, Disclosure]:
    """Broken twin: what is to come counts as if it were in force."""
    return {d.id: d for d in in_force(self.registry, self.notice, max(self.on, FIRST))}


def test_one_who_counts_it_before_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Shown, "in_force", property(_counted_before))
    with pytest.raises(AssertionError):
        test_it_is_not_counted_before()


def test_on_its_day_it_is_in_force_and_nothing_announces_it() -> None:
    found = laid(announced(), FIRST)
    assert found.soon == ()
    assert "From 1 April 2027" not in [line.text for row in found.glance.rows for line in row.under]
    (passage,) = (each for each in found.passages if each.thing == "harbour-contact-parents")
    assert passage.label is not None
    assert passage.label.text == "Harbour Wellbeing: to contact parent/carers"
    assert [m.question.text for m in passage.margin] == ["Must it be shared?"]


def test_page_and_pdf_say_it_word_for_word() -> None:
    made = announced()
    assert unlike_words(made_site(made, BEFORE), made, BEFORE) == []


# ---- beside what is in force


def _two(first: date, **fields: object) -> Registry:
    now = disclosure("now", "school")
    later = disclosure("later", "college", valid_from=first, **fields)
    both = recipient("school", "School", now), recipient("college", "College", later)
    return registry(*both, passages=[("now", "later")])


def test_beside_what_is_in_force_it_says_of_whom_it_is_true() -> None:
    (passage,) = laid(_two(FIRST), ON).passages
    assert passage.label is not None
    assert passage.label.text == "School: purpose not said"
    assert [mark.line.text for mark in passage.margin[-1].marks] == ["From 1 April 2027: College"]
    assert passage.exact is not None
    headings = [block.heading.text for block in passage.exact.blocks if getattr(block, "heading", None)]  # type: ignore[union-attr] # rows have one
    assert headings == ["From 1 April 2027: College"]


def test_a_part_of_which_nothing_is_in_force_yet_says_so() -> None:
    made = registry(
        recipient("school", "School", disclosure("now", "school")),
        recipient("college", "College", disclosure("later", "college", valid_from=FIRST)),
        passages=[("now",)],
    )
    (notice,) = made.notices
    (section,) = notice.sections
    passage = replace(section.passages[0], states=ids("later"))
    later = replace(section, id=Id("later-part"), passages=(passage,))
    found = laid(replace(made, notices=(replace(notice, sections=(section, later)),)), ON)
    assert [[mark.line.text for mark in row.cells] for row in found.glance.rows][1] == ["Not yet"]


def test_two_days_make_two_boxes_the_next_one_first() -> None:
    later = FIRST + timedelta(30)
    made = registry(
        recipient("school", "School", disclosure("now", "school")),
        recipient("college", "College", disclosure("b", "college", valid_from=later)),
        recipient("police", "Police", disclosure("a", "police", valid_from=FIRST)),
    )
    heads = [box.head.text for box in laid(made, ON).soon if box.head]
    assert heads == ["From 1 April 2027:", "From 1 May 2027:"]
    assert [box.head.text for box in laid(made, FIRST).soon if box.head] == ["From 1 May 2027:"]


@pytest.mark.parametrize("status", ["draft", "suspended"])
def test_a_draft_and_what_is_suspended_are_not_announced(status: str) -> None:
    found = laid(_two(FIRST, status=status), ON)
    assert found.soon == ()
    assert "College" not in str(found.sections)


@pytest.mark.parametrize("for_children", [False, True])
def test_in_welsh_and_for_children_it_is_announced_too(for_children: bool) -> None:
    made = example("aberwen")
    notice = next(each for each in made.notices if each.is_for_children_too)
    first = in_force(made, notice, ON)[0]
    later = with_disclosure(made, replace(first, valid_from=FIRST))
    found = lay_out(later, notice, language("cy"), ON, for_children=for_children)
    assert [box.head.text for box in found.soon if box.head] == ["O 1 Ebrill 2027:"]
    labels = [passage.label.text for passage in found.passages if passage.label]
    marks = [mark.line.text for passage in found.passages for margin in passage.margin for mark in margin.marks]
    assert [text for text in (*labels, *marks) if text.startswith("O 1 Ebrill 2027")]
