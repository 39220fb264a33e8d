"""The table at the top of a notice: one row a section, each cell made from the facts of its disclosures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from site_builder.facts.facts import Fact, fact_of
from site_builder.facts.layout.answers import answer, answers, said, who_gets
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
"""So many answers of one cell can be taken in at a glance."""
DETAILS = {"why", "who", "by", "form", "reasons"}
"""Fields of conditions and opt-outs that stand below alone."""
KNOWN = Question("known", (), ("identifiability", "no_identification_in_results"))


def glance(s: Sentences, notice: Notice, in_force: Mapping[Id, Disclosure]) -> Glance:
    """The table of a notice; sections that show no disclosure have no row."""
    texts = s.language.texts["glance"]
    heads = tuple(texts[key] for key in ("section", "who", "why", SAY_NO.key, KNOWN.key))
    return Glance(s.language.page("glance"), heads, tuple(_rows(s, notice, in_force)))


def _rows(s: Sentences, notice: Notice, in_force: Mapping[Id, Disclosure]) -> Iterator[GlanceRow]:
    for section in notice.sections:
        stated = dict.fromkeys(i for p in section.passages for i in p.states)
        shown = [in_force[i] for i in stated if i in in_force]
        if shown:
            cells = (_who(s, shown), _why(s, shown), _cell(s, SAY_NO, shown), _cell(s, KNOWN, shown))
            yield GlanceRow(f"section-{section.id}", s.line(s.heading(section)), tuple(map(tuple, cells)))


def _who(s: Sentences, shown: Sequence[Disclosure]) -> Iterator[Answer]:
    """Each recipient by its name; who its members are stands with its facts."""
    told: dict[str, list[Fact]] = {}
    for disclosure in shown:
        for fact in (f for f in s.facts_of(disclosure) if f.field == "recipient"):
            name = s.name(fact.value)
            told.setdefault(name if disclosure.direction is None else who_gets(s, disclosure, name), []).append(fact)
    yield from (answer(s, text, facts) for text, facts in told.items())
    if told and not all(d.recipient for d in shown):
        yield Answer(s.line(s.language.page("rest_not_said")))


def _why(s: Sentences, shown: Sequence[Disclosure]) -> Iterator[Answer]:
    facts = [f for d in shown for f in s.facts_of(d) if f.field == "purposes"]
    if facts:
        yield answer(s, _families(s, facts), facts)
    if facts and not all(d.purposes for d in shown):
        yield Answer(s.line(s.language.page("rest_not_said")))


def _families(s: Sentences, purposes: Iterable[Fact]) -> str:
    """What purposes are for, in the plain words of their families."""
    return s.language.join([s.word("family", family) for family in _kinds(s, purposes)])


def _kinds(s: Sentences, purposes: Iterable[Fact]) -> list[Word]:
    """The families of purposes, each once."""
    things = (s.registry.things[fact.value] for fact in purposes)
    return list(dict.fromkeys(thing.family for thing in things if isinstance(thing, Purpose)))


def _cell(s: Sentences, question: Question, shown: Sequence[Disclosure]) -> Iterator[Answer]:
    """The answers of all disclosures, each after what it is for; where some are silent, that is said too.

    More than can be taken in at a glance stand below alone.
    """
    found = {d.id: [f for f in _facts(s, d) if answers(question, f)] for d in shown}
    told = [
        each
        for possible in (False, True)
        for each in _grouped(s, shown, {i: [f for f in facts if f.possible is possible] for i, facts in found.items()})
    ]
    yield from told if len(told) <= AT_A_GLANCE else [Answer(s.line(s.language.page("depends")))]
    if told and not all(found.values()):
        yield Answer(s.line(s.language.page("rest_not_said")))


def _grouped(s: Sentences, shown: Sequence[Disclosure], found: Mapping[Id, Sequence[Fact]]) -> Iterator[Answer]:
    """What is said of the same disclosures is said together, and once."""
    of: dict[str, list[Disclosure]] = {}
    for disclosure in shown:
        for text in dict.fromkeys(said(s, fact, DETAILS) for fact in found[disclosure.id]):
            of.setdefault(text, []).append(disclosure)
    together: dict[tuple[Id, ...], list[str]] = {}
    for text, disclosures in of.items():
        together.setdefault(tuple(d.id for d in disclosures), []).append(text)
    labels = _labels(s, shown, together)
    for ids, texts in together.items():
        facts = [fact for i in ids for fact in found[i] if said(s, fact, DETAILS) in texts]
        told = s.language.page("between").join(texts)
        is_of_all = len(ids) == len(shown)
        yield answer(s, told if is_of_all else s.language.page("of", what=labels[ids], answer=told), facts)


def _labels(
    s: Sentences, shown: Sequence[Disclosure], groups: Iterable[tuple[Id, ...]]
) -> Mapping[tuple[Id, ...], str]:
    """What stands for each group of disclosures."""
    labels: dict[tuple[Id, ...], str] = {}
    for ids in groups:
        group = frozenset(ids)
        ours, others = ([d for d in shown if (d.id in group) is inside] for inside in (True, False))
        labels[ids] = _label(s, ours, others)
    return labels


def _label(s: Sentences, group: Sequence[Disclosure], others: Sequence[Disclosure]) -> str:
    """What a group is for, as plainly as tells it from the others: by families of purposes, purposes, or names."""
    if all(d.purposes for d in group):
        ours, theirs = ([f for d in some for f in s.facts_of(d) if f.field == "purposes"] for some in (group, others))
        if set(_kinds(s, ours)).isdisjoint(_kinds(s, theirs)):
            return _families(s, ours)
        if {f.value for f in ours}.isdisjoint(f.value for f in theirs):
            return s.language.join([s.bare(key) for key in dict.fromkeys(f.value for f in ours)])
    return s.language.join(list(s.told_apart([d.id for d in group], [*group, *others])))


def _facts(s: Sentences, disclosure: Disclosure) -> list[Fact]:
    own = (f for f in s.facts_of(disclosure) if f.field != "conditions")
    return [*own, *map(fact_of, s.registry.limits(disclosure))]
