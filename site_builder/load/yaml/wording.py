"""Finds doubtful text in valid YAML: two sentences on a line, a comment in a text, marks of Markdown, curly quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from site_builder.problems import Severity

if TYPE_CHECKING:
    from markdown_it.token import Token

Doubt = tuple[Severity, str, int, int, str, str]
"""Severity, rule, line and column within the text (from 0), message, hint."""

SIGNS = r"*\u2022\u00b7\u25aa\u25e6\u2023\u2013\u2014"
"""Characters that people use as bullets instead of a hyphen, as the inside of a character class."""

_BULLET = re.compile(rf" *[{SIGNS}]\s")
_WORD_BULLET = re.compile(r" *o\s")
_WORD_BULLETS = re.compile(r"^ *o\s.*\n *o\s", re.MULTILINE)
"""Lines one below the other that begin with the letter that Word's second bullet becomes where it is pasted as text."""
_MARKED_UP = re.compile(r"[*_`<&\\!]|^ *(?:[0-9]{1,9}[.)]\s|>|\+ |-+ *$)", re.MULTILINE)
_WORTH_A_LOOK = re.compile(
    rf"[.!?][\"')\]\u201d\u2019]*\s+\S|(?:^| )#|^ *[{SIGNS}]\s|^ *-(?: *$|[^\W\d_])|^ *[a-z][a-z0-9_]*:(?: |$)",
    re.MULTILINE,
)
_OURS = {
    *("paragraph_open", "inline", "text", "softbreak", "hardbreak", "link_open", "code_block"),
    *("bullet_list_open", "ordered_list_open"),
}
"""The tokens of Markdown for what our own form has, too: paragraphs, lists, links, deeper lines."""
_FIELD = re.compile(r" *(?P<name>[a-z][a-z0-9_]*):(?: (?P<held>.*)|$)")
_NEXT_SENTENCE = re.compile(r"[.!?][\"')\]\u201d\u2019]*\s+(?=[\"'(\[\u201c\u2018]*([^\W\d_]))")
_SHORTENED = re.compile(
    r"(?:arts?|cf|ch|co|dept|dr|e\.?e|e\.?g|ed|est|etc|fig|govt|h\.y|i\.?e|inc|jr|ltd|messrs|mrs?|ms|mt|nos?"
    r"|paras?|pp?|prof|regs?|rev|sch|sec|sr|ss?|st|vol|vs)"
)
BLOCKS = ("proposed", "confirmed", "internal")
"""Blocks that are not public, or that record who confirmed a fact: inside a text they would be published."""

_FOR_THE_PUBLIC = {"two-sentences", "hash-in-words"}

_OPENING, _CLOSING = "\u201c\u201e\u2018", "\u201d\u201c\u2019"
_SENTENCE = 6


def doubts(words: str, *, in_house: bool = False) -> Iterator[Doubt]:
    """The doubts about a text below `|`, line by line; bullets may hold several sentences.

    For text that is never published (`in_house`) we report only what may be read otherwise than it was meant.
    """
    if _WORTH_A_LOOK.search(words) or _WORD_BULLETS.search(words):
        yield from (doubt for doubt in _doubts(words) if not in_house or doubt[1] not in _FOR_THE_PUBLIC)
    if not in_house and _MARKED_UP.search(words):
        yield from _marked_up(words)


def _doubts(words: str) -> Iterator[Doubt]:
    in_bullet = False
    lines = words.split("\n")
    signs = _WORD_BULLET if _WORD_BULLETS.search(words) else _BULLET
    bullets = [at for at, line in enumerate(lines) if signs.match(line)]
    if bullets:
        yield _no_bullets(lines[bullets[0]], bullets)
    for at, line in enumerate(lines):
        in_bullet = line.startswith("- ") or (in_bullet and line.startswith(" "))
        start = len(line) - len(line.lstrip())
        second = None if in_bullet else _second_sentence(line)
        for severity, rule, message, hint in _signs(line):
            yield severity, rule, at, start, message, hint
        if second is not None:
            message, hint = "Two sentences stand on one line.", "Begin a new line here, one sentence to a line."
            yield Severity.WARNING, "two-sentences", at, second, message, hint


