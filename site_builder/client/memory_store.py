"""The client's state in memory, gone with the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock

from site_builder.client.cached_copy import START, Copy, State, counted


class Memory:
    """As `store.Folder`, in memory."""

    def __init__(self) -> None:
        self._state = State(START, None)
        self._lock = Lock()

    def load(self, _until: float) -> State:
        """What is kept."""
        return self._state

    def keep(self, copy: Copy, at: str, check: Callable[[State], None], _until: float) -> None:
        """Keep a copy that was read at a time, if `check` lets it."""
        with self._lock:
            check(self._state)
            self._state = State(max(at, self._state.seen), copy)

    def see(self, at: str, _until: float) -> None:
        """Note a time. Raises Untrusted (`clock_back`) if one far later was seen."""
        with self._lock:
            self._state = State(counted(at, self._state.seen), self._state.copy)

    def anything(self) -> Iterator[tuple[str, bytes]]:
        """The parts of the copy that tell of purposes."""
        if self._state.copy is not None:
            yield "packed", self._state.copy.packed
