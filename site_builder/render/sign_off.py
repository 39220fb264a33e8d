"""The sheet to sign, as one page for a browser's printer: no script, no other file, and nothing that needs colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

Parts = Sequence[tuple[str, str]]
"""Words with what became of them: `same`, `gone`, `new`, or `left_out` for dots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A change: its name, sentences or changed words or the answers of a new thing, and who signed it already."""

    number: int
    mark: str
    name: str
    sentences: Sequence[str] = ()
    words: Parts = ()
    answers: Sequence[tuple[str, Sequence[str]]] = ()
    signed: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """All words of a sheet. `groups` are its headings with their rows, `tag` the language of the rows (BCP 47)."""

    organisation: str
    lead: str
    verdict: str
    nothing_else: str
    version: str
    issued: str
    prepared: str
    groups: Sequence[tuple[str, Sequence[Row]]]
    notes: Sequence[str]
    signers: Sequence[str]
    whole: str
    record: str
    tag: str


def render(page: SheetPage) -> bytes:
    """The page as UTF-8."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return (made.get_template("sign_off.html.j2").render(asdict(page)).rstrip() + "\n").encode()
