"""The command `explain`: what a problem's id means."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import groupby
from typing import TYPE_CHECKING

import click

from site_builder.cli.project import Project, common, put, wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.explanations import Meaning

PAGE = "reference/rules/"
"""The page of the handbook that explains all ids."""


@click.command(short_help="Tell what a problem means.")
@click.argument("rule", metavar="[RULE]", default="")
@common
def explain(project: Project, rule: str) -> None:
    """Tell what it means that `check` prints in square brackets, and what to do about it.

    RULE is the word in the brackets; left out, all of them are listed.
    """
    from site_builder.explanations import meanings

    known = meanings()
    if not rule:
        put(_listed(known))
        project.say("To learn more of one of them: site-builder explain RULE")
        return
    name = rule.strip("[] ").lower().replace("_", "-")
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f"Did you mean '{near[0]}'?" if near else "All of them are listed by: site-builder explain"
        wrong(f"'{rule}' is nothing that check says. {hint}")
    put(f"{name}\n\n{known[name].plain}\n\nIn the handbook: {PAGE}#{name}")


def _listed(known: Mapping[str, Meaning]) -> str:
    width = max(map(len, known))
    groups = groupby(known.values(), lambda each: each.group)
    return "\n\n".join(
        "\n".join([group, *(f"  {each.id:{width}}  {each.first}" for each in entries)]) for group, entries in groups
    )
