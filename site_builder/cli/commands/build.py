"""`build`."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

import click

from site_builder.cli.problems import format_option, loaded, tell
from site_builder.cli.project import EXIT_WRONG, Project, common, on_option, strict_option
from site_builder.core.problems import stops


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="site",
    show_default=True,
    help="Where to publish, inside the project's folder.",
)
@strict_option
@click.option(
    "--templates",
    type=click.Path(path_type=Path),
    help="A folder of your own templates, inside the project's; ours fill the gaps.",
)
@click.option(
    "--keep",
    multiple=True,
    metavar="NAME",
    help="A name in the output folder that is yours and stays, for example CNAME.",
)
@format_option
@on_option
@common
def build(
    project: Project, *, out: Path, strict: bool, templates: Path | None, keep: tuple[str, ...], style: str, on: date
) -> None:
    """Check the registry, render page, PDF and feed, and publish them all at once."""
    watch = _Watch(project)
    found = loaded(project, on)
    watch("check")
    tell(project, found.problems, style, strict=strict)
    if found.registry is None or stops(found.problems, strict=strict):
        project.say("Nothing was published.")
        sys.exit(EXIT_WRONG)

    from site_builder.build import site_files
    from site_builder.publish import publish
    from site_builder.renderers.surroundings import API_CATALOG, has_host

    watch("imports")
    own = project.folder / templates if templates else None
    files = site_files(found.registry, on, own, watch, keep)
    published = publish(files, project.folder / out, keep=keep)
    watch("publish")
    watch.done()
    if not project.quiet:
        for path, data in files.items():
            click.echo(f"{len(data):>9,}  {path}")
    if has_host(found.registry.site) and API_CATALOG not in files:
        project.say(f"{API_CATALOG} is left out, as .well-known is kept: what stands there is yours.")
    if published.leftover:
        project.say(f"The old site could not be removed whole; what is left is in {published.leftover.name}.")
    project.say(f"{'Published' if published.changed else 'Already published:'} {len(files)} files in {out}.")


class _Watch:
    """Says how long each stage took, under -v; on a terminal otherwise what was last done, while it lasts."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._last = time.perf_counter()
        self._shows = sys.stderr.isatty() and not (project.quiet or project.verbose)

    def __call__(self, stage: str) -> None:
        now = time.perf_counter()
        if self._project.verbose:
            self._project.say(f"{(now - self._last) * 1000:>7.0f} ms  {stage}")
        elif self._shows:
            click.echo(f"\r{stage:<12}", err=True, nl=False)
        self._last = now

    def done(self) -> None:
        """Take the last stage off the terminal."""
        if self._shows:
            click.echo(f"\r{'':<12}\r", err=True, nl=False)
