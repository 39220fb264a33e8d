"""The words of a PDF as a screen reader comes to them: through the tag tree, in its order, with their languages.

What the page shows but no tag reaches is not here, so a paragraph lost from the tree is missed; artifacts (running
heads, page numbers, rules) are left out as they should be. Follows ISO 32000-1, 14.6 to 14.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import count, groupby
from typing import NamedTuple

import pikepdf

INLINE = frozenset({"Code", "Datetime", "Em", "Link", "NonStruct", "Quote", "Reference", "Span", "Strong"})
"""Types of element that stand within a line; all others begin a block of their own."""

BULLET = "•"

_REPLACED_BY_ALT = frozenset({"Figure", "Formula"})
_READ = "BMC BDC EMC q Q Tf Tj TJ ' \" Do"
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A run of text: the types of the elements that hold it from the root on, which block, its language, the words."""

    path: tuple[str, ...]
    block: int
    language: str
    text: str


def tagged_text(data: bytes) -> list[Tagged]:
    """Every run of text that the tag tree reaches, in reading order; none if there is no tree.

    /ActualText stands in place of what is drawn, a figure's /Alt in place of the figure. A character that the font's
    /ToUnicode does not give is U+FFFD, since no reader could know it.
    """
    with pikepdf.open(BytesIO(data)) as pdf:
        root = pdf.Root.get("/StructTreeRoot")
        if root is None or "/K" not in root:
            return []
        start = _Position((), 0, str(pdf.Root.get("/Lang", "")), None)
        return [run for run in _Tree(_drawn(pdf)).walk(root.K, start) if run.text]


def tagged_blocks(data: bytes) -> list[Tagged]:
    """The same, a block in one piece: a paragraph with its links and emphasis, its spaces made single.

    The path ends with the block; the language is that of its first words.
    """
    blocks = []
    for _, group in groupby(tagged_text(data), key=lambda run: run.block):
        runs = list(group)
        text = " ".join("".join(run.text for run in runs).split())
        depth = next((i for i, kind in enumerate(runs[0].path) if kind in INLINE), len(runs[0].path))
        blocks.append(Tagged(runs[0].path[:depth], runs[0].block, runs[0].language, text))
    return [block for block in blocks if block.text]


def heard(data: bytes) -> str:
    """All words of a PDF in the order in which they are heard, without the signs before the items of lists."""
    return " ".join(block.text for block in tagged_blocks(data) if (block.path[-1], block.text) != ("Lbl", BULLET))


Key = tuple[tuple[int, int], int]
"""A marked content: the page or form that holds it, and its number there."""
Run = tuple[str | None, str]
"""Words in a language, None for that of the element that they belong to."""
Piece = tuple[Key, str | None, str]
"""What one operator draws: in which marked content, in which language, and the words."""


class _Position(NamedTuple):
    """Where the walk through the tree stands."""

    path: tuple[str, ...]
    block: int
    language: str
    page: tuple[int, int] | None


class _Tree:
    """The walk through the tag tree."""

    def __init__(self, drawn: Mapping[Key, list[Run]]) -> None:
        self._drawn = drawn
        self._blocks = count(1)

    def walk(self, kid: pikepdf.Object | int, at: _Position) -> Iterator[Tagged]:
        """The runs under one kid of an element: a list, a number of marked content, a reference to one, an element."""
        if isinstance(kid, int):
            yield from self._content(kid, at.page, at)
        elif isinstance(kid, pikepdf.Array):
            for each in kid:
                yield from self.walk(each, at)
        elif kid.get("/Type") == "/MCR":
            holder = kid.get("/Stm", kid.get("/Pg"))
            yield from self._content(int(kid.MCID), holder.objgen if holder is not None else at.page, at)
        elif kid.get("/Type") != "/OBJR":
            yield from self._element(kid, self._enter(kid, at))

    def _enter(self, element: pikepdf.Object, at: _Position) -> _Position:
        kind = str(element.S).removeprefix("/")
        return _Position(
            (*at.path, kind),
            at.block if kind in INLINE else next(self._blocks),
            str(element.get("/Lang", at.language)),
            element.Pg.objgen if "/Pg" in element else at.page,
        )

    def _element(self, element: pikepdf.Object, at: _Position) -> Iterator[Tagged]:
        instead = element.get("/ActualText", element.get("/Alt") if at.path[-1] in _REPLACED_BY_ALT else None)
        if instead is not None:
            yield Tagged(at.path, at.block, at.language, str(instead))
        elif "/K" in element:
            yield from self.walk(element.K, at)

    def _content(self, number: int, holder: tuple[int, int] | None, at: _Position) -> Iterator[Tagged]:
        for language, text in self._drawn.get((holder, number), ()) if holder else ():
            yield Tagged(at.path, at.block, language or at.language, text)


