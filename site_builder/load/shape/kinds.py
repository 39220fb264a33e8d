"""The kinds of things that have ids, and in which file people find each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ROLES = "roles"
"""The kind under which people type somebody's name."""
MANY = 6
"""Where an id may be of more kinds than these, they are not listed to people."""

WHERE: Mapping[str, str] = {
    "organisation": "us, in organisation.yaml",
    "recipients": "a file in recipients/",
    "disclosures": "a disclosure in recipients/",
    "notices": "a file in notices/",
    "retired": "a retired id, in retired.yaml",
    ROLES: "a job, never a person, in vocabulary/roles.yaml",
}


def where(kind: str) -> str:
    """Where a thing of this kind stands."""
    return WHERE.get(kind, f"an entry in vocabulary/{kind}.yaml")


def any_of(kinds: Iterable[str]) -> str:
    """Where a thing of one of these kinds stands."""
    each = list(dict.fromkeys(kinds))
    return "anything that has words" if len(each) > MANY else " or ".join(map(where, each))
