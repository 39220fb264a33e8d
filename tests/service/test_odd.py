"""Whatever is sent, spoilt by chance: a clear answer, never a fault, and a yes only where the client gives one."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from site_builder.gate.reason_codes import DUTIES
from site_builder.service import authzen
from tests.client.scenes import PERMITS
from tests.client.sites import AT_RISK, NOW, PERMITTED
from tests.effort import effort
from tests.service.served import Served, client_of, service_of, serving
from tests.service.test_authzen import NO, YES

ONE, MANY, SUBJECT, RESOURCE, ACTION = authzen.PATHS.values()
TIMES = effort(suite=100, thorough=10_000)
BEGUN: dict[str, Any] = {
    "/decide": {**PERMITTED, "evidence": {"consent_first": {"consent": "given", "reference": "F-1"}}},
    "/decide ": [dict(PERMITTED), dict(AT_RISK), dict(PERMITTED)],
    ONE: YES,
    MANY: {**YES, "evaluations": [{}, NO, {"context": {}}], "options": {"evaluations_semantic": "execute_all"}},
    SUBJECT: YES,
    RESOURCE: YES,
    ACTION: YES,
}
JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    "",
    "x",
    "\x00",
    "é" * 300,
    "library-partner",
    [],
    [[]],
    {},
    {"x": 1},
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(service_of(client_of(tmp_path_factory.mktemp("odd")))) as made:
        yield made


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a value: what holds it, and its key."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield value, key
        yield from _places(each)


def _spoilt(value: Any, chance: random.Random) -> bytes:
    """A value with one or two things wrong, as bytes; now and then with a wrong byte, too."""
    made = copy.deepcopy(value)
    for _ in range(chance.randint(1, 2)):
        holder, key = chance.choice(list(_places(made)) or [([0], 0)])
        if chance.random() < 0.3:
            del holder[key]
        elif isinstance(holder, dict) and chance.random() < 0.3:
            holder[f"{key}s"] = holder.pop(key)
        else:
            holder[key] = chance.choice(JUNK)
    data = bytearray(json.dumps(made).encode())
    if chance.random() < 0.1:
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _as_ours(entities: Any) -> dict[str, Any]:
    """What is asked in the form of AuthZEN, read by hand."""
    data = {"data_categories": [entities["resource"]["id"]]} if entities["resource"]["type"] == "data" else {}
    named = {"recipient": entities["subject"]["id"], "purpose": entities["action"]["name"]}
    return {**entities["context"]["sharing"], **data, **named}


@pytest.mark.parametrize("path", BEGUN)
def test_what_is_spoilt_is_answered_and_never_permitted_by_it(served: Served, path: str) -> None:
    chance, statuses, permits = random.Random(path), set(), 0  # noqa: S311 (repeatable, not secret)
    for _ in range(TIMES):
        sent = _spoilt(BEGUN[path], chance)
        told = served.ask(path.strip(), sent)
        statuses.add(told.status)
        if told.status != 200:
            assert b'"decision":true' not in told.body
            continue
        for request in _permitted(path.strip(), sent, told.value):
            permits += 1
            found = served.service.client.decide(request, NOW)
            assert found.outcome in PERMITS, sent
            assert set(found.duties) <= DUTIES.keys()
    assert statuses <= {200, 400, 413}
    assert permits


def _permitted(path: str, sent: bytes, told: Any) -> Iterator[Any]:
    """Each request of ours that was answered with a yes."""
    if isinstance(told, dict) and told.get("outcome") not in {None, *PERMITS}:
        return  # it may be no JSON at all
    asked = json.loads(sent)
    if path == "/decide":
        pairs = zip(asked, told, strict=True) if isinstance(told, list) else [(asked, told)]
        yield from (request for request, answer in pairs if answer["outcome"] in PERMITS)
    elif path == ONE:
        yield from [_as_ours(asked)] if told["decision"] else []
    elif path == MANY:
        defaults = {key: each for key, each in asked.items() if key in {"subject", "action", "resource", "context"}}
        items = asked.get("evaluations") or [{}]
        answers = told.get("evaluations", [told])
        yield from (
            _as_ours({**defaults, **item}) for item, each in zip(items, answers, strict=False) if each["decision"]
        )
    else:
        searched = path.rpartition("/")[2]
        yield from (_as_ours({**asked, searched: each}) for each in told["results"])
