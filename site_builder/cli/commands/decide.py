"""The command `decide`: ask a published feed whether data may be shared."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from site_builder.addresses import DATA, FEED, is_address
from site_builder.cli.project import (
    EXIT_UNTRUSTED,
    Day,
    Project,
    common,
    iri_option,
    log_option,
    put,
    state_option,
    trusted_key_option,
)
from site_builder.errors import Failure, shown

if TYPE_CHECKING:
    from site_builder.client import Answer, Client, UnsignedFeed

EXIT_REFUSED, EXIT_REFER, EXIT_PAST = 10, 11, 12
EXITS = {"required": 0, "permitted": 0, "permitted_with_duties": 0, "refer": EXIT_REFER, "refused": EXIT_REFUSED}
WORST = (0, EXIT_REFER, EXIT_REFUSED, EXIT_UNTRUSTED)
"""The exit codes, best first."""
LARGEST = 16 << 20
"""The most bytes of requests that we read."""


@click.command(short_help="May this be shared? Ask a published feed.")
@click.option("--feed", "source", required=True, metavar="URL|PATH", help="The published feed: see above.")
@trusted_key_option(required=False)
@click.option("--unsigned", is_flag=True, help="Believe a feed that nobody has signed. In place of --key.")
@state_option(required=False)
@iri_option
@log_option
@click.option("--on", type=Day(), show_default="today", help="The day that counts as today.")
@click.option(
    "--as-of", type=Day(), help="What would have been decided on a day of the past: it permits nothing today."
)
@click.argument("request_file", metavar="[REQUEST.json]", default="-")
@common
def decide(project: Project, *, request_file: str, on: date | None, as_of: date | None, **how: Any) -> None:
    """Ask a published feed whether data may be shared.

    REQUEST.json holds the request, or a list of them; left out, it is read from standard input. The feed is the address
    of a site's data/v1/, or the path of a published folder; with --unsigned a feed's file too.
    """
    one = _unsigned(project, **how) if _is_unsigned(**how) else _signed(project, **how)
    if as_of is not None:
        _decide_past(project, one, as_of, request_file, on)
    now = None if on is None else datetime.combine(on, datetime.now(UTC).timetz())
    data = _request_bytes(project, request_file)
    many = _request_list(data)
    answers = list(one.decide_each([data] if many is None else many, now))
    plain = [answer.plain() for answer in answers]
    put(json.dumps(plain[0] if many is None else plain, ensure_ascii=False, indent=1))
    for cause in dict.fromkeys(answer.cause for answer in answers if answer.cause is not None):
        project.warn(_why(cause, how["source"]))
    sys.exit(max((_exit(answer) for answer in answers), key=WORST.index))


def _decide_past(
    project: Project, one: Client | UnsignedFeed, day: date, request_file: str, on: date | None
) -> NoReturn:
    """Print what would have been decided on a day, and exit with EXIT_PAST, whatever it is."""
    from site_builder.client import Client
    from site_builder.client.past import CAUSES

    if not isinstance(one, Client):
        raise click.UsageError("--as-of asks the releases that a signed site keeps: give --key, and not --unsigned.")
    data = _request_bytes(project, request_file)
    many = _request_list(data)
    now = None if on is None else datetime.combine(on, time(12), UTC)
    answers = [one.as_of(day, each, now) for each in ([data] if many is None else many)]
    plain = [answer.plain() for answer in answers]
    put(json.dumps(plain[0] if many is None else plain, ensure_ascii=False, indent=1))
    for cause in dict.fromkeys(answer.cause for answer in answers if answer.cause is not None):
        project.warn(f"There is no answer about {day}: {CAUSES.get(cause, cause)}.")
    project.warn("This is about the past: it permits nothing.")
    sys.exit(EXIT_PAST)


def _exit(answer: Answer) -> int:
    return EXITS[answer.outcome] if answer.cause is None else EXIT_UNTRUSTED


# ---- what is asked


def _request_bytes(project: Project, name: str) -> bytes:
    """The bytes of the requests; slightly more than the limit if they are too long."""
    if name == "-":
        if sys.stdin is None:
            raise Failure("The request cannot be read: standard input is closed. Name the file that holds it.")
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with (project.folder / name).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Failure(f"The request {shown(name)} cannot be read: {error.strerror}.") from error


def _request_list(data: bytes) -> Sequence[bytes] | None:
    """The requests in a JSON list, None if the bytes are not one: then they are one request, or malformed."""
    from site_builder.gate.request import requests_in

    requests = None if len(data) > LARGEST else requests_in(data)
    if requests is not None and not requests:
        raise click.UsageError("The list of requests is empty, so nothing is asked.")
    return requests


# ---- whom


def _is_unsigned(*, unsigned: bool, keys: Sequence[Path], state: Path | None, iri: str | None, **_others: Any) -> bool:
    """Whether to trust the feed without a signature; a usage error if the options do not say it clearly."""
    if bool(keys) == unsigned:
        raise click.UsageError(
            "Say whether the feed must be signed: --key FILE with the publisher's public key, or --unsigned."
        )
    if unsigned and (state is not None or iri is not None):
        raise click.UsageError("--state and --registry-iri are for feeds that are signed: leave them out.")
    return unsigned


def _signed(
    project: Project,
    *,
    source: str,
    keys: Sequence[Path],
    state: Path | None,
    iri: str | None,
    log: Path | None,
    **_others: Any,
) -> Client:
    from site_builder.client import Client
    from site_builder.manifest.keys import public_key

    place = data_of(project, source, iri)
    if state is None:
        project.warn("Without --state DIR nothing is remembered, so an old copy cannot be told from a new one.")
    return Client(
        place,
        [public_key(project.folder / key) for key in keys],
        None if state is None else project.folder / state,
        registry=iri,
        log=None if log is None else project.folder / log,
    )


def data_of(project: Project, source: str, iri: str | None) -> str:
    """The address or folder of a site's data; a usage error for a folder if nobody says whose registry it holds."""
    if iri is None and not is_address(source):
        raise click.UsageError("Name the registry whose feed this folder holds: --registry-iri https://.../id/registry")
    place = (source if is_address(source) else str(project.folder / source)).rstrip("/")
    return f"{place}/" if f"{place}/".endswith(f"/{DATA}") else f"{place}/{DATA}"


def _unsigned(project: Project, *, source: str, log: Path | None, **_others: Any) -> UnsignedFeed:
    from site_builder.client import UnsignedFeed

    name = Path(FEED).name
    if not is_address(source):
        place = project.folder / source
        location = str(next((file for file in (place / FEED, place / name) if file.is_file()), place))
    else:
        location = f"{source}{name if source.endswith(DATA) else FEED}" if source.endswith("/") else source
    return UnsignedFeed(location, log=None if log is None else project.folder / log)


# ---- why not


def _why(cause: str, source: str) -> str:
    from site_builder.gate.reason_codes import CAUSES

    return f"Nothing may be shared on this: the feed {shown(source)} is not trusted ({cause}). {CAUSES[cause]}"
