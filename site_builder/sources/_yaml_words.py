"""What is doubtful in a text that reads well: two sentences on a line, a comment among words, curly quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.core.problems import Severity

Doubt = tuple[Severity, str, int, int, str, str]
"""Severity, rule, line and column within the words (from 0), message, hint."""

_WORTH_A_LOOK = re.compile(r"[.!?][\"')\]\u201d\u2019]*\s+\S|^ *#|^ *[a-z][a-z0-9_]*:(?: |$)", re.MULTILINE)
_FIELD = re.compile(r" *(?P<name>[a-z][a-z0-9_]*):(?: (?P<held>.*)|$)")
_NEXT_SENTENCE = re.compile(r"[.!?][\"')\]\u201d\u2019]*\s+(?=[\"'(\[\u201c\u2018]*([^\W\d_]))")
_SHORTENED = re.compile(
    r"(?:arts?|cf|ch|co|dept|dr|e\.?e|e\.?g|ed|est|etc|fig|govt|h\.y|i\.?e|inc|jr|ltd|messrs|mrs?|ms|mt|nos?"
    r"|paras?|pp?|prof|regs?|rev|sch|sec|sr|ss?|st|vol|vs)"
)
_OPENING, _CLOSING = "\u201c\u201e\u2018", "\u201d\u201c\u2019"
_SENTENCE = 6


def doubts(words: str) -> Iterator[Doubt]:
    """What is doubtful in words below `|`, line by line; bullets may hold several sentences."""
    if not _WORTH_A_LOOK.search(words):
        return
    in_bullet = False
    for at, line in enumerate(words.split("\n")):
        in_bullet = line.startswith("- ") or (in_bullet and line.startswith(" "))
        start = len(line) - len(line.lstrip())
        second = None if in_bullet else _second_sentence(line)
        if line.lstrip().startswith("#"):
            message, hint = (
                "A line with # among words is no comment, and is published",
                "move a comment out of the words",
            )
            yield Severity.WARNING, "hash-in-words", at, start, message, hint
        if second is not None:
            message, hint = "Two sentences stand on one line", "begin a new line here: one sentence to a line"
            yield Severity.WARNING, "two-sentences", at, second, message, hint
        severity = _looks_like_field(line)
        if severity is not None:
            message = "This line looks like a field, and is read as words"
            yield severity, "field-in-words", at, start, message, "move it left, as far in as the name above the words"


def _looks_like_field(line: str) -> Severity | None:
    """An error where no sentence could begin so, a warning where one hardly would."""
    found = _FIELD.fullmatch(line)
    if not found:
        return None
    held = found["held"] or ""
    if "_" in found["name"] or held.startswith(("[", "|")):
        return Severity.ERROR
    return Severity.WARNING if re.fullmatch(r"[\w-]+", held) else None


def is_sentence(text: str) -> bool:
    """Whether a text on one line is so plainly a sentence that it belongs below `|`."""
    if _second_sentence(text) is not None:
        return True
    words = text.split()
    return text[-1] in ".!" and len(words) >= _SENTENCE and not _is_short(words[-1][:-1])


def in_curly_quotes(text: str) -> bool:
    """Whether curly quotes stand around the whole text, as if they were a delimiter."""
    return text[:1] in _OPENING and len(text) > 1 and text[-1] in _CLOSING


def _second_sentence(line: str) -> int | None:
    """Where a second sentence begins on the line, by its capital letter; None if there is none."""
    for found in _NEXT_SENTENCE.finditer(line):
        before = line[: found.start()].split()
        is_number = len(before) == 1 and before[0].isdigit()
        if found[1].isupper() and before and not is_number and not _is_short(before[-1]):
            return found.end()
    return None


def _is_short(word: str) -> bool:
    bare = word.lstrip("(['\"\u2018\u201c")
    return bool(_SHORTENED.fullmatch(bare.lower())) or (len(bare) == 1 and bare.isalpha() and bare != "I")
