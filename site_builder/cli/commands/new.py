"""The command `new`: a small registry to start from."""

from __future__ import annotations

from pathlib import Path

import click

from site_builder.cli.project import Project, common, quoted


@click.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@common
def new(project: Project, target: Path) -> None:
    """Make a small registry to start from, in a new folder DIR."""
    from site_builder.starter import starter

    number = starter(project.folder / target)
    project.say(f"Made {number} files in {target}. Next: site-builder build -C {quoted(target)}")
