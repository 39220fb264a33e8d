"""How a value of a file reads in a cell, and what the text of a cell means: by the node of its field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from site_builder import vocabulary
from site_builder.errors import Failure
from site_builder.load.project.shipped import ENGLISH, kinds_of
from site_builder.load.shape.suggest import MOST, in_a_question
from site_builder.model import Registry
from site_builder.model.values import NOT_STATED
from site_builder.render.tables.table import JOINT
from site_builder.schemas.file_fields import KINDS
from site_builder.schemas.nodes import Day, Either, Fields, Flag, List, Node, Number, Text, Word

YES, NO = "yes", "no"
_SHOWN = 60
"""So many letters of what was typed are shown."""
_BREAKS = re.compile(r"_x000D_|\r\n?")
_IN_BRACKETS = re.compile(r"\[([a-z][a-z0-9-]*)\]$")
_BETWEEN = re.compile(r"[;\n]")


class NotMeant(Failure):
    """A cell says nothing that its field can hold; the text is a sentence for whoever typed it."""


class Names:
    """The names of things for people, and back: of two with one name, and of one with a `;` in it, with the id behind.

    A thing without a name is called by its id.
    """

    def __init__(self, registry: Registry) -> None:
        """The names of all that this registry has, and of what ships with the program if it may use that."""
        self._registry = registry
        self._said: dict[tuple[str, ...], Mapping[str, str]] = {}
        self._found: dict[tuple[str, ...], Mapping[str, str]] = {}

    @cached_property
    def _by_kind(self) -> Mapping[str, Mapping[str, str]]:
        names: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
        r = self._registry
        for kind in KINDS:
            for thing in (r.organisation,) if kind == "organisation" else getattr(r, kind):
                names[kind][thing.id] = str(getattr(thing, "name", getattr(thing, "title", None)) or thing.id)
        if r.languages[0].lower().split("-")[0] == ENGLISH:
            for law in vocabulary.laws().values():
                names["laws"].setdefault(law.id, law.name)
            for shipped in (each for things in vocabulary.library().values() for each in things.values()):
                for kind in kinds_of(shipped.id):
                    names[kind].setdefault(shipped.id, shipped.name)
        return names

    def of(self, kinds: tuple[str, ...]) -> Mapping[str, str]:
        """What each thing of these kinds is called in a cell, by its id: those of the registry first."""
        if kinds not in self._said:
            named = {key: name for kind in kinds for key, name in self._by_kind[kind].items()}
            times: dict[str, int] = {}
            for name in named.values():
                times[_folded(name)] = times.get(_folded(name), 0) + 1
            self._said[kinds] = {
                key: name
                if times[_folded(name)] == 1 and not _BETWEEN.search(name)
                else f"{_BETWEEN.sub(',', name)} [{key}]"
                for key, name in named.items()
            }
        return self._said[kinds]

    def say(self, kinds: tuple[str, ...], key: str) -> str:
        """What a thing is called; an id that no such thing has stands in brackets."""
        return self.of(kinds).get(key, f"[{key}]")

    def find(self, kinds: tuple[str, ...], said: str) -> str:
        """The id of what is called so. Raises NotMeant."""
        if kinds not in self._found:
            self._found[kinds] = {_folded(name): key for key, name in self.of(kinds).items()}
        named = self.of(kinds)
        in_brackets = _IN_BRACKETS.search(said)
        key = in_brackets[1] if in_brackets else self._found[kinds].get(_folded(said), said)
        if key in named:
            return key
        near = get_close_matches(_folded(said), self._found[kinds], MOST, 0.75)
        hint = in_a_question({named[self._found[kinds][name]]: "" for name in near})
        raise NotMeant(
            f"“{_short(said)}” is not in the list.{f' {hint}' if hint else ''} Take a name from the sheet Lists; what "
            "is not there needs an entry in the registry first."
        )


def say(node: Node, value: Any, names: Names) -> str:
    """A value as the text of a cell, '' for nothing and for parts that have a sheet of their own."""
    if value is None:
        return ""
    if isinstance(node, Either):
        if isinstance(value, str) and value in node.words:
            return value.replace("_", " ")
        return say(node.options[0], value, names)
    if isinstance(node, List):
        joint = "\n" if is_of_lines(node) else JOINT
        return "" if isinstance(node.entry, Fields) else joint.join(say(node.entry, each, names) for each in value)
    return "" if isinstance(node, Fields) else _said(node, str(value), names)


def _said(node: Node, value: str, names: Names) -> str:
    """One value as text."""
    if isinstance(node, Text) and node.of and value != NOT_STATED:
        return names.say(node.of, value)
    if isinstance(node, Flag):
        return YES if value == "true" else NO
    return _words(value) if isinstance(node, Word) or value == NOT_STATED else value


def mean(node: Node, text: str, names: Names | None = None) -> Any:
    """The value of a field whose cell has this text, None for an empty one. Without `names` ids are no names.

    Raises NotMeant.
    """
    if not text:
        return None
    if isinstance(node, Either):
        answers = {_words(word): word for word in node.words}
        if text.lower() in answers:
            return answers[text.lower()]
        if isinstance(node.options[0], Fields) or isinstance(getattr(node.options[0], "entry", None), Fields):
            raise NotMeant(f"Only {' or '.join(answers)} may stand here: all else has a sheet of its own.")
        return mean(node.options[0], text, names)
    if isinstance(node, List):
        parts = [part.strip() for part in (text.split("\n") if is_of_lines(node) else _BETWEEN.split(text))]
        values = [mean(node.entry, part, names) for part in parts if part]
        if node.unique and len({*values}) < len(values):
            raise NotMeant("The same stands here twice.")
        return values or None
    return _one(node, text, names)


def _one(node: Node, text: str, names: Names | None) -> str:
    """The one value of a cell."""
    if isinstance(node, Text) and node.of and names:
        may_be_open = "not_stated" in node.form.pattern
        return NOT_STATED if may_be_open and text.lower() == _words(NOT_STATED) else names.find(node.of, _line(text))
    if isinstance(node, Text):
        said = _line(text) if node.form.one_line else text
        if not node.form.fits(said):
            wants = node.form.about or node.about
            raise NotMeant(f"“{_short(said)}” cannot stand here. {wants}")
        return said
    if isinstance(node, Flag):
        return _chosen({YES: "true", NO: "false"}, text)
    if isinstance(node, Word):
        return _chosen({_words(word): word for word in node.words}, text)
    if isinstance(node, Day):
        return _day(text)
    if isinstance(node, Number):
        return _number(node, text)
    raise NotMeant("Nothing may be typed here.")


def choices(node: Node, names: Names) -> Sequence[str]:
    """What may be chosen for a cell; empty where anything may be typed."""
    if isinstance(node, Either):
        of_option = choices(node.options[0], names) if not isinstance(node.options[0], Fields) else ()
        return [*map(_words, node.words), *of_option]
    if isinstance(node, List):
        return () if isinstance(node.entry, Fields) else choices(node.entry, names)
    if isinstance(node, Word):
        return [*map(_words, node.words)]
    if isinstance(node, Text) and node.of:
        is_open = [_words(NOT_STATED)] if "not_stated" in node.form.pattern else []
        return [*is_open, *sorted(names.of(node.of).values(), key=str.casefold)]
    return [YES, NO] if isinstance(node, Flag) else []


def takes_several(node: Node) -> bool:
    """Whether several may stand in one cell."""
    option = node.options[0] if isinstance(node, Either) else node
    return isinstance(option, List) and not isinstance(option.entry, Fields)


def is_of_lines(node: Node) -> bool:
    """Whether a list stands in a cell one to a line: free words may hold a `;`."""
    return isinstance(node, List) and isinstance(node.entry, Text) and not node.entry.of


def cleaned(text: str) -> str:
    """The text of a cell, without what programs change in it: ends of lines, blanks at its ends and behind lines."""
    lines = _BREAKS.sub("\n", text).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _chosen(values: Mapping[str, str], text: str) -> str:
    word = _words(text.lower())
    if word not in values:
        raise NotMeant(f"“{_short(text)}” is not one of: {JOINT.join(values)}.")
    return values[word]


def _day(text: str) -> str:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise NotMeant(f"“{_short(text)}” is not a day: write year-month-day, for example 2026-11-25.")


def _number(node: Number, text: str) -> str:
    number = int(text) if re.fullmatch(r"\d{1,9}", text) else None
    low, high = node.least or 0, node.most
    if number is None or number < low or (high is not None and number > high) or number == node.but:
        but = f" except {node.but}" if node.but is not None else ""
        raise NotMeant(f"“{_short(text)}” is not a whole number from {low}{f' to {high}' if high else ''}{but}.")
    return str(number)


def _words(word: str) -> str:
    return word.replace("_", " ")


def _line(text: str) -> str:
    return " ".join(text.split())


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ..."
