"""What a schema cannot say: small functions over the registry, each yielding findings; RULES and DATED_RULES.

The name of a rule is its id (with hyphens); its docstring is what the handbook says about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from site_builder.core.model import Registry
from site_builder.core.problems import Finding
from site_builder.core.rules.doubts import duty_without_law, list_not_complete, proposed, questions, review_overdue
from site_builder.core.rules.gaps import not_stated
from site_builder.core.rules.lists import condition_twice
from site_builder.core.rules.words import empty_section, left_over_words, link_missing

Rule = Callable[[Registry], Iterator[Finding]]
DatedRule = Callable[[Registry, date], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    condition_twice,
    duty_without_law,
    empty_section,
    left_over_words,
    link_missing,
    list_not_complete,
    not_stated,
    proposed,
    questions,
)


DATED_RULES: tuple[DatedRule, ...] = (review_overdue,)


def findings(registry: Registry, on: date) -> Iterator[Finding]:
    """All findings of all rules for a day."""
    for rule in RULES:
        yield from rule(registry)
    for dated in DATED_RULES:
        yield from dated(registry, on)
