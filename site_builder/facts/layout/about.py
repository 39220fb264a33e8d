"""The part about the notice: who answers for it, when it is looked at again, who checked what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from site_builder.facts.facts import Fact, confirmations, parties_in
from site_builder.facts.layout.answers import answer, rows
from site_builder.facts.layout.laid_out import Answer, Block, Closed, Part, Row, Rows
from site_builder.facts.layout.questions import OF_NOTICES, OF_ORGANISATION, question_key
from site_builder.facts.layout.shown import Shown
from site_builder.facts.sentences import raised
from site_builder.model import Disclosure, Notice, Organisation
from site_builder.model.values import Id

OF_THE_NOTICE = tuple(question for question in OF_NOTICES if question.key not in {"reads_with", "checked"})
OF_THE_PUBLISHER = tuple(
    q for q in OF_ORGANISATION if q.key in {"organisation", "representative", "settled_by", "feedback"}
)
ANCHOR = "page-about"
REVIEW = "review"
"""The key of the notice's own reviews."""
"""The other questions on the organisation are answered with people's rights."""


def about(shown: Shown) -> Part:
    """The part about the notice and its organisation; first when it is looked at again, and who checked it."""
    s = shown.say
    of_notice = rows(s, OF_THE_NOTICE, s.facts_of(shown.notice))
    reviews = (*(row for row in of_notice if row.key == REVIEW), *_reviews(shown))
    rest = (*_organisation(shown), *(row for row in of_notice if row.key != REVIEW))
    checked = tuple(_checked(shown))
    blocks: list[Block] = [Rows(reviews)] if reviews else []
    blocks += [Closed(s.question("checked"), (Rows(checked, style="wide"),))] if checked else []
    blocks.append(Rows((*rest, *_superseded(shown), *_read_with(shown))))
    return Part(ANCHOR, s.line(s.language.page("about")), tuple(blocks))


def _organisation(shown: Shown) -> Iterator[Row]:
    s, organisation = shown.say, shown.registry.organisation
    of_organisation = {row.key: row for row in rows(s, OF_THE_PUBLISHER, s.facts_of(organisation))}
    known = of_organisation.pop("organisation").answers if "organisation" in of_organisation else ()
    yield Row("organisation", s.question("organisation"), (Answer((s.line(s.words(organisation.name)),)), *known))
    yield from of_organisation.values()


def _superseded(shown: Shown) -> Iterator[Row]:
    """The row that names the notices that replace this one."""
    s, newer = shown.say, shown.registry.superseding(shown.notice)
    if newer:
        facts = [f for n in newer for f in s.facts_of(n) if f.field == "supersedes" and f.value == shown.notice.id]
        names = s.language.join([shown.link_to(n) for n in newer])
        yield Row("superseded", s.question("superseded"), (answer(s, names, facts),))


def _read_with(shown: Shown) -> Iterator[Row]:
    """The notices that also hold for the same people."""
    s = shown.say
    facts = [f for f in s.facts_of(shown.notice) if f.field == "reads_with"]
    if facts:
        names = s.language.join([shown.link_to(n) for n in shown.registry.notices if n.id in shown.notice.reads_with])
        yield Row("reads_with", s.question("reads_with"), (answer(s, names, facts),))


def _reviews(shown: Shown) -> Iterator[Row]:
    """The days by which passages are to be looked at again, each with their numbers."""
    s = shown.say
    facts_by_day: dict[object, list[Fact]] = {}
    for disclosure in sorted((d for d in shown.in_force.values() if d.review_due), key=lambda d: str(d.review_due)):
        facts = (f for f in s.facts_of(disclosure) if f.field == "review_due")
        facts_by_day.setdefault(disclosure.review_due, []).extend(facts)
    answers = tuple(_of_passages(shown, s.language.day(facts[0].value), facts) for facts in facts_by_day.values())
    if answers:
        yield Row("reviewed", s.question("reviewed"), answers)


def _of_passages(shown: Shown, what: str, facts: Sequence[Fact]) -> Answer:
    pattern = shown.say.language.texts["exact"]["of_passages"]
    numbers = shown.references(f.subject for f in facts)
    return answer(shown.say, pattern.format(what=what, numbers=numbers), facts)


def _checked(shown: Shown) -> Iterator[Row]:
    """A row for each role and day: which fields it checked, of the notice, of passages, of bodies."""
    s = shown.say
    by_check: dict[tuple[str, str], list[Fact]] = {}
    for fact in _confirmations(shown):
        by_check.setdefault((s.language.day(fact.value.date), s.name(fact.value.by)), []).append(fact)
    for (day, by), facts in by_check.items():
        head = s.line(raised(s.language.page("checked", by=by, day=day)))
        yield Row("checked", head, tuple(_checks(shown, facts)))


def _confirmations(shown: Shown) -> list[Fact]:
    """All confirmations of what the notice states, the oldest first."""
    registry = shown.registry
    things = [registry.organisation.id, shown.notice.id, *shown.in_force]
    parties = [party.id for party in parties_in(registry, shown.names_stated)]
    found = [f for key in dict.fromkeys([*things, *parties]) for f in confirmations(registry, registry.things[Id(key)])]
    return sorted(found, key=lambda fact: fact.value.date)


def _checks(shown: Shown, facts: Sequence[Fact]) -> Iterator[Answer]:
    s = shown.say
    of_passages: dict[str, list[Fact]] = {}
    for fact in facts:
        thing = shown.registry.things[Id(fact.subject)]
        heads = dict.fromkeys(key for field in fact.value.fields if (key := question_key(thing, field)))
        what = ", ".join(s.question(key).text for key in heads)
        if isinstance(thing, Disclosure):
            of_passages.setdefault(what, []).append(fact)
        elif isinstance(thing, Notice | Organisation):
            yield answer(s, what or s.words(thing.name if isinstance(thing, Organisation) else thing.title), [fact])
        else:
            name = s.bare(fact.subject)
            text = s.language.texts["exact"]["of_passages"].format(what=name, numbers=what) if what else name
            yield answer(s, text, [fact])
    for what, same in of_passages.items():
        yield _of_passages(shown, what, same)
