"""From a registry to the files of its site, in memory. OUTPUTS is the table of outputs: a renderer and a row each."""

from __future__ import annotations

import json
import os
from collections import ChainMap
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, partial
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
    TABLES,
    iri,
    of_edition,
    relative,
    table,
)
from site_builder.changed import STYLE, Changed
from site_builder.editions import Edition, editions, root
from site_builder.facts.feed_form import edition
from site_builder.facts.language import Language
from site_builder.facts.layout.notice import title
from site_builder.facts.redact import public
from site_builder.facts.rich_text import Line
from site_builder.facts.sentences import Sentences
from site_builder.history import chain, published
from site_builder.history.store import Kept as Release
from site_builder.kept import Kept
from site_builder.locale.languages import language
from site_builder.manifest import attestation
from site_builder.manifest.form import LIFE, Manifest, later, listing, sha256, written
from site_builder.model import Registry
from site_builder.model.values import Id
from site_builder.own_templates import folder
from site_builder.render import catalogue, html, pdf
from site_builder.render.feed import context, decision_schemas, parts, schema
from site_builder.render.feed import graph as feed
from site_builder.render.hosting_files import headers, robots, sitemap, well_known
from site_builder.render.html import About
from site_builder.render.pdf import poster
from site_builder.render.tables import csv_file
from site_builder.render.tables.registry_tables import tables
from site_builder.unchanged import folder_digest
from site_builder.version import VERSION

PAPER, LARGE_PRINT, POSTER = "notice.pdf", "notice-large-print.pdf", "poster.pdf"
"""The PDFs in the folder of a page; the second one where the registry asks for it."""

Files = Mapping[str, bytes]
Make = Callable[[], bytes]


Read = Callable[[Edition, str, bytes], None]
"""Given the edition, the path and the content of a page or PDF."""


class Watch(Protocol):
    """Told of each stage as it ends, and within it of each file that takes long: which one it is, and of how many."""

    def __call__(self, what: str, number: int = 0, of: int = 0) -> None:
        """`of` is 0 for a stage."""


@dataclass(frozen=True, slots=True)
class Named:
    """A file whose name holds the digest of its content, so that it never changes."""

    path: str
    data: bytes


@dataclass(frozen=True)
class Work:
    """What every output is made from: the public half, its editions laid out, and what every page names by digest."""

    registry: Registry
    languages: tuple[Language, ...]
    editions: tuple[Edition, ...]
    on: date
    templates: Path | None
    feed: Named
    style: Named
    keep: Collection[str] = ()
    fonts: Path | None = None
    kept: Kept = field(default_factory=Kept)
    watch: Watch = lambda *_: None
    read: Read = lambda *_: None
    given: Files = field(default_factory=dict)
    kept_releases: Sequence[Release] = ()

    @cached_property
    def changes_style(self) -> Named:
        """The style sheet of what changed."""
        return _named("assets/changes.", html.style(self.templates, STYLE), ".css")

    @cached_property
    def changed(self) -> Mapping[str, Changed]:
        """What changed in each notice, by the folder of its edition for everyone; none where no release says so."""
        return {
            e.folder: Changed(
                e,
                e.log,
                self.kept_releases,
                root(self.languages, e.language),
                self.style.path,
                self.changes_style.path,
                partial(_translations, self, e.language),
                self.templates,
            )
            for e in self.editions
            if not e.for_children and e.log
        }


def site_files(
    registry: Registry,
    on: date,
    templates: Path | None = None,
    keep: Collection[str] = (),
    fonts: Path | None = None,
    given: Files | None = None,
) -> Files:
    """The files of `made_site`."""
    return made_site(registry, on, templates, keep=keep, fonts=fonts, given=given)


