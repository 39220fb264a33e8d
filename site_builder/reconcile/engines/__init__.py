"""The engines: each makes the view `log` of files, and runs the SQL of `texts` as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol


class Engine(Protocol):
    """What every engine does, and all that it does."""

    name: str

    def view(self, files: Sequence[str]) -> None:
        """Make the view `log` of these files. Raises Failure."""

    def keep(self, name: str, sql: str, *, is_small: bool = True) -> None:
        """Keep what a query gives under a name; what is not small is only a view."""

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Make a table of these rows; the columns of NUMBERS hold whole numbers."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query gives."""

    def close(self) -> None:
        """Give back all that it holds, on the disk too."""


CENTURY = (946_598_400, 4_102_531_200)
"""The first and last second of this century, since 1970, and a day on both sides: a time of another is malformed."""
NUMBERS = ("day", "from_day", "to_day", "hour", "second", "line", "fault", "records")


def is_number(column: str) -> bool:
    """Whether a column of a made table holds whole numbers."""
    return column in NUMBERS
