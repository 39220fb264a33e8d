"""The JSON Schemas of decision requests, decisions and logs of what was sent, made from the gate's own tables.

None names a host. That a request holds no personal data no schema can say: the gate looks for it besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from site_builder.addresses import DECISION_SCHEMA, LOG_SCHEMA, REQUEST_SCHEMA
from site_builder.gate import log_form
from site_builder.gate.judges import EVIDENCE
from site_builder.gate.reason_codes import CAUSES, DUTIES, REASONS, STATES
from site_builder.gate.request_form import DETERMINATION, MOST_DETERMINATIONS, REQUEST, Form
from site_builder.gate.types import OUTCOMES, REFER, REFUSED
from site_builder.model.conditions import CONDITIONS
from site_builder.strict_json import json_bytes

Schema = Mapping[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"

ABOUT: Mapping[str, str] = {
    "sender": "Who sends: left out, the publisher.",
    "recipient": "Who would get it.",
    "purpose": "What for.",
    "data_categories": "All data that would be sent.",
    "data_subjects": "All groups of people whom it is about.",
    "identifiability": "How identifiable the data is when it is sent.",
    "case": "The sender's own reference of the case.",
    "member": "Which one of a class it is: the sender's own reference.",
    "mode": "Whether the recipient looks at the data or gets it.",
    "programme": "The programme for which it is shared.",
    "country": "The country to which it would go; GB, or left out: it stays.",
    "at_risk": "Whether somebody may be at risk: then what is not permitted is for a person, at once.",
}
"""What each key of a request is for."""

TEXT: Schema = {"type": "string"}
ID: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,62}$"}
IDS: Schema = {"type": "array", "items": ID}
TRUE: Schema = {"const": True}
BY_LANGUAGE: Schema = {
    "type": "object",
    "additionalProperties": TEXT,
    "description": "What the public reads, by language.",
}


def _holding(properties: Mapping[str, Any], required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required.split()}


REASON = _holding(
    {
        "code": {"enum": [*REASONS]},
        "about": {**TEXT, "description": "An id, or a key of the request."},
        "words": TEXT,
        "verdict": {"enum": [REFUSED, REFER], "description": "Which way it weighs."},
        "question": {**TEXT, "description": "What a person has to answer."},
        "instead": {**IDS, "description": "Ids that could be meant, or be asked for."},
    },
    "code about words",
)
CONDITION = _holding(
    {
        "id": TEXT,
        "type": TEXT,
        "state": {"enum": [*STATES]},
        "possible": {**TRUE, "description": "The words leave open whether it reaches here."},
        "wants": {"type": "array", "items": TEXT, "description": "Keys of the evidence that do not do."},
        "extra": {"type": "array", "items": TEXT, "description": "Columns that may not be sent."},
        "words": BY_LANGUAGE,
    },
    "id type state",
)
DUTY = _holding({"code": {"enum": [*DUTIES]}, "about": TEXT, "words": TEXT}, "code about words")
NEAR = _holding({"disclosure": ID, "purposes": IDS, "data_categories": IDS, "data_subjects": IDS}, "disclosure")
DECISION = {
    "outcome": {"enum": [*OUTCOMES]},
    "urgent": {**TRUE, "description": "A person must answer at once."},
    "on": {"type": "string", "format": "date"},
    "reasons": {"type": "array", "items": REASON, "minItems": 1},
    "disclosure": {**ID, "description": "The disclosure that answers."},
    "mark": {
        "type": "string",
        "pattern": DETERMINATION["mark"].schema["pattern"],
        "description": "A digest of its words and facts. A determination about it names it.",
    },
    "notice": {**TEXT, "description": "Where the public reads it."},
    "words": BY_LANGUAGE,
    "sender": {**ID, "description": "Whose disclosure it is, where it is not the publisher's."},
    "conditions": {"type": "array", "items": CONDITION},
    "duties": {"type": "array", "items": DUTY},
    "mode": {"type": "array", "items": TEXT, "description": "How the data goes."},
    "within": {**BY_LANGUAGE, "description": "By when it is shared."},
    "lawful_basis": {"type": "array", "items": TEXT},
    "not_stated": {"type": "array", "items": TEXT, "description": "What the answer does not turn on."},
    "unused": {"type": "array", "items": TEXT, "description": "Types of evidence that did nothing."},
    "nearest": {**NEAR, "description": "The disclosure that comes closest."},
    "understood": {
        "type": "object",
        "additionalProperties": ID,
        "description": "Names that stood in place of ids, each with the id that is meant.",
    },
    "registry": TEXT,
    "version": TEXT,
    "feed": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
    "id": {**TEXT, "description": "Of the entry in the log."},
    "cause": {"enum": [*CAUSES], "description": "Why the feed is not trusted."},
    "registries": {
        **_holding({"expected": TEXT, "found": TEXT}, "expected found"),
        "description": "Of another registry: the id that was asked for, and the one that was found.",
    },
}


def documents() -> Mapping[str, bytes]:
    """All, by the path at which they are published."""
    return {REQUEST_SCHEMA: request(), DECISION_SCHEMA: decision(), LOG_SCHEMA: log()}


def request() -> bytes:
    """What may be asked, evidence by type of condition."""
    evidence = {
        name: {"description": cls.__doc__, **_object(EVIDENCE[name])}
        for name, cls in CONDITIONS.items()
        if name in EVIDENCE
    }
    whole = _object(REQUEST)
    for key, words in ABOUT.items():
        whole["properties"][key] = {"description": words, **whole["properties"][key]}
    whole["properties"]["evidence"] = {
        "description": "What is brought for each type of condition.",
        "type": "object",
        "properties": evidence,
        "additionalProperties": False,
    }
    whole["properties"]["determinations"] = {
        "description": "What a role that may has settled of what the words leave open.",
        "type": "array",
        "maxItems": MOST_DETERMINATIONS,
        "items": _object(DETERMINATION),
    }
    return _document("Request: may we share this?", whole)


def decision() -> bytes:
    """What is answered. Later versions may add keys, codes and states."""
    return _document("Decision: the published notice's answer", _holding(DECISION, "outcome on reasons"))


def log() -> bytes:
    """What a line of a log of disclosures says."""
    return _document("A line of a log of disclosures", log_form.shape())


def _object(form: Form) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: kind.schema for key, kind in form.items()},
        "required": [key for key, kind in form.items() if not kind.optional],
        "additionalProperties": False,
    }


def _document(title: str, shape: Schema) -> bytes:
    return json_bytes({"$schema": DIALECT, "title": title, **shape})
