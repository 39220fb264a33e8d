"""What `check` finds in a registry that could be read: the rules of law, facts and words in the modules of MODULES.

`law` has what the law wants. `facts` compares facts with each other and with time. `words` compares what the public
reads with the facts, and measures how plainly it reads. `suppressions` are warnings that somebody has accepted.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import chain

from site_builder.check.facts import confirmations, consistency, outdated, plausibility, promises, unused
from site_builder.check.groups import of_groups
from site_builder.check.law import automated_decisions, lawful_basis, laws, opt_outs, required
from site_builder.check.rule import ALONE, PAGES, RULES, WAITS_FOR, Findings
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
    shared_lists,
    short_names,
    since_published,
    translations,
)
from site_builder.kept import Kept
from site_builder.model import Registry

__all__ = ["MODULES", "PAGES", "RULES", "WAITS_FOR", "findings"]

MODULES = (
    *(automated_decisions, lawful_basis, laws, opt_outs, required),
    *(confirmations, consistency, outdated, plausibility, promises, unused),
    *(contacts, contradictions, import_residue, links, mentions, numeric_claims, phrase_support, purposes, readability),
    shared_lists,
    short_names,
    since_published,
    translations,
)
"""The modules whose rules are registered as they are imported."""


def findings(
    registry: Registry,
    on: date,
    ask: links.Ask | None = None,
    published: Collection[str] = (),
    since: since_published.Since | None = None,
    borrowed: Collection[str] = (),
    *,
    kept: Kept | None = None,
) -> Findings:
    """All findings of all rules for a day, without accepted warnings. With `ask`, also dead links.

    `published` are the ids that the registry had when its site was built, as far as that is known; `since` is what it
    stated in public then. `borrowed` are the ids that only the common things have. `kept` has what was found before.
    """
    apart = ALONE if kept else ()
    every = (finding for key in sorted(RULES) if key not in apart for finding in RULES[key](registry, on))
    of_each = of_groups(registry, judged_alone, kept) if kept else ()
    yield from without_accepted(registry, chain(every, of_each))
    yield from outdated.id_gone(registry, published, since.published if since else None, borrowed)
    yield from since_published.since_published(since) if since else ()
    yield from links.link_dead(registry, ask) if ask else ()


def judged_alone(registry: Registry) -> Findings:
    """What the rules find that judge each group of things alone; they look at no day."""
    return (finding for key in sorted(ALONE) for finding in RULES[key](registry, date.min))
