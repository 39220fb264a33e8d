"""The order of the questions of the exact facts. A field or a condition joins one where it is declared, in the model.

The order of answers is that of the model, but for those in FIRST. Page, PDF and every variant follow it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from site_builder.facts.confirmed import WORDS
from site_builder.model import Body, Disclosure, Notice, Organisation, Thing
from site_builder.model.conditions import ABOUT
from site_builder.model.fields import fields_of


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the locale, and the fields and types of condition that answer it, in the order of the answers."""

    key: str
    fields: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


FIRST = {
    "role": "recipient_role works_for agreements",
    "say_no": "item_choices opt_outs",
    "only_if": "purpose_limited approval need_shown case_by_case protocol_needed processor_contract controlled_access "
    "jurisdiction area age_range threshold single_use standing_shown minimum_items",
    "must_not": "no_individual_effect no_identification_in_results prohibited_use",
    "ask_first": "tell_first",
    "what": "data_items",
}
"""Answers that come before the others, where the model has another order."""


def _questions(cls: type, keys: str, *, checked: str = "checked") -> tuple[Question, ...]:
    """The questions of a class. Raises KeyError where a field answers one that is not among them."""
    fields: dict[str, list[str]] = {key: [] for key in keys.split()}
    conditions: dict[str, list[str]] = {key: [] for key in keys.split()}
    for field in fields_of(cls):
        if field.about.asks:
            fields[field.about.asks].append(field.key)
    for kind, about in ABOUT.items() if cls is Disclosure else ():
        conditions[about.asks].append(kind)
    fields[checked] = ["confirmed"]
    return tuple(Question(key, _ordered(key, fields[key]), _ordered(key, conditions[key])) for key in keys.split())


def _ordered(question: str, answers: Iterable[str]) -> tuple[str, ...]:
    first = FIRST.get(question, "").split()
    return tuple(sorted(answers, key=lambda answer: first.index(answer) if answer in first else len(first)))


WHO, *_REST = _questions(
    Disclosure,
    "who why kept law what whom must when how only_if must_not passed_on afterwards matched known ask_first say_no "
    "role abroad computer give source tell unlike also settled settled_by more reviewed checked",
)
"""WHO is the first row of each disclosure, even where the words name nobody."""
IN_ABOUT = ("reviewed", "checked")
"""What is laid out in the part about the notice, not beside the words."""
OF_DISCLOSURES = tuple(_REST)
"""The questions on a disclosure, and on conditions of a notice or a recipient and shared conditions."""
EXACT = tuple(question for question in OF_DISCLOSURES if question.key not in IN_ABOUT)
"""Those whose answers are the exact facts of a passage."""
OF_NOTICES = _questions(
    Notice,
    "covers our_role held held_for held_from collected held_under held_in_part held_until abroad looked_after give "
    "also_stated services complete owner replaces reads_with more review poster checked",
)
OF_ORGANISATION = _questions(
    Organisation, "organisation officer officers representative settled_by feedback complain regulator checked"
)
OF_PARTIES = _questions(Body, "body checked_of", checked="checked_of")
"""The questions on a recipient or a body, answered once, where the notice first names it."""

OF_WORDS = Question("words", tuple(WORDS))
"""What the page calls the words of a thing where it says who checked them."""


def question_key(thing: Thing, field: str) -> str | None:
    """The key of the question that a field of a thing answers; None where it answers none.

    A field of a recipient that holds for all its disclosures answers one of their questions.
    """
    tables = {Notice: OF_NOTICES, Organisation: OF_ORGANISATION}
    return next(
        (q.key for q in (*tables.get(type(thing), (WHO, *OF_DISCLOSURES)), OF_WORDS) if field in q.fields), None
    )
