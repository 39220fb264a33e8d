"""From an address to a good copy of a feed: its signature, manifest and content checked (`docs/client.md`)."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from site_builder.addresses import BASE, FEED, ROOT, SIGNATURE
from site_builder.client.cache_version import edition
from site_builder.client.cached_copy import Copy, State, check_day, check_newer
from site_builder.client.failure_codes import Registries, Untrusted
from site_builder.client.fetching import Line
from site_builder.facts.releases import DRAFT
from site_builder.gate.index_builder import index_of
from site_builder.gate.index_codec import pack
from site_builder.load.feed import reader as source
from site_builder.manifest.dsse import LARGEST as LARGEST_ENVELOPE
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


def opened(data: bytes, keys: Collection[PublicKey], registry: str) -> tuple[Manifest, Envelope]:
    """The manifest of a registry and its envelope, from these bytes. Raises Untrusted for the first that is wrong."""
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
        raise Untrusted("other_registry", Registries(registry, manifest.registry))
    if manifest.version == DRAFT:
        raise Untrusted("draft")
    return manifest, envelope


class Feed(NamedTuple):
    """A feed that was understood: the site and the version that it names, and its index, packed."""

    site: str
    version: str
    packed: bytes


def read_anew(line: Line, keys: Collection[PublicKey], registry: str, state: State, at: str) -> Copy:
    """The copy that is published now, good at a time. Raises Untrusted; what was fetched till then stays in `line`.

    Where there is neither a copy nor a manifest to be trusted the feed is fetched all the same. Nothing is decided by
    it, but it tells for which purposes somebody may be at risk.
    """
    try:
        return _fetched_copy(line, keys, registry, state, at)
    except Untrusted:
        if state.copy is None and line.fetched.keys() == {SIGNATURE}:
            with suppress(Untrusted):
                line.get(FEED, source.LARGEST)
        raise


def renewed(copy: Copy, registry: str) -> Copy:
    """The copy with an index of this version of the program. Raises Untrusted."""
    if copy.edition == edition() != "":
        return copy
    return _filled(copy, zlib.decompress(copy.zipped), registry)


def understood(data: bytes) -> Feed:
    """What a feed says. Raises Untrusted: `feed_not_understood`."""
    try:
        found, marks = source.read_marked(data)
    except source.FeedError as error:
        raise Untrusted("feed_not_understood") from error
    return Feed(found.site, found.version, pack(index_of(found, marks)))


def _fetched_copy(line: Line, keys: Collection[PublicKey], registry: str, state: State, at: str) -> Copy:
    manifest, envelope = opened(line.get(SIGNATURE, LARGEST_ENVELOPE), keys, registry)
    made = _bare(manifest, envelope, at)
    check_day(made, at[:10])
    check_newer(made, state.copy)
    old = state.copy
    if old is not None and old.feed == made.feed:
        if old.version != made.version:
            raise Untrusted("feed_differs")
        return renewed(made._replace(edition=old.edition, zipped=old.zipped, packed=old.packed), registry)
    data = line.get(manifest.feed, source.LARGEST)
    entry = manifest.files[manifest.feed]
    if len(data) != entry.bytes or sha256(data).hexdigest() != made.feed:
        raise Untrusted("feed_differs")
    return _filled(made, data, registry)


def _bare(m: Manifest, envelope: Envelope, at: str) -> Copy:
    """A copy as far as its manifest tells."""
    return Copy(
        read=at,
        version=m.version,
        issued=m.issued.isoformat(),
        valid_from=m.valid_from.isoformat(),
        expires=m.expires.isoformat(),
        signatures=envelope.signatures,
        feed=m.files[m.feed].sha256,
        edition="",
        manifest=envelope.payload,
        zipped=b"",
        packed=b"",
    )


def _filled(copy: Copy, data: bytes, registry: str) -> Copy:
    found = understood(data)
    if f"{found.site}{BASE}{ROOT}" != registry or found.version != copy.version:
        raise Untrusted("feed_differs")
    zipped = zlib.compress(data, 1)
    return copy._replace(edition=edition(), zipped=zipped, packed=found.packed)
