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
    found = [fact for disclosure in in_force for fact in derived_facts(s.registry, disclosure)]
    of_right = {right: [f for f in found if f.value == right] for right in RIGHTS}
    of_all = [right for right, facts in of_right.items() if facts and _holds_for_all(in_force, facts)]
    if of_all:
        yield Row("rights", s.question("rights"), tuple(answer(s, s.word("rights", r), of_right[r]) for r in of_all))
    for right, facts in of_right.items():
        if facts and right not in of_all:
            yield Row(f"right-{right}", s.line(raised(s.word("rights", right))), tuple(_over(s, in_force, facts)))
    rules = [f for f in found if f.field == "research_rules"]
    if rules:
        yield Row("research", s.question("research"), tuple(_research(s, in_force, rules)))


def _holds_for_all(in_force: Sequence[Disclosure], facts: Sequence[Fact]) -> bool:
    return len(facts) == len(in_force) and all(f.field != "rights_in_part" for f in facts)


def _over(s: Sentences, in_force: Sequence[Disclosure], facts: Sequence[Fact]) -> Iterator[Answer]:
    """What a right holds for, and what it holds for in part: where its lawful basis is one of several."""
    whole, part = ([f for f in facts if f.field == field] for field in ("rights", "rights_in_part"))
    if whole:
        yield answer(s, s.language.page("over", names=_names(s, in_force, whole)), whole)
    if part:
        yield answer(s, s.language.page("over_part", names=_names(s, in_force, part)), part)


def _research(s: Sentences, in_force: Sequence[Disclosure], rules: Sequence[Fact]) -> Iterator[Answer]:
    if len({f.subject for f in rules}) < len(in_force):
        yield Answer(s.line(raised(s.language.page("over", names=_names(s, in_force, rules)))))
    for rule in dict.fromkeys(f.value for f in rules):
        yield answer(s, s.word("research_rules", rule), [f for f in rules if f.value == rule])


def _names(s: Sentences, in_force: Sequence[Disclosure], facts: Iterable[Fact]) -> str:
    """What facts are about: whom it goes to, or, where other things go there too, which of them."""
    about = {f.subject for f in facts}
    also = {d.recipient for d in in_force if d.id not in about}
    named = [d.recipient if d.recipient and d.recipient not in also else d.id for d in in_force if d.id in about]
    return s.language.join(list(s.told_apart(dict.fromkeys(named), in_force)))
