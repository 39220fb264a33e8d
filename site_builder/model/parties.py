"""Who shares, and who gets it."""

from __future__ import annotations

from datetime import date

from site_builder.model.conditions import Condition
from site_builder.model.disclosure import Disclosure
from site_builder.model.fields import LONG, field, thing
from site_builder.model.moves import ENTRIES, FLAGGED, LEAST, LISTS, MOST, NEITHER, OWN, SAYS, UNLIKE, WORDS, ordered
from site_builder.model.values import Id, Text, Url, Word, Words


@thing(added=NEITHER)
class Head:
    """What is said of a body, wherever it stands."""

    id: Id = field()
    name: Words = field("The full name, as the public knows it.", term="skos:prefLabel", moves=WORDS)
    short_name: Words | None = field(
        "An abbreviation that the words use, for example DfE.", term="skos:altLabel", moves=WORDS, default=None
    )
    also_called: tuple[Words, ...] = field(
        "Other names that the words use for the same body, by which it is found in them.",
        title="other names",
        term="schema:alternateName",
        moves=WORDS,
        default=(),
    )
    kind: Word | None = field(
        "What sort of body it is.",
        title="kind of body",
        words="central_department executive_agency ndpb council school academy_trust nhs_trust icb health_board "
        "police fire court regulator ombudsman devolved_government statistics_body university voluntary "
        "company credit_reference_agency elected_representative professional_body international",
        term="schema:additionalType",
        moves=SAYS,
        default=None,
    )
    public_authority: bool | None = field(
        "Whether it is a public authority; decides which lawful bases are open to it.",
        term="dpv:hasSector",
        law="6(1), s.7 DPA 2018",
        moves=SAYS,
        default=None,
    )
    identifiers: tuple[Text, ...] = field(
        "Official numbers with a prefix: GB-NHS-7ZZ (ODS code), GB-EDU-100000 (URN), GB-COH-01234567 (company).",
        form=r"^[A-Z]{2}-[A-Z]{2,4}-[A-Za-z0-9.-]+$",
        most=500,
        term="dpv:hasIdentifier",
        moves=SAYS,
        default=(),
    )
    website: Url | None = field("Its website.", term="foaf:homepage", moves=SAYS, default=None)
    privacy_notice: Url | None = field("Its own privacy notice.", term="dpv:hasPolicy", moves=SAYS, default=None)


@thing(term="prov:Activity")
class History:
    """What became of a body that has ended, from dated data: nobody types it.

    `closed_on` is a year, month or day (`2012-03`), `told_by` where that was read.
    """

    became: Word = field(
        "How it ended.", words="abolished closed merged renamed", term="schema:actionStatus", moves=SAYS
    )
    closed_on: Text | None = field(
        "The year, month or day of its end, as the source has it.",
        term="schema:dissolutionDate",
        moves=SAYS,
        default=None,
    )
    succeeded_by: tuple[Words, ...] = field(
        "The names of the bodies that came after it.", term="schema:supersededBy", moves=SAYS, default=()
    )
    told_by: Url | None = field("Where that was read.", term="prov:hadPrimarySource", moves=SAYS, default=None)


@thing(term="schema:ContactPoint")
class Officer:
    """How to reach the data protection officer: a role, never a named person (Art. 13(1)(b))."""

    role: Id | None = field(
        "The role; never a named person.",
        of="roles",
        term="prov:hadRole",
        law="13(1)(b), 14(1)(b)",
        moves=SAYS,
        default=None,
    )
    email: Text | None = field(
        "The role's mailbox.",
        form=r"^[^\s@,;<>]+@([^\s@,;.<>]+[.])+[^\s@,;.<>]+$",
        term="schema:email",
        law="13(1)(b), 14(1)(b)",
        moves=SAYS,
        default=None,
    )
    phone: Words | None = field(
        "The role's telephone number.",
        title="telephone",
        term="schema:telephone",
        law="13(1)(b), 14(1)(b)",
        moves=SAYS,
        default=None,
    )
    post: Words | None = field(
        "The postal address.", term="schema:address", law="13(1)(b), 14(1)(b)", moves=SAYS, default=None
    )


