"""One public notice: sections of passages, in which alone words stand."""

from __future__ import annotations

from datetime import date

from site_builder.model.conditions import Condition
from site_builder.model.disclosure_parts import LAWFUL_BASES, SPECIAL_CONDITIONS, Reading, Retention
from site_builder.model.fields import LONG, field, thing
from site_builder.model.moves import ENTRIES, NEITHER, OWN, PROMISED, SAYS, WORDS
from site_builder.model.values import Id, Url, Word, Words

PARAGRAPH, RUN_ON, ITEM = Word("paragraph"), Word("run_on"), Word("item")
"""The shapes of a passage: one that begins, one that goes on in the paragraph before, one of the list below it."""


@thing(term="schema:CreativeWork")
class Passage:
    """One paragraph, part of one, or list item, in reading order, with the ids of what it states.

    `shape` is PARAGRAPH, RUN_ON or ITEM. `generated`: the words are no editor's, but made from the facts.
    """

    shape: Word = field(
        "A paragraph of its own, words that run on in the paragraph before, or an item of the list below it.",
        words="paragraph run_on item",
        term="dct:format",
        moves=OWN,
    )
    text: Words = field(
        "The words that the public reads.", title="words", term="dct:description", law="12(1)", moves=OWN
    )
    states: tuple[Id, ...] = field("The ids of what the words state.", term="dct:subject", moves=OWN, default=())
    generated: bool | None = field(
        "True: the words are no editor's; they were made from the facts.",
        term="schema:creativeWorkStatus",
        moves=OWN,
        default=None,
    )


@thing(term="schema:WebPageElement")
class Section:
    """A part of a notice under a heading; its id is unique in its notice.

    `child_passages` are for children, in place of those that state the same ids.
    """

    id: Id = field()
    heading: Words = field("The heading of the section.", term="schema:headline", moves=WORDS)
    child_heading: Words | None = field(
        "The heading where children read.",
        title="heading for children",
        term="schema:disambiguatingDescription",
        law="12(1)",
        moves=WORDS,
        default=None,
    )
    passages: tuple[Passage, ...] = field(
        "The paragraphs and list items, in reading order by position.", term="schema:hasPart", moves=OWN, default=()
    )
    child_passages: tuple[Passage, ...] = field(
        "The paragraphs and list items for children, in place of those that state the same ids.",
        title="passages for children",
        term="schema:workExample",
        law="12(1)",
        moves=OWN,
        default=(),
    )


@thing(added=NEITHER, term="schema:Collection")
class Holding:
    """Some of what we hold: whose it is, why we hold it, where it is from and what allows it (Art. 13, 14, 30)."""

    data_categories: tuple[Id, ...] = field(
        "Which of the data held this is about; left out: all of it.",
        title="data",
        of="data_categories",
        moves=SAYS,
        default=(),
    )
    data_subjects: tuple[Id, ...] = field(
        "Whose data this is about; left out: everybody's.", title="people", of="data_subjects", moves=SAYS, default=()
    )
    purposes: tuple[Id, ...] = field("Why we hold this.", of="purposes", moves=SAYS, default=())
    source: tuple[Id, ...] = field(
        "Where we get this from.", of="data_subjects recipients", law="14(2)(f)", moves=SAYS, default=()
    )
    lawful_basis: tuple[Word, ...] = field(
        "The lawful basis for holding this (Art. 6(1)). It is none for sharing.",
        title="lawful basis for holding it",
        words=LAWFUL_BASES,
        law="6(1), 13(1)(c), 14(1)(c)",
        moves=SAYS,
        default=(),
    )
    special_condition: tuple[Word, ...] = field(
        "The condition for holding special category data (Art. 9(2)).",
        title="condition for holding special category data",
        words=SPECIAL_CONDITIONS,
        law="9(2)",
        moves=SAYS,
        default=(),
    )
    laws: tuple[Id, ...] = field(
        "The laws that the words name for holding this.", of="laws", law="6(3)", moves=SAYS, default=()
    )


@thing(added=NEITHER, term="prov:Association")
class OurRole:
    """What we are for some or all of what a notice is about (Art. 4(7) and (8), 26, 28)."""

    we_are: Word = field(
        "Whether we decide why and how it is used, alone or with others, or act for others.",
        title="our role",
        words="controller joint_controller processor",
        term="schema:hasOccupation",
        law="13(1)(a), 14(1)(a), 26, 28",
        moves=SAYS,
    )
    together_with: tuple[Id, ...] = field(
        "With whom we decide, or for whom we act.",
        of="recipients bodies",
        term="schema:contributor",
        law="26(2), 28",
        moves=SAYS,
        default=(),
    )
    services: tuple[Words, ...] = field("In which services; left out: all.", moves=SAYS, default=())


