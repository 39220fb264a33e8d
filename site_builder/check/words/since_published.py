"""What changed on one side only since the site was published: words and no fact beside them, or facts and no word.

No list of words finds every contradiction. But where words and facts are what they were, they fit as they did when they
were published. So each passage is told of which one side is another now, with what stands on the other side, until
somebody confirms it, or it is published.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import SequenceMatcher
from itertools import chain
from typing import Any

from site_builder.check.rule import Findings, explained, remark, waits_for_officer, waits_for_translator, warning
from site_builder.check.words.public_texts import texts, words_with_paths
from site_builder.facts.confirmed import called, confirmable
from site_builder.facts.facts import fact_of, facts_of, named_in_facts
from site_builder.facts.language import Language
from site_builder.model import VOCABULARIES, Disclosure, Registry
from site_builder.model.conditions import ABOUT
from site_builder.model.fields import fields_of
from site_builder.model.finder import words_of
from site_builder.model.name_matcher import stems
from site_builder.model.sentences import addresses_of_links
from site_builder.model.strength import MAY, MUST, Strength
from site_builder.model.values import Id, Words
from site_builder.problems import Path

OF_THE_PAGE = {"reviewed", "checked", "review", "poster"}
"""Questions whose answers say when somebody looks at the page, and where it hangs: no words speak of them."""
REFERENCES = ("exception_to", "onward_of", "shared_conditions", "possible_conditions")
"""Facts that the page tells as a number, which may become another one: here they are told by their id."""
WITH_IT = ("title", "child_title", "status")
"""Fields that are no facts, and that say what the words are called and whether they are on the page."""
_LETTERS = re.compile(r"\b[A-Z]{2,}\b")
PUT_BACK = "If this is not meant, put it back. If it is right"
"""How a hint begins where the slip may be what changed, and not what stayed."""
OF_THE_SITE = ("site", "languages", "licence")
"""Fields of the registry itself on which everything that is published depends."""
STAYED = {
    "text": ("child_text", "The words for children stayed."),
    "child_text": ("text", "The words for everyone stayed."),
    "opening": ("child_opening", "The opening for children stayed."),
    "child_opening": ("opening", "The opening for everyone stayed."),
}
"""The words that say the same to others, and the sentence to tell that they did not change."""
ELSEWHERE = {
    *("id", "name", "child_name", "disclosures", "sections", "opening", "child_opening", "closing"),
    *("short_address"),
}
"""Fields that get no message of their own: names and words have one with their passages, and reviews change often."""
NAMES = ("name", "child_name")
MODALITY = "modality"
LIMITED = (MODALITY, "consent_first", "request_needed", "tell_first", "trigger")
"""What facts say of words such as "if you agree" and "when we are asked"."""
NEW = ("recipient", "purposes", "data_categories", "data_subjects")
"""The fields of a new disclosure that a message gives beside its words."""
SHORTEST, MATTER, CHANGED = 4, 9, 3
"""How many letters of a word we compare to find the facts that a sentence speaks of; and what counts for a fact: that
it is of the matter of the sentence, and that it has a word that changed. Any other word in common counts 1."""
SHOWN, LEAD, MOST, NAMED = 160, 6, 2, 5
"""The most letters of what is quoted, the words before what differs in something longer, the most sentences or facts in
a message, and the most ids in a command."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact as the page tells it: the thing and its field ('' for none), what it is about, and the answer.

    `kind` is the type of a condition, else the field.
    """

    of: Id
    field: str
    about: str
    answer: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """What changed of a thing: its sentences before and now, by the way to them, and facts that are gone or have come.

    `facts` are those that stand beside the words now, `ways` lead to all its words, `confirmed` are fields of things
    that somebody confirmed as they are now.
    """

    id: Id
    words: Mapping[Path, tuple[Sequence[str], Sequence[str]]]
    gone: Sequence[Stated]
    come: Sequence[Stated]
    facts: Sequence[Stated]
    ways: Collection[Path]
    confirmed: Collection[tuple[Id, str]]

    @property
    def has_other_facts(self) -> bool:
        """Whether a fact changed."""
        return bool(self.gone or self.come)

    @property
    def open_facts(self) -> tuple[Sequence[Stated], Sequence[Stated]]:
        """The facts that are gone, and those that have come, without those that somebody confirmed."""
        gone, come = ([f for f in facts if (f.of, f.field) not in self.confirmed] for facts in (self.gone, self.come))
        return gone, come

    @property
    def open_words(self) -> tuple[Path, ...]:
        """The ways to the words that changed and that nobody confirmed."""
        return tuple(way for way in self.words if (self.id, way[0]) not in self.confirmed)


@dataclass(frozen=True, slots=True)
class Since:
    """What was published, as its feed states it, and what is to be published; facts are told in a language."""

    published: Registry
    registry: Registry
    language: Language

    def edited(self, new: _Read) -> Iterator[Edited]:
        """Each thing that had words of its own then, or has some now; `new` is what is read of the registry."""
        old = _Read(self.published, self.language)
        touched = self._touched(old, new)
        for key in (key for key in {**old.words, **new.words} if key in old.things and key in new.things):
            if key not in touched:
                continue
            was, now = (side.words.get(key, {}) for side in (old, new))
            words = {way: (was.get(way, ()), now.get(way, ())) for way in {**was, **now}}
            before, facts = ([*side.facts(key)] for side in (old, new))
            yield Edited(
                key,
                {way: both for way, both in words.items() if both[0] != both[1]},
                [fact for fact in before if fact not in facts],
                [fact for fact in facts if fact not in before],
                facts,
                now.keys(),
                {(c.confirms, field) for c in self.registry.confirmed if c.marks for field in c.fields},
            )

    def _touched(self, old: _Read, new: _Read) -> set[Id]:
        """The ids of all that says or brings something that changed; the words and facts of all others are as before.

        A thing is told with what it names, with what else its words state, and with what its notices and its recipient
        ask for. The organisation may be named anywhere.
        """
        touched = {key for key in {**old.things, **new.things} if old.things.get(key) != new.things.get(key)}
        if self.registry.organisation.id in touched:
            return {*old.things, *new.things}
        leads = _Leads()
        for key, thing in new.things.items():
            leads.add(key, named_in_facts(thing))
        for side in (self.published, self.registry):
            for recipient in side.recipients:
                for disclosure in recipient.disclosures:
                    leads.add(disclosure.id, [recipient.id])
            for notice in side.notices:
                for key in notice.shown:
                    leads.add(key, (holding.id for holding in (notice, *side.read_with(notice))))
        for read in (old, new):
            for key, others in read.states.items():
                leads.add(key, others)
        return leads.reached(touched)

    def until(self, fields: Iterable[str] = (), ids: Collection[Id] = ()) -> str:
        """What ends a message about these fields of these things."""
        ends = f"leave it: the next {'release' if self.registry.released else 'build'} ends this message."
        names = ",".join(filter(None, fields))
        officer = self.registry.organisation.dpo
        ours = (role.id for role in self.registry.roles if not role.at)
        role = officer.role if officer and officer.role else next(ours, None)
        if not names or not role or len(ids) > NAMED:
            return ends
        command = f"site-builder confirm {' '.join(ids)} --fields {names} --by {role}"
        return f"{ends} Once the {called(self.registry, role)} has checked it: {command}"


def since_published(since: Since) -> Findings:
    """All that these rules find."""
    now = _Read(since.registry, since.language)
    edited = [*since.edited(now)]
    yield from only_words_changed(since, edited)
    yield from only_facts_changed(since, edited)
    yield from words_and_facts_changed(edited)
    yield from new_here(since, now)
    yield from only_order_changed(since)
    yield from only_original_changed(since)
    yield from only_translation_changed(since)
    yield from began_before(since)


@waits_for_officer
@explained
def only_words_changed(since: Since, edited: Iterable[Edited]) -> Findings:
    """The words of something published changed, and no fact beside them did, or none that they speak of.

    They may say more, less or the opposite now of what the facts say, and systems go by the facts. The message quotes
    the sentence before and now, and the facts that it most likely speaks of. If one of them is another now, change it,
    too. If all of them hold, do nothing: the next build ends the message or, where releases are recorded, the next
    release that is built. To end it at once, confirm the words (`site-builder confirm`, field `text`).
    """
    strength = since.registry.phrases.strength if since.registry.phrases else None
    for each in edited:
        for way in each.open_words:
            was, now = _apart(each, *each.words[way], strength)
            if not (was or now):
                continue
            other, stayed = STAYED.get(str(way[0]), ("", ""))
            facts = _spoken_of(each.facts, was, now, strength)
            no_fact = "no fact that they speak of" if each.has_other_facts else "no fact"
            sentences = (
                f"Only words changed here, and {no_fact}: {_rewritten(was, now)}.",
                stayed if (other,) in each.ways and (other,) not in each.words else "",
                f"The facts say: {facts}." if facts else "",
            )
            hint = (
                "If this is not meant, put it back. If a fact is another now, change it, too. "
                "If the words are right and all facts hold, "
            )
            yield warning(
                each.id,
                way,
                " ".join(filter(None, sentences)),
                hint + since.until([str(way[0])] if now else [], [each.id]),
            )


@waits_for_officer
@explained
def only_facts_changed(since: Since, edited: Sequence[Edited]) -> Findings:
    """Facts changed, and the words beside them did not: a fact, the name of a thing, or the heading above.

    Facts with no words beside them count too: a deadline for complaints, an address, whether a body is public.

    If the words speak of it, they say now what holds no longer. Read them, and change what is not right. If both are
    right, do nothing: the next build ends the message or, where releases are recorded, the next release that is
    built. To end it at once, confirm the facts (`site-builder confirm`).
    """
    beside = _by_what_it_names(since, edited)
    told_there = {key for keys in beside.values() for key in keys}
    same: dict[tuple[str, str, tuple[str, ...]], dict[Id, None]] = {}
    for each in (each for each in edited if not each.words and each.id not in told_there):
        (gone, come), stated = each.open_facts, {(fact.of, fact.field) for fact in each.facts}
        gone = [fact if fact.of in since.registry.things else replace(fact, of=each.id, field="") for fact in gone]
        for key in dict.fromkeys(fact.of for fact in (*come, *gone)):
            own = [[fact for fact in facts if fact.of == key] for facts in (gone, come)]
            names = tuple(dict.fromkeys(fact.field for facts in reversed(own) for fact in facts))
            can_be_confirmed = all(name and (key, name) in stated for name in names)
            at = next(filter(None, names), "")
            same.setdefault((_restated(*own), at, names if can_be_confirmed else ()), {})[key] = None
    for (message, at, names), ids in same.items():
        hint = (
            f"{PUT_BACK} and the words speak of it, change them, too. If both are right, {since.until(names, [*ids])}"
        )
        for key in ids:
            yield warning(key, (at,), f"Only facts changed here, and no word: {message}.", hint)
    for key, name, message in _beside_no_words(since, edited, beside):
        by_name = {name} & {*confirmable(since.registry.things[key])} if key in since.registry.things else set()
        passages = [*beside.get(key, ())]
        more = f" and {len(passages) - NAMED} more" if len(passages) > NAMED else ""
        where = f" It stands beside the words of {', '.join(passages[:NAMED])}{more}." if passages else ""
        words = " and the words speak of it, change them, too. If both are right, " if passages else ", "
        hint = f"{PUT_BACK}{words}{since.until(by_name, [key])}"
        yield warning(key, (name,), f"Only this changed here, and no word: {message}.{where}", hint)


@waits_for_officer
@explained
def words_and_facts_changed(edited: Iterable[Edited]) -> Findings:
    """Words of something published changed, and so did facts beside them: a question, whether both say the same.

    The next build ends the message or, where releases are recorded, the next release that is built.
    """
    for each in edited:
        if each.words and each.has_other_facts and (each.open_words or any(each.open_facts)):
            words = "; ".join(_rewritten(*both) for both in each.words.values())
            message = f"Words and facts changed here: {words}. {_restated(each.gone, each.come)}."
            yield remark(each.id, next(iter(each.words)), message, "Do both say the same?")


@waits_for_officer
@explained
def only_order_changed(since: Since) -> Findings:
    """A published notice shows the same things in another order now.

    Words such as "however" and "in all these cases" speak of what comes before them. Read the notice in its new
    order. If all is right, do nothing: the next build ends the message or, where releases are recorded, the next
    release that is built.
    """
    published = {notice.id: notice for notice in since.published.notices}
    for notice in (notice for notice in since.registry.notices if notice.id in published):
        sides = [
            [*dict.fromkeys(key for section in each.sections for p in section.passages for key in p.states)]
            for each in (published[notice.id], notice)
        ]
        was, now = ([key for key in side if key in sides[0] and key in sides[1]] for side in sides)
        blocks = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
        moved = {*chain.from_iterable(was[start:end] for kind, start, end, _, _ in blocks if kind != "equal")}
        if moved:
            of_sections = ((section.id, passage) for section in notice.sections for passage in section.passages)
            section, first = next((key, passage) for key, passage in of_sections if moved.intersection(passage.states))
            message = f"The order changed here: '{_shortened(str(first.text))}' is in another place now."
            hint = "Some words speak of what comes before them: read the notice in its new order. If all is right, "
            yield warning(notice.id, ("sections", section), message, hint + since.until())


@waits_for_officer
@explained
def new_here(since: Since, now: _Read) -> Findings:
    """A disclosure is new, so nothing that was published can be compared with it: a question, whether all of it fits.

    Whoever copies one and changes its words may leave a recipient, a purpose or data of the old one. The next build
    ends the message or, where releases are recorded, the next release that is built.
    """
    for key in (d.id for d in since.registry.disclosures if d.id not in since.published.things and d.id in now.words):
        answers: dict[str, list[str]] = {}
        for fact in (fact for fact in now.facts(key) if fact.field in NEW):
            answers.setdefault(fact.about, []).append(fact.answer)
        facts = "; ".join(f"{about}: {_shortened(', '.join(each))}" for about, each in answers.items())
        words = " ".join(next(iter(now.words[key].values())))
        message = f"This is new: '{_shortened(words)}'. {facts}."
        yield remark(key, (), message, "Do the words and all its facts say the same?")


@waits_for_translator
@explained
def only_original_changed(since: Since) -> Findings:
    """Words that were published changed, and a translation counts as theirs that was published for the old ones.

    That happens where somebody replaces words in all files at once: `en` of the pair follows, and nobody has looked at
    what stands below it. The page goes on showing the old translation. Have it looked at. If it is right as it is,
    do nothing: the next build ends the message or, where releases are recorded, the next release that is built.
    """
    before = {(key, tag, said): words for key, _, tag, words, said in _translated(since.published)}
    known = {(key, str(words)) for key, _, words in words_with_paths(since.published)} if before else set()
    for key, way, tag, words, said in _translated(since.registry):
        was = before.get((key, tag, said), words)
        if was != words and (key, words) not in known:
            message = f"The words changed, and this translation did not: {_became([was], [words])}."
            yield warning(key, way, message, f"Have it translated anew. If it is right as it is, {since.until()}")


@waits_for_translator
@explained
def only_translation_changed(since: Since) -> Findings:
    """A translation that was published changed, and the words that it translates did not.

    Somebody has mended it, or it says more, less or the opposite now. Hold it against the words. If it says the same,
    do nothing: the next build ends the message or, where releases are recorded, the next release that is built.
    """
    before: dict[tuple[Id, str, str], list[str]] = {}
    for key, _, tag, words, said in _translated(since.published):
        before.setdefault((key, tag, words), []).append(said)
    for key, way, tag, words, said in _translated(since.registry):
        was = before.get((key, tag, words), [said])
        if said not in was:
            message = f"Only this translation changed, and not the words: {_became(was[:1], [said])}."
            hint = f"The words are: '{_shortened(words)}'. If it says the same, {since.until()}"
            yield warning(key, way, message, hint)


@waits_for_officer
@explained
def began_before(since: Since) -> Findings:
    """A disclosure is new, and it began before a day on which something was published that said nothing of it.

    Either it is a slip of the year, or people were not told in time.
    """
    for disclosure in since.registry.disclosures:
        began, day = disclosure.valid_from, since.published.issued
        if disclosure.id not in since.published.things and began and began < day:
            message = (
                f"This is new, and it says that it began on {began}; what was published on {day} does not have it."
            )
            yield remark(
                disclosure.id, ("valid_from",), message, "Look at the year. If it is right, tell your officer."
            )


# ---- both sides


def _translated(registry: Registry) -> Iterator[tuple[Id, Path, str, str, str]]:
    """Each translation: the thing, the way to its words, the language, the words, and what they became."""
    if len(registry.languages) == 1:
        return
    headings = (
        (notice.id, ("sections",), words)
        for notice in registry.notices
        for section in notice.sections
        for name in ("heading", "child_heading")
        if (words := getattr(section, name)) is not None
    )
    for key, path, words in (*words_with_paths(registry), *headings):
        for tag, said in words.pairs[1:]:
            yield key, (path[0], tag, str(words)), tag, str(words), said


class _Leads:
    """Which things lead to which others."""

    def __init__(self) -> None:
        self._from: dict[str, set[Id]] = {}

    def add(self, key: Id, to: Iterable[str]) -> None:
        """That a thing leads to others."""
        for other in to:
            self._from.setdefault(other, set()).add(key)

    def reached(self, things: set[Id]) -> set[Id]:
        """These things, and all from which a way leads to one of them."""
        reached, waiting = {*things}, [*things]
        while waiting:
            new = self._from.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        return reached


class _Read:
    """What is read of a registry: the sentences of each thing that has words, by the way to them, and its facts."""

    def __init__(self, registry: Registry, language: Language) -> None:
        self.things = registry.things
        self.words: dict[Id, dict[Path, Sequence[str]]] = {}
        self.states: dict[Id, dict[Id, None]] = {}
        self._below: dict[Id, dict[str, None]] = {}
        self._links: dict[Id, dict[str, None]] = {}
        # Imported here, as below: what lays a page out takes long to import, and most who check changed nothing yet.
        from site_builder.facts.sentences import Sentences

        self._say = Sentences(registry, language)
        for text in texts(registry, repeated=True):
            self.words.setdefault(text.subject, {})[text.path] = text.sentences
            self.states.setdefault(text.subject, {}).update(dict.fromkeys((text.subject, *text.states)))
            sections = (section for section in text.notice.sections if section.id == text.within)
            of = f", in {text.notice.title}" if len(registry.notices) > 1 else ""
            headings = (f"{each}{of}" for s in sections for each in (s.heading, s.child_heading) if each is not None)
            addresses = (address for passage in text.passages for address in addresses_of_links(str(passage.text)))
            self._links.setdefault(text.subject, {}).update(dict.fromkeys(addresses))
            if text.subject != text.notice.id:
                self._below.setdefault(text.subject, {}).update(dict.fromkeys(headings))

    def facts(self, key: Id) -> Iterator[Stated]:
        """The facts beside the words of a thing: its own, those of others that have no other words, and headings.

        Where links in its words lead counts as well.
        """
        yield from (Stated(key, "", "Stands below", heading) for heading in self._below.get(key, ()))
        yield from (Stated(key, "", "Leads to", address) for address in self._links.get(key, ()))
        for other in self.states.get(key, (key,)):
            if other == key or other not in self.words:
                yield from self._facts_of(other)

    def _facts_of(self, key: Id) -> Iterator[Stated]:
        """The facts of a thing as the page tells them, and what else is read with them."""
        from site_builder.facts.layout.answers import told, who
        from site_builder.facts.layout.questions import OF_DISCLOSURES, OF_NOTICES

        thing, s = self.things[key], self._say
        own = s.facts_of(thing)
        facts, questions = [f for f in own if f.field not in REFERENCES], (*OF_NOTICES, *OF_DISCLOSURES)
        yield from (Stated(key, f.field, "", str(f.value)) for f in own if f.field in REFERENCES)
        yield from (Stated(key, name, "", str(said)) for name in WITH_IT if (said := getattr(thing, name, None)))
        named = (self.things.get(Id(name)) for fact in own for name in fact.names)
        for_children = dict.fromkeys(str(said) for each in named if (said := getattr(each, "child_name", None)))
        yield from (Stated(key, "", "For children", name) for name in for_children)
        parties = []
        if isinstance(thing, Disclosure):
            of_its_own_words = {*thing.shared_conditions, *thing.possible_conditions}
            limits = (limit for limit in s.registry.limits(thing) if limit.owner not in of_its_own_words)
            facts = [*(fact for fact in facts if fact.field != "conditions"), *map(fact_of, limits)]
            parties, questions = [*who(s, thing)], OF_DISCLOSURES
        for one in (*parties, *told(s, questions, facts)):
            if one.key not in OF_THE_PAGE:
                field = "conditions" if one.field in ABOUT else one.field
                of = key if field in confirmable(thing) else getattr(thing, "recipient", key)
                answer = "; ".join(line.text.rstrip(".") for line in one.answer.lines)
                yield Stated(of, field, s.question(one.key).text, answer, one.field)


def _by_what_it_names(since: Since, edited: Iterable[Edited]) -> Mapping[Id, Collection[Id]]:
    """The entries of the vocabulary that alone changed the facts beside words, each with the things of these words.

    One message stands there, where somebody changed something.
    """
    was, now = since.published.things, since.registry.things
    kept: dict[str, Any] = {
        name: tuple(was.get(entry.id, entry) for entry in getattr(since.registry, name)) for name in VOCABULARIES
    }
    changed = {
        entry.id for name in VOCABULARIES for entry in getattr(since.registry, name) if entry != was.get(entry.id)
    }
    if not changed:
        return {}
    as_it_was, homes = _Read(replace(since.registry, **kept), since.language), dict[Id, dict[Id, None]]()
    for each in (each for each in edited if not each.words and each.has_other_facts):
        before = {*each.facts} - {*each.come} | {*each.gone}
        if {*as_it_was.facts(each.id)} == before:
            for key in sorted(_named(now, as_it_was.states.get(each.id, (each.id,))) & changed):
                homes.setdefault(key, {})[each.id] = None
    return homes


def _named(things: Mapping[Id, Any], keys: Iterable[Id]) -> set[Id]:
    """What the facts of things name, and what the facts of that name."""
    named = {Id(name) for key in keys for fact in facts_of(things[key]) for name in fact.names if name in things}
    return named | {Id(name) for key in named for fact in facts_of(things[key]) for name in fact.names}


def _beside_no_words(
    since: Since, edited: Iterable[Edited], named: Collection[Id] = ()
) -> Iterator[tuple[Id, str, str]]:
    """Each field of a thing that says something else now and is told beside no words, with what changed in it."""
    already = {(fact.of, fact.field) for each in edited for fact in (*each.gone, *each.come)}
    already |= {(each.id, str(way[0])) for each in edited for way in each.words}
    for name in OF_THE_SITE:
        was, now = (getattr(side, name) for side in (since.published, since.registry))
        if was != now:
            yield (
                since.registry.organisation.id,
                name,
                _became(*([_plain(each)] if each else [] for each in (was, now))),
            )
    published, registry = (
        {**side.things, **{retired.id: retired for retired in side.retired}}
        for side in (since.published, since.registry)
    )
    for key, now in registry.items():
        was = published.get(key)
        for field in fields_of(type(now)) if type(was) is type(now) and was != now else ():
            is_told = field.key in ELSEWHERE and not (key in named and field.key in NAMES)
            if (key, field.key) not in already and not is_told:
                old, new = (dict(_leaves(getattr(each, field.name), field.key)) for each in (was, now))
                both = {name: [[side[name]] if name in side else [] for side in (old, new)] for name in {**old, **new}}
                if changed := [f"{name}: {_became(*sides)}" for name, sides in both.items() if sides[0] != sides[1]]:
                    yield key, field.key, _listed(changed)


def _leaves(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Each part of a value that can be read alone, by what it is called: "dpo phone" and the number."""
    if is_dataclass(value) and not isinstance(value, Words):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name), f"{name} {field.name}")
    elif isinstance(value, tuple) and any(map(is_dataclass, value)):
        for number, each in enumerate(value, 1):
            yield from _leaves(each, f"{name} {number}" if len(value) > 1 else name)
    elif value not in (None, ()):
        yield name.replace("_", " "), _plain(value)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


