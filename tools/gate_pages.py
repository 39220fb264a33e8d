"""What the handbook has of the gate: a page of every code, and the feed and requests to practise on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from site_builder.core.gate.reason_codes import CAUSES, DUTIES, REASONS

PRACTICE = Path(__file__).parent.parent / "docs/examples/practice"
DAY = date(2026, 11, 25)
"""The day for which the practice feed is made: in it nothing that is answered depends on the day after."""


def codes() -> str:
    """Every code of a reason, a duty and a cause, and what it says."""
    return "\n".join(_codes())


def practice() -> Mapping[str, str]:
    """The feed of the practice registry as it is published, and the requests, by their paths in the handbook."""
    from site_builder.core.public import public
    from site_builder.renderers.feed import render
    from site_builder.sources.folder import load

    registry = load(PRACTICE / "registry", "registry", DAY).registry
    if registry is None:
        raise ValueError("The practice registry has errors: site-builder check -C docs/examples/practice")
    found = {f"practice/{each.name}": each.read_text("utf-8") for each in sorted(PRACTICE.glob("requests/*.json"))}
    return {"practice/feed.jsonld": render(public(registry), DAY).decode(), **found}


def _codes() -> Iterator[str]:
    yield from (
        "# Codes of an answer",
        "",
        "Made from the gate's own tables. [The gate, exactly](../gate.md) says when",
    )
    yield from ("each is given.", "", "## Reasons", "", "| code | says | asks a person |", "| --- | --- | --- |")
    yield from (f"| `{code}` | {wording.words} | {wording.question} |" for code, wording in REASONS.items())
    yield from _table("Duties", "what is to be done beside sharing", DUTIES.items())
    yield from _table("Causes", "why no feed is trusted; `feed_not_trusted` comes with one", CAUSES.items())


def _table(title: str, what: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from ("", f"## {title}", "", f"| code | {what} |", "| --- | --- |")
    yield from (f"| `{code}` | {words} |" for code, words in rows)
    yield ""
