"""Facts to words in a language: names, lists, and the sentence for each value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, get_args

from site_builder.facts.facts import TOLD_WITH_NAME, Fact, facts_of, told_with_names
from site_builder.facts.language import Language
from site_builder.facts.rich_text import Line, Piece
from site_builder.model import Disclosure, Notice, Registry, Section, SharedCondition, Thing
from site_builder.model.conditions import Condition
from site_builder.model.fields import field_types
from site_builder.model.values import Id, Silence, Words

FIRST_WORDS = 7
FOREIGN, OWN = "\ue000", "\ue001"
"""Stand before and after words in the source language, while they are put into patterns of another: private letters,
which no font has and so no registry can hold."""
MARKED = re.compile(f"{FOREIGN}([^{OWN}]*){OWN}")
LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
ADDRESS = re.compile(
    r"(?<![\w:/.@-])(?:https://[^\s<>\"“”…]+|mailto:[^\s<>\"“”…]+|tel:\+?[0-9](?:[0-9 -]*[0-9])?"
    r"|[\w.+'-]+@[\w-]+(?:\.[\w-]+)+)"
)
"""Addresses in a text, with the punctuation that may follow them."""
STOP = re.compile(f"\\.(?={OWN}?$)")
SENTENCES = {"criteria", "logic", "consequences", "safeguards", "human_review"}
"""Fields of entries that hold sentences; a name may end with a full stop of its own, and keeps it."""
ALTERNATIVES = {"reasons"}
"""Fields of which one entry is enough."""
PLACEHOLDER = re.compile(r"{(\w+)}")


def raised(text: str) -> str:
    """A text with its first letter raised, unless its first word has capitals of its own (eHealth)."""
    first = text.split(" ", 1)[0]
    at = 1 if text.startswith(FOREIGN) else 0
    return text if first != first.lower() else text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def is_translated(text: str) -> bool:
    """Whether all of a text is in the language that it was asked for in."""
    return FOREIGN not in text


@dataclass(frozen=True)
class Sentences:
    """Says the facts of one registry in one language, for everyone or for children.

    Texts that it returns may hold words in the source language between marks: `line` makes pieces of them.
    """

    registry: Registry
    language: Language
    for_children: bool = False

    @cached_property
    def told_with_names(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the facts that are said wherever a thing is named."""
        return told_with_names(self.registry)

    def facts_of(self, thing: Thing) -> tuple[Fact, ...]:
        """The facts that stand in one thing's fields, worked out once."""
        known = self._facts.get(id(thing))
        if known is None:
            known = self._facts[id(thing)] = (thing, tuple(facts_of(thing)))
        return known[1]

    @cached_property
    def _facts(self) -> dict[int, tuple[Thing, tuple[Fact, ...]]]:
        """By identity, as content is long to compare; a thing is kept with its facts, so that none is another's."""
        return {}

    def line(self, text: str) -> Line:
        """A text in pieces of one language; the addresses in it are pieces that lead there."""
        if FOREIGN not in text:
            return Line(tuple(_pieces(text, None)))
        source = self.registry.languages[0].lower()
        parts = enumerate(MARKED.split(text))
        return Line(tuple(p for n, part in parts for p in _pieces(part, source if n % 2 else None)))

    def words(self, value: Words) -> str:
        """Words in this language, or marked and in the source language where they are not translated."""
        language, text = value.say(self.language.tag)
        return self._marked(language, text)

    def name(self, key: str) -> str:
        """What a thing is called, with what readers need to know of it: of a role its body, of data its category."""
        thing = self.registry.things[Id(key)]
        return self.say(thing) if isinstance(thing, TOLD_WITH_NAME) else self.bare(key)

    def bare(self, key: str) -> str:
        """What a thing is called and no more."""
        thing: Any = self.registry.things[Id(key)]
        match thing:
            case Disclosure():
                return self._disclosure_sentence(thing)
            case SharedCondition():
                return self._first_words(thing.id)
            case Notice():
                return self.words(thing.title)
        return self.words(self._called(thing))

    def heading(self, section: Section) -> str:
        """The heading of a section."""
        return self.words(self.best(section.child_heading, section.heading))

    def names(self, keys: Iterable[str]) -> str:
        """Several names as one list."""
        return self.language.join([self.name(k) for k in keys])

    def told_apart(self, keys: Iterable[str], among: Iterable[Disclosure]) -> Iterator[str]:
        """What things are called; disclosures that would be called the same as others with what they are for."""
        asked = list(keys)
        things = [self.registry.things[Id(key)] for key in asked]
        times = Counter(self.bare(d.id) for d in among) if any(isinstance(t, Disclosure) for t in things) else {}
        for key, thing in zip(asked, things, strict=True):
            name = self.bare(key)
            purposes = thing.purposes if isinstance(thing, Disclosure) and times[name] > 1 else ()
            yield f"{name} ({self.language.join([self.bare(p) for p in purposes])})" if purposes else name

    def word(self, field: str, value: Any) -> str:
        """A closed word of a field, in words."""
        return str(self.language.texts["words"][field][_key(value)])

    def question(self, key: str, **values: str) -> Line:
        """A question of the locale; children are asked in words of their own, where there are such."""
        texts = self.language.texts
        asked = texts["child_questions"].get(key) if self.for_children else None
        return self.line(str(asked or texts["questions"][key]).format(**values))

    def silence(self, field: str, value: str) -> str:
        """An answer in place of a list: what `none` means depends on what was asked."""
        return self.word("none", field) if value == "none" else self.word("silence", value)

    def say(self, thing: Any, left_out: Collection[str] = ()) -> str:
        """A condition, an entry or a vocabulary's thing in words: what it always says, then each field stated.

        Fields that are `left_out` are not said.
        """
        named = self.bare if isinstance(thing, TOLD_WITH_NAME) else self.name
        fields = {key: getattr(thing, name) for name, (key, _) in field_types(type(thing)).items()}
        stated = {key: value for key, value in fields.items() if value not in (None, ()) and key not in left_out}
        if "name" in stated:
            stated["name"] = self._called(thing)
        patterns = [(k, p) for k, p in self._patterns(thing).items() if k == "says" or k in stated]
        parts = [(key, *self._fill(pattern, key, stated, named)) for key, pattern in patterns]
        return _together([part for part in parts if part[-1]])

    def text(self, field: str, value: Any, named: Callable[[str], str] | None = None) -> str:
        """The value of a field in words; `named` says how the things in it are called."""
        if isinstance(value, Words | date):
            return self.words(value) if isinstance(value, Words) else self.language.day(value)
        if isinstance(value, tuple):
            join = self.language.either if field in ALTERNATIVES else self.language.join
            return join([self.text(field, v, named) for v in value])
        if value in get_args(Silence):
            return self.silence(field, value)
        if field == "closed_on":
            return self.language.moment(str(value))
        if field in self.language.texts["words"]:
            return self.word(field, value)
        return (named or self.name)(value) if value in self.registry.things else str(value)

    def _patterns(self, thing: Any) -> Mapping[str, Any]:
        if isinstance(thing, Condition):
            found: Mapping[str, Any] = self.language.texts["conditions"][thing.type]
            return found
        named: Mapping[str, Any] = self.language.texts["things"][type(thing).__name__]
        return named

    def _fill(self, pattern: Any, key: str, stated: Mapping[str, Any], named: Callable[[str], str]) -> tuple[str, str]:
        """What joins a pattern to what stands before it, and the pattern filled; a choice is made by the value."""
        word = _key(stated[key]) if isinstance(pattern, Mapping) else ""
        chosen = str(pattern.get(word, pattern.get("other")) if isinstance(pattern, Mapping) else pattern)
        bare = chosen.lstrip(",;: ")
        joint = chosen[: len(chosen) - len(bare)] or " "
        words = {field: self.text(field, stated[field], named) for field in PLACEHOLDER.findall(bare)}
        return joint, bare.format(**words)

    def _disclosure_sentence(self, disclosure: Disclosure) -> str:
        if disclosure.title:
            return self.words(disclosure.title)
        who = (
            self.name(disclosure.recipient) if disclosure.recipient else self.language.texts["recipients"]["not_stated"]
        )
        return str(self.language.texts["recipients"]["with_words"]).format(
            recipient=who, words=self._first_words(disclosure.id)
        )

    def _first_words(self, key: Id) -> str:
        """What stands for a thing that has no name: readers know it by what it says, links taken out.

        Its id if no passage states it: `check` refuses that, but a feed can come from anywhere.
        """
        passage = self.registry.stated_in.get(key)
        if passage is None:
            return key
        child = self.registry.stated_for_children_in.get(key)
        told = self.best(child.text if child else None, passage.text)
        language, text = told.say(self.language.tag)
        words = LINK.sub(r"\1", text).split()
        quoted = self._marked(language, " ".join(words[:FIRST_WORDS]))
        if len(words) <= FIRST_WORDS:
            return self.language.page("quoted_whole", words=quoted)
        return self.language.page("quoted", words=quoted)

    def best(self, for_children: Words | None, everyone: Words) -> Words:
        """Of words for children and for everyone those to read: children their own, if in their language as much."""
        return _best(self.language.tag, for_children, everyone) if self.for_children else everyone

    def _called(self, thing: Any) -> Words:
        """A thing's name."""
        return self.best(getattr(thing, "child_name", None), thing.name)

    def _marked(self, language: str, text: str) -> str:
        return text if language == self.language.tag else f"{FOREIGN}{text}{OWN}"


