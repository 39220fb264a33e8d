"""From checked files to the registry: words to passages, what holds for all to each, and the order of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from site_builder.core.model import (
    PROCESSORS,
    VOCABULARIES,
    Confirmation,
    Notice,
    Organisation,
    Passage,
    Recipient,
    Registry,
    Retired,
    Section,
    Unpublished,
)
from site_builder.core.problems import Path, Problem
from site_builder.core.values import Id, Word
from site_builder.sources.files import BLOCKS, Source
from site_builder.sources.passages import passages
from site_builder.sources.placing import problem
from site_builder.sources.structure import structure

T = TypeVar("T")

ADD_UP = ("shared_conditions", "possible_conditions")
NOT_SPREAD = ("conditions",)
"""Conditions that hold for all keep their place in the model: their id names where they are written."""


@dataclass(frozen=True, slots=True)
class Written:
    """A disclosure as its file has it: `data` is a copy that takes up what holds for all."""

    id: str
    source: Source
    data: dict[str, Any]

    @property
    def is_ours(self) -> bool:
        """Whether we make it and its recipient is no processor."""
        return "sender" not in self.data and self.data.get("recipient_role") not in PROCESSORS


def assemble(sources: Iterable[Source]) -> tuple[Registry, tuple[Problem, ...]]:
    """The registry of files that keep to their schemas and whose ids all resolve, and what cannot be put together."""
    parts = _Parts(tuple(sources))
    problems = [*parts.words_in_nothing(), *parts.not_shown(), *parts.spread_recipients()]
    for source in parts.of_kind("notices"):
        problems += parts.bad_shows(source)
        problems += parts.spread_notice(source)
    return parts.registry(), tuple(problems)


class _Parts:
    """The files by kind and the disclosures by id, for as long as the registry is being put together."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self._sources = sources
        self._organisation = next(s.data for s in sources if s.kind == "organisation")
        self._language: str = self._organisation["languages"][0].lower()
        self._written = {
            key: Written(key, source, dict(data))
            for source in self.of_kind("recipients")
            for key, data in source.data.get("disclosures", {}).items()
        }
        self._shared = dict(self._entries("conditions"))

    def of_kind(self, kind: str) -> list[Source]:
        return sorted((s for s in self._sources if s.kind == kind), key=lambda s: s.id)

    # ---- words

    def words_in_nothing(self) -> Iterator[Problem]:
        """A disclosure has its own words or stands in those of one that has."""
        for each in self._written.values():
            owner, own = each.data.get("words_in"), "text" in each.data
            if owner and own:
                yield _wordless(
                    each, "words-twice", "It has words of its own and says that they stand elsewhere.", KEEP_ONE
                )
            elif owner and "text" not in self._written[owner].data:
                yield _wordless(each, "words-in-nothing", f"'{owner}' has no words of its own.", NAME_THE_OWNER)
            elif not owner and not own:
                yield _wordless(each, "no-words", "It has no words that the public reads.", WRITE_WORDS)

    def bad_shows(self, source: Source) -> Iterator[Problem]:
        """Each line of `shows` names something with words, and nothing is shown twice in one notice."""
        seen: dict[str, int] = {}
        for path, entry in self._shown(source):
            place, field = source.document.places[path].value, f"shows of {path[1]}"
            owned = self._owners(entry)
            if not owned:
                yield problem(source.document, path, "shows-no-words", field, *self._why_no_words(entry))
            for each in owned:
                if each in seen:
                    message = f"The words of '{each}' are already shown at line {seen[each]}."
                    yield problem(source.document, path, "shown-twice", field, message, "Show them once in a notice.")
                seen.setdefault(each, place.line)

    def not_shown(self) -> Iterator[Problem]:
        """What no notice shows is not published; and what is not published is refused to every system that asks."""
        shown = {o for s in self.of_kind("notices") for _, entry in self._shown(s) for o in self._owners(entry)}
        for each in self._written.values():
            if "text" in each.data and each.id not in shown:
                path = ("disclosures", each.id)
                yield _unshown(each.source, path, each.id)
        for source in self.of_kind("conditions"):
            for key in (k for k, v in source.data.items() if k not in BLOCKS and "text" in v and k not in shown):
                yield _unshown(source, (key,), key)

    def _shown(self, source: Source) -> Iterator[tuple[Path, str]]:
        for key, section in source.data["sections"].items():
            for number, entry in enumerate(section.get("shows", ())):
                path: Path = ("sections", key, "shows", number)
                if isinstance(entry, str):
                    yield path, entry
                else:
                    yield from (((*path, i), each) for i, each in enumerate(entry))

    def _owners(self, entry: str) -> list[str]:
        """The ids whose words a line of `shows` brings: of a recipient, those of its disclosures, in order."""
        if entry in self._shared:
            return [entry] if "text" in self._shared[entry] else []
        if entry in self._written:
            return [entry] if "text" in self._written[entry].data else []
        return [k for k, w in self._written.items() if w.source.id == entry and "text" in w.data]

    def _why_no_words(self, entry: str) -> tuple[str, str]:
        owner = self._written[entry].data.get("words_in") if entry in self._written else None
        if owner:
            return f"The words of '{entry}' stand in those of '{owner}'.", f"Show '{owner}'."
        return f"'{entry}' has no words of its own.", "Write text for it, or take this line out."

    def _states(self, owner: str) -> list[str]:
        return [owner, *(k for k, w in self._written.items() if w.data.get("words_in") == owner)]

    def _passages(self, entry: str | list[str]) -> Iterator[Passage]:
        entries = [entry] if isinstance(entry, str) else entry
        for number, owner in enumerate(chain.from_iterable(map(self._owners, entries))):
            owned = self._shared[owner] if owner in self._shared else self._written[owner].data
            run_on = number > 0 and not isinstance(entry, str)
            yield from passages(owned["text"], self._states(owner), self._language, run_on=run_on)

    # ---- what holds for all

    def spread_recipients(self) -> Iterator[Problem]:
        """Give each disclosure that we make to its file's recipient what stands under all_our_disclosures there."""
        for source in self.of_kind("recipients"):
            ours = (w for w in self._written.values() if w.source is source and w.is_ours)
            yield from self._spread(source, (w for w in ours if w.data.get("recipient", source.id) == source.id))

    def spread_notice(self, source: Source) -> Iterator[Problem]:
        """The same for each disclosure of ours that a notice shows and whose recipient is stated."""
        owners = chain.from_iterable(self._owners(entry) for _, entry in self._shown(source))
        shown = dict.fromkeys(each for owner in owners for each in self._states(owner))
        ours = (self._written[i] for i in shown if i in self._written and self._written[i].is_ours)
        yield from self._spread(source, (w for w in ours if w.data.get("recipient") != "not_stated"))

    def _spread(self, source: Source, reached: Iterable[Written]) -> Iterator[Problem]:
        common = source.data.get("all_our_disclosures", {})
        for each in reached:
            for field, value in common.items():
                if field in ADD_UP:
                    each.data[field] = list(dict.fromkeys([*value, *each.data.get(field, ())]))
                elif field not in NOT_SPREAD and each.data.setdefault(field, value) != value:
                    yield self._in_both(each, field, source)

    def _in_both(self, each: Written, field: str, source: Source) -> Problem:
        mark = source.document.places["all_our_disclosures", field]
        line = (mark.key or mark.value).line
        message = f"It stands here and, with another value, for all disclosures at {source.document.file}:{line}."
        label = f"{field.replace('_', ' ')} of {each.id}"
        return problem(
            each.source.document,
            ("disclosures", each.id, field),
            "in-both",
            label,
            message,
            "Keep it in one of the two places.",
            at_key=True,
        )

    # ---- the model

    def registry(self) -> Registry:
        """The registry; call it when all that is to be spread has been."""
        organisation = self._make(Organisation, self._organisation)
        vocabularies = {k: self._vocabulary(k, cls) for k, cls in (*VOCABULARIES.items(), ("retired", Retired))}
        return self._make(
            Registry,
            {k: v for k, v in self._organisation.items() if k in {"site", "version", "issued", "languages", "licence"}},
            organisation=organisation,
            notices=tuple(map(self._notice, self.of_kind("notices"))),
            recipients=tuple(map(self._recipient, self.of_kind("recipients"))),
            confirmed=tuple(self._confirmed()),
            unpublished=tuple(self._unpublished()),
            **vocabularies,
        )

    def _make(self, cls: type[T], data: Mapping[str, Any], **more: Any) -> T:
        return structure(cls, data, self._language, **more)

    def _entries(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for source in self.of_kind(kind):
            yield from ((k, v) for k, v in sorted(source.data.items()) if k not in BLOCKS)

    def _vocabulary(self, kind: str, cls: type) -> tuple[Any, ...]:
        return tuple(self._make(cls, {**data, "id": key}) for key, data in self._entries(kind))

    def _recipient(self, source: Source) -> Recipient:
        ours = [w for w in self._written.values() if w.source is source]
        disclosures = [{"recipient": source.id, **w.data, "id": w.id} for w in ours]
        stated = [{k: v for k, v in d.items() if v != "not_stated"} for d in disclosures]
        return self._make(Recipient, {**self._head(source), "disclosures": stated})

    def _notice(self, source: Source) -> Notice:
        head = self._head(source)
        parts = {k: passages(head.pop(k, ""), [source.id], self._language) for k in ("opening", "closing")}
        sections = tuple(self._section(key, data) for key, data in head.pop("sections").items())
        return self._make(Notice, head, **parts, sections=sections)

    def _section(self, key: str, data: dict[str, Any]) -> Section:
        opening, closing = (passages(data.get(k, ""), (), self._language) for k in ("opening", "closing"))
        shown = chain.from_iterable(map(self._passages, data.get("shows", ())))
        return self._make(Section, {"id": key, "heading": data["heading"]}, passages=(*opening, *shown, *closing))

    @staticmethod
    def _head(source: Source) -> dict[str, Any]:
        conditions = source.data.get("all_our_disclosures", {}).get("conditions", [])
        return {**{k: v for k, v in source.data.items() if k not in BLOCKS}, "id": source.id, "conditions": conditions}

    def _confirmed(self) -> Iterator[Confirmation]:
        blocks = (
            (key, entry) for s in self._sources for key, es in s.data.get("confirmed", {}).items() for entry in es
        )
        for key, entry in sorted(blocks, key=lambda b: (b[0], b[1]["date"], b[1]["by"], b[1]["fields"])):
            yield self._make(Confirmation, {**entry, "confirms": key})

    def _unpublished(self) -> Iterator[Unpublished]:
        for source in self._sources:
            for block in ("proposed", "internal"):
                yield from (
                    Unpublished(block=Word(block), about=Id(k), fields=v) for k, v in source.data.get(block, {}).items()
                )


def _wordless(each: Written, rule: str, message: str, hint: str) -> Problem:
    path = ("disclosures", each.id, "words_in")
    return problem(each.source.document, path, rule, f"words of {each.id}", message, hint, at_key=True)


KEEP_ONE = "Keep text or words_in, not both."
NAME_THE_OWNER = "Name the disclosure under whose text they stand."
WRITE_WORDS = "Write text below it, or words_in with the id of the disclosure whose words state it too."


def _unshown(source: Source, path: Path, key: str) -> Problem:
    message = f"Its words are read nowhere: no notice shows '{key}'."
    return problem(
        source.document, path, "not-shown", key, message, "Add it under shows in a file in notices/.", at_key=True
    )
