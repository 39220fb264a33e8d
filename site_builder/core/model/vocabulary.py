"""The words that many disclosures use, each a thing with an id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.core.conditions import Condition
from site_builder.core.values import Id, Text, Url, Word, Words

CRIMINAL = Word("criminal")
"""What criminal offence data is called beside the words for special categories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCondition:
    """Conditions that hold for more than one disclosure; their words are passages that state this id."""

    id: Id
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Why data is shared (Art. 13(1)(c))."""

    id: Id
    name: Words
    child_name: Words | None = None
    family: Word
    dpv_term: Text | None = None
    benefit: Words | None = None
    prohibited_uses: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A programme that disclosures serve."""

    id: Id
    name: Words
    short_name: Words | None = None
    about: Words | None = None
    owner: Id | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCategory:
    """What data (Art. 14(1)(d))."""

    id: Id
    name: Words
    child_name: Words | None = None
    dpv_term: Text | None = None
    also_called: tuple[Words, ...] = ()
    special: tuple[Word, ...] = ()
    criminal: bool | None = None

    @property
    def sensitive(self) -> tuple[Word, ...]:
        """What the law guards more closely in it: special categories (Art. 9), `criminal` for offences (Art. 10)."""
        return (*self.special, *((CRIMINAL,) if self.criminal else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSubject:
    """About whom: a group of people (Art. 30(1)(c)); ages in years."""

    id: Id
    name: Words
    child_name: Words | None = None
    dpv_term: Text | None = None
    from_age: int | None = None
    to_age: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """People who approve, decide or have access: their job, never their name."""

    id: Id
    name: Words
    at: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place that limits a disclosure."""

    id: Id
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A data sharing agreement, arrangement (Art. 26) or contract (Art. 28)."""

    id: Id
    name: Words
    kind: Word
    signed: date | None = None
    review_due: date | None = None
    url: Url | None = None
    essence: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """An Act or regulations."""

    id: Id
    name: Words
    url: Url | None = None
