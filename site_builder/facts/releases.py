"""Versions and releases: which registry is the one released under its version, and which is a draft."""

from __future__ import annotations

from collections.abc import Iterable

from site_builder.model import Registry, Release
from site_builder.model.values import Text

DRAFT = Text("draft")
"""The version of a registry that was not released: it is published under this word, and never signed."""


def numbers(version: str) -> tuple[int, ...]:
    """The whole numbers of a version, to compare it by; () for a draft, which comes before all others."""
    return () if version == DRAFT else tuple(map(int, version.split(".")))


def releases_of(registry: Registry) -> tuple[Release, ...]:
    """The releases of a registry, oldest first; () where releases are not recorded."""
    return registry.released.releases if registry.released else ()


def of_version(releases: Iterable[Release], version: str) -> Release | None:
    """The release of a version; None where there is none."""
    return next((r for r in releases if numbers(r.version) == numbers(version)), None)


def release_of(registry: Registry) -> Release | None:
    """The release with a registry's version, day and content; None where there is none."""
    release = of_version(releases_of(registry), registry.version)
    if registry.released is None or release is None or release.issued != registry.issued:
        return None
    return release if release.content_sha256 == registry.released.content_sha256 else None


def published_version(registry: Registry) -> Text:
    """The version to publish: as typed, or `draft` where releases are recorded and this registry is not one of them."""
    return DRAFT if registry.released is not None and release_of(registry) is None else registry.version
