"""Logs by chance for a registry: mostly of what it states, spoilt here and there, and lines that are none."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

from site_builder.gate.log_form import KEYS, LISTS
from site_builder.gate.types import Candidate
from site_builder.reconcile.judging import History

Said = dict[str, Any]

TIMES = (
    "2026-11-{day:02}T12:00:00Z",
    "2026-11-{day:02}T23:30:00+00:00",
    "2026-07-{day:02}T23:30:00Z",
    "2026-11-{day:02}T00:15:00.123+05:30",
    "2028-02-29T08:00:00Z",
)
BROKEN: Sequence[Said] = (
    {"time": "2026-11-25"},
    {"time": "2026-02-30T10:00:00Z"},
    {"time": "2026-11-25T10:00:00"},
    {"time": "2026-11-25 10:00:00Z"},
    {"time": 5},
    {"time": "0001-01-01T00:00:00Z"},
    {"time": "2026-11-25T24:00:00Z"},
    {"time": "2026-11-25T 3:00:00Z"},
    {"time": "2026-11-25T10:00:0.Z"},
    {"time": None},
    {"system": "two words"},
    {"system": ""},
    {"id": None},
    {"id": "a" * 201},
    {"records": -1},
    {"records": "3.5"},
    {"records": "many"},
    {"outcome": "perhaps"},
    {"decision": "a" * 201},
    {"recipient": "Police"},
    {"recipient": ["police"]},
    {"recipient": None},
    {"purpose": "a b"},
    {"data_categories": ["a b"]},
    {"data_categories": []},
    {"data_categories": ["a", None]},
    {"data_categories": {"a": 1}},
    {"data_subjects": ["a\nb"]},
    {"data_subjects": "a  b"},
    {"disclosure": "=cmd()"},
    {"nhs_number": "943 476 5919"},
)
"""What makes a line malformed."""
NO_LINES = (
    '{"time": "2026-11',
    "[]",
    "5",
    "null",
    '"x"',
    '{"id": "a", "id": "b"}',
    "\x00",
    '{"a": NaN}',
    "{}}",
    "{} {}",
)


def rows(history: History, chance: random.Random, number: int) -> Iterator[Said]:
    """So many rows that a system of this publisher could have logged."""
    index = history.last.index
    stated = [c for each in index.of.values() for c in each]
    ids = {kind: [key for key, of in index.kinds.items() if of == kind] for kind in set(index.kinds.values())}
    for at in range(number):
        said: Said = {"disclosure": "none-such"}
        if stated:
            said = _row(chance.choice(stated), ids, chance)
        day = chance.randint(1, 28)
        said |= {
            "time": chance.choice(TIMES[:2] if chance.random() < 2 / 3 else TIMES).format(day=day),
            "system": chance.choice(("case-system", "school-system")),
            "id": f"{at if chance.random() < 9 / 10 else chance.randrange(number):032x}",
        }
        if chance.random() < 1 / 2:
            said["records"] = chance.randrange(5)
        if chance.random() < 1 / 20:
            said["outcome"] = chance.choice(("failed", "test"))
        yield said


def _row(c: Candidate, ids: dict[str, list[str]], chance: random.Random) -> Said:
    data, people = sorted(c.data - {""}), sorted(c.people - {""})
    said: Said = {
        "recipient": c.to,
        "purpose": chance.choice(sorted(c.purposes - {""}) or ids["purposes"]),
        "data_categories": chance.sample(data, chance.randint(1, len(data))) if data else ids["data_categories"][:1],
        "data_subjects": chance.sample(people, chance.randint(1, len(people))) if people else ids["data_subjects"][:1],
    }
    if chance.random() < 1 / 6:
        said["disclosure"] = c.id
    elif chance.random() < 1 / 10:
        return {"disclosure": chance.choice((c.id, "none-such"))}
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
        said |= _spoilt(said, ids, chance)
    return said


def _spoilt(said: Said, ids: dict[str, list[str]], chance: random.Random) -> Said:
    match chance.randrange(6):
        case 0:
            return {"recipient": chance.choice([*ids.get("recipients", []), *ids.get("bodies", []), "none-such"])}
        case 1:
            return {"purpose": chance.choice([*ids["purposes"], "none-such"])}
        case 2:
            more = chance.choice([*ids["data_categories"], "none-such"])
            return {"data_categories": list(dict.fromkeys([*said["data_categories"], more]))}
        case 3:
            return {"data_subjects": [chance.choice([*ids["data_subjects"], "none-such"])]}
        case 4:
            return {"data_categories": [*reversed(said["data_categories"]), said["data_categories"][0]]}
        case _:
            return {"disclosure": chance.choice(ids.get("disclosures", ["none-such"]))}


def broken(said: Said, chance: random.Random) -> Said:
    """A row of which something is wrong."""
    return {**said, **chance.choice(BROKEN)}


def json_text(said: Sequence[Said], chance: random.Random) -> str:
    """JSON Lines: rows, some of them broken, and some lines that are none."""
    lines = [json.dumps(broken(each, chance) if chance.random() < 1 / 9 else each) for each in said]
    lines += [chance.choice(NO_LINES) for _ in range(chance.choice((0, 0, 1, 3)))]
    chance.shuffle(lines)
    return "".join(f"{line}\n" for line in lines) + chance.choice(("", "", "\n\n", '{"time"\n'))


def as_texts(said: Said) -> dict[str, str]:
    """A row as CSV has it."""
    return {
        key: " ".join(value) if key in LISTS and isinstance(value, list) else str(value)
        for key, value in said.items()
        if value is not None
    }


def head() -> str:
    """The first line of a CSV file."""
    return f"{','.join(KEYS)}\r\n"


def csv_text(said: Sequence[Said], chance: random.Random) -> str:
    """CSV below its head: rows, some of them broken, some too short or too long."""
    told = io.StringIO()
    writer = csv.writer(told, quoting=chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    for each in said:
        wrong = {key: value for key, value in chance.choice(BROKEN).items() if key in KEYS and isinstance(value, str)}
        texts = as_texts({**each, **wrong} if chance.random() < 1 / 9 else each)
        values = [texts.get(key, "") for key in KEYS]
        if chance.random() < 1 / 30:
            values = chance.choice((values[:-1], [*values, "more"], ['=1+"1"', *values[1:]]))
        writer.writerow(values)
    return told.getvalue()
