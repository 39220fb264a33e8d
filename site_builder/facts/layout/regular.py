"""Whether something is shared regularly, case by case, or once."""

from __future__ import annotations

from site_builder.model import Disclosure

AD_HOC, ONCE = "ad_hoc", "once"
ON_REQUEST = {"may_on_request", "must_when_required"}


def is_regular(disclosure: Disclosure) -> bool:
    """Whether the words say that it is shared at certain times, or as routine."""
    return disclosure.frequency not in (AD_HOC, ONCE) if disclosure.frequency else disclosure.modality == "routinely"


def is_case_by_case(disclosure: Disclosure) -> bool:
    """Whether the words say that it is shared when needed or asked for, or that each case is looked at."""
    of_cases = any(limit.type == "case_by_case" for limit in disclosure.conditions)
    is_asked_for = disclosure.frequency is None and disclosure.modality in ON_REQUEST
    return disclosure.frequency == AD_HOC or is_asked_for or of_cases


def is_once(disclosure: Disclosure) -> bool:
    """Whether the words say that it is shared once."""
    return disclosure.frequency == ONCE
