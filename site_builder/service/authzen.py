"""The Authorization API 1.0 of OpenID AuthZEN: its requests as ours, and our answers as its.

Its `subject` is our recipient, its `action` our purpose, its `resource` our data; all else of our request stands in
`context.sharing`. The protocol has us ignore keys that we do not know; one that is misspelt must not permit what is
refused, so inside `sharing` nothing is ignored. Nothing is decided here: each request goes to the gate, also one that
lacks something, for a person must hear of it where somebody may be at risk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_builder.client import Answer
from site_builder.errors import Failure, shown
from site_builder.gate.request import request_of
from site_builder.gate.types import PERMITTED, REFER, REQUIRED, WITH_DUTIES, Unreadable
from site_builder.strict_json import JsonError, parse

RECIPIENT, DATA, DATASET = "recipient", "data", "dataset"
"""Our types: of a subject, and of resources: one category, and a name of the caller's for those in `sharing`."""
SHARING, KNOWN = "sharing", "known_duties"
SEMANTICS = EXECUTE_ALL, DENY, PERMIT = ("execute_all", "deny_on_first_deny", "permit_on_first_permit")
ENTITIES: Mapping[str, tuple[str, ...]] = {"subject": ("type", "id"), "action": ("name",), "resource": ("type", "id")}
"""What each must have, as texts."""

Object = Mapping[str, Any]


class BadRequestError(ValueError):
    """A request that is none of the protocol's: the text is a sentence, and says nothing of what stood there."""


@dataclass(frozen=True)
class Profile:
    """What an existing gateway calls a recipient and a category of data, and what all its requests are about.

    `sharing` fills in, for these two types together, one that is not there: whole, and it never merges.
    """

    subject: str = RECIPIENT
    resource: str = DATA
    sharing: Object | None = None

    def is_own(self, subject: str, resource: str) -> bool:
        """Whether these are the types of the profile."""
        return self.sharing is not None and (subject, resource) == (self.subject, self.resource)


@dataclass(frozen=True)
class Evaluation:
    """A request of theirs as ours. `fault` is our word for what is wrong with it, None where nothing is."""

    request: Object
    known_duties: frozenset[str] = frozenset()
    fault: str | None = None


# ---- what is asked


def profile_in(file: Path) -> Profile:
    """The profile in a JSON file: `subject`, `resource`, and a `sharing` that makes a whole request. Raises Failure."""
    try:
        value = parse(file.read_bytes())
    except (OSError, JsonError) as error:
        raise Failure(f"The profile {shown(file)} cannot be read: {error}") from error
    if (
        not isinstance(value, dict)
        or value.keys() != {"subject", "resource", SHARING}
        or not all(isinstance(value[key], str) and value[key] for key in ("subject", "resource"))
        or not isinstance(value[SHARING], dict)
    ):
        raise Failure(
            f"The profile {shown(file)} must be an object with subject and resource, the names that the gateway uses, "
            'and sharing, what all its requests are about: for example {"data_subjects": ["residents"]}'
        )
    if value["subject"] == RECIPIENT or value["resource"] in {DATA, DATASET}:
        raise Failure(f"The names in the profile {shown(file)} must be others than {RECIPIENT}, {DATA} and {DATASET}.")
    asked = request_of(_request("x", "x", "x", DATA, value[SHARING]))
    if isinstance(asked, Unreadable):
        places = ", ".join(sorted({reason.about for reason in asked.reasons}))
        raise Failure(f"The sharing in the profile {shown(file)} has not the form of a request: see {places}.")
    return Profile(value["subject"], value["resource"], value[SHARING])


def entities_of(value: Object, searched: str | None = None) -> Object:
    """The entities of a request, each checked, and its context. Raises BadRequestError.

    `searched` is the one that is searched for: its id is not looked at, and a searched action need not be there.
    """
    found = {name: value.get(name) for name in ENTITIES}
    for name, needed in ENTITIES.items():
        if name == searched == "action":
            continue
        entity = found[name]
        if not isinstance(entity, Mapping):
            raise BadRequestError(f"{name} must be there, and be an object.")
        for key in needed if name != searched else ("type",):
            if not isinstance(entity.get(key), str):
                raise BadRequestError(f"{name}.{key} must be there, and be a text.")
        if not isinstance(entity.get("properties", {}), Mapping):
            raise BadRequestError(f"{name}.properties must be an object.")
    if not isinstance(value.get("context", {}), Mapping):
        raise BadRequestError("context must be an object.")
    return {**found, "context": value.get("context", {})}


