"""What the registry names and time has overtaken, as the dated data that come with the program know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from site_builder.core.model import BEGAN, Disclosure, Known, Notice, Recipient, Registry
from site_builder.core.problems import Finding, Severity
from site_builder.core.values import Id

ENDED: Mapping[str, str] = {
    "abolished": "was abolished",
    "closed": "was closed",
    "merged": "is now part of another body",
    "renamed": "has another name now",
    "repealed": "was repealed",
    "replaced": "has been replaced",
    "stale": "is a test that the law no longer makes",
    "wrong_year": "has a year in which no such law was made",
}
CHANGING: Mapping[str, str] = {
    "planned_abolition": "is to be abolished",
    "narrowed": "has fewer tasks than it had",
    "moved": "belongs to another body now",
    "devolved": "is run by a devolved government",
    "vague": "is the name of no one body",
    "ambiguous": "could be one of several laws",
}


def overtaken(registry: Registry, _on: date) -> Iterator[Finding]:
    """A body, programme or law that has ended, or a reference to law that was right once or never.

    The notice names the past, or nothing that is there.
    """
    yield from _of(registry, ENDED, Severity.WARNING)


def changing(registry: Registry, _on: date) -> Iterator[Finding]:
    """A body, programme or reference that is to end within a year, has lost tasks or stands for no one thing.

    Look again.
    """
    yield from _of(registry, CHANGING, Severity.INFORMATION)


def never_together(registry: Registry, _on: date) -> Iterator[Finding]:
    """One notice names something that had ended before something else that it names began.

    So on no day was all of it right: it was brought up to date in parts.
    """
    ended = {k.about: k for k in registry.known if k.became in ENDED and k.closed_on and k.is_sure}
    begun = {k.about: k for k in registry.known if k.became == BEGAN}
    for notice in registry.notices:
        names = named_in(registry, notice)
        first = min((ended[key] for key in names if key in ended), key=_day, default=None)
        last = max((begun[key] for key in names if key in begun), key=_day, default=None)
        if first and last and _is_before(_day(first), _day(last)):
            message = (
                f"There was no day with all that this names: '{first.named}' had ended in {first.closed_on}, "
                f"and '{last.named}' began in {last.closed_on}."
            )
            hint = "Go through the whole notice, and bring all its names to one day."
            yield Finding(Severity.WARNING, notice.id, ("sections",), message, hint)


def named_in(registry: Registry, notice: Notice) -> list[Id]:
    """Whom and which programmes the disclosures that a notice shows name, each once."""
    found: dict[Id, None] = {}
    for disclosure in (d for key in notice.shown if isinstance(d := registry.things.get(key), Disclosure)):
        for key in (disclosure.recipient, disclosure.sender, *disclosure.programmes, *disclosure.works_for):
            thing = registry.things.get(key) if key else None
            if thing is not None:
                found |= dict.fromkeys([thing.id, *(thing.members if isinstance(thing, Recipient) else ())])
    return list(found)


def _day(known: Known) -> str:
    return known.closed_on or ""


def _is_before(one: str, other: str) -> bool:
    """Whether a year, month or day is surely before another: where one says less, as far as it goes."""
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def _of(registry: Registry, sayings: Mapping[str, str], severity: Severity) -> Iterator[Finding]:
    for known in (k for k in registry.known if k.became in sayings):
        said = sayings[known.became]
        when = f" ({known.closed_on})" if known.closed_on else ""
        sure = "" if known.is_sure else " This is still to be confirmed."
        yield Finding(severity, known.about, (known.field,), f"'{known.named}' {said}{when}.{sure}", _instead(known))


def _instead(known: Known) -> str:
    """What to name now, and where it was read."""
    lead = "Write" if known.became == "wrong_year" else "Now" if known.became in ENDED else "See"
    now = f"{lead}: {', '.join(known.instead)}." if known.instead else "Look up what came after it."
    address = next((part for part in (known.source or "").split() if part.startswith("http")), "")
    return f"{now} Source: {address}" if known.is_sure and address else now
