"""Whether something is shared regularly, or case by case."""

from __future__ import annotations

from site_builder.model import Disclosure

AD_HOC = "ad_hoc"
ON_REQUEST = {"may_on_request", "must_when_required"}


def is_regular(disclosure: Disclosure) -> bool:
    """Whether the words say that it is shared at certain times, or as routine."""
    return disclosure.frequency not in (None, AD_HOC) or disclosure.modality == "routinely"


def is_case_by_case(disclosure: Disclosure) -> bool:
    """Whether the words say that it is shared when needed or asked for, or that each case is looked at."""
    of_cases = any(limit.type == "case_by_case" for limit in disclosure.conditions)
    return disclosure.frequency == AD_HOC or disclosure.modality in ON_REQUEST or of_cases
