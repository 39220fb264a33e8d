"""What is written and doubtful, not yet settled, or not yet released."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from site_builder.check.disclosures import sensitive
from site_builder.check.rule import Findings, remark, rule, rule_of_the_day, waits_for_officer, warning
from site_builder.facts.releases import DRAFT, of_version, published_version, releases_of
from site_builder.model import Disclosure, Registry
from site_builder.model.values import Id
from site_builder.problems import Path

YEAR = timedelta(366)
"""How far ahead a registry may say that it is issued."""


_IF_PLANNED = (
    "If it is shared already, take out the line status: draft. If nobody may know yet that you plan it, keep it out of "
    "the registry until then."
)


@rule
def draft_in_feed(registry: Registry) -> Findings:
    """No page shows a draft, but its words and facts are in the feed, so that systems know that it is not yet.

    What nobody may see must not stand in the registry yet.
    """
    for disclosure in registry.disclosures:
        if disclosure.status == "draft":
            message = "This draft is on no page, but whoever reads the feed sees its words and facts."
            yield remark(disclosure.id, ("status",), message, _IF_PLANNED)


@rule
def list_not_complete(registry: Registry) -> Findings:
    """The words promise a full list of recipients, and some of those shown are open lists ("such as")."""
    recipients = {r.id: r for r in registry.recipients}
    for notice in (n for n in registry.notices if n.complete_list):
        things = (registry.things[i] for i in notice.shown)
        shown = {d.recipient for d in things if isinstance(d, Disclosure) and d.recipient and not d.is_promise}
        unnamed = sorted(r for r in shown if recipients[r].open_list)
        if unnamed:
            of = f"{len(unnamed)} recipients are open lists" if len(unnamed) > 1 else "one recipient is an open list"
            message = f"The words promise a full list, and {of}: {', '.join(unnamed)}."
            hint = "If they promise none, write complete_list: false. Else name all, or change the words."
            yield warning(notice.id, ("complete_list",), message, hint)


@waits_for_officer
@rule
def sensitive_for_an_open_class(registry: Registry) -> Findings:
    """Sensitive data goes to a category whose list is open and that has no membership.

    So nobody can tell who gets the data, and the gate lets nobody have it.
    """
    classes = {r.id for r in registry.recipients if r.open_list and not r.membership}
    for disclosure in (d for d in registry.disclosures if d.recipient in classes and d.direction != "receive"):
        if not disclosure.is_promise and sensitive(registry, disclosure) and disclosure.mode != ("published",):
            message = f"Sensitive data goes to '{disclosure.recipient}', and nobody can tell who is in it."
            hint = "List its members. If the words name only a kind or examples, write membership: kind or examples."
            yield warning(disclosure.id, ("data_categories",), message, hint)


@rule_of_the_day
def day_to_come(registry: Registry, on: date) -> Findings:
    """Something is said to have been done on a day that is still to come: a slip of the year, most likely.

    A registry may be issued up to a year ahead.
    """
    for subject, path, day, done in _deeds_with_days(registry, on):
        if day > on:
            message = f"{done} on {day.isoformat()}, and that day is still to come."
            yield warning(subject, path, message, "Look at the year, then write the right day.")


def _deeds_with_days(registry: Registry, on: date) -> Iterator[tuple[Id, Path, date, str]]:
    """What is said to have been done: the thing, the path, the day, and the beginning of a sentence."""
    for confirmation in registry.confirmed:
        yield confirmation.confirms, ("confirmed", confirmation.confirms), confirmation.date, "This was confirmed"
    for notice in registry.notices:
        if notice.last_reviewed:
            yield notice.id, ("last_reviewed",), notice.last_reviewed, "This was last reviewed"
    for agreement in registry.agreements:
        if agreement.signed and (agreement.review_due or date.max) >= agreement.signed:
            yield agreement.id, ("signed",), agreement.signed, "This was signed"
    if registry.issued - on > YEAR:
        yield registry.organisation.id, ("issued",), registry.issued, "This was issued"


@waits_for_officer
@rule
def proposed(registry: Registry) -> Findings:
    """What stands under `proposed` and waits for the data protection officer. Never published."""
    for entry in (u for u in registry.unpublished if u.block == "proposed"):
        fields = ", ".join(f.replace("_", " ") for f in entry.fields if f != "reason")
        yield remark(entry.about, ("proposed", entry.about), f"Proposed and not yet confirmed: {fields}.")


@rule
def questions(registry: Registry) -> Findings:
    """What colleagues noted as doubtful under `internal`, `questions`: listed until it is gone. Never published."""
    for entry in (u for u in registry.unpublished if u.block == "internal"):
        lines = str(entry.fields.get("questions", "")).replace("\n  ", " ").splitlines()
        for question in (line.removeprefix("- ") for line in lines if line.strip()):
            yield remark(entry.about, ("internal", entry.about, "questions"), question)


@rule
def not_released(registry: Registry) -> Findings:
    """What is public is not what was released under this version: it is published as a draft, and never signed."""
    if published_version(registry) == DRAFT:
        yield warning(registry.organisation.id, ("version",), *_message_and_hint_for_draft(registry))


def _message_and_hint_for_draft(registry: Registry) -> tuple[str, str]:
    """The message and the hint."""
    releases = releases_of(registry)
    above = f" above {releases[-1].version}" if releases else ""
    next_one = f"Write a version{above} and the day it is issued, then run: site-builder release"
    if registry.version == DRAFT:
        return "This is a draft: it is published as one, and never signed.", next_one
    if of_version(releases, registry.version) is None:
        message = f"Version {registry.version} is not released yet: it is published as a draft, and never signed."
        return message, "When it is ready, run: site-builder release"
    message = f"This is not what was released as {registry.version}: it is published as a draft, and never signed."
    return message, next_one
