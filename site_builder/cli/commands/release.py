"""The command `release`: record that the registry is its version now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from site_builder.cli.problems import format_option, sound
from site_builder.cli.project import Project, common, on_option, out_option, put, wrong


@click.command(short_help="Record that the registry is its version now.")
@out_option
@format_option
@on_option
@common
def release(project: Project, *, out: Path, style: str, on: date) -> None:
    """Record that the registry is now the version that organisation.yaml names, so that it can be signed."""
    from site_builder.signing.release import ReleaseError
    from site_builder.signing.release import release as record

    registry, _ = sound(project, on, style, strict=False, otherwise="Nothing was released.")
    try:
        entry, is_new = record(registry, project.folder / project.registry, project.folder / out)
    except ReleaseError as error:
        wrong(error)
    put(f"{entry.version} {entry.content_sha256}")
    project.say(f"{'Released' if is_new else 'Released already:'} version {entry.version} of {entry.issued}.")
    if entry.issued > on:
        project.warn(
            f"It is issued on {entry.issued}, and today is {on}: before that day nothing can be signed, and no later "
            "release can be of an earlier day. If the day is a slip, take released.yaml back as it was before."
        )
    before = entry.previous_manifest_sha256
    project.say(f"The manifest before it: {before}." if before else _FIRST)


_FIRST = "It names no manifest before it, for no earlier release stood published."
