"""Who shares, and who gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from site_builder.core.conditions import Condition
from site_builder.core.model.disclosure import Disclosure
from site_builder.core.values import Id, Text, Url, Word, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is said of a body, wherever it stands."""

    id: Id
    name: Words
    short_name: Words | None = None
    also_called: tuple[Words, ...] = ()
    kind: Word | None = None
    public_authority: bool | None = None
    identifiers: tuple[Text, ...] = ()
    website: Url | None = None
    privacy_notice: Url | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What became of a body that has ended, from dated data: nobody types it.

    `closed_on` is a year, month or day (`2012-03`), `told_by` where that was read.
    """

    became: Word
    closed_on: Text | None = None
    succeeded_by: tuple[Words, ...] = ()
    told_by: Url | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """How to reach the data protection officer: a role, never a named person (Art. 13(1)(b))."""

    role: Id | None = None
    email: Text | None = None
    phone: Words | None = None
    post: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintToUs:
    """How to complain to the controller (s.164A DPA 2018)."""

    online_form: Url | None = None
    other_way: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulator:
    """Where to complain about the controller (Art. 13(2)(d))."""

    name: Words
    url: Url | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Head):
    """The controller: who "we" are."""

    jurisdiction: tuple[Word, ...] = ()
    as_of_law: date | None = None
    dpo: Officer | None = None
    representative: Id | None = None
    complaint_to_us: ComplaintToUs | None = None
    complaint_to_regulator: Regulator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Head):
    """A body that the words name and that gets no data."""

    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: tuple[Id, ...] = ()
    history: History | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient(Head):
    """To whom data is disclosed (Art. 4(1)(9)): an organisation, a category, people in a role, or a person.

    `disclosures` are those that stand in its file, in reading order; `conditions` hold for each of them that we
    make to this recipient.
    """

    type: Word
    to_be_appointed: bool | None = None
    at: Id | None = None
    open_list: bool | None = None
    members: tuple[Id, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: tuple[Id, ...] = ()
    history: History | None = None
    conditions: tuple[Condition, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
