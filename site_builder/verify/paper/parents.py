"""The way back, from a mark on a page or a link to its tag, which some readers go: it must lead to the tag that has it.

ISO 32000-1, 14.7.4.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from site_builder.verify.drift import Drift
from site_builder.verify.paper.file import Found, dictionary, numbered, several, whole
from site_builder.verify.paper.tree import Tree

if TYPE_CHECKING:
    from pypdf import PageObject


def strays(pages: Sequence[PageObject], root: Found, tree: Tree) -> Iterator[Drift]:
    """Pages on which a mark or a link leads to another tag than the one that holds it, or to none."""
    parents = dict(numbered(root.get("/ParentTree")))
    for number, page in enumerate(pages, 1):
        marks = several(parents.get(whole(page.get("/StructParents"))))
        held = {mark: holder for (place, mark), holder in tree.holders.items() if place == number}
        links = [dictionary(each) for each in several(page.get("/Annots"))]
        back = {mark: id(whole(tag)) for mark, tag in enumerate(marks)}
        is_true = all(back.get(mark) == holder for mark, holder in held.items()) and all(
            id(whole(parents.get(whole(link.get("/StructParent"))))) == tree.link_holders[id(link)]
            for link in links
            if id(link) in tree.link_holders
        )
        if not is_true:
            yield Drift("reader", "", "words of other tags", "those that hold them", number)
