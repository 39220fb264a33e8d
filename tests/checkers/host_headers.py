"""What a host that reads `_headers` sends for a path, as Cloudflare Pages and Netlify document it.

Both apply every rule whose pattern fits; a `*` stands for any characters, slashes too. Where two rules set one header,
Cloudflare joins the values and Netlify takes one: so none may be set twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

RULES, LINE = 100, 2000
"""How many rules, and how many characters in a line, Cloudflare reads."""

Rule = tuple[str, list[tuple[str, str]]]


def sent(text: str, path: str) -> Mapping[str, list[str]]:
    """Each header that the rules set for a path of the site, its name in small letters, with its values."""
    found: dict[str, list[str]] = {}
    for pattern, headers in _rules(text):
        if _fits(pattern, path):
            for name, value in headers:
                found.setdefault(name.lower(), []).append(value)
    return found


def refused(text: str) -> list[str]:
    """What some host would not read: too many rules, lines too long, two `*` in a pattern, a header without a path."""
    rules = _rules(text)
    told = [f"{len(rules)} rules"] if len(rules) > RULES else []
    told += [f"a line of {len(line)}" for line in text.splitlines() if len(line) > LINE]
    told += [f"{pattern}: more than one *" for pattern, _ in rules if pattern.count("*") > 1]
    told += [f"{pattern}: no path" for pattern, _ in rules if not pattern.startswith("/")]
    return told + [f"{pattern}: no header" for pattern, headers in rules if not headers]


def unused(text: str, paths: list[str]) -> Iterator[str]:
    """Patterns that fit none of the paths."""
    yield from (pattern for pattern, _ in _rules(text) if not any(_fits(pattern, path) for path in paths))


def _rules(text: str) -> list[Rule]:
    rules: list[Rule] = []
    for line in text.splitlines():
        if line.startswith((" ", "\t")) and ":" in line:
            name, _, value = line.partition(":")
            if not rules:
                rules.append(("", []))
            rules[-1][1].append((name.strip(), value.strip()))
        elif line.strip() and not line.startswith("#"):
            rules.append((line.strip(), []))
    return rules


def _fits(pattern: str, path: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), f"/{path}") is not None
