"""What was made before, under the digest of all that it was made from: nobody waits twice for the same thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock

MOST = 256
"""So many are kept in memory where nobody says how many, the newest of them."""


class Kept:
    """Keeps in memory what pure functions made. Safe among threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._found: dict[str, bytes] = {}
        self._keeping = Lock()

    def key(self, of: Mapping[str, str | bytes]) -> str:
        """The digest of everything that a function reads, by name; each part with its length, so that none runs on."""
        whole = sha256()
        for name, part in sorted(of.items()):
            for each in (name.encode(), part.encode() if isinstance(part, str) else part):
                whole.update(b"%d:" % len(each) + each)
        return whole.hexdigest()

    def made(self, of: Mapping[str, str | bytes], make: Callable[[], bytes]) -> bytes:
        """What is kept under all that it is made from; else made now, and kept."""
        key = self.key(of)
        found = self.find(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def find(self, key: str) -> bytes | None:
        """What is kept under a key, if it is there as it was."""
        return self._found.get(key)

    def keep(self, key: str, data: bytes) -> None:
        """Keep it; whether it can be kept changes nothing but the time that the next one takes."""
        with self._keeping:
            self._found[key] = data
            if len(self._found) > self._most:
                del self._found[next(iter(self._found))]
