"""Explains slips of YAML's grammar: a parser's complaint in plain words, at the line with the mistake.

A parser's own mark is where it gave up; the mistake is often lines before. So we first compare each complaint with the
slips that people make, in order (SLIPS, then indentation). Only if none fits do the parser's words decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from yaml import MarkedYAMLError, YAMLError

from site_builder.load.yaml import lines as look
from site_builder.load.yaml.page import ODD_SPACES
from site_builder.load.yaml.wording import SIGNS

COMPARE = "Compare it with the lines around it: spaces at the start, colons, brackets, quotes."
BELOW_BAR = "Put the text below |, on a line of its own."
BACKSLASH = ("A backslash in double quotes changes the text.", "Take the quotes out, they are not needed.")
COMMENT = (
    "What stands after # is lost: a comment has a line of its own.",
    "If it is part of the text, put the text below |, on a line of its own.",
)
DIRECTIVE = ("A line cannot begin with '%'.", "Take this line out.")
_STEP = 2
_GLUED = re.compile(rf"(\s*(?:- +)?)([\w-]+):(?!//)([{ODD_SPACES}]*)(?=\S|[{ODD_SPACES}])")
SEVERAL = ("A second document begins here.", "Take out the lines --- and ..., for one file holds one thing.")


@dataclass(frozen=True, slots=True)
class Fault:
    """A slip at a line and column from 0; `mended` is that line in a readable form, '' if we cannot read on.

    `above` is a line that looks wrong only because of this slip, -1 if there is none.
    """

    line: int
    column: int
    rule: str
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


def glued_colon(at: int, text: str) -> Fault | None:
    """The fault for a name, on a line of its own or after a dash, with no ordinary space after its colon."""
    match = _GLUED.match(text)
    if match is None:
        return None
    rule = "odd-space" if match[3] else "space-after-colon"
    what = "A no-break space stands" if match[3] else "No space stands"
    rest = text[match.end() :].strip()
    hint = sentence(f"Write {match[2]}: {rest}")
    return Fault(at, match.end(2), rule, f"{what} after the colon.", hint, f"{match[1]}{match[2]}: x")


def glued_dash(at: int, dash: int, text: str) -> Fault:
    """The fault for a dash, in this column, with no ordinary space after it."""
    mended = f"{text[: dash + 1]} x"
    if re.match(f"[{ODD_SPACES}]", text[dash + 1 :]):
        message, hint = "A no-break space stands after the dash.", "Put an ordinary space."
        return Fault(at, dash, "odd-space", message, hint, mended)
    message, hint = "A space is missing after the dash.", "Write a dash, a space, and the entry."
    return Fault(at, dash, "space-after-dash", message, hint, mended)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A parser's message, its place, and the lines that the parser read."""

    message: str
    context: str
    line: int
    column: int
    start_line: int
    start_column: int
    lines: Sequence[str]

    @property
    def text(self) -> str:
        """The line at which the parser gave up."""
        return self.lines[self.line]

    def structure(self) -> Iterator[tuple[int, str]]:
        """The lines of structure down to the one where the parser gave up."""
        return look.structure(self.lines[: self.line + 1])

    def before(self, line: int) -> tuple[int, str]:
        """The nearest line of structure above this one, (-1, '') for none."""
        above = list(look.structure(self.lines[:line]))
        return above[-1] if above else (-1, "")


def _percent(complaint: Complaint) -> Fault | None:
    for at, line in complaint.structure():
        if line.startswith("%"):
            return Fault(at, 0, "directive", *DIRECTIVE, mended="#")
    return None


def _quote_not_closed(complaint: Complaint) -> Fault | None:
    for at, line in complaint.structure():
        column = look.open_quote(line)
        if column is not None and _closed_on(complaint.lines, at, line[column]) >= complaint.line:
            return quote_not_closed(at, column, line)
    return None


def _closed_on(lines: Sequence[str], opened: int, quote: str) -> int:
    return next((at for at in range(opened + 1, len(lines)) if quote in lines[at]), len(lines))


def _comment_in_list(complaint: Complaint) -> Fault | None:
    """A # inside a list: the parser drops the rest of the line, with the closing bracket."""
    for at, line in complaint.structure():
        column, text = look.value(line)
        end = look.list_end(text) if text[:1] in {"[", "{"} else None
        match = re.search(r"\s#", text[:end]) if end else None
        if match and not set(text[: match.start()]) & {'"', "'"}:
            mended = look.without_value(line)
            return Fault(at, column + match.end() - 1, "comment-after-text", *COMMENT, mended)
    return None


