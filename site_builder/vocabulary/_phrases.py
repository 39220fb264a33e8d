"""Words and phrases that the rules of `check` look for: English, and of how firmly it is said Welsh too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any

import yaml

from site_builder.model.finder import Finder, finder, passive_finder
from site_builder.model.name_matcher import Names, names
from site_builder.model.phrases import Claim, Phrases
from site_builder.model.strength import CLASSES, Agreement, Matter, Scale, Strength, Way
from site_builder.vocabulary._bodies import all_names
from site_builder.vocabulary._files import read_text


@cache
def phrases(language: str) -> Phrases | None:
    """The words to look for in a language (its primary code); None where there are none for it."""
    given = _entries()
    return _phrases(given) if given["language"] == language else None


@cache
def _entries() -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: Mapping[str, Any] = yaml.load(read_text("phrases.yaml"), Loader=loader)  # noqa: S506 (a safe loader)
    return found


def _phrases(given: Mapping[str, Any]) -> Phrases:
    return Phrases(
        how_often={word: _finder(each) for word, each in given["how_often"].items()},
        not_sent=_finder(given["sent"]["not_sent"]),
        children=frozenset(given["about_others"]["children"]),
        countries=_countries(given["kept_at"]["countries"]),
        open_anywhere=_finder(given["open_lists"]["anywhere"]),
        open_before_names=_finder(given["open_lists"]["before_names"]),
        anonymous_contradicted=_finder(given["anonymous"]["contradicted"]),
        left_over_as_typed=finder(given["left_over"]["as_typed"]["words"], as_typed=True),
        one_of_two=_finder(given["left_over"]["one_of_two"]),
        of_a_mail=_finder(given["left_over"]["of_a_mail"]),
        stand_once=frozenset(given["left_over"]["stand_once"]),
        in_brackets=frozenset(given["left_over"]["in_brackets"]),
        plainer=given["plainer"],
        plainer_finder=finder(given["plainer"]),
        passive=passive_finder(**given["passive"]),
        **_listed(given),
        strength=strength(),
        bodies=_bodies(given["bodies_of_one_word"]),
    )


def _listed(given: Mapping[str, Any]) -> dict[str, Any]:
    """What stands under one name as it is used under it."""
    return {
        **{name: tuple(map(_claim, given[name])) for name in CLAIMS},
        **{name: _finder(given[name]) for name in FINDERS},
        **{name: frozenset(map(str, given[name])) for name in SETS},
    }


CLAIMS = ("softened", "promised", "against", "purposes")
FINDERS = (
    "tells_of_sharing",
    "passed_on",
    "softening",
    "guarded",
    "sent",
    "about_others",
    "kept_at",
    "limited",
    "anonymous",
    "left_over",
    "sends_to",
)
SETS = (
    "known_letters",
    "known_pairs",
    "mail_for_anyone",
    "shared_mailboxes",
    "given_names",
    "titles",
    "no_surnames",
    "begins_no_name",
    "says_little",
)
"""Lists of single words."""


def _claim(given: Mapping[str, Any]) -> Claim:
    held, denied = (frozenset(given.get(key, ())) for key in ("held_by", "denied_by"))
    unless = finder(given["unless"]) if "unless" in given else None
    return Claim(
        finder=_finder(given),
        held_by=held,
        denied_by=denied,
        write=given.get("write", ""),
        of_data=given.get("of_data", False),
        unless=unless,
        contrary=given.get("contrary", ""),
        of_each=given.get("of_each", False),
    )


def _finder(given: Mapping[str, Any]) -> Finder:
    return finder(given["words"], given.get("but_not", ()))


def _countries(given: Mapping[str, Iterable[str]]) -> Names:
    return names(((name, key) for key, others in given.items() for name in (key, *others)), as_typed=True)


def _bodies(of_one_word: Iterable[str]) -> Names:
    """Names of bodies that can hardly be anything else: some of one word, and those of several with capitals."""
    return names([*_distinct(), *((name, name) for name in of_one_word)], as_typed=True)


def _distinct() -> Iterator[tuple[str, str]]:
    for full, name in all_names():
        if " " in name and not name.islower():
            yield name, full


# ---- the scale of strength


@cache
def strength() -> Strength:
    """How firmly words say something: the scale of each language, and the facts that go with it."""
    given = dict(_entries()["strength"])
    matters = {name: _agreement(**each) for name, each in given.pop("matters").items()}
    return Strength({language: _scale(each) for language, each in given.items()}, matters)


def _agreement(
    facts: Mapping[str, Any],
    or_else: Mapping[str, Any] = MappingProxyType({}),
    contrary: Mapping[str, str] = MappingProxyType({}),
    unsaid: Iterable[str] = (),
    held_by: Iterable[str] = (),
    write: str = "",
    *,
    of_sender: bool = False,
) -> Agreement:
    agree, others = ({fact: frozenset(degrees) for fact, degrees in each.items()} for each in (facts, or_else))
    return Agreement(agree, others, contrary, frozenset(unsaid), frozenset(held_by), write, of_sender)


def _scale(given: Mapping[str, Any]) -> Scale:
    classes: dict[str, frozenset[str]] = {}
    people = {word: who for who, lines in given["people"].items() for word in _each(lines)}
    for key, lines in given["before"].items():
        parts = key.split(" ")
        classes |= dict.fromkeys(_each(lines), frozenset(parts) & CLASSES)
        people |= {word: who for word in _each(lines) for who in parts if who in given["people"]}
    matters = tuple(_matter(name, each) for name, each in given["matters"].items())
    adverbs = tuple((degree, finder(words)) for degree, words in given["adverbs"].items())
    return Scale(
        classes,
        people,
        adverbs,
        opens=finder(given["opens"]),
        limits=finder(given["limits"]),
        others=finder(given["others"]),
        within=frozenset(_each(given["within"])),
        joins=frozenset(_each(given["joins"])),
        forbids=frozenset(_each(given["forbids"])),
        matters=matters,
    )


def _matter(name: str, given: Mapping[str, Any]) -> Matter:
    ways = tuple(
        Way(frozenset(each["by"]), finder(each["done" if "done" in each else "deeds"]), "done" in each)
        for each in given.get("ways", ())
    )
    fixed = tuple((degree, _finder(_words(each))) for degree, each in given.get("fixed", {}).items())
    near = _finder(given["near"]) if "near" in given else None
    return Matter(name, ways, fixed, finder(given.get("but_not", ())), near)


def _words(given: Any) -> Mapping[str, Any]:
    """A list of words as an entry that has no more than them."""
    return given if "words" in given else {"words": given}


def _each(lines: Iterable[str]) -> Iterator[str]:
    """Each phrase that lines with choices stand for."""
    for line in lines:
        yield from map(" ".join, product(*(part.split("/") for part in line.split(" "))))
