"""Requests to a gate, by chance from a seed: well-formed, about half of them such as the registry permits.

A request is made from a disclosure, with all that it asks for, and then as often as not spoilt in one or two places.
Other judges of the gate may use it: the same feed and seed give the same requests.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from tests.gate.evidence import BROUGHT, LEVELS, REFERENCES, Bringer
from tests.gate.model_facts import mark

Node = dict[str, Any]

BAD_NEWS: Node = {
    "no_individual_effect": {"declared": False},
    "no_identification_in_results": {"results": "pseudonymised"},
    "consent_first": {"consent": "refused"},
    "opt_out": {"opted_out": True},
    "detriment_exception": {"detriment": True},
}
UNKNOWN = "nobody-knows-this"
DAYS = ("valid_from", "valid_to", "closed_on", "signed")
"""The keys of a feed's days on which an answer may turn."""


def requests(feed: Node, seed: int, about: Collection[str] = ()) -> Iterator[tuple[Node, date]]:
    """Requests without end, each with the day on which it is made; made from these disclosures, or from all."""
    maker = _Maker(feed, random.Random(seed), about)  # noqa: S311 -- chance that comes again, not a secret
    while True:
        yield maker.request()


class _Maker:
    def __init__(self, feed: Node, chance: random.Random, about: Collection[str] = ()) -> None:
        self._chance = chance
        self._feed = feed
        self._us = feed["publisher"]
        self._issued = date.fromisoformat(feed["issued"])
        self._disclosures: list[Node] = feed["disclosures"]
        self._asked_of = [d for d in self._disclosures if not about or d["id"] in about]
        self._deck: list[Node] = []
        self._things = {n["id"]: n for n in (*feed["included"], *feed["disclosures"], *feed["notices"])}
        self._ids: dict[str, list[str]] = {}
        for key, node in self._things.items():
            for each in [node["type"]] if isinstance(node["type"], str) else node["type"]:
                self._ids.setdefault(each, []).append(key)
        self._ids["Recipient"] = [*self._ids.get("Recipient", []), *self._ids.get("Body", [])]
        self._bringer = Bringer(chance, self._ids)
        self._turns = sorted(_days(feed))
        self._mark = cache(lambda key: mark(self._things[key], feed))

    def request(self) -> tuple[Node, date]:
        likely = min(self._chance.choices(self._asked_of, k=4), key=self._doubts)
        disclosure = likely if self._chance.random() < 2 / 3 else self._dealt()
        on = self._day()
        ask = self._asked(disclosure)
        ask["evidence"] = self._brought(disclosure, ask, on)
        if self._is_open(disclosure) and self._chance.random() < 1 / 2:
            several = self._chance.choice((1, 1, 1, 2))
            ask["determinations"] = [self._determined(disclosure, ask, on) for _ in range(several)]
        for _ in range(self._chance.choice((0, 0, 0, 1, 1, 2))):
            self._chance.choice(SPOILS)(self, ask, disclosure, on)
        if not ask["evidence"] and self._chance.random() < 1 / 2:
            del ask["evidence"]
        return ask, on

    def _dealt(self) -> Node:
        """The next disclosure of a shuffled deck, so that all have their turn."""
        if not self._deck:
            self._deck = self._chance.sample(self._asked_of, len(self._asked_of))
        return self._deck.pop()

    def _day(self) -> date:
        if self._chance.random() < 3 / 4 or not self._turns:
            return self._issued
        return self._chance.choice(self._turns) + timedelta(self._chance.choice((-1, 0, 1)))

    # ---- what a disclosure answers

    def _doubts(self, d: Node) -> int:
        """How much of what it says keeps it from permitting; a throw of the dice besides, so that all have a turn."""
        to = self._things.get(d["recipient"], {})
        silent = sum(d[key] == ["not_stated"] for key in ("purposes", "data_categories", "data_subjects"))
        closed = (
            (bool(to.get("open_list")) and "membership" not in to)
            + (d.get("direction") == "receive")
            + (d["status"] != "active")
        )
        return int(silent + closed + (not to)) + self._chance.randrange(3)

    def _asked(self, d: Node) -> Node:
        """What it states, or anything where it is silent."""
        excluded = d.get("excluded", [])
        ask: Node = {
            "recipient": self._recipient(d),
            "purpose": self._chance.choice(self._stated(d, "purposes", "Purpose")),
            "data_categories": self._some(
                [i for i in self._stated(d, "data_categories", "DataCategory") if i not in excluded]
            ),
            "data_subjects": self._some(self._stated(d, "data_subjects", "DataSubject")),
        }
        sender = d.get("sender", self._us)
        if sender != "not_stated" and (sender != self._us or self._chance.random() < 1 / 4):
            ask["sender"] = sender
        if self._chance.random() < 3 / 4:
            ask["case"] = self._chance.choice(REFERENCES)
        opened = [each for _, condition in self._bearing(d) for each in condition.get("opens", [])]
        if opened and self._chance.random() < 1 / 2:
            ask["purpose"] = self._chance.choice(opened)
        of_a_kind = self._things.get(ask["recipient"], {}).get("membership") == "kind"
        if self._chance.random() < (3 / 4 if of_a_kind else 1 / 4):
            ask["member"] = self._chance.choice(REFERENCES)
        if "programmes" in d and self._chance.random() < 2 / 3:
            ask["programme"] = self._chance.choice(d["programmes"])
        if self._chance.random() < 1 / 4:
            ask["mode"] = self._chance.choice(("view", "view", "copy"))
        if self._chance.random() < 1 / 8:
            ask["country"] = self._chance.choice(("GB", "FR"))
        return ask | {"identifiability": self._level(d)}

    def _recipient(self, d: Node) -> str:
        """Who gets it, or as often as not one of its members, at any depth."""
        key: str = d["part_of"] if d["recipient"] == "not_stated" else d["recipient"]
        for _ in range(3):
            members = self._things.get(key, {}).get("members")
            key = self._chance.choice(members) if members and self._chance.random() < 2 / 3 else key
        return key

    def _stated(self, d: Node, key: str, kind: str) -> list[str]:
        """What it states; where it is silent, what was settled as often as not, or anything."""
        if d[key] != ["not_stated"]:
            stated: list[str] = d[key]
            return stated
        settled = [each[key] for each in d.get("settled", []) if key in each]
        return self._chance.choice(settled) if settled and self._chance.random() < 3 / 4 else self._ids[kind]

    # ---- what was determined

    def _is_open(self, d: Node) -> bool:
        """Whether its words leave open what somebody could settle; now and then also where they do not."""
        silent = any(d[key] == ["not_stated"] for key in ("purposes", "data_categories", "data_subjects"))
        data = [self._things.get(key, {}) for key in d["data_categories"]]
        guarded = [thing for thing in data if thing.get("special") or thing.get("criminal")]
        is_class = self._things.get(d["recipient"], {}).get("open_list")
        return bool(silent or guarded or is_class) or self._chance.random() < 1 / 20

    def _determined(self, d: Node, ask: Node, on: date) -> Node:
        """A determination that does, or as often as not one with something wrong."""
        ours = self._things[self._us].get("settled_by", [])
        roles = [each for each in d.get("settled_by", ours) if each not in ("none", "not_applicable")] or self._ids.get(
            "Role", []
        )
        made: Node = {"of": d["id"], "by": self._chance.choice(roles) if roles else UNKNOWN, "reference": "IG-88"}
        made |= {"date": str(on - timedelta(self._chance.randrange(9))), "valid_to": str(on + timedelta(30))}
        made |= {"mark": self._mark(d["id"]), "purposes": [ask["purpose"]]}
        made |= {key: [*ask[key]] for key in ("data_categories", "data_subjects")}
        made |= {"special_condition": ["public_health"], "criminal_condition": "schedule_1"}
        made |= {key: ask[key] for key in ("case", "member") if key in ask}
        for _ in range(self._chance.choice((0, 0, 1, 2))):
            self._spoil(made, on)
        return made

    def _spoil(self, made: Node, on: date) -> None:
        optional = [key for key in made if key not in ("of", "by", "reference", "date", "valid_to", "mark")]
        day = self._chance.choice((on - timedelta(1), on, on + timedelta(1), on + timedelta(366), on - timedelta(337)))
        wrong = {
            "of": self._chance.choice(self._disclosures)["id"],
            "by": self._chance.choice(self._ids.get("Role") or [UNKNOWN]),
            "date": str(day),
            "valid_to": str(day),
            "mark": "0" * 16,
            "case": "CASE-9",
            "member": self._chance.choice(REFERENCES),
            "data_categories": self._some(self._ids.get("DataCategory", [])),
        }
        key = self._chance.choice([*wrong, *optional])
        if key in wrong and self._chance.random() < 2 / 3:
            made[key] = wrong[key]
        elif key in optional:
            del made[key]

    def _level(self, d: Node) -> str:
        conditions = (self._things.get(key, {}) for key in d.get("conditions", []) if key.endswith(".identifiability"))
        levels = [c.get("transfer", c.get("processing", "identifiable")) for c in conditions]
        return str(self._chance.choice(levels) if levels else self._chance.choice(LEVELS))

    def _brought(self, d: Node, ask: Node, on: date) -> Node:
        """Evidence for all that bears on it, and now and then for what does not."""
        found: Node = {}
        for kind, condition in self._bearing(d):
            made = self._bringer.enough(kind, condition, d, ask, on)
            found |= {kind: made} if made is not None else {}
        return found

    def _bearing(self, d: Node) -> Iterator[tuple[str, Node]]:
        for key in (*d.get("conditions", []), *d.get("possible_conditions", [])):
            node = self._things.get(key, {})
            if "kind" in node:
                yield node["kind"], node
        derived = {"must_when_required": "trigger", "may_on_request": "request_needed"}.get(d.get("modality", ""))
        if derived:
            yield derived, {}
        if d.get("opt_outs"):
            yield "opt_out", {}
        if d.get("modality") in ("must", "must_when_required") or d.get("legal_power"):
            yield "statutory_duty", {}

    # ---- what spoils it

    def strip(self, ask: Node, _d: Node, _on: date) -> None:
        if ask["evidence"]:
            del ask["evidence"][self._chance.choice(sorted(ask["evidence"]))]

    def change(self, ask: Node, d: Node, on: date) -> None:
        bearing = [each for each in self._bearing(d) if each[0] in BROUGHT]
        if bearing:
            self._bring(*self._chance.choice(bearing), ask, d, on)

    def add(self, ask: Node, d: Node, on: date) -> None:
        self._bring(self._chance.choice(list(BROUGHT)), {}, ask, d, on)

    def _bring(self, kind: str, condition: Node, ask: Node, d: Node, on: date) -> None:
        made = self._bringer.anything(kind, condition, d, on)
        if made is not None:
            ask["evidence"][kind] = made

    def rely(self, ask: Node, _d: Node, _on: date) -> None:
        """To rely on a disclosure that perhaps nobody may confirm."""
        secret = [d for d in self._disclosures if d.get("can_we_tell_you") == "never_confirm"]
        ask["evidence"]["lawful_only"] = {"disclosure": self._chance.choice(secret or self._disclosures)["id"]}

    def other_party(self, ask: Node, _d: Node, _on: date) -> None:
        ask[self._chance.choice(("sender", "recipient"))] = self._chance.choice(self._ids["Recipient"])

    def other_matter(self, ask: Node, _d: Node, _on: date) -> None:
        kinds = {"purpose": "Purpose", "data_categories": "DataCategory", "data_subjects": "DataSubject"}
        key = self._chance.choice(list(kinds))
        ask[key] = self._chance.choice(self._ids[kinds[key]]) if key == "purpose" else self._some(self._ids[kinds[key]])

    def never_sent(self, ask: Node, d: Node, _on: date) -> None:
        ask["data_categories"] = sorted({*ask["data_categories"], *d.get("excluded", [])})

    def guard(self, ask: Node, _d: Node, _on: date) -> None:
        guarding = [key for key in self._ids["Purpose"] if self._things[key]["family"] in ("safeguarding", "emergency")]
        ask["purpose"] = self._chance.choice(guarding or [ask["purpose"]])

    def forbidden(self, ask: Node, _d: Node, _on: date) -> None:
        named = [p for n in self._things.values() for p in n.get("prohibited_uses", [])]
        named += [p for n in self._things.values() if n.get("kind") == "prohibited_use" for p in n["purposes"]]
        ask["purpose"] = self._chance.choice(sorted(p for p in named if isinstance(p, str)) or [ask["purpose"]])

    def bad_news(self, ask: Node, d: Node, on: date) -> None:
        """What speaks against sharing, where somebody asked or nobody."""
        asked = [kind for kind, _ in self._bearing(d) if kind in BAD_NEWS]
        kind = self._chance.choice(asked or list(BAD_NEWS))
        self._bring(kind, {}, ask, d, on)
        ask["evidence"][kind] |= BAD_NEWS[kind]

    def at_risk(self, ask: Node, _d: Node, _on: date) -> None:
        ask["at_risk"] = self._chance.random() < 3 / 4

    def way(self, ask: Node, d: Node, _on: date) -> None:
        key = "programme" if "programmes" in d else self._chance.choice(("mode", "country", "programme"))
        pools = {"mode": ["view", "copy"], "country": ["GB", "FR"], "programme": self._ids.get("Programme", [])}
        ask.pop(key, None)
        if pools[key] and self._chance.random() < 3 / 4:
            ask[key] = self._chance.choice(pools[key])

    def nested(self, ask: Node, _d: Node, _on: date) -> None:
        """What is inside or around, in place of what is asked."""
        for key, kind in (("data_categories", "DataCategory"), ("data_subjects", "DataSubject")):
            things = [self._things[each] for each in self._ids.get(kind, [])]
            near = [each["id"] for each in things if {*each.get("inside", [])} & {*ask[key]}]
            near += [each for at in ask[key] for each in self._things.get(at, {}).get("inside", [])]
            if near and self._chance.random() < 2 / 3:
                ask[key] = self._some(sorted({*near}))

    def called(self, ask: Node, _d: Node, _on: date) -> None:
        """A name in place of an id."""
        holder, key = self._chance.choice([*_places(ask)])
        one = self._chance.choice(holder[key]) if isinstance(holder[key], list) and holder[key] else holder[key]
        texts = self._things.get(one, {}).get("name", {}) if isinstance(one, str) else {}
        name = re.sub("[^a-z0-9]+", "-", self._chance.choice([*texts.values(), ""]).lower()).strip("-")[:63]
        if name[:1].isalpha():
            holder[key] = [name] if isinstance(holder[key], list) else name

    def level(self, ask: Node, _d: Node, _on: date) -> None:
        ask.pop("identifiability", None)
        if self._chance.random() < 2 / 3:
            ask["identifiability"] = self._chance.choice(LEVELS)

    def case(self, ask: Node, _d: Node, _on: date) -> None:
        ask.pop("case", None)
        if self._chance.random() < 1 / 2:
            ask["case"] = self._chance.choice(REFERENCES)

    def wrong_id(self, ask: Node, _d: Node, _on: date) -> None:
        """An id in place of another: unknown, retired, or of anything."""
        named = [key for key in self._things if "." not in key]
        wrong = self._chance.choice([UNKNOWN, *self._ids.get("Retired", []), self._chance.choice(named)])
        places = [*_places(ask)]
        holder, key = self._chance.choice(places)
        holder[key] = [wrong] if isinstance(holder[key], list) else wrong

    def _some(self, pool: list[str]) -> list[str]:
        return self._chance.sample(pool, self._chance.randint(1, min(3, len(pool)))) if pool else [UNKNOWN]


