"""The types of condition, one small class each: what it takes. All conditions of a disclosure must hold.

A class's name in small letters is the condition's `type`; a type is only once in a list, so that
`<owner>.conditions.<type>` names a condition for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar, dataclass_transform

from site_builder.model.fields import field, fields_of
from site_builder.model.moves import (
    ASKS_MORE,
    BY_FIELDS,
    EXEMPTS,
    FLAGGED,
    HOLDS_FOR,
    LEAST,
    LESS,
    LEVEL,
    LIMITS,
    LISTS,
    MORE,
    MOST,
    NARROWS,
    SAYS,
    STRENGTH,
    UNLIKE,
    WIDENS,
    WITHIN,
    Added,
    Rule,
    ordered,
)
from site_builder.model.values import Id, Text, Word, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A limit on a disclosure, or an exception to one.

    `for_data` is a field of each type that may hold for some of the data alone; () is all of it.
    """

    type: ClassVar[Word]
    if TYPE_CHECKING:
        for_data: tuple[Id, ...] = ()
    else:
        for_data = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Condition):
    """A limit that a feed states and that is not understood here: only a person can say whether it is met.

    No type of the table: nobody writes one. `why` says what was not understood.
    """

    type: Word  # type: ignore[misc] # a known type has one for the class, each Unknown its own
    why: Text


CONDITIONS: dict[str, type[Condition]] = {}
"""Each type of condition by its name, in the order of this module."""
ABOUT: dict[str, Kind] = {}
"""What is known of each type besides its fields."""
OBLIGATION, PROHIBITION, PERMISSION = "Obligation", "Prohibition", "Permission"


class Kind(NamedTuple):
    """Of a type of condition: what sort of rule it is, the question that it answers, how one more moves sharing.

    `to_meet`: it asks something of who sends. `sets_limit`: one of its fields but `for_data` is given. `for_some`: it
    may hold for some of the data. What lifts or supports may not: a reader that did not know this may say yes wrongly.
    """

    limit: str
    asks: str
    added: Added
    to_meet: bool = True
    sets_limit: bool = False
    for_some: bool = True


C = TypeVar("C", bound=Condition)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def condition(*about: Any, **details: Any) -> Callable[[type[C]], type[C]]:
    """Make a class a type of condition and enter it into CONDITIONS; see Kind."""
    kind = Kind(*about, **details)

    def registered(cls: type[C]) -> type[C]:
        if kind.for_some:
            cls.__annotations__["for_data"] = tuple[Id, ...]
            cls.for_data = _for_data(WITHIN if kind.added == MORE else HOLDS_FOR)  # type: ignore[misc] # no slot yet
        frozen = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        frozen.type = Word(re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower())
        CONDITIONS[frozen.type] = frozen
        ABOUT[frozen.type] = kind
        return frozen

    return registered


def limits_of(cls: type) -> tuple[str, ...]:
    """The fields of a type that sets a limit, of which one is given at least; () for other types."""
    sets_limit = any(known is cls and ABOUT[kind].sets_limit for kind, known in CONDITIONS.items())
    return tuple(f.key for f in fields_of(cls) if f.name != "for_data") if sets_limit else ()


def _for_data(moves: Rule) -> Any:
    return field(
        "The data for which alone it holds; left out: all of it.",
        title="for data",
        of="data_categories",
        term="schema:about",
        moves=moves,
        default=(),
    )


@condition(OBLIGATION, "law", LESS)
class LawfulOnly(Condition):
    """Only as the law allows."""

    laws: tuple[Id, ...] = field(
        "The laws that the words name.", of="laws", term="schema:mentions", moves=SAYS, default=()
    )


@condition(PROHIBITION, "only_if", LESS, to_meet=False)
class PurposeLimited(Condition):
    """For these purposes and no other."""


