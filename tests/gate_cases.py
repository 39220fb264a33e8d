"""The gate's cases of `tests/cases/gate/`: their feeds, and what they ask; the README there says what their keys mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from site_builder.core.model import Registry
from site_builder.core.public import public
from site_builder.renderers.feed import render
from site_builder.sources.folder import load
from tests.examples import example
from tests.feeds import at
from tests.seed import ON

FOLDER = Path(__file__).parent / "cases" / "gate"
FEEDS = FOLDER / "feeds"

Case = dict[str, Any]


def cases() -> list[Case]:
    """All cases, file by file."""
    return [case for file in sorted(FOLDER.glob("*.yaml")) for case in yaml.safe_load(file.read_text("utf-8"))]


@cache
def made_up() -> Registry:
    """The public half of the registry in which every type of condition stands."""
    registry = load(FOLDER / "registry", "registry", ON).registry
    assert registry is not None
    return public(registry)


def feed_of_case(case: Case) -> bytes:
    """The feed that a case is asked of."""
    return (FEEDS / f"{case['feed']}.jsonld").read_bytes()


def _newer() -> bytes:
    """The seed's feed as a newer program might write it: conditions that we do not know, and a sharing unread."""
    feed = json.loads(render(example("seed"), ON))
    for disclosure in ("nhs-contact-parents", "partner-agencies-services"):
        key = f"{disclosure}.conditions.added_later"
        at(feed, disclosure)["conditions"].append(key)
        feed["included"].append({"id": key, "type": ["Condition", "Obligation"], "kind": "added_later", "of": 3})
    del at(feed, "child-data.sections.dfe.passages.1")["states"]
    del at(feed, "dfe-research-statistics")["conditions"]  # that of the notice, which shows it no more
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


MADE: Mapping[str, Callable[[], bytes]] = {
    "made-up": lambda: render(made_up(), ON),
    "newer": _newer,
    "seed": lambda: render(example("seed"), ON),
}
"""What each feed of the folder `feeds` is made by."""


def renew() -> None:
    """Write the feeds as the program renders them now."""
    FEEDS.mkdir(exist_ok=True)
    for name, make in MADE.items():
        (FEEDS / f"{name}.jsonld").write_bytes(make())
