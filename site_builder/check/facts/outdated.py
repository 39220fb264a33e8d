"""What time has overtaken: bodies, programmes and laws that have ended, approvals and reviews whose day has passed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from site_builder.check.rule import (
    Findings,
    error,
    explained,
    remark,
    rule,
    rule_of_the_day,
    waits_for_officer,
    warning,
)
from site_builder.facts.lifecycle import ACTIVE, ENDED, PLANNED, span, standing
from site_builder.facts.statutory_duty import powers
from site_builder.model import (
    BEGAN,
    Agreement,
    Body,
    Disclosure,
    Known,
    Notice,
    Recipient,
    Registry,
    SharedCondition,
    Thing,
)
from site_builder.model.conditions import Approval, StatutoryDuty
from site_builder.model.values import Id
from site_builder.problems import Path

SUSPENDED = "suspended"
SOON = timedelta(60)
"""So long before its end we tell of a disclosure, and of what was settled."""
OVERTAKEN: Mapping[str, str] = {
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


# ---- known from the dated data of the program


@rule
def overtaken(registry: Registry) -> Findings:
    """A body, programme or law that has ended, or a reference to law that was right once or never.

    The notice names the past, or nothing that is there. A repealed law that is said to let us share is an error.
    """
    relied_on = _laws_relied_on(registry)
    for known in (k for k in registry.known if k.became in OVERTAKEN):
        what, instead = _what_became(known, OVERTAKEN), _what_to_name(known)
        places = relied_on.get(known.about, ()) if known.became == "repealed" else ()
        for owner, path in places:
            hint = f"{instead} If nothing came after it, take it out here; the words may go on naming it."
            yield error(owner, path, f"{what} A repealed law lets nobody share.", hint)
        if not places:
            is_party = isinstance(registry.things.get(known.about), Recipient | Body) and known.closed_on
            refused = " The gate refuses to share with it." if is_party else ""
            yield warning(known.about, (known.field,), f"{what}{refused}", instead)


def _laws_relied_on(registry: Registry) -> Mapping[Id, Sequence[tuple[Id, Path]]]:
    """Where each law is stated as what makes us or lets us share: the gate would say yes because of it."""
    found: dict[Id, list[tuple[Id, Path]]] = {}
    for disclosure in registry.disclosures:
        for number, power in enumerate(powers(disclosure)):
            found.setdefault(power.law, []).append((disclosure.id, ("legal_power", number, "law")))
        for number, condition in enumerate(disclosure.conditions):
            if isinstance(condition, StatutoryDuty) and condition.law:
                found.setdefault(condition.law, []).append((disclosure.id, ("conditions", number, "law")))
    return found


@rule
def changing(registry: Registry) -> Findings:
    """A body, programme or reference that is to end within a year, has lost tasks or stands for no one thing.

    Look again.
    """
    for known in (k for k in registry.known if k.became in CHANGING):
        yield remark(known.about, (known.field,), _what_became(known, CHANGING), _what_to_name(known))


def _what_became(known: Known, sentences: Mapping[str, str]) -> str:
    when = f" ({known.closed_on})" if known.closed_on else ""
    unsure = "" if known.is_sure else " We are not sure of this: check it first."
    return f"'{known.named}' {sentences[known.became]}{when}.{unsure}"


def _what_to_name(known: Known) -> str:
    """What to name now, and our source."""
    lead = "Write" if known.became == "wrong_year" else "Now" if known.became in OVERTAKEN else "See"
    now = f"{lead}: {', '.join(known.instead)}." if known.instead else "Look up what came after it."
    address = next((part for part in (known.source or "").split() if part.startswith("http")), "")
    return f"{now} Source: {address}" if known.is_sure and address else now


@rule
def never_together(registry: Registry) -> Findings:
    """One notice names something that had ended before something else that it names began.

    So on no day was all of it right: it was brought up to date in parts.
    """
    ended = {k.about: k for k in registry.known if k.became in OVERTAKEN and k.closed_on and k.is_sure}
    begun = {k.about: k for k in registry.known if k.became == BEGAN}
    for notice in registry.notices:
        named = _ids_named_by(registry, notice)
        first = min((ended[key] for key in named if key in ended), key=_day, default=None)
        last = max((begun[key] for key in named if key in begun), key=_day, default=None)
        if first and last and _is_before(_day(first), _day(last)):
            message = (
                f"What this notice names never existed all at once: '{first.named}' had ended in {first.closed_on}, "
                f"and '{last.named}' began in {last.closed_on}."
            )
            hint = "Go through the whole notice, and bring all its names to one day."
            yield warning(notice.id, ("sections",), message, hint)


def _ids_named_by(registry: Registry, notice: Notice) -> list[Id]:
    """The parties and programmes that the disclosures of a notice name, each once."""
    named: dict[Id, None] = {}
    for disclosure in (d for key in notice.shown if isinstance(d := registry.things.get(key), Disclosure)):
        for key in (disclosure.recipient, disclosure.sender, *disclosure.programmes, *disclosure.works_for):
            thing = registry.things.get(key) if key else None
            if thing is not None:
                named |= dict.fromkeys([thing.id, *(thing.members if isinstance(thing, Recipient) else ())])
    return list(named)


def _day(known: Known) -> str:
    return known.closed_on or ""


def _is_before(one: str, other: str) -> bool:
    """Whether a year, month or day is surely before another, compared as far as the shorter one goes."""
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


INSTEAD = "If something else took its place, name both in retired.yaml."
GONE = (
    "If it was renamed or moved, put it back as it was: an id never changes. If it ended, bring it back and write "
    f"valid_to. {INSTEAD}"
)


@explained
def id_gone(
    registry: Registry, published: Collection[str], before: Registry | None = None, borrowed: Collection[str] = ()
) -> Findings:
    """An id was there when the site was last built in this folder, and is gone without a word.

    Systems that know it get no answer any more, and nobody can tell what became of it. If nobody ever saw it, leave it:
    `check` forgets it with the next build or, where releases are recorded, when the next release is built.
    """
    were = before.things if before else {}
    # The common bodies may have one of the same id, which gets nothing: these are borrowed.
    there = {key for key in registry.things if key not in borrowed or not _got_data(were.get(key))}
    were_retired = {retired.id for retired in before.retired} if before else set()
    for key in sorted({*published} - there - {retired.id for retired in registry.retired}):
        if key in were_retired:
            message = f"'{key}' stood in retired.yaml, and does no longer: it may be given to something else."
            yield warning(registry.organisation.id, (), message, "Put it back into retired.yaml, for ever.")
        elif heir := _of_its_name(registry, before, key):
            message = f"'{key}' was published, and is gone; this has its name."
            yield warning(heir, (), message, f"If it is the same, give its file the name {key}.yaml again. {INSTEAD}")
        else:
            yield warning(registry.organisation.id, (), f"'{key}' was published, and is gone.", GONE)


def _of_its_name(registry: Registry, before: Registry | None, key: str) -> Id | None:
    """The recipient that is new and is called as one that is gone: mostly its file was renamed."""
    was = before.things.get(Id(key)) if before else None
    if before is None or not isinstance(was, Recipient):
        return None
    return next((r.id for r in registry.recipients if r.id not in before.things and r.name == was.name), None)


def _got_data(thing: Thing | None) -> bool:
    return isinstance(thing, Recipient) and bool(thing.disclosures)


# ---- by its own days


@rule_of_the_day
def ended(registry: Registry, on: date) -> Findings:
    """A disclosure that a notice shows has ended, so no page shows it any more.

    The message is at the last day of the disclosure, or of its recipient if that day came first.
    """
    for subject, day, whose in _with_day(registry, "valid_to", _shown_and(registry, on, ENDED)):
        message = f"This ended on {day.isoformat()}, so no page shows {whose} any more."
        yield remark(subject, ("valid_to",), message, "If it goes on, look at the year, and write another valid_to.")


@rule_of_the_day
def ends_soon(registry: Registry, on: date) -> Findings:
    """A disclosure that a notice shows ends within 60 days: then no page shows it, and the gate lets nobody have it."""
    soon = (d for d in _shown_and(registry, on, ACTIVE) if span(registry, d)[1] - on <= SOON)
    for subject, day, whose in _with_day(registry, "valid_to", soon):
        message = f"This ends on {day.isoformat()}: pages that are built after that day do not show {whose}."
        yield remark(subject, ("valid_to",), message, "If it goes on, write another valid_to.")


@rule_of_the_day
def not_begun(registry: Registry, on: date) -> Findings:
    """A disclosure that a notice shows begins on a day to come: until then pages announce it, and do not count it.

    Whoever changes words from a day on keeps the old ones in a disclosure of their own, which ends the day before.
    """
    for subject, day, whose in _with_day(registry, "valid_from", _shown_and(registry, on, PLANNED)):
        message = f"This begins on {day.isoformat()}, and pages only announce {whose} until then."
        hint = "If it holds today, look at the year. If it replaces something, let that end on the day before."
        yield remark(subject, ("valid_from",), message, hint)


@rule
def suspended(registry: Registry) -> Findings:
    """A disclosure that a notice shows is suspended, so no page shows its words."""
    for disclosure in (d for d in _shown(registry) if d.status == SUSPENDED):
        hint = "Take out 'status: suspended' only when the sharing has started again."
        yield remark(disclosure.id, ("status",), "This is suspended, so no page shows it.", hint)


def _with_day(registry: Registry, field: str, disclosures: Iterable[Disclosure]) -> Iterator[tuple[Id, date, str]]:
    """The thing whose first or last day it is, the day, and the disclosures: "it", or their ids."""
    by_day: dict[tuple[Id, date], list[Id]] = {}
    for disclosure in disclosures:
        first, last = span(registry, disclosure)
        day = first if field == "valid_from" else last
        if first <= last:
            by_day.setdefault((_owner_of_day(registry, disclosure, field, day), day), []).append(disclosure.id)
    for (subject, day), keys in by_day.items():
        yield subject, day, "it" if keys == [subject] else ", ".join(keys)


def _shown_and(registry: Registry, on: date, status: str) -> Iterator[Disclosure]:
    return (disclosure for disclosure in _shown(registry) if standing(registry, disclosure, on) == status)


def _shown(registry: Registry) -> Iterator[Disclosure]:
    shown = {key for notice in registry.notices for key in notice.shown}
    return (disclosure for disclosure in registry.disclosures if disclosure.id in shown)


def _owner_of_day(registry: Registry, disclosure: Disclosure, field: str, day: date) -> Id:
    """The thing whose first or last day this is: the disclosure or a party."""
    if getattr(disclosure, field) == day:
        return disclosure.id
    parties = (registry.things.get(i) for i in (disclosure.recipient, disclosure.sender) if i)
    of_party = (p.id for p in parties if isinstance(p, Recipient) and getattr(p, field) == day)
    return next(of_party, registry.home(disclosure).id)


@waits_for_officer
@rule_of_the_day
def review_overdue(registry: Registry, on: date) -> Findings:
    """A review was due, and its day has passed."""
    things: tuple[Notice | Disclosure | Agreement, ...] = (
        *registry.notices,
        *registry.disclosures,
        *registry.agreements,
    )
    for thing in things:
        reviewed = _last_reviewed(thing)
        if thing.review_due is not None and (reviewed or date.min) <= thing.review_due < on:
            message = f"The review was due on {thing.review_due.isoformat()}."
            yield warning(thing.id, ("review_due",), message, "Review it, then write the day of the next review.")


def _last_reviewed(thing: Notice | Disclosure | Agreement) -> date | None:
    """The day before which no review can be due, None if unknown."""
    if isinstance(thing, Agreement):
        return thing.signed
    return thing.last_reviewed if isinstance(thing, Notice) else None


@waits_for_officer
@rule_of_the_day
def settled_ends(registry: Registry, on: date) -> Findings:
    """What a role settled of what the words leave open ends within 60 days, or has ended: then the gate asks again."""
    for disclosure in registry.disclosures:
        for number, entry in enumerate(disclosure.settled):
            if entry.valid_to - on <= SOON:
                ends = "ended" if entry.valid_to < on else "ends"
                hint = "Have it settled again, or take it out. Put it into the words only if it always holds."
                message = f"What was settled here {ends} on {entry.valid_to}."
                yield warning(disclosure.id, ("settled", number, "valid_to"), message, hint)


@waits_for_officer
@rule_of_the_day
def approval_ended(registry: Registry, on: date) -> Findings:
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
                yield warning(owner.id, ("conditions", number, "valid_to"), message, hint)


@waits_for_officer
@rule_of_the_day
def assessment_due(registry: Registry, on: date) -> Findings:
    """An impact assessment was to be done by a day that has passed (`dpia` under `internal`). Never published."""
    for entry in (u for u in registry.unpublished if u.block == "internal"):
        assessment = entry.fields.get("dpia")
        due = assessment.get("due") if isinstance(assessment, Mapping) and not assessment.get("date") else None
        if isinstance(due, str) and due < on.isoformat():
            path = ("internal", entry.about, "dpia", "due")
            message = f"The impact assessment was to be done by {due}."
            yield warning(entry.about, path, message, "Do it, then write its date under dpia.")
