"""How the file of a PDF is laid out: its objects one after another, one list of them, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest
from pypdf import PdfReader

from site_builder.verify.paper.file import Unread, opened
from site_builder.verify.paper.layout import well_laid
from tests.verify.papers import changed, drifts, honest, rewritten

BETWEEN = "Something stands between its objects at byte {}, and readers read that in different ways."
LISTS = "It has several lists of its objects, and each reader takes another."
PACKED = "Objects are packed in it otherwise than it says."


def told(data: bytes) -> str:
    """What is said against the layout of a PDF that pypdf reads without a fault, '' for nothing."""
    reader = opened(data)
    try:
        well_laid(data, reader)
    except Unread as error:
        return str(error)
    return ""


@dataclass(frozen=True)
class File:
    """A PDF in pieces: its head, its objects by number, where others are packed in them, what its list says besides.

    `before` is what stands in front of an object; of number 0: behind the last.
    """

    head: bytes
    objects: dict[int, bytes]
    packed: Mapping[int, tuple[int, int]]
    says: bytes
    before: Mapping[int, bytes] = field(default_factory=dict)

    def laid(self) -> tuple[bytes, dict[int, int]]:
        """Its objects one after another, and where each begins."""
        out, places = self.head, {}
        for number, data in self.objects.items():
            out += self.before.get(number, b"")
            places[number] = len(out)
            out += data
        return out + self.before.get(0, b""), places

    def with_list(self, more: bytes = b"", name: bytes = b"XRef", end: bytes = b"%%EOF\n") -> bytes:
        """The file with a stream as its list."""
        out, places = self.laid()
        last = max(*self.objects, *self.packed) + 1
        rows = {0: (0, 0, 255), last: (1, len(out), 0)}
        rows |= {number: (1, place, 0) for number, place in places.items()}
        rows |= {number: (2, *where) for number, where in self.packed.items()}
        held = b"".join(
            bytes([kind]) + at.to_bytes(3) + bytes([place]) for _, (kind, at, place) in sorted(rows.items())
        )
        told = b"/Type/%s/Size %d/W[1 3 1]/Length %d%s%s" % (name, last + 1, len(held), self.says, more)
        made = b"%d 0 obj\n<<%s>>\nstream\n%s\nendstream\nendobj\n" % (last, told, held)
        return out + made + b"startxref\n%d\n%s" % (len(out), end)

    def with_table(self, more: bytes = b"", rows: int = 0) -> bytes:
        """The file with a table as its list, which has more rows than it says."""
        out, places = self.laid()
        size = max(places) + 1
        table = b"".join(b"%010d 00000 n \n" % places[number] for number in range(1, size))
        table = b"0000000000 65535 f \n" + table + b"0000000000 00000 f \n" * rows
        list_ = b"xref\n0 %d\n%strailer\n<</Size %d%s%s>>" % (size, table, size, self.says, more)
        return out + list_ + b"\nstartxref\n%d\n%%%%EOF\n" % len(out)


def in_pieces(data: bytes) -> File:
    reader = PdfReader(BytesIO(data))
    places = sorted((place, number) for number, place in reader.xref[0].items())
    objects = {number: data[place:end] for (place, number), (end, _) in pairwise(places)}
    if not reader.xref_objStm:
        objects[places[-1][1]] = data[places[-1][0] : data.rindex(b"xref\n0 ")]
    named = ((key, reader.trailer.raw_get(f"/{key}").idnum) for key in ("Root", "Info"))
    says = "".join(f"/{key} {number} 0 R" for key, number in named)
    return File(data[: places[0][0]], objects, reader.xref_objStm, says.encode())


def packed() -> File:
    """The PDF as ours are: with objects packed in others, and a stream as their list."""
    return in_pieces(honest())


def plain() -> File:
    return in_pieces(changed(lambda _: None, object_stream_mode=pikepdf.ObjectStreamMode.disable))


def test_a_file_of_objects_with_one_list_is_well_laid() -> None:
    for data in (packed().with_list(), plain().with_table(), plain().with_list(), rewritten()):
        assert drifts(data) == []
    assert [told(packed().with_list(end=b"%%EOF" + each)) for each in (b"", b"\n", b"\r\n")] == [""] * 3
    ends = replace(plain(), objects={n: d.replace(b"endobj\n", b"endobj\r\n") for n, d in plain().objects.items()})
    assert told(ends.with_table()) == told(ends.with_list()) == ""
    windows = plain().with_table()
    for line in (b"trailer\n", b"startxref\n", b"\n%%EOF\n", b"\nstartxref", b"xref\n0", b" \n0000000015"):
        assert told(windows.replace(line, line.replace(b" \n", b"\n").replace(b"\n", b"\r\n"))) == "", line
    assert told(windows.replace(b"trailer\n", b"trailer ")) == ""
    bare = replace(plain(), head=b"%PDF-1.7\r\n")
    assert told(bare.with_table()) == told(replace(bare, head=b"%PDF-1.4\n").with_table()) == ""


NOTHING = b"9999 0 obj\nnull\nendobj\n"


@pytest.mark.parametrize(
    ("number", "before"),
    [
        (1, b"\n"),
        (3, b" "),
        (3, b"\n"),
        (1, b"% remark\n"),
        (1, NOTHING),
        (3, b"% remark\n"),
        (3, NOTHING),
        (3, b"x"),
        (0, NOTHING),
        (0, b"x "),
    ],
)
def test_what_stands_between_objects_is_told(number: int, before: bytes) -> None:
    file = replace(plain(), before={number: before})
    at = file.laid()[1].get(number, len(file.laid()[0])) - len(before)
    assert told(file.with_list()) == BETWEEN.format(at)


def test_the_head_is_that_of_a_pdf_with_a_remark() -> None:
    head = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"
    assert plain().head == packed().head == head
    for other in (head + b"% we\n", b"%PDF-1.7 \n", b"%PDF-2.0\n", b"%PDF-1.17\n"):
        at = 0 if other.startswith((b"%PDF-1.7 ", b"%PDF-2", b"%PDF-1.1")) else len(head)
        assert told(replace(plain(), head=other).with_list()) == BETWEEN.format(at)


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (b"3 0 obj\n", b"endobj (We sell it.)\n"),
        (b"3 0 obj\n", b"(We sell it.) endobj\n"),
        (b"3 0 obj\n", b"endobj"),
        (b"3 0 obj% remark\n", b"endobj\n"),
        (b"3 0 obj<<>>", b"endobj\n"),
        (b"3 0 obj\t", b"endobj\n"),
        (b"3 0 obj\r", b"endobj\n"),
        (b"3 0 obj\n", b"\n\nendobj\n"),
        (b"3 0 obj\n", b"endobj "),
        (b"3 0 obj\n", b"endobj\r"),
    ],
)
def test_an_object_begins_and_ends_as_it_must(begin: bytes, end: bytes) -> None:
    file = plain()
    inner = file.objects[3].removeprefix(b"3 0 obj\n").rstrip().removesuffix(b"endobj")
    made = replace(file, objects={**file.objects, 3: begin + inner + end}).with_list()
    assert re.fullmatch(BETWEEN.format(r"\d+"), told(made)), told(made)


def test_an_object_stands_where_the_list_says() -> None:
    file, more = plain(), len(plain().objects) + 1
    hidden = file.objects.pop(3)
    stream = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (more, len(hidden), hidden)
    whole = replace(file, objects={**file.objects, more: stream, 3: hidden})
    data, (_, places) = whole.with_list(), whole.laid()
    assert told(data) == ""
    inside = places[more] + stream.index(hidden)
    there, elsewhere = (b"\1" + place.to_bytes(3) + b"\0" for place in (places[3], inside))
    assert told(data.replace(there, elsewhere)) == BETWEEN.format(places[3])


def test_an_object_has_its_number() -> None:
    file = plain()
    other = {**file.objects, 3: file.objects[3].replace(b"3 0 obj", b"4 0 obj")}
    made = replace(file, objects=other).with_list()
    assert beside(made, file.with_list()) == BETWEEN.format(file.laid()[1][3])


def beside(data: bytes, honest: bytes) -> str:
    """What is said against the layout of a PDF that pypdf reads as it does an honest one."""
    try:
        well_laid(data, opened(honest))
    except Unread as error:
        return str(error)
    return ""


@pytest.mark.parametrize("key", [b"/Prev 9", b"/XRefStm 9", b"/Index[0 9]"])
def test_a_list_that_is_a_part_of_it_or_leads_to_another_is_told(key: bytes) -> None:
    assert beside(plain().with_table(key), plain().with_table()) == LISTS
    assert beside(packed().with_list(key), packed().with_list()) == LISTS


def test_there_is_one_list_in_the_place_that_is_named() -> None:
    file = plain()
    for data in (file.with_list(), file.with_table()):
        start = int(re.findall(rb"startxref\n(\d+)", data)[0])
        assert beside(data.replace(b"startxref\n%d" % start, b"startxref\n%d" % (start - 1)), data) == LISTS
    more = len(file.objects) + 1
    other = b"%d 0 obj\n<</Type/XRef/Length 0>>\nstream\n\nendstream\nendobj\n" % more
    assert told(replace(file, objects={**file.objects, more: other}).with_list()) == LISTS
    both = file.with_list()
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\n"
    assert beside(both.replace(b"startxref", table + b"startxref"), both) == LISTS
    assert beside(file.with_list(name=b"XRaf"), file.with_list()) == LISTS
    for keys in (b"/Linearized 1", b"/Linearized null"):
        first = file.objects[3].replace(b"<<", b"<<" + keys, 1)
        assert told(replace(file, objects={**file.objects, 3: first}).with_list()) == LISTS


def test_the_list_ends_the_file() -> None:
    file, at = plain(), len(plain().laid()[0])
    table = file.with_table()
    for ours, other in (
        (b" n \n", b" n\n\n"),
        (b" n \n", b" n\r\n\n"),
        (b" n \n", b" n \r"),
        (b"xref\n0 ", b"xref\n0  "),
        (b"xref\n0 ", b"xref \n0 "),
        (b"xref\n0 ", b"xref\n0 0"),
        (b" \n", b" \v\n"),
    ):
        assert beside(table.replace(ours, other, 1), table) == BETWEEN.format(at), other
    for ours, other in ((b"startxref\n", b"startxref \n"), (b"startxref\n", b"startxref\n0"), (b"\n%%EOF", b" %%EOF")):
        assert re.fullmatch(BETWEEN.format(r"\d+"), beside(table.replace(ours, other), table)), other
    for end in (b"%%EOF\r", b"%%EOF\n\n", b"%%EOF ", b"%%EOF" + b" " * 2000, b"%%EOF startxref 9", b" %%EO"):
        data = packed().with_list(end=end)
        assert beside(data, packed().with_list()) == BETWEEN.format(data.rindex(b"startxref\n"))


def test_the_list_has_as_many_rows_as_it_says() -> None:
    rows = "Its list of objects has other rows than it says."
    table, stream = plain().with_table(), plain().with_list()
    assert [beside(plain().with_table(rows=count), table) for count in (1, 2)] == [rows] * 2
    size = len(plain().objects) + 1
    for other in (b"5", b"%d" % (size + 1), b"-1", b"null"):
        assert beside(table.replace(b"/Size %d" % size, b"/Size " + other), table) == rows
        assert beside(stream.replace(b"/Size %d" % (size + 1), b"/Size " + other), stream) == rows or other == b"%d" % (
            size + 1
        )
    assert beside(stream.replace(b"/W[1 3 1]", b"/W[1 4 0]"), stream) == ""
    assert beside(stream.replace(b"/W[1 3 1]", b"/W[0 5 0]"), stream) == rows
    assert beside(stream.replace(b"/W[1 3 1]", b"/W[1 3 2]"), stream) == rows


def test_the_streams_of_objects_have_no_other_keys() -> None:
    assert beside(plain().with_list(b"/DP null"), plain().with_list()) == LISTS
    data = honest().replace(b"<< /Type /ObjStm /Length", b"<</DP()/Type/ObjStm/Length", 1)
    other = data.replace(b" /Filter /FlateDecode /N", b"/Filter/FlateDecode /N", 1)
    assert len(other) == len(honest())
    assert told(other) == "Objects are packed in it in a way that readers unpack differently."


def test_what_is_packed_stands_where_the_list_says() -> None:
    first, second = list(packed().packed)[:2]
    listed = packed().packed
    swapped = {**listed, first: listed[second], second: listed[first]}
    less = {number: where for number, where in listed.items() if number != first}
    for wrong in (swapped, less, {**listed, 9999: (listed[first][0], 500)}):
        reader = opened(honest())
        reader.xref_objStm = dict(wrong)
        with pytest.raises(Unread, match=PACKED):
            well_laid(honest(), reader)


def test_a_pdf_that_is_laid_out_otherwise_cannot_be_read() -> None:
    found = drifts(changed(lambda _: None, linearize=True))
    assert [(each.kind, each.says[:42]) for each in found] == [("unread", BETWEEN[:42])]
