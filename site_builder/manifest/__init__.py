"""The signed list of what is published: its form, its signature, its keys, and what differs from it.

Bytes in, bytes or findings out. The one file that this room reads is a key's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.addresses import MANIFEST, SIGNATURE

if TYPE_CHECKING:
    from site_builder.manifest.form import (
        LIFE,
        Difference,
        Entry,
        Manifest,
        ManifestError,
        differences,
        later,
        listing,
        read,
        sha256,
        written,
    )

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


def __getattr__(name: str) -> object:
    """Imports a public name on demand (PEP 562), so that code that only checks a signature loads faster."""
    if name not in __all__:
        raise AttributeError(name)
    import site_builder.manifest.form as form  # noqa: PLR0402 (the other form would ask this function)

    value: object = getattr(form, name)
    return value