def _no_bullets(first: str, bullets: Sequence[int]) -> Doubt:
    """One doubt for all lines that begin with a bullet sign instead of a hyphen, at the first of them."""
    more = f": here, and on {len(bullets) - 1} more of the lines below" if len(bullets) > 1 else ""
    hint = f"Begin each item with a hyphen and a space{more}."
    start = len(first) - len(first.lstrip())
    return Severity.ERROR, "bullet-sign", bullets[0], start, "This sign makes no bullet.", hint


def _marked_up(words: str) -> Iterator[Doubt]:
    """One doubt for all marks of Markdown or HTML in a text, at the first of them: the page shows them as typed."""
    from markdown_it import MarkdownIt  # here, as few texts ask for it

    marks: dict[str, int] = {}
    for block in MarkdownIt("commonmark").disable("text_join").parse(words):
        line = block.map[0] if block.map else 0
        for token in (block, *(block.children or ())):
            line += token.type in ("softbreak", "hardbreak")
            marks.setdefault(_mark(token), line)
    marks.pop("", None)
    if marks:
        message = f"The page shows {' '.join(marks)} as typed."
        hint = "Take them out. Words have no bold or headings; begin each item of a list with a hyphen and a space."
        yield Severity.WARNING, "markup-in-words", min(marks.values()), 0, message, hint


def _mark(token: Token) -> str:
    """The mark that a token of Markdown was made from, '' where it is a form of ours."""
    if token.type == "list_item_open":
        return "" if token.markup in "-*" else token.info + token.markup
    if token.markup == "autolink":
        return "<"
    if token.type in _OURS or token.type.endswith("_close") or token.info == "escape" or token.markup == "=":
        return ""
    return token.markup or token.content.strip() or "!["


def _signs(line: str) -> Iterator[tuple[Severity, str, str, str]]:
    """Signs that have a meaning elsewhere in YAML and would be published in a text."""
    if line.lstrip().startswith("#"):
        hint = "If it is a note, move it out of the words. If the public is to read it, take out only the #."
        message = "This line begins with #, but among words it is no note: the public would read it."
        yield Severity.ERROR, "hash-in-words", message, hint
    elif " # " in line:
        hint = "If it begins a note, move that out of the words."
        yield Severity.WARNING, "hash-in-words", "What stands after # among words is published.", hint
    if re.fullmatch(r" *- *", line):
        yield (
            Severity.ERROR,
            "nothing-after-dash",
            "Nothing stands after the hyphen.",
            "Write the item, or take the line out.",
        )
    if re.match(r" *-[^\W\d_]", line):
        yield Severity.ERROR, "no-space-after-dash", "This line is no item of a list.", "Put a space after the hyphen."
    severity = _looks_like_field(line)
    if severity is not None:
        message = "This line looks like a field, and is read as words."
        yield severity, "field-in-words", message, "Move it left, as far in as the name above the words."


def _looks_like_field(line: str) -> Severity | None:
    """An error if no sentence can begin like this line, a warning if one hardly would, else None."""
    match = _FIELD.fullmatch(line)
    if not match:
        return None
    value = match["held"] or ""
    if match["name"] in BLOCKS or "_" in match["name"] or value.startswith(("[", "|")):
        return Severity.ERROR
    return Severity.WARNING if re.fullmatch(r"[\w-]+", value) else None


def is_sentence(text: str) -> bool:
    """Whether a text on one line is clearly a sentence and so belongs below `|`."""
    if _second_sentence(text) is not None:
        return True
    words = text.split()
    return text[-1] in ".!" and len(words) >= _SENTENCE and not _is_short(words[-1][:-1])


def in_curly_quotes(text: str) -> bool:
    """Whether curly quotes enclose the whole text, as if they were a delimiter."""
    return text[:1] in _OPENING and len(text) > 1 and text[-1] in _CLOSING


def _second_sentence(line: str) -> int | None:
    """The column at which a second sentence begins, by its capital letter; None if there is none."""
    for match in _NEXT_SENTENCE.finditer(line):
        before = line[: match.start()].split()
        is_number = len(before) == 1 and before[0].isdigit()
        if match[1].isupper() and before and not is_number and not _is_short(before[-1]):
            return match.end()
    return None


def _is_short(word: str) -> bool:
    bare = word.lstrip("(['\"\u2018\u201c")
    return bool(_SHORTENED.fullmatch(bare.lower())) or (len(bare) == 1 and bare.isalpha() and bare != "I")
