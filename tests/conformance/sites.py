"""What a case serves: the seed's published feed, signed, and what the case changes of feed, manifest or envelope.

The same files for the same case on every day: days and keys are fixed. The keys are for these tests alone; anybody can
make them, so nobody may trust them.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from ipaddress import ip_address
from typing import Any

from site_builder.addresses import MANIFEST, SIGNATURE, iri
from site_builder.addresses import ROOT as THE_REGISTRY
from site_builder.manifest.dsse import PAYLOAD_TYPE
from site_builder.manifest.form import LIFE, later
from site_builder.manifest.keys import PrivateKey, read_private
from site_builder.strict_json import json_bytes
from tests import feed_cases, gate_cases
from tests.conformance.server import HOST, Answer
from tests.seed import ROOT

SITE = "/data-sharing/"
"""The path of the site on the server."""
REGISTRY = "https://council.example/data-sharing/id/registry"
RELEASE = {"version": "2026.11.25.1", "issued": "2026-11-25"}
"""The version of the seed's feed and of the base of the reader's cases."""
GOLDEN = ROOT / "tests/golden/data/v1/feed.jsonld"

Serve = Mapping[str, Any]


def site(serve: Serve) -> Mapping[str, Answer]:
    """What is answered for each path of the site; `README.md` says what the keys mean."""
    feed = _feed(serve)
    manifest = _manifest(serve, feed)
    path = _path(feed)
    served = {SIGNATURE: _envelope(serve, manifest), path: _other_feed(serve, feed), MANIFEST: b"Nobody signed this."}
    ways = {SIGNATURE: serve.get("envelope_answer", {}), path: serve.get("feed_answer", {})}
    return {SITE + name: Answer(body, **ways.get(name, {})) for name, body in served.items()}


def registry_of(serve: Serve) -> str:
    """The id of the registry that is served."""
    return iri(json.loads(_feed(serve))["site"], THE_REGISTRY) if "gate" in serve else REGISTRY


@cache
def key(name: str) -> PrivateKey:
    """The test key of this name, always the same."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    seed = hashlib.sha256(f"for the conformance suite alone: {name}".encode()).digest()
    made = Ed25519PrivateKey.from_private_bytes(seed)
    pem = made.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return read_private(pem, f"test key {name}")


# ---- the feed


def _feed(serve: Serve) -> bytes:
    if "content" in serve:
        return feed_cases.feed_of_case(serve["content"])
    if "gate" in serve:
        return (gate_cases.FEEDS / f"{serve['gate']}.jsonld").read_bytes()
    feed = json.loads(GOLDEN.read_bytes()) | serve.get("release", {})
    if "feed" not in serve:
        return json_bytes(feed)
    return feed_cases.feed_of_case(serve["feed"], json_bytes(feed))


def _other_feed(serve: Serve, feed: bytes) -> bytes:
    """What is served in the feed's place: another than the manifest was made of, if the case says so."""
    if "other_feed" in serve:
        return _feed(serve["other_feed"])
    return _replaced(feed, serve.get("feed_changed"))


def _path(feed: bytes) -> str:
    return f"data/v1/feed.{hashlib.sha256(feed).hexdigest()[:16]}.jsonld"


# ---- the manifest


def _manifest(serve: Serve, feed: bytes) -> bytes:
    if "manifest_text" in serve:
        return str(serve["manifest_text"]).encode()
    path, release = _path(feed), {**RELEASE, **serve.get("release", {})}
    if "gate" in serve:
        made = json.loads(feed)
        # Some are asked on a day before the feed was made.
        release = {"version": made["version"], "issued": min(made["issued"], serve["day"])}
    signed = date.fromisoformat(serve.get("signed", serve.get("day", release["issued"])))
    stated = {
        "manifest": 1,
        "registry": registry_of(serve),
        **release,
        "valid_from": signed.isoformat(),
        "expires": later(signed, LIFE).isoformat(),
        "feed": path,
        "files": {path: _entry(serve, feed), **serve.get("files", {})},
        **serve.get("manifest", {}),
    }
    kept = {name: value for name, value in stated.items() if name not in serve.get("manifest_without", ())}
    return _replaced(json_bytes(kept), serve.get("manifest_changed"))


def _entry(serve: Serve, feed: bytes) -> Mapping[str, Any]:
    return {"bytes": len(feed), "sha256": hashlib.sha256(feed).hexdigest(), **serve.get("listed", {})}


# ---- the envelope


def _envelope(serve: Serve, manifest: bytes) -> bytes:
    if "envelope_text" in serve:
        return str(serve["envelope_text"]).encode()
    kind = serve.get("signed_as", PAYLOAD_TYPE)
    stated = {
        "payload": _encoded(_replaced(manifest, serve.get("payload_changed")), serve),
        "payloadType": kind,
        "signatures": [_signature(serve, name, _to_sign(serve, kind, manifest)) for name in serve.get("keys", "a")],
        **serve.get("envelope", {}),
    }
    kept = {name: value for name, value in stated.items() if name not in serve.get("envelope_without", ())}
    text = _replaced(json_bytes(kept), serve.get("envelope_changed")) + b" " * int(serve.get("envelope_padding", 0))
    return text.decode().encode(str(serve.get("encoding", "utf-8")))


def _to_sign(serve: Serve, kind: str, manifest: bytes) -> bytes:
    """The pre-authentication encoding of DSSE, written out here so that a fault of ours in it is found."""
    if serve.get("signs_payload_alone"):
        return manifest
    return f"DSSEv1 {len(kind.encode())} {kind} {len(manifest)} ".encode() + manifest


def _signature(serve: Serve, name: str, signed: bytes) -> Mapping[str, Any]:
    named = key(serve.get("keyid_of", name)).public.keyid
    made = {"keyid": named, "sig": _encoded(key(name).sign(signed), serve)}
    changed = made | serve.get("each_signature", {})
    return {name: value for name, value in changed.items() if name not in serve.get("each_signature_without", ())}


def _encoded(data: bytes, serve: Serve) -> str:
    return base64.b64encode(data, str(serve.get("alphabet", "+/")).encode()).decode()


def _replaced(data: bytes, change: tuple[str, str] | None) -> bytes:
    if change is None:
        return data
    old, new = (str(each).encode() for each in change)
    assert data.count(old) > 0, f"{old!r} is not there to be changed"
    return data.replace(old, new, 1)


# ---- a certificate


@cache
def certificate() -> bytes:
    """A certificate for this computer that nobody but itself signed, with its key, in PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric import ec

    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    made = x509.CertificateBuilder(name, name, private.public_key(), 1, datetime(2026, 1, 1), datetime(2126, 1, 1))  # noqa: DTZ001
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))])
    signed = made.add_extension(address, critical=False).sign(private, hashes.SHA256())
    pem = private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return pem + signed.public_bytes(form.Encoding.PEM)
