"""An index of disclosures and shared conditions by id, as their files have them, for checks of a whole folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from site_builder.load.project.files import BLOCKS, Source
from site_builder.problems import Path


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A disclosure or a shared condition as its file has it, with its file and its path there."""

    id: str
    source: Source
    path: Path
    data: Mapping[str, Any]

    @property
    def has_text(self) -> bool:
        """Whether it has a text of its own."""
        return "text" in self.data

    @property
    def owns_words(self) -> bool:
        """Whether readers see a text of its own: a typed one, or the sentence made from a disclosure's facts."""
        return self.has_text or (self.path[0] == "disclosures" and self.words_in is None)

    @property
    def words_in(self) -> str | None:
        """The id of the disclosure whose text states this one too, None if it names none."""
        return self.data.get("words_in")


@dataclass(frozen=True, slots=True)
class Index:
    """Files that keep to their schemas, by kind and sorted by id, and the entries in them.

    `homes` has the disclosures of each recipient's file, in the file's order. `sharers` has, for the id of a disclosure
    with a text, the ids of the others that this text states too.
    """

    sources: Mapping[str, Sequence[Source]]
    disclosures: Mapping[str, SourceEntry]
    shared: Mapping[str, SourceEntry]
    homes: Mapping[str, tuple[SourceEntry, ...]]
    sharers: Mapping[str, Sequence[str]]

    def of_kind(self, kind: str) -> Sequence[Source]:
        """The files of a kind."""
        return self.sources.get(kind, ())

    def entries(self, kind: str) -> Iterator[tuple[str, Any]]:
        """The entries of a vocabulary's files as pairs of id and fields, sorted by id."""
        found = ((k, v) for source in self.of_kind(kind) for k, v in source.data.items() if k not in BLOCKS)
        yield from sorted(found, key=lambda each: each[0])

    def states(self, owner: str) -> tuple[str, ...]:
        """The ids that the text of a disclosure or shared condition states: its own, and those that share the text."""
        return owner, *self.sharers.get(owner, ())

    def owners(self, entry: str) -> tuple[str, ...] | None:
        """The ids whose texts a line of `shows` brings; for a recipient in the order of its file. None if unknown."""
        if entry in self.homes:
            return tuple(w.id for w in self.homes[entry] if w.owns_words)
        source_entry = self.with_words(entry)
        return None if source_entry is None else (entry,) if source_entry.owns_words else ()

    def with_words(self, key: str) -> SourceEntry | None:
        """The disclosure or shared condition with this id, None if there is none."""
        return self.disclosures.get(key) or self.shared.get(key)


def index(sources: Iterable[Source]) -> Index:
    """An index of files that keep to their schemas. Files of the registry may be missing among them."""
    kinds: dict[str, list[Source]] = {}
    for source in sorted(sources, key=lambda s: s.id):
        kinds.setdefault(source.kind, []).append(source)
    homes = {s.id: tuple(_disclosures_of(s)) for s in kinds.get("recipients", ())}
    disclosures = {each.id: each for home in homes.values() for each in home}
    shared = {each.id: each for s in kinds.get("conditions", ()) for each in _conditions(s)}
    sharers: dict[str, list[str]] = {}
    for each in disclosures.values():
        if each.words_in is not None:
            sharers.setdefault(each.words_in, []).append(each.id)
    return Index(kinds, disclosures, shared, homes, sharers)


def entries_shown(notice: Source) -> Iterator[tuple[Path, str]]:
    """Each id that a notice shows, with the path to it."""
    for key, section in notice.data["sections"].items():
        for number, entry in enumerate(section.get("shows", ())):
            path: Path = ("sections", key, "shows", number)
            if isinstance(entry, str):
                yield path, entry
            else:
                yield from (((*path, at), each) for at, each in enumerate(entry))


def _disclosures_of(source: Source) -> Iterator[SourceEntry]:
    for key, data in source.data.get("disclosures", {}).items():
        yield SourceEntry(key, source, ("disclosures", key), data)


def _conditions(source: Source) -> Iterator[SourceEntry]:
    for key, data in source.data.items():
        if key not in BLOCKS:
            yield SourceEntry(key, source, (key,), data)
