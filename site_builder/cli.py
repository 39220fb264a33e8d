"""The command line: parses arguments, calls one function, prints, and exits. Standard output is the answer."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from site_builder.core.problems import Failure, Problem, Severity, stops

if TYPE_CHECKING:
    from site_builder.sources.folder import Loaded

EXIT_WRONG, EXIT_FAILED = 1, 3

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as year-month-day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error that says how days are written."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day: write year-month-day, for example 2026-11-25.", param, ctx)


@dataclass(frozen=True, slots=True)
class Project:
    """Where the project is, and how to speak."""

    folder: Path
    registry: str
    quiet: bool
    verbose: bool
    debug: bool

    def say(self, text: str) -> None:
        """Talk, on standard error."""
        if not self.quiet:
            click.echo(text, err=True)


def common(command: F) -> F:
    """The options that every command has, handed on as one Project."""

    def with_project(*, folder: Path, registry: str, quiet: bool, verbose: bool, debug: bool, **rest: Any) -> None:
        _guarded(command, Project(folder, registry, quiet, verbose, debug), rest)

    with_project.__name__, with_project.__doc__ = command.__name__, command.__doc__
    with_project.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined] # click keeps options there
    for option in reversed(OPTIONS):
        option(with_project)
    return with_project  # type: ignore[return-value] # click calls it by name


OPTIONS = (
    click.option(
        "-C", "folder", type=click.Path(path_type=Path), default=".", show_default=True, help="The project's folder."
    ),
    click.option(
        "--registry", default="registry", show_default=True, help="The registry's folder, inside the project's."
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print the answer and nothing else."),
    click.option("-v", "--verbose", is_flag=True, help="Also print how long each stage takes."),
    click.option("--debug", is_flag=True, help="Show where a fault of the program itself arose."),
)


def _today() -> date:
    """The civil day of whoever builds: the one place where the clock is read."""
    return date.today()  # noqa: DTZ011 (a day, not an instant)


format_option = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
on_option = click.option(
    "--on", type=Day(), default=_today, show_default="today", help="The day to check or build for."
)
strict_option = click.option(
    "--strict", is_flag=True, help="Also fail on what the law wants and the registry does not state."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="site-builder")
def cli() -> None:
    """Publish who you share personal data with, and why.

    One registry of recipients and purposes becomes the public page, an accessible PDF and a feed for other systems.
    """


@cli.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@common
def new(project: Project, target: Path) -> None:
    """Make a small registry to start from, in a new folder DIR."""
    from site_builder.starter import starter

    made = starter(project.folder / target)
    project.say(f"Made {made} files in {target}. Next: site-builder build -C {target}")


@cli.command()
@strict_option
@click.option("--for", "reader", type=click.Choice(["dpo"]), help="Only what waits for the data protection officer.")
@format_option
@on_option
@common
def check(project: Project, *, strict: bool, reader: str | None, style: str, on: date) -> None:
    """Show every problem of the registry."""
    loaded = _load(project, on)
    shown = [p for p in loaded.problems if (reader is None or _waits(p)) and _may_show(p, style)]
    _answer(_report(style, shown))
    project.say(
        _count(shown) if shown else "No problems found." if reader is None else "Nothing waits for the officer."
    )
    sys.exit(EXIT_WRONG if stops(loaded.problems, strict=strict) else 0)


@cli.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="site",
    show_default=True,
    help="Where to publish, inside the project's folder.",
)
@strict_option
@click.option(
    "--templates",
    type=click.Path(path_type=Path),
    help="A folder of your own templates, inside the project's; ours fill the gaps.",
)
@click.option(
    "--keep",
    multiple=True,
    metavar="NAME",
    help="A name in the output folder that is yours and stays, for example CNAME.",
)
@format_option
@on_option
@common
def build(
    project: Project, *, out: Path, strict: bool, templates: Path | None, keep: tuple[str, ...], style: str, on: date
) -> None:
    """Check the registry, render page, PDF and feed, and publish them all at once."""
    watch = _Watch(project)
    loaded = _load(project, on)
    watch("check")
    _tell(project, loaded.problems, style, strict=strict)
    if loaded.registry is None or stops(loaded.problems, strict=strict):
        project.say("Nothing was published.")
        sys.exit(EXIT_WRONG)

    from site_builder.build import site_files
    from site_builder.publish import publish

    watch("imports")
    own = project.folder / templates if templates else None
    files = site_files(loaded.registry, on, own, watch)
    published = publish(files, project.folder / out, keep=keep)
    watch("publish")
    watch.done()
    if not project.quiet:
        for path, data in files.items():
            click.echo(f"{len(data):>9,}  {path}")
    if published.leftover:
        project.say(f"The old site could not be removed whole; what is left is in {published.leftover.name}.")
    project.say(f"{'Published' if published.changed else 'Already published:'} {len(files)} files in {out}.")


def main() -> None:
    """Run the command line; its output is safe on any console."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    cli(prog_name="site-builder")


