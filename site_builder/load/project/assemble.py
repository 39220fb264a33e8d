"""Builds the registry from checked files: text to passages, data to the model's values, sentences from facts."""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from site_builder.facts.generated_text import generated_lines
from site_builder.facts.sentences import Sentences
from site_builder.load.project.definitions import Index, SourceEntry
from site_builder.load.project.files import ALL, BLOCKS, Source
from site_builder.load.project.passages import fold, passages
from site_builder.load.project.shared_terms import Givers, full, givers
from site_builder.load.project.translations import Speaker, TextByLanguage, Translations
from site_builder.locale.languages import language
from site_builder.model import (
    PARAGRAPH,
    VOCABULARIES,
    Disclosure,
    Notice,
    Organisation,
    Passage,
    Recipient,
    Registry,
    Retired,
    Section,
    Unpublished,
)
from site_builder.model.conditions import CONDITIONS, Condition
from site_builder.model.fields import field_types
from site_builder.model.values import NOT_STATED, Id, Word, Words

OF_REGISTRY = ("site", "version", "issued", "languages", "licence", "large_print", "time_zone")
"""Fields of organisation.yaml that describe the registry, not the organisation."""

WORDS_OF_NOTICES = ("opening", "child_opening", "closing")
NO_WORDS = Words(())


@dataclass(frozen=True, slots=True)
class _Whole:
    """All files of a registry without errors, and their texts in each language."""

    index: Index
    givers: Givers
    translations: Translations

    def speaker(self, owner: str, *givers: str) -> Speaker:
        """The translator of a thing's texts; `givers` are the ids of files whose shared terms reach the thing."""
        return self.translations.speaker(owner, givers)


def assemble(index: Index, translations: Translations) -> Registry:
    """The registry of files that have no errors of shape, ids, passages or shared terms.

    A disclosure without text gets an empty passage that is marked as generated: `with_sentences` fills it. So does a
    page for children, where a disclosure has no words for them either.
    """
    data = index.of_kind("organisation")[0].data
    whole = _Whole(index, givers(index), translations)
    speaker = whole.speaker(data["id"])
    return structure(
        Registry,
        {name: data[name] for name in OF_REGISTRY if name in data},
        speaker,
        organisation=structure(Organisation, data, speaker),
        notices=tuple(_notice(whole, source) for source in index.of_kind("notices")),
        recipients=tuple(_recipient(whole, source) for source in index.of_kind("recipients")),
        for_all=tuple(_for_all(whole)),
        unpublished=tuple(_unpublished(whole)),
        retired=_vocabulary(whole, "retired", Retired),
        **{kind: _vocabulary(whole, kind, cls) for kind, cls in VOCABULARIES.items()},
    )


def _vocabulary(whole: _Whole, kind: str, cls: type) -> tuple[Any, ...]:
    return tuple(structure(cls, {**data, "id": key}, whole.speaker(key)) for key, data in whole.index.entries(kind))


def _recipient(whole: _Whole, source: Source) -> Recipient:
    disclosures = tuple(_disclosure(whole, each) for each in whole.index.homes[source.id])
    return structure(Recipient, _head(source), whole.translations.speaker_of_head(source.id), disclosures=disclosures)


def _disclosure(whole: _Whole, disclosure: SourceEntry) -> Disclosure:
    """A disclosure. A recipient that the file omits or answers with `not_stated` is absent in the model."""
    sources = whole.givers.get(disclosure.id, ())
    fields = {"recipient": disclosure.source.id, **full(disclosure, sources), "id": disclosure.id}
    fields_stated = {k: v for k, v in fields.items() if k != "recipient" or v != NOT_STATED}
    return structure(Disclosure, fields_stated, whole.speaker(disclosure.id, *(source.id for source in sources)))


def _notice(whole: _Whole, source: Source) -> Notice:
    head, speaker = _head(source), whole.translations.speaker_of_head(source.id)
    words = {key: passages(speaker(key, head.pop(key, "")), [source.id]) for key in WORDS_OF_NOTICES}
    made = ("text", "child_text") if head.get("child_title") or words["child_opening"] else ("text",)
    sections = tuple(_section(whole, speaker, key, data, made) for key, data in head.pop("sections").items())
    return structure(Notice, head, speaker, **words, sections=sections)


def _head(source: Source) -> dict[str, Any]:
    conditions = source.data.get(ALL, {}).get("conditions", [])
    fields = {k: v for k, v in source.data.items() if k not in (*BLOCKS, "disclosures")}
    return {**fields, "id": source.id, "conditions": conditions}


