"""The exact facts of each passage, and what is true of everything, which is stated once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from site_builder.facts.facts import Fact, fact_of
from site_builder.facts.layout.answers import Told, answer, facts_told, rows_of, told, who
from site_builder.facts.layout.kinds import takers_of
from site_builder.facts.layout.labels import heading_of
from site_builder.facts.layout.laid_out import Answer, Closed, Margin, Mark, Row, Rows, Text
from site_builder.facts.layout.questions import EXACT
from site_builder.facts.layout.regular import is_case_by_case, is_once, is_regular
from site_builder.facts.layout.shown import Group, Shown, row_anchor
from site_builder.facts.layout.times import times
from site_builder.facts.sentences import link, raised
from site_builder.model import Disclosure, SharedCondition
from site_builder.model.values import NOT_STATED, Id

EVERYWHERE = "page-all"
"""The anchor of what is true of everything."""
WHEN = "page-when"
"""The anchor of what is shared regularly or case by case."""
OWN_TO_EACH = frozenset({"who", "members", "why", "what", "must", "unlike", "also", "holds_for", "more"})
"""Rows that always stand at each passage."""
FEWEST, SHARE, MOST_EXCEPTIONS = 3, 0.8, 4
"""What so many disclosures, and this share of them, say word for word is stated once, with so many exceptions."""
TOPICS = 3
"""So many topics stand in the summary of what is true of everything."""
SHARING = {"shared_conditions": False, "possible_conditions": True}
"""The fields that name shared conditions, and whether the words leave open that they reach here."""
FOUND = ("kept", "law", "role", "abroad", "computer", "tell")
"""Rows that people look for, which have an anchor at each passage."""
IN_ORDER = {question.key: place for place, question in enumerate(EXACT)}
KEY_OF = {field: question.key for question in EXACT for field in question.fields}
NOT_SAID_OF = "not_said_of"
EXCEPT = "except"
EXCEPTIONS = (EXCEPT, NOT_SAID_OF, "not_of")
"""What is said, beside a row of most, of who has another row, to whom it does not apply, and who has none."""
REFERENCES = ("exception_to", "onward_of", *SHARING)
"""The fields of a disclosure whose answers are numbers of passages."""
WORDS_OF_EXCEPTION = 12
"""The most words of another answer that stands behind that of most."""


@dataclass(frozen=True)
class _Common:
    """A whole row that most disclosures have: those that have it, and those that do not, by what is said of them."""

    key: str
    texts: tuple[str, ...]
    giving: frozenset[Id]
    exceptions: Mapping[str, tuple[Id, ...]]


@dataclass(frozen=True)
class Exact:
    """The exact facts of one notice."""

    shown: Shown

    def of(self, group: Group, things: Sequence[Id]) -> Closed | None:
        """The facts of the things that a passage states first; None where they are all stated elsewhere."""
        to_come = [key for key in group.to_come if self.shown.number_of[key] == group.number]
        if not things and not to_come:
            return None
        s, texts = self.shown.say, self.shown.say.language.texts["exact"]
        blocks: list[Rows | Text] = list(self._anchored(group.number, self._rows(things))) if things else []
        blocks += self._to_come(to_come, is_alone=not things and len(to_come) == 1)
        if self.everywhere is not None:
            blocks.append(Text((s.line(link(f"#{EVERYWHERE}", texts["everywhere"])),)))
        key = "facts_for_grown_ups" if s.for_children else "facts"
        return Closed(s.line(texts[key]), tuple(blocks), of=texts["of"].format(number=group.number))

    @cached_property
    def everywhere(self) -> Closed | None:
        """What is true of everything here: the conditions of the notices, and what most disclosures say."""
        s = self.shown.say
        texts = s.language.texts["exact"]
        once = (one for common in self._common for one in self._told_once(common))
        whole = (*self._conditions_of_notices(), *once)
        rows = rows_of(s, sorted(whole, key=lambda one: IN_ORDER[one.key]))
        if not rows:
            return None
        when, found = tuple(self._when()), rows_of(s, self._found())
        times = [self.times] if self.times and not s.for_children else []
        keys = [*(row.key for row in when), *("kept" for _ in times), *(row.key for row in (*found, *rows))]
        topics = list(dict.fromkeys(map(s.topic, keys)))
        pattern = texts["and_more_topics" if len(topics) > TOPICS else "topics"]
        further = (Text((s.line(texts["elsewhere"]),)), Rows((*when, *found))) if when or found else ()
        return Closed(
            s.line(pattern.format(name=texts["everywhere"], topics=", ".join(topics[:TOPICS]))),
            (Text((s.line(texts["for_all"]),)), Rows(rows), *further, *times),
            anchor=EVERYWHERE,
        )

    def references(self, things: Iterable[str], row: str) -> str:
        """The numbers of things as links, which lead to this row where each thing has one of its own."""
        things = list(things)
        has_row = all(one in self._with_row(row) for one in things)
        return self.shown.references(things, row if has_row else "")

    def _with_row(self, row: str) -> list[Id]:
        """The disclosures that have this row at their own passage."""
        return [d.id for d in self.shown.in_force.values() if any(one.key == row for one in self._own(d))]

    # ---- one passage

    def _anchored(self, number: str, blocks: Iterable[Rows]) -> Iterator[Rows]:
        """The same rows; the first of each key to which something leads has an anchor."""
        linked = {*FOUND, *(common.key for common in self._common)}
        for block in blocks:
            rows = []
            for row in block.rows:
                rows.append(replace(row, anchor=row_anchor(number, row.key)) if row.key in linked else row)
                linked.discard(row.key)
            yield replace(block, rows=tuple(rows))

    def _rows(self, things: Sequence[Id]) -> Iterator[Rows]:
        s, texts = self.shown.say, self.shown.say.language.texts["exact"]
        disclosures = [self.shown.in_force[i] for i in things if i in self.shown.in_force]
        rules = [self.shown.rules[i] for i in things if i in self.shown.rules]
        if len(things) == 1:
            yield Rows(rows_of(s, self._own(disclosures[0]) if disclosures else self._of_rule(rules[0])))
            return
        told_by_each = [self._own(d) for d in disclosures]
        common = _shared(told_by_each) if len(disclosures) > 1 else []
        in_common = {one.key for one in common}
        for disclosure, own in zip(disclosures, told_by_each, strict=True):
            heading = s.line(raised(heading_of(self.shown, disclosure, disclosures)))
            yield Rows(rows_of(s, [one for one in own if one.key not in in_common]), heading, disclosure.id)
        if common:
            yield Rows(rows_of(s, common), s.line(texts["all_of_these"]))
        for place, rule in enumerate(rules, 1):
            rows = rows_of(s, self._of_rule(rule))
            topics = ", ".join(s.topic(row.key) for row in rows if row.key != "holds_for")
            name = texts["rules"] if len(rules) == 1 else f"{texts['rules']} {place}"
            title = texts["topics"].format(name=name, topics=topics) if topics else name
            yield Rows(rows, s.line(title), f"condition-{rule.id}")

    def _to_come(self, things: Sequence[Id], *, is_alone: bool) -> Iterator[Rows]:
        """All that is said of what begins on a day to come, under its day where it does not stand alone."""
        s, pattern = self.shown.say, str(self.shown.say.language.texts["to_come"]["of"])
        disclosures = [self.shown.to_come[key] for key in things]
        for disclosure in disclosures:
            rows = rows_of(s, list(self._told(disclosure)))
            day = s.language.day(self.shown.begins(disclosure.id))
            heading = s.line(pattern.format(valid_from=day, what=heading_of(self.shown, disclosure, disclosures)))
            yield Rows(rows) if is_alone else Rows(rows, heading, disclosure.id)

    def _own(self, disclosure: Disclosure) -> list[Told]:
        """The answers at a disclosure's own passage: all but the rows that `everywhere` states for most."""
        number = self.shown.number_of[disclosure.id]
        once = {
            common.key
            for common in self._common
            if number not in self._excepted(common) and disclosure.id in common.giving
        }
        return [one for one in self._all_told[disclosure.id] if one.key not in once]

    @cached_property
    def _all_told(self) -> Mapping[Id, list[Told]]:
        return {d.id: list(self._told(d)) for d in self.shown.in_force.values()}

    def _told(self, disclosure: Disclosure) -> Iterator[Told]:
        s, shown = self.shown.say, self.shown
        facts = [f for f in s.facts_of(disclosure) if f.field != "conditions"]
        plain = [f for f in facts if f.field not in REFERENCES]
        in_words_elsewhere = {f.value: (f.id,) for f in facts if f.field in SHARING and f.value not in shown.rules}
        limits = [x for x in shown.registry.limits(disclosure) if not shown.is_stated_elsewhere(x, disclosure)]
        own = [replace(fact_of(limit), brings=in_words_elsewhere.get(limit.owner, ())) for limit in limits]
        references = [f for f in facts if f.field in REFERENCES and f.value not in in_words_elsewhere]
        yield from who(s, disclosure)
        answered = [*told(s, EXACT, [*plain, *own]), *self._references(references, disclosure)]
        yield from sorted(answered, key=lambda one: IN_ORDER[one.key])

    def _references(self, facts: Iterable[Fact], disclosure: Disclosure) -> Iterator[Told]:
        """Facts of a disclosure that name a passage: by its number, or by the title of another notice."""
        s, place = self.shown.say, self.shown.number_of[disclosure.id]
        by_field: dict[str, list[Fact]] = {}
        for fact in facts:
            by_field.setdefault(fact.field, []).append(fact)
        for field, of_field in by_field.items():
            own = "own_rules" if field in SHARING else "this_passage"
            numbers = self._numbers(of_field, place, own)
            words = str(s.language.texts["fields"].get(field, "{it}")).format(it=numbers)
            if field == "onward_of" and disclosure.sender not in {None, NOT_STATED}:
                sender = s.bare(str(disclosure.sender))
                words = s.language.texts["exact"]["passes_on"].format(sender=sender, numbers=numbers)
            if SHARING.get(field):
                words = s.language.texts["exact"]["perhaps"].format(numbers=words)
            certain = [replace(f, possible=False) for f in of_field]
            yield Told(KEY_OF[field], field, answer(s, words, certain))

    def _numbers(self, facts: Sequence[Fact], place: str, own_words: str) -> str:
        here = [f.value for f in facts if f.value in self.shown.number_of]
        elsewhere = [self._elsewhere(f.value) for f in facts if f.value not in self.shown.number_of]
        return ", ".join(filter(None, (self._besides(here, place, own_words), *elsewhere)))

    def _besides(self, things: Iterable[str], place: str, own_words: str = "this_passage") -> str:
        """The numbers of things as links; in place of the number `place` stand words of the locale."""
        numbers = {thing: self.shown.number_of[thing] for thing in things}
        own = self.shown.say.language.texts["exact"][own_words] if place in numbers.values() else ""
        others = self.shown.references(thing for thing, number in numbers.items() if number != place)
        return ", ".join(filter(None, (own, others)))

    def _elsewhere(self, thing: Id) -> str:
        """What is stated in another notice: that notice's title and the number there."""
        s = self.shown.say
        for notice in s.registry.notices:
            number = Shown(s, notice, self.shown.on).number_of.get(thing)
            if number:
                return f"{s.words(notice.title)} {number}"
        return s.name(thing)

    def _of_rule(self, rule: SharedCondition) -> list[Told]:
        return [*told(self.shown.say, EXACT, self.shown.say.facts_of(rule)), *self._holds_for(rule)]

    def _holds_for(self, rule: SharedCondition) -> Iterator[Told]:
        """The passages that a rule reaches, and those that it perhaps reaches."""
        s = self.shown.say
        reached = [d for d in self.shown.limited[rule.id] if d.id in self.shown.in_force]
        facts = {
            field: [f for d in reached for f in s.facts_of(d) if f.field == field and f.value == rule.id]
            for field in SHARING
        }
        parts = [
            texts.format(numbers=self._besides((f.subject for f in facts[field]), self.shown.number_of[rule.id]))
            for field, texts in zip(SHARING, ("{numbers}", s.language.texts["exact"]["perhaps_of"]), strict=True)
            if facts[field]
        ]
        if parts:
            every = [replace(f, possible=False) for of_field in facts.values() for f in of_field]
            yield Told("holds_for", "holds_for", answer(s, ", ".join(parts), every))

    # ---- everything

    def _found(self) -> Iterator[Told]:
        """Where the rows stand that people look for."""
        for key in FOUND[1:]:
            things = self._with_row(key)
            facts = [
                fact for thing in things for one in self._all_told[thing] if one.key == key for fact in one.answer.facts
            ]
            if things:
                line = self.shown.say.line(self._where(things, key))
                yield Told(key, key, Answer((line,), tuple(dict.fromkeys(facts))))

    @cached_property
    def times(self) -> Closed | None:
        """How long each passage says that it is kept, under its title; None where none says so by itself."""
        return times(self.shown, {thing: self._all_told[thing] for thing in self._with_row("kept")})

    @property
    def has_times(self) -> bool:
        """Whether there is a list of how long it is kept."""
        return self.times is not None and (self.shown.say.for_children or self.everywhere is not None)

    def _when(self) -> Iterator[Row]:
        """What is shared regularly, what case by case, and what once, by who gets it."""
        s, answers = self.shown.say, list[Answer]()
        for key, is_so in (("regularly", is_regular), ("case_by_case", is_case_by_case), ("once", is_once)):
            names = takers_of(self.shown, [d for d in self.shown.shared.values() if is_so(d)])
            if names:
                answers.append(Answer((s.line(s.language.texts["exact"][key].format(names=names)),)))
        if answers:
            yield Row("when", s.question("when"), tuple(answers), WHEN)

    def will_be_told(self, things: Iterable[Id]) -> tuple[Margin, ...]:
        """Beside a passage, whether people will be told of it; none where it does not say so, or not in one way."""
        s = self.shown.say
        told = [one for thing in things for one in self._all_told.get(thing, ()) if one.key == "tell"]
        if len({one.answer.text for one in told}) != 1:
            return ()
        question = s.line(s.language.texts["exact"]["will_be_told"])
        return (Margin(question, (Mark("", told[0].answer.lines[0], facts_told(told)),)),)

    def _where(self, things: Sequence[Id], key: str) -> str:
        """The passages of these things, as links to their rows; of nearly all passages, those that have no such row."""
        texts, disclosures = self.shown.say.language.texts["exact"], self.shown.in_force
        others = [i for i in disclosures if self.shown.number_of[i] not in self.shown.numbers(things)]
        if len(things) < FEWEST or len(things) < SHARE * len(disclosures):
            return self.shown.references(things, key)
        pattern = texts["in_each_but" if others else "in_each"]
        return str(pattern).format(numbers=self.shown.references(others))

    def _conditions_of_notices(self) -> Iterator[Told]:
        s = self.shown.say
        facts = (
            f for n in (self.shown.notice, *self.shown.read_with) for f in s.facts_of(n) if f.field == "conditions"
        )
        yield from told(s, EXACT, facts)

    @cached_property
    def _common(self) -> Sequence[_Common]:
        """Each row that most disclosures have word for word. Half a row elsewhere would mislead who reads the other."""
        disclosures = self.shown.shared
        by_row: dict[tuple[str, tuple[str, ...]], set[Id]] = {}
        for thing, answers in ((key, self._all_told[key]) for key in disclosures):
            for key in dict.fromkeys(one.key for one in answers if one.key not in OWN_TO_EACH):
                texts = _row(answers, key)
                by_row.setdefault((key, texts), set()).add(thing)
        found = []
        for (key, texts), giving in by_row.items():
            rest = {i: self._without(_row(self._all_told[i], key)) for i in disclosures if i not in giving}
            exceptions = {kind: tuple(i for i in rest if rest[i] == kind) for kind in EXCEPTIONS}
            common = _Common(key, texts, frozenset(giving), exceptions)
            enough = len(giving) >= FEWEST and len(giving) >= SHARE * len(disclosures)
            if enough and len(self._excepted(common)) <= MOST_EXCEPTIONS:
                found.append(common)
        return tuple(found)

    def _without(self, row: tuple[str, ...]) -> str:
        """How to say that this is not the row that most have: one of `EXCEPTIONS`."""
        inapplicable = self.shown.say.language.texts["words"]["silence"]["not_applicable"]
        return NOT_SAID_OF if not row else "not_of" if row == (inapplicable,) else EXCEPT

    def _excepted(self, common: _Common) -> frozenset[str]:
        return frozenset(self.shown.numbers(i for ids in common.exceptions.values() for i in ids))

    def _told_once(self, common: _Common) -> Iterator[Told]:
        """The answers of a row, the last one with its exceptions; each states the facts of all that give it."""
        s = self.shown.say
        giving = [i for i in self.shown.in_force if i in common.giving]
        exceptions = [self._exception(common, key, ids) for key, ids in common.exceptions.items() if ids]
        added = s.line("".join(exceptions)).pieces
        others = self._others(common)
        for place, text in enumerate(common.texts, 1):
            same = [o for i in giving for o in self._all_told[i] if (o.key, o.answer.text) == (common.key, text)]
            lines = same[0].answer.lines
            if place == len(common.texts):
                lines = (*lines[:-1], replace(lines[-1], pieces=(*lines[-1].pieces, *added)))
            yield replace(same[0], answer=Answer(lines, facts_told([*same, *others])))

    def _exception(self, common: _Common, key: str, ids: Sequence[Id]) -> str:
        """What is said of those that have not this row; where they have another that is short, what it says."""
        texts, numbers = (
            self.shown.say.language.texts["exact"],
            self.shown.references(ids, "" if key == NOT_SAID_OF else common.key),
        )
        others = self._others(common) if key == EXCEPT else ()
        if others:
            return str(texts["except_what"]).format(numbers=numbers, what=others[0].answer.text)
        return str(texts[key]).format(numbers=numbers)

    def _others(self, common: _Common) -> Sequence[Told]:
        """The one short answer that all have which have another one; none where there is no such."""
        told = [one for i in common.exceptions[EXCEPT] for one in self._all_told[i] if one.key == common.key]
        texts = {one.answer.text for one in told}
        is_short = len(texts) == 1 and len(told) == len(common.exceptions[EXCEPT])
        is_plain = all(
            not piece.url and not piece.language for one in told for x in one.answer.lines for piece in x.pieces
        )
        fits = all(":" not in text and len(text.split()) <= WORDS_OF_EXCEPTION for text in texts)
        return told if is_short and is_plain and fits else ()


def _shared(told_by_each: Sequence[Sequence[Told]]) -> list[Told]:
    """The whole rows that several disclosures have word for word, with the facts of all."""
    first, *others = told_by_each
    shared = []
    for key in dict.fromkeys(one.key for one in first):
        row = _row(first, key)
        if all(_row(own, key) == row for own in others):
            for text in dict.fromkeys(row):
                same = [one for own in told_by_each for one in own if (one.key, one.answer.text) == (key, text)]
                shared.append(replace(same[0], answer=replace(same[0].answer, facts=facts_told(same))))
    return shared


def _row(answers: Iterable[Told], key: str) -> tuple[str, ...]:
    """The texts of the answers of one row."""
    return tuple(one.answer.text for one in answers if one.key == key)
