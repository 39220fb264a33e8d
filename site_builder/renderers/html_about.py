"""What a notice's page tells search engines of itself: a small block of schema.org as JSON-LD in its head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.core.addresses import ROOT, iri
from site_builder.core.language import Language
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.core.model import Registry
from site_builder.renderers._templates import canonical_tag

GOVERNMENT = {"central_department", "executive_agency", "council", "devolved_government"}
"""Kinds of body that are a schema:GovernmentOrganization; any other, or none stated, is an Organization."""

Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """What a page needs besides its notice: the public registry, and the paths of its folder, its PDF and its feed."""

    registry: Registry
    page: str
    pdf: str
    feed: str


def about(notice: LaidNotice, language: Language, told: About) -> Block:
    """The block: a WebPage that is based on a Dataset. Only what the registry states, with absolute addresses.

    The context is given here and not fetched: all terms are schema.org's. The PDF is for everyone, so a page for
    children does not name it as another form of itself.
    """
    registry = told.registry
    page = registry.site + told.page
    pdf = {} if notice.for_children else {"encoding": _file("MediaObject", registry.site + told.pdf, "application/pdf")}
    return {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": page,
        "@type": "WebPage",
        "url": page,
        "name": notice.title.text,
        "inLanguage": canonical_tag(notice.language),
        "dateModified": registry.issued.isoformat(),
        "publisher": _publisher(registry, notice.organisation.text),
        **pdf,
        "isBasedOn": _dataset(notice, language, told),
    }


def _publisher(registry: Registry, name: str) -> Block:
    ours = registry.organisation
    kind = "GovernmentOrganization" if ours.kind in GOVERNMENT else "Organization"
    website = {"url": ours.website} if ours.website else {}
    return {"@id": iri(registry.site, ours.id), "@type": kind, "name": name, **website}


def _dataset(notice: LaidNotice, language: Language, told: About) -> Block:
    registry = told.registry
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
        "distribution": _file("DataDownload", registry.site + told.feed, "application/ld+json"),
    }


def _file(kind: str, address: str, media_type: str) -> Block:
    return {"@id": address, "@type": kind, "contentUrl": address, "encodingFormat": media_type}
