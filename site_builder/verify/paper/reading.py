"""The blocks of a PDF's tags as a Reading: which tags stand for which kind of block, and where links lead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, islice

from site_builder.core.layout.laid_out import LaidNotice
from site_builder.verify.align import aligned
from site_builder.verify.links import canonical
from site_builder.verify.paper.file import Found, dictionary, whole
from site_builder.verify.paper.parts import spoken
from site_builder.verify.paper.spots import Spot, spot
from site_builder.verify.paper.tree import Told, Tree, Words
from site_builder.verify.readings import Block, Reading, Span

BULLET = "•"
_NUMBER = re.compile(r"[\s\u2060]*(\d+)\s*$")
_KINDS = {"H1": "title", "H2": "heading", "Caption": "caption", "TH": "head", "TOCI": "item", "Lbl": "question"}


@dataclass(frozen=True, slots=True)
class Paper:
    """What was read: the blocks of the tree that hold words, and each as a block of a Reading.

    `listed` are the page numbers at the end of the entries of the contents list, by the place of the entry; `names` the
    places that links lead to by a name.
    """

    told: tuple[Told, ...]
    blocks: Reading
    listed: Mapping[int, str]
    names: frozenset[str] = frozenset()


def paper_reading(tree: Tree, laid: LaidNotice, stated: Reading, numbers: Mapping[int, int]) -> Paper:
    """The tree as blocks; `numbers` has the number of each page by that of its object."""
    leads = {link: address(found[0], numbers) for link, found in tree.links.items() if found}
    names = frozenset(each.removeprefix("#") for each in leads.values() if isinstance(each, str))
    places = where(_read(tree, laid, stated, {}), stated)
    addresses = {link: each if isinstance(each, str) else _nearest(each, places) for link, each in leads.items()}
    return replace(_read(tree, laid, stated, addresses), names=names)


def _read(tree: Tree, laid: LaidNotice, stated: Reading, addresses: Mapping[int, str]) -> Paper:
    tags = {spoken(span.language): span.language for block in stated for span in block.spans}
    own = spoken(laid.language)
    languages = {**{tag.lower(): tag for tag in tags.values()}, **tags, own: ""}
    told = tuple(each for each in tree.blocks if each.text.strip() and not _is_bullet(each))
    bulleted = {each.row for each in tree.blocks if _is_bullet(each)}
    blocks, listed = [], {}
    for i, each in enumerate(told):
        words = list(each.words)
        if "TOCI" in each.path and (number := _NUMBER.search(each.text)):
            listed[i], words = number[1], list(_before(words, number.start()))
        spans = tuple(
            Span(one.heard, languages.get(one.language.lower(), one.language.lower()), addresses.get(one.link, ""))
            for one in words
        )
        blocks.append(Block(_kind(each, bulleted), "", tuple(_joined(spans)), each.page))
    return Paper(told, tuple(_by_place(blocks, laid)), listed)


def address(link: Found, numbers: Mapping[int, int]) -> str | Spot:
    """Where a link leads, as Span.address has it, or a place without a name; '' for nowhere."""
    action = dictionary(link.get("/A"))
    if "/Dest" not in link:
        return canonical(str(whole(action.get("/URI")))) if action.get("/S") == "/URI" else ""
    held = whole(link["/Dest"])
    return f"#{held}" if isinstance(held, str) else spot(held, numbers) or ""


def _nearest(spot: Spot, places: Mapping[str, Spot]) -> str:
    """The anchor of what stands next to a place, '' if nothing does."""
    near = {anchor: abs(spot.top - there.top) for anchor, there in places.items() if spot.leads(there)}
    return f"#{min(near, key=near.__getitem__)}" if near else ""


def where(paper: Paper, stated: Reading) -> dict[str, Spot]:
    """Where the first block of each anchor really stands, of those that were read in the words that are stated."""
    first = {block.anchor: i for i, block in reversed([*enumerate(stated)]) if block.anchor}
    read = paired(paper, stated)
    words = {
        anchor: next(w for w in paper.told[read[i]].words if w.heard.strip())
        for anchor, i in first.items()
        if i in read
    }
    return {anchor: Spot(each.key[0], each.height) for anchor, each in words.items() if each.key}


def paired(paper: Paper, stated: Reading) -> dict[int, int]:
    """The place in what is stated of each block that was read in the same words, to its place in what was read."""
    return dict(aligned(stated, paper.blocks, [lambda block: (block.kind, block.text)]))


def _is_bullet(told: Told) -> bool:
    return told.path[-1] == "Lbl" and told.text.strip() == BULLET


def _kind(told: Told, bulleted: Iterable[int]) -> str:
    """An item has a bullet and stands in no cell; a body without a bullet, or within one, is an answer."""
    if "TD" in told.path:
        return "cell"
    if told.path[-1] == "LBody":
        return "item" if told.path.count("LBody") == 1 and told.row in bulleted else "answer"
    return _KINDS.get(told.path[-1], "paragraph")


def _by_place(blocks: list[Block], laid: LaidNotice) -> Iterator[Block]:
    """Paragraphs that our typesetting sets like any other: the remark by its words, the version as the last of all."""
    remark = " ".join(laid.untranslated.split())
    alike = (i for i, b in enumerate(blocks) if i > 1 and (b.kind, b.text) == ("paragraph", remark))
    kinds = dict.fromkeys(islice(alike, 1), "remark") | {len(blocks) - 1: "version"}
    for i, block in enumerate(blocks):
        yield replace(block, kind=kinds.get(i, block.kind)) if block.kind == "paragraph" else block


def _before(words: Iterable[Words], end: int) -> Iterator[Words]:
    """The words as far as to a place in their text."""
    for each in words:
        yield replace(each, heard=each.heard[: max(end, 0)])
        end -= len(each.heard)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans of one language and address in one piece; none without words."""
    for (language, address), same in groupby(spans, lambda span: (span.language, span.address)):
        text = "".join(span.text for span in same)
        if text:
            yield Span(text, language, address)
