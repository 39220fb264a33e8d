"""The handbook's page on the feed's keys, in Markdown; nothing on it is kept by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from site_builder.facts.feed_form import WHAT_WAS_SENT, feed_classes, feed_fields
from site_builder.facts.layout.what_was_sent import in_feed
from site_builder.model import Disclosure, Notice, Registry
from site_builder.model.conditions import CONDITIONS
from site_builder.render.feed.keys import conditional
from site_builder.render.feed.schema import cited, name_of, schema, stands_in_included
from site_builder.schemas.feed_terms import feed_terms
from tools.feed_examples import SENT, Examples, feeds
from tools.feed_holds import VALUES, holds, listed, to_node
from tools.feed_rows import KEYWORDS, Row, anchor, in_order, rows
from tools.feed_words import Group, Word, groups, silence

INTRODUCTION = """# Keys of the feed

Look up here what each key of the feed means. The tables are made from what makes the feed, its context and its schemas.
[Read the feed](../systems.md) says where to find what. Each key has an address of its own on this page, such as
[`#{anchor}`](#{anchor}).

- **required**: the key is always present.
- **narrows**: a reader that ignores it takes more to be permitted than is. Within `v1` no such key is added outside
  conditions.
- **derived**: it follows from other keys; nobody typed it.
- The **term** is the concept of a known vocabulary that the key is a name for. Readers of plain JSON can ignore it.
- The **law** is the UK GDPR as it stands on {day}, or the Act that is named. It requires what the key says, or
  concerns it.
- “We” are those who publish the notice; “the words” are those of the notice.
- The **examples** come from the feeds of [example registries](../examples.md). Long texts end at “…”, long lists after
  two entries. An object inside another has only its required keys.
"""

CONDITIONS_SAY = """## Condition

Conditions are in `included`. Obligations and prohibitions must all hold; a permission allows more. Each key of a
condition may narrow: a reader that meets an unknown key or kind asks a person. Every condition has these:
"""

JSON_LD = "https://www.w3.org/TR/json-ld11/#syntax-tokens-and-keywords"


def page() -> str:
    """The page. Raises KeyError or LookupError where a key or word lacks what the page says of each."""
    definitions = json.loads(schema())["$defs"]
    found = tuple(rows(definitions, Examples(feeds(), definitions)))
    lists = groups(found)
    parts = (
        _head(),
        _nodes(found, lists, definitions),
        _attestation(definitions["Attestation"]),
        _conditions(found, lists),
        _words(lists),
        _types(),
        _prefixes(),
    )
    return "\n".join(line for part in parts for line in part)


# ---- before the keys


def _head() -> Iterator[str]:
    as_of = date.fromisoformat(feed_terms().articles_as_of)
    yield INTRODUCTION.format(anchor=anchor("Disclosure", "purposes"), day=f"{as_of.day} {as_of:%B %Y}")
    yield from ("## What keys hold", "", "| value | looks like |", "| --- | --- |")
    yield from (f"| {one} | {looks} |" for one, _, looks in VALUES.values())
    yield from (
        "",
        "## Silences",
        "",
        "What a key holds where no fact is stated, for keys that name these words below.",
    )
    yield from ("A key that is left out says nothing either, unless its line says what its absence means.", "")
    yield from _table_of_words(silence())


# ---- the keys


def _nodes(found: Iterable[Row], lists: Iterable[Group], definitions: Mapping[str, Any]) -> Iterator[str]:
    for cls in in_order():
        if not conditional(cls):
            name = name_of(cls)
            yield from (f"## {name}", "", f"{definitions[name]['description']} {_place(cls)}", "")
            yield from _table([row for row in found if row.name == name], lists)


def _attestation(definition: Mapping[str, Any]) -> Iterator[str]:
    """The node of which no registry states anything."""
    told, terms = feed_terms().described, feed_terms().keys
    yield from ("## Attestation", "", f"{told['Attestation'][1]} It is in {_to_key('Registry', WHAT_WAS_SENT)}.", "")
    yield from ("| key | what it is, and an example | term |", "| --- | --- | --- |")
    for key in (key for key in definition["properties"] if key in terms):
        shown = _code(in_feed(SENT, "https://council.example/")[key])
        yield f"| `{key}`<br>required | {told[key][1]}<br>{shown} | {_to_term(terms[key])} |"
    yield ""


def _conditions(found: Iterable[Row], lists: Iterable[Group]) -> Iterator[str]:
    yield CONDITIONS_SAY
    yield from _table([row for row in found if row.name == "Condition"], lists)
    for kind, cls in CONDITIONS.items():
        sort = feed_terms().conditions[kind]
        own = [row for row in found if row.name == kind]
        yield from (f"### `{kind}`", "", f"{(cls.__doc__ or '').strip()} It is {_a(sort).lower()}.", "")
        yield from _table(own, lists) if own else ()


def _place(cls: type) -> str:
    """Where nodes of a type are in the feed, and the term of the type."""
    if cls is Registry:
        where = "It is the feed itself"
    elif cls in (Notice, Disclosure):
        where = f"They are in `{'notices' if cls is Notice else 'disclosures'}`"
    elif stands_in_included(cls):
        where = "They are in `included`"
    else:
        holders = ((holder, f.key) for holder in feed_classes() for f in feed_fields(holder) if f.one is cls)
        where = f"It is in {listed(f'{_to_key(name_of(of), key)} of {_a(of.__name__)}' for of, key in holders)}"
    return f"{where}. Term: {_to_term(feed_terms().types[cls.__name__])}."


def _table(own: Iterable[Row], lists: Iterable[Group]) -> Iterator[str]:
    yield from ("| key | what it is, what it holds, and an example | term and law |", "| --- | --- | --- |")
    yield from (f"| {' | '.join(_cells(row, lists))} |" for row in own)
    yield ""


def _cells(row: Row, lists: Iterable[Group]) -> Iterator[str]:
    marks = {"required": row.required, "narrows": row.told.narrows, "derived": row.told.derived}
    said = ", ".join(mark for mark, holds_here in marks.items() if holds_here)
    yield "<br>".join(filter(None, [f'<a id="{row.anchor}"></a>`{row.key}`', said]))
    yield f"{row.told.sentence}<br>*{_raised(holds(row, lists))}*<br>{_code(row.example)}"
    term = f"[{row.term}]({JSON_LD})" if row.key in KEYWORDS else _to_term(row.term)
    yield "<br>".join(filter(None, [term, cited(row.told.articles)]))


def _code(example: Any) -> str:
    """JSON that may break after `/` and `.`, with nothing in it that Markdown would take for its own."""
    text = json.dumps(example, ensure_ascii=False)
    safe = re.sub(r"[\\`*_\[\]|<>&]", lambda mark: f"&#{ord(mark[0])};", text)
    breaking = re.sub(r"(?<=[/.])(?=\w)", "<wbr>", safe)
    return f"<code>{breaking}</code>"


# ---- after the keys


def _words(lists: Iterable[Group]) -> Iterator[str]:
    yield from ("## Closed words", "", "What each means, mostly as the public page says it.", "")
    for group in lists:
        keys = listed((f"{_to_key(row.name, row.key)} of {row.name}" for row in group.rows), "and")
        yield from (f'### <a id="{group.anchor}"></a>{keys}', "", *_table_of_words(group.words))


def _table_of_words(words: Iterable[Word]) -> Iterator[str]:
    lines = [("word", "means", "term"), ("---", "---", "---")]
    lines += [(f"`{word.word}`", word.meaning, _to_term(word.term) if word.term else "") for word in words]
    columns = 3 if any(term for _, _, term in lines[2:]) else 2
    yield from (f"| {' | '.join(cells[:columns])} |" for cells in lines)
    yield ""


def _types() -> Iterator[str]:
    terms = feed_terms()
    classes = {cls.__name__: (cls.__doc__ or "").partition("\n")[0] for cls in feed_classes() if not conditional(cls)}
    told = classes | {name: sentence for name, (_, sentence) in terms.described.items()}
    yield from ("## Types of node", "", "| type | what it is | term |", "| --- | --- | --- |")
    for name, term in terms.types.items():
        shown = to_node(name) if name in {*classes, "Condition", "Attestation"} else name
        yield f"| {shown} | {told[name]} | {_to_term(term)} |"
    yield ""


def _prefixes() -> Iterator[str]:
    yield from ("## Prefixes of terms", "", "| prefix | stands for |", "| --- | --- |")
    yield from (f"| `{prefix}:` | <{iri}> |" for prefix, iri in feed_terms().prefixes.items())
    yield ""


# ---- links and lists


def _to_key(name: str, key: str) -> str:
    return f"[`{key}`](#{anchor(name, key)})"


def _to_term(term: str) -> str:
    prefix, _, local = term.partition(":")
    iri = feed_terms().prefixes.get(prefix)
    return f"[{term}]({iri}{local})" if iri else f"[{term.split('/')[2]}]({term})"


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'AEIO' else 'a'} {noun}"


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
