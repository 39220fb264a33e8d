"""What a page of a PDF draws, in the order of its content stream: texts with their marks, and what is no text.

Our typesetting uses few of the operators of ISO 32000-1, annex A. Any other, a picture or a curve among them, could
show words that no reader of text meets, so it is told, not followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from site_builder.verify.paper.file import MOST_CONTENT, Found, Unread, dictionary, several, whole
from site_builder.verify.paper.fonts import Font
from site_builder.verify.paper.operators import Operation, operators
from site_builder.verify.paper.outlines import NO_LETTER
from site_builder.verify.paper.seen import Frame

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

OURS: Mapping[str, range] = {
    **dict.fromkeys(["q", "Q", "EMC", "BT", "ET", "h", "S", "f", "W", "n"], range(1)),
    **dict.fromkeys(["cs", "CS", "Tr", "TJ", "Tj", "w", "M"], range(1, 2)),
    **dict.fromkeys(["BDC", "Tf", "m", "l"], range(2, 3)),
    **dict.fromkeys(["cm", "Tm"], range(6, 7)),
    **dict.fromkeys(["scn", "SCN"], range(1, 4)),
}
"""The operators of our PDFs, and how many operands each has: of more, readers take the first or the last."""

PROPERTIES = {"/Span": {"/MCID", "/Lang", "/ActualText"}, "/Artifact": {"/Type", "/Subtype", "/Attached", "/BBox"}}
"""What may be said of a marked content by its tag."""

SETS = {"cs": "scn", "CS": "SCN"}
"""The operator that sets a colour, by that which says of what kind it is."""

STRAIGHT = 0.01
"""How far a level or upright line may be out of the true, in points."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An open marked content: its number on the page (-1 for none), its language, whether readers are to skip it.

    `instead` is its /ActualText, which is read for all that is drawn in it.
    """

    number: int = -1
    language: str = ""
    artifact: bool = False
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text that is drawn under a mark, and where on its baseline it starts, in points from the lower left.

    `end` is how far from the left the next letter of its line would stand. `hidden` says why nobody sees it, '' where
    the stream shows no reason. `clip` is the frame within which it is shown, None if none cuts it.
    """

    text: str
    mark: Mark
    start: tuple[float, float]
    hidden: str = ""
    end: float = 0.0
    clip: Frame | None = None


@dataclass(slots=True)
class Sheet:
    """What one page draws: texts, and what our typesetting never writes, in words; `page` counts from 1."""

    page: int
    texts: list[Drawn] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """What `q` keeps and `Q` gives back; `parts` says how many each operator that sets a colour must have."""

    font: Font | None = None
    size: float = 0.0
    mode: int = 0
    clip: Frame | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    scale: tuple[float, float] = (1, 1)
    shift: tuple[float, float] = (0, 0)

    def placed(self, x: float, y: float) -> tuple[float, float]:
        """A point of the current coordinates on the page."""
        return self.shift[0] + self.scale[0] * x, self.shift[1] + self.scale[1] * y


class Fonts:
    """The fonts of a document, each read once."""

    def __init__(self) -> None:
        self.fonts: dict[int, Font] = {}

    def of(self, held: Any) -> Font:
        """The font at a reference, or of a dictionary."""
        found = dictionary(held)
        if id(found) not in self.fonts:
            self.fonts[id(found)] = Font(found)
        return self.fonts[id(found)]


def operations(page: PageObject) -> list[Operation]:
    """The operators of a page. Raises Unread if they are too many or cannot be read."""
    streams = [whole(each) for each in several(page.get("/Contents"))]
    data = [each.get_data() for each in streams if each is not None]
    if sum(map(len, data)) > MOST_CONTENT:
        raise Unread(f"A page draws more than {MOST_CONTENT} bytes.")
    made = list(operators(b"\n".join(data)))
    if len(data) > 1 and made != list(operators(b" ".join(data))):
        raise Unread("A part of what a page draws runs into the next.")
    return made


def drawn(content: Iterable[Operation], resources: Found, page: int, fonts: Fonts) -> Sheet:
    """What a page draws."""
    reading = _Reading(Sheet(page), resources, fonts)
    for operands, operator in content:
        reading.do(operator.decode("latin-1"), operands)
    return reading.sheet


def copied(page: PageObject, reader: PdfReader, content: Iterable[Operation]) -> str:
    """The words of a page as pypdf copies them out of it."""
    from pypdf.generic import ArrayObject, ContentStream, NameObject

    stream = ContentStream(None, reader)
    stream.operations = [
        ([ArrayObject(each) if isinstance(each, list) else each for each in operands], operator)
        for operands, operator in content
    ]
    page[NameObject("/Contents")] = stream
    # A visitor keeps pypdf from writing the stream out again to look for words in it.
    return page.extract_text(visitor_text=lambda *_: None)


