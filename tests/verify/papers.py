"""Lies told by a PDF, each planted in the bytes of one that said the truth, and changes that say nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, String
from pypdf import PdfWriter

from site_builder.verify.drift import Drift
from site_builder.verify.paper import paper_drifts
from site_builder.verify.paper.fonts import read_cmap
from tests.renderers.pdf_gate import FEED, render, small
from tests.seed import english

Change = Callable[[pikepdf.Pdf], None]
Instructions = list[tuple[list[Any], Operator]]


@cache
def honest() -> bytes:
    """The PDF of the small notice."""
    return render(small())


def drifts(data: bytes) -> list[Drift]:
    return paper_drifts(data, small(), english(), file="notice.pdf", feed=FEED)


def kinds(data: bytes) -> set[str]:
    return {drift.kind for drift in drifts(data)}


def changed(change: Change, **saved: object) -> bytes:
    """The PDF after a change, saved by pikepdf."""
    out = BytesIO()
    with pikepdf.open(BytesIO(honest())) as document:
        change(document)
        document.save(out, **saved)  # type: ignore[arg-type]  # any of its many settings
    return out.getvalue()


def rewritten() -> bytes:
    """The PDF as pypdf writes it."""
    out = BytesIO()
    writer = PdfWriter(clone_from=BytesIO(honest()))
    writer.compress_identical_objects()
    writer.write(out)
    return out.getvalue()


# ---- what is drawn


def instructions(document: pikepdf.Pdf) -> Instructions:
    return [(list(i.operands), i.operator) for i in pikepdf.parse_content_stream(document.pages[0])]


def draw(document: pikepdf.Pdf, made: Instructions) -> None:
    document.pages[0].Contents = document.make_stream(pikepdf.unparse_content_stream(made))


def shown(document: pikepdf.Pdf) -> Iterator[tuple[int, str, dict[str, bytes]]]:
    """Each text of the first page: the place of its operator, its words, and the code of each letter in its font."""
    letters: dict[int, str] = {}
    for place, (operands, operator) in enumerate(instructions(document)):
        if operator == Operator("Tf"):
            letters = read_cmap(document.pages[0].Resources.Font[str(operands[0])].ToUnicode.read_bytes())
        if operator in (Operator("Tj"), Operator("TJ")):
            strings = list(operands[0]) if operator == Operator("TJ") else operands
            codes = b"".join(bytes(each) for each in strings if isinstance(each, String))
            text = "".join(letters[int.from_bytes(codes[i : i + 2])] for i in range(0, len(codes), 2))
            yield place, text, {letter: code.to_bytes(2) for code, letter in letters.items()}


def where(document: pikepdf.Pdf, words: str) -> int:
    return next(place for place, text, _ in shown(document) if words in text)


def redrawn(words: str, others: str) -> Change:
    """Draw other words, in letters that the font has."""

    def change(document: pikepdf.Pdf) -> None:
        place, text, codes = next(each for each in shown(document) if words in each[1])
        made = instructions(document)
        string = String(b"".join(codes[letter] for letter in text.replace(words, others)))
        made[place] = ([Array([string])], Operator("TJ"))
        draw(document, made)

    return change


def before(words: str, *inserted: tuple[list[Any], str]) -> Change:
    """Insert operators before those that draw the words."""

    def change(document: pikepdf.Pdf) -> None:
        made = instructions(document)
        place = where(document, words)
        draw(document, [*made[:place], *((o, Operator(name)) for o, name in inserted), *made[place:]])

    return change


def operand(words: str, operator: str, operands: list[Any]) -> Change:
    """Give the last operator of this name before the words other operands."""

    def change(document: pikepdf.Pdf) -> None:
        made = instructions(document)
        place = max(i for i in range(where(document, words)) if made[i][1] == Operator(operator))
        made[place] = (operands, made[place][1])
        draw(document, made)

    return change


def appended(content: bytes) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].contents_add(document.make_stream(content))

    return change


def swapped(words: str, others: str) -> Change:
    """Let two texts change places on the paper, and leave their tags where they are."""

    def change(document: pikepdf.Pdf) -> None:
        made = instructions(document)
        first, second = (
            max(i for i in range(where(document, each)) if made[i][1] == Operator("cm")) for each in (words, others)
        )
        made[first], made[second] = made[second], made[first]
        draw(document, made)

    return change


def covered(words: str) -> Change:
    """Draw a white box over a text, as wide as the paper."""

    def change(document: pikepdf.Pdf) -> None:
        made = instructions(document)
        place = max(i for i in range(where(document, words)) if made[i][1] == Operator("cm"))
        y = float(made[place][0][5])
        box = f"q /c1 cs 1 scn 0 {y - 4} m 595 {y - 4} l 595 {y + 12} l 0 {y + 12} l h f Q"
        document.pages[0].contents_add(document.make_stream(box.encode()))

    return change


def untagged(words: str) -> Change:
    """Draw words once more at the foot of the page, as no part of the document."""

    def change(document: pikepdf.Pdf) -> None:
        made = instructions(document)
        place = where(document, words)
        font = max(i for i in range(place) if made[i][1] == Operator("Tf"))
        more: Instructions = [
            ([Name.Artifact, Dictionary()], Operator("BDC")),
            ([], Operator("BT")),
            (made[font][0], Operator("Tf")),
            ([1, 0, 0, 1, 70, 60], Operator("Tm")),
            made[place],
            ([], Operator("ET")),
            ([], Operator("EMC")),
        ]
        draw(document, [*made, *more])

    return change


# ---- tags, fonts, parts


def tag(document: pikepdf.Pdf, kind: str, number: int = 0) -> pikepdf.Object:
    found = [
        each for each in document.objects if isinstance(each, Dictionary) and each.get("/S") == kind and "/P" in each
    ]
    return found[number]


def tagged(kind: str, key: str, value: object) -> Change:
    return lambda document: tag(document, kind).__setitem__(key, value)


def untold(document: pikepdf.Pdf) -> None:
    """Take the last paragraph but one out of the tags."""
    whole = document.Root.StructTreeRoot.K
    whole = whole[0] if isinstance(whole, Array) else whole
    paragraphs = [i for i, kid in enumerate(whole.K) if kid.S == "/P"]
    del whole.K[paragraphs[-2]]


def misread(document: pikepdf.Pdf) -> None:
    """Let programs read another letter than the one that is drawn."""
    for font in document.pages[0].Resources.Font.values():
        read = font.ToUnicode.read_bytes()
        font.ToUnicode.write(read.replace(b"<006C>", b"<0066>"))


def redrawn_letter(document: pikepdf.Pdf) -> None:
    """Draw every glyph of a font as the one before it, and let programs read on as before."""
    for font in document.pages[0].Resources.Font.values():
        program = font.DescendantFonts[0].FontDescriptor.FontFile2
        data = bytearray(program.read_bytes())
        tables = {bytes(data[i : i + 4]): data[i + 8 : i + 16] for i in range(12, 12 + 16 * data[5], 16)}
        start, length = (int.from_bytes(tables[b"loca"][i : i + 4]) for i in (0, 4))
        size = 4 if data[int.from_bytes(tables[b"head"][:4]) + 51] else 2
        data[start + size : start + length] = data[start : start + length - size]
        program.write(bytes(data))


def attach(name: str, data: bytes) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        document.attachments[name] = pikepdf.AttachedFileSpec(document, data, filename=name)

    return change


def note(document: pikepdf.Pdf) -> None:
    page = document.pages[0]
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=[50, 50, 200, 80], Contents=String("Withdrawn"))
    page.Annots.append(document.make_indirect(stamp))


def link(document: pikepdf.Pdf, key: str) -> pikepdf.Object:
    return next(each for each in document.pages[0].Annots if key in each)
