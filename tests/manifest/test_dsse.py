"""The envelope: what it takes to be trusted, tried with forgeries, and with OpenSSL in the place of our own check."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from site_builder.manifest.dsse import (
    LARGEST,
    PAYLOAD_TYPE,
    EnvelopeError,
    MalformedError,
    OtherKeyError,
    OtherTypeError,
    UnsignedError,
    opened,
    pae,
    seal,
    unchecked,
)
from site_builder.manifest.form import written
from site_builder.manifest.keys import PublicKey, new_key
from tests.checkers import missing, openssl
from tests.manifest.test_form import manifest

OURS, THEIRS = new_key(), new_key()
PAYLOAD = written(manifest())
OTHER = written(manifest(version="9.9.9.9"))
GOOD = seal(PAYLOAD, [OURS])
Json = dict[str, Any]
Check = Callable[[bytes, list[PublicKey]], bytes]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def envelope(**changes: Any) -> bytes:
    """The good envelope with other keys in it; ... leaves one out."""
    found = {**json.loads(GOOD), **changes}
    return json.dumps({key: value for key, value in found.items() if value is not ...}).encode()


def sig(data: bytes, **changes: Any) -> list[Json]:
    """A list of one signature of ours."""
    return [{"keyid": OURS.public.keyid, "sig": b64(OURS.sign(data)), **changes}]


def entry(**changes: Any) -> list[Json]:
    return [{k: v for k, v in {**json.loads(GOOD)["signatures"][0], **changes}.items() if v is not ...}]


def test_what_we_seal_opens_to_the_very_bytes() -> None:
    assert opened(GOOD, [OURS.public]) == PAYLOAD
    assert seal(PAYLOAD, [OURS]) == GOOD


def test_the_encoding_that_is_signed_is_that_of_dsse() -> None:
    """As its protocol writes it: "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body."""
    assert pae(b"hello world") == b"DSSEv1 %d %b 11 hello world" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode())
    assert pae(b"").endswith(b" 0 ")


def test_two_keys_stand_side_by_side_while_one_takes_the_place_of_the_other() -> None:
    both = seal(PAYLOAD, [OURS, THEIRS])
    for trusted in ([OURS.public], [THEIRS.public], [new_key().public, THEIRS.public]):
        assert opened(both, trusted) == PAYLOAD
    assert len(json.loads(seal(PAYLOAD, [OURS, OURS]))["signatures"]) == 1
    with pytest.raises(OtherKeyError):
        opened(both, [new_key().public])


