"""Phrases that claim something ("usually", "never sell"), and the facts that support or deny it. In English only.

A text makes a claim if it has the words of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from site_builder.check.rule import Findings, alone, rule_of_words, warning
from site_builder.check.words.fact_words import ALWAYS, FactWords, fact_in_words, facts_beside
from site_builder.check.words.public_texts import Text, all_names, parties, texts
from site_builder.check.words.strength import spoken
from site_builder.model import Disclosure, Registry, SharedCondition
from site_builder.model.finder import words_of
from site_builder.model.name_matcher import Names, names
from site_builder.model.phrases import Claim, Phrases
from site_builder.model.strength import MAY
from site_builder.model.values import Id

KEPT = "Write {}. If this promise is not kept, ask the data protection officer before you change the words."

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
        return self.claim.contrary or fact_in_words(min(facts)) if facts else None


def claimed(
    registry: Registry, claims: Sequence[Claim], *, one_each: bool = False, in_each_text: bool = False
) -> Iterator[Claimed]:
    """Each claim of a list with the first sentence of a text that makes it.

    `one_each`: a sentence makes only one claim, the first that fits. `in_each_text`: where two texts of one thing make
    a claim, give both, not only the first.
    """
    facts = facts_beside(registry)
    reported: set[tuple[Id, int]] = set()
    needing: dict[str, list[int]] = {}
    for number, word in ((n, word) for n, claim in enumerate(claims) for word in claim.finder.needs):
        needing.setdefault(word, []).append(number)
    for text in texts(registry) if claims else ():
        words_of_text = {word for sentence in text.sentences for word in words_of(sentence)}
        possible = sorted({number for word in words_of_text for number in needing.get(word, ())})
        if not possible:
            continue
        facts_of_text, common_facts = facts.behind(text), facts.behind_all(text)
        used: set[str] = set()
        for number in possible:
            claim = claims[number]
            unused = ((s, words) for s in text.sentences if s not in used and (words := claim.finder.first(s)))
            sentence, words = next(unused, ("", ""))
            is_repeated = bool(text.states) and not in_each_text and (text.subject, number) in reported
            if words and not is_repeated:
                used.update([sentence] if one_each else [])
                reported.add((text.subject, number))
                yield Claimed(claim, text, sentence, words, facts_of_text, common_facts)


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


@alone
@rule_of_words
def softened_in_words_only(registry: Registry, phrases: Phrases) -> Findings:
    """Words soften ("may", "usually", "wherever possible") and no fact says how strong they are.

    A system reads the facts alone: what the words leave open, it takes for settled.
    """
    for said in spoken(registry):
        if said.text.states and said.is_without_fact and said.said.degree == MAY:
            yield said.warning(
                "no fact says how firm that is", f"Write {said.agreement.write}; or say it more plainly."
            )
    for made in claimed(registry, phrases.softened):
        if made.text.states and not made.is_held:
            message = f"The words say '{made.words}', and no fact says how firm that is."
            yield made.text.warning(message, f"Write {made.claim.write}; or say it more plainly.")


@alone
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
            yield made.text.warning(message, KEPT.format(made.claim.write))
    for said in spoken(registry):
        if said.is_without_fact and said.said.degree != MAY:
            yield said.warning("no fact holds that", KEPT.format(said.agreement.write))


@alone
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
                hint = "If that is so, say it in the words. If the words are right, take strength out."
                yield warning(owner.id, ("conditions", number, "strength"), message, hint)