# ---- in words


def _apart(
    each: Edited, was: Sequence[str], now: Sequence[str], strength: Strength | None
) -> tuple[Sequence[str], Sequence[str]]:
    """Of sentences before and now, those that speak of no fact that changed."""
    pairs: list[tuple[Sequence[str], Sequence[str]]] = []
    for kind, start, end, begin, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        old, new = was[start:end], now[begin:stop]
        if kind != "equal":
            pairs += (
                [([one], [other]) for one, other in zip(old, new, strict=True)]
                if len(old) == len(new)
                else [(old, new)]
            )
    changed = [*each.gone, *each.come]
    stayed = [fact for fact in each.facts if fact not in each.come]
    apart = [
        pair
        for pair in pairs
        if not (most := _highest(changed, *pair, strength)) or most < _highest(stayed, *pair, strength)
    ]
    return [each for old, _ in apart for each in old], [each for _, new in apart for each in new]


def _rewritten(was: Sequence[str], now: Sequence[str]) -> str:
    """The first sentences that differ, before and now, and how many more do; of moved ones the first."""
    if sorted(was) == sorted(now):
        moved = next((one for one, other in zip(was, now, strict=True) if one != other), was[0])
        return f"'{_shortened(moved)}' is in another place now"
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    return _listed(
        _became(was[start:end], now[begin:stop]) for kind, start, end, begin, stop in blocks if kind != "equal"
    )


