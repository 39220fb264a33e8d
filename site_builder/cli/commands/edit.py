"""The command `edit`: the form in the browser."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import before
from site_builder.cli.project import Project, common, now_on, on_option, out_option, put, today
from site_builder.cli.published import published
from site_builder.errors import Failure

if TYPE_CHECKING:
    from site_builder.edit.app import App
    from site_builder.kept import Kept
    from site_builder.model import Registry

PORT = 8010


@click.command(short_help="Edit the notice in the browser, without YAML.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help=f"0 for any that is free.  [default: {PORT}, if it is free]"
)
@click.option("--open/--no-open", "opens", default=True, show_default=True, help="Open it in the browser.")
@click.option(
    "--hosted",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="For several people, behind your own sign-in, as this file says.",
)
@out_option
@on_option
@common
def edit(project: Project, *, port: int | None, opens: bool, hosted: Path | None, out: Path, on: date) -> None:
    """Edit who gets what, and the words, as a form in the browser.

    For this computer alone, unless with --hosted. Your files change when you save there. Ctrl+C ends it.
    """
    if hosted is not None:
        if port is not None:
            raise click.UsageError("The file of --hosted says where it listens: leave out --port.")
        _host(project, project.folder / hosted, out, on)
        return
    from site_builder import loopback
    from site_builder.edit.door import opened

    with opened(form(project, out, on), [PORT, 0] if port is None else [port]) as door, suppress(KeyboardInterrupt):
        put(door.address)
        project.say("This is the form: leave this window open while you edit. Ctrl+C ends it.")
        project.say("What you did not save is gone then. Whoever has this address can edit: give it to nobody.")
        if opens:
            click.launch(door.address)
        loopback.until_stopped()


def _host(project: Project, file: Path, out: Path, on: date) -> None:
    """Run the form behind a sign-in. Raises Failure where the file does not say all that makes that safe."""
    from site_builder.edit.hosted import Drafts, run
    from site_builder.edit.hosting import hosting_in
    from site_builder.edit.session import READ
    from site_builder.kept import Kept

    hosting, kept = hosting_in(file), Kept(READ)
    _ = form(project, out, on, kept)  # so that a folder that cannot be read is told here
    follows = on == today()  # a program that runs for weeks goes by the day, unless one was given

    def day() -> date:
        return today() if follows else on

    def saved(person: str, names: str) -> None:
        project.say(f"{now_on(today())} {person} saved {names}")

    drafts = Drafts(hosting, lambda _: form(project, out, day(), kept), day, saved)

    def told(port: int) -> None:
        put(f"http://{hosting.host}:{port}{hosting.root}")
        project.say(
            f"The sign-in brings people from {hosting.address} here. Ctrl+C ends it, and what nobody saved is gone."
        )

    run(drafts, told)


def form(project: Project, out: Path, on: date, kept: Kept | None = None) -> App:
    """The form on the registry of a project; `kept` is what several share. Raises Unreadable if there is none."""
    from site_builder.edit.app import App
    from site_builder.edit.session import Session
    from site_builder.publish.saving import finish

    folder, shown_as = project.folder / project.registry, Path(project.registry).as_posix()
    session = Session(folder, shown_as, on, before(project))
    session.kept = kept or session.kept
    if left := finish(folder):
        project.warn(f"A save was cut off, and somebody changed a file since. Not saved: {', '.join(left)}.")
    session.look()
    _ = session.opened  # so that a folder that cannot be read is told here

    def standing(registry: Registry) -> Registry | None:
        try:
            return published(project, registry, None, out, on)
        except SystemExit:
            raise Failure(f"What was released last is not here. {_ELSEWHERE}") from None

    return App(session, standing, project.folder)


_ELSEWHERE = "Sign with the command, which can be told where it is: site-builder sign-off --since PATH"