def made_site(  # noqa: PLR0913 -- each is given by its name
    registry: Registry,
    on: date,
    templates: Path | None = None,
    *,
    keep: Collection[str] = (),
    fonts: Path | None = None,
    kept: Kept | None = None,
    watch: Watch = lambda *_: None,
    read: Read = lambda *_: None,
    given: Files | None = None,
    banner: Callable[[Language], str] | None = None,
    unasked: Collection[str] = (),
) -> Files:
    """Every file of the site, the manifest among them: a function of registry, templates, fonts, what is given and day.

    `keep` are names in the published folder that are the user's own; with `.well-known`, nothing is made under it.
    `fonts` is a folder of fonts for the PDFs besides ours, `kept` holds what was made before, `read` is given each page
    and PDF as soon as it is made. `given` are files that are published as they are, by path: the chain of releases, and
    attestations. `banner` is what notices say of themselves above all else, in a language; `unasked` are keys of the
    feed that nobody asked for then. Raises FontError, PdfError where the PDF cannot say what the notice says,
    TemplateFailure where a template cannot be filled.
    """
    work = _work(registry, on, templates, watch, given)
    shown = tuple(replace(each, banner=banner, unasked=unasked) for each in work.editions)
    work = replace(work, keep=keep, fonts=fonts, kept=kept or Kept(), read=read, editions=shown)
    made: dict[str, bytes] = {}
    for name, output in OUTPUTS:
        made |= output(work, made)
        watch(name)
    return made


def shown_site(
    registry: Registry,
    on: date,
    templates: Path | None = None,
    fonts: Path | None = None,
    kept: Kept | None = None,
    given: Files | None = None,
    *,
    unasked: Collection[str] = (),
) -> tuple[Files, Mapping[str, Make]]:
    """What a person looks at in a site, without waiting for its PDFs and tables: the other files, and how each is made.

    A page does not know the size of its PDFs, and what only hosts, crawlers and catalogues look at is left out.
    Raises as `made_site`.
    """
    work = replace(_work(registry, on, templates, given=given), fonts=fonts, kept=kept or Kept())
    work = replace(work, editions=tuple(replace(each, unasked=unasked) for each in work.editions))
    later = {**_papers(work), **_poster_of_each(work), **_table_of_each(work)}
    made: dict[str, bytes] = dict.fromkeys(later, b"")
    for name, output in OUTPUTS:
        if name in SHOWN:
            made |= output(work, made)
    return {path: data for path, data in made.items() if path not in later}, later


def _work(
    registry: Registry,
    on: date,
    templates: Path | None,
    watch: Watch = lambda *_: None,
    given: Files | None = None,
) -> Work:
    half, of_site = public(registry), published.of_site(given or {})
    attested = attestation.newest(given or {}, registry.site)
    languages = tuple(map(language, half.languages))
    feed_file = _named(f"{DATA}feed.", feed.render(half, on, attested), ".jsonld")
    style = _named("assets/notice.", html.style(templates), ".css")
    watch("feed")
    found = tuple(editions(half, feed_file.data, languages, on, published.documents(of_site), attested))
    watch("own parts")
    made = Work(half, languages, found, on, templates, feed_file, style, watch=watch)
    return replace(made, given=given or {}, kept_releases=of_site)


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
    """The notices' own parts of the feed; a large one also in parts of recipients, with their index."""
    own = {e.own.path: e.own.data for e in work.editions}
    if len(work.registry.disclosures) <= parts.FROM:
        return own
    whole = json.loads(work.feed.data)
    found = tuple(parts.of_recipients(whole, work.feed.path))
    return {**own, **{p.path: p.data for p in found}, parts.INDEX: parts.index(whole, found, work.feed.path)}


def _tables(work: Work, _: Files) -> Files:
    return {path: make() for path, make in _table_of_each(work).items()}


def _table_of_each(work: Work) -> Mapping[str, Make]:
    """How each table is made, in the language that the registry's words were written in."""

    @cache
    def made() -> Files:
        found = tables(work.registry, work.languages[0], work.on)
        return {table(each.name): csv_file.render(each) for each in found}

    return {path: lambda path=path: made()[path] for path in map(table, TABLES)}  # type: ignore[misc] # mypy cannot name it


def _given(work: Work, _: Files) -> Files:
    return work.given


def _papers(work: Work) -> Mapping[str, Make]:
    """How each PDF of a notice is made, by its path."""
    looks = {PAPER: pdf.Theme(), **({LARGE_PRINT: pdf.LARGE_PRINT} if work.registry.large_print else {})}
    themes = {name: replace(look, fonts=work.fonts) for name, look in looks.items()}
    given = {name: pdf.look(theme) for name, theme in themes.items()}

    def paper(of: Edition, theme: pdf.Theme) -> bytes:
        issued, kept = work.registry.issued, work.kept
        return pdf.render(of.laid, of.language, feed=of.own.data, issued=issued, theme=theme, kept=kept)

    return {
        f"{e.folder}{name}": _kept(work, e, partial(paper, e, theme), given[name])
        for e in work.editions
        for name, theme in themes.items()
    }