def _list_not_closed(complaint: Complaint) -> Fault | None:
    lines = list(complaint.structure())
    for number, (at, line) in enumerate(lines):
        column, text = look.value(line)
        if text[:1] in {"[", "{"} and look.list_end(text) is None:
            closed, taken = _list_closed(lines[number:], text)
            if not closed:
                mended = look.without_value(line) if taken == 1 else ""
                last = lines[number + taken - 1][0] if taken > 1 else -1
                message = f"The bracket {text[0]} that opens here is not closed."
                hint = f"Put {'] at the end of the list' if text[0] == '[' else '} at the end'}."
                return Fault(at, column, "list-not-closed", message, hint, mended, above=last)
    return None


def _list_closed(lines: Sequence[tuple[int, str]], text: str) -> tuple[bool, int]:
    """Whether the list in `text`, which begins on the first line, closes before the next field; and its line count."""
    floor, depth = look.indent(lines[0][1]), look.open_brackets(text)
    for taken, (_, line) in enumerate(lines[1:], 1):
        if look.field(line) and look.indent(line) <= floor:
            return False, taken
        depth = look.open_brackets(line, depth)
        if not depth:
            return True, taken + 1
    return False, len(lines)


def _after_quote(complaint: Complaint) -> Fault | None:
    column = look.after_quote(complaint.text)
    if column is None or column > complaint.column + 1:
        return None
    message, hint = "The text goes on after the closing quote.", "Take the quotes out, they are not needed."
    return Fault(complaint.line, column, "text-after-quote", message, hint, look.without_value(complaint.text))


def _after_list(complaint: Complaint) -> Fault | None:
    column, text = look.value(complaint.text)
    end = look.list_end(text) if text[:1] in {"[", "{"} else None
    rest = text[end:].lstrip() if end else ""
    if not rest or rest.startswith(("#", ":")):
        return None
    at = column + len(text) - len(rest)
    message = f"Something stands after the closing bracket {text[(end or 0) - 1]}."
    hint = "Take it out. If it is all one text, put that below |, on a line of its own."
    return Fault(complaint.line, at, "text-after-list", message, hint, look.without_value(complaint.text))


def _words_not_moved_in(complaint: Complaint) -> Fault | None:
    line = complaint.start_line if "simple key" in complaint.context else complaint.line
    text, (above, opening) = complaint.lines[line], complaint.before(line)
    if look.field(text) or not look.opens_words(opening):
        return None
    owner = look.field(opening) or (look.indent(opening), "the dash")
    if look.indent(text) > owner[0]:
        return _uneven_words(complaint.lines, line)
    message, hint = "The words below | are not moved in.", f"Begin them two spaces further in than '{owner[1]}'."
    return Fault(line, look.indent(text), "indentation", message, hint, above=above)


def _uneven_words(lines: Sequence[str], line: int) -> Fault:
    """Of two lines of words that begin in different columns, the one moved in by an odd number of spaces."""
    above, this = look.indent(lines[line - 1]), look.indent(lines[line])
    if above % 2 and not this % 2:
        message, at = "This line is moved in further than the words below it.", line - 1
    else:
        message, at = "This line is moved in less than the words above it.", line
    return Fault(at, look.indent(lines[at]), "indentation", message, "Let all words begin in the same column.")


SLIPS: tuple[Callable[[Complaint], Fault | None], ...] = (
    _percent,
    _quote_not_closed,
    _comment_in_list,
    _list_not_closed,
    _after_quote,
    _after_list,
    _words_not_moved_in,
)


def _misplaced(complaint: Complaint) -> Fault:
    """A line that fits no line above it, or the line above that makes it seem so."""
    if "..." in complaint.lines[: complaint.line]:
        return Fault(complaint.line, 0, "several-documents", *SEVERAL)
    spaces = look.indent(complaint.text)
    moved = f"moved in by {_spaces(spaces)}" if spaces else "not moved in"
    message, hint = f"This line is {moved}, and fits no line above it.", _where_it_could_begin(complaint)
    return _odd_line_above(complaint) or Fault(complaint.line, spaces, "indentation", message, hint)


