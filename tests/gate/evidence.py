"""What may be brought for each type of condition: any well-formed evidence by chance, and evidence that should do.

The table is that of `docs/gate.md`. Nothing here decides: what does is said by whoever judges the request.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

Node = dict[str, Any]

LEVELS = ("identifiable", "individual_level", "pseudonymised", "anonymous", "aggregate")
REASONS = ("consent_cannot_be_given", "cannot_reasonably_be_expected_to_obtain", "asking_would_prejudice_protection")
NATIONS = ("england", "wales", "scotland", "northern_ireland")
SCHEMES = ("national_data_opt_out", "object_art_21", "withdraw_consent", "local")
REFERENCES = ("CASE-7", "CASE-8", "2026/114", "a:1_b.2")
BASES = ("consent", "legal_obligation", "public_task", "legitimate_interests")
WORDS: Mapping[str, tuple[str, ...]] = {
    "basis": BASES,
    "level": LEVELS,
    "reason": (*REASONS, "not_possible"),
    "reason of an override": REASONS,
    "consent": ("given", "refused", "not_asked"),
    "form": ("written", "spoken"),
    "reference": REFERENCES,
}

BROUGHT: Mapping[str, Mapping[str, str]] = {
    "lawful_only": {"basis?": "basis", "disclosure?": "Disclosure"},
    "approval": {"by": "Role", "reference": "reference", "date": "day", "case?": "reference"},
    "need_shown": {"reference": "reference"},
    "case_by_case": {"reference": "reference"},
    "no_individual_effect": {"declared": "bool"},
    "no_identification_in_results": {"results": "level", "smallest?": "number"},
    "identifiability": {"processing?": "level", "results?": "level"},
    "data_matching": {"sources": "DataCategory*"},
    "consent_first": {"consent": "consent", "reference?": "reference", "reason?": "reason", "form?": "form"},
    "tell_first": {"told_on?": "day", "reason?": "reason"},
    "safeguarding_override": {"reason": "reason of an override", "decided_by": "Role", "time": "time"},
    "detriment_exception": {"detriment": "bool", "reference": "reference"},
    "statutory_duty": {
        "instrument": "reference",
        "names?": "DataCategory+",
        "people?": "DataSubject+",
        "to?": "reference",
        "order?": "bool",
    },
    "trigger": {"reference": "reference"},
    "request_needed": {"reference": "reference", "in_writing?": "bool", "complete?": "bool"},
    "on_behalf_of": {"programme?": "Programme", "principal?": "Recipient"},
    "controlled_access": {"role": "Role", "place?": "Location"},
    "protocol_needed": {"reference": "reference"},
    "processor_contract": {"reference": "reference"},
    "opt_out": {"checked": "schemes", "opted_out": "bool"},
    "minimum_items": {"columns": "columns"},
    "onward_limit": {"chain": "Recipient*", "purposes?": "Purpose+", "asked?": "reference"},
    "jurisdiction": {"nations": "nations"},
    "area": {"places": "Location+"},
    "age_range": {"youngest": "number", "oldest": "number"},
    "threshold": {"count": "count"},
    "single_use": {"earlier_extracts": "number"},
    "standing_shown": {"identity?": "reference", "standing?": "reference", "excepted?": "bool"},
}
"""Of each type that takes evidence, its keys, `?` for those that may be left out, and what each holds.