def _best(language: str, for_children: Words | None, everyone: Words) -> Words:
    """What children read: a language that they know goes before words that are theirs."""
    if for_children is None:
        return everyone
    spoken, also = (any(tag == language for tag, _ in words.pairs) for words in (for_children, everyone))
    return for_children if spoken or not also else everyone


def _pieces(text: str, language: str | None) -> Iterator[Piece]:
    """A text in pieces: the addresses in it, and what stands between them."""
    end = 0
    for found in ADDRESS.finditer(text) if "@" in text or ":" in text else ():
        address = _bare(found[0])
        if found.start() > end:
            yield Piece(text[end : found.start()], language)
        end = found.start() + len(address)
        is_mail = not address.startswith(("https:", "mailto:", "tel:"))
        yield Piece(address, language, f"mailto:{address}" if is_mail else address)
    if end < len(text):
        yield Piece(text[end:], language)


def _bare(address: str) -> str:
    """An address without the punctuation after it; a bracket that closes one of its own is part of it."""
    while address[-1] in ".,;:!?'" or (address[-1] in ")]" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def _together(parts: Sequence[tuple[str, str, str]]) -> str:
    """Parts (field, joint, words), each but the first behind its joint; a sentence that goes on has no full stop."""
    said = ""
    for number, (field, joint, words) in enumerate(parts):
        goes_on = field in SENTENCES and number + 1 < len(parts)
        said += (joint if number else "") + (STOP.sub("", words) if goes_on else words)
    return said


def _key(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
