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
class Work:
    """What every output is made from: the public half, its notices laid out, and what the builder was asked for."""

    registry: Registry
    language: Language
    notices: tuple[LaidNotice, ...]
    on: date
    templates: Path | None


def site_files(registry: Registry, on: date, templates: Path | None = None, watch: Watch = lambda _: None) -> Files:
    """Every file of the site by its path, the manifest among them: a function of registry, templates and day alone.

    Raises PdfError where the PDF cannot say what the notice says.
    """
    half = public(registry)
    spoken = language(half.languages[0])
    work = Work(half, spoken, tuple(lay_out(half, n, spoken, on) for n in half.notices), on, templates)
    watch("layout")
    made: dict[str, bytes] = {}
    for name, output in OUTPUTS:
        made |= output(work, made)
        watch(name)
    return made


def _feed(work: Work, _: Files) -> Files:
    data = feed.render(work.registry, work.on)
    return {
        f"{DATA}context.jsonld": feed_context.context(),
        f"{DATA}feed.schema.json": feed_schema.schema(),
        f"{DATA}feed.consumer.schema.json": feed_schema.consumer_schema(),
        f"{DATA}feed.{hashlib.sha256(data).hexdigest()[:16]}.jsonld": data,
        f"{DATA}feed.jsonld": data,
    }


def _style(work: Work, _: Files) -> Files:
    return dict([html.style(work.templates)])


def _pdfs(work: Work, made: Files) -> Files:
    data = made[f"{DATA}feed.jsonld"]
    return {
        f"{n.id}/notice.pdf": pdf.render(n, work.language, feed=data, issued=work.registry.issued) for n in work.notices
    }


def _pages(work: Work, made: Files) -> Files:
    return {f"{n.id}/index.html": html.render(n, work.language, _links(n, made), work.templates) for n in work.notices}


def _index(work: Work, made: Files) -> Files:
    organisation, style = str(work.registry.organisation.name), _one(made, "assets/notice.")
    listed = [(n.title, f"{n.id}/") for n in work.notices]
    root = urlsplit(work.registry.site).path
    return {
        "index.html": html.index(listed, organisation, work.language, html.Links(style, "./"), work.templates),
        "404.html": html.missing(organisation, work.language, html.Links(root + style, root), work.templates),
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
        expires=work.on + LIFE,
        feed=_one(made, f"{DATA}feed.", ".jsonld"),
    )
    return {MANIFEST: head}


OUTPUTS: tuple[tuple[str, Callable[[Work, Files], Files]], ...] = (
    ("feed", _feed),
    ("style", _style),
    ("pdf", _pdfs),
    ("pages", _pages),
    ("index", _index),
    ("surroundings", _surroundings),
    ("manifest", _manifest),
)
"""What is made: each output is given what stands before it, so that a page can link its feed by digest."""


def _links(notice: LaidNotice, made: Files) -> html.Links:
    size = f"{max(1, round(len(made[f'{notice.id}/notice.pdf']) / 1000))} KB"
    named = _one(made, f"{DATA}feed.", ".jsonld")
    return html.Links("../" + _one(made, "assets/notice."), "../", "./", "../" + named, "notice.pdf", size)


def _one(made: Files, start: str, end: str = "") -> str:
    """The path of the file that is named by its digest."""
    return next(p for p in made if p.startswith(start) and p.endswith(end) and len(p) > len(start + end))
