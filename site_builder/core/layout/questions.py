"""Which question each field and each type of condition answers: page, PDF and every variant use this one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from site_builder.core.model import Notice, Organisation, Thing


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the locale, and the fields and types of condition that answer it, in the order of the answers."""

    key: str
    fields: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


WHO = Question("who", ("recipient", "sender", "direction"))
"""The first row of each disclosure, there even where the words name nobody."""

OF_DISCLOSURES = (
    Question("why", ("purposes", "programmes"), ("on_behalf_of",)),
    Question("what", ("data_categories", "data_items", "excluded")),
    Question("whom", ("data_subjects",)),
    Question("must", ("modality",), ("statutory_duty",)),
    Question("when", ("frequency", "within", "valid_from", "valid_to"), ("trigger", "request_needed", "time_window")),
    Question("how", ("mode",)),
    Question(
        "only_if",
        (),
        (
            "purpose_limited",
            "approval",
            "need_shown",
            "case_by_case",
            "protocol_needed",
            "processor_contract",
            "controlled_access",
            "jurisdiction",
            "area",
            "age_range",
            "threshold",
            "single_use",
            "standing_shown",
            "minimum_items",
            "detriment_exception",
        ),
    ),
    Question(
        "must_not", (), ("no_individual_effect", "no_identification_in_results", "prohibited_use", "onward_limit")
    ),
    Question("matched", (), ("data_matching",)),
    Question("known", (), ("identifiability",)),
    Question("ask_first", (), ("tell_first", "consent_first", "safeguarding_override")),
    Question("say_no", ("opt_outs", "item_choices"), ("voluntary_participation", "opt_out")),
    Question(
        "law",
        (
            "lawful_basis",
            "special_condition",
            "schedule_1_condition",
            "criminal_condition",
            "legal_power",
            "confidentiality_basis",
        ),
        ("lawful_only",),
    ),
    Question("role", ("recipient_role", "works_for", "agreements", "exchange", "onward_of")),
    Question("kept", ("retention",)),
    Question("abroad", ("transfers",)),
    Question("computer", ("automated_decision",)),
    Question("give", ("provision_required", "if_not_given")),
    Question("source", ("source",)),
    Question("tell", ("can_we_tell_you",)),
    Question("unlike", ("exception_to",)),
    Question("also", ("shared_conditions", "possible_conditions")),
    Question("reviewed", ("review_due",)),
    Question("checked", ("confirmed",)),
    Question("more", ("more_information",)),
)
"""Of a disclosure, and of the conditions that hold for a notice, a recipient or are shared."""

OF_NOTICES = (
    Question("covers", ("data_subjects",)),
    Question("services", ("services",)),
    Question("complete", ("complete_list",)),
    Question("owner", ("owner_role",)),
    Question("replaces", ("supersedes",)),
    Question("reads_with", ("reads_with",)),
    Question("review", ("last_reviewed", "review_due")),
    Question("checked", ("confirmed",)),
)

OF_ORGANISATION = (
    Question(
        "organisation",
        ("kind", "public_authority", "identifiers", "website", "privacy_notice", "jurisdiction", "as_of_law"),
    ),
    Question("officer", ("dpo",)),
    Question("representative", ("representative",)),
    Question("complain", ("complaint_to_us",)),
    Question("regulator", ("complaint_to_regulator",)),
    Question("checked", ("confirmed",)),
)

OF_PARTIES = (
    Question(
        "body",
        (
            "kind",
            "public_authority",
            "identifiers",
            "website",
            "privacy_notice",
            "valid_from",
            "valid_to",
            "replaced_by",
            "history",
        ),
    ),
    Question("checked_of", ("confirmed",)),
)
"""Of a recipient or a body that the notice names, said once, where it is first named."""


def asked(thing: Thing, field: str) -> str | None:
    """The key of the question that a field of a thing answers; None of what answers none.

    What stands in a recipient's file for all its disclosures answers their questions.
    """
    tables: Mapping[type, tuple[Question, ...]] = {Notice: OF_NOTICES, Organisation: OF_ORGANISATION}
    return next((q.key for q in tables.get(type(thing), (WHO, *OF_DISCLOSURES)) if field in q.fields), None)
