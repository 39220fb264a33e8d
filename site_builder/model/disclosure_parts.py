"""Parts of a disclosure with fields of their own: law, keeping, transfers, decisions, opt-outs, what was settled."""

from __future__ import annotations

from datetime import date

from site_builder.model.fields import LONG, field, thing
from site_builder.model.moves import BY_FIELDS, MORE, MOST, SAYS, UNCLEAR, UNLIKE, WIDENS, WITHIN, ordered
from site_builder.model.values import Id, Text, Url, Word, Words

LAWFUL_BASES = (
    "consent contract legal_obligation vital_interests public_task recognised_legitimate_interest legitimate_interests"
)
"""Article 6(1) of the UK GDPR."""
SPECIAL_CONDITIONS = (
    "explicit_consent employment_social_security vital_interests not_for_profit made_public legal_claims "
    "substantial_public_interest health_or_social_care public_health archiving_research_statistics"
)
"""Article 9(2) of the UK GDPR."""
CRIMINAL_CONDITIONS = "official_authority schedule_1"
"""Article 10 of the UK GDPR."""


@thing(term="schema:Legislation")
class LegalPower:
    """The Act that makes somebody share or lets them, apart from the lawful basis (Art. 6(3))."""

    law: Id = field(
        "The Act or regulations: the id of a law.", of="laws", term="dpv:hasApplicableLaw", law="6(3)", moves=SAYS
    )
    provision: Words | None = field(
        "Section, article or paragraph, as it is cited.",
        term="dct:bibliographicCitation",
        law="6(3)",
        moves=SAYS,
        default=None,
    )
    nature: Word | None = field(
        "Whether the law makes us share (duty) or lets us (power).",
        words="duty power",
        term="dct:type",
        moves=UNLIKE,
        default=None,
    )
    whose: Word | None = field(
        "Whose duty or power it is: ours, or that of the body which receives.",
        words="ours theirs",
        term="dpv:hasResponsibleEntity",
        moves=UNLIKE,
        default=None,
    )
    instrument: Words | None = field(
        "The order, direction or notice through which the law bites: kind, number and date.",
        term="schema:legislationIdentifier",
        moves=SAYS,
        default=None,
    )
    as_written: Words | None = field(
        "The notice's own name for the law, where it is not the right one.",
        term="dct:alternative",
        moves=SAYS,
        default=None,
    )
    purposes: tuple[Id, ...] = field(
        "The purposes for which this law makes us or lets us share; left out: for all of this disclosure.",
        of="purposes",
        moves=WITHIN,
        critical=True,
        default=(),
    )
    data_categories: tuple[Id, ...] = field(
        "The data that this law makes us or lets us share; left out: all of this disclosure.",
        title="data",
        of="data_categories",
        moves=WITHIN,
        critical=True,
        default=(),
    )

    @property
    def is_narrow(self) -> bool:
        """Whether it is for some purposes or data alone."""
        return bool(self.purposes or self.data_categories)


@thing(added=UNCLEAR, term="dpv:StorageDuration")
class Retention:
    """How long some of the data is kept, and by whom (Art. 13(2)(a))."""

    data_categories: tuple[Id, ...] = field(
        "Which data this time holds for; left out: all of this disclosure.",
        title="data",
        of="data_categories",
        moves=UNLIKE,
        default=(),
    )
    data_subjects: tuple[Id, ...] = field(
        "Whose data this time holds for; left out: everybody's.",
        title="people",
        of="data_subjects",
        moves=UNLIKE,
        default=(),
    )
    period: Words | None = field(
        "How long, for example: 8 years.", term="dpv:hasDuration", law="13(2)(a), 14(2)(a)", moves=UNLIKE, default=None
    )
    limit: Word | None = field(
        "Whether the period is exact, the least or the most; left out: not stated.",
        words="exactly at_least at_most",
        term="schema:valueReference",
        law="13(2)(a), 14(2)(a)",
        moves=UNLIKE,
        default=None,
    )
    until: Words | None = field(
        "The event that ends the keeping.", term="dpv:isBefore", law="13(2)(a), 14(2)(a)", moves=UNLIKE, default=None
    )
    starts_from: Words | None = field(
        "The event from which the period counts.",
        term="dpv:isAfter",
        law="13(2)(a), 14(2)(a)",
        moves=UNLIKE,
        default=None,
    )
    criteria: Words | None = field(
        "How the time is decided, where there is no period, or when it is longer (Art. 13(2)(a)).",
        form=LONG,
        term="dpv:hasContext",
        law="13(2)(a), 14(2)(a)",
        moves=UNLIKE,
        default=None,
    )
    kept_by: Word | None = field(
        "Who keeps it: us, or them who receive it.", words="us them", term="schema:provider", moves=UNLIKE, default=None
    )
    schedule: Url | None = field(
        "The retention schedule that says so.", term="schema:citation", moves=SAYS, default=None
    )


