"""The releases among the files of a site: those that are there, and what links say of those that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from site_builder.addresses import RELEASE_INDEX
from site_builder.history.chain import path_of, read_index
from site_builder.history.store import HistoryError, Kept, parts_at
from site_builder.strict_json import parse


def of_site(files: Mapping[str, bytes]) -> tuple[Kept, ...]:
    """The releases that the index names, the oldest first. Whether it is true, `chain` says. Raises HistoryError."""
    return tuple(_releases(files)) if RELEASE_INDEX in files else ()


def _releases(files: Mapping[str, bytes]) -> Iterator[Kept]:
    for link in read_index(files[RELEASE_INDEX]):
        data = files.get(path_of(link))
        if data is not None:
            yield Kept(data, parse(data))
        else:
            withdrawn = link.withdrawn or {"on": link.document["issued"], "reason": ""}
            yield Kept(b"", {**link.document, "withdrawn": withdrawn["on"], "reason": withdrawn["reason"]})


def documents(releases: Sequence[Kept]) -> tuple[Mapping[str, Any], ...]:
    """What these releases say."""
    return tuple(each.document for each in releases)


def is_whole(releases: Sequence[Kept], number: int) -> bool:
    """Whether all parts of the feed of a release are kept."""
    try:
        parts_at(releases, number)
    except HistoryError:
        return False
    return True