RIGHT: dict[str, bytes] = {
    "a wrong key id": envelope(signatures=sig(pae(PAYLOAD), keyid=THEIRS.public.keyid)),
    "an empty key id": envelope(signatures=sig(pae(PAYLOAD), keyid="")),
    "no key id": envelope(signatures=entry(keyid=...)),
    "a signature of somebody else before ours": envelope(
        signatures=[{"keyid": "x", "sig": b64(THEIRS.sign(pae(PAYLOAD)))}, *entry()]
    ),
    "a signature of another algorithm beside ours": envelope(
        signatures=[*entry(), {"keyid": "x", "sig": b64(b"1" * 3309)}]
    ),
    "a key that nobody knows": envelope(expires="2030-01-01"),
    "base64 for addresses": envelope(payload=json.loads(GOOD)["payload"].replace("+", "-").replace("/", "_")),
    "keys in another order": json.dumps(dict(reversed(json.loads(GOOD).items()))).encode(),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_no_signature_hangs_on_is_no_matter(name: str) -> None:
    assert opened(RIGHT[name], [OURS.public]) == PAYLOAD


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


SIGNATURE = OURS.sign(pae(PAYLOAD))
ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the group that Ed25519 signs in: a signature stays right for a lax reader if this is added to its second half."""
STRETCHED = SIGNATURE[:32] + (int.from_bytes(SIGNATURE[32:], "little") + ORDER).to_bytes(32, "little")

HOSTILE: dict[str, tuple[bytes, type[EnvelopeError]]] = {
    "nothing": (b"", MalformedError),
    "a maintenance page": (b"<!doctype html><title>Back soon</title>", MalformedError),
    "the manifest itself": (PAYLOAD, OtherTypeError),
    "a list": (f"[{GOOD.decode()}]".encode(), MalformedError),
    "cut off": (GOOD[:-10], MalformedError),
    "with more behind it": (GOOD + b"{}", MalformedError),
    "in another encoding": (GOOD.decode().encode("utf-16"), MalformedError),
    "payload twice": (GOOD.replace(b'"payloadType"', b'"payload": "",\n "payloadType"'), MalformedError),
    "signatures twice": (GOOD.replace(b' "signatures"', b' "signatures": [],\n "signatures"'), MalformedError),
    "sig twice": (GOOD.replace(b'"sig"', b'"sig": "",\n   "sig"'), MalformedError),
    "not a number": (envelope(x=float("nan")), MalformedError),
    "infinity": (envelope(x=float("inf")), MalformedError),
    "brackets without end": (b'{"payload":' + b"[" * 50_000, MalformedError),
    "ten million bytes": (envelope(x="x" * 10_000_000), MalformedError),
    "ten million bytes of payload": (envelope(payload=b64(b" " * 10_000_000)), MalformedError),
    "one byte too many": (GOOD + b" " * (LARGEST + 1 - len(GOOD)), MalformedError),
    "another type": (envelope(payloadType="application/vnd.in-toto+json"), OtherTypeError),
    "the type in capitals": (envelope(payloadType=PAYLOAD_TYPE.upper()), OtherTypeError),
    "no type": (envelope(payloadType=...), OtherTypeError),
    "a list of types": (envelope(payloadType=[PAYLOAD_TYPE]), OtherTypeError),
    "another type that was signed": (
        envelope(payloadType="x", signatures=sig(b"DSSEv1 1 x %d %b" % (len(PAYLOAD), PAYLOAD))),
        OtherTypeError,
    ),
    "no signatures": (envelope(signatures=...), UnsignedError),
    "signatures that are null": (envelope(signatures=None), UnsignedError),
    "an empty list of signatures": (envelope(signatures=[]), UnsignedError),
    "signatures that are none": (envelope(signatures={}), MalformedError),
    "a signature that is a text": (envelope(signatures=[b64(SIGNATURE)]), MalformedError),
    "more signatures than anybody needs": (envelope(signatures=entry() * 17), MalformedError),
    "no sig": (envelope(signatures=entry(sig=...)), MalformedError),
    "an empty sig": (envelope(signatures=entry(sig="")), OtherKeyError),
    "a sig that is a number": (envelope(signatures=entry(sig=1)), MalformedError),
    "a key id that is a number": (envelope(signatures=entry(keyid=1)), MalformedError),
    "sig cut off": (envelope(signatures=entry(sig=b64(SIGNATURE)[:-3])), MalformedError),
    "sig one byte short": (envelope(signatures=entry(sig=b64(SIGNATURE[:-1]))), OtherKeyError),
    "sig in hexadecimal": (envelope(signatures=entry(sig=SIGNATURE.hex())), OtherKeyError),
    "sig with blanks": (envelope(signatures=entry(sig=f" {b64(SIGNATURE)}")), MalformedError),
    "one bit of the signature": (envelope(signatures=entry(sig=b64(_flipped(SIGNATURE, 5)))), OtherKeyError),
    "a stretched signature": (envelope(signatures=entry(sig=b64(STRETCHED))), OtherKeyError),
    "no payload": (envelope(payload=...), MalformedError),
    "payload as it is": (envelope(payload=PAYLOAD.decode()), MalformedError),
    "payload cut off": (envelope(payload=b64(PAYLOAD)[:-3]), MalformedError),
    "payload with more at its end than base64 has": (envelope(payload=b64(PAYLOAD) + "===="), MalformedError),
    "another payload": (envelope(payload=b64(OTHER)), OtherKeyError),
    "one bit of the payload": (envelope(payload=b64(_flipped(PAYLOAD, 80))), OtherKeyError),
    "payload with a new line more": (envelope(payload=b64(PAYLOAD + b"\n")), OtherKeyError),
    "an empty payload": (envelope(payload=""), OtherKeyError),
    "the signature of another manifest": (envelope(signatures=sig(pae(OTHER))), OtherKeyError),
    "signed without the encoding": (envelope(signatures=sig(PAYLOAD)), OtherKeyError),
    "signed as base64": (envelope(signatures=sig(pae(b64(PAYLOAD).encode()))), OtherKeyError),
    "signed as version 2": (envelope(signatures=sig(pae(PAYLOAD).replace(b"DSSEv1", b"DSSEv2"))), OtherKeyError),
    "another key": (seal(PAYLOAD, [THEIRS]), OtherKeyError),
    "another key under our id": (
        envelope(signatures=[{"keyid": OURS.public.keyid, "sig": b64(THEIRS.sign(pae(PAYLOAD)))}]),
        OtherKeyError,
    ),
    "our key in the envelope of a stranger": (
        envelope(payload=b64(OTHER), signatures=[*entry(), *json.loads(seal(OTHER, [THEIRS]))["signatures"]]),
        OtherKeyError,
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_forgery_is_refused_for_its_own_reason_in_a_sentence(name: str) -> None:
    data, reason = HOSTILE[name]
    with pytest.raises(EnvelopeError) as refused:
        opened(data, [OURS.public])
    assert type(refused.value) is reason, refused.value
    assert str(refused.value).endswith(".")


def test_no_flipped_bit_opens_the_envelope_to_other_bytes() -> None:
    found = []
    for at in range(len(GOOD)):
        try:
            found.append(opened(_flipped(GOOD, at), [OURS.public]))
        except EnvelopeError:
            found.append(b"")
    assert set(found) == {b"", PAYLOAD}
    # What opens all the same has a bit of the key id, of a name that is not looked at, or of white space flipped.
    assert found.count(PAYLOAD) < len(OURS.public.keyid) + 40


def test_without_a_trusted_key_nothing_is_trusted() -> None:
    with pytest.raises(OtherKeyError):
        opened(GOOD, [])


def test_an_envelope_that_no_reader_would_take_is_not_made() -> None:
    for payload, keys in ((PAYLOAD, []), (b" " * LARGEST, [OURS])):
        with pytest.raises(MalformedError):
            seal(payload, keys)


# ---- checks that are too lax, and the forgery that shows it


def _by_key_id(data: bytes, trusted: list[PublicKey]) -> bytes:
    """Broken twin: it believes the key id."""
    found = json.loads(data)
    if found["signatures"][0]["keyid"] not in {key.keyid for key in trusted}:
        raise OtherKeyError("x.")
    return base64.b64decode(found["payload"])


def _of_the_payload_alone(data: bytes, trusted: list[PublicKey]) -> bytes:
    """Broken twin: what it checks is not what is signed, so that a type can be put in another's place."""
    found = unchecked(data)
    if not any(key.verifies(s, found.payload) for s in found.signatures for key in trusted):
        raise OtherKeyError("x.")
    return found.payload


def _of_all_that_there_are(data: bytes, trusted: list[PublicKey]) -> bytes:
    """Broken twin: all of no signatures are right."""
    found = json.loads(data)
    payload = base64.b64decode(found["payload"])
    if not all(any(k.verifies(base64.b64decode(s["sig"]), pae(payload)) for k in trusted) for s in found["signatures"]):
        raise OtherKeyError("x.")
    return payload


@pytest.mark.parametrize(
    ("check", "name"),
    [
        (_by_key_id, "another key under our id"),
        (_of_the_payload_alone, "signed without the encoding"),
        (_of_all_that_there_are, "an empty list of signatures"),
    ],
)
def test_a_lax_check_is_caught(check: Check, name: str) -> None:
    assert check(HOSTILE[name][0], [OURS.public])
    with pytest.raises(EnvelopeError):
        opened(HOSTILE[name][0], [OURS.public])


# ---- OpenSSL agrees


@pytest.fixture
def verifies(tmp_path: Path) -> Callable[[bytes, bytes], bool]:
    """OpenSSL's word on a signature of our key."""
    missing.require("openssl")
    for name, content in (("key.pub", OURS.public.pem),):
        (tmp_path / name).write_bytes(content)

    def check(data: bytes, signature: bytes) -> bool:
        (tmp_path / "data").write_bytes(data)
        (tmp_path / "sig").write_bytes(signature)
        return openssl.verifies(tmp_path / "key.pub", tmp_path / "data", tmp_path / "sig")

    return check


def test_openssl_alone_takes_our_signature_and_no_forged_one(verifies: Callable[[bytes, bytes], bool]) -> None:
    (signature,) = unchecked(GOOD).signatures
    assert verifies(pae(PAYLOAD), signature)
    assert not verifies(PAYLOAD, signature)
    assert not verifies(pae(OTHER), signature)
    assert not verifies(pae(PAYLOAD), STRETCHED)
