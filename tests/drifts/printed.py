"""A leaf of a finished PDF as the runs of text that it draws, so that one thing on it can be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from random import Random

import pikepdf

from site_builder.build import Files
from site_builder.verify.tagged import _Font
from tests.drifts.sites import Plant, Sheet, Site

Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage


@dataclass(frozen=True, slots=True)
class Run:
    """One piece of text: the place of its operator, its font, where it stands on the leaf, and its marked content."""

    at: int
    font: str
    size: float
    text: str
    x: float
    y: float
    mark: int | None

    @property
    def box(self) -> str:
        """The operands of a rectangle that covers it."""
        width = max(4.0, self.size * 0.62 * len(self.text))
        return f"{self.x - 1:.1f} {self.y - self.size * 0.3:.1f} {width:.1f} {self.size * 1.2:.1f}"


class Leaf:
    """One page of a PDF: its instructions and the runs in them."""

    def __init__(self, document: pikepdf.Pdf, number: int) -> None:
        """The open PDF, and which of its pages, from 0."""
        self.document, self.number = document, number
        self.page = document.pages[number]
        self.instructions = list(pikepdf.parse_content_stream(self.page))
        self.fonts = {str(k): _Font(v) for k, v in self.page.obj.Resources.Font.items()}
        self.runs = list(self._runs())

    @property
    def stated(self) -> list[Run]:
        """The runs that are words of the notice: in the structure, and no bullets."""
        return [run for run in self.runs if run.mark is not None and any(c.isalnum() for c in run.text)]

    def _runs(self) -> Iterator[Run]:
        where, saved = pikepdf.Matrix(), list[pikepdf.Matrix]()
        marks: list[int | None] = []
        font, size, line = "", 0.0, pikepdf.Matrix()
        for at, instruction in enumerate(self.instructions):
            operands = list(instruction.operands)
            match str(instruction.operator):
                case "q":
                    saved.append(where)
                case "Q":
                    where = saved.pop()
                case "cm":
                    where = pikepdf.Matrix(*map(float, operands)) @ where
                case "Tm":
                    line = pikepdf.Matrix(*map(float, operands))
                case "Tf":
                    font, size = str(operands[0]), float(operands[1])
                case "BDC" | "BMC":
                    own = operands[1].get("/MCID") if len(operands) > 1 else None
                    marks.append(int(own) if own is not None else marks[-1] if marks else None)
                case "EMC":
                    marks.pop()
                case "Tj" | "TJ":
                    place = line @ where
                    text = self.read(font, operands[-1])
                    yield Run(at, font, size, text, place.e, place.f, marks[-1] if marks else None)

    # ---- text and codes

    def read(self, font: str, shown: pikepdf.Object) -> str:
        """What an operand of `Tj` or `TJ` shows."""
        strings = shown if isinstance(shown, pikepdf.Array) else [shown]
        return "".join(self.fonts[font].read(bytes(s)) for s in strings if isinstance(s, pikepdf.String))

    def codes(self, font: str, text: str) -> bytes | None:
        """The codes of a text in a font; None where its subset lacks a letter."""
        by_letter = {letter: code for code, letter in self.fonts[font]._map.items()}
        found = [by_letter.get(letter) for letter in text]
        return None if None in found else b"".join(int(code or 0).to_bytes(2) for code in found)

    # ---- with one thing changed

    def show(self, run: Run, text: str) -> bool:
        """Show another text in place of a run; False where its font cannot."""
        codes = self.codes(run.font, text)
        if codes is None:
            return False
        self.instructions[run.at] = instruction("Tj", pikepdf.String(codes))
        return True

    def before(self, run: Run, operator: str) -> int:
        """The place of the last such operator before a run."""
        return next(i for i in range(run.at, -1, -1) if str(self.instructions[i].operator) == operator)

    def after(self, run: Run, operator: str) -> int:
        """The place of the next such operator after a run."""
        return next(i for i in range(run.at, len(self.instructions)) if str(self.instructions[i].operator) == operator)

    def insert(self, at: int, source: str) -> None:
        """Put instructions before a place."""
        self.instructions[at:at] = pikepdf.parse_content_stream(self.document.make_stream(source.encode()))

    def append(self, source: str) -> None:
        """Put instructions at the end, where the page's own coordinates hold."""
        self.insert(len(self.instructions), source)

    def close(self) -> None:
        """Write the instructions back into the page."""
        data = pikepdf.unparse_content_stream(self.instructions)
        self.page.Contents = self.document.make_stream(data)


LeafPlant = Callable[[Leaf, Sheet, Random], bool]
"""Plants one drift on a leaf; False where it has no place for it."""
DocumentPlant = Callable[[pikepdf.Pdf, Sheet, Random], bool]
"""Plants one drift in a PDF; False where it has no place for it."""


def instruction(operator: str, *operands: pikepdf.Object) -> Instruction:
    """One instruction of a content stream."""
    return pikepdf.ContentStreamInstruction(list(operands), pikepdf.Operator(operator))


def in_document(plant: DocumentPlant) -> Plant:
    """The drift in one of the PDFs, one of the two smallest of the site."""

    def planted(site: Site, chance: Random) -> Files | None:
        smallest = sorted(site.papers, key=lambda path: (len(site.files[path]), path))[:2]
        path = chance.choice(smallest)
        out = BytesIO()
        with pikepdf.open(BytesIO(site.files[path])) as document:
            if not plant(document, site.papers[path], chance):
                return None
            document.save(out, deterministic_id=True)
        return {path: out.getvalue()}

    return planted


def on_leaf(plant: LeafPlant) -> Plant:
    """The drift on one page of one of the PDFs."""

    def planted(document: pikepdf.Pdf, sheet: Sheet, chance: Random) -> bool:
        leaf = Leaf(document, chance.randrange(len(document.pages)))
        done = bool(leaf.stated) and plant(leaf, sheet, chance)
        leaf.close()
        return done

    return in_document(planted)
