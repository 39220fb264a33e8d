"""The command `sign-off`: a sheet of what changed since the published release, and the record of who signed it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import loaded, without_errors
from site_builder.cli.project import Project, common, on_option, out_option, put, quoted, wrong
from site_builder.cli.published import published, since_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from site_builder.load.project.folder import Loaded
    from site_builder.signing.sign_off import Sheet


@click.command("sign-off", short_help="Make a sheet of what changed, to sign; record who signed.")
@since_option
@out_option
@click.option(
    "--sheet",
    "place",
    type=click.Path(path_type=Path),
    default="sign-off.html",
    show_default=True,
    help="Where the sheet is written, inside the project's folder.",
)
@click.option("--record", "whole", metavar="MARK", help="The sheet with this mark at its foot was signed.")
@click.option("--by", metavar="ROLE", help="For which role, by its id in vocabulary/roles.yaml.")
@click.option("--name", metavar="NAME", help="Who signed; kept in signed.yaml alone.")
@click.option(
    "--leave-out",
    "left_out",
    multiple=True,
    metavar="MARK",
    help="A change that was not ticked, by its mark or the beginning of it; give one for each.",
)
@on_option
@common
def sign_off(
    project: Project,
    *,
    since: Path | None,
    out: Path,
    place: Path,
    whole: str | None,
    by: str | None,
    name: str | None,
    left_out: tuple[str, ...],
    on: date,
) -> None:
    """Make a sheet to print and sign: what changed since the published release, in words, what shares more first.

    With --record, write down who signed it: the person's name in signed.yaml, which is never published, and which role
    confirmed what in the files of the registry. The day is today, or the one of --on.
    """
    if whole is None and (by or name or left_out):
        raise click.UsageError("To record a signature, give the mark at the foot of the sheet: --record MARK")
    if whole is not None and not (by and name and name.strip()):
        raise click.UsageError("Say who signed, and for which role: --record MARK --by ROLE --name NAME")
    from site_builder.signing.release import ReleaseError, check_version
    from site_builder.signing.sign_off import file_of, must_sign, sheet_of, signed_so_far

    result = loaded(project, on)
    registry = without_errors(project, result, otherwise="No sheet was made." if whole is None else _NOT_RECORDED)
    file = file_of(project.folder / project.registry)
    so_far = signed_so_far(file)
    sheet = sheet_of(published(project, registry, since, out, on), registry, so_far, on)
    if not sheet.lines and _says_the_same(sheet):
        nothing = f"Nothing has changed since version {sheet.since}, so there is nothing to sign."
        if whole is not None:
            wrong(nothing)
        project.say(f"{nothing} No sheet was made.")
        return
    try:
        check_version(registry)
    except ReleaseError as error:
        wrong(error)
    if whole is not None:
        _record(project, result, sheet, (whole, by or "", name or "", left_out), file, on)
        return
    from site_builder.publish.files import put_instead
    from site_builder.render.sign_off import render
    from site_builder.signing.sheet_page import page_of
    from site_builder.signing.sign_off import NOTHING, in_groups

    target = project.folder / place
    before = target.read_bytes() if target.is_file() else None
    put_instead(target, before, render(page_of(sheet, registry, so_far, must_sign(result), on)))
    put(f"{sheet.new.version} {in_groups(sheet.whole)}")
    number = len(sheet.lines)
    since_then = "" if sheet.since == NOTHING else f" since version {sheet.since}"
    project.say(
        f"{number} {'change' if number == 1 else 'changes'}{since_then}, in {target}. "
        "Open it in your browser, and print it."
    )
    if sheet.since == NOTHING:
        project.say("Where something stands published already, say where, and it is compared with that: --since PATH")
    project.say(f"When it is signed: site-builder sign-off --record {in_groups(sheet.whole)} --by ROLE --name NAME")


_NOT_RECORDED = "Nothing was recorded."


def _says_the_same(sheet: Sheet) -> bool:
    from site_builder.load.project.release_log import digest

    return digest(sheet.old) == digest(sheet.new)


def _record(
    project: Project, result: Loaded, sheet: Sheet, said: tuple[str, str, str, Sequence[str]], file: Path, on: date
) -> None:
    from site_builder.errors import shown
    from site_builder.signing.sign_off import SignOffError, in_groups, plain, sign, with_marks

    whole, by, name, beginnings = said
    if plain(whole) != sheet.whole:
        wrong(
            f"The registry is not what a sheet with the mark {shown(whole)} told. If this is the mark at its foot, "
            "something has changed since: put it back as it was, or print a new sheet and have that signed. "
            "Nothing was recorded."
        )
    try:
        left_out = with_marks(sheet, beginnings)
        entry, confirmed = sign(sheet, result, project.folder, file, by=by, name=name, left_out=left_out, on=on)
    except SignOffError as error:
        wrong(error)
    put(f"{entry.version} {in_groups(entry.whole)} {by}")
    files = len({each.file for each in confirmed})
    project.say(f"Signed by {by}: {len(entry.changes)} of {len(sheet.lines)} changes. The name is in {quoted(file)}.")
    project.say(
        f"Confirmed by {by} on {on.isoformat()}, in {files} {'file' if files == 1 else 'files'} of the registry."
    )
    if left_out:
        project.say("Undo what was left out, or change it; then a new sheet has to be signed.")
