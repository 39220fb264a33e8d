"""Versions and releases: which registry is the one released under its version, and which is a draft."""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.model import Registry, Release
from site_builder.model.values import Text

DRAFT = Text("draft")
"""The version of what was not released: published so, and never signed."""


def numbers(version: str) -> tuple[int, ...]:
    """A version as it compares: its whole numbers, none for a draft, which is before all."""
    return () if version == DRAFT else tuple(map(int, version.split(".")))


def releases_of(registry: Registry) -> tuple[Release, ...]:
    """What was released of a registry, oldest first; none where releases are not recorded."""
    return registry.released.releases if registry.released else ()


def of_version(releases: Iterable[Release], version: str) -> Release | None:
    """What was released under a version."""
    return next((r for r in releases if numbers(r.version) == numbers(version)), None)


def release_of(registry: Registry) -> Release | None:
    """The release that a registry is: of its version and day, and stating the same. None where there is none."""
    found = of_version(releases_of(registry), registry.version)
    if registry.released is None or found is None or found.issued != registry.issued:
        return None
    return found if found.content_sha256 == registry.released.content_sha256 else None


def published_version(registry: Registry) -> Text:
    """The version to publish: as typed, or `draft` where releases are recorded and this is none of them."""
    return DRAFT if registry.released is not None and release_of(registry) is None else registry.version
