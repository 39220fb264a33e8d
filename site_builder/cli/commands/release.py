"""The command `release`: record that the registry is its version now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import answer, format_option, sound
from site_builder.cli.project import EXIT_WRONG, Project, common, on_option, out_option, put, wrong
from site_builder.cli.published import published, since_option

if TYPE_CHECKING:
    from site_builder.load.project.folder import Loaded
    from site_builder.model import Registry
    from site_builder.signing.sign_off import Missing, Sheet


@click.command(short_help="Record that the registry is its version now.")
@click.option(
    "--signed", is_flag=True, help="Only if all that changed was signed; organisation.yaml may make it the rule."
)
@click.option("--unsigned", "reason", metavar="REASON", help="Though nobody signed: the reason is kept in signed.yaml.")
@since_option
@out_option
@format_option
@on_option
@common
def release(
    project: Project, *, signed: bool, reason: str | None, since: Path | None, out: Path, style: str, on: date
) -> None:
    """Record that the registry is now the version that organisation.yaml names, so that it can be signed."""
    if signed and reason is not None:
        raise click.UsageError("Give --signed or --unsigned, not both.")
    if reason is not None and not reason.strip():
        raise click.UsageError('Say why it is released unsigned: --unsigned "REASON"')
    from site_builder.facts.releases import release_of
    from site_builder.signing.release import ReleaseError, check_version
    from site_builder.signing.release import release as record
    from site_builder.signing.sign_off import file_of, must_sign, unsigned

    folder = project.folder / project.registry
    registry, now = sound(project, on, style, strict=False, otherwise="Nothing was released.")
    try:
        is_new = release_of(registry) is None
        if is_new:
            check_version(registry)
            if reason is None and (signed or must_sign(now)):
                _check_signed(project, registry, now, (since, out), on)
        is_kept = is_new and reason is not None
        with unsigned(file_of(folder), registry, reason or "", on) if is_kept else nullcontext():
            entry, is_new = record(registry, folder)
    except ReleaseError as error:
        wrong(error)
    put(f"{entry.version} {entry.content_sha256}")
    project.say(f"{'Released' if is_new else 'Released already:'} version {entry.version} of {entry.issued}.")
    if is_kept:
        project.say(f"It is unsigned, and the reason is kept in {file_of(folder)}.")
    if entry.issued > on:
        project.warn(
            f"It is issued on {entry.issued}, and today is {on}: before that day nothing can be signed, and no later "
            "release can be of an earlier day. If the day is a slip, take released.yaml back as it was before."
        )


def _check_signed(project: Project, registry: Registry, now: Loaded, where: tuple[Path | None, Path], on: date) -> None:
    """Say which sheet was signed. Prints what nobody has signed as it is now, and exits with EXIT_WRONG."""
    from site_builder.signing.sign_off import file_of, in_groups, missing, must_sign, sheet_of, signed_so_far

    so_far = signed_so_far(file_of(project.folder / project.registry))
    sheet = sheet_of(published(project, registry, *where, on), registry, so_far, on)
    lacking = missing(sheet, so_far, must_sign(now))
    if not lacking:
        project.say(f"Signed: the sheet with the mark {in_groups(sheet.whole)}.")
        return
    answer("\n".join(line for each in lacking for line in _lacking(registry, sheet, each)))
    project.say(f"Nothing was released. {_HOW}")
    raise SystemExit(EXIT_WRONG)


_HOW = (
    "Put back what was not meant, and have the rest signed: site-builder sign-off. In an emergency: "
    'site-builder release --unsigned "REASON"'
)


def _lacking(registry: Registry, sheet: Sheet, what: Missing) -> Iterator[str]:
    """What a role has not signed as it is now, in lines."""
    from site_builder.diff.to_text import Teller
    from site_builder.facts.confirmed import called
    from site_builder.locale.languages import language
    from site_builder.report import shown
    from site_builder.signing.sign_off import in_groups

    teller = Teller(sheet.old, sheet.new, language(registry.languages[0]))
    who = f"The {called(registry, what.role)} has" if what.role else "Somebody has"
    yield f"{who} to sign this as it is now:"
    told = ((_CHANGED, what.changed), (_REFUSED, what.refused), (_UNSEEN, what.unseen))
    for why, lines in told:
        yield from (f"- {why}: {shown(teller.line(line.change))} [{line.change.id}]" for line in lines)
    yield from (f"- Signed, and undone since: [{key}]" for key in what.undone)
    if not (what.changed or what.refused or what.unseen or what.undone):
        signed = f" The sheet that was signed has {in_groups(what.whole)}." if what.whole else ""
        yield f"- The whole, which now has the mark {in_groups(sheet.whole)}.{signed} {_UNTOLD}"


_CHANGED = "Changed since it was signed"
_REFUSED = "Left out when the sheet was signed"
_UNSEEN = "On no sheet that was signed"
_UNTOLD = "Something changed, or was undone, that no line of that sheet told."
