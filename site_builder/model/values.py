"""The kinds of value that a registry's fields hold: id, word, text, address, and words by language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NewType

Id = NewType("Id", str)
"""The id of a thing: `[a-z][a-z0-9-]{0,62}`, unique in the whole registry."""

Word = NewType("Word", str)
"""One of a closed list of words (`may_on_request`), which the schema of its field lists."""

Text = NewType("Text", str)
"""A text that belongs to no language: a number, a mailbox, a field's name."""

Url = NewType("Url", str)
"""An address: https:, mailto: or tel:."""

Silence = Literal["none", "not_applicable"]
"""An answer in place of a list: there is none, or the question does not arise. An empty list is *not stated*."""

NOT_STATED = "not_stated"
"""What a file says in place of a recipient or sender that the words do not name: to leave it out has a meaning."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in each language: pairs of language tag (BCP 47, small letters) and text, first the source."""

    pairs: tuple[tuple[str, str], ...]

    def say(self, language: str) -> tuple[str, str]:
        """The language and the text: in this language if there is one, else in the source language."""
        return next((pair for pair in self.pairs if pair[0] == language), self.pairs[0])

    def __str__(self) -> str:
        """The text in the source language."""
        return self.pairs[0][1]


def words(language: str, text: str) -> Words:
    """Words in one language."""
    return Words(((language.lower(), text),))
