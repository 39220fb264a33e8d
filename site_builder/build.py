"""From a registry to the files of its site, in memory. OUTPUTS is the table of outputs: a renderer and a row each."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from site_builder import addresses
from site_builder.addresses import (
    CATALOGUE,
    CONSUMER_SCHEMA,
    CONTEXT,
    DATA,
    FEED,
    MANIFEST,
    ROOT,
    SCHEMA,
    SIGNATURE,
    iri,
    of_edition,
)
from site_builder.facts.feed_form import edition
from site_builder.facts.language import Language
from site_builder.facts.layout.laid_out import LaidNotice
from site_builder.facts.layout.notice import lay_out
from site_builder.facts.layout.shown import CHILD
from site_builder.facts.redact import public
from site_builder.facts.releases import release_of
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import Sentences
from site_builder.kept import Kept
from site_builder.load.project.languages import language
from site_builder.manifest.form import LIFE, Manifest, later, listing, sha256, written
from site_builder.model import Registry
from site_builder.render import catalogue, html, pdf
from site_builder.render.feed import context, decision_schemas, parts, schema
from site_builder.render.feed import graph as feed
from site_builder.render.hosting_files import headers, robots, sitemap, well_known
from site_builder.render.html import About
from site_builder.render.pdf import poster
from site_builder.version import VERSION

PAPER, LARGE_PRINT, POSTER = "notice.pdf", "notice-large-print.pdf", "poster.pdf"
"""The PDFs in the folder of a page; the second one where the registry asks for it."""

Files = Mapping[str, bytes]
Make = Callable[[], bytes]


class Watch(Protocol):
    """Told of each stage as it ends, and within it of each file that takes long: which one it is, and of how many."""

    def __call__(self, what: str, number: int = 0, of: int = 0) -> None:
        """`of` is 0 for a stage."""


@dataclass(frozen=True, slots=True)
class Named:
    """A file whose name holds the digest of its content, so that it never changes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Edition:
    """A notice in one language, for everyone and perhaps for children, and the folder of its page."""

    for_everyone: LaidNotice
    for_children: LaidNotice | None
    language: Language
    folder: str

    @property
    def pages(self) -> Iterator[tuple[LaidNotice, str, str]]:
        """Each page with its folder and that of its twin, '' for none."""
        children = f"{self.folder}{CHILD}"
        yield self.for_everyone, self.folder, children if self.for_children else ""
        if self.for_children:
            yield self.for_children, children, self.folder


@dataclass(frozen=True, slots=True)
class Work:
    """What every output is made from: the public half, its editions laid out, and what every page names by digest."""

    registry: Registry
    languages: tuple[Language, ...]
    editions: tuple[Edition, ...]
    on: date
    templates: Path | None
    feed: Named
    style: Named
    previous_manifest_sha256: str | None
    keep: Collection[str] = ()
    fonts: Path | None = None
    kept: Kept | None = None
    watch: Watch = lambda *_: None
    papers: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """Every file of a site by its path, the PDFs of its notices before the feed was attached, its notices laid out."""

    files: Files
    papers: Files
    laid: Sequence[LaidNotice]


def site_files(
    registry: Registry,
    on: date,
    templates: Path | None = None,
    keep: Collection[str] = (),
    fonts: Path | None = None,
) -> Files:
    """The files of `made_site`."""
    return made_site(registry, on, templates, keep=keep, fonts=fonts).files


def made_site(
    registry: Registry,
    on: date,
    templates: Path | None = None,
    *,
    keep: Collection[str] = (),
    fonts: Path | None = None,
    kept: Kept | None = None,
    watch: Watch = lambda *_: None,
) -> Site:
    """Every file of the site, the manifest among them: a function of registry, templates, fonts and day.

    `keep` are names in the published folder that are the user's own; with `.well-known`, nothing is made under it.
    `fonts` is a folder of fonts for the PDFs besides ours, `kept` holds the PDFs that were set before. Raises
    FontError, PdfError where the PDF cannot say what the notice says, TemplateFailure where a template cannot be
    filled.
    """
    work = _work(registry, on, templates, watch)
    work = replace(work, keep=keep, fonts=fonts, kept=kept)
    made: dict[str, bytes] = {}
    for name, output in OUTPUTS:
        made |= output(work, made)
        watch(name)
    return Site(made, work.papers, [notice for e in work.editions for notice, _, _ in e.pages])


