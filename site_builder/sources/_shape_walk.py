"""Which parts of a schema hold for a value: references followed, alternatives chosen by what stands there.

What a validator does for its verdict is done here again for words: to know a field's title, the names that it
could have had, and whether a text is meant as a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import urldefrag, urljoin

from site_builder.core.problems import Path

_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_KIND_OF_TYPE = {"array": "a list", "object": "fields", "null": ""}
_KIND_OF_KEYWORD = {
    "enum": "text",
    "const": "text",
    "pattern": "text",
    "items": "a list",
    "properties": "fields",
    "additionalProperties": "fields",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of a schema, and the file to which references in it are relative."""

    schema: Mapping[str, Any]
    base: str


@dataclass(frozen=True, slots=True)
class Way:
    """What is known of a value by its path: the parts of the schema that hold there, its field's title, whose it is.

    `title` and `about`, the field's description, are '' for a thing that is named by its id; `thing` is the
    nearest id, '' where there is none; `names` are the fields from there on, as they are typed.
    """

    spots: tuple[Spot, ...]
    title: str
    about: str
    thing: str
    names: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The way in words: 'data (data_categories) in retention of call-recordings'."""
        *around, name = self.names or ("",)
        field = " in ".join([called(self.title, name), *reversed(around)]) if name else ""
        return f"{field} of {self.thing}" if field and self.thing else field or self.thing


_ALTERNATIVES = frozenset({"oneOf", "anyOf", "if"})


class Walker:
    """Walks values and schemas together; `documents` are all schemas by name, and no other is ever looked for."""

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """A walker through these schemas."""
        self._documents = documents
        self._targets: dict[tuple[str, str], Spot] = {}
        self._always: dict[tuple[int, str], tuple[Spot, ...] | None] = {}
        self._cases: dict[int, tuple[str, Mapping[str, Sequence[Any]]] | None] = {}

    def start(self, name: str, value: object) -> tuple[Spot, ...]:
        """What the schema of this name says of a whole file."""
        return self.parts(self._documents[name], name, value)

    def parts(self, schema: Any, base: str, value: object) -> tuple[Spot, ...]:
        """The schema and everything in it that holds for the same value, nearest first."""
        if not isinstance(schema, Mapping):
            return ()
        # Most schemas say the same of every value; they are as long there as this walker is.
        key = id(schema), base
        if key not in self._always:
            self._always[key] = tuple(self._parts(schema, base, None)) if self._is_settled(schema, base) else None
        return self._always[key] or tuple(self._parts(schema, base, value))

    def _is_settled(self, schema: Any, base: str) -> bool:
        """Whether it says the same of every value: it has no alternatives, nor has what it refers to."""
        if not isinstance(schema, Mapping) or not _ALTERNATIVES.isdisjoint(schema):
            return not isinstance(schema, Mapping)
        target = self.follow(schema["$ref"], base) if "$ref" in schema else None
        settled = target is None or self._is_settled(target.schema, target.base)
        return settled and all(self._is_settled(part, base) for part in schema.get("allOf", ()))

    def _parts(self, schema: Mapping[str, Any], base: str, value: object) -> Iterator[Spot]:
        yield Spot(schema, base)
        if "$ref" in schema:
            target = self.follow(schema["$ref"], base)
            yield from self.parts(target.schema, target.base, value)
        for part in self.of_all(schema.get("allOf", ()), value):
            yield from self.parts(part, base, value)
        for options in (schema.get("oneOf"), schema.get("anyOf")):
            chosen = self.branch(options, base, value) if options else None
            if options and chosen is not None:
                yield from self.parts(options[chosen], base, value)
        if "if" in schema:
            yield from self.parts(schema.get("then" if _holds(schema["if"], value) else "else"), base, value)

    def of_all(self, parts: Sequence[Any], value: object) -> Sequence[Any]:
        """The parts of an `allOf` without those that turn on another word of the same field."""
        if id(parts) not in self._cases:
            self._cases[id(parts)] = _cases(parts)
        field, of_word = self._cases[id(parts)] or ("", {})
        word = value.get(field) if isinstance(value, dict) else None
        return of_word.get(word, ()) if of_word and isinstance(word, str) else parts

    def follow(self, reference: str, base: str) -> Spot:
        """What a reference leads to; KeyError if no schema of the set has it."""
        known = self._targets.get((base, reference))
        if known is None:
            file, pointer = urldefrag(urljoin(base, reference))
            schema: Any = self._documents[file]
            for name in pointer.split("/")[1:]:
                schema = schema[name.replace("~1", "/").replace("~0", "~")]
            known = self._targets[base, reference] = Spot(schema, file)
        return known

    def branch(self, options: Sequence[Any], base: str, value: object) -> int | None:
        """Which of several alternatives is meant by a value of this kind, None if it fits none."""
        kind = kind_of(value)
        fitting = [at for at, option in enumerate(options) if kind in self.kinds(option, base)]
        for at in fitting:
            words = options[at].get("enum") or [options[at].get("const")]
            if isinstance(value, str) and nearest(value, [str(word) for word in words if word is not None]):
                return at
        return fitting[-1] if fitting else None

    def kinds(self, schema: Any, base: str) -> frozenset[str]:
        """Which kinds of value the schema takes: text, a list, fields."""
        found: set[str] = set()
        for spot in self.parts(schema, base, None):
            types = spot.schema.get("type", ())
            for word in [types] if isinstance(types, str) else types:
                found.add(_KIND_OF_TYPE.get(word, "text"))
            if not types:
                found.update(kind for keyword, kind in _KIND_OF_KEYWORD.items() if keyword in spot.schema)
            for option in (*spot.schema.get("oneOf", ()), *spot.schema.get("anyOf", ())):
                found |= self.kinds(option, spot.base)
        return frozenset(found)

    def below(self, spots: Sequence[Spot], step: str | int, value: object) -> tuple[tuple[Spot, ...], bool]:
        """What is said of a field or an entry, and whether its name is an id that a person chose."""
        named = [
            spot for spot in spots if isinstance(step, str) and spot.schema.get("properties", {}).get(step) is not None
        ]
        keyword = "items" if isinstance(step, int) else "additionalProperties"
        found: list[Spot] = []
        for spot in named or spots:
            part = spot.schema["properties"][step] if named else spot.schema.get(keyword)
            found.extend(self.parts(part, spot.base, value))
        return tuple(found), isinstance(step, str) and not named and bool(found)

    def way(self, spots: tuple[Spot, ...], data: Any, path: Path, thing: str) -> Way:
        """The way through the data to this path, as far as the schema knows it."""
        title, about, value = "", "", data
        names: list[str] = []
        for step in path:
            value = _below(value, step)
            above = spots
            spots, is_free = self.below(above, step, value)
            if is_free and self._by_id(above):
                title, about, thing, names = "", "", str(step), []
            elif isinstance(step, str):
                title = ("" if is_free else own_words(spots, "title")) or step.replace("_", " ")
                about = own_words(spots, "description")
                names.append(step)
        return Way(spots, title, about, thing, tuple(names))

    def _by_id(self, spots: Sequence[Spot]) -> bool:
        """Whether the names that people choose there are ids."""
        parts = (part for spot in spots for part in self.parts(spot.schema.get("propertyNames"), spot.base, ""))
        return any(part.schema.get("title") == "id" for part in parts)

    def words_of(self, spots: Sequence[Spot], field: str) -> list[str]:
        """The fixed words that a field takes, none if it takes others."""
        inner, _ = self.below(spots, field, "")
        return [str(word) for spot in inner for word in spot.schema.get("enum", ())]

    def typed(self, value: Any, spots: Sequence[Spot]) -> Any:
        """The value with numbers and true or false in place of the texts that the schema takes for them."""
        if isinstance(value, dict):
            return {name: self.typed(part, self.below(spots, name, part)[0]) for name, part in value.items()}
        if isinstance(value, list):
            return [self.typed(part, self.below(spots, at, part)[0]) for at, part in enumerate(value)]
        for spot in spots:
            if spot.schema.get("type") == "boolean" and value in {"true", "false"}:
                return value == "true"
            if _takes_number(spot.schema) and _NUMBER.fullmatch(value):
                return int(value)
        return value


def kind_of(value: object) -> str:
    """What stands there, in words: a list, fields, or text (numbers and true or false are written as text)."""
    return "a list" if isinstance(value, list) else "fields" if isinstance(value, dict) else "text"


def own_words(spots: Sequence[Spot], keyword: str) -> str:
    """The nearest title, description or other keyword of one word, '' for none."""
    return next((str(spot.schema[keyword]) for spot in spots if keyword in spot.schema), "")


def called(title: str, name: str) -> str:
    """What a field is called in words: its title, and its name as it is typed where that is another.

    A title that another word must follow ('kept by') gives way to the name.
    """
    if re.sub(r"[\W_]", "", title.lower()) != re.sub(r"[\W_]", "", name.lower()):
        return f"{title} ({name})"
    return name if is_unfinished(title) else title


def is_unfinished(title: str) -> bool:
    """Whether another word must follow the title: 'kept by'."""
    return re.search(r"\b(at|by|due|for|from|in|of|to|until|with)$", title) is not None


def kinds_of(spots: Iterable[Spot]) -> tuple[str, ...]:
    """Of which kinds a thing may be whose id stands here; none where no id does."""
    return next((tuple(spot.schema["x-kind"]) for spot in spots if "x-kind" in spot.schema), ())


def fields_of(spots: Sequence[Spot]) -> list[str]:
    """The names of all fields that these parts of a schema know, in their order."""
    names = (name for spot in spots for name, part in spot.schema.get("properties", {}).items() if part is not False)
    return list(dict.fromkeys(names))


def nearest(value: str, words: Sequence[str]) -> str:
    """The word that was most likely meant, '' if none is near; case, spaces and hyphens do not count."""
    plain = {_plain(word): word for word in words}
    wanted = _plain(value)[:100]
    longer = [word for word in plain if word.startswith(wanted + "_")]
    found = get_close_matches(wanted, plain, n=1, cutoff=0.7) or (longer if len(longer) == 1 else [])
    # 'b' for 'by': too short for their likeness to say much, so only where no other could be meant.
    short = [] if found else [word for word in plain if wanted in _one_letter_less(word)]
    found = found or (short if len(short) == 1 else [])
    return plain[found[0]] if found else ""


def _one_letter_less(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))} - {""}


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip().lower())


def _below(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _takes_number(schema: Mapping[str, Any]) -> bool:
    words = schema.get("enum")
    return schema.get("type") == "integer" or (bool(words) and all(type(word) is int for word in words or ()))


def _cases(parts: Sequence[Any]) -> tuple[str, Mapping[str, Sequence[Any]]] | None:
    """The field on whose one word each of these parts turns, and the parts of each word; None if they do not."""
    field = next((name for part in parts for name in part.get("if", {}).get("properties", ())), "")
    found: dict[str, list[Any]] = {}
    for part in parts:
        word = part.get("if", {}).get("properties", {}).get(field, {}).get("const")
        if part.get("if") != {"required": [field], "properties": {field: {"const": word}}} or "else" in part:
            return None
        found.setdefault(word, []).append(part)
    return field, found


def _holds(condition: Mapping[str, Any], value: object) -> bool:
    """Whether the fields are those of an `if`, which names fields with one word (or several) and nothing else."""
    if not isinstance(value, dict):
        return False
    named = condition.get("properties", {})
    return all(name in value for name in condition.get("required", ())) and all(
        name not in value or value[name] in wanted.get("enum", [wanted.get("const", value[name])])
        for name, wanted in named.items()
    )
