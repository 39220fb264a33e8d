"""The command `check`: all problems of the registry."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from site_builder.cli.problems import answer, cache, format_option, loaded, may_show, recorded, report
from site_builder.cli.project import EXIT_WRONG, Project, common, no_cache_option, on_option, strict_option
from site_builder.problems import Problem, Reader, stops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.check.words.links import Ask
    from site_builder.model import Registry
    from site_builder.triage import Known


@click.command()
@strict_option
@click.option("--all", "in_full", is_flag=True, help="Every problem in full, instead of one screen.")
@click.option("--new", "only_new", is_flag=True, help="Only what is new since the site was last built in this folder.")
@click.option("--for", "reader", type=click.Choice([*map(str, Reader)]), help="Only what waits for one of you.")
@click.option("--links", is_flag=True, help="Ask each address that the public reads, over the network.")
@click.option(
    "--due",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="Only what falls due in so many days, and what is overdue.",
)
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
    style: str,
    on: date,
    **how: Any,
) -> None:
    """Show on one screen what stops publishing, what is new since the last build, and who has to act on the rest."""
    from site_builder.triage import waits_for

    kept = None if how["no_cache"] else cache(project)
    result, known = loaded(project, on, _asking() if how["links"] else None, kept=kept), recorded(project)
    if kept:
        kept.tidy()
    if how["due"] is not None and result.registry is not None:
        answer("\n".join(_due(result.registry, on, how["due"])))
        return
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


def _due(registry: Registry, on: date, days: int) -> Iterator[str]:
    """What waits since its day has passed, then what is due: a line for each day and kind, with the ids."""
    from site_builder.facts.due import SAYS, within

    found = within(registry, on, days)
    for each in found:
        left = (each.day - on).days
        when = f"{-left} days overdue" if left < 0 else "today" if not left else f"in {left} day{'s' * (left > 1)}"
        yield f"{each.day}  {SAYS[each.kind]} ({when}): {', '.join(each.things)}"
    if not found:
        yield f"Nothing is overdue, and nothing falls due before {on + timedelta(days + 1)}."


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
