"""Fills the places that were left for words of disclosures that have none: from their facts, in each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from site_builder.core.model import Disclosure, Passage, Registry, Section
from site_builder.core.sentences import Sentences
from site_builder.core.telling import told
from site_builder.sources.languages import language
from site_builder.sources.passages import passages


def with_sentences(registry: Registry) -> Registry:
    """The registry with its generated passages filled; the same one if it has none.

    Words stand in a further language only where every name in them is translated.
    """
    waits = any(p.generated for notice in registry.notices for p in notice.passages)
    return _Filling(registry).registry() if waits else registry


class _Filling:
    """One registry, and how its facts are said in each of its languages."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._voices = [Sentences(registry, language(tag)) for tag in registry.languages]

    def registry(self) -> Registry:
        notices = (replace(n, sections=tuple(map(self._section, n.sections))) for n in self._registry.notices)
        return replace(self._registry, notices=tuple(notices))

    def _section(self, section: Section) -> Section:
        return replace(section, passages=tuple(p for each in section.passages for p in self._filled(each)))

    def _filled(self, passage: Passage) -> Iterator[Passage]:
        disclosure = self._registry.things[passage.states[0]] if passage.generated else None
        if not isinstance(disclosure, Disclosure):
            yield passage
            return
        lines = [(voice.language.tag, told(voice, disclosure, self._voices[0])) for voice in self._voices]
        texts = [(tag, "\n\n".join(found)) for tag, found in lines if found]
        yield from (replace(made, generated=True) for made in passages(texts, passage.states))
