"""The translators' sheet: each text that has still to be translated, with what it is of; and what came back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from hashlib import sha256
from typing import Any, NamedTuple

from site_builder.errors import Failure
from site_builder.load.project.files import TRANSLATIONS, definitions
from site_builder.load.project.folder import Loaded
from site_builder.load.project.passages import fold
from site_builder.load.project.translations import KINDS, pairs
from site_builder.load.splice import at
from site_builder.model import Registry
from site_builder.problems import Path
from site_builder.schemas.file_fields import WORDS
from site_builder.schemas.nodes import Text
from site_builder.sheet.book import ID, Book, Cell, Column, Row, Sheet
from site_builder.sheet.cells import Names
from site_builder.sheet.changes import Edit, Reader
from site_builder.sheet.reading import ReadRow, ReadSheet
from site_builder.sheet.sharings import headings_of

KIND, TO_TRANSLATE = "translations", "To translate"
_ALIKE = 0.5
"""How like the words of before new words are, that take their place."""
_COLUMNS = (
    Column("What it is", width=30),
    Column("Under the heading", width=30),
    Column("Words", width=60),
    Column("Translated before (the words have changed since)", width=40),
    Column("Translation", "Each paragraph and list item of the words has one here.", Text(form=WORDS), 60),
)


class NoLanguage(Failure):
    """The registry has no further language, or several and none was named."""


class Unit(NamedTuple):
    """A text to be translated: whose field it is, the text, and the file and path of a pair of it, or of its last one.

    `before` is the translation that stands there, `is_done` whether it is of these very words.
    """

    owner: str
    field: str
    words: str
    file: str
    path: Path
    before: str
    is_done: bool

    @property
    def key(self) -> str:
        """What its row is called: other words are another row."""
        return f"{self.owner}.{self.field}.{sha256(fold(self.words).encode()).hexdigest()[:6]}"


def language_of(registry: Registry, tag: str | None) -> str:
    """The language to translate into, in small letters. Raises NoLanguage."""
    others = [each.lower() for each in registry.languages[1:]]
    if tag is None and len(others) == 1:
        return others[0]
    if tag is not None and tag.lower() in others:
        return tag.lower()
    if not others:
        raise NoLanguage("The registry has one language: add another to languages in organisation.yaml first.")
    raise NoLanguage(f"Say which language with --lang: {' or '.join(others)}.")


def translations(loaded: Loaded, registry: Registry, tag: str, *, is_whole: bool) -> tuple[Book, Names]:
    """The workbook for the translators into a language: what waits for them or, if `is_whole`, all."""
    names, headings = Names(registry), headings_of(loaded)
    homes = {each.id: source.id for source in loaded.sources if source.kind in KINDS for each in definitions(source)}
    rows = []
    for unit in units(loaded, tag):
        if is_whole or not unit.is_done:
            done = unit.before if unit.is_done else ""
            under = headings.get(unit.owner) or headings.get(homes.get(unit.owner, ""), [])
            cells = (
                Cell(f"{unit.field.replace('_', ' ')} of {_name(registry, unit.owner)}"),
                Cell("; ".join(under)),
                Cell(unit.words),
                Cell("" if unit.is_done else unit.before),
                Cell(done, done or None, (unit.owner, unit.field, unit.key)),
            )
            rows.append(Row((unit.key,), unit.file, cells))
    about = (
        f"Words to translate into: {tag}",
        "Type into the white column. Grey columns are not read back. An empty cell asks for nothing.",
        "Keep each empty line, and each - at the beginning of a line, as the words have them.",
        "Bring it back with: site-builder import and the name of this file",
    )
    sheet = Sheet(TO_TRANSLATE, (ID,), _COLUMNS, tuple(rows))
    return Book(f"{KIND} {tag}", registry.organisation.id, about, (sheet,)), names


def units(loaded: Loaded, tag: str) -> Iterator[Unit]:
    """Every text of the registry's own files, in their order, with the pair that it has or that has its place."""
    translated = loaded.translated
    if translated is None:
        return
    own = (source for source in loaded.sources if source.kind in KINDS)
    typed = {each.id: (source, each.path) for source in own for each in definitions(source)}
    of_field: dict[tuple[str, str], list[tuple[str, Path, str, str]]] = {}
    for source in loaded.sources:
        if source.kind == TRANSLATIONS and source.id == tag:
            for pair in pairs(source, translated.languages):
                kept = (source.document.file, pair.path[:-1], pair.words, pair.translated)
                of_field.setdefault((pair.owner, pair.field), []).append(kept)
    for (owner, field), texts in translated.texts_used.items():
        if owner not in typed:
            continue
        source, path = typed[owner]
        of_own = {fold(text) for text in _texts(at(source.document.data, (*path, field)))}
        there = of_field.get((owner, field), [])
        stale = {fold(each[2]): each for each in there if fold(each[2]) not in texts}
        home = source.document.file.partition("/")[2]
        new_file = f"{source.document.file.partition('/')[0]}/{TRANSLATIONS}/{tag}/{home}"
        for folded, words in texts.items():
            if folded not in of_own:
                continue
            done = next((each for each in there if fold(each[2]) == folded), None)
            near = [*stale] if len(stale) == len(texts) == 1 else get_close_matches(folded, stale, 1, _ALIKE)
            last = done or (stale.pop(near[0]) if near else None)
            file = last[0] if last else there[0][0] if there else new_file
            yield Unit(owner, field, words, file, last[1] if last else (), last[3] if last else "", done is not None)


