"""A published feed, read back as other systems read it: what it states, for which day, and how that differs."""

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
"""Fields of the registry itself that are no change to `changes`, for any edition has its own."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was read: what it states, its nodes, the day it was made, and what of it has no words here."""

    registry: Registry
    nodes: Mapping[str, Any]
    made: date
    differences: tuple[Difference, ...]


CALENDAR = "today's date"
"""What says that a day has come since a feed was made."""


def read_feed(data: bytes, file: str, latest: date, *, made: date | None = None) -> Feed:
    """The feed in these bytes, made on or before a day, or on one that is known.

    Raises FeedError where it is none that can be read.
    """
    registry, nodes = read(data), parse(data)
    made = made or made_on(registry, nodes, latest)
    unread = tuple(
        Difference("unread", "registry", says=each, file=file, source="feed") for each in not_understood(registry)
    )
    return Feed(registry, nodes, made, unread)


def made_on(registry: Registry, feed: Mapping[str, Any], latest: date) -> date:
    """The last day, not after another, on which each disclosure stands as the feed's `status` says.

    A signature is renewed without a build, so the manifest's first day may be later than the one that pages show.
    """
    status = {node["id"]: node["status"] for node in feed["disclosures"]}
    spans = [days_of(registry, d, status[d.id]) for d in registry.disclosures if d.status is None]
    first = max((span[0] for span in spans), default=date.min)
    last = min((span[1] for span in spans), default=date.max)
    return max(first, min(latest, last))


def moved_on(registry: Registry, made: date, today: date, file: str) -> Iterator[Difference]:
    """What is planned, active or ended otherwise today than on the day of a feed, and of the pages made with it."""
    for each in registry.disclosures:
        was, now = standing(registry, each, made), standing(registry, each, today)
        if was != now:
            yield Difference(
                "changed", each.id, f"{was} on {made}", f"{now} on {today}: build again", 0, file, CALENDAR
            )


def feed_differences(found: Registry, stated: Registry, file: str, on: date, source: str) -> Iterator[Difference]:
    """How the registry that a feed states differs from another, public half against public half.

    Nothing is told of one that was not understood, for `read_feed` has told that.
    """
    if found == stated or any(not_understood(found)):
        return
    told = [*_of_head(found, stated, file), *(_difference(change, file) for change in changes(found, stated, on))]
    if not told:
        # Two registries that differ in what nobody tells are two registries still.
        told = [Difference("changed", "registry", says="another registry", stated="the registry", file=file)]
    yield from (replace(difference, source=source) for difference in told)


def _of_head(found: Registry, stated: Registry, file: str) -> Iterator[Difference]:
    for field in NOT_CHANGES:
        says, states = _words(getattr(found, field)), _words(getattr(stated, field))
        if says != states:
            yield Difference("changed", f"registry.{field}", says, states, file=file)


KINDS = {"added": "missing", "removed": "added", "changed": "changed"}
"""What a change from the feed to the registry is for the feed."""


def _difference(change: Change, file: str) -> Difference:
    if change.concerns == "order" and change.was is None:
        return Difference("moved", change.id, file=file)
    says, states = _words(change.was), _words(change.is_)
    return Difference(KINDS[change.kind], change.id, says, states, file=file)


def _words(value: Any) -> str:
    """A value of the model for people: words in their first language, a part by its fields."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(_words, value))
    if not is_dataclass(value) or isinstance(value, Words):
        return "" if value is None else str(value)
    kind = {"type": value.type} if isinstance(value, Condition) else {}
    parts = {f.key: getattr(value, f.name) for f in fields_of(type(value)) if not is_node(f.one)}
    return "; ".join(f"{key}: {_words(part)}" for key, part in {**kind, **parts}.items() if part not in (None, ()))
