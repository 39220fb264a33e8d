"""What follows by law, said once a notice: each right, and for which recipients it holds where not for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_builder.core.derived import RIGHTS
from site_builder.core.facts import Fact, derived_facts
from site_builder.core.layout.answers import answer
from site_builder.core.layout.laid_out import Answer, Row
from site_builder.core.model import Disclosure
from site_builder.core.sentences import Sentences

MOST = 12
"""So many recipients are named in one answer; of more, each one's own facts tell whether a right holds."""


def rights(s: Sentences, in_force: Sequence[Disclosure]) -> Iterator[Row]:
    """A row for each group of disclosures over which people have the same rights, and one on research."""
    found = [fact for disclosure in in_force for fact in derived_facts(s.registry, disclosure)]
    for field in ("rights", "rights_in_part"):
        yield from _rights(s, in_force, [f for f in found if f.field == field])
    rules = [f for f in found if f.field == "research_rules"]
    if rules:
        yield Row("research", s.question("research"), (*_for_whom(s, in_force, rules), *_each(s, rules)))


def _rights(s: Sentences, in_force: Sequence[Disclosure], found: Sequence[Fact]) -> Iterator[Row]:
    """Rights that hold for the same disclosures, together; the rest has another basis, or states none."""
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for right in RIGHTS:
        facts = [f for f in found if f.value == right]
        groups.setdefault(tuple(f.subject for f in facts), []).extend(facts)
    for facts in filter(None, groups.values()):
        field = facts[0].field
        yield Row(field, s.question(field), (*_for_whom(s, in_force, facts), *_each(s, facts)))


def _each(s: Sentences, facts: Sequence[Fact]) -> Iterator[Answer]:
    """An answer for each right or rule, of all the disclosures that it is a fact of."""
    for word in dict.fromkeys(f.value for f in facts):
        field = facts[0].field
        yield answer(s, s.word(WORDED.get(field, field), word), [f for f in facts if f.value == word])


def _for_whom(s: Sentences, in_force: Sequence[Disclosure], facts: Sequence[Fact]) -> Iterator[Answer]:
    """For what, where not for all: for whom they go to, or, where others go there too, for which."""
    about = {f.subject for f in facts}
    if len(about) < len(in_force):
        also = {d.recipient for d in in_force if d.id not in about}
        keys = (d.recipient if d.recipient and d.recipient not in also else d.id for d in in_force if d.id in about)
        names = dict.fromkeys(map(s.bare, keys))
        listed = s.language.join(list(names)) if len(names) <= MOST else s.language.page("some", number=str(len(names)))
        yield Answer(s.line(s.language.page("over", names=listed)))


WORDED = {"rights_in_part": "rights"}
"""The block of the locale that has a field's words, where it has another name."""
