"""Our own client by the three verbs of `docs/client.md`: `python -m tests.conformance.python_client --state DIR ...`.

It keeps in the folder, beside the client's own state, whom that trusts and where it reads.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from site_builder.client import Client
from site_builder.client.base import NOT_TRUSTED as NO_FEED
from site_builder.gate.decide import refusal
from site_builder.gate.request import request_in
from site_builder.gate.response import plain
from site_builder.manifest.keys import read_public

EXITS = {"refused": 10, "refer": 11}
NOT_TRUSTED = 5


def main(arguments: Sequence[str] | None = None, request: bytes | None = None, out: TextIO = sys.stdout) -> int:
    """Run one verb, as the command line has it or these arguments, and give the exit code.

    A request is read from standard input, unless it is given.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, required=True)
    verbs = parser.add_subparsers(dest="verb", required=True)
    init = verbs.add_parser("init")
    init.add_argument("--url", required=True)
    init.add_argument("--registry", required=True)
    init.add_argument("--key", type=Path, nargs="+", action="extend", required=True)
    for name in ("refresh", "decide"):
        verbs.add_parser(name).add_argument("--at", type=datetime.fromisoformat, required=True)
    asked = parser.parse_args(arguments)
    asked.request, asked.out = request, out
    return VERBS[asked.verb](asked)


def _init(asked: argparse.Namespace) -> int:
    asked.state.mkdir(parents=True, exist_ok=True)
    if any(asked.state.iterdir()):
        raise SystemExit(f"{asked.state} is not empty: a state is set up once.")
    keys = [path.read_text("ascii") for path in asked.key]
    setup = json.dumps({"address": asked.url, "registry": asked.registry, "keys": keys})
    _setup(asked).write_text(f"{sha256(setup.encode()).hexdigest()} {setup}", "utf-8")
    _client(asked)
    return 0


def _refresh(asked: argparse.Namespace) -> int:
    try:
        reading = _client(asked).refresh(asked.at).plain()
    except BROKEN:
        reading = {"trusted": False, "cause": "state_broken"}
    _print(asked, reading)
    return 0 if reading["trusted"] else NOT_TRUSTED


def _decide(asked: argparse.Namespace) -> int:
    request = sys.stdin.buffer.read() if asked.request is None else asked.request
    try:
        told = _client(asked).decide(request, asked.at).plain()
    except BROKEN:
        found = refusal(None, request_in(request), f"{asked.at:%Y-%m-%d}", NO_FEED)
        told = {**plain(None, found), "cause": "state_broken"}
    _print(asked, told)
    return NOT_TRUSTED if "cause" in told else EXITS.get(told["outcome"], 0)


VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {"init": _init, "refresh": _refresh, "decide": _decide}
BROKEN = (OSError, ValueError)
"""What a folder raises that is not as `init` wrote it."""


def _client(asked: argparse.Namespace) -> Client:
    digest, _, setup = _setup(asked).read_text("utf-8").partition(" ")
    if sha256(setup.encode()).hexdigest() != digest:
        raise ValueError("The setup is not what was written.")
    said = json.loads(setup)
    keys = [read_public(key.encode(), "key") for key in said["keys"]]
    return Client(said["address"], keys, asked.state / "kept", registry=said["registry"], max_age=None)


def _setup(asked: argparse.Namespace) -> Path:
    found: Path = asked.state / "setup"
    return found


def _print(asked: argparse.Namespace, told: Mapping[str, Any]) -> None:
    asked.out.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    sys.exit(main())
