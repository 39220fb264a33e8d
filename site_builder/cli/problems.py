"""Loads a registry for a command and prints its problems: which ones, in which format, and how many."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.cli.project import EXIT_WRONG, Project, put
from site_builder.problems import Problem, Severity, stops

if TYPE_CHECKING:
    from site_builder.check.words.links import Ask
    from site_builder.kept import Kept
    from site_builder.load.project.folder import Before, Loaded
    from site_builder.model import Registry
    from site_builder.publish.cache import Cache
    from site_builder.triage import Known

format_option = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github", "gitlab", "sarif"]),
    default="text",
    show_default=True,
    help="How problems are printed.",
)


def loaded(
    project: Project,
    on: date,
    ask: Ask | None = None,
    meanwhile: Callable[[Registry], None] = lambda _: None,
    kept: Kept | None = None,
) -> Loaded:
    """The registry of the project and its problems; `ask` requests its links, `meanwhile` comes before the rules.

    `kept` has what earlier checks found.
    """
    from site_builder.load.project.folder import load

    folder, shown_as = project.folder / project.registry, Path(project.registry).as_posix()
    return load(folder, shown_as, on, ask, before(project), meanwhile=meanwhile, kept=kept)


def before(project: Project) -> Before | None:
    """What the registry was when its site was built in this folder, None if it never was."""
    from site_builder.load.project.folder import Before

    known = recorded(project)
    return Before(known.ids, _kept(project, FEED), known.content_sha256) if known else None


def sound(
    project: Project, on: date, style: str, *, strict: bool, otherwise: str, kept: Kept | None = None
) -> tuple[Registry, Loaded]:
    """The registry, and what was loaded. Prints the problems that matter, and exits with EXIT_WRONG if any stops."""
    result = loaded(project, on, kept=kept)
    tell(project, result.problems, style, strict=strict)
    if result.registry is None or stops(result.problems, strict=strict):
        project.say(otherwise)
        sys.exit(EXIT_WRONG)
    return result.registry, result


def usable(project: Project, on: date, *, otherwise: str) -> Registry:
    """As `sound`, but prints only the problems that stop a build."""
    return without_errors(project, loaded(project, on), otherwise=otherwise)


def without_errors(project: Project, result: Loaded, *, otherwise: str) -> Registry:
    """The registry that was loaded. If it has errors, prints these and exits with EXIT_WRONG."""
    if result.registry is None or stops(result.problems):
        answer(project.typed(report("text", [problem for problem in result.problems if stops([problem])])))
        project.say(otherwise)
        sys.exit(EXIT_WRONG)
    return result.registry


def answer(text: str) -> None:
    """Print the command's answer, unless it is empty."""
    if text:
        put(text.rstrip("\n"))


def report(style: str, problems: Sequence[Problem]) -> str:
    """The problems in one of the formats."""
    from site_builder.report import FORMATS

    return FORMATS[style](problems)


def tell(project: Project, problems: Sequence[Problem], style: str, *, strict: bool) -> None:
    """Print the problems that stop the build in full, a line for each new one, and one that counts the rest."""
    from site_builder.report import as_causes, new_in_lines
    from site_builder.triage import causes

    stopping, rest = ([p for p in problems if stops([p], strict=strict) is wanted] for wanted in (True, False))
    if stopping:
        answer(project.typed(as_causes(causes(stopping, None))) if style == "text" else report(style, stopping))
    if rest:
        known = recorded(project)
        for line in (*new_in_lines(causes(rest, known), known), *waiting(rest)):
            project.say(line)


def waiting(problems: Sequence[Problem]) -> list[str]:
    """A line that counts the problems that do not stop a build, if there are any."""
    from site_builder.report import counted

    return [f"{counted(problems)}. To see them: site-builder check"] if problems else []


def may_show(problem: Problem, style: str) -> bool:
    """Whether this format may show a problem: questions and proposals stay out of public logs of GitHub and GitLab."""
    return problem.severity is not Severity.INFORMATION or style not in {"github", "gitlab", "sarif"}


# ---- what was known at the last build

RECORD, KNOWN, FEED = ".site-builder", "known.json", "published.jsonld"
"""The folder beside the registry for what `build` knew, and in it the problems and the feed that was published.

It is never published, and never in git (its own `.gitignore`).
"""


def recorded(project: Project) -> Known | None:
    """What was known when the site was last built in this folder, None if it never was."""
    from site_builder.triage import from_record

    kept = _kept(project, KNOWN)
    return from_record(kept) if kept else None


def kept_feed(project: Project) -> bytes | None:
    """The feed that was last built in this folder, and once there are releases, that of a release; None if none is."""
    return _kept(project, FEED)


def _kept(project: Project, name: str) -> bytes | None:
    try:
        return (_record_of(project) / name).read_bytes()
    except OSError:
        return None


def record(project: Project, registry: Registry, now: Loaded, feed: bytes, on: date) -> None:
    """Keep what is known now. If that fails, the site is published all the same, and a sentence says so.

    The ids and the feed of a draft that follows a release are not kept: those of the release are.
    """
    from site_builder.errors import Failure
    from site_builder.facts.content_digest import content_sha256
    from site_builder.facts.releases import DRAFT, published_version, releases_of
    from site_builder.publish.files import put_instead
    from site_builder.triage import as_record

    before, is_draft = recorded(project), releases_of(registry) and published_version(registry) == DRAFT
    ids, stated, kept = now.ids, str(content_sha256(registry)), feed
    if before and is_draft:
        ids, stated, kept = before.ids, before.content_sha256, _kept(project, FEED) or feed
    files = {KNOWN: as_record(now.problems, on, ids, stated), FEED: kept}
    try:
        _make_record(project)
        for name, content in files.items():
            put_instead(_record_of(project) / name, _kept(project, name), content)
    except (Failure, OSError) as failure:
        project.warn(f"The next check cannot tell what is new: {failure}")


def record_digest(project: Project) -> str:
    """The digest of what is kept: whoever deletes it has it made anew."""
    return sha256(b"\0".join(_kept(project, name) or b"" for name in (KNOWN, FEED))).hexdigest()


def cache(project: Project) -> Cache | None:
    """What earlier builds made, beside the record; None where nothing can be kept."""
    from site_builder.errors import Failure
    from site_builder.publish.cache import Cache, program

    made_by = program()  # before anything is made: it needs all that is installed
    with suppress(Failure, OSError):
        _make_record(project)
        return Cache(_record_of(project) / "cache", made_by)
    return None


def _record_of(project: Project) -> Path:
    return (project.folder / project.registry).parent / RECORD


def _make_record(project: Project) -> None:
    from site_builder.publish.files import create

    if not (folder := _record_of(project)).is_dir():
        create({".gitignore": b"*\n"}, folder)