def evaluation_of(entities: Object, profile: Profile) -> Evaluation:
    """A request of checked entities as ours."""
    subject, resource, context = entities["subject"], entities["resource"], entities["context"]
    known = context.get(KNOWN)
    sharing = context.get(SHARING)
    if SHARING not in context and profile.is_own(subject["type"], resource["type"]):
        sharing = profile.sharing
    is_recipient = subject["type"] in {RECIPIENT, profile.subject}
    kind = DATA if resource["type"] == profile.resource else resource["type"]
    faults = [
        fault
        for fault, is_there in (
            ("other_subject_type", not is_recipient),
            ("other_resource_type", kind not in {DATA, DATASET}),
            ("no_sharing", not isinstance(sharing, Mapping)),
        )
        if is_there
    ]
    recipient = subject["id"] if is_recipient else None
    return Evaluation(
        _request(recipient, entities["action"]["name"], resource["id"], kind, sharing),
        frozenset(each for each in known if isinstance(each, str)) if isinstance(known, list) else frozenset(),
        faults[0] if faults else None,
    )


def _request(recipient: str | None, purpose: str, resource: str, kind: str, sharing: Any) -> Object:
    """Our request. It has not the form of one where anything is at fault, so the gate says no."""
    own: dict[str, Any] = {} if recipient is None else {"recipient": recipient}
    own |= {"purpose": purpose, **({"data_categories": [resource]} if kind == DATA else {})}
    if not isinstance(sharing, Mapping):
        return own
    elsewhere = {"recipient", "purpose", *(() if kind == DATASET else ("data_categories",))}
    return {**{f"{SHARING}.{key}" if key in elsewhere else key: each for key, each in sharing.items()}, **own}


@dataclass(frozen=True)
class Batch:
    """Many requests: each as ours or what is wrong with it, in order, and when to end early."""

    items: tuple[Evaluation | BadRequestError, ...]
    semantic: str = EXECUTE_ALL
    is_single: bool = False

    def ends_at(self, *, decision: bool) -> bool:
        """Whether this decision ends it."""
        return self.semantic == (PERMIT if decision else DENY)


def batch_of(value: Object, profile: Profile) -> Batch:
    """The requests of an evaluations call; without a list, or with an empty one, the one at its top.

    Raises BadRequestError for what is wrong with the whole of it.
    """
    items = value.get("evaluations", [])
    if not isinstance(items, list):
        raise BadRequestError("evaluations must be a list.")
    if not items:
        return Batch((evaluation_of(entities_of(value), profile),), is_single=True)
    options = value.get("options", {})
    semantic = options.get("evaluations_semantic", EXECUTE_ALL) if isinstance(options, Mapping) else None
    if semantic not in SEMANTICS:
        raise BadRequestError(f"options.evaluations_semantic must be one of {', '.join(SEMANTICS)}.")
    defaults = {name: value[name] for name in (*ENTITIES, "context") if name in value}
    for name, each in defaults.items():
        if not isinstance(each, Mapping):
            raise BadRequestError(f"{name} must be an object.")
    return Batch(tuple(_item(each, defaults, profile) for each in items), semantic)


def _item(value: Any, defaults: Object, profile: Profile) -> Evaluation | BadRequestError:
    if not isinstance(value, Mapping):
        return BadRequestError("It must be an object.")
    try:
        return evaluation_of(entities_of({**defaults, **value}), profile)
    except BadRequestError as error:
        return error


# ---- what is answered


def answered(answer: Answer, asked: Evaluation) -> dict[str, Any]:
    """An answer of ours as theirs. True only where sharing is permitted and the caller can do all duties."""
    knows = asked.known_duties.issuperset(answer.duties)
    permits = answer.cause is None and asked.fault is None
    permits &= answer.outcome in {REQUIRED, PERMITTED} or answer.outcome == WITH_DUTIES
    plain = answer.plain()
    reason = asked.fault or ("duties_not_known" if permits and not knows else plain["reasons"][0]["code"])
    context = {**plain, "reason": reason}
    if answer.id is not None:
        context["evaluation_id"] = answer.id
    if answer.outcome == REFER:
        context["refer"] = {"questions": list(_questions(plain)), "urgent": answer.urgent}
    if answer.duties:
        context["obligations"] = [{"id": d["code"], "type": "custom", "properties": d} for d in plain["duties"]]
    return {"decision": permits and knows, "context": context}


def malformed(error: BadRequestError) -> dict[str, Any]:
    """The answer in the place of a request of a batch that is none."""
    return {"decision": False, "context": {"reason": "malformed", "words": str(error)}}


def _questions(plain: Object) -> Iterator[Object]:
    """What to put to a person: of each reason that asks one."""
    for reason in plain["reasons"]:
        if reason.get("verdict") == REFER:
            question = reason.get("question", reason["words"])
            yield {"code": reason["code"], "about": reason["about"], "question": question}


# ---- what is told of the service

PATHS: Mapping[str, str] = {
    "access_evaluation_endpoint": "/access/v1/evaluation",
    "access_evaluations_endpoint": "/access/v1/evaluations",
    "search_subject_endpoint": "/access/v1/search/subject",
    "search_resource_endpoint": "/access/v1/search/resource",
    "search_action_endpoint": "/access/v1/search/action",
}
METADATA = "/.well-known/authzen-configuration"


def metadata(public_url: str) -> dict[str, str]:
    """Where the protocol is spoken, for those who know the service by this address."""
    return {"policy_decision_point": public_url, **{name: f"{public_url}{path}" for name, path in PATHS.items()}}
