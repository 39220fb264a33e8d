"""Why a feed is not trusted: one word of CAUSES in `gate/reason_codes.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from site_builder.gate.reason_codes import CAUSES


class Registries(NamedTuple):
    """The id of the registry that was asked for, and of the one that was found."""

    expected: str
    found: str


class Why(NamedTuple):
    """Why there is no feed to be trusted: `cause`, and `registries` where it is `other_registry`."""

    cause: str
    registries: Registries | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"cause": self.cause} | ({} if self.registries is None else {"registries": self.registries._asdict()})

    def words(self) -> str:
        """For people, in a sentence or more."""
        if self.registries is None:
            return CAUSES[self.cause]
        return f"{CAUSES[self.cause]} Asked for: {self.registries.expected}. Found: {self.registries.found}."


class Untrusted(Exception):  # noqa: N818 (no error of the program: what it is there to find)
    """There is no feed to be trusted; `why` says why."""

    def __init__(self, cause: str, registries: Registries | None = None) -> None:
        self.why = Why(cause, registries)


FAULT = Why("fault")
"""Whatever has no name."""


def why_not(work: Callable[[], object]) -> Why | None:
    """Why the work failed, None where it did not."""
    try:
        work()
    except Untrusted as error:
        return error.why
    except Exception:  # noqa: BLE001 (whatever it was, it is no reading that can be trusted)
        return FAULT
    return None