A node type is the id of such a thing, with `*` a list of ids, with `+` one that is not empty.
"""


class Bringer:
    """Brings evidence: by chance, all of it drawn from one source of chance and the ids of one feed."""

    def __init__(self, chance: random.Random, ids: Mapping[str, list[str]]) -> None:
        self._chance = chance
        self._ids = ids

    def anything(self, kind: str, condition: Node, disclosure: Node, on: date) -> Node | None:
        """Well-formed evidence, often about what the condition names; None where the feed has no id for it."""
        found: Node = {}
        for key, holds in BROUGHT[kind].items():
            if key.endswith("?") and self._chance.random() < 1 / 3:
                continue
            value = self._value(holds, condition, disclosure, on)
            if value is not None:
                found[key.rstrip("?")] = value
            elif not key.endswith("?"):
                return None
        return found

    def enough(self, kind: str, condition: Node, disclosure: Node, ask: Node, on: date) -> Node | None:
        """Evidence that should do for the condition; None where nothing can be brought."""
        if kind not in BROUGHT:
            return None
        found = self.anything(kind, condition, disclosure, on)
        return None if found is None else {**found, **self._enough(kind, condition, disclosure, ask, on)}

    def _enough(self, kind: str, c: Node, d: Node, ask: Node, on: date) -> Node:
        past = (on - timedelta(self._chance.randrange(9))).isoformat()
        few = self._chance.randrange(3)
        items = [text for texts in d.get("data_items", {}).values() for text in texts if text]
        made: dict[str, Node] = {
            "lawful_only": {"disclosure": d["id"], "basis": self._chance.choice(_bases(d))},
            "approval": {"by": c.get("by"), "date": past, **({"case": ask["case"]} if "case" in ask else {})},
            "no_individual_effect": {"declared": True},
            "no_identification_in_results": {"results": LEVELS[3 + few % 2], "smallest": 9 + few},
            "identifiability": {stage: c[stage] for stage in ("processing", "results") if stage in c},
            "data_matching": {"sources": self._some(c.get("with", []))},
            "consent_first": {"consent": "given", "reference": REFERENCES[0], "form": "written"},
            "tell_first": {"told_on": past},
            "safeguarding_override": {"reason": c.get("reasons", REASONS)[0], "time": f"{past}T09:30:00Z"},
            "detriment_exception": {"detriment": False},
            "statutory_duty": {
                "names": ask["data_categories"],
                "people": ask["data_subjects"],
                **({"to": ask["member"]} if "member" in ask else {}),
            },
            "request_needed": {"in_writing": True, "complete": True},
            "on_behalf_of": {key: c[key] for key in ("programme", "principal") if key in c},
            "controlled_access": {key[:-1]: self._chance.choice(c[key]) for key in ("roles", "places") if c.get(key)},
            "opt_out": {"checked": list(SCHEMES), "opted_out": False},
            "minimum_items": {"columns": self._some(items, 1) or ["shoe size"]},
            "onward_limit": {"chain": []},
            "jurisdiction": {"nations": self._some(c.get("nations", []), 1)},
            "area": {"places": self._some(c.get("places", []), 1)},
            "age_range": {
                "youngest": c.get("from_age", few),
                "oldest": c.get("to_age", _number(c.get("from_age", 0) + few)),
            },
            "threshold": {"count": _number(c.get("at_least", 0) + few)},
            "single_use": {"earlier_extracts": 0},
            "standing_shown": {"identity": REFERENCES[1], "standing": REFERENCES[2]},
        }
        return made.get(kind, {})

    def _value(self, holds: str, condition: Node, disclosure: Node, on: date) -> Any:
        chance = self._chance
        if holds in WORDS:
            return chance.choice(WORDS[holds])
        near = on + timedelta(chance.choice((-30, -1, 0, 0, 1)))
        items = [text for texts in disclosure.get("data_items", {}).values() for text in texts if text]
        made: dict[str, Callable[[], Any]] = {
            "bool": lambda: chance.random() < 1 / 2,
            "number": lambda: chance.choice((0, 1, 5, 11, 17, 18, 65, 1_000_000)),
            "day": near.isoformat,
            "time": lambda: f"{near.isoformat()}T{chance.choice(('00:10:00+01:00', '23:50:00-01:00', '12:00:00Z'))}",
            "schemes": lambda: self._some(SCHEMES, 1),
            "nations": lambda: self._some(NATIONS, 1),
            "columns": lambda: self._some([*items, "shoe size"], 1),
            "count": lambda: self._chance.randrange(6),
        }
        return made[holds]() if holds in made else self._ids_of(holds, condition)

    def _ids_of(self, holds: str, condition: Node) -> Any:
        """One id or more of a node type, as often as not of those that the condition names."""
        pool = self._ids.get(holds.rstrip("*+"), [])
        named = [each for value in condition.values() for each in (value if isinstance(value, list) else [value])]
        pool = [each for each in pool if each in named and self._chance.random() < 1 / 2] or pool
        if holds.endswith("*"):
            return self._some(pool)
        if not pool:
            return None
        return self._some(pool, 1) if holds.endswith("+") else self._chance.choice(pool)

    def _some(self, pool: Any, least: int = 0) -> list[Any]:
        size = self._chance.randint(min(least, len(pool)), min(3, len(pool)))
        return self._chance.sample(list(pool), size)


def _bases(d: Node) -> tuple[str, ...]:
    """The bases that a disclosure states; any where it states none."""
    return tuple(each for each in d.get("lawful_basis", []) if each != "not_stated") or BASES


def _number(value: int) -> int:
    """The number that a request may hold which is nearest."""
    return min(max(value, 0), 1_000_000)
