"""The whole answer at a glance: a row a section, each cell made from the facts of its disclosures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from site_builder.core.facts import Fact, fact_of, facts_of
from site_builder.core.layout.answers import answer, answers, rows
from site_builder.core.layout.laid_out import Answer, Glance, GlanceRow
from site_builder.core.layout.questions import Question
from site_builder.core.model import Disclosure, Notice, Purpose, Section
from site_builder.core.sentences import Sentences
from site_builder.core.values import Id

SAY_NO = Question(
    "say_no",
    ("opt_outs", "item_choices"),
    ("voluntary_participation", "opt_out", "consent_first", "safeguarding_override"),
)
KNOWN = Question("known", (), ("identifiability", "no_identification_in_results"))


def glance(s: Sentences, notice: Notice, in_force: Mapping[Id, Disclosure]) -> Glance:
    """The table of a notice; sections that show no disclosure have no row."""
    texts = s.language.texts["glance"]
    heads = tuple(texts[k] for k in ("section", "why", SAY_NO.key, KNOWN.key))
    return Glance(s.language.page("glance"), heads, tuple(_rows(s, notice, in_force)))


def _rows(s: Sentences, notice: Notice, in_force: Mapping[Id, Disclosure]) -> Iterator[GlanceRow]:
    for section in notice.sections:
        shown = [in_force[i] for i in _stated(section) if i in in_force]
        if shown:
            cells = (tuple(_why(s, shown)), tuple(_cell(s, SAY_NO, shown)), tuple(_cell(s, KNOWN, shown)))
            yield GlanceRow(f"section-{section.id}", s.words(section.heading), cells)


def _stated(section: Section) -> Iterable[Id]:
    return dict.fromkeys(i for p in section.passages for i in p.states)


def _why(s: Sentences, shown: Iterable[Disclosure]) -> Iterator[Answer]:
    families: dict[str, list[Fact]] = {}
    for fact in (f for d in shown for f in facts_of(d) if f.field == "purposes"):
        purpose = s.registry.things[fact.value]
        if isinstance(purpose, Purpose):
            families.setdefault(purpose.family, []).append(fact)
    if families:
        said = s.language.join([s.word("family", f) for f in families])
        yield answer(s, said, [f for facts in families.values() for f in facts])


def _cell(s: Sentences, question: Question, shown: Iterable[Disclosure]) -> Iterator[Answer]:
    """The answers of all disclosures, each once; where some of them are silent, that is said too.

    What is certain of one disclosure and possible of another is said once, as certain.
    """
    facts = [[f for f in _facts(s, disclosure) if answers(question, f)] for disclosure in shown]
    said: dict[str, tuple[Answer, list[str]]] = {}
    for fact in sorted((f for found in facts for f in found), key=lambda f: f.possible):
        for certain, told in zip(
            _tell(s, question, replace(fact, possible=False)), _tell(s, question, fact), strict=True
        ):
            said.setdefault(certain.text, (told, []))[1].extend(told.facts)
    yield from (Answer(told.text, tuple(dict.fromkeys(stated))) for told, stated in said.values())
    if said and not all(facts):
        yield Answer(s.language.page("rest_not_said"))


def _facts(s: Sentences, disclosure: Disclosure) -> list[Fact]:
    own = (f for f in facts_of(disclosure) if f.field != "conditions")
    return [*own, *map(fact_of, s.registry.limits(disclosure))]


def _tell(s: Sentences, question: Question, fact: Fact) -> list[Answer]:
    return [a for row in rows(s, [question], [fact]) for a in row.answers]
