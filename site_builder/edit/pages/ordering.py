"""In which order a notice is read: its headings, and what is read below each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from site_builder.edit.app import App, Request
from site_builder.edit.steps import Edit, Move
from site_builder.load.splice import File
from site_builder.problems import Path

SECTIONS, SHOWS = "sections", "shows"
ORDER, ADD = "order", "add"
UP, DOWN, OUT, TO, JOIN, PART = "up", "down", "out", "to", "join", "part"
HEADING_UP, HEADING_DOWN = "heading-up", "heading-down"
Line = str | list[str]
"""A paragraph of a section: an id, or several that run on in it."""


class Shown(NamedTuple):
    """A paragraph as people read it: what stands in it, each with its words, and whether it is one of several."""

    number: int
    things: Sequence[tuple[str, str]]
    name: str


class Order(NamedTuple):
    """What a section shows, where it could go, and what else could be read here."""

    lines: Sequence[Shown]
    others: Mapping[str, str]
    addable: Mapping[str, str]
    is_first: bool
    is_last: bool


def order(app: App, file: File, key: str) -> Order:
    """What is read below the heading of a section."""
    sections = file.data[SECTIONS]
    keys = list(sections)
    lines = [_shown(app, number, line) for number, line in enumerate(lines_of(sections[key]))]
    others = {each: str(section.get("heading", each)) for each, section in sections.items() if each != key}
    return Order(lines, others, _addable(app, file), key == keys[0], key == keys[-1])


def lines_of(section: Mapping[str, Any]) -> list[Line]:
    """The paragraphs of a section."""
    return list(section.get(SHOWS) or ())


def _shown(app: App, number: int, line: Line) -> Shown:
    things = [(each, app.things.name(each)) for each in ([line] if isinstance(line, str) else line)]
    return Shown(number, things, " · ".join(f"{called[:1].upper()}{called[1:]}" for _, called in things))


def _addable(app: App, file: File) -> Mapping[str, str]:
    """What has words and is not read in this notice: recipients whole, sharings, rules; those read nowhere first."""
    read = {key for source in app.things.sources if source.kind == "notices" for key in _ids(source.document.data)}
    here, found = {*_ids(file.data)}, dict[str, str]()
    for source in app.things.sources:
        data, name = source.document.data, app.things.name(source.id)
        if source.kind == "recipients":
            sharings = data.get("disclosures") or {}
            own = [k for k, each in sharings.items() if isinstance(each, dict) and "words_in" not in each]
            if len(own) > 1 and here.isdisjoint({source.id, *own}):
                found[source.id] = f"{name}: all sharings"
            if source.id not in here:
                found |= {key: f"{name}: {app.things.name(key)}" for key in own if key not in here}
            if source.id in read:
                read |= {*own}
        if source.kind == "conditions":
            found |= {k: app.things.name(k) for k, v in data.items() if k not in here and "text" in (v or {})}
    return {key: found[key] for key in sorted(found, key=lambda key: key in read)}


def _ids(notice: Mapping[str, Any]) -> Iterator[str]:
    for section in (notice.get(SECTIONS) or {}).values():
        for line in lines_of(section):
            yield from [line] if isinstance(line, str) else line


# ---- what is asked


def take(app: App, request: Request, name: str, file: File, path: Path) -> str:
    """Move what the pressed button is of; a sentence where that cannot be, '' where nothing was pressed."""
    how, _, rest = request.first(ORDER).partition(":")
    key = str(path[1]) if path[:1] == (SECTIONS,) else ""
    sections = file.data.get(SECTIONS) or {}
    if not how or key not in sections:
        return ""
    if how in (HEADING_UP, HEADING_DOWN):
        edits = _heading(name, sections, key, is_up=how == HEADING_UP)
    elif how == ADD:
        new = request.first(ADD)
        edits = [_edit(name, key, sections, [*lines_of(sections[key]), new])] if new in _addable(app, file) else []
    else:
        number = int(rest) if rest.isdecimal() else -1
        lines = lines_of(sections[key])
        if not 0 <= number < len(lines):
            return ""
        to = request.first(f"{TO}.{number}")
        edits = list(_moved(name, sections, key, number, how, to))
    return " ".join(why for _, why in app.session.change(edits, together=True))


def _heading(name: str, sections: Mapping[str, Any], key: str, *, is_up: bool) -> list[Edit]:
    keys = list(sections)
    at = keys.index(key) + (0 if is_up else 1)
    if not 0 < at < len(keys):
        return []
    said = f"Moved {'up' if is_up else 'down'}: {sections[key].get('heading', key)}"
    return [Edit(name, (SECTIONS, keys[at]), Move.UP, said)]


def _moved(name: str, sections: Mapping[str, Any], key: str, number: int, how: str, to: str) -> Iterator[Edit]:
    """One splice of the section's list, and one of the other's where the paragraph goes there."""
    lines = lines_of(sections[key])
    now = rearranged(lines, number, how)
    if how == TO:
        if to not in sections or to == key:
            return
        yield _edit(name, to, sections, [*lines_of(sections[to]), lines[number]])
    if now != lines:
        yield _edit(name, key, sections, now)


def rearranged(lines: Sequence[Line], number: int, how: str) -> list[Line]:
    """The paragraphs with one moved, taken out, run on with the one above, or parted; as they were if it cannot be."""
    now, line = list(lines), lines[number]
    other = number - 1 if how in (UP, JOIN) else number + 1
    if how in (UP, DOWN) and 0 <= other < len(now):
        now[number], now[other] = now[other], line
    elif how == JOIN and number:
        now[other : number + 1] = [[*_as_list(now[other]), *_as_list(line)]]
    elif how == PART:
        now[number : number + 1] = _as_list(line)
    elif how in (OUT, TO):
        del now[number]
    return now


def _as_list(line: Line) -> list[str]:
    return [line] if isinstance(line, str) else list(line)


def _edit(name: str, key: str, sections: Mapping[str, Any], lines: Sequence[Line]) -> Edit:
    said = f"The order under “{sections[key].get('heading', key)}”"
    return Edit(name, (SECTIONS, key, SHOWS), list(lines) or None, said)
