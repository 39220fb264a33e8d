"""Everyone whom a notice names, A to Z: what each is, what sensitive data it gets, for whom it works, and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from site_builder.facts.facts import (
    OF_WHO_GETS_IT,
    STATED_WITH_NAME,
    Fact,
    confirmations,
    fact_of,
    facts_of,
    of_members,
    parties_in,
)
from site_builder.facts.layout.exact import EVERYWHERE, Exact
from site_builder.facts.layout.kinds import everyone, kinds, sort_name, takers_of
from site_builder.facts.layout.labels import name_of
from site_builder.facts.layout.laid_out import Answer, Block, Closed, Item, Items, Part, Row, Rows
from site_builder.facts.layout.shown import Shown
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import Sentences, link, raised
from site_builder.model import (
    PROCESSORS,
    Body,
    DataCategory,
    Disclosure,
    Recipient,
    Registry,
    SharedCondition,
    Thing,
    Transfer,
)
from site_builder.model.conditions import ControlledAccess, OnwardLimit
from site_builder.model.values import NOT_STATED, Id, Word
from site_builder.model.vocabulary import CRIMINAL

ANCHOR, PRIVATE, BODIES = "page-named", "page-private", "page-bodies"
ABOUT = "#page-about"
"""Where those are named whom neither a passage nor what holds for everything names."""
PROCESSOR = "processor"
FEW_NAMES = 5
"""The most names of those whose kind is not said: all stand in the list below."""
MOST_NAMES = 16
"""The most names of those who get a kind of data; of more only their number is told."""
ASKED_FOR = (
    "police",
    "central_department",
    "school",
    "company",
    "court",
    "credit_reference_agency",
    "elected_representative",
)
"""The kinds of body that people ask for; those that nobody has are named too."""
LETTERS = 5
"""The fewest letters of a word that tells what a body is."""
OF_BODIES = ("organisation", "category")
"""The types of recipients that can be companies."""
ADDRESSES = {"website", "privacy_notice"}

Party = Recipient | Body


def named(shown: Shown, exact: Exact | None = None, *, has_note: bool = True) -> Part | None:
    """Everyone named, with what helps to find them; None where the notice names nobody.

    What is said of those who work for others leads to their role among the exact facts, if these are given. The note
    says what the numbers are, where the table at the top does not.
    """
    parties = _Parties(shown, exact)
    if not parties.in_order:
        return None
    say, texts = shown.say, _texts(shown)
    entries = Items(tuple(parties.item(party) for party in parties.in_order), "named")
    of_kinds = None if say.for_children else kinds(shown)
    summary = say.line(texts["list"].format(number=len(entries.items)))
    return Part(
        ANCHOR,
        say.line(texts["heading"]),
        (
            Rows(tuple(parties.rows()), style="find"),
            Closed(summary, (parties.bodies(), entries)),
            *([of_kinds] if of_kinds else []),
        ),
        note=say.line(texts["note"]) if has_note else None,
    )


def private(shown: Shown, times: Closed | None = None) -> Part | None:
    """For children: who gets each kind of sensitive data, and companies, without a word of law.

    Then, closed, everyone, each kind of data, and how long it is kept. None where nobody is said to get any.
    """
    parties = _Parties(shown)
    texts = parties.texts["private"]
    rows = [
        Row("gets", shown.say.line(texts["kinds"][kind]), parties.takers(by_taker, parties.with_words))
        for kind, by_taker in parties.by_kind(shown.for_reader).items()
    ]
    companies = parties.companies_that_get()
    rows += [Row("companies", shown.say.line(parties.texts["find"]["companies"]), companies)] if companies else []
    closed = [block for block in (everyone(shown), kinds(shown), times) if block is not None]
    blocks: tuple[Block, ...] = (*([Rows(tuple(rows), style="find")] if rows else []), *closed)
    return Part(PRIVATE, shown.say.line(texts["heading"]), blocks, is_closed=True) if blocks else None


def anchor(party: str) -> str:
    """The anchor of someone's entry."""
    return f"n-{party}"


@dataclass(frozen=True)
class _Sent:
    """A kind of sensitive data that a disclosure sends to someone, with the facts that say so."""

    kind: Word
    taker: Id
    disclosure: Id
    facts: tuple[str, ...]


