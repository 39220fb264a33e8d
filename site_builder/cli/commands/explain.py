"""The command `explain`: what a problem's id, a field or a word of the registry means, and what the library has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from site_builder.cli.project import Project, common, put, wrong

if TYPE_CHECKING:
    from site_builder.explanations import Meaning
    from site_builder.vocabulary import CommonThing

PAGE = "reference/rules/"
"""The page of the handbook that explains all ids."""
FIELDS = "reference/fields/"
"""The page of the handbook that lists all fields."""
LIBRARY = "reference/library/"
"""The page of the handbook that lists the library."""
MOST = 12
TYPE = "type"


@click.command(short_help="Tell what a problem or a field means, or find an id of the library.")
@click.argument("words", metavar="[RULE | FIELD | WORDS]", nargs=-1)
@common
def explain(project: Project, words: tuple[str, ...]) -> None:
    """Tell what it means that `check` prints in square brackets, and what to do about it; or find an id of the library.

    RULE is the word in the brackets; left out, all of them are listed. FIELD is a field of the registry or a word that
    one takes, such as retention. WORDS are what you would call a kind of data, a group of people, a purpose or a
    recipient, such as: phone numbers.
    """
    from difflib import get_close_matches

    from site_builder.explanations import meanings
    from site_builder.vocabulary import common_things_called

    known, rule = meanings(), " ".join(words)
    if not rule:
        put(_listed(known))
        project.say(f"To learn more of one of them, for example: site-builder explain {next(iter(known))}")
        return
    name = rule.strip("[] ").lower().replace("_", "-")
    sentences, things = _meanings_of(rule), common_things_called(rule)
    if name in known:
        put(f"{name}\n\n{known[name].plain}\n\nIn the handbook: {PAGE}#{name}")
        return
    if sentences:
        put("\n".join([rule, *(f"  {sentence}" for sentence in sentences)]))
        project.say(f"\nIn the handbook: {FIELDS}\n")
    if things:
        put("\n\n".join("\n  ".join(_of_library(thing)) for thing in things[:MOST]))
        more = f"There are {len(things) - MOST} more. " if len(things) > MOST else ""
        project.say(f"\n{more}A registry uses them by id, without an entry. In the handbook: {LIBRARY}")
    if not sentences and not things:
        near = get_close_matches(name, known, 1)
        hint = f"Did you mean '{near[0]}'?" if near else "All that check says is listed by: site-builder explain"
        wrong(f"'{rule}' is nothing that check says, no field, and nothing in the library is called so. {hint}")


def _of_library(thing: CommonThing) -> Iterator[str]:
    """The lines that tell of a thing of the library: its id first."""
    yield f"{thing.id} ({thing.kind})"
    yield "; ".join(thing.names)
    yield thing.about
    for name, value in thing.fields.items():
        if name not in {"name", "short_name"}:
            yield f"{name}: {', '.join(value) if isinstance(value, list) else 'true' if value is True else value}"
    unchecked = "" if thing.is_welsh_checked else " (no translator has checked it: it is not published)"
    yield f"Welsh: {thing.welsh}{unchecked}"


def _listed(known: Mapping[str, Meaning]) -> str:
    width = max(map(len, known))
    groups = groupby(known.values(), lambda each: each.group)
    return "\n\n".join(
        "\n".join([group, *(f"  {each.id:{width}}  {each.first}" for each in entries)]) for group, entries in groups
    )


# ---- fields, and the words that they take


def _meanings_of(name: str) -> list[str]:
    """Sentences about the fields, the words and the type of condition with this name; none if there is none."""
    from site_builder.locale import fixed_words
    from site_builder.schemas.json_schemas import documents

    wanted, words = name.strip(": ").lower().replace(" ", "_").replace("-", "_"), fixed_words("en")["words"]
    described = (each for schema in documents().values() for part in _parts(schema) for each in _described(part, words))
    return [*dict.fromkeys(sentence for named, sentence in described if named == wanted)]


def _parts(schema: Any) -> Iterator[Mapping[str, Any]]:
    """A schema and all schemas in it."""
    if isinstance(schema, dict):
        yield schema
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _parts(part)


def _described(schema: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The names that one schema describes, each with a sentence; `words` are those that the public reads, by field."""
    kind, then = schema.get("if", {}).get("properties", {}).get(TYPE, {}).get("const"), schema.get("then", {})
    if kind and "properties" in then:
        fields = ", ".join(field for field in then["properties"] if field != TYPE)
        more = f" Its fields: {fields}." if fields else ""
        yield kind, f"A type of condition: {then.get('description', '').rstrip('.')}.{more}"
    for field, of_field in schema.get("properties", {}).items():
        if field == TYPE or not isinstance(of_field, dict):
            continue
        values = of_field.get("enum", of_field.get("items", {}).get("enum", []))
        if about := of_field.get("description"):
            takes = f" It takes: {', '.join(values)}." if values else ""
            yield field, f"A field: {about}{takes}"
        told = words.get(field)
        for value in values:
            meaning = str(told.get(value, "")).replace("{sender}", "we") if isinstance(told, dict) else ""
            yield value, f"A word that {field} takes{f': {meaning}' if meaning else ''}."
