"""What stands in the registry and is used by nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from site_builder.core.facts import facts_of
from site_builder.core.model import Body, Recipient, Registry
from site_builder.core.names import names
from site_builder.core.problems import Finding, Severity
from site_builder.core.rules.texts import called, texts

KINDS = ("purposes", "programmes", "data_categories", "data_subjects", "agreements", "laws")
"""Vocabularies of which a registry needs only what it uses. Of roles and places, who asks the gate may bring others."""


def used_by_nothing(registry: Registry, _on: date) -> Iterator[Finding]:
    """An id that nothing names and no words state: it is read nowhere, and may be the old half of a change.

    A body that only the words name is used by them.
    """
    used = {*_named(registry)}
    entries = [each for kind in KINDS for each in getattr(registry, kind)]
    silent = [each for each in registry.recipients if not each.disclosures and each.id not in used]
    read = {*_in_words(registry, registry.bodies)}
    for thing in (*entries, *registry.bodies):
        if thing.id not in used and thing.id not in read:
            message = f"Nothing uses '{thing.id}', so nobody reads of it."
            yield Finding(Severity.WARNING, thing.id, (), message, "Name it where it belongs, or take it out.")
    read = {*_in_words(registry, silent)} if silent else set()
    for recipient in silent:
        message = f"Nothing uses '{recipient.id}', so nobody reads of it."
        hint = "Name it where it belongs, or take it out (its file too)."
        if recipient.id in read:
            message = f"The words name '{recipient.id}', and it gets nothing and is a member of nothing."
            hint = "Name it under members of what the words mean; or take it out of the words, then its file too."
        yield Finding(Severity.WARNING, recipient.id, (), message, hint)


def _named(registry: Registry) -> Iterator[str]:
    """The ids that facts name, conditions among them, and those under confirmed, proposed and internal."""
    for thing in registry.things.values():
        yield from (name for fact in facts_of(thing) for name in fact.names)
    yield from (each.by for each in registry.confirmed)
    yield from (text for each in registry.unpublished for text in _texts(each.fields))


def _in_words(registry: Registry, things: Iterable[Body | Recipient]) -> Iterator[str]:
    """Those of the things that words name."""
    them = names((name, each.id) for each in things for name in called(registry, each.id))
    for text in texts(registry):
        yield from (mention.of for line in text.sentences for mention in them.found_in(line))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
