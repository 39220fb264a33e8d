"""What the law wants and the notice leaves unsaid: it is not guessed, and stays *not stated*."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.core.model import Disclosure, Notice, Organisation, Recipient, Registry
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


IN_WORDS = {"dpo": "data protection officer", "data_categories": "data", "data_subjects": "people"}


def not_stated(registry: Registry, _on: date) -> Iterator[Finding]:
    """What Articles 13, 14 and 30 of the UK GDPR want and the registry does not state, one line for each recipient."""
    things: tuple[Organisation | Notice, ...] = (registry.organisation, *registry.notices)
    for thing in things:
        missing = _missing(thing)
        if missing:
            yield _gap(thing.id, f"The law wants more here: {', '.join(missing)}.")
    for recipient in registry.recipients:
        missing = list(dict.fromkeys(f for d in recipient.disclosures for f in _missing(d)))
        if missing:
            yield _gap(recipient.id, f"{_which(recipient)} not state all that the law wants: {', '.join(missing)}.")


def _missing(thing: Organisation | Notice | Disclosure) -> list[str]:
    absent = (f for f in WANTED[type(thing)] if getattr(thing, f) in (None, ()))
    return [IN_WORDS.get(f, f.replace("_", " ")) for f in absent if not (f == "lawful_basis" and _is_others(thing))]


def _is_others(thing: Organisation | Notice | Disclosure) -> bool:
    return isinstance(thing, Disclosure) and thing.sender is not None


def _which(recipient: Recipient) -> str:
    number = len(recipient.disclosures)
    return "Its disclosure does" if number == 1 else f"Its {number} disclosures do"


def _gap(subject: str, message: str) -> Finding:
    return Finding(
        Severity.GAP,
        subject,
        (),
        message,
        "Ask the data protection officer; until then it stays not stated.",
    )
