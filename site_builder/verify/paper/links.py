"""What leads to headings besides links: names, bookmarks and the list of contents. There must stand what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from site_builder.verify.align import aligned
from site_builder.verify.drift import Drift
from site_builder.verify.paper.file import Found, Unread, dictionary, leaves, squeezed, whole, worded
from site_builder.verify.paper.reading import Paper, where
from site_builder.verify.paper.spots import Spot, spot
from site_builder.verify.readings import Reading


def links(catalogue: Found, paper: Paper, stated: Reading, numbers: Mapping[int, int]) -> Iterator[Drift]:
    """The drifts of all that leads somewhere; `numbers` has the number of each page by that of its object."""
    there = where(paper, stated)
    names = [(str(name), held) for name, held in leaves("names", dictionary(catalogue.get("/Names")).get("/Dests"))]
    spots = {name: spot(held, numbers) for name, held in names}
    for name, times in Counter(name for name, _ in names).items():
        if times > 1:
            yield Drift("address", name, f"#{name} stands {times} times", f"#{name}")
    for anchor in sorted(set(there) & (set(spots) | paper.names)):
        found = spots.get(anchor)
        if found is None or not found.leads(there[anchor]):
            yield _elsewhere(anchor, found, there[anchor])
    yield from _listed(paper, stated, there)
    yield from _bookmarks(catalogue, stated, numbers, there)


def _elsewhere(anchor: str, found: Spot | None, there: Spot) -> Drift:
    says = f"#{anchor}, page {found.page}" if found else f"#{anchor}, nowhere"
    return Drift("address", anchor, says, f"#{anchor}, page {there.page}", found.page if found else 0)


def _headings(stated: Reading) -> list[tuple[str, str]]:
    """The anchors and words of the headings that the contents list."""
    return [(block.anchor, block.text) for block in stated if block.kind == "heading" and block.anchor]


def _listed(paper: Paper, stated: Reading, there: Mapping[str, Spot]) -> Iterator[Drift]:
    """The page numbers in the list of contents; that its words are the headings, the Reading tells."""
    entries = [(i, block.text) for i, block in enumerate(paper.blocks) if "TOCI" in paper.told[i].path]
    headings = _headings(stated)
    for must, found in aligned(headings, entries, [lambda each: each[1]]):
        (anchor, text), i = headings[must], entries[found][0]
        number = paper.listed.get(i, "")
        if anchor in there and number != str(there[anchor].page):
            says, stands = f"{text} {number}".rstrip(), f"{text} {there[anchor].page}"
            yield Drift("changed", anchor, says, stands, paper.blocks[i].place)


def _bookmarks(
    catalogue: Found, stated: Reading, numbers: Mapping[int, int], there: Mapping[str, Spot]
) -> Iterator[Drift]:
    """The outline that programs show beside the pages: the headings, each leading to its own."""
    outlines, must = dictionary(catalogue.get("/Outlines")), _headings(stated)
    found = list(_outline(outlines, set()))
    titles = [str(whole(item.get("/Title")) or "") for item in found]
    says = [worded(title) if squeezed(title) else "a bookmark without words" for title in titles]
    for pair in zip_longest(says, [worded(text) for _, text in must], fillvalue=""):
        if pair[0] != pair[1]:
            yield Drift("attribute", "", *pair)
            return
    for item, (anchor, text) in zip(found, must, strict=True):
        leads = spot(item.get("/Dest"), numbers)
        if "/A" in item or (anchor in there and (leads is None or not leads.leads(there[anchor]))):
            yield Drift("address", anchor, f"the bookmark “{text}” leads elsewhere", f"#{anchor}")
    backward = [outlines.get("/Last"), *(item.get("/Prev") for item in found)]
    order = [*found[-1:], None, *found[:-1]]
    if any(whole(held) is not other for held, other in zip(backward, order, strict=True)):
        yield Drift("code", "", "other bookmarks from the last to the first")


def _outline(item: Found, walked: set[int]) -> Iterator[Found]:
    held = dictionary(item.get("/First"))
    while held:
        if id(held) in walked:
            raise Unread("Its bookmarks go in a circle.")
        walked.add(id(held))
        yield held
        yield from _outline(held, walked)
        held = dictionary(held.get("/Next"))
