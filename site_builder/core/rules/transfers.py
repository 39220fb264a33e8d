"""What protects data abroad, against what regulations approve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.core.model import Known, Registry
from site_builder.core.problems import Finding, Severity

NOT_APPROVED, IN_PART = "not_approved", "partly_approved"
BRIDGE = "data bridge"


def approval_in_part(registry: Registry, _on: date) -> Iterator[Finding]:
    """Regulations are said to approve a transfer, and they approve no country of that name, or only some of it.

    Article 45A of the UK GDPR. For the United States, `data_bridge` says that the recipient is on the list; for other
    countries approved in part nothing can say so, and this is only a reminder.
    """
    for known in (k for k in registry.known if k.became in (NOT_APPROVED, IN_PART)):
        severity, message, hint = _said(known)
        sure = "" if known.is_sure else " This is still to be confirmed."
        yield Finding(severity, known.about, (known.field,), f"{message}{sure}", hint)


def _said(known: Known) -> tuple[Severity, str, str]:
    if known.became == NOT_APPROVED:
        message = f"No regulations are known that approve transfers to '{known.named}'."
        return Severity.WARNING, message, "Write another mechanism, such as idta or addendum."
    scope = ", ".join(known.instead)
    message = f"Regulations approve '{known.named}' only in part: {scope}."
    if BRIDGE in scope:
        hint = "If the recipient is on it, write data_bridge; if not, another mechanism, such as idta."
        return Severity.WARNING, message, hint
    return Severity.INFORMATION, message, "Look whether the recipient is among them; if not, write another mechanism."
