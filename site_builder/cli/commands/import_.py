"""The command `import`: a workbook that came back, or an old notice to begin with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import answer, loaded, report, without_errors
from site_builder.cli.project import EXIT_WRONG, Project, common, on_option, put, quoted, wrong
from site_builder.errors import Failure, shown

if TYPE_CHECKING:
    from site_builder.facts.language import Language
    from site_builder.model import Registry
    from site_builder.sheet.changes import Asked
    from site_builder.sheet.coming_back import CameBack

NOTHING_WRITTEN = "Nothing was written."
MANY = 20
"""If more rows change than so many, somebody has to say yes."""


PAGES, DOCUMENTS, WORKBOOKS = (".html", ".htm"), (".docx",), (".xlsx",)
SAVED_AS = {
    **dict.fromkeys((".ods", ".xls", ".xlsm"), ".xlsx"),
    **dict.fromkeys((".odt", ".doc", ".docm", ".rtf", ".pdf"), ".docx"),
}
"""What a file that cannot be imported can be saved as; a table without a type (.csv) has lost too much by then."""


@click.command("import", short_help="Take changes over from a workbook, or begin with an old notice.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--yes", is_flag=True, help=f"Ask nothing, also where more than {MANY} rows change.")
@on_option
@common
def import_(project: Project, *, file: Path, dry_run: bool, yes: bool, on: date) -> None:
    """Take over what was changed in FILE, a workbook (.xlsx) that export made; or begin a registry with an old notice.

    Of a workbook, a cell that is as it was exported changes nothing. All is written, or nothing, and nothing outside of
    what changed. An old notice (.docx or .html) makes a registry where there is none, with its words and no fact.
    """
    ending = file.suffix.lower()
    if ending in WORKBOOKS:
        _workbook(project, file, is_dry=dry_run, is_sure=yes, on=on)
    elif ending in (*PAGES, *DOCUMENTS):
        _old_notice(project, file, is_dry=dry_run, on=on)
    else:
        can_be = ", ".join((*WORKBOOKS, *DOCUMENTS, *PAGES))
        hint = f" Save it as {SAVED_AS[ending]}, and import that." if ending in SAVED_AS else ""
        wrong(f"{shown(file)} cannot be imported: its name has to end with one of {can_be}.{hint}")


def _old_notice(project: Project, file: Path, *, is_dry: bool, on: date) -> None:
    from site_builder.load.office import OfficeError
    from site_builder.load.splice import Refused
    from site_builder.old_notice.blocks import NoticeError, of_document, of_page
    from site_builder.old_notice.proof import prove
    from site_builder.old_notice.registry import registry_of
    from site_builder.publish.files import create

    folder = project.folder / project.registry
    if folder.exists():
        there = f"There is something in {shown(folder)} already, and an old notice begins a new registry"
        wrong(f"{there}. Name a folder without one: site-builder import {quoted(file)} -C FOLDER")
    source = _bytes(project.folder / file, file)
    try:
        words = (of_document if file.suffix.lower() in DOCUMENTS else of_page)(source)
        made = registry_of(words)
        prove(words, made, folder, on)
    except (NoticeError, OfficeError, Refused) as error:
        wrong(f"{shown(file)}: {error}")
    if not is_dry:
        create(made.files, folder)
    project.say(
        f"{'Would make' if is_dry else 'Made'} {len(made.files)} files in {project.registry}/ of all "
        f"{words.count:,} words. In {made.parts} {'part' if made.parts == 1 else 'parts'}, {made.passages} "
        f"{'passage tells' if made.passages == 1 else 'passages tell'} of sharing. Who gets it stays not stated until "
        f"you say so. Proposed, and perhaps wrong: {made.proposed} {'answer' if made.proposed == 1 else 'answers'}."
    )
    if words.around:
        some = " ".join(words.around[:20])
        project.say(f"Left out as standing around the words: {len(words.around):,} words ({some} ...).")
    if not is_dry:
        project.say("Next: look at it with site-builder serve, and let site-builder check list the questions.")


def _workbook(project: Project, file: Path, *, is_dry: bool, is_sure: bool, on: date) -> None:
    from site_builder.load.office import OfficeError
    from site_builder.sheet.coming_back import came_back
    from site_builder.sheet.reading import BookError, read

    source = _bytes(project.folder / file, file)
    result = loaded(project, on)
    registry = without_errors(project, result, otherwise=NOTHING_WRITTEN)
    folder, shown_as = project.folder / project.registry, Path(project.registry).as_posix()
    try:
        back = came_back(read(source), result, registry, _language(registry), on, folder=folder, shown_as=shown_as)
    except (BookError, OfficeError) as error:
        wrong(f"{shown(file)}: {error} {NOTHING_WRITTEN}")
    for note in back.asked.notes:
        project.say(note)
    if not back.is_sound:
        _tell_why(project, back)
        project.say(NOTHING_WRITTEN)
        sys.exit(EXIT_WRONG)
    if not back.after:
        project.say(f"Nothing was changed in {shown(file)}.")
        return
    for line in dict.fromkeys(_changes(back.asked)):
        put(line)
    _tell_what_it_means(registry, back, on)
    rows, files = len(back.asked.rows), len(back.after)
    counted = f"{rows} {'row' if rows == 1 else 'rows'}, in {files} {'file' if files == 1 else 'files'} of the registry"
    if is_dry:
        project.say(f"{counted}. {NOTHING_WRITTEN}")
    elif rows <= MANY or is_sure or click.confirm(f"{counted}. Were all of them changed on purpose?", err=True):
        _write(project, back)
        project.say(f"Changed {counted}. Next: site-builder check")
    else:
        project.say(NOTHING_WRITTEN)


def _bytes(path: Path, shown_as: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Failure(f"{shown(shown_as)} cannot be read: {error.strerror}.") from error


def _language(registry: Registry) -> Language:
    from site_builder.locale.languages import language

    return language(registry.languages[0])


def _tell_why(project: Project, back: CameBack) -> None:
    """Print what is in the way: what nobody can understand, what clashes, what the registry could not hold."""
    for where, why in back.asked.faults:
        put(f"{where}: {shown(why)}")
    for clash in back.asked.clashes:
        put(f"{clash.where}: {clash.what} was changed here and in the registry. Which one holds?")
        for name, text in (("exported", clash.exported), ("registry", clash.now), ("here", clash.here)):
            put(f"  {name}: {_on_a_line(text)}")
    if back.errors:
        put("With these changes the registry would have errors:")
        answer(project.typed(report("text", back.errors)))


def _changes(asked: Asked) -> Iterator[str]:
    """A line for each change: its cell, of what, what stood there, what stands there now."""
    for edit in asked.edits:
        what, was, now = edit.said
        yield f"{edit.where}: {what}: {_on_a_line(was)} -> {_on_a_line(now)}"


def _on_a_line(text: str) -> str:
    return shown(" / ".join(text.split("\n"))) or "(nothing)"


def _tell_what_it_means(registry: Registry, back: CameBack, on: date) -> None:
    """Print what the changes mean for what is shared, as `diff` tells it."""
    from site_builder.diff import changes
    from site_builder.diff.to_text import Teller
    from site_builder.facts.redact import public
    from site_builder.load.project.vocabulary_facts import same_bodies
    from site_builder.vocabulary import strength

    if back.registry is not None:
        old, new = public(registry), public(back.registry)
        same = same_bodies(new)
        teller = Teller(old, new, _language(new), strength().scales, same)
        put("")
        for line in teller.lines(changes(old, new, on, same)):
            put(shown(line))


def _write(project: Project, back: CameBack) -> None:
    from site_builder.publish.files import put_over

    paths = {project.folder / name: content for name, content in back.after.items()}
    known = {project.folder / name: content for name, content in back.before.items() if content}
    put_over(paths, known)
