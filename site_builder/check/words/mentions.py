"""Names in words: the bodies, recipients, members and kinds of data that words name, compared with the listed ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from site_builder.check.rule import Findings, alone, rule, rule_of_words, warning
from site_builder.check.words.public_texts import Text, all_names, cached_for_last_registry, parties, read_by_all, texts
from site_builder.facts.facts import named_in_facts
from site_builder.model import ITEM, Notice, Organisation, Recipient, Registry, Section, Thing
from site_builder.model.name_matcher import Mention, Names, names, stems
from site_builder.model.phrases import Phrases
from site_builder.model.values import Id

ORGANISATION, PERSON, PUBLISHED = "organisation", "person", "published"
CLOSE = 40
"""How many letters before a name we look for words that begin a list."""
SHORTEST = 4
"""The fewest letters of a word that can identify a category."""
PART = 8
"""The fewest letters of a part of a name that has a meaning alone: "nationality", and not "sex"."""

_IN_BRACKETS = re.compile(r" \(([^()\s]+)\)")
_BEFORE = r"(?:(?:the|our|your|local) )*"
_AND = re.compile(rf"(?:, ?(?:and |or )?| and | or | as well as ){_BEFORE}")
_SUCH_AS = re.compile(rf"\b(?:such as|including|includes?|for example|namely|like|with|to),? {_BEFORE}$", re.IGNORECASE)
_PARTS = re.compile(r",\s+|\s+(?:and|or)\s+")
_NEXT = re.compile(r"(?:,| and| or|, and| as well as| and also)(?: (?:to|their|your|the|his|her|its))*", re.IGNORECASE)

ByPlace = Sequence[tuple[int, int, set[str]]]
"""The start and end of each name in a sentence, and the ids of its owners."""


# ---- bodies and recipients


@rule_of_words
def body_without_entry(registry: Registry, phrases: Phrases) -> Findings:
    """Words name a public body, from the lists that come with the program, and nothing in the registry is called so.

    No rule watches over it then, and no system can ask whether it gets data. Words that still say an old name of a body
    are found by this too.
    """
    hint = (
        "Make a file for it in recipients/, or an entry in vocabulary/bodies.yaml if it gets no data. Only where it is "
        "another name of a body that is here already, write it in that one's also_called."
    )
    for subject, path, lines in read_by_all(registry):
        for name in dict.fromkeys(name for line in lines for name in _bodies_not_ours(registry, phrases.bodies, line)):
            yield warning(subject, path, f"The words name '{name}', and nothing here is called so.", hint)


@cached_for_last_registry
def _own_names(registry: Registry) -> Names:
    return names((name, thing.id) for thing in registry.things.values() for name in _names_and_regulator(thing))


def _names_and_regulator(thing: Thing) -> Iterator[str]:
    """All names of a thing; for our organisation also the name of its regulator."""
    yield from all_names(thing)
    if isinstance(thing, Organisation) and thing.complaint_to_regulator:
        name = str(thing.complaint_to_regulator.name)
        yield from (name, *_IN_BRACKETS.findall(name))


def _bodies_not_ours(registry: Registry, bodies: Names, sentence: str) -> Iterator[str]:
    """The bodies that a sentence names and that no name of ours covers."""
    if mentions := [*bodies.found_in(sentence)]:
        covered = [(m.start, m.end) for m in _own_names(registry).found_in(sentence)]
        for mention in mentions:
            if not any(start <= mention.start and mention.end <= end for start, end in covered):
                yield sentence[mention.start : mention.end]


@alone
@rule
def letters_of_another(registry: Registry) -> Findings:
    """Words spell out a short name in brackets, as in "Department for Education (DfE)", and its owner has another name.

    The name was changed in one place only.
    """
    others = (party for party in registry.parties if not isinstance(party, Organisation))
    short = {str(party.short_name): party for party in others if party.short_name}
    for subject, path, lines in read_by_all(registry):
        for letters in (match for line in lines for match in _IN_BRACKETS.finditer(line)):
            party = short.get(letters[1])
            before = _without_case_and_space(letters.string[: letters.start()])
            if party and not any(before.endswith(_without_case_and_space(name)) for name in all_names(party)):
                message = (
                    f"The words spell out '{letters[1]}', "
                    f"and '{party.id}' with that short name is called '{party.name}'."
                )
                hint = "Change the words or the name; what it was called before goes under also_called."
                yield warning(subject, path, message, hint)


def _without_case_and_space(name: str) -> str:
    """Words without capitals and with single spaces."""
    return " ".join(name.casefold().split())


@alone
@rule_of_words
def recipient_not_in_words(registry: Registry, _phrases: Phrases) -> Findings:
    """Nothing that is read beside a recipient's disclosures says who it is: neither words nor heading.

    The file may be a copy whose words are the old ones, or the words may say a name that the body no longer has. A
    category counts as named where one word of its name is there.
    """
    for recipient, sections in _sections_of_recipients(registry):
        if not any(section.names(recipient) for section in sections):
            message = f"Nothing that is read beside its disclosures says '{recipient.name}'."
            hint = (
                "If the words speak of another body, change the words or the recipient. If they call this one by "
                "another name, write that under also_called. Else say its name in the words or in the heading."
            )
            yield warning(recipient.id, ("name",), message, hint)


@alone
@rule_of_words
def member_not_in_words(registry: Registry, _phrases: Phrases) -> Findings:
    """A category has a member that nothing beside its disclosures names: members are those that the words name."""
    recipients = {r.id: r for r in registry.recipients}
    for recipient, sections in _sections_of_recipients(registry):
        members = (recipients[member] for member in recipient.members)
        unread = [m.id for m in members if not any(section.names_member(m) for section in sections)]
        if unread:
            message = f"The words do not name these members: {', '.join(unread)}."
            hint = (
                "Name them in the words, or take out those that are no members. Only where the words call one by "
                "another name, write that in its file, under also_called."
            )
            yield warning(recipient.id, ("members",), message, hint)


@dataclass(frozen=True, slots=True)
class _SectionWords:
    """The words of a section: the ids of the parties that it names, and the stems of all its words."""

    parties: frozenset[str]
    stems: frozenset[str]

    def names(self, recipient: Recipient) -> bool:
        """Whether a recipient is named, or described in a word of its name."""
        distinctive = {stem for name in all_names(recipient) for stem in _distinctive_words(name)}
        is_one_body = recipient.type == ORGANISATION and not recipient.to_be_appointed
        return recipient.id in self.parties or (not is_one_body and not self.stems.isdisjoint(distinctive))

    def names_member(self, member: Recipient) -> bool:
        """Whether a member is named, or described in all words of a name; people may be called "you"."""
        distinctive = [_distinctive_words(name) for name in all_names(member)]
        is_described = member.type != ORGANISATION and any(words and words <= self.stems for words in distinctive)
        return member.id in self.parties or is_described or member.type == PERSON


def _distinctive_words(name: str) -> set[str]:
    """The words of a name that distinguish it from others."""
    return {stem for stem in stems(name) if len(stem) >= SHORTEST}


def _sections_of_recipients(registry: Registry) -> Iterator[tuple[Recipient, list[_SectionWords]]]:
    """Each recipient, with the words of the sections where typed texts state its disclosures.

    Not people, whom words may call "you", and not published data, whose readers words may call "anyone".
    """
    people = {r.id for r in registry.recipients if r.type == PERSON}
    keys: dict[Id, set[tuple[Id, str]]] = {}
    for text in texts(registry, repeated=True):
        for disclosure in text.disclosures:
            if disclosure.recipient and disclosure.recipient not in people and PUBLISHED not in disclosure.mode:
                keys.setdefault(disclosure.recipient, set()).add((text.notice.id, text.within))
    everyone, recipients = parties(registry), {r.id: r for r in registry.recipients}
    words_of_section = {
        (n.id, str(s.id)): _words_of_section(everyone, n, s) for n in registry.notices for s in n.sections
    }
    yield from (
        (recipients[key], [words_of_section[section] for section in sections]) for key, sections in keys.items()
    )


def _words_of_section(everyone: Names, notice: Notice, section: Section) -> _SectionWords:
    passages = (p.text for p in (*section.passages, *section.child_passages))
    lines = [str(words) for words in (notice.title, section.heading, section.child_heading, *passages) if words]
    mentioned = (mention.of for words in lines for mention in everyone.found_in(words))
    return _SectionWords(frozenset(mentioned), frozenset(stem for words in lines for stem in stems(words)))


@rule_of_words
def item_not_a_member(registry: Registry, phrases: Phrases) -> Findings:
    """A list in the words has members of a category as items, and an item that is none of them.

    So does a list within a sentence, as in "such as the police and schools", where the other is a recipient here.
    """
    recipients = {r.id: r for r in registry.recipients}
    for text in texts(registry):
        items = [str(p.text) for p in text.passages if p.shape == ITEM]
        items = [item for item in items if item.split(" ", 1)[0].casefold() not in phrases.begins_no_name]
        to = [recipients[d.recipient] for d in text.disclosures if d.recipient] if items else []
        keys = [key for recipient in to for key in recipient.members]
        members = names((name, key) for key in keys for name in all_names(recipients[key]))
        others = [item for item in items if next(members.found_in(item), None) is None]
        if others and len(others) < len(items):
            message = f"The list in the words has '{others[0].rstrip('.,;')}', and no member is called so."
            category = next(recipient for recipient in to if recipient.members)
            hint = f"Add it to members of '{category.id}', with its own file. If it gets no data, change the words."
            yield text.warning(message, hint)
    yield from _named_beside_members(registry, recipients)


def _named_beside_members(registry: Registry, recipients: Mapping[Id, Recipient]) -> Findings:
    """Recipients that a sentence lists among the members of a category although they are no members."""
    everyone = parties(registry)
    for text in texts(registry):
        to = [recipients[d.recipient] for d in text.disclosures if d.recipient]
        members = {key for recipient in to for key in recipient.members}
        below = {key for member in members for key in recipients[member].members}
        fitting = {*members, *below, *(r.id for r in to), *(d.sender for d in text.disclosures)}
        runs = [(line, run) for line in text.sentences for run in _names_in_lists(everyone, line)] if members else []
        for sentence, run in runs:
            at = {mention.start for mention in run if mention.of in fitting}
            other = next((m for m in run if m.of in recipients and m.start not in at), None)
            category = next((r for r in to if any(m.of in r.members for m in run)), None)
            if other and category:
                name = sentence[other.start : other.end]
                message = f"The words name '{name}' among the members of '{category.id}', and it is none of them."
                yield text.warning(
                    message, f"Add {other.of} to members of '{category.id}'. If it gets no data, change the words."
                )


def _names_in_lists(everyone: Names, sentence: str) -> Iterator[list[Mention]]:
    """Each list of names in a sentence, after words such as "such as" or "to"."""
    run: list[Mention] = []
    for mention in everyone.found_in(sentence):
        if run and (mention.start == run[-1].start or _AND.fullmatch(sentence, run[-1].end, mention.start)):
            run.append(mention)
            continue
        yield run
        run = [mention] if _SUCH_AS.search(sentence[max(0, mention.start - CLOSE) : mention.start]) else []
    yield run


# ---- kinds of data


@alone
@rule_of_words
def data_in_words_only(registry: Registry, phrases: Phrases) -> Findings:
    """Words name a kind of data of this registry, or one that the law guards more closely, and the facts list others.

    So do words that count one up beside a kind that is listed: "names and home address".
    What the words add, no system knows of: it would refuse that data, or let it go without its condition.
    """
    categories, known = {c.id: c for c in registry.data_categories}, kinds_of_data(registry)
    for text in texts(registry):
        named = (key for d in text.disclosures for key in map(Id, named_in_facts(d)))
        listed = {key for key in named if key in categories}
        is_special = any(categories[key].sensitive for key in listed)
        guarded = text.first(phrases.guarded.first)
        if guarded and not is_special and any(d.data_categories for d in text.disclosures):
            message = f"The words name '{guarded}', and no kind of data here is said to be special."
            yield text.warning(message, "Add the kind of data, with special under it; or change the words.")
        for name, key in _unlisted_kinds(registry, phrases, known, text, listed) if listed else ():
            message = f"The words name '{name}', and data_categories does not list '{key}'."
            hint = "If it is shared, add it there. If the words say that it never is, add it to excluded."
            yield text.warning(message, f"{hint} If neither is meant, change the words.")


def _unlisted_kinds(
    registry: Registry, phrases: Phrases, known: Names, text: Text, listed: set[Id]
) -> Iterator[tuple[str, str]]:
    """Kinds of data that a text names and that are not listed: beside a listed one, or by a name of several words."""
    whole_text = " ".join(text.sentences).lower()
    if any(name.lower() in whole_text for key in listed for name in all_names(registry.things[key])):
        yield from _kinds_named_beside(phrases, known, text, listed)
        return
    for category in (c for c in registry.data_categories if c.id not in listed):
        name = next((n for n in all_names(category) if " " in n and n.lower() in whole_text), None)
        if name:
            yield name, category.id


def _kinds_named_beside(phrases: Phrases, known: Names, text: Text, listed: set[Id]) -> Iterator[tuple[str, str]]:
    """Kinds of data that are not listed and that a text names next to a listed one: the name there, and the id."""
    reported = set[str]()
    items = {stem for d in text.disclosures for item in d.data_items for stem in stems(str(item))}
    for sentence in (s for s in text.sentences if not phrases.not_sent.first(s)):
        mentions = by_place(known.found_in(sentence))
        for first, second in pairwise(mentions):
            new = [mention for mention in (first, second) if mention[2].isdisjoint(listed)]
            if len(new) == 1 and _NEXT.fullmatch(sentence[first[1] : second[0]].rstrip()):
                start, end, owners = new[0]
                name, key = sentence[start:end], min(owners)
                if key not in reported and not {*stems(name)} <= items:
                    reported.add(key)
                    yield name, key


def kinds_of_data(registry: Registry, *, with_parts: bool = False) -> Names:
    """The names of the kinds of data; `with_parts`, also the parts of "nationality and country of birth"."""
    whole = [(name, str(c.id)) for c in registry.data_categories for name in all_names(c)]
    parts = ((part, key) for name, key in whole for part in _PARTS.split(name) if len(part) >= PART)
    return names([*whole, *parts] if with_parts else whole)


def by_place(mentions: Iterable[Mention]) -> ByPlace:
    """Mentions by their place in a sentence, with all owners of each."""
    places: dict[tuple[int, int], set[str]] = {}
    for mention in mentions:
        places.setdefault((mention.start, mention.end), set()).add(mention.of)
    return [(start, end, owners) for (start, end), owners in places.items()]