def _drawn(pdf: pikepdf.Pdf) -> Mapping[Key, list[Run]]:
    """What is drawn in every marked content of a PDF, a run for each change of language."""
    drawn: dict[Key, list[Run]] = {}
    fonts: dict[tuple[int, int], _Font] = {}
    for page in pdf.pages:
        for key, language, text in _Content(page.obj, page.obj.objgen, page.obj.get("/Resources"), [], fonts).pieces():
            runs = drawn.setdefault(key, [])
            before = runs.pop()[1] if runs and runs[-1][0] == language else ""
            runs.append((language, before + text))
    return drawn


class _Mark(NamedTuple):
    """One open marked content; `replaced` where its /ActualText stands for all that is drawn in it."""

    key: Key | None
    language: str | None
    artifact: bool
    replaced: bool


class _Content:
    """The reading of one content stream, a page's or a form's."""

    def __init__(
        self,
        content: pikepdf.Object,
        holder: tuple[int, int],
        resources: pikepdf.Object | None,
        marks: list[_Mark],
        fonts: dict[tuple[int, int], _Font],
    ) -> None:
        self._content = content
        self._holder = holder
        self._resources = pikepdf.Dictionary() if resources is None else resources
        self._marks = marks
        self._fonts = fonts
        self._font: _Font | None = None
        self._saved: list[_Font | None] = []

    def pieces(self) -> Iterator[Piece]:
        """Whatever the stream draws in marked contents, piece by piece."""
        for instruction in pikepdf.parse_content_stream(self._content, _READ):
            operands = list(instruction.operands)
            match str(instruction.operator):
                case "BMC" | "BDC":
                    yield from self._open(operands)
                case "EMC":
                    self._marks.pop()
                case "q":
                    self._saved.append(self._font)
                case "Q":
                    self._font = self._saved.pop()
                case "Tf":
                    font = self._resource("/Font", operands[0])
                    self._font = self._fonts.get(font.objgen) or self._fonts.setdefault(font.objgen, _Font(font))
                case "Tj" | "TJ" | "'" | '"':
                    yield from self._show(operands[-1])
                case "Do":
                    yield from self._draw(self._resource("/XObject", operands[0]))

    def _resource(self, kind: str, name: pikepdf.Object) -> pikepdf.Object:
        return self._resources[kind][str(name)]

    def _open(self, operands: list[pikepdf.Object]) -> Iterator[Piece]:
        properties = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
        if isinstance(properties, pikepdf.Name):
            properties = self._resource("/Properties", properties)
        outer = self._marks[-1] if self._marks else _Mark(None, None, artifact=False, replaced=False)
        number, actual = properties.get("/MCID"), properties.get("/ActualText")
        mark = _Mark(
            outer.key if number is None else (self._holder, int(number)),
            str(properties.Lang) if "/Lang" in properties else outer.language,
            outer.artifact or str(operands[0]) == "/Artifact",
            outer.replaced or actual is not None,
        )
        self._marks.append(mark)
        if actual is not None and mark.key and not mark.artifact and not outer.replaced:
            yield mark.key, mark.language, str(actual)

    def _show(self, shown: pikepdf.Object) -> Iterator[Piece]:
        mark = self._marks[-1] if self._marks else None
        if mark is None or mark.key is None or mark.artifact or mark.replaced:
            return
        strings = shown if isinstance(shown, pikepdf.Array) else [shown]
        codes = [bytes(string) for string in strings if isinstance(string, pikepdf.String)]
        yield mark.key, mark.language, "".join(self._font.read(code) if self._font else _UNKNOWN for code in codes)

    def _draw(self, form: pikepdf.Object) -> Iterator[Piece]:
        """A form is read where it is drawn: its text belongs to the marked content around it, unless it has its own."""
        if form.get("/Subtype") == "/Form":
            resources = form.get("/Resources", self._resources)
            yield from _Content(form, form.objgen, resources, self._marks, self._fonts).pieces()


class _Font:
    """From the codes of a font to text, by its /ToUnicode; codes are two bytes in a composite font, else one."""

    def __init__(self, font: pikepdf.Object) -> None:
        self._size = 2 if font.get("/Subtype") == "/Type0" else 1
        self._map = _read_cmap(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else {}

    def read(self, codes: bytes) -> str:
        numbers = (int.from_bytes(codes[i : i + self._size]) for i in range(0, len(codes), self._size))
        return "".join(self._map.get(number, _UNKNOWN) for number in numbers)


_HEX = rb"<\s*([0-9A-Fa-f\s]*)>"


def _read_cmap(cmap: bytes) -> dict[int, str]:
    """The pairs of a /ToUnicode map: its bfchar lines, and its bfrange lines in both their forms."""
    pairs: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        pairs |= {int(code, 16): _utf16(text) for code, text in re.findall(_HEX + rb"\s*" + _HEX, block)}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text, texts in re.findall(
            _HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[(.*?)\])", block, re.DOTALL
        ):
            codes = range(int(first, 16), int(last, 16) + 1)
            listed = re.findall(_HEX, texts)
            pairs |= dict(zip(codes, map(_utf16, listed) if listed else _counted(_utf16(text)), strict=False))
    return pairs


def _counted(text: str) -> Iterator[str]:
    """The text, and then the same with its last character counted up."""
    return (text[:-1] + chr(ord(text[-1]) + step) for step in count() if text)


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")
