"""What must stand around the notice on a page of ours: head, header, contents, footer, and what machines are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.core.addresses import ROOT, iri
from site_builder.core.language import Language
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.core.lines import Line
from site_builder.core.model import Registry
from site_builder.verify.page.nodes import Node, node, single, tidy
from site_builder.verify.page.region import Nodes, region, titled, words

POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "script-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
}
"""The directives of the Content Security Policy of every page."""
JSON_LD = "application/ld+json"
OF_GOVERNMENT = {"central_department", "executive_agency", "council", "devolved_government"}


@dataclass(frozen=True, slots=True)
class Told:
    """A page in another language or of another notice: what its link says, its address, and its language."""

    name: str
    address: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The addresses that a page of ours names, all absolute; '' or None for one that it has no use for.

    `pdf_size` is in words. `variant` is the page for children, on theirs the one for everyone. `languages` are all
    that there are, in their order, and none for one language. `about` is what search engines are told.
    """

    address: str
    style: str
    home: str
    feed: str = ""
    licence: str | None = None
    pdf: str = ""
    pdf_size: str = ""
    variant: str = ""
    languages: tuple[Told, ...] = ()
    about: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A notice in a list with the address of its page, and those of its page for children, None and '' for none."""

    laid: LaidNotice
    address: str
    for_children: LaidNotice | None = None
    address_for_children: str = ""


# ---- the body


def of_notice(laid: LaidNotice, language: Language, frame: Frame) -> Node:
    """The body of a notice's page, with its region."""
    contents = node(
        "nav",
        node("h2", language.page("contents"), id="page-contents"),
        node("ol", *_contents(laid)),
        class_="contents",
        aria_labelledby="page-contents",
    )
    body = node("div", contents, region(laid, language), class_="frame body")
    versions = node("nav", node("ul", *_versions(laid, language, frame)), aria_label=language.page("versions"))
    footer = _footer(language, frame, node("p", laid.edition))
    return _body(language, frame, laid.organisation, [body, footer], versions)


def of_list(notices: Iterable[Listed], heading: Line, organisation: Line, language: Language, frame: Frame) -> Node:
    """The body of the list of notices."""
    items = [node("li", *_listed(each, language)) for each in notices]
    main = node("main", node("h1", *words(heading)), node("ul", *items, class_="notices"), id="page-main")
    return _body(language, frame, organisation, [node("div", main, class_="frame"), _footer(language, frame)])


def of_nothing(organisation: Line, language: Language, frame: Frame) -> Node:
    """The body of the page for what is not there."""
    back = node("p", language.page("not_found_text"), " ", node("a", language.page("back"), href=frame.home))
    main = node("main", node("h1", language.page("not_found")), back, id="page-main")
    return _body(language, frame, organisation, [node("div", main, class_="frame")])


def _body(language: Language, frame: Frame, organisation: Line, below: list[Node], *versions: Node) -> Node:
    skip = node("a", language.page("skip"), href="#page-main", class_="skip")
    name = node("strong", *words(organisation, linked=True))
    home = node("a", name, " ", node("span", language.page("notices")), href=frame.home, class_="home")
    translations = node("nav", node("ul", *_translations(language, frame)), aria_label=language.page("languages"))
    navs = [translations, *versions] if frame.languages else versions
    header = node("header", node("div", node("p", home), *navs, class_="frame"), class_="mast")
    return tidy(node("body", skip, header, *below))


def _translations(language: Language, frame: Frame) -> Iterator[Node]:
    for each in frame.languages:
        if each.language == language.tag:
            yield node("li", node("span", each.name, aria_current="true"))
        else:
            yield node("li", node("a", each.name, href=each.address, lang=each.language, hreflang=each.language))


def _versions(laid: LaidNotice, language: Language, frame: Frame) -> Iterator[Node]:
    if frame.variant:
        text = language.page("for_everyone" if laid.for_children else "for_children")
        yield node("li", node("a", text, href=frame.variant))
    pdf = language.page("pdf", size=frame.pdf_size)
    yield node("li", node("a", pdf, href=frame.pdf, type="application/pdf"))


