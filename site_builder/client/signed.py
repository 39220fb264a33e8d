"""The client of a signed feed, and the same as coroutines."""

# ruff: noqa: PTH100
# Paths are texts here: to import pathlib takes longer than most of what is done.

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from site_builder.addresses import BASE, DATA, ROOT, is_address
from site_builder.client.answers import Answer, Reading
from site_builder.client.base import HOUR, Asked, Asking, Ready, parsed_request
from site_builder.client.cached_copy import Copy, State, check_day, check_newer, counted, fixed, seconds
from site_builder.client.failure_codes import FAULT, Untrusted, cause_of
from site_builder.client.store import Folder, Memory
from site_builder.gate.index import Index
from site_builder.gate.index_codec import unpack
from site_builder.manifest.dsse import Envelope, EnvelopeError, check
from site_builder.manifest.keys import PublicKey, public_key

if TYPE_CHECKING:
    from site_builder.client.past import PastAnswer

AGAIN = 60.0
"""Seconds after a reading that failed in which a decision tries no other: the publisher has enough to do."""

PAST_SECONDS = 60.0
"""Seconds for all files that tell what stood on a day: up to a hundred."""

Path = str | os.PathLike[str]
"""Of a file or folder; any of these."""


class Client(Asking):
    """Asks one publisher's feed, and trusts it only while it is signed, in date, and no older than what was seen.

    `address` is that of the site's `data/v1/`, or the path of such a folder; `keys` are public keys, or the paths of
    their files, of which one must have signed; `state` is a folder for this client alone, None to keep nothing beyond
    this process. `registry` is the registry's id, left out that of the site at the address. `deadline`: the seconds
    that fetching may take; `max_age`: how old a copy may be before it is read anew, None for no end but its expiry.
    `report_only`: whoever asks lets pass what is not permitted, too; answers and log say so.

    Raises ValueError or Failure where it cannot be made so; what it does later never raises.
    """

    def __init__(
        self,
        address: Path,
        keys: Iterable[PublicKey | Path],
        state: Path | None,
        *,
        registry: str | None = None,
        log: Path | None = None,
        deadline: float = 2.0,
        max_age: timedelta | None = HOUR,
        report_only: bool = False,
    ) -> None:
        super().__init__(log, deadline, max_age, report_only=report_only)
        self._root, self._registry = _site(address, registry)
        self._keys = tuple(key if isinstance(key, PublicKey) else public_key(key) for key in keys)
        if not self._keys:
            raise ValueError("Give at least one public key: without one nothing is trusted.")
        self._store = Memory() if state is None else Folder(state, self._registry)
        self._failed: tuple[str, str] | None = None
        """When the last reading failed, and why."""
        self._fetched: dict[str, bytes] = {}
        self._heard_at_risk: Collection[str] = ()
        """Purposes at risk by what another process has fetched."""
        self._index: tuple[Copy, Index] | None = None

    def heard(self, cause: str | None, at_risk: Collection[str] = (), now: datetime | None = None) -> None:
        """Be told what came of a reading by another process with this state.

        Where there is no copy, the answer says this cause. `at_risk` are the `purposes_at_risk` of that process.
        """
        self._failed = None if cause is None else (fixed(now), cause)
        self._heard_at_risk = frozenset(at_risk)

    def as_of(self, day: date, request: Asked, now: datetime | None = None) -> PastAnswer:
        """What would have been decided on a day of the past, by the releases that the site keeps. Never raises.

        It permits nothing, whatever it says, and no line is written to the log. Fetching may take PAST_SECONDS.
        """
        from site_builder.client.fetching import Line
        from site_builder.client.past import PastAnswer, past_answer

        try:
            line = Line(self._root, PAST_SECONDS)
            return past_answer(line, self._keys, self._registry, parsed_request(request), day, fixed(now))
        except Exception:  # noqa: BLE001 (whatever it was, it is no answer)
            return PastAnswer(day, cause=FAULT)

    def _refresh(self, at: str) -> None:
        state = self._store.load(time.monotonic() + self._deadline)
        self._read_from_site(counted(at, state.seen), state)

    def _ready(self, at: str, until: float) -> tuple[str, Ready]:
        state = self._store.load(until)
        at = counted(at, state.seen)
        if self._is_due(state.copy, at):
            cause = cause_of(lambda: self._read_from_site(at, state))
            self._failed = None if cause is None else (at, cause)
            state = self._store.load(until)
        copy = state.copy
        if copy is None:
            raise Untrusted(self._failed[1] if self._failed else "never_read")
        check_day(copy, at[:10])
        return at, Ready(self._index_of(copy, at, until), f"sha256:{copy.feed}")

    def _before_permission(self, at: str, until: float) -> None:
        self._store.see(at, until)

    # ---- reading

    def _is_due(self, copy: Copy | None, at: str) -> bool:
        """Whether it is time to read anew: there is no copy, or an old one, and no reading has failed just now."""
        has_failed = self._failed is not None and 0 <= seconds(self._failed[0], at) < AGAIN
        if self._max_age is None or has_failed:
            return False
        return copy is None or seconds(copy.read, at) > self._max_age

    def _read_from_site(self, at: str, state: State) -> None:
        from site_builder.client.fetching import Line
        from site_builder.client.reading import read_anew

        line = Line(self._root, self._deadline)
        try:
            copy = read_anew(line, self._keys, self._registry, state, at)
        finally:
            self._fetched = line.fetched
        self._fetched = {}

        def still(found: State) -> None:
            counted(at, found.seen)
            check_newer(copy, found.copy)

        self._store.keep(copy, at, still, time.monotonic() + self._deadline)

    # ---- what is at hand

    def _index_of(self, copy: Copy, at: str, until: float) -> Index:
        """The copy's index, if a trusted key has signed it."""
        held = self._index
        if held is not None and held[0] is copy:
            return held[1]
        try:
            check(Envelope(copy.manifest, copy.signatures), self._keys)
        except EnvelopeError as error:
            raise Untrusted("other_key") from error
        made = unpack(self._with_current_index(copy, at, until).packed)
        self._index = (copy, made)
        return made

    def _with_current_index(self, copy: Copy, at: str, until: float) -> Copy:
        from site_builder.client.cache_version import edition

        if copy.edition == edition() != "":
            return copy
        from site_builder.client.reading import renewed

        made = renewed(copy, self._registry)
        with suppress(Untrusted):
            self._store.keep(made, at, lambda found: check_newer(made, found.copy), until)
        return made

    def _at_risk(self) -> Collection[str]:
        return () if self._index is None else self._index[1].marked.at_risk

    def _at_hand(self) -> Iterator[Iterable[str]]:
        yield self._at_risk()
        yield self._heard_at_risk
        from site_builder.client.risk_fallback import by_feed, by_kept

        yield from by_kept(self._store.anything())
        yield from map(by_feed, self._fetched.values())


