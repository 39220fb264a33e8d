"""How long it is kept: by us and by others, each time with what is kept as long."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile

from site_builder.facts.facts import fact_of
from site_builder.facts.layout.answers import Told, facts_told
from site_builder.facts.layout.labels import name_of, short_title
from site_builder.facts.layout.laid_out import Answer, Block, Closed, Row, Rows, Text
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


@dataclass(frozen=True, slots=True)
class _Part:
    """What a passage says of one time: of what it holds, of which part, and of whom, and the answers that say so.

    All is in words; `part` is '' where it holds for all of it, `only` where it holds for everybody and each way.
    """

    time: Line
    of: Sequence[tuple[str, Id]]
    part: str
    only: str
    kept: Sequence[_Kept]

    @property
    def keeper(self) -> str | None:
        """Who keeps it."""
        return self.kept[0].keeper


def times(shown: Shown, told_by: Mapping[Id, Sequence[Told]]) -> Closed | None:
    """How long it is kept, by the answers of each disclosure; None for no disclosure.

    Times for which no keeper is said come first, then ours, with where the notice does not say them, then others'.
    """
    by_number: dict[str, list[_Kept]] = {}
    for key, told in told_by.items():
        found = by_number.setdefault(shown.number_of[key], [])
        found += [_kept(shown, shown.in_force[key], one) for one in told if one.key == ROW]
    parts = [part for number, kept in by_number.items() for part in _of_passage(shown, number, kept)]
    blocks = tuple(block for keeper in (None, "us", "them") for block in _of_keeper(shown, keeper, parts))
    return Closed(shown.say.question(ROW), blocks, anchor=KEPT) if parts else None


def unsaid_by(shown: Shown, keeper: str) -> tuple[Sequence[Id], Sequence[Id], Sequence[Id]]:
    """Of what is timed and `us` or `them` keep: all, that of which theirs is not said, and that of a part of which."""
    timed = {key: d.retention for key, d in shown.shared.items() if isinstance(d.retention, tuple) and d.retention}
    said = {
        key: [time for time in entries if time.kept_by == keeper]
        for key, entries in timed.items()
        if keeps(shown.shared[key], keeper)
    }
    in_part = [key for key, entries in said.items() if entries and not _are_of_all(shown.shared[key], entries)]
    return [*said], [key for key, entries in said.items() if not entries], in_part


def keeps(disclosure: Disclosure, keeper: str) -> bool:
    """Whether we (`us`), or they (`them`), have the data of a disclosure."""
    return disclosure.sender is None if keeper == "us" else disclosure.direction != "receive"


def _are_of_all(disclosure: Disclosure, times: Sequence[Retention]) -> bool:
    """Whether all data and people of a disclosure have a time; one that names none is taken for the rest."""
    fields = ("data_categories", "data_subjects")
    named = {field: [getattr(each, field) for each in times] for field in fields}
    return all(not all(named[f]) or {*getattr(disclosure, f)} <= {*chain.from_iterable(named[f])} for f in fields)


def _of_keeper(shown: Shown, keeper: str | None, parts: Sequence[_Part]) -> Iterator[Block]:
    """The times of one keeper, under who that is; behind ours where it is not said."""
    alike: dict[tuple[Line, str, str, Id | None], list[_Part]] = {}
    for part in (each for each in parts if each.keeper == keeper):
        taker = part.kept[0].disclosure.recipient if keeper == "them" else None
        alike.setdefault((part.time, part.part, part.only, taker), []).append(part)
    if alike and keeper:
        yield Text((shown.say.line(_texts(shown)[keeper]),))
    if alike:
        yield Rows(tuple(_row(shown, same) for same in alike.values()), style="find")
    if keeper:
        yield from _not_said(shown, keeper, is_said_of_some=bool(alike))


def _row(shown: Shown, parts: Sequence[_Part]) -> Row:
    """The time that parts have in common, and of what it holds, each once, with the numbers of the passages."""
    things: dict[str, list[Id]] = {}
    for words, key in (of for part in parts for of in part.of):
        things.setdefault(words, []).append(key)
    words_by_numbers: dict[str, list[str]] = {}
    for words, keys in things.items():
        words_by_numbers.setdefault(shown.references(keys, ROW), []).append(words)
    titled, first = str(shown.say.language.texts["label"]["titled"]), parts[0]
    heads = [
        titled.format(label=shown.say.language.join(names) + first.part, number=numbers)
        for numbers, names in words_by_numbers.items()
    ]
    facts = facts_told(one.told for part in parts for one in part.kept)
    head = ", ".join(heads)
    if first.only:
        head = _texts(shown)["only"].format(only=first.only, what=head)
    return Row(ROW, shown.say.line(raised(head)), (Answer((first.time,), facts),))


def _not_said(shown: Shown, keeper: str, *, is_said_of_some: bool) -> Iterator[Text]:
    """That the notice does not say of all, or of nothing, how long somebody keeps it; nothing where nobody asked."""
    _, unsaid, in_part = unsaid_by(shown, keeper)
    untimed = [d for d in shown.shared.values() if not d.retention and keeps(d, keeper)]
    is_said_of_all = keeper == "us" and shown.notice.retention
    if (unsaid or in_part or untimed) and not is_said_of_all and "retention" not in shown.unasked:
        yield Text((shown.say.line(_texts(shown)[f"{keeper}_{'rest' if is_said_of_some else 'nothing'}"]),))


def _kept(shown: Shown, disclosure: Disclosure, told: Told) -> _Kept:
    facts = (*shown.say.facts_of(disclosure), *map(fact_of, shown.registry.limits(disclosure)))
    stated = (fact.value for fact in facts if fact.id in told.answer.facts)
    return _Kept(disclosure, told, next((value for value in stated if isinstance(value, Retention)), None))


def _of_passage(shown: Shown, number: str, kept: Sequence[_Kept]) -> Iterator[_Part]:
    """Each time that a passage gives, and of what: ours of each kind of data where one is named, else the passage."""
    here = [d for d in shown.in_force.values() if shown.number_of[d.id] == number]
    takers = {disclosure.recipient for disclosure in here}
    alike: dict[tuple[str | None, str, str, Line], list[_Kept]] = {}
    for one in kept:
        taker = one.disclosure.recipient if one.keeper == "them" else None
        title = raised(name_of(shown, taker)) if taker else short_title(shown, number)
        alike.setdefault((one.keeper, title, _people(shown, one), _in_words(shown, one)), []).append(one)
    for (keeper, title, people, time), same in alike.items():
        stating = {one.disclosure.id for one in same}
        has_it = {disclosure.id for disclosure in here if keeper is None or keeps(disclosure, keeper)}
        is_of_all = has_it <= stating or (keeper == "them" and len(takers) == len(here))
        kinds = list(_kinds(shown, same)) if keeper == "us" else []
        data = "" if kinds else _of_data(shown, same)
        way = "" if is_of_all else _way(shown, here, stating)
        part = data if is_of_all or way else _texts(shown)["part"]
        only = ", ".join(filter(None, (people, way)))
        yield _Part(time, kinds or [(title, same[0].disclosure.id)], part, only, same)


def _kinds(shown: Shown, same: Sequence[_Kept]) -> Iterator[tuple[str, Id]]:
    """Each kind of data for which a time holds, with the disclosure."""
    for one in same:
        named = one.time.data_categories if one.time else ()
        yield from ((shown.say.bare(key), one.disclosure.id) for key in named or one.disclosure.data_categories)


def _in_words(shown: Shown, kept: _Kept) -> Line:
    """How long it is kept, without who keeps it, and of what."""
    if kept.time is None:
        return _first_line(kept.told)
    alone = replace(kept.time, kept_by=None, data_categories=(), data_subjects=(), schedule=None)
    return shown.say.line(raised(shown.say.say(alone).replace(NEW_LINE, ". ").removeprefix(". ").rstrip(" .")))


def _people(shown: Shown, kept: _Kept) -> str:
    """Whose data it is for which a time holds; '' for everybody's."""
    people = kept.time.data_subjects if kept.time else ()
    is_of_all = not people or {*people} >= {*kept.disclosure.data_subjects}
    return "" if is_of_all else _texts(shown)["of_people"].format(names=_names(shown, people))


def _of_data(shown: Shown, same: Sequence[_Kept]) -> str:
    """For which data a time holds: '' for all; its names where these are short; else that it is the rest, or a part."""
    if all(map(_is_of_all_data, same)):
        return ""
    data = {one.time.data_categories for one in same if one.time}
    few = data.pop() if len(data) == 1 else ()
    if few and _is_short(shown, few):
        return _texts(shown)["of_some"].format(names=_names(shown, few))
    return _texts(shown)["of_others" if all(_is_of_the_rest(shown, one) for one in same) else "part"]


def _way(shown: Shown, here: Sequence[Disclosure], of: Collection[Id]) -> str:
    """Whether a time that is not of all disclosures holds for what we send, or for what we get; '' for neither."""
    got = {disclosure.id for disclosure in here if disclosure.direction == "receive"}
    sent = {disclosure.id for disclosure in here if disclosure.direction is None}
    return _texts(shown)["got"] if of == got else _texts(shown)["sent"] if of == sent else ""


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