def _odd_line_above(complaint: Complaint) -> Fault | None:
    """A line above with another indentation than the lines around it; None if there is none to blame."""
    above = list(look.structure(complaint.lines[: complaint.line]))
    column = look.indent(complaint.text)
    is_entry = complaint.text.lstrip().startswith("-")
    culprits = (find(above, column) for find in (_uneven, _moved_out, _moved_in, *(() if is_entry else (_name_out,))))
    culprit = next(filter(None, culprits), None)
    if culprit is None:
        return None
    at, line = culprit
    spaces = look.indent(line)
    message = f"This line is moved in by {_spaces(spaces)}, and the lines around it by {column}."
    mended = " " * column + line.lstrip()
    return Fault(at, spaces, "indentation", message, "Begin them in the same column.", mended, above=at)


def _name_out(above: Sequence[tuple[int, str]], column: int) -> tuple[int, str] | None:
    """A name further out than the fields on both sides of it, with what belongs to it where it was."""
    below = 0
    for number, (at, line) in enumerate(reversed(above), 1):
        indent = look.indent(line)
        if indent < column:
            neighbours = (look.indent(before) for _, before in reversed(above[:-number]))
            is_among = next((each for each in neighbours if each <= column), 0) == column
            has_its_own = look.opens_words(line) or (below > column and line.rstrip().endswith(":"))
            return (at, line) if is_among and has_its_own else None
        below = indent
    return None


def _uneven(above: Sequence[tuple[int, str]], column: int) -> tuple[int, str] | None:
    """The line just above, if only that one has an indentation by an odd number of spaces."""
    return above[-1] if above and not column % _STEP and look.indent(above[-1][1]) % _STEP else None


def _moved_out(above: Sequence[tuple[int, str]], column: int) -> tuple[int, str] | None:
    """The line just above, if it is moved in less than its neighbours on both sides and is no thing's id."""
    if not above or look.indent(above[-1][1]) >= column or "-" in (look.field(above[-1][1]) or (0, "-"))[1]:
        return None
    for _, line in reversed(above[:-1]):
        field = look.field(line)
        if look.indent(line) <= column:
            is_neighbour = column in {look.indent(line), field[0] if field else -1}
            return above[-1] if is_neighbour and not look.opens_words(above[-1][1]) else None
    return None


def _moved_in(above: Sequence[tuple[int, str]], column: int) -> tuple[int, str] | None:
    """The only line of a deeper level, if the line that is to blame fits the step that the level should have had."""
    level: list[tuple[int, str]] = []
    for at, line in reversed(above):
        if look.indent(line) <= column:
            parent = look.indent(line)
            return level[-1] if len(level) == 1 and column - parent == _STEP else None
        level.append((at, line))
    return level[-1] if len(level) == 1 else None


def _open_levels(complaint: Complaint) -> list[int]:
    """How far the fields that stand open above the line are moved in, and the dashes before them."""
    levels: list[int] = []
    for at, line in complaint.structure():
        if at < complaint.line:
            field = look.field(line)
            own = {look.indent(line), field[0] if field else look.indent(line)}
            levels = [level for level in levels if level < min(own)] + sorted(own)
    return levels


def _where_it_could_begin(complaint: Complaint) -> str:
    """A hint that names the columns of the fields that stand open above the line."""
    levels = _open_levels(complaint)
    listed = " or ".join(f"after {_spaces(level)}" if level else "at the start of the line" for level in levels)
    return f"Begin it {listed}, like the lines that it belongs with." if listed else "Take the line out."


def _spaces(number: int) -> str:
    return f"{number} space{'s' * (number != 1)}"


_OTHER_SIGN = re.compile(r"(\s*(?:- +)?)([a-z][a-z0-9_]*)\s*[,;=\uff1a]\s*(\S.*)")


def explain(error: YAMLError, lines: Sequence[str]) -> Fault:
    """The slip behind this error; its place is always inside these lines."""
    complaint = _complaint(error, lines)
    for slip in SLIPS:
        fault = slip(complaint)
        if fault is not None:
            return fault
    for needles, words in _WORDS:
        if any(needle in complaint.message or needle in complaint.context for needle in needles):
            return words(complaint)
    return Fault(complaint.line, complaint.column, "unreadable", "This line cannot be read.", COMPARE)


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


