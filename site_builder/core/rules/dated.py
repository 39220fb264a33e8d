"""What the registry names and time has overtaken, as the dated data that come with the program know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from site_builder.core.model import Known, Registry
from site_builder.core.problems import Finding, Severity

ENDED: Mapping[str, str] = {
    "abolished": "was abolished",
    "closed": "was closed",
    "merged": "is now part of another body",
    "renamed": "has another name now",
    "repealed": "was repealed",
    "replaced": "has been replaced",
}
CHANGING: Mapping[str, str] = {
    "planned_abolition": "is to be abolished",
    "narrowed": "has fewer tasks than it had",
    "moved": "belongs to another body now",
    "devolved": "is run by a devolved government",
    "vague": "is the name of no one body",
    "ambiguous": "could be one of several laws",
    "stale": "is a test that the law no longer makes",
}


def overtaken(registry: Registry, _on: date) -> Iterator[Finding]:
    """A body, programme or law that has ended, or a reference to law that was right once: the notice names the past."""
    yield from _of(registry, ENDED, Severity.WARNING)


def changing(registry: Registry, _on: date) -> Iterator[Finding]:
    """A body, programme or reference that is to end, has lost tasks or stands for no one thing. Look again."""
    yield from _of(registry, CHANGING, Severity.INFORMATION)


def _of(registry: Registry, sayings: Mapping[str, str], severity: Severity) -> Iterator[Finding]:
    for known in (k for k in registry.known if k.became in sayings):
        said = sayings[known.became]
        when = f" ({known.closed_on})" if known.closed_on else ""
        sure = "" if known.is_sure else " This is still to be confirmed."
        yield Finding(severity, known.about, (known.field,), f"'{known.named}' {said}{when}.{sure}", _instead(known))


def _instead(known: Known) -> str:
    """What to name now, and where it was read."""
    lead = "Now" if known.became in ENDED else "See"
    now = f"{lead}: {', '.join(known.instead)}." if known.instead else "Look up what came after it."
    address = next((part for part in (known.source or "").split() if part.startswith("http")), "")
    return f"{now} Source: {address}" if known.is_sure and address else now
