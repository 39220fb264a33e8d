"""Lists, fields and words in other forms than the handbook's."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.loader_fuzz import signs
from tests.loader_fuzz.editing import LIST, NAME, VALUE, at_line, at_lines, indent, put

# ---- other forms of lists and fields, and of words


def list_otherwise(text: str, chance: Random) -> str:
    return at_line(
        text,
        chance,
        LIST,
        lambda found: chance.choice(_LISTS)(found[1], found[2][1:-1], " " * (indent(found[1]) + 2)),
    )


_LISTS: tuple[Callable[[str, str, str], str], ...] = (
    lambda name, held, _: f"{name}[{held},]",
    lambda name, held, _: f"{name}[{held}",
    lambda name, held, _: f"{name}{held}]",
    lambda name, held, _: f"{name}{held}",
    lambda name, held, _: f"{name}[{held.replace(',', '')}]",
    lambda name, held, _: f"{name}[{held.replace(', ', ',')}]",
    lambda name, held, _: f"{name}[[{held}]]",
    lambda name, held, _: f"{name}{{{held}}}",
    lambda name, held, _: f"{name}[{held}]]",
    lambda name, held, _: f"{name}[{held}]# note",
    lambda name, held, _: f"{name}[{held}#]",
    lambda name, held, _: f"{name}[{held}, {held}]",
    lambda name, held, inner: f"{name}[\n{inner}{held}\n{inner}]",
    lambda name, held, inner: f"{name}[\n{inner}{held} # note\n{inner}]",
    lambda name, held, inner: f"{name}[\n{inner}{held}\n{inner}] # note",
    lambda name, held, inner: f"{name}[\n{inner}# note\n{inner}{held}\n]",
    lambda name, held, inner: "\n".join([name.rstrip(), *(f"{inner}- {part}" for part in held.split(", "))]),
    lambda name, held, inner: "\n".join([name.rstrip(), *(f"{inner[2:]}- {part}" for part in held.split(", "))]),
    lambda name, held, inner: "\n".join([name.rstrip(), *(f"{inner}-  '{part}'" for part in held.split(", "))]),
    lambda name, held, inner: "\n".join([name.rstrip(), *(f"{inner}-{part}" for part in held.split(", "))]),
)


def fields_otherwise(text: str, chance: Random) -> str:
    """Fields in curly brackets, in place of a value or around one line."""
    forms = (
        "{1}{{{2}}}",
        "{1}{{a: {2}}}",
        "{1}[{2}]",
        "{1}[a: {2}]",
        "{1}{{{2}",
        "{1}{{? a : {2}}}",
        '{1}{{"a":{2}}}',
        "{1}[{2}]#a",
        '{1}"{2}"#a',
    )
    return at_line(text, chance, VALUE, lambda found: chance.choice(forms).format("", found[1], found[2]))


def words_otherwise(text: str, chance: Random) -> str:
    """Something put before a line of words, or into it, that Markdown or YAML could take for more than words."""
    lines = text.split("\n")
    fitting = [
        at
        for at, line in enumerate(lines)
        if line.startswith("  ") and not NAME.match(line) and line.strip()[:1].isalpha()
    ]
    if not fitting:
        return text
    at = chance.choice(fitting)
    before = " " * indent(lines[at])
    words = lines[at].lstrip()
    lines[at] = before + (
        chance.choice(signs.BEGINNINGS) + words
        if chance.random() < 0.5
        else put(words, chance, chance.choice(signs.MARKDOWN))
    )
    return "\n".join(lines)


def words_put_in(text: str, chance: Random) -> str:
    """A line more among words: empty, of signs, or in another column."""

    def more(lines: list[str], at: int) -> list[str]:
        if not lines[at].startswith("  ") or NAME.match(lines[at]):
            return lines[at:]
        line = chance.choice(
            ["", "", "-", "- ", "-  ", "*", "more", "- more", "#", "name:", "  more", "  - more", "---"]
        )
        before = " " * max(indent(lines[at]) + chance.choice([0, 0, 0, 1, 2, 3, -1]), 0)
        return [lines[at], before + line, *lines[at + 1 :]]

    return at_lines(text, chance, more)


def runs_on(text: str, chance: Random) -> str:
    """A value that goes on below, moved in or not, as more text, as a field, as an entry."""
    more = chance.choice(
        ["more", "- more", "more: x", "'more'", "[more]", "# note\n{}more", "", "\n{}more", "#more", "|", "? more"]
    )
    return at_line(
        text,
        chance,
        chance.choice([VALUE, LIST]),
        lambda found: f"{found[0]}\n{_further(found[1], chance)}{more.format(_further(found[1], chance))}",
    )


def _further(before: str, chance: Random) -> str:
    return " " * max(indent(before) + chance.choice([-2, 0, 1, 2, 2, 4]), 0)
