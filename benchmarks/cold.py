"""A first answer: what a new process takes until it has decided, in starts of Python.

The feed is signed, checked, and remembered from an earlier reading. The steps add up: each is measured as a new
process that takes it after those before it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

from benchmarks import gate_data
from benchmarks.gate_data import ON
from benchmarks.measuring import Bars, Seconds, clock_of_programs, medians, process, ratios, show
from site_builder.addresses import DATA, MANIFEST, SIGNATURE
from site_builder.client import Client
from site_builder.manifest.dsse import seal
from site_builder.manifest.form import Entry, Manifest, written
from site_builder.manifest.keys import new_key
from site_builder.model import Registry
from site_builder.render.feed import graph

ROUNDS = 15
SMALL, MIDDLE, LARGE = SIZES = (10, 1000, 10_000)
YARDSTICK, API, COMMAND = "python -c pass", "+ deciding", "site-builder decide"
COLD_COMMAND = "site-builder decide, signed, of 1,000 disclosures"
BARS: Bars = {
    COLD_COMMAND: (0, 7),
    **{f"the client alone, signed, of {size:,} disclosures": (0, 5) for size in SIZES},
}
"""The least and the most starts of Python that each is meant to take."""

STEPS: Mapping[str, str] = {
    YARDSTICK: "pass",
    "+ json": "import json",
    "+ cryptography": "from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey",
    "+ the gate": "from site_builder.gate import decide, index_codec, request, response",
    "+ the client": "import sys; from datetime import datetime; from site_builder.client import Client",
    "+ its key": "site, registry, key, state, request, at = sys.argv[1:]\n"
    "one = Client(site, [key], state, registry=registry, max_age=None)",
    API: "print(one.decide(open(request, 'rb').read(), datetime.fromisoformat(at)).outcome)",
}
"""Each step, after those before it: the last loads the state, checks the signature, unpacks and decides."""


def measure(*, quick: bool) -> dict[str, Seconds]:
    """Print and return the tables: for a feed of each size the steps to an answer, and what BARS speaks of."""
    tables, told = {}, {}
    for size in SIZES[:2] if quick else SIZES:
        with tempfile.TemporaryDirectory() as temporary:
            found = _steps(gate_data.registry(size), Path(temporary), 3 if quick else ROUNDS)
        show(f"first answer from a signed feed of {size:,} disclosures, in starts of python", found)
        tables[f"first answer among {size}"] = found
        told[f"the client alone, signed, of {size:,} disclosures"] = found[API]
    return {**tables, "cold": {**told, COLD_COMMAND: tables[f"first answer among {MIDDLE}"][COMMAND]}}


def _steps(held: Registry, folder: Path, rounds: int) -> Seconds:
    at = datetime.combine(ON, datetime.now(UTC).timetz())
    place = given(held, folder, at)
    _, registry, key, state, request, _ = place
    programs = dict(zip(STEPS, accumulate(STEPS.values(), "{}\n{}".format), strict=True))
    command = ["-m", "site_builder", "decide", request, "--feed", str(folder / "site"), "--on", ON.isoformat()]
    command += ["--key", key, "--registry-iri", registry, "--state", state]
    work = {name: partial(process, ["-c", program, *place]) for name, program in programs.items()}
    seconds = medians({**work, COMMAND: partial(process, command)}, rounds, clock_of_programs())
    return ratios(seconds, YARDSTICK)


def given(held: Registry, folder: Path, at: datetime) -> Sequence[str]:
    """A signed site in a folder, and what a client is given: site, registry, key, state, request and time."""
    text, key = graph.render(held, ON), new_key()
    path = f"{DATA}feed.{sha256(text).hexdigest()[:16]}.jsonld"
    manifest = written(
        Manifest(
            registry=f"{held.site}id/registry",
            version=held.version,
            issued=ON,
            valid_from=at.date(),
            expires=at.date() + timedelta(30),
            feed=path,
            files={path: Entry(len(text), sha256(text).hexdigest())},
        )
    )
    (folder / "site" / DATA).mkdir(parents=True)
    for name, data in {MANIFEST: manifest, SIGNATURE: seal(manifest, [key]), path: text}.items():
        (folder / "site" / name).write_bytes(data)
    (folder / "key.pub").write_bytes(key.public.pem)
    asked = next(each.asked for each in gate_data.requests(held, 100) if not each.code)
    (folder / "request.json").write_text(json.dumps(asked), "utf-8")
    state, site = folder / "state", folder / "site" / DATA
    client = Client(site, [key.public], state, registry=f"{held.site}id/registry")
    if cause := client.refresh(at).cause:
        raise RuntimeError(f"the made feed is not trusted: {cause}")
    names = (site, f"{held.site}id/registry", folder / "key.pub", state, folder / "request.json", at.isoformat())
    return [str(each) for each in names]