@condition(OBLIGATION, "only_if", LESS)
class Approval(Condition):
    """Someone approves."""

    by: Id = field("The role that approves.", of="roles", moves=UNLIKE)
    scope: Word | None = field(
        "Whether in each case, or once for all.",
        words="per_case standing",
        term="dpv:hasScope",
        moves=ordered("per_case standing"),
        default=None,
    )
    controls: bool | None = field(
        "Whether the approver also controls the sharing.", term="dpv:hasInvolvement", moves=FLAGGED, default=None
    )
    valid_to: date | None = field("The last day of a standing approval.", title="last day", moves=MOST, default=None)


@condition(OBLIGATION, "only_if", LESS)
class NeedShown(Condition):
    """A need is shown."""

    test: Words | None = field("What must be shown.", term="dpv:hasAssessment", moves=UNLIKE, default=None)


@condition(OBLIGATION, "only_if", LESS)
class CaseByCase(Condition):
    """Each case on its merits."""

    factors: Words | None = field("What is weighed.", term="schema:variableMeasured", moves=UNLIKE, default=None)


@condition(PROHIBITION, "must_not", LESS)
class NoIndividualEffect(Condition):
    """Nothing is done to the single person."""


@condition(PROHIBITION, "must_not", LESS)
class NoIdentificationInResults(Condition):
    """Nobody is identified in results."""


@condition(OBLIGATION, "known", BY_FIELDS, sets_limit=True)
class Identifiability(Condition):
    """How identifiable, at each stage."""

    transfer: Word | None = field(
        "At most so identifiable when it is sent.",
        words="identifiable individual_level pseudonymised anonymous aggregate",
        term="schema:object",
        moves=LEVEL,
        default=None,
    )
    processing: Word | None = field(
        "At most so identifiable while it is worked on.",
        words="identifiable individual_level pseudonymised anonymous aggregate",
        term="schema:instrument",
        moves=LEVEL,
        default=None,
    )
    results: Word | None = field(
        "At most so identifiable in what comes out.",
        words="identifiable individual_level pseudonymised anonymous aggregate",
        term="schema:result",
        moves=LEVEL,
        default=None,
    )


@condition(PERMISSION, "matched", MORE)
class DataMatching(Condition):
    """Matched with other data."""

    with_: tuple[Id, ...] = field(
        "The data that it is matched with.", of="data_categories", term="prov:used", moves=WIDENS
    )


@condition(PERMISSION, "say_no", LESS, to_meet=False)
class VoluntaryParticipation(Condition):
    """People may refuse to take part."""

    strength: Word | None = field(
        "How firmly the words put it; left out: they do not soften it.",
        words="always wherever_possible usually",
        term="dpv:hasImportance",
        moves=STRENGTH,
        default=None,
    )
    who: tuple[Id, ...] = field(
        "Who may refuse.", of="data_subjects", term="dpv:hasActiveEntity", moves=ASKS_MORE, default=()
    )


@condition(OBLIGATION, "ask_first", LESS)
class ConsentFirst(Condition):
    """Consent is asked first."""

    strength: Word | None = field(
        "How firmly the words put it; left out: they do not soften it.",
        words="always wherever_possible usually",
        moves=STRENGTH,
        default=None,
    )
    who: tuple[Id, ...] = field("Whose consent.", of="data_subjects", moves=ASKS_MORE, default=())
    by: Id | None = field(
        "Who asks. Left out: not stated.", of="roles recipients organisation", moves=SAYS, default=None
    )
    form: Word | None = field(
        "How it is given.",
        words="written spoken any",
        term="dpv:hasIndicationMethod",
        moves=ordered("written any", "spoken any"),
        default=None,
    )


@condition(OBLIGATION, "ask_first", LESS)
class TellFirst(Condition):
    """People are told first."""

    strength: Word | None = field(
        "How firmly the words put it; left out: they do not soften it.",
        words="always wherever_possible usually",
        moves=STRENGTH,
        default=None,
    )
    who: tuple[Id, ...] = field("Who is told.", of="data_subjects", moves=ASKS_MORE, default=())
    by: Id | None = field(
        "Who tells. Left out: not stated.", of="roles recipients organisation", moves=SAYS, default=None
    )
    when: Words | None = field("When they are told.", term="dct:temporal", moves=UNLIKE, default=None)