def _colon(complaint: Complaint) -> Fault:
    field = look.field(complaint.text)
    above, owner = complaint.before(complaint.line)
    if field and complaint.column <= field[0] + len(field[1]) + 2:
        further_in = look.indent(complaint.text) - look.indent(owner)
        if further_in > 0 or (further_in == 0 and not look.field(owner)):
            return _moved_below_text(complaint, above, owner)
    message = "A text on one line cannot hold a colon and a space."
    word = _FIELD_BEFORE.search(complaint.text[: complaint.column])
    hint = (
        f"If {word[1]} is a field, write it on a line of its own. If it is text, p{BELOW_BAR[1:]}"
        if word
        else BELOW_BAR
    )
    return _value_fault(complaint, complaint.column, "colon-in-text", message, hint)


_FIELD_BEFORE = re.compile(r"\s([a-z][a-z_]*)$")
"""What is spelled as a field, before the colon."""


def _moved_below_text(complaint: Complaint, above: int, owner: str) -> Fault:
    column, text = look.value(owner)
    field = look.field(owner)
    odd_space = field and re.match(f"[{ODD_SPACES}]", owner[column:])
    if odd_space:
        message, hint = "A no-break space stands after the colon.", "Put an ordinary space."
        return Fault(above, column, "odd-space", message, hint, above=above)
    if not field and (column == look.indent(complaint.text) or ":" in text):
        return replace(_no_colon(replace(complaint, start_line=above)), above=above)
    name = field[1] if field else "the line above"
    message = f"This line is moved in below '{name}', which already has its text."
    hint = "If it is a field of its own, move it left. If it goes on with the text, put all of that below |."
    fault = Fault(complaint.line, look.indent(complaint.text), "indentation", message, hint, above=above)
    return _odd_line_above(complaint) or fault


def _value_fault(complaint: Complaint, column: int, rule: str, message: str, hint: str = BELOW_BAR) -> Fault:
    return Fault(complaint.line, column, rule, message, hint, look.without_value(complaint.text))


def _no_colon(complaint: Complaint) -> Fault:
    at, text = complaint.start_line, complaint.lines[complaint.start_line]
    glued = glued_colon(at, text)
    if not glued and re.match(rf"\s*-(?=[^\s-]|[{ODD_SPACES}])", text):
        return glued_dash(at, look.indent(text), text)
    return glued or _no_dash(complaint, at, text) or _no_name(at, text)


def _no_dash(complaint: Complaint, at: int, text: str) -> Fault | None:
    _, above = complaint.before(at)
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


def _dash(complaint: Complaint) -> Fault:
    message = "A list does not begin on the line of its field."
    hint = "Put each entry on a line of its own below, or the whole list in square brackets."
    return _value_fault(complaint, complaint.column, "dash-beside-name", message, hint)


def _first_character(complaint: Complaint) -> Fault:
    first = complaint.text[complaint.column : complaint.column + 1]
    return _value_fault(complaint, complaint.column, "first-character", f"A text cannot begin with '{first}'.")


def _mark(complaint: Complaint) -> Fault:
    rule = "alias" if "alias" in complaint.context else "anchor" if "anchor" in complaint.context else "tag"
    column = complaint.start_column if complaint.start_line == complaint.line else complaint.column
    first = complaint.text[column : column + 1]
    return _value_fault(complaint, column, rule, f"A text cannot begin with '{first}'.")


def _beside_bar(complaint: Complaint) -> Fault:
    column = complaint.start_column
    message = f"Words begin on the line below {complaint.text[column : column + 1]}, not beside it."
    hint = "Move them down, two spaces further in than the field's name."
    mended = complaint.text[:column] + "|" if complaint.text[:column].strip() else "#"
    return Fault(complaint.line, complaint.column, "words-beside-bar", message, hint, mended)


def _backslash(complaint: Complaint) -> Fault:
    column = complaint.text.find("\\")
    return _value_fault(complaint, max(column, 0), "backslash", *BACKSLASH)


def _entry(complaint: Complaint) -> Fault:
    first = complaint.text[complaint.column : complaint.column + 1]
    if first in {",", "]", "}"} and look.value(complaint.text)[1][:1] in {"[", "{"}:
        message, hint = "An entry of the list is missing here.", "Take out the comma that is one too many."
        return _value_fault(complaint, complaint.column, "no-entry", message, hint)
    return _first_character(complaint)


def _in_list(complaint: Complaint) -> Fault:
    message = "This list cannot be read from here on."
    hint = "Put a comma between two entries; a text with a colon or a bracket in it goes below |."
    return _value_fault(complaint, complaint.column, "list-entry", message, hint)


