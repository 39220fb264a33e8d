"""The fields of files that are no fields of the model, and the fields of the model that nobody types.

A field of the model is described at its class. Here is what only who types a file sees: words, which the model keeps in
passages, and what holds for all disclosures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from site_builder.core import model as m
from site_builder.core.fields import LONG
from site_builder.schemas.definitions import by_id, ref, some


class FileField(NamedTuple):
    """A field of a file that is none of the model: its sentence, its title, its form or JSON Schema."""

    says: str
    title: str = ""
    form: str | Mapping[str, Any] = LONG


FOR_CHILDREN = "The same as a child would read it, one sentence to a line."
SHOWN = {**ref("id"), "x-kind": ["recipients", "disclosures", "conditions"]}

FILE_FIELDS: Mapping[type, Mapping[str, FileField]] = {
    m.Disclosure: {
        "text": FileField("The sentences that the public reads, one to a line.", "words"),
        "child_text": FileField(FOR_CHILDREN, "words for children"),
        "words_in": FileField(
            "The disclosure whose words state this one too.", form={**ref("id"), "x-kind": ["disclosures"]}
        ),
    },
    m.SharedCondition: {
        "text": FileField("The sentences that state the conditions.", "words"),
        "child_text": FileField(FOR_CHILDREN, "words for children"),
    },
    m.Recipient: {
        "all_our_disclosures": FileField(
            "Holds for each disclosure in this file that we make to this recipient.",
            "for all our disclosures",
            ref("terms"),
        ),
        "disclosures": FileField("In reading order.", form=by_id(ref("disclosure"), least=1)),
    },
    m.Notice: {
        "opening": FileField("Words before the first section."),
        "child_opening": FileField(
            "Words before the first section, as a child would read them.", "opening for children"
        ),
        "closing": FileField("Words after the last section."),
        "all_our_disclosures": FileField(
            "Holds for each disclosure shown here that we make to a stated recipient.",
            "for all our disclosures",
            ref("terms"),
        ),
    },
    m.Section: {
        "opening": FileField("Words before the first entry that state no fact."),
        "closing": FileField("Words after the last entry that state no fact."),
        "shows": FileField(
            "What is read here: a line for each paragraph. Ids in one pair of square brackets run on in one paragraph.",
            form=some({"oneOf": [SHOWN, some(SHOWN)]}),
        ),
    },
}
"""What a file says besides the fields of the model."""

NOT_TYPED: Mapping[type, frozenset[str]] = {
    m.Recipient: frozenset({"conditions", "disclosures", "history"}),
    m.Body: frozenset({"history"}),
    m.Notice: frozenset({"conditions", "opening", "child_opening", "closing"}),
    m.Section: frozenset({"passages", "child_passages"}),
    m.Confirmation: frozenset({"confirms"}),
}
"""Fields of the model that nobody types: they are made, or typed in another form."""

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
