"""What must stand around the notices on the pages of a site: to where each of them leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from site_builder.core.language import Language
from site_builder.core.lines import Line
from site_builder.core.sentences import Sentences
from site_builder.manifest import Manifest
from site_builder.verify.drift import Drift
from site_builder.verify.page import list_drifts, missing_drifts, page_drifts
from site_builder.verify.page.frame import Frame, Listed, Told, about
from site_builder.verify.site.files import MISSING_PAGE, PAGE, Edition, Stated

Files = Mapping[str, bytes | None]
ANYWHERE = ("-/" * 20, "-/" * 21)
"""Where the page for what is not there is read: no link that leads up leads from both to one place."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a site beside what they must say: of notices, of lists, and for what is not there."""

    stated: Stated
    files: Files
    manifest: Manifest
    style: str

    def of_notice(self, edition: Edition, data: bytes) -> list[Drift]:
        """How the page of an edition differs."""
        registry, spoken = self.stated.registry, edition.language
        address, pdf, feed = (self._at(path) for path in (edition.page, edition.pdf, self.manifest.feed))
        frame = Frame(
            address=address,
            style=self._at(self.style),
            home=self._at(edition.root),
            feed=feed,
            licence=registry.licence,
            pdf=pdf,
            pdf_size=spoken.page("kilobytes", number=str(max(1, round(self._size(edition.pdf) / 1000)))),
            variant=self._at(edition.variant) if edition.variant else "",
            languages=tuple(self._languages(edition.page.removeprefix(edition.root))),
            about=about(registry, edition.laid, spoken, page=address, pdf=pdf, feed=feed),
        )
        return page_drifts(data, edition.laid, spoken, file=edition.page, frame=frame)

    def of_list(self, path: str, spoken: Language, data: bytes) -> list[Drift]:
        """How the list of notices in a language differs."""
        registry = self.stated.registry
        say = Sentences(registry, spoken)
        heading = say.line(spoken.page("notices_of", organisation=say.words(registry.organisation.name)))
        frame = Frame(
            address=self._at(path),
            style=self._at(self.style),
            home=self._at(path),
            feed=self._at(self.manifest.feed),
            licence=registry.licence,
            languages=tuple(self._languages(PAGE)),
        )
        return list_drifts(
            data, tuple(self._listed(spoken)), heading, self._organisation(spoken), spoken, frame, file=path
        )

    def of_nothing(self, data: bytes) -> list[Drift]:
        """How the page for what is not there differs: it is in the first language, and stands at every address."""
        spoken = next(iter(self.stated.lists.values()))
        style, home, council = self._at(self.style), self._at(PAGE), self._organisation(spoken)
        frames = (Frame(address=self._at(place), style=style, home=home) for place in ANYWHERE)
        found = (missing_drifts(data, council, spoken, frame, file=MISSING_PAGE) for frame in frames)
        return next(filter(None, found), [])

    def _at(self, path: str) -> str:
        """The address of a file; a page has that of its folder."""
        folder, _, name = path.rpartition("/")
        return self.stated.registry.site + (f"{folder}/" * bool(folder) if name == PAGE else path)

    def _size(self, path: str) -> int:
        """How large the PDF is of which a page tells the size."""
        entry = self.manifest.files.get(path)
        return entry.bytes if entry else len(self.files.get(path) or b"")

    def _organisation(self, spoken: Language) -> Line:
        say = Sentences(self.stated.registry, spoken)
        return say.line(say.words(self.stated.registry.organisation.name))

    def _languages(self, below: str) -> Iterator[Told]:
        """The same page in each language, each by its own name; none where there is one language."""
        if len(self.stated.lists) > 1:
            for path, spoken in self.stated.lists.items():
                yield Told(spoken.called(spoken.tag), self._at(path.removesuffix(PAGE) + below), spoken.tag)

    def _listed(self, spoken: Language) -> Iterator[Listed]:
        by_page = {e.page: e for e in self.stated.editions if e.language is spoken}
        for edition in by_page.values():
            if not edition.laid.for_children:
                child = by_page.get(edition.variant)
                address = self._at(child.page) if child else ""
                yield Listed(edition.laid, self._at(edition.page), child.laid if child else None, address)
