"""The public pages: each laid-out notice, the list of notices and the 404 page, by the templates in templates/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from site_builder.addresses import FEED, ROOT, iri
from site_builder.errors import Failure
from site_builder.facts.language import Language, canonical_tag
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.facts.layout.what_changed import Entry as LogEntry
from site_builder.facts.rich_text import Line
from site_builder.model import Registry
from site_builder.own_templates import folder
from site_builder.render.inline import inline

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def environment(own: Path | None = None) -> Environment:
    """The Jinja environment over our templates; a template in `own` replaces ours of the same name."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folders = [folder()] if own is None else [own, folder()]
    result = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    result.filters["inline"] = inline
    result.filters["tag"] = canonical_tag
    result.filters["kind"] = lambda block: type(block).__name__
    return result


def fill(template: str, own: Path | None, values: Mapping[str, Any]) -> bytes:
    """A filled template as UTF-8. Raises TemplateFailure if the council's own template cannot be filled."""
    from jinja2 import TemplateError, TemplateSyntaxError

    if own is not None and not own.is_dir():
        raise TemplateFailure(f"There is no folder {own} with templates.")
    try:
        text = environment(own).get_template(template).render(values)
    except TemplateError as error:
        line = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
        raise TemplateFailure(f"The template {template}{line} cannot be filled: {error}.") from error
    if own is None:  # all our attributes stand in double quotes
        text = text.replace("&#39;", "'")
    return (text.rstrip() + "\n").encode()


class TemplateFailure(Failure):
    """A template cannot be read or filled."""


GOVERNMENT = {"central_department", "executive_agency", "council", "devolved_government"}
"""Kinds of body that are a schema:GovernmentOrganization; any other, or an unstated one, is an Organization."""

Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """What a page needs besides its notice: the public registry, and the paths of its folder and its PDF."""

    registry: Registry
    page: str
    pdf: str


def about(notice: LaidNotice, language: Language, addresses: About) -> Block:
    """The JSON-LD block: a WebPage that is based on a Dataset. It has only what the registry states.

    All addresses are absolute. The context is inline, so nothing is fetched: all terms are schema.org's.
    """
    registry = addresses.registry
    page = registry.site + addresses.page
    return {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": page,
        "@type": "WebPage",
        "url": page,
        "name": notice.title.text,
        "inLanguage": canonical_tag(notice.language),
        "dateModified": registry.issued.isoformat(),
        "publisher": _publisher(registry, notice.organisation.text),
        "encoding": _file("MediaObject", registry.site + addresses.pdf, "application/pdf"),
        "isBasedOn": _dataset(notice, language, addresses),
    }


def _publisher(registry: Registry, name: str) -> Block:
    ours = registry.organisation
    kind = "GovernmentOrganization" if ours.kind in GOVERNMENT else "Organization"
    website = {"url": ours.website} if ours.website else {}
    return {"@id": iri(registry.site, ours.id), "@type": kind, "name": name, **website}


def _dataset(notice: LaidNotice, language: Language, addresses: About) -> Block:
    registry = addresses.registry
    licence = {"license": registry.licence} if registry.licence else {}
    return {
        "@id": iri(registry.site, ROOT),
        "@type": "Dataset",
        "name": language.page("dataset"),
        "description": language.page("dataset_says", organisation=notice.organisation.text),
        "version": registry.version,
        "dateModified": registry.issued.isoformat(),
        "publisher": {"@id": iri(registry.site, registry.organisation.id)},
        **licence,
        "distribution": _file("DataDownload", registry.site + FEED, "application/ld+json"),
    }


def _file(kind: str, address: str, media_type: str) -> Block:
    return {"@id": address, "@type": kind, "contentUrl": address, "encodingFormat": media_type}


POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'"
"""The Content Security Policy of every page; `_headers` adds what browsers ignore inside a page."""


@dataclass(frozen=True, slots=True)
class Translation:
    """The same page in one of the site's languages: the tag, the language's own name, the address."""

    tag: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses that a page links to, relative to itself; '' for a link that the page does not have.

    `tables` are those of the site, by name, and `all_tables` is where another page links them. `variant` is the page
    for children or, on that page, the one for everyone. `languages` are all languages, empty if there is only one.
    `changes_style` is the style sheet of what changed, `atom` and `json_feed` are its feeds. A notice as it stood has
    `canonical`, the address of today's, and `changes`, what changed then.
    """

    style: str
    home: str
    self: str = ""
    feed: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)
    all_tables: str = ""
    licence: str = ""
    pdf: str = ""
    pdf_size: str = ""
    large_print: str = ""
    large_print_size: str = ""
    poster: str = ""
    poster_size: str = ""
    variant: str = ""
    languages: tuple[Translation, ...] = ()
    changes_style: str = ""
    atom: str = ""
    json_feed: str = ""
    canonical: str = ""
    changes: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A page of what changed: its heading, the title of the notice, the words above, the entries, the newest first.

    `stood` gives for an entry, by its anchor, the words and the address of the notice as it stood then, `record` the
    address of what was released. `others` are the pages for other years, and from them the one with the newest.
    """

    heading: str
    title: Line
    lead: str
    entries: Sequence[LogEntry]
    stood: Mapping[str, tuple[str, str]]
    record: Mapping[str, str]
    others: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in a list: its title and address."""

    title: Line
    href: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A notice in a list: its page, and its page for children if it has one."""

    page: Entry
    for_children: Entry | None = None


def render(
    notice: LaidNotice, language: Language, links: Links, templates: Path | None = None, addresses: About | None = None
) -> bytes:
    """The page of a notice; `addresses` are those for its JSON-LD block, None for a page without a block."""
    block = about(notice, language, addresses) if addresses else None
    values = {"notice": notice, "language": language, "links": links, "about": block}
    return _fill("notice.html.j2", templates, organisation=notice.organisation, **values)


def changed(
    page: Changed, organisation: Line, language: Language, links: Links, templates: Path | None = None
) -> bytes:
    """A page of what changed in a notice; `links.self` is that of the notice."""
    texts = language.texts["what_changed"]
    values = {"page": page, "language": language, "links": links, "texts": texts}
    return _fill("what-changed.html.j2", templates, organisation=organisation, **values)


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
    """The 404 page."""
    return _fill("missing.html.j2", templates, language=language, links=links, organisation=organisation)


def style(templates: Path | None = None, name: str = "notice.css") -> bytes:
    """A style sheet: the council's own if there is one, else ours."""
    places = [p / "assets" / name for p in (templates, folder()) if p]
    return next(p for p in places if p.is_file()).read_bytes().replace(b"\r\n", b"\n")


def _fill(template: str, templates: Path | None, **values: Any) -> bytes:
    return fill(template, templates, {"policy": POLICY, **values})
