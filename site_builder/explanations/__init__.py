"""Reads what each id that `check` prints means: from the docstring of its rule, or from `slips.yaml`.

`slips.yaml` has what is wrong in how a file is written. All of it is for people who do not program.
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
"""The last group: the rules about a registry that can be read."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an id means, in Markdown: its first line is a sentence that can be read alone in lists.

    `place` says where the examples `wrong` and `right` are; all three are '' where there are none.
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
        """The text with its examples, for a terminal."""
        return self._with_examples(lambda example: indent(example.rstrip(), "    "))

    @property
    def markdown(self) -> str:
        """The text with its examples, for the handbook and for forges."""
        return self._with_examples(lambda example: f"```yaml\n{example.rstrip()}\n```")

    def _with_examples(self, format_example: Callable[[str], str]) -> str:
        if not self.wrong:
            return self.text
        examples = [f"Wrong, in {self.place}:", format_example(self.wrong), "Right:", format_example(self.right)]
        return "\n\n".join([self.text, *examples])


@cache
def meanings() -> Mapping[str, Meaning]:
    """Every id with its meaning, in the order of the groups; those of rules are sorted."""
    of_rules = (Meaning(name, RULES, cleandoc(text)) for name, text in sorted(PAGES.items()))
    return {meaning.id: meaning for meaning in (*_meanings_of_slips(), *of_rules)}


def _meanings_of_slips() -> list[Meaning]:
    text = files("site_builder").joinpath("explanations", "slips.yaml").read_text("utf-8")
    groups = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (a safe loader)
    return [
        Meaning(
            name, group, entry["means"].rstrip(), entry.get("in", ""), entry.get("wrong", ""), entry.get("right", "")
        )
        for group, entries in groups.items()
        for name, entry in entries.items()
    ]
