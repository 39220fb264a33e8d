"""The signed list of what is published: its form, its signature, its keys, and what differs from it.

Bytes in, bytes or findings out. The one file that this room reads is a key's.
"""

from __future__ import annotations

from site_builder.core.addresses import MANIFEST, SIGNATURE
from site_builder.manifest.differences import Difference, differences
from site_builder.manifest.form import LIFE, Entry, Manifest, ManifestError, later, listing, read, sha256, written

__all__ = [
    "LIFE",
    "MANIFEST",
    "SIGNATURE",
    "Difference",
    "Entry",
    "Manifest",
    "ManifestError",
    "differences",
    "later",
    "listing",
    "read",
    "sha256",
    "written",
]
