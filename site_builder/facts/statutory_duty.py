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


def makes_it_our_duty(power: LegalPower) -> bool:
    """Whether a legal power makes sharing a duty, and not of those who receive."""
    return power.nature in (None, "duty") and power.whose in (None, "ours")


def law_behind(powers: Iterable[LegalPower], limits: Iterable[Limit]) -> bool:
    """Whether one of these powers, or the law in a duty among the certain limits, makes sharing our duty."""
    duties = (limit.condition for limit in limits if not limit.possible and isinstance(limit.condition, StatutoryDuty))
    return any(map(makes_it_our_duty, powers)) or any(duty.whose == "ours" and duty.law for duty in duties)
