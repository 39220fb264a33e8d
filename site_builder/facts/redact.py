"""The public half of a registry: the only function that decides what may be published."""

from __future__ import annotations

from dataclasses import replace

from site_builder.facts.releases import published_version
from site_builder.model import Registry


def public(registry: Registry) -> Registry:
    """The registry without proposals, internal notes, shared terms, reference data, releases and the rules' phrases.

    All that is published is made from it. A registry that differs from the one released under its version gets the
    version `draft`.
    """
    return replace(
        registry,
        version=published_version(registry),
        unpublished=(),
        for_all=(),
        known=(),
        released=None,
        phrases=None,
    )
