"""What a decision costs, in bare look-ups of a dict: ours, what stands around it, and other engines.

Every engine must give our answer, yes or no, to each request that it is timed with, before any time is taken.
"""

from __future__ import annotations

import gc
import json
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TextIO

from benchmarks import engines, gate_data
from benchmarks.engines import Engine
from benchmarks.gate_data import ON, Asked
from benchmarks.measuring import Bars, Seconds, medians, ratios, show
from site_builder.gate import Gate, Request, request_in, request_of
from site_builder.gate.response import record
from site_builder.model import Registry
from site_builder.render.feed import graph

SMALL, MIDDLE, LARGE = SIZES = (10, 1000, 100_000)
ASKED = 20_000
"""So often is asked what takes microseconds: of few disclosures the same requests again and again, so that the
processor's cache holds them, and of many each once, so that it does not hold the disclosures."""
REQUESTS: Mapping[int, int] = {SMALL: 2000, MIDDLE: 2000, LARGE: ASKED}
MISSPELT = 50
"""So many requests look for ids that are written alike, which takes milliseconds."""
YARDSTICK = "look-up in a dict"
OURS, UNKNOWN = "ours", "ours, a recipient that nobody knows"
BARE_JSON, IN_JSON = "json.loads and json.dumps alone, of the same texts", "ours, JSON in and out, a line of a log"
CUT, WHOLE, CASBIN = "Cedar, cut by recipient", "Cedar, one set", "casbin"
FEW: Mapping[str, int] = {CUT: 1000, WHOLE: 200, CASBIN: 40}
ALLOWED = {"required", "permitted", "permitted_with_duties"}

LOOK_UPS = "decision among 1,000, in look-ups"
GROWN = "decision among 100,000, in decisions among 10"
SLOWEST = "slowest of a hundred decisions among 1,000, in middle ones"
JSON = "decision with JSON and a line of a log, in bare JSON"
BUILT = "index of 1,000, in json.loads of the feed"
PER_DISCLOSURE = "index: the time of a disclosure among 100,000, in times of one among 1,000"
BYTES = "index of 100,000, in bytes a disclosure"
BARS: Bars = {
    LOOK_UPS: (0, 85),
    GROWN: (0, 5),
    SLOWEST: (0, 8),
    JSON: (0, 5),
    BYTES: (0, 2000),
    **{f"{name}, in ours": (least, 10**9) for name, least in {CUT: 7, WHOLE: 130, CASBIN: 150}.items()},
}
"""The least and the most that each is meant to be: `docs/decisions/0022-cost-of-a-decision.md`."""


def measure(*, quick: bool) -> dict[str, Seconds]:
    """Print and return the tables: decisions at each size, and what BARS speaks of."""
    rounds, sizes = (3, (SMALL, MIDDLE)) if quick else (9, SIZES)
    found = {size: _decisions(size, rounds) for size in sizes}
    for size, seconds in found.items():
        title = f"decision among {size:,} disclosures, in look-ups of a dict ({seconds[YARDSTICK] * 1e9:,.0f} ns)"
        show(title, ratios(seconds, YARDSTICK))
    middle = found[MIDDLE]
    told = {
        LOOK_UPS: middle[OURS] / middle[YARDSTICK],
        **{f"{name}, in ours": middle[name] / middle[OURS] for name in FEW},
        JSON: middle[IN_JSON] / middle[BARE_JSON],
        SLOWEST: _slowest(rounds),
        **({} if quick else {GROWN: found[LARGE][OURS] / found[SMALL][OURS]}),
        **_index(rounds, sizes),
    }
    show("the gate", told)
    return {**{f"decision among {n}": ratios(each, YARDSTICK) for n, each in found.items()}, "gate": told}


# ---- decisions


def _decisions(size: int, rounds: int) -> Seconds:
    """The seconds that one decision takes, by who takes it."""
    held = gate_data.registry(size)
    gate = Gate.of(held)
    made = [each.asked for each in gate_data.requests(held, REQUESTS[size])]
    times = ASKED // len(made)
    texts = [json.dumps(each).encode() for each in made] * times
    asked = [_read(text) for text in texts[: len(made)]] * times
    allowed = [gate.decide(each, ON).outcome in ALLOWED for each in asked]
    others = {name: (engine, [engine.put(m) for m in made[: FEW[name]]]) for name, engine in _engines(held, made)}
    for name, (engine, put) in others.items():
        _agree(name, list(map(engine.allows, put)), allowed)
    misspelt = [_read(text)._replace(recipient=f"recipient-{n}") for n, text in enumerate(texts[:MISSPELT])]
    keys = {(str(d.recipient), str(purpose)): d for d in held.disclosures for purpose in d.purposes}
    with tempfile.TemporaryFile("w", encoding="utf-8") as log:
        work: dict[str, tuple[int, Callable[[], object]]] = {
            YARDSTICK: (ASKED, partial(_look_up, keys, asked)),
            OURS: (ASKED, partial(_decide, gate, asked)),
            UNKNOWN: (MISSPELT, partial(_decide, gate, misspelt)),
            BARE_JSON: (ASKED, partial(_bare_json, list(_written(gate, texts)))),
            IN_JSON: (ASKED, partial(_in_json, gate, texts, log)),
            **{name: (len(put), partial(_ask, engine, put)) for name, (engine, put) in others.items()},
        }
        found = medians({name: each for name, (_, each) in work.items()}, rounds, time.process_time)
    return {name: found[name] / count for name, (count, _) in work.items()}


