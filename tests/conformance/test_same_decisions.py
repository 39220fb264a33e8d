"""Two gates that know only the same pages say the same of requests made by chance: ours and the one in JavaScript."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from benchmarks.measuring import clock_of_programs
from site_builder.gate import Gate
from site_builder.load.feed.reader import FeedError, read
from site_builder.render.feed.graph import render
from tests.checkers import missing
from tests.conformance.clients import JAVASCRIPT
from tests.conformance.test_twins import Twin, planted
from tests.effort import effort, some, thorough
from tests.examples import FOLDERS, example
from tests.feed_cases import base
from tests.feed_mutants import changed_by_chance
from tests.feeds import gate_of_feed
from tests.gate import hostile
from tests.gate.requests import requests
from tests.gate_cases import FEEDS, MADE
from tests.seed import ON

MANY = Path(__file__).with_name("many.mjs")
SEED = 20261125

Question = tuple[bytes, str, date]
"""A feed, the request's text, the day."""
Telling = Mapping[str, Any]


def feeds() -> Iterator[bytes]:
    """The seed, the examples, one with every key, and those of the gate's cases."""
    yield from (render(example(name), ON) for name in some(FOLDERS, one_in=3))
    yield base()
    yield from ((FEEDS / f"{name}.jsonld").read_bytes() for name in MADE)


def asked(feed: bytes, count: int) -> Iterator[Question]:
    """So many requests made by chance."""
    for request, day in islice(requests(json.loads(feed), SEED), count):
        yield feed, json.dumps(request), day


def spoilt(questions: Iterable[Question]) -> Iterator[Question]:
    """The same with values, keys or places exchanged, so that most are no requests any more."""
    chance = random.Random(SEED)  # noqa: S311 -- repeatable, not secret
    for feed, text, day in questions:
        request = json.loads(text)
        changed_by_chance(request, chance)
        yield feed, json.dumps(request), day


def hostile_ones(number: int) -> Iterator[Question]:
    """Requests with so many hostile texts for each key, feed by feed."""
    for case, request in sorted(hostile.requests(number), key=lambda each: str(each[0]["feed"])):
        feed = (FEEDS / f"{case['feed']}.jsonld").read_bytes()
        yield feed, json.dumps(request), date.fromisoformat(case["day"])


def mutants(feed: bytes, count: int) -> Iterator[bytes]:
    """The feed with one thing changed by chance, as often as our reader takes it."""
    chance = random.Random(SEED)  # noqa: S311 -- repeatable, not secret
    for _ in range(count):
        made = deepcopy(json.loads(feed))
        changed_by_chance(made, chance)
        data = json.dumps(made, ensure_ascii=False).encode()
        try:
            read(data)
        except FeedError:
            continue
        yield data


def ours(questions: Iterable[Question]) -> Iterator[Telling]:
    last: tuple[bytes, Gate] | None = None
    for feed, text, day in questions:
        if last is None or last[0] != feed:
            last = feed, gate_of_feed(feed, "sha256:")
        yield last[1].plain(last[1].decide(text.encode(), day))


def theirs(questions: Iterable[Question], folder: Path, client: Path) -> Iterator[Telling]:
    lines: list[str] = []
    last = None
    for feed, text, day in questions:
        if feed != last:
            last = feed
            path = folder / f"{len(lines)}.jsonld"
            path.write_bytes(feed)
            lines.append(json.dumps({"feed": str(path)}))
        lines.append(json.dumps([text, day.isoformat()]))
    command = (str(shutil.which("node")), str(MANY), str(client))
    made = subprocess.run(command, input="\n".join(lines).encode(), capture_output=True, check=True)
    # Not splitlines: a decision may hold other ends of lines than ours.
    return (json.loads(line) for line in made.stdout.split(b"\n") if line)


def compared(said: Telling | None) -> Telling | None:
    """A decision with its sentences, without what is only a help: which keys are wanted, which ids may be meant."""
    if said is None:
        return None
    helps = {"instead", "wants"}
    made = dict(said)
    for name in ("reasons", "conditions", "duties"):
        parts = [{key: value for key, value in part.items() if key not in helps} for part in said.get(name, ())]
        made[name] = sorted(
            {json.dumps(part, sort_keys=True) for part in parts}
        )  # helps may be all that tells two apart
    return made


def differing(
    questions: list[Question], folder: Path, client: Path = JAVASCRIPT
) -> list[tuple[str, date, Telling | None, Telling | None]]:
    pairs = zip(questions, ours(questions), theirs(questions, folder, client), strict=True)
    both = ((text, day, compared(one), compared(other)) for (_, text, day), one, other in pairs)
    return [each for each in both if each[2] != each[3]]


def test_they_say_the_same_of_requests(tmp_path: Path) -> None:
    missing.require("node")
    questions = [each for feed in feeds() for each in asked(feed, effort(suite=8, thorough=400))]
    assert differing(questions, tmp_path) == []


def test_they_say_the_same_of_what_is_no_request(tmp_path: Path) -> None:
    missing.require("node")
    questions = [each for feed in feeds() for each in spoilt(asked(feed, effort(suite=4, thorough=150)))]
    questions += hostile_ones(effort(suite=2, thorough=len(hostile.TEXTS)))
    assert differing(questions, tmp_path) == []


@thorough
def test_a_long_text_costs_a_moment_and_a_pattern_that_starts_anew_at_each_letter_is_caught(tmp_path: Path) -> None:
    missing.require("node")
    slow = Twin("starts anew", "request.mjs", "/[^\\s@]@[^\\s@]/", "/[^\\s@]+@[^\\s@]+/", "")
    short, long, twins = (
        seconds(letters, tmp_path, client)
        for letters, client in ((10, JAVASCRIPT), (40_000, JAVASCRIPT), (40_000, planted(slow, tmp_path / "twin")))
    )
    assert long < short + 1 < twins


def seconds(letters: int, folder: Path, client: Path) -> float:
    """The processor's seconds that JavaScript takes for a request with a text of so many letters."""
    clock = clock_of_programs()
    before = clock()
    list(theirs([(base(), json.dumps({"case": "a" * letters}), ON)], folder, client))
    return clock() - before


@pytest.mark.parametrize("name", MADE)
def test_they_say_the_same_of_feeds_that_were_changed(name: str, tmp_path: Path) -> None:
    missing.require("node")
    changed = mutants((FEEDS / f"{name}.jsonld").read_bytes(), effort(suite=4, thorough=60))
    questions = [each for feed in changed for each in asked(feed, 20)]
    assert differing(questions, tmp_path) == []


def test_a_gate_that_says_otherwise_now_and_then_is_noticed(tmp_path: Path) -> None:
    missing.require("node")
    questions = list(asked((FEEDS / "made-up.jsonld").read_bytes(), effort(suite=100, thorough=300)))
    other = Twin(
        "asks not who sends",
        "gate.mjs",
        '![request.sender, "not_stated"].includes(d.sender ?? this.feed.publisher),',
        "false,",
        "",
    )
    assert differing(questions, tmp_path, planted(other, tmp_path / "twin"))
