"""What would have been decided on a day of the past: that can never be taken for a permission."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from site_builder.addresses import RELEASE_INDEX, SIGNATURE
from site_builder.client.answers import NoTruth
from site_builder.client.failure_codes import Registries, Untrusted
from site_builder.client.fetching import Line
from site_builder.days import ZoneError, day_of
from site_builder.gate.decide import Decision, decide
from site_builder.gate.index import Index
from site_builder.gate.response import plain
from site_builder.gate.types import REFER, REFUSED, Request, Unreadable
from site_builder.history.chain import Link, checked
from site_builder.history.past import BROKEN, NOTHING_KEPT, PastError, Stood, stood_on
from site_builder.history.store import HistoryError
from site_builder.manifest.keys import PublicKey

LARGEST = 16 << 20
"""The most bytes of an index, or of a release's file."""
CAUSES = {
    NOTHING_KEPT: "nothing is kept of that day",
    BROKEN: "what stood on that day is not kept whole",
    "day_to_come": "that day is still to come",
}
_BETTER = ("required", "permitted", "permitted_with_duties", REFER, REFUSED)
"""Outcomes, the best first: of several that stood on one day the worst counts."""


class PastAnswer(NoTruth):
    """What would have been decided on `as_of`, a day of the past: it permits nothing, and has no outcome.

    `would_have_been` is the decision as JSON has it, by the worst of the `releases` that stood that day (numbers and
    versions); None where there is none, and then `cause` says why. `not_asked` are keys that nobody asked for then:
    that the words are silent about them means nothing. Nothing is written to a log.
    """

    __slots__ = ("as_of", "not_asked", "releases", "would_have_been")
    _instead = "An answer about the past is neither true nor false: it permits nothing."

    def __init__(
        self,
        as_of: date,
        releases: Sequence[tuple[int, str]] = (),
        would_have_been: dict[str, Any] | None = None,
        cause: str | None = None,
        not_asked: Sequence[str] = (),
        registries: Registries | None = None,
    ) -> None:
        self.as_of = as_of
        self.releases = tuple(releases)
        self.would_have_been = would_have_been
        self.cause = cause
        self.registries = registries
        self.not_asked = tuple(not_asked)

    def plain(self) -> dict[str, Any]:
        """As JSON has it: no decision of any form that a system may act on."""
        told = [{"number": number, "version": version} for number, version in self.releases]
        more = {"not_asked": list(self.not_asked)} if self.not_asked else {}
        cause = self.why.plain() if self.why else {}
        return {
            "as_of": self.as_of.isoformat(),
            "releases": told,
            "would_have_been": self.would_have_been,
            **more,
            **cause,
        }

    def __repr__(self) -> str:
        return f"PastAnswer(as_of={self.as_of}, releases={self.releases!r}, cause={self.cause!r})"


def past_answer(
    line: Line, keys: Collection[PublicKey], registry: str, asked: Request | Unreadable, day: date, at: str
) -> PastAnswer:
    """The answer to a request about a day, at a time in UTC, by the releases that a site keeps."""
    try:
        stood = _stood(line, keys, registry, day, at)
        return _worst(day, stood, asked)
    except PastError as error:
        return PastAnswer(day, cause=error.cause)
    except (HistoryError, ZoneError):
        return PastAnswer(day, cause=BROKEN)
    except Untrusted as error:
        return PastAnswer(day, cause=error.why.cause, registries=error.why.registries)


def _stood(line: Line, keys: Collection[PublicKey], registry: str, day: date, at: str) -> Sequence[Stood]:
    from site_builder.client.reading import opened
    from site_builder.manifest.dsse import LARGEST as LARGEST_ENVELOPE

    manifest, _ = opened(line.get(SIGNATURE, LARGEST_ENVELOPE), keys, registry)
    today = date.fromisoformat(at[:10])
    if not manifest.valid_from <= today <= manifest.expires:
        raise Untrusted("expired" if today > manifest.expires else "not_yet_valid")
    if manifest.releases is None:
        raise PastError(NOTHING_KEPT, "The site keeps no releases.")
    links: Sequence[Link] = checked(line.get(RELEASE_INDEX, LARGEST), manifest.releases)

    def get(path: str) -> bytes | None:
        try:
            return line.get(path, LARGEST)
        except Untrusted:
            return None

    return stood_on(day, day_of(at, links[-1].zone), links, get)


def _worst(day: date, stood: Sequence[Stood], asked: Request | Unreadable) -> PastAnswer:
    decided = [_decided(each, asked, day) for each in stood]
    index, decision = max(decided, key=lambda each: _BETTER.index(each[1].outcome))
    releases = [(each.link.number, str(each.link.document["version"])) for each in stood]
    not_asked = dict.fromkeys(key for each in stood for key in each.not_asked)
    return PastAnswer(day, releases, plain(index, decision), not_asked=tuple(not_asked))


def _decided(stood: Stood, asked: Request | Unreadable, day: date) -> tuple[Index, Decision]:
    from site_builder.client.reading import understood
    from site_builder.gate.index_codec import unpack

    index = unpack(understood(stood.feed).packed)
    return index, decide(index, asked, day.isoformat())
