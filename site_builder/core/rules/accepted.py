"""Warnings that somebody has looked at and accepted, each at one place and with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from site_builder.core.model import Registry
from site_builder.core.problems import Finding, Severity
from site_builder.core.values import Id

RULE = "accepted-nothing"
MEANS = """A warning is accepted under `internal` that is not given there, or not any more.

Take the entry out: otherwise the same warning, when it comes back for another reason, would go unseen.
"""
MAY_BE = frozenset({Severity.WARNING, Severity.INFORMATION})
"""What may be accepted: an error has to be mended, and a gap is for the officer to fill."""


def without_accepted(registry: Registry, found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those that are accepted under `internal`; and where nothing is accepted, that it is so."""
    entries = {(about, entry["rule"]): number for about, number, entry in _entries(registry)}
    used: set[tuple[Id, str]] = set()
    for each in found:
        at = (each.subject, each.rule)
        if at in entries and each.severity in MAY_BE:
            used.add(at)
        else:
            yield each
    for (about, rule), number in entries.items():
        if (about, rule) not in used:
            message = f"'{about}' has no warning '{rule}' to be accepted (any more)."
            path = ("internal", about, "accepted", number, "rule")
            yield Finding(Severity.WARNING, about, path, message, "Take this entry out.", RULE)


def _entries(registry: Registry) -> Iterator[tuple[Id, int, Any]]:
    for each in registry.unpublished:
        if each.block == "internal":
            yield from ((each.about, number, entry) for number, entry in enumerate(each.fields.get("accepted", ())))
