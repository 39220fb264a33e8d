"""What is said of each key of the feed: a sentence, the law that asks for it, whether it narrows or is derived.

The feed's schemas say it, and so does the handbook's page on the keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from site_builder.core.derived import DERIVED
from site_builder.core.feed_form import feed_fields
from site_builder.core.model import Disclosure, Purpose, Recipient
from site_builder.renderers._feed_heads import name_of
from site_builder.renderers._feed_keys import conditional
from site_builder.schemas.feed_terms import feed_terms
from site_builder.schemas.shapes import field_shape

CITED = re.compile(r" \((?:Art\. |s\.)((?:[^()]|\([^()]*\))*)\)")
"""The provisions that a sentence names: the table of terms names them too, and may name more."""

NARROWED = (Disclosure, Recipient, Purpose)
"""The types of node whose keys can narrow a disclosure, besides conditions, where every key can."""

OF_ALL = ("id", "type", "kind")
"""Keys that every condition has, of whichever type: they are described once, as those of `Condition`."""


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to say of one key of one type of node; the sentence names no law."""

    title: str
    sentence: str
    articles: tuple[str, ...]
    narrows: bool
    derived: bool


def told(cls: type, key: str) -> Told:
    """What is said of a key. Raises KeyError where neither a schema of the registry nor the table describes it."""
    terms = feed_terms()
    title, sentence, law = _described(cls, key)
    return Told(
        title,
        CITED.sub("", sentence).removesuffix(" Derived."),
        law,
        key in terms.narrowing and cls in NARROWED,
        key in DERIVED or key == "broader",
    )


def owner(cls: type, key: str) -> str:
    """The name of the definition under which a key is described: a type of condition shares some with all others."""
    return "Condition" if conditional(cls) and key in OF_ALL else name_of(cls)


def about(cls: type, key: str) -> dict[str, str]:
    """The title and description of a key in a JSON Schema."""
    said = told(cls, key)
    law = f" ({cited(said.articles)})." if said.articles else "."
    marks = " (Derived.)" * said.derived + " (Narrows.)" * said.narrows
    return {"title": said.title, "description": said.sentence.removesuffix(".") + law + marks}


def cited(articles: Iterable[str]) -> str:
    """Provisions as a lawyer writes them: `UK GDPR Art. 6(1), 13(1)(c); s.7 DPA 2018`."""
    listed = tuple(articles)
    ours = ", ".join(a for a in listed if a[0].isdigit())
    return "; ".join([*([f"UK GDPR Art. {ours}"] if ours else []), *(a for a in listed if not a[0].isdigit())])


def _described(cls: type, key: str) -> tuple[str, str, tuple[str, ...]]:
    """The title, the sentence and the provisions of a key: those of its field, or of the table where it has none."""
    terms, own = feed_terms(), f"{owner(cls, key)}.{key}"
    field = next((f for f in feed_fields(cls) if f.key == key), None)
    law = (field.about.law if field else ()) or tuple(terms.articles.get(own) or terms.articles.get(key, ()))
    if field:
        shape = field_shape(cls, field)
        return str(shape["title"]), str(shape["description"]), law
    title, sentence = terms.described.get(own) or terms.described[key]
    return title, sentence, law
