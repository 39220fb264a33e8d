"""Slips of indentation: which of several lines is the odd one, and where it could begin.

A parser gives up at the first line that fits nowhere. That is the odd one only if the lines before it are well.
"""

from __future__ import annotations

from collections.abc import Sequence

from site_builder.sources import _yaml_lines as look
from site_builder.sources._yaml_fault import SEVERAL, Fault
from site_builder.sources._yaml_slips import Complaint

_STEP = 2


def misplaced(said: Complaint) -> Fault:
    """A line that fits no line above it, or the line above that makes it seem so."""
    if "..." in said.lines[: said.line]:
        return Fault(said.line, 0, "several-documents", *SEVERAL)
    spaces = look.indent(said.text)
    moved = f"moved in by {_spaces(spaces)}" if spaces else "not moved in"
    message = f"This line is {moved}, and fits no line above it."
    return odd_line_above(said) or Fault(said.line, spaces, "indentation", message, where_it_could_begin(said))


def odd_line_above(said: Complaint) -> Fault | None:
    """The line above that is moved in otherwise than the lines around it, None if it is not to blame."""
    above = list(look.structure(said.lines[: said.line]))
    wanted = look.indent(said.text)
    odd = _uneven(above, wanted) or _moved_out(above, wanted) or _moved_in(above, wanted)
    if odd is None:
        return None
    at, line = odd
    spaces = look.indent(line)
    message = f"This line is moved in by {_spaces(spaces)}, and the lines around it by {wanted}."
    mended = " " * wanted + line.lstrip()
    return Fault(at, spaces, "indentation", message, "Begin them in the same column.", mended, above=at)


def _uneven(above: Sequence[tuple[int, str]], wanted: int) -> tuple[int, str] | None:
    """The line just above, if it alone of the two is moved in by an odd number of spaces."""
    return above[-1] if above and not wanted % _STEP and look.indent(above[-1][1]) % _STEP else None


def _moved_out(above: Sequence[tuple[int, str]], wanted: int) -> tuple[int, str] | None:
    """The line just above, if it is moved in less than its neighbours on both sides and is no thing's id."""
    if not above or look.indent(above[-1][1]) >= wanted or "-" in (look.field(above[-1][1]) or (0, "-"))[1]:
        return None
    for _, line in reversed(above[:-1]):
        named = look.field(line)
        if look.indent(line) <= wanted:
            is_neighbour = wanted in {look.indent(line), named[0] if named else -1}
            return above[-1] if is_neighbour and not look.opens_words(above[-1][1]) else None
    return None


def _moved_in(above: Sequence[tuple[int, str]], wanted: int) -> tuple[int, str] | None:
    """The only line of a deeper level, if the line that is to blame fits the step that the level should have had."""
    level: list[tuple[int, str]] = []
    for at, line in reversed(above):
        if look.indent(line) <= wanted:
            parent = look.indent(line)
            return level[-1] if len(level) == 1 and wanted - parent == _STEP else None
        level.append((at, line))
    return level[-1] if len(level) == 1 else None


def where_it_could_begin(said: Complaint) -> str:
    """A hint that names the columns of the fields that stand open above the line."""
    levels: list[int] = []
    for at, line in said.structure():
        if at < said.line:
            named = look.field(line)
            own = {look.indent(line), named[0] if named else look.indent(line)}
            levels = [level for level in levels if level < min(own)] + sorted(own)
    listed = " or ".join(f"after {_spaces(level)}" if level else "at the start of the line" for level in levels)
    return f"Begin it {listed}, like the lines that it belongs with." if listed else "Take the line out."


def _spaces(number: int) -> str:
    return f"{number} space{'s' * (number != 1)}"
