"""Words that are firmer or weaker than the facts, in each language that has a scale, for adults and for children."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from site_builder.check.rule import warning
from site_builder.check.words.fact_words import Facts, FactWords, fact_in_words
from site_builder.check.words.public_texts import Text, cached_for_last_registry, parties, texts
from site_builder.model import Registry
from site_builder.model.name_matcher import Names
from site_builder.model.phrases import Phrases
from site_builder.model.strength import DOES, NEVER, THEY, WE, Agreement, Said, Scale
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
def spoken(registry: Registry) -> Iterator[Spoken]:
    """All that the words of a registry say, matter by matter, in each language with a scale."""
    if (phrases := registry.phrases) is None:
        return
    facts, everyone = Facts(registry), parties(registry)
    tags = [tag.lower() for tag in registry.languages]
    scales = {tag: scale for tag in tags if (scale := phrases.strength.scales.get(tag.split("-")[0]))}
    for text in texts(registry):
        for tag, scale in scales.items():
            all_said = [*_all_said(registry, phrases, everyone, text, scale, tag)]
            for said in all_said:
                agreement = phrases.strength.matters[said.matter]
                yield Spoken(text, tag if tag != tags[0] else "", said, facts.behind(text), agreement, all_said)


def _all_said(
    registry: Registry, phrases: Phrases, everyone: Names, text: Text, scale: Scale, tag: str
) -> Iterator[Said]:
    """What a text says in one language: what its senders do, and of sharing, what they do with its recipients.

    "We tell nobody else" denies nothing where another sentence names somebody.
    """
    ours, senders = (
        registry.organisation.id,
        {d.recipient if d.direction == RECEIVE else d.sender for d in text.disclosures},
    )
    concerned = {ours, *senders, *(d.recipient for d in text.disclosures)}
    who = {WE if sender is None else THEY for sender in senders}
    sentences = text.sentences_in(tag)
    mentions = {sentence: [*everyone.found_in(sentence)] for sentence in sentences}
    for sentence in sentences:
        names = [(m.start, m.end, WE if m.of == ours else THEY) for m in mentions[sentence]]
        is_concerned = {m.of for m in mentions[sentence]} <= concerned
        tells_elsewhere = any(mentions[other] for other in sentences if other != sentence)
        is_of_others = tells_elsewhere and scale.others.first(sentence) is not None
        for said in scale.said(sentence, names):
            is_apart = said.matter == SHARING and (
                not senders or not is_concerned or (said.degree == NEVER and is_of_others)
            )
            of_sender = phrases.strength.matters[said.matter].of_sender
            is_by_another = said.by in {WE, THEY} - who
            if not is_apart and not (of_sender and is_by_another):
                yield said