@condition(PERMISSION, "ask_first", MORE, to_meet=False, for_some=False)
class SafeguardingOverride(Condition):
    """Lifts one condition where someone is at risk."""

    overrides: Word = field(
        "The condition that it lifts, and no other.",
        words="consent_first tell_first opt_out approval request_needed protocol_needed",
        term="dpv:isApplicableFor",
        moves=UNLIKE,
    )
    test: Words | None = field("What must be believed.", moves=UNLIKE, default=None)
    reasons: tuple[Word, ...] = field(
        "The reasons of Schedule 1 paragraph 18.",
        words="consent_cannot_be_given cannot_reasonably_be_expected_to_obtain asking_would_prejudice_protection",
        term="skos:note",
        law="Sch. 1 para. 18 DPA 2018",
        moves=WIDENS,
        default=(),
    )
    opens: tuple[Id, ...] = field(
        "Purposes for which it may also be shared where someone is at risk.",
        of="purposes",
        term="schema:potentialUse",
        moves=LISTS,
        default=(),
    )


@condition(PROHIBITION, "only_if", LESS)
class DetrimentException(Condition):
    """Not where sharing would do harm."""

    test: Words | None = field("What would do harm.", moves=UNLIKE, default=None)


@condition(OBLIGATION, "must", MORE, for_some=False)
class StatutoryDuty(Condition):
    """A duty in law."""

    whose: Word = field("Whose duty it is.", words="ours theirs", moves=UNLIKE)
    law: Id | None = field("The law, where the words name one.", of="laws", law="6(3)", moves=SAYS, default=None)
    provision: Words | None = field("Section, article or paragraph.", law="6(3)", moves=SAYS, default=None)


@condition(OBLIGATION, "when", LESS)
class Trigger(Condition):
    """Only once something has happened."""

    event: Words = field("What must have happened.", term="schema:event", moves=UNLIKE)


@condition(OBLIGATION, "when", LESS)
class RequestNeeded(Condition):
    """Only on request."""

    requested_by: Words | None = field("Who asks.", term="schema:agent", moves=UNLIKE, default=None)
    in_writing: bool | None = field("Whether it must be in writing.", term="dct:medium", moves=FLAGGED, default=None)
    must_state: Words | None = field("What the request must say.", term="schema:text", moves=LIMITS, default=None)
    fee: Words | None = field("What has to be paid for it, and by whom.", term="dpv:hasFee", moves=LIMITS, default=None)


@condition(OBLIGATION, "why", LESS)
class OnBehalfOf(Condition):
    """Only for a principal or its programme."""

    principal: Id = field(
        "For whom it is done.", of="recipients organisation bodies", term="dpv:isRepresentativeFor", moves=UNLIKE
    )
    programme: Id | None = field(
        "Under which programme.", of="programmes", term="schema:isRelatedTo", moves=UNLIKE, default=None
    )


@condition(OBLIGATION, "only_if", LESS)
class ControlledAccess(Condition):
    """Only these roles, in these places."""

    roles: tuple[Id, ...] = field("Which roles have access.", of="roles recipients", term="dpv:hasEntity", moves=WITHIN)
    places: tuple[Id, ...] = field("In which places.", of="places", term="dpv:hasLocation", moves=WITHIN, default=())


@condition(OBLIGATION, "only_if", LESS)
class ProtocolNeeded(Condition):
    """An agreement in force."""

    agreement: Id | None = field(
        "Which agreement.", of="agreements", term="schema:isBasedOn", moves=UNLIKE, default=None
    )


@condition(PERMISSION, "say_no", LESS)
class OptOut(Condition):
    """People may opt out."""

    scheme: Word = field(
        "Which opt-out it is.",
        words="national_data_opt_out object_art_21 withdraw_consent local",
        law="7(3), 21",
        moves=UNLIKE,
    )


@condition(PROHIBITION, "only_if", LESS)
class MinimumItems(Condition):
    """Only the data items listed."""