@thing(added=NEITHER, term="schema:Claim")
class Statement:
    """What the words say of a subject for which there is no field."""

    topic: Word = field(
        "The subject.",
        words="access_requests other_rights other_complaints accuracy own_decisions_by_computer impact_assessment "
        "recordings cookies marketing anonymous_use changes_to_this_notice languages_and_formats other",
        term="schema:genre",
        law="12, 13(2), 14(2)",
        moves=SAYS,
    )
    in_words: Words = field(
        "What is said of it, in a sentence.", title="what is said", form=LONG, term="schema:articleBody", moves=SAYS
    )


@thing(term="dpv:PrivacyNotice")
class Notice:
    """One public notice.

    `conditions` hold for each disclosure that it shows and that we make to a stated recipient. What is held is said of
    the notice as a whole: it permits nothing, and is no default for a disclosure.
    """

    id: Id = field()
    title: Words = field("The title of the notice.", moves=WORDS)
    child_title: Words | None = field(
        "The title where children read.",
        title="title for children",
        term="schema:alternativeHeadline",
        law="12(1)",
        moves=WORDS,
        default=None,
    )
    opening: tuple[Passage, ...] = field(
        "Words before the first section.", form=LONG, term="dct:abstract", moves=OWN, default=()
    )
    child_opening: tuple[Passage, ...] = field(
        "Words before the first section, as a child would read them.",
        title="opening for children",
        form=LONG,
        term="schema:accessibilitySummary",
        law="12(1)",
        moves=OWN,
        default=(),
    )
    closing: tuple[Passage, ...] = field(
        "Words after the last section.", form=LONG, term="skos:editorialNote", moves=OWN, default=()
    )
    data_subjects: tuple[Id, ...] = field(
        "Whom the notice covers.",
        title="people covered",
        of="data_subjects",
        law="30(1)(c)",
        asks="covers",
        moves=SAYS,
        default=(),
    )
    our_role: tuple[OurRole, ...] = field(
        "What we are: controller, joint controller or processor; where it differs by service, an entry for each.",
        term="prov:qualifiedAssociation",
        asks="our_role",
        moves=SAYS,
        default=(),
    )
    data_categories: tuple[Id, ...] = field(
        "What we hold about them. It does not say that each recipient gets all of it.",
        title="data held",
        of="data_categories",
        law="14(1)(d), 30(1)(c)",
        asks="held",
        moves=SAYS,
        default=(),
    )
    open_data_list: bool | None = field(
        "True where the words go on after the data that they name, for example: may include.",
        title="is there other data, not named",
        term="schema:additionalProperty",
        asks="held",
        moves=SAYS,
        default=None,
    )
    purposes: tuple[Id, ...] = field(
        "Why we hold it. It does not say that it is shared for all of this.",
        title="why it is held",
        of="purposes",
        law="13(1)(c), 14(1)(c), 30(1)(b)",
        asks="held_for",
        moves=SAYS,
        default=(),
    )
    source: tuple[Id, ...] = field(
        "Where we get it from.",
        of="data_subjects recipients",
        law="14(2)(f)",
        asks="held_from",
        moves=SAYS,
        default=(),
    )
    lawful_basis: tuple[Word, ...] = field(
        "The lawful basis for holding it (Art. 6(1)), where the words give one for all. It is none for sharing.",
        title="lawful basis for holding it",
        words=LAWFUL_BASES,
        law="6(1), 13(1)(c), 14(1)(c)",
        asks="held_under",
        moves=SAYS,
        default=(),
    )
    special_condition: tuple[Word, ...] = field(
        "The condition for holding special category data (Art. 9(2)), where the words give one for all.",
        title="condition for holding special category data",
        words=SPECIAL_CONDITIONS,
        law="9(2)",
        asks="held_under",
        moves=SAYS,
        default=(),
    )
    collected_by: tuple[Words, ...] = field(
        "The ways in which we get it, for example: a form on our website, a telephone call.",
        title="how it is collected",
        term="schema:tool",
        asks="collected",
        moves=SAYS,
        default=(),
    )
    if_not_given: Words | None = field(
        "What happens if people do not give it, or say no.",
        title="if it is not given",
        form=LONG,
        term="dpv:hasConsequence",
        law="13(2)(e)",
        asks="give",
        moves=SAYS,
        default=None,
    )
    looked_after: tuple[Words, ...] = field(
        "How we look after it, as the words say: for example staff are trained, records are locked away.",
        title="how it is looked after",
        term="schema:publishingPrinciples",
        law="32",
        asks="looked_after",
        moves=SAYS,
        default=(),
    )
    laws: tuple[Id, ...] = field(
        "The laws that the words name for holding it.", of="laws", law="6(3)", asks="held_under", moves=SAYS, default=()
    )
    held: tuple[Holding, ...] = field(
        "What is so for some of it alone: for each kind of data or people why we hold it, and what allows it.",
        title="what is so for some of what is held",
        term="schema:itemListElement",
        asks="held_in_part",
        moves=SAYS,
        default=(),
    )
    other_use: tuple[Word, ...] = field(
        "Whether we use it for other reasons than those that the notice gives. `never` stands alone.",
        title="use for other reasons",
        words="never with_consent where_law_allows where_law_requires",
        term="schema:ethicsPolicy",
        law="5(1)(b), 13(3)",
        asks="held_for",
        moves=SAYS,
        default=(),
    )
    retention: tuple[Retention, ...] = field(
        "How long we keep what we hold. It does not say how long recipients keep it.",
        title="how long it is kept",
        law="13(2)(a), 14(2)(a), 30(1)(f)",
        asks="held_until",
        moves=ENTRIES,
        default=(),
    )
    outside_uk: tuple[Word, ...] = field(
        "Whether what we hold leaves the United Kingdom, where the words say so of all.",
        title="whether it leaves the United Kingdom",
        words="never never_outside_eea not_routinely with_safeguards told_first",
        term="dct:spatial",
        law="13(1)(f), 14(1)(f), 30(1)(e)",
        asks="abroad",
        moves=SAYS,
        default=(),
    )
    services: tuple[Words, ...] = field(
        "Which services it covers.", term="schema:serviceType", asks="services", moves=SAYS, default=()
    )
    complete_list: bool | None = field(
        "Whether the words claim that every recipient is listed.",
        term="dct:coverage",
        asks="complete",
        moves=PROMISED,
        default=None,
    )
    owner_role: Id | None = field(
        "The role that answers for the notice.",
        title="owner",
        of="roles",
        term="schema:maintainer",
        asks="owner",
        moves=SAYS,
        default=None,
    )
    supersedes: tuple[Id, ...] = field(
        "Notices that this one replaces.", of="notices", term="dct:replaces", asks="replaces", moves=SAYS, default=()
    )
    reads_with: tuple[Id, ...] = field(
        "Notices that also hold for the same people.",
        of="notices",
        term="dct:requires",
        asks="reads_with",
        moves=SAYS,
        default=(),
    )
    last_reviewed: date | None = field(
        "The day of the last review.", term="schema:lastReviewed", asks="review", moves=SAYS, default=None
    )
    review_due: date | None = field("The day by which it is to be reviewed.", asks="review", moves=SAYS, default=None)
    more_information: tuple[Reading, ...] = field(
        "Further reading, such as another notice of ours.",
        term="dct:references",
        asks="more",
        moves=SAYS,
        default=(),
    )
    also_stated: tuple[Statement, ...] = field(
        "What the words say of other subjects, such as how to ask for a copy: each with its subject.",
        title="what else is said",
        term="schema:backstory",
        asks="also_stated",
        moves=SAYS,
        default=(),
    )
    short_address: Url | None = field(
        "An address that is short enough to type and leads to the notice; with it, a poster is made.",
        title="address on the poster",
        term="schema:mainEntityOfPage",
        asks="poster",
        moves=SAYS,
        default=None,
    )
    conditions: tuple[Condition, ...] = field(
        "Ids of the conditions that hold for each disclosure that it shows and that we make to a stated "
        "recipient; all must hold.",
        moves=ENTRIES,
        default=(),
    )
    sections: tuple[Section, ...] = field(
        "Its parts under headings, in reading order.", term="dct:hasPart", moves=OWN, default=()
    )

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All its passages but those for children, in reading order."""
        return (*self.opening, *(p for s in self.sections for p in s.passages), *self.closing)

    @property
    def everything(self) -> tuple[Passage, ...]:
        """All its passages, those for children too."""
        of_children = (p for s in self.sections for p in s.child_passages)
        return (*self.passages, *self.child_opening, *of_children)

    @property
    def is_for_children_too(self) -> bool:
        """Whether it has a page for children: where it has a title or opening words for them."""
        return bool(self.child_title or self.child_opening)

    @property
    def shown(self) -> tuple[Id, ...]:
        """The ids that its sections' passages state, in reading order, each once."""
        ids = (i for s in self.sections for p in s.passages for i in p.states)
        return tuple(dict.fromkeys(ids))