def shown_site(
    registry: Registry, on: date, templates: Path | None = None, fonts: Path | None = None
) -> tuple[Files, Mapping[str, Make]]:
    """What a person looks at in a site, without waiting for its PDFs: the other files, and how each PDF is made.

    A page does not know the size of its PDFs, and what only hosts, crawlers and catalogues look at is left out.
    Raises as `made_site`.
    """
    work = replace(_work(registry, on, templates), fonts=fonts)
    papers: dict[str, Make] = {
        path: partial(pdf.render, notice, spoken, feed=work.feed.data, issued=work.registry.issued, theme=look)
        for path, (notice, spoken, look) in _papers(work).items()
    }
    later = {**papers, **_poster_of_each(work)}
    made: dict[str, bytes] = dict.fromkeys(later, b"")
    for name, output in OUTPUTS:
        if name in SHOWN:
            made |= output(work, made)
    return {path: data for path, data in made.items() if path not in later}, later


def _work(registry: Registry, on: date, templates: Path | None, watch: Watch = lambda *_: None) -> Work:
    half = public(registry)
    languages = tuple(map(language, half.languages))
    editions = tuple(_editions(half, languages, on))
    watch("layout")
    feed_file = _named(f"{DATA}feed.", feed.render(half, on), ".jsonld")
    style = _named("assets/notice.", html.style(templates), ".css")
    watch("feed")
    release = release_of(registry)
    previous = release.previous_manifest_sha256 if release else None
    return Work(half, languages, editions, on, templates, feed_file, style, previous, watch=watch)


def _editions(registry: Registry, languages: Sequence[Language], on: date) -> Iterator[Edition]:
    for spoken in languages:
        for notice in registry.notices:
            everyone = lay_out(registry, notice, spoken, on)
            children = lay_out(registry, notice, spoken, on, for_children=True) if notice.is_for_children_too else None
            yield Edition(everyone, children, spoken, f"{_root(languages, spoken)}{notice.id}/")


def _root(languages: Sequence[Language], spoken: Language) -> str:
    """The folder of a language: the first has the site itself."""
    return "" if spoken is languages[0] else f"{spoken.tag}/"


def _named(start: str, data: bytes, end: str) -> Named:
    return Named(f"{start}{sha256(data)[:16]}{end}", data)


def _data(work: Work, _: Files) -> Files:
    fixed = {CONTEXT: context.context(), SCHEMA: schema.schema(), CONSUMER_SCHEMA: schema.consumer_schema()}
    return {
        **{of_edition(edition(work.registry), path): data for path, data in fixed.items()},
        **decision_schemas.documents(),
        work.feed.path: work.feed.data,
        FEED: work.feed.data,
        work.style.path: work.style.data,
    }


def _parts(work: Work, _: Files) -> Files:
    """A large feed in parts too, with their index."""
    if len(work.registry.disclosures) <= parts.FROM:
        return {}
    whole = json.loads(work.feed.data)
    found = tuple(parts.parts(whole, work.feed.path))
    return {**{p.path: p.data for p in found}, parts.INDEX: parts.index(whole, found, work.feed.path)}


def _papers(work: Work) -> Mapping[str, tuple[LaidNotice, Language, pdf.Theme]]:
    """What each PDF is made of, by its path."""
    looks = {PAPER: pdf.Theme(), **({LARGE_PRINT: pdf.LARGE_PRINT} if work.registry.large_print else {})}
    looks = {name: replace(look, fonts=work.fonts) for name, look in looks.items()}
    return {
        f"{folder}{name}": (notice, e.language, look)
        for e in work.editions
        for notice, folder, _ in e.pages
        for name, look in looks.items()
    }


