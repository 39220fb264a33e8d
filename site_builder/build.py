"""A registry to the files of its site, all in memory. OUTPUTS lists what is made, in the order of need."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from site_builder.core.language import Language
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.core.layout.notice import lay_out
from site_builder.core.model import Registry
from site_builder.core.public import public
from site_builder.publish import MANIFEST, manifest
from site_builder.renderers import feed, feed_context, feed_schema, html, pdf
from site_builder.renderers.surroundings import headers, robots, sitemap
from site_builder.sources.languages import language

DATA = "data/v1/"
LIFE = timedelta(days=31)
"""How long a manifest may be trusted: at most 31 days."""

Files = Mapping[str, bytes]
Watch = Callable[[str], None]
"""Told the name of each stage as it ends."""


@dataclass(frozen=True, slots=True)
class Named:
    """A file whose name holds the digest of its content, so that it never changes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """What every output is made from: the public half, its notices laid out, and what every page names by digest."""

    registry: Registry
    language: Language
    notices: tuple[LaidNotice, ...]
    on: date
    templates: Path | None
    feed: Named
    style: Named


def site_files(registry: Registry, on: date, templates: Path | None = None, watch: Watch = lambda _: None) -> Files:
    """Every file of the site by its path, the manifest among them: a function of registry, templates and day alone.

    Raises PdfError where the PDF cannot say what the notice says, TemplateFailure where a template cannot be filled.
    """
    half = public(registry)
    spoken = language(half.languages[0])
    notices = tuple(lay_out(half, n, spoken, on) for n in half.notices)
    watch("layout")
    feed_file = _named(f"{DATA}feed.", feed.render(half, on), ".jsonld")
    style = _named("assets/notice.", html.style(templates), ".css")
    watch("feed")
    work = Work(half, spoken, notices, on, templates, feed_file, style)
    made: dict[str, bytes] = {}
    for name, output in OUTPUTS:
        made |= output(work, made)
        watch(name)
    return made


def _named(start: str, data: bytes, end: str) -> Named:
    return Named(f"{start}{hashlib.sha256(data).hexdigest()[:16]}{end}", data)


def _data(work: Work, _: Files) -> Files:
    return {
        f"{DATA}context.jsonld": feed_context.context(),
        f"{DATA}feed.schema.json": feed_schema.schema(),
        f"{DATA}feed.consumer.schema.json": feed_schema.consumer_schema(),
        work.feed.path: work.feed.data,
        f"{DATA}feed.jsonld": work.feed.data,
        work.style.path: work.style.data,
    }


def _pdfs(work: Work, _: Files) -> Files:
    return {
        _pdf(n): pdf.render(n, work.language, feed=work.feed.data, issued=work.registry.issued) for n in work.notices
    }


def _pages(work: Work, made: Files) -> Files:
    """The pages of the notices; each tells the size of its PDF, which must have been made."""
    return {
        f"{n.id}/index.html": html.render(n, work.language, _links(work, len(made[_pdf(n)])), work.templates)
        for n in work.notices
    }


def _index(work: Work, _: Files) -> Files:
    organisation = str(work.registry.organisation.name)
    listed = [(n.title, f"{n.id}/") for n in work.notices]
    root = urlsplit(work.registry.site).path
    from_here = html.Links(style=work.style.path, home="./")
    from_anywhere = html.Links(style=root + work.style.path, home=root)
    return {
        "index.html": html.index(listed, organisation, work.language, from_here, work.templates),
        "404.html": html.missing(organisation, work.language, from_anywhere, work.templates),
    }


def _surroundings(work: Work, _: Files) -> Files:
    registry = work.registry
    pages = [registry.site, *(f"{registry.site}{n.id}/" for n in work.notices)]
    return {
        "_headers": headers(html.POLICY),
        "robots.txt": robots(registry.site),
        "sitemap.xml": sitemap(pages, registry.issued),
    }


def _manifest(work: Work, made: Files) -> Files:
    registry = work.registry
    head = manifest(
        made,
        registry=f"{registry.site}id/registry",
        version=registry.version,
        issued=registry.issued,
        valid_from=work.on,
        expires=date.max if work.on > date.max - LIFE else work.on + LIFE,
        feed=work.feed.path,
    )
    return {MANIFEST: head}


OUTPUTS: tuple[tuple[str, Callable[[Work, Files], Files]], ...] = (
    ("data", _data),
    ("pdf", _pdfs),
    ("pages", _pages),
    ("index", _index),
    ("surroundings", _surroundings),
    ("manifest", _manifest),
)
"""What is made; each output is given what stands before it. The manifest comes last: it lists all others."""


def _pdf(notice: LaidNotice) -> str:
    return f"{notice.id}/notice.pdf"


def _links(work: Work, size_of_pdf: int) -> html.Links:
    """Addresses as the page of a notice uses them."""
    return html.Links(
        style=f"../{work.style.path}",
        home="../",
        self="./",
        feed=f"../{work.feed.path}",
        pdf="notice.pdf",
        pdf_size=work.language.page("kilobytes", number=str(max(1, round(size_of_pdf / 1000)))),
    )
