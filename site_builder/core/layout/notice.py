"""Registry and notice to the laid-out notice: passages in order, each with the facts of what it states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from site_builder.core.facts import Fact, fact_of, facts_of, in_force, parties_in
from site_builder.core.language import Language
from site_builder.core.layout.answers import answer, rows, who
from site_builder.core.layout.glance import glance
from site_builder.core.layout.laid_out import Answer, Box, Entry, LaidNotice, LaidSection, Paragraph, Row, Run
from site_builder.core.layout.questions import OF_DISCLOSURES, OF_NOTICES, OF_ORGANISATION, OF_PARTIES
from site_builder.core.model import (
    ITEM,
    RUN_ON,
    Disclosure,
    Limit,
    Notice,
    Passage,
    Registry,
    Section,
    SharedCondition,
)
from site_builder.core.sentences import Sentences
from site_builder.core.standing import ACTIVE, standing


def lay_out(registry: Registry, notice: Notice, language: Language, on: date) -> LaidNotice:
    """The notice as it reads on a day; `registry` is the public half. What is not in force then is left out."""
    return _Layout(registry, notice, language, on).notice()


class _Layout:
    """One notice being laid out: what is in force, and which bodies have been introduced."""

    def __init__(self, registry: Registry, notice: Notice, language: Language, on: date) -> None:
        self._registry, self._source = registry, notice
        self._say = Sentences(registry, language)
        self._language = language
        self._in_force = {d.id: d for d in in_force(registry, notice, on)}
        self._shown = frozenset(notice.shown)
        self._limited: dict[str, list[Disclosure]] = {}
        for disclosure in registry.disclosures:
            if standing(registry, disclosure, on) == ACTIVE:
                for key in (*disclosure.shared_conditions, *disclosure.possible_conditions):
                    self._limited.setdefault(key, []).append(disclosure)
        self._anchors = {*self._in_force, *(f"condition-{key}" for key in self._limited if key in self._shown)}
        self._introduced: set[str] = set()

    def notice(self) -> LaidNotice:
        """Boxes are made in reading order: what is known of a body is said where it is first named."""
        source, registry = self._source, self._registry
        facts = self._of_notice()
        sections = tuple(self._section(s) for s in source.sections)
        about = self._of_organisation()
        return LaidNotice(
            id=source.id,
            language=self._language.tag,
            organisation=self._say.words(registry.organisation.name),
            title=self._say.words(source.title),
            opening=_paragraphs(self._runs(source.opening)),
            facts=facts,
            glance=glance(self._say, source, self._in_force),
            sections=sections,
            closing=_paragraphs(self._runs(source.closing)),
            about_heading=self._language.page("about"),
            about=about,
            version=registry.version,
            issued=self._language.day(registry.issued),
        )

    def _of_notice(self) -> Box:
        facts = list(facts_of(self._source))
        limits = [f for f in facts if f.field == "conditions"]
        told = (*rows(self._say, OF_NOTICES, facts), *rows(self._say, OF_DISCLOSURES, limits), *self._introduce(facts))
        return self._box("page-facts", told)

    def _of_organisation(self) -> Box:
        organisation = self._registry.organisation
        facts = list(facts_of(organisation))
        told = {row.key: row for row in rows(self._say, OF_ORGANISATION, facts)}
        question = self._language.texts["questions"]["organisation"]
        more = told.pop("organisation").answers if "organisation" in told else ()
        who_we_are = Row("organisation", question, (Answer(self._say.words(organisation.name)), *more))
        return self._box("page-about", (who_we_are, *told.values(), *self._introduce(facts)))

    def _section(self, section: Section) -> LaidSection:
        groups = _entries(p for p in section.passages if self._is_read(p))
        entries = tuple(Entry(_paragraphs(self._runs(group)), tuple(self._boxes(group))) for group in groups)
        return LaidSection(f"section-{section.id}", self._say.words(section.heading), entries)

    def _is_read(self, passage: Passage) -> bool:
        """Words stay while any disclosure that they state is in force."""
        stated = [self._registry.things[i] for i in passage.states]
        return not stated or any(
            t.id in (self._limited if isinstance(t, SharedCondition) else self._in_force) for t in stated
        )

    def _runs(self, passages: Iterable[Passage]) -> Iterator[tuple[str, Run]]:
        for passage in passages:
            language, text = passage.text.say(self._language.tag)
            yield passage.shape, Run(text, language, passage.states)

    # ---- boxes

    def _boxes(self, passages: Iterable[Passage]) -> Iterator[Box]:
        for key in dict.fromkeys(i for p in passages for i in p.states):
            thing = self._registry.things[key]
            if isinstance(thing, SharedCondition):
                yield self._of_shared(thing)
            elif key in self._in_force:
                yield self._of_disclosure(self._in_force[key])

    def _of_disclosure(self, disclosure: Disclosure) -> Box:
        facts = [f for f in facts_of(disclosure) if f.field != "conditions"]
        here = [f for f in facts if f.field not in SHARING or f.value in self._shown]
        elsewhere = {f.value: (f.id,) for f in facts if f.field in SHARING and f.value not in self._shown}
        limits = [
            limit for limit in self._registry.limits(disclosure) if not self._is_said_elsewhere(limit, disclosure)
        ]
        own = [replace(fact_of(limit), brings=elsewhere.get(limit.owner, ())) for limit in limits]
        found = rows(self._say, OF_DISCLOSURES, [*here, *own])
        return self._box(
            disclosure.id,
            (who(self._say, disclosure), *found, *self._introduce([*facts, *own, *self._of_recipient(disclosure)])),
        )

    def _of_recipient(self, disclosure: Disclosure) -> Iterator[Fact]:
        """What is known of who gets it: its members, where it works, who took its place are named in it."""
        if disclosure.recipient:
            yield from facts_of(self._registry.things[disclosure.recipient])

    def _box(self, anchor: str, told: tuple[Row, ...]) -> Box:
        """A box whose links lead somewhere: to what is not in force here, or not shown, there is none."""
        kept = (tuple(a if a.target in self._anchors else replace(a, target=None) for a in r.answers) for r in told)
        return Box(anchor, tuple(replace(row, answers=answers) for row, answers in zip(told, kept, strict=True)))

    def _is_said_elsewhere(self, limit: Limit, disclosure: Disclosure) -> bool:
        """Whether the notice itself, or a shared condition with words of its own here, says it."""
        return limit.owner != disclosure.id and (limit.owner == self._source.id or limit.owner in self._shown)

    def _introduce(self, facts: Iterable[Fact]) -> Iterator[Row]:
        """What is known of each body that these facts name, where it is first named."""
        for party in parties_in(self._registry, (name for fact in facts for name in fact.names)):
            if party.id not in self._introduced:
                self._introduced.add(party.id)
                for row in rows(self._say, OF_PARTIES, facts_of(party)):
                    yield replace(row, question=row.question.format(name=self._say.name(party.id)))

    def _of_shared(self, condition: SharedCondition) -> Box:
        facts = list(facts_of(condition))
        told = (*rows(self._say, OF_DISCLOSURES, facts), *self._introduce(facts))
        holds = tuple(self._holds_for(condition))
        question = self._language.texts["questions"]["holds_for"]
        return self._box(f"condition-{condition.id}", (*told, *([Row("holds_for", question, holds)] if holds else ())))

    def _holds_for(self, condition: SharedCondition) -> Iterator[Answer]:
        for disclosure in (d for d in self._limited[condition.id] if d.id in self._in_force):
            facts = [f for f in facts_of(disclosure) if f.field in SHARING and f.value == condition.id]
            yield answer(self._say, self._say.name(disclosure.id), facts, target=disclosure.id)


SHARING = {"shared_conditions", "possible_conditions"}


def _entries(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    """Passages that belong together: one text, or several that run on in one paragraph."""
    group: list[Passage] = []
    for passage in passages:
        goes_on = group and group[-1].states == passage.states and passage.states
        starts = passage.shape != RUN_ON and not goes_on
        if starts and group:
            yield group
            group = []
        group.append(passage)
    if group:
        yield group


def _paragraphs(runs: Iterable[tuple[str, Run]]) -> tuple[Paragraph, ...]:
    made: list[Paragraph] = []
    for shape, run in runs:
        if shape == ITEM and made:
            made[-1] = Paragraph(made[-1].runs, (*made[-1].items, run))
        elif shape == RUN_ON and made and not made[-1].items:
            made[-1] = Paragraph((*made[-1].runs, run))
        else:
            made.append(Paragraph((), (run,)) if shape == ITEM else Paragraph((run,)))
    return tuple(made)