def _out_of_place(complaint: Complaint) -> Fault:
    text, start = complaint.text, look.indent(complaint.text)
    rest = text[complaint.column :]
    if rest[:1] in {"]", "}"}:
        message = f"The bracket {rest[0]} closes nothing."
        return _value_fault(complaint, complaint.column, "list-entry", message, "Take it out, or put the text below |.")
    if text.lstrip().startswith(":"):
        message, hint = "No name stands before the colon.", "Write the field's name."
        return Fault(complaint.line, start, "no-name", message, hint)
    if rest.startswith(("- ", "-\n")) or rest == "-":
        message = "This dash begins an entry of a list, but here are fields."
        hint = "Take the dash out, or move the line in below the field that it belongs to."
        if (dash := _dash_further_out(complaint)) is not None:
            hint = f"If it is one more entry of the list, move it out to column {dash + 1}, with its lines below it."
            hint += " If not, take the dash out."
        fault = Fault(complaint.line, complaint.column, "indentation", message, hint)
        return _odd_line_above(complaint) or _line_between_entries(complaint) or _first_without_dash(complaint) or fault
    if "block collection" in complaint.context or "block sequence" in complaint.context:
        message = "This line stands among the entries of a list and begins without a dash."
        dash = _dash_above(complaint, start)
        further_out = max((level for level in _open_levels(complaint) if level < dash), default=0)
        hint = f"If it belongs to the entry above, move it in to column {dash + _STEP + 1}."
        hint += f" If it does not, move it out to column {further_out + 1}."
        return _odd_line_above(complaint) or Fault(complaint.line, start, "indentation", message, hint)
    return _from_here_on(complaint) if complaint.column > start else _misplaced(complaint)


def _dash_above(complaint: Complaint, start: int) -> int:
    """How far the dash is moved in of the nearest entry above that begins no further in than a line; else the line."""
    above = reversed(list(look.structure(complaint.lines[: complaint.line])))
    indents = (look.indent(line) for _, line in above if line.lstrip().startswith("- "))
    return next((indent for indent in indents if indent <= start), start)


def _dash_further_out(complaint: Complaint) -> int | None:
    """How far the dash is moved in of the entry in whose fields the line stands; None if it stands in none."""
    above = reversed(list(look.structure(complaint.lines[: complaint.line])))
    outer = next((line for _, line in above if look.indent(line) < complaint.column), "")
    return look.indent(outer) if outer.lstrip().startswith("- ") else None


def _line_between_entries(complaint: Complaint) -> Fault | None:
    """The fault of a line that begins too far to the left, and so ends a list that goes on below it."""
    between: tuple[int, str] | None = None
    for at, line in reversed(list(look.structure(complaint.lines[: complaint.line]))):
        indent = look.indent(line)
        if indent == complaint.column and between:
            message = "This line ends the list above it, and the list goes on below."
            hint = f"If it belongs to the entry above, move it in to column {indent + 3}."
            is_entry = line.lstrip().startswith("- ")
            return Fault(between[0], look.indent(between[1]), "indentation", message, hint) if is_entry else None
        if indent < complaint.column:
            if between:
                return None
            between = (at, line)
    return None


def _from_here_on(complaint: Complaint) -> Fault:
    column, text = look.value(complaint.text)
    if text.startswith("*"):
        return _value_fault(complaint, column, "alias", "A text cannot begin with '*'.")
    return _value_fault(complaint, complaint.column, "unreadable", "The line cannot be read from here on.", COMPARE)


def _first_without_dash(complaint: Complaint) -> Fault | None:
    """The fault for fields above a dash that have the indentation of an entry, but no dash themselves."""
    first: tuple[int, str] | None = None
    for at, line in reversed(list(look.structure(complaint.lines[: complaint.line]))):
        if look.indent(line) <= complaint.column:
            break
        first = (at, line) if look.indent(line) == complaint.column + 2 else first
    if first is None or complaint.before(first[0])[1].strip()[-1:] != ":":
        return None
    at, line = first
    if line.lstrip().startswith("- "):
        message, hint = "This dash is moved in less than the entries above it.", "Begin all in the same column."
        mended = f"{line[: look.indent(line)]}{complaint.text.strip()}"
        return Fault(complaint.line, complaint.column, "indentation", message, hint, mended)
    message, hint = "This entry of the list begins without a dash.", sentence(f"Write - {line.strip()}")
    return Fault(at, look.indent(line), "no-dash", message, hint, f"{' ' * complaint.column}- {line.strip()}")


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
