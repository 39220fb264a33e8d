"""How a text is changed at one place by chance: in a line of some form, from a line on, or anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

VALUE = re.compile(r"^( *(?:- +)*(?:[\w-]+: +)?)([^\s#|>\[{-].*)$")
LIST = re.compile(r"^( *(?:- +)*(?:[\w-]+: +)?)(\[.*\])$")
NAME = re.compile(r"^( *(?:- +)*)([\w-]+)(:(?: |$).*)$")
BAR = re.compile(r"^(.*: +)\|$")
"""Lines with a value on them, with a list, with a name, and with the bar above words."""


def at_line(text: str, chance: Random, form: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> str:
    """The text with one of the lines of this form changed."""
    lines = text.split("\n")
    fitting = [(at, found) for at, line in enumerate(lines) if (found := form.match(line))]
    if not fitting:
        return text
    at, found = chance.choice(fitting)
    return "\n".join([*lines[:at], change(found), *lines[at + 1 :]])


def at_lines(text: str, chance: Random, change: Callable[[list[str], int], list[str]]) -> str:
    """The text with its lines changed from one on; the last, empty one is left alone."""
    lines = text.split("\n")
    at = chance.randrange(max(len(lines) - 1, 1))
    return "\n".join([*lines[:at], *change(lines, at)])


def put(text: str, chance: Random, what: str) -> str:
    """The text with this put in at one of the places where words, values and lines begin or end, or anywhere."""
    places = [m.start() for m in re.finditer(r"\b|(?<=\s)|$", text)] if chance.random() < 0.6 else range(len(text) + 1)
    at = chance.choice(places)
    return text[:at] + what + text[at:]


def indent(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))
