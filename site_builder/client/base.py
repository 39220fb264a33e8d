"""From a request to an answer, whatever happens: what all clients have in common."""

from __future__ import annotations

import json
import os
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from site_builder.client.answers import Answer, Reading
from site_builder.client.cached_copy import fixed
from site_builder.client.failure_codes import FAULT, Untrusted, Why, why_not
from site_builder.client.store import Log
from site_builder.gate.decide import Decision, decide, refusal
from site_builder.gate.index import Index, Marked
from site_builder.gate.request import A_PURPOSE, claimed_risk, request_in, request_of
from site_builder.gate.response import record
from site_builder.gate.types import REFER, REFUSED, Reason, Request, Unreadable

NOT_TRUSTED = (Reason("feed_not_trusted", "feed"),)
WRONG = (Reason("wrong_value", "request"),)
NOTHING_ASKED = Unreadable((), None)
PERMITS_NOTHING = frozenset({REFER, REFUSED})
HOUR = timedelta(hours=1)


class Ready(NamedTuple):
    """What to decide by, and the digest of the feed that it was made from (`sha256:...`)."""

    by: Index
    feed: str


Asked = bytes | str | Mapping[str, Any]
"""A request: JSON text, or the value that it says."""
Readies = Callable[[str, float], tuple[str, Ready]]
"""What `Asking._ready` does: see there."""


