"""The part about the notice: who answers for it, when it is looked at again, who checked what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from site_builder.addresses import MANIFEST
from site_builder.facts.facts import Fact, confirmations, parties_in
from site_builder.facts.layout.answers import answer, rows
from site_builder.facts.layout.laid_out import Answer, Block, Closed, Part, Row, Rows, Text
from site_builder.facts.layout.questions import OF_NOTICES, OF_ORGANISATION, question_key
from site_builder.facts.layout.shown import Shown
from site_builder.facts.releases import DRAFT
from site_builder.facts.sentences import link, raised
from site_builder.model import Disclosure, Notice, Organisation
from site_builder.model.values import Id

OF_THE_NOTICE = tuple(question for question in OF_NOTICES if question.key not in {"reads_with", "checked", "review"})
OF_REVIEWS = tuple(question for question in OF_NOTICES if question.key == "review")
OF_THE_PUBLISHER = tuple(
    q for q in OF_ORGANISATION if q.key in {"organisation", "officers", "representative", "settled_by", "feedback"}
)
TOPICS = 2
"""So many topics stand in the summary of the exact facts."""
ADDRESSES = ("website", "privacy_notice")
"""What of the organisation stands beside its name."""
EARLIER = "earlier"
"""The row on earlier forms of a notice."""
ANCHOR = "page-about"
"""The other questions on the organisation are answered with people's rights."""


def about(shown: Shown) -> Part:
    """The part about the notice and its organisation: first who answers for it, then when it is looked at again."""
    s = shown.say
    checked = tuple(_checked(shown))
    of_notice = rows(s, OF_THE_NOTICE, s.facts_of(shown.notice))
    owner = tuple(row for row in of_notice if row.key == "owner")
    # That everyone is listed stands open; that there may be others is said of what is not on the page.
    opened = tuple(row for row in of_notice if row.key == "complete" and shown.notice.complete_list)
    exact = [row for row in of_notice if row not in opened and row.key not in {"owner", "replaces"}]
    exact += [*_particulars(shown), *_reviews_of_passages(shown), *_notices(shown, "reads_with", "reads_with")]
    first = (*owner, *_organisation(shown), *_reviews(shown), *_edition(shown), _earlier(shown))
    blocks: list[Block] = [Rows(first)]
    blocks += [Text((s.line(s.language.texts["about"][key]),)) for key in unsaid_about(shown)]
    if checked:
        blocks.append(Closed(s.question("checked"), (Rows(checked, style="wide"), *_of_the_rest(shown))))
    further = (*opened, *_notices(shown, "supersedes", "replaces"), *_superseded(shown))
    blocks += [Rows(further)] if further else []
    if exact:
        texts, topics = s.language.texts["exact"], [s.topic(row.key) for row in exact]
        pattern = texts["and_more_topics" if len(topics) > TOPICS else "topics"]
        words = pattern.format(name=texts["facts"], topics=", ".join(topics[:TOPICS]))
        blocks.append(Closed(s.line(words), (Rows(tuple(exact)),)))
    return Part(ANCHOR, s.line(s.language.page("about")), tuple(blocks))


def _edition(shown: Shown) -> Iterator[Row]:
    """The version with its day; and how anybody finds out whether the page was altered, as it cannot know of itself."""
    s, registry, texts = shown.say, shown.registry, shown.say.language.texts["about"]
    day = s.language.day(registry.issued)
    if registry.version == DRAFT:
        edition, check = s.language.page("draft", issued=day), texts["not_signed"]
    else:
        edition = texts["edition"].format(version=registry.version, day=day)
        check = texts["list_proves"].format(list=link(f"{registry.site}{MANIFEST}", texts["list_of_files"]))
    for key, words in (("version", edition), ("unaltered", check)):
        yield Row(key, s.line(texts[key]), (Answer((s.line(words),)),))


def _earlier(shown: Shown) -> Row:
    """That no earlier form of the notice is kept; it gives way to what changed, where that is known."""
    texts = shown.say.language.texts["about"]
    return Row(EARLIER, shown.say.line(texts["earlier"]), (Answer((shown.say.line(texts["none_kept"]),)),))


def _of_the_rest(shown: Shown) -> Iterator[Text]:
    """That nobody is recorded as having checked some of what is shared, where somebody checked the rest."""
    if not {fact.subject for fact in _confirmations(shown)} >= {*shown.in_force}:
        yield Text((shown.say.line(shown.say.language.texts["about"]["rest_not_checked"]),))


