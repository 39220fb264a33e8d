"""Links that are lost, typed where they do not work, or dead."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from site_builder.check.rule import Findings, alone, explained, rule, warning
from site_builder.check.words.public_texts import Text, addresses, labels, texts
from site_builder.model import Disclosure, Registry
from site_builder.model.phrases import Phrases
from site_builder.model.values import Id
from site_builder.problems import Path

NO_ADDRESS = re.compile(r"\[[^\]\[]+\]\(\s*\)")
ADDRESS = re.compile(r"\]\(|https?:|www\.")
LINK = re.compile(r"\]\((?:https?:|mailto:|tel:)")
OF_THE_WEB = re.compile(r"\]\((https?://[^\s()]+)\)")

Ask = Callable[[Collection[str]], Mapping[str, str]]
"""Asks addresses over the network; gives a sentence for each address with a fault."""


@alone
@rule
def link_in_facts(registry: Registry) -> Findings:
    """A link typed into a fact: links work in the words of `text`; elsewhere they are shown as typed."""
    for subject, path, label in labels(registry):
        if LINK.search(label) and isinstance(registry.things[subject], Disclosure):
            message = "A link works only in the words of text; here it is shown as typed."
            yield warning(subject, path, message, "Write the address under more_information.")


@alone
@rule
def link_missing(registry: Registry) -> Findings:
    """A link whose address is lost: further reading without one, `[words]()`, or words that send to a website.

    The page shows the words and no link.
    """
    reads_on = {d.id for d in registry.disclosures if d.more_information}
    for disclosure in registry.disclosures:
        for number, reading in enumerate(disclosure.more_information):
            if reading.url is None:
                message = f"The link to '{reading.about}' is missing."
                yield warning(disclosure.id, ("more_information", number), message, "Add url with its address.")
    for text in texts(registry):
        for words in _lost_links(registry.phrases, text, has_link=not reads_on.isdisjoint(text.states)):
            hint = "Write [words](address), or more_information with about and url."
            yield text.warning(f"The words say '{words}', and lead nowhere.", hint)


def _lost_links(phrases: Phrases | None, text: Text, *, has_link: bool) -> Iterator[str]:
    whole = " ".join(str(p.text) for p in text.passages)
    yield from NO_ADDRESS.findall(whole)
    words = text.first(phrases.sends_to.first) if phrases and not has_link and not ADDRESS.search(whole) else None
    if words:
        yield words


@explained
def link_dead(registry: Registry, ask: Ask) -> Findings:
    """A link that leads nowhere any more. Only `check --links` asks, as it needs the network.

    Each address that the public would read is asked once. Some servers refuse programs or are slow, so open it in a browser
    before you change it.
    """  # noqa: E501 (its lines are those of the handbook)
    places = [*_all_addresses(registry)]
    faults = ask({address for _, _, address in places})
    for subject, path, address in places:
        if address in faults:
            hint = "Open it in a browser, and write where it is now."
            yield warning(subject, path, faults[address], hint)


def _all_addresses(registry: Registry) -> Iterator[tuple[Id, Path, str]]:
    """All addresses, in fields and in links: the id, the path, the address."""
    yield from addresses(registry)
    for text in texts(registry):
        for passage in text.passages:
            yield from ((text.subject, text.path, address) for address in OF_THE_WEB.findall(str(passage.text)))
