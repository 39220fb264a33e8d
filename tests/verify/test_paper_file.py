"""What a PDF is opened with: its limits, its trees of names and numbers, and texts as several readers have them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, NumberObject, TextStringObject

from site_builder.verify.drift import Drift
from site_builder.verify.paper import file
from site_builder.verify.paper.file import Unread, dictionary, leaves, opened, page_numbers, several, squeezed, whole
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
    assert drifts(make()) == [Drift("unread", "", says, file="notice.pdf")]


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


def test_a_fault_that_can_be_mended_is_not_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])
    assert drifts(honest().replace(b"%%EOF", b"%%EO")) == []
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


@pytest.mark.parametrize(("what", "key"), [("names", "/Names"), ("numbers", "/Nums")])
def test_a_tree_has_what_its_branches_have(what: str, key: str) -> None:
    keys = [TextStringObject("a"), TextStringObject("b")] if what == "names" else [NumberObject(1), NumberObject(2)]
    low = branch(key, keys[1], WE, keys[0], NullObject(), keys[1])
    same = ArrayObject([low, low])
    below = [(keys[1], WE), (keys[0], NullObject())]
    assert list(leaves(what, branch(key, keys[0], WE, kids=same))) == [(keys[0], WE), *below, *below]
    assert list(leaves(what, None)) == []
    own = ArrayObject()
    own.append(branch(key, kids=own))
    with pytest.raises(Unread, match=f"A tree of {what} goes in a circle"):
        list(leaves(what, own[0]))


@pytest.mark.parametrize(
    ("text", "dense"),
    [(" We  tell\n", "Wetell"), ("ﬁ ²\u00ad", "fi2"), ("é", "é"), ("e\u0301", "é"), ("a\u200bb", "ab"), ("", "")],
)
def test_a_text_is_squeezed_to_what_all_readers_have(text: str, dense: str) -> None:
    assert squeezed(text) == dense
