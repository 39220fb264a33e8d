"""The command `edit`: the form in the browser."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import before
from site_builder.cli.project import Project, common, on_option, out_option, put
from site_builder.cli.published import published
from site_builder.errors import Failure

if TYPE_CHECKING:
    from site_builder.edit.app import App
    from site_builder.model import Registry

PORT = 8010


@click.command(short_help="Edit the notice in the browser, without YAML.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help=f"0 for any that is free.  [default: {PORT}, if it is free]"
)
@click.option("--open/--no-open", "opens", default=True, show_default=True, help="Open it in the browser.")
@out_option
@on_option
@common
def edit(project: Project, *, port: int | None, opens: bool, out: Path, on: date) -> None:
    """Edit who gets what, and the words, as a form in the browser.

    For this computer alone. Your files change when you save there, and not before. Ctrl+C ends it.
    """
    from site_builder import loopback
    from site_builder.edit.door import opened

    with opened(form(project, out, on), [PORT, 0] if port is None else [port]) as door, suppress(KeyboardInterrupt):
        put(door.address)
        project.say("This is the form: leave this window open while you edit. Ctrl+C ends it.")
        project.say("What you did not save is gone then. Whoever has this address can edit: give it to nobody.")
        if opens:
            click.launch(door.address)
        loopback.until_stopped()


def form(project: Project, out: Path, on: date) -> App:
    """The form on the registry of a project. Raises Unreadable if there is none."""
    from site_builder.edit.app import App
    from site_builder.edit.session import Session

    folder, shown_as = project.folder / project.registry, Path(project.registry).as_posix()
    session = Session(folder, shown_as, on, before(project))
    session.look()
    _ = session.opened  # so that a folder that cannot be read is told here

    def standing(registry: Registry) -> Registry | None:
        try:
            return published(project, registry, None, out, on)
        except SystemExit:
            raise Failure(f"What was released last is not here. {_ELSEWHERE}") from None

    return App(session, standing, project.folder)


_ELSEWHERE = "Sign with the command, which can be told where it is: site-builder sign-off --since PATH"
