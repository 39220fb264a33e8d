"""The types of an answer and of a reading. Neither can be used as a yes or no: that raises TypeError."""

from __future__ import annotations

from typing import Any, NoReturn

from site_builder.gate.decide import Decision
from site_builder.gate.index import Index
from site_builder.gate.response import plain


class NoTruth:
    """Something that must be looked at, not only asked whether it is there."""

    __slots__ = ()
    _instead: str

    def __bool__(self) -> NoReturn:
        raise TypeError(self._instead)


class Answer(NoTruth):
    """The answer to a request.

    `outcome` is `required`, `permitted`, `permitted_with_duties`, `refer` or `refused`; `urgent`: a person must answer
    at once. `reasons` and `duties` are codes. `cause` is why there was no feed to be trusted, None where there was;
    `id` that of the line in the log, None where there is none.
    `enforced` is false where whoever asks only reports, and lets pass what is not permitted, too.
    """

    __slots__ = ("_decision", "_feed", "_index", "cause", "duties", "enforced", "id", "outcome", "reasons", "urgent")
    _instead = "An answer is neither true nor false, for it may ask for duties or for a person: look at its outcome."

    def __init__(
        self,
        decision: Decision,
        index: Index | None,
        feed: str | None,
        cause: str | None,
        key: str | None,
        *,
        enforced: bool = True,
    ) -> None:
        self.outcome = decision.outcome
        self.urgent = decision.urgent
        self.reasons = tuple(reason.code for reason in decision.reasons)
        self.duties = tuple(duty.code for duty in decision.duties)
        self.cause = cause
        self.id = key
        self.enforced = enforced
        self._decision, self._index, self._feed = decision, index, feed

    def plain(self) -> dict[str, Any]:
        """The decision as JSON has it (`docs/gate.md`), with `id` and `cause` where there are such.

        `enforced` stands there only where it is false.
        """
        more = {"id": self.id, "cause": self.cause, "enforced": None if self.enforced else False}
        told = plain(self._index, self._decision, self._feed)
        return told | {name: value for name, value in more.items() if value is not None}

    def __repr__(self) -> str:
        return f"Answer(outcome={self.outcome!r}, reasons={self.reasons!r}, cause={self.cause!r})"


class Reading(NoTruth):
    """What came of reading anew: `cause` is None where the feed was read and is trusted, else why not."""

    __slots__ = ("cause",)
    _instead = "What came of reading is neither true nor false: look whether its cause is None."

    def __init__(self, cause: str | None) -> None:
        self.cause = cause

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"trusted": True} if self.cause is None else {"trusted": False, "cause": self.cause}

    def __repr__(self) -> str:
        return f"Reading(cause={self.cause!r})"
