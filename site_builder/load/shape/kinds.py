"""Where people find each kind of thing that has an id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ROLES = "roles"
"""The kind for which people may wrongly type a person's name."""
MANY = 6
"""If an id may be of more kinds than so many, a message does not list them."""

WHERE: Mapping[str, str] = {
    "organisation": "us, in organisation.yaml",
    "recipients": "a file in recipients/",
    "disclosures": "a disclosure in recipients/",
    "notices": "a file in notices/",
    "retired": "a retired id, in retired.yaml",
    ROLES: "a job, never a person, in vocabulary/roles.yaml",
}


def where(kind: str) -> str:
    """A thing of this kind and its file, in words."""
    return WHERE.get(kind, f"an entry in vocabulary/{kind}.yaml")


def any_of(kinds: Iterable[str]) -> str:
    """A thing of one of these kinds and its file, in words."""
    each = list(dict.fromkeys(kinds))
    return "anything that has words" if len(each) > MANY else " or ".join(map(where, each))
