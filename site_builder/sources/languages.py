"""The languages that outputs are written in: fixed words from locale/, lists and dates from Babel's CLDR rules."""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from site_builder.core.language import Language

if TYPE_CHECKING:
    from babel import Locale

SURE = frozenset({"en", "en-GB"})
"""Tags that Babel knows, as a test asks it: a check of the registry need not load it for them."""


@cache
def language(tag: str) -> Language:
    """The language of a BCP 47 tag, by its primary language. Raises LookupError if we cannot publish in it."""
    if trouble(tag):
        raise LookupError(tag)
    source = files("site_builder").joinpath("locale", f"{_primary(tag)}.yaml")
    texts = yaml.load(source.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (a safe loader)
    locale = _locale(tag)
    return Language(tag.lower(), texts, partial(_join, locale), partial(_day, locale))


def trouble(tag: str) -> tuple[str, str] | None:
    """Why outputs cannot be written in the language of this tag, and what to write instead; None if they can."""
    ours = sorted(f.name.removesuffix(".yaml") for f in files("site_builder").joinpath("locale").iterdir())
    if _primary(tag) not in ours:
        message = f"This version has no headings and questions in the language '{tag}', so it cannot publish in it."
        return message, f"The first language can be: {' or '.join(ours)}. For British English write en-GB."
    if tag not in SURE and not _is_known(tag):
        message = f"'{tag}' is not known as the code of a language and a country."
        return message, "For British English write en-GB."
    return None


def _is_known(tag: str) -> bool:
    """Whether Babel has rules for this language in this very country, and not for another in its place."""
    from babel import UnknownLocaleError

    try:
        return _locale(tag).territory == (tag.partition("-")[2].upper() or "GB")
    except (UnknownLocaleError, ValueError):
        return False


def _locale(tag: str) -> Locale:
    from babel import Locale

    return Locale.parse(tag if "-" in tag else f"{tag}-GB", sep="-")


def _primary(tag: str) -> str:
    return tag.split("-", maxsplit=1)[0].lower()


def _join(locale: Locale, parts: list[str]) -> str:
    from babel.lists import format_list

    return format_list(list(parts), locale=locale)


def _day(locale: Locale, day: date) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale=locale)