def _pdfs(work: Work, _: Files) -> Files:
    """Several at once: Typst, which takes longest, lets other threads run."""
    asked, issued, made = _papers(work), work.registry.issued, {}

    def paper(of: tuple[LaidNotice, Language, pdf.Theme]) -> bytes:
        notice, language, look = of
        return pdf.paper(notice, language, issued=issued, theme=look, kept=work.kept)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, (path, data) in enumerate(zip(asked, pool.map(paper, asked.values()), strict=True), 1):
            work.papers[path] = data
            made[path] = pdf.with_feed(data, asked[path][1], feed=work.feed.data, issued=issued)
            work.watch(path, number, len(asked))
    return made


def _posters(work: Work, _: Files) -> Files:
    return {path: make() for path, make in _poster_of_each(work).items()}


def _poster_of_each(work: Work) -> Mapping[str, Make]:
    """How the poster of each notice that has a short address is made; of the page for children where there is one."""
    short = {str(n.id): n.short_address for n in work.registry.notices if n.short_address}
    return {
        f"{e.folder}{POSTER}": partial(
            poster.render,
            e.for_children or e.for_everyone,
            e.language,
            short[e.for_everyone.id],
            issued=work.registry.issued,
            theme=pdf.Theme(fonts=work.fonts),
            kept=work.kept,
        )
        for e in work.editions
        if e.for_everyone.id in short
    }


def _pages(work: Work, made: Files) -> Files:
    """The pages of the notices; each tells the size of its PDFs, which must have been made."""
    return {
        f"{folder}index.html": html.render(
            notice,
            e.language,
            _links(work, e, folder, twin, made),
            work.templates,
            About(work.registry, folder, f"{folder}{PAPER}", work.feed.path),
        )
        for e in work.editions
        for notice, folder, twin in e.pages
    }


def _index(work: Work, _: Files) -> Files:
    root = urlsplit(work.registry.site).path
    from_anywhere = html.Links(style=root + work.style.path, home=root)
    first = work.languages[0]
    return {
        **{f"{_root(work.languages, spoken)}index.html": _list(work, spoken) for spoken in work.languages},
        "404.html": html.missing(_organisation(work, first), first, from_anywhere, work.templates),
    }


def _list(work: Work, spoken: Language) -> bytes:
    here = _root(work.languages, spoken)
    listed = [
        html.Listed(*(html.Entry(notice.title, _relative_address(here, folder)) for notice, folder, _ in e.pages))
        for e in work.editions
        if e.language is spoken
    ]
    links = html.Links(
        style=_relative_address(here, work.style.path),
        home="./",
        feed=_relative_address(here, work.feed.path),
        licence=work.registry.licence or "",
        languages=_translations(work, spoken, here, ""),
    )
    s = Sentences(work.registry, spoken)
    heading = s.line(spoken.page("notices_of", organisation=s.words(work.registry.organisation.name)))
    return html.index(listed, heading, _organisation(work, spoken), spoken, links, work.templates)


def _organisation(work: Work, spoken: Language) -> Line:
    s = Sentences(work.registry, spoken)
    return s.line(s.words(work.registry.organisation.name))


def _catalogue(work: Work, made: Files) -> Files:
    """What catalogues of data harvest; it tells the size of each PDF for everyone, which must have been made."""
    paths = {f"{e.folder}{PAPER}": e for e in work.editions}
    papers = [catalogue.Paper(e.for_everyone.id, e.language.tag, path, made[path]) for path, e in paths.items()]
    record = catalogue.Record(work.registry, work.languages, _lists(work), work.feed.data, papers)
    return {CATALOGUE: catalogue.render(record), f"{DATA}data.json": catalogue.data_json(record)}


