"""Complaints about fields and kinds of value: which field was meant, where it belongs, what it takes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from site_builder.core.problems import Path
from site_builder.load.yaml.wording import BLOCKS
from site_builder.sources._shape_judge import Judge, Said, a, named, quoted
from site_builder.sources._shape_walk import Spot, Way, fields_of, kind_of, nearest, own_words
from site_builder.sources.meant import word_meant

_FEW = 12
_VERBS = {"text": "stands text", "a list": "stands a list", "fields": "stand fields"}
_ENTRIES_BELOW = "Begin each entry on a line of its own, with a dash and a space."
_FIELDS_BELOW = "Write its fields, each on a line of its own, two spaces further in."
_THINGS_BELOW = "Write an id and a colon for each, two spaces further in, and its fields below that."


def unknown(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """A field that its place does not have: one complaint for each."""
    known = [name for name, part in error.schema.get("properties", {}).items() if part is not False]
    hint = "" if any(name in known for name in error.instance) else _meant_block(judge, path)
    if hint:
        yield Said("unknown-field", path, f"'{path[-1]}' is not a field here.", hint, at_name=True, is_all=True)
        return
    free = [name for name in known if name not in error.instance]
    for name in error.instance:
        if name not in known:
            hint, meant = _meant_field(name, judge, path, free)
            hint = _with_word(meant, error.instance[name], judge, path) or hint
            hint = hint or _of_block(name, judge, path) or _look_again(known)
            is_in_entry = bool(path) and isinstance(path[-1], int)
            if is_in_entry and not meant and len(known) <= _FEW:
                hint = _look_again(known)
            message = f"'{name}' is not a field here."
            yield Said("unknown-field", (*path, name), message, hint, at_name=True, meant=meant)


def _with_word(field: str, value: Any, judge: Judge, path: Path) -> str:
    """'Write type: category.' where the word after a misspelt field is misspelt too; '' where it is not."""
    words = judge.walker.words_of(judge.way(path).spots, field) if field and isinstance(value, str) else []
    meant = word_meant(value, words) if words and value not in words else ""
    return f"Write {field}: {meant}." if meant else ""


def _meant_block(judge: Judge, path: Path) -> str:
    """Which field was meant by a name that is taken for an id, '' for none: 'proposd' beside the ids of purposes."""
    if not path or not isinstance(path[-1], str):
        return ""
    name, above = path[-1], judge.way(path[:-1]).spots
    if not judge.walker.below(above, name, {})[1]:
        return ""
    around = (path[:length] for length in reversed(range(len(path) - 1)))
    where = next((judge.words(way) for way in around if name in fields_of(judge.way(way).spots)), "")
    meant = nearest(name, fields_of(above))
    return f"Did you mean '{meant}'?" if meant else f"It is a field of {where}: move it left." if where else ""


def _meant_field(name: str, judge: Judge, path: Path, free: Sequence[str]) -> tuple[str, str]:
    """What to write instead, '' if nothing is near, and the field of this place that was meant, '' for none."""
    places = list(_other_places(judge, path))
    for fields, advice in places:
        if name in fields:
            return f"It is {advice}", ""
    here = nearest(name, free)
    if here:
        return f"Did you mean '{here}'?", here
    for fields, advice in places:
        there = nearest(name, fields)
        if there:
            return f"Did you mean '{there}'? It is {advice}", ""
    return "", ""


def _of_block(name: str, judge: Judge, path: Path) -> str:
    """Where a line goes that only a block at the bottom of the file takes, '' for any other: 'questions', 'reason'."""
    root = judge.way(()).spots
    takes = {field: _fields_of_things(root, field, judge) for field in (fields_of(root) if path else ())}
    found = [field for field, fields in takes.items() if name in fields]
    if not found or not {*BLOCKS}.issuperset(found):
        return ""
    return f"It belongs under {found[0]}, at the bottom of the file, below the id that it is about."


def _fields_of_things(root: Sequence[Spot], field: str, judge: Judge) -> list[str]:
    """The fields that things have which stand by their ids in this field."""
    things, _ = judge.walker.below(root, field, {})
    inner, is_thing = judge.walker.below(things, "", {})
    return fields_of(inner) if is_thing else []


def _other_places(judge: Judge, path: Path) -> Iterator[tuple[list[str], str]]:
    """The fields of each place around and below this one, and how to move a line there."""
    for length in reversed(range(len(path))):
        yield fields_of(judge.way(path[:length]).spots), f"a field of {judge.words(path[:length])}: move it left."
    for field in fields_of(judge.way(path).spots):
        things, _ = judge.walker.below(judge.way(path).spots, field, {})
        inner, is_thing = judge.walker.below(things, "", {})
        if is_thing and own_words(inner, "title"):
            thing = a(own_words(inner, "title"))
            yield fields_of(inner), f"a field of {thing}: move it in, below the id of one in {field}."


def _look_again(known: Sequence[str]) -> str:
    if len(known) <= _FEW:
        return f"The fields here are: {', '.join(known)}."
    return "Take it out, or look its name up in the handbook; it may also be moved in too far, or not far enough."


def missing(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """A field that must be there and is not."""
    wanted = error.validator_value
    names = wanted if isinstance(wanted, list) else [part for parts in wanted.values() for part in parts]
    here = judge.way(path).spots
    for name in names:
        misspelt = next(
            (other for other in error.instance if nearest(other, [name]) and not _is_known(other, here)), ""
        )
        if misspelt and name not in error.instance:
            hint = f"Did you mean '{name}'?"
            message = f"'{misspelt}' is not a field here."
            yield Said("unknown-field", (*path, misspelt), message, hint, at_name=True, meant=name)
        elif name not in error.instance:
            words = judge.walker.words_of(here, name)
            meant = next((word for word in (nearest(other, words) for other in error.instance) if word), "")
            message, hint = _left_out(name, judge.walker.below(here, name, None)[0], meant)
            yield Said("missing-field", path, message, hint, at_name=True, missing=name)


def _left_out(name: str, spots: Sequence[Spot], meant: str) -> tuple[str, str]:
    """That a field is missing and what it says, and what to write there: the word that was meant, if any was."""
    about = own_words(spots, "description")
    if own_words(spots, "type") == "boolean":
        return f"'{name}' is missing.", f"Write true or false. {about}".strip()
    message = f"'{name}' is missing: {_lower(about)}" if about else f"'{name}' is missing."
    hint = f"Write {name}: {meant}." if meant else _allowed(spots) or f"Add a line that begins with '{name}:'."
    return message, hint


def _is_known(name: str, spots: Sequence[Spot]) -> bool:
    return name in fields_of(spots)


def _lower(sentence: str) -> str:
    """The sentence as the end of another: small at its start unless it begins with a name or an abbreviation."""
    return sentence[0].lower() + sentence[1:] if sentence[1:2].islower() or sentence[1:2] == " " else sentence


def _allowed(spots: Sequence[Spot]) -> str:
    words = next((spot.schema["enum"] for spot in spots if "enum" in spot.schema), ())
    return f"Write one of: {', '.join(map(str, words))}." if 0 < len(words) <= _FEW else ""


def wrong_kind(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """A text where a list should stand, and the like."""
    types = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    value = error.instance
    kind = kind_of(value)
    way = judge.way(path)
    if "object" in types and is_misplaced(judge, path):
        hint = "It is a field: move it in, below the id that it belongs to."
        yield Said("misplaced-field", path, f"'{path[-1]}' is not an id.", hint, at_name=True)
    elif "array" in types:
        yield _takes_list(path, value, way, judge)
    elif "object" in types:
        message = f"{named(path)} takes fields, here {_VERBS[kind]}."
        below = _THINGS_BELOW if judge.walker.below(way.spots, "", {})[1] else _FIELDS_BELOW
        hint = _as_answer(value, path, judge) or _as_field(value, way, judge) or below
        yield Said("wrong-kind", path, message, hint)
    elif kind != "text":
        yield takes_text(path, value, kind)
    elif "boolean" in types:
        yield Said("not-true-or-false", path, f"{quoted(value)} is not true or false.", "Write true or false.")
    else:
        hint = "Write digits only, for example 12."
        yield Said("not-a-number", path, f"{quoted(value)} is not a whole number.", hint)


def _as_answer(value: Any, path: Path, judge: Judge) -> str:
    """'Write none, without brackets or a dash.' where that is an answer in place of the list that it stands in."""
    spots = judge.way(path[:-1]).spots if path and isinstance(path[-1], int) else ()
    words = [word for spot in spots for option in spot.schema.get("oneOf", ()) for word in option.get("enum", ())]
    return f"Write {value}, without brackets or a dash." if isinstance(value, str) and value in words else ""


def _as_field(value: Any, way: Way, judge: Judge) -> str:
    """'Write type: approval.' where the text is one of the words of a field that must be there."""
    for name in [name for spot in way.spots for name in spot.schema.get("required", ())]:
        meant = nearest(value, judge.walker.words_of(way.spots, name)) if isinstance(value, str) else ""
        if meant:
            return f"Write {name}: {meant}."
    return ""


def is_misplaced(judge: Judge, path: Path) -> bool:
    """Whether a field's name stands where the id of its thing should."""
    if not path or isinstance(path[-1], int):
        return False
    spots, is_id = judge.walker.below(judge.way(path[:-1]).spots, path[-1], {})
    return is_id and path[-1] in fields_of(spots)