SPOILS: tuple[Callable[[_Maker, Node, Node, date], None], ...] = (
    *(_Maker.strip, _Maker.strip, _Maker.strip),
    *(_Maker.change, _Maker.change, _Maker.change, _Maker.change, _Maker.change, _Maker.change, _Maker.add),
    *(_Maker.other_party, _Maker.other_matter, _Maker.never_sent, _Maker.guard, _Maker.forbidden),
    *(_Maker.level, _Maker.case, _Maker.wrong_id, _Maker.rely, _Maker.bad_news, _Maker.bad_news, _Maker.at_risk),
    *(_Maker.way, _Maker.way, _Maker.nested, _Maker.called),
)


def _places(ask: Node) -> Iterator[tuple[Node, str]]:
    """Where ids stand in a request."""
    yield from (
        (ask, key)
        for key in ("sender", "recipient", "purpose", "data_categories", "data_subjects", "programme")
        if key in ask
    )
    for each in ask.get("determinations", ()):
        ids = ("of", "by", "purposes", "data_categories", "data_subjects")
        yield from ((each, key) for key in ids if key in each)
    for kind, brought in ask["evidence"].items():
        yield from (
            (brought, key) for key in brought if BROUGHT[kind].get(key, BROUGHT[kind].get(f"{key}?", ""))[:1].isupper()
        )


def _days(value: Any) -> set[date]:
    """The days in a feed on which an answer may turn; of a month or a year its first."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = {value[key] for key in DAYS if key in value} if isinstance(value, dict) else set()
    found = {date.fromisoformat(f"{text}-01-01"[:10]) for text in own if text[:1].isdigit()}
    return found.union(*map(_days, inner))
