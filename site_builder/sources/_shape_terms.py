"""Complaints about words, forms and amounts: what a text or a number should have been."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from site_builder.core.problems import Path
from site_builder.sources._shape_fields import is_misplaced, taken, takes_text
from site_builder.sources._shape_judge import Judge, Said, a, named, of_schema
from site_builder.sources._shape_walk import Way, kind_of, nearest, own_words


def unknown_term(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """A word that is none of the fixed ones."""
    value, words = error.instance, [str(word) for word in error.validator_value]
    kind = kind_of(value)
    if kind != "text":
        yield takes_text(path, value, kind)
        return
    meant = nearest(str(value), words)
    hint = f"Did you mean '{meant}'?" if meant else f"Write one of: {', '.join(words)}."
    if error.parent is not None and not error.relative_path:
        message = f"{named(path)} takes {taken(error.parent, judge)}; here stands '{value}'."
        yield Said("unknown-term", path, message, hint if meant else "")
    else:
        yield Said("unknown-term", path, f"'{value}' {_is_not(judge.way(path))}.", hint)


def _is_not(way: Way) -> str:
    """'is not a lawful basis', or what that is for titles of many and for those that are no nouns ('kept by')."""
    title = own_words(way.spots, "title") or way.title
    if re.search(r"\b(at|by|due|for|from|in|of|to|until|with)$", title):
        return f"does not fit '{title}'"
    return f"is not one of the {title}" if re.search(r"[^aius]s$", title) else f"is not {a(title)}"


def bad_name(error: Any, judge: Judge, path: Path) -> Said:
    """A name before a colon that should be an id and is none."""
    name = str(error.instance)
    if is_misplaced(judge, (*path, name)):
        hint = "It is a field: move it in, below the id that it belongs to."
        return Said("misplaced-field", (*path, name), f"'{name}' is not an id.", hint, at_name=True)
    return _not_an_id(name, (*path, name), str(error.schema.get("pattern", "")), at_name=True)


def pattern(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """A text that has not the form of its field."""
    title, about = of_schema(error, judge, path)
    value, pattern = str(error.instance), str(error.validator_value)
    if title == "id":
        yield _not_an_id(value, path, pattern)
    else:
        hint = " ".join([*_mended(value, pattern), about])
        yield Said("wrong-form", path, f"'{value}' is not {a(title)}.", hint)


def _not_an_id(value: str, path: Path, pattern: str, *, at_name: bool = False) -> Said:
    rule = "Ids are small letters, digits and hyphens, and begin with a letter."
    hint = " ".join([*_mended(value, pattern), rule])
    return Said("not-an-id", path, f"'{value}' is not an id.", hint, at_name=at_name)


def _mended(value: str, pattern: str) -> Iterator[str]:
    """'Did you mean ...?', if the value fits the pattern once it is written in small letters, digits and _ or -."""
    letters = unicodedata.normalize("NFKD", re.sub("['\u2019]", "", value)).encode("ascii", "ignore").decode()
    for joint in "_-":
        mended = re.sub(r"[^a-z0-9]+", joint, letters.lower()).strip(joint)[:63].rstrip(joint)
        if mended and mended != value and re.search(pattern, mended):
            yield f"Did you mean '{mended}'?"
            return


def format_(error: Any, _: Judge, path: Path) -> Iterator[Said]:
    """A text that is no date, or no address."""
    rule, what, hint = {
        "date": ("not-a-date", "a date", "write year-month-day, for example 2026-11-25"),
        "email": ("wrong-form", "an email address", "write one address, for example dataprotection@council.example"),
    }.get(error.validator_value, ("wrong-form", "a web address", "write it from https:// on"))
    yield Said(rule, path, f"'{error.instance}' is not {what}", hint)


def one_line(_: Any, __: Judge, path: Path) -> Iterator[Said]:
    """A name of several lines."""
    yield Said("more-than-one-line", path, f"{named(path)} takes one line, here stand several", "write one line")


def twice(error: Any, _: Judge, path: Path) -> Iterator[Said]:
    """An entry that stands in its list already."""
    entries = error.instance
    for at, entry in enumerate(entries):
        if entry in entries[:at]:
            shown = f"'{entry}'" if isinstance(entry, str | int) else "the same"
            yield Said("stands-twice", (*path, at), f"{shown} stands twice in this list", "take one of them out")


def empty(_: Any, __: Judge, path: Path) -> Iterator[Said]:
    """A list or fields with nothing in them."""
    yield Said("empty", path, f"{named(path)} is empty", "write what it holds, or leave it out")


def too_long(error: Any, _: Judge, path: Path) -> Iterator[Said]:
    """A text or a list beyond its limit."""
    unit = "entries" if error.validator == "maxItems" else "characters"
    yield Said("too-long", path, f"{named(path)} is too long", f"write at most {error.validator_value} {unit}")


def out_of_range(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """A number that is too small or too large."""
    side = "less than" if error.validator == "minimum" else "more than"
    _, about = of_schema(error, judge, path)
    yield Said("out-of-range", path, f"'{error.instance}' is {side} {error.validator_value}.", about)


def misfit(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """Whatever else does not fit, in the words of the schema itself."""
    title, about = of_schema(error, judge, path)
    what = "this" if kind_of(error.instance) != "text" else f"'{error.instance}'"
    yield Said("misfit", path, f"{what[0].upper()}{what[1:]} does not fit {title or named(path)}.", about)