@thing(added=MORE, term="dpv:ThirdCountry")
class Transfer:
    """A transfer out of the United Kingdom and what protects it (Art. 13(1)(f), 44A-49A)."""

    country: Words = field(
        "The country outside the United Kingdom.",
        term="dpv:hasCountry",
        law="13(1)(f), 14(1)(f), 30(1)(e)",
        moves=UNLIKE,
    )
    recipient: Id | None = field(
        "Who has the data there; left out: the recipient.",
        title="who",
        of="recipients",
        law="30(1)(d)",
        moves=UNLIKE,
        default=None,
    )
    kind: Word | None = field(
        "What takes place there.", words="storage support_access one_off", moves=UNLIKE, default=None
    )
    mechanism: Word | None = field(
        "What protects the transfer (Art. 45A, 46, 49).",
        words="adequacy_regulations data_bridge idta addendum binding_corporate_rules public_body_instrument "
        "derogation",
        term="dpv:hasTechnicalOrganisationalMeasure",
        law="45A, 46, 49",
        moves=SAYS,
        default=None,
    )
    copy_from: Words | None = field(
        "Where people can get a copy of the safeguards.",
        term="dct:source",
        law="13(1)(f), 14(1)(f)",
        moves=SAYS,
        default=None,
    )


@thing(added=MORE, term="dpv:AutomatedDecisionMaking")
class AutomatedDecision:
    """How far a computer decides about people (Art. 13(2)(f), 22A-22D)."""

    kind: Word = field(
        "How far a computer decides (Art. 22A-22D).",
        words="profiling_only assisted solely_automated_significant",
        law="22A-22D",
        moves=ordered("profiling_only assisted solely_automated_significant"),
    )
    logic: Words | None = field(
        "How it comes to its result, in plain words.",
        form=LONG,
        term="dpv:hasAlgorithmicLogic",
        law="13(2)(f), 14(2)(g)",
        moves=SAYS,
        default=None,
    )
    consequences: Words | None = field(
        "What follows for the person.",
        form=LONG,
        term="dpv:hasImpact",
        law="13(2)(f), 14(2)(g)",
        moves=UNLIKE,
        default=None,
    )
    safeguards: Words | None = field(
        "What protects the person.",
        form=LONG,
        term="dpv:hasOrganisationalMeasure",
        law="22C",
        moves=UNLIKE,
        default=None,
    )
    human_review: Words | None = field(
        "How to reach a person who looks again.",
        form=LONG,
        term="dpv:hasHumanInvolvement",
        law="22C(2)",
        moves=UNLIKE,
        default=None,
    )


@thing(added=BY_FIELDS, term="dpv:OptingOutFromProcess")
class OptOut:
    """An opt-out, and whether it applies."""

    scheme: Word = field(
        "Which opt-out it is.",
        words="national_data_opt_out object_art_21 withdraw_consent local",
        term="dpv:hasEntityControl",
        law="7(3), 21",
        moves=SAYS,
    )
    effect: Word = field(
        "Whether it applies to this disclosure.",
        words="applies applies_in_part does_not_apply",
        term="dpv:hasApplicability",
        moves=ordered("applies applies_in_part does_not_apply", absent="does_not_apply"),
    )
    why: Words | None = field(
        "The reason, for people to read.", form=LONG, term="skos:scopeNote", moves=SAYS, default=None
    )


@thing(term="foaf:Document")
class Reading:
    """Further reading; without `url` the link is lost."""

    about: Words = field("What the reader finds there.", term="schema:description", moves=SAYS)
    url: Url | None = field(
        "Where it can be read; left out: the link is lost.", title="address", moves=SAYS, default=None
    )


@thing(added=MORE, term="schema:AuthorizeAction")
class Settled:
    """What a role settled in public, for all cases, of what the words leave open."""

    purposes: tuple[Id, ...] = field(
        "The purposes for which it is shared, where the words state none.", of="purposes", moves=WIDENS, default=()
    )
    data_categories: tuple[Id, ...] = field(
        "The data that is shared, where the words state none.",
        title="data",
        of="data_categories",
        moves=WIDENS,
        default=(),
    )
    data_subjects: tuple[Id, ...] = field(
        "Whom the data is about, where the words state nobody.",
        title="people",
        of="data_subjects",
        moves=WIDENS,
        default=(),
    )
    special_condition: tuple[Word, ...] = field(
        "The condition for special category data (Art. 9(2)), where the words state none.",
        title="special category condition",
        words=SPECIAL_CONDITIONS,
        law="9(2)",
        moves=SAYS,
        default=(),
    )
    criminal_condition: Word | None = field(
        "What allows criminal offence data (Art. 10), where the words do not say.",
        title="criminal data condition",
        words=CRIMINAL_CONDITIONS,
        law="10",
        moves=SAYS,
        default=None,
    )
    by: Id = field("The role that settled it: one of those in settled_by.", of="roles", moves=SAYS)
    valid_to: date = field("The last day on which it counts, at most 366 days later.", title="last day", moves=MOST)
    reference: Text = field(
        "The number of the record of it: letters, digits and . _ / : - with at least one digit.",
        form=r"^(?=.*[0-9])[A-Za-z0-9]([A-Za-z0-9._/:-]{0,62}[A-Za-z0-9])?$",
        term="schema:confirmationNumber",
        moves=SAYS,
    )
    date: date = field("The day on which it was settled, the first on which it counts.", moves=SAYS)
