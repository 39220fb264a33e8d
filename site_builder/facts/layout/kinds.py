"""Which data goes to whom: each kind of data with who gets it; and for children everyone who gets any."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from site_builder.facts.layout.labels import name_of
from site_builder.facts.layout.laid_out import Answer, Closed, Item, Items, Row, Rows, Text
from site_builder.facts.layout.shown import Shown
from site_builder.facts.sentences import raised
from site_builder.model import Disclosure
from site_builder.model.values import NOT_STATED, Id

ANCHOR, EVERYONE = "page-kinds", "page-who"
MANY = 9
"""So many kinds with who gets them are more than a screen of a phone: then their names come first by themselves."""
OF_WHO = ("recipient", "sender", "direction")
"""The fields of a disclosure that say who gets it."""

Given = tuple[Disclosure, Id | None]
"""A disclosure, and one of those who get its data; None for us."""


def kinds(shown: Shown) -> Closed | None:
    """Each kind of data, A to Z, with who gets it; None where no kind is stated."""
    by_kind: dict[Id, list[Given]] = {}
    of_no_kind: list[Given] = []
    for one in given(shown):
        for kind in one[0].data_categories:
            by_kind.setdefault(kind, []).append(one)
        if not one[0].data_categories:
            of_no_kind.append(one)
    if not by_kind:
        return None
    say, texts = shown.say, _texts(shown)
    names = {kind: say.line(raised(say.bare(kind))) for kind in by_kind}
    in_order = sorted(by_kind, key=lambda kind: (sort_name(shown, names[kind].text), kind))
    rows = [Row("what", names[kind], (_who(shown, by_kind[kind], kind),)) for kind in in_order]
    if of_no_kind:
        rows.append(Row("what", say.line(texts["no_kind"]), (_who(shown, of_no_kind),)))
    summary = say.line(texts["kinds_of_data"].format(number=len(by_kind)))
    alone = (Text((say.line(raised(", ".join(say.bare(kind) for kind in in_order))),)),) if len(rows) >= MANY else ()
    return Closed(summary, (*alone, Rows(tuple(rows), style="find")), anchor=ANCHOR)


def sort_name(shown: Shown, name: str) -> str:
    """A name in small letters without accents, and without words such as "the" before it."""
    words = name.casefold().split()
    while len(words) > 1 and words[0] in _texts(shown)["skip"]:
        words = words[1:]
    letters = unicodedata.normalize("NFKD", " ".join(words))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def everyone(shown: Shown) -> Closed | None:
    """For children: everyone who gets any of it, in reading order; None where nobody is said to."""
    by_taker: dict[Id, list[Given]] = {}
    for one in given(shown):
        if one[1]:
            by_taker.setdefault(one[1], []).append(one)
    if not by_taker:
        return None
    items = tuple(Item(shown.say.line(_named(shown, taker, of_taker))) for taker, of_taker in by_taker.items())
    summary = shown.say.line(_texts(shown)["everyone"].format(number=len(items)))
    return Closed(summary, (Items(items),), anchor=EVERYONE)


def given(shown: Shown) -> Iterator[Given]:
    """What the reader may be told of, with each of those who get it, in reading order."""
    yield from _in_order(shown, shown.for_reader.values())


def takers_of(shown: Shown, disclosures: Iterable[Disclosure]) -> str:
    """Who gets these, each with the passages that say so; '' for none."""
    by_taker: dict[Id | None, list[Given]] = {}
    for one in _in_order(shown, disclosures):
        by_taker.setdefault(one[1], []).append(one)
    return ", ".join(_named(shown, taker, of_taker) for taker, of_taker in by_taker.items())


def _in_order(shown: Shown, disclosures: Iterable[Disclosure]) -> Iterator[Given]:
    disclosures = list(disclosures)
    numbers = shown.numbers(d.id for d in disclosures)
    for disclosure in sorted(disclosures, key=lambda d: numbers.index(shown.number_of[d.id])):
        yield from ((disclosure, taker) for taker in _takers(disclosure))


def _takers(disclosure: Disclosure) -> Iterator[Id | None]:
    """Who gets it: the recipient, or whoever gives to it; both of an exchange."""
    if disclosure.direction != "receive" and disclosure.recipient:
        yield disclosure.recipient
    if disclosure.direction in ("receive", "two_way") and disclosure.sender != NOT_STATED:
        yield disclosure.sender


def _who(shown: Shown, all_given: Sequence[Given], kind: Id | None = None) -> Answer:
    """Who gets something, each with the passages that say so."""
    words = takers_of(shown, {disclosure.id: disclosure for disclosure, _ in all_given}.values())
    facts = dict.fromkeys(fact for disclosure, _ in all_given for fact in _facts(shown, disclosure, kind))
    return Answer((shown.say.line(words),), tuple(facts))


def _named(shown: Shown, taker: Id | None, all_given: Sequence[Given]) -> str:
    texts = _texts(shown)
    name = raised(name_of(shown, taker) if taker else texts["us"])
    return str(texts["with"]).format(name=name, what=shown.references(disclosure.id for disclosure, _ in all_given))


def _facts(shown: Shown, disclosure: Disclosure, kind: Id | None) -> Iterator[str]:
    """The ids of the facts on who gets a disclosure, and that this kind of data is in it."""
    for fact in shown.say.facts_of(disclosure):
        if fact.field in OF_WHO or (fact.field == "data_categories" and fact.value == kind):
            yield fact.id


def _texts(shown: Shown) -> Mapping[str, Any]:
    texts: Mapping[str, Any] = shown.say.language.texts["named"]
    return texts
