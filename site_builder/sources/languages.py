"""The languages that outputs are written in: fixed words from locale/, lists and dates from Babel's CLDR rules."""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from importlib.resources import files

import yaml
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

from site_builder.core.language import Language


@cache
def language(tag: str) -> Language:
    """The language of a BCP 47 tag, by its primary language. Raises LookupError if we have no words for it."""
    primary = tag.split("-", maxsplit=1)[0].lower()
    source = files("site_builder").joinpath("locale", f"{primary}.yaml")
    if not source.is_file():
        raise LookupError(tag)
    texts = yaml.load(source.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (a safe loader)
    locale = Locale.parse(tag if "-" in tag else f"{tag}-GB", sep="-")
    return Language(tag.lower(), texts, partial(_join, locale), partial(_day, locale))


def _join(locale: Locale, parts: list[str]) -> str:
    return format_list(list(parts), locale=locale)


def _day(locale: Locale, day: date) -> str:
    return format_date(day, "long", locale=locale)
