"""The command `export`: policies for other engines, and tables for people and databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import loaded, sound, without_errors
from site_builder.cli.project import F, Project, common, on_option, put, quoted, wrong
from site_builder.errors import Failure

if TYPE_CHECKING:
    from site_builder.facts.language import Language
    from site_builder.model import Registry
    from site_builder.render.tables.table import Table

CSV, XLSX, ICS = ".csv", ".xlsx", ".ics"
WORKBOOK = "workbook"


class _Named(click.Group):
    """What is made is told by the first word or, where that is the name of a workbook, by its ending."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of the first word; the name of a workbook stays, as its argument."""
        if args[0].lower().endswith(XLSX):
            return WORKBOOK, self.commands[WORKBOOK], args
        return super().resolve_command(ctx, args)


@click.group(cls=_Named)
def export() -> None:
    """What is published, in forms for other programs; and the sharings as a workbook to change: export FILE.xlsx."""


def _source(command: F) -> F:
    """The options that say what is exported."""
    feed = click.option(
        "--feed",
        type=click.Path(path_type=Path),
        help="A feed (a file) to make it from, in place of the project's registry.",
    )
    return feed(on_option(common(command)))


def _public(project: Project, feed: Path | None, on: date) -> Registry:
    """The public half of the project's registry, or the registry of a feed."""
    from site_builder.facts.redact import public

    if feed is None:
        return public(sound(project, on, "text", strict=False, otherwise="Nothing was exported.")[0])
    return _registry_of_feed(project.folder / feed, feed)


def _registry_of_feed(file: Path, shown_as: Path) -> Registry:
    """The registry of a feed. It keeps `Unknown` conditions: no policy permits a disclosure that has one."""
    from site_builder.load.feed.reader import FeedError, read

    try:
        return read(file.read_bytes())
    except OSError as error:
        raise Failure(f"{shown_as} cannot be read: {error.strerror}.") from error
    except FeedError as error:
        wrong(f"{shown_as} is no feed that can be exported. {error}")


# ---- policies


def _policies(registry: Registry) -> bytes:
    from site_builder.render.cedar.policies import render

    return render(registry)


def _entities(registry: Registry) -> bytes:
    from site_builder.render.cedar.request import entities

    return entities(registry)


def _schema(_registry: Registry) -> bytes:
    from site_builder.render.cedar.request import schema

    return schema()


PRINTED: Mapping[str, tuple[Callable[[Registry], bytes], str]] = {
    "cedar": (_policies, "Print Cedar policies."),
    "cedar-entities": (_entities, "Print the entities that the policies need."),
    "cedar-schema": (_schema, "Print the schema of policies and entities."),
}
"""What is printed, by the name of its command: how it is made, and the help."""


def _printing(render: Callable[[Registry], bytes]) -> Callable[..., None]:
    def printing(project: Project, *, feed: Path | None, on: date) -> None:
        put(render(_public(project, feed, on)).decode(), nl=False)

    return _source(printing)


for _name, (_render, _help) in PRINTED.items():
    export.command(_name, help=_help)(_printing(_render))


# ---- workbooks that come back

_replace = click.option("--replace", is_flag=True, help="Write over what is there already.")


@export.command(WORKBOOK, short_help="Write the sharings as a workbook to change.")
@click.argument("file", metavar=f"FILE{XLSX}", type=click.Path(path_type=Path))
@_replace
@on_option
@common
def workbook_of_sharings(project: Project, *, file: Path, on: date, replace: bool) -> None:
    """Write the sharings as a workbook that people change, and that import takes back; `export FILE.xlsx` does.

    It holds what is never published, too: security measures, assessments, notes.
    """
    _needs_suffix(file, XLSX)
    from site_builder.sheet.sharings import sharings
    from site_builder.sheet.writing import render

    result = loaded(project, on)
    registry = without_errors(project, result, otherwise="Nothing was exported.")
    book, names = sharings(result, registry, _language(registry), on)
    _write(project, file.parent, {file.name: render(book, names, registry.issued)}, replace=replace)
    project.say(
        f"Wrote {len(book.sheets[0].rows)} rows to {file}. When it is changed: site-builder import {quoted(file)}"
    )


@export.command("translations", short_help="Write what has still to be translated as a workbook.")
@click.argument("file", metavar=f"FILE{XLSX}", type=click.Path(path_type=Path))
@click.option("--lang", "tag", metavar="TAG", help="The language to translate into, where there are several.")
@click.option("--all", "is_whole", is_flag=True, help="Also what is translated already.")
@_replace
@on_option
@common
def translations_to_make(
    project: Project, *, file: Path, tag: str | None, is_whole: bool, on: date, replace: bool
) -> None:
    """Write each text that has still to be translated, with what it is of, as a workbook that import takes back."""
    _needs_suffix(file, XLSX)
    from site_builder.sheet.translators import NoLanguage, language_of, translations
    from site_builder.sheet.writing import render

    result = loaded(project, on)
    registry = without_errors(project, result, otherwise="Nothing was exported.")
    try:
        book, names = translations(result, registry, language_of(registry, tag), is_whole=is_whole)
    except NoLanguage as error:
        wrong(error)
    rows = book.sheets[0].rows
    if not rows:
        project.say("Everything is translated. Nothing was exported.")
        return
    _write(project, file.parent, {file.name: render(book, names, registry.issued)}, replace=replace)
    project.say(f"Wrote {len(rows)} texts to {file}. When they are translated: site-builder import {quoted(file)}")