@condition(PROHIBITION, "passed_on", LESS)
class OnwardLimit(Condition):
    """Limits on passing on."""

    recipients: tuple[Id, ...] = field(
        "To whom it may be passed on.",
        of="recipients bodies",
        term="dpv:hasRecipientThirdParty",
        moves=WITHIN,
        default=(),
    )
    purposes: tuple[Id, ...] = field(
        "For what it may be passed on.", of="purposes", law="5(1)(b)", moves=WITHIN, default=()
    )
    depth: int | None = field(
        "How many steps on; 0: not at all.", least=0, term="schema:maxValue", moves=MOST, default=None
    )
    ask_first: bool | None = field(
        "Whether we must be asked first.", term="dpv:hasNotificationStatus", moves=FLAGGED, default=None
    )
    asked: Id | None = field(
        "Who must be asked first, where that is not us.",
        of="recipients bodies",
        term="schema:participant",
        moves=SAYS,
        default=None,
    )


@condition(OBLIGATION, "only_if", LESS)
class ProcessorContract(Condition):
    """A contract with the processor."""

    agreement: Id | None = field("Which contract.", of="agreements", law="28(3)", moves=UNLIKE, default=None)


@condition(OBLIGATION, "only_if", LESS)
class Jurisdiction(Condition):
    """Only in these nations."""

    nations: tuple[Word, ...] = field(
        "The nations that it is limited to.",
        words="england wales scotland northern_ireland",
        term="dpv:hasGeographicCoverage",
        moves=WITHIN,
    )


@condition(OBLIGATION, "only_if", LESS)
class Area(Condition):
    """Only in these places."""

    places: tuple[Id, ...] = field("The places that it is limited to.", of="places", moves=WITHIN)


@condition(OBLIGATION, "only_if", LESS, sets_limit=True)
class AgeRange(Condition):
    """Only people of this age."""

    from_age: int | None = field("The youngest, in years.", least=0, moves=LEAST, default=None)
    to_age: int | None = field("The oldest, in years.", least=0, moves=MOST, default=None)


@condition(OBLIGATION, "when", LESS, sets_limit=True)
class TimeWindow(Condition):
    """Only in this time."""

    valid_from: date | None = field("The first day on which this holds.", title="first day", moves=LEAST, default=None)
    valid_to: date | None = field("The last day on which this holds.", title="last day", moves=MOST, default=None)


@condition(PROHIBITION, "must_not", LESS, to_meet=False)
class ProhibitedUse(Condition):
    """Never for these purposes."""

    purposes: tuple[Id, ...] = field("Which uses are forbidden.", of="purposes", law="5(1)(b)", moves=NARROWS)
    rests_on: Word | None = field(
        "What forbids it.", words="law contract promise", term="prov:wasDerivedFrom", moves=SAYS, default=None
    )
    outlives: bool | None = field(
        "Whether the promise outlives the disclosure.", term="dpv:hasReuseCompatibility", moves=FLAGGED, default=None
    )


@condition(OBLIGATION, "afterwards", LESS, to_meet=False, sets_limit=True)
class Undertaking(Condition):
    """What is owed once it is shared, and no other type says."""

    recipient_must: Words | None = field(
        "What who gets it must do, such as how it is kept safe: 'They keep it encrypted'.",
        term="schema:usageInfo",
        moves=LIMITS,
        default=None,
    )
    sender_must: Words | None = field(
        "What who shares it must do afterwards: 'We tell you within a month'.",
        term="schema:potentialAction",
        moves=LIMITS,
        default=None,
    )


@condition(OBLIGATION, "only_if", LESS)
class Threshold(Condition):
    """Only above a number."""

    at_least: int = field("The least number.", least=0, term="schema:minValue", moves=LEAST)
    of: Words = field("What is counted.", term="schema:measurementTechnique", moves=UNLIKE)


@condition(PROHIBITION, "only_if", LESS)
class SingleUse(Condition):
    """Once, then no more."""


@condition(OBLIGATION, "only_if", LESS)
class StandingShown(Condition):
    """Standing is shown."""

    proofs: Words | None = field("What proves it.", term="schema:hasCredential", moves=UNLIKE, default=None)
    unless: Words | None = field("When it need not be shown.", term="schema:negativeNotes", moves=EXEMPTS, default=None)
