"""Whether a published site can be trusted: its manifest lists its files, a known key signed it, it is in date.

The signature itself is checked in `manifest`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from site_builder.addresses import MANIFEST, SIGNATURE
from site_builder.errors import Failure, shown
from site_builder.facts.releases import DRAFT
from site_builder.manifest.dsse import EnvelopeError, is_over, opened, sealed_anew
from site_builder.manifest.form import Manifest, ManifestError, later, listing, read, written
from site_builder.manifest.keys import PublicKey
from site_builder.verify.difference import OTHER, SAME, Difference

SOON = timedelta(days=7)
"""How long before the last day an editor is asked to renew."""

Files = Mapping[str, bytes | None]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The manifest that counts, how the signature differs from it, and in sentences why not to trust it, and notes.

    If `distrusted` is not empty, nothing else is sure. `bytes_alone` names the manifest and the signature where they
    have other bytes than this version writes, for it may have ignored some of them.
    """

    manifest: Manifest
    differences: tuple[Difference, ...]
    bytes_alone: tuple[Difference, ...]
    distrusted: tuple[str, ...]
    notes: tuple[str, ...]


def judge(files: Files, place: str, keys: Collection[PublicKey], on: date) -> Judgement:
    """Judge the files of a place on a day. Without keys we do not check the signature. Raises Failure."""
    data = files.get(MANIFEST)
    if data is None:
        raise Failure(f"{shown(place)} holds no manifest ({MANIFEST}), so there is nothing to compare it with.")
    envelope = files.get(SIGNATURE)
    # With a key, we read the manifest inside the signature, not the one beside it.
    distrusted, signed = _signed_manifest(envelope, keys) if keys else ((), None)
    try:
        manifest = read(signed or data)
    except ManifestError as error:
        raise Failure(str(error)) from error
    return Judgement(
        manifest,
        tuple(_signature_differences(files)),
        tuple(_byte_differences(manifest, signed or data, envelope, keys)),
        (
            *distrusted,
            *(() if signed is None else _feed_distrust(manifest, files)),
            *_out_of_date(manifest, envelope, on),
        ),
        tuple(_notes(manifest, envelope, on, checked=bool(keys))),
    )


def _signed_manifest(envelope: bytes | None, keys: Collection[PublicKey]) -> tuple[tuple[str, ...], bytes | None]:
    """Why not to trust the signature, and the manifest inside it, None if it cannot be trusted."""
    if envelope is None:
        return ("It is not signed.",), None
    try:
        return (), opened(envelope, keys)
    except EnvelopeError as error:
        return (str(error),), None


def _feed_distrust(manifest: Manifest, files: Files) -> Iterator[str]:
    """Why not to trust the feed: where all else is compared with it, only the signature proves the feed."""
    data = files.get(manifest.feed)
    if data is not None and listing({manifest.feed: data})[manifest.feed] != manifest.files[manifest.feed]:
        yield f"{shown(manifest.feed)} is not the feed that was signed, so no system takes it."


def _signature_differences(files: Files) -> Iterator[Difference]:
    if SIGNATURE in files and not is_over(files[SIGNATURE], files[MANIFEST]):
        says = f"is not the signature of {MANIFEST} that stands beside it"
        yield Difference("file", says=says, file=SIGNATURE)


def _byte_differences(
    manifest: Manifest, data: bytes, envelope: bytes | None, keys: Collection[PublicKey]
) -> Iterator[Difference]:
    if written(manifest) != data:
        yield Difference("file", says=OTHER + SAME, file=MANIFEST)
    with suppress(EnvelopeError):  # reported already
        if envelope is not None and sealed_anew(envelope, keys) != envelope:
            yield Difference("file", says=OTHER + SAME, file=SIGNATURE)


def _out_of_date(manifest: Manifest, envelope: bytes | None, on: date) -> Iterator[str]:
    if on < manifest.valid_from:
        yield f"It is to be trusted from {manifest.valid_from}, and today is {on}: check the clock of this computer."
    if on > manifest.expires:
        yield f"It expired: its last day was {manifest.expires}. {_RENEW}"
    if manifest.version == DRAFT and envelope is not None:
        yield "It is a draft that somebody signed, and drafts are never signed."


def missed(manifest: Manifest, on: date, days: int | None) -> Iterator[str]:
    """That the job which builds the site did not run: it was built more than so many days ago; None for any."""
    if days is not None and manifest.valid_from + timedelta(days) < on:
        yield f"It was built on {manifest.valid_from}, and today is {on}: the job that builds it did not run."


def _notes(manifest: Manifest, envelope: bytes | None, on: date, *, checked: bool) -> Iterator[str]:
    if not checked and envelope is None:
        yield "It is not signed."
    elif not checked:
        yield "The signature was not checked: give the public key with --key."
    if manifest.valid_from <= on <= manifest.expires <= later(on, SOON):
        yield f"It expires soon: its last day is {manifest.expires}. {_RENEW}"


_RENEW = "To renew it: site-builder sign --key FILE"
