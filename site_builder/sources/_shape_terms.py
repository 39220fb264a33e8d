"""Complaints about words, forms and amounts: what a text or a number should have been."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any

from site_builder.core.problems import Path
from site_builder.meanings.ids import RuleId
from site_builder.sources._shape_fields import how, is_misplaced, taken, takes_text
from site_builder.sources._shape_judge import Judge, Said, a, named, of_schema, quoted
from site_builder.sources._shape_walk import fields_of, kind_of, kinds_of
from site_builder.sources.kinds import ROLES, any_of
from site_builder.sources.meant import day_meant, word_meant

_MAILBOX = re.compile(r"[^\s@]+@[^\s@]+")
DASHES = "\u2010-\u2015\u2212"
"""What looks like a hyphen and is another sign, as the inside of a character class."""
_HOST = re.compile(r"(?:http://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/|$)")


def unknown_term(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """A word that is none of the fixed ones."""
    value, words = error.instance, [str(word) for word in error.validator_value]
    kind = kind_of(value)
    if kind != "text":
        yield takes_text(path, value, kind, words)
        return
    meant = word_meant(str(value), words)
    hint = f"Did you mean '{meant}'?" if meant else f"Write one of: {', '.join(words)}."
    if error.parent is not None and not error.relative_path:
        message = f"{named(path)} takes {taken(error.parent, judge)}; here stands {quoted(value)}."
        yield Said("unknown-term", path, message, hint if meant else how(error.parent, judge))
    else:
        name = next((step for step in reversed(path) if isinstance(step, str)), "This file")
        yield Said("unknown-term", path, f"'{name}' does not take {quoted(value)}.", hint)


def bad_name(error: Any, judge: Judge, path: Path) -> Said:
    """A name before a colon that should be an id and is none, or another name whose form has a title."""
    name, title = str(error.instance), error.schema.get("title")
    if title not in (None, "id"):
        hint = error.schema.get("description", "")
        return Said("wrong-form", (*path, name), f"{quoted(name)} is not {a(title)}.", hint, at_name=True)
    if is_misplaced(judge, (*path, name)):
        hint = "It is a field: move it in, below the id that it belongs to."
        return Said("misplaced-field", (*path, name), f"'{name}' is not an id.", hint, at_name=True)
    return _not_an_id(error, (), (*path, name), at_name=True)


def pattern(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """A text that has not the form of its field."""
    title, about = of_schema(error, judge, path)
    value, pattern = str(error.instance), str(error.validator_value)
    if title == "id":
        yield _not_an_id(error, kinds_of(judge.way(path).spots), path)
    else:
        hint = " ".join([*(f"Did you mean '{each}'?" for each in _mended(value, pattern)), about])
        what = f"is not {a(title)}" if error.schema.get("title") else f"does not fit '{title}'"
        yield Said("wrong-form", path, f"{quoted(value)} {what}.", hint)


def _not_an_id(error: Any, kinds: Collection[str], path: Path, *, at_name: bool = False) -> Said:
    value, excluded = str(error.instance), error.schema.get("not", {}).get("enum", ())
    meant = [
        f"Did you mean '{each}'?" if each not in excluded else "Leave it out instead."
        for each in _mended(value, str(error.schema.get("pattern", "")))
        if not (ROLES in kinds and value.istitle())
    ]
    of_kinds = [f"It must be the id of {any_of(kinds)}."] if kinds and (" " in value or not meant) else []
    hint = " ".join([*meant, *of_kinds, "Ids are small letters, digits and hyphens, and begin with a letter."])
    return Said("not-an-id", path, f"{quoted(value)} is not an id.", hint, at_name=at_name)


def _mended(value: str, pattern: str) -> Iterator[str]:
    """The first of what may have been meant that fits the pattern; nothing if none of it does."""
    yield from [each for each in _meant(value) if each not in ("", value) and re.search(pattern, each)][:1]


def _meant(value: str) -> Iterator[str]:
    """The value in small letters, digits and _ or -; as a code of a language; as an address."""
    hyphens = re.sub(f"[{DASHES}]", "-", re.sub("['\u2019]", "", value))
    letters = unicodedata.normalize("NFKD", hyphens).encode("ascii", "ignore").decode()
    for joint in "_-":
        yield re.sub(r"[^a-z0-9]+", joint, letters.lower()).strip(joint)[:63].rstrip(joint)
    yield value.replace("_", "-")
    yield re.sub(r"\s+", "", value.replace(" at ", "@")) if "@" in value or " at " in value else ""
    yield f"{value}/"
    if _MAILBOX.fullmatch(value):
        yield f"mailto:{value}"
    elif _HOST.match(value):
        yield f"https://{value.partition('://')[2] or value}"


def format_(error: Any, _: Judge, path: Path) -> Iterator[Said]:
    """A text that is no date, or no address."""
    told: dict[str, tuple[RuleId, str, str]] = {
        "date": ("not-a-date", "a date", day_meant(str(error.instance))),
        "email": ("wrong-form", "an email address", "Write one address, for example dataprotection@council.example."),
    }
    web: tuple[RuleId, str, str] = ("wrong-form", "a web address", "Write it from https:// on.")
    rule, what, hint = told.get(error.validator_value, web)
    yield Said(rule, path, f"{quoted(error.instance)} is not {what}.", hint)


def one_line(_: Any, __: Judge, path: Path) -> Iterator[Said]:
    """A name of several lines."""
    yield Said("more-than-one-line", path, f"{named(path)} takes one line, here stand several.", "Write one line.")


def twice(error: Any, _: Judge, path: Path) -> Iterator[Said]:
    """An entry that stands in its list already."""
    entries = error.instance
    for at, entry in enumerate(entries):
        if entry in entries[:at]:
            shown = quoted(entry) if isinstance(entry, str | int) else "The same"
            yield Said("stands-twice", (*path, at), f"{shown} stands twice in this list.", "Take one of them out.")


def empty(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """A text, a list or fields with nothing in them, or fields with too few."""
    if error.instance:
        more = ", ".join(name for name in fields_of(judge.way(path).spots) if name not in error.instance)
        hint = f"Add at least one of: {more}."
        yield Said("empty", path, f"{named(path)} says nothing beside {' and '.join(error.instance)}.", hint)
        return
    yield Said("empty", path, f"{named(path)} is empty.", "Write what it holds, or leave it out.")


def too_long(error: Any, _: Judge, path: Path) -> Iterator[Said]:
    """A text or a list beyond its limit."""
    unit = "entries" if error.validator == "maxItems" else "characters"
    yield Said("too-long", path, f"{named(path)} is too long.", f"Write at most {error.validator_value} {unit}.")


def out_of_range(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """A number that is too small or too large."""
    side = "less than" if error.validator == "minimum" else "more than"
    _, about = of_schema(error, judge, path)
    yield Said("out-of-range", path, f"'{error.instance}' is {side} {error.validator_value}.", about)


def misfit(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """Whatever else does not fit, in the words of the schema itself."""
    title, about = of_schema(error, judge, path)
    what = "This" if kind_of(error.instance) != "text" else quoted(error.instance)
    if error.validator == "not" and title == "id":
        yield Said("misfit", path, f"'{error.instance}' cannot be an id.", "Choose another, or leave it out.")
        return
    hint = about or "Look up what this field takes in the handbook."
    yield Said("misfit", path, f"{what} does not fit {title or 'here'}.", hint)
