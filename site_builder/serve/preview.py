"""The state of the preview: the newest site that could be made, and the registry's problems now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Condition

from site_builder.errors import Failure
from site_builder.problems import Problem

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of an attempt: the files and the path of the site's address where they could be made, and why not."""

    problems: tuple[Problem, ...] = ()
    failure: str = ""
    files: Files = field(default_factory=dict)
    base: str = "/"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown: `number` counts the changes from 1, `is_old` says that the files are from before the problems."""

    number: int
    made: Attempt
    is_old: bool = False


class Preview:
    """Makes the site anew when it is told to, and wakes those who wait for it. Safe among threads.

    `make` raises Failure where not even problems can be told; the first time that is the caller's.
    """

    def __init__(self, make: Callable[[], Attempt]) -> None:
        self._make = make
        self._changed = Condition()
        self._shown = Shown(1, make())

    @property
    def shown(self) -> Shown:
        """What is shown now."""
        return self._shown

    def renew(self) -> None:
        """Make it anew; where that fails, the files of before stay."""
        before = self._shown
        try:
            attempt = self._make()
        except Failure as failure:
            attempt = Attempt(failure=str(failure))
        if is_old := not attempt.files and bool(before.made.files):
            attempt = Attempt(attempt.problems, attempt.failure, before.made.files, before.made.base)
        with self._changed:
            self._shown = Shown(before.number + 1, attempt, is_old)
            self._changed.notify_all()

    def wait(self, since: int, seconds: float) -> bool:
        """Whether something else is shown than what had this number, at the latest after so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._shown.number != since, seconds)
