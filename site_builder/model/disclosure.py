"""The disclosure, the core record. A field declared here is in every output and schema; its words are in `locale/`."""

from __future__ import annotations

from datetime import date

from site_builder.model.conditions import Condition
from site_builder.model.disclosure_parts import (
    CRIMINAL_CONDITIONS,
    LAWFUL_BASES,
    SPECIAL_CONDITIONS,
    AutomatedDecision,
    LegalPower,
    OptOut,
    Reading,
    Retention,
    Settled,
    Transfer,
)
from site_builder.model.fields import LONG, field, thing
from site_builder.model.moves import (
    CONSENTED,
    DECIDED,
    ENTRIES,
    EXEMPTS,
    KEPT,
    LEAST,
    LISTS,
    MORE,
    MOST,
    NARROWS,
    SAYS,
    UNCLEAR,
    UNLIKE,
    WIDENS,
    WORDS,
    Rule,
    ordered,
)
from site_builder.model.values import NOT_STATED, Id, Silence, Word, Words

NEVER = Word("never")
"""The modality of a promise: this is never shared."""


@thing(added=MORE, term="dpv:Process")
class Disclosure:
    """One declared sharing: sender, recipient, purposes, data, people, basis and conditions (Art. 30(1)(d)).

    `recipient` None means that the words name nobody, `sender` None that it is us, and NOT_STATED that the words do not
    say who it is. Of what is never shared it is the promise: see `is_promise`. `conditions` are its own;
    with those of `shared_conditions` and of its notice and recipient they are what `Registry.limits` gives.
    """

    id: Id = field()
    title: Words | None = field(
        "A title for lists; left out: made from recipient and purposes.",
        term="dct:title",
        moves=WORDS,
        own=True,
        default=None,
    )
    recipient: Id | None = field(
        "Who gets the data; left out: the recipient whose file this is. not_stated where the words name nobody.",
        of="recipients",
        or_not_stated=True,
        term="dpv:hasRecipient",
        law="13(1)(e), 14(1)(e), 30(1)(d)",
        narrows=True,
        asks="who",
        moves=UNLIKE,
        own=True,
        feed="Who gets the data; not_stated where the words name nobody (Art. 13(1)(e)).",
        default=None,
    )
    own_recipient: bool | None = field(
        "True where the words mean each person's own, as in: your GP. Then nobody else of that kind gets it.",
        title="only each person's own",
        term="schema:audience",
        narrows=True,
        asks="who",
        moves=ordered("true false", absent="false"),
        critical=True,
        default=None,
    )
    sender: Id | None = field(
        "Who passes the data on, or whose disclosure it is; left out: us. not_stated where the words do not say.",
        of="recipients",
        or_not_stated=True,
        term="dpv:hasDataExporter",
        narrows=True,
        asks="who",
        moves=Rule(stated=UNCLEAR),
        own=True,
        critical=(NOT_STATED,),
        default=None,
    )
    exchange: Words | None = field(
        "What one exchange is called: the same words in each disclosure of it.",
        term="dct:relation",
        asks="role",
        moves=SAYS,
        own=True,
        default=None,
    )
    onward_of: Id | None = field(
        "The first disclosure that this one passes on, where the words say which.",
        of="disclosures",
        term="prov:wasInformedBy",
        asks="role",
        moves=SAYS,
        own=True,
        default=None,
    )
    recipient_role: Word | None = field(
        "What the recipient is in data protection law (Art. 26, 28).",
        title="recipient's role",
        words="separate_controller joint_controller processor sub_processor same_controller_other_service "
        "internal_team representative_of_person partner contracted no_role",
        term="schema:roleName",
        law="26, 28",
        narrows=True,
        asks="role",
        moves=UNLIKE,
        default=None,
    )
    works_for: tuple[Id, ...] = field(
        "Whose processor the recipient is.",
        of="recipients organisation",
        term="prov:actedOnBehalfOf",
        law="28",
        asks="role",
        moves=UNLIKE,
        default=(),
    )
    direction: Word | None = field(
        "Which way the data goes; left out: to the recipient.",
        words="receive two_way",
        term="dpv:hasProcessing",
        narrows=True,
        asks="who",
        moves=ordered("send two_way", "receive two_way", absent="send"),
        default=None,
    )
    mode: tuple[Word, ...] = field(
        "How the data goes; several where the words name several.",
        title="way",
        words="transfer view_only remote_access shared_record data_matching verbal paper published",
        term="schema:deliveryMethod",
        narrows=True,
        asks="how",
        moves=WIDENS,
        default=(),
    )
    modality: Word | None = field(
        "How strong the words are about the sender's passing on; never: a promise not to.",
        words="must must_when_required may may_on_request routinely only_if reserves_right never",
        term="dpv:hasProcessingCondition",
        narrows=True,
        asks="must",
        moves=ordered(
            "may_on_request may routinely must",
            "only_if may routinely must",
            "reserves_right routinely must",
            "must_when_required must",
        ),
        critical=(NEVER,),
        default=None,
    )
    frequency: Word | None = field(
        "How often it is shared.",
        words="once daily weekly monthly quarterly termly twice_a_year yearly every_two_years ongoing ad_hoc",
        term="dpv:hasFrequency",
        asks="when",
        moves=ordered(
            "once every_two_years yearly twice_a_year termly quarterly monthly weekly daily ongoing", "once ad_hoc"
        ),
        default=None,
    )
    within: Words | None = field(
        "By when it is shared, for example: within one working day.",
        title="time limit",
        term="schema:deliveryLeadTime",
        asks="when",
        moves=UNLIKE,
        default=None,
    )
    purposes: tuple[Id, ...] = field(
        "Why the data is shared: ids of purposes (Art. 13(1)(c)).",
        of="purposes",
        term="dpv:hasPurpose",
        law="13(1)(c), 14(1)(c), 30(1)(b)",
        narrows=True,
        asks="why",
        moves=WIDENS,
        default=(),
    )
    open_purpose_list: bool | None = field(
        "True where the words go on after the purposes that they name, for example: such as, and similar reasons.",
        title="are there other purposes, not named",
        term="schema:actionOption",
        asks="why",
        moves=ordered("false true", absent="false"),
        default=None,
    )
    programmes: tuple[Id, ...] = field(
        "The programmes that it serves.", of="programmes", term="dpv:hasService", asks="why", moves=WIDENS, default=()
    )
    data_categories: tuple[Id, ...] = field(
        "What data is shared: ids of data categories (Art. 14(1)(d)).",
        title="data",
        of="data_categories",
        term="dpv:hasPersonalData",
        law="14(1)(d), 30(1)(c)",
        narrows=True,
        asks="what",
        moves=WIDENS,
        default=(),
    )
    open_data_list: bool | None = field(
        "True where the words go on after the data that they name, for example: and anything else relevant.",
        title="is there other data, not named",
        term="schema:additionalProperty",
        narrows=True,
        asks="what",
        moves=ordered("false true", absent="false"),
        critical=True,
        default=None,
    )
    data_subjects: tuple[Id, ...] = field(
        "Whom the data is about: ids of groups of people.",
        title="people",
        of="data_subjects",
        term="dpv:hasDataSubject",
        law="30(1)(c)",
        narrows=True,
        asks="whom",
        moves=WIDENS,
        default=(),
    )
    data_items: tuple[Words, ...] = field(
        "The most that may be sent, item by item.",
        term="dpv:hasData",
        law="5(1)(c)",
        narrows=True,
        asks="what",
        moves=WIDENS,
        default=(),
    )
    excluded: tuple[Id, ...] = field(
        "Data that is never sent.",
        title="never sent",
        of="data_categories",
        term="dpv:isNotApplicableFor",
        law="5(1)(c)",
        narrows=True,
        asks="what",
        moves=NARROWS,
        default=(),
    )
    item_choices: tuple[Words, ...] = field(
        "Items that a person may refuse although the rest is a duty.",
        title="items people may refuse",
        term="dpv:hasEntityInvolvement",
        law="13(2)(e)",
        narrows=True,
        asks="say_no",
        moves=NARROWS,
        default=(),
    )
    lawful_basis: tuple[Word, ...] = field(
        "The lawful basis (Art. 6(1)). A basis for another purpose is another disclosure.",
        words=LAWFUL_BASES,
        term="dpv:hasLegalBasis",
        law="6(1), 13(1)(c), 14(1)(c)",
        asks="law",
        moves=CONSENTED,
        default=(),
    )
    special_condition: tuple[Word, ...] = field(
        "The condition for special category data (Art. 9(2)).",
        title="special category condition",
        words=SPECIAL_CONDITIONS,
        term="dpv:hasJustification",
        law="9(2)",
        asks="law",
        moves=CONSENTED,
        default=(),
    )
    schedule_1_condition: tuple[int, ...] = field(
        "Paragraph numbers of Schedule 1 to the Data Protection Act 2018: 1-4 and 6-37.",
        title="Schedule 1 condition",
        least=1,
        most=37,
        but=5,
        term="schema:legislationApplies",
        law="9(2), 10, Sch. 1 DPA 2018",
        asks="law",
        moves=SAYS,
        default=(),
    )
    criminal_condition: Word | None = field(
        "What allows criminal offence data (Art. 10).",
        title="criminal data condition",
        words=CRIMINAL_CONDITIONS,
        term="dct:rights",
        law="10",
        asks="law",
        moves=SAYS,
        default=None,
    )
    legal_power: tuple[LegalPower, ...] | Silence = field(
        "The Act that makes us or lets us share, apart from the lawful basis (Art. 6(3)).",
        term="dpv:hasPermission",
        law="6(3)",
        asks="law",
        moves=SAYS,
        default=(),
    )
    confidentiality_basis: Word | None = field(
        "What lifts the common law duty of confidence, in health and care.",
        words="implied_consent explicit_consent section_251 legal_duty overriding_public_interest",
        term="dpv:hasLawfulness",
        asks="law",
        moves=CONSENTED,
        default=None,
    )
    provision_required: Word | None = field(
        "Whether people must give us the data (Art. 13(2)(e)).",
        title="must people give it",
        words="statutory contractual voluntary mixed",
        term="dpv:hasNecessity",
        law="13(2)(e)",
        asks="give",
        moves=ordered("voluntary mixed statutory", "voluntary mixed contractual"),
        default=None,
    )
    if_not_given: Words | None = field(
        "What happens if people do not give it.",
        title="if it is not given",
        form=LONG,
        term="dpv:hasConsequence",
        law="13(2)(e)",
        asks="give",
        moves=SAYS,
        default=None,
    )
    source: tuple[Id, ...] = field(
        "Where we had the data from (Art. 14(2)(f)).",
        of="data_subjects recipients",
        term="dpv:hasDataSource",
        law="14(2)(f)",
        asks="source",
        moves=UNLIKE,
        default=(),
    )
    conditions: tuple[Condition, ...] = field(
        "Conditions of this disclosure alone; all must hold.",
        term="dpv:hasRule",
        narrows=True,
        moves=ENTRIES,
        feed="Ids of the conditions that certainly bear on it: those of its notices and its recipient, its own and "
        "shared ones; all must hold.",
        default=(),
    )
    shared_conditions: tuple[Id, ...] = field(
        "Conditions from vocabulary/conditions.yaml that hold here; all must hold.",
        of="conditions",
        asks="also",
        moves=ENTRIES,
        default=(),
    )
    possible_conditions: tuple[Id, ...] = field(
        "Shared conditions of which the words leave open whether they reach here.",
        of="conditions",
        term="schema:conditionsOfAccess",
        narrows=True,
        asks="also",
        moves=ENTRIES,
        feed="Ids of the shared conditions of which the words leave open whether they reach here.",
        default=(),
    )
    exception_to: Id | None = field(
        'The disclosure whose promise does not hold here (the words say "however").',
        of="disclosures",
        term="prov:wasInfluencedBy",
        narrows=True,
        asks="unlike",
        moves=EXEMPTS,
        own=True,
        default=None,
    )
    retention: tuple[Retention, ...] | Silence = field(
        "How long the data is kept (Art. 13(2)(a)); none: nothing of it is kept.",
        term="dpv:hasStorageCondition",
        law="13(2)(a), 14(2)(a), 30(1)(f)",
        asks="kept",
        moves=KEPT,
        default=(),
    )
    transfers: tuple[Transfer, ...] | Silence = field(
        "Where the data leaves the United Kingdom (Art. 13(1)(f)); none: nowhere.",
        term="dpv:hasThirdCountry",
        law="13(1)(f), 14(1)(f), 30(1)(e), 44A",
        asks="abroad",
        moves=ENTRIES,
        default=(),
    )
    automated_decision: AutomatedDecision | Silence | None = field(
        "How far a computer decides about people (Art. 13(2)(f)); none: not at all.",
        term="dpv:hasAutomationLevel",
        law="13(2)(f), 14(2)(g), 22A-22D",
        asks="computer",
        moves=DECIDED,
        default=None,
    )
    opt_outs: tuple[OptOut, ...] | Silence = field(
        "Opt-outs and whether they apply; none: no opt-out applies.",
        title="opt-outs",
        term="dpv:hasConsentControl",
        law="7(3), 21",
        narrows=True,
        asks="say_no",
        moves=ENTRIES,
        default=(),
    )
    consent_not_needed: bool | None = field(
        "True where the words say that nobody has to agree, for example: we do not need your consent to share this.",
        title="sharing without consent",
        term="schema:permissions",
        law="6(1)",
        asks="say_no",
        moves=Rule(stated=UNCLEAR),
        default=None,
    )
    agreements: tuple[Id, ...] = field(
        "The agreements that cover it.",
        of="agreements",
        term="dpv:hasLegalMeasure",
        law="26, 28(3)",
        asks="role",
        moves=SAYS,
        default=(),
    )
    can_we_tell_you: Word | None = field(
        "Whether the person will be told; never_confirm: not even that it exists.",
        words="always not_always never_confirm",
        term="dpv:hasInformedStatus",
        law="14(5), s.15 DPA 2018",
        narrows=True,
        asks="tell",
        moves=UNLIKE,
        default=None,
    )
    more_information: tuple[Reading, ...] = field(
        "Further reading.", term="dct:references", asks="more", moves=SAYS, default=()
    )
    settled_by: tuple[Id, ...] | Silence = field(
        "The roles that may settle what the words leave open, in place of the organisation's; none: nobody.",
        title="who may settle what is open",
        of="roles",
        term="prov:wasAssociatedWith",
        asks="settled_by",
        moves=LISTS,
        own=True,
        default=(),
    )
    settled: tuple[Settled, ...] = field(
        "What such a role settled for all cases, of what the words leave open.",
        title="settled since",
        term="prov:hadActivity",
        asks="settled",
        moves=ENTRIES,
        own=True,
        default=(),
    )
    status: Word | None = field(
        "Left out: in force between its dates. A draft or suspended disclosure is not on the page; it is in "
        "the feed, so that systems refuse it.",
        words="draft suspended",
        term="dpv:hasActivityStatus",
        narrows=True,
        moves=ordered("draft active", "suspended active", absent="active"),
        own=True,
        feed="Whether it is in force: draft or suspended where the registry says so; else by the dates, on the day "
        "the feed was made.",
        default=None,
    )
    valid_from: date | None = field(
        "The first day on which this holds.",
        title="first day",
        term="schema:validFrom",
        narrows=True,
        asks="when",
        moves=LEAST,
        default=None,
    )
    valid_to: date | None = field(
        "The last day on which this holds.",
        title="last day",
        term="schema:validThrough",
        narrows=True,
        asks="when",
        moves=MOST,
        default=None,
    )
    review_due: date | None = field(
        "The day by which it is to be looked at again.",
        term="schema:expires",
        asks="reviewed",
        moves=SAYS,
        default=None,
    )

    @property
    def is_promise(self) -> bool:
        """Whether it is the promise never to share this."""
        return self.modality == NEVER
