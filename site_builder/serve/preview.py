"""The state of the preview: the last version of the site that worked, and the registry's problems now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Condition

from site_builder.errors import Failure
from site_builder.problems import Problem
from site_builder.triage import Known

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Attempt:
    """The result of an attempt to build the site: its files and the path of its address, or why it failed.

    `later` make the PDFs and tables, by their paths, when they are asked for. `known` is what the last build knew,
    `folder` the project's folder, for links to its files. Until the rules have judged the registry, `problems` says
    nothing.
    """

    problems: tuple[Problem, ...] = ()
    is_judged: bool = True
    failure: str = ""
    files: Files = field(default_factory=dict)
    later: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    base: str = "/"
    known: Known | None = None
    folder: Path = Path()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the preview shows: `number` counts the changes from 1; `is_old` if the files are an earlier version's."""

    number: int
    made: Attempt
    is_old: bool = False


class Preview:
    """Builds the site again on request, and wakes the requests that wait for a change. Safe among threads.

    `make` is given what shows an attempt before it is judged, and returns the judged one. It raises Failure if it
    cannot even report problems. In the first build the caller gets this Failure.
    """

    def __init__(self, make: Callable[[Callable[[Attempt], None]], Attempt]) -> None:
        self._make = make
        self._changed = Condition()
        self._shown = Shown(1, make(lambda _: None))

    @property
    def shown(self) -> Shown:
        """What the preview shows now."""
        return self._shown

    def renew(self) -> None:
        """Build the site again; if that fails, the earlier files remain."""
        before = self._shown.made
        try:
            attempt = self._make(self._show)
        except Failure as failure:
            attempt = Attempt(failure=str(failure))
        if is_old := not attempt.files and bool(before.files):
            attempt = replace(attempt, files=before.files, later=before.later, base=before.base)
        self._show(attempt, is_old=is_old)

    def _show(self, attempt: Attempt, *, is_old: bool = False) -> None:
        with self._changed:
            self._shown = Shown(self._shown.number + 1, attempt, is_old)
            self._changed.notify_all()

    def wait(self, since: int, seconds: float) -> bool:
        """Wait at most so many seconds, and return whether the preview has changed since this number."""
        with self._changed:
            return self._changed.wait_for(lambda: self._shown.number != since, seconds)