def _takes_list(path: Path, value: Any, way: Way, judge: Judge) -> Said:
    """What to write where a text stands for a list: each part of it between commas as an entry."""
    if not isinstance(value, str) or re.search(r"[\[\]{}:#\n\"]", value):
        return Said("wrong-kind", path, f"{named(path)} takes a list, here {_VERBS[kind_of(value)]}.", _ENTRIES_BELOW)
    entries = [entry.strip() for entry in value.split(",") if entry.strip()]
    spots, _ = judge.walker.below(_as_list(way, judge), 0, "")
    words = [str(word) for spot in spots for word in spot.schema.get("enum", ())]
    if words and {*words}.issuperset(value.replace(",", " ").split()):
        entries = value.replace(",", " ").split()
    mended = [word_meant(entry, words) or entry for entry in entries]
    is_of_ids = any("x-kind" in spot.schema for spot in spots)
    hint = _of_ids(entries) if is_of_ids else f"Write [{', '.join(mended)}]."
    if words and not {*words}.issuperset(mended):
        hint = f"Write one or more of these in square brackets: {', '.join(words)}."
    return Said("wrong-kind", path, f"{named(path)} takes a list.", hint)


def _of_ids(entries: list[str]) -> str:
    """How to write a list of ids; a space in an entry stands for a comma, or for a hyphen."""
    several = [entry.split() for entry in entries]
    parts = [part for entry in several for part in entry]
    if len(parts) == len(entries) or any("-" in part for part in parts):
        return f"Write [{', '.join(parts)}]."
    return f"Write [{', '.join(parts)}], or [{', '.join(map('-'.join, several))}] if that is what it is called."


