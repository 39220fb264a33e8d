"""What the model of the gate speaks in: verdicts, reasons, and a disclosure that is judged on a day."""

from __future__ import annotations

from typing import Any, NamedTuple

Node = dict[str, Any]
Reason = tuple[str, str]
Answer = tuple[int, str]

FINE, REFER, REFUSED, NOT_THIS_ONE = range(4)
"""The verdicts of reasons, the worst last."""

MET, DUTY = (FINE, "met"), (FINE, "duty")
NOT_MET, NOT_STATED = (REFUSED, "not_met"), (REFER, "not_stated")
UNSURE, SILENT, POSSIBLE = (REFER, "not_met"), (REFUSED, "not_brought"), (REFER, "possible")


class At(NamedTuple):
    """A disclosure, and the request and the day for which it is judged."""

    ask: Node
    disclosure: Node
    things: dict[str, Node]
    read: set[str]
    on: str

    @property
    def to(self) -> str:
        """To whom it is: where it states no recipient, the one in whose file it stands."""
        return to_whom(self.disclosure)

    def period(self) -> tuple[bool, bool]:
        """Whether the day is before its first or after its last, its parties' days among them."""
        d = self.disclosure
        parties = [self.things.get(d.get(key, ""), {}) for key in ("sender", "recipient", "part_of")]
        return period(self.on, d, *parties)

    def forbids(self) -> tuple[bool, bool]:
        """Whether its prohibitions hold on the day, and whether those do that outlive it."""
        early, late = self.period()
        is_draft = self.disclosure["status"] == "draft"
        return not (early or late or is_draft), late and not is_draft

    @property
    def is_secret(self) -> bool:
        """Whether nobody may confirm that it exists."""
        return self.disclosure.get("can_we_tell_you") == "never_confirm"


def to_whom(disclosure: Node) -> str:
    """Who gets it, or where it states no recipient, the one in whose file it stands."""
    return str(disclosure["part_of"] if disclosure["recipient"] == "not_stated" else disclosure["recipient"])


def period(on: str, *things: Node) -> tuple[bool, bool]:
    """Whether a day is before the first or after the last of things."""
    return any(t.get("valid_from", on) > on for t in things), any(t.get("valid_to", on) < on for t in things)
