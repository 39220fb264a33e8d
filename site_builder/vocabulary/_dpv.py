"""Terms of the Data Privacy Vocabulary (DPV): which there are, and what each is a kind of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from site_builder.vocabulary._files import read_json


@cache
def dpv_terms() -> frozenset[str]:
    """All terms as `prefix:Name`, with the prefixes that the feed uses; classes and properties."""
    return frozenset(_parents())


def dpv_parents(term: str) -> tuple[str, ...]:
    """What a term is directly a kind of, as `prefix:Name`; nothing for one that stands alone or is unknown."""
    return _parents().get(term, ())


def dpv_ancestors(term: str) -> frozenset[str]:
    """All that a term is a kind of, near and far, without the term: `dpv:Purpose` for a purpose."""
    found: set[str] = set()
    waiting = list(dpv_parents(term))
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            waiting.extend(dpv_parents(parent))
    return frozenset(found - {term})


@cache
def _parents() -> Mapping[str, tuple[str, ...]]:
    """Each term's parents; in the file, a parent without a prefix has that of the term."""
    return {
        f"{prefix}:{name}": tuple(parent if ":" in parent else f"{prefix}:{parent}" for parent in parents.split())
        for prefix, terms in read_json("dpv_terms.json")["terms"].items()
        for name, parents in terms.items()
    }
