"""The words of a sheet to sign: each change as the page says it, of a new thing all that it states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from site_builder.diff import verdict
from site_builder.diff.changed_words import changed_words
from site_builder.diff.to_text import Teller, field_in_words, label_of
from site_builder.facts.confirmed import WORDS, called
from site_builder.facts.sentences import raised
from site_builder.load.project.sign_offs import SignOff
from site_builder.load.project.vocabulary_facts import same_bodies
from site_builder.locale.languages import language
from site_builder.model import Registry
from site_builder.model.values import Id
from site_builder.render.sign_off import Row, SheetPage
from site_builder.signing.sign_off import NOTHING, ORDER, Line, Sheet, in_groups
from site_builder.vocabulary import strength


def page_of(sheet: Sheet, registry: Registry, so_far: Sequence[SignOff], signers: Sequence[str], on: date) -> SheetPage:
    """The page of a sheet. `registry` is the new one with its shared terms, `signers` are the roles that sign."""
    told, english, number = _Telling(sheet, registry, so_far), language("en"), len(sheet.lines)
    count = f"{number} {'change' if number == 1 else 'changes'}"
    lead = f"{count} since version {sheet.since} of {english.day(sheet.old.issued)}."
    if sheet.since == NOTHING:
        lead = f"{count}: no release is recorded before this one, so everything is new."
    return SheetPage(
        organisation=str(registry.organisation.name),
        lead=lead,
        verdict=told.verdict,
        nothing_else="" if sheet.since == NOTHING else _NOTHING_ELSE if number else _UNTOLD,
        version=sheet.new.version,
        issued=english.day(sheet.new.issued),
        prepared=english.day(on),
        groups=told.groups(),
        notes=[*_released_unsigned(sheet, so_far)],
        signers=[raised(called(registry, role)) for role in signers or _officer(registry)],
        whole=in_groups(sheet.whole),
        record=f'site-builder sign-off --record {in_groups(sheet.whole)} --by ROLE --name "NAME"',
        tag=told.language.tag,
    )


def _officer(registry: Registry) -> Sequence[str]:
    """Who signs where organisation.yaml names nobody: the data protection officer, or whoever it may be."""
    officer = registry.organisation.dpo.role if registry.organisation.dpo else None
    return [officer] if officer else ["role"]


def _released_unsigned(sheet: Sheet, so_far: Sequence[SignOff]) -> Iterator[str]:
    for each in so_far:
        if each.unsigned and each.version == sheet.since:
            how = f"Version {each.version} was released unsigned on {language('en').day(each.date)}"
            yield f"{how}: {each.unsigned.rstrip('.')}. What changed with it is not on this sheet."


class _Telling:
    """Tells the changes of a sheet in the language that the registry is written in."""

    def __init__(self, sheet: Sheet, registry: Registry, so_far: Sequence[SignOff]) -> None:
        self.language = language(registry.languages[0])
        self._sheet, self._registry = sheet, registry
        self._so_far = [each for each in so_far if each.since == sheet.since]
        self._teller = Teller(sheet.old, sheet.new, self.language, strength().scales, same_bodies(sheet.new))

    @property
    def verdict(self) -> str:
        changes = [line.change for line in self._sheet.lines]
        return str(self.language.texts["changes"]["verdict"][verdict(changes) if changes else "nothing"])

    def groups(self) -> list[tuple[str, list[Row]]]:
        headings = self.language.texts["changes"]["groups"]
        rows = [(line.group, self._row(number, line)) for number, line in enumerate(self._sheet.lines, 1)]
        found = ((headings[group], [row for of, row in rows if of == group]) for group in ORDER)
        return [(heading, of_group) for heading, of_group in found if of_group]

    def _row(self, number: int, line: Line) -> Row:
        change, mark = line.change, in_groups(line.mark)
        signed = [
            f"{called(self._registry, each.by)}, {language('en').day(each.date)}"
            for each in self._so_far
            if line.mark in each.marks
        ]
        name = self._teller.name(change)
        if change.concerns == "order" and change.thing == "Passage":
            return Row(number=number, mark=mark, name=name, sentences=[_SET_OTHERWISE], signed=signed)
        if change.field is None and change.is_ is not None and line.confirms:
            title, answers = self._teller.line(change).split(". ")[0], self._answers(line)
            return Row(number=number, mark=mark, name=f"{title.rstrip('.')}.", answers=answers, signed=signed)
        if change.concerns not in {"facts", "order"} and None not in (change.was, change.is_):
            name, words = self._name_of_words(line), changed_words(self._text(line, 0), self._text(line, 1))
            shifts = [*self._teller.shifts(change)]
            return Row(number=number, mark=mark, name=name, words=words, sentences=shifts, signed=signed)
        text = self._teller.line(change)
        if not text.startswith(name):
            return Row(number=number, mark=mark, name="", sentences=[text], signed=signed)
        rest = _NOUN.sub(r"\1. ", text.removeprefix(name).lstrip(". "))
        return Row(number=number, mark=mark, name=name, sentences=[rest], signed=signed)

    def _answers(self, line: Line) -> list[tuple[str, Sequence[str]]]:
        """All that a new thing states, each answer below what it is called; one name for several stands once."""
        by_label: dict[str, list[str]] = {}
        for label, answers in self._each_answer(line):
            by_label.setdefault(label, []).extend(answers)
        return [*by_label.items()]

    def _each_answer(self, line: Line) -> Iterator[tuple[str, Sequence[str]]]:
        told_below = {each.change.about for each in self._sheet.lines if each.change.thing == "Passage"}
        for key, field in line.confirms:
            if not (field in WORDS and key in told_below):
                thing = self._registry.things[Id(key)]
                label = f"{label_of(self._registry, self.language, thing, field)}{_FOR.get(field, '')}"
                answers = field_in_words(self._registry, self.language, thing, field)
                yield label if label.endswith("?") else f"{label}:", answers

    def _name_of_words(self, line: Line) -> str:
        change, name = line.change, self._teller.name(line.change)
        return f"{name} ({self.language.called(change.language)})" if change.language else name

    def _text(self, line: Line, side: int) -> str:
        return self._teller.text(line.change, side)


_NOUN = re.compile(r"^\(([^()]*)\)\. ")
"""What changed of a thing, where it stands in brackets behind its name."""
_FOR = {"child_text": " for children"}
_NOTHING_ELSE = "Nothing else changed: what is not on this sheet is as it was published."
_UNTOLD = "But the content is not as it was published: something changed for which there are no words."
_SET_OTHERWISE = "The same words, set in another way or among others."
