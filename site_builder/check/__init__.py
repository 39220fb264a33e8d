"""What `check` says of a registry that can be read: rules of law, of facts and of words, each registered in its module.

`law` is what the law wants, `facts` what is stated against other facts and against time, `words` what the public reads
against the facts, and how plainly it reads. `suppressions` are the warnings that somebody has accepted.
"""

from __future__ import annotations

from datetime import date

from site_builder.check.facts import consistency, outdated, plausibility, unused
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
    readability,
    translations,
)
from site_builder.model import Registry

__all__ = ["MODULES", "PAGES", "RULES", "WAITS_FOR_OFFICER", "findings"]

MODULES = (
    *(automated_decisions, lawful_basis, laws, opt_outs, required),
    *(consistency, outdated, plausibility, unused),
    *(contacts, contradictions, import_residue, links, mentions, numeric_claims, phrase_support, readability),
    translations,
)
"""The modules whose rules are registered as they are imported."""


def findings(registry: Registry, on: date, ask: links.Ask | None = None) -> Findings:
    """All findings of all rules for a day, without the warnings that somebody has accepted; `ask` asks the links."""
    every = (finding for key in sorted(RULES) for finding in RULES[key](registry, on))
    yield from without_accepted(registry, every)
    yield from links.link_dead(registry, ask) if ask else ()
