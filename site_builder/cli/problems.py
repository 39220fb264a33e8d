"""Loads a registry for a command and prints its problems: which ones, in which format, and how many."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.cli.project import EXIT_WRONG, Project, put
from site_builder.problems import Problem, Severity, stops

if TYPE_CHECKING:
    from site_builder.check.words.links import Ask
    from site_builder.load.project.folder import Loaded
    from site_builder.model import Registry

format_option = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github", "gitlab", "sarif"]),
    default="text",
    show_default=True,
    help="How problems are printed.",
)


def loaded(project: Project, on: date, ask: Ask | None = None) -> Loaded:
    """The registry of the project and its problems; `ask` requests its links."""
    from site_builder.load.project.folder import load

    return load(project.folder / project.registry, Path(project.registry).as_posix(), on, ask)


def sound(project: Project, on: date, style: str, *, strict: bool, otherwise: str) -> Registry:
    """The registry of the project. Prints its problems, and exits with EXIT_WRONG if they stop a build."""
    result = loaded(project, on)
    tell(project, result.problems, style, strict=strict)
    if result.registry is None or stops(result.problems, strict=strict):
        project.say(otherwise)
        sys.exit(EXIT_WRONG)
    return result.registry


def usable(project: Project, on: date, *, otherwise: str) -> Registry:
    """As `sound`, but prints only the problems that stop a build."""
    return without_errors(project, loaded(project, on), otherwise=otherwise)


def without_errors(project: Project, result: Loaded, *, otherwise: str) -> Registry:
    """The registry that was loaded. If it has errors, prints these and exits with EXIT_WRONG."""
    if result.registry is None or stops(result.problems):
        answer(report("text", [problem for problem in result.problems if stops([problem])]))
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
    """Print the problems that stop the build in full, and one line that counts the others."""
    stopping = [p for p in problems if stops([p], strict=strict)]
    if stopping:
        answer(report(style, stopping))
    rest = [p for p in problems if not stops([p], strict=strict)]
    if rest:
        where = "" if project.folder == Path() else f" -C {project.folder}"
        project.say(f"{count(rest)} To see them: site-builder check{where}")


def count(problems: Sequence[Problem]) -> str:
    """How many problems of each severity, in words."""
    from site_builder.report import counted

    return f"{counted(problems)}."


def may_show(problem: Problem, style: str) -> bool:
    """Whether this format may show a problem: questions and proposals stay out of public logs of GitHub and GitLab."""
    return problem.severity is not Severity.INFORMATION or style not in {"github", "gitlab", "sarif"}


def waits(problem: Problem) -> bool:
    """Whether a problem waits for the data protection officer; an error keeps everyone waiting."""
    from site_builder.check import WAITS_FOR_OFFICER

    return problem.severity is Severity.ERROR or problem.rule in WAITS_FOR_OFFICER
