"""Words that are firmer or weaker than the facts, or deny them; and facts that soften where no words do. In English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from site_builder.core.facts import facts_of
from site_builder.core.model import ITEM, Disclosure, Registry, SharedCondition
from site_builder.core.names import Names
from site_builder.core.problems import Finding, Severity
from site_builder.core.readability import sentences
from site_builder.core.rules.held import Facts, in_words
from site_builder.core.rules.named import against_lists, kinds_of, named_beside
from site_builder.core.rules.numbers import TIME, times
from site_builder.core.rules.texts import Text, called, stated_by, texts
from site_builder.core.values import Id

ONE_OF_TWO = "One of the two is wrong: change the words or the fact."
LONG, ALIKE = 10, 0.8
"""Words of a sentence that is long enough to be compared, and the share of them that two versions have in common."""
ALWAYS, NOBODY = "always", Id("")
KEEPS = re.compile(r"\b(?:keep|keeps|kept|hold|holds|held|stores?|stored|retain\w*|delete[sd]?|destroy\w*)\b")


def denied(registry: Registry, facts: Facts) -> Iterator[tuple[Text, str]]:
    """Each text whose words the facts deny, and what it says against what."""
    for text in texts(registry):
        held, by_all = facts.behind(text), facts.behind_all(text)
        for claim in registry.phrases.against if registry.phrases else ():
            against = sorted(claim.denied_by & (by_all if claim.of_each else held))
            said = next(filter(None, map(claim.finder.first, text.sentences)), None) if against else None
            is_open = claim.held_by.isdisjoint(held) and not (
                claim.unless and any(map(claim.unless.first, text.sentences))
            )
            if said and is_open:
                yield text, f"The words say '{said}', and {claim.contrary or in_words(against[0])}."

    yield from _other_times(registry)
    yield from against_lists(registry)


def _other_times(registry: Registry) -> Iterator[tuple[Text, str]]:
    """Each text that says for how long data is kept, and whose `retention` says another time."""
    for text in texts(registry) if registry.phrases else ():
        kept = [each for d in stated_by(registry, text) if isinstance(d.retention, tuple) for each in d.retention]
        stated = {time for each in kept for words in (each.period, each.until, each.criteria) for time in times(words)}
        for sentence in text.sentences if stated else ():
            said = TIME.search(sentence) if KEEPS.search(sentence) else None
            if said and stated.isdisjoint(times(sentence)):
                yield text, f"The words say '{said[0]}', and retention says '{kept[0].period or kept[0].criteria}'."


def softened_in_facts_only(registry: Registry, _on: date) -> Iterator[Finding]:
    """A condition has a `strength` that softens it ("usually"), and no words beside it do.

    People read that it holds always. One half of a change may be missing.
    """
    if registry.phrases is None:
        return
    read = _read(registry)
    owners: tuple[Disclosure | SharedCondition, ...] = (*registry.disclosures, *registry.conditions)
    for owner in owners:
        is_softened = any(map(registry.phrases.softening.first, read.get(owner.id, ())))
        for number, condition in enumerate(owner.conditions if owner.id in read and not is_softened else ()):
            strength = getattr(condition, "strength", None)
            if strength and strength != ALWAYS:
                message = f"strength says '{strength}', and no words here soften."
                hint = "Say it in the words, or take it out of the facts."
                yield Finding(Severity.WARNING, owner.id, ("conditions", number, "strength"), message, hint)


def _read(registry: Registry) -> Mapping[Id, list[str]]:
    """All sentences that state a thing."""
    read: dict[Id, list[str]] = {}
    for text in texts(registry, again=True):
        for key in text.states:
            read.setdefault(key, []).extend(text.sentences)
    return read


def said_twice(registry: Registry, _on: date) -> Iterator[Finding]:
    """Two sentences of one text say nearly the same, or two disclosures have the same facts and words.

    After a merge, both versions of a change may have been left; or a block was copied and not changed yet.
    """
    for text in texts(registry):
        lines = [line for p in text.passages if p.shape != ITEM for line in sentences(str(p.text))]
        long = [(line, {*line.lower().split()}) for line in lines if len(line.split()) >= LONG]
        for at, (other, words) in enumerate(long):
            if any(_share(before, words) >= ALIKE for _, before in long[:at]):
                begins = " ".join(other.split()[:5])
                message = f"Two sentences here say nearly the same; the second begins '{begins} ...'."
                hint = "Keep one of them, or make one of the two."
                yield Finding(Severity.WARNING, text.subject, text.path, message, hint)

    yield from _stated_twice(registry)


def _stated_twice(registry: Registry) -> Iterator[Finding]:
    """Disclosures of which only the id tells them from one before; not where what is proposed may tell them apart."""
    proposed = {each.about for each in registry.unpublished if each.block == "proposed"}
    read: dict[Id, dict[str, None]] = {}
    for passage in (p for passages in registry.passages_of.values() for p in passages):
        for key in passage.states:
            read.setdefault(key, {})[str(passage.text)] = None
    first: dict[tuple[Disclosure, tuple[str, ...]], Id] = {}
    for disclosure in (d for d in registry.disclosures if d.id in read):
        before = first.setdefault((replace(disclosure, id=NOBODY), tuple(read[disclosure.id])), disclosure.id)
        if before != disclosure.id and disclosure.id not in proposed:
            message = f"It states what '{before}' states, in the same words."
            hint = "Change what is different here, or take one of the two out."
            yield Finding(Severity.WARNING, disclosure.id, (), message, hint)


def _share(words: set[str], others: set[str]) -> float:
    """Of the words of two sentences, the share that both have."""
    return len(words & others) / len(words | others)


def data_in_words_only(registry: Registry, _on: date) -> Iterator[Finding]:
    """Words name a kind of data of this registry, or one that the law guards more closely, and the facts list others.

    So do words that count one up beside a kind that is listed: "names and home address".
    What the words add, no system knows of: it would refuse that data, or let it go without its condition.
    """
    if registry.phrases is None:
        return
    kinds, known = {c.id: c for c in registry.data_categories}, kinds_of(registry)
    for text in texts(registry):
        disclosures = stated_by(registry, text)
        listed = [key for d in disclosures for fact in facts_of(d) for key in map(Id, fact.names) if key in kinds]
        is_special = any(kinds[key].sensitive for key in listed)
        said = next(filter(None, map(registry.phrases.guarded.first, text.sentences)), None)
        if said and not is_special and any(d.data_categories for d in disclosures):
            message = f"The words name '{said}', and no kind of data here is said to be special."
            hint = "Add the kind of data, with special under it; or change the words."
            yield Finding(Severity.WARNING, text.subject, text.path, message, hint)
        if listed:
            yield from _unlisted(registry, known, text, {*listed})


def _unlisted(registry: Registry, known: Names, text: Text, listed: set[Id]) -> Iterator[Finding]:
    """The kinds of data whose name of several words a text says and none that is listed, or that stand beside one."""
    read = " ".join(text.sentences).lower()
    if any(name.lower() in read for key in listed for name in called(registry, key)):
        yield from _added(text, named_beside(registry, known, text, listed))
        return
    for kind in (c for c in registry.data_categories if c.id not in listed):
        said = next((n for n in called(registry, kind.id) if " " in n and n.lower() in read), None)
        yield from _added(text, [(said, kind.id)] if said else ())


def _added(text: Text, kinds: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    for said, key in kinds:
        message = f"The words name '{said}', and data_categories does not list '{key}'."
        yield Finding(Severity.WARNING, text.subject, text.path, message, "Add it there, or change the words.")
