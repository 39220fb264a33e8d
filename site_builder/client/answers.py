"""The types of an answer and of a reading. Neither can be used as a yes or no: that raises TypeError."""

from __future__ import annotations

from typing import Any, NoReturn

from site_builder.client.failure_codes import Registries, Why
from site_builder.gate.decide import Decision
from site_builder.gate.index import Index
from site_builder.gate.response import plain


class NoTruth:
    """Something that must be looked at, not only asked whether it is there."""

    __slots__ = ("cause", "registries")
    _instead: str
    cause: str | None
    registries: Registries | None

    @property
    def why(self) -> Why | None:
        """Why nothing is trusted, None where something is."""
        return None if self.cause is None else Why(self.cause, self.registries)

    def __bool__(self) -> NoReturn:
        raise TypeError(self._instead)


class Answer(NoTruth):
    """The answer to a request.

    `outcome` is `required`, `permitted`, `permitted_with_duties`, `refer` or `refused`; `urgent`: a person must answer
    at once. `reasons` and `duties` are codes. `cause` is why there was no feed to be trusted, None where there was;
    where that is `other_registry`, `registries` has the id that was `expected` and the one that was `found`. `id` is
    that of the line in the log, None where there is none.
    `enforced` is false where whoever asks only reports, and lets pass what is not permitted, too.
    """

    __slots__ = ("_decision", "_feed", "_index", "duties", "enforced", "id", "outcome", "reasons", "urgent")
    _instead = "An answer is neither true nor false, for it may ask for duties or for a person: look at its outcome."

    def __init__(
        self,
        decision: Decision,
        index: Index | None,
        feed: str | None,
        why: Why | None,
        key: str | None,
        *,
        enforced: bool = True,
    ) -> None:
        self.outcome = decision.outcome
        self.urgent = decision.urgent
        self.reasons = tuple(reason.code for reason in decision.reasons)
        self.duties = tuple(duty.code for duty in decision.duties)
        self.cause, self.registries = why or (None, None)
        self.id = key
        self.enforced = enforced
        self._decision, self._index, self._feed = decision, index, feed

    def plain(self) -> dict[str, Any]:
        """The decision as JSON has it (`docs/gate.md`), with `id` and `cause` where there are such.

        `enforced` stands there only where it is false.
        """
        told = plain(self._index, self._decision, self._feed)
        if self.id is not None:
            told["id"] = self.id
        if self.why is not None:
            told |= self.why.plain()
        if not self.enforced:
            told["enforced"] = False
        return told

    def __repr__(self) -> str:
        return f"Answer(outcome={self.outcome!r}, reasons={self.reasons!r}, cause={self.cause!r})"


class Reading(NoTruth):
    """What came of reading anew: `cause` is None where the feed was read and is trusted, else why not.

    `registries` is as in `Answer`.
    """

    __slots__ = ()
    _instead = "What came of reading is neither true nor false: look whether its cause is None."

    def __init__(self, why: Why | None) -> None:
        self.cause, self.registries = why or (None, None)

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"trusted": True} if self.why is None else {"trusted": False, **self.why.plain()}

    def __repr__(self) -> str:
        return f"Reading(cause={self.cause!r})"
