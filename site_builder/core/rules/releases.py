"""Whether what is public is what was released."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.core.model import Registry
from site_builder.core.problems import Finding, Severity
from site_builder.core.releases import DRAFT, of_version, published_version, releases_of


def not_released(registry: Registry, _on: date) -> Iterator[Finding]:
    """What is public is not what was released under this version: it is published as a draft, and never signed."""
    if published_version(registry) == DRAFT:
        message, hint = _said(registry)
        yield Finding(Severity.WARNING, registry.organisation.id, ("version",), message, hint)


def _said(registry: Registry) -> tuple[str, str]:
    releases = releases_of(registry)
    above = f" above {releases[-1].version}" if releases else ""
    next_one = f"Write a version{above} and the day it is issued, then run: site-builder release"
    if registry.version == DRAFT:
        return "This is a draft: it is published as one, and never signed.", next_one
    if of_version(releases, registry.version) is None:
        message = f"Version {registry.version} is not released yet: it is published as a draft, and never signed."
        return message, "When it is ready, run: site-builder release"
    message = f"This is not what was released as {registry.version}: it is published as a draft, and never signed."
    return message, next_one
