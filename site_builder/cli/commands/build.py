"""The command `build`: check, render, test and publish."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import answer, format_option, record, sound
from site_builder.cli.project import (
    EXIT_DRIFT,
    Project,
    common,
    keep_option,
    key_option,
    on_option,
    out_option,
    private_keys,
    put,
    strict_option,
    tell_leftover,
    templates_option,
)

if TYPE_CHECKING:
    from site_builder.build import Files
    from site_builder.model import Registry
    from site_builder.publish import Published
    from site_builder.signing import Signing


@click.command(short_help="Check, render and publish; sign if there is a key.")
@out_option
@strict_option
@templates_option
@keep_option
@key_option(required=False)
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
) -> None:
    """Check the registry, render page, PDF and feed, see that they say what it says, and publish them all at once.

    With a key they are signed.
    """
    watch = _Watch(project)
    signing = _signing(project, keys, on)
    registry, now = sound(project, on, style, strict=strict, otherwise="Nothing was published.")
    watch("check")
    from site_builder.addresses import FEED, SIGNATURE

    place = project.folder / out
    files_made = _checked_site(project, registry, templates, on, watch, keep)
    was_signed = (place / SIGNATURE).exists()
    published, files = _published(files_made, registry, signing, place, keep)
    record(project, registry, now, files[FEED], on)
    watch("publish")
    watch.done()
    _tell(project, files, published, out, signing)
    _warn(project, registry, files, out, loses_signature=was_signed and not signing)


def _checked_site(
    project: Project, registry: Registry, templates: Path | None, on: date, watch: _Watch, keep: tuple[str, ...]
) -> Files:
    """The files of the site. Exits with EXIT_DRIFT unless every passage and fact can be read in them."""
    from site_builder.build import site_files

    watch("imports")
    site = site_files(registry, on, project.folder / templates if templates else None, watch, keep, project.fonts)
    from site_builder.facts.redact import public
    from site_builder.verify.words_check import unlike_words

    differences = unlike_words(site, public(registry), on)
    watch("verify")
    if differences:
        from site_builder.verify.report import by_file

        watch.done()
        answer("\n".join(by_file(differences)))
        project.say("Nothing was published.")
        sys.exit(EXIT_DRIFT)
    return site


def _tell(project: Project, files: Files, published: Published, out: Path, signing: Signing | None) -> None:
    """Print a line for each file, and whether the files were published."""
    if not project.quiet:
        for path, data in files.items():
            put(f"{len(data):>9,}  {path}")
    tell_leftover(project, published)
    done, place = "Published" if published.changed else "Already published:", project.folder / out
    project.say(f"{done} {len(files)} files in {place}. To see them, open {place / 'index.html'} in your browser.")
    if signing:
        project.say(f"Signed until {signing.expires}.")


def _warn(project: Project, registry: Registry, files: Files, out: Path, *, loses_signature: bool) -> None:
    """Print what may surprise the person who builds: no `.well-known`, or a lost signature."""
    from site_builder.addresses import API_CATALOG
    from site_builder.facts.releases import DRAFT, published_version
    from site_builder.render.hosting_files import has_host

    if has_host(registry.site) and API_CATALOG not in files:
        project.say(f"{API_CATALOG} is left out, as .well-known is kept: what stands there is yours.")
    if loses_signature:
        how = _RELEASE if published_version(registry) == DRAFT else _SIGN
        project.warn(f"The signature is gone, so readers stop trusting {out}. {how}")


_SIGN = "To sign it: site-builder sign --key FILE"
_RELEASE = "This is a draft, never signed. When it is ready: site-builder release, then site-builder build --key FILE"


def _signing(project: Project, keys: tuple[Path, ...], on: date) -> Signing | None:
    """How to sign; None without a key. We read the keys before we render, as an unusable key stops the build."""
    if not keys:
        return None
    from site_builder.signing import Signing

    return Signing(private_keys(project, keys), on)


def _published(
    files: Files, registry: Registry, signing: Signing | None, place: Path, keep: tuple[str, ...]
) -> tuple[Published, Files]:
    if signing is None:
        from site_builder.publish import publish

        return publish(files, place, keep=keep), files
    from site_builder.facts.releases import releases_of
    from site_builder.signing import publish_signed

    return publish_signed(files, releases_of(registry), signing, place, keep)


class _Watch:
    """Prints how long each stage took, with -v; otherwise shows the last stage on a terminal, while it runs."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._last = time.perf_counter()
        self._shows = sys.stderr.isatty() and not (project.quiet or project.verbose)

    def __call__(self, stage: str) -> None:
        now = time.perf_counter()
        if self._project.verbose:
            self._project.say(f"{(now - self._last) * 1000:>7.0f} ms  {stage}")
        elif self._shows:
            put(f"\r{stage:<12}", err=True, nl=False)
        self._last = now

    def done(self) -> None:
        """Clear the last stage from the terminal."""
        if self._shows:
            put(f"\r{'':<12}\r", err=True, nl=False)
