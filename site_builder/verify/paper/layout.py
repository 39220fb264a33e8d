"""How a PDF is laid out as a file (ISO 32000-1, 7.5): one object after another, one list of them, and nothing else.

Where more stands in it one reader takes what comes first, another what comes last, a third looks for objects itself.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from site_builder.verify.paper.file import Found, Unread, dictionary, whole

if TYPE_CHECKING:
    from pypdf import PdfReader

HEAD = re.compile(rb"%PDF-1\.\d\r?\n(?:%[^\r\n]*\r?\n)?")
BEGIN = re.compile(rb"([1-9]\d*) 0 obj(?:\r?\n| )")
END = re.compile(rb"(?:\r?\n| )?endobj\r?\n")
TABLE = re.compile(rb"xref\r?\n0 ([1-9]\d*)\r?\n((?:\d{10} \d{5} [fn](?: \n|\r\n))*)trailer(?:\r?\n| )")
ROW = 20
"""The bytes of each row of a table."""
TAIL = re.compile(rb"(?:\r?\n)?startxref\r?\n([1-9]\d*)\r?\n%%EOF(?:\r?\n)?")
ROWS = "Its list of objects has other rows than it says."
WIDEST = 4
"""The bytes of each number in a list that is a stream."""
LIST = {"/Type", "/W", "/Size", "/Root", "/Info", "/ID", "/Filter", "/DecodeParms"}
PACKED = {"/Type", "/N", "/First", "/Filter"}
"""What, besides their length, the streams have in which readers find objects: some take others for these."""


def well_laid(data: bytes, reader: PdfReader) -> None:
    """Raises Unread where the file that pypdf reads holds more than its objects and one list of them."""
    head = HEAD.match(data)
    at = head.end() if head else 0
    places = sorted((place, number) for number, place in reader.xref.get(0, {}).items())
    held = []
    for place, number in places:
        begin = BEGIN.match(data, at)
        if place != at or not begin or int(begin[1]) != number:
            raise _between(at)
        found, end = _read(data, begin.end(), reader)
        behind = END.match(data, end)
        if not behind:
            raise _between(end)
        at = behind.end()
        held.append(dictionary(found))
    _check_list(data, at, reader, {place: each for (place, _), each in zip(places, held, strict=True)})
    for (_, number), each in zip(places, held, strict=True):
        if each.get("/Type") == "/ObjStm":
            _check_packed(number, each, reader)


def _between(place: int) -> Unread:
    return Unread(f"Something stands between its objects at byte {place}, and readers read that in different ways.")


def _read(data: bytes, at: int, reader: PdfReader) -> tuple[Any, int]:
    """An object that begins at a byte, and where it ends."""
    from pypdf.generic import read_object

    stream = BytesIO(data)
    stream.seek(at)
    return read_object(stream, reader), stream.tell()


def _check_list(data: bytes, at: int, reader: PdfReader, held: dict[int, Found]) -> None:
    """Behind the last object stands where the list is: a table there, or one of the objects."""
    lists = {place: each for place, each in held.items() if each.get("/Type") == "/XRef"}
    if table := TABLE.match(data, at):
        found, end = _read(data, table.end(), reader)
        rows, trailer = int(table[1]), dictionary(found)
        if len(table[2]) != ROW * rows or trailer.get("/Size") != rows:
            raise Unread(ROWS)
        lists[at], at = trailer, end
    tail = TAIL.fullmatch(data, at)
    if not tail:
        raise _between(at)
    start = int(tail[1])
    if [*lists] != [start] or lists[start].keys() - LIST or any("/Linearized" in each for each in held.values()):
        raise Unread("It has several lists of its objects, and each reader takes another.")
    if not table:
        _check_rows(held[start])


def _check_rows(rows: Any) -> None:
    """As many as it says, of numbers that no reader finds too long."""
    widths = [int(whole(each)) for each in rows["/W"]]
    if max(widths) > WIDEST or len(rows.get_data()) / sum(widths) != rows.get("/Size"):
        raise Unread(ROWS)


def _check_packed(number: int, packed: Any, reader: PdfReader) -> None:
    """The objects that are packed in a stream stand there once, in the places that the list has."""
    if packed.keys() - PACKED:
        raise Unread("Objects are packed in it in a way that readers unpack differently.")
    numbers = packed.get_data()[: int(whole(packed["/First"]))].split()[::2]
    listed = {place: each for each, (stream, place) in reader.xref_objStm.items() if stream == number}
    if listed != dict(enumerate(map(int, numbers))):
        raise Unread("Objects are packed in it otherwise than it says.")
