"""The way back, from a mark on a page or a link to its tag, which some readers go: it must lead to the tag that has it.

ISO 32000-1, 14.7.4.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from site_builder.verify.drift import Drift
from site_builder.verify.paper.file import Found, dictionary, leaves, several, whole
from site_builder.verify.paper.tree import Tree

if TYPE_CHECKING:
    from pypdf import PageObject


def strays(pages: Sequence[PageObject], root: Found, tree: Tree) -> Iterator[Drift]:
    """Pages on which a mark or a link leads to another tag than the one that holds it, or to none."""
    parents = dict(leaves("numbers", root.get("/ParentTree")))
    for number, page in enumerate(pages, 1):
        marks = several(parents.get(whole(page.get("/StructParents"))))
        back = {(number, mark): id(whole(tag)) for mark, tag in enumerate(marks)}
        links = [dictionary(each) for each in several(page.get("/Annots"))]
        told = [holder == back.get(key) for key, holder in tree.holders.items() if key[0] == number] + [
            tree.link_holders[id(link)] == id(whole(parents.get(whole(link.get("/StructParent")))))
            for link in links
            if id(link) in tree.link_holders
        ]
        if not all(told):
            yield Drift("reader", "", "words of other tags", "those that hold them", number)
