"""Earlier releases of a site: what an honest council would have published before one thing in its registry changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random

from site_builder.addresses import own_part
from site_builder.build import Named, Work, _page_of_each
from site_builder.editions import editions
from site_builder.facts.layout.notice import lay_out
from site_builder.locale.languages import language
from site_builder.model import Disclosure, Passage, Recipient, Registry
from site_builder.model.values import Text, Word, Words
from site_builder.render import html, pdf
from site_builder.render.feed import graph
from tests.drifts.sites import site
from tests.seed import ON

MUST, MAY, DUTY = Word("must"), Word("may"), Word("legal_obligation")


@cache
def older(name: str, number: int) -> Registry:
    """A registry as it stood before; another for each number. Every tenth differs in its release alone."""
    chance = Random(f"{name} {number}")  # noqa: S311 -- repeatable, not secret
    registry = replace(
        site(name).registry, version=Text(f"2026.10.{1 + number % 28}.1"), issued=date(2026, 10, 1 + number % 28)
    )
    if number % 10 == 0:
        return registry
    change: Callable[[Registry, Random], Registry] = chance.choice([_other_words, _other_facts, _other_facts])
    return change(registry, chance)


def _other_words(registry: Registry, chance: Random) -> Registry:
    """One passage of a notice in all its languages."""
    notices = list(registry.notices)
    at = chance.randrange(len(notices))
    sections = list(notices[at].sections)
    where = chance.choice([i for i, s in enumerate(sections) if s.passages])
    passages = list(sections[where].passages)
    which = chance.randrange(len(passages))
    passages[which] = _reworded(passages[which])
    sections[where] = replace(sections[where], passages=tuple(passages))
    notices[at] = replace(notices[at], sections=tuple(sections))
    return replace(registry, notices=tuple(notices))


def _reworded(passage: Passage) -> Passage:
    return replace(passage, text=Words(tuple((tag, f"{text} (2025)") for tag, text in passage.text.pairs)))


def _other_facts(registry: Registry, chance: Random) -> Registry:
    """One disclosure: whether it must be, its conditions, its lawful basis, its purposes."""
    changes: tuple[Callable[[Disclosure], Disclosure], ...] = (
        lambda d: replace(d, modality=MAY if d.modality == MUST else MUST),
        lambda d: replace(d, lawful_basis=() if DUTY in d.lawful_basis else (DUTY,)),
        lambda d: replace(d, data_subjects=d.data_subjects[1:], modality=MAY if d.modality == MUST else MUST),
    )
    recipients = list(registry.recipients)
    at = chance.choice([i for i, r in enumerate(recipients) if r.disclosures])
    recipients[at] = _with_other(recipients[at], chance.choice(changes), chance)
    return replace(registry, recipients=tuple(recipients))


def _with_other(recipient: Recipient, change: Callable[[Disclosure], Disclosure], chance: Random) -> Recipient:
    disclosures = list(recipient.disclosures)
    at = chance.randrange(len(disclosures))
    disclosures[at] = change(disclosures[at])
    return replace(recipient, disclosures=tuple(disclosures))


# ---- its files


@cache
def feed_of(name: str, number: int) -> bytes:
    """The feed of then."""
    return graph.render(older(name, number), ON)


@cache
def page_of(name: str, number: int, path: str) -> bytes:
    """A page of then."""
    now, registry = site(name), older(name, number)
    spoken = tuple(map(language, registry.languages))
    found = tuple(editions(registry, feed_of(name, number), spoken, ON))
    edition = next(e for e in found if f"{e.folder}index.html" == path)
    named = Named(now.feed, now.files[now.feed])
    work = Work(registry, spoken, found, ON, None, named, Named(now.style, html.style()))
    return _page_of_each(work)(edition, now.files)


@cache
def paper_of(name: str, number: int, path: str) -> bytes:
    """A PDF of then, with the feed of now."""
    now = site(name)
    sheet = now.papers[path]
    registry = older(name, number)
    notice = next(n for n in registry.notices if n.id == sheet.laid.id)
    laid = lay_out(registry, notice, sheet.language, ON)
    return pdf.render(laid, sheet.language, feed=now.files[own_part(notice.id)], issued=registry.issued)
