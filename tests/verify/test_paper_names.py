"""Names that readers end in different places, and references that lead nowhere, are told."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pypdf import PdfReader

from site_builder.verify.paper.names import misnamed
from tests.verify.papers import changed, drifts, honest, rewritten

PLACES: dict[str, Callable[[str], pikepdf.Object]] = {
    "a key": lambda name: Dictionary({name: 1}),
    "a value": lambda name: Dictionary(A=Name(name)),
    "in a list": lambda name: Array([1, Array([Dictionary(A=Array([Name(name)]))])]),
}


def told(data: bytes) -> list[str]:
    return [each.says for each in misnamed(PdfReader(BytesIO(data), strict=True))]


def with_name(name: str, place: str = "a key") -> bytes:
    return changed(lambda document: document.Root.__setitem__("/Our", PLACES[place](name)))


@pytest.mark.parametrize("place", PLACES)
def test_a_name_is_read_wherever_it_stands(place: str) -> None:
    assert told(with_name("/A b", place)) == ["the name '/A b'"]
    assert told(with_name("/Ab", place)) == []


@pytest.mark.parametrize("name", ["/A\xe9", "/A\x7f", "/A\x1f", "/A#4", "/A ", "/A%", "/" + "A" * 101])
def test_a_name_that_is_not_plain_is_told(name: str) -> None:
    assert told(with_name(name)) == [f"the name {name!r}"]


@pytest.mark.parametrize("name", ["/!\"$&'()*+,-.0:;<=>?@Z[]^_`az{|}~", "/" + "A" * 100])
def test_a_plain_name_is_not_told(name: str) -> None:
    assert told(with_name(name)) == []


def test_a_name_is_told_once() -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root["/Our"] = Array([Name("/A b"), Name("/A b")])

    assert told(changed(change)) == ["the name '/A b'"]


def test_a_text_may_have_any_letter() -> None:
    assert told(changed(lambda document: document.Root.__setitem__("/Our", String("/A \xe9 %")))) == []


def test_what_programs_save_has_plain_names() -> None:
    assert [told(data) for data in (honest(), rewritten(), changed(lambda _: None, linearize=True))] == [[], [], []]


@pytest.mark.parametrize("end", [b"\x80", b"\xff"])
def test_a_font_of_a_name_that_one_reader_takes_for_another_is_drift(end: bytes) -> None:
    def change(document: pikepdf.Pdf) -> None:
        fonts = document.pages[0].Resources.Font
        fonts["/f1Q"] = fonts["/f0"]

    data = changed(change, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    found = drifts(data.replace(b"/f1Q", b"/f1" + end))[0]
    assert (found.kind, found.about, found.says) == ("code", "", f"the name {'/f1' + end.decode('latin-1')!r}")
    assert drifts(data) == []


@pytest.mark.parametrize(
    ("ours", "says"),
    [
        (b"999 0 R", ["a reference to 999 0, which is not there"]),
        (b"  3 1 R", ["a reference to 3 1, which is not there"]),
        (b"   null", ["null for a value"]),
        (b"  3 0 R", []),
        (b"[null ]", ["null for a value"]),
    ],
)
def test_what_leads_nowhere_is_told(ours: bytes, says: list[str]) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root["/Our"] = String("abcde")

    data = changed(change, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert told(data.replace(b"(abcde)", ours)) == says
