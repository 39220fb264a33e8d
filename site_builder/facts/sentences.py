"""Fills the sentences of `locale/` with facts: names, lists and values in a language."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import zip_longest
from typing import Any, get_args

from site_builder.facts.facts import STATED_WITH_NAME, Fact, facts_of, facts_stated_with_names
from site_builder.facts.language import Language
from site_builder.facts.rich_text import Line, Piece
from site_builder.model import Disclosure, Notice, Registry, Section, SharedCondition, Thing
from site_builder.model.conditions import ABOUT, Condition, Unknown
from site_builder.model.fields import field_types
from site_builder.model.sentences import lowered
from site_builder.model.values import Id, Silence, Words

FIRST_WORDS = 7
FOREIGN, OWN = "\ue000", "\ue001"
"""Marks before and after words in the source language while they are in a pattern of another language: private letters,
which no font has and so no registry can hold."""
MARKED = re.compile(f"{FOREIGN}([^{OWN}]*){OWN}")
LINK_TO, LINK_WORDS, LINK_END = "\ue002", "\ue003", "\ue004"
"""Marks before the address, before the words and after the words of a link."""
LINKED = re.compile(f"{LINK_TO}([^{LINK_WORDS}]*){LINK_WORDS}([^{LINK_END}]*){LINK_END}")
NEW_LINE = "\ue005"
"""Marks where a long answer begins a new line, and a short one a new sentence; the locale writes it as `↵`."""
LONG_ANSWER = 18
"""The most words of an answer in one line."""
LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
ADDRESS = re.compile(
    r"(?<![\w:/.@-])(?:https://[^\s<>\"“”…]+|mailto:[^\s<>\"“”…]+|tel:\+?[0-9](?:[0-9 -]*[0-9])?"
    r"|[\w.+'-]+@[\w-]+(?:\.[\w-]+)+)"
)
"""Addresses in a text, with the punctuation that may follow them."""
STOP = re.compile(f"\\.(?={OWN}?$)")
ENDED = re.compile(f"[.!?:]{OWN}?{LINK_END}?$")
BEFORE_WORDS = re.compile(f"(?:{FOREIGN}|{LINK_TO}[^{LINK_WORDS}]*{LINK_WORDS})*")
SENTENCES = {"criteria", "logic", "consequences", "safeguards", "human_review"}
"""Fields of entries that hold sentences; a name may end with a full stop of its own, and keeps it."""
ALTERNATIVES = {"reasons"}
"""Fields of which one entry is enough."""
PLACEHOLDER = re.compile(r"{(\w+)}")


def raised(text: str) -> str:
    """A text with its first letter raised, unless its first word is an address or has capitals of its own (eHealth)."""
    start = BEFORE_WORDS.match(text)
    at = start.end() if start else 0
    first = text[at:].split(" ", 1)[0]
    return (
        text
        if first != first.lower() or "@" in first or ":" in first[:-1]
        else text[:at] + text[at : at + 1].upper() + text[at + 1 :]
    )


def link(address: str, words: str) -> str:
    """Words that lead to an address: an outside one, or `#` and an anchor of the notice."""
    return f"{LINK_TO}{address}{LINK_WORDS}{words}{LINK_END}"


def words_alone(text: str) -> str:
    """A text without any marks."""
    bare = re.sub(f"{LINK_TO}[^{LINK_WORDS}]*{LINK_WORDS}|[{FOREIGN}{OWN}{LINK_END}]", "", text)
    return bare.replace(NEW_LINE, " ")


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
    def facts_stated_with_names(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the facts that are stated wherever a thing is named, by its id."""
        return facts_stated_with_names(self.registry)

    def facts_of(self, thing: Thing) -> tuple[Fact, ...]:
        """The facts in the fields of one thing, worked out once."""
        cached = self._facts.get(id(thing))
        if cached is None:
            cached = self._facts[id(thing)] = (thing, tuple(facts_of(thing)))
        return cached[1]

    @cached_property
    def _facts(self) -> dict[int, tuple[Thing, tuple[Fact, ...]]]:
        """By identity, as content is long to compare; a thing is kept with its facts, so that none is another's."""
        return {}

    def line(self, text: str) -> Line:
        """A text in pieces of one language; the addresses in it are pieces that lead there."""
        return Line(tuple(self._linked_pieces(_as_sentences(text))))

    def lines(self, text: str) -> tuple[Line, ...]:
        """The lines of an answer: a long one has a line for each of its sentences."""
        if NEW_LINE in text and len(words_alone(text).split()) > LONG_ANSWER:
            return tuple(self.line(raised(part)) for part in text.split(NEW_LINE) if part)
        return (self.line(text),)

    def _linked_pieces(self, text: str) -> Iterator[Piece]:
        parts = LINKED.split(text)
        for before, address, words in zip(parts[::3], [*parts[1::3], ""], [*parts[2::3], ""], strict=True):
            yield from self._pieces_by_language(before)
            if address:
                yield from (replace(piece, url=address) for piece in self._pieces_by_language(words, is_link=True))

    def _pieces_by_language(self, text: str, *, is_link: bool = False) -> Iterator[Piece]:
        source = self.registry.languages[0].lower()
        for number, part in enumerate(MARKED.split(text)):
            language = source if number % 2 else None
            if is_link:
                yield from [Piece(part, language)] if part else []
            else:
                yield from _pieces(part, language)

    def words(self, value: Words) -> str:
        """Words in this language, or marked and in the source language where they are not translated."""
        language, text = value.say(self.language.tag)
        return self._marked(language, text)

    def name(self, key: str) -> str:
        """The name of a thing with what readers need to know about it: a role with its body, data with its category."""
        thing = self.registry.things[Id(key)]
        return self.say(thing) if isinstance(thing, STATED_WITH_NAME) else self.bare(key)

    def bare(self, key: str) -> str:
        """The name of a thing alone."""
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

    def word(self, field: str, value: Any) -> str:
        """A closed word of a field, in words."""
        return str(self.language.texts["words"][field][_key(value)])

    def question(self, key: str, **values: str) -> Line:
        """The words of a key of the locale's `questions`: what the answers of a row are about."""
        return self.line(str(self.language.texts["questions"][key]).format(**values))

    def topic(self, key: str) -> str:
        """What the answers to such a question are called in a list of several, the first letter in lower case."""
        return str(self.language.texts["topics"].get(key) or lowered(self.language.texts["questions"][key]))

    def silence(self, field: str, value: str) -> str:
        """An answer in place of a list: what `none` means depends on the field."""
        return self.word("none", field) if value == "none" else self.word("silence", value)

    def say(self, thing: Any, left_out: Collection[str] = ()) -> str:
        """A condition, an entry or a vocabulary's thing in words: what it always says, then each stated field.

        Where no field is stated, what it says `alone`; what it says of two fields, in place of each, where both are.

        The fields `left_out` are not in it.
        """
        name_of = self.bare if isinstance(thing, STATED_WITH_NAME) else self.name
        fields = {key: getattr(thing, name) for name, (key, _) in field_types(type(thing)).items()}
        stated_fields = {key: value for key, value in fields.items() if value not in (None, ()) and key not in left_out}
        if "name" in stated_fields:
            stated_fields["name"] = self._called(thing)
        patterns = self._patterns(thing)
        of_two = [key for key in patterns if " " in key and stated_fields.keys() >= {*key.split()}]
        said = {"says", *(stated_fields or ["alone"]), *of_two}.difference(*map(str.split, of_two))
        parts = [(k, *self._fill(p, k, stated_fields, name_of)) for k, p in patterns.items() if k in said]
        return _joined_parts([part for part in parts if part[-1]])

    def limit(self, condition: Condition) -> str:
        """A condition in words, after what it is about: without that, a prohibition would read like a permission."""
        if isinstance(condition, Unknown):
            return f"Not understood: {condition.why}"
        said = self._limits.get(condition)
        if said is None:
            question = self.question(ABOUT[condition.type].asks).text
            said = self._limits[condition] = f"{question}: {self.line(raised(self.say(condition))).text}"
        return said

    def can_say(self, condition: Condition) -> bool:
        """Whether all of a condition can be said in this language."""
        return is_translated(self.say(condition))

    @cached_property
    def _limits(self) -> dict[Condition, str]:
        return {}

    def text(self, field: str, value: Any, name_of: Callable[[str], str] | None = None) -> str:
        """The value of a field in words; `name_of` gives the names of the things in it."""
        if isinstance(value, Words | date):
            return self.words(value) if isinstance(value, Words) else self.language.day(value)
        if isinstance(value, tuple):
            join = self.language.either if field in ALTERNATIVES else self.language.join
            heads, *more = zip_longest(*(self.text(field, v, name_of).split(NEW_LINE) for v in value), fillvalue="")
            return NEW_LINE.join([join(heads), *(text for texts in more for text in texts if text)])
        if value in get_args(Silence):
            return self.silence(field, value)
        if field == "closed_on":
            return self.language.moment(str(value))
        if field in self.language.texts["words"]:
            return self.word(field, value)
        return (name_of or self.name)(value) if value in self.registry.things else str(value)

    def _patterns(self, thing: Any) -> Mapping[str, Any]:
        if isinstance(thing, Condition):
            texts = self.language.texts
            return {**texts["conditions"][thing.type], "for_data": texts["fields"]["for_data"]}
        of_thing: Mapping[str, Any] = self.language.texts["things"][type(thing).__name__]
        of_scheme: Mapping[str, Any] = of_thing.get(getattr(thing, "scheme", ""), of_thing)
        return of_scheme

    def _fill(
        self, pattern: Any, key: str, stated_fields: Mapping[str, Any], name_of: Callable[[str], str]
    ) -> tuple[str, str]:
        """What joins a pattern to the words before it, and the pattern filled; the value chooses one of several."""
        word = _key(stated_fields[key]) if isinstance(pattern, Mapping) else ""
        chosen = str(pattern.get(word, pattern.get("other")) if isinstance(pattern, Mapping) else pattern)
        bare = chosen.lstrip(",;: ↵")
        joint = chosen[: len(chosen) - len(bare)].replace("↵", NEW_LINE) or " "
        words = {field: self.text(field, stated_fields[field], name_of) for field in PLACEHOLDER.findall(bare)}
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
        """The first words of the passage that states a thing without a name; links are taken out.

        If no passage states it, its id: `check` refuses such a registry, but a feed can come from anywhere.
        """
        passage = self.registry.stated_in.get(key)
        if passage is None:
            return key
        child = self.registry.stated_for_children_in.get(key)
        passage_words = self.best(child.text if child else None, passage.text)
        language, text = passage_words.say(self.language.tag)
        words = LINK.sub(r"\1", text).split()
        quoted = self._marked(language, " ".join(words[:FIRST_WORDS]))
        if len(words) <= FIRST_WORDS:
            return self.language.page("quoted_whole", words=quoted)
        return self.language.page("quoted", words=quoted)

    def best(self, for_children: Words | None, everyone: Words) -> Words:
        """The words to show: for children their own, unless only everyone's are in the language."""
        return _best(self.language.tag, for_children, everyone) if self.for_children else everyone

    def _called(self, thing: Any) -> Words:
        """A thing's name."""
        return self.best(getattr(thing, "child_name", None), thing.name)

    def _marked(self, language: str, text: str) -> str:
        return text if language == self.language.tag else f"{FOREIGN}{text}{OWN}"


