"""Lawful bases and conditions: UK GDPR Articles 6(1), 9(2) and 10, and Data Protection Act 2018 Schedule 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from site_builder.vocabulary._files import entries, read_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A lawful basis or condition by the registry's word for it.

    `heading` is its usual short name: the articles have no headings for their points. `valid_from` is the first day
    of one that came later than the rest, else None. `evidence` is a word of EVIDENCE.
    """

    term: str
    provision: str
    heading: str
    valid_from: date | None = None
    evidence: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleOne:
    """A paragraph of Schedule 1 to the Data Protection Act 2018 that is a condition.

    `part` is 1, 2 or 3. `needs_policy_document` is None where that is not known or hangs on another paragraph.
    `supports` is the registry's word for the condition of Article 9(2) that needs it (section 10(2) and (3) of the
    Act), None in Part 3, which is for criminal offence data. `evidence` is a word of EVIDENCE.
    """

    paragraph: int
    part: int
    provision: str
    heading: str
    needs_policy_document: bool | None = None
    supports: str | None = None
    evidence: str
    source: str
    note: str = ""


@cache
def lawful_bases(article: int = 6) -> Mapping[str, Basis]:
    """The bases of Article 6(1) by their words, in order; with 9 the conditions of Article 9(2), with 10 its routes.

    Raises KeyError for another article.
    """
    return {basis.term: basis for basis in entries(Basis, read_json("lawful_bases.json")[f"article_{article}"])}


def schedule_1(paragraph: int) -> ScheduleOne | None:
    """The condition in a paragraph of Schedule 1; None where the paragraph holds none (5, 38 and on)."""
    return _schedule_1().get(paragraph)


@cache
def _schedule_1() -> Mapping[int, ScheduleOne]:
    return {each.paragraph: each for each in entries(ScheduleOne, read_json("lawful_bases.json")["schedule_1"])}
