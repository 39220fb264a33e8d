"""Who is named in words against who stands in the data, and lists in words against members. In English only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from site_builder.core.model import ITEM, Notice, Organisation, Recipient, Registry, Section
from site_builder.core.names import Mention, Names, names, stems
from site_builder.core.problems import Finding, Path, Severity
from site_builder.core.rules.texts import called, labels, parties, stated_by, texts
from site_builder.core.values import Id

ORGANISATION, PERSON, PUBLISHED = "organisation", "person", "published"
_IN_BRACKETS = re.compile(r" \(([^()\s]+)\)")
_BEFORE = r"(?:(?:the|our|your|local) )*"
_AND = re.compile(rf"(?:, ?(?:and |or )?| and | or | as well as ){_BEFORE}")
_SUCH_AS = re.compile(rf"\b(?:such as|including|includes?|for example|namely|like|with|to),? {_BEFORE}$", re.IGNORECASE)
CLOSE = 40
"""In how many letters before a name that stands by which it is counted up."""

SHORTEST = 4
"""Letters of the shortest word by which a category may be known again."""

Where = tuple[Id, str]
"""A section: the id of its notice, and its own."""


def body_without_entry(registry: Registry, _on: date) -> Iterator[Finding]:
    """Words name a public body, from the lists that come with the program, and nothing in the registry is called so.

    No rule watches over it then, and no system can ask whether it gets data. Words that still say an old name of a body
    are found by this too.
    """
    if registry.phrases is None:
        return
    own = names((name, key) for key in registry.things for name in _all_names(registry, key))
    for subject, path, lines in _all_read(registry):
        for said in dict.fromkeys(s for each in lines for s in _unknown(own, registry.phrases.bodies, each)):
            message = f"The words name '{said}', and nothing here is called so."
            hint = (
                "Make a file for it in recipients/, or an entry in vocabulary/bodies.yaml if it gets no data; "
                "or write the name under also_called where it stands under another."
            )
            yield Finding(Severity.WARNING, subject, path, message, hint)


def recipient_not_in_words(registry: Registry, _on: date) -> Iterator[Finding]:
    """Nothing that is read beside a recipient's disclosures says who it is: neither words nor heading.

    The file may be a copy whose words are the old ones, or the words may say a name that the body no longer has. A
    category counts as named where one word of its name is there.
    """
    if registry.phrases is None:
        return
    read = _read(registry)
    recipients = {r.id: r for r in registry.recipients}
    for key, sections in _where_read(registry).items():
        if not any(read[section].has(registry, recipients[key]) for section in sections):
            message = f"Nothing that is read beside its disclosures says '{recipients[key].name}'."
            hint = "Say it in the words or in the heading, or write under also_called what they say instead."
            yield Finding(Severity.WARNING, key, ("name",), message, hint)


def letters_of_another(registry: Registry, _on: date) -> Iterator[Finding]:
    """Words spell out a short name in brackets, as in "Department for Education (DfE)", and its owner has another name.

    The name was changed in one place only.
    """
    short = {str(r.short_name): r for r in (*registry.recipients, *registry.bodies) if r.short_name}
    for subject, path, lines in _all_read(registry):
        for found in (each for line in lines for each in _IN_BRACKETS.finditer(line)):
            party = short.get(found[1])
            before = _fold(found.string[: found.start()])
            if party and not any(before.endswith(_fold(name)) for name in called(registry, party.id)):
                message = (
                    f"The words spell out '{found[1]}', and '{party.id}' with that short name is called '{party.name}'."
                )
                hint = "Change the words or the name; what it was called before goes under also_called."
                yield Finding(Severity.WARNING, subject, path, message, hint)


def _all_read(registry: Registry) -> Iterator[tuple[Id, Path, list[str]]]:
    """All words, those outside of passages too: whose, the way, the sentences."""
    yield from ((text.subject, text.path, text.sentences) for text in texts(registry))
    yield from ((subject, path, [label]) for subject, path, label in labels(registry))


def _fold(name: str) -> str:
    """A name or words without regard to capitals and the space around them."""
    return " ".join(name.casefold().split())


def member_not_in_words(registry: Registry, _on: date) -> Iterator[Finding]:
    """A category has a member that nothing beside its disclosures names: members are those that the words name."""
    if registry.phrases is None:
        return
    read = _read(registry)
    recipients = {r.id: r for r in registry.recipients}
    for key, sections in _where_read(registry).items():
        members = (recipients[member] for member in recipients[key].members)
        unread = [m.id for m in members if not any(read[section].has_all(registry, m) for section in sections)]
        if unread:
            message = f"The words do not name these members: {', '.join(unread)}."
            hint = "Name them in the words, or write under also_called in their files what the words say instead."
            yield Finding(Severity.WARNING, key, ("members",), message, hint)


def item_not_a_member(registry: Registry, _on: date) -> Iterator[Finding]:
    """A list in the words has members of a category as items, and an item that is none of them.

    So does a list within a sentence, as in "such as the police and schools", where the other is a recipient here.
    """
    if registry.phrases is None:
        return
    recipients = {r.id: r for r in registry.recipients}
    for text in texts(registry):
        items = [str(p.text) for p in text.passages if p.shape == ITEM]
        to = [recipients[d.recipient] for d in stated_by(registry, text) if d.recipient] if items else []
        members = names((name, key) for each in to for key in each.members for name in called(registry, key))
        others = [item for item in items if next(members.found_in(item), None) is None]
        if others and len(others) < len(items):
            message = f"The list in the words has '{others[0].rstrip('.,;')}', and no member is called so."
            category = next(each for each in to if each.members)
            hint = f"Add it to members of '{category.id}', with a file in recipients/; or take it out of the words."
            yield Finding(Severity.WARNING, text.subject, text.path, message, hint)
    yield from _beside_members(registry, recipients)


def _beside_members(registry: Registry, recipients: Mapping[Id, Recipient]) -> Iterator[Finding]:
    """Recipients that a sentence counts up with members of a category, and that are none of them."""
    everyone = parties(registry)
    for text in texts(registry):
        stated = stated_by(registry, text)
        to = [recipients[d.recipient] for d in stated if d.recipient]
        members = {key for each in to for key in each.members}
        below = {key for member in members for key in recipients[member].members}
        fitting = {*members, *below, *(each.id for each in to), *(d.sender for d in stated)}
        runs = [(line, run) for line in text.sentences for run in _counted_up(everyone, line)] if members else []
        for sentence, run in runs:
            at = {mention.start for mention in run if mention.of in fitting}
            other = next((m for m in run if m.of in recipients and m.start not in at), None)
            category = next((c for c in to if any(m.of in c.members for m in run)), None)
            if other and category:
                said = sentence[other.start : other.end]
                message = f"The words name '{said}' among the members of '{category.id}', and it is none of them."
                hint = f"Add {other.of} to members of '{category.id}', or take it out of the words."
                yield Finding(Severity.WARNING, text.subject, text.path, message, hint)


def _counted_up(everyone: Names, sentence: str) -> Iterator[list[Mention]]:
    """The names that a sentence counts up one after the other, as examples or as those who get it."""
    run: list[Mention] = []
    for mention in everyone.found_in(sentence):
        if run and (mention.start == run[-1].start or _AND.fullmatch(sentence, run[-1].end, mention.start)):
            run.append(mention)
            continue
        yield run
        run = [mention] if _SUCH_AS.search(sentence[max(0, mention.start - CLOSE) : mention.start]) else []
    yield run


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read in a section: the parties that are named there, and all words without their plurals."""

    named: frozenset[str]
    stems: frozenset[str]

    def has(self, registry: Registry, recipient: Recipient) -> bool:
        """Whether a recipient is named, or described in a word of its name."""
        described = {stem for name in called(registry, recipient.id) for stem in _telling(name)}
        is_one_body = recipient.type == ORGANISATION and not recipient.to_be_appointed
        return recipient.id in self.named or (not is_one_body and not self.stems.isdisjoint(described))

    def has_all(self, registry: Registry, recipient: Recipient) -> bool:
        """Whether a recipient is named, or described in all words of a name; people may be called "you"."""
        described = [_telling(name) for name in called(registry, recipient.id)]
        is_described = recipient.type != ORGANISATION and any(words and words <= self.stems for words in described)
        return recipient.id in self.named or is_described or recipient.type == PERSON


