"""The command `verify`: whether page, PDF, feed and registry say the same."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from site_builder.addresses import BASE, ROOT, is_address
from site_builder.cli.problems import answer, usable
from site_builder.cli.project import (
    EXIT_DRIFT,
    EXIT_FAILED,
    EXIT_UNTRUSTED,
    Project,
    common,
    keep_option,
    on_option,
    state_option,
)
from site_builder.errors import Failure, shown

if TYPE_CHECKING:
    from site_builder.history.store import Kept
    from site_builder.model import Registry
    from site_builder.verify.chain_check import KeptHead
    from site_builder.verify.report import Verdict

THEIR_FEED = "its own feed, that of {site}"


@click.command(short_help="Do page, PDF, feed and registry say the same?")
@click.argument("target", metavar="[DIR|URL]", default="site")
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A public key that you trust; one of several is enough. Without any, the signature is not checked.",
)
@click.option("--alone", is_flag=True, help="Compare with the site's own feed, also where the registry is at hand.")
@click.option(
    "--templates",
    type=click.Path(path_type=Path),
    help="The site's own templates, inside the project's folder: their style sheet must be its style sheet.",
)
@click.option("--exact", is_flag=True, help="Also fail where a file says the same and has other bytes than we make.")
@click.option("--browser", is_flag=True, help="Also look at each page in Chromium: can all of it be seen and read?")
@click.option("--fragment", metavar="NOTICE", help="DIR or URL is a page in which this notice stands, and no site.")
@click.option("--feed", metavar="URL|FILE", help="With --fragment: what to compare with, in place of the registry.")
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is told."
)
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="N:SHA256",
    help="A link of the chain of releases as you kept it: release N must be that, and all before it as they were.",
)
@click.option(
    "--also", multiple=True, metavar="URL|DIR", help="Another copy of the site: its chain of releases must agree."
)
@click.option(
    "--built-within",
    "days",
    type=click.IntRange(0),
    metavar="DAYS",
    help="How old the build may be, where a job builds the site every night.",
)
@state_option(required=False)
@keep_option
@on_option
@common
def verify(project: Project, *, target: str, fragment: str | None, style: str, **how: Any) -> None:
    """Prove that page, PDF, feed and registry say the same, in every language; and that it is signed and in date.

    DIR is a published folder, site if left out; URL is where a published site begins. They are compared with the
    registry, where that of the site is at hand, and with each other.
    """
    verdict = (
        _verdict_on_site(project, target, **how)
        if fragment is None
        else _verdict_on_fragment(project, target, fragment, **how)
    )
    _tell(project, verdict, style)


def _tell(project: Project, verdict: Verdict, style: str) -> None:
    from site_builder.report import shown
    from site_builder.verify.report import FORMATS

    for note in verdict.notes:
        project.warn(shown(note))
    text = FORMATS[style](verdict)
    answer(project.typed(text) if style == "text" else text)
    if verdict.distrusted:
        sys.exit(EXIT_UNTRUSTED)
    if verdict.differences:
        sys.exit(EXIT_DRIFT if verdict.differs else EXIT_FAILED)
    if verdict.expires:
        project.say(f"Its last day is {verdict.expires}.")


def _verdict_on_site(
    project: Project,
    target: str,
    *,
    keys: Sequence[Path],
    keep: Sequence[str],
    feed: str | None,
    on: date,
    templates: Path | None,
    **how: Any,
) -> Verdict:
    from site_builder.manifest.keys import public_key
    from site_builder.verify.chain_check import judged as chain
    from site_builder.verify.crawl import visit
    from site_builder.verify.rebuild import in_folder, prove
    from site_builder.verify.signature_check import judge, missed

    _check_options(feed, alone=how["alone"])
    trusted = [public_key(project.folder / key) for key in keys]
    there = visit(target) if is_address(target) else in_folder(project.folder / target, target, keep)
    judged = judge(there.files, target, trusted, on)
    site = judged.manifest.registry.removesuffix(f"{BASE}{ROOT}")
    registry = None if how["alone"] else _registry(project, site, on)
    source = THEIR_FEED.format(site=site) if registry is None else project.registry
    own = None if templates is None else project.folder / templates
    verdict, expected = prove(
        there, judged, on, registry, source, templates=own, fonts=project.fonts, exact=how["exact"]
    )
    known = [*_heads(project, how["heads"], how["also"], how["state"], judged.manifest.registry)]
    kept = () if registry is None else _kept(project)
    of_chain = chain(there.files, judged.manifest, trusted, known, kept)
    verdict = replace(
        verdict,
        distrusted=(*verdict.distrusted, *missed(judged.manifest, on, how["days"]), *of_chain.distrusted),
        differences=(*verdict.differences, *of_chain.differences),
        notes=(*verdict.notes, *of_chain.notes),
    )
    if how["browser"]:
        from site_builder.verify.browser import unseen

        seen = unseen(there.name, there.files, expected, there.places)
        verdict = replace(verdict, differences=(*verdict.differences, *seen))
    return verdict


def _heads(
    project: Project, heads: Sequence[str], also: Sequence[str], state: Path | None, iri: str
) -> Iterator[KeptHead]:
    """What somebody has kept of the chain: heads that were typed, another copy of the site, a client's memory."""
    from site_builder.cli.published import cited_at, published_links
    from site_builder.client.seen import head_in
    from site_builder.verify.chain_check import KeptHead, head_of

    yield from map(head_of, heads)
    for place in also:
        if not (links := published_links(project, place)):
            raise Failure(f"{shown(place)} keeps no chain of releases, so there is nothing to compare with.")
        if links[-1].document["registry"] != iri:
            cited = [each for each in cited_at(project, place) if each.registry == iri]
            if not cited:
                theirs = shown(links[-1].document["registry"])
                raise Failure(f"{shown(place)} is the site of {theirs}, and cites nothing of {shown(iri)}.")
            yield from (KeptHead(each.number, each.sha256, f"what {shown(place)} cites") for each in cited)
            continue
        yield KeptHead(len(links), links[-1].sha256, f"the copy at {shown(place)}")
    if state is not None:
        found = head_in(project.folder / state, iri)
        if found is None:
            raise Failure(f"{shown(state)} remembers no chain of releases of this registry.")
        yield KeptHead(found.number, found.sha256, f"what {shown(state)} remembers")


