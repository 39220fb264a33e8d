"""Changes in the words of a language: rows, answers and names as on the page, before and after.

A registry may name a thing that it does not hold, and show a disclosure nowhere: then the id is used as the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, cast

from site_builder.diff.change import Change, verdict
from site_builder.diff.counterparts import are_two, same_things
from site_builder.diff.field_diff import is_part
from site_builder.diff.renamed import bore, renamed
from site_builder.facts.confirmed import stated_facts, value
from site_builder.facts.facts import Fact
from site_builder.facts.generated_text import FULL_STOPS
from site_builder.facts.language import Language, alone
from site_builder.facts.layout.answers import rows, told, who_gets
from site_builder.facts.layout.questions import (
    OF_DISCLOSURES,
    OF_NOTICES,
    OF_ORGANISATION,
    OF_PARTIES,
    WHO,
    Question,
    question_key,
)
from site_builder.facts.lifecycle import ACTIVE
from site_builder.facts.sentences import Sentences, raised
from site_builder.model import Disclosure, Recipient, Registry, SharedCondition, Thing
from site_builder.model.conditions import Condition
from site_builder.model.fields import fields_of
from site_builder.model.moves import NEITHER, UNCLEAR
from site_builder.model.strength import Scale
from site_builder.model.values import Id

QUESTIONS: Mapping[str, tuple[Question, ...]] = {
    "Disclosure": (WHO, *OF_DISCLOSURES),
    "SharedCondition": OF_DISCLOSURES,
    "Notice": (*OF_NOTICES, *OF_DISCLOSURES),
    "Organisation": OF_ORGANISATION,
    "Recipient": (*OF_PARTIES, *OF_DISCLOSURES),
    "Body": OF_PARTIES,
}
"""The questions that the fields of a thing answer, by its class."""

OF_NEW = ("why", "what", "whom", "when")
NOT_OF_NEW = ("conditions", "frequency", "within", "status")
"""The questions answered at once for a disclosure that was added or removed; and facts that are no answer then."""

SURENESS = {"certain": False, "possible": True}
"""How a disclosure names a shared condition, and whether the words leave open that it reaches."""

SHARING = {"shared_conditions", "possible_conditions"}

IN_WHO = {*WHO.fields} - {"own_recipient"}
"""Fields that one answer says together: who gets it, and from whom."""
COMPARED_WHOLE = IN_WHO | {"status"}
"""Fields that also say something where they are left out."""

ALONE = ("new_alone", "old_alone")
"""The groups of what only one of two organisations shares: nothing of the other can be compared with it."""
GROUPS = ("more", "less", "unclear", "neither", "words", "words_and_facts")
"""The groups of changes in the order of the report; changes of order come last, in one line."""


def field_in_words(registry: Registry, language: Language, thing: Thing, field: str) -> tuple[str, ...]:
    """What a field of a thing states as it holds, in lines: the page's answers, or the words themselves."""
    s = _Names(registry, language)
    if field in IN_WHO and isinstance(thing, Disclosure):
        return (s.clean(s.who(thing)),)
    answered = told(s, QUESTIONS.get(type(thing).__name__, ()), stated_facts(registry, thing, field))
    lines = ("; ".join(line.text for line in one.answer.lines) for one in answered)
    stated = value(registry, thing, field)
    return (
        (*dict.fromkeys(lines),)
        or (*_closed_word(language, type(thing).__name__, field, stated).splitlines(),)
        or (*s.plain(stated, field).splitlines(),)
    )


def label_of(registry: Registry, language: Language, thing: Thing, field: str) -> str:
    """What a field of a thing is called above its answer: by the page, or in a comparison; else as in its file."""
    key = question_key(thing, field)
    if key:
        return raised(_Names(registry, language).topic(key))
    return str(language.texts["changes"]["fields"].get(field, raised(field.replace("_", " "))))


