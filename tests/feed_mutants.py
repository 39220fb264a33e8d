"""Feeds with one thing changed by chance: no reader may take what the consumers' JSON Schema refuses, or crash.

`make fuzz` runs many. A mutant is the base of the feed cases with one value exchanged, taken out, doubled or renamed.
"""

from __future__ import annotations

import copy
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from site_builder.load.feed.reader import FeedError, read
from site_builder.model.conditions import Unknown
from site_builder.render.feed.schema import consumer_schema
from tests.feed_cases import base
from tests.feeds import Feed
from tests.json_schema import validator_of

SCHEMA = validator_of(consumer_schema())
STRENGTH = {"taken": 0, "refer": 1, "refused": 2}
OTHERS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 3.0, 0.5, 10**30, "", " ", "x", "not_stated", "none", "not_applicable"),
    *(
        "d-full",
        "purposes-a",
        "laws-a",
        "a-council",
        "consent",
        "active",
        "2026-02-30",
        "2026-11-25",
        "@id",
        "a\u202eb",
    ),
    *([], ["x"], ["not_stated"], ["d-full"], [[]], [{}], {}, {"en-gb": "x"}, {"cy": ["x"]}, {"id": "x"}, {"@id": "x"}),
)


@dataclass(frozen=True)
class Verdicts:
    """What was changed, and what schema and reader say of it; `reader` holds the text of a crash."""

    change: str
    schema: str
    reader: str

    @property
    def is_wrong(self) -> bool:
        """Whether the reader takes what the schema refuses, or says no verdict at all."""
        return self.reader not in STRENGTH or STRENGTH[self.reader] < STRENGTH[self.schema]


def mutants(count: int, seed: int) -> Iterator[Verdicts]:
    """So many mutants, the same for the same seed."""
    return (Verdicts(change, verdict_of_schema(feed), verdict_of_reader(feed)) for change, feed in feeds(count, seed))


def feeds(count: int, seed: int) -> Iterator[tuple[str, Feed]]:
    """So many mutants as JSON, each with what was changed in it."""
    chance = random.Random(seed)  # noqa: S311 -- repeatable, not secret
    whole = json.loads(base())
    ways = list(_ways(whole, ()))
    for _ in range(count):
        feed = copy.deepcopy(whole)
        yield _changed(feed, chance.choice(ways), chance), feed


def changed_by_chance(value: Any, chance: random.Random) -> str:
    """Change one thing in a JSON value, and say what; the value must hold something."""
    return _changed(value, chance.choice(list(_ways(value, ()))), chance)


def verdict_of_schema(feed: Any) -> str:
    """What the schema says: of a fault inside a condition, that a person has to be asked."""
    faults = [list(error.absolute_path) for error in SCHEMA.iter_errors(feed)]
    return "taken" if not faults else "refer" if all(_in_a_condition(feed, path) for path in faults) else "refused"


def _in_a_condition(feed: Any, path: list[str | int]) -> bool:
    if path[:1] != ["included"] or len(path) < 2:
        return False
    node = feed["included"][path[1]]
    types = node.get("type") if isinstance(node, dict) else None
    return isinstance(types, list) and types[:1] == ["Condition"]


def verdict_of_reader(feed: Any) -> str:
    """What the reader says, or the crash that it died of."""
    try:
        registry = read(json.dumps(feed, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    except FeedError:
        return "refused"
    except Exception as error:  # noqa: BLE001 -- any crash is what is looked for
        return f"{type(error).__name__}: {error}"
    owners: tuple[Any, ...] = (*registry.disclosures, *registry.notices, *registry.recipients, *registry.conditions)
    return "refer" if any(isinstance(c, Unknown) for owner in owners for c in owner.conditions) else "taken"


def _ways(value: Any, way: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*way, step)
        yield from _ways(inner, (*way, step))


def _changed(feed: Feed, way: tuple[str | int, ...], chance: random.Random) -> str:
    holder: Any = feed
    for step in way[:-1]:
        holder = holder[step]
    last = way[-1]
    what = chance.choice(("exchange", "exchange", "exchange", "take out", "double", "rename"))
    if what == "take out":
        del holder[last]
    elif what == "double" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[int(last)]))
    elif what == "rename" and isinstance(holder, dict):
        holder[chance.choice(("added_later", "Added", "@type", "dpv:hasRecipient", f"{last}x"))] = holder.pop(str(last))
    else:
        holder[last] = copy.deepcopy(chance.choice(OTHERS))
    return f"{what} {'/'.join(map(str, way))}"


def main() -> None:
    """Run as many mutants as the first argument says and count the verdicts; exit 1 if one is wrong."""
    count = int(sys.argv[1])
    found = Counter[tuple[str, str]]()
    wrong = []
    for verdicts in mutants(count, seed=count):
        found[verdicts.schema, verdicts.reader if verdicts.reader in STRENGTH else "crash"] += 1
        wrong += [verdicts] if verdicts.is_wrong else []
    for (schema, reader), number in sorted(found.items()):
        print(f"{number:>8,}  the schema says {schema}, the reader {reader}")  # noqa: T201 -- a program
    print(*wrong, sep="\n", end="\n" if wrong else "")  # noqa: T201 -- a program
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