def _kept(work: Work, of: Edition, make: Make, besides: Mapping[str, str]) -> Make:
    """How something is made of an edition and of what stands `besides`, unless it was made of that before."""
    return lambda: work.kept.made({**of.given, **besides}, make)


def _posters(work: Work, _: Files) -> Files:
    return {path: make() for path, make in _poster_of_each(work).items()}


def _poster_of_each(work: Work) -> Mapping[str, Make]:
    """How the poster of each notice that has a short address is made; of the page for children where there is one."""
    theme, issued = pdf.Theme(fonts=work.fonts), work.registry.issued
    look = pdf.look(theme)
    short = {str(n.id): n.short_address for n in work.registry.notices if n.short_address}

    def made(of: Edition, address: str) -> bytes:
        return poster.render(of.laid, of.language, address, issued=issued, theme=theme, kept=work.kept)

    return {
        f"{e.twin or e.folder}{POSTER}": _kept(work, e, partial(made, e, address), {"poster": address, **look})
        for e in work.editions
        if (address := short.get(e.own.notice)) and (e.for_children or not e.twin)
    }


def _notices(work: Work, made: Files) -> Files:
    """The PDFs and pages of the notices; of PDFs those that are not made yet, several at once.

    Typst, which takes longest, lets other threads run. This one makes the pages, which tell the sizes of their PDFs,
    and lets all be read.
    """
    papers = {path: make for path, make in _papers(work).items() if path not in made}
    pages, found = _page_of_each(work), dict[str, bytes]()
    beside = ChainMap(found, dict(made))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = {path: pool.submit(make) for path, make in papers.items()}
        for number, e in enumerate(work.editions, 1):
            for path in (f"{e.folder}{name}" for name in (PAPER, LARGE_PRINT)):
                if path in waiting:
                    found[path] = waiting[path].result()
                    work.read(e, path, found[path])
            path = f"{e.folder}index.html"
            found[path] = pages(e, beside)
            work.read(e, path, found[path])
            e.forget()
            work.watch(e.folder, number, len(work.editions))
    return found


def _page_of_each(work: Work) -> Callable[[Edition, Files], bytes]:
    """How the page of an edition is made, beside its PDFs."""
    given = _templates(work)

    def page(of: Edition, links: html.Links) -> bytes:
        about = About(of.own.registry, of.folder, f"{of.folder}{PAPER}")
        return html.render(of.on_page, of.language, links, work.templates, about)

    def made(of: Edition, beside: Files) -> bytes:
        links = _links(work, of, beside)
        make: Make = partial(page, of, links)
        return make() if given is None else work.kept.made({**of.given_on_page, **given, "links": repr(links)}, make)

    return made


def _changes(work: Work, _: Files) -> Files:
    """What changed in each notice, and the notice as it stood, which is made once."""
    found: dict[str, bytes] = {}
    given = _templates(work)
    for each in work.changed.values():
        found |= {work.changes_style.path: work.changes_style.data, **dict(each.files())}
        for path, release, make in each.stood():
            from_ = {"path": path, "release": release.sha256, "until": repr(each.log.stood), **(given or {})}
            found[path] = make() if given is None else work.kept.made({**each.edition.given, **from_}, make)
    return found


def _templates(work: Work) -> Mapping[str, str] | None:
    """The digests of all templates, ours and the site's own; None where nobody can tell, as something is a link."""
    try:
        return {"our templates": folder_digest(folder()), "own templates": folder_digest(work.templates)}
    except (OSError, LookupError):
        return None


def _index(work: Work, _: Files) -> Files:
    home = urlsplit(work.registry.site).path
    from_anywhere = html.Links(style=home + work.style.path, home=home)
    first = work.languages[0]
    return {
        **{f"{root(work.languages, spoken)}index.html": _list(work, spoken) for spoken in work.languages},
        "404.html": html.missing(_organisation(work, first), first, from_anywhere, work.templates),
    }