@dataclass(frozen=True)
class _Parties:
    """Everyone named by what a notice shows."""

    shown: Shown
    exact: Exact | None = None

    @property
    def say(self) -> Sentences:
        """What says facts and names."""
        return self.shown.say

    @property
    def registry(self) -> Registry:
        """The public registry."""
        return self.shown.registry

    @property
    def texts(self) -> Mapping[str, Any]:
        """The fixed words of the list."""
        return _texts(self.shown)

    # ---- who is named, and where

    @cached_property
    def in_order(self) -> Sequence[Party]:
        """Everyone named, sorted by name without the words that are skipped."""
        things = self.registry.things
        parties = [things[Id(key)] for key in (*self.named_in, *self.named_of_everything, *self.named_about)]
        by_id = {party.id: party for party in parties if isinstance(party, Recipient | Body)}
        return sorted(
            by_id.values(),
            key=lambda party: (sort_name(self.shown, self.say.line(self.say.bare(party.id)).text), party.id),
        )

    @cached_property
    def named_in(self) -> Mapping[str, Sequence[str]]:
        """The disclosures and rules that name each party, by its id."""
        found: dict[str, list[str]] = {}
        things: Sequence[Disclosure | SharedCondition] = (*self.shown.in_force.values(), *self.shown.rules.values())
        for thing in things:
            for party in self._named_by(self._facts_told_with(thing)):
                found.setdefault(party, []).append(thing.id)
        return found

    @cached_property
    def named_of_everything(self) -> frozenset[str]:
        """The parties that are named in the conditions of the notice and of those read with it."""
        notices = (self.shown.notice, *self.shown.read_with)
        return frozenset(self._named_by(f for n in notices for f in self.say.facts_of(n) if f.field == "conditions"))

    @cached_property
    def named_about(self) -> frozenset[str]:
        """The parties that are named by the notice, the organisation, or those who checked what is said."""
        registry, notice = self.registry, self.shown.notice
        facts = [fact for thing in (registry.organisation, notice) for fact in self.say.facts_of(thing)]
        checked: Sequence[Thing] = (registry.organisation, notice, *self.shown.in_force.values())
        return frozenset(
            self._named_by([*facts, *(fact for thing in checked for fact in confirmations(registry, thing))])
        )

    def _facts_told_with(self, thing: Disclosure | SharedCondition) -> Iterator[Fact]:
        """The facts told with a disclosure or a rule: its own, its recipient's, and limits that stand nowhere else."""
        yield from self.say.facts_of(thing)
        if isinstance(thing, Disclosure):
            if thing.recipient:
                yield from self.say.facts_of(self.registry.things[thing.recipient])
                yield from of_members(self.registry, self.registry.things[thing.recipient])
            limits = self.registry.limits(thing)
            yield from (fact_of(limit) for limit in limits if not self.shown.is_stated_elsewhere(limit, thing))

    def _named_by(self, facts: Iterable[Fact]) -> Iterator[str]:
        """The parties that facts name, themselves or through roles, programmes and all that is told with its name."""
        things = self.registry.things
        names = [name for fact in facts for name in fact.names]
        told = (things[Id(name)] for name in dict.fromkeys(names))
        further = [n for thing in told if isinstance(thing, STATED_WITH_NAME) for f in facts_of(thing) for n in f.names]
        yield from (party.id for party in parties_in(self.registry, [*names, *further]))

    # ---- what they get

    @cached_property
    def sent(self) -> Sequence[_Sent]:
        """The sensitive data that each taker gets, the kinds that most of them get first."""
        found = [sent for disclosure in self.shown.shared.values() for sent in self._sent_by(disclosure)]
        takers: dict[Word, set[str]] = {}
        for sent in found:
            takers.setdefault(sent.kind, set()).add(sent.taker)
        return sorted(found, key=lambda sent: (-len(takers[sent.kind]), list(takers).index(sent.kind)))

    def _sent_by(self, disclosure: Disclosure) -> Iterator[_Sent]:
        held = self._fact_ids(disclosure, "data_categories")
        for taker, of_taker in self._takers(disclosure).items():
            for category in self._categories(disclosure):
                of_kind = self._fact_ids(category, "special") | {CRIMINAL: f"{category.id}.criminal"}
                for kind in category.sensitive:
                    yield _Sent(kind, taker, disclosure.id, (of_taker, held[category.id], of_kind[kind]))

    def _takers(self, disclosure: Disclosure) -> Mapping[Id, str]:
        """Who gets the data of a disclosure, with the id of the fact that says so; we are not among them."""
        sender = disclosure.sender if disclosure.sender != NOT_STATED else None
        to_sender = {sender: f"{disclosure.id}.sender"} if sender else {}
        if disclosure.direction == "receive":
            return to_sender
        return self._receivers(disclosure) | (to_sender if disclosure.direction == "two_way" else {})

    def _receivers(self, disclosure: Disclosure) -> dict[Id, str]:
        """The recipient and its members, each with the id of the fact that names it."""
        recipient = self.registry.things[disclosure.recipient] if disclosure.recipient else None
        if not isinstance(recipient, Recipient):
            return {}
        inside = [fact for fact in of_members(self.registry, recipient) if fact.field == "members"]
        members = self._fact_ids(recipient, "members") | {fact.value: fact.id for fact in inside}
        return {recipient.id: f"{disclosure.id}.recipient"} | members

    def _fact_ids(self, thing: Thing, field: str) -> dict[Any, str]:
        """The ids of the facts in a field of a thing, by their values."""
        return {fact.value: fact.id for fact in self.say.facts_of(thing) if fact.field == field}

    def _categories(self, disclosure: Disclosure) -> Sequence[DataCategory]:
        things = (self.registry.things[key] for key in disclosure.data_categories)
        return [thing for thing in things if isinstance(thing, DataCategory)]

    @cached_property
    def active(self) -> frozenset[str]:
        """Those who get data, may get it or give it."""
        gives_or_gets = ({*self._gets_of(d), *self._gives_of(d)} for d in self.shown.shared.values())
        return frozenset().union(*gives_or_gets)

    def _gets_of(self, disclosure: Disclosure) -> frozenset[str]:
        """Those who get the data of a disclosure, or may get it."""
        return frozenset({*self._takers(disclosure), *self._reached_by(disclosure)})

    def _gives_of(self, disclosure: Disclosure) -> frozenset[str]:
        """Those who give the data of a disclosure."""
        sender = () if disclosure.direction == "receive" or not disclosure.sender else (disclosure.sender,)
        giver = self._receivers(disclosure) if disclosure.direction in ("receive", "two_way") else ()
        return frozenset({*disclosure.source, *sender, *giver})

    def _is_only_source(self, thing: str, party: str) -> bool:
        """Whether someone gives the data of a disclosure and gets none of it."""
        disclosure = self.shown.shared.get(Id(thing))
        return disclosure is not None and party in self._gives_of(disclosure) - self._gets_of(disclosure)

    def _reached_by(self, disclosure: Disclosure) -> Iterator[str]:
        """Who has the data of a disclosure abroad, to whom it may be passed on, and the bodies of those with access."""
        yield from (fact.value.recipient for fact in self._transfers(disclosure) if fact.value.recipient)
        limits = [limit.condition for limit in self.registry.limits(disclosure)]
        yield from (taker for limit in limits if isinstance(limit, OnwardLimit) for taker in limit.recipients)
        roles = [role for limit in limits if isinstance(limit, ControlledAccess) for role in limit.roles]
        yield from (party.id for party in parties_in(self.registry, roles))

    # ---- the entries

    def item(self, party: Party) -> Item:
        """The entry of someone: the name and the numbers, and below it all that is said of them but their kind."""
        words = self._with_numbers(raised(self.say.bare(party.id)), party.id)
        own = [f for f in self.say.facts_of(party) if f.field not in {*OF_WHO_GETS_IT, "conditions", "kind"}]
        lines = [line for fact in own for line in self._about(fact)]
        lines += map(self.say.line, [*self._gets(party.id), *self._works_for(party.id)])
        if party.id not in self.active:
            lines.append(self.say.line(self.texts["only"]))
        return Item(self.say.line(words), tuple(fact.id for fact in own), anchor(party.id), tuple(lines))

    def _with_numbers(self, name: str, key: str) -> str:
        """The name with the passages that name someone; or links to the part of the page where they are named.

        Last come the passages whose data they only give.
        """
        things = self.named_in.get(key, ())
        others = [thing for thing in things if not self._is_only_source(thing, key)]
        numbers = {*self.shown.numbers(others)}
        sources = self.shown.references(thing for thing in things if self.shown.number_of.get(thing) not in numbers)
        everywhere = link(f"#{EVERYWHERE}", self.texts["everywhere"]) if key in self.named_of_everything else ""
        places = ", ".join(place for place in (everywhere, self.shown.references(others)) if place)
        if sources and not places:
            return str(self.texts["only_source"]).format(name=name, numbers=sources)
        if sources:
            places = self.texts["also_source"].format(numbers=places, sources=sources)
        return str(self.texts["entry"]).format(
            name=name, numbers=places or link(ABOUT, self.say.language.page("about"))
        )

    def _about(self, fact: Fact) -> Sequence[Line]:
        """A fact about someone in words; an address becomes a link whose word says what is there."""
        if fact.field in ADDRESSES:
            return (self.say.line(link(fact.value, self.texts[fact.field])),)
        pattern = str(self.say.language.texts["fields"].get(fact.field, "{it}"))
        words = self.say.say(fact.value) if fact.field == "history" else self.say.text(fact.field, fact.value)
        return self.say.lines(raised(pattern.format(it=words)))

    def _gets(self, key: str) -> Iterator[str]:
        """The kinds of sensitive data that somebody gets, where no row above names who does."""
        disclosures: dict[Word, list[str]] = {}
        for sent in self.sent:
            if sent.taker == key and sent.kind in self.of_many:
                disclosures.setdefault(sent.kind, []).append(sent.disclosure)
        for kind, ids in disclosures.items():
            yield self.texts["gets"].format(what=self._kind(kind), numbers=self.shown.references(ids))

    def _works_for(self, key: str) -> Iterator[str]:
        for principal, disclosures in self._principals.get(key, {}).items():
            pattern = self.texts["works_for_us" if principal == self.registry.organisation.id else "works_for"]
            numbers = self._references((d.id for d in disclosures), "role")
            yield pattern.format(name=name_of(self.shown, principal), numbers=numbers)

    @cached_property
    def _principals(self) -> Mapping[str, Mapping[Id, Sequence[Disclosure]]]:
        """For whom each processor works, and where: for those stated, else for us, if we pass the data on."""
        found: dict[str, dict[Id, list[Disclosure]]] = {}
        for disclosure in self.shown.in_force.values():
            if disclosure.recipient and disclosure.recipient_role in PROCESSORS:
                is_ours = disclosure.recipient_role == PROCESSOR and disclosure.sender is None
                for principal in disclosure.works_for or ((self.registry.organisation.id,) if is_ours else ()):
                    found.setdefault(disclosure.recipient, {}).setdefault(principal, []).append(disclosure)
        return found

    # ---- to find someone

    def rows(self) -> Iterator[Row]:
        """Rows to find someone by, on a phone the first ones on one screen.

        What leaves the UK, who gets the kind of data that most get, companies, who gets others, who works for others.
        """
        abroad = [f for d in self.shown.in_force.values() for f in self._transfers(d)]
        if abroad:
            subjects = {fact.subject for fact in abroad}
            words = takers_of(self.shown, (d for d in self.shown.in_force.values() if d.id in subjects))
            yield self._row("abroad", (self._answer(words, (fact.id for fact in abroad)),))
        sensitive = list(self._rows_of_sensitive_data())
        yield from sensitive[:1]
        yield self._row("companies", tuple(self._of_companies()) or (self._answer(self.texts["nobody"], ()),))
        yield from sensitive[1:]
        processors = {party.id: self._processor(party.id) for party in self.in_order if party.id in self._principals}
        if processors:
            yield self._row("works", self._list_of_processors(processors))

    def _of_companies(self) -> Iterator[Answer]:
        """The companies, and of which bodies it is not said whether they are any."""
        kinds: dict[str, list[str]] = {party.id: [f"{party.id}.kind"] for party in self.in_order if party.kind}
        companies = {party.id: self._company(party) for party in self.in_order if party.kind == "company"}
        yield from self._list(companies, kinds) if companies else ()
        silent = sum(not party.kind for party in self._bodies)
        if silent:
            some = str(self.texts["some_kinds"]).format(number=silent) if kinds else self.texts["no_kinds"]
            words = self._other_kinds(silent) if companies else some
            yield self._answer(words, chain.from_iterable(kinds.values()))

    def _other_kinds(self, number: int) -> str:
        """Of how many others the kind is not said: they stand in the list by kind."""
        return link(f"#{BODIES}", self.say.language.counted(self.texts["other_kinds"], number))

    def bodies(self) -> Rows:
        """Everyone named by what each is, the kinds asked for that nobody has, and those of whom it is not said."""
        of_kind: dict[Word | None, list[Party]] = {}
        for party in self.in_order:
            of_kind.setdefault(party.kind, []).append(party)
        silent, texts = of_kind.pop(None, []), self.texts["by_kind"]
        kinds = sorted(filter(None, of_kind), key=lambda kind: self._kind_of_body(kind).casefold())
        rows = [self._of_kind(kind, of_kind[kind]) for kind in kinds]
        absent = (self._kind_of_body(Word(kind)) for kind in ASKED_FOR if kind not in of_kind)
        none = [name for name in absent if not self._may_be_one_of(silent, name)]
        if none and rows:
            facts = (fact for row in rows for answer in row.answers for fact in answer.facts)
            rows.append(Row("kind", self.say.line(texts["no_kind"]), (self._answer(", ".join(none), facts),)))
        if silent:
            few = rows and len(silent) <= FEW_NAMES
            words = self._names(silent) if few else self._of_all(len(silent))
            rows.append(Row("kind", self.say.line(texts["not_said"]), (self._answer(words, ()),)))
        return Rows(tuple(rows), None, BODIES, "find")

    def _of_all(self, number: int) -> str:
        return str(self.texts["some"]).format(number=number, all=len(self.in_order))

    def _may_be_one_of(self, parties: Iterable[Party], kind: str) -> bool:
        """Whether the name of somebody whose kind is not said has a word of a kind, as "Schools and colleges" have."""
        words = [word for word in re.findall(r"\w+", kind.casefold()) if len(word) >= LETTERS]
        names = [name_of(self.shown, party.id).casefold() for party in parties]
        return any(word in name for word in words for name in names)

    def _of_kind(self, kind: Word, parties: Sequence[Party]) -> Row:
        answer = self._answer(self._names(parties), (f"{party.id}.kind" for party in parties))
        return Row("kind", self.say.line(raised(self._kind_of_body(kind))), (answer,))

    def _names(self, parties: Sequence[Party]) -> str:
        """Names in one line."""
        names = [raised(name_of(self.shown, party.id)) for party in parties]
        return self._between(names).join(names)

    @staticmethod
    def _between(names: Iterable[str]) -> str:
        """What stands between names in a line, where one of them may hold a comma or a bracket of its own."""
        return "; " if any(mark in name for name in names for mark in ",(") else ", "

    def _kind_of_body(self, kind: Word) -> str:
        return self.say.word("kind", kind)

    @property
    def _bodies(self) -> Sequence[Party]:
        """Those named that can be companies: neither people, nor roles, nor exercises."""
        return [p for p in self.in_order if not isinstance(p, Recipient) or p.type in (None, *OF_BODIES)]

    def _rows_of_sensitive_data(self) -> Iterator[Row]:
        categories = (c for d in self.shown.shared.values() for c in self._categories(d))
        if not any(category.sensitive for category in categories):
            yield self._row("sensitive", (self._answer(self.texts["find"]["not_said"], ()),))
        by_kind = self.by_kind(self.shown.shared)
        for kind, by_taker in by_kind.items():
            yield self._row("gets", self.takers(by_taker, self.with_words), what=self._kind(kind))

    def by_kind(self, things: Collection[str]) -> Mapping[Word, Mapping[str, Sequence[_Sent]]]:
        """What these disclosures send, by kind and taker."""
        found: dict[Word, dict[str, list[_Sent]]] = {}
        for sent in (sent for sent in self.sent if sent.disclosure in things):
            found.setdefault(sent.kind, {}).setdefault(sent.taker, []).append(sent)
        return found

    @cached_property
    def of_many(self) -> frozenset[Word]:
        """The kinds of sensitive data that so many get that no row names them."""
        return frozenset(k for k, takers in self.by_kind(self.shown.shared).items() if len(takers) > MOST_NAMES)

    def takers(
        self, by_taker: Mapping[str, Sequence[_Sent]], name: Callable[[Sequence[_Sent]], str]
    ) -> tuple[Answer, ...]:
        """Who gets a kind of data, by the names that what is sent to each gives; of many, how many they are."""
        facts = {taker: [fact for sent in sents for fact in sent.facts] for taker, sents in by_taker.items()}
        if len(facts) > MOST_NAMES:
            return (self._answer(self._of_all(len(facts)), chain.from_iterable(facts.values())),)
        return self._list({p.id: name(by_taker[p.id]) for p in self.in_order if p.id in by_taker}, facts)

    def with_words(self, sents: Sequence[_Sent]) -> str:
        """The taker's name, and the passages on what it gets."""
        return self._with(sents[0].taker, [sent.disclosure for sent in sents])

    def _with(self, taker: Id, disclosures: Sequence[Id]) -> str:
        name = raised(name_of(self.shown, taker))
        return str(self.texts["with"]).format(name=name, what=self.shown.references(disclosures))

    def companies_that_get(self) -> tuple[Answer, ...]:
        """The companies that get something which may be about the reader, and where."""
        gets = {
            p.id: [d.id for d in self.shown.for_reader.values() if p.id in self._gets_of(d)]
            for p in self.in_order
            if p.kind == "company"
        }
        words = {key: self._with(key, disclosures) for key, disclosures in gets.items() if disclosures}
        if not words:
            return ()
        reached = {key for d in self.shown.for_reader.values() for key in self._gets_of(d)}
        silent = sum(not party.kind and party.id in reached for party in self._bodies)
        others = [self._answer(self._other_kinds(silent), ())] if silent else []
        return (*self._list(words, {key: [f"{key}.kind"] for key in words}), *others)

    def _list(self, words: Mapping[Id, str], facts: Mapping[str, Sequence[str]]) -> tuple[Answer, ...]:
        """Names in one line, each with what is said of it."""
        between = self._between(name_of(self.shown, key) for key in words)
        return (self._answer(between.join(words.values()), (i for key in words for i in facts[key])),)

    def _list_of_processors(self, words: Mapping[Id, str]) -> tuple[Answer, ...]:
        """The same of processors; an answer each where one of them has for whom it works behind its name."""
        facts: Mapping[str, Sequence[str]] = {key: self._role_facts(key) for key in words}
        if any(words[key] != self._linked(key) for key in words):
            return tuple(self._answer(name, facts[key]) for key, name in words.items())
        return self._list(words, facts)

    def _answer(self, words: str, facts: Iterable[str]) -> Answer:
        return Answer((self.say.line(words),), tuple(dict.fromkeys(facts)))

    def _row(self, key: str, answers: tuple[Answer, ...], **values: str) -> Row:
        return Row(key, self.say.line(self.texts["find"][key].format(**values)), answers)

    def _company(self, party: Party) -> str:
        """A company, with the kinds of sensitive data that it gets, of which no row names the many who get them."""
        kinds = dict.fromkeys(
            self._kind(sent.kind) for sent in self.sent if sent.taker == party.id and sent.kind in self.of_many
        )
        name = self._linked(party.id)
        return self.texts["with"].format(name=name, what=", ".join(kinds)) if kinds else name

    def _transfers(self, disclosure: Disclosure) -> Iterator[Fact]:
        """The facts that say to which country data goes."""
        yield from (f for f in self.say.facts_of(disclosure) if isinstance(f.value, Transfer))

    def _references(self, things: Iterable[str], row: str) -> str:
        return self.exact.references(things, row) if self.exact else self.shown.references(things)

    def _processor(self, key: str) -> str:
        """A processor, with those for whom it works, if these are not we alone."""
        us, principals = self.registry.organisation.id, self._principals[key]
        names = [self.texts["us"] if p == us else name_of(self.shown, p) for p in principals]
        name, what = self._linked(key), self.say.language.join(names)
        return name if list(principals) == [us] else self.texts["with_principal"].format(name=name, what=what)

    def _role_facts(self, key: str) -> Sequence[str]:
        disclosures = {d.id: d for of_principal in self._principals[key].values() for d in of_principal}.values()
        fields = {"recipient_role", "works_for"}
        return [fact.id for d in disclosures for fact in self.say.facts_of(d) if fact.field in fields]

    def _linked(self, key: str) -> str:
        return link(f"#{anchor(key)}", raised(name_of(self.shown, key)))

    def _kind(self, kind: Word) -> str:
        return str(self.texts["kinds"][kind])


def _texts(shown: Shown) -> Mapping[str, Any]:
    texts: Mapping[str, Any] = shown.say.language.texts["named"]
    return texts
