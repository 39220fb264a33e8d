"""The fields of files that are not in the model: words, blocks at the bottom, translations; and the forms of texts.

A field of the model is described at its class. The fields here are seen only by people who type a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from site_builder import model as m
from site_builder.schemas.nodes import Day, Either, Fields, Form, List, Node, Text, Things, Word

N = TypeVar("N", bound=Node)
KINDS = (
    *("organisation", "notices", "recipients", "disclosures", "conditions", "purposes", "programmes", "bodies"),
    *("data_categories", "data_subjects", "roles", "places", "agreements", "laws"),
)
"""The kinds of thing that have an id."""

# ---- forms of texts

ID = Form(
    name="id",
    title="id",
    about="Small letters, digits and hyphens, beginning with a letter; at most 63; for ever.",
    pattern="^[a-z][a-z0-9-]{0,62}$",
    excluded=("not-stated",),
)
ID_OR_NOT_STATED = Form(
    name="id_or_not_stated",
    title="id",
    about="An id, or not_stated.",
    pattern="^([a-z][a-z0-9-]{0,62}|not_stated)$",
)
FIELD_NAME = Form(
    name="field_name",
    title="name of a field",
    about="As it is written before the colon.",
    pattern="^[a-z][a-z0-9_]*$",
)
NAME = Form(
    name="name",
    title="name",
    about="Text on one line, without quotes.",
    one_line=True,
    shortest=1,
    longest=500,
)
WORDS = Form(name="words", title="words", about="Sentences below |, one to a line.", shortest=1)
ADDRESS = Form(
    name="address",
    title="address",
    about="A web address that begins with https://, or mailto: or tel:.",
    pattern='^(https://[^\\s<>"{}|\\\\^`]+|mailto:[^\\s<>"{}|\\\\^`]+|tel:\\+?[0-9-]+)$',
    one_line=True,
)
FORMS: Mapping[str, Form] = {form.name: form for form in (ID, ID_OR_NOT_STATED, FIELD_NAME, NAME, WORDS, ADDRESS)}

# ---- fields


def shared(node: N, name: str) -> N:
    """A node that is written out among the definitions of all schemas, under this name."""
    return replace(node, refers=f"common.schema.json#/$defs/{name}", described=False)


def described(node: N, about: str, title: str) -> N:
    """A node under a title and a sentence of its own."""
    return replace(node, title=title, about=about, described=True)


def named(**fields: tuple[str, Node] | tuple[str, Node, str]) -> dict[str, Node]:
    """Fields by their names: the sentence about each, its node, and its title where that is not its name."""
    return {
        key: described(node, about, *(title or [key.replace("_", " ")]))
        for key, (about, node, *title) in fields.items()
    }


_WORDS = Text(form=WORDS)
_SHOWN = Text(form=ID, of=("recipients", "disclosures", "conditions"))
_FOR_CHILDREN = "The same as a child would read it, one sentence to a line."
_AS_A_CHILD = "Words before the first section, as a child would read them."
_A_LINE = "What is read here: a line for each paragraph. Ids in one pair of square brackets run on in one paragraph."

FILE_FIELDS: Mapping[type, Mapping[str, Node]] = {
    m.Organisation: named(
        signed_by=(
            "The roles that each sign what changed, before it can be released. Never published.",
            List(entry=Text(form=ID, of=("roles",)), unique=True),
            "who signs before a release",
        ),
    ),
    m.Disclosure: named(
        text=("The sentences that the public reads, one to a line.", _WORDS, "words"),
        child_text=(_FOR_CHILDREN, _WORDS, "words for children"),
        words_in=("The disclosure whose words state this one too.", Text(form=ID, of=("disclosures",))),
    ),
    m.SharedCondition: named(
        text=("The sentences that state the conditions.", _WORDS, "words"),
        child_text=(_FOR_CHILDREN, _WORDS, "words for children"),
    ),
    m.Notice: named(
        opening=("Words before the first section.", _WORDS),
        child_opening=(_AS_A_CHILD, _WORDS, "opening for children"),
        closing=("Words after the last section.", _WORDS),
    ),
    m.Section: named(
        opening=("Words before the first entry: of no disclosure, but perhaps of what we hold and why.", _WORDS),
        closing=("Words after the last entry that state no fact.", _WORDS),
        shows=(_A_LINE, List(entry=Either(options=(_SHOWN, List(entry=_SHOWN))))),
    ),
}
"""The fields of a thing in its file that are not in the model; the other parts of its file are in `trees`."""

NOT_TYPED: Mapping[type, frozenset[str]] = {
    m.Recipient: frozenset({"conditions", "disclosures", "former_names", "history"}),
    m.Body: frozenset({"former_names", "history"}),
    m.Notice: frozenset({"conditions", "opening", "child_opening", "closing"}),
    m.Section: frozenset({"passages", "child_passages"}),
    m.Confirmation: frozenset({"confirms"}),
}
"""Fields of the model that nobody types: the program makes them, or people type them in another form."""

FIRST: Mapping[type, Sequence[str]] = {
    m.Disclosure: ("text", "child_text", "words_in"),
    m.SharedCondition: ("text", "child_text"),
    m.Notice: ("title", "child_title", "opening", "child_opening", "closing", "data_subjects"),
    m.Purpose: ("name", "child_name", "dpv_term"),
}
"""The fields that come first in a file, if the model has another order."""

ENTRIES: Mapping[str, str] = {
    "purposes": "purpose",
    "programmes": "programme",
    "bodies": "body",
    "data_categories": "kind of data",
    "data_subjects": "group of people",
    "roles": "role",
    "places": "place",
    "agreements": "agreement",
    "laws": "law",
    "conditions": "shared condition",
}
"""What an entry of each vocabulary is called."""

# ---- blocks and translations


def blocks(kinds: Sequence[str], proposed: Mapping[str, Node], confirmed: Node, internal: Node) -> dict[str, Node]:
    """The blocks at the bottom of a file of things of these kinds, by their ids."""
    why = named(reason=("Why it is proposed, for the data protection officer.", _WORDS))
    suggestions = "Suggestions; never published. A list adds to what stands, a single value would take its place."
    of_things = {
        "proposed": (suggestions, Fields(fields={**proposed, **why}, required=("reason",))),
        "confirmed": ("Who confirmed which facts.", confirmed),
        "internal": ("Never published.", internal),
    }
    names = Text(form=ID, of=tuple(kinds))
    return {key: Things(title=key, about=about, names=names, entry=entry) for key, (about, entry) in of_things.items()}


_ASSESSMENT = named(
    status=("Of the assessment.", Word(words=("not_needed", "due", "done"))),
    reason=("Why there is none, or why it is due.", _WORDS),
    date=("The day it was done.", Day()),
    due=("The day by which it is to be done.", Day()),
    link=("Where it is kept.", Text(form=ADDRESS)),
)
"""The fields of an impact assessment, which is never published."""


def internal(rules: Iterable[str]) -> Fields:
    """The fields below `internal` of one thing; `rules` are the ids of the rules whose warnings may be accepted."""
    address = Text(form=ADDRESS)
    policy = (
        "Where the appropriate policy document is kept (Schedule 1 to the Data Protection Act 2018, "
        "paragraphs 38 to 41): that of the organisation, or of this sharing alone."
    )
    looked_at = "Warnings of check about this thing that were looked at and are not given any more."
    warning = named(
        rule=("The word in square brackets at the end of the warning.", Word(words=tuple(rules))),
        reason=("Why it may stay as it is.", _WORDS),
    )
    fields = named(
        questions=("What is doubtful in the words; check lists each bullet until it is gone.", _WORDS),
        note=("A note for colleagues.", _WORDS),
        contact=("Whom to ask in the house.", Text(form=NAME)),
        security=("Security measures (Art. 30(1)(g)); never published.", _WORDS),
        policy_document=(policy, address),
        dpia=("The data protection impact assessment.", Fields(fields=_ASSESSMENT), "impact assessment"),
        approved_by=("The roles that approved.", List(entry=Text(form=ID, of=("roles",)), unique=True)),
        why_not_named=("Why a category's members are not named.", _WORDS),
        link=("A paper that is not public.", address),
        accepted=(looked_at, List(entry=Fields(fields=warning, required=("rule", "reason"))), "accepted warnings"),
    )
    return Fields(title="internal notes", about="Never leaves the house.", fields=fields)


def pair() -> Things:
    """Words in two languages."""
    return Things(
        title="pair",
        about="The words that were translated, after the code of their language, and the translation, after the code "
        "of its own. Under differs you may note what one of the two says and the other does not: never published.",
        entry=described(_WORDS, "One line, or sentences below |.", "words in one language"),
        least=1,
    )


def translation() -> Things:
    """A file of translations."""
    of_thing = (
        "The fields of one thing. A field with one text takes a pair; one with several, such as a list, takes a list "
        "of pairs, in any order."
    )
    one = replace(pair(), refers="#/$defs/pair")
    field = Either(title="translated field", about="A pair, or a list of pairs.", options=(one, List(entry=one)))
    names = Text(form=Form(pattern=FIELD_NAME.pattern))
    return Things(
        title="translations/<language>/<any name>.yaml",
        about="Pairs of words and their translation, by the id of what they belong to and its field.",
        names=Text(form=ID, of=KINDS),
        entry=Things(title="translated fields", about=of_thing, names=names, entry=field),
    )
