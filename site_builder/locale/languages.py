"""The languages of the outputs: a file of fixed words here each; lists and dates from Babel's CLDR data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

from site_builder.facts.language import Language
from site_builder.locale import fixed_words, names

if TYPE_CHECKING:
    from babel import Locale

DAY_MONTH_YEAR = 3

COMMAS = frozenset({"cy"})
"""Languages whose word for "and" changes the word after it, as no name typed in a registry can: lists have commas."""

BRACKETED = re.compile(r"\([^()]*\)")

SURE = frozenset({"en", "en-GB", "cy"})
"""Tags that Babel knows, so that a check of the registry need not load Babel for them. A test asks Babel."""


@cache
def language(tag: str) -> Language:
    """The language of a BCP 47 tag, by its primary language. Raises LookupError if we cannot publish in it."""
    if trouble(tag):
        raise LookupError(tag)
    locale = _locale(tag)
    return Language(
        tag.lower(),
        fixed_words(primary(tag)),
        partial(_join, locale, "standard"),
        partial(_join, locale, "or"),
        partial(_day, locale),
        partial(_moment, locale),
        locale.plural_form,
        partial(_called, locale),
        locale.text_direction == "rtl",
    )


def trouble(tag: str) -> tuple[str, str] | None:
    """A message why we cannot publish in the language of this tag, and a hint what to write; None if we can."""
    ours = names()
    if primary(tag) not in ours:
        message = f"This version has no headings and questions in the language '{tag}', so it cannot publish in it."
        return message, f"A language can be: {' or '.join(ours)}. For British English write en-GB."
    if tag not in SURE and not _is_known(tag):
        message = f"'{tag}' is not known as the code of a language and a country."
        return message, "For British English write en-GB."
    return None


def _is_known(tag: str) -> bool:
    """Whether Babel has rules for this language in this country; without them Babel would answer for another."""
    from babel import UnknownLocaleError

    try:
        return _locale(tag).territory == (tag.partition("-")[2].upper() or "GB")
    except (UnknownLocaleError, ValueError):
        return False


def _locale(tag: str) -> Locale:
    from babel import Locale

    return Locale.parse(tag if "-" in tag else f"{tag}-GB", sep="-")


def primary(tag: str) -> str:
    """The language of a tag, without its country."""
    return tag.split("-", maxsplit=1)[0].lower()


def _join(locale: Locale, style: Literal["standard", "or"], parts: Sequence[str]) -> str:
    """Several texts as one list, without a last "and" where one of them is a list itself."""
    from babel.lists import format_list

    joint = format_list(["", ""], style, locale)
    bare = [BRACKETED.sub("", part) for part in parts]
    if any(mark in part for part in bare for mark in (",", joint)):
        return f",{joint}".join(parts) if style == "or" else ", ".join(parts)
    return ", ".join(parts) if locale.language in COMMAS and style == "standard" else format_list(parts, style, locale)


def _called(locale: Locale, tag: str) -> str:
    return str(locale.languages[primary(tag)])


def _day(locale: Locale, day: date) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale=locale)


def _moment(locale: Locale, moment: str) -> str:
    from babel.dates import format_skeleton

    parts = [int(part) for part in moment.split("-")]
    if len(parts) == DAY_MONTH_YEAR:
        return _day(locale, date(*parts))
    day = date(*parts, *[1] * (DAY_MONTH_YEAR - len(parts)))
    return str(format_skeleton("y" if len(parts) == 1 else "yMMMM", day, locale=locale))
