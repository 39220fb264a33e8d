"""What the law wants and the notice leaves unsaid: it is not guessed, and stays *not stated*."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from site_builder.core.model import Disclosure, Notice, Organisation, Registry, Thing
from site_builder.core.problems import Finding, Severity
from site_builder.core.rules.wanted import Want, is_empty, wanted_besides

BASIS = "lawful_basis"

WANTED: Mapping[type, tuple[str, ...]] = {
    Organisation: ("kind", "jurisdiction", "dpo", "complaint_to_us", "complaint_to_regulator"),
    Notice: ("data_subjects", "owner_role", "last_reviewed", "review_due"),
    Disclosure: (
        "recipient",
        "recipient_role",
        "purposes",
        "data_categories",
        "data_subjects",
        BASIS,
        "retention",
        "transfers",
        "automated_decision",
    ),
}
"""What Art. 13, 14 and 30 want of each; of a disclosure that somebody else makes, its basis is not ours to say."""

SINCE = {"complaint_to_us": date(2026, 6, 19)}
"""From which day the law wants it, where that was not always: section 164A of the Data Protection Act 2018."""

FEW = 2

IN_WORDS = {"dpo": "data protection officer", "data_categories": "data", "data_subjects": "people"}


def not_stated(registry: Registry, on: date) -> Iterator[Finding]:
    """What Articles 13, 14 and 30 of the UK GDPR want and the registry does not state, one line for each recipient.

    Some is wanted only beside something else: a legal power where the basis is a legal obligation or a public task; a
    condition where the data is of a special category (Art. 9) or about crimes (Art. 10); the paragraph of Schedule 1
    where that condition needs one; what protects a transfer; the arrangement of joint controllers, and its essence;
    the contract of a processor.
    """
    things: tuple[Thing, ...] = (registry.organisation, *registry.notices, *registry.agreements)
    for thing in things:
        missing = _missing(registry, thing, on)
        if missing:
            yield _gap(thing.id, f"The law wants more here: {', '.join(want.called for want in missing)}.")
    proposed = {u.about: u.fields for u in registry.unpublished if u.block == "proposed"}
    for recipient in registry.recipients:
        lacking = {d.id: _missing(registry, d, on) for d in recipient.disclosures}
        short = [key for key, wants in lacking.items() if wants]
        if short:
            waits = {w for key in short for w in lacking[key] if w.field in proposed.get(key, {})}
            every = dict.fromkeys(w for key in short for w in lacking[key])
            named = (f"{w.called} (proposed below)" if w in waits else w.called for w in every)
            which = f"{_some(short, len(lacking))} {'does' if len(short) == 1 else 'do'}"
            yield _gap(recipient.id, f"{which} not state all that the law wants: {', '.join(named)}.")


def _missing(registry: Registry, thing: Thing, on: date) -> list[Want]:
    fields = (f for f in WANTED.get(type(thing), ()) if SINCE.get(f, on) <= on)
    absent = (f for f in fields if is_empty(getattr(thing, f)) and not (f == BASIS and _is_others(thing)))
    plain = [Want(f, IN_WORDS.get(f, f.replace("_", " "))) for f in absent]
    return [*plain, *wanted_besides(registry, thing)]


def _is_others(thing: Thing) -> bool:
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
