"""What it means that somebody or something is not on a page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from site_builder.facts.layout.absent import absent
from site_builder.facts.layout.laid_out import Part, Text, parts_of
from tests.small_registry import disclosure, recipient, registry, shown


def _lines(part: Part | None) -> list[str]:
    assert part is not None
    return [line.text for block in part.blocks if isinstance(block, Text) for line in block.lines]


@pytest.mark.parametrize("complete", [None, False, True])
def test_what_is_not_on_the_page_may_be_shared_unless_its_words_promise_that_it_lists_all(
    *, complete: bool | None
) -> None:
    made = registry(recipient("school", "Schools", disclosure("d1")))
    view = shown(replace(made, notices=tuple(replace(n, complete_list=complete) for n in made.notices)))
    told = [(text.lines[0].text, text.facts) for text in parts_of(absent(view), Text)]
    promise = "It promises to list everyone who gets data, by name or by kind."
    assert told == (
        [
            ("This notice does not say if we share anything else.", ()),
            (promise, (f"{view.notice.id}.complete_list",)),
        ]
        if complete
        else [("This notice does not say if we share anything else, or with anyone else. We may.", ())]
    )


def test_a_promise_that_all_are_listed_excepts_passages_that_say_not_who_gets_it() -> None:
    given = [disclosure("d1"), replace(disclosure("d2"), recipient=None)]
    view = shown(registry(recipient("school", "Schools", *given)))
    promising = replace(view, notice=replace(view.notice, complete_list=True))
    assert _lines(absent(promising))[1].endswith("by name or by kind. But in 1.2 it is not said who.")


def test_where_nothing_is_in_force_nothing_stands_here() -> None:
    assert absent(shown(registry(recipient("school", "Schools")))) is None
