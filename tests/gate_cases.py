"""The gate's cases of `tests/cases/gate/`: their feeds, and what they ask; the README there says what keys mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from site_builder.facts.redact import public
from site_builder.gate import Gate
from site_builder.load.project.folder import load
from site_builder.model import Registry
from site_builder.render.feed.graph import render
from tests.examples import example
from tests.feeds import at, gate_of_feed
from tests.seed import ON

FOLDER = Path(__file__).parent / "cases" / "gate"
FEEDS = FOLDER / "feeds"

Case = dict[str, Any]

ALWAYS: Mapping[str, Any] = {"urgent": False, "disclosure": None, "duties": []}
"""What a case expects where it does not say otherwise; its other keys are looked at only where it has them."""


def cases() -> list[Case]:
    """All cases, file by file."""
    return [
        case for file in sorted(FOLDER.glob("*.yaml")) for case in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
    ]


@cache
def made_up() -> Registry:
    """The public half of the registry in which every type of condition stands."""
    files = yaml.load((FOLDER / "registry/made-up.yaml").read_text("utf-8"), yaml.CSafeLoader)
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        registry = load(Path(folder), "registry", ON).registry
    assert registry is not None
    return public(registry)


@cache
def gate_of(feed: str) -> Gate:
    """The gate of one of the feeds, as a reader has it who is given the file."""
    return gate_of_feed((FEEDS / f"{feed}.jsonld").read_bytes())


def request_of_case(case: Case) -> bytes:
    """The bytes that are sent."""
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    if "text" in case:
        return str(case["text"]).encode()
    made = json.dumps(case["request"], ensure_ascii=False).encode()
    nest = b"[" * case.get("nest", 0) + b"]" * case.get("nest", 0)
    return made.replace(b'"NEST"', nest).ljust(case.get("fill", 0))


def answer(case: Case, request: bytes | None = None) -> dict[str, Any]:
    """What our gate says to a case."""
    gate = gate_of(case["feed"])
    asked = request_of_case(case) if request is None else request
    return gate.plain(gate.decide(asked, date.fromisoformat(case["day"])))


def seen(told: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Of a decision what cases speak of, in their form; lists without an order are sorted."""
    conditions = told.get("conditions", ())
    made = {
        "outcome": told["outcome"],
        "urgent": told.get("urgent", False),
        "disclosure": told.get("disclosure"),
        "reasons": sorted([each["code"], each["about"]] for each in told["reasons"]),
        "duties": sorted([each["code"], each["about"]] for each in told.get("duties", ())),
        "conditions": {each["id"]: each["state"] for each in conditions},
        "possible": sorted(each["id"] for each in conditions if each.get("possible")),
        "wants": {each["id"]: sorted(each["wants"]) for each in conditions if "wants" in each},
        "extra": {each["id"]: sorted(each["extra"]) for each in conditions if "extra" in each},
        "verdicts": {each["about"]: each.get("verdict") for each in told["reasons"]},
        "instead": {each["about"]: each["instead"] for each in told["reasons"] if "instead" in each},
        "nearest": told.get("nearest", {}).get("disclosure"),
        **{key: told.get(key) for key in ("sender", "mode", "within", "words", "mark")},
        "said": {each["id"]: each["words"] for each in conditions if "words" in each},
        "not_stated": sorted(told.get("not_stated", ())),
        "unused": sorted(told.get("unused", ())),
        "understood": told.get("understood", {}),
    }
    return {key: made[key] for key in keys}


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


STRANGE = (
    *("bank-ended", "insurer-claims", "thrift-draft-outlives"),
    *("fire-alarms", "patients-both", "records-own-trigger", "rescue-consent", "solicitors-own-request"),
    "tax-law-in-condition",
)
"""Disclosures of the made-up registry of which each condition but overrides gets a parameter that nobody knows."""


def _stranger() -> bytes:
    """The made-up feed as a newer program might write it, with parameters that we do not know; and with circles."""
    feed = json.loads(render(made_up(), ON))
    for node in feed["included"]:
        if (
            node["id"].partition(".")[0] in STRANGE
            and node.get("kind", "safeguarding_override") != "safeguarding_override"
        ):
            node["added_later"] = True
    # In one disclosure, so that its mark is made of keys and numbers as a reader has them who does not know them.
    odd = {"\ue000": 1e21, "\U0001f33b": [0.1, 3.0, 10**19], "\u00e4": {"b": None, "a": "\u2028"}}
    at(feed, "fire-alarms")["added_later"] = odd
    # Circles, which no registry may say: of two, and of three.
    for inner, outer in (("surveys", "address"), ("address", "surveys"), ("residents", "lodgers")):
        at(feed, inner)["inside"] = [outer]
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


MADE: Mapping[str, Callable[[], bytes]] = {
    "made-up": lambda: render(made_up(), ON),
    "newer": _newer,
    "seed": lambda: render(example("seed"), ON),
    "stranger": _stranger,
}
"""What each feed of the folder `feeds` is made by."""


def renew() -> None:
    """Write the feeds as the program renders them now."""
    FEEDS.mkdir(exist_ok=True)
    for name, make in MADE.items():
        (FEEDS / f"{name}.jsonld").write_bytes(make())
