"""What changed in a notice, told from the files of its releases: for its page, its feeds, and the notice itself.

A release's file is read as `history/entry.py` describes it. Its sentences were made when it was released, and stand
here as they are, in a language of that time where there is none in that of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from site_builder.facts.language import Language
from site_builder.facts.layout.about import ANCHOR as ABOUT
from site_builder.facts.layout.about import EARLIER
from site_builder.facts.layout.laid_out import Answer, LaidNotice, Mark, Part, Row, Rows, Text
from site_builder.facts.rich_text import line
from site_builder.facts.sentences import Sentences, link
from site_builder.model import TIME_ZONE

Document = Mapping[str, Any]
"""What the file of a release says."""

FOLDER = "what-changed/"
"""The folder of the page of what changed, in that of the notice."""
ANCHOR = "page-changed"
LATEST = 3
"""So many changes stand on the notice itself."""
STOOD = 20
"""So many earlier forms of a notice have a page."""
NEWEST = 50
"""So many changes stand on the page and in the feeds; those before are told year by year."""

MORE, LESS, UNCLEAR, NEITHER = "more", "less", "unclear", "neither"
GLYPHS = {MORE: "up", LESS: "down", UNCLEAR: "doubt", NEITHER: "same"}
"""The glyphs of what changed: a triangle up or down, one that points aside, a line."""
SIGNS = {"both": (MORE, LESS), MORE: (MORE,), LESS: (LESS,), UNCLEAR: (UNCLEAR,), NEITHER: (NEITHER,)}
BEGINS, ENDS = "begins", "ends"
_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Told:
    """One change: what it is about (`asked`: which question of it), rows of a head and answers, words in pieces.

    `words` are pairs of `same`, `gone`, `new` or `left_out` and a text; `also` are further sentences. `mark` says
    whether more is shared, where a release has several changes; None where it says nothing of its own.
    """

    name: str
    asked: str
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What changed on a day: a release that bears on the notice, or what began or ended as it was announced.

    `key` is its id below that of the notice's feed; `anchor` that on the page. `verdict` is more, less, both, unclear
    or neither, `marks` say it in words. `language` is that of `sentence`, `title` and `told`. `facts` are the changes
    as the release's file has them, without what is told. Of a release: `number`, `version`, and `until`, the last day
    on which the notice stood so, None where it stands; a number of 0 is none. `zone` is the time zone of `day`,
    and `withdrawn` the day on which it was.
    """

    key: str
    anchor: str
    day: date
    sentence: str
    verdict: str
    marks: tuple[Mark, ...]
    language: str
    told: tuple[Told, ...] = ()
    facts: tuple[Document, ...] = ()
    number: int = 0
    version: str = ""
    until: date | None = None
    zone: str = TIME_ZONE
    withdrawn: date | None = None

    @property
    def is_kept(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn is None

    @property
    def by_name(self) -> Iterator[tuple[str, tuple[Told, ...]]]:
        """The changes under the name of what they are about, each name once, in order."""
        for name in dict.fromkeys(told.name for told in self.told):
            yield name, tuple(told for told in self.told if told.name == name)


@dataclass(frozen=True)
class Log:
    """What changed in one notice, told in one language: the entries, the newest first."""

    language: Language
    entries: tuple[Entry, ...]

    @property
    def newest(self) -> tuple[Entry, ...]:
        """Those on the page and in the feeds."""
        return self.entries[:NEWEST]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are told by themselves, the newest first: each with an entry that is not among the newest."""
        return tuple(dict.fromkeys(entry.day.year for entry in self.entries[NEWEST:]))

    def of_year(self, year: int) -> tuple[Entry, ...]:
        """All entries of a year."""
        return tuple(entry for entry in self.entries if entry.day.year == year)

    @property
    def stood(self) -> tuple[Entry, ...]:
        """The releases whose form of the notice has a page: the newest that do not stand any more."""
        return tuple(entry for entry in self.entries if entry.until)[:STOOD]

    @property
    def first(self) -> date:
        """The day from which on changes are kept."""
        return self.entries[-1].day

    def lead(self, title: str) -> str:
        """The words above the list."""
        texts, counts = self.language.texts["what_changed"], []
        for word in (MORE, LESS):
            plain = texts["signs"][word]
            number = sum(mark.line.text == plain for entry in self.entries for mark in entry.marks)
            counts += [self.language.counted(texts[f"{word}_times"], number)] if number else []
        return " ".join([texts["lead"].format(title=title, day=self.language.day(self.first)), *counts])

    def stood_when(self, entry: Entry, key: str) -> str:
        """The words with this key in the locale, with the days on which a notice stood."""
        until = entry.until or entry.day
        days = {"first": self.language.day(entry.day), "last": self.language.day(until)}
        one_day = until <= entry.day
        return str(self.language.texts["what_changed"][f"{key}_a_day" if one_day else key]).format(**days)


def log(releases: Sequence[Document], notice: str, language: Language, on: date) -> Log | None:
    """What changed in a notice until a day; None where no release says anything of it. `releases` are the oldest first.

    One that was withdrawn says `withdrawn` and `reason`, and nobody knows on which notices it bore.
    """
    if not any(notice in each.get("notices", ()) for each in releases):
        return None
    entries = [*_released(releases, notice, language), *_days(releases, notice, language, on)]
    return Log(language, tuple(sorted(entries, key=_newest_first)))


def _newest_first(entry: Entry) -> tuple[int, int, str]:
    """The newest first; on one day what began after the release."""
    return -entry.day.toordinal(), -(entry.number or 10**9), entry.key


# ---- releases


def _released(releases: Sequence[Document], notice: str, language: Language) -> Iterator[Entry]:
    bearing = [each for each in releases if "withdrawn" in each or notice in each["notices"]]
    for now, after in pairwise([*bearing, None]):
        if now is not None and "withdrawn" in now:
            yield _withdrawn(now, language)
        elif now is not None:
            yield _release(now, after, notice, language)


def _withdrawn(document: Document, language: Language) -> Entry:
    day = language.day(date.fromisoformat(document["withdrawn"]))
    sentence = language.texts["what_changed"]["withdrawn"].format(day=day, reason=document["reason"])
    return Entry(
        key=document["version"],
        anchor=f"r{document['number']}",
        day=date.fromisoformat(document["issued"]),
        sentence=sentence,
        verdict=NEITHER,
        marks=(),
        language=language.tag,
        number=document["number"],
        version=document["version"],
        zone=_zone(document),
        withdrawn=date.fromisoformat(document["withdrawn"]),
    )


def _release(document: Document, after: Document | None, notice: str, language: Language) -> Entry:
    of_notice = document["notices"][notice]
    changes = [document["changes"][at] for at in of_notice["changes"]]
    spoken = _spoken(language, of_notice["title"])
    day = date.fromisoformat(document["issued"])
    texts = language.texts["what_changed"]
    verdict, number = of_notice["verdict"], document["number"]
    sentence = texts["first" if number == 1 else "not_told"]
    if changes:
        # Words that changed together with a fact are told with it.
        others = sum(each["concerns"] != "words_and_facts" for each in changes[1:])
        rest = [language.counted(texts["and_more"], others)] if others else []
        sentence = " ".join([changes[0]["told"][spoken]["heading"], *rest])
    return Entry(
        key=document["version"],
        anchor=f"r{number}",
        day=day,
        sentence=sentence,
        verdict=verdict,
        marks=tuple(_marks(language, verdict, changes)) if changes else (),
        language=spoken if changes else language.tag,
        told=tuple(_told(language, each, spoken, is_alone=len(changes) == 1) for each in changes),
        facts=tuple({key: value for key, value in each.items() if key != "told"} for each in changes),
        number=number,
        version=document["version"],
        until=max(day, date.fromisoformat(after["issued"]) - _DAY) if after else None,
        zone=_zone(document),
    )


def _zone(document: Document) -> str:
    return str(document.get("time_zone", TIME_ZONE))


def _spoken(language: Language, told: Mapping[str, Any]) -> str:
    """The language in which a release is told: the page's own, or the first of that time."""
    return language.tag if language.tag in told else next(iter(told))


def _marks(language: Language, verdict: str, changes: Sequence[Document]) -> Iterator[Mark]:
    """What a verdict is called; from which day, where all that makes it so is still to come."""
    for word in SIGNS[verdict]:
        begins = [each.get("begins", "") for each in changes if each["direction"] == word]
        yield _mark(language, word, min(begins, default=""))


def _mark(language: Language, word: str, begins: str = "") -> Mark:
    texts = language.texts["what_changed"]
    key = f"{word}_from" if begins and word in (MORE, LESS) else word
    day = language.day(date.fromisoformat(begins)) if begins else ""
    return Mark(GLYPHS[word], line(texts["signs"][key].format(day=day)))


def _told(language: Language, change: Document, spoken: str, *, is_alone: bool) -> Told:
    told, texts = change["told"][spoken], language.texts["what_changed"]
    is_told = not is_alone and change["direction"] != NEITHER
    asked = told.get("asked", "")
    if "words" in told:
        asked = texts["words"]
    elif change["concerns"] == "order":
        asked = texts["order"]
    elif not asked:
        asked = texts["gone" if change["kind"] == "removed" else "new"]
    return Told(
        name=told["name"],
        asked=asked,
        rows=tuple(_rows(texts, change, told)),
        words=tuple((kind, text) for kind, text in told.get("words", ())),
        also=tuple(told.get("also", ())),
        mark=_mark(language, change["direction"], change.get("begins", "")) if is_told else None,
    )


def _rows(texts: Mapping[str, Any], change: Document, told: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    was, now = told.get("was"), told.get("is")
    is_moving = change["direction"] in (MORE, LESS)
    if was and now:
        yield texts["was"], (was,)
        yield texts["is"], (now,)
    elif now:
        yield texts["new" if is_moving else "said"], (now,)
    elif was:
        yield texts["no_longer" if is_moving else "said_no_longer"], (was,)
    for question, answers in told.get("answers", ()):
        yield question, tuple(answers)


# ---- what began or ended as it was announced


def _days(releases: Sequence[Document], notice: str, language: Language, on: date) -> Iterator[Entry]:
    """What began or ended until a day, by what the release said that stood then; each once."""
    found: dict[str, Entry] = {}
    for now, after in pairwise([*releases, None]):
        if now is None:
            continue
        last = date.fromisoformat(after["issued"]) - _DAY if after else on
        for each in now.get("days", ()):
            day = date.fromisoformat(each["day"])
            if notice in each["notices"] and day <= min(last, on):
                entry = replace(_began(each, day, language), zone=_zone(now))
                found.setdefault(entry.key, entry)
    yield from found.values()


def _began(said: Document, day: date, language: Language) -> Entry:
    spoken = _spoken(language, said["told"])
    key = f"{said['kind']}/{said['about']}/{day}"
    return Entry(
        key=key,
        anchor=key.replace("/", "-"),
        day=day,
        sentence=said["told"][spoken],
        verdict=said["direction"],
        marks=(_mark(language, said["direction"]),),
        language=spoken,
        facts=({key: value for key, value in said.items() if key not in ("told", "notices")},),
    )


# ---- on the notice itself


def with_latest(laid: LaidNotice, found: Log | None, say: Sentences, page: str) -> LaidNotice:
    """A notice with its newest changes, before what is said about it, and a link to them; for children as it was.

    `page` is the address of the page of what changed.
    """
    if found is None or laid.for_children:
        return laid
    texts = found.language.texts["what_changed"]
    rows = tuple(_latest(found, say, page))
    part = Part(ANCHOR, line(texts["title"]), (Rows(rows, style="find"), Text((say.line(link(page, texts["all"])),))))
    parts = tuple(map(_without_earlier, laid.parts))
    before = tuple(each for each in parts if each.anchor != ABOUT)
    here = say.line(link(f"#{ANCHOR}", texts["link"].format(day=found.language.day(found.entries[0].day))))
    at = next((n for n, each in enumerate(laid.links) if each.pieces[0].url == f"#{ABOUT}"), len(laid.links))
    links = (*laid.links[:at], here, *laid.links[at:])
    return replace(laid, parts=(*before, part, *parts[len(before) :]), links=links)


def _without_earlier(part: Part) -> Part:
    """A part without the row that no earlier form is kept."""
    blocks = (
        replace(block, rows=tuple(row for row in block.rows if row.key != EARLIER))
        if isinstance(block, Rows)
        else block
        for block in part.blocks
    )
    return replace(part, blocks=tuple(blocks))


def _latest(found: Log, say: Sentences, page: str) -> Iterator[Row]:
    for entry in found.entries[:LATEST]:
        sentence = line(entry.sentence)
        if entry.language != found.language.tag:
            sentence = replace(sentence, pieces=(replace(sentence.pieces[0], language=entry.language),))
        marks = () if entry.verdict == NEITHER else entry.marks
        answer = Answer((sentence,), marks=marks)
        where = say.line(link(f"{page}#{entry.anchor}", found.language.day(entry.day)))
        yield Row("changed", where, (answer,))
