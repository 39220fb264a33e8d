"""The table at the top of a notice: one row a section, each cell made from the facts of its disclosures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from site_builder.facts.facts import Fact, fact_of
from site_builder.facts.layout.answers import answer, answers, fact_words, who_gets
from site_builder.facts.layout.laid_out import Answer, Glance, GlanceRow
from site_builder.facts.layout.questions import Question
from site_builder.facts.sentences import Sentences
from site_builder.model import Disclosure, Notice, Purpose
from site_builder.model.values import Id, Word

SAY_NO = Question(
    "say_no",
    ("opt_outs", "item_choices"),
    ("voluntary_participation", "opt_out", "consent_first", "safeguarding_override"),
)
AT_A_GLANCE = 4
"""The most answers that one cell shows."""
DETAILS = {"why", "who", "by", "form", "reasons"}
"""Fields of conditions and opt-outs that are stated only below the table."""
KNOWN = Question("known", (), ("identifiability", "no_identification_in_results"))


def glance(s: Sentences, notice: Notice, in_force: Mapping[Id, Disclosure]) -> Glance:
    """The table of a notice; sections that show no disclosure have no row."""
    texts = s.language.texts["glance"]
    heads = tuple(texts[key] for key in ("section", "who", "why", SAY_NO.key, KNOWN.key))
    return Glance(s.language.page("glance"), heads, tuple(_rows(s, notice, in_force)))


def _rows(s: Sentences, notice: Notice, in_force: Mapping[Id, Disclosure]) -> Iterator[GlanceRow]:
    for section in notice.sections:
        ids = dict.fromkeys(i for p in section.passages for i in p.states)
        shown = [in_force[i] for i in ids if i in in_force]
        if shown:
            cells = (_who(s, shown), _why(s, shown), _cell(s, SAY_NO, shown), _cell(s, KNOWN, shown))
            yield GlanceRow(f"section-{section.id}", s.line(s.heading(section)), tuple(map(tuple, cells)))


def _who(s: Sentences, shown: Sequence[Disclosure]) -> Iterator[Answer]:
    """Each recipient by its name; its members are named only in the box of the disclosure."""
    facts_by_words: dict[str, list[Fact]] = {}
    for disclosure in shown:
        for fact in (f for f in s.facts_of(disclosure) if f.field == "recipient"):
            name = s.name(fact.value)
            facts_by_words.setdefault(
                name if disclosure.direction is None else who_gets(s, disclosure, name), []
            ).append(fact)
    yield from (answer(s, text, facts) for text, facts in facts_by_words.items())
    if facts_by_words and not all(d.recipient for d in shown):
        yield Answer(s.line(s.language.page("rest_not_said")))


def _why(s: Sentences, shown: Sequence[Disclosure]) -> Iterator[Answer]:
    facts = [f for d in shown for f in s.facts_of(d) if f.field == "purposes"]
    if facts:
        yield answer(s, _family_words(s, facts), facts)
    if facts and not all(d.purposes for d in shown):
        yield Answer(s.line(s.language.page("rest_not_said")))


def _family_words(s: Sentences, purposes: Iterable[Fact]) -> str:
    """The families of purposes in plain words."""
    return s.language.join([s.word("family", family) for family in _families(s, purposes)])


def _families(s: Sentences, purposes: Iterable[Fact]) -> list[Word]:
    """The families of purposes, each once."""
    things = (s.registry.things[fact.value] for fact in purposes)
    return list(dict.fromkeys(thing.family for thing in things if isinstance(thing, Purpose)))


def _cell(s: Sentences, question: Question, shown: Sequence[Disclosure]) -> Iterator[Answer]:
    """The answers of all disclosures, each with the disclosures that it is about; the last one says if some are silent.

    More than AT_A_GLANCE answers are given only below the table.
    """
    facts_by_id = {d.id: [f for f in _facts_and_limits(s, d) if answers(question, f)] for d in shown}
    cell = [
        grouped
        for possible in (False, True)
        for grouped in _grouped_answers(
            s, shown, {i: [f for f in facts if f.possible is possible] for i, facts in facts_by_id.items()}
        )
    ]
    yield from cell if len(cell) <= AT_A_GLANCE else [Answer(s.line(s.language.page("depends")))]
    if cell and not all(facts_by_id.values()):
        yield Answer(s.line(s.language.page("rest_not_said")))


def _grouped_answers(
    s: Sentences, shown: Sequence[Disclosure], facts_by_id: Mapping[Id, Sequence[Fact]]
) -> Iterator[Answer]:
    """One answer for each group of disclosures about which the same is said."""
    disclosures_by_words: dict[str, list[Disclosure]] = {}
    for disclosure in shown:
        for text in dict.fromkeys(fact_words(s, fact, DETAILS) for fact in facts_by_id[disclosure.id]):
            disclosures_by_words.setdefault(text, []).append(disclosure)
    words_by_group: dict[tuple[Id, ...], list[str]] = {}
    for text, disclosures in disclosures_by_words.items():
        words_by_group.setdefault(tuple(d.id for d in disclosures), []).append(text)
    labels = _labels(s, shown, words_by_group)
    for ids, texts in words_by_group.items():
        facts = [fact for i in ids for fact in facts_by_id[i] if fact_words(s, fact, DETAILS) in texts]
        joined = s.language.page("between").join(texts)
        is_of_all = len(ids) == len(shown)
        yield answer(s, joined if is_of_all else s.language.page("of", what=labels[ids], answer=joined), facts)


def _labels(
    s: Sentences, shown: Sequence[Disclosure], groups: Iterable[tuple[Id, ...]]
) -> Mapping[tuple[Id, ...], str]:
    """What each group of disclosures is called."""
    labels: dict[tuple[Id, ...], str] = {}
    for ids in groups:
        group = frozenset(ids)
        members, others = ([d for d in shown if (d.id in group) is is_member] for is_member in (True, False))
        labels[ids] = _label(s, members, others)
    return labels


def _label(s: Sentences, group: Sequence[Disclosure], others: Sequence[Disclosure]) -> str:
    """What a group is called: the plainest of families of purposes, purposes or names that tells it from the others."""
    if all(d.purposes for d in group):
        own_purposes, other_purposes = (
            [f for d in some for f in s.facts_of(d) if f.field == "purposes"] for some in (group, others)
        )
        if set(_families(s, own_purposes)).isdisjoint(_families(s, other_purposes)):
            return _family_words(s, own_purposes)
        if {f.value for f in own_purposes}.isdisjoint(f.value for f in other_purposes):
            return s.language.join([s.bare(key) for key in dict.fromkeys(f.value for f in own_purposes)])
    return s.language.join(list(s.distinct_names([d.id for d in group], [*group, *others])))


def _facts_and_limits(s: Sentences, disclosure: Disclosure) -> list[Fact]:
    own = (f for f in s.facts_of(disclosure) if f.field != "conditions")
    return [*own, *map(fact_of, s.registry.limits(disclosure))]