def _telling(name: str) -> set[str]:
    """The words of a name that tell it from others."""
    return {stem for stem in stems(name) if len(stem) >= SHORTEST}


def _read(registry: Registry) -> Mapping[Where, _Read]:
    everyone = parties(registry)
    return {(n.id, s.id): _of_section(everyone, n, s) for n in registry.notices for s in n.sections}


def _of_section(everyone: Names, notice: Notice, section: Section) -> _Read:
    passages = (p.text for p in (*section.passages, *section.child_passages))
    read = [str(words) for words in (notice.title, section.heading, section.child_heading, *passages) if words]
    named = (mention.of for words in read for mention in everyone.found_in(words))
    return _Read(frozenset(named), frozenset(stem for words in read for stem in stems(words)))


def _where_read(registry: Registry) -> Mapping[Id, set[Where]]:
    """Of each recipient, the sections in which words that somebody typed state its disclosures.

    Not of people whom the words may call "you", and not of what is published, whose reader may be called "anyone".
    """
    people = {r.id for r in registry.recipients if r.type == PERSON}
    found: dict[Id, set[Where]] = {}
    for text in texts(registry, again=True):
        for disclosure in stated_by(registry, text):
            if disclosure.recipient and disclosure.recipient not in people and PUBLISHED not in disclosure.mode:
                found.setdefault(disclosure.recipient, set()).add((text.notice.id, text.within))
    return found


def _unknown(own: Names, bodies: Names, sentence: str) -> Iterator[str]:
    """The bodies that a sentence names and that no name of ours covers."""
    covered = [(m.start, m.end) for m in own.found_in(sentence)]
    for mention in bodies.found_in(sentence):
        if not any(start <= mention.start and mention.end <= end for start, end in covered):
            yield sentence[mention.start : mention.end]


def _all_names(registry: Registry, key: Id) -> Iterator[str]:
    """All that a thing is called; of us, what our regulator is called besides."""
    yield from called(registry, key)
    thing = registry.things[key]
    if isinstance(thing, Organisation) and thing.complaint_to_regulator:
        yield str(thing.complaint_to_regulator.name)