def _section(whole: _Whole, speaker: Speaker, key: str, data: dict[str, Any], made: Collection[str]) -> Section:
    """A section; `made` are the fields for which words are made where a disclosure has none."""
    opening, closing = (passages(speaker("sections", data.get(k, "")), ()) for k in ("opening", "closing"))
    shown, for_children = (
        tuple(chain.from_iterable(_passages(whole, line, field, made) for line in data.get("shows", ())))
        for field in ("text", "child_text")
    )
    head = {k: v for k, v in data.items() if k in ("heading", "child_heading")}
    return structure(
        Section,
        {**head, "id": key},
        lambda _, text: speaker("sections", text),
        passages=(*opening, *shown, *closing),
        child_passages=for_children,
    )


def _passages(whole: _Whole, line: str | list[str], field: str, made: Collection[str]) -> Iterator[Passage]:
    """The passages of one line of `shows`. Ids in square brackets make one paragraph together."""
    runs_on = not isinstance(line, str)
    entries = line if isinstance(line, list) else [line]
    owners = chain.from_iterable(whole.index.owners(entry) or () for entry in entries)
    for number, owner in enumerate(owners):
        entry_with_words, states = whole.index.with_words(owner), whole.index.states(owner)
        typed = entry_with_words.data if entry_with_words is not None else {}
        if field in typed:
            text_by_language = whole.speaker(owner)(field, typed[field])
            yield from passages(text_by_language, states, run_on=runs_on and number > 0)
        elif field in made and "text" not in typed:
            yield Passage(shape=PARAGRAPH, text=NO_WORDS, states=tuple(map(Id, states)), generated=True)


def _for_all(whole: _Whole) -> Iterator[Disclosure]:
    for source in (s for s in _all_sources(whole) if ALL in s.data):
        speaker = whole.translations.speaker(source.id)
        yield structure(Disclosure, {**source.data[ALL], "id": source.id}, speaker)


def _unpublished(whole: _Whole) -> Iterator[Unpublished]:
    for source in _all_sources(whole):
        for block in ("proposed", "internal"):
            for key, fields in source.data.get(block, {}).items():
                yield Unpublished(block=Word(block), about=Id(key), fields=fields)


def _all_sources(whole: _Whole) -> Iterator[Source]:
    return chain.from_iterable(whole.index.sources.values())


T = TypeVar("T")


def structure(cls: type[T], data: Mapping[str, Any], speaker: Speaker, **parts: Any) -> T:
    """An instance of a model class from `data`, by the class's field names, and from `parts` that are already built.

    Other keys of `data` are ignored.
    """
    hints = field_types(cls)
    values = {
        name: _value(hint, data[key], partial(speaker, key)) for name, (key, hint) in hints.items() if key in data
    }
    return cls(**{**values, **parts})


def _value(hint: Any, value: Any, say: Callable[[str], TextByLanguage]) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        return _value(_matching_part(hint, value), value, say)
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        return tuple(_value(item, v, say) for v in value)
    if hint is Words:
        return Words(tuple((tag, fold(text)) for tag, text in say(value)))
    if hint is date:
        return date.fromisoformat(value)
    if hint is Condition:
        return _part(CONDITIONS[value["type"]], value, say)
    return _part(hint, value, say) if isinstance(value, dict) else value


def _part(cls: Any, data: Mapping[str, Any], say: Callable[[str], TextByLanguage]) -> Any:
    """A part of a thing. Its texts are translated under the thing's own field."""
    return structure(cls, data, lambda _, text: say(text))


def _matching_part(hint: Any, value: Any) -> Any:
    """The member of a union that fits this value: `str` for a fixed answer such as `none`, else the first member."""
    parts = get_args(hint)
    return str if any(value in get_args(part) for part in parts if get_origin(part) is Literal) else parts[0]


def with_sentences(registry: Registry) -> Registry:
    """The registry with its generated passages filled; the same registry if it has none.

    A generated passage is in a further language only if every name in it is translated.
    """
    if not any(p.generated for notice in registry.notices for p in notice.everything):
        return registry
    voices, child_voices = (
        [Sentences(registry, language(tag), for_children) for tag in registry.languages]
        for for_children in (False, True)
    )

    def filled(section: Section) -> Section:
        return replace(
            section,
            passages=tuple(chain.from_iterable(_filled(each, voices) for each in section.passages)),
            child_passages=tuple(chain.from_iterable(_filled(each, child_voices) for each in section.child_passages)),
        )

    notices = (replace(notice, sections=tuple(map(filled, notice.sections))) for notice in registry.notices)
    return replace(registry, notices=tuple(notices))


def _filled(passage: Passage, voices: Sequence[Sentences]) -> Iterator[Passage]:
    """The passages in the place of a generated one, in each language; any other passage as it is."""
    disclosure = voices[0].registry.things[passage.states[0]] if passage.generated else None
    if not isinstance(disclosure, Disclosure):
        yield passage
        return
    lines = [(voice.language.tag, generated_lines(voice, disclosure, voices[0])) for voice in voices]
    texts = [(tag, "\n\n".join(paragraphs)) for tag, paragraphs in lines if paragraphs]
    yield from (replace(filled, generated=True) for filled in passages(texts, passage.states))
