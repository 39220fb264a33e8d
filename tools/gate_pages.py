"""The handbook's page of every code that the gate and its client answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from site_builder.gate.reason_codes import CAUSES, DUTIES, REASONS


def codes() -> str:
    """Every code of a reason, a duty and a cause, and what it says."""
    return "\n".join(_codes())


def _codes() -> Iterator[str]:
    yield from (
        "# Codes of an answer",
        "",
        "Look up here each code of an answer. [The gate, exactly](../gate.md) says when",
    )
    yield from ("each is given.", "", "## Reasons", "", "| code | says | asks a person |", "| --- | --- | --- |")
    yield from (f"| `{code}` | {wording.words} | {wording.question} |" for code, wording in REASONS.items())
    yield from _table("Duties", "what is to be done beside sharing", DUTIES.items())
    yield from _table("Causes", "why no feed is trusted; `feed_not_trusted` comes with one", CAUSES.items())


def _table(title: str, what: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from ("", f"## {title}", "", f"| code | {what} |", "| --- | --- |")
    yield from (f"| `{code}` | {words} |" for code, words in rows)
    yield ""
