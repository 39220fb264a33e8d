"""The cases of the suite: those of `cases/`, and signed those that the feed's reader and the gate are put through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from site_builder.gate.reason_codes import CAUSES
from tests import feed_cases, gate_cases
from tests.conformance.answers import PERMISSIONS, TRUSTED, outcome

FOLDER = Path(__file__).parent / "cases"
CONTENT, GATE = "content", "gate"
"""The groups of the feed's content and of decisions; the other groups are the files of `cases/`."""

Step = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """A name, the group that it stands in, and what happens, step by step; `README.md` says what a step's keys mean."""

    name: str
    group: str
    steps: tuple[Step, ...]
    already: Step | None = None
    """What was read before, where many cases ask the same copy."""

    @property
    def fails(self) -> bool:
        """Whether the last answer in it is a no."""
        step = self.steps[-1]
        last = outcome(step["gives"]) if "gives" in step else step["refresh"]
        return last != TRUSTED and last not in PERMISSIONS

    @property
    def causes(self) -> frozenset[str]:
        """The causes that its steps name first; others may stand beside them."""
        asked = [step["refresh"] for step in self.steps if "refresh" in step]
        asked = [each["cause"] if isinstance(each, dict) else each for each in asked]
        asked += [step["gives"]["cause"] for step in self.steps if "cause" in step.get("gives", ())]
        return frozenset(each[0] if isinstance(each, list) else each for each in asked) & CAUSES.keys()


@cache
def cases() -> tuple[Case, ...]:
    """All cases, group by group."""
    return (*_own(), *_content(), *_gate())


@cache
def requests() -> Mapping[str, Any]:
    """What `decide` is asked in the cases, by name: an object, or the text itself."""
    found: Mapping[str, Any] = _loaded(FOLDER.parent / "requests.yaml")
    return found


def _own() -> Iterator[Case]:
    for file in sorted(FOLDER.glob("*.yaml")):
        for case in _loaded(file):
            yield Case(case["case"], file.stem, tuple(case["steps"]) if "steps" in case else (case,))


def _content() -> Iterator[Case]:
    """Each feed of the reader's cases, signed: what the reader refuses is not trusted, all else is."""
    for case in feed_cases.cases():
        expected = "trusted"
        if case["verdict"] == "refused":
            # One feed is larger than may be fetched at all.
            expected = "too_large" if case.get("fill", 0) > 64 << 20 else "feed_not_understood"
        yield Case(f"{CONTENT}: {case['case']}", CONTENT, ({"serve": {"content": case}, "refresh": expected},))


def _gate() -> Iterator[Case]:
    """Each question of the gate's cases, asked of a client that has read the feed on that day."""
    for case in gate_cases.cases():
        already = {
            "serve": {"gate": case["feed"], "day": case["day"]},
            "at": f"{case['day']}T10:00:00Z",
            "refresh": TRUSTED,
        }
        yield Case(f"{GATE}: {case['case']}", GATE, ({"ask": case, "at": already["at"]},), already)


class _Plain(yaml.CSafeLoader):
    """YAML in which a day is text, as it is in JSON."""


_DAY = "tag:yaml.org,2002:timestamp"
_Plain.yaml_implicit_resolvers = {
    first: [each for each in found if each[0] != _DAY]
    for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _loaded(file: Path) -> Any:
    return yaml.load(file.read_text("utf-8"), _Plain)  # noqa: S506 -- a safe one
