"""A YAML parser's complaint in words for people who do not program, at the line that is to blame.

Each complaint is first compared with the slips that people make, in order; the parser's words decide only
where none of them is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from yaml import MarkedYAMLError, YAMLError

from site_builder.meanings.ids import RuleId
from site_builder.sources import _yaml_lines as look
from site_builder.sources._yaml_fault import BACKSLASH, BELOW_BAR, Fault, glued_colon, glued_dash, sentence
from site_builder.sources._yaml_indent import misplaced, odd_line_above, where_it_could_begin
from site_builder.sources._yaml_slips import SLIPS, Complaint
from site_builder.sources._yaml_text import ODD_SPACES
from site_builder.sources._yaml_words import SIGNS

_COMPARE = "Compare it with the lines around it: spaces at the start, colons, brackets, quotes."
_OTHER_SIGN = re.compile(r"(\s*(?:- +)?)([a-z][a-z0-9_]*)\s*[,;=\uff1a]\s*(\S.*)")


def explain(error: YAMLError, lines: Sequence[str]) -> Fault:
    """The slip behind this error; its place is always inside these lines."""
    complaint = _complaint(error, lines)
    for slip in SLIPS:
        fault = slip(complaint)
        if fault is not None:
            return fault
    for needles, words in _WORDS:
        if any(needle in complaint.said or needle in complaint.context for needle in needles):
            return words(complaint)
    return _unknown(complaint)


def _complaint(error: YAMLError, lines: Sequence[str]) -> Complaint:
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Complaint(str(error), "", 0, 0, 0, 0, lines)
    at, begun = error.problem_mark, error.context_mark or error.problem_mark
    line, column = _inside(at.line, at.column, lines)
    start_line, start_column = _inside(begun.line, begun.column, lines)
    return Complaint(error.problem or "", error.context or "", line, column, start_line, start_column, lines)


def _inside(line: int, column: int, lines: Sequence[str]) -> tuple[int, int]:
    """The same place, or the end of the last line that is not empty where the parser ran off the end."""
    if line < len(lines) and (lines[line] or line + 1 < len(lines)):
        return line, min(column, len(lines[line]))
    last = max((at for at, text in enumerate(lines) if text.strip()), default=0)
    return last, len(lines[last])


def _colon(said: Complaint) -> Fault:
    named = look.field(said.text)
    above, owner = said.before(said.line)
    if named and said.column <= named[0] + len(named[1]) + 2:
        further_in = look.indent(said.text) - look.indent(owner)
        if further_in > 0 or (further_in == 0 and not look.field(owner)):
            return _moved_below_text(said, above, owner)
    return _value_fault(said, said.column, "colon-in-text", "A text on one line cannot hold a colon and a space.")


def _moved_below_text(said: Complaint, above: int, owner: str) -> Fault:
    column, text = look.value(owner)
    named = look.field(owner)
    odd_space = named and re.match(f"[{ODD_SPACES}]", owner[column:])
    if odd_space:
        message, hint = "A no-break space stands after the colon.", "Put an ordinary space."
        return Fault(above, column, "odd-space", message, hint, above=above)
    if not named and (column == look.indent(said.text) or ":" in text):
        return replace(_no_colon(replace(said, start_line=above)), above=above)
    name = named[1] if named else "the line above"
    message = f"This line is moved in below '{name}', which already has its text."
    hint = "If it is a field of its own, move it left. If it goes on with the text, put all of that below |."
    fault = Fault(said.line, look.indent(said.text), "indentation", message, hint, above=above)
    return odd_line_above(said) or fault


def _value_fault(said: Complaint, column: int, rule: RuleId, message: str, hint: str = BELOW_BAR) -> Fault:
    return Fault(said.line, column, rule, message, hint, look.without_value(said.text))


def _no_colon(said: Complaint) -> Fault:
    at, text = said.start_line, said.lines[said.start_line]
    glued = re.match(rf"(\s*(?:- +)?)([\w-]+):(?!//)([{ODD_SPACES}]*)(?=\S|[{ODD_SPACES}])", text)
    if glued:
        return glued_colon(at, text, glued)
    if re.match(rf"\s*-(?=[^\s-]|[{ODD_SPACES}])", text):
        return glued_dash(at, look.indent(text), text)
    return _no_dash(said, at, text) or _no_name(at, text)


def _no_dash(said: Complaint, at: int, text: str) -> Fault | None:
    _, above = said.before(at)
    if not above.lstrip().startswith("- ") or look.indent(above) != look.indent(text):
        return None
    entry = re.sub(rf"[{SIGNS}]\s+", "", text.strip())
    message, hint = "This entry of the list begins without a dash.", sentence(f"Write - {entry}")
    return Fault(at, look.indent(text), "no-dash", message, hint, f"{' ' * look.indent(text)}- x")


def _no_name(at: int, text: str) -> Fault:
    message = "This line has no colon: a field is a name, a colon, a space, and what it holds."
    hint = "If the line goes on with the text above it, put all of that below |."
    other = _OTHER_SIGN.match(text)
    if other:
        hint = f"{sentence(f'If it is a field, write {other[2]}: {other[3]}')} {hint}"
        return Fault(at, other.end(2), "no-colon", message, hint, f"{other[1]}{other[2]}: x")
    name = re.match(r"\s*(?:- +)?[a-z][a-z0-9_-]*(?=\s|$)", text)
    return Fault(at, look.indent(text), "no-colon", message, hint, f"{name[0]}: x" if name else "")


def _dash(said: Complaint) -> Fault:
    message = "A list does not begin on the line of its field."
    hint = "Put each entry on a line of its own below, or the whole list in square brackets."
    return _value_fault(said, said.column, "dash-beside-name", message, hint)


def _first_character(said: Complaint) -> Fault:
    first = said.text[said.column : said.column + 1]
    return _value_fault(said, said.column, "first-character", f"A text cannot begin with '{first}'.")


def _mark(said: Complaint) -> Fault:
    rule: RuleId = "alias" if "alias" in said.context else "anchor" if "anchor" in said.context else "tag"
    column = said.start_column if said.start_line == said.line else said.column
    first = said.text[column : column + 1]
    return _value_fault(said, column, rule, f"A text cannot begin with '{first}'.")


def _beside_bar(said: Complaint) -> Fault:
    column = said.start_column
    message = f"Words begin on the line below {said.text[column : column + 1]}, not beside it."
    hint = "Move them down, two spaces further in than the field's name."
    mended = said.text[:column] + "|" if said.text[:column].strip() else "#"
    return Fault(said.line, said.column, "words-beside-bar", message, hint, mended)


def _backslash(said: Complaint) -> Fault:
    column = said.text.find("\\")
    return _value_fault(said, max(column, 0), "backslash", *BACKSLASH)


def _entry(said: Complaint) -> Fault:
    first = said.text[said.column : said.column + 1]
    if first in {",", "]", "}"} and look.value(said.text)[1][:1] in {"[", "{"}:
        message, hint = "An entry of the list is missing here.", "Take out the comma that is one too many."
        return _value_fault(said, said.column, "no-entry", message, hint)
    return _first_character(said)


def _in_list(said: Complaint) -> Fault:
    message = "This list cannot be read from here on."
    hint = "Put a comma between two entries; a text with a colon or a bracket in it goes below |."
    return _value_fault(said, said.column, "list-entry", message, hint)


def _out_of_place(said: Complaint) -> Fault:
    text, start = said.text, look.indent(said.text)
    rest = text[said.column :]
    if rest[:1] in {"]", "}"}:
        message = f"The bracket {rest[0]} closes nothing."
        return _value_fault(said, said.column, "list-entry", message, "Take it out, or put the text below |.")
    if text.lstrip().startswith(":"):
        message, hint = "No name stands before the colon.", "Write the field's name."
        return Fault(said.line, start, "no-name", message, hint)
    if rest.startswith(("- ", "-\n")) or rest == "-":
        message = "This dash begins an entry of a list, but here stand fields."
        hint = "Take the dash out, or move the line in below the field that it belongs to."
        fault = Fault(said.line, said.column, "indentation", message, hint)
        return odd_line_above(said) or _first_without_dash(said) or fault
    if "block collection" in said.context or "block sequence" in said.context:
        message, hint = (
            "This line stands among the entries of a list and begins without a dash.",
            where_it_could_begin(said),
        )
        return odd_line_above(said) or Fault(said.line, start, "indentation", message, hint)
    return _from_here_on(said) if said.column > start else misplaced(said)


def _from_here_on(said: Complaint) -> Fault:
    column, text = look.value(said.text)
    if text.startswith("*"):
        return _value_fault(said, column, "alias", "A text cannot begin with '*'.")
    return _value_fault(said, said.column, "unreadable", "The line cannot be read from here on.", _COMPARE)


def _first_without_dash(said: Complaint) -> Fault | None:
    """The fields above a dash, if they stand where those of an entry would, and begin without a dash."""
    first: tuple[int, str] | None = None
    for at, line in reversed(list(look.structure(said.lines[: said.line]))):
        if look.indent(line) <= said.column:
            break
        first = (at, line) if look.indent(line) == said.column + 2 else first
    if first is None or said.before(first[0])[1].strip()[-1:] != ":":
        return None
    at, line = first
    if line.lstrip().startswith("- "):
        message, hint = "This dash is moved in less than the entries above it.", "Begin all in the same column."
        return Fault(
            said.line, said.column, "indentation", message, hint, f"{line[: look.indent(line)]}{said.text.strip()}"
        )
    message, hint = "This entry of the list begins without a dash.", sentence(f"Write - {line.strip()}")
    return Fault(at, look.indent(line), "no-dash", message, hint, f"{' ' * said.column}- {line.strip()}")


def _unknown(said: Complaint) -> Fault:
    return Fault(said.line, said.column, "unreadable", "This line cannot be read.", _COMPARE)


_WORDS: tuple[tuple[tuple[str, ...], Callable[[Complaint], Fault]], ...] = (
    (("mapping values are not allowed",), _colon),
    (("could not find expected ':'",), _no_colon),
    (("sequence entries are not allowed",), _dash),
    (("scanning an alias", "scanning an anchor", "a tag", "tag handle", "tag URI"), _mark),
    (("block scalar",), _beside_bar),
    (("quoted scalar",), _backslash),
    (("cannot start any token", "mapping keys are not allowed"), _first_character),
    (("node content",), _entry),
    (("flow sequence", "flow mapping"), _in_list),
    (("expected key", "<block end>", "'-' indicator", "document start"), _out_of_place),
)