def resolved(edits: Sequence[Edit], loaded: Loaded, tag: str) -> Iterator[Edit]:
    """The edits of pairs that these changes of translations ask for."""
    known = {unit.key: unit for unit in units(loaded, tag)}
    source_tag = (loaded.translated.languages[0] if loaded.translated else "").split("-")[0]
    data = {source.document.file: source.document.data for source in loaded.sources}
    new: dict[tuple[str, Path], list[tuple[Edit, Mapping[str, Any]]]] = {}
    for edit in edits:
        unit = known[str(edit.path[-1])]
        if unit.path:
            pair = at(data[unit.file], unit.path)
            key = next(each for each in pair if each.lower().split("-")[0] == source_tag)
            other = next(each for each in pair if each.lower() == tag or each.lower() == tag.split("-", maxsplit=1)[0])
            if not unit.is_done:
                yield replace(edit, path=(*unit.path, key), value=unit.words)
            yield replace(edit, path=(*unit.path, other))
        else:
            pair = {source_tag: unit.words, tag: edit.value}
            new.setdefault((unit.file, (unit.owner, unit.field)), []).append((edit, pair))
    for (file, path), made in new.items():
        there, added = at(data.get(file), path), [pair for _, pair in made]
        if isinstance(there, list):
            yield from (replace(edit, path=(*path, len(there) + n), value=pair) for n, (edit, pair) in enumerate(made))
        else:
            value = [there, *added] if there else added if len(added) > 1 else added[0]
            yield replace(made[0][0], path=path, value=value)


def more(reader: Reader, sheet: Sheet, read: ReadSheet, row: ReadRow) -> None:
    """A new row: the words come first, so there is none."""
    reader.fault(f"{sheet.title} {read.letters[ID]}{row.number}", "A translation needs its words: no row can be added.")


def gone(reader: Reader, sheet: Sheet, _row: Row, where: str) -> None:
    """A row that is to be removed: there is no such column."""
    reader.fault(where, f"Nothing is removed in {sheet.title}.")


def _texts(value: Any) -> Iterator[str]:
    """Every text within a value."""
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(part)


def _name(registry: Registry, key: str) -> str:
    thing = {str(known): each for known, each in registry.things.items()}.get(key)
    return str(getattr(thing, "name", getattr(thing, "title", None)) or key)
