"""The languages that a registry names, each of which we must be able to publish in, and its time zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from site_builder.days import is_zone
from site_builder.load.project.files import Source
from site_builder.load.project.locate import problem
from site_builder.locale.languages import primary, trouble
from site_builder.problems import Problem

FIELD, ZONE = "languages", "time_zone"


def check(sources: Iterable[Source]) -> Iterator[Problem]:
    """The problems of the organisation's languages and time zone, and of notices with the name of a language."""
    files = list(sources)
    tags = set[str]()
    for source in (each for each in files if each.kind == "organisation"):
        value = source.data.get(FIELD)
        tags |= {tag.lower() for tag in value if isinstance(tag, str)} if isinstance(value, list) else set()
        yield from _of_organisation(source, value)
        zone = source.data.get(ZONE)
        if isinstance(zone, str) and not is_zone(zone):
            message = f"'{zone}' is not known as a time zone."
            hint = "Write its IANA name letter by letter, or leave it out: then it is Europe/London."
            yield problem(source.document, (ZONE,), "time-zone", ZONE, message, hint)
    for source in (each for each in files if each.kind == "notices" and each.id in tags):
        message = f"'{source.id}' is the folder of a language, so no notice may be called so."
        yield problem(source.document, (), "reserved-id", "id", message, "Choose another name for the file.")


def _of_organisation(source: Source, value: Any) -> Iterator[Problem]:
    """An error for each language of the organisation that we cannot publish in, or that is listed twice."""
    tags = value if isinstance(value, list) and all(isinstance(tag, str) for tag in value) else []
    for number, tag in enumerate(tags):
        first = [primary(t) for t in tags].index(primary(tag))
        message = f"'{tag}' and '{tags[first]}' are the same language, and a language has only one set of pages."
        wrong = (message, "Take one of the two out.") if first < number else trouble(tag)
        if wrong:
            yield problem(source.document, (FIELD, number), "language", FIELD, *wrong)
