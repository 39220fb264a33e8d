"""A slip of YAML's grammar, and the words for those that more than one room can find."""

from __future__ import annotations

import re
from dataclasses import dataclass

from site_builder.meanings.ids import RuleId
from site_builder.sources import _yaml_lines as look
from site_builder.sources._yaml_text import ODD_SPACES

BELOW_BAR = "Put the text below |, on a line of its own."
BACKSLASH = ("A backslash in double quotes changes the text.", "Take the quotes out, they are not needed.")
COMMENT = (
    "What stands after # is lost: a comment has a line of its own.",
    "If it is part of the text, put the text below |, on a line of its own.",
)
DIRECTIVE = ("A line cannot begin with '%'.", "Take this line out.")
SEVERAL = ("A second document begins here.", "Take out the lines --- and ..., for one file holds one thing.")


@dataclass(frozen=True, slots=True)
class Fault:
    """A slip at a line and column from 0; `mended` is that line made readable, '' where no reading can go on.

    `above` is a line that only looks wrong because of this slip, -1 for none.
    """

    line: int
    column: int
    rule: RuleId
    message: str
    hint: str
    mended: str = ""
    above: int = -1


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends as a sentence already."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def quote_not_closed(line: int, column: int, text: str) -> Fault:
    """The fault for a quote that is opened here and not closed on its line."""
    message = f"The quote {text[column]} that opens here is not closed on this line."
    hint = "Take it out, quotes are not needed."
    return Fault(line, column, "quote-not-closed", message, hint, look.without_value(text))


def glued_colon(at: int, text: str, found: re.Match[str]) -> Fault:
    """The fault for a name and its colon with no ordinary space after them."""
    rule: RuleId = "odd-space" if found[3] else "space-after-colon"
    what = "A no-break space stands" if found[3] else "No space stands"
    rest = text[found.end() :].strip()
    hint = sentence(f"Write {found[2]}: {rest}")
    return Fault(at, found.end(2), rule, f"{what} after the colon.", hint, f"{found[1]}{found[2]}: x")


def glued_dash(at: int, dash: int, text: str) -> Fault:
    """The fault for a dash, in this column, with no ordinary space after it."""
    mended = f"{text[: dash + 1]} x"
    if re.match(f"[{ODD_SPACES}]", text[dash + 1 :]):
        message, hint = "A no-break space stands after the dash.", "Put an ordinary space."
        return Fault(at, dash, "odd-space", message, hint, mended)
    message, hint = "A space is missing after the dash.", "Write a dash, a space, and the entry."
    return Fault(at, dash, "space-after-dash", message, hint, mended)
