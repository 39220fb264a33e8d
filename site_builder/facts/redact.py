"""The public half of a registry: the only function that decides what may be published."""

from __future__ import annotations

from dataclasses import replace

from site_builder.facts.releases import published_version
from site_builder.model import Registry


def public(registry: Registry) -> Registry:
    """The registry without what is proposed, internal, known or recorded besides; all that is published is made of it.

    A registry that is not what was released under its version has the version `draft`.
    """
    return replace(registry, version=published_version(registry), unpublished=(), known=(), released=None, phrases=None)
