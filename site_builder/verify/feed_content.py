"""A published feed, read back as other systems read it: what it states, the day it was made, and how it differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass, replace
from datetime import date
from typing import Any

from site_builder.diff import Change, changes
from site_builder.facts.feed_form import is_node
from site_builder.facts.lifecycle import days_of, standing
from site_builder.load.feed.forward_compat import not_understood
from site_builder.load.feed.reader import read
from site_builder.model import Registry
from site_builder.model.conditions import Condition
from site_builder.model.fields import fields_of
from site_builder.model.values import Words
from site_builder.strict_json import parse
from site_builder.verify.difference import Difference

NOT_CHANGES = ("version", "issued")
"""Fields of the registry that `changes` passes over, for each edition has its own."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was read: what it states, the day it was made, and what this version does not know."""

    registry: Registry
    made: date
    differences: tuple[Difference, ...]


CALENDAR = "today's date"
"""The `source` of a difference that came with time: a first or last day has passed since the feed was made."""


def read_feed(data: bytes, file: str, latest: date, *, made: date | None = None) -> Feed:
    """The feed in these bytes, made on or before `latest`, or on the day `made` where it is known. Raises FeedError."""
    registry = read(data)
    made = made or made_on(registry, parse(data), latest)
    unread = tuple(
        Difference("unread", "registry", says=each, file=file, source="feed") for each in not_understood(registry)
    )
    return Feed(registry, made, unread)


def made_on(registry: Registry, feed: Mapping[str, Any], latest: date) -> date:
    """The last day, at most `latest`, on which each disclosure has the status that the feed gives it.

    A signature is renewed without a build, so the manifest's first day may be later than the day that pages show.
    """
    status = {node["id"]: node["status"] for node in feed["disclosures"]}
    spans = [days_of(registry, d, status[d.id]) for d in registry.disclosures if d.status is None]
    first = max((span[0] for span in spans), default=date.min)
    last = min((span[1] for span in spans), default=date.max)
    return max(first, min(latest, last))


def moved_on(registry: Registry, made: date, today: date, file: str) -> Iterator[Difference]:
    """Disclosures whose status (planned, active, ended) is another today than when the feed and its pages were made."""
    for disclosure in registry.disclosures:
        was, now = standing(registry, disclosure, made), standing(registry, disclosure, today)
        if was != now:
            yield Difference(
                "changed", disclosure.id, f"{was} on {made}", f"{now} on {today}: build again", 0, file, CALENDAR
            )


def feed_differences(published: Registry, expected: Registry, file: str, on: date, source: str) -> Iterator[Difference]:
    """How the registry that a feed states differs from the expected one; both are public halves.

    None for a feed that was not understood, for `read_feed` reports that.
    """
    if published == expected or any(not_understood(published)):
        return
    differences = [
        *_head_differences(published, expected, file),
        *(_difference(change, file) for change in changes(published, expected, on)),
    ]
    if not differences:
        # They differ in something that `changes` does not report.
        differences = [Difference("changed", "registry", says="another registry", stated="the registry", file=file)]
    yield from (replace(difference, source=source) for difference in differences)


def _head_differences(published: Registry, expected: Registry, file: str) -> Iterator[Difference]:
    for field in NOT_CHANGES:
        says, states = _phrase(getattr(published, field)), _phrase(getattr(expected, field))
        if says != states:
            yield Difference("changed", f"registry.{field}", says, states, file=file)


KINDS = {"added": "missing", "removed": "added", "changed": "changed"}
"""The kind of difference of the feed, by the kind of change from the feed to the registry."""


def _difference(change: Change, file: str) -> Difference:
    if change.concerns == "order" and change.was is None:
        return Difference("moved", change.id, file=file)
    says, states = _phrase(change.was), _phrase(change.is_)
    return Difference(KINDS[change.kind], change.id, says, states, file=file)


def _phrase(value: Any) -> str:
    """A value of the model in words: texts in their first language, a part as its fields."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(_phrase, value))
    if not is_dataclass(value) or isinstance(value, Words):
        return "" if value is None else str(value)
    kind = {"type": value.type} if isinstance(value, Condition) else {}
    parts = {f.key: getattr(value, f.name) for f in fields_of(type(value)) if not is_node(f.one)}
    return "; ".join(f"{key}: {_phrase(part)}" for key, part in {**kind, **parts}.items() if part not in (None, ()))
