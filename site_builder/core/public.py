"""The public half of a registry: the only function that decides what may leave the house."""

from __future__ import annotations

from dataclasses import replace

from site_builder.core.model import Registry


def public(registry: Registry) -> Registry:
    """The registry without what is proposed or internal, or known besides; all that is published is made from this."""
    return replace(registry, unpublished=(), known=())