def _read(text: bytes) -> Request:
    asked = request_in(text)
    if not isinstance(asked, Request):
        raise TypeError(f"a made request cannot be read: {asked}")
    return asked


def _engines(held: Registry, made: Sequence[Asked]) -> Iterator[tuple[str, Engine]]:
    yield CUT, engines.cedar_cut(held, made[: FEW[CUT]])
    # For the largest these would take gigabytes and minutes.
    if len(held.disclosures) < LARGE:
        yield WHOLE, engines.cedar(held)
        yield CASBIN, engines.casbin(held)


def _agree(name: str, answers: Sequence[bool], ours: Sequence[bool]) -> None:
    wrong = [n for n, (its, own) in enumerate(zip(answers, ours, strict=False)) if its != own]
    if wrong or set(answers) != {True, False}:
        raise RuntimeError(f"{name} answers otherwise than we do: requests {wrong}")


def _look_up(keys: Mapping[tuple[str, str], object], asked: Sequence[Request]) -> None:
    for each in asked:
        keys.get((each.recipient, each.purpose))


def _decide(gate: Gate, asked: Sequence[Request]) -> None:
    for each in asked:
        gate.decide(each, ON)


def _ask(engine: Engine, put: Sequence[Any]) -> None:
    for each in put:
        engine.allows(each)


def _in_json(gate: Gate, texts: Sequence[bytes], log: TextIO) -> None:
    for text in texts:
        request = request_in(text)
        decision = gate.decide(request, ON)
        json.dumps(gate.plain(decision))
        log.write(json.dumps(record(gate.index, request, decision, gate.feed)) + "\n")
        log.flush()


def _written(gate: Gate, texts: Sequence[bytes]) -> Iterator[tuple[bytes, Any, Any]]:
    """Each request as it comes, its decision, and what a log keeps of it."""
    for text in texts:
        request = request_in(text)
        decision = gate.decide(request, ON)
        yield text, gate.plain(decision), record(gate.index, request, decision, gate.feed)


def _bare_json(written: Sequence[tuple[bytes, Any, Any]]) -> None:
    for text, decision, kept in written:
        json.loads(text)
        json.dumps(decision)
        json.dumps(kept)


def _slowest(rounds: int) -> float:
    """Of a thousand disclosures: the slowest of a hundred decisions, in times of the one in the middle."""
    held = gate_data.registry(MIDDLE)
    gate = Gate.of(held)
    asked = [request_of(each.asked) for each in gate_data.requests(held, REQUESTS[MIDDLE])] * 10
    found = []
    for _ in range(rounds):
        percentiles = statistics.quantiles((_nanoseconds(gate, each) for each in asked), n=100)
        found.append(percentiles[98] / percentiles[49])
    return statistics.median(found)


def _nanoseconds(gate: Gate, asked: Any) -> int:
    before = time.perf_counter_ns()
    gate.decide(asked, ON)
    return time.perf_counter_ns() - before


# ---- the index


def _index(rounds: int, sizes: Sequence[int]) -> Seconds:
    """What building and keeping the index takes."""
    held = gate_data.registry(MIDDLE)
    text = graph.render(held, ON)
    middle = medians({"index": partial(Gate.of, held), "json": partial(json.loads, text)}, rounds, time.process_time)
    found = {BUILT: middle["index"] / middle["json"]}
    if LARGE in sizes:
        held = gate_data.registry(LARGE)
        seconds = medians({"index": partial(Gate.of, held)}, 3, time.process_time)["index"]
        found |= {"index of 100,000, in seconds": seconds}
        found |= {PER_DISCLOSURE: seconds / LARGE / (middle["index"] / MIDDLE), BYTES: _bytes(LARGE) / LARGE}
    return found


def _bytes(size: int) -> int:
    """What an index holds once its registry is gone, its texts among it."""
    tracemalloc.start()
    gate = Gate.of(gate_data.registry(size))
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    if len(gate.index.kinds) < size:
        raise RuntimeError("the index is not whole")
    return held