class _Reading:
    """The reading of one content stream."""

    def __init__(self, sheet: Sheet, resources: Found, fonts: Fonts) -> None:
        self.sheet = sheet
        self._resources, self._fonts = dictionary(resources.get("/Font")), fonts
        colours = dictionary(resources.get("/ColorSpace"))
        kinds = {name: several(colours[name]) for name in colours}
        self._colours = {n: _parts(held[1]) for n, held in kinds.items() if whole(held[0]) == "/ICCBased"}
        self._marks: list[Mark] = []
        self._state, self._saved = _State(), [_State()]
        self._at: tuple[float, float] = (0, 0)
        self._path: list[tuple[float, float]] = []
        self._start: tuple[float, float] = (0, 0)
        self._stretch = 1.0

    def do(self, operator: str, operands: Sequence[Any]) -> None:
        self._check(operator, operands)
        match operator:
            case "TJ":
                self._show(operands[0])
            case "Tj":
                self._show(operands)
            case "BDC":
                self._open(str(operands[0]), operands[1])
            case "EMC":
                self._marks.pop()
            case "q":
                self._saved.append(replace(self._state))
            case "Q":
                self._state = self._saved.pop()
            case "Tf":
                self._state.font = self._fonts.of(self._resources.get(str(operands[0])))
                self._state.size = float(operands[1])
            case _:
                self._place(operator, operands)

    def _check(self, operator: str, operands: Sequence[Any]) -> None:
        """Whether ours draw so, and in colours that are no pictures."""
        if len(operands) not in OURS.get(operator, ()):
            self._tell(f"the operator {operator}" + (f" with {len(operands)} operands" if operator in OURS else ""))
        elif operator in {"cs", "CS"} and str(operands[0]) not in self._colours:
            self._tell(f"the colours {operands[0]}")
        elif operator in {"cs", "CS"}:
            self._state.parts = {**self._state.parts, SETS[operator]: self._colours[str(operands[0])]}
        elif operator in {"scn", "SCN"} and not all(isinstance(each, float) for each in operands):
            self._tell("a pattern")
        elif operator in {"scn", "SCN"} and len(operands) != self._state.parts.get(operator):
            self._tell("a colour that has not as many parts as its kind")

    def _place(self, operator: str, operands: Sequence[Any]) -> None:
        match operator:
            case "Tr":
                self._state.mode = int(operands[0])
            case "BT":
                self._start, self._stretch = self._state.placed(0, 0), self._state.scale[0]
            case "W":
                self._state.clip = _within(self._path, self._state.clip)
            case "n" | "f" | "S":
                self._path.clear()
            case "m" | "l":
                self._line(operator, (float(operands[0]), float(operands[1])))
            case "cm" | "Tm":
                self._move(operator, [float(each) for each in operands])

    def _tell(self, what: str) -> None:
        if what not in self.sheet.foreign:
            self.sheet.foreign.append(what)

    def _line(self, operator: str, to: tuple[float, float]) -> None:
        """Lines of ours are level or upright: letters cannot be drawn with fewer than a great many of them."""
        if operator == "l" and all(abs(a - b) > STRAIGHT for a, b in zip(self._at, to, strict=True)):
            self._tell("a slanted line")
        self._at = to
        self._path.append(self._state.placed(*to))

    def _move(self, operator: str, matrix: Sequence[float]) -> None:
        """New coordinates, of the page or for a text."""
        a, b, c, d, x, y = matrix[:6]
        if b or c:
            self._tell("what is turned or slanted")
        at, (across, up) = self._state.placed(x, y), self._state.scale
        if operator == "Tm":
            self._start, self._stretch = at, across * a
        else:
            self._state.shift, self._state.scale = at, (across * a, up * d)

    def _open(self, tag: str, held: Any) -> None:
        properties: Mapping[str, Any] = held if isinstance(held, dict) else {}
        if tag not in PROPERTIES or not isinstance(held, dict):
            self._tell(f"content marked as {tag}")
        elif others := properties.keys() - PROPERTIES[tag]:
            self._tell(f"content marked with {', '.join(sorted(others))}")
        outer = self._marks[-1] if self._marks else Mark()
        instead = properties.get("/ActualText")
        mark = Mark(
            int(properties.get("/MCID", outer.number)),
            _text(properties["/Lang"]) if "/Lang" in properties else outer.language,
            outer.artifact or tag == "/Artifact",
            _text(instead) if instead is not None and outer.instead is None else outer.instead,
        )
        self._marks.append(mark)

    def _show(self, strings: Sequence[Any]) -> None:
        font, start, mark = self._state.font, self._start, self._marks[-1] if self._marks else Mark()
        text, advance = (font.show(strings), font.advance(strings)) if font else (NO_LETTER, 0.0)
        self._start = start[0] + advance * self._state.size * self._stretch, start[1]
        self.sheet.texts.append(Drawn(text, mark, start, self._hidden(), self._start[0], self._state.clip))

    def _hidden(self) -> str:
        if self._state.mode:
            return "it is drawn without ink"
        return "a frame cuts it off" if self._state.clip else ""


def _parts(held: Any) -> int:
    """How many parts a colour of a kind has (ISO 32000-1, 8.6.5.5)."""
    return int(whole(dictionary(held).get("/N")))


def _within(path: Sequence[tuple[float, float]], outer: Frame | None) -> Frame:
    """The frame around a path, as far as it lies within another."""
    across, up = zip(*path, strict=True) if path else ((0.0,), (0.0,))
    frame = Frame(min(across), min(up), max(across), max(up))
    return outer.common(frame) if outer else frame


def _text(held: Any) -> str:
    """A text string, which a stream read as bytes holds undecoded (ISO 32000-1, 7.9.2.2)."""
    from pypdf.generic import create_string_object

    return str(create_string_object(bytes(held))) if isinstance(held, bytes) else str(held)
