"""Contacts: a role and a shared mailbox stay right when people leave; a person's name is personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.check.rule import Findings, alone, rule_of_words, warning
from site_builder.check.words.public_texts import labels, parties, texts
from site_builder.model import Registry
from site_builder.model.name_matcher import Names
from site_builder.model.phrases import Phrases
from site_builder.model.values import Id
from site_builder.problems import Path

MAILBOX = re.compile(r"([\w.+'-]+)@([\w-]+(?:\.[\w-]+)+)")
_CAPITAL = r"(?:[OD]['’])?[A-Z][a-zà-ÿ]+(?:['’-][A-Z]?[a-zà-ÿ]+)*"
PERSON = re.compile(
    rf"(?<![\w-])(?=(?P<first>{_CAPITAL})\.? (?:[A-Z]\.? )?(?P<last>{_CAPITAL})"
    rf"(?P<next> {_CAPITAL})?(?P<more>(?: {_CAPITAL})*))"
)
OF_A_PLACE = ("St ", "St. ", "Saint ", "King ", "Queen ", "Prince ", "Princess ", "Lady ", "Lord ")
"""Words before a name in the name of a place or a building."""


@alone
@rule_of_words
def person_as_contact(registry: Registry, phrases: Phrases) -> Findings:
    """A person is named where a role should stand: in words, in contacts, as a role or as who gets data.

    The name goes out to everyone, and is wrong the day that somebody else has the job.
    """
    known = parties(registry)
    for subject, path, text in _all_words_and_contacts(registry):
        name = next(_names_of_people(phrases, known, text), None)
        if name:
            hint = "Write the role instead, which stays when people go."
            yield warning(subject, path, f"'{name}' looks like the name of a person.", hint)


@alone
@rule_of_words
def personal_mailbox(registry: Registry, phrases: Phrases) -> Findings:
    """A mailbox that is one person's, or with a provider that anyone can have one of.

    Post to it is lost when its owner leaves, and nobody can tell whether it is yours.
    """
    for subject, path, text in _all_words_and_contacts(registry):
        for local, host in MAILBOX.findall(text):
            why = _fault_of_mailbox(phrases, local, host)
            if why:
                hint = "Write a mailbox of the team or role, at your own address."
                yield warning(subject, path, f"'{local}@{host}' {why}.", hint)
                break


def _all_words_and_contacts(registry: Registry) -> Iterator[tuple[Id, Path, str]]:
    """All public words, and the officer's e-mail address: the id, the path, the words."""
    for text in texts(registry):
        yield text.subject, text.path, " ".join(text.sentences)
    yield from labels(registry)
    officer = registry.organisation.dpo
    if officer and officer.email:
        yield registry.organisation.id, ("dpo", "email"), officer.email


def _names_of_people(phrases: Phrases, known: Names, text: str) -> Iterator[str]:
    """What looks like the name of a person (a title or given name, then a surname) and is in no name of a party."""
    covered: list[tuple[int, int]] | None = None
    for person in PERSON.finditer(text):
        first, last, after = person["first"], person["last"], person["next"] or ""
        is_place = text[: person.start()].endswith(OF_A_PLACE)
        following = {last, *after.split(), *person["more"].split()}
        if first not in phrases.given_names | phrases.titles or is_place or following & phrases.no_surnames:
            continue
        covered = [(m.start, m.end) for m in known.found_in(text)] if covered is None else covered
        if not any(start < person.end("last") and person.start("first") < end for start, end in covered):
            yield text[person.start("first") : person.end("next" if after and first in phrases.titles else "last")]


def _fault_of_mailbox(phrases: Phrases, local: str, host: str) -> str | None:
    if host.split(".", maxsplit=1)[0].lower() in phrases.mail_for_anyone:
        return "is a mailbox that anyone could have"
    parts = [part for part in re.split(r"[._-]", local.lower()) if part]
    is_name = len(parts) > 1 and "." in local and all(part.isalpha() for part in parts)
    return "looks like the mailbox of one person" if is_name and phrases.shared_mailboxes.isdisjoint(parts) else None
