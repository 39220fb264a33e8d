"""The short answer: a table of one row a section, with who gets it, what for, and the closed answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from site_builder.facts.layout import to_come
from site_builder.facts.layout.closed import cell, is_short, not_said, questions, rest_not_said, texts
from site_builder.facts.layout.labels import NAMES, is_heading, name_of, rules_alone, some
from site_builder.facts.layout.laid_out import Glance, GlanceRow, Mark, parts_of
from site_builder.facts.layout.shown import Group, Shown
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import raised
from site_builder.model import Disclosure, Purpose, Section
from site_builder.model.values import NOT_STATED, Id

MOST_FAMILIES = 2
REACHED = ("shared_conditions", "possible_conditions")
"""The fields of a disclosure that say which rules reach it, certainly and perhaps."""


def glance(shown: Shown) -> Glance:
    """The table of a notice; without rows where no disclosure is in force."""
    asked = questions(shown)
    rows = tuple(_row(shown, section) for section in shown.notice.sections) if shown.in_force else ()
    pieces = [piece for mark in parts_of(rows, Mark) for piece in mark.line.pieces]
    names_passages = any(piece.url == f"#p{piece.text}" for piece in pieces)
    note = str(texts(shown)["numbers"]) if names_passages else ""
    return Glance(shown.say.language.page("glance"), tuple(asked.values()), rows, note)


def _row(shown: Shown, section: Section) -> GlanceRow:
    groups = shown.groups_of(section)
    things = dict.fromkeys(key for group in groups for key in group.things)
    disclosures = [shown.for_reader[key] for key in things if key in shown.for_reader]
    heading = shown.say.heading(section)
    if disclosures:
        under = tuple(_who(shown, section, disclosures))
        closed = [cell(shown, key, disclosures) for key in questions(shown) if key not in {"who", "why"}]
        cells = (_why(shown, disclosures), *closed)
    else:
        under, cells = (), (_no_disclosure(shown, section, list(things)),)
    begin = tuple(to_come.under(shown, groups))
    if begin and not things:
        cells = (Mark("", shown.say.line(_table(shown)["not_yet"])),)
    return GlanceRow(f"section-{section.id}", shown.say.line(heading), (*under, *begin), cells)


# ---- who gets it


def _who(shown: Shown, section: Section, disclosures: Iterable[Disclosure]) -> Iterator[Line]:
    """Who gets it, besides the one that the heading names; with whom it goes both ways; from whom we get it.

    Last, that it is not said who gets it, or some of it.
    """
    ways: dict[Id | None, set[str]] = {}
    for disclosure in disclosures:
        for party, way in _parties(disclosure):
            ways.setdefault(party, set()).add(way)
    by_way: dict[str, list[str]] = {"send": [], "two_way": [], "receive": []}
    send = "{names}"
    for party, its_ways in ways.items():
        way = its_ways.pop() if len(its_ways) == 1 else "two_way"
        if way == "send" and is_heading(shown, section, party, by_any_name=False):
            send = _table(shown)["besides"]
        elif party:
            by_way[way].append(name_of(shown, party))
    for way, names in by_way.items():
        if names:
            pattern = send if way == "send" else _table(shown)[way]
            yield shown.say.line(raised(pattern.format(names=some(shown, names, NAMES))))
    if None in ways:
        yield shown.say.line(_table(shown)["nobody" if len(ways) == 1 else "nobody_for_some"])


def _parties(disclosure: Disclosure) -> Iterator[tuple[Id | None, str]]:
    """Who has to do with a disclosure, and how: what goes from one body to another has nothing to do with us."""
    way = disclosure.direction or "send"
    if disclosure.sender in (None, NOT_STATED):
        if disclosure.recipient or way != "receive":
            yield disclosure.recipient, way
        return
    if way != "receive":
        yield disclosure.recipient, "send"
    if way != "send":
        yield disclosure.sender, "send"


# ---- what for


def _why(shown: Shown, disclosures: Sequence[Disclosure]) -> Mark:
    """The families of all purposes; where some have no purpose, that too."""
    facts = [fact for d in disclosures for fact in shown.say.facts_of(d) if fact.field == "purposes"]
    if not facts:
        return not_said(shown)
    purposes = (shown.registry.things[fact.value] for fact in facts)
    field = "child_family" if shown.say.for_children else "family"
    families = list(dict.fromkeys(shown.say.word(field, p.family) for p in purposes if isinstance(p, Purpose)))
    why = [_families(shown, families, most) for most in range(MOST_FAMILIES, 0, -1)]
    short = raised(next((text for text in why if is_short(text)), why[-1]))
    rest = () if all(d.purposes for d in disclosures) else (rest_not_said(shown),)
    return Mark("", shown.say.line(short), tuple(dict.fromkeys(fact.id for fact in facts)), more=rest)


def _families(shown: Shown, families: Sequence[str], most: int) -> str:
    joined = ", ".join(families[:most])
    return _label(shown)["and_more"].format(names=joined) if len(families) > most else joined


# ---- sections without disclosures


def _no_disclosure(shown: Shown, section: Section, rules: Sequence[Id]) -> Mark:
    """The one cell of a section without disclosures for the reader.

    It says that all are about grown-ups, what is never shared, rules for others, words only, or nothing.
    """
    of_grown_ups = [fact for key in rules if key in shown.shared for fact in shown.say.facts_of(shown.shared[key])]
    if of_grown_ups:
        ids = tuple(fact.id for fact in of_grown_ups if fact.field == "data_subjects")
        return Mark("", shown.say.line(_table(shown)["grown_ups"]), ids)
    promises = [fact for key in rules if key in shown.in_force for fact in shown.say.facts_of(shown.in_force[key])]
    if promises:
        ids = tuple(fact.id for fact in promises if fact.field == "modality")
        return Mark("", shown.say.line(_table(shown)["never"]), ids)
    if rules:
        return _rules(shown, section, rules)
    return Mark("", shown.say.line(_table(shown)["words_only" if shown.groups_of(section) else "nothing"]))


def _rules(shown: Shown, section: Section, rules: Sequence[Id]) -> Mark:
    """What rules hold for, by its numbers; for many, how many these are."""
    facts = [
        fact
        for disclosure in shown.in_force.values()
        for fact in shown.say.facts_of(disclosure)
        if fact.field in REACHED and fact.value in rules
    ]
    number = len(shown.numbers(fact.subject for fact in facts))
    told = list(rules_alone(shown, Group(section, (), tuple(rules), ""), number))
    text = next((each for each in told if is_short(each)), told[-1])
    return Mark("", shown.say.line(text), tuple(dict.fromkeys(fact.id for fact in facts)))


def _table(shown: Shown) -> Mapping[str, str]:
    words: Mapping[str, str] = shown.say.language.texts["closed"]["table"]
    return words


def _label(shown: Shown) -> Mapping[str, str]:
    words: Mapping[str, str] = shown.say.language.texts["label"]
    return words