class Teller:
    """Reports the changes between two registries in one language; with `scales`, also how words shift on them."""

    def __init__(
        self, old: Registry, new: Registry, language: Language, scales: Mapping[str, Scale] = MappingProxyType({})
    ) -> None:
        self._scales = scales
        self._sides = _Names(renamed(old, same_things(old, new)), language), _Names(new, language)
        self._language = language
        self._texts: Mapping[str, Any] = language.texts["changes"]
        self._are_two = are_two(old, new)
        if self._are_two:
            self._texts = {**self._texts, **self._between(self._texts["between"])}

    def _between(self, texts: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
        """What is said of two organisations in place of before and now, with their names."""
        was, now = (side.plain(side.registry.organisation.name) for side in self._sides)

        def named(text: str, was: str, now: str) -> str:
            return text.replace("{old}", was).replace("{new}", now)

        escaped = [name.replace("{", "{{").replace("}", "}}") for name in (was, now)]
        patterns = {key: named(text, *escaped) for key, text in texts["patterns"].items()}
        whole = {
            block: {key: named(text, was, now) for key, text in texts[block].items()} for block in ("verdict", "groups")
        }
        return {**whole, "patterns": {**self._texts["patterns"], **patterns}}

    def lines(self, changes: Sequence[Change]) -> Iterator[str]:
        """All changes, grouped by their direction: the answer first, with the versions, then each group."""
        grouped: dict[str, list[Change]] = {group: [] for group in (*GROUPS, *ALONE, "order")}
        for change in changes:
            grouped[ALONE[change.is_ is None] if self._is_alone(change) else group_of(change)].append(change)
        compared = [change for change in changes if not self._is_alone(change)]
        headings: Mapping[str, str] = self._texts["groups"]
        counts = (f"{headings[group]}: {len(of_group)}." for group, of_group in grouped.items() if of_group)
        yield " ".join([self._texts["verdict"][verdict(compared) if compared else "nothing"], *counts])
        was, is_ = (side.registry.version for side in self._sides)
        if was != is_:
            yield self._pattern("versions", was=was, **{"is": is_})
        for group in (group for group in (*GROUPS, *ALONE) if grouped[group]):
            yield from ("", headings[group], *(f"- {self.line(change)} [{change.id}]" for change in grouped[group]))

    def _is_alone(self, change: Change) -> bool:
        """Whether only one of two organisations shares it at all."""
        return self._are_two and change.field is None

    def name(self, change: Change) -> str:
        """The name of the thing that a change is about, as the line of the change has it."""
        is_field = change.field is not None and change.thing != "Passage" and not change.language
        now = change.thing in self._texts["things"] if is_field else change.is_ is not None
        return raised(self._name_of(change, now or change.concerns == "order"))

    def text(self, change: Change, side: int) -> str:
        """The words that changed, before (0) or now (1), on one line; '' if there were none."""
        return self._quoted((change.was, change.is_)[side], side)

    def line(self, change: Change) -> str:
        """One change in one line."""
        return raised(FULL_STOPS.sub(".", " ".join(self._sentences(change))))

    def _sentences(self, change: Change) -> Iterator[str]:
        if change.field is None:
            yield from self._added_or_removed(change)
        elif is_of_words(change):
            yield self._words(change)
            yield from self.shifts(change)
        elif is_new_name(change):
            was, is_ = self._values(change)
            now = cast("Recipient", self._sides[1].registry.things[Id(change.about)])
            yield self._pattern("renamed" if bore(now, was) else "named_again", was=was, **{"is": is_})
            yield from self.same_body(change)
        else:
            yield self._field(change)
        yield from self.reached(change)

    def same_body(self, change: Change) -> Iterator[str]:
        """That a body which got another name is the same, so that nobody new gets anything."""
        if is_new_name(change):
            yield str(self._texts["patterns"]["same_body"])

    def reached(self, change: Change) -> Iterator[str]:
        """How many disclosures it reaches, where it is no change of one."""
        if change.reaches:
            yield self._language.counted(self._texts["reaches"], len(change.reaches))

    def heading(self, change: Change) -> str:
        """What changed, without what it was and is: a thing that came or went, or the name of it and the question."""
        name = self._name_of(change, change.is_ is not None)
        if change.field is None:
            return raised(FULL_STOPS.sub(".", self._pattern(f"thing_{change.kind}", name=name)))
        if is_of_words(change):
            return raised(f"{self._named_words(change)}. {self._texts['groups'][group_of(change)]}.")
        return self.line(replace(change, reaches=()))

    def asked(self, change: Change) -> str:
        """The question that a change of a field answers otherwise; '' for other changes."""
        is_field = change.field is not None and not is_of_words(change) and change.concerns != "order"
        return raised(self._question(change)) if is_field else ""

    def turn(self, disclosure: str, kind: str) -> str:
        """That a disclosure begins or ends, as it was announced; `kind` is begins or ends."""
        side = self._sides[1]
        return raised(FULL_STOPS.sub(".", self._pattern(kind, name=side.clean(side.bare(disclosure)))))

    def both(self, change: Change) -> tuple[str, str]:
        """What the field said before and says now, '' for nothing."""
        return self._values(change)

    # ---- things that came or went

    def _added_or_removed(self, change: Change) -> Iterator[str]:
        name = self._name_of(change, change.is_ is not None)
        yield self._pattern(f"thing_{change.kind}", name=name)
        for question, answers in self.answers(change):
            yield f"{question}: {'; '.join(answers)}."

    def answers(self, change: Change) -> Iterator[tuple[str, list[str]]]:
        """The main questions about a disclosure that came or went, each with its answers; none for other changes."""
        thing = change.was if change.is_ is None else change.is_
        if change.field is None and isinstance(thing, Disclosure) and not self._are_two:
            s = self._sides[change.is_ is not None]
            questions = [q for q in OF_DISCLOSURES if q.key in OF_NEW]
            for row in rows(s, questions, [fact for fact in s.facts_of(thing) if fact.field not in NOT_OF_NEW]):
                yield row.head.text, [answer.text for answer in row.answers]

    # ---- words

    def _words(self, change: Change) -> str:
        name = self._named_words(change)
        was, is_ = (self._quoted(v, side) for side, v in enumerate((change.was, change.is_)))
        return self._pattern(f"words_{change.kind}", name=name, was=was, **{"is": is_})

    def _named_words(self, change: Change) -> str:
        name = self._name_of(change, change.is_ is not None)
        if change.language:
            return self._pattern("in_language", name=name, language=self._language.called(change.language))
        return name

    def shifts(self, change: Change) -> Iterator[str]:
        """That changed words became stronger or weaker, where no fact changed with them."""
        tag = change.language or self._sides[1].registry.languages[0]
        scale = self._scales.get(tag.lower().split("-")[0])
        if scale and change.concerns != "words_and_facts" and None not in (change.was, change.is_):
            for is_stronger, was, is_ in scale.shifts(str(change.was), str(change.is_)):
                yield self._pattern("stronger" if is_stronger else "weaker", was=was, **{"is": is_})

    def _quoted(self, value: Any, side: int) -> str:
        return " ".join(self._sides[side].plain(value).split())

    # ---- fields

    def _field(self, change: Change) -> str:
        if change.concerns == "order":
            return self._pattern("in_order", name=self._name_of(change, now=True))
        name = self._name_of(change, now=change.thing in self._texts["things"])
        what = _what(name, self._question(change))
        was, is_ = self._values(change)
        return self._pattern(_pattern_key(change), what=what, was=was, **{"is": is_})

    def _question(self, change: Change) -> str:
        question = _question_of(change)
        if question is None:
            return str(self._texts["fields"][change.field])
        return self._sides[1].question(question.key, name=self._name_of(change, now=True)).text

    def _values(self, change: Change) -> tuple[str, str]:
        """The old and the new value in words; where the page says the same of both, the fields that it leaves out."""
        was, is_ = self._value(change, 0), self._value(change, 1)
        if was != is_ or not is_part(change.was) or not is_part(change.is_):
            return was, is_
        names = [f.name for f in fields_of(type(change.is_))]
        names = [name for name in names if getattr(change.was, name) != getattr(change.is_, name)]
        of_old, of_new = (
            side.parts(part, names) for side, part in zip(self._sides, (change.was, change.is_), strict=True)
        )
        nothing = str(self._texts["nothing"])
        return of_old or nothing, of_new or nothing

    def _value(self, change: Change, side: int) -> str:
        model_value, s = (change.was, change.is_)[side], self._sides[side]
        if change.field == "status":
            model_value = model_value or ACTIVE
        if change.field == "id":
            return str(model_value)
        thing = s.registry.things.get(Id(change.about))
        if change.field in IN_WHO and isinstance(thing, Disclosure):
            return s.clean(s.who(thing))
        if model_value is None:
            return ""
        if change.field == "class":
            return self._thing(model_value, s, change.about)
        question = _question_of(change)
        if question is None or thing is None:
            return _closed_word(s.language, change.thing, str(change.field), model_value) or s.plain(
                model_value, str(change.field)
            )
        field = "conditions" if change.field == "reach" else str(change.field)
        fact = Fact(change.id, change.about, field, model_value, possible=change.field == "possible_conditions")
        if change.field in SHARING and model_value in SURENESS:
            fact = replace(fact, value=Id(change.id.rpartition(".")[2]), possible=SURENESS[model_value])
        return "; ".join(one.answer.text for one in told(s, (question,), (fact,)))

    # ---- names

    def _name_of(self, change: Change, now: bool) -> str:  # noqa: FBT001 -- which of two registries names it
        side = now if change.about in self._sides[now].registry.things else not now
        return self._thing(change.thing, self._sides[side], change.about, change)

    def _thing(self, thing: str, s: _Names, key: str, change: Change | None = None) -> str:
        name = s.clean(s.bare(key))
        if thing == "Section" and change is not None:
            name = s.plain(change.is_ or change.was)
        if thing == "Retired":
            name = key
        pattern = self._texts["things"].get(thing, "{name}")
        return str(pattern).format(name=name)

    def _pattern(self, key: str, **values: str) -> str:
        return str(self._texts["patterns"][key]).format(**values)


class _Names(Sentences):
    """Says the facts of one registry. A disclosure is named by recipient and purposes, an unknown thing by its id."""

    def name(self, key: str) -> str:
        return super().name(key) if key in self.registry.things else key

    def bare(self, key: str) -> str:
        thing = self.registry.things.get(Id(key))
        if isinstance(thing, Disclosure):
            return self._disclosure_name(thing)
        if isinstance(thing, SharedCondition) and key not in self.registry.stated_in:
            return "; ".join(self.say(condition) for condition in thing.conditions)
        return super().bare(key) if thing else key

    def who(self, disclosure: Disclosure) -> str:
        """To whom a disclosure goes, and from whom."""
        nobody = str(self.language.texts["recipients"]["not_stated"])
        return who_gets(self, disclosure, self.name(disclosure.recipient) if disclosure.recipient else nobody)

    def plain(self, value: Any, field: str = "") -> str:
        """A value that answers no question of the page."""
        if isinstance(value, tuple):
            return self.language.join([self.plain(entry, field) for entry in value])
        answers: Mapping[str, Mapping[str, str]] = self.language.texts["changes"]["answers"]
        if field in answers:
            return answers[field][str(value).lower()]
        if not is_part(value):
            return self.clean(self.text(field, value))
        has_pattern = isinstance(value, Condition) or type(value).__name__ in self.language.texts["things"]
        return (
            self.clean(self.say(value)) if has_pattern else self.parts(value, [f.name for f in fields_of(type(value))])
        )

    def parts(self, part: Any, names: Iterable[str]) -> str:
        """Some fields of a part, one after the other."""
        values = ((name, getattr(part, name)) for name in names)
        return "; ".join(self.plain(value, name) for name, value in values if value not in (None, ()))

    def clean(self, text: str) -> str:
        """A text without the marks around what is not translated."""
        return self.line(text).text

    def _disclosure_name(self, disclosure: Disclosure) -> str:
        if disclosure.title:
            return self.words(disclosure.title)
        purposes = self.language.join([self.bare(key) for key in disclosure.purposes])
        pattern = str(self.language.texts["changes"]["patterns"]["disclosure"])
        return pattern.format(who=self.who(disclosure), why=purposes or self._first_words(disclosure.id))


def is_of_words(change: Change) -> bool:
    """Whether a change is one of a passage, or of a translation."""
    return change.field is not None and (change.thing == "Passage" or change.language is not None)


def is_new_name(change: Change) -> bool:
    """Whether a recipient is called otherwise and is the same body: any other new name is a change of a fact."""
    return (change.thing, change.field, change.concerns) == ("Recipient", "name", "words")


def group_of(change: Change) -> str:
    """The group in which a change is told: one of GROUPS, or `order`."""
    if change.concerns == "facts":
        return change.direction
    return "words" if change.concerns == "translation" else change.concerns


def _closed_word(language: Language, thing: str, field: str, stated: Any) -> str:
    """A closed word that the page says only with the name of its thing; '' for other values."""
    closed_words = language.texts["things"].get(thing, {}).get(field)
    return alone(str(closed_words[str(stated).lower()])) if isinstance(closed_words, Mapping) else ""


def _pattern_key(change: Change) -> str:
    """The key of the pattern for a field's change: a first answer is not one more answer, and none is not one less."""
    if change.kind == "changed" or change.field in COMPARED_WHOLE:
        return "changed"
    is_neutral = change.direction in (NEITHER, UNCLEAR)
    return f"said_{change.kind}" if is_neutral else change.kind


def _question_of(change: Change) -> Question | None:
    """The question of the page that a change answers; None where there is none."""
    changed_value = change.is_ or change.was
    kind = changed_value.type if isinstance(changed_value, Condition) else None
    questions = QUESTIONS.get(change.thing, ())
    return next((q for q in questions if (kind in q.conditions if kind else change.field in q.fields)), None)


def _what(name: str, question: str) -> str:
    """A thing and what changed of it: a question, or the noun of a row that is not called after the thing."""
    if question.endswith("?"):
        return f"{name}. {question}"
    return f"{name}." if question == name else f"{name} ({question})."
