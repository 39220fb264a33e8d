"""What stands published, for a command that compares the registry with it; and reading what `diff` compares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.addresses import FEED, MANIFEST, RELEASE_INDEX, is_address
from site_builder.cli.problems import answer, kept_feed, report
from site_builder.cli.project import Project, wrong
from site_builder.errors import Failure
from site_builder.problems import stops

if TYPE_CHECKING:
    from collections.abc import Sequence

    from site_builder.history.chain import Link
    from site_builder.model import Registry, Release

since_option = click.option(
    "--since",
    type=click.Path(path_type=Path),
    help="Where the published release is, inside the project's folder: that of the site, a feed, or a registry's "
    "folder. Left out: the last release, if it is kept or was built here.",
)


def published(project: Project, registry: Registry, since: Path | None, out: Path, on: date) -> Registry | None:
    """The public half of what was released last, as it is kept or was built here, or as it is found at `since`.

    None where no release is recorded and `since` names nothing: a build may have been made only to have a look. Exits
    with EXIT_WRONG if the last release is not found.
    """
    from site_builder.facts.redact import public
    from site_builder.facts.releases import release_of, releases_of
    from site_builder.signing.sign_off import is_last_release

    releases = releases_of(registry)
    if since is not None:
        found = registry_at(project, since, "text", on)
        if not is_last_release(found, registry):
            wrong(f"{since} does not say what was released last, version {releases[-1].version}. {_NAME_IT}")
        return _as_released(found, releases)
    if not releases:
        return None
    feed = project.folder / out / FEED
    built = (_read(data) for data in (kept_feed(project), feed.read_bytes() if feed.is_file() else None) if data)
    stated = (public(registry) if release_of(registry) else None, _kept(project), *built)
    last = next((each for each in stated if each is not None and is_last_release(each, registry)), None)
    if last is None:
        wrong(
            f"What was released last, version {releases[-1].version}, is not kept and was not built here, so nobody "
            f"can tell what has changed since. {_NAME_IT}"
        )
    return _as_released(last, releases)


def _kept(project: Project) -> Registry | None:
    """The last release that is kept; None where none is, or where it was withdrawn. Raises HistoryError."""
    from site_builder.history.store import in_registry, registry_at

    releases = in_registry(project.folder / project.registry)
    return registry_at(releases, len(releases)) if releases and not releases[-1].is_withdrawn else None


def published_links(project: Project, place: str) -> tuple[Link, ...]:
    """The chain of releases of a published site, by its address or folder; none where it keeps none yet.

    Raises HistoryError where it is not the chain that its manifest names, Failure where that cannot be read.
    """
    from site_builder.history.chain import checked
    from site_builder.manifest.form import read
    from site_builder.signing import links_at

    if not is_address(place):
        if not (project.folder / place).is_dir():
            raise Failure(f"There is no folder {place}, so nobody can tell which releases were signed.")
        return links_at(project.folder / place)
    from site_builder.verify.crawl import GONE, NOT_FOUND, WebError, at, fetch, root_of

    root = root_of(place)
    try:
        manifest = read(fetch(at(root, MANIFEST)).data)
    except WebError as error:
        if error.status not in {NOT_FOUND, GONE}:
            raise
        project.say(f"Nothing is published at {root} yet, so the chain of releases begins.")
        return ()
    return () if manifest.releases is None else checked(fetch(at(root, RELEASE_INDEX)).data, manifest.releases)


_NAME_IT = "Name the folder of the published site, or its feed: --since PATH"


def _as_released(found: Registry, releases: Sequence[Release]) -> Registry:
    """What was found, under the version of the last release: it may have been built as a draft before."""
    return replace(found, version=releases[-1].version, issued=releases[-1].issued) if releases else found


def _read(data: bytes) -> Registry | None:
    """The registry of a feed; None if it cannot be read, or says what this version has no words for."""
    from site_builder.load.feed.forward_compat import not_understood
    from site_builder.load.feed.reader import FeedError, read

    try:
        found = read(data)
    except FeedError:
        return None
    return None if any(not_understood(found)) else found


def registry_at(project: Project, path: Path, style: str, on: date) -> Registry:
    """The public half of the registry, feed or site at a path. If it has errors, prints them and exits."""
    from site_builder.facts.redact import public
    from site_builder.load.project.folder import load

    place = project.folder / path
    feed = place / FEED if (place / FEED).is_file() else place
    if not feed.is_dir():
        return _feed(feed, path)
    if not (place / "organisation.yaml").exists():
        wrong(f"{path} is neither a registry (it has no organisation.yaml) nor a published site (it has no {FEED}).")
    result = load(place, path.as_posix(), on)
    if result.registry is None or stops(result.problems):
        answer(report(style, [p for p in result.problems if stops([p])]))
        wrong(f"{path} has errors, so nothing was compared.")
    return public(result.registry)


def _feed(file: Path, path: Path) -> Registry:
    from site_builder.load.feed.forward_compat import not_understood
    from site_builder.load.feed.reader import FeedError, read

    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise Failure(f"There is nothing at {path}.") from error
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}.") from error
    try:
        registry = read(data)
    except FeedError as error:
        wrong(f"{path} is no feed that can be compared. {error}")
    if unknown := next(not_understood(registry), None):
        wrong(f"{path} says what this version has no words for, so nothing was compared. {unknown}")
    return registry
