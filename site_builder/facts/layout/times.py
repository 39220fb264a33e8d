"""How long it is kept: the times that each passage states, in one list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile

from site_builder.facts.facts import fact_of
from site_builder.facts.layout.answers import Told, facts_told
from site_builder.facts.layout.labels import name_of, titled
from site_builder.facts.layout.laid_out import Answer, Closed, Row, Rows
from site_builder.facts.layout.shown import Shown
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import NEW_LINE, raised
from site_builder.model import Disclosure, Retention
from site_builder.model.values import Id

KEPT = "page-kept"
"""The anchor of how long it is kept."""
ROW = "kept"
LETTERS_OF_DATA = 65
"""The most letters of the names of the data for which a time holds."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What an answer says of how long the data of a disclosure is kept; `time` is None where it states another fact."""

    disclosure: Disclosure
    told: Told
    time: Retention | None

    @property
    def keeper(self) -> str | None:
        """Who keeps it: `us` or `them`; None where that is not said."""
        return self.time.kept_by if self.time else None


def times(shown: Shown, told_by: Mapping[Id, Sequence[Told]]) -> Closed | None:
    """How long each passage keeps it, under its title, by the answers of its disclosures; None for no disclosure."""
    by_number: dict[str, list[_Kept]] = {}
    for key, told in told_by.items():
        found = by_number.setdefault(shown.number_of[key], [])
        found += [_kept(shown, shown.in_force[key], one) for one in told if one.key == ROW]
    rows = tuple(
        Row(ROW, shown.say.line(titled(shown, number, ROW, is_short=True)), (*_of_passage(shown, number, kept),))
        for number, kept in by_number.items()
    )
    return Closed(shown.say.question(ROW), (Rows(rows, style="find"),), anchor=KEPT) if rows else None


def keeps(disclosure: Disclosure, keeper: str) -> bool:
    """Whether we (`us`), or they (`them`), have the data of a disclosure."""
    return disclosure.sender is None if keeper == "us" else disclosure.direction != "receive"


def are_of_all(disclosure: Disclosure, times: Sequence[Retention]) -> bool:
    """Whether all data and people of a disclosure have a time; one that names none is taken for the rest."""
    fields = ("data_categories", "data_subjects")
    named = {field: [getattr(each, field) for each in times] for field in fields}
    return all(not all(named[f]) or {*getattr(disclosure, f)} <= {*chain.from_iterable(named[f])} for f in fields)


def _kept(shown: Shown, disclosure: Disclosure, told: Told) -> _Kept:
    facts = (*shown.say.facts_of(disclosure), *map(fact_of, shown.registry.limits(disclosure)))
    stated = (fact.value for fact in facts if fact.id in told.answer.facts)
    return _Kept(disclosure, told, next((value for value in stated if isinstance(value, Retention)), None))


def _of_passage(shown: Shown, number: str, kept: Sequence[_Kept]) -> Iterator[Answer]:
    """Each time that a passage gives: who keeps it, of what where that is not all, and how long."""
    here = [d for d in shown.in_force.values() if shown.number_of[d.id] == number]
    takers = {disclosure.recipient for disclosure in here}
    alike: dict[tuple[str, Line], list[_Kept]] = {}
    for one in kept:
        alike.setdefault((_keeper(shown, one, takers), _in_words(shown, one)), []).append(one)
    for (keeper, time), same in alike.items():
        by, of = same[0].keeper, {one.disclosure.id for one in same}
        is_named = by == "them" and len(takers) == len(here)
        has_it = {disclosure.id for disclosure in here if by is None or keeps(disclosure, by)}
        part = _of_data(shown, same) if is_named or has_it <= of else _of_way(shown, here, of)
        yield Answer((_whole(shown, keeper, part, time),), facts_told(one.told for one in same))


def _whole(shown: Shown, keeper: str, part: str, time: Line) -> Line:
    """A time behind who keeps it and for what; where nobody is said to keep it, for what stands last."""
    texts = _texts(shown)
    before, after = (texts["by"].format(keeper=keeper, part=part), "") if keeper else ("", part)
    return replace(time, pieces=(*shown.say.line(before).pieces, *time.pieces, *shown.say.line(after).pieces))


