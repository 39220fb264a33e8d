"""Witnesses of the chain of releases: time stamps of its links, and what we cite of other organisations' chains.

A time stamp is an answer of RFC 3161: an authority says that it saw a digest at a time. A citation says which link
stood newest in another organisation's chain on a day. Both stand in a site as they are; the manifest lists them. The
program connects to nobody: people send the query, and fetch the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from site_builder.addresses import WITNESSES
from site_builder.strict_json import JsonError, json_bytes, parse

CITED = f"{WITNESSES}cited.json"
STAMP = re.compile(r"(?P<number>[1-9][0-9]{0,8})\.(?P<sha256>[0-9a-f]{64})\.tsr")
"""The name of a time stamp: the number of the release, and the digest of its link."""
FORM = 1
_SHA256 = bytes.fromhex("300d06096086480165030402010500")
"""In DER: the digest is SHA-256."""
GRANTED = (0, 1)
"""The two statuses of an answer that has a time stamp."""
SHORTEST = 100
"""No answer with a time stamp has fewer bytes."""


class Cited(NamedTuple):
    """A link of another chain as it stood newest on a day: the registry's IRI, its number and its digest."""

    registry: str
    number: int
    sha256: str
    on: date


def query(link_sha256: str) -> bytes:
    """The question to an authority: what time is it, and here is a digest (TimeStampReq of RFC 3161, in DER)."""
    imprint = _sequence(_SHA256 + b"\x04\x20" + bytes.fromhex(link_sha256))
    with_certificate = b"\x01\x01\xff"
    return _sequence(b"\x02\x01\x01" + imprint + with_certificate)


def is_stamp_of(answer: bytes, link_sha256: str) -> bool:
    """Whether an authority's answer has a time stamp, and that is of this digest. Who signed it is not looked at."""
    if answer[:1] != b"\x30" or len(answer) < SHORTEST:
        return False
    content = answer[2 + (answer[1] & 0x7F if answer[1] & 0x80 else 0) :]
    is_granted = content[:1] == b"\x30" and content[2:4] == b"\x02\x01" and content[4] in GRANTED
    return is_granted and b"\x04\x20" + bytes.fromhex(link_sha256) in content


def _sequence(content: bytes) -> bytes:
    return b"\x30" + bytes([len(content)]) + content


def cited_in(data: bytes) -> tuple[Cited, ...]:
    """What such a file cites. Raises ValueError for what is none."""
    try:
        said = parse(data)
        found = tuple(_cited(**each) for each in said["cited"])
    except (JsonError, KeyError, TypeError) as error:
        raise ValueError(f"It is no list of citations: {error}") from error
    if said["witness"] != FORM or cited_bytes(found) != data:
        raise ValueError("It is no list of citations in the form that this program writes.")
    return found


def _cited(registry: Any, number: Any, sha256: Any, on: Any) -> Cited:
    if not (isinstance(number, int) and number > 0 and re.fullmatch("[0-9a-f]{64}", sha256)):
        raise ValueError(f"It cites no link of {registry}.")
    return Cited(str(registry), number, sha256, date.fromisoformat(on))


def cited_bytes(cited: Iterable[Cited]) -> bytes:
    """The file that says what is cited, by registry and number."""
    found = sorted(cited)
    return json_bytes({"witness": FORM, "cited": [{**each._asdict(), "on": each.on.isoformat()} for each in found]})


def sound(files: Mapping[str, bytes | None]) -> Mapping[str, bytes]:
    """Those of a site's files that are witnesses, by path."""
    return {path: data for path, data in files.items() if data is not None and _is_sound(path, data)}


def _is_sound(path: str, data: bytes) -> bool:
    if path == CITED:
        try:
            return bool(cited_in(data))
        except ValueError:
            return False
    named = STAMP.fullmatch(path.removeprefix(WITNESSES)) if path.startswith(WITNESSES) else None
    return named is not None and is_stamp_of(data, named["sha256"])
