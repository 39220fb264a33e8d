"""What each id means that `check` prints in square brackets, for people who do not program; each said in one place.

The ids of the rules are explained by their docstrings, those of what is written and of its shape by `slips.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from inspect import cleandoc
from textwrap import indent

import yaml

from site_builder.check import PAGES

RULES = "What it means"
"""The last group: what the rules say of a registry that can be read."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an id means, in Markdown: its first line is a sentence that can stand alone in lists.

    `place` is where the examples `wrong` and `right` stand; all three are '' where there are none.
    """

    id: str
    group: str
    text: str
    place: str = ""
    wrong: str = ""
    right: str = ""

    @property
    def first(self) -> str:
        """The first sentence."""
        return self.text.partition("\n")[0]

    @property
    def plain(self) -> str:
        """All of it, for a terminal."""
        return self._told(lambda example: indent(example.rstrip(), "    "))

    @property
    def markdown(self) -> str:
        """All of it, for the handbook and for forges."""
        return self._told(lambda example: f"```yaml\n{example.rstrip()}\n```")

    def _told(self, shown: Callable[[str], str]) -> str:
        if not self.wrong:
            return self.text
        examples = [f"Wrong, in {self.place}:", shown(self.wrong), "Right:", shown(self.right)]
        return "\n\n".join([self.text, *examples])


@cache
def meanings() -> Mapping[str, Meaning]:
    """Every id with its meaning: by group, and by id in each."""
    of_rules = (Meaning(name, RULES, cleandoc(text)) for name, text in sorted(PAGES.items()))
    return {each.id: each for each in (*_of_slips(), *of_rules)}


def _of_slips() -> list[Meaning]:
    text = files("site_builder").joinpath("explanations", "slips.yaml").read_text("utf-8")
    groups = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (a safe loader)
    return [
        Meaning(name, group, told["means"].rstrip(), told.get("in", ""), told.get("wrong", ""), told.get("right", ""))
        for group, entries in groups.items()
        for name, told in entries.items()
    ]