@thing(term="schema:Role")
class OtherOfficer(Officer):
    """How to reach another officer who answers for information, such as a Caldicott Guardian."""


@thing(term="schema:ContactPage")
class ComplaintToUs:
    """How to complain to the controller (s.164A DPA 2018)."""

    online_form: Url | None = field(
        "The form that can be sent electronically.",
        title="form",
        term="foaf:page",
        law="s.164A(2) DPA 2018",
        moves=SAYS,
        default=None,
    )
    other_way: Words | None = field(
        "How to complain without the form.",
        form=LONG,
        term="dpv:isExercisedAt",
        law="s.164A(2) DPA 2018",
        moves=SAYS,
        default=None,
    )


@thing(term="dpv:DataProtectionAuthority")
class Regulator:
    """Where to complain about the controller (Art. 13(2)(d))."""

    name: Words = field("The regulator's name.", law="13(2)(d), 14(2)(e)", moves=SAYS)
    url: Url | None = field(
        "The page where people complain to it.",
        title="address",
        term="schema:url",
        law="13(2)(d), 14(2)(e)",
        moves=SAYS,
        default=None,
    )


@thing(
    term="dpv:Organisation",
    name={"law": "13(1)(a), 14(1)(a), 30(1)(a)"},
    kind={"asks": "organisation"},
    public_authority={"asks": "organisation"},
    identifiers={"asks": "organisation"},
    website={"asks": "organisation"},
    privacy_notice={"asks": "organisation"},
)
class Organisation(Head):
    """The controller: who "we" are."""

    jurisdiction: tuple[Word, ...] = field(
        "The nations whose law applies.",
        words="england wales scotland northern_ireland",
        term="dpv:hasJurisdiction",
        asks="organisation",
        moves=SAYS,
        default=(),
    )
    as_of_law: date | None = field(
        "The day of the law that we go by.",
        title="law as of",
        term="schema:contentReferenceTime",
        asks="organisation",
        moves=SAYS,
        default=None,
    )
    dpo: Officer | None = field(
        "How to reach the data protection officer (Art. 13(1)(b)).",
        title="data protection officer",
        term="dpv:hasDataProtectionOfficer",
        law="13(1)(b), 14(1)(b), 30(1)(a)",
        asks="officer",
        moves=SAYS,
        default=None,
    )
    officers: tuple[OtherOfficer, ...] = field(
        "Others who answer for information, such as a Caldicott Guardian: each a role, and how to reach it.",
        title="other officers",
        term="schema:employee",
        asks="officers",
        moves=SAYS,
        default=(),
    )
    representative: Id | None = field(
        "Who represents us in the United Kingdom; only for a controller outside it.",
        of="recipients bodies",
        term="dpv:hasRepresentative",
        law="13(1)(a), 14(1)(a), 27",
        asks="representative",
        moves=SAYS,
        default=None,
    )
    feedback: Text | None = field(
        "Where readers say that a page is unclear or wrong: an e-mail address, or the https address of a form.",
        title="unclear or wrong",
        form=r"^(https://\S+|[^\s@]+@[^\s@]+)$",
        term="schema:actionableFeedbackPolicy",
        asks="feedback",
        moves=SAYS,
        default=None,
    )
    settled_by: tuple[Id, ...] = field(
        "The roles that may settle what the words of our own disclosures leave open.",
        title="who may settle what is open",
        of="roles",
        asks="settled_by",
        moves=LISTS,
        default=(),
    )
    complaint_to_us: ComplaintToUs | None = field(
        "How to complain to us (s.164A DPA 2018).",
        title="complaints to us",
        term="schema:contactPoint",
        law="s.164A DPA 2018",
        asks="complain",
        moves=SAYS,
        default=None,
    )
    complaint_to_regulator: Regulator | None = field(
        "Where to complain about us.",
        title="complaints to the regulator",
        term="dpv:hasAuthority",
        law="13(2)(d), 14(2)(e)",
        asks="regulator",
        moves=SAYS,
        default=None,
    )


