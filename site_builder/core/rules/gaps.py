"""What the law wants and the notice leaves unsaid: it is not guessed, and stays *not stated*."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from site_builder.core.model import Disclosure, Notice, Organisation, Registry
from site_builder.core.problems import Finding, Severity

WANTED = {
    Organisation: ("kind", "jurisdiction", "dpo", "complaint_to_us", "complaint_to_regulator"),
    Notice: ("data_subjects", "owner_role", "last_reviewed", "review_due"),
    Disclosure: (
        "recipient",
        "recipient_role",
        "purposes",
        "data_categories",
        "data_subjects",
        "lawful_basis",
        "retention",
        "transfers",
        "automated_decision",
    ),
}
"""What Art. 13, 14 and 30 want of each; of a disclosure that somebody else makes, its basis is not ours to say."""


FEW = 2

IN_WORDS = {"dpo": "data protection officer", "data_categories": "data", "data_subjects": "people"}


def not_stated(registry: Registry, _on: date) -> Iterator[Finding]:
    """What Articles 13, 14 and 30 of the UK GDPR want and the registry does not state, one line for each recipient."""
    things: tuple[Organisation | Notice, ...] = (registry.organisation, *registry.notices)
    for thing in things:
        missing = _missing(thing)
        if missing:
            yield _gap(thing.id, f"The law wants more here: {', '.join(map(_called, missing))}.")
    proposed = {u.about: u.fields for u in registry.unpublished if u.block == "proposed"}
    for recipient in registry.recipients:
        lacking = {d.id: _missing(d) for d in recipient.disclosures}
        short = [key for key, fields in lacking.items() if fields]
        if short:
            waits = {f for key in short for f in lacking[key] if f in proposed.get(key, {})}
            named = (_called(f, waits=f in waits) for f in dict.fromkeys(f for key in short for f in lacking[key]))
            which = f"{_some(short, len(lacking))} {'does' if len(short) == 1 else 'do'}"
            yield _gap(recipient.id, f"{which} not state all that the law wants: {', '.join(named)}.")


def _missing(thing: Organisation | Notice | Disclosure) -> list[str]:
    absent = (f for f in WANTED[type(thing)] if getattr(thing, f) in (None, ()))
    return [f for f in absent if not (f == "lawful_basis" and _is_others(thing))]


def _called(field: str, *, waits: bool = False) -> str:
    return IN_WORDS.get(field, field.replace("_", " ")) + (" (proposed below)" if waits else "")


def _is_others(thing: Organisation | Notice | Disclosure) -> bool:
    return isinstance(thing, Disclosure) and thing.sender is not None


def _some(short: Sequence[str], number: int) -> str:
    """Which of a recipient's disclosures: all, or a few by their ids."""
    if len(short) == number:
        return "Its disclosure" if number == 1 else f"Its {number} disclosures"
    return " and ".join(short) if len(short) <= FEW else f"{len(short)} of its {number} disclosures"


def _gap(subject: str, message: str) -> Finding:
    return Finding(
        Severity.GAP,
        subject,
        (),
        message,
        "Ask the data protection officer; until then it stays not stated.",
    )
