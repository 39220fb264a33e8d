"""What it means that somebody or something is not on a page, and where a child's family is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.facts.layout.labels import titles_of
from site_builder.facts.layout.laid_out import Block, Item, Items, Part, Text
from site_builder.facts.layout.named import link_to_bodies
from site_builder.facts.layout.other_notices import other_notices
from site_builder.facts.layout.shown import Shown
from site_builder.model import DataSubject, Disclosure, Recipient
from site_builder.model.conditions import ConsentFirst, TellFirst
from site_builder.model.registry import GROWN_UP
from site_builder.model.values import Id

ANCHOR = "page-absent"
PARENTS = ("tell_first", "consent_first", "voluntary_participation")
"""Types of condition by which those of `who` get to know of the sharing."""
FAMILY_TERMS = ("dpv:ParentOfDataSubject", "dpv:GuardianOfDataSubject")
"""The terms of groups of people that are a child's family, whatever their name."""


def absent(shown: Shown) -> Part | None:
    """What it means that somebody or something is not on the page, of a child above all its family.

    None where no disclosure is in force.
    """
    if not shown.in_force:
        return None
    heading = shown.say.line(shown.say.language.texts["absent"]["heading"])
    is_of_children = shown.say.for_children or any(_is_about_children(shown, d) for d in shown.shared.values())
    family = tuple(_family(shown)) if is_of_children else ()
    others = other_notices(shown)
    return Part(ANCHOR, heading, (_unlisted(shown), *family, *([others] if others else [])))


def _unlisted(shown: Shown) -> Text:
    """What it means that somebody or something is not on the page, by whether its words promise that it lists all."""
    texts = _texts(shown)
    is_complete = shown.notice.complete_list is True
    here = link_to_bodies(shown, shown.say.language.texts["absent"]["here"])
    told = [str(texts[key]).format(here=here) for key in (("complete",) if is_complete else ("unlisted", "others"))]
    facts = (f"{shown.notice.id}.complete_list",) if is_complete else ()
    return Text((shown.say.line(" ".join(told)),), facts=facts)


def _is_about_children(shown: Shown, disclosure: Disclosure) -> bool:
    """Whether a disclosure is about children, by the name or the ages of a group of people."""
    return any(_is_of_children(shown, key) for key in disclosure.data_subjects)


def _is_of_children(shown: Shown, key: Id) -> bool:
    group = shown.registry.things[key]
    to_age = group.to_age if isinstance(group, DataSubject) else None
    return (to_age or GROWN_UP) < GROWN_UP or _is_named(shown, key, "children")


def _family(shown: Shown) -> Iterator[Block]:
    """Where a child's family is told of the sharing or asked first; else that the page does not say so."""
    texts = _texts(shown)
    titles = titles_of(shown, [d for d in shown.for_reader.values() if _reaches_family(shown, d)])
    if titles:
        yield Text((shown.say.line(texts["family"]),))
        yield Items(tuple(Item(shown.say.line(title)) for title in titles.values()))
    yield Text((shown.say.line(texts["no_other_family" if titles else "no_family"]),))
    asked = shown.references(key for key, d in shown.for_reader.items() if _asks_a_child_or_parent(shown, d))
    if asked and not shown.say.for_children:  # on a child's own page “you” are the child
        yield Text((shown.say.line(texts["asked"].format(numbers=asked)),))


def _asks_a_child_or_parent(shown: Shown, disclosure: Disclosure) -> bool:
    """Whether it is said of what is about children, or their family too, if “you” are asked or told, but not who."""
    others = [key for key in disclosure.data_subjects if not _is_of_children(shown, key)]
    if not _is_about_children(shown, disclosure) or not all(_is_family(shown, key) for key in others):
        return False
    conditions = [limit.condition for limit in shown.registry.limits(disclosure)]
    asking = [c for c in conditions if isinstance(c, ConsentFirst | TellFirst)]
    return any(not c.who for c in asking) if asking else bool(disclosure.can_we_tell_you)


def _reaches_family(shown: Shown, disclosure: Disclosure) -> bool:
    """Whether data goes to people who are named as family, or such people are told or asked before it goes."""
    taker = shown.registry.things.get(disclosure.recipient) if disclosure.recipient else None
    asked = (c.condition for c in shown.registry.limits(disclosure) if c.condition.type in PARENTS)
    people = [key for condition in asked for key in getattr(condition, "who", ())]
    if isinstance(taker, Recipient) and taker.type == "person":
        people.append(taker.id)
    if isinstance(taker, Recipient) and taker.type in ("category", "role") and _is_named(shown, taker.id, "parents"):
        return True
    return any(_is_family(shown, key) for key in people)


def _is_family(shown: Shown, key: Id) -> bool:
    group = shown.registry.things[key]
    is_so_by_term = isinstance(group, DataSubject) and group.dpv_term in FAMILY_TERMS
    return is_so_by_term or any(_is_named(shown, key, word) for word in ("parents", "family"))


def _is_named(shown: Shown, key: Id, whom: str) -> bool:
    """Whether a name has a word for `parents`, `family` or `children`; a family court is neither person nor group."""
    words = shown.say.language.texts["absent"]["words_for"][whom]
    return not {*re.findall(r"\w+", shown.say.bare(key).casefold())}.isdisjoint(words)


def _texts(shown: Shown) -> Mapping[str, Any]:
    """The words for everyone or for children."""
    texts: Mapping[str, Any] = shown.say.language.texts["absent"]["children" if shown.say.for_children else "everyone"]
    return texts
