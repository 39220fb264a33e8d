"""What a decision over HTTP costs, on this computer, in decisions of the same client in the process."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import gate_data
from benchmarks.cold import given
from benchmarks.measuring import ROOT, Bars, Seconds, show
from site_builder.client import Client
from site_builder.service.authzen import PATHS

DISCLOSURES, ASKED, LINES = 1000, 1000, 8
YARDSTICK = "decision in the process, with JSON and a line of a log"
HTTP, THEIRS = "decision over HTTP, on one line", "the same in the form of AuthZEN"
SLOWEST, BATCH = "slowest of a hundred over HTTP", "a decision of a hundred in one request"
MANY, LOST = f"decision over HTTP, on {LINES} lines at once", "answers lost on them"
BARS: Bars = {HTTP: (0, 8), THEIRS: (0, 8), BATCH: (0, 8), LOST: (0, 0)}
"""The least and the most that each is meant to be, in decisions in the process."""


def measure(*, quick: bool) -> dict[str, Seconds]:
    """Print and return the table."""
    rounds = 3 if quick else 9
    held = gate_data.registry(DISCLOSURES)
    texts = [json.dumps(each.asked).encode() for each in gate_data.requests(held, ASKED)]
    theirs = [json.dumps(_theirs(json.loads(text))).encode() for text in texts]
    batches = [b"[" + b",".join(texts[n : n + 100]) + b"]" for n in range(0, ASKED, 100)]
    evaluation = PATHS["access_evaluation_endpoint"]
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as open_:
        site, registry, key, state, *_ = given(held, Path(temporary), datetime.now(UTC))
        one = Client(site, [key], state, registry=registry, log=Path(temporary) / "a.jsonl", max_age=None)
        port = open_.enter_context(_serving(site, registry, key, state, Path(temporary) / "b.jsonl"))
        _ask(port, "/decide", texts)
        for _ in range(rounds):
            before = time.perf_counter()
            for text in texts:
                json.dumps(one.decide(text).plain()).encode()
            taken.setdefault(YARDSTICK, []).append((time.perf_counter() - before) / ASKED)
            found = _ask(port, "/decide", texts)
            taken.setdefault(HTTP, []).append(sum(found) / ASKED)
            taken.setdefault(SLOWEST, []).append(statistics.quantiles(found, n=100)[98])
            taken.setdefault(THEIRS, []).append(sum(_ask(port, evaluation, theirs)) / ASKED)
            taken.setdefault(BATCH, []).append(sum(_ask(port, "/decide", batches)) / ASKED)
            seconds, answered = _at_once(port, texts)
            taken.setdefault(MANY, []).append(seconds / (LINES * ASKED))
            taken.setdefault(LOST, []).append(LINES * ASKED - answered)
    middle = {name: statistics.median(each) for name, each in taken.items()}
    yardstick = middle.pop(YARDSTICK)
    told = {name: round(each / yardstick, 2) for name, each in middle.items()} | {LOST: max(taken[LOST])}
    show(f"the service, in decisions in the process ({yardstick * 1e6:,.0f} µs)", told)
    return {"service": told}


def _theirs(asked: dict[str, object]) -> dict[str, object]:
    """A request in the form of AuthZEN."""
    sharing = {key: value for key, value in asked.items() if key not in {"recipient", "purpose"}}
    return {
        "subject": {"type": "recipient", "id": asked["recipient"]},
        "action": {"name": asked["purpose"]},
        "resource": {"type": "dataset", "id": "x"},
        "context": {"sharing": sharing},
    }


@contextmanager
def _serving(site: str, registry: str, key: str, state: str, log: Path) -> Iterator[int]:
    """The command, and its port."""
    command = [sys.executable, "-m", "site_builder", "gate", "serve", "--feed", site, "--key", key, "-q"]
    command += ["--registry-iri", registry, "--state", state, "--log", str(log), "--port", "0", "--rate", "1000000"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        try:
            yield int((process.stdout.readline() if process.stdout else "").rstrip("/\n").rpartition(":")[2])
        finally:
            process.terminate()


def _ask(port: int, path: str, bodies: Sequence[bytes]) -> list[float]:
    """The seconds of each answer on one line. Raises RuntimeError for one that is none."""
    found = []
    with socket.create_connection(("127.0.0.1", port), 30) as line:
        for body in bodies:
            head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            before = time.perf_counter()
            line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            data, length = b"", 1
            while length:
                data += (part := line.recv(1 << 20))
                heads, blank, rest = data.partition(b"\r\n\r\n")
                if not part or not heads.startswith(b"HTTP/1.1 200"):
                    raise RuntimeError(f"The service did not answer: {data[:40]!r}")
                said = int(heads.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]) if blank else 1
                length = said - len(rest)
            found.append(time.perf_counter() - before)
    return found


def _at_once(port: int, texts: Sequence[bytes]) -> tuple[float, int]:
    """The seconds that it takes to answer all on several lines at once, and how many answers came."""
    answered = [0] * LINES

    def asks(number: int) -> None:
        answered[number] = len(_ask(port, "/decide", texts))

    threads = [threading.Thread(target=asks, args=(number,)) for number in range(LINES)]
    before = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - before, sum(answered)
