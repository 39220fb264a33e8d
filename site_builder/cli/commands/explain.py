"""The command `explain`: what a problem's id, a field or a word of the registry means, and what the library has."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import groupby
from typing import TYPE_CHECKING

import click

from site_builder.cli.project import Project, common, put, wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.explanations import Meaning
    from site_builder.vocabulary import CommonThing

PAGE = "reference/rules/"
"""The page of the handbook that explains all ids."""
FIELDS = "reference/fields/"
"""The page of the handbook that lists all fields."""
LIBRARY = "reference/library/"
"""The page of the handbook that lists the library."""
MOST = 12


@click.command(short_help="Tell what a problem or a field means, or find an id of the library.")
@click.argument("words", metavar="[RULE | FIELD | WORDS]", nargs=-1)
@common
def explain(project: Project, words: tuple[str, ...]) -> None:
    """Tell what it means that `check` prints in square brackets, and what to do about it; or find an id of the library.

    RULE is the word in the brackets; left out, all of them are listed. FIELD is a field of the registry or a word that
    one takes, such as retention. WORDS are what you would call a kind of data, a group of people, a purpose or a
    recipient, such as: phone numbers.
    """
    from site_builder.cli.glossary import meanings_of
    from site_builder.explanations import meanings
    from site_builder.vocabulary import common_things_called

    known, rule = meanings(), " ".join(words)
    if not rule:
        put(_listed(known))
        project.say(f"To learn more of one of them, for example: site-builder explain {next(iter(known))}")
        return
    name = rule.strip("[] ").lower().replace("_", "-")
    sentences, things = meanings_of(rule), common_things_called(rule)
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