def _kept(project: Project) -> Sequence[Kept]:
    from site_builder.history.store import in_registry

    return in_registry(project.folder / project.registry)


def _check_options(feed: str | None, *, alone: bool) -> None:
    if feed is not None:
        raise click.UsageError("--feed goes with --fragment: a site has a feed of its own.")
    if alone and _is_named():
        raise click.UsageError("--alone leaves out the registry that --registry names: give one of them.")


# ---- what it is compared with


def _registry(project: Project, site: str, on: date) -> Registry | None:
    """The public half of the project's registry; None if there is none and --registry was not given.

    A registry that --registry names is always compared. Otherwise raises Failure if the registry is that of another
    site: a forged site must not be able to avoid the comparison.
    """
    from site_builder.errors import Failure, shown
    from site_builder.facts.redact import public

    is_named = _is_named()
    if not is_named and not (project.folder / project.registry / "organisation.yaml").is_file():
        return None
    otherwise = "Nothing was compared. To compare with the site's own feed: --alone"
    registry = public(usable(project, on, otherwise=otherwise))
    if not is_named and registry.site != site:
        raise Failure(
            f"{project.registry} is the registry of {registry.site}, and what stands there says that it is that of "
            f"{shown(site)}. Nothing was compared. To compare it with its own feed: --alone"
        )
    return registry


def _is_named() -> bool:
    return click.get_current_context().get_parameter_source("registry") is ParameterSource.COMMANDLINE


def _verdict_on_fragment(
    project: Project,
    target: str,
    notice: str,
    *,
    feed: str | None,
    on: date,
    keys: Sequence[Path],
    browser: bool,
    **how: Any,
) -> Verdict:
    from site_builder.addresses import ATTESTATIONS
    from site_builder.facts.redact import public
    from site_builder.history.published import documents
    from site_builder.manifest.attestation import newest
    from site_builder.verify.embedded import Source, from_feed, prove_fragment

    if keys or any(how[name] for name in ("alone", "exact", "templates", "heads", "also", "state", "days")):
        raise click.UsageError(
            "--key, --alone, --exact, --templates, --head, --also, --state and --built-within are for sites, not for "
            "--fragment."
        )
    if feed is not None and _is_named():
        raise click.UsageError("--feed is compared in place of the registry that --registry names: give one of them.")
    if feed is not None:
        source = from_feed(feed, project.folder, on)
    else:
        otherwise = "Nothing was compared. To compare with a published feed: --feed URL"
        registry = public(usable(project, on, otherwise=otherwise))
        made = project.folder / "attestations"
        found = {f"{ATTESTATIONS}{file.name}": file.read_bytes() for file in made.glob("*.json")}
        told, attested = documents(_kept(project)), newest(found, registry.site)
        source = Source(registry, on, project.registry, releases=told, attested=attested)
    if not browser:
        return prove_fragment(target, project.folder, notice, source)
    from site_builder.verify.browser import unseen_in_theirs

    return prove_fragment(target, project.folder, notice, source, unseen_in_theirs)
