"""What `check` finds in a registry that could be read: rules of law, facts and words, registered in their modules.

`law` has what the law wants. `facts` compares facts with each other and with time. `words` compares what the public
reads with the facts, and measures how plainly it reads. `suppressions` are warnings that somebody has accepted.
"""

from __future__ import annotations

from datetime import date

from site_builder.check.facts import confirmations, consistency, outdated, plausibility, promises, unused
from site_builder.check.law import automated_decisions, lawful_basis, laws, opt_outs, required
from site_builder.check.rule import PAGES, RULES, WAITS_FOR_OFFICER, Findings
from site_builder.check.suppressions import without_accepted
from site_builder.check.words import (
    contacts,
    contradictions,
    import_residue,
    links,
    mentions,
    numeric_claims,
    phrase_support,
    purposes,
    readability,
    short_names,
    translations,
)
from site_builder.model import Registry

__all__ = ["MODULES", "PAGES", "RULES", "WAITS_FOR_OFFICER", "findings"]

MODULES = (
    *(automated_decisions, lawful_basis, laws, opt_outs, required),
    *(confirmations, consistency, outdated, plausibility, promises, unused),
    *(contacts, contradictions, import_residue, links, mentions, numeric_claims, phrase_support, purposes, readability),
    short_names,
    translations,
)
"""The modules whose rules are registered as they are imported."""


def findings(registry: Registry, on: date, ask: links.Ask | None = None) -> Findings:
    """All findings of all rules for a day, without accepted warnings. With `ask`, also dead links."""
    every = (finding for key in sorted(RULES) for finding in RULES[key](registry, on))
    yield from without_accepted(registry, every)
    yield from links.link_dead(registry, ask) if ask else ()
