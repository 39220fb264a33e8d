"""What is written and doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from site_builder.core.conditions import Approval, StatutoryDuty
from site_builder.core.duties import claims_duty, law_behind, powers
from site_builder.core.model import (
    CRIMINAL,
    SPECIAL,
    Agreement,
    Disclosure,
    Notice,
    Recipient,
    Registry,
    SharedCondition,
)
from site_builder.core.problems import Finding, Severity


def draft_in_feed(registry: Registry, _on: date) -> Iterator[Finding]:
    """A draft stands on no page, but its words and facts are in the feed, so that systems know that it is not yet.

    What nobody may see must not stand in the registry yet.
    """
    for disclosure in registry.disclosures:
        if disclosure.status == "draft":
            message = "This draft is on no page, but whoever reads the feed sees its words and facts."
            hint = "Take it out until it may be known that you plan it."
            yield Finding(Severity.INFORMATION, disclosure.id, ("status",), message, hint)


def duty_without_law(registry: Registry, _on: date) -> Iterator[Finding]:
    """A duty in law is claimed, and no law stands behind it: nobody can look it up, and the gate asks a person.

    Where the law is only proposed, or somebody may require it by an order or notice each time, this is no fault.
    """
    proposed_laws = {u.about for u in registry.unpublished if u.block == "proposed" and "legal_power" in u.fields}
    for disclosure in registry.disclosures:
        limits = registry.limits(disclosure)
        laws = [limit.condition.law for limit in limits if isinstance(limit.condition, StatutoryDuty)]
        is_bare = None in laws and not powers(disclosure)
        is_claimed = claims_duty(disclosure) and not law_behind(disclosure, limits)
        if is_bare or is_claimed:
            names_one = bool(powers(disclosure) or any(laws)) and not is_bare
            told = _LAW_PROPOSED if disclosure.id in proposed_laws else _NO_DUTY if names_one else _NO_LAW
            is_fault = told is _NO_LAW or (told is _NO_DUTY and disclosure.modality == "must")
            severity = Severity.WARNING if is_fault else Severity.INFORMATION
            yield Finding(severity, disclosure.id, ("conditions" if is_bare else "modality",), *told)


_NO_LAW = (
    "The words claim a duty in law and name no law.",
    "Add law to the condition, or legal_power to the disclosure.",
)
_LAW_PROPOSED = (
    "The words claim a duty in law, and the law behind it is only proposed.",
    "Until it is confirmed, the gate asks a person where no order or notice is brought.",
)
_NO_DUTY = (
    "The words claim a duty in law, and none of the laws named is a duty of yours.",
    "If one is, say so in nature and whose; if not, the gate asks a person where no order or notice is brought.",
)


def list_not_complete(registry: Registry, _on: date) -> Iterator[Finding]:
    """The words promise a full list of recipients, and some of those shown are open lists ("such as")."""
    recipients = {r.id: r for r in registry.recipients}
    for notice in (n for n in registry.notices if n.complete_list):
        things = (registry.things[i] for i in notice.shown)
        shown = {d.recipient for d in things if isinstance(d, Disclosure) and d.recipient}
        unnamed = sorted(r for r in shown if recipients[r].open_list)
        if unnamed:
            of = f"{len(unnamed)} recipients are open lists" if len(unnamed) > 1 else "one recipient is an open list"
            message = f"The words promise a full list, and {of}: {', '.join(unnamed)}."
            yield Finding(
                Severity.WARNING,
                notice.id,
                ("complete_list",),
                message,
                "Name all, or change the words.",
            )


def proposed(registry: Registry, _on: date) -> Iterator[Finding]:
    """What stands under `proposed` and waits for the data protection officer. Never published."""
    for each in (u for u in registry.unpublished if u.block == "proposed"):
        names = ", ".join(f.replace("_", " ") for f in each.fields if f != "reason")
        message = f"Proposed and not yet confirmed: {names}."
        yield Finding(Severity.INFORMATION, each.about, ("proposed", each.about), message)


def special_not_said(registry: Registry, _on: date) -> Iterator[Finding]:
    """A kind of data has a term for special category or criminal offence data, and does not say which it holds.

    Then people who search the feed by DPV find it, and those who read `special` and `criminal` do not.
    """
    said: dict[str, set[str]] = {category.id: {*category.sensitive} for category in registry.data_categories}
    for known in (k for k in registry.known if k.became == SPECIAL):
        missing = [str(word) for word in known.instead if word not in said[known.about]]
        if missing or not (known.instead or said[known.about]):
            message = f"'{known.named}' is a term for data that the law guards more closely, and this does not say so."
            yield Finding(Severity.WARNING, known.about, (known.field,), message, _to_say(missing))


def _to_say(missing: list[str]) -> str:
    special = ", ".join(word for word in missing if word != CRIMINAL)
    wanted = [f"special: [{special}]"] if special else []
    wanted += ["criminal: true"] if CRIMINAL in missing else []
    write = " and ".join(wanted) or "under special which categories it holds"
    return f"Write {write}, or another dpv_term; your data protection officer knows which is right."


def review_overdue(registry: Registry, on: date) -> Iterator[Finding]:
    """A review was due, and its day has passed."""
    things: tuple[Notice | Disclosure | Agreement, ...] = (
        *registry.notices,
        *registry.disclosures,
        *registry.agreements,
    )
    for thing in things:
        reviewed = _last_seen(thing)
        if thing.review_due is not None and (reviewed or date.min) <= thing.review_due < on:
            message = f"The review was due on {thing.review_due.isoformat()}."
            hint = "Review it, then write the day of the next review."
            yield Finding(Severity.WARNING, thing.id, ("review_due",), message, hint)


def _last_seen(thing: Notice | Disclosure | Agreement) -> date | None:
    """The day before which no review can have been due."""
    if isinstance(thing, Agreement):
        return thing.signed
    return thing.last_reviewed if isinstance(thing, Notice) else None


def approval_ended(registry: Registry, on: date) -> Iterator[Finding]:
    """An approval that something needs was good only until a day that has passed: nothing may be shared on it."""
    owners: tuple[Notice | Recipient | Disclosure | SharedCondition, ...] = (
        *registry.notices,
        *registry.recipients,
        *registry.disclosures,
        *registry.conditions,
    )
    for owner in owners:
        for number, condition in enumerate(owner.conditions):
            if isinstance(condition, Approval) and condition.valid_to is not None and condition.valid_to < on:
                message = f"The approval was good until {condition.valid_to.isoformat()}."
                hint = "Have it renewed and write the new valid_to, or end what needs it."
                path = ("conditions", number, "valid_to")
                yield Finding(Severity.WARNING, owner.id, path, message, hint)


def assessment_due(registry: Registry, on: date) -> Iterator[Finding]:
    """An impact assessment was to be done by a day that has passed (`dpia` under `internal`). Never published."""
    for each in (u for u in registry.unpublished if u.block == "internal"):
        assessment = each.fields.get("dpia")
        due = assessment.get("due") if isinstance(assessment, Mapping) and not assessment.get("date") else None
        if isinstance(due, str) and due < on.isoformat():
            message = f"The impact assessment was to be done by {due}."
            path = ("internal", each.about, "dpia", "due")
            yield Finding(Severity.WARNING, each.about, path, message, "Do it, then write its date under dpia.")


def questions(registry: Registry, _on: date) -> Iterator[Finding]:
    """What colleagues noted as doubtful under `internal`, `questions`: listed until it is gone. Never published."""
    for each in (u for u in registry.unpublished if u.block == "internal"):
        for question in _bullets(str(each.fields.get("questions", ""))):
            path = ("internal", each.about, "questions")
            yield Finding(Severity.INFORMATION, each.about, path, question)


def _bullets(text: str) -> Iterator[str]:
    bullets = text.replace("\n  ", " ").splitlines()
    yield from (b.removeprefix("- ") for b in bullets if b.strip())