# ---- tables


def _written(command: F) -> F:
    """The options of what is written into files."""
    return _replace(_source(command))


def _out(metavar: str, about: str) -> Callable[[F], F]:
    return click.option(
        "--out", required=True, metavar=metavar, type=click.Path(path_type=Path), help=f"{about}, inside the project's."
    )


@export.command("csv", short_help="Write four tables as CSV files.")
@_out("FOLDER", "The folder for the files")
@_written
def csv_tables(project: Project, *, out: Path, feed: Path | None, on: date, replace: bool) -> None:
    """Write recipients, disclosures, conditions and bodies as four CSV files into a folder."""
    from site_builder.render.tables import csv_file

    made = _tables(_public(project, feed, on), on)
    _write(project, out, {f"{each.name}{CSV}": csv_file.render(each) for each in made}, replace=replace)
    _say(project, made, out)


@export.command(short_help="Write the same tables as a workbook.")
@_out(f"FILE{XLSX}", "The workbook")
@_written
def xlsx(project: Project, *, out: Path, feed: Path | None, on: date, replace: bool) -> None:
    """Write recipients, disclosures, conditions and bodies as one workbook to read, a sheet each."""
    _needs_suffix(out, XLSX)
    from site_builder.render.tables import workbook

    registry = _public(project, feed, on)
    made = _tables(registry, on)
    _write(project, out.parent, {out.name: workbook.render(made, registry.issued)}, replace=replace)
    _say(project, made, out)


@export.command(short_help="Write what we share as a record of processing.")
@_out(f"FILE{CSV}|FILE{XLSX}", "The file, whose name says the form")
@_written
def record(project: Project, *, out: Path, feed: Path | None, on: date, replace: bool) -> None:
    """Write what we share in the columns of the ICO's template for a record of processing.

    It is not the whole record. What the registry does not hold or never publishes is left empty, and the last column
    names it.
    """
    _needs_suffix(out, CSV, XLSX)
    from site_builder.render.tables.record import NOTE
    from site_builder.render.tables.record import record as made

    registry = _public(project, feed, on)
    table = made(registry, _language(registry), on)
    _write(project, out.parent, {out.name: _one(table, out, registry.issued)}, replace=replace)
    _say(project, [table], out)
    project.say(NOTE)


@export.command(short_help="Write what falls due as a calendar.")
@_out(f"FILE{ICS}", "The calendar")
@click.option("--replace", is_flag=True, help="Write over what is there already.")
@on_option
@common
def reviews(project: Project, *, out: Path, on: date, replace: bool) -> None:
    """Write reviews, first and last days and approvals as a calendar, with a reminder 30 days before each.

    It is made of the whole registry, so it is for the office and not for the site.
    """
    _needs_suffix(out, ICS)
    from site_builder.facts.due import WAITS, due
    from site_builder.render import calendar

    registry = sound(project, on, "text", strict=False, otherwise="Nothing was exported.")[0]
    entries = [each for each in due(registry) if each.day >= on or each.kind in WAITS]
    _write(project, out.parent, {out.name: calendar.render(registry.site, entries, on)}, replace=replace)
    project.say(f"Wrote {len(entries)} events to {out}.")


def _one(table: Table, out: Path, issued: date) -> bytes:
    """One table in the form that the name of its file says."""
    if out.suffix == CSV:
        from site_builder.render.tables import csv_file

        return csv_file.render(table)
    from site_builder.render.tables import workbook

    return workbook.render([table], issued)


def _needs_suffix(out: Path, *suffixes: str) -> None:
    if out.suffix not in suffixes:
        raise click.UsageError(f"The file has a name that ends with {' or '.join(suffixes)}: {out} does not.")


def _language(registry: Registry) -> Language:
    """The language that the registry's words were written in."""
    from site_builder.locale.languages import language

    try:
        return language(registry.languages[0])
    except LookupError as error:
        raise Failure(f"This version has no words in the language '{registry.languages[0]}'.") from error


def _tables(registry: Registry, on: date) -> Sequence[Table]:
    from site_builder.render.tables.registry_tables import tables

    return tables(registry, _language(registry), on)


def _write(project: Project, folder: Path, files: Mapping[str, bytes], *, replace: bool) -> None:
    """Write files into a folder inside the project's, which is made if it is not there: all of them, or none."""
    from site_builder.publish.files import OPEN, create, put_new, put_over

    place = project.folder / folder
    paths = {place / name: content for name, content in files.items()}
    if not place.is_dir():
        create(files, place)
    elif replace:
        put_over(paths)
    elif taken := [path for path in paths if path.exists()]:
        hint = "Nothing was overwritten: give another name, or write over it with --replace."
        raise Failure(f"There is already something called {folder / taken[0].name}. {hint}")
    else:
        put_new({path: (content, OPEN) for path, content in paths.items()})


def _say(project: Project, tables: Sequence[Table], out: Path) -> None:
    counted = ", ".join(f"{len(table.rows)} {table.name if len(tables) > 1 else 'rows'}" for table in tables)
    project.say(f"Wrote {counted} to {out}.")
