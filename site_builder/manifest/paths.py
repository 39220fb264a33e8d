"""Names that every system takes for a plain file or folder."""

from __future__ import annotations


def is_simple(name: str) -> bool:
    """Whether a name leads nowhere else, and can be given on every system."""
    return name.isprintable() and name not in {"", ".", ".."} and not set(name) & set('/\\:*?"<>|')


def stays_inside(path: str) -> bool:
    """Whether a relative path, with slashes, is one of simple names, so that it cannot leave its folder."""
    return all(map(is_simple, path.split("/")))
