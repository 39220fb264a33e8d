"""From registry and notice to the laid-out notice: passages in order, each with the facts that it states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from site_builder.facts.facts import Fact, confirmations, fact_of, in_force, parties_in
from site_builder.facts.language import Language
from site_builder.facts.layout.answers import answer, rows, who
from site_builder.facts.layout.glance import glance
from site_builder.facts.layout.laid_out import Answer, Box, Entry, LaidNotice, LaidSection, Paragraph, Row, Run
from site_builder.facts.layout.questions import OF_DISCLOSURES, OF_NOTICES, OF_ORGANISATION, OF_PARTIES
from site_builder.facts.layout.rights import rights
from site_builder.facts.lifecycle import ACTIVE, standing
from site_builder.facts.releases import DRAFT
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import Sentences
from site_builder.model import ITEM, RUN_ON, Disclosure, Limit, Notice, Passage, Registry, Section, SharedCondition
from site_builder.model.values import Words


def lay_out(
    registry: Registry, notice: Notice, language: Language, on: date, *, for_children: bool = False
) -> LaidNotice:
    """The notice as it reads on a day; `registry` is the public half. Disclosures not in force then are left out.

    For children it states the same facts, in words for children where there are any, else in everyone's.
    """
    laid = _Layout(registry, Sentences(registry, language, for_children), notice, on).notice()
    others = sorted({language.called(tag) for tag in _languages(laid) if tag != laid.language})
    remark = language.page("untranslated", language=language.join(others)) if others else ""
    return replace(laid, untranslated=remark)


class _Layout:
    """Lays out one notice: it knows what is in force, and which bodies it has introduced."""

    def __init__(self, registry: Registry, say: Sentences, notice: Notice, on: date) -> None:
        self._registry, self._source, self._say = registry, notice, say
        self._language = say.language
        self._in_force = {d.id: d for d in in_force(registry, notice, on)}
        self._shown = frozenset(notice.shown)
        self._read_with = registry.read_with(notice)
        self._stated_once = {notice.id, *(n.id for n in self._read_with)}
        self._limited: dict[str, list[Disclosure]] = {}
        for disclosure in registry.disclosures:
            if standing(registry, disclosure, on) == ACTIVE:
                for key in (*disclosure.shared_conditions, *disclosure.possible_conditions):
                    self._limited.setdefault(key, []).append(disclosure)
        self._anchors = {*self._in_force, *(f"condition-{key}" for key in self._limited if key in self._shown)}
        self._introduced: set[str] = set()
        self._anchored: set[str] = set()

    def notice(self) -> LaidNotice:
        """The whole notice. Boxes are made in reading order, as a body is introduced where it is first named."""
        source, registry = self._source, self._registry
        facts = self._notice_box()
        sections = tuple(self._section(s) for s in source.sections)
        about = self._organisation_box()
        return LaidNotice(
            id=source.id,
            language=self._language.tag,
            for_children=self._say.for_children,
            organisation=self._line(registry.organisation.name),
            title=self._line(self._say.best(source.child_title, source.title)),
            opening=_paragraphs(self._runs_of((self._say.for_children and source.child_opening) or source.opening)),
            facts=facts,
            glance=glance(self._say, source, self._in_force),
            sections=sections,
            closing=_paragraphs(self._runs_of(source.closing)),
            rights_heading=self._language.page("your_rights"),
            rights=Box("page-rights", tuple(rights(self._say, tuple(self._in_force.values())))),
            about_heading=self._language.page("about"),
            about=about,
            edition=self._edition(),
            untranslated="",
        )

    def _edition(self) -> str:
        """The line about the version and its day, or about the draft."""
        version, issued = self._registry.version, self._language.day(self._registry.issued)
        if version == DRAFT:
            return self._language.page("draft", issued=issued)
        return self._language.page("version", version=version, issued=issued)

    def _line(self, words: Words) -> Line:
        return self._say.line(self._say.words(words))

    def _notice_box(self) -> Box:
        facts = [*self._say.facts_of(self._source), *confirmations(self._registry, self._source)]
        limits = [
            f
            for thing in (self._source, *self._read_with)
            for f in self._say.facts_of(thing)
            if f.field == "conditions"
        ]
        notice_rows = (
            *self._superseded(),
            *rows(self._say, OF_NOTICES, facts),
            *rows(self._say, OF_DISCLOSURES, limits),
            *self._introduce([*facts, *limits]),
        )
        return self._box("page-facts", notice_rows)

    def _superseded(self) -> Iterator[Row]:
        """The row that names the notices that replace this one."""
        newer = self._registry.superseding(self._source)
        if newer:
            facts = [
                f
                for n in newer
                for f in self._say.facts_of(n)
                if f.field == "supersedes" and f.value == self._source.id
            ]
            names = self._say.names(n.id for n in newer)
            yield Row("superseded", self._say.question("superseded"), (answer(self._say, names, facts),))

    def _organisation_box(self) -> Box:
        organisation = self._registry.organisation
        facts = [*self._say.facts_of(organisation), *confirmations(self._registry, organisation)]
        rows_by_key = {row.key: row for row in rows(self._say, OF_ORGANISATION, facts)}
        known = rows_by_key.pop("organisation").answers if "organisation" in rows_by_key else ()
        who_we_are = Row(
            "organisation", self._say.question("organisation"), (Answer(self._line(organisation.name)), *known)
        )
        return self._box("page-about", (who_we_are, *rows_by_key.values(), *self._introduce(facts)))

    def _section(self, section: Section) -> LaidSection:
        groups = _passage_groups(p for p in section.passages if self._is_shown(p))
        entries = tuple(
            Entry(_paragraphs(self._runs_of(self._words_for_reader(section, group))), tuple(self._boxes(group)))
            for group in groups
        )
        return LaidSection(f"section-{section.id}", self._say.line(self._say.heading(section)), entries)

    def _words_for_reader(self, section: Section, group: Sequence[Passage]) -> Sequence[Passage]:
        """The passages of an entry to show: for children their own, if these state all that the entry states."""
        states = {p.states for p in group if p.states}
        own = [p for p in section.child_passages if p.states in states] if self._say.for_children else []
        complete = bool(own) and {p.states for p in own} == states
        return own if complete and all(self._say.best(p.text, group[0].text) is p.text for p in own) else group

    def _is_shown(self, passage: Passage) -> bool:
        """Whether a passage is shown: if it states nothing, or something that is in force."""
        things = [self._registry.things[i] for i in passage.states]
        return not things or any(
            t.id in (self._limited if isinstance(t, SharedCondition) else self._in_force) for t in things
        )

    def _runs_of(self, passages: Iterable[Passage]) -> Iterator[tuple[str, Run]]:
        for passage in passages:
            language, text = passage.text.say(self._language.tag)
            yield passage.shape, Run(text, language, passage.states)

    # ---- boxes

    def _boxes(self, passages: Iterable[Passage]) -> Iterator[Box]:
        for key in dict.fromkeys(i for p in passages for i in p.states):
            thing = self._registry.things[key]
            if isinstance(thing, SharedCondition) and key in self._limited:
                yield self._anchored_once(self._shared_condition_box(thing))
            elif key in self._in_force:
                yield self._anchored_once(self._disclosure_box(self._in_force[key]))

    def _anchored_once(self, box: Box) -> Box:
        """The box, marked if an earlier one has its anchor: links lead to the first of two equal boxes."""
        is_again = box.anchor in self._anchored
        self._anchored.add(box.anchor)
        return replace(box, is_again=is_again)

    def _disclosure_box(self, disclosure: Disclosure) -> Box:
        facts = [f for f in self._say.facts_of(disclosure) if f.field != "conditions"]
        facts += confirmations(self._registry, disclosure)
        here = [f for f in facts if f.field not in SHARING or f.value in self._shown]
        elsewhere = {f.value: (f.id,) for f in facts if f.field in SHARING and f.value not in self._shown}
        limits = [
            limit for limit in self._registry.limits(disclosure) if not self._is_stated_elsewhere(limit, disclosure)
        ]
        own = [replace(fact_of(limit), brings=elsewhere.get(limit.owner, ())) for limit in limits]
        answered = rows(self._say, OF_DISCLOSURES, [*here, *own])
        return self._box(
            disclosure.id,
            (
                who(self._say, disclosure),
                *answered,
                *self._introduce([*facts, *own, *self._recipient_facts(disclosure)]),
            ),
        )

    def _recipient_facts(self, disclosure: Disclosure) -> Iterator[Fact]:
        """The facts of the recipient: they name its members, where it works and who replaced it."""
        if disclosure.recipient:
            yield from self._say.facts_of(self._registry.things[disclosure.recipient])

    def _box(self, anchor: str, box_rows: tuple[Row, ...]) -> Box:
        """A box without links to what is not in force or not shown in this notice."""
        answers_by_row = (
            tuple(a if a.target in self._anchors else replace(a, target=None) for a in r.answers) for r in box_rows
        )
        return Box(
            anchor, tuple(replace(row, answers=answers) for row, answers in zip(box_rows, answers_by_row, strict=True))
        )

    def _is_stated_elsewhere(self, limit: Limit, disclosure: Disclosure) -> bool:
        """Whether the notice as a whole states a limit, or a shared condition that has its own words in this notice."""
        return limit.owner != disclosure.id and (limit.owner in self._stated_once or limit.owner in self._shown)

    def _introduce(self, facts: Iterable[Fact]) -> Iterator[Row]:
        """Rows on each recipient and body that these facts name for the first time."""
        for party in parties_in(self._registry, (name for fact in facts for name in fact.names)):
            if party.id not in self._introduced:
                self._introduced.add(party.id)
                party_facts = (*self._say.facts_of(party), *confirmations(self._registry, party))
                yield from rows(self._say, OF_PARTIES, party_facts, name=self._say.name(party.id))

    def _shared_condition_box(self, condition: SharedCondition) -> Box:
        facts = list(self._say.facts_of(condition))
        condition_rows = (*rows(self._say, OF_DISCLOSURES, facts), *self._introduce(facts))
        holds = tuple(self._holds_for(condition))
        row = (Row("holds_for", self._say.question("holds_for"), holds),) if holds else ()
        return self._box(f"condition-{condition.id}", (*condition_rows, *row))

    def _holds_for(self, condition: SharedCondition) -> Iterator[Answer]:
        for disclosure in (d for d in self._limited[condition.id] if d.id in self._in_force):
            facts = [f for f in self._say.facts_of(disclosure) if f.field in SHARING and f.value == condition.id]
            yield answer(self._say, self._say.name(disclosure.id), facts, target=disclosure.id)


SHARING = {"shared_conditions", "possible_conditions"}


def _passage_groups(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
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
    paragraphs: list[Paragraph] = []
    for shape, run in runs:
        if shape == ITEM and paragraphs:
            paragraphs[-1] = Paragraph(paragraphs[-1].runs, (*paragraphs[-1].items, run))
        elif shape == RUN_ON and paragraphs and not paragraphs[-1].items:
            paragraphs[-1] = Paragraph((*paragraphs[-1].runs, run))
        else:
            paragraphs.append(Paragraph((), (run,)) if shape == ITEM else Paragraph((run,)))
    return tuple(paragraphs)


def _languages(laid: LaidNotice) -> Iterator[str]:
    """The language of each part of a notice that may be in another language than the notice."""
    lines = [laid.title, laid.organisation, *(row.heading for row in laid.glance.rows)]
    lines += [a.line for row in laid.glance.rows for cell in row.cells for a in cell]
    lines += [line for box in laid.boxes() for r in box.rows for line in (r.question, *(a.line for a in r.answers))]
    lines += [section.heading for section in laid.sections]
    yield from (piece.language for line in lines for piece in line.pieces if piece.language)
    paragraphs = [*laid.opening, *laid.closing, *(p for s in laid.sections for e in s.entries for p in e.paragraphs)]
    yield from (run.language for p in paragraphs for run in (*p.runs, *p.items))
