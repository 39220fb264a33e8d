"""The command `withdraw`: take away what is kept of a release that was published by mistake."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from site_builder.cli.project import Project, common, on_option, put


@click.command(short_help="Take away what is kept of a release.")
@click.argument("number", type=click.IntRange(1))
@click.option("--reason", required=True, help="Why, in words that may be public: they are published.")
@on_option
@common
def withdraw(project: Project, *, number: int, reason: str, on: date) -> None:
    """Take away what is kept of release NUMBER, which should never have been published.

    The files that build on it go too. Their links in the chain stay, so everybody sees that something was withdrawn.
    """
    if not reason.strip():
        raise click.UsageError('Say why: --reason "REASON"')
    from site_builder.signing.release import withdraw as take_back

    names = take_back(project.folder / project.registry, number, " ".join(reason.split()), on)
    for name in names:
        put(f"{Path(project.registry).as_posix()}/releases/{name}")
    project.say(
        "Taken away. Now build and sign, so that it is gone from the site too. What git, backups and others keep of it "
        "is not touched; what the notice says now is in the registry, not here."
    )
