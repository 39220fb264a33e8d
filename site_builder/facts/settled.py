"""Who may settle what the words of a disclosure leave open, and what they settled in public.

`check` (for who writes a notice) and `gate` (for who asks it) both use it: see *Determinations* in `docs/gate.md`.
"""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.model import Disclosure, Registry, Settled
from site_builder.model.values import Id

LONGEST = 366
"""The most days for which something may be settled."""
SETTLED = ("purposes", "data_categories", "data_subjects", "special_condition", "criminal_condition")
"""What may be settled, as the fields of an entry and of a disclosure are called."""


def settling_roles(registry: Registry, d: Disclosure) -> tuple[Id, ...]:
    """The roles that may settle what the words of a disclosure leave open."""
    if d.settled_by:
        return d.settled_by if isinstance(d.settled_by, tuple) else ()
    return registry.organisation.settled_by if d.sender in (None, registry.organisation.id) else ()


def is_too_long(entry: Settled) -> bool:
    """Whether something was settled for longer than is allowed."""
    return (entry.valid_to - entry.date).days > LONGEST


def valid_settlements(registry: Registry, d: Disclosure) -> Iterator[Settled]:
    """What was settled of it in public by a role that may, for no longer than is allowed."""
    roles = settling_roles(registry, d)
    yield from (each for each in d.settled if each.by in roles and not is_too_long(each))
