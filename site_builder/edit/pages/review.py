"""What would be saved, in the words of `diff`: saved, undone, or put together with what others saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from http import HTTPStatus
from typing import Any, NamedTuple

from site_builder.diff import Change, changes, verdict
from site_builder.diff.changed_words import changed_words
from site_builder.diff.to_text import GROUPS, Teller, group_of, is_of_words
from site_builder.edit.app import Answer, App, Request, to
from site_builder.edit.fields import told
from site_builder.edit.session import NotSaved
from site_builder.edit.steps import Clash, Move, tree_of
from site_builder.facts.redact import public
from site_builder.load.shape.ways import way
from site_builder.locale.languages import language
from site_builder.problems import stops
from site_builder.vocabulary import strength

MORE = "more"
_ORDER = (*GROUPS, "order")


class Line(NamedTuple):
    """A change: its sentence, and of changed words what went and came."""

    text: str
    words: Sequence[tuple[str, str]] = ()


class Group(NamedTuple):
    """Changes of one kind: its heading, whether they share more, and a line for each."""

    heading: str
    is_more: bool
    lines: list[Line]


class Shown(NamedTuple):
    """A clash as people read it."""

    number: int
    what: str
    was: str
    theirs: str
    mine: str
    why: str
    mine_can_stay: bool


def review(app: App, request: Request, _: str) -> Answer:
    """The review, and saving."""
    saved: list[str] = []
    why = ""
    if request.posts and request.first("save"):
        try:
            saved = app.session.save()
            app.saved(saved)
        except NotSaved as error:
            why = str(error)
    return _shown(app, saved, why, undone=bool(request.first("undone")))


def _shown(app: App, saved: Sequence[str] = (), why: str = "", *, undone: bool = False) -> Answer:
    summary, groups = _told(app)
    stopping = app.session.in_the_way()
    return app.page(
        "review",
        HTTPStatus.CONFLICT if why else HTTPStatus.OK,
        saved=saved,
        why=why,
        undone=undone,
        can_undo=app.session.last_save is not None and not app.session.steps,
        verdict=summary,
        groups=groups,
        clashes_shown=[_clash(app, number, clash) for number, clash in enumerate(app.session.clashes)],
        stopping=app.told(stopping),
        others=0 if stopping else sum(stops([p]) for p in app.session.loaded.problems),
        steps=app.session.told(),
        files=[*_lines(app)],
    )


def undo_save(app: App, request: Request, _: str) -> Answer:
    """Take the last saving back: what it changed is there again, and not saved."""
    why = ""
    if request.posts:
        try:
            app.saved(app.session.undo_save())
            return to("review?undone=1")
        except NotSaved as error:
            why = str(error)
    return _shown(app, why=why)


def undo(app: App, request: Request, _: str) -> Answer:
    """Take the last change back, and go where the form says."""
    if request.posts:
        app.session.undo()
    return to("review" if not app.session.steps and not request.first("back") else request.first("back"))


def keep(app: App, request: Request, _: str) -> Answer:
    """Settle a clash."""
    number = request.first("clash")
    if request.posts and number.isdecimal():
        app.session.keep(int(number), mine=request.first("whose") == "mine")
    return to("review")


def _told(app: App) -> tuple[str, list[Group]]:
    """What the changes mean for what is shared, in the words of `diff`; nothing while there are errors."""
    before, after = app.session.opened.registry, app.session.loaded.registry
    if before is None or after is None or not app.session.steps:
        return "", []
    old, new = public(before), public(after)
    spoken = language(new.languages[0])
    found = changes(old, new, app.session.on)
    teller, texts = Teller(old, new, spoken, strength().scales), spoken.texts["changes"]
    whole = {(c.kind, c.about) for c in found if c.field is None}
    its_words = {(c.kind, c.about): c for c in found if c.thing == "Passage" and (c.kind, c.about) in whole}
    shown = [c for c in found if c not in its_words.values() and not (c.concerns == "order" and is_of_words(c))]
    lines: dict[str, list[Line]] = {group: [] for group in _ORDER}
    for change in shown:
        words = its_words.get((change.kind, change.about)) if change.field is None else None
        lines[group_of(change)].append(_line(teller, change, words))
    groups = [Group(str(texts["groups"][group]), group == MORE, lines[group]) for group in _ORDER]
    summary = str(texts["verdict"][verdict(found)]) if found else "The public reads and gets the same as before."
    return summary, [group for group in groups if group.lines]


def _line(teller: Teller, change: Change, its_words: Change | None) -> Line:
    """A change in the words of `diff`; of changed words only what went and came, with some words around.

    `its_words` are those that went or came with a whole thing: they are no change of their own.
    """
    if its_words:
        side, kind = (1, "new") if its_words.was is None else (0, "gone")
        return Line(teller.line(change), [(kind, teller.text(its_words, side))])
    if not is_of_words(change) or change.was is None or change.is_ is None:
        return Line(teller.line(change))
    text = " ".join([f"{teller.name(change)}.", *teller.shifts(change)])
    return Line(text, changed_words(teller.text(change, 0), teller.text(change, 1)))


def _lines(app: App) -> Iterator[tuple[str, list[str]]]:
    """Each file with its lines that change."""
    for name, before, after in app.session.before_and_after():
        was, now = (each.decode("utf-8", "replace").splitlines() for each in (before, after))
        yield name, [*unified_diff(was, now, lineterm="", n=2)][2:]


def _clash(app: App, number: int, clash: Clash) -> Shown:
    edit = clash.step.edit

    def say(value: Any) -> str:
        if not edit.path:
            return "a new file"
        if edit.value is Move.UP:
            return "Moved up"
        node = way(tree_of(edit.file), {}, edit.path, "").node
        return told("", str(edit.path[-1]), node, value, app.things) or "Not stated"

    why = {
        "gone": "The file is gone: somebody moved or deleted it.",
        "broken": "The file has errors now. Mend them in the file, then this goes on.",
        "made by somebody else": "Somebody else made a file of this name.",
    }.get(clash.file_is, "" if clash.mine_can_stay else "Somebody changed what this stands in, so it has no place.")
    return Shown(number, edit.said, say(clash.step.was), say(clash.theirs), say(edit.value), why, clash.mine_can_stay)