def unsaid_about(shown: Shown) -> Sequence[str]:
    """What a notice in force does not say of itself: `not_checked`, `no_review`."""
    is_said = {"not_checked": bool(_confirmations(shown)), "no_review": bool(_review_days(shown))}
    return [key for key, said in is_said.items() if shown.in_force and not said]


def _organisation(shown: Shown) -> Iterator[Row]:
    s, organisation, closed = shown.say, shown.registry.organisation, _facts_of_particulars(shown)
    opened = (fact for fact in s.facts_of(organisation) if fact not in closed)
    of_organisation = {row.key: row for row in rows(s, OF_THE_PUBLISHER, opened)}
    known = of_organisation.pop("organisation").answers if "organisation" in of_organisation else ()
    yield Row("organisation", s.question("organisation"), (Answer((s.line(s.words(organisation.name)),)), *known))
    yield from of_organisation.values()


def _particulars(shown: Shown) -> Sequence[Row]:
    """What the organisation is, besides its name and addresses."""
    return rows(shown.say, OF_THE_PUBLISHER, _facts_of_particulars(shown))


def _facts_of_particulars(shown: Shown) -> Sequence[Fact]:
    organisation = shown.registry.organisation
    facts = (fact for fact in shown.say.facts_of(organisation) if fact.field not in ADDRESSES)
    return [fact for fact in facts if question_key(organisation, fact.field) == "organisation"]


def _superseded(shown: Shown) -> Iterator[Row]:
    """The row that names the notices that replace this one."""
    s, newer = shown.say, shown.registry.superseding(shown.notice)
    if newer:
        facts = [f for n in newer for f in s.facts_of(n) if f.field == "supersedes" and f.value == shown.notice.id]
        names = s.language.join([shown.link_to(n) for n in newer])
        yield Row("superseded", s.question("superseded"), (answer(s, names, facts),))


def _notices(shown: Shown, field: str, key: str) -> Iterator[Row]:
    """The notices that a field of this one names, by their titles, which lead to them."""
    s = shown.say
    facts = [f for f in s.facts_of(shown.notice) if f.field == field]
    if facts:
        names = [shown.link_to(n) for n in shown.registry.notices if n.id in getattr(shown.notice, field)]
        yield Row(key, s.question(key), (answer(s, s.language.join(names), facts),))


def _reviews(shown: Shown) -> Iterator[Row]:
    """When the notice was looked at last, and the next day: of the whole notice, else the next of some passages."""
    s = shown.say
    yield from rows(s, OF_REVIEWS, (f for f in s.facts_of(shown.notice) if f.field == "last_reviewed"))
    days = _review_days(shown)
    if days:
        first = next((facts for facts in days if _is_of_all(shown, facts)), days[0])
        yield Row("reviewed", s.question("reviewed"), (_review(shown, first),))


def _reviews_of_passages(shown: Shown) -> Iterator[Row]:
    """The next days on which passages are looked at, by their numbers."""
    answers = [_review(shown, facts) for facts in _review_days(shown) if not _is_of_all(shown, facts)]
    if answers:
        yield Row("reviewed", shown.say.question("reviewed"), tuple(answers))


def _is_of_all(shown: Shown, facts: Sequence[Fact]) -> bool:
    return any(fact.subject == shown.notice.id for fact in facts)


def _review(shown: Shown, facts: Sequence[Fact]) -> Answer:
    """A day, and what is looked at then."""
    s, day = shown.say, shown.say.language.day(facts[0].value)
    if not _is_of_all(shown, facts):
        return _of_passages(shown, day, facts)
    return answer(s, day, facts)


def _review_days(shown: Shown) -> Sequence[Sequence[Fact]]:
    """The facts that give the day of a next review, of the notice and of what it shows, by day."""
    things: Sequence[Notice | Disclosure] = (shown.notice, *shown.in_force.values())
    facts = (fact for thing in things for fact in shown.say.facts_of(thing) if fact.field == "review_due")
    by_day = groupby(sorted(facts, key=lambda fact: fact.value), key=lambda fact: fact.value)
    return [list(of_day) for _, of_day in by_day]


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
        what = ", ".join(raised(s.topic(key)) for key in heads)
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
