"""What begins on a day to come: announced above the table, in its rows and at the passage, and not counted before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.facts.layout.labels import NAMES, label_of, name_of, some
from site_builder.facts.layout.laid_out import Margin, Mark, Text
from site_builder.facts.layout.shown import Group, Shown
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import link, raised
from site_builder.model.values import Id


def soon(shown: Shown) -> Iterator[Text]:
    """The box above the table: for each day what begins then, with the number of its passage."""
    s, texts = shown.say, shown.say.language.texts["to_come"]
    for day, things in _by_day(shown, shown.to_come):
        groups = [group for group in shown.groups if set(group.to_come).intersection(things)]
        lines = []
        for group in groups:
            of_day = [shown.to_come[key] for key in group.to_come if key in things]
            what = raised(label_of(shown, None, of_day))
            lines.append(s.line(texts["box"].format(what=what, number=link(f"#p{group.number}", group.number))))
        yield Text((*lines, s.line(texts["not_before"])), s.line(texts["from"].format(valid_from=day)))


def begins_margin(shown: Shown, group: Group) -> tuple[Margin, ...]:
    """Beside a passage: from when; of which of its disclosures, where others are in force."""
    s, texts = shown.say, shown.say.language.texts["to_come"]
    marks = []
    for day, things in _by_day(shown, group.to_come):
        text = texts["begins"].format(valid_from=day)
        if group.things:
            text = texts["of"].format(valid_from=day, what=", ".join(_names(shown, things)))
        marks.append(Mark("", s.line(text)))
    return (Margin(s.line(texts["when"]), tuple(marks)),) if marks else ()


def under(shown: Shown, groups: Iterable[Group]) -> Iterator[Line]:
    """Small lines in the row of a section: who gets something from which day on."""
    texts = shown.say.language.texts["to_come"]
    for day, things in _by_day(shown, [key for group in groups for key in group.to_come]):
        names = some(shown, _names(shown, things), NAMES)
        yield shown.say.line(texts["of"].format(valid_from=day, what=raised(names)))


def _names(shown: Shown, things: Iterable[Id]) -> list[str]:
    nobody = str(shown.say.language.texts["label"]["recipient_not_said"])
    recipients = (shown.to_come[key].recipient for key in things)
    return list(dict.fromkeys(name_of(shown, key) if key else nobody for key in recipients))


def _by_day(shown: Shown, things: Iterable[Id]) -> Iterator[tuple[str, list[Id]]]:
    """The first days, the next one first, in words; and what begins on each."""
    days: dict[object, list[Id]] = {}
    for key in sorted(things, key=shown.begins):
        days.setdefault(shown.begins(key), []).append(key)
    yield from ((shown.say.language.day(shown.begins(found[0])), found) for found in days.values())
