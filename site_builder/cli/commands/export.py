"""The command `export`: policies for other engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import sound
from site_builder.cli.project import Project, common, on_option, put, wrong
from site_builder.errors import Failure

if TYPE_CHECKING:
    from site_builder.model import Registry


def _policies(registry: Registry) -> bytes:
    from site_builder.render.cedar.policies import render

    return render(registry)


def _entities(registry: Registry) -> bytes:
    from site_builder.render.cedar.request import entities

    return entities(registry)


def _schema(_registry: Registry) -> bytes:
    from site_builder.render.cedar.request import schema

    return schema()


EXPORTS: Mapping[str, Callable[[Registry], bytes]] = {
    "cedar": _policies,
    "cedar-entities": _entities,
    "cedar-schema": _schema,
}
"""The formats for other programs."""


@click.command(short_help="Make policies for an engine of your own.")
@click.argument("what", type=click.Choice([*EXPORTS]))
@click.option(
    "--feed",
    type=click.Path(path_type=Path),
    help="A feed (a file) to make it from, in place of the project's registry.",
)
@on_option
@common
def export(project: Project, *, what: str, feed: Path | None, on: date) -> None:
    """Print what another program decides by: Cedar policies, the entities that they need, or the schema of both."""
    from site_builder.facts.redact import public

    if feed is None:
        registry = public(sound(project, on, "text", strict=False, otherwise="Nothing was exported.")[0])
    else:
        registry = _registry_of_feed(project.folder / feed, feed)
    put(EXPORTS[what](registry).decode(), nl=False)


def _registry_of_feed(file: Path, shown_as: Path) -> Registry:
    """The registry of a feed. It keeps `Unknown` conditions: no policy permits a disclosure that has one."""
    from site_builder.load.feed.reader import FeedError, read

    try:
        return read(file.read_bytes())
    except OSError as error:
        raise Failure(f"{shown_as} cannot be read: {error.strerror}.") from error
    except FeedError as error:
        wrong(f"{shown_as} is no feed that can be exported. {error}")
