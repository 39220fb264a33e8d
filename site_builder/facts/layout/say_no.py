"""What people can say no to: by the way in which they can, with the data and whom it excepts, and who can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from site_builder.facts.facts import Fact
from site_builder.facts.layout.closed import passages, rest_not_said, texts, words_of
from site_builder.facts.layout.closed_one import (
    BY_SCHEME,
    CHOICE,
    OTHER_OPT_OUT,
    UNLESS,
    Asked,
    Said,
    asked_of,
    choice,
    overrides,
    unless,
)
from site_builder.facts.layout.labels import titles_of
from site_builder.facts.layout.laid_out import YES, Block, Item, Items, Part, Text
from site_builder.facts.layout.shown import Shown
from site_builder.facts.sentences import raised
from site_builder.model import Disclosure
from site_builder.model.conditions import Condition
from site_builder.model.values import Id

ANCHOR = "page-say-no"
SIMPLY = "simply"
WAYS = (SIMPLY, "asked_usually", "asked_where_possible", "usually", "where_possible")
"""The ways in which people can say no: at any time, where they are asked first, where they need not take part."""
SOME_CAN = (*UNLESS, "can_by_some", "asked_by_some", "in_part")
"""Answers on choice by which some people can simply say no, or to a part."""
NO_ANSWER = {OTHER_OPT_OUT["does_not_apply"], BY_SCHEME["national_data_opt_out"]["does_not_apply"]}
"""Answers on choice by which people may yet say no in another way."""


class _Choice(NamedTuple):
    """How people can say no to a disclosure.

    `way` is one of `WAYS`; `is_part`: not to all of it; `data`: what they can say no to, where that is named;
    `who`: the groups that can, where these are not just those whom it is about; `unless`: a key of `UNLESS`, or '';
    `facts`: the ids of the facts on it.
    """

    way: str
    is_part: bool
    data: tuple[str, ...]
    who: tuple[Id, ...]
    unless: str
    facts: tuple[str, ...]


def say_no(shown: Shown) -> Part | None:
    """Each way to say no, with the passages; then what holds elsewhere. None where there is no way."""
    texts = _texts(shown)
    choices = {key: one for key in shown.for_reader if (one := _of_disclosure(shown, key))}
    if not choices:
        return None
    blocks: list[Block] = []
    for lead, same in _alike(shown, choices).items():
        blocks += [Text((shown.say.line(lead),)), Items(tuple(_items(shown, same)))]
    blocks += _elsewhere(shown, choices)
    return Part(ANCHOR, shown.say.line(texts["heading"]), tuple(blocks))


def can_say_no(shown: Shown) -> bool:
    """Whether there is any way to say no."""
    return any(_of_disclosure(shown, key) for key in shown.for_reader)


def _alike(shown: Shown, choices: Mapping[Id, _Choice]) -> Mapping[str, Mapping[Id, _Choice]]:
    """The choices by the words on their way, which are others where it is named who can; who simply can is in them."""
    texts = _texts(shown)
    found: dict[str, dict[Id, _Choice]] = {}
    for key, one in sorted(choices.items(), key=lambda choice: WAYS.index(choice[1].way)):
        lead = raised(texts[f"{one.way}_by" if one.who else one.way].format(who=_names(shown, one.who)))
        found.setdefault(lead, {})[key] = one
    return found


def _elsewhere(shown: Shown, choices: Mapping[Id, _Choice]) -> Iterator[Block]:
    """The closed answers on choice of all to which people cannot say no, with the passages; the rest is not said."""
    answers = {key: _answer(shown, key, choices.get(key)) for key in shown.for_reader}
    things, said = [*answers], [*answers.values()]
    places: dict[str, list[int]] = {}
    for place, one in enumerate(said):
        if one is not None:
            places.setdefault(words_of(shown, CHOICE, one)[0], []).append(place)
    items: list[Item] = []
    titled, part = str(shown.say.language.texts["label"]["titled"]), str(texts(shown)["any"]["part"])
    for words, of in places.items():
        rest = [things[place] for place in of if things[place] in choices and _is_alone(shown, things[place])]
        whole, partly = passages(shown, said, things, [place for place in of if things[place] not in rest])
        numbers = [*whole, *([part.format(numbers=", ".join(partly))] if partly else [])]
        numbers += [_texts(shown)["rest_of"].format(numbers=shown.references(rest))] if rest else []
        facts = dict.fromkeys(fact for place in of if (one := said[place]) for fact in one.facts)
        items.append(Item(shown.say.line(titled.format(label=words, number=", ".join(numbers))), tuple(facts)))
    is_silent = any(
        one.for_some and key not in choices if one else key not in choices or choices[key].is_part
        for key, one in answers.items()
    )
    if items:
        yield Text((shown.say.line(_texts(shown)["elsewhere"]),))
        yield Items((*items, *([Item(rest_not_said(shown).line)] if is_silent else [])))
    elif is_silent:
        yield Text((shown.say.line(_texts(shown)["elsewhere_not_said"]),))


def _is_alone(shown: Shown, key: Id) -> bool:
    """Whether a disclosure is the only one of its passage."""
    return sum(shown.number_of[other] == shown.number_of[key] for other in shown.for_reader) == 1


def _answer(shown: Shown, key: Id, chosen: _Choice | None) -> Said | None:
    """The closed answer on choice of what people cannot say no to of a disclosure; None where there is none.

    That they are told is no answer here, nor is one way to opt out that does not apply.
    """
    asked = asked_of(shown, shown.for_reader[key])
    limits = tuple(fact for fact in asked.conditions if fact.value.type != "tell_first")
    if chosen is None:
        said = choice(replace(asked, conditions=limits))
        return None if said and said.key in NO_ANSWER else said
    own = tuple(fact for fact in asked.own if fact.id not in chosen.facts and fact.field != "item_choices")
    limits = tuple(fact for fact in limits if fact.id not in chosen.facts)
    said = choice(replace(asked, own=own, conditions=limits)) if chosen.is_part else None
    return replace(said, for_some=True) if said and said.key not in NO_ANSWER else None


def _items(shown: Shown, choices: Mapping[Id, _Choice]) -> Iterator[Item]:
    """The passages of these disclosures by title; where in one passage others can say no to each part, part by part."""
    alike: dict[tuple[str, tuple[Id, ...]], list[Id]] = {}
    for key, one in choices.items():
        alike.setdefault((shown.number_of[key], one.who), []).append(key)
    for keys in alike.values():
        ((_, title),) = titles_of(shown, [shown.shared[key] for key in keys]).items()
        same = [choices[key] for key in keys]
        facts = dict.fromkeys(fact for one in same for fact in one.facts)
        yield Item(shown.say.line(_words(shown, title, same)), tuple(facts))


def _of_disclosure(shown: Shown, key: Id) -> _Choice | None:
    """How the reader, or who is asked in their place, can say no to a disclosure; None where they cannot."""
    disclosure = shown.for_reader[key]
    asked = asked_of(shown, disclosure)
    said = choice(asked)
    if said is None or not (said.glyph == YES or said.key in (*SOME_CAN, *WAYS)):
        return None
    asking = asked.of_type("voluntary_participation", "consent_first", possible=False)
    who, data = (_all_of((fact.value for fact in asking), field) for field in ("who", "for_data"))
    lifted = _lifting(asked, said)
    facts = (*said.facts, *(fact.id for fact in (*asking, *lifted)))
    return _Choice(
        said.key if said.key in WAYS else SIMPLY,
        said.for_some or said.key == "in_part",
        tuple(map(shown.say.bare, data)) or tuple(map(shown.say.words, disclosure.item_choices)),
        () if _is_of_reader(shown, disclosure, who) else who,
        said.key if said.key in UNLESS else unless(lifted) if lifted else "",
        facts,
    )


def _is_of_reader(shown: Shown, disclosure: Disclosure, who: Sequence[Id]) -> bool:
    """Whether these groups are all whom it is about, and not children alone; for children, if all of them are in it."""
    about = {*disclosure.data_subjects}
    children = {key for key in about if shown.registry.is_of_children(key)}
    if shown.say.for_children and children:
        return children <= {*who}
    return about == {*who} and children != about


def _lifting(asked: Asked, said: Said) -> Sequence[Fact]:
    """What certainly takes the choice from some people, where the answer does not say so by itself."""
    if said.key in UNLESS:
        return ()
    return [fact for fact in overrides(asked, possible=False) if fact.value.overrides != "tell_first"]


def _words(shown: Shown, title: str, choices: Sequence[_Choice]) -> str:
    """A passage by its title, with what its disclosures say of the choice: of what it is, and except whom."""
    words, texts = title, _texts(shown)
    if any(one.is_part for one in choices):
        are_named = all(one.is_part and one.data for one in choices)
        data = dict.fromkeys(name for one in choices for name in one.data)
        words = texts["part" if are_named else "some"].format(words=words, part=shown.say.language.join([*data]))
    for key in dict.fromkeys(one.unless for one in choices if one.unless):
        words = texts[key].format(words=words)
    return words


def _names(shown: Shown, groups: Sequence[Id]) -> str:
    """Groups of people; where their list has no "and", as a name holds one or the language writes none, it gets one."""
    names = [shown.say.bare(key) for key in groups]
    joined = shown.say.language.join(names)
    if not names[1:] or joined != ", ".join(names):
        return joined
    return _texts(shown)["and"].format(others=", ".join(names[:-1]), last=names[-1])


def _all_of(conditions: Iterable[Condition], field: str) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(getattr(condition, field, ()) for condition in conditions)))


def _texts(shown: Shown) -> Mapping[str, str]:
    """The words for everyone or for children."""
    texts: Mapping[str, Mapping[str, str]] = shown.say.language.texts["say_no_part"]
    return texts["children" if shown.say.for_children else "everyone"]
