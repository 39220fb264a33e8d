"""Pages to read back: as the renderer writes them, with the frame that they must have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.core.language import Language
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.core.layout.notice import lay_out
from site_builder.core.model import Notice, Registry
from site_builder.renderers import html
from site_builder.renderers.html_about import About
from site_builder.sources.languages import language
from site_builder.verify.drift import Drift
from site_builder.verify.page import frame as frames
from site_builder.verify.page import page_drifts
from site_builder.verify.page.frame import Frame, Told
from tests.seed import ON, english, laid_out, seed

FEED, STYLE = "data/v1/feed.0.jsonld", "assets/notice.0.css"


@dataclass(frozen=True)
class Page:
    """A page of ours: what it must say, and its bytes."""

    laid: LaidNotice
    language: Language
    frame: Frame
    data: bytes

    def drifts(self, data: bytes | None = None) -> list[Drift]:
        """What is found on it, or on other bytes in its place."""
        found = self.data if data is None else data
        return page_drifts(found, self.laid, self.language, file="page", frame=self.frame)

    def drifts_in_theirs(self, data: bytes | None = None, address: str = "") -> list[Drift]:
        """The same, as on a page that is not ours."""
        found = self.data if data is None else data
        return page_drifts(found, self.laid, self.language, file="page", address=address)

    def with_(self, old: str, new: str) -> bytes:
        """Its bytes with one text in place of another, the first time."""
        assert old.encode() in self.data, old
        return self.data.replace(old.encode(), new.encode(), 1)


def page_of(registry: Registry, laid: LaidNotice) -> Page:
    """A notice's page, in all languages and variants that its registry has."""
    spoken = language(laid.language)
    folder = f"{spoken.tag}/{laid.id}/"
    here, child = (f"{folder}child/", folder) if laid.for_children else (folder, f"{folder}child/")
    up = "../" * here.count("/")
    others = [language(tag) for tag in registry.languages] if len(registry.languages) > 1 else []
    places = {each.tag: here.replace(spoken.tag, each.tag, 1) for each in others}
    pdf, size = f"{folder}notice.pdf", "92 KB"
    links = html.Links(
        style=up + STYLE,
        home=f"{up}{spoken.tag}/",
        self="./",
        feed=up + FEED,
        licence=registry.licence or "",
        pdf=up + pdf,
        pdf_size=size,
        variant=up + child,
        languages=tuple(html.Translation(o.tag, o.called(o.tag), up + places[o.tag]) for o in others),
    )
    site = registry.site
    frame = Frame(
        address=site + here,
        style=site + STYLE,
        home=f"{site}{spoken.tag}/",
        feed=site + FEED,
        licence=registry.licence,
        pdf=site + pdf,
        pdf_size=size,
        variant=site + child,
        languages=tuple(Told(o.called(o.tag), site + places[o.tag], o.tag) for o in others),
        about=frames.about(registry, laid, spoken, page=site + here, pdf=site + pdf, feed=site + FEED),
    )
    told = About(registry, page=here, pdf=pdf, feed=FEED)
    return Page(laid, spoken, frame, html.render(laid, spoken, links, told=told))


def pages(registry: Registry) -> Iterator[Page]:
    """Every page of a registry."""
    for notice in registry.notices:
        for tag in registry.languages:
            yield from (page_of(registry, laid) for laid in _variants(registry, notice, language(tag)))


def _variants(registry: Registry, notice: Notice, spoken: Language) -> Iterator[LaidNotice]:
    yield lay_out(registry, notice, spoken, ON)
    if notice.is_for_children_too:
        yield lay_out(registry, notice, spoken, ON, for_children=True)


def seeds() -> Page:
    """The seed's page."""
    assert english().tag == laid_out().language
    return page_of(seed(), laid_out())
