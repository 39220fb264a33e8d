"""Whether a disclosure claims a duty in law, and whether a law is named that makes it one.

`check` (for who writes a notice) and `gate` (for who asks it) both use it: see *Duties in law* in `docs/gate.md`.
"""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.model import Disclosure, LegalPower, Limit
from site_builder.model.conditions import StatutoryDuty

CLAIMS = {"must", "must_when_required"}
"""The modalities that claim a duty."""


def claims_duty(disclosure: Disclosure) -> bool:
    """Whether it says that the law leaves no choice."""
    return disclosure.modality in CLAIMS


def powers(disclosure: Disclosure) -> tuple[LegalPower, ...]:
    """The legal powers that it states; () also where it says that there are none."""
    return disclosure.legal_power if isinstance(disclosure.legal_power, tuple) else ()


def law_behind(disclosure: Disclosure, limits: Iterable[Limit]) -> bool:
    """Whether a legal power, or the law in a duty among its certain limits, makes sharing our duty and not theirs."""
    duties = (limit.condition for limit in limits if not limit.possible and isinstance(limit.condition, StatutoryDuty))
    by_power = any(p.nature in (None, "duty") and p.whose in (None, "ours") for p in powers(disclosure))
    return by_power or any(duty.whose == "ours" and duty.law for duty in duties)
