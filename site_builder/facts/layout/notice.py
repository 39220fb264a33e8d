"""From registry and notice to the laid-out notice: short answers, then the words, then the exact facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from site_builder.addresses import feedback_address
from site_builder.facts.language import Language
from site_builder.facts.layout.about import ANCHOR as ABOUT
from site_builder.facts.layout.about import about
from site_builder.facts.layout.absent import ANCHOR as ABSENT
from site_builder.facts.layout.absent import absent
from site_builder.facts.layout.closed import margin, questions
from site_builder.facts.layout.closed_one import CHOICE
from site_builder.facts.layout.exact import EVERYWHERE, Exact
from site_builder.facts.layout.family import ANCHOR as FAMILY
from site_builder.facts.layout.family import family
from site_builder.facts.layout.glance import glance
from site_builder.facts.layout.kinds import ANCHOR as KINDS
from site_builder.facts.layout.kinds import kinds
from site_builder.facts.layout.labels import label
from site_builder.facts.layout.laid_out import (
    Block,
    Closed,
    Glance,
    LaidNotice,
    LaidPassage,
    LaidSection,
    Margin,
    Paragraph,
    Part,
    Run,
    parts_of,
)
from site_builder.facts.layout.named import ANCHOR as NAMED
from site_builder.facts.layout.named import named, private
from site_builder.facts.layout.rights import ask, complaints, research, rights
from site_builder.facts.layout.say_no import say_no
from site_builder.facts.layout.shown import Group, Shown
from site_builder.facts.layout.silence import is_silent_on_passing_on, not_said_then, silence, silence_link
from site_builder.facts.layout.times import KEPT
from site_builder.facts.layout.to_come import begins_margin, soon
from site_builder.facts.releases import DRAFT
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import Sentences, link, raised
from site_builder.model import ITEM, RUN_ON, Notice, Passage, Registry, Section
from site_builder.model.values import Id, Words

GROWN_UPS = "page-grown"
"""The anchor of what is for grown-ups on a page for children."""
CLOSING = "page-closing"
"""The anchor of the words after the last section."""


def lay_out(
    registry: Registry,
    notice: Notice,
    language: Language,
    on: date,
    *,
    for_children: bool = False,
    unasked: Collection[str] = (),
) -> LaidNotice:
    """The notice as it reads on a day; `registry` is the public half. Disclosures not in force then are left out.

    For children it states the same facts, in words for children where there are any, else in everyone's. `unasked` are
    keys of the feed that nobody asked for when the notice was made.
    """
    shown = Shown(Sentences(registry, language, for_children), notice, on, frozenset(unasked))
    laid = _Layout(shown).notice()
    others = sorted({language.called(tag) for tag in _languages(laid) if tag != laid.language})
    remark = language.page("untranslated", language=language.join(others)) if others else ""
    return replace(laid, untranslated=remark)


def title(say: Sentences, notice: Notice) -> Line:
    """The title of a notice, for children their own if there is one."""
    return say.line(say.words(say.best(notice.child_title, notice.title)))


@dataclass(frozen=True)
class _Layout:
    """Lays out one notice."""

    shown: Shown

    def notice(self) -> LaidNotice:
        """The whole notice."""
        source, s, registry = self.shown.notice, self.shown.say, self.shown.registry
        language, for_children = s.language, s.for_children
        everywhere = self._exact.everywhere
        return LaidNotice(
            id=source.id,
            language=language.tag,
            for_children=for_children,
            organisation=self._line(registry.organisation.name),
            title=title(s, source),
            banners=tuple(self._banners()),
            opening=_paragraphs(self._runs_of((for_children and source.child_opening) or source.opening)),
            ask=ask(self.shown) if for_children else None,
            glance=self._glance,
            links=tuple(self._links()),
            everywhere=None if for_children else everywhere,
            sections=(*(self._section(section) for section in source.sections), *self._closing()),
            parts=self._first if for_children else (*self._first, *self._further),
            grown_ups=self._grown_ups(everywhere) if for_children else None,
            edition=self._edition(),
            untranslated="",
            soon=tuple(soon(self.shown)),
        )

    @cached_property
    def _exact(self) -> Exact:
        return Exact(self.shown)

    @cached_property
    def _glance(self) -> Glance:
        return glance(self.shown)

    @cached_property
    def _not_listed(self) -> tuple[Part | None, ...]:
        """What it means not to be on the page, and whether a child's family is told."""
        return absent(self.shown), family(self.shown)

    @cached_property
    def _first(self) -> tuple[Part, ...]:
        """What stands first behind the words, for children too."""
        for_children = self.shown.say.for_children
        of_children = (private(self.shown, self._exact.times), *self._not_listed) if for_children else ()
        made = (*of_children, say_no(self.shown), rights(self.shown), complaints(self.shown))
        return tuple(part for part in made if part is not None)

    @cached_property
    def _further(self) -> tuple[Part, ...]:
        """The other parts; on a page for children these are for grown-ups."""
        everyone = named(self.shown, self._exact, has_note=not self._glance.note)
        not_listed = () if self.shown.say.for_children else self._not_listed
        made = (silence(self.shown), *not_listed, not_said_then(self.shown), everyone, about(self.shown))
        return tuple(part for part in made if part is not None)

    def _grown_ups(self, everywhere: Closed | None) -> Closed:
        s = self.shown.say
        blocks: tuple[Block | None, ...] = (everywhere, research(self.shown), *self._further)
        summary = s.line(s.language.texts["exact"]["for_grown_ups"])
        return Closed(summary, tuple(block for block in blocks if block is not None), anchor=GROWN_UPS)

    def _line(self, words: Words) -> Line:
        return self.shown.say.line(self.shown.say.words(words))

    def _edition(self) -> str:
        """The line about the version and its day, or about the draft."""
        registry, language = self.shown.registry, self.shown.say.language
        version, issued = registry.version, language.day(registry.issued)
        if version == DRAFT:
            return language.page("draft", issued=issued)
        return language.page("version", version=version, issued=issued)

    def _banners(self) -> Iterator[Line]:
        """What kind of edition this is: a draft, or one that another notice has replaced."""
        s, registry = self.shown.say, self.shown.registry
        if registry.version == DRAFT:
            yield s.line(self._edition())
        newer = registry.superseding(self.shown.notice)
        if newer:
            names = s.language.join([self.shown.link_to(n) for n in newer])
            yield s.line(s.language.page("replaced_by", names=names))

    def _links(self) -> Iterator[Line]:
        """What leads to the parts of the page, and to the notices that also hold."""
        s = self.shown.say
        texts = s.language.texts["exact"]
        yield from (s.line(link(f"#{part.anchor}", part.heading.text)) for part in self._first)
        if self._exact.has_times:
            yield s.line(link(f"#{KEPT}", s.question("kept").text))
        if s.for_children:
            yield s.line(link(f"#{GROWN_UPS}", texts["for_grown_ups"]))
        else:
            silent = silence_link(self.shown)
            if silent is not None:
                yield silent
            yield from (
                s.line(link(f"#{part.anchor}", part.heading.text))
                for part in self._further
                if part.anchor in (ABSENT, FAMILY, NAMED, ABOUT)
            )
            if kinds(self.shown) is not None:
                yield s.line(link(f"#{KINDS}", s.language.texts["named"]["kinds_link"]))
            if self._exact.everywhere is not None:
                yield s.line(link(f"#{EVERYWHERE}", texts["everywhere"]))
        if self.shown.notice.reads_with:
            notices = [n for n in self.shown.registry.notices if n.id in self.shown.notice.reads_with]
            names = s.language.join([self.shown.link_to(n) for n in notices])
            yield s.line(s.language.page("read_with", names=names))

    # ---- sections

    def _section(self, section: Section) -> LaidSection:
        passages = tuple(self._passage(group) for group in self.shown.groups_of(section))
        return LaidSection(f"section-{section.id}", self.shown.say.line(self.shown.say.heading(section)), passages)

    def _closing(self) -> Iterator[LaidSection]:
        """The words after the last section, which have a heading of ours: else no link leads to them."""
        words = _paragraphs(self._runs_of(self.shown.notice.closing))
        if words:
            heading = self.shown.say.line(self.shown.say.language.page("closing"))
            yield LaidSection(CLOSING, heading, (LaidPassage(words),))

    def _passage(self, group: Group) -> LaidPassage:
        s = self.shown.say
        words = self._words_for_reader(group)
        paragraphs = _paragraphs(self._runs_of(words))
        if s.for_children and words is group.passages and self._is_of_grown_ups(group):
            whom = Run(f"{s.language.texts['closed']['table']['grown_ups']}:", s.language.tag)
            paragraphs = (Paragraph((whom,)), *paragraphs)
        if not group.number:
            return LaidPassage(paragraphs)
        here = [thing for thing in group.things if self.shown.number_of[thing] == group.number]
        alone = here or group.to_come
        return LaidPassage(
            paragraphs,
            group.number,
            s.line(raised(label(self.shown, group))),
            _anchor(self.shown, alone[0]) if len(alone) == 1 else "",
            tuple(self._margin(group)),
            self._exact.of(group, here),
            tuple(self._notes(group)),
        )

    def _margin(self, group: Group) -> Iterator[Margin]:
        """The closed answers of a passage; whether people will be told, where it has no answer on their choice."""
        answers = margin(self.shown, group.things)
        yield from answers
        choice = self.shown.say.line(questions(self.shown)[CHOICE])
        if answers and all(each.question != choice for each in answers):
            yield from self._exact.will_be_told(group.things)
        yield from begins_margin(self.shown, group)

    def _is_of_grown_ups(self, group: Group) -> bool:
        """Whether a passage is about grown-ups alone."""
        registry = self.shown.registry
        shared = [d for key, d in {**self.shown.shared, **self.shown.to_come}.items() if key in states_of(group)]
        return bool(shared) and all(registry.is_of_grown_ups(disclosure) for disclosure in shared)

    def _notes(self, group: Group) -> Iterator[Line]:
        s = self.shown.say
        elsewhere = [thing for thing in group.things if self.shown.number_of[thing] != group.number]
        if elsewhere:
            yield s.line(s.language.texts["exact"]["as_in"].format(numbers=self.shown.references(elsewhere)))
        if any(is_silent_on_passing_on(self.shown, thing) for thing in group.things):
            yield s.line(s.language.texts["exact"]["not_said_if_passed_on"])
        address = self.shown.registry.organisation.feedback
        if address:
            words = s.language.texts["exact"]["feedback"].format(number=group.number)
            yield s.line(link(feedback_address(address, self.shown.notice.id, states_of(group)[0]), words))

    def _words_for_reader(self, group: Group) -> Sequence[Passage]:
        """The passages to show: for children their own, if these state all that the group states."""
        s = self.shown.say
        states = {p.states for p in group.passages if p.states}
        own = [p for p in group.section.child_passages if p.states in states] if s.for_children else []
        complete = bool(own) and {p.states for p in own} == states
        first = group.passages[0].text
        return own if complete and all(s.best(p.text, first) is p.text for p in own) else group.passages

    def _runs_of(self, passages: Iterable[Passage]) -> Iterator[tuple[str, Run]]:
        for passage in passages:
            language, text = passage.text.say(self.shown.say.language.tag)
            yield passage.shape, Run(text, language, passage.states)


def states_of(group: Group) -> tuple[Id, ...]:
    """What a passage states, now and from a day to come."""
    return (*group.things, *group.to_come)


def _anchor(shown: Shown, thing: str) -> str:
    return f"condition-{thing}" if thing in shown.rules else thing


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
    for part in parts_of(laid, (Line, Run)):
        yield from [part.language] if isinstance(part, Run) else (p.language for p in part.pieces if p.language)
