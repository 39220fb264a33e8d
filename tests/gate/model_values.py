"""What the model of the gate speaks in: verdicts, reasons, and a disclosure that is judged on a day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
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
    us: str

    @property
    def to(self) -> str:
        """To whom it is: where it states no recipient, the one in whose file it stands."""
        return to_whom(self.disclosure)

    def _with_parties(self) -> list[str]:
        return [self.disclosure.get(key, "") for key in ("id", "sender", "recipient", "part_of")]

    def period(self) -> tuple[bool, bool]:
        """Whether the day is before its first or after its last, its parties' and programmes' days among them."""
        early, late = zip(*(period(self.on, self.things, key) for key in self._with_parties()), strict=True)
        programmes = self.disclosure.get("programmes", [])
        served = [period(self.on, self.things, key) for key in programmes] or [(False, False)]
        unstarted, over = zip(*served, strict=True)
        return any(early) or all(unstarted), any(late) or all(over)

    def forbids(self) -> tuple[bool, bool]:
        """Whether its prohibitions hold on the day, and whether those do that outlive it."""
        if self.disclosure["status"] == "draft":
            return False, False
        dated = [self.things.get(key, {}) for key in self._with_parties()]
        first, last = max(t.get("valid_from", "") for t in dated), min(t.get("valid_to", "9") for t in dated)
        never = first > last
        return never or first <= self.on <= last, never or first <= self.on

    @property
    def is_one_of_many(self) -> bool:
        """Whether others to the same recipient, with a purpose in common, state a programme that it does not."""
        mine = {*self.disclosure.get("programmes", [])}
        if not mine:
            return False
        others = [d for d in self.things.values() if "programmes" in d and "purposes" in d and to_whom(d) == self.to]
        alike = [d for d in others if {*d["purposes"]} & {*self.disclosure["purposes"]} - {"not_stated"}]
        return any({*d["programmes"]} - mine for d in alike)

    @property
    def is_secret(self) -> bool:
        """Whether nobody may confirm that it exists."""
        return self.disclosure.get("can_we_tell_you") == "never_confirm"


def outside(things: dict[str, Node], key: str) -> set[str]:
    """A thing, and all of its kind that it is inside, at any depth."""
    found, more = set[str](), {key}
    while more:
        outer = {each for at in more for each in _around(things, at)}
        found, more = found | more, outer - found - more
    return found


def _around(things: dict[str, Node], key: str) -> list[str]:
    kind = things.get(key, {}).get("type")
    return [each for each in things.get(key, {}).get("inside", []) if things.get(each, {}).get("type") == kind]


def covered(things: dict[str, Node], key: str, stated: list[str]) -> bool:
    """Whether a thing that is known is among these, or inside one of them as far as that permits anything."""
    if key in stated:
        return True
    outer = [o for o in _around(things, key) if key not in outside(things, o)]
    return any(covered(things, o, stated) for o in outer if _sensitive(things[key]) <= _sensitive(things[o]))


def touch(things: dict[str, Node], one: str, other: str) -> bool:
    """Whether two have anything in common."""
    return one == other or other in things.get(one, {}).get("touches", ())


def _sensitive(thing: Node) -> set[str]:
    return {*thing.get("special", [])} | ({"criminal"} if thing.get("criminal") else set())


def to_whom(disclosure: Node) -> str:
    """Who gets it, or where it states no recipient, the one in whose file it stands."""
    return str(disclosure["part_of"] if disclosure["recipient"] == "not_stated" else disclosure["recipient"])


def period(on: str, things: dict[str, Node], key: str, above: tuple[str, ...] = ()) -> tuple[bool, bool]:
    """Whether a day is before the first or after the last of a thing, and of a closed class of all of its members."""
    thing = things.get(key, {}) if key not in above else {}
    ceased = "history" in thing and _first_day(thing["history"].get("closed_on", "")) <= on
    members = [] if thing.get("is_open") else thing.get("members", [])
    early, late = zip(*[period(on, things, each, (*above, key)) for each in members] or [(False, False)], strict=True)
    return thing.get("valid_from", on) > on or all(early), thing.get("valid_to", on) < on or ceased or all(late)


def _first_day(text: str) -> str:
    """The first day of a day, month or year; of anything else what comes before all days."""
    for rest in ("", "-01", "-01-01"):
        with suppress(ValueError):
            if date.fromisoformat(text + rest).isoformat() == text + rest:
                return text + rest
    return ""
