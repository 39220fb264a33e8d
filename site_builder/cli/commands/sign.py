"""The command `sign`: sign what is published, or renew its signature."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from site_builder.cli.project import (
    Project,
    common,
    keep_option,
    key_option,
    now_on,
    on_option,
    out_option,
    private_keys,
    put,
    resign_option,
    tell_leftover,
)


@click.command(short_help="Sign what is published, or renew its signature.")
@out_option
@key_option(required=True)
@click.option(
    "--days", type=click.IntRange(1, 31), default=31, show_default=True, help="For how many days it may be trusted."
)
@resign_option
@keep_option
@on_option
@common
def sign(
    project: Project, *, out: Path, keys: tuple[Path, ...], days: int, resign: bool, keep: tuple[str, ...], on: date
) -> None:
    """Sign what is published, or renew its signature: nothing is rendered, and only two days change.

    A release that was not signed yet gets its link in the chain of releases.
    """
    from site_builder.load.project.folder import head
    from site_builder.manifest.form import sha256
    from site_builder.signing import Signing
    from site_builder.signing import sign as renew

    signing = Signing(private_keys(project, keys), on, timedelta(days), now_on(on), resign)
    known = head(project.folder / project.registry, Path(project.registry).as_posix())
    published, manifest = renew(project.folder / out, known, signing, keep)
    put(f"{signing.expires} {sha256(manifest)}")
    tell_leftover(project, published)
    project.say(f"{out} is signed until {signing.expires}, by {', '.join(k.public.keyid for k in signing.keys)}.")
