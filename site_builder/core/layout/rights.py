"""What follows by law, said once a notice: each right, and for which recipients it holds where not for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_builder.core.derived import RESEARCH_RULES, RIGHTS
from site_builder.core.facts import Fact, derived_facts
from site_builder.core.layout.answers import answer
from site_builder.core.layout.laid_out import Answer, Row
from site_builder.core.model import Disclosure
from site_builder.core.sentences import Sentences

MOST = 12
"""So many recipients are named in one answer; of more, each one's own facts tell whether a right holds."""


def rights(s: Sentences, in_force: Sequence[Disclosure]) -> Iterator[Row]:
    """A row for each right that holds somewhere, and one for what the law asks of research and statistics."""
    found = [fact for disclosure in in_force for fact in derived_facts(s.registry, disclosure)]
    for right in RIGHTS:
        answers = tuple(_right(s, in_force, [f for f in found if f.value == right]))
        if answers:
            yield Row(right, s.question(right), answers)
    rules = [f for f in found if f.field == "research_rules"]
    if rules:
        yield Row("research", s.question("research"), tuple(_research(s, in_force, rules)))


def _right(s: Sentences, in_force: Sequence[Disclosure], found: Sequence[Fact]) -> Iterator[Answer]:
    """Where a right holds: for all, for some, for a part of some; the rest has another basis, or states none."""
    whole, part = ([f for f in found if f.field == field] for field in ("rights", "rights_in_part"))
    if whole:
        names = _for_whom(s, in_force, whole)
        yield answer(s, s.language.page("rights", what=names) if names else s.language.page("all_rights"), whole)
    if part:
        names = _for_whom(s, in_force, part) or s.language.page("everyone")
        yield answer(s, s.language.page("rights_in_part", what=names), part)


def _research(s: Sentences, in_force: Sequence[Disclosure], facts: Sequence[Fact]) -> Iterator[Answer]:
    words = _for_whom(s, in_force, facts)
    for rule in RESEARCH_RULES:
        yield answer(s, s.word("research_rules", rule), [f for f in facts if f.value == rule])
    if words:
        yield Answer(s.line(s.language.page("rules_hold_for", what=words)))


def _for_whom(s: Sentences, in_force: Sequence[Disclosure], facts: Sequence[Fact]) -> str:
    """The recipients of the disclosures that facts are about; '' where they are about all."""
    about = {f.subject for f in facts}
    if len(about) == len(in_force):
        return ""
    someone = s.language.texts["recipients"]["not_stated"]
    names = dict.fromkeys(s.bare(d.recipient) if d.recipient else someone for d in in_force if d.id in about)
    return s.language.join(list(names)) if len(names) <= MOST else s.language.page("some", number=str(len(names)))
