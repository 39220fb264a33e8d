"""A language: its fixed words, and how it joins lists, writes dates and forms plurals."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Language:
    """Fixed words by their path in the locale's file; `tag` is BCP 47 in small letters.

    `join` makes one text of a list of which all hold, `either` of a list of alternatives. `day` writes a date, `moment`
    a year, month or day given as `2012-03`. `plural` says which form a number asks for: one, two, few, many, other
    (CLDR). `called` names a language by its tag. `is_right_to_left`: it is written from the right.
    """

    tag: str
    texts: Mapping[str, Any]
    join: Callable[[Sequence[str]], str]
    either: Callable[[Sequence[str]], str]
    day: Callable[[date], str]
    moment: Callable[[str], str]
    plural: Callable[[int], str]
    called: Callable[[str], str]
    is_right_to_left: bool = False

    def page(self, key: str, **values: str) -> str:
        """One of the page's own fixed words."""
        return str(self.texts["page"][key]).format(**values)

    def counted(self, forms: Mapping[str, str], number: int) -> str:
        """The text for a number, of a table of plural forms that has at least `other`."""
        return str(forms.get(self.plural(number), forms["other"])).replace("{number}", str(number))


def canonical_tag(tag: str) -> str:
    """A BCP 47 tag in its usual form: en-gb becomes en-GB."""
    language, *rest = tag.split("-")
    return "-".join([language, *(part.upper() if len(part) == len("GB") else part for part in rest)])


def is_shaped(text: str) -> bool:
    """Whether a text has letters that are not drawn one after another: from the right, or with signs around them."""
    return not text.isascii() and any(
        unicodedata.bidirectional(letter) in ("R", "AL") or unicodedata.category(letter) in ("Mn", "Mc")
        for letter in set(text)
    )


def alone(words: str) -> str:
    """Words that a sentence would be continued with, as they stand alone: no joining sign, no bracket around all."""
    text = words.strip(" ,;:–↵")
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text
