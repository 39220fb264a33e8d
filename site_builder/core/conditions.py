"""The types of condition, one small class each: what it takes. All conditions of a disclosure must hold.

A class's name in small letters is the condition's `type`; a condition stands once in one list, so that
`<owner>.conditions.<type>` names it for ever.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeVar, dataclass_transform

from site_builder.core.values import Id, Text, Word, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A limit on a disclosure, or an exception to one."""

    type: ClassVar[Word]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Condition):
    """A limit that a feed states and that is not understood here: only a person can say whether it is met.

    No type of the table: nobody writes one. `why` says what was not understood.
    """

    type: Word  # type: ignore[misc] # what a known type has once, each of these has for itself
    why: Text


CONDITIONS: dict[str, type[Condition]] = {}
"""Each type of condition by its name, in the order of this module."""


C = TypeVar("C", bound=Condition)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def condition(cls: type[C]) -> type[C]:
    """Make a class a type of condition and enter it into CONDITIONS."""
    made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    made.type = Word(re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower())
    CONDITIONS[made.type] = made
    return made


@condition
class LawfulOnly(Condition):
    """Only as the law allows."""

    laws: tuple[Id, ...] = ()


@condition
class PurposeLimited(Condition):
    """For these purposes and no other."""


@condition
class Approval(Condition):
    """Someone approves."""

    by: Id
    scope: Word | None = None
    controls: bool | None = None
    valid_to: date | None = None


@condition
class NeedShown(Condition):
    """A need is shown."""

    test: Words | None = None


@condition
class CaseByCase(Condition):
    """Each case on its merits."""

    factors: Words | None = None


@condition
class NoIndividualEffect(Condition):
    """Nothing is done to the single person."""


@condition
class NoIdentificationInResults(Condition):
    """Nobody is identified in results."""


@condition
class Identifiability(Condition):
    """How identifiable, at each stage."""

    transfer: Word | None = None
    processing: Word | None = None
    results: Word | None = None


@condition
class DataMatching(Condition):
    """Matched with other data."""

    with_: tuple[Id, ...]


@condition
class VoluntaryParticipation(Condition):
    """People may refuse to take part."""

    strength: Word | None = None
    who: tuple[Id, ...] = ()


@condition
class ConsentFirst(Condition):
    """Consent is asked first."""

    strength: Word | None = None
    who: tuple[Id, ...] = ()
    by: Id | None = None
    form: Word | None = None


@condition
class TellFirst(Condition):
    """People are told first."""

    strength: Word | None = None
    who: tuple[Id, ...] = ()
    by: Id | None = None
    when: Words | None = None


@condition
class SafeguardingOverride(Condition):
    """Lifts one condition where someone is at risk."""

    overrides: Word
    test: Words | None = None
    reasons: tuple[Word, ...] = ()


@condition
class DetrimentException(Condition):
    """Not where sharing would do harm."""

    test: Words | None = None


@condition
class StatutoryDuty(Condition):
    """A duty in law."""

    whose: Word
    law: Id | None = None
    provision: Words | None = None


@condition
class Trigger(Condition):
    """Only once something has happened."""

    event: Words


@condition
class RequestNeeded(Condition):
    """Only on request."""

    requested_by: Words | None = None
    in_writing: bool | None = None
    must_state: Words | None = None
    fee: Words | None = None


@condition
class OnBehalfOf(Condition):
    """Only for a principal or its programme."""

    principal: Id
    programme: Id | None = None


@condition
class ControlledAccess(Condition):
    """Only these roles, in these places."""

    roles: tuple[Id, ...]
    places: tuple[Id, ...] = ()


@condition
class ProtocolNeeded(Condition):
    """An agreement in force."""

    agreement: Id | None = None


@condition
class OptOut(Condition):
    """People may opt out."""

    scheme: Word


@condition
class MinimumItems(Condition):
    """Only the data items listed."""


@condition
class OnwardLimit(Condition):
    """Limits on passing on."""

    recipients: tuple[Id, ...] = ()
    purposes: tuple[Id, ...] = ()
    depth: int | None = None
    ask_first: bool | None = None
    asked: Id | None = None


@condition
class ProcessorContract(Condition):
    """A contract with the processor."""

    agreement: Id | None = None


@condition
class Jurisdiction(Condition):
    """Only in these nations."""

    nations: tuple[Word, ...]


@condition
class Area(Condition):
    """Only in these places."""

    places: tuple[Id, ...]


@condition
class AgeRange(Condition):
    """Only people of this age."""

    from_age: int | None = None
    to_age: int | None = None


@condition
class TimeWindow(Condition):
    """Only in this time."""

    valid_from: date | None = None
    valid_to: date | None = None


@condition
class ProhibitedUse(Condition):
    """Never for these purposes."""

    purposes: tuple[Id, ...]
    rests_on: Word | None = None
    outlives: bool | None = None


@condition
class Threshold(Condition):
    """Only above a number."""

    at_least: int
    of: Words


@condition
class SingleUse(Condition):
    """Once, then no more."""


@condition
class StandingShown(Condition):
    """Standing is shown."""

    proofs: Words | None = None
    unless: Words | None = None
