"""Changes of values, of names, and of the signs that mean something in YAML."""

from __future__ import annotations

import re
from random import Random

from tests.loader_fuzz import signs
from tests.loader_fuzz.editing import BAR, LIST, NAME, VALUE, at_line, at_lines, put

# ---- values


def retyped(text: str, chance: Random) -> str:
    return at_line(text, chance, VALUE, lambda found: found[1] + chance.choice(signs.RETYPED))


def retyped_in_a_list(text: str, chance: Random) -> str:
    return at_line(text, chance, LIST, lambda found: found[1] + _another_entry(found[2], chance))


def _another_entry(listed: str, chance: Random) -> str:
    entries = listed[1:-1].split(", ")
    entries[chance.randrange(len(entries))] = chance.choice(signs.RETYPED)
    return f"[{', '.join(entries)}]"


def day(text: str, chance: Random) -> str:
    form = re.compile(r"^(.*: )(\d{4}-\d\d-\d\d)$")
    return at_line(text, chance, form, lambda found: found[1] + chance.choice(signs.DAYS))


def number(text: str, chance: Random) -> str:
    form = re.compile(r"^(.*(?:: |\[))(\d+)(\]?)$")
    return at_line(text, chance, form, lambda found: found[1] + chance.choice(signs.NUMBERS) + found[3])


def exchanged(text: str, chance: Random) -> str:
    """Two values, each in the other's place."""
    lines = text.split("\n")
    fitting = [(at, found) for at, line in enumerate(lines) if (found := VALUE.match(line) or LIST.match(line))]
    if len(fitting) < 2:
        return text
    (a, one), (b, other) = chance.sample(fitting, 2)
    lines[a], lines[b] = one[1] + other[2], other[1] + one[2]
    return "\n".join(lines)


def emptied(text: str, chance: Random) -> str:
    form = chance.choice([VALUE, LIST, BAR])
    return at_line(text, chance, form, lambda found: found[1] + chance.choice(signs.NOTHING))


# ---- signs that mean something


def hash_put_in(text: str, chance: Random) -> str:
    note = chance.choice(["#", " #", " # note", "# note", "#note", " #note", "  # a: b", " # '"])
    if chance.random() < 0.5:
        return put(text, chance, note)
    return at_line(text, chance, re.compile(r"^(.*\S)\s*$"), lambda found: found[1] + note)


def colon_put_in(text: str, chance: Random) -> str:
    return put(text, chance, chance.choice([":", ": ", " :", " : ", "::", ":\n", "："]))


def quote_put_in(text: str, chance: Random) -> str:
    return put(text, chance, chance.choice(["'", '"', "''", '""', "`", "\\"]))


def quoted(text: str, chance: Random) -> str:
    opening, closing = chance.choice(signs.QUOTES)
    blank = chance.choice(["", "", " "])
    return at_line(text, chance, VALUE, lambda found: f"{found[1]}{opening}{blank}{found[2]}{blank}{closing}")


def escaped(text: str, chance: Random) -> str:
    return at_line(
        text, chance, VALUE, lambda found: f'{found[1]}"{put(found[2], chance, chance.choice(signs.ESCAPES))}"'
    )


def bar_changed(text: str, chance: Random) -> str:
    return at_line(text, chance, BAR, lambda found: found[1] + chance.choice(signs.BARS))


def marked(text: str, chance: Random) -> str:
    """An anchor, an alias, a tag or a merge key."""
    mark = chance.choice(signs.MARKS)
    if chance.random() < 0.3:
        return at_line(text, chance, NAME, lambda found: f"{found[1]}{mark}{found[2]}{found[3]}")
    return at_line(
        text, chance, chance.choice([VALUE, LIST, BAR]), lambda found: found[0].replace(found[1], found[1] + mark, 1)
    )


def merged(text: str, chance: Random) -> str:
    return at_line(
        text, chance, NAME, lambda found: f"{found[1]}<<: {chance.choice(['*a', '{a: b}', '[*a]', 'a'])}\n{found[0]}"
    )


def sign_put_in(text: str, chance: Random) -> str:
    return put(text, chance, chance.choice("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"))


def letter_taken_out(text: str, chance: Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + text[at + chance.choice([1, 1, 2, 5]) :]


# ---- names


def name_misspelt(text: str, chance: Random) -> str:
    return at_line(text, chance, NAME, lambda found: found[1] + _misspelt(found[2], chance) + found[3])


def _misspelt(name: str, chance: Random) -> str:
    at = chance.randrange(len(name))
    ways = (
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name.replace("_", "-"),
        f"{name}s",
        f"x_{name}",
    )
    return chance.choice(ways)


def capitals(text: str, chance: Random) -> str:
    change = chance.choice([str.upper, str.capitalize, str.swapcase, str.lower])
    form = chance.choice([NAME, VALUE, LIST])
    return at_line(text, chance, form, lambda found: found[0].replace(found[2], change(found[2]), 1))


def name_twice(text: str, chance: Random) -> str:
    """A field again, with the same or another value, at once or further down."""

    def again(lines: list[str], at: int) -> list[str]:
        found = NAME.match(lines[at])
        if not found:
            return lines[at:]
        other = chance.choice(
            [
                lines[at],
                f"{found[1]}{found[2]}: other",
                f'{found[1]}"{found[2]}": other',
                f"{found[1]}{found[2]} : [other]",
            ]
        )
        below = next((n for n in range(at + 1, len(lines)) if not lines[n].startswith(found[1] + " ")), at + 1)
        return [*lines[at:below], other, *lines[below:]]

    return at_lines(text, chance, again)


def name_otherwise(text: str, chance: Random) -> str:
    """The name in quotes, with `?`, with spaces or without one."""
    forms = ('{1}"{2}"{3}', "{1}'{2}'{3}", "{1}{2} {3}", "{1}? {2}\n{1}{3}", "{1}? {2}{3}", '{1}" {2}"{3}', "{1}? {2}")

    def other(found: re.Match[str]) -> str:
        rest = found[3].replace(": ", ":", 1) if chance.random() < 0.2 else found[3]
        return chance.choice(forms).format("", found[1], found[2], rest)

    return at_line(text, chance, NAME, other)
