"""The command `key`: a new pair of signing keys."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from site_builder.cli.project import Project, common, put


@click.group()
def key() -> None:
    """Keys for signing what is published."""


@key.command(short_help="Make a key pair, FILE and FILE.pub.")
@click.argument("target", metavar="[FILE]", type=click.Path(path_type=Path), default="site-builder.key")
@common
def new(project: Project, target: Path) -> None:
    """Make a key pair: the private half in FILE, for signing, and the public half in FILE.pub, for all who check.

    FILE, left out, is site-builder.key.
    """
    from site_builder.addresses import MANIFEST
    from site_builder.errors import Failure
    from site_builder.manifest.keys import new_key
    from site_builder.publish.files import OPEN, SECRET, put_new

    file = project.folder / target
    if any((folder / MANIFEST).exists() for folder in file.absolute().parents):
        raise Failure(f"{target} would stand in a published folder, where all can read it. Name another place.")
    private = new_key()
    put_new({file: (private.pem(), SECRET), file.with_name(f"{file.name}.pub"): (private.public.pem, OPEN)})
    put(private.public.keyid)
    name = shlex.quote(str(target))
    project.say(f"{target} signs. Keep it where only the job that signs can read it, and a copy offline.")
    project.say(f"Never commit it, send it or publish it: git ignores it after  echo {name} >> .gitignore")
    project.say(f"{target}.pub checks. Give it to everyone who reads your feed. The line above is its id.")
