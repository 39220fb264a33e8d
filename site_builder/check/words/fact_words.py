"""The facts behind a text as words: fields, their values, and conditions, as the lists of phrases name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

from site_builder.check.disclosures import conditions
from site_builder.check.words.public_texts import Text, cached_for_last_registry
from site_builder.model import Disclosure, OptOut, Registry
from site_builder.model.conditions import Condition
from site_builder.model.fields import field_types
from site_builder.model.values import Id

FactWords = frozenset[str]
LISTED = "listed"
"""The word for a field with a list."""
ALWAYS = "always"
"""The strength of a condition that no word softens."""


class Facts:
    """Looks up the facts behind the texts of a registry, once."""

    def __init__(self, registry: Registry) -> None:
        families = {p.id: p.family for p in registry.purposes}
        self._fields = {d.id: frozenset(_words_of_fields(d, families)) for d in registry.disclosures}
        self._disclosures = {
            d.id: self._fields[d.id].union(_words_of_conditions(conditions(registry, d))) for d in registry.disclosures
        }
        self._senders = {d.id: d.sender for d in registry.disclosures}
        self._shared = {c.id: frozenset(_words_of_conditions(c.conditions)) for c in registry.conditions}
        self._limited: dict[Id, list[Id]] = {}
        for condition, disclosure in ((key, d.id) for d in registry.disclosures for key in d.shared_conditions):
            self._limited.setdefault(condition, []).append(disclosure)

    def behind(self, text: Text) -> FactWords:
        """The facts of any thing that a text states. For a notice's own text, the common facts of our disclosures."""
        if text.states:
            return frozenset().union(*map(self._of, text.states))
        shown = (i for i in text.notice.shown if i in self._disclosures and self._senders[i] is None)
        return _common_facts(self._disclosures, shown).union(_words_of_conditions(text.notice.conditions))

    def behind_all(self, text: Text) -> FactWords:
        """The facts that all things have that a text states: words that are wrong for one may be about another."""
        return reduce(frozenset.intersection, map(self._of, text.states)) if text.states else self.behind(text)

    def _of(self, key: Id) -> FactWords:
        """The facts of a disclosure; or of a shared condition, with the common fields of the disclosures it limits."""
        if key in self._disclosures:
            return self._disclosures[key]
        return self._shared.get(key, frozenset()) | _common_facts(self._fields, self._limited.get(key, ()))


facts_beside = cached_for_last_registry(Facts)
"""The one that looks up the facts behind the texts of a registry; several rules ask for it."""


def _common_facts(facts: Mapping[Id, FactWords], keys: Iterable[Id]) -> FactWords:
    by_thing = [facts[key] for key in keys]
    return reduce(frozenset.intersection, by_thing) if by_thing else frozenset()


def _words_of_fields(disclosure: Disclosure, families: Mapping[Id, str]) -> Iterator[str]:
    for name, (key, _) in field_types(Disclosure).items():
        value = getattr(disclosure, name)
        if value not in (None, ()):
            yield key
            yield f"{key}: {_word_of_value(value)}"
    yield from (f"lawful_basis: {word}" for word in disclosure.lawful_basis)
    for choice in disclosure.opt_outs:
        if isinstance(choice, OptOut):
            yield from (f"{choice.scheme}: {choice.effect}", f"effect: {choice.effect}")
    yield from (f"family: {families[key]}" for key in disclosure.purposes)


def _word_of_value(value: object) -> object:
    """The word for a value: an answer as written, the kind of an automated decision, or LISTED."""
    return value if isinstance(value, str) else getattr(value, "kind", LISTED)


def _words_of_conditions(conditions_of_owner: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions_of_owner:
        yield condition.type
        if hasattr(condition, "strength"):
            yield f"{condition.type}.strength: {condition.strength or ALWAYS}"
        for name, (key, _) in field_types(type(condition)).items():
            value = getattr(condition, name)
            if value not in (None, ()):
                yield key
                yield from (f"{key}: {word}" for word in _single_words(value))


def _single_words(value: object) -> Iterator[str]:
    """The words for a condition's value: an answer, true or false, or each text of a list."""
    if isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, str | int):
        yield str(value)
    elif isinstance(value, tuple):
        yield from (part for part in value if isinstance(part, str))


def fact_in_words(fact: str) -> str:
    """A fact as the end of a sentence."""
    field, _, word = fact.partition(": ")
    return f"something is listed under {field}" if word == LISTED else f"{field} says {word}"
