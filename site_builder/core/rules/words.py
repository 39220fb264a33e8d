"""Words that were lost or left over on the way from a web page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from site_builder.core.facts import facts_of
from site_builder.core.model import Disclosure, Passage, Registry, SharedCondition
from site_builder.core.problems import Finding, Severity

LEFT_OVER = re.compile(
    r"\(opens in a new (?:window|tab)\)|\[(?:add|insert)[^\]]*\](?!\()|\bclick here\b"
    r"|\b(?:by|for|from|to|with) the us\b",
    re.IGNORECASE,
)
LINK = re.compile(r"\]\((?:https?:|mailto:|tel:)")


def made_from_facts(registry: Registry, _on: date) -> Iterator[Finding]:
    """A disclosure without words: the public reads a sentence that is made from its facts."""
    for passage in (p for n in registry.notices for s in n.sections for p in s.passages if p.generated):
        message = f"The public reads words that are made from the facts: {passage.text}"
        hint = "Write text if it should read otherwise."
        yield Finding(Severity.INFORMATION, passage.states[0], (), message, hint)


def child_words_unread(registry: Registry, _on: date) -> Iterator[Finding]:
    """Words for children that stand on no page for them: only a notice with a title or opening for children has one."""
    pages = [n for n in registry.notices if n.is_for_children_too]
    read = {i for n in pages for s in n.sections for p in s.child_passages for i in p.states}
    passages = (p for n in registry.notices for s in n.sections for p in s.child_passages)
    message, hint = "No page for children shows these words.", "Give a notice that shows them a child_title."
    for owner in dict.fromkeys(p.states[0] for p in passages if p.states[0] not in read):
        yield Finding(Severity.WARNING, owner, ("child_text",), message, hint)
    for notice in (n for n in registry.notices if not n.is_for_children_too):
        for section in (s for s in notice.sections if s.child_heading):
            yield Finding(Severity.WARNING, notice.id, ("sections", section.id, "child_heading"), message, hint)


def empty_section(registry: Registry, _on: date) -> Iterator[Finding]:
    """A heading with nothing under it."""
    for notice in registry.notices:
        for section in notice.sections:
            if not section.passages:
                path = ("sections", section.id)
                message = f"Nothing stands under the heading '{section.heading}'."
                yield Finding(
                    Severity.WARNING,
                    notice.id,
                    path,
                    message,
                    "Add what is to be read there under shows, or take the section out.",
                )


def left_over_words(registry: Registry, _on: date) -> Iterator[Finding]:
    """Text that a web page or a template left behind: "(opens in a new window)", "[insert name]"."""
    for notice in registry.notices:
        for passage in notice.everything:
            for found in LEFT_OVER.finditer(str(passage.text)):
                subject, path = _owner(registry, passage, notice.id)
                message = f"The words say '{found[0]}', which looks left over."
                yield Finding(Severity.WARNING, subject, path, message, "Change the words if they are not meant.")


def link_in_facts(registry: Registry, _on: date) -> Iterator[Finding]:
    """A link typed into a fact: links work in the words of `text`; elsewhere they are shown as typed."""
    for disclosure in registry.disclosures:
        for fact in facts_of(disclosure):
            if LINK.search(repr(fact.value)):
                message = "A link works only in the words of text; here it is shown as typed."
                hint = "Write the address under more_information."
                yield Finding(Severity.WARNING, disclosure.id, (fact.field,), message, hint)


def link_missing(registry: Registry, _on: date) -> Iterator[Finding]:
    """Further reading whose address is lost: the page shows the words and no link."""
    for disclosure in registry.disclosures:
        for number, reading in enumerate(disclosure.more_information):
            if reading.url is None:
                path = ("more_information", number)
                message = f"The link to '{reading.about}' is missing."
                yield Finding(Severity.WARNING, disclosure.id, path, message, "Add url with its address.")


def _owner(registry: Registry, passage: Passage, notice: str) -> tuple[str, tuple[str | int, ...]]:
    owner = passage.states[0] if passage.states else None
    if owner is not None and isinstance(registry.things.get(owner), Disclosure | SharedCondition):
        return owner, ("text",)
    return notice, ()
