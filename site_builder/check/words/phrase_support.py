"""Phrases that claim something ("may", "never", "always"), and the facts that support or deny it. In English only.

A text makes a claim if it has the words of it. The facts behind a text are those of the things that it states: fields,
their words, and conditions, as the lists of phrases name them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from site_builder.check.disclosures import conditions
from site_builder.check.rule import Findings, rule_of_words, warning
from site_builder.check.words.public_texts import Text, all_names, parties, texts
from site_builder.model import Disclosure, OptOut, Registry, SharedCondition
from site_builder.model.conditions import Condition
from site_builder.model.fields import field_types
from site_builder.model.name_matcher import Names, names
from site_builder.model.phrases import Claim, Phrases
from site_builder.model.values import Id

FactWords = frozenset[str]
LISTED = "listed"
"""The word for a field with a list."""
ALWAYS = "always"


# ---- facts


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


def _common_facts(facts: Mapping[Id, FactWords], keys: Iterable[Id]) -> FactWords:
    by_thing = [facts[key] for key in keys]
    return reduce(frozenset.intersection, by_thing) if by_thing else frozenset()


def _words_of_fields(disclosure: Disclosure, families: Mapping[Id, str]) -> Iterator[str]:
    for name, (key, _) in field_types(Disclosure).items():
        value = getattr(disclosure, name)
        if value not in (None, ()):
            yield key
            yield f"{key}: {_word_of_value(value)}"
    yield from (f"{choice.scheme}: {choice.effect}" for choice in disclosure.opt_outs if isinstance(choice, OptOut))
    yield from (f"family: {families[key]}" for key in disclosure.purposes)


def _word_of_value(value: object) -> object:
    """The word for a value: an answer as written, the kind of an automated decision, or LISTED."""
    return value if isinstance(value, str) else getattr(value, "kind", LISTED)


def _words_of_conditions(conditions_of_owner: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions_of_owner:
        yield condition.type
        for name, (key, _) in field_types(type(condition)).items():
            value = getattr(condition, name)
            if value not in (None, ()):
                yield key
                yield from (f"{key}: {word}" for word in _single_words(value))


def _single_words(value: object) -> Iterator[str]:
    """The words for a condition's value: an answer, true or false, or each text of a list."""
    if isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (part for part in value if isinstance(part, str))


# ---- claims


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim that a text makes: the facts behind the text, the sentence, and the words of it that make the claim."""

    claim: Claim
    text: Text
    sentence: str
    words: str
    facts: FactWords
    common_facts: FactWords

    @property
    def is_held(self) -> bool:
        """Whether a fact supports it, or the text gives it another meaning."""
        unless = self.claim.unless
        return not self.claim.held_by.isdisjoint(self.facts) or bool(unless and self.text.first(unless.first))

    @property
    def denial(self) -> str | None:
        """The facts that deny it, as the end of a sentence; None where none do."""
        facts = self.claim.denied_by & (self.common_facts if self.claim.of_each else self.facts)
        return self.claim.contrary or _fact_in_words(min(facts)) if facts else None


def claimed(
    registry: Registry, claims: Sequence[Claim], *, one_each: bool = False, in_each_text: bool = False
) -> Iterator[Claimed]:
    """Each claim of a list with the first sentence of a text that makes it.

    `one_each`: a sentence makes only one claim, the first that fits. `in_each_text`: where two texts of one thing make
    a claim, give both, not only the first.
    """
    facts = Facts(registry)
    reported: set[tuple[Id, int]] = set()
    for text in texts(registry) if claims else ():
        facts_of_text, common_facts = facts.behind(text), facts.behind_all(text)
        used: set[str] = set()
        for number, claim in enumerate(claims):
            unused = ((s, words) for s in text.sentences if s not in used and (words := claim.finder.first(s)))
            sentence, words = next(unused, ("", ""))
            is_repeated = bool(text.states) and not in_each_text and (text.subject, number) in reported
            if words and not is_repeated:
                used.update([sentence] if one_each else [])
                reported.add((text.subject, number))
                yield Claimed(claim, text, sentence, words, facts_of_text, common_facts)


def _fact_in_words(fact: str) -> str:
    """A fact as the end of a sentence."""
    field, _, word = fact.partition(": ")
    return f"something is listed under {field}" if word == LISTED else f"{field} says {word}"


def shared_all_the_same(registry: Registry, phrases: Phrases, everyone: Names, claimed: Claimed) -> Iterator[str]:
    """The kinds of data that are shared although a claim denies it for their recipients."""
    if not claimed.claim.of_data or phrases.limited.first(claimed.sentence):
        return
    disclosures = [d for d in claimed.text.disclosures if not d.is_promise]
    shared = {key for d in disclosures for key in d.data_categories if key not in d.excluded}
    kinds = names((name, key) for key in shared for name in all_names(registry.things[key]))
    with_whom = {mention.of for mention in everyone.found_in(claimed.sentence)}
    if with_whom <= {d.recipient for d in disclosures}:
        yield from dict.fromkeys(mention.of for mention in kinds.found_in(claimed.sentence))


# ---- rules


@rule_of_words
def softened_in_words_only(registry: Registry, phrases: Phrases) -> Findings:
    """Words soften ("may", "usually", "wherever possible") and no fact says how strong they are.

    A system reads the facts alone: what the words leave open, it takes for settled.
    """
    for made in claimed(registry, phrases.softened):
        if made.text.states and not made.is_held:
            message = f"The words say '{made.words}', and no fact says how firm that is."
            yield made.text.warning(message, f"Write {made.claim.write}; or say it more plainly.")


@rule_of_words
def promised_in_words_only(registry: Registry, phrases: Phrases) -> Findings:
    """Words promise that something is not done ("never", "we do not share"), and no fact holds the promise.

    People rely on it, and a system that asks the gate is not told of it.
    """
    everyone = parties(registry)
    for made in claimed(registry, phrases.promised, one_each=True):
        is_settled = made.is_held or made.denial
        if not is_settled and not any(shared_all_the_same(registry, phrases, everyone, made)):
            message = f"The words say '{made.words}', and no fact holds that."
            yield made.text.warning(message, f"Write {made.claim.write}; if it is not kept, take it out of the words.")


@rule_of_words
def softened_in_facts_only(registry: Registry, phrases: Phrases) -> Findings:
    """A condition has a `strength` that softens it ("usually"), and no words beside it do.

    People read that it holds always. One half of a change may be missing.
    """
    sentences: dict[Id, list[str]] = {}
    for text in texts(registry, repeated=True):
        for key in text.states:
            sentences.setdefault(key, []).extend(text.sentences)
    owners: tuple[Disclosure | SharedCondition, ...] = (*registry.disclosures, *registry.conditions)
    for owner in (o for o in owners if o.id in sentences):
        is_softened = any(map(phrases.softening.first, sentences[owner.id]))
        for number, condition in enumerate(owner.conditions if not is_softened else ()):
            strength = getattr(condition, "strength", None)
            if strength and strength != ALWAYS:
                message = f"strength says '{strength}', and no words here soften."
                hint = "Say it in the words, or take it out of the facts."
                yield warning(owner.id, ("conditions", number, "strength"), message, hint)