class AsyncClient:
    """As `Client`, with the same arguments; its methods are coroutines, each of which works in a thread."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._client = Client(*arguments, **named)

    async def refresh(self, now: datetime | None = None) -> Reading:
        """As `Client.refresh`."""
        from asyncio import to_thread

        return await to_thread(self._client.refresh, now)

    async def as_of(
        self, day: date, request: bytes | str | Mapping[str, Any], now: datetime | None = None
    ) -> PastAnswer:
        """As `Client.as_of`."""
        from asyncio import to_thread

        return await to_thread(self._client.as_of, day, request, now)

    async def decide(self, request: bytes | str | Mapping[str, Any], now: datetime | None = None) -> Answer:
        """As `Client.decide`."""
        from asyncio import to_thread

        return await to_thread(self._client.decide, request, now)


def _site(address: Path, registry: str | None) -> tuple[str, str]:
    """The address or folder of the site below which its data stands, and the id of its registry."""
    place = os.fspath(address)
    place = place if is_address(place) else os.path.abspath(place).replace(os.sep, "/")
    place = f"{place.rstrip('/')}/"
    if not place.endswith(f"/{DATA}"):
        raise ValueError(f"The address must end in {DATA}, as that of a feed does; this one does not: {place}")
    root = place.removesuffix(DATA)
    if registry is None:
        if not is_address(place):
            raise ValueError(f"The registry of a folder must be named: the site's address and {BASE}{ROOT}.")
        registry = f"{root}{BASE}{ROOT}"
    return root, registry
