"""What stood on a day of the past: which releases, and the feed of each as it was.

A release stands from the moment of its first signature until the next one is published. Moments are told in UTC, and
days are those of the registry's time zone. What is not kept is told as that, and never guessed from what is beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from site_builder.history.chain import Link, path_of
from site_builder.history.forms import as_asked
from site_builder.history.store import HistoryError, Kept, feed_at, put_together, read_file, stepped
from site_builder.manifest.form import sha256

NOTHING_KEPT, BROKEN, TO_COME = "nothing_kept", "history_broken", "day_to_come"

Get = Callable[[str], bytes | None]
"""The bytes of a file of the site, by its path; None for none."""


class PastError(HistoryError):
    """There is no answer about a day; `cause` is NOTHING_KEPT, BROKEN or TO_COME, and the text a sentence."""

    def __init__(self, cause: str, sentence: str) -> None:
        super().__init__(sentence)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Stood:
    """A release that stood on a day: its link, its feed, and the last day on which it stood (None: it still does).

    `not_asked` are the keys that its feed does not have, as no program asked for them then: `feed` says `not_stated`
    for them, so that it can be read, and nobody may take that for silence of the words.
    """

    link: Link
    feed: bytes
    until: date | None
    not_asked: tuple[str, ...] = ()

    @property
    def published(self) -> date:
        """The day on which it was published."""
        day = self.link.published
        if day is None:
            raise ValueError(self.link.number)
        return day


def stood_on(day: date, today: date, links: Sequence[Link], get: Get) -> tuple[Stood, ...]:
    """The releases that stood on a day, oldest first: the last one stood at its end. Raises PastError.

    `links` are those of a chain that was checked.
    """
    if day > today:
        raise PastError(TO_COME, f"{day} is still to come, and nobody knows what will stand then.")
    published = [(first, each) for each in links if (first := each.published)]
    if not published:
        raise PastError(NOTHING_KEPT, "No release was published with a signature, so no day can be answered.")
    if day < published[0][0]:
        raise PastError(NOTHING_KEPT, f"Nothing is kept from before {published[0][0]}.")
    ends = [*(first - timedelta(1) for first, _ in published[1:]), None]
    last_before = max((at for at, (first, _) in enumerate(published) if first < day), default=0)
    standing = [at for at, (first, _) in enumerate(published) if at == last_before or first == day]
    standing = [at for at in standing if published[at][0] <= day]
    return tuple(_stood(published[at][1], published[at][0], ends[at], links, get) for at in standing)


def _stood(link: Link, first: date, until: date | None, links: Sequence[Link], get: Get) -> Stood:
    try:
        feed = feed_of(link.number, links, get)
    except HistoryError as error:
        days = f"on {first}" if until == first else f"from {first} to {until}" if until else f"since {first}"
        raise PastError(BROKEN, f"What stood {days} is not kept. {error}") from error
    asked, missing = as_asked(feed, int(link.document["form"]))
    return Stood(link, asked, until, missing)


def each_feed(links: Sequence[Link], get: Get) -> Iterator[tuple[date, bytes]]:
    """The first day and the feed of each published release, the oldest first; each file is read once.

    A key that a feed does not have yet is `not_stated` there. Raises HistoryError.
    """
    parts: dict[str, Any] | None = None
    for link in links:
        try:
            release = _file(link, get)
            parts = stepped(release, parts)
            data = _as_named(put_together(release, parts), link)
        except HistoryError:
            if link.published:
                raise
            parts = None
        else:
            if link.published:
                yield link.published, as_asked(data, int(link.document["form"]))[0]


def feed_of(number: int, links: Sequence[Link], get: Get) -> bytes:
    """The feed of a release as it was on its day of issue, from files as the chain names them. Raises HistoryError."""
    files: dict[int, Kept] = {}
    for at in range(number, 0, -1):
        files[at] = _file(links[at - 1], get)
        if files[at].document["whole"]:
            break
    # What stands before the whole one is not needed: its place is held by that one.
    releases = [files.get(at, files[min(files)]) for at in range(1, number + 1)]
    return _as_named(feed_at(releases, number), links[number - 1])


def _as_named(feed: bytes, link: Link) -> bytes:
    if sha256(feed) != link.document["feed_sha256"]:
        raise HistoryError(f"The feed of release {link.number} is not the one that the chain names.")
    return feed


def _file(link: Link, get: Get) -> Kept:
    if link.withdrawn:
        raise HistoryError(
            f"Release {link.number} was withdrawn on {link.withdrawn.get('on')}: {link.withdrawn.get('reason')}"
        )
    data = get(path_of(link))
    if data is None:
        raise HistoryError(f"The file of release {link.number} is missing.")
    if sha256(data) != link.document["file_sha256"]:
        raise HistoryError(f"The file of release {link.number} is not the one that the chain names.")
    return read_file(path_of(link).rpartition("/")[2], data)
