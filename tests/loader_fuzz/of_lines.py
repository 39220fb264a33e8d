"""Changes of lines, of the white space in them, and of characters and encodings."""

from __future__ import annotations

import re
import unicodedata
from random import Random

from tests.loader_fuzz import signs
from tests.loader_fuzz.editing import VALUE, at_line, at_lines, indent, put

# ---- lines


def moved_in(text: str, chance: Random) -> str:
    """One line, or some lines below one another, moved by a space or two."""
    by, many = chance.choice([-2, -1, 1, 2, 4]), chance.choice([1, 1, 1, 2, 5])

    def moved(lines: list[str], at: int) -> list[str]:
        return [
            *(" " * by + line if by > 0 else line[min(-by, indent(line)) :] for line in lines[at : at + many]),
            *lines[at + many :],
        ]

    return at_lines(text, chance, moved)


def joined(text: str, chance: Random) -> str:
    by = chance.choice(["", " ", "  "])
    return at_lines(
        text,
        chance,
        lambda lines, at: [by.join([lines[at], *(part.lstrip() for part in lines[at + 1 : at + 2])]), *lines[at + 2 :]],
    )


def broken(text: str, chance: Random) -> str:
    """A line broken at a space, and moved in or not."""

    def halves(found: re.Match[str]) -> str:
        spaces = [m.start() for m in re.finditer(r"(?<=\S) ", found[0])]
        if not spaces:
            return found[0]
        at = chance.choice(spaces)
        column = indent(found[0]) + chance.choice([-2, 0, 0, 1, 2, 2, 4])
        return f"{found[0][:at]}\n{' ' * max(column, 0)}{found[0][at + 1 :]}"

    return at_line(text, chance, re.compile(r"^.*\S \S.*$"), halves)


def line_taken_out(text: str, chance: Random) -> str:
    many = chance.choice([1, 1, 1, 2, 3])
    return at_lines(text, chance, lambda lines, at: lines[at + many :])


def line_doubled(text: str, chance: Random) -> str:
    return at_lines(text, chance, lambda lines, at: [lines[at], *lines[at:]])


def line_moved(text: str, chance: Random) -> str:
    lines = text.split("\n")
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def line_made_a_note(text: str, chance: Random) -> str:
    sign = chance.choice(["# ", "#"])
    return at_line(
        text, chance, re.compile(r"^( *)(.+)$"), lambda found: f"{chance.choice([found[1], ''])}{sign}{found[2]}"
    )


def note_put_in(text: str, chance: Random) -> str:
    """A note on a line of its own: between fields, or among words."""
    note = f"{' ' * chance.choice([0, 2, 4, 6])}# {chance.choice(['a note', 'name: x', '- x'])}"
    return at_lines(text, chance, lambda lines, at: [lines[at], note, *lines[at + 1 :]])


def empty_line(text: str, chance: Random) -> str:
    """An empty line, or one of spaces."""
    blank = " " * chance.choice([0, 0, 1, 2, 4, 6, 7, 8, 12])
    return at_lines(text, chance, lambda lines, at: [lines[at], blank, *lines[at + 1 :]])


def space(text: str, chance: Random) -> str:
    """Spaces at the end of a line, or within."""
    if chance.random() < 0.5:
        return put(text, chance, " " * chance.choice([1, 2, 3]))
    return at_line(text, chance, re.compile(r"^.*$"), lambda found: found[0] + " " * chance.choice([1, 2, 3]))


def documents(text: str, chance: Random) -> str:
    line = chance.choice(signs.DOCUMENTS)
    return (
        line + "\n" + text
        if chance.random() < 0.3
        else at_lines(text, chance, lambda lines, at: [lines[at], line, *lines[at + 1 :]])
    )


# ---- characters


def odd_character(text: str, chance: Random) -> str:
    return put(text, chance, chance.choice(signs.ODD))


def odd_space(text: str, chance: Random) -> str:
    """Another white space in place of a space."""
    at = chance.choice([m.start() for m in re.finditer(" ", text)] or [0])
    return text[:at] + chance.choice(signs.SPACES) + text[at + 1 :]


def composed(text: str, chance: Random) -> str:
    """Letters with accents, as one sign or as several."""
    with_accents = put(text, chance, chance.choice(signs.ACCENTS))
    form = chance.choice(["NFC", "NFD", "NFKC", "NFKD"])
    return unicodedata.normalize(form, with_accents)  # type: ignore[arg-type]


def curly(text: str, chance: Random) -> str:
    opening, closing = chance.choice(
        [("\u201c", "\u201d"), ("\u2018", "\u2019"), ("\u00ab", "\u00bb"), ("\u201e", "\u201c")]
    )
    return at_line(text, chance, VALUE, lambda found: f"{found[1]}{opening}{found[2]}{closing}")


def encoding(text: str, chance: Random) -> bytes:
    ends = chance.choice(["\n", "\r\n", "\r", "\n\r"])
    return text.replace("\n", ends).encode(chance.choice(signs.ENCODINGS), "replace")
