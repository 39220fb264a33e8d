"""Links that lead nowhere: for whoever can ask the network, which the rules cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from site_builder.core.model import Registry
from site_builder.core.problems import Finding, Path, Severity
from site_builder.core.rules.texts import addresses, texts
from site_builder.core.values import Id

RULE = "link-dead"
MEANS = """A link that leads nowhere any more. Only `check --links` asks, as it needs the network.

Each address that the public would read is asked once. Some servers refuse programs or are slow, so open it in a browser
before you change it.
"""
IN_WORDS = re.compile(r"\]\((https?://[^\s()]+)\)")


Ask = Callable[[Collection[str]], Mapping[str, str]]
"""Asks addresses; says in a sentence what is wrong, of those of which something is."""


def dead_links(registry: Registry, ask: Ask) -> Iterator[Finding]:
    """What is wrong with the addresses that the public would read."""
    places = [*_places(registry)]
    told = ask({address for _, _, address in places})
    for subject, path, address in places:
        if address in told:
            hint = "Open it in a browser; then write where it is now, or take it out."
            yield Finding(Severity.WARNING, subject, path, told[address], hint, RULE)


def _places(registry: Registry) -> Iterator[tuple[Id, Path, str]]:
    """Whose, the way, and the address: of fields that hold one, and of links in words."""
    yield from addresses(registry)
    for text in texts(registry):
        for passage in text.passages:
            yield from ((text.subject, text.path, found) for found in IN_WORDS.findall(str(passage.text)))
