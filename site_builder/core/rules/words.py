"""Words that were lost or left over on the way from a web page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from site_builder.core.model import Disclosure, Registry
from site_builder.core.phrases import Phrases
from site_builder.core.problems import Finding, Severity
from site_builder.core.rules.texts import Text, labels, texts

IN_BRACKETS = re.compile(r"\[(?=[^\]\[]*[A-Za-z])([^\]\[]*)\](?!\()")
QUESTIONED = re.compile(r"\S*\?{2,}")
NO_ADDRESS = re.compile(r"\[[^\]\[]+\]\(\s*\)")
ADDRESS = re.compile(r"\]\(|https?:|www\.")
TWICE = re.compile(r"(?<![\w'’-])([A-Z]?[a-z]*) (?=[a-z])(?i:\1)(?![\w'’-])")
GREETING = re.compile(r"\b(?:Hi|Hello|Dear) ([A-Z][a-z]+)\b")
TELEPHONE = re.compile(r"\b(?:Tel|Telephone|Phone|Mobile|Mob)\b[.:]* ?[+\d][\d ()]{8,}\d")
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
    """Text that was left behind: of a web page, a template, a mail or a tracked change.

    "(opens in a new window)", "[insert name]", "TBC", "Kind regards", "usually always", "the the". Words in square
    brackets that are no link stand in every language for what was to be filled in.
    """
    told = ((text.subject, text.path, [str(p.text) for p in text.passages]) for text in texts(registry))
    for subject, path, lines in (*told, *((i, way, [label]) for i, way, label in labels(registry))):
        for said in dict.fromkeys(found for line in lines for found in _left_over(registry.phrases, line)):
            message = f"The words say '{said}', which looks left over."
            yield Finding(Severity.WARNING, subject, path, message, "Change the words if they are not meant.")
        if registry.phrases:
            for said in dict.fromkeys(found for line in lines for found in _one_of_two(registry.phrases, line)):
                message = f"The words say '{said}', and one of the two looks left over."
                yield Finding(Severity.WARNING, subject, path, message, "Keep the one that is meant.")
            parts = _of_a_mail(registry.phrases, lines)
            if parts:
                message = f"The words hold parts of a mail: {', '.join(parts)}."
                hint = "Take them out, with the names beside them: keep what the public is to read."
                yield Finding(Severity.WARNING, subject, path, message, hint)


def _one_of_two(phrases: Phrases, line: str) -> Iterator[str]:
    """Two words side by side of which only one can be meant, or one word twice."""
    yield from phrases.one_of_two.all(line)
    yield from (found[0] for found in TWICE.finditer(line) if found[1].lower() in phrases.stand_once)


def _of_a_mail(phrases: Phrases, lines: Iterable[str]) -> list[str]:
    """A greeting or an ending of a mail, and the telephone number that comes with them."""
    read = "\n".join(lines)
    greeted = [each[0] for each in GREETING.finditer(read) if each[1] in phrases.given_names | phrases.titles]
    ended = [said for line in read.splitlines() for said in phrases.of_a_mail.all(line)]
    signs = [*greeted, *ended]
    return [f"'{said}'" for said in dict.fromkeys([*signs, *TELEPHONE.findall(read)])] if signs else []


def _left_over(phrases: Phrases | None, line: str) -> Iterator[str]:
    allowed = phrases.in_brackets if phrases else ()
    yield from (found[0] for found in IN_BRACKETS.finditer(line) if found[1] not in allowed)
    yield from (found[0] for found in QUESTIONED.finditer(line))
    if phrases:
        finds = (finder.first(line) for finder in (phrases.left_over, phrases.left_over_as_typed))
        yield from (said for said in finds if said and not IN_BRACKETS.search(line))


def link_in_facts(registry: Registry, _on: date) -> Iterator[Finding]:
    """A link typed into a fact: links work in the words of `text`; elsewhere they are shown as typed."""
    for subject, path, label in labels(registry):
        if LINK.search(label) and isinstance(registry.things[subject], Disclosure):
            message = "A link works only in the words of text; here it is shown as typed."
            hint = "Write the address under more_information."
            yield Finding(Severity.WARNING, subject, path, message, hint)


def link_missing(registry: Registry, _on: date) -> Iterator[Finding]:
    """A link whose address is lost: further reading without one, `[words]()`, or words that send to a website.

    The page shows the words and no link.
    """
    reads_on = {d.id for d in registry.disclosures if d.more_information}
    for disclosure in registry.disclosures:
        for number, reading in enumerate(disclosure.more_information):
            if reading.url is None:
                path = ("more_information", number)
                message = f"The link to '{reading.about}' is missing."
                yield Finding(Severity.WARNING, disclosure.id, path, message, "Add url with its address.")
    for text in texts(registry):
        for said in _links_lost(registry.phrases, text, has_link=not reads_on.isdisjoint(text.states)):
            message = f"The words say '{said}', and lead nowhere."
            hint = "Write [words](address), or more_information with about and url."
            yield Finding(Severity.WARNING, text.subject, text.path, message, hint)


def _links_lost(phrases: Phrases | None, text: Text, *, has_link: bool) -> Iterator[str]:
    read = " ".join(str(p.text) for p in text.passages)
    yield from (found[0] for found in NO_ADDRESS.finditer(read))
    if phrases and not has_link and not ADDRESS.search(read):
        yield from list(filter(None, map(phrases.sends_to.first, text.sentences)))[:1]
