"""Words against facts: what a text says and no fact holds, and what it says against its facts. In English only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.core.conditions import Identifiability
from site_builder.core.model import Registry
from site_builder.core.names import Names, names
from site_builder.core.phrases import Claim, Phrases
from site_builder.core.problems import Finding, Path, Severity
from site_builder.core.rules.against import ONE_OF_TWO, denied
from site_builder.core.rules.figures import figures_denied
from site_builder.core.rules.held import Facts, in_words
from site_builder.core.rules.laws import other_laws
from site_builder.core.rules.texts import Text, called, parties, stated_by, texts

KNOWN_AGAIN = {"identifiable", "individual_level", "pseudonymised"}
"""Levels of data that is still about single people."""


def softened_in_words_only(registry: Registry, _on: date) -> Iterator[Finding]:
    """Words soften ("may", "usually", "wherever possible") and no fact says how strong they are.

    A system reads the facts alone: what the words leave open, it takes for settled.
    """
    phrases = registry.phrases
    facts = Facts(registry)
    for text, _, said, claim in _claims(registry, phrases.softened if phrases else ()):
        if text.states and claim.held_by.isdisjoint(facts.behind(text)):
            message = f"The words say '{said}', and no fact says how firm that is."
            yield _warned(text, message, f"Write {claim.write}; or say it more plainly.")


def promised_in_words_only(registry: Registry, _on: date) -> Iterator[Finding]:
    """Words promise that something is not done ("never", "we do not share"), and no fact holds the promise.

    People rely on it, and a system that asks the gate is not told of it.
    """
    phrases = registry.phrases
    facts, everyone = Facts(registry), parties(registry)
    for text, sentence, said, claim in _claims(registry, phrases.promised if phrases else (), one_each=True):
        is_open = (claim.held_by | claim.denied_by).isdisjoint(facts.behind(text))
        if is_open and not any(_shared_all_the_same(registry, everyone, text, sentence, claim)):
            message = f"The words say '{said}', and no fact holds that."
            yield _warned(text, message, f"Write {claim.write}; or take the promise out of the words.")


def words_against_facts(registry: Registry, _on: date) -> Iterator[Finding]:
    """Words deny what the facts state: that data leaves the country, that a kind of data is shared.

    So do words that say more or less than the facts: "always" beside `may`, "may" beside `must`, names beside
    `pseudonymised`, a nation or a country that is not listed, data that is `excluded`; and words that say another age,
    deadline, frequency or law than the facts.
    """
    phrases = registry.phrases
    facts, everyone = Facts(registry), parties(registry)
    told: set[tuple[str, Path]] = set()
    for text, sentence, said, claim in _claims(registry, phrases.promised if phrases else (), one_each=True):
        contrary = sorted(claim.denied_by & facts.behind(text))
        if contrary:
            told.add((text.subject, text.path))
            yield _warned(text, f"The words say '{said}', and {in_words(contrary[0])}.", ONE_OF_TWO)
        else:
            for key in _shared_all_the_same(registry, everyone, text, sentence, claim):
                told.add((text.subject, text.path))
                yield _warned(text, f"The words say '{said}', and data_categories lists '{key}'.", ONE_OF_TWO)
    more = (*denied(registry, facts), *figures_denied(registry), *other_laws(registry))
    others = (each for each in more if (each[0].subject, each[0].path) not in told)
    yield from (_warned(text, message, ONE_OF_TWO) for text, message in others)


def not_anonymous(registry: Registry, _on: date) -> Iterator[Finding]:
    """Words call data anonymous that is still about single people: with a number for a name, or a record for each.

    Such data is personal data, and people whose data it is have their rights.
    """
    if registry.phrases is None:
        return
    for text in texts(registry):
        levels = _levels(registry, text)
        is_known_again = bool(levels) and levels <= KNOWN_AGAIN
        for sentence in text.sentences:
            wrong = registry.phrases.anonymous_contradicted.first(sentence)
            said = wrong or (registry.phrases.anonymous.first(sentence) if is_known_again else None)
            if said:
                why = (
                    f"and identifiability says {', '.join(sorted(levels))}"
                    if not wrong
                    else "which cannot both be true"
                )
                hint = "Say what is taken out and what stays; anonymous is only what nobody can trace back."
                yield _warned(text, f"The words say '{said}', {why}.", hint)
                break


def open_in_words(registry: Registry, _on: date) -> Iterator[Finding]:
    """Words leave a list of recipients open ("such as", "other agencies"), and the facts call it complete."""
    if registry.phrases is None:
        return
    recipients = {r.id: r for r in registry.recipients}
    for text in texts(registry):
        to = [recipients[d.recipient] for d in stated_by(registry, text) if d.recipient]
        closed = [r for r in to if r.open_list is False]
        is_complete = bool(text.notice.complete_list) and not text.states
        if any(r.open_list for r in to) or not (closed or is_complete):
            continue
        of = names((name, r.id) for r in closed for key in (r.id, *r.members) for name in called(registry, key))
        found = (
            _opened(registry.phrases, sentence, [m.start for m in of.found_in(sentence)]) for sentence in text.sentences
        )
        said = next(filter(None, found), None)
        if said:
            where = f"open_list of '{closed[0].id}' says" if closed else "complete_list says"
            hint = (
                f"Write open_list: true in recipients/{closed[0].id}.yaml" if closed else "Write complete_list: false"
            )
            yield _warned(
                text, f"The words say '{said}', and {where} that all are named.", f"{hint}, or name all in words."
            )


def _opened(phrases: Phrases, sentence: str, named_at: list[int]) -> str | None:
    """The words that leave a list open: some do wherever they stand, examples where a name follows them."""
    found = phrases.open_anywhere.first(sentence)
    before = phrases.open_before_names.match(sentence)
    is_list = before is not None and any(at >= before.end() for at in named_at)
    return found or (sentence[before.start() : before.end()] if before and is_list else None)


def _claims(
    registry: Registry, claims: tuple[Claim, ...], *, one_each: bool = False
) -> Iterator[tuple[Text, str, str, Claim]]:
    """The first sentence of each text that makes a claim, and its words; of two texts of one thing, the first.

    `one_each`: a sentence makes one claim, the first that it fits.
    """
    made: set[tuple[str, int]] = set()
    for text in texts(registry) if claims else ():
        taken: set[str] = set()
        for number, claim in enumerate(claims):
            said = next(
                ((s, found) for s in text.sentences if s not in taken and (found := claim.finder.first(s))), None
            )
            if said and not (text.states and (text.subject, number) in made):
                taken.update(said[:1] if one_each else ())
                made.add((text.subject, number))
                yield text, *said, claim


def _shared_all_the_same(registry: Registry, everyone: Names, text: Text, sentence: str, claim: Claim) -> Iterator[str]:
    """The kinds of data that a claim in a sentence denies to be shared with those who get it, and that are."""
    if not claim.of_data or (registry.phrases and registry.phrases.limited.first(sentence)):
        return
    shared = {key for d in stated_by(registry, text) for key in d.data_categories if key not in d.excluded}
    kinds = names((name, key) for key in shared for name in called(registry, key))
    with_whom = {m.of for m in everyone.found_in(sentence)}
    if with_whom <= {d.recipient for d in stated_by(registry, text)}:
        yield from dict.fromkeys(mention.of for mention in kinds.found_in(sentence))


def _levels(registry: Registry, text: Text) -> set[str]:
    limits = (limit.condition for d in stated_by(registry, text) for limit in registry.limits(d))
    found = [c for c in limits if isinstance(c, Identifiability)]
    return {level for c in found for level in (c.transfer, c.processing, c.results) if level}


def _warned(text: Text, message: str, hint: str) -> Finding:
    return Finding(Severity.WARNING, text.subject, text.path, message, hint)
