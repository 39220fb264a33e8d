"""Faults for the feed of the example `county-2026` that no JSON Schema of one node sees: one for each shape's message.

Each is planted into the same feed, in a place that no other touches.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from site_builder.facts.layout.what_was_sent import ROWS, in_feed
from tests.feeds import Feed, Plant, at, drop, put, put_in_first


class Fault(NamedTuple):
    """The message that finds it, the nodes that this is said of (ids, or IRIs elsewhere), and how to plant it."""

    message: str
    nodes: tuple[str, ...]
    plant: Plant


def add(key: str, name: str, value: Any) -> Plant:
    """One more in a list."""
    return lambda feed: at(feed, key).setdefault(name, []).append(value)


def take(key: str, name: str, value: Any) -> Plant:
    """One less in a list."""
    return lambda feed: at(feed, key)[name].remove(value)


def wrong(message: str, key: str, name: str, value: Any) -> Fault:
    """Another value for a key of the node that the message is said of."""
    return Fault(message, (key,), put(key, name, value))


def _stated_nowhere(key: str) -> Callable[[Feed], None]:
    def plant(feed: Feed) -> None:
        for section in feed["notices"][0]["sections"]:
            for passage in section["passages"]:
                passage["states"] = [i for i in passage["states"] if i != key]

    return plant


def _moved(key: str) -> Callable[[Feed], None]:
    def plant(feed: Feed) -> None:
        node = at(feed, key)
        feed["disclosures"].remove(node)
        feed["included"].append(node)

    return plant


OTHER = "research"
"""A purpose, where something else belongs."""
NAMED = {"name": {"en-gb": "a law"}}
SAFE = "dfe-research-safeguards.conditions.approval"
TRANSFER: Feed = {
    "id": "nfi-matching.transfers.x",
    "type": "Transfer",
    "country": {"en-gb": "Utopia"},
    "recipient": OTHER,
}
POWER: Feed = {"id": "dfe-feedback.legal_power.x", "type": "LegalPower", "law": OTHER, "purposes": ["ethnicity"]}

SENT: Feed = dict(
    in_feed({"period": "2026-Q1", "threshold": 5, "rows": dict.fromkeys(ROWS, 5)}, "https://council.example/")
)


def settled(key: str, **stated: Any) -> Plant:
    """Something settled of a disclosure, by a role unless it says otherwise."""
    record = {"date": "2026-11-02", "valid_to": "2027-11-01", "reference": "IG-1", "position": 1}
    made = {"id": f"{key}.settled.x", "type": "Settled", "by": "data-protection-officer", **record, **stated}
    return put(key, "settled", [made])


FEED = [
    wrong("One named organisation publishes the feed.", "registry", "publisher", "police"),
    wrong("One named organisation is the controller.", "registry", "controller", "police"),
    Fault(
        "The feed's notices are notices.",
        ("registry",),
        add("registry", "notices", {"id": "a", "type": "Law", **NAMED}),
    ),
    Fault(
        "The feed's disclosures are disclosures.",
        ("registry",),
        add("registry", "disclosures", {"id": "b", "type": "Law", **NAMED}),
    ),
    Fault(
        "An attestation is at the address of its period.",
        (SENT["id"],),
        put("registry", "what_was_sent", {**SENT, "attested_period": "2026-Q2"}),
    ),
]

DISCLOSURES = [
    Fault("A disclosure stands in the feed's list.", ("dfe-surveys",), _moved("dfe-surveys")),
    wrong("A disclosure is kept under one recipient.", "ofqual-malpractice", "part_of", OTHER),
    Fault("Words of a notice state each disclosure.", ("sta-test-results",), _stated_nowhere("sta-test-results")),
    wrong("A disclosure has one status.", "dfe-matching", "status", "consent"),
    wrong("A disclosure has one recipient, named or not available.", "dfe-feedback", "recipient", OTHER),
    wrong("Who sends is named.", "police-prevent-crime", "sender", OTHER),
    wrong("Purposes are purposes, or not available.", "dfe-families-first", "purposes", ["ethnicity"]),
    wrong("Kinds of data are kinds of data, or not available.", "dwp-prevent-fraud", "data_categories", [OTHER]),
    Fault(
        "What is sent is not among what is never sent.",
        ("dfe-research-statistics",),
        add("dfe-research-statistics", "excluded", "ethnicity"),
    ),
    wrong("What is never sent is a kind of data.", "nhs-child-vaccination", "excluded", [OTHER]),
    wrong("Data are inside kinds of data.", "ethnicity", "inside", [OTHER]),
    wrong("People are inside groups of people.", "pupils", "inside", [OTHER]),
    wrong("People are groups of people, or not available.", "nfi-matching", "data_subjects", [OTHER]),
    wrong("A lawful basis is one of DPV or of UK law, or not available.", "dfe-surveys", "lawful_basis", ["active"]),
    wrong("How long data is kept is described, or answered.", "police-prevent-crime", "retention", ["consent"]),
    wrong("Transfers are described, or answered.", "police-prevent-crime", "transfers", ["consent"]),
    wrong("Legal powers are described, or answered.", "police-prevent-crime", "legal_power", ["consent"]),
    wrong("Opt-outs are described, or answered.", "police-prevent-crime", "opt_outs", ["consent"]),
    wrong("Decisions by computers are described, or answered.", "ofqual-malpractice", "automated_decision", "consent"),
    Fault(
        "Further reading is described.",
        ("dfe-families-first",),
        put_in_first("dfe-families-first", "more_information", "type", "OptOut"),
    ),
    wrong("Programmes are named programmes.", "nhs-england-child-measurement", "programmes", [OTHER]),
    wrong("Agreements are agreements.", "child-protection-access", "agreements", [OTHER]),
    wrong("For whom a recipient works is named.", "dfe-survey-agencies", "works_for", [OTHER]),
    wrong("Data come from people or from named others.", "ofqual-malpractice", "source", [OTHER]),
    wrong("What is passed on was disclosed before.", "dhsc-child-measurement", "onward_of", OTHER),
    wrong("An exception is one to a disclosure.", "nhs-child-vaccination", "exception_to", OTHER),
    Fault("The conditions of a disclosure are described.", ("dfe-matching",), add("dfe-matching", "conditions", OTHER)),
    wrong("Possible conditions are described.", "dfe-surveys", "possible_conditions", [OTHER]),
    wrong(
        "A condition holds, or possibly holds, and not both.", "dfe-other-departments", "possible_conditions", [SAFE]
    ),
    Fault(
        "A period or a law is for kinds of data.",
        ("nurses-records.retention.x",),
        put(
            "nurses-records",
            "retention",
            [{"id": "nurses-records.retention.x", "type": "Retention", "data_categories": [OTHER]}],
        ),
    ),
    Fault(
        "A period is for groups of people.",
        ("dfe-matching.retention.x",),
        put(
            "dfe-matching",
            "retention",
            [{"id": "dfe-matching.retention.x", "type": "Retention", "data_subjects": [OTHER]}],
        ),
    ),
    Fault("A transfer is to a named recipient.", (TRANSFER["id"],), put("nfi-matching", "transfers", [TRANSFER])),
    wrong("Who may settle what is open is a role, or answered.", "dfe-surveys", "settled_by", [OTHER]),
    Fault("What was settled is described.", ("dfe-feedback",), settled("dfe-feedback", type="OptOut")),
    Fault("A role settled it.", ("dfe-surveys.settled.x",), settled("dfe-surveys", by=OTHER)),
    Fault(
        "What it was settled for are purposes.",
        ("troubled-families.settled.x",),
        settled("troubled-families", purposes=["ethnicity"]),
    ),
    Fault(
        "What was settled to be sent are data.",
        ("partner-agencies-services.settled.x",),
        settled("partner-agencies-services", data_categories=[OTHER]),
    ),
    Fault(
        "Whom it was settled about are people.",
        ("dfe-survey-agencies.settled.x",),
        settled("dfe-survey-agencies", data_subjects=[OTHER]),
    ),
    Fault("A legal power is in a named law.", (POWER["id"],), put("dfe-feedback", "legal_power", [POWER])),
    Fault("A law is for purposes.", (POWER["id"],), put("dfe-feedback", "legal_power", [POWER])),
]

CONDITIONS = [
    wrong(
        "A condition is an obligation, a prohibition or a permission.",
        "when-at-risk.conditions.safeguarding_override",
        "type",
        ["Condition"],
    ),
    wrong("Who approves, asks or tells is named.", "dfe-independent-researchers.conditions.approval", "by", OTHER),
    wrong(
        "Who may agree or refuse is a group of people.",
        "dfe-surveys.conditions.voluntary_participation",
        "who",
        [OTHER],
    ),
    wrong(
        "A condition limits to, or forbids, purposes.",
        "dfe-other-departments.conditions.purpose_limited",
        "purposes",
        ["ethnicity"],
    ),
    wrong("Who has access is named.", "child-protection-access.conditions.controlled_access", "roles", [OTHER]),
    wrong("Places are places.", "dfe-families-first.conditions.area", "places", [OTHER]),
    wrong("Data are matched with kinds of data.", "nfi-matching.conditions.data_matching", "with", [OTHER]),
    wrong(
        "Principals, later recipients and who is asked are named.",
        "dfe-families-first.conditions.on_behalf_of",
        "principal",
        OTHER,
    ),
    wrong("A principal's programme is a programme.", "dfe-families-first.conditions.on_behalf_of", "programme", OTHER),
    wrong("A condition rests on an agreement.", "law-and-protocols.conditions.protocol_needed", "agreement", OTHER),
    wrong("A condition rests on a named law.", "law-and-protocols.conditions.lawful_only", "laws", [OTHER]),
]

NOTICES = [
    Fault(
        "The parts of a notice are sections.",
        ("child-data",),
        add("child-data", "sections", {"id": "child-data.sections.x", "type": "OptOut"}),
    ),
    wrong("A notice replaces, and reads with, notices.", "child-data", "reads_with", [OTHER]),
    wrong("A notice is about groups of people.", "child-data", "data_subjects", [OTHER]),
    wrong(
        "What is so for some of it is described.",
        "child-data",
        "held",
        [{"id": "child-data.held.x", "type": "Reading", "position": 1}],
    ),
    wrong(
        "What we are is described.",
        "child-data",
        "our_role",
        [{"id": "child-data.our_role.x", "type": "Reading", "position": 1}],
    ),
    Fault(
        "With whom we decide is named.",
        ("child-data.our_role.y",),
        add("child-data", "our_role", {"id": "child-data.our_role.y", "type": "OurRole", "together_with": OTHER}),
    ),
    wrong(
        "What else is said is described.",
        "child-data",
        "also_stated",
        [{"id": "child-data.also_stated.x", "type": "Reading", "position": 1}],
    ),
    wrong("Who owns a notice is a role.", "child-data", "owner_role", OTHER),
    Fault("The conditions of a notice are described.", ("child-data",), add("child-data", "conditions", OTHER)),
    Fault(
        "A passage stands in one section or notice.",
        ("c",),
        add("registry", "included", {"id": "c", "type": "Passage"}),
    ),
    Fault(
        "A passage states disclosures, recipients, shared conditions or its notice.",
        ("child-data.sections.dfe.passages.1",),
        add("child-data.sections.dfe.passages.1", "states", OTHER),
    ),
]

THINGS = [
    Fault("What disclosures refer to has a name.", ("nationality",), drop("nationality", "name")),
    wrong("Where people work is named.", "dfe-data-sharing-service", "at", OTHER),
    wrong("Members of a category are recipients.", "partner-agencies", "members", [OTHER]),
    wrong("Whose programme it is is named.", "national-fraud-initiative", "owner", OTHER),
    wrong("A representative is named.", "example-county-council", "representative", OTHER),
    wrong("Forbidden uses are purposes.", "prevent-crime", "prohibited_uses", ["ethnicity"]),
    wrong("A condition is for kinds of data.", "dfe-surveys.conditions.voluntary_participation", "for_data", [OTHER]),
    wrong(
        "What an override opens are purposes.", "when-at-risk.conditions.safeguarding_override", "opens", ["ethnicity"]
    ),
    wrong("The data protection officer is a role.", "example-county-council.dpo", "role", OTHER),
    wrong("A role confirmed it.", "child-data.confirmed.data-protection-officer-2026-11-23", "by", OTHER),
    wrong("A purpose is a kind of a DPV purpose.", "policy", "broader", ["pd:Contact"]),
    wrong("A kind of data is a kind of DPV's personal data.", "school-results", "broader", ["dpv:Marketing"]),
    wrong("A group of people is a kind of DPV's human subject.", "families", "broader", ["dpv:Marketing"]),
]

WHOLE = [
    Fault(
        "Each id leads to something that is described.",
        ("nobody",),
        put("troubled-families", "replaced_by", ["nobody"]),
    ),
    Fault(
        "The feed describes nothing but its own.",
        ("https://elsewhere.example/id/x",),
        add("registry", "included", {"id": "https://elsewhere.example/id/x", "type": "Person"}),
    ),
    Fault(
        "DPV 2.3 has each term of it that is used, and none is on its way out.",
        ("https://w3id.org/dpv#Sharre", "https://w3id.org/dpv#ThirdPartyContract"),
        put("our-area", "broader", ["dpv:Sharre", "dpv:ThirdPartyContract"]),
    ),
    wrong("Words stand once in a language.", "child-data", "title", {"en-gb": ["Sharing", "Who we share with"]}),
    wrong("Silence stands alone.", "nhs-research-statistics", "purposes", [OTHER, "not_stated"]),
    Fault(
        "What has a place has it alone.",
        ("child-data.sections.nhs.passages.1", "child-data.sections.nhs.passages.2"),
        put("child-data.sections.nhs.passages.2", "position", 1),
    ),
    Fault(
        "The disclosures of a recipient have places of their own.",
        ("nhs-child-measurement", "nurses-records"),
        put("nurses-records", "position", 1),
    ),
    Fault(
        "A part's id begins with the id of what it is part of.",
        ("d.more",),
        put_in_first("nhs-child-measurement", "more_information", "id", "d.more"),
    ),
    Fault(
        "The thing that a condition's id names is described and lists it.",
        ("youth-justice-returns.conditions.age_range",),
        take("youth-justice-returns", "conditions", "youth-justice-returns.conditions.age_range"),
    ),
    Fault(
        "A condition that possibly holds is a shared one.",
        ("police-prevent-crime.conditions.case_by_case",),
        put("nhs-contact-parents", "possible_conditions", ["police-prevent-crime.conditions.case_by_case"]),
    ),
    wrong("Who passes on has received.", "dfe-independent-researchers", "onward_of", "police-prevent-crime"),
    wrong(
        "Nothing is passed on in a circle, or replaced by itself.",
        "services-you-need",
        "replaced_by",
        ["services-you-need"],
    ),
    Fault(
        "What has been retired is referred to by nothing else.",
        ("benefit-agencies",),
        put("schools-in-our-area", "broader", ["benefit-agencies"]),
    ),
    Fault(
        "Health data says so in DPV's terms and in its own.",
        ("household-details", "measurements"),
        lambda feed: (
            put("household-details", "broader", ["pd:Disability"])(feed),
            put("measurements", "broader", ["pd:Contact"])(feed),
        ),
    ),
]

FAULTS = [*FEED, *DISCLOSURES, *CONDITIONS, *NOTICES, *THINGS, *WHOLE]
