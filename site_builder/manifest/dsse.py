"""The signature over a manifest: a DSSE envelope, version 1, with the algorithm Ed25519 (RFC 8032).

We sign the pre-authentication encoding of type and payload; the payload is the manifest, byte for byte.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from site_builder.errors import Failure
from site_builder.manifest.keys import PrivateKey, PublicKey
from site_builder.strict_json import JsonError, json_bytes, parse

PAYLOAD_TYPE = "application/vnd.site-builder.manifest+json"
LARGEST = 8 << 20
"""The most bytes of an envelope: enough for a list of about forty thousand files."""
MOST_SIGNATURES = 16
SIGNATURE_BYTES = 64
_KEYID = re.compile("[0-9a-f]{64}")


class EnvelopeError(Failure):
    """An envelope that must not be trusted; the text says why, and each reason has a class of its own."""


class MalformedError(EnvelopeError):
    """The bytes are not a DSSE envelope."""


class OtherTypeError(EnvelopeError):
    """The payload is not a manifest."""


class UnsignedError(EnvelopeError):
    """The envelope has no signature."""


class OtherKeyError(EnvelopeError):
    """No trusted key has signed this payload."""


class Envelope(NamedTuple):
    """An envelope that was read but not checked: do not trust its payload or its signatures.

    `keyids` are the ids that it claims for its signatures, '' for a signature without one; empty if not kept.
    """

    payload: bytes
    signatures: tuple[bytes, ...]
    keyids: tuple[str, ...] = ()


def pae(payload: bytes, payload_type: str = PAYLOAD_TYPE) -> bytes:
    """The bytes to sign: the pre-authentication encoding of DSSE, version 1."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def seal(payload: bytes, keys: Iterable[PrivateKey]) -> bytes:
    """The envelope of a manifest's bytes, signed with each key once; the same bytes for the same input."""
    signed = pae(payload)
    by_id = {key.public.keyid: key for key in keys}
    envelope = _envelope_bytes(payload, [(keyid, key.sign(signed)) for keyid, key in by_id.items()])
    if len(envelope) > LARGEST or not 0 < len(by_id) <= MOST_SIGNATURES:
        raise MalformedError(f"An envelope has at most {LARGEST >> 20} MB, and 1 to {MOST_SIGNATURES} signatures.")
    return envelope


def sealed_anew(envelope: bytes, trusted: Collection[PublicKey]) -> bytes:
    """An envelope with the same payload and one signature for each key, in the form of `seal`.

    Drops signatures of the wrong length, and wrong signatures under the ids of trusted keys. Raises as `unchecked`.
    """
    current = unchecked(envelope)
    pairs = zip(current.keyids, current.signatures, strict=True)
    by_id = {keyid: each for keyid, each in pairs if len(each) == SIGNATURE_BYTES}
    signed = pae(current.payload)
    wrong = {key.keyid for key in trusted if not key.verifies(by_id.get(key.keyid, b""), signed)}
    return _envelope_bytes(current.payload, [(keyid, each) for keyid, each in by_id.items() if keyid not in wrong])


def _envelope_bytes(payload: bytes, signatures: Iterable[tuple[str, bytes]]) -> bytes:
    listed = [{"keyid": keyid if _KEYID.fullmatch(keyid) else "", "sig": _encoded(each)} for keyid, each in signatures]
    return json_bytes({"payload": _encoded(payload), "payloadType": PAYLOAD_TYPE, "signatures": listed})


def opened(envelope: bytes, trusted: Collection[PublicKey]) -> bytes:
    """The manifest's bytes that a trusted key has signed: read these and no others. Raises EnvelopeError.

    One signature by one trusted key is enough, so that an old and a new key can be in use together. We ignore key ids:
    they are hints that nobody has signed.
    """
    content = unchecked(envelope)
    check(content, trusted)
    return content.payload


def check(envelope: Envelope, trusted: Collection[PublicKey]) -> None:
    """Raise OtherKeyError unless a trusted key has signed the envelope's payload."""
    signed = pae(envelope.payload)
    if not any(key.verifies(signature, signed) for signature in envelope.signatures for key in trusted):
        raise OtherKeyError(
            "No trusted key has signed this manifest: its signature is of another key, or of other bytes."
        )


def unchecked(envelope: bytes) -> Envelope:
    """The contents of an envelope, whoever signed it. Raises MalformedError, OtherTypeError or UnsignedError."""
    if len(envelope) > LARGEST:
        raise MalformedError(f"The signature's file is larger than {LARGEST >> 20} MB.")
    try:
        document = parse(envelope)
    except JsonError as error:
        raise MalformedError(f"The signature's file cannot be read. {error}") from error
    if not isinstance(document, dict):
        raise MalformedError("The signature's file is not an object.")
    if document.get("payloadType") != PAYLOAD_TYPE:
        type_in_words = f"the type {document['payloadType']!r}" if "payloadType" in document else "no type"
        raise OtherTypeError(f"What is signed has {type_in_words}, and is no manifest.")
    payload, entries = _decoded(document.get("payload"), "payload"), _entries(document.get("signatures"))
    signatures = tuple(_decoded(each.get("sig"), "sig") for each in entries)
    return Envelope(payload, signatures, tuple(each.get("keyid", "") for each in entries))


def signatures_over(payload: bytes, payload_type: str, keys: Iterable[PrivateKey]) -> tuple[dict[str, str], ...]:
    """A signature with each key once over a payload of another type, as an envelope lists them."""
    signed = pae(payload, payload_type)
    by_id = {key.public.keyid: key for key in keys}
    return tuple({"keyid": keyid, "sig": _encoded(key.sign(signed))} for keyid, key in by_id.items())


def signed_by(
    signatures: Iterable[Any], payload: bytes, payload_type: str, trusted: Iterable[PublicKey]
) -> PublicKey | None:
    """The trusted key that made one of these signatures over a payload of a type; None if none did."""
    signed = pae(payload, payload_type)
    made = []
    for each in signatures:
        with suppress(MalformedError, AttributeError):
            made.append(_decoded(each.get("sig"), "sig"))
    return next((key for key in trusted for each in made if key.verifies(each, signed)), None)


def is_over(envelope: bytes | None, payload: bytes | None) -> bool:
    """Whether these bytes are an envelope with this payload, whoever signed it."""
    try:
        return envelope is not None and unchecked(envelope).payload == payload
    except EnvelopeError:
        return False


def _entries(signatures: Any) -> list[dict[str, Any]]:
    if signatures is None or signatures == []:
        raise UnsignedError("The manifest has no signature.")
    if not isinstance(signatures, list) or len(signatures) > MOST_SIGNATURES:
        raise MalformedError(f"signatures: there must be a list of at most {MOST_SIGNATURES}.")
    if not all(isinstance(each, dict) and isinstance(each.get("keyid", ""), str) for each in signatures):
        raise MalformedError("signatures: an entry has another form than keyid and sig.")
    return signatures


def _encoded(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode()


def _decoded(text: Any, name: str) -> bytes:
    """Base64 of either alphabet (DSSE allows both), and each byte in one way only."""
    try:
        plain = text.translate(str.maketrans("-_", "+/"))
        data = binascii.a2b_base64(plain, strict_mode=True)
    except (AttributeError, ValueError, binascii.Error):
        raise MalformedError(f"{name}: this is not base64.") from None
    if _encoded(data) != plain:
        raise MalformedError(f"{name}: this is not base64.")
    return data
