"""The command `confirm`: record who confirmed what, with marks that change when that changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import loaded, without_errors
from site_builder.cli.project import Project, common, on_option, put, wrong

if TYPE_CHECKING:
    from site_builder.model import Registry
    from site_builder.signing.confirm import Entry


@click.command(short_help="Record who confirmed which facts.")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--fields", metavar="NAMES", help="The fields that were confirmed, with commas between them.")
@click.option("--by", metavar="ROLE", help="The role that confirms, by its id in vocabulary/roles.yaml.")
@click.option("--yes", is_flag=True, help="Ask nothing: what is shown is confirmed.")
@on_option
@common
def confirm(project: Project, *, ids: tuple[str, ...], fields: str | None, by: str | None, yes: bool, on: date) -> None:
    """Record that a role confirmed fields of the things with these ids, as they are today.

    Without an ID, go through all that has changed since it was confirmed and all that has no marks yet (with --by, of
    this role alone): each is shown, and you are asked.
    """
    if ids and not (fields and by):
        raise click.UsageError("Say which fields, and who confirms: --fields retention,lawful_basis --by ROLE")
    if fields and not ids:
        raise click.UsageError("Say of which things these are the fields: name their ids.")
    from site_builder.signing.confirm import ConfirmError, entry_for, waiting

    result = loaded(project, on)
    registry = without_errors(project, result, otherwise="Nothing was written.")
    if not ids:
        entries = [entry for entry in waiting(result, registry) if by in (None, entry.by)]
        _go_through(project, registry, entries, on, is_sure=yes)
        return
    try:
        names = [name for name in re.split(r"[\s,]+", fields or "") if name]
        entries = [entry_for(result, registry, key, names, by or "", on) for key in dict.fromkeys(ids)]
    except ConfirmError as error:
        wrong(error)
    for entry in entries:
        _show(registry, entry)
        _record(project, registry, entry)


def _go_through(project: Project, registry: Registry, entries: Sequence[Entry], on: date, *, is_sure: bool) -> None:
    from site_builder.signing.confirm import states_all

    left = 0
    for entry in entries:
        _show(registry, entry)
        if not states_all(registry, entry):
            put("  Not all of this is still stated. State it again, or take it out of the fields of this entry.")
            left += 1
        elif is_sure or click.confirm(_question(entry), err=True):
            # What changed is confirmed today; of what only has no marks, the day stays that on which it was confirmed.
            _record(project, registry, replace(entry, day=on) if entry.changed else entry)
        else:
            left += 1
    project.say(f"{left} of {len(entries)} were left as they are." if left else "Nothing waits to be confirmed.")


def _question(entry: Entry) -> str:
    confirmed = f"  Confirmed by {entry.by} on {entry.day.isoformat()}."
    if not entry.changed:
        return f"{confirmed} Is this what was confirmed?"
    names = ", ".join(name.replace("_", " ") for name in entry.changed)
    return f"{confirmed} Changed since: {names}. Does {entry.by} confirm what is shown here?"


def _show(registry: Registry, entry: Entry) -> None:
    """Print what the fields of a thing state, in words."""
    from site_builder.diff.to_text import field_in_words
    from site_builder.locale.languages import language
    from site_builder.report import shown

    put(f"{entry.thing.id}:")
    for name in entry.fields:
        lines = field_in_words(registry, language(registry.languages[0]), entry.thing, name) or ("not stated",)
        put("\n    ".join(shown(line) for line in (f"  {name}:", *lines)))


def _record(project: Project, registry: Registry, entry: Entry) -> None:
    from site_builder.signing.confirm import record

    record(registry, project.folder, entry)
    project.say(f"  Confirmed by {entry.by} on {entry.day.isoformat()}, in {entry.file}.")
