"""A workbook that came back, to the files as they would be: all that it asks for, or what is in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from site_builder.facts.language import Language
from site_builder.load.project.folder import Loaded, Unreadable, load
from site_builder.model import Registry
from site_builder.problems import Problem, stops
from site_builder.schemas.nodes import Node
from site_builder.schemas.trees import trees
from site_builder.sheet import translators
from site_builder.sheet.changes import Asked, Reader, applied
from site_builder.sheet.reading import BookError, ReadBook
from site_builder.sheet.rows import Rows
from site_builder.sheet.sharings import sharings


@dataclass(frozen=True, slots=True)
class CameBack:
    """What a workbook asks for, the files as they are and as they would be, by their names, and the registry then.

    `errors` are those that the registry would have then; `asked` has what cannot be understood before that.
    """

    asked: Asked
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    errors: tuple[Problem, ...] = ()
    registry: Registry | None = None

    @property
    def is_sound(self) -> bool:
        """Whether all of it can be written."""
        return not (self.asked.faults or self.asked.clashes or self.errors)


def came_back(
    book: ReadBook, loaded: Loaded, registry: Registry, language: Language, on: date, *, folder: Path, shown_as: str
) -> CameBack:
    """What a workbook asks of the registry in a folder, which has no errors. Raises BookError, Refused, Unreadable."""
    if book.of != registry.organisation.id:
        raise BookError(f"This workbook was exported from the registry of {book.of}, and this is another one.")
    if book.kind.startswith(translators.KIND):
        tag = book.kind.removeprefix(translators.KIND).strip()
        now, names = translators.translations(loaded, registry, tag, is_whole=True)
        asked = Reader(book, now, names, translators.more, translators.gone).read()
        asked.edits = [*translators.resolved(asked.edits, loaded, tag)]
    else:
        now, names = sharings(loaded, registry, language, on)
        rows = Rows(loaded, names)
        asked = Reader(book, now, names, rows.more, rows.gone).read()
    before = {name: (_bytes(folder, shown_as, name), tree) for name, tree in _trees(loaded, asked).items()}
    files = applied(asked.edits, before, asked.faults)
    held = {name: before[name][0] for name in files}
    if asked.faults or asked.clashes or not files:
        return CameBack(asked, held, files)
    then = load(folder, shown_as, on, instead={_below(shown_as, name): text for name, text in files.items()})
    return CameBack(asked, held, files, tuple(p for p in then.problems if stops([p])), then.registry)


def _trees(loaded: Loaded, asked: Asked) -> Mapping[str, Node]:
    """What each file that is changed may hold; one that is new is a file of translations."""
    known = {source.document.file: trees()[source.schema] for source in loaded.sources}
    return {edit.file: known.get(edit.file, trees()["translation"]) for edit in asked.edits}


def _below(shown_as: str, name: str) -> str:
    return name.removeprefix(f"{shown_as}/")


def _bytes(folder: Path, shown_as: str, name: str) -> bytes:
    try:
        return (folder / _below(shown_as, name)).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise Unreadable(f"{name} cannot be read: {error.strerror}.") from error
