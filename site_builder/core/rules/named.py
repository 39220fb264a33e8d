"""What words name and the facts shut out or do not list: kinds of data, people, countries. In English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from site_builder.core.model import Disclosure, Notice, Registry, Transfer
from site_builder.core.names import Mention, Names, names, stems
from site_builder.core.phrases import Phrases
from site_builder.core.rules.texts import Text, called, stated_by, texts
from site_builder.core.values import Id

PART = 8
"""Letters of a part of a name that says by itself what it is: "nationality", and not "sex"."""
OURS = "Northern Ireland"
"""In the list of countries only to be told from another."""
_PARTS = re.compile(r",\s+|\s+(?:and|or)\s+")
_NEXT = re.compile(r"(?:,| and| or|, and| as well as| and also)(?: (?:to|their|your|the|his|her|its))*", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:with|to|from|for|who|whom|which|that|whose|but|because|where|when|if|against|after|before|so)\b|[;:()]",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:in|to|from)(?: the)?$", re.IGNORECASE)


def against_lists(registry: Registry) -> Iterator[tuple[Text, str]]:
    """Each text that names what the facts shut out or do not list, and what it says against what."""
    phrases = registry.phrases
    if phrases is None:
        return
    kinds = kinds_of(registry, with_parts=True)
    for text in texts(registry):
        stated = stated_by(registry, text)
        told = (
            _excluded_in_words(phrases, kinds, text, stated),
            _other_people(registry, phrases, text, stated),
            _other_countries(phrases, text, stated),
        )
        yield from ((text, message) for message in told if message)


def _excluded_in_words(phrases: Phrases, kinds: Names, text: Text, stated: Sequence[Disclosure]) -> str | None:
    """Words say of a kind of data that it is sent, where `excluded` says that it never is."""
    never = _excluded(stated)
    for sentence in text.sentences if never else ():
        for said, owners in _said_sent(phrases, sentence, _by_place(kinds.found_in(sentence))):
            if owners <= never:
                return f"The words say that '{said}' is sent, and excluded lists '{min(owners)}'."
    return None


def _excluded(stated: Sequence[Disclosure]) -> set[str]:
    """The kinds of data that all disclosures exclude and none lists."""
    never = set[str].intersection(*({*map(str, d.excluded)} for d in stated)) if stated else set[str]()
    return never - {str(key) for d in stated for key in d.data_categories}


def _said_sent(
    phrases: Phrases, sentence: str, named: Sequence[tuple[int, int, set[str]]]
) -> Iterator[tuple[str, set[str]]]:
    """What a sentence says is sent, and whose name that is: it stands close to a word of sending, and none denies."""
    sent = phrases.sent.match(sentence) if named else None
    if not sent or phrases.not_sent.first(sentence):
        return
    for start, end, owners in named:
        between = sentence[sent.end() : start] if sent.end() <= start else sentence[end : sent.start()]
        if not _ELSEWHERE.search(between):
            yield sentence[start:end], owners


def named_beside(registry: Registry, kinds: Names, text: Text, listed: set[Id]) -> Iterator[tuple[str, str]]:
    """The kinds of data that are not listed and that a text counts up beside one that is, and what it calls them."""
    phrases, told = registry.phrases, set[str]()
    items = {stem for d in stated_by(registry, text) for item in d.data_items for stem in stems(str(item))}
    for sentence in text.sentences:
        if phrases and phrases.not_sent.first(sentence):
            continue
        named = _by_place(kinds.found_in(sentence))
        for one, other in ((named[at - 1], named[at]) for at in range(1, len(named))):
            new = [each for each in (one, other) if each[2].isdisjoint(listed)]
            if len(new) == 1 and _NEXT.fullmatch(sentence[one[1] : other[0]].rstrip()):
                said, key = sentence[new[0][0] : new[0][1]], min(new[0][2])
                if key not in told and not {*stems(said)} <= items:
                    told.add(key)
                    yield said, key


def _other_people(registry: Registry, phrases: Phrases, text: Text, stated: Sequence[Disclosure]) -> str | None:
    """Words speak of grown-ups, where the facts speak of children alone: those of a notice, for its own text."""
    said = next(filter(None, map(phrases.about_others.first, text.sentences)), None)
    owners: Sequence[Disclosure | Notice] = stated if text.states else [text.notice]
    listed = {key for each in owners for key in each.data_subjects} if said else ()
    groups = [{*stems(name)} for key in listed for name in called(registry, key)]
    are_children = bool(groups) and not any(map(phrases.children.isdisjoint, groups))
    is_listed = said and any(stems(said)[-1] in group for group in groups)
    return (
        f"The words say '{said}', and data_subjects lists children alone." if are_children and not is_listed else None
    )


def _other_countries(phrases: Phrases, text: Text, stated: Sequence[Disclosure]) -> str | None:
    """Words say in which country data is kept or seen, where `transfers` lists others alone."""
    transfers = [t for d in stated for t in d.transfers if isinstance(t, Transfer)]
    named = [{m.of for m in phrases.countries.found_in(str(t.country))} for t in transfers]
    if not named or not all(named):
        return None
    found = (said for s in text.sentences for said in _at_countries(phrases, s, {OURS}.union(*named)))
    said = next(found, None)
    return f"The words say '{said}', and transfers lists {transfers[0].country}." if said else None


def _at_countries(phrases: Phrases, sentence: str, listed: set[str]) -> Iterator[str]:
    if phrases.kept_at.first(sentence) and not phrases.not_sent.first(sentence):
        for found in phrases.countries.found_in(sentence):
            before = _AT.search(sentence[: found.start].rstrip())
            if before and found.of not in listed:
                yield sentence[before.start() : found.end]


def kinds_of(registry: Registry, *, with_parts: bool = False) -> Names:
    """The names of the kinds of data; `with_parts`, also what each counts up: "nationality and country of birth"."""
    whole = [(name, str(c.id)) for c in registry.data_categories for name in called(registry, c.id)]
    parts = ((part, key) for name, key in whole for part in _PARTS.split(name) if len(part) >= PART)
    return names([*whole, *parts] if with_parts else whole)


def _by_place(found: Iterator[Mention]) -> list[tuple[int, int, set[str]]]:
    """Where names stand, and whose each is."""
    places: dict[tuple[int, int], set[str]] = {}
    for each in found:
        places.setdefault((each.start, each.end), set()).add(each.of)
    return [(start, end, owners) for (start, end), owners in places.items()]
