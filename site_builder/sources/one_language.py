"""This version publishes the first language only: whether it can, and what of the other languages is left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from site_builder.core.problems import Problem, Severity
from site_builder.sources.files import Source
from site_builder.sources.languages import trouble
from site_builder.sources.placing import of_file, place, problem
from site_builder.sources.strays import TRANSLATIONS, Entry

FIRST_ONLY = "This version publishes the first language only"
LATER = "It may stay for later; nothing of it is read before then."
FIELD = "languages"


def languages(sources: Iterable[Source], told: Collection[Problem]) -> Iterator[Problem]:
    """An error if the first language of the organisation cannot be published, else a warning for each other one.

    Nothing is said where something was told of these values already.
    """
    places = {p.place for p in told}
    for source in (s for s in sources if s.kind == "organisation"):
        document, tags = source.document, source.data.get(FIELD)
        ways = [(FIELD, number) for number in range(len(tags))] if isinstance(tags, list) else []
        if not tags or not ways or places & {place(document, way) for way in ((FIELD,), *ways)}:
            continue
        wrong = trouble(tags[0])
        if wrong:
            yield problem(document, ways[0], "language", FIELD, *wrong)
            continue
        for way, tag in zip(ways[1:], tags[1:], strict=True):
            message = f"{FIRST_ONLY}: nothing is published in '{tag}'."
            yield problem(document, way, "first-language-only", FIELD, message, LATER, severity=Severity.WARNING)


def translations(found: Iterable[Entry], shown_as: str) -> Iterator[Problem]:
    """A warning at the first of the translations, if there are any."""
    names = [entry.name for entry in found if entry.name.startswith(TRANSLATIONS) and entry.is_file]
    if names:
        message = f"{FIRST_ONLY}: nothing in {TRANSLATIONS} is read."
        first = of_file(f"{shown_as}/{names[0]}")
        yield problem(first, (), "first-language-only", "file", message, LATER, severity=Severity.WARNING)