def _as_sentences(text: str) -> str:
    """A text in one line: where a new line could begin, a new sentence does."""
    whole, *rest = text.split(NEW_LINE)
    for part in rest:
        whole += f"{'' if ENDED.search(whole) else '.'} {raised(part)}"
    return whole


def _best(language: str, for_children: Words | None, everyone: Words) -> Words:
    """The words that children read: words in their language go before words that are written for them."""
    if for_children is None:
        return everyone
    child_translated, everyone_translated = (
        any(tag == language for tag, _ in words.pairs) for words in (for_children, everyone)
    )
    return for_children if child_translated or not everyone_translated else everyone


def _pieces(text: str, language: str | None) -> Iterator[Piece]:
    """A text in pieces: the addresses in it, and the text between them."""
    end = 0
    for match in ADDRESS.finditer(text) if "@" in text or ":" in text else ():
        address = _address_alone(match[0])
        if match.start() > end:
            yield Piece(text[end : match.start()], language)
        end = match.start() + len(address)
        is_mail = not address.startswith(("https:", "mailto:", "tel:"))
        yield Piece(address, language, f"mailto:{address}" if is_mail else address)
    if end < len(text):
        yield Piece(text[end:], language)


def _address_alone(address: str) -> str:
    """An address without the punctuation after it; a bracket that closes one of its own is part of it."""
    while address[-1] in ".,;:!?'" or (address[-1] in ")]" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def _joined_parts(parts: Sequence[tuple[str, str, str]]) -> str:
    """One text of parts (field, joint, words), each after its joint; a sentence before another part loses its stop."""
    joined = ""
    for number, (field, joint, words) in enumerate(parts):
        goes_on = field in SENTENCES and number + 1 < len(parts)
        joined += (joint if number else "") + (STOP.sub("", words) if goes_on else words)
    return joined


def _key(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