class Asking(ABC):
    """Something that can be asked. `log` is the path of a file that gets a line for each answer.

    `report_only`: whoever asks lets pass what is not permitted, too; answers and log say so.
    """

    def __init__(
        self,
        log: str | os.PathLike[str] | None,
        deadline: float,
        max_age: timedelta | None,
        *,
        report_only: bool,
    ) -> None:
        self._log = None if log is None else Log(log)
        self._report_only = report_only
        self._deadline = deadline
        self._max_age = None if max_age is None else max_age.total_seconds()

    def refresh(self, now: datetime | None = None) -> Reading:
        """Read the feed anew. Never raises."""
        return Reading(why_not(lambda: self._refresh(fixed(now))))

    def decide(self, request: Asked, now: datetime | None = None) -> Answer:
        """The answer to a request, as JSON text or as the value that it says. Never raises.

        `now`, left out, is the time of this computer; it must say its zone.
        """
        return self._answer(request, now, self._ready)

    def decide_each(self, requests: Iterable[Asked], now: datetime | None = None) -> Iterator[Answer]:
        """The answers to many requests, in order, all at one time and by one copy of the feed. Raises as `requests` do.

        Each is decided and logged when it is asked for, so whoever stops early has asked no more.
        """
        at = datetime.now(UTC) if now is None else now
        once = _Once(self._ready)
        return (self._answer(request, at, once) for request in requests)

    def is_urgent(self, request: Asked) -> bool:
        """Whether a request claims a risk, or its purpose is one for which somebody may be at risk. Never raises.

        By the copy that answered last, so that it costs next to nothing.
        """
        asked = parsed_request(request)
        return bool(asked.risk) or asked.purpose in self._at_risk()

    def purposes_at_risk(self) -> frozenset[str]:
        """The purposes for which somebody may be at risk, by all that can be read, trusted or not. Never raises."""
        try:
            return frozenset().union(*self._at_hand())
        except Exception:  # noqa: BLE001 (what cannot be read says nothing)
            return frozenset()

    def trusted(self, now: datetime) -> Ready:
        """What is decided by now. Nothing of it is logged. Raises Untrusted."""
        return self._ready(fixed(now), time.monotonic() + self._deadline)[1]

    def look(self, now: datetime | None) -> tuple[str, Index]:
        """The day, and the index of the copy that is trusted now: to look around in, for nothing of it is logged.

        Raises Untrusted.
        """
        at, ready = self._ready(fixed(now), time.monotonic() + self._deadline)
        return at[:10], ready.by

    def _answer(self, request: Asked, now: datetime | None, ready: Readies) -> Answer:
        asked: Request | Unreadable = NOTHING_ASKED
        at = fixed(None)
        try:
            asked = parsed_request(request)
            at = fixed(now)
            return self._decided(asked, at, ready)
        except Untrusted as error:
            return self._untrusted(asked, at, error.why)
        except Exception:  # noqa: BLE001 (whatever it was, a caller must not take it for a yes)
            return self._untrusted(asked, at, FAULT)

    def _decided(self, asked: Request | Unreadable, at: str, readies: Readies) -> Answer:
        until = time.monotonic() + self._deadline
        at, ready = readies(at, until)
        decision = decide(ready.by, asked, at[:10])
        if decision.outcome not in PERMITS_NOTHING:
            self._before_permission(at, until)
        return self._logged(asked, decision, ready, None)

    @abstractmethod
    def _refresh(self, at: str) -> None:
        """Read the feed anew at a time. Raises Untrusted, or anything else where it is not to be trusted."""

    @abstractmethod
    def _ready(self, at: str, until: float) -> tuple[str, Ready]:
        """The time that counts, and what to decide by, as it is trusted. Raises Untrusted."""

    @abstractmethod
    def _before_permission(self, at: str, until: float) -> None:
        """What must be done before a permission is answered. Raises Untrusted."""

    @abstractmethod
    def _at_risk(self) -> Collection[str]:
        """The purposes for which somebody may be at risk, by what is held in memory. Never raises."""

    @abstractmethod
    def _at_hand(self) -> Iterator[Iterable[str]]:
        """The purposes for which somebody may be at risk, by each thing that can be read. May raise anything."""

    # ---- where nothing is to be trusted

    def _untrusted(self, asked: Request | Unreadable, at: str, why: Why) -> Answer:
        at_risk = frozenset([asked.purpose] if asked.purpose and self._safeguards(asked.purpose) else [])
        urgent = Index("", "", "", Marked(at_risk))
        decision = refusal(urgent, asked, at[:10], NOT_TRUSTED)
        try:
            return self._logged(asked, decision, None, why)
        except Untrusted as error:
            why = error.why
        except Exception:  # noqa: BLE001 (as in decide)
            why = FAULT
        return self._told(decision, None, why, None)

    def _safeguards(self, purpose: str) -> bool:
        try:
            return any(purpose in purposes for purposes in self._at_hand())
        except Exception:  # noqa: BLE001 (what cannot be read says nothing)
            return False

    # ---- the log

    def _logged(self, asked: Request | Unreadable, decision: Decision, ready: Ready | None, why: Why | None) -> Answer:
        index, feed = ready or (None, None)
        if self._log is None:
            return self._told(decision, ready, why, None)
        key = os.urandom(16).hex()
        line = {"id": key, "time": fixed(None), **record(index, asked, decision, feed), "cause": why and why.cause}
        if self._report_only:
            line["enforced"] = False
        try:
            self._log.append(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        except OSError as error:
            raise Untrusted("log_not_kept") from error
        return self._told(decision, ready, why, key)

    def _told(self, decision: Decision, ready: Ready | None, why: Why | None, key: str | None) -> Answer:
        index, feed = ready or (None, None)
        return Answer(decision, index, feed, why, key, enforced=not self._report_only)


class _Once:
    """Gives what it gave the first time, or raises what it raised then."""

    def __init__(self, ready: Readies) -> None:
        self._ready = ready
        self._found: tuple[str, Ready] | Untrusted | None = None

    def __call__(self, at: str, until: float) -> tuple[str, Ready]:
        if self._found is None:
            try:
                self._found = self._ready(at, until)
            except Untrusted as error:
                self._found = error
        if isinstance(self._found, Untrusted):
            raise self._found
        return self._found


def parsed_request(request: Asked) -> Request | Unreadable:
    """A request, as JSON text or as the value that it says; what cannot be read is told as that. Never raises."""
    if isinstance(request, str):
        request = request.encode(errors="surrogatepass")
    if isinstance(request, bytes):
        return request_in(request)
    try:
        return request_of(request)
    except Exception:  # noqa: BLE001 (a value may be too deep, hold itself, or do whatever it likes when it is asked)
        return Unreadable(WRONG, _purpose(request), _risk(request))


def _purpose(request: Mapping[str, Any]) -> str | None:
    """What it is for, as far as even that can be read."""
    try:
        found = request["purpose"]
        return found if A_PURPOSE.fits(found) else None
    except Exception:  # noqa: BLE001 (as above)
        return None


def _risk(request: Mapping[str, Any]) -> str:
    """Whether somebody is said to be at risk, as far as even that can be read."""
    try:
        return claimed_risk(request)
    except Exception:  # noqa: BLE001 (as above)
        return ""
