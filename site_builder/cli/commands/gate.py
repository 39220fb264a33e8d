"""The command `gate`: the decision service, and what its log says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from site_builder.cli.project import (
    Project,
    common,
    iri_option,
    log_option,
    put,
    state_option,
    trusted_key_option,
)
from site_builder.errors import Failure

if TYPE_CHECKING:
    from site_builder.client import Client
    from site_builder.service.app import Service
    from site_builder.service.reader import Source

PORT, A_SECOND, MINUTES = 8181, 500, 10
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@click.group()
def gate() -> None:
    """The gate as a service, for systems in any language."""


@gate.command(short_help="Answer decisions over HTTP.")
@click.option("--feed", "source", required=True, metavar="URL|PATH", help="The published feed, as for decide.")
@trusted_key_option(required=True)
@state_option(required=True)
@iri_option
@log_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 for any that is free.")
@click.option(
    "--tokens",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Who may ask: a token on each line; needed where others than this computer can ask.",
)
@click.option(
    "--rate",
    type=click.IntRange(1),
    default=A_SECOND,
    show_default=True,
    help="How many decisions a second each token may ask for.",
)
@click.option(
    "--read-every",
    "minutes",
    type=click.IntRange(1),
    default=MINUTES,
    show_default=True,
    help="After how many minutes the feed is read again.",
)
@click.option("--public-url", metavar="URL", help="The https address by which others know the service: AuthZEN's.")
@click.option(
    "--authzen-profile",
    "profile",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What an AuthZEN gateway calls things, and what all its requests are about.",
)
@click.option("--report-only", is_flag=True, help="Mark each answer and each line of the log as not enforced.")
@common
def serve(project: Project, *, host: str, port: int, **how: Any) -> None:
    """Answer decisions over HTTP: the plain form and AuthZEN's.

    It listens at once, and is red until a feed is trusted. SIGTERM or Ctrl+C ends it, without a lost answer.
    """
    if host not in LOOPBACK and how["tokens"] is None:
        raise click.UsageError(f"At {host} others can ask. Say who may: --tokens FILE, with a token on each line.")
    from site_builder.service import reader, running

    source = _source(project, **how)
    service = _service(project, source.client, **how)
    listening = running.listening_at(host, port)
    name = f"[{host}]" if ":" in host else host
    put(f"http://{name}:{listening.getsockname()[1]}/")
    project.say("It listens, and is red until a feed is trusted: see /healthz. Ctrl+C ends it.")
    every = timedelta(minutes=how["minutes"])
    running.run(service, listening, lambda: reader.keep_reading(source, every, service.heard))


def _source(
    project: Project, *, source: str, keys: Sequence[Path], state: Path, iri: str | None, **_others: Any
) -> Source:
    from site_builder.cli.commands.decide import data_of
    from site_builder.service.reader import Source

    return Source(
        data_of(project, source, iri), [str(project.folder / key) for key in keys], str(project.folder / state), iri
    )


def _service(
    project: Project,
    client: Callable[..., Client],
    *,
    log: Path | None,
    tokens: Path | None,
    rate: int,
    public_url: str | None,
    profile: Path | None,
    report_only: bool,
    **_others: Any,
) -> Service:
    from site_builder.service.app import Service
    from site_builder.service.authzen import Profile, profile_in
    from site_builder.service.limits import Rates, Tokens, tokens_in

    known = Tokens() if tokens is None else tokens_in(project.folder / tokens)
    if log is None:
        project.warn("Without --log FILE no decision can be shown later.")
    return Service(
        client(log=None if log is None else project.folder / log, deadline=1.0, report_only=report_only),
        known,
        Rates(len(known), rate),
        project.say,
        Profile() if profile is None else profile_in(project.folder / profile),
        _public(public_url),
    )


def _public(url: str | None) -> str | None:
    """The address by which others know the service; a usage error if it is none that AuthZEN allows."""
    if url is None:
        return None
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.netloc or parts.query or parts.fragment or "@" in parts.netloc:
        raise click.UsageError("--public-url is an https address without ? and #: https://gate.council.example")
    return url.rstrip("/")


@gate.command(short_help="Sum up a log of decisions.")
@click.argument("log", metavar="LOG", type=click.Path(path_type=Path))
@common
def report(project: Project, *, log: Path) -> None:
    """Sum up a log of decisions: how often each answer was given, and what was not permitted."""
    from site_builder.service.summary import summed

    try:
        with (project.folder / log).open(encoding="utf-8", errors="replace") as lines:
            put(summed(lines))
    except OSError as error:
        raise Failure(f"The log {log} cannot be read: {error.strerror}.") from error
