"""Contacts: a role and a shared mailbox stay right when people leave; a person's name is personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from site_builder.core.model import Registry
from site_builder.core.names import Names
from site_builder.core.phrases import Phrases
from site_builder.core.problems import Finding, Path, Severity
from site_builder.core.rules.texts import labels, parties, texts
from site_builder.core.values import Id

MAILBOX = re.compile(r"([\w.+'-]+)@([\w-]+(?:\.[\w-]+)+)")
_CAPITAL = r"(?:[OD]['’])?[A-Z][a-zà-ÿ]+(?:['’-][A-Z]?[a-zà-ÿ]+)*"
NAMED = re.compile(
    rf"(?<![\w-])(?=(?P<first>{_CAPITAL})\.? (?:[A-Z]\.? )?(?P<last>{_CAPITAL})"
    rf"(?P<next> {_CAPITAL})?(?P<more>(?: {_CAPITAL})*))"
)
OF_A_PLACE = ("St ", "St. ", "Saint ", "King ", "Queen ", "Prince ", "Princess ", "Lady ", "Lord ")
"""What stands before the name of one after whom a place or a building is called."""

Found = tuple[Id, Path, str]


def person_as_contact(registry: Registry, _on: date) -> Iterator[Finding]:
    """A person is named where a role should stand: in words, in contacts, as a role or as who gets data.

    The name goes out to everyone, and is wrong the day that somebody else has the job.
    """
    phrases = registry.phrases
    if phrases is None:
        return
    known = parties(registry)
    for subject, path, text in _everything(registry):
        named = next(_people(phrases, known, text), None)
        if named:
            message = f"'{named}' looks like the name of a person."
            yield Finding(
                Severity.WARNING, subject, path, message, "Write the role instead, which stays when people go."
            )


def personal_mailbox(registry: Registry, _on: date) -> Iterator[Finding]:
    """A mailbox that is one person's, or with a provider that anyone can have one of.

    Post to it is lost when its owner leaves, and nobody can tell whether it is yours.
    """
    phrases = registry.phrases
    if phrases is None:
        return
    for subject, path, text in _everything(registry):
        for local, host in MAILBOX.findall(text):
            why = _why_personal(phrases, local, host)
            if why:
                message = f"'{local}@{host}' {why}."
                hint = "Write a mailbox of the team or role, at your own address."
                yield Finding(Severity.WARNING, subject, path, message, hint)
                break


def _everything(registry: Registry) -> Iterator[Found]:
    """All that is read, and the contact that is kept for colleagues."""
    for text in texts(registry):
        yield text.subject, text.path, " ".join(text.sentences)
    yield from labels(registry)
    officer = registry.organisation.dpo
    if officer and officer.email:
        yield registry.organisation.id, ("dpo", "email"), officer.email


def _people(phrases: Phrases, known: Names, text: str) -> Iterator[str]:
    """What looks like the name of a person, in no name of a party: a title or a given name, then a surname."""
    covered: list[tuple[int, int]] | None = None
    for found in NAMED.finditer(text):
        given, last, after = found["first"], found["last"], found["next"] or ""
        is_place = text[: found.start()].endswith(OF_A_PLACE)
        behind = {last, *after.split(), *found["more"].split()}
        if given not in phrases.given_names | phrases.titles or is_place or behind & phrases.no_surnames:
            continue
        covered = [(m.start, m.end) for m in known.found_in(text)] if covered is None else covered
        if not any(start < found.end("last") and found.start("first") < end for start, end in covered):
            yield text[found.start("first") : found.end("next" if after and given in phrases.titles else "last")]


def _why_personal(phrases: Phrases, local: str, host: str) -> str | None:
    if host.split(".", maxsplit=1)[0].lower() in phrases.mail_for_anyone:
        return "is a mailbox that anyone could have"
    parts = [part for part in re.split(r"[._-]", local.lower()) if part]
    is_name = len(parts) > 1 and "." in local and all(part.isalpha() for part in parts)
    return "looks like the mailbox of one person" if is_name and phrases.shared_mailboxes.isdisjoint(parts) else None