def _restated(gone: Iterable[Stated], come: Iterable[Stated]) -> str:
    """The first facts that differ, before and now, by what they are about, and how many more do."""
    answers: dict[str, tuple[list[str], list[str]]] = {}
    for is_now, facts in enumerate((gone, come)):
        for fact in facts:
            about = fact.about or fact.field.replace("_", " ").capitalize()
            answers.setdefault(about, ([], []))[is_now].append(fact.answer)
    parts = ((about, pair) for about, both in answers.items() for pair in _pairs(*both))
    return _listed(
        f"{about}: {_became(*([', '.join(each)] if each else [] for each in pair))}" for about, pair in parts
    )


def _pairs(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Answers before and now one by one, where they are as many, so that none hides behind the others."""
    yield from (([old], [new]) for old, new in zip(was, now, strict=True)) if len(was) == len(now) else [(was, now)]


def _became(was: Sequence[str], now: Sequence[str]) -> str:
    gone, come = " ".join(was), " ".join(now)
    if gone == come:
        return f"'{_shortened(come)}' has the same words, and its sentences, lines or items end in other places now"
    if not (gone and come):
        return f"'{_shortened(come)}' is new" if come else f"'{_shortened(gone)}' is gone"
    old, new = gone.split(), come.split()
    same = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    start = max(0, min(same, len(old) - 1, len(new) - 1) - LEAD) if max(len(gone), len(come)) > SHOWN else 0
    return f"'{_shortened(gone, start)}' is now '{_shortened(come, start)}'"


def _shortened(text: str, start: int = 0) -> str:
    """A text without a full stop at its end, and without its first words or what is too long."""
    rest = " ".join(text.split()[start:]).rstrip(".")
    return f"{'... ' if start else ''}{rest if len(rest) <= SHOWN else f'{rest[:SHOWN].rstrip()} ...'}"


def _listed(parts: Iterable[str]) -> str:
    every = [*parts]
    more = f"; and {len(every) - MOST} more" if len(every) > MOST else ""
    return f"{'; '.join(every[:MOST])}{more}"


def _spoken_of(facts: Iterable[Stated], was: Sequence[str], now: Sequence[str], strength: Strength | None) -> str:
    """The facts that sentences most likely speak of."""
    scores = _scores(facts, was, now, strength)
    near = sorted((fact for fact, score in scores.items() if score), key=lambda fact: -scores[fact])
    return "; ".join(f"{fact.about} '{_shortened(fact.answer)}'" for fact in near[:MOST])


def _scores(
    facts: Iterable[Stated], was: Sequence[str], now: Sequence[str], strength: Strength | None
) -> Mapping[Stated, int]:
    """How much sentences speak of each fact: it is of their matter on the scale of strength, or has words of theirs."""
    sides = [[sentence for sentence in one if sentence not in other] for one, other in ((was, now), (now, was))]
    old, new = ({*_beginnings(" ".join(side))} for side in sides)
    weights = {word: CHANGED if word in old ^ new else 1 for word in old | new}
    kinds = {*_kinds(strength, *sides)} if strength else set()
    return {
        fact: MATTER * (fact.kind in kinds)
        + sum(weights.get(word, 0) for word in {*_beginnings(f"{fact.about} {fact.answer}")})
        for fact in facts
        if fact.kind and fact.about
    }


def _highest(facts: Iterable[Stated], was: Sequence[str], now: Sequence[str], strength: Strength | None) -> int:
    """How much sentences speak of that of some facts of which they speak most."""
    return max(_scores(facts, was, now, strength).values(), default=0)


def _beginnings(text: str) -> Iterator[str]:
    """How the longer words of a text begin ("pass", "passed" and "passing" count as one); its figures; and "UK"."""
    yield from (stem[:SHORTEST] for stem in stems(text) if len(stem) >= SHORTEST or stem.isdigit())
    yield from _LETTERS.findall(text)


def _kinds(strength: Strength, was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """The fields and types of condition that state the matters of which sentences say something else now."""
    for scale in strength.scales.values():
        old, new = (
            {(said.matter, said.degree) for sentence in side for said in scale.said(sentence)} for side in (was, now)
        )
        duty = {word for word, classes in scale.classes.items() if classes & {MUST, MAY}}
        firm = [{word for s in side for word in words_of(s)} & duty for side in (was, now)]
        if not old ^ new and firm[0] != firm[1]:
            yield MODALITY
        within = [{word for s in side for word in words_of(s)} & scale.within for side in (was, now)]
        if within[0] ^ within[1]:
            yield from LIMITED
        for matter, _ in old ^ new:
            yield from (fact.partition(":")[0].partition(".")[0] for fact in strength.matters[matter].facts)