def _keeper(shown: Shown, kept: _Kept, takers: Collection[Id | None]) -> str:
    """Who keeps it, by name where a passage has several takers, and of some people of whom; '' if not said."""
    if kept.time is None or kept.keeper is None:
        return ""
    name = _texts(shown)[kept.keeper]
    if kept.keeper == "them" and len(takers) > 1 and kept.disclosure.recipient:
        name = raised(name_of(shown, kept.disclosure.recipient))
    return name + _of_people(shown, kept.disclosure, kept.time)


def _in_words(shown: Shown, kept: _Kept) -> Line:
    """How long it is kept, without who keeps it, and of what."""
    if kept.time is None:
        return _first_line(kept.told)
    alone = replace(kept.time, kept_by=None, data_categories=(), data_subjects=(), schedule=None)
    words = raised(shown.say.say(alone).replace(NEW_LINE, ". ").removeprefix(". ").rstrip(" ."))
    return shown.say.line(words if kept.keeper else words + _of_people(shown, kept.disclosure, kept.time))


def _of_people(shown: Shown, disclosure: Disclosure, time: Retention) -> str:
    """Of whom the data is for which a time holds, where that is not everybody."""
    if not time.data_subjects or {*time.data_subjects} >= {*disclosure.data_subjects}:
        return ""
    return _texts(shown)["of_some"].format(names=_names(shown, time.data_subjects))


def _of_data(shown: Shown, same: Sequence[_Kept]) -> str:
    """For which data a time holds: '' for all; its names where these are short; else that it is the rest, or a part."""
    if all(map(_is_of_all_data, same)):
        return ""
    data = {one.time.data_categories for one in same if one.time}
    few = data.pop() if len(data) == 1 else ()
    if few and _is_short(shown, few):
        return _texts(shown)["of_some"].format(names=_names(shown, few))
    return _texts(shown)["of_others" if all(_is_of_the_rest(shown, one) for one in same) else "part"]


def _of_way(shown: Shown, here: Sequence[Disclosure], of: Collection[Id]) -> str:
    """For which way a time holds that is not of all disclosures: what we send, what we get, or else a part."""
    got = {disclosure.id for disclosure in here if disclosure.direction == "receive"}
    sent = {disclosure.id for disclosure in here if disclosure.direction is None}
    return _texts(shown)["got" if of == got else "sent" if of == sent else "part"]


def _is_of_all_data(kept: _Kept) -> bool:
    data = kept.time.data_categories if kept.time else ()
    return not data or (bool(of := kept.disclosure.data_categories) and {*data} >= {*of})


def _is_of_the_rest(shown: Shown, kept: _Kept) -> bool:
    """Whether a time holds for just the data for which the keeper's other times, each told by names, do not."""
    times = [t for t in kept.disclosure.retention if isinstance(t, Retention) and t.kept_by == kept.keeper]
    others = [time.data_categories for time in times if time != kept.time]
    are_named = bool(others) and all(_is_short(shown, data) for data in others)
    rest = {*kept.disclosure.data_categories}.difference(*others)
    return are_named and kept.time is not None and {*kept.time.data_categories} == rest


def _names(shown: Shown, keys: Sequence[Id]) -> str:
    return shown.say.language.join([shown.say.bare(key) for key in keys])


def _is_short(shown: Shown, data: Sequence[Id]) -> bool:
    return len(_names(shown, data)) <= LETTERS_OF_DATA


def _first_line(one: Told) -> Line:
    """The first line of an answer, without the address that ends it."""
    lines = [list(takewhile(lambda piece: piece.url is None, line.pieces)) for line in one.answer.lines]
    first = next(line for line in lines if line)
    return Line((*first[:-1], replace(first[-1], text=first[-1].text.rstrip(" ."))))


def _texts(shown: Shown) -> Mapping[str, str]:
    texts: Mapping[str, str] = shown.say.language.texts["exact"]["times"]
    return texts
