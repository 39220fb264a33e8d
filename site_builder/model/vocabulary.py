"""The words that many disclosures use, each a thing with an id."""

from __future__ import annotations

from datetime import date

from site_builder.model.conditions import Condition
from site_builder.model.fields import LONG, field, thing
from site_builder.model.moves import ENTRIES, LESS, MORE, NARROWS, NEITHER, SAYS, UNCLEAR, UNLIKE, WORDS, bound
from site_builder.model.values import Id, Text, Url, Word, Words

CRIMINAL = Word("criminal")
"""What criminal offence data is called beside the words for special categories."""


@thing(term="dpv:ProcessingCondition")
class SharedCondition:
    """Conditions that hold for more than one disclosure; their words are passages that state this id."""

    id: Id = field()
    conditions: tuple[Condition, ...] = field(
        "What the words ask; all must hold.",
        moves=ENTRIES,
        feed="Ids of the conditions that its words ask for; all must hold.",
    )


@thing(term="dpv:Purpose")
class Purpose:
    """Why data is shared (Art. 13(1)(c))."""

    id: Id = field()
    name: Words = field("What it is called where the public reads.", law="13(1)(c), 14(1)(c), 30(1)(b)", moves=UNLIKE)
    child_name: Words | None = field(
        "What it is called where children read.",
        title="name for children",
        term="foaf:nick",
        law="12(1)",
        moves=WORDS,
        default=None,
    )
    family: Word = field(
        "The family of purposes that it belongs to.",
        words="direct_care provide_service statutory_return statistics research policy_evaluation survey_sampling "
        "monitor_performance safeguarding crime fraud debt regulation_inspection audit legal_proceedings "
        "emergency public_health contact_people complaints marketing tax_and_revenue welfare_benefits housing planning "
        "licensing elections transport education children_and_families environment culture_and_leisure registration "
        "immigration economy democracy information_rights employment finance administration archiving",
        term="schema:category",
        narrows=True,
        moves=UNLIKE,
    )
    dpv_term: Text | None = field(
        "The term of the Data Privacy Vocabulary that it is a kind of, for example dpv:ResearchAndDevelopment.",
        title="DPV term",
        form=r"^[a-z]+(-[a-z]+)*:[A-Za-z][A-Za-z0-9-]*$",
        term="skos:notation",
        moves=SAYS,
        default=None,
    )
    benefit: Words | None = field("What people gain.", form=LONG, term="dpv:hasOutcome", moves=SAYS, default=None)
    prohibited_uses: tuple[Id, ...] = field(
        "Purposes for which data shared for this one may never be used.",
        of="purposes",
        term="dpv:hasProhibition",
        law="5(1)(b)",
        narrows=True,
        moves=NARROWS,
        default=(),
    )


@thing(term="dpv:Service")
class Programme:
    """A programme that disclosures serve."""

    id: Id = field()
    name: Words = field("What it is called where the public reads.", moves=WORDS)
    short_name: Words | None = field("An abbreviation that the words use.", moves=WORDS, default=None)
    about: Words | None = field("What it is.", form=LONG, moves=WORDS, default=None)
    owner: Id | None = field(
        "Whose programme it is.",
        of="recipients organisation bodies",
        term="dpv:hasServiceProvider",
        moves=SAYS,
        default=None,
    )
    valid_from: date | None = field("The first day on which this holds.", title="first day", moves=SAYS, default=None)
    valid_to: date | None = field("The last day on which this holds.", title="last day", moves=SAYS, default=None)
    replaced_by: tuple[Id, ...] = field(
        "What took its place.", title="successor", of="programmes", moves=SAYS, default=()
    )


