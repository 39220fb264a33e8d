"""From moments to days and back, in the time zone of a registry."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from site_builder.errors import Failure, shown


class ZoneError(Failure):
    """A name that this computer knows as no time zone; the text says what to do."""


def is_zone(name: str) -> bool:
    """Whether a name is that of a time zone, letter by letter."""
    return name in _names()


@cache
def _names() -> frozenset[str]:
    """The names of all time zones; to find them takes long."""
    return frozenset(available_timezones())


def day_of(moment: str, zone: str) -> date:
    """The day of a moment that is told in UTC. Raises ZoneError."""
    return datetime.fromisoformat(moment).astimezone(_zone(zone)).date()


def noon(day: date, zone: str) -> str:
    """Noon of a day, as RFC 3339 writes it: the day that a reader sees who lives up to eleven hours away.

    Raises ZoneError.
    """
    return datetime.combine(day, time(12), _zone(zone)).isoformat().replace("+00:00", "Z")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ZoneError(
            f"This computer knows no time zone '{shown(name)}'. If the name is right: pip install tzdata"
        ) from error
