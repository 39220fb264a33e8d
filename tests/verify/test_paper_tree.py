"""The tags of a PDF as they are walked: words in their blocks, rows, languages and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from site_builder.verify.paper.content import Drawn, Mark, Sheet
from site_builder.verify.paper.file import Unread
from site_builder.verify.paper.tree import Tree, Words

PAGES = {1: 1, 5: 2}
"""The number of each page by that of its object."""


def made(held: Mapping[str, PdfObject]) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in held.items()})


def tag(kind: str, *kids: Any, **more: PdfObject) -> DictionaryObject:
    """A tag with others in it, or the numbers of what it marks."""
    held = ArrayObject(NumberObject(kid) if isinstance(kid, int) else kid for kid in kids)
    found = made({"S": NameObject(f"/{kind}"), "K": held, **more})
    for kid in held:
        if isinstance(kid, DictionaryObject):
            kid[NameObject("/P")] = found
    return found


def page(number: int) -> IndirectObject:
    return IndirectObject(number, 0, None)


def mark(number: int, **more: PdfObject) -> DictionaryObject:
    return made({"Type": NameObject("/MCR"), "MCID": NumberObject(number), **more})


def link(number: int) -> DictionaryObject:
    return made({"Type": NameObject("/OBJR"), "Obj": made({"N": NumberObject(number)})})


def walked(*kids: Any, texts: list[Drawn] | None = None) -> Tree:
    """The tree of a document whose second page draws a letter in each of six marked contents, the first page an X."""
    letters = [Drawn(letter, Mark(i), (9, 700 - i)) for i, letter in enumerate("abcdef")] if texts is None else texts
    root = tag("Root", *kids)
    sheets = [Sheet(2, letters), Sheet(1, [Drawn("X", Mark(0), (9, 500))])]
    return Tree(root, PAGES, sheets)


def document(*kids: Any) -> DictionaryObject:
    """A document whose tags are all of the second page, but for those that name another."""
    return _paged(tag("Document", *kids))


def _paged(held: DictionaryObject) -> DictionaryObject:
    held.setdefault(NameObject("/Pg"), page(5))
    for kid in held["/K"]:  # type: ignore[attr-defined]  # pypdf does not say what a dictionary holds
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            _paged(kid)
    return held


def heard(tree: Tree) -> list[tuple[str, str]]:
    return [("/".join(told.path[1:]), told.text) for told in tree.blocks if told.words]


def test_blocks_have_the_words_of_what_stands_within_a_line() -> None:
    tree = walked(document(tag("P", 0, tag("Span", 1), tag("Link", tag("Span", 2)), 3), tag("H1", 4)))
    assert heard(tree) == [("Document/P", "abcd"), ("Document/H1", "e")]
    assert tree.foreign == []
    assert tree.blocks[2].words[1] == Words("b", "b", "", 0, (2, 1), 699)


def test_a_block_is_of_the_outermost_row_and_cell() -> None:
    inner = tag("L", tag("LI", tag("Lbl", 2), tag("LBody", 3)))
    table = tag("Table", tag("Caption", 5), tag("TBody", tag("TR", tag("TD", 1, inner), tag("TD", 4))))
    tree = walked(document(tag("P", 0), table))
    rows = {told.text: (told.row, told.cell) for told in tree.blocks if told.words}
    row, first, second = rows["b"][0], rows["b"][1], rows["e"][1]
    assert rows == {"a": (0, 0), "f": (0, 0), **dict.fromkeys("bcd", (row, first)), "e": (row, second)}
    assert len({0, row, first, second}) == 4
    two = walked(document(tag("L", *(tag("LI", tag("Lbl", i), tag("LBody", i + 1)) for i in (0, 2)))))
    rows = {told.text: (told.row, told.cell) for told in two.blocks if told.words}
    assert len({row for row, _ in rows.values()}) == 2
    assert len({cell for _, cell in rows.values()}) == 4


def test_words_are_in_the_language_next_to_them() -> None:
    cy, fr = (TextStringObject(each) for each in ("cy", "fr"))
    texts = [Drawn("a", Mark(0), (0, 0)), Drawn("b", Mark(1, "pl"), (0, 0)), Drawn("c", Mark(2), (0, 0))]
    tree = walked(document(tag("P", 0, tag("Span", 0, 1, Lang=cy), 0, Lang=fr), tag("P", 2)), texts=texts)
    found = [(each.heard, each.language) for told in tree.blocks for each in told.words]
    assert found == [("a", "fr"), ("a", "cy"), ("b", "pl"), ("a", "fr"), ("c", "")]


def test_words_have_the_link_around_them() -> None:
    tree = walked(
        document(tag("P", 0, tag("Link", 1, link(7)), tag("Link", tag("Span", 2, link(8)), link(9)), 3)), link(6)
    )
    assert [(each.heard, each.link) for told in tree.blocks for each in told.words] == [
        *(("a", 0), ("b", 1), ("c", 2), ("d", 0))
    ]
    numbers = {number: [each["/N"] for each in found] for number, found in tree.links.items()}
    assert numbers == {0: [6], 1: [7], 2: [8, 9]}


@pytest.mark.parametrize(
    ("kid", "says"),
    [
        (tag("P", 0, Pg=page(5)), "a"),
        (tag("P", 0, Pg=page(1)), "X"),
        (tag("P", tag("Span", 0), Pg=page(1)), ""),
        (tag("P", tag("Span", 0, Pg=page(1)), 0, Pg=page(5)), "Xa"),
        (tag("P", mark(0, Pg=page(1)), 1, Pg=page(5)), "Xb"),
        (tag("P", mark(0), Pg=page(5)), "a"),
        (tag("P", 0), ""),
        (tag("P", 0, Pg=page(7)), ""),
        (tag("P", 0, Pg=made({})), ""),
        (tag("P", 0, NullObject(), 1, Pg=page(5)), "ab"),
        (tag("P", 9, -1, Pg=page(5)), ""),
    ],
)
def test_contents_are_those_of_the_page_next_to_them(kid: PdfObject, says: str) -> None:
    assert "".join(told.text for told in walked(tag("Document", kid)).blocks) == says


def test_what_readers_skip_or_cannot_reach_is_not_read_out() -> None:
    texts = [Drawn("a", Mark(0, artifact=True), (0, 0)), Drawn("b", Mark(), (0, 0)), Drawn("c", Mark(0), (0, 0))]
    assert heard(walked(document(tag("P", 0, -1)), texts=texts)) == [("Document/P", "c")]


def test_what_is_read_instead_of_several_texts_is_read_once() -> None:
    one, other = (Mark(0, instead="We") for _ in range(2))
    texts = [Drawn(letter, each, (0, 0)) for letter, each in zip("abcd", (Mark(0), one, one, other), strict=True)]
    words = walked(document(tag("P", 0)), texts=texts).blocks[2].words
    assert [(each.heard, each.drawn) for each in words] == [("a", "a"), ("We", "b"), ("", "c"), ("We", "d")]


def test_what_is_read_in_place_of_a_tag_is_drawn_where_its_first_content_is() -> None:
    says = {"ActualText": TextStringObject("We"), "Lang": TextStringObject("cy"), "T": TextStringObject("We tell")}
    tree = walked(document(tag("P", 0, tag("Link", tag("Span", 1), 2, **says), 3)))
    (told,) = (each for each in tree.blocks if each.words)
    assert told.words[1:] == [Words("We", "bc", "cy", 1, (2, 1), 699), Words("d", "d", "", 0, (2, 3), 697)]
    assert (told.text, told.page) == ("aWed", 2)
    assert tree.titles == [(told, "We tell")]
    nothing = walked(document(tag("P", tag("Span", ActualText=TextStringObject("We")), 1)))
    assert nothing.blocks[2].words[0] == Words("We", "", "", 0, None)
    assert (nothing.blocks[2].page, nothing.blocks[1].page) == (2, 0)


HEADS: list[tuple[str, str, list[str]]] = [
    ("THead", "Column", []),
    ("TBody", "Row", []),
    ("TBody", "Column", ["a head of neither its row nor its column"]),
    ("THead", "Row", ["a head of neither its row nor its column"]),
]


@pytest.mark.parametrize(("part", "scope", "told"), HEADS)
def test_a_head_is_that_of_its_column_or_row(part: str, scope: str, told: list[str]) -> None:
    more = ArrayObject([made({"O": NameObject("/Layout")}), made({"Scope": NameObject(f"/{scope}")})])
    assert walked(document(tag("Table", tag(part, tag("TR", tag("TH", 0, A=more)))))).foreign == told
    assert walked(document(tag("Table", tag(part, tag("TR", tag("TH", 0, A=more[1])))))).foreign == told


def test_a_tag_that_stands_twice_is_not_read() -> None:
    twice = tag("P", 0)
    with pytest.raises(Unread, match="Its tags go in a circle, or too deep"):
        walked(document(twice, twice))


def test_what_stands_where_it_may_not_is_told() -> None:
    wrong = [
        tag("LI", 0),
        tag("TD", 0),
        tag("Figure", 0),
        tag("L", tag("P", 0), tag("Lbl", 0)),
        tag("Span", tag("P", 0), 1),
    ]
    assert walked(document(*wrong, tag("TOC", tag("TOCI", 2), tag("TOC", 2))), 3).foreign == [
        *("the tag LI in Document", "the tag TD in Document", "the tag Figure"),
        *("the tag P in L", "the tag Lbl in L", "words of the tag Document behind another tag in it"),
        *("the tag TOC in TOC", "words of the tag nothing behind another tag in it"),
    ]


INLINE = "Link Reference Span"
FLOW = f"{INLINE} Caption Div H1 H2 L P TOC Table"
HELD = {
    **dict.fromkeys(["Document", "Div"], FLOW),
    **dict.fromkeys(["H1", "H2", "P", "Caption", "Lbl", "TH", "TOCI"], INLINE),
    **dict.fromkeys(["LBody", "TD"], f"{INLINE} L"),
    "L": "LI",
    "LI": "LBody Lbl",
    "Table": "Caption TBody THead",
    "THead": "TR",
    "TBody": "TR",
    "TR": "TD TH",
    "TOC": "TOCI",
}


def is_wrong(outer: str, kid: str) -> bool:
    return f"the tag {kid} in {outer}" in walked(_paged(tag(outer, tag(kid, 0)))).foreign


@pytest.mark.parametrize("outer", HELD)
def test_each_tag_holds_what_those_of_ours_do(outer: str) -> None:
    every = {kid for kids in HELD.values() for kid in kids.split()}
    assert " ".join(sorted(kid for kid in every if not is_wrong(outer, kid))) == " ".join(sorted(HELD[outer].split()))


def test_a_tag_without_words_is_told() -> None:
    tree = walked(
        document(tag("H1", 0), tag("P"), tag("L", tag("LI", tag("Lbl", 9), tag("LBody", 1))), tag("P", tag("Span"), 2))
    )
    assert tree.foreign == ["the tag P without words", "the tag Lbl without words"]
    blank = walked(document(tag("Div", tag("P", 0))), texts=[Drawn(" ", Mark(0), (0, 0))])
    assert blank.foreign == ["the tag P without words"]
    assert walked(document(tag("P", 0), tag("Div", tag("H2")))).foreign == ["the tag H2 without words"]
    assert walked().foreign == []


@pytest.mark.parametrize(("language", "told"), [("", "und"), ("cy", "cy")])
def test_an_empty_language_is_unknown(language: str, told: str) -> None:
    (words,) = (w for each in walked(document(tag("P", 0, Lang=TextStringObject(language)))).blocks for w in each.words)
    assert words.language == told


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ({"Title": "P", "Strong": "Span", "Em": "Span", "Datetime": "Span", "Terms": "Part"}, False),
        ({"Title": "P"}, False),
        ({"Title": "H1"}, True),
        ({"We share all": "P"}, True),
        ({"Em": "Span", "P": "Artifact"}, True),
    ],
)
def test_tags_stand_for_no_others_than_those_of_our_typesetting(roles: dict[str, str], told: bool) -> None:
    root = tag(
        "Root", document(tag("P", 0)), RoleMap=made({tag: NameObject(f"/{other}") for tag, other in roles.items()})
    )
    foreign = Tree(root, PAGES, [Sheet(2, [Drawn("a", Mark(0), (0, 0))])]).foreign
    assert foreign == (["tags that stand for others"] if told else [])


def test_the_root_is_on_no_page_and_in_no_link() -> None:
    assert heard(walked(0)) == []
    assert walked(link(7)).links == {0: [{"/N": 7}]}
    assert walked(document()).foreign == ["the tag Document without words"]


def test_tags_stand_in_each_other_as_deep_as_they_may() -> None:
    def deep(count: int) -> DictionaryObject:
        return tag("Div", deep(count - 1)) if count else tag("P", 0)

    assert heard(walked(document(deep(39)))) != []
    with pytest.raises(Unread):
        walked(document(deep(40)))