@thing(term="dpv:PersonalData")
class DataCategory:
    """What data (Art. 14(1)(d))."""

    id: Id = field()
    name: Words = field("What it is called where the public reads.", law="14(1)(d), 30(1)(c)", moves=UNLIKE)
    child_name: Words | None = field(
        "What it is called where children read.", title="name for children", law="12(1)", moves=WORDS, default=None
    )
    dpv_term: Text | None = field(
        "The term of the Data Privacy Vocabulary that it is a kind of, for example pd:Contact.",
        title="DPV term",
        form=r"^[a-z]+(-[a-z]+)*:[A-Za-z][A-Za-z0-9-]*$",
        moves=SAYS,
        default=None,
    )
    also_called: tuple[Words, ...] = field(
        "Other names that the words use.", title="other names", moves=WORDS, default=()
    )
    inside: tuple[Id, ...] = field(
        "Kinds of data of which it is a part: what is stated of them covers it.",
        of="data_categories",
        term="skos:broaderTransitive",
        moves=UNLIKE,
        default=(),
    )
    special: tuple[Word, ...] = field(
        "The special categories that it holds (Art. 9(1)).",
        title="special categories",
        words="racial_or_ethnic political religious trade_union genetic biometric health sex_life sexual_orientation",
        term="dpv:hasSensitivityLevel",
        law="9(1)",
        moves=SAYS,
        default=(),
    )
    criminal: bool | None = field(
        "Whether it is criminal offence data (Art. 10).",
        title="criminal data",
        term="dct:accessRights",
        law="10",
        moves=SAYS,
        default=None,
    )

    @property
    def sensitive(self) -> tuple[Word, ...]:
        """What the law guards more closely in it: special categories (Art. 9), `criminal` for offences (Art. 10)."""
        return (*self.special, *((CRIMINAL,) if self.criminal else ()))


@thing(term="dpv:DataSubject")
class DataSubject:
    """About whom: a group of people (Art. 30(1)(c)); ages in years."""

    id: Id = field()
    name: Words = field("What it is called where the public reads.", law="30(1)(c)", moves=UNLIKE)
    child_name: Words | None = field(
        "What it is called where children read.", title="name for children", law="12(1)", moves=WORDS, default=None
    )
    dpv_term: Text | None = field(
        "The term of the Data Privacy Vocabulary that it is a kind of, for example dpv:Student.",
        title="DPV term",
        form=r"^[a-z]+(-[a-z]+)*:[A-Za-z][A-Za-z0-9-]*$",
        moves=SAYS,
        default=None,
    )
    inside: tuple[Id, ...] = field(
        "Groups of people of which it is a part: what is stated of them covers it.",
        of="data_subjects",
        moves=UNLIKE,
        default=(),
    )
    from_age: int | None = field(
        "The youngest, in years.",
        least=0,
        term="schema:suggestedMinAge",
        moves=bound(LESS, stated=NEITHER, silenced=UNCLEAR),
        default=None,
    )
    to_age: int | None = field(
        "The oldest, in years.",
        least=0,
        term="schema:suggestedMaxAge",
        moves=bound(MORE, stated=NEITHER, silenced=UNCLEAR),
        default=None,
    )


@thing(term="schema:OrganizationRole")
class Role:
    """People who approve, decide or have access: their job, never their name."""

    id: Id = field()
    name: Words = field("What it is called where the public reads.", moves=WORDS)
    at: Id | None = field(
        "The body it works for; left out: us.", of="recipients organisation bodies", moves=UNLIKE, default=None
    )


@thing(term="dpv:Location")
class Location:
    """A place that limits a disclosure."""

    id: Id = field()
    name: Words = field("What it is called where the public reads.", moves=WORDS)


@thing(term="dpv:LegalMeasure")
class Agreement:
    """A data sharing agreement, arrangement (Art. 26) or contract (Art. 28)."""

    id: Id = field()
    name: Words = field("What it is called where the public reads.", moves=WORDS)
    kind: Word = field(
        "What sort of agreement it is.",
        words="data_sharing_agreement joint_controller_arrangement processor_contract memorandum",
        law="26, 28(3)",
        moves=SAYS,
    )
    signed: date | None = field("The day it was signed.", term="dct:dateAccepted", moves=SAYS, default=None)
    review_due: date | None = field("The day by which it is to be reviewed.", moves=SAYS, default=None)
    url: Url | None = field("Where it can be read.", title="address", moves=SAYS, default=None)
    essence: Words | None = field(
        "What joint controllers agreed, in plain words (Art. 26(2)).",
        form=LONG,
        term="schema:abstract",
        law="26(2)",
        moves=SAYS,
        default=None,
    )


@thing(term="dpv:Law")
class Law:
    """An Act or regulations."""

    id: Id = field()
    name: Words = field("What it is called where the public reads.", moves=WORDS)
    url: Url | None = field("Its address at legislation.gov.uk.", title="address", moves=SAYS, default=None)
