"""Writes values and expressions of Cedar's policy language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from site_builder.model import Disclosure, Registry
from site_builder.model.values import NOT_STATED

EVIDENCE = "context.evidence"
BROKEN = re.compile(r'["\\]|[^\x20-\x7e\u00a1-\U0010ffff]|[\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]')
"""The characters that we escape in a text: those that would end it, and invisible ones."""


def text(value: str) -> str:
    """A text in quotation marks, escaped."""
    return '"' + BROKEN.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", value) + '"'


def texts(values: Iterable[str]) -> str:
    """A set of texts, each once and sorted."""
    return f"[{', '.join(map(text, sorted(set(values))))}]"


def day(value: date) -> str:
    """A day, which in Cedar is the moment of its beginning."""
    return a_day(value.isoformat())


def a_day(value: str) -> str:
    """A day that is given as ISO text."""
    return f'datetime("{value}")'


def days(first: date, last: date) -> str:
    """That the day of the request is from `first` to `last`; `date.min` and `date.max` are open ends."""
    sides = [] if first == date.min else [f"{day(first)} <= context.on"]
    sides += [] if last == date.max else [f"context.on <= {day(last)}"]
    return all_of(*sides)


def days_as_text(first: str, last: str) -> str:
    """As `days`, for days as ISO text, the form of the gate."""
    return days(date.fromisoformat(first), date.fromisoformat(last))


def all_of(*parts: str) -> str:
    """That all of these hold."""
    return " && ".join(part for part in parts if part != TRUE) or TRUE


def any_of(*parts: str) -> str:
    """That one of these holds, in brackets."""
    return TRUE if TRUE in parts else f"({' || '.join(f'({part})' for part in parts)})"


TRUE = "true"


def brought(kind: str, *keys: str) -> str:
    """That a request has evidence for a type of condition, with these keys."""
    return all_of(f"{EVIDENCE} has {kind}", *(f"{EVIDENCE}.{kind} has {key}" for key in keys))


def comment(value: str) -> str:
    """A line for people."""
    return f"// {' '.join(value.split())}"


def party(key: str) -> str:
    """A recipient or body."""
    return f"Party::{text(key)}"


def principal(registry: Registry, disclosure: Disclosure) -> str:
    """That the principal is the sender of a disclosure; anybody where the words do not say who that is."""
    if disclosure.sender == NOT_STATED:
        return "principal"
    return f"principal == Party::{text(disclosure.sender or registry.organisation.id)}"


def resource(registry: Registry, disclosure: Disclosure) -> str:
    """That the resource is the recipient of a disclosure, or a member of it."""
    return f"resource in Group::{text(disclosure.recipient or registry.home(disclosure).id)}"


def policy(
    effect: str,
    notes: Mapping[str, str],
    remarks: Sequence[str],
    scope: tuple[str, str],
    clauses: Sequence[tuple[str, str]],
) -> str:
    """A policy: `remarks` for people and `notes` as annotations, the scope of sender and recipient, and the clauses.

    A clause is a word and an expression. The word may have a comment before it: `// ...` and a new line.
    """
    lines = [*map(comment, remarks), *(f"@{name}({text(value)})" for name, value in notes.items())]
    lines += [f"{effect} (", f"  {scope[0]},", '  action == Action::"share",', f"  {scope[1]}", ")"]
    lines += [f"{word} {{ {expression} }}" for word, expression in clauses]
    return "\n".join(lines) + ";"
