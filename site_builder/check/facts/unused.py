"""What is used by nothing, read on no page, or has no words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from site_builder.check.rule import Findings, error, remark, rule, warning
from site_builder.check.words.public_texts import all_names, texts
from site_builder.facts.facts import named_in_facts
from site_builder.model import Body, DataCategory, DataSubject, Recipient, Registry
from site_builder.model.name_matcher import names
from site_builder.model.values import Id

KINDS = ("purposes", "programmes", "data_categories", "data_subjects", "agreements", "laws")
"""Vocabularies in which every entry must be used. Requests to the gate may name unused roles and places."""
LEFT_OPEN = ("purposes", "data_categories", "data_subjects")
"""Vocabularies of what a disclosure may leave open."""
_IF_UNUSED = "Name it where it belongs. If it was published, it may stay; if it never was, take it out."


@rule
def used_by_nothing(registry: Registry) -> Findings:
    """An id that nothing names and no words state: it is read nowhere, and may be the old half of a change.

    A body that only the words name is used by them, and what is inside something used by requests to the gate. So are
    kinds of data, people and purposes where a disclosure leaves open which it is about: a person may settle that.
    """
    used = {*_ids_in_facts(registry)}
    shared = [d for d in registry.disclosures if not d.is_promise]
    open_to = [kind for kind in LEFT_OPEN if not all(getattr(d, kind) for d in shared)]
    used |= {thing.id for kind in open_to for thing in getattr(registry, kind)}
    nested: tuple[DataCategory | DataSubject, ...] = (*registry.data_categories, *registry.data_subjects)
    used |= {thing.id for thing in nested if not used.isdisjoint(thing.inside)}
    entries = [entry for kind in KINDS for entry in getattr(registry, kind)]
    bodies_read = {*_ids_in_words(registry, registry.bodies)}
    for thing in (*entries, *registry.bodies):
        if thing.id not in used and thing.id not in bodies_read:
            message = f"Nothing uses '{thing.id}', so nobody reads of it."
            yield warning(thing.id, (), message, _IF_UNUSED)
    idle_recipients = [each for each in registry.recipients if not each.disclosures and each.id not in used]
    recipients_read = {*_ids_in_words(registry, idle_recipients)} if idle_recipients else set()
    for recipient in idle_recipients:
        message = f"Nothing uses '{recipient.id}', so nobody reads of it."
        hint = f"{_IF_UNUSED} Its file goes with it."
        if recipient.id in recipients_read:
            message = f"The words name '{recipient.id}', and it gets nothing and is a member of nothing."
            hint = (
                "If it gets the data, name it as the recipient, or under members of the category that the words mean. "
                "If it gets nothing, take its name out of the words."
            )
        yield warning(recipient.id, (), message, hint)


def _ids_in_facts(registry: Registry) -> Iterator[str]:
    """The ids that facts name, conditions among them, and those under confirmed, proposed and internal."""
    for thing in registry.things.values():
        yield from named_in_facts(thing)
    yield from (confirmation.by for confirmation in registry.confirmed)
    yield from (text for entry in registry.unpublished for text in _texts_in(entry.fields))


def _ids_in_words(registry: Registry, things: Iterable[Body | Recipient]) -> Iterator[str]:
    """The ids of those things that words name."""
    known = names((name, thing.id) for thing in things for name in all_names(thing))
    for text in texts(registry):
        yield from (mention.of for sentence in text.sentences for mention in known.found_in(sentence))


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(part)


@rule
def limits_nothing(registry: Registry) -> Findings:
    """A shared condition that no disclosure names: its words would stand on no page."""
    named = {c for d in registry.disclosures for c in (*d.shared_conditions, *d.possible_conditions)}
    for condition in (c for c in registry.conditions if c.id not in named):
        message = f"No disclosure names '{condition.id}', so it limits nothing and its words are read nowhere."
        hint = (
            "Name it under shared_conditions of the disclosures that it limits. If it was never published, take it out."
        )
        yield error(condition.id, (), message, hint)


@rule
def child_words_unread(registry: Registry) -> Findings:
    """Words for children that stand on no page for them: only a notice with a title or opening for children has one."""
    pages = [n for n in registry.notices if n.is_for_children_too]
    read = {i for n in pages for s in n.sections for p in s.child_passages for i in p.states}
    passages = (p for n in registry.notices for s in n.sections for p in s.child_passages)
    message, hint = "No page for children shows these words.", "Give a notice that shows them a child_title."
    for owner in dict.fromkeys(p.states[0] for p in passages if p.states[0] not in read):
        yield warning(owner, ("child_text",), message, hint)
    for notice in (n for n in registry.notices if not n.is_for_children_too):
        for section in (s for s in notice.sections if s.child_heading):
            yield warning(notice.id, ("sections", section.id, "child_heading"), message, hint)


@rule
def empty_section(registry: Registry) -> Findings:
    """A heading with nothing under it."""
    for notice in registry.notices:
        for section in (s for s in notice.sections if not s.passages):
            message = f"Nothing stands under the heading '{section.heading}'."
            hint = "Add what is to be read there under shows, or take the section out."
            yield warning(notice.id, ("sections", section.id), message, hint)


@rule
def made_from_facts(registry: Registry) -> Findings:
    """A disclosure without words: the public reads a sentence that is made from its facts."""
    for passage in (p for n in registry.notices for s in n.sections for p in s.passages if p.generated):
        message = f"The public reads words that are made from the facts: {passage.text}"
        yield remark(passage.states[0], (), message, "Write text if it should read otherwise.")


@rule
def no_words_for_children(registry: Registry) -> Findings:
    """A page for children shows a disclosure or a rule for which nobody wrote words for children.

    Children read a sentence that is made from its facts, or, where there are words for everyone, these.
    """
    read: dict[Id, str] = {}
    for section in (s for n in registry.notices if n.is_for_children_too for s in n.sections):
        typed = {p.states for p in section.child_passages if not p.generated}
        made = {p.states: str(p.text) for p in reversed(section.child_passages) if p.generated}
        for states in (p.states for p in section.passages if p.states and p.states not in typed):
            read.setdefault(states[0], made.get(states, ""))
    for owner, text in read.items():
        told = f"words that are made from the facts: {text}" if text else "these words: there are none for them."
        message = f"Children read {told}"
        yield remark(owner, () if text else ("text",), message, "Write child_text in words for them.")
