"""The command `check`: all problems of the registry."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import answer, cache, format_option, loaded, may_show, recorded, report
from site_builder.cli.project import EXIT_WRONG, Project, common, no_cache_option, on_option, strict_option
from site_builder.problems import Problem, Reader, stops

if TYPE_CHECKING:
    from site_builder.check.words.links import Ask
    from site_builder.triage import Known


@click.command()
@strict_option
@click.option("--all", "in_full", is_flag=True, help="Every problem in full, instead of one screen.")
@click.option("--new", "only_new", is_flag=True, help="Only what is new since the site was last built in this folder.")
@click.option("--for", "reader", type=click.Choice([*map(str, Reader)]), help="Only what waits for one of you.")
@click.option("--links", is_flag=True, help="Ask each address that the public reads, over the network.")
@no_cache_option
@format_option
@on_option
@common
def check(
    project: Project,
    *,
    strict: bool,
    in_full: bool,
    only_new: bool,
    reader: str | None,
    links: bool,
    no_cache: bool,
    style: str,
    on: date,
) -> None:
    """Show on one screen what stops publishing, what is new since the last build, and who has to act on the rest."""
    from site_builder.triage import waits_for

    kept = None if no_cache else cache(project)
    result, known = loaded(project, on, _asking() if links else None, kept=kept), recorded(project)
    if kept:
        kept.tidy()
    shown = [p for p in result.problems if (not reader or waits_for(Reader(reader), p)) and may_show(p, style)]
    if only_new:
        shown = [p for p in shown if known and not known.has(p)]
    if style != "text":
        answer(report(style, shown))
    elif shown:
        answer(project.typed(_text(shown, known, reader, strict=strict, in_full=in_full, only_new=only_new)))
    else:
        answer(project.typed(_none(known, reader, only_new=only_new)))
    sys.exit(EXIT_WRONG if stops(result.problems, strict=strict) else 0)


def _text(
    problems: list[Problem], known: Known | None, reader: str | None, *, strict: bool, in_full: bool, only_new: bool
) -> str:
    """The problems as people read them."""
    from site_builder.report import as_causes, as_screen, as_text, counted, how_to_learn
    from site_builder.triage import causes

    if not (in_full or only_new):
        return as_screen(problems, known, strict=strict, asked=f"check --for {reader}" if reader else "check")
    text = as_causes(causes(problems, known, strict=strict)) if only_new else as_text(problems)
    return f"{text}{counted(problems)}.\n{how_to_learn(problems[0])}"


def _none(known: Known | None, reader: str | None, *, only_new: bool) -> str:
    """What is said where there is no problem to show."""
    from site_builder.report import NO_RECORD, nothing_new
    from site_builder.triage import CALLED

    if only_new:
        return nothing_new(known) if known else NO_RECORD
    return f"Nothing waits for the {CALLED[Reader(reader)]}." if reader else "No problems found."


def _asking() -> Ask:
    """The function that requests links; imported here only, as it loads the network code."""
    from site_builder.verify.crawl import ask

    return ask
