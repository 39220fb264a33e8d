"""The attestations of what was really sent, as they stand in a site: made elsewhere, signed, and published as they are.

`reconcile/attest.py` makes them; whoever builds or verifies a site only has to know one when they see it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from site_builder.addresses import ATTESTATIONS, ROOT, iri
from site_builder.facts.layout.what_was_sent import ROWS, Attestation, days_of
from site_builder.manifest.dsse import EnvelopeError, unchecked
from site_builder.strict_json import JsonError, json_bytes, parse

PAYLOAD_TYPE = "application/vnd.site-builder.attestation+json"
FORM = 1
_NAME = re.compile(r"(20[0-9]{2}-(?:Q[1-4]|0[1-9]|1[0-2]))(\.dsse)?\.json")


def sound(files: Mapping[str, bytes | None], site: str) -> Mapping[str, bytes]:
    """Those of these files that are attestations of a site's registry, and their signatures, by their path in a site.

    One without the other is neither. Whoever signed is not looked at: the manifest lists both, and is signed.
    """
    found: dict[str, bytes] = {}
    for path, data in files.items():
        named = _NAME.fullmatch(path.removeprefix(ATTESTATIONS))
        if not path.startswith(ATTESTATIONS) or named is None or named[2] or data is None:
            continue
        beside = f"{ATTESTATIONS}{named[1]}.dsse.json"
        if _says(data, named[1], iri(site, ROOT)) and _is_over(files.get(beside), data):
            found |= {path: data, beside: files[beside] or b""}
    return found


def newest(files: Mapping[str, bytes | None], site: str) -> Attestation | None:
    """What the sound attestation of the last days says; None where there is none."""
    told = [parse(data) for path, data in sound(files, site).items() if not path.endswith(".dsse.json")]
    return max(told, key=lambda said: days_of(said["period"])[::-1], default=None)


def _says(data: bytes, period: str, registry: str) -> bool:
    try:
        said = parse(data)
    except JsonError:
        return False
    stated = {"attestation": FORM, "registry": registry, "period": period}
    is_ours = isinstance(said, dict) and json_bytes(said) == data and stated.items() <= said.items()
    return is_ours and _is_readable(said)


def _is_readable(said: Mapping[str, Any]) -> bool:
    """Whether all is there that a page tells."""
    rows, systems = said.get("rows"), said.get("systems")
    if not isinstance(rows, dict) or not isinstance(systems, dict):
        return False
    numbers = [said.get("threshold"), *map(rows.get, ROWS)]
    gaps = [of.get("gaps") if isinstance(of, dict) else None for of in systems.values()]
    return all(type(each) is int and each >= 0 for each in numbers) and all(isinstance(each, list) for each in gaps)


def _is_over(envelope: bytes | None, payload: bytes) -> bool:
    try:
        return envelope is not None and unchecked(envelope, PAYLOAD_TYPE).payload == payload
    except EnvelopeError:
        return False
