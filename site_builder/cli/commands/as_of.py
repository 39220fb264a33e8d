"""The command `as-of`: what stood published on a day of the past."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.addresses import AROUND, MANIFEST, is_address
from site_builder.cli.problems import answer
from site_builder.cli.project import EXIT_WRONG, Day, Project, common, on_option, put
from site_builder.errors import Failure, shown

if TYPE_CHECKING:
    from site_builder.facts.language import Language
    from site_builder.history.past import Get, Stood
    from site_builder.model import Registry


@click.command(short_help="What stood published on a day?")
@click.argument("day", metavar="DAY", type=Day())
@click.argument("site", metavar="[DIR|URL]", default="site")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "feed", "page"]),
    default="text",
    show_default=True,
    help="The words of a notice, the feed, or with --out all pages and PDFs.",
)
@click.option("--notice", metavar="ID", help="With text: which notice, where there are several.")
@click.option("--lang", "tag", metavar="TAG", help="With text: in which language; left out: the first of the notice.")
@click.option("--out", type=click.Path(path_type=Path), help="With page: a new folder, inside the project's.")
@on_option
@common
def as_of(
    project: Project,
    *,
    day: date,
    site: str,
    style: str,
    notice: str | None,
    tag: str | None,
    out: Path | None,
    on: date,
) -> None:
    """Tell what stood published on DAY, by the releases that a site keeps.

    DIR is a published folder, site if left out; URL is where a published site begins. Whether its chain of releases can
    be trusted is for verify to say.
    """
    if (style == "page") != (out is not None):
        raise click.UsageError("--format page and --out FOLDER go together: pages are files.")
    from site_builder.cli.published import published_links
    from site_builder.history.past import PastError, stood_on

    try:
        stood = stood_on(day, on, published_links(project, site), _files(project, site))
    except PastError as error:
        put(str(error), err=True)
        sys.exit(EXIT_WRONG)
    for line in told(day, stood):
        project.say(line)
    last, registry = stood[-1], _registry(stood[-1])
    if style == "feed":
        from site_builder.render.feed.graph import render

        answer((last.feed if last.not_asked else render(registry, day)).decode().rstrip("\n"))
    elif out is not None:
        _write(project, registry, day, last, out)
    else:
        answer(_text(registry, day, last, notice, tag))


def told(day: date, stood: Sequence[Stood]) -> Iterator[str]:
    """Which release stood on a day, since when, and what is not kept of it, in lines."""
    last = stood[-1]
    said = last.link.document
    until = f" until {last.until}" if last.until else ""
    which = f"version {said['version']} stood (release {last.link.number})"
    yield f"On {day} {which}, published on {last.published}{until}."
    earlier = [each.link.document["version"] for each in stood[:-1]]
    if earlier and last.published == day:
        yield f"Earlier on that day stood: {', '.join(earlier)}."
    if last.not_asked:
        yield f"Not asked then, and not said: {', '.join(last.not_asked)}."
    yield "Whether its signature was in date on that day is not kept."


def _files(project: Project, site: str) -> Get:
    """How a file of the site is had."""
    if not is_address(site):
        place = project.folder / site

        def read(path: str) -> bytes | None:
            file = place / path
            return file.read_bytes() if file.is_file() else None

        return read
    from site_builder.verify.crawl import GONE, NOT_FOUND, WebError, at, fetch, root_of

    root = root_of(site)

    def ask(path: str) -> bytes | None:
        try:
            return fetch(at(root, path)).data
        except WebError as error:
            if error.status in {NOT_FOUND, GONE}:
                return None
            raise

    return ask


def _registry(stood: Stood) -> Registry:
    from site_builder.load.feed.reader import FeedError, read

    try:
        return read(stood.feed)
    except FeedError as error:
        raise Failure(
            f"The feed of release {stood.link.number} is kept, and this version cannot read it. {error}"
        ) from error


def _text(registry: Registry, day: date, stood: Stood, notice: str | None, tag: str | None) -> str:
    """The words of a notice as its page had them, a block on a line."""
    from site_builder.build import shown_site
    from site_builder.verify.canonical import html
    from site_builder.verify.text_blocks import of_page

    ids = [each.id for each in registry.notices]
    if notice is None and len(ids) > 1:
        raise click.UsageError(f"Name the notice: --notice {' or '.join(ids)}")
    tags = [each.lower() for each in registry.languages]
    spoken = tags[0] if tag is None else tag.lower()
    path = f"{'' if spoken == tags[0] else f'{spoken}/'}{notice or ids[0]}/index.html"
    files, _ = shown_site(registry, day, unasked=stood.not_asked)
    if path not in files:
        raise Failure(f"There was no notice '{shown(notice or ids[0])}' in the language '{shown(spoken)}' then.")
    return "\n".join(block.text for block in of_page(html(files[path], registry.site, "main")))


def _write(project: Project, registry: Registry, day: date, stood: Stood, out: Path) -> None:
    """Write all pages and PDFs as they were made for a day into a new folder, each with a line that says so."""
    from site_builder.build import made_site
    from site_builder.publish.files import create

    def banner(spoken: Language) -> str:
        version, published = str(stood.link.document["version"]), spoken.day(stood.published)
        return spoken.page("as_of", day=spoken.day(day), version=version, published=published)

    made = made_site(registry, day, fonts=project.fonts, banner=banner, unasked=stood.not_asked)
    kept = {path: data for path, data in made.items() if path not in {MANIFEST, *AROUND}}
    create({**kept, **dict(_marked(kept, registry, banner))}, project.folder / out)
    put(f"{out}")


_BODY = re.compile(rb"<body[^>]*>")


def _marked(
    files: Mapping[str, bytes], registry: Registry, banner: Callable[[Language], str]
) -> Iterator[tuple[str, bytes]]:
    """The pages that are no notices, in whose layout no banner stands."""
    from html import escape

    from site_builder.locale.languages import language

    spoken = [language(tag) for tag in registry.languages]
    lists = {("" if each is spoken[0] else f"{each.tag}/") + "index.html": each for each in spoken}
    for path, its_language in {**lists, "404.html": spoken[0]}.items():
        line = f'<p role="note"><strong>{escape(banner(its_language))}</strong></p>'.encode()
        if path in files:
            yield path, _BODY.sub(rb"\g<0>" + line.replace(b"\\", rb"\\"), files[path], count=1)