class _Watch:
    """Says how long each stage took, under -v; on a terminal otherwise what was last done, while it lasts."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._last = time.perf_counter()
        self._shows = sys.stderr.isatty() and not (project.quiet or project.verbose)

    def __call__(self, stage: str) -> None:
        now = time.perf_counter()
        if self._project.verbose:
            self._project.say(f"{(now - self._last) * 1000:>7.0f} ms  {stage}")
        elif self._shows:
            click.echo(f"\r{stage:<12}", err=True, nl=False)
        self._last = now

    def done(self) -> None:
        """Take the last stage off the terminal."""
        if self._shows:
            click.echo(f"\r{'':<12}\r", err=True, nl=False)


def _may_show(problem: Problem, style: str) -> bool:
    """Whether a problem goes into this format: questions and proposals stay out of a forge's public logs."""
    return problem.severity is not Severity.INFORMATION or style not in {"github", "sarif"}


def _waits(problem: Problem) -> bool:
    """Whether a problem waits for the data protection officer; an error keeps everyone waiting."""
    from site_builder.core.rules import FOR_THE_OFFICER, name_of

    return problem.severity is Severity.ERROR or problem.rule in map(name_of, FOR_THE_OFFICER)


def _load(project: Project, on: date) -> Loaded:
    from site_builder.sources.folder import load

    return load(project.folder / project.registry, Path(project.registry).as_posix(), on)


def _report(style: str, problems: Sequence[Problem]) -> str:
    from site_builder.report import FORMATS

    return FORMATS[style](problems)


def _answer(text: str) -> None:
    if text:
        click.echo(text.rstrip("\n"))


def _tell(project: Project, problems: Sequence[Problem], style: str, *, strict: bool) -> None:
    """What stops the build in full, and one line that counts the rest."""
    stopping = [p for p in problems if stops([p], strict=strict)]
    if stopping:
        _answer(_report(style, stopping))
    rest = [p for p in problems if not stops([p], strict=strict)]
    if rest:
        where = "" if project.folder == Path() else f" -C {project.folder}"
        project.say(f"{_count(rest)} To see them: site-builder check{where}")


def _count(problems: Sequence[Problem]) -> str:
    numbers = {s: sum(p.severity is s for p in problems) for s in Severity}
    names = {
        Severity.ERROR: "error",
        Severity.GAP: "gap",
        Severity.WARNING: "warning",
        Severity.INFORMATION: "question or note",
    }
    plural = {Severity.INFORMATION: "questions or notes"}
    said = [f"{n} {names[s] if n == 1 else plural.get(s, names[s] + 's')}" for s, n in numbers.items() if n]
    return ", ".join(said) + "."


def _guarded(command: Callable[..., Any], project: Project, rest: dict[str, Any]) -> None:
    """Run a command; what goes wrong outside the registry is said in a sentence, with its exit code."""
    try:
        command(project, **rest)
    except BrokenPipeError:
        # Whoever read the answer stopped listening. What was to be done is done, and nothing is left to flush.
        sys.stdout = sys.__stdout__ = None  # type: ignore[misc] # what Python itself has where there is none
    except Exception as error:
        if project.debug:
            raise
        click.echo(_sentence(error), err=True)
        sys.exit(EXIT_FAILED)


def _sentence(error: Exception) -> str:
    if isinstance(error, Failure):
        return f"Error: {error}"
    fault = f"{type(error).__name__}: {error}"
    return f"Error: a fault of the program itself ({fault}). Please report it, with what --debug adds."
