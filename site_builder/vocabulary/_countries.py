"""Countries outside the United Kingdom: whether regulations approve transfers to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from site_builder.vocabulary._files import entries, fold, read_json

APPROVALS = frozenset({"approved", "partly_approved", "not_approved"})
"""Words of a country's status: UK GDPR Article 45A, and the older regulations that count as such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryEntry:
    """A country, or some of which the same holds.

    `status` is a word of APPROVALS; `scope` says what alone is approved, "" where all is, or nothing; `evidence` is a
    word of EVIDENCE.
    """

    names: tuple[str, ...]
    status: str
    scope: str = ""
    evidence: str
    source: str
    note: str = ""


def country(name: str) -> CountryEntry | None:
    """The country of a name, compared as that of a body; None where the list does not know it."""
    return _countries().get(fold(name))


@cache
def _countries() -> Mapping[str, CountryEntry]:
    countries = entries(CountryEntry, read_json("countries.json")["entries"].values())
    return {fold(name): each for each in countries for name in each.names}
