"""Whether a child's family is told of the sharing, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from site_builder.facts.layout.labels import titles_of
from site_builder.facts.layout.laid_out import Block, Item, Items, Part, Text
from site_builder.facts.layout.shown import Shown
from site_builder.facts.sentences import raised
from site_builder.model import DataSubject, Disclosure, Limit, Recipient
from site_builder.model.values import Id

ANCHOR = "page-family"
TELLING = ("consent_first", "tell_first")
"""Types of condition by which those of `who` get to know of the sharing, the firmest first."""
NOT_ALWAYS = "not_always"
TO_FAMILY, OF_CHILD, CHILD_ASKED = "to_family", "child", "child_asked"
FAMILY_TERMS = ("dpv:ParentOfDataSubject", "dpv:GuardianOfDataSubject")
"""The terms of groups of people that are a child's family, whatever their name."""


def family(shown: Shown) -> Part | None:
    """How a child's family gets to know of the sharing; None where the notice is not about children."""
    is_of_children = shown.say.for_children or any(_is_about_children(shown, d) for d in shown.shared.values())
    if not shown.in_force or not is_of_children:
        return None
    return Part(ANCHOR, shown.say.line(_texts(shown)["heading"]), tuple(_ways(shown)))


def _is_about_children(shown: Shown, disclosure: Disclosure) -> bool:
    """Whether a disclosure is about children, by the name or the ages of a group of people."""
    return any(_is_of_children(shown, key) for key in disclosure.data_subjects)


def _is_of_children(shown: Shown, key: Id) -> bool:
    return (shown.registry.is_of_children(key) or _is_named(shown, key, "children")) and not _is_family(shown, key)


def _ways(shown: Shown) -> Iterator[Block]:
    """How a child's family gets to know, way by way.

    Then come the parts of the same passages of which the child alone gets to know, and where the notice says that
    “you” are asked or told, but not who that is. Of the rest it does not say so.
    """
    texts, mine = _texts(shown), shown.for_reader.values()
    ways = {d.id: way for d in mine if (way := _way(shown, d))}
    numbers = {shown.number_of[key] for key in ways}
    of_child = [d for d in mine if shown.number_of[d.id] in numbers and _is_of_child_alone(shown, d)]
    asked = [d for d in of_child if any(_asks_first(shown, d, limit) for limit in _limits(shown, d))]
    by_lead = {lead: [d for d in mine if ways.get(d.id) == lead] for lead in texts["leads"]}
    by_lead |= {CHILD_ASKED: asked, OF_CHILD: [d for d in of_child if d not in asked]}
    for lead, told in by_lead.items():
        for who, same in _by_who(shown, told).items():
            yield Text((shown.say.line(raised(texts["leads"][lead].format(who=who))),))
            yield Items(tuple(Item(shown.say.line(title)) for title in titles_of(shown, same).values()))
    rest = Text((shown.say.line(texts["elsewhere" if ways else "nowhere"]),))
    you = () if shown.say.for_children else tuple(_of_you(shown, (d for d in mine if d.id not in ways)))
    yield from (*you, rest) if ways else (rest, *you)  # on a child's own page “you” are the child


def _of_you(shown: Shown, disclosures: Iterable[Disclosure]) -> Iterator[Text]:
    """Where the notice says of “you” that they are asked or told, and not who that is, of child and parent."""
    by_way: dict[str, list[Id]] = {kind: [] for kind in TELLING}
    for disclosure in disclosures:
        way = _way_of_you(shown, disclosure)
        if way:
            by_way[way].append(disclosure.id)
    for way, those in by_way.items():
        if those:
            words = _texts(shown)["you"][way].format(numbers=shown.references(those))
            yield Text((shown.say.line(words),))


def _way(shown: Shown, disclosure: Disclosure) -> str:
    """How a child's family gets to know: a key of the leads; '' where it does not say that it does."""
    of_family = list(_of_family(shown, disclosure))
    firm = [limit.condition for limit in of_family if _is_firm(shown, disclosure, limit)]
    whole = {condition.type for condition in firm if not condition.for_data}
    for kind in TELLING:
        if kind in whole:
            return kind
    for kind in TELLING:
        if any(limit.condition.type == kind for limit in of_family):
            return f"{kind}_{NOT_ALWAYS}"
    return TO_FAMILY if _is_for_family(shown, disclosure) else ""


