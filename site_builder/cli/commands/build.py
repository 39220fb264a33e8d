"""The command `build`: check, render, test and publish."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from site_builder.cli.problems import answer, cache, format_option, record, record_digest, sound, waiting
from site_builder.cli.project import (
    EXIT_DRIFT,
    Project,
    common,
    keep_option,
    key_option,
    no_cache_option,
    now_on,
    on_option,
    out_option,
    private_keys,
    put,
    resign_option,
    strict_option,
    tell_leftover,
    templates_option,
    wrong,
)
from site_builder.cli.published import published_links
from site_builder.errors import Failure
from site_builder.kept import Kept
from site_builder.own_templates import folder
from site_builder.unchanged import folder_digest, keep_build, last_build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from site_builder.build import Files
    from site_builder.facts.language import Language
    from site_builder.history.chain import Link
    from site_builder.model import Registry
    from site_builder.publish import Published
    from site_builder.signing import Signing


@click.command(short_help="Check, render and publish; sign if there is a key.")
@out_option
@strict_option
@templates_option
@keep_option
@key_option(required=False)
@click.option("--preview", is_flag=True, help="With --on DAY: see how it will read that day. Pages and PDFs say so.")
@click.option(
    "--history",
    metavar="URL|PATH",
    help="Where the site is published whose chain of releases goes on: for hosts that build into an empty folder.",
)
@resign_option
@no_cache_option
@format_option
@on_option
@common
def build(
    project: Project,
    *,
    out: Path,
    strict: bool,
    templates: Path | None,
    keep: tuple[str, ...],
    keys: tuple[Path, ...],
    style: str,
    on: date,
    **how: Any,
) -> None:
    """Check the registry, render page, PDF and feed, see that they say what it says, and publish them all at once.

    With a key they are signed.
    """
    _check_options(keys, out, how)
    watch = _Watch(project)
    signing = _signing(project, keys, on, resign=how["resign"])
    place = project.folder / out
    kept = None if how["no_cache"] else cache(project)
    options = {"on": on.isoformat(), "strict": str(strict), "keep": "/".join(sorted({*keep}))}
    is_known = bool(kept) and not (keys or how["preview"] or how["history"] or how["resign"])
    given = _given(project, templates, options) if is_known else None
    if kept and given and (last := last_build(kept, {**given, "record": record_digest(project)}, place, keep)):
        watch("nothing changed")
        watch.done()
        for line in last.says:
            project.say(line)
        _tell(project, last.sizes, out, changed=False)
        return
    registry, now = sound(project, on, style, strict=strict, otherwise="Nothing was published.", kept=kept)
    watch("check")
    from site_builder.addresses import FEED, MANIFEST, SIGNATURE

    links = None if how["history"] is None else published_links(project, how["history"])
    releases = _releases(project, place, links, resign=how["resign"])
    given_files = {**releases, **_given_files(project, registry.site)}
    more = {"keep": keep, "kept": kept, "given": given_files, "banner": _preview(on) if how["preview"] else None}
    files_made = _checked_site(project, registry, templates, on, watch, more)
    was_signed, is_first = (place / SIGNATURE).exists(), not (place / MANIFEST).exists()
    published, files = _published(files_made, registry, signing, place, keep, links)
    if not how["preview"]:
        record(project, registry, now, files[FEED], on)
    if kept:
        if given and given == _given(project, templates, options):
            says = [*waiting(now.problems), *_left_out(registry, files)]
            keep_build(kept, {**given, "record": record_digest(project)}, files, says)
        kept.tidy()
    watch("publish")
    watch.done()
    tell_leftover(project, published)
    for line in (*_left_out(registry, files), *_today(releases, registry, on)):
        project.say(line)
    _tell(project, {path: len(data) for path, data in files.items()}, out, changed=published.changed)
    if signing:
        project.say(f"Signed until {signing.expires}.")
    if signing and releases and is_first and links is None and not signing.resign and registry.issued < on:
        project.warn(_FIRST_LINK)
    if was_signed and not signing:
        _warn(project, registry, out)


def _preview(on: date) -> Callable[[Language], str]:
    """What pages and PDFs say of themselves in a preview of a day."""
    return lambda spoken: spoken.page("preview", day=spoken.day(on))


def _check_options(keys: tuple[Path, ...], out: Path, how: Mapping[str, Any]) -> None:
    """Exit where options do not go together: a preview would be signed, or take the place of the site."""
    if how["resign"] and not keys:
        raise click.UsageError("--resign goes with --key: it signs the links of releases anew.")
    if how["resign"] and how["history"] is not None:
        raise click.UsageError("Give --history, which goes on with a chain, or --resign, which begins one; not both.")
    if how["preview"] and (keys or out == Path("site")):
        wrong(_UNSIGNED if keys else _ELSEWHERE)


_FIRST_LINK = (
    "The first release gets its link now, and a link is signed once. If it was signed before, in another folder, build "
    "again with --history and the address of that site."
)


def _given(project: Project, templates: Path | None, options: Mapping[str, str]) -> Mapping[str, str] | None:
    """All that a build reads, by name; None where nobody can tell, as something there is a link."""
    read = {
        "registry": project.folder / project.registry,
        "templates": project.folder / templates if templates else None,
        "fonts": project.fonts,
        **{name: project.folder / name for name in GIVEN},
        "our templates": folder(),
    }
    try:
        return {**options, **{name: folder_digest(place) for name, place in read.items()}}
    except (OSError, LookupError):
        return None


def _checked_site(
    project: Project,
    registry: Registry,
    templates: Path | None,
    on: date,
    watch: _Watch,
    more: Mapping[str, Any],
) -> Files:
    """The files of the site; `more` is what else `made_site` is given.

    Exits with EXIT_DRIFT unless every passage and fact can be read in them.
    """
    from site_builder.build import made_site
    from site_builder.verify.words_check import ReadBack

    watch("imports")
    own = project.folder / templates if templates else None
    read = ReadBack(more["kept"] or Kept())
    files = made_site(registry, on, own, fonts=project.fonts, watch=watch, read=read, **more)
    if read.differences:
        from site_builder.verify.report import by_file

        watch.done()
        answer("\n".join(by_file(read.differences)))
        project.say("Nothing was published.")
        sys.exit(EXIT_DRIFT)
    return files


def _releases(project: Project, place: Path, links: Sequence[Link] | None, *, resign: bool) -> Files:
    """The files of the kept releases, whose chain goes on from these links, or from those at a place.

    Raises HistoryError.
    """
    from site_builder.history.chain import files_of
    from site_builder.history.store import in_registry
    from site_builder.signing import links_at

    kept = in_registry(project.folder / project.registry)
    if resign:
        return files_of(kept)
    return files_of(kept, links_at(place) if links is None else links)


GIVEN = {
    "attestations": "no attestation of this registry with its signature. Make both anew with reconcile --attest",
    "witnesses": "no time stamp and no list of what is cited. Make it anew with witness or cite",
}
"""Folders of a project whose files are published as they are; and what is said of a file that is none of these."""


def _given_files(project: Project, site: str) -> Files:
    """The files of these folders, by their path in the site. Raises Failure for what is none."""
    from site_builder.addresses import DATA
    from site_builder.manifest import attestation, witness

    made: dict[str, bytes] = {}
    for name, otherwise in GIVEN.items():
        folder_of_them = project.folder / name
        found = sorted(folder_of_them.iterdir()) if folder_of_them.is_dir() else []
        files = {f"{DATA}{name}/{file.name}": file.read_bytes() for file in found if file.is_file()}
        taken = {**attestation.sound(files, site), **witness.sound(files)}
        for strange in sorted(files.keys() - taken.keys()):
            where = strange.removeprefix(DATA)
            raise Failure(f"{where} is {otherwise}, or move it away. Nothing was published.")
        made |= taken
    return made


def _tell(project: Project, sizes: Mapping[str, int], out: Path, *, changed: bool) -> None:
    """Print a line for each file, and whether the files were published."""
    if not project.quiet:
        for path, size in sizes.items():
            put(f"{size:>9,}  {path}")
    done, place = "Published" if changed else "Already published:", project.folder / out
    project.say(f"{done} {len(sizes)} files in {place}. To see them, open {place / 'index.html'} in your browser.")


def _today(releases: Files, registry: Registry, on: date) -> Iterator[str]:
    """What began or ended this day, as it was announced."""
    from site_builder.facts.layout.what_changed import log
    from site_builder.history.published import documents, of_site
    from site_builder.locale.languages import language

    told, spoken = documents(of_site(releases)), language(registry.languages[0])
    for notice in registry.notices:
        found = log(told, notice.id, spoken, on)
        entries = found.entries if found else ()
        yield from (f"Today, in {notice.id}: {e.sentence}" for e in entries if e.day == on and not e.number)


def _left_out(registry: Registry, files: Files) -> Iterator[str]:
    """That `.well-known` is not made, where it is not."""
    from site_builder.addresses import API_CATALOG
    from site_builder.render.hosting_files import has_host

    if has_host(registry.site) and API_CATALOG not in files:
        yield f"{API_CATALOG} is left out, as .well-known is kept: what stands there is yours."


def _warn(project: Project, registry: Registry, out: Path) -> None:
    """Print that a signature was lost, and how to sign again."""
    from site_builder.facts.releases import DRAFT, published_version

    how = _RELEASE if published_version(registry) == DRAFT else _SIGN
    project.warn(f"The signature is gone, so readers stop trusting {out}. {how}")


_UNSIGNED = "A preview is never signed: leave --key out."
_ELSEWHERE = "A preview does not take the place of the site: name another folder, for example --out preview."
_SIGN = "To sign it: site-builder sign --key FILE"
_RELEASE = "This is a draft, never signed. When it is ready: site-builder release, then site-builder build --key FILE"


def _signing(project: Project, keys: tuple[Path, ...], on: date, *, resign: bool) -> Signing | None:
    """How to sign; None without a key. We read the keys before we render, as an unusable key stops the build."""
    if not keys:
        return None
    from site_builder.signing import Signing

    return Signing(private_keys(project, keys), on, now=now_on(on), resign=resign)


def _published(
    files: Files,
    registry: Registry,
    signing: Signing | None,
    place: Path,
    keep: tuple[str, ...],
    links: Sequence[Link] | None,
) -> tuple[Published, Files]:
    if signing is None:
        from site_builder.publish import publish

        return publish(files, place, keep=keep), files
    from site_builder.facts.releases import releases_of
    from site_builder.signing import publish_signed

    return publish_signed(files, releases_of(registry), signing, place, keep, links)


_WIDTH = 80
"""The columns of a terminal that every one has."""


class _Watch:
    """Prints how long each stage took, with -v; otherwise shows the last stage on a terminal, while it runs."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._last = time.perf_counter()
        self._shows = sys.stderr.isatty() and not (project.quiet or project.verbose)

    def __call__(self, what: str, number: int = 0, of: int = 0) -> None:
        if of:
            self._file(what, number, of)
            return
        now = time.perf_counter()
        if self._project.verbose:
            self._project.say(f"{(now - self._last) * 1000:>7.0f} ms  {what}")
        elif self._shows:
            put(f"\r{what:<{_WIDTH - 1}}", err=True, nl=False)
        self._last = now

    def _file(self, path: str, number: int, of: int) -> None:
        """Show on a terminal which file of a stage was made last, of how many, and how long the others will take."""
        if self._shows:
            left = (time.perf_counter() - self._last) / number * (of - number)
            line = f"{number} of {of}, {left:.0f} s left: {path}"
            put(f"\r{line[: _WIDTH - 1]:<{_WIDTH - 1}}", err=True, nl=False)

    def done(self) -> None:
        """Clear the last stage from the terminal."""
        if self._shows:
            put(f"\r{'':<{_WIDTH - 1}}\r", err=True, nl=False)
