"""`verify`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from site_builder.cli.problems import answer
from site_builder.cli.project import EXIT_DRIFT, EXIT_UNTRUSTED, Project, common, keep_option, on_option, put


@click.command(short_help="Check a published folder and its signature.")
@click.argument("target", metavar="[DIR]", type=click.Path(path_type=Path), default="site")
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A public key that you trust; one of several is enough. Without any, the signature is not checked.",
)
@keep_option
@on_option
@common
def verify(project: Project, *, target: Path, keys: tuple[Path, ...], keep: tuple[str, ...], on: date) -> None:
    """Check a published folder: is it what its manifest lists, is it signed by a trusted key, is it in date.

    DIR, left out, is site.
    """
    from site_builder.manifest.keys import public_key
    from site_builder.verify import verify as judge

    found = judge(project.folder / target, [public_key(project.folder / key) for key in keys], on, keep)
    for note in found.notes:
        project.warn(note)
    answer("\n".join([*found.distrusted, *found.differing]))
    if found.distrusted:
        sys.exit(EXIT_UNTRUSTED)
    if found.differing:
        sys.exit(EXIT_DRIFT)
    manifest = found.manifest
    put(f"{target} is what its manifest lists: {len(manifest.files)} files of version {manifest.version}.")
    project.say(f"It may be trusted until {manifest.expires}." if keys else f"Its last day is {manifest.expires}.")