def _contents(laid: LaidNotice) -> Iterator[Node]:
    if laid.glance.rows:
        yield node("li", node("a", laid.glance.caption, href="#page-glance"))
    for section in laid.sections:
        yield node("li", node("a", *words(section.heading, linked=True), href=f"#{section.anchor}"))
    for heading, box in titled(laid):
        yield node("li", node("a", heading, href=f"#{box.anchor}"))


def _footer(language: Language, frame: Frame, *above: Node) -> Node:
    data = node("p", node("a", language.page("data"), href=frame.feed, type=JSON_LD))
    return node("footer", node("div", *above, data, class_="frame"))


def _listed(listed: Listed, language: Language) -> Nodes:
    yield node("a", *words(listed.laid.title, linked=True), href=listed.address)
    if listed.for_children:
        title = words(listed.for_children.title, linked=True)
        link = node("a", *title, href=listed.address_for_children)
        yield " "
        told = language.page("for_children")
        yield node("span", f"{told}: ", link, class_="variant")


# ---- the head


def head(title: str, organisation: Line, language: Language, frame: Frame) -> Iterator[Node]:
    """What must stand in the head, but for the policy and what search engines are told."""
    yield node("meta", charset="utf-8")
    yield node("meta", name="viewport", content="width=device-width, initial-scale=1")
    yield node("meta", name="referrer", content="no-referrer")
    yield node("title", single(f"{title} – {organisation.text}"))
    yield node("link", rel="stylesheet", href=frame.style)
    for each in frame.languages:
        yield node("link", rel="alternate", hreflang=each.language, href=each.address)
    if frame.feed:
        yield node("link", rel="alternate", type=JSON_LD, href=frame.feed, title=language.page("data"))
    if frame.licence:
        yield node("link", rel="license", href=frame.licence)
    if frame.pdf:
        pdf = language.page("pdf", size=frame.pdf_size)
        yield node("link", rel="privacy-policy", href=frame.address)
        yield node("link", rel="alternate", type="application/pdf", href=frame.pdf, title=pdf)


def about(
    registry: Registry, laid: LaidNotice, language: Language, *, page: str, pdf: str, feed: str
) -> Mapping[str, Any]:
    """What search engines are told of a notice's page, in schema.org's words; `page`, `pdf`, `feed` are absolute."""
    return {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": page,
        "@type": "WebPage",
        "url": page,
        "name": laid.title.text,
        "inLanguage": laid.language,
        "dateModified": registry.issued.isoformat(),
        "publisher": _publisher(registry, laid.organisation.text),
        "encoding": None if laid.for_children else _file("MediaObject", pdf, "application/pdf"),
        "isBasedOn": _dataset(registry, laid.organisation.text, language, feed),
    }


def _publisher(registry: Registry, name: str) -> Mapping[str, Any]:
    ours = registry.organisation
    kind = "GovernmentOrganization" if ours.kind in OF_GOVERNMENT else "Organization"
    return {"@id": iri(registry.site, ours.id), "@type": kind, "name": name, "url": ours.website}


def _dataset(registry: Registry, organisation: str, language: Language, feed: str) -> Mapping[str, Any]:
    return {
        "@id": iri(registry.site, ROOT),
        "@type": "Dataset",
        "name": language.page("dataset"),
        "description": language.page("dataset_says", organisation=organisation),
        "version": registry.version,
        "dateModified": registry.issued.isoformat(),
        "publisher": {"@id": iri(registry.site, registry.organisation.id)},
        "license": registry.licence,
        "distribution": _file("DataDownload", feed, JSON_LD),
    }


def _file(kind: str, address: str, media_type: str) -> Mapping[str, str]:
    return {"@id": address, "@type": kind, "contentUrl": address, "encodingFormat": media_type}
