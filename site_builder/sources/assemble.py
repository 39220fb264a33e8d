"""From checked files to the registry: words to passages, what holds for all to each, and the order of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from site_builder.core.model import (
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
from site_builder.core.values import NOT_STATED, Id, Word
from site_builder.sources.files import BLOCKS, Source
from site_builder.sources.for_all import ALL, Givers, full, givers
from site_builder.sources.passages import passages
from site_builder.sources.structure import structure
from site_builder.sources.written import Index, Written

OF_REGISTRY = ("site", "version", "issued", "languages", "licence")
"""What stands in organisation.yaml and is said of the registry."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """All files of a registry without errors, and the language of their words."""

    index: Index
    givers: Givers
    language: str


def assemble(index: Index) -> Registry:
    """The registry of files without errors: of shape, of ids, of words, and of what holds for all."""
    data = index.of_kind("organisation")[0].data
    whole = _Whole(index, givers(index), data["languages"][0].lower())
    return structure(
        Registry,
        {name: data[name] for name in OF_REGISTRY if name in data},
        whole.language,
        organisation=structure(Organisation, data, whole.language),
        notices=tuple(_notice(whole, source) for source in index.of_kind("notices")),
        recipients=tuple(_recipient(whole, source) for source in index.of_kind("recipients")),
        confirmed=tuple(_confirmed(whole)),
        unpublished=tuple(_unpublished(whole)),
        retired=_vocabulary(whole, "retired", Retired),
        **{kind: _vocabulary(whole, kind, cls) for kind, cls in VOCABULARIES.items()},
    )


def _vocabulary(whole: _Whole, kind: str, cls: type) -> tuple[Any, ...]:
    entries = whole.index.entries(kind)
    return tuple(structure(cls, {**data, "id": key}, whole.language) for key, data in entries)


def _recipient(whole: _Whole, source: Source) -> Recipient:
    disclosures = [_disclosure(whole, each) for each in whole.index.homes[source.id]]
    return structure(Recipient, {**_head(source), "disclosures": disclosures}, whole.language)


def _disclosure(whole: _Whole, each: Written) -> dict[str, Any]:
    """Its fields; what is left out of its file or said there in so many words is not stated in the model."""
    fields = {"recipient": each.source.id, **full(each, whole.givers.get(each.id, ())), "id": each.id}
    return {k: v for k, v in fields.items() if k != "recipient" or v != NOT_STATED}


def _notice(whole: _Whole, source: Source) -> Notice:
    head = _head(source)
    parts = {k: passages(head.pop(k, ""), [source.id], whole.language) for k in ("opening", "closing")}
    sections = tuple(_section(whole, key, data) for key, data in head.pop("sections").items())
    return structure(Notice, head, whole.language, **parts, sections=sections)


def _head(source: Source) -> dict[str, Any]:
    conditions = source.data.get(ALL, {}).get("conditions", [])
    return {**{k: v for k, v in source.data.items() if k not in BLOCKS}, "id": source.id, "conditions": conditions}


def _section(whole: _Whole, key: str, data: dict[str, Any]) -> Section:
    opening, closing = (passages(data.get(k, ""), (), whole.language) for k in ("opening", "closing"))
    shown = chain.from_iterable(_passages(whole, line) for line in data.get("shows", ()))
    fields = {"id": key, "heading": data["heading"]}
    return structure(Section, fields, whole.language, passages=(*opening, *shown, *closing))


def _passages(whole: _Whole, line: str | list[str]) -> Iterator[Passage]:
    """The passages of one line of `shows`; ids in square brackets run on in one paragraph."""
    runs_on = not isinstance(line, str)
    entries = line if isinstance(line, list) else [line]
    owners = chain.from_iterable(whole.index.owners(entry) or () for entry in entries)
    for number, owner in enumerate(owners):
        found = whole.index.with_words(owner)
        if found is not None:
            states = whole.index.states(owner)
            yield from passages(found.data["text"], states, whole.language, run_on=runs_on and number > 0)


def _confirmed(whole: _Whole) -> Iterator[Confirmation]:
    blocks = (source.data.get("confirmed", {}).items() for source in _all(whole))
    found = ((key, entry) for key, entries in chain.from_iterable(blocks) for entry in entries)
    for key, entry in sorted(found, key=lambda b: (b[0], b[1]["date"], b[1]["by"], b[1]["fields"])):
        yield structure(Confirmation, {**entry, "confirms": key}, whole.language)


def _unpublished(whole: _Whole) -> Iterator[Unpublished]:
    for source in _all(whole):
        for block in ("proposed", "internal"):
            for key, fields in source.data.get(block, {}).items():
                yield Unpublished(block=Word(block), about=Id(key), fields=fields)


def _all(whole: _Whole) -> Iterator[Source]:
    return chain.from_iterable(whole.index.sources.values())
