"""A change in the pieces from which a page or a feed tells it: a heading, and what it was and is."""

from __future__ import annotations

from typing import Any

from site_builder.diff.change import Change
from site_builder.diff.changed_words import changed_words
from site_builder.diff.to_text import Teller, is_of_words


def told(teller: Teller, change: Change) -> dict[str, Any]:
    """The change in the teller's language, as JSON values; keys for which it has nothing are left out.

    `heading`: one line that says what changed, whole where it is a fact. `name`: of the thing. Then, for a fact,
    `asked` (the question of the page) with `was` and `is`; for a disclosure that came or went, `answers` (questions,
    each with a list); for words, `words` (pairs of `same`, `gone`, `new` or `left_out` and a text). `also`: further
    sentences.
    """
    pieces: dict[str, Any] = {"heading": teller.heading(change), "name": teller.name(change)}
    if asked := teller.asked(change):
        was, now = teller.both(change)
        pieces |= {"asked": asked, "was": was, "is": now}
    pieces["answers"] = [list(each) for each in teller.answers(change)]
    also = [*teller.same_body(change), *teller.reached(change)]
    if is_of_words(change) and change.concerns != "order":
        before, after = (teller.text(change, side) for side in (0, 1))
        pieces["words"] = [list(each) for each in _words(change, before, after)]
        also = [*teller.shifts(change), *also]
    return {key: value for key, value in {**pieces, "also": also}.items() if value}


def _words(change: Change, before: str, after: str) -> tuple[tuple[str, str], ...]:
    if change.was is None:
        return (("new", after),)
    return (("gone", before),) if change.is_ is None else changed_words(before, after)
