"""What the facts behind a text hold, as words that the lists of phrases name: fields, their words, and conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

from site_builder.core.conditions import Condition
from site_builder.core.fields import field_types
from site_builder.core.model import Disclosure, OptOut, Registry
from site_builder.core.rules.texts import Text
from site_builder.core.values import Id

Held = frozenset[str]
LISTED = "listed"
"""The word of a field that holds a list."""


def in_words(fact: str) -> str:
    """A fact, as words can name it, at the end of a sentence."""
    field, _, word = fact.partition(": ")
    return f"something is listed under {field}" if word == LISTED else f"{field} says {word}"


class Facts:
    """What is held by each thing of a registry that owns words: looked up once."""

    def __init__(self, registry: Registry) -> None:
        families = {p.id: p.family for p in registry.purposes}
        self._fields = {d.id: frozenset(_of_fields(d, families)) for d in registry.disclosures}
        limits = ((d.id, (limit.condition for limit in registry.limits(d))) for d in registry.disclosures)
        self._disclosures = {key: self._fields[key].union(_of_conditions(found)) for key, found in limits}
        self._senders = {d.id: d.sender for d in registry.disclosures}
        self._shared = {c.id: frozenset(_of_conditions(c.conditions)) for c in registry.conditions}
        named = ((key, d.id) for d in registry.disclosures for key in d.shared_conditions)
        self._limited: dict[Id, list[Id]] = {}
        for condition, disclosure in named:
            self._limited.setdefault(condition, []).append(disclosure)

    def behind(self, text: Text) -> Held:
        """What is held by any thing that a text states; of a notice's own text, by all of ours that it shows."""
        if text.states:
            return frozenset().union(*map(self._of, text.states))
        shown = (i for i in text.notice.shown if i in self._disclosures and self._senders[i] is None)
        return _by_all(self._disclosures, shown).union(_of_conditions(text.notice.conditions))

    def behind_all(self, text: Text) -> Held:
        """What is held by all things that a text states: words that are wrong for one may be meant of another."""
        return reduce(frozenset.intersection, map(self._of, text.states)) if text.states else self.behind(text)

    def _of(self, key: Id) -> Held:
        """Of a disclosure its own; of a shared condition its own, and the fields that all have whom it limits."""
        if key in self._disclosures:
            return self._disclosures[key]
        return self._shared.get(key, frozenset()) | _by_all(self._fields, self._limited.get(key, ()))


def _by_all(held: Mapping[Id, Held], keys: Iterable[Id]) -> Held:
    found = [held[key] for key in keys]
    return reduce(frozenset.intersection, found) if found else frozenset()


def _of_fields(disclosure: Disclosure, families: Mapping[Id, str]) -> Iterator[str]:
    for name, (key, _) in field_types(Disclosure).items():
        value = getattr(disclosure, name)
        if value not in (None, ()):
            yield key
            yield f"{key}: {_word(value)}"
    yield from (f"{each.scheme}: {each.effect}" for each in disclosure.opt_outs if isinstance(each, OptOut))
    yield from (f"family: {families[key]}" for key in disclosure.purposes)


def _word(value: object) -> object:
    """The word of a value: an answer as it stands, the kind of an automated decision, or that something is listed."""
    return value if isinstance(value, str) else getattr(value, "kind", LISTED)


def _of_conditions(conditions: Iterable[Condition]) -> Iterator[str]:
    for each in conditions:
        yield each.type
        for name, (key, _) in field_types(type(each)).items():
            value = getattr(each, name)
            if value not in (None, ()):
                yield key
                yield from (f"{key}: {word}" for word in _single_words(value))


def _single_words(value: object) -> Iterator[str]:
    """The words of a condition's value: an answer, yes or no, or each that a list holds."""
    if isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (each for each in value if isinstance(each, str))
