"""The command `serve`: the preview."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import loaded, recorded
from site_builder.cli.project import Project, common, on_option, put, templates_option
from site_builder.errors import Failure
from site_builder.kept import Kept
from site_builder.problems import stops

if TYPE_CHECKING:
    from site_builder.model import Registry
    from site_builder.serve.preview import Attempt

PORT = 8000
PAGES, FILES = 4000, 40_000
"""So many pages and PDFs are kept in memory, and so many files as they were read, and groups with what was found in
them: of a site that is shown again after an edit, most is as it was."""


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), help=f"0 for any that is free.  [default: {PORT}, if it is free]"
)
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@templates_option
@on_option
@common
def serve(project: Project, *, port: int | None, opens: bool, templates: Path | None, on: date) -> None:
    """Show every page and PDF while you edit, with what is wrong on top.

    For this computer alone, and nothing is published. Ctrl+C ends it.
    """
    from site_builder.serve.preview import Preview
    from site_builder.serve.server import serving
    from site_builder.serve.watching import stamp, watch

    own = project.folder / templates if templates else None
    folders = [project.folder / project.registry, *(each for each in (own, project.fonts) if each)]
    before = stamp(folders)
    kept, judged = Kept(PAGES), Kept(FILES)
    preview = Preview(lambda show: attempt_site(project, on, own, show, kept, judged))
    with serving(preview, [PORT, 0] if port is None else [port]) as server, suppress(KeyboardInterrupt):
        put(server.address)
        project.say("This is the preview: leave this window open while you edit. Ctrl+C ends it.")
        if opens:
            click.launch(server.address)
        watch(folders, before, preview.renew, Event())


def attempt_site(
    project: Project,
    on: date,
    templates: Path | None,
    show: Callable[[Attempt], None],
    kept: Kept | None = None,
    judged: Kept | None = None,
) -> Attempt:
    """An attempt to build the site as it would be published now: its files, or what is wrong. Raises Failure.

    The pages are shown before the rules have judged them; a PDF is made when somebody asks for it. In `kept` is what
    earlier attempts made, in `judged` what they read and found.
    """
    from urllib.parse import urlsplit

    from site_builder.build import shown_site
    from site_builder.history.chain import files_of
    from site_builder.history.store import in_registry
    from site_builder.serve.preview import Attempt
    from site_builder.starter import renew_ids

    attempt = Attempt(known=recorded(project), folder=project.folder.absolute())

    def pages(registry: Registry) -> None:
        nonlocal attempt
        try:
            releases = files_of(in_registry(project.folder / project.registry))
            files, later = shown_site(registry, on, templates, project.fonts, kept, releases)
        except Failure as failure:
            attempt = replace(attempt, failure=str(failure))
        else:
            attempt = replace(attempt, files=files, later=later, base=urlsplit(registry.site).path)
            show(replace(attempt, is_judged=False))

    result = loaded(project, on, meanwhile=pages, kept=judged)
    if result.registry is None or stops(result.problems):
        return replace(attempt, problems=result.problems, files={}, later={})
    with suppress(Failure):  # what helps an editor must not stand in the way of the page
        renew_ids(project.folder, result.registry)
    return replace(attempt, problems=result.problems)
