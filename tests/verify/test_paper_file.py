"""What a PDF is opened with: its limits, its trees of names and numbers, and texts as several readers have them."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import partial
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, NumberObject, TextStringObject

from site_builder.verify.drift import Drift
from site_builder.verify.paper import file
from site_builder.verify.paper.file import (
    Unread,
    dictionary,
    leaves,
    opened,
    page_numbers,
    several,
    squeezed,
    whole,
    worded,
)
from tests.verify.papers import changed, drifts, honest

LOCKED = pikepdf.Encryption(owner="o", user="u")


def of_pages(count: int) -> bytes:
    out, document = BytesIO(), pikepdf.new()
    for _ in range(count):
        document.add_blank_page()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: b"", "It does not begin as a PDF does."),
        (lambda: b" " + honest(), "It does not begin as a PDF does."),
        (lambda: changed(lambda _: None, encryption=LOCKED), "It is encrypted."),
        (lambda: honest()[:2000], "It is damaged (PdfReadError: EOF marker not found)."),
        (lambda: of_pages(0), "It has 0 pages; from 1 to 2000 are read."),
    ],
    ids=["nothing", "a space before it", "encrypted", "cut", "no pages"],
)
def test_what_is_not_read_is_told(make: Callable[[], bytes], says: str) -> None:
    before = list(logging.getLogger("pypdf").handlers)
    assert drifts(make()) == [Drift("unread", "", says, file="notice.pdf")]
    assert logging.getLogger("pypdf").handlers == before


def test_as_much_is_read_as_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    two = of_pages(2)
    monkeypatch.setattr(file, "MOST_PAGES", 2)
    monkeypatch.setattr(file, "MOST_BYTES", len(two))
    assert sorted(page_numbers(opened(two)).values()) == [1, 2]
    with pytest.raises(Unread, match="It is longer than"):
        opened(two + b"\n")
    monkeypatch.setattr(file, "MOST_PAGES", 1)
    with pytest.raises(Unread, match="It has 2 pages; from 1 to 1 are read"):
        opened(two)


def misplaced(number: int) -> bytes:
    """The PDF with a wrong place for one of its objects, which pypdf then looks for."""
    data = changed(lambda _: None, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    place = re.search(rb"\n0000000000 65535 f \n(?:.{20}){%d}" % (number - 1), data, re.DOTALL)
    assert place
    return data[: place.end()] + b"0000000011" + data[place.end() + 10 :]


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: honest().replace(b"%%EOF", b"%%EO"), "EOF marker seems truncated"),
        *((partial(misplaced, number), f"Object ID {number},0 ref repaired") for number in (1, 9)),
    ],
    ids=["cut", "the first object", "another object"],
)
def test_a_fault_that_can_be_mended_is_told_and_not_printed(
    make: Callable[[], bytes], fault: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])
    before = list(logging.getLogger("pypdf").handlers)
    says = f"It is damaged ({fault}), and readers mend it in different ways."
    assert drifts(make()) == [Drift("unread", "", says, file="notice.pdf")]
    assert capsys.readouterr().err == ""
    assert logging.getLogger("pypdf").handlers == before


def test_a_fault_that_is_met_later_is_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(document: pikepdf.Pdf) -> None:
        for font in document.pages[0].Resources.Font.values():
            font.Encoding = pikepdf.Name.Unknown

    monkeypatch.setattr(logging.root, "handlers", [])
    assert drifts(changed(change)) != []
    assert capsys.readouterr().err == ""


def test_pages_are_known_by_the_numbers_of_their_objects() -> None:
    pages: list[Any] = [SimpleNamespace(indirect_reference=each) for each in (SimpleNamespace(idnum=7), None)]
    last = SimpleNamespace(indirect_reference=SimpleNamespace(idnum=4))
    reader: Any = SimpleNamespace(pages=[*pages, last])
    assert page_numbers(reader) == {7: 1, 4: 3}


WE = TextStringObject("We")


def test_nothing_is_told_from_something() -> None:
    assert (whole(None), whole(NullObject()), whole(WE)) == (None, None, "We")
    assert (dictionary(None), dictionary(WE), dictionary(DictionaryObject({"a": WE}))) == ({}, {}, {"a": "We"})
    found = ArrayObject([WE, NullObject()])
    assert (several(None), several(NullObject()), several(WE), several(found)) == ([], [], [WE], [*found])


def branch(key: str, *held: Any, kids: Any = None) -> DictionaryObject:
    made = DictionaryObject({NameObject(key): ArrayObject(held)})
    return DictionaryObject({**made, NameObject("/Kids"): kids}) if kids is not None else made


KEYS: dict[str, list[Any]] = {
    "/Names": [TextStringObject(c) for c in "abc"],
    "/Nums": [NumberObject(i) for i in (1, 2, 10)],
}


def tree_of(key: str, *numbers: int, limits: tuple[int, ...] | None = None, kids: Any = None) -> DictionaryObject:
    """A tree with the keys of these numbers, which all stand for the same."""
    made = branch(key, *(each for i in numbers for each in (KEYS[key][i], WE)), kids=kids)
    if limits is not None:
        made[NameObject("/Limits")] = ArrayObject(KEYS[key][i] for i in limits)
    return made


@pytest.mark.parametrize(("what", "key"), [("names", "/Names"), ("numbers", "/Nums")])
def test_a_tree_has_what_its_branches_have(what: str, key: str) -> None:
    keys = KEYS[key]
    low = branch(key, keys[1], WE, keys[2], NullObject(), keys[2])
    below = [(keys[1], WE), (keys[2], NullObject())]
    assert leaves(what, branch(key, keys[0], WE, kids=ArrayObject([low]))) == [(keys[0], WE), *below]
    assert leaves(what, None) == []
    own = ArrayObject()
    own.append(branch(key, kids=own))
    with pytest.raises(Unread, match=f"A tree of {what} goes in a circle"):
        leaves(what, own[0])


@pytest.mark.parametrize(("what", "key"), [("names", "/Names"), ("numbers", "/Nums")])
def test_a_tree_is_read_as_by_those_who_look_one_name_up(what: str, key: str) -> None:
    def kids(*held: DictionaryObject) -> DictionaryObject:
        return branch(key, kids=ArrayObject(held))

    for tree in (
        tree_of(key, 0, 1, 1, 2),
        *(tree_of(key, 0, 1, 2, limits=limits) for limits in ((), (0, 2))),
        *(tree_of(key, limits=()), tree_of(key, 1, limits=(1, 1))),
        tree_of(key, limits=(0, 2), kids=ArrayObject([tree_of(key, 0, limits=(0, 0)), tree_of(key, 1, 2)])),
    ):
        leaves(what, tree)
    for tree in (
        *(tree_of(key, 1, 0), tree_of(key, 1, 0, 1)),
        *(tree_of(key, 0, 1, 2, limits=limits) for limits in ((0, 1), (1, 2), (0,), (0, 1, 2))),
        tree_of(key, limits=(0, 1)),
        *(kids(tree_of(key, 1), tree_of(key, 0)), kids(tree_of(key, 0, limits=(1, 1)))),
    ):
        with pytest.raises(Unread, match=f"A tree of {what} is out of order"):
            leaves(what, tree)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *((" We  tell\n", "We tell"), ("ﬁ\u00a0²\u00ad", "fi 2"), ("e\u0301", "é"), ("a\u200b\u2060b", "ab"), ("", "")),
        ("a\x01b", "a\x01b"),
        *((f"a{c}b", f"a{c}b") for c in "\u202e\u2066\u200f\u061c"),
    ],
)
def test_a_text_keeps_its_spaces_and_what_turns_its_letters(text: str, shown: str) -> None:
    assert worded(text) == shown


@pytest.mark.parametrize(
    ("text", "dense"),
    [(" We  tell\n", "Wetell"), ("ﬁ ²\u00ad", "fi2"), ("é", "é"), ("e\u0301", "é"), ("a\u200bb", "ab"), ("", "")],
)
def test_a_text_is_squeezed_to_what_all_readers_have(text: str, dense: str) -> None:
    assert squeezed(text) == dense