@thing(
    term="dpv:LegalEntity",
    kind={"asks": "body"},
    public_authority={"asks": "body"},
    identifiers={"asks": "body"},
    website={"asks": "body"},
    privacy_notice={"asks": "body"},
)
class Body(Head):
    """A body that the words name and that gets no data."""

    valid_from: date | None = field(
        "The first day on which this holds.", title="first day", asks="body", moves=SAYS, default=None
    )
    valid_to: date | None = field(
        "The last day on which this holds.", title="last day", asks="body", moves=SAYS, default=None
    )
    replaced_by: tuple[Id, ...] = field(
        "Who took its place.",
        title="successor",
        of="recipients organisation bodies",
        term="dct:isReplacedBy",
        asks="body",
        moves=SAYS,
        default=(),
    )
    former_names: tuple[Words, ...] = field(
        "Names that it bore before it was renamed, from the dated data that come with the program.",
        term="skos:hiddenLabel",
        moves=OWN,
        default=(),
    )
    history: History | None = field(
        "What became of it, from the dated data that come with the program, found by its name.",
        term="skos:historyNote",
        asks="body",
        moves=SAYS,
        default=None,
    )


@thing(
    term="dpv:Recipient",
    name={"law": "13(1)(e), 14(1)(e), 30(1)(d)", "moves": UNLIKE},
    kind={"asks": "body"},
    public_authority={"asks": "body"},
    identifiers={"asks": "body"},
    website={"asks": "body"},
    privacy_notice={"asks": "body"},
)
class Recipient(Head):
    """To whom data is disclosed (Art. 4(1)(9)): an organisation, a category, people in a role, or a person.

    `disclosures` are those that stand in its file, in reading order; `conditions` hold for each of them that we
    make to this recipient.
    """

    type: Word = field(
        "What this file is about: one organisation, a category of recipients, people in a role, a person, or an "
        "exercise such as the National Fraud Initiative (Art. 13(1)(e)).",
        words="organisation category role person exercise",
        moves=UNLIKE,
    )
    to_be_appointed: bool | None = field(
        "Whether the body is still to be chosen.", term="dpv:hasStatus", narrows=True, moves=FLAGGED, default=None
    )
    at: Id | None = field(
        "For a role: the body it works for.",
        of="recipients organisation bodies",
        term="schema:worksFor",
        moves=UNLIKE,
        default=None,
    )
    open_list: bool | None = field(
        "True: there are members that the words do not name. A category must say it.",
        term="dct:extent",
        law="13(1)(e), 14(1)(e)",
        narrows=True,
        moves=ordered("false true"),
        default=None,
    )
    membership: Word | None = field(
        "How one tells who is in it: all are named; the words name a kind, and whoever is of that kind is in it; "
        "or they give examples.",
        words="named kind examples",
        term="skos:definition",
        narrows=True,
        moves=ordered("named kind examples"),
        default=None,
    )
    members: tuple[Id, ...] = field(
        "The members that the words name; each is a recipient too.",
        of="recipients",
        term="schema:member",
        law="13(1)(e), 14(1)(e)",
        narrows=True,
        moves=LISTS,
        default=(),
    )
    valid_from: date | None = field(
        "The first day on which this holds.", title="first day", narrows=True, asks="body", moves=LEAST, default=None
    )
    valid_to: date | None = field(
        "The last day on which this holds.", title="last day", narrows=True, asks="body", moves=MOST, default=None
    )
    replaced_by: tuple[Id, ...] = field(
        "Who took its place.",
        title="successor",
        of="recipients organisation bodies",
        asks="body",
        moves=SAYS,
        default=(),
    )
    former_names: tuple[Words, ...] = field(
        "Names that it bore before it was renamed, from the dated data that come with the program.",
        moves=OWN,
        default=(),
    )
    history: History | None = field(
        "What became of it, from the dated data that come with the program, found by its name.",
        asks="body",
        moves=SAYS,
        default=None,
    )
    conditions: tuple[Condition, ...] = field(
        "Ids of the conditions that hold for each disclosure that we make to it; all must hold.",
        narrows=True,
        moves=ENTRIES,
        default=(),
    )
    disclosures: tuple[Disclosure, ...] = field("In reading order.", moves=OWN, default=())