def _by_who(shown: Shown, disclosures: Iterable[Disclosure]) -> Mapping[str, Sequence[Disclosure]]:
    """Disclosures by the names of those of the family who get to know; '' where none is named."""
    by_who: dict[str, list[Disclosure]] = {}
    for disclosure in disclosures:
        family = [shown.say.bare(key) for key in _who(shown, disclosure) if _is_family(shown, key)]
        by_who.setdefault(shown.say.language.join(family), []).append(disclosure)
    return by_who


def _is_of_child_alone(shown: Shown, disclosure: Disclosure) -> bool:
    """Whether those who are told or asked are named, and are all children."""
    who = _who(shown, disclosure)
    return bool(who) and all(_is_of_children(shown, key) for key in who)


def _way_of_you(shown: Shown, disclosure: Disclosure) -> str:
    """How “you” get to know of what is about children, or their family too, where it is not said who; '' if not."""
    others = [key for key in disclosure.data_subjects if not _is_of_children(shown, key)]
    if not _is_about_children(shown, disclosure) or not all(_is_family(shown, key) for key in others):
        return ""
    limits = _limits(shown, disclosure)
    if not limits:
        return "tell_first" if disclosure.can_we_tell_you == "always" else ""
    unnamed = {limit.condition.type for limit in limits if not _named(limit)}
    return next((kind for kind in TELLING if kind in unnamed), "")


def _who(shown: Shown, disclosure: Disclosure) -> Sequence[Id]:
    """The groups of people who are told or asked."""
    return tuple(dict.fromkeys(key for limit in _limits(shown, disclosure) for key in _named(limit)))


def _of_family(shown: Shown, disclosure: Disclosure) -> Iterator[Limit]:
    """The conditions by which a child's family gets to know."""
    yield from (lim for lim in _limits(shown, disclosure) if any(_is_family(shown, key) for key in _named(lim)))


def _limits(shown: Shown, disclosure: Disclosure) -> Sequence[Limit]:
    """The conditions by which people get to know of the sharing."""
    return [limit for limit in shown.registry.limits(disclosure) if limit.condition.type in TELLING]


def _named(limit: Limit) -> Sequence[Id]:
    return getattr(limit.condition, "who", ())


def _is_firm(shown: Shown, disclosure: Disclosure, limit: Limit) -> bool:
    """Whether people are told or asked whatever happens: no words soften this, and no risk lifts it."""
    lifted = {getattr(each.condition, "overrides", None) for each in shown.registry.limits(disclosure)}
    strength = getattr(limit.condition, "strength", None)
    return strength in (None, "always") and not limit.possible and limit.condition.type not in lifted


def _asks_first(shown: Shown, disclosure: Disclosure, limit: Limit) -> bool:
    return limit.condition.type == "consent_first" and _is_firm(shown, disclosure, limit)


def _is_for_family(shown: Shown, disclosure: Disclosure) -> bool:
    """Whether data goes to people who are named as family."""
    taker = shown.registry.things.get(disclosure.recipient) if disclosure.recipient else None
    if not isinstance(taker, Recipient):
        return False
    if taker.type == "person":
        return _is_family(shown, taker.id)
    return taker.type in ("category", "role") and _is_named(shown, taker.id, "parents")


def _is_family(shown: Shown, key: Id) -> bool:
    group = shown.registry.things[key]
    is_so_by_term = isinstance(group, DataSubject) and group.dpv_term in FAMILY_TERMS
    return is_so_by_term or any(_is_named(shown, key, word) for word in ("parents", "family"))


def _is_named(shown: Shown, key: Id, whom: str) -> bool:
    """Whether a name has a word for `parents`, `family` or `children`; a family court is neither person nor group."""
    words = shown.say.language.texts["family"]["words_for"][whom]
    return not {*re.findall(r"\w+", shown.say.bare(key).casefold())}.isdisjoint(words)


def _texts(shown: Shown) -> Mapping[str, Any]:
    """The words for everyone or for children."""
    texts: Mapping[str, Any] = shown.say.language.texts["family"]["children" if shown.say.for_children else "everyone"]
    return texts