def _surroundings(work: Work, made: Files) -> Files:
    registry = work.registry
    pages = (folder for e in work.editions for _, folder, _ in e.pages)
    folders = [*(_root(work.languages, spoken) for spoken in work.languages), *pages]
    known = well_known(registry.site, _lists(work), registry.licence, work.keep, edition(registry))
    # The manifest is yet to come, and its signature may come without a build.
    paths = sorted({*made, *known, MANIFEST, SIGNATURE})
    return {
        **known,
        addresses.HEADERS: headers(html.POLICY, registry.site, paths, {work.feed.path}),
        addresses.ROBOTS: robots(registry.site),
        addresses.SITEMAP: sitemap([registry.site + folder for folder in folders], registry.issued),
    }


def _lists(work: Work) -> Mapping[str, str]:
    """The folder of the list of notices in each language, by its tag."""
    return {spoken.tag: _root(work.languages, spoken) for spoken in work.languages}


def _manifest(work: Work, made: Files) -> Files:
    registry = work.registry
    made_of = Manifest(
        registry=iri(registry.site, ROOT),
        version=registry.version,
        issued=registry.issued,
        valid_from=work.on,
        expires=later(work.on, LIFE),
        feed=work.feed.path,
        previous_manifest_sha256=work.previous_manifest_sha256,
        program=VERSION,
        files=listing(made),
    )
    return {MANIFEST: written(made_of)}


OUTPUTS: tuple[tuple[str, Callable[[Work, Files], Files]], ...] = (
    ("data", _data),
    ("parts", _parts),
    ("pdf", _pdfs),
    ("posters", _posters),
    ("pages", _pages),
    ("index", _index),
    ("catalogue", _catalogue),
    ("surroundings", _surroundings),
    ("manifest", _manifest),
)
"""What is made; each output is given what stands before it. The manifest comes last: it lists all others."""
SHOWN = {"data", "parts", "pages", "index"}
"""Those that people look at, and what these lead to."""


def _links(work: Work, edition: Edition, here: str, twin: str, made: Files) -> html.Links:
    """Addresses as the page of a notice uses them; `twin` is the folder of its other variant, '' for none."""
    spoken = edition.language
    root = _root(work.languages, spoken)
    large = made.get(f"{here}{LARGE_PRINT}")
    large_print = {"large_print": LARGE_PRINT, "large_print_size": _size(spoken, large)} if large is not None else {}
    wall = f"{edition.folder}{POSTER}"
    poster_link = (
        {"poster": _relative_address(here, wall), "poster_size": _size(spoken, made[wall])} if wall in made else {}
    )
    return html.Links(
        style=_relative_address(here, work.style.path),
        home=_relative_address(here, root),
        self="./",
        feed=_relative_address(here, work.feed.path),
        licence=work.registry.licence or "",
        pdf=PAPER,
        pdf_size=_size(spoken, made[f"{here}{PAPER}"]),
        **large_print,
        **poster_link,
        variant=_relative_address(here, twin) if twin else "",
        languages=_translations(work, spoken, here, here.removeprefix(root)),
    )


def _size(spoken: Language, data: bytes) -> str:
    """As a page tells it; of a PDF that is not made yet nobody knows."""
    return spoken.page("kilobytes", number=str(max(1, round(len(data) / 1000))) if data else "?")


def _translations(work: Work, spoken: Language, here: str, below: str) -> tuple[html.Translation, ...]:
    """The same page in each language, each by its own name; none where there is one language."""
    if len(work.languages) == 1:
        return ()
    return tuple(
        html.Translation(
            each.tag,
            each.called(each.tag),
            "./" if each is spoken else _relative_address(here, f"{_root(work.languages, each)}{below}"),
        )
        for each in work.languages
    )


def _relative_address(here: str, there: str) -> str:
    """From the page in one folder of the site to a place in it, as a relative address."""
    return "../" * here.count("/") + there or "./"
