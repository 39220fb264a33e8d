"""Words that are firmer or weaker than the facts, in each language that has a scale, for adults and for children."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from site_builder.check.rule import warning
from site_builder.check.words.fact_words import FactWords, fact_in_words, facts_beside
from site_builder.check.words.public_texts import Text, cached_for_last_registry, parties, texts
from site_builder.model import Registry
from site_builder.model.name_matcher import Names
from site_builder.model.strength import DOES, NEVER, THEY, WE, Agreement, Said, Scale
from site_builder.model.values import Id
from site_builder.problems import Finding

RECEIVE, SHARING = "receive", "sharing"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a sentence of a text says of one matter, and the facts behind the text.

    `language` is '' for the first one. `all_said` is what the text says in this language, of all matters.
    """

    text: Text
    language: str
    said: Said
    facts: FactWords
    agreement: Agreement
    all_said: Sequence[Said]

    @property
    def is_without_fact(self) -> bool:
        """Whether it needs a fact, and none is stated."""
        stated = self.facts & (self.agreement.held_by | self.agreement.facts.keys())
        return self.said.degree in self.agreement.unsaid and not stated

    @property
    def denial(self) -> str | None:
        """The fact that it disagrees with, as the end of a sentence; None for none, or if the text agrees elsewhere."""
        stated = self._stated(self.agreement.facts) or self._stated(self.agreement.or_else)
        agrees = frozenset[str]().union(*stated.values())
        is_never = self.said.degree == NEVER
        has_limit = self.said.is_open and (is_never or agrees != {NEVER})
        if not self.text.states or not stated or self.said.degree in agrees or has_limit:
            return None
        excuses = agrees if is_never else agrees - {DOES}
        if any(other.matter == self.said.matter and other.degree in excuses for other in self.all_said):
            return None
        fact = min(stated)
        return self.agreement.contrary.get(fact) or fact_in_words(fact)

    def _stated(self, facts: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        return {fact: degrees for fact, degrees in facts.items() if fact in self.facts}

    def warning(self, says: str, hint: str) -> Finding:
        """A warning about its words, where they stand."""
        path = (*self.text.path, self.language) if self.language else self.text.path
        words = "translation says" if self.language else "words say"
        return warning(self.text.subject, path, f"The {words} '{self.said.words}', and {says}.", hint)


@cached_for_last_registry
def spoken(registry: Registry) -> Sequence[Spoken]:
    """All that the words of a registry say, matter by matter, in each language with a scale."""
    return tuple(_spoken(registry))


def _spoken(registry: Registry) -> Iterator[Spoken]:
    if registry.phrases is None:
        return
    facts, strength, everyone = facts_beside(registry), registry.phrases.strength, parties(registry)
    tags = [tag.lower() for tag in registry.languages]
    scales = {tag: scale for tag in tags if (scale := strength.scales.get(tag.split("-")[0]))}
    members = {recipient.id: recipient.members for recipient in registry.recipients}
    for text, (tag, scale) in product(texts(registry), scales.items()):
        reader = _Reader(text, registry.organisation.id, members, everyone, strength.matters)
        all_said = [*reader.said(scale, text.sentences_in(tag))]
        for said in all_said:
            language, agreement = tag if tag != tags[0] else "", strength.matters[said.matter]
            yield Spoken(text, language, said, facts.behind(text), agreement, all_said)


class _Reader:
    """Reads what a text says: only of what its own senders do, and of sharing, what they do with its recipients."""

    def __init__(
        self,
        text: Text,
        ours: Id,
        members: Mapping[Id, Sequence[Id]],
        everyone: Names,
        matters: Mapping[str, Agreement],
    ) -> None:
        self._ours, self._everyone, self._matters = ours, everyone, matters
        senders = {d.recipient if d.direction == RECEIVE else d.sender for d in text.disclosures} or {None}
        self._others = {WE, THEY} - {WE if sender is None else THEY for sender in senders}
        recipients = {d.recipient for d in text.disclosures if d.recipient}
        self._concerned = {*senders, *recipients, *(m for key in recipients for m in members.get(key, ()))}
        self._shares = bool(text.disclosures)

    def said(self, scale: Scale, sentences: Sequence[str]) -> Iterator[Said]:
        """All that sentences say. "We tell nobody else" denies nothing where another sentence names somebody."""
        mentions = {sentence: [*self._everyone.found_in(sentence)] for sentence in sentences}
        for sentence, found in mentions.items():
            names = [(m.start, m.end, WE if m.of == self._ours else THEY) for m in found]
            is_of_others = scale.others.first(sentence) and any(mentions[s] for s in sentences if s != sentence)
            with_whom = {m.of for m in found} - {self._ours}
            is_apart = not self._shares or (bool(with_whom) and with_whom.isdisjoint(self._concerned))
            for said in scale.said(sentence, names):
                is_by_others = self._matters[said.matter].of_sender and said.by in self._others
                is_no_sharing = is_apart or (said.degree == NEVER and is_of_others)
                if not is_by_others and not (said.matter == SHARING and is_no_sharing):
                    yield said
