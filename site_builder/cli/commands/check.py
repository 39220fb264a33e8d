"""The command `check`: all problems of the registry."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from site_builder.cli.problems import answer, count, format_option, loaded, may_show, report, waits
from site_builder.cli.project import EXIT_WRONG, Project, common, on_option, strict_option
from site_builder.problems import stops

if TYPE_CHECKING:
    from site_builder.check.words.links import Ask


@click.command()
@strict_option
@click.option("--for", "reader", type=click.Choice(["dpo"]), help="Only what waits for the data protection officer.")
@click.option("--links", is_flag=True, help="Ask each address that the public reads, over the network.")
@format_option
@on_option
@common
def check(project: Project, *, strict: bool, reader: str | None, links: bool, style: str, on: date) -> None:
    """Show every problem of the registry."""
    result = loaded(project, on, _asking() if links else None)
    shown = [p for p in result.problems if (reader is None or waits(p)) and may_show(p, style)]
    answer(report(style, shown))
    project.say(count(shown) if shown else "No problems found." if reader is None else "Nothing waits for the officer.")
    if shown and style == "text":
        project.say("To learn what one of them means: site-builder explain RULE")
    sys.exit(EXIT_WRONG if stops(result.problems, strict=strict) else 0)


def _asking() -> Ask:
    """The function that requests links; imported here only, as it loads the network code."""
    from site_builder.verify.crawl import ask

    return ask
