"""The laid-out notice to the public page; the list of notices; the page for what is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_builder.core.language import Language
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.core.lines import Line
from site_builder.renderers._templates import fill, folder
from site_builder.renderers.html_about import About, about

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'"
"""The Content Security Policy of every page; `_headers` adds what browsers ignore inside a page."""


@dataclass(frozen=True, slots=True)
class Translation:
    """The same page in one of the languages, this one among them: its tag, its own name, its address."""

    tag: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses as a page uses them, relative to itself; those that a page has no use for are ''.

    `variant` is the page for children, on theirs the one for everyone; `languages` are all, or none for one language.
    """

    style: str
    home: str
    self: str = ""
    feed: str = ""
    licence: str = ""
    pdf: str = ""
    pdf_size: str = ""
    variant: str = ""
    languages: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in a list: its title and address."""

    title: Line
    href: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A notice in a list: its page, and that for children where it has one."""

    page: Entry
    for_children: Entry | None = None


def render(
    notice: LaidNotice, language: Language, links: Links, templates: Path | None = None, told: About | None = None
) -> bytes:
    """The page of a notice; `told` is what it tells machines of itself."""
    block = about(notice, language, told) if told else None
    values = {"notice": notice, "language": language, "links": links, "about": block}
    return _fill("notice.html.j2", templates, organisation=notice.organisation, **values)


def index(
    notices: Sequence[Listed],
    heading: Line,
    organisation: Line,
    language: Language,
    links: Links,
    templates: Path | None = None,
) -> bytes:
    """The list of notices."""
    values = {"notices": notices, "heading": heading, "language": language, "links": links}
    return _fill("index.html.j2", templates, organisation=organisation, **values)


def missing(organisation: Line, language: Language, links: Links, templates: Path | None = None) -> bytes:
    """What a visitor reads at an address where nothing is."""
    return _fill("missing.html.j2", templates, language=language, links=links, organisation=organisation)


def style(templates: Path | None = None) -> bytes:
    """The style sheet: one's own if it is there, else ours."""
    places = [p / "assets" / "notice.css" for p in (templates, folder()) if p]
    return next(p for p in places if p.is_file()).read_bytes().replace(b"\r\n", b"\n")


def _fill(template: str, templates: Path | None, **values: Any) -> bytes:
    return fill(template, templates, {"policy": POLICY, **values})
