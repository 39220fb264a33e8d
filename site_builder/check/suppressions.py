"""Warnings that somebody has accepted, each in one place and with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from site_builder.check.rule import Findings, explained, warning
from site_builder.model import Registry
from site_builder.model.values import Id
from site_builder.problems import Finding, Severity

MAY_BE = frozenset({Severity.WARNING, Severity.INFORMATION})
"""The severities that may be accepted: an error must be corrected, and the officer fills a gap."""


def without_accepted(registry: Registry, findings: Iterable[Finding]) -> Findings:
    """The findings without those accepted under `internal`, and with the findings of `accepted_nothing`."""
    entries = _accepted(registry)
    used: set[tuple[str, str]] = set()
    for finding in findings:
        at = (finding.subject, finding.rule)
        if at in entries and finding.severity in MAY_BE:
            used.add(at)
        else:
            yield finding
    yield from accepted_nothing({at: number for at, number in entries.items() if at not in used})


@explained
def accepted_nothing(unused: Mapping[tuple[Id, str], int]) -> Findings:
    """A warning is accepted under `internal` that is not given there, or not any more.

    Take the entry out: otherwise the same warning, when it comes back for another reason, would go unseen.
    """
    for (about, rule), number in unused.items():
        message = f"'{about}' has no warning '{rule}' to be accepted (any more)."
        path = ("internal", about, "accepted", number, "rule")
        yield warning(about, path, message, "Take this entry out.")


def _accepted(registry: Registry) -> dict[tuple[Id, str], int]:
    """The accepted warnings: the number of the entry, by thing and rule."""
    return {
        (block.about, entry["rule"]): number
        for block in registry.unpublished
        if block.block == "internal"
        for number, entry in enumerate(block.fields.get("accepted", ()))
    }
