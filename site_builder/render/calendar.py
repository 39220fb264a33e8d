"""What is due, as a calendar (RFC 5545): an all-day event for each kind and day, with a reminder 30 days before.

An event keeps its UID for as long as its kind and day are the same, so who imports the file again gets no second one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from urllib.parse import urlsplit

from site_builder.facts.due import SAYS, Due

PRODUCT = "-//site-builder//reviews//EN"
BEFORE = "-P30D"
LONGEST = 75
"""The most bytes of a line, without its end."""
END = b"\r\n"


def render(site: str, entries: Sequence[Due], on: date) -> bytes:
    """The calendar; `site` is the site's address, `on` the day on which it is made."""
    return b"".join(_folded(line) for line in _calendar(site, entries, on))


def _calendar(site: str, entries: Sequence[Due], on: date) -> Iterator[str]:
    host = urlsplit(site).netloc
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN")
    yield f"X-WR-CALNAME:{_escaped(f'Privacy notices of {host}: what is due')}"
    for each in entries:
        yield from _event(each, host, on)
    yield "END:VCALENDAR"


def _event(each: Due, host: str, on: date) -> Iterator[str]:
    number = f" ({len(each.things)})" if len(each.things) > 1 else ""
    summary = _escaped(f"{SAYS[each.kind]}{number}: {each.things[0]}{' …' if number else ''}")
    yield "BEGIN:VEVENT"
    yield f"UID:{each.kind}-{each.day}@{host}"
    yield f"DTSTAMP:{on:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{each.day + timedelta(1):%Y%m%d}"
    yield f"SUMMARY:{summary}"
    yield f"DESCRIPTION:{_escaped('; '.join(each.things))}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{BEFORE}", f"DESCRIPTION:{summary}", "END:VALARM")
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """A text as the value of a property."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A line with its end, in pieces of at most LONGEST bytes; no letter is cut in two."""
    pieces = [b""]
    for letter in line:
        data = letter.encode()
        if len(pieces[-1]) + len(data) > LONGEST:
            pieces.append(b" ")
        pieces[-1] += data
    return END.join(pieces) + END