def _list(work: Work, spoken: Language) -> bytes:
    here = root(work.languages, spoken)
    s, for_child = Sentences(work.registry, spoken), Sentences(work.registry, spoken, for_children=True)
    notices = {notice.id: notice for notice in work.registry.notices}

    def entry(say: Sentences, notice: Id, folder: str) -> html.Entry:
        return html.Entry(title(say, notices[notice]), relative(here, folder))

    listed = [
        html.Listed(entry(s, e.own.notice, e.folder), entry(for_child, e.own.notice, e.twin) if e.twin else None)
        for e in work.editions
        if e.language is spoken and not e.for_children
    ]
    links = html.Links(
        style=relative(here, work.style.path),
        home="./",
        feed=relative(here, work.feed.path),
        tables={name: relative(here, table(name)) for name in TABLES},
        licence=work.registry.licence or "",
        languages=_translations(work, spoken, here, ""),
    )
    heading = s.line(spoken.page("notices_of", organisation=s.words(work.registry.organisation.name)))
    return html.index(listed, heading, _organisation(work, spoken), spoken, links, work.templates)


def _organisation(work: Work, spoken: Language) -> Line:
    s = Sentences(work.registry, spoken)
    return s.line(s.words(work.registry.organisation.name))


def _catalogue(work: Work, made: Files) -> Files:
    """What catalogues of data harvest; it tells the size of each PDF for everyone, which must have been made."""
    paths = {f"{e.folder}{PAPER}": e for e in work.editions if not e.for_children}
    papers = [catalogue.Paper(e.own.notice, e.language.tag, path, made[path]) for path, e in paths.items()]
    named = {name: made[table(name)] for name in TABLES}
    record = catalogue.Record(work.registry, work.languages, _lists(work), work.feed.data, named, papers)
    return {CATALOGUE: catalogue.render(record), f"{DATA}data.json": catalogue.data_json(record)}


def _surroundings(work: Work, made: Files) -> Files:
    registry = work.registry
    folders = [*(root(work.languages, spoken) for spoken in work.languages), *(e.folder for e in work.editions)]
    folders += [each.folder for each in work.changed.values()]
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
    return {spoken.tag: root(work.languages, spoken) for spoken in work.languages}


def _manifest(work: Work, made: Files) -> Files:
    registry = work.registry
    made_of = Manifest(
        registry=iri(registry.site, ROOT),
        version=registry.version,
        issued=registry.issued,
        valid_from=work.on,
        expires=later(work.on, LIFE),
        feed=work.feed.path,
        program=VERSION,
        releases=chain.head_of(work.given),
        files=listing(made),
    )
    return {MANIFEST: written(made_of)}


OUTPUTS: tuple[tuple[str, Callable[[Work, Files], Files]], ...] = (
    ("data", _data),
    ("parts", _parts),
    ("tables", _tables),
    ("given", _given),
    ("posters", _posters),
    ("notices", _notices),
    ("changes", _changes),
    ("index", _index),
    ("catalogue", _catalogue),
    ("surroundings", _surroundings),
    ("manifest", _manifest),
)
"""What is made; each output is given what stands before it. The manifest comes last: it lists all others."""
SHOWN = {"data", "parts", "notices", "changes", "index"}
"""Those that people look at, and what these lead to."""


def _links(work: Work, of: Edition, made: Files) -> html.Links:
    """Addresses as the page of a notice uses them."""
    spoken, here = of.language, of.folder
    above = root(work.languages, spoken)
    wall = f"{of.twin if of.for_children else here}{POSTER}"
    large, on_wall = made.get(f"{here}{LARGE_PRINT}"), made.get(wall)
    return html.Links(
        style=relative(here, work.style.path),
        home=relative(here, above),
        self="./",
        feed=relative(here, of.own.path),
        all_tables=f"{relative(here, above)}#page-tables",
        licence=work.registry.licence or "",
        pdf=PAPER,
        pdf_size=_size(spoken, made[f"{here}{PAPER}"]),
        large_print="" if large is None else LARGE_PRINT,
        large_print_size="" if large is None else _size(spoken, large),
        poster="" if on_wall is None else relative(here, wall),
        poster_size="" if on_wall is None else _size(spoken, on_wall),
        variant=relative(here, of.twin) if of.twin else "",
        languages=_translations(work, spoken, here, here.removeprefix(above)),
        **(work.changed[here].follow(here) if here in work.changed else {}),
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
            "./" if each is spoken else relative(here, f"{root(work.languages, each)}{below}"),
        )
        for each in work.languages
    )
