"""How we register a rule of `check`: with a decorator, where the rule is written.

The name of the function is the rule's id, with hyphens; its docstring is its page in the handbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import ParamSpec

from site_builder.model import Registry
from site_builder.model.phrases import Phrases
from site_builder.problems import Finding, Path, Reader, Severity

Findings = Iterator[Finding]
P = ParamSpec("P")


RULES: dict[str, Callable[[Registry, date], Findings]] = {}
"""Each rule by its id: it takes a registry and a day, and gives findings."""

ALONE: set[str] = set()
"""The ids of the rules that judge each group of things alone: see `alone`."""

PAGES: dict[str, str] = {}
"""The meaning of each id of a finding: the docstring of its function."""


WAITS_FOR: dict[str, Reader] = {}
"""Who has to act on the findings of a rule, by its id. See `triage.reader_of` for those of a rule that is not here."""


def id_of(function: Callable[..., Findings]) -> str:
    """The id of a function's findings."""
    return function.__name__.replace("_", "-")


def explained(function: Callable[P, Findings]) -> Callable[P, Findings]:
    """Give the findings of a function its id. The function is not run with the rules."""
    key = id_of(function)
    PAGES[key] = function.__doc__ or ""

    @wraps(function)
    def with_id(*args: P.args, **kwargs: P.kwargs) -> Findings:
        return (replace(finding, rule=key) for finding in function(*args, **kwargs))

    return with_id


def rule(function: Callable[[Registry], Findings]) -> Callable[[Registry], Findings]:
    """A rule that reads the registry alone."""
    find = explained(function)
    RULES[id_of(find)] = lambda registry, _on: find(registry)
    return find


def rule_of_the_day(function: Callable[[Registry, date], Findings]) -> Callable[[Registry, date], Findings]:
    """A rule that depends on the day for which the registry is checked."""
    find = explained(function)
    RULES[id_of(find)] = find
    return find


def rule_of_words(function: Callable[[Registry, Phrases], Findings]) -> Callable[[Registry, Phrases], Findings]:
    """A rule that looks for phrases. It finds nothing in a language without a list of them."""
    find = explained(function)
    RULES[id_of(find)] = lambda registry, _on: find(registry, registry.phrases) if registry.phrases else iter(())
    return find


def alone(function: Callable[P, Findings]) -> Callable[P, Findings]:
    """A rule that finds in each group of a registry what it finds there in the whole, and is not run again for nothing.

    See `groups`: it may look at things that lead to each other, at what is common, and at the names of parties.
    """
    ALONE.add(id_of(function))
    return function


def waits_for_officer(function: Callable[P, Findings]) -> Callable[P, Findings]:
    """A rule whose findings wait for the data protection officer."""
    WAITS_FOR[id_of(function)] = Reader.OFFICER
    return function


def waits_for_translator(function: Callable[P, Findings]) -> Callable[P, Findings]:
    """A rule whose findings wait for the translator."""
    WAITS_FOR[id_of(function)] = Reader.TRANSLATOR
    return function


def error(subject: str, path: Path, message: str, hint: str) -> Finding:
    """An error: two written things cannot both be true. Nothing is built."""
    return Finding(Severity.ERROR, subject, path, message, hint)


def gap(subject: str, path: Path, message: str, hint: str) -> Finding:
    """A gap: the law wants something that is not stated."""
    return Finding(Severity.GAP, subject, path, message, hint)


def warning(subject: str, path: Path, message: str, hint: str, *, beside: Path = ()) -> Finding:
    """A warning: what is written is doubtful."""
    return Finding(Severity.WARNING, subject, path, message, hint, beside=beside)


def remark(subject: str, path: Path, message: str, hint: str = "") -> Finding:
    """Information: style, plans, and notes of colleagues."""
    return Finding(Severity.INFORMATION, subject, path, message, hint)