def _as_list(way: Way, judge: Judge) -> list[Spot]:
    """What would be said of a list in this place."""
    return [part for spot in way.spots for part in judge.walker.parts(spot.schema, spot.base, [])]


def takes_text(path: Path, value: Any, kind: str, words: Collection[str] = ()) -> Said:
    """A list or fields where a text, or one of these words, should stand."""
    hint = "Write it without brackets or dashes." if kind == "a list" else "A text with a colon in it goes below |."
    if kind == "a list" and words:
        hint = "It takes one word: keep one of them, without brackets or a dash."
    if kind == "a list" and len(value) == 1 and isinstance(value[0], str):
        hint = f"Write {value[0]}, without brackets or a dash."
    return Said("wrong-kind", path, f"{named(path)} takes text, here {_VERBS[kind]}.", hint)


def no_alternative(error: Any, judge: Judge, path: Path) -> Iterator[Said]:
    """A kind of value that none of several alternatives takes."""
    message = f"{named(path)} takes {taken(error, judge)}; here {_VERBS[kind_of(error.instance)]}."
    yield Said("wrong-kind", path, message, how(error, judge))


def taken(error: Any, judge: Judge) -> str:
    """What the alternatives take: 'a list, or one of: none, not_applicable'."""
    kinds, words = _alternatives(error, judge)
    return ", or ".join([" or ".join(kinds), *([f"one of: {', '.join(words)}"] if words else [])])


def how(error: Any, judge: Judge) -> str:
    """How to write what the alternatives take."""
    kinds, words = _alternatives(error, judge)
    if "text" in kinds and isinstance(error.instance, dict):
        return "Write it without a colon."
    below = _FIELDS_BELOW if "fields" in kinds else _entries_below(error, judge)
    return f"Write {words[0]} if that is so; otherwise {_lower(below)}" if words else below


def _entries_below(error: Any, judge: Judge) -> str:
    """How to write the entries of a list, with the fields that each may have."""
    base = judge.base(error)
    entries = (part for option in error.validator_value for part in judge.walker.parts(option.get("items"), base, {}))
    fields = fields_of([*entries])
    begin = _ENTRIES_BELOW.removesuffix(".")
    return f"{begin}, and one of its fields: {', '.join(fields)}." if 0 < len(fields) <= _FEW else _ENTRIES_BELOW


def _alternatives(error: Any, judge: Judge) -> tuple[list[str], list[str]]:
    """The kinds of value and the fixed words that the alternatives take."""
    base = judge.base(error)
    kinds: list[str] = []
    words: list[str] = []
    for option in error.validator_value:
        if "enum" in option:
            words.extend(map(str, option["enum"]))
        else:
            kinds.extend(sorted(judge.walker.kinds(option, base)))
    return list(dict.fromkeys(kinds)), words
