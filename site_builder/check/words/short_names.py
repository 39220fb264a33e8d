"""Short names that the page puts among words of its own: titles in labels, purposes in rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from site_builder.check.rule import Findings, remark, rule
from site_builder.check.words.public_texts import all_names, labels, texts
from site_builder.model import Registry
from site_builder.model.conditions import ProhibitedUse

ENGLISH = "en"
NOT_A_NOUN = "to "
WORD = re.compile(r"[^\W\d_][\w’'-]*")


@rule
def title_in_capitals(registry: Registry) -> Findings:
    """A disclosure's title begins with a capital letter, and its first word is no name.

    A title stands after a colon: "Wen Valley Police: requests from the police". A word is a name where its small form
    stands nowhere in the registry, or where the next word has a capital too.
    """
    titles = (
        [d for d in registry.disclosures if d.title and str(d.title)[:1].isupper()] if _is_english(registry) else []
    )
    small_words = {*_small_words(registry)} if titles else set()
    known = tuple(name for thing in registry.things.values() if hasattr(thing, "name") for name in all_names(thing))
    for disclosure in titles:
        title = str(disclosure.title)
        first, _, rest = title.partition(" ")
        if first.lower() in small_words and not rest[:1].isupper() and not title.startswith(known):
            small = title[0].lower() + title[1:]
            message = f"The title begins with a capital letter, and it stands after a colon: '{title}'."
            yield remark(disclosure.id, ("title",), message, f"Write '{small}', unless it begins with a name.")


@rule
def forbidden_use_no_noun(registry: Registry) -> Findings:
    """The name of a use that a condition forbids begins with "to": the page says "using it for" before it."""
    conditions = (condition for thing in registry.things.values() for condition in getattr(thing, "conditions", ()))
    keys = (key for c in conditions if isinstance(c, ProhibitedUse) for key in c.purposes)
    for key in dict.fromkeys(keys) if _is_english(registry) else ():
        thing: Any = registry.things[key]
        name = str(thing.name)
        if name.startswith(NOT_A_NOUN):
            message = f"The page says 'using it for {name}' of a use that is forbidden."
            yield remark(key, ("name",), message, "Write the name as a noun: 'raising money' for 'to raise money'.")


def _is_english(registry: Registry) -> bool:
    return registry.languages[0].split("-")[0].lower() == ENGLISH


def _small_words(registry: Registry) -> Iterator[str]:
    """The words that stand somewhere in the registry without a capital letter."""
    words = (sentence for text in texts(registry) for sentence in text.sentences)
    for line in (*words, *(label for _, _, label in labels(registry))):
        yield from (word for word in WORD.findall(line) if word.islower())
