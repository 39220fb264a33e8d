"""Lists in which something may stand only once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from site_builder.core.model import Disclosure, Notice, Recipient, Registry, SharedCondition
from site_builder.core.problems import Finding, Severity

Owners = tuple[Notice | Recipient | Disclosure | SharedCondition, ...]


def condition_twice(registry: Registry, _on: date) -> Iterator[Finding]:
    """A type of condition stands once in one list: two of a type are two disclosures, or two shared conditions."""
    owners: Owners = (*registry.notices, *registry.recipients, *registry.disclosures, *registry.conditions)
    for owner in owners:
        for kind, times in Counter(c.type for c in owner.conditions).items():
            if times > 1:
                message = f"The condition '{kind}' stands here {times} times."
                hint = "Make them one, or make a shared condition of one in vocabulary/conditions.yaml."
                yield Finding(Severity.ERROR, owner.id, ("conditions",), message, hint)
