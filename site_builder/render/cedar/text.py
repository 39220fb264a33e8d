"""Values as Cedar's policy language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from site_builder.model import Disclosure, Registry

EVIDENCE = "context.evidence"
BROKEN = re.compile(r'["\\]|[^\x20-\x7e\u00a1-\U0010ffff]|[\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]')
"""What is escaped in a text: what would end it, and what nobody sees."""


def text(value: str) -> str:
    """A text between quotation marks."""
    return '"' + BROKEN.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", value) + '"'


def texts(values: Iterable[str]) -> str:
    """A set of texts, each once and sorted."""
    return f"[{', '.join(map(text, sorted(set(values))))}]"


def day(value: date) -> str:
    """A day, which in Cedar is the moment at which it begins."""
    return a_day(value.isoformat())


def a_day(value: str) -> str:
    """The same of a day as text."""
    return f'datetime("{value}")'


def days(first: date, last: date) -> str:
    """That the day of the request is one of these; a side that is open is not asked for."""
    sides = [] if first == date.min else [f"{day(first)} <= context.on"]
    sides += [] if last == date.max else [f"context.on <= {day(last)}"]
    return all_of(*sides)


def days_as_text(first: str, last: str) -> str:
    """The same of days that are written as in the gate."""
    return days(date.fromisoformat(first), date.fromisoformat(last))


def all_of(*parts: str) -> str:
    """That all of these hold."""
    return " && ".join(part for part in parts if part != TRUE) or TRUE


def any_of(*parts: str) -> str:
    """That one of these holds, in brackets."""
    return TRUE if TRUE in parts else f"({' || '.join(f'({part})' for part in parts)})"


TRUE = "true"


def brought(kind: str, *keys: str) -> str:
    """That evidence was brought for a type of condition, and has these keys."""
    return all_of(f"{EVIDENCE} has {kind}", *(f"{EVIDENCE}.{kind} has {key}" for key in keys))


def comment(value: str) -> str:
    """A line for people."""
    return f"// {' '.join(value.split())}"


def party(key: str) -> str:
    """A recipient or body."""
    return f"Party::{text(key)}"


def principal(registry: Registry, disclosure: Disclosure) -> str:
    """Who sends."""
    return f"principal == Party::{text(disclosure.sender or registry.organisation.id)}"


def resource(registry: Registry, disclosure: Disclosure) -> str:
    """Who gets it, itself or as a member."""
    return f"resource in Group::{text(disclosure.recipient or registry.home(disclosure).id)}"


def policy(
    effect: str,
    notes: Mapping[str, str],
    remarks: Sequence[str],
    scope: tuple[str, str],
    clauses: Sequence[tuple[str, str]],
) -> str:
    """A policy with its annotations: what it is about for people, who sends and who gets it, and its clauses.

    A clause may begin with its comment: `// ...`, a new line, and the word.
    """
    lines = [*map(comment, remarks), *(f"@{name}({text(value)})" for name, value in notes.items())]
    lines += [f"{effect} (", f"  {scope[0]},", '  action == Action::"share",', f"  {scope[1]}", ")"]
    lines += [f"{word} {{ {expression} }}" for word, expression in clauses]
    return "\n".join(lines) + ";"
