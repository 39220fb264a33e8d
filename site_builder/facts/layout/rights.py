"""How people's rights are laid out: once a notice, with what research must keep to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from site_builder.facts.facts import Fact, derived_facts
from site_builder.facts.layout.answers import answer
from site_builder.facts.layout.laid_out import Answer, Row
from site_builder.facts.legal_rights import RIGHTS
from site_builder.facts.sentences import Sentences, raised
from site_builder.model import Disclosure


def rights(s: Sentences, in_force: Sequence[Disclosure]) -> Iterator[Row]:
    """A row for the rights that hold for all, one for each that holds for some, and one on research and statistics."""
    derived = [fact for disclosure in in_force for fact in derived_facts(s.registry, disclosure)]
    facts_by_right = {right: [f for f in derived if f.value == right] for right in RIGHTS}
    for_all = [right for right, facts in facts_by_right.items() if facts and _holds_for_all(in_force, facts)]
    if for_all:
        yield Row(
            "rights", s.question("rights"), tuple(answer(s, s.word("rights", r), facts_by_right[r]) for r in for_all)
        )
    for right, facts in facts_by_right.items():
        if facts and right not in for_all:
            yield Row(
                f"right-{right}", s.line(raised(s.word("rights", right))), tuple(_right_answers(s, in_force, facts))
            )
    rules = [f for f in derived if f.field == "research_rules"]
    if rules:
        yield Row("research", s.question("research"), tuple(_research_answers(s, in_force, rules)))


def _holds_for_all(in_force: Sequence[Disclosure], facts: Sequence[Fact]) -> bool:
    return len(facts) == len(in_force) and all(f.field != "rights_in_part" for f in facts)


def _right_answers(s: Sentences, in_force: Sequence[Disclosure], facts: Sequence[Fact]) -> Iterator[Answer]:
    """The disclosures for which a right holds, and those for which only some of their lawful bases give it."""
    whole, part = ([f for f in facts if f.field == field] for field in ("rights", "rights_in_part"))
    if whole:
        yield answer(s, s.language.page("over", names=_disclosure_names(s, in_force, whole)), whole)
    if part:
        yield answer(s, s.language.page("over_part", names=_disclosure_names(s, in_force, part)), part)


def _research_answers(s: Sentences, in_force: Sequence[Disclosure], rules: Sequence[Fact]) -> Iterator[Answer]:
    if len({f.subject for f in rules}) < len(in_force):
        yield Answer(s.line(raised(s.language.page("over", names=_disclosure_names(s, in_force, rules)))))
    for rule in dict.fromkeys(f.value for f in rules):
        yield answer(s, s.word("research_rules", rule), [f for f in rules if f.value == rule])


def _disclosure_names(s: Sentences, in_force: Sequence[Disclosure], facts: Iterable[Fact]) -> str:
    """The disclosures that facts are about: each by its recipient, or by itself if the recipient gets others too."""
    about = {f.subject for f in facts}
    other_recipients = {d.recipient for d in in_force if d.id not in about}
    ids = [
        d.recipient if d.recipient and d.recipient not in other_recipients else d.id for d in in_force if d.id in about
    ]
    return s.language.join(list(s.distinct_names(dict.fromkeys(ids), in_force)))
