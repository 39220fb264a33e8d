"""What makes a manifest one to be trusted: who signed it, and what it says. The steps 3 and 4 of `docs/client.md`."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from site_builder.client.causes import Untrusted
from site_builder.manifest.dsse import (
    Envelope,
    EnvelopeError,
    MalformedError,
    OtherKeyError,
    OtherTypeError,
    UnsignedError,
    check,
    unchecked,
)
from site_builder.manifest.form import Manifest, ManifestError, read
from site_builder.manifest.keys import PublicKey

CAUSES = {
    MalformedError: "malformed_envelope",
    OtherTypeError: "other_type",
    UnsignedError: "unsigned",
    OtherKeyError: "other_key",
}
DRAFT = "draft"


class Signed(NamedTuple):
    """A manifest for which a trusted key answers, and what was signed, byte for byte."""

    manifest: Manifest
    envelope: Envelope


def opened(data: bytes, keys: Collection[PublicKey], registry: str) -> Signed:
    """The manifest of a registry in the envelope that these bytes are. Raises Untrusted for the first that is wrong."""
    try:
        envelope = unchecked(data)
        check(envelope, keys)
    except EnvelopeError as error:
        raise Untrusted(CAUSES[type(error)]) from error
    try:
        manifest = read(envelope.payload)
    except ManifestError as error:
        raise Untrusted("malformed_manifest") from error
    if manifest.registry != registry:
        raise Untrusted("other_registry")
    if manifest.version == DRAFT:
        raise Untrusted("draft")
    return Signed(manifest, envelope)
