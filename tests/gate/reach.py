"""Which disclosures of a registry can end in a yes at all, and what keeps the others from it.

`python -m tests.gate.reach` prints the table of every example, as `docs/evidence.md` has it. A disclosure can if one of
the requests made for it, with all that it asks for and a determination by the role that may, ends in a yes by it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import islice

from site_builder.gate import OUTCOMES, Gate
from tests.examples import FOLDERS, example
from tests.feeds import at, feed_of, gate_of_feed
from tests.gate.requests import Node, requests

MOST = 1_000
"""So many requests are made for a disclosure before it counts as one that cannot."""
NEVER: Mapping[str, str] = {"receive": "is received", "never": "is never shared"}


def kept_from(feed: Node, most: int = MOST) -> Mapping[str, str]:
    """For each disclosure what keeps it from a yes in most requests; '' for one that can end in a yes."""
    gate = gate_of_feed(json.dumps(feed).encode())
    return {each["id"]: _kept_from(gate, feed, each, most) for each in feed["disclosures"]}


def _kept_from(gate: Gate, feed: Node, disclosure: Node, most: int) -> str:
    by_nature = NEVER.get(disclosure.get("direction", "")) or NEVER.get(disclosure.get("modality", ""))
    if by_nature:
        return by_nature
    told = Counter[str]()
    for asked, on in islice(requests(feed, 1, [disclosure["id"]]), most):
        found = gate.decide(asked, on)
        if found.candidate is not None and found.candidate.id == disclosure["id"]:
            if found.outcome in OUTCOMES[:3]:
                return ""
            told.update({reason.code for reason in found.reasons} - {"somebody_at_risk"})
    return max(told, key=lambda code: (told[code], code), default="another answers")


def with_a_role(feed: Node) -> Node:
    """The feed as it would be if the organisation said who may settle what the words leave open."""
    made = deepcopy(feed)
    roles = [node["id"] for node in made["included"] if node["type"] == "Role"]
    at(made, made["publisher"]).setdefault("settled_by", roles[:1])
    return made


def table() -> Iterator[str]:
    """For every example how many can, as it stands and if a role may settle; for each that cannot even then why."""
    for name in FOLDERS:
        feed = feed_of(example(name))
        now, settled = (list(kept_from(each).items()) for each in (feed, with_a_role(feed)))
        can, could = (sum(not why for _, why in found) for found in (now, settled))
        others = ", ".join(f"{key} ({why})" for key, why in settled if why)
        yield f"{name}: {can} of {len(now)}; if a role may settle {could}; not {others or 'any'}"


if __name__ == "__main__":
    print(*table(), sep="\n")  # noqa: T201 -- a program
