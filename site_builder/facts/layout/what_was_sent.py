"""What an attestation says of what was really sent, in words for the public: on the page of each notice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from site_builder.addresses import ATTESTATIONS, ROOT
from site_builder.facts.feed_form import WHAT_WAS_SENT
from site_builder.facts.language import Language
from site_builder.facts.layout.about import ANCHOR as ABOUT
from site_builder.facts.layout.laid_out import LaidNotice, Part, Text
from site_builder.facts.rich_text import line
from site_builder.facts.sentences import Sentences, link
from site_builder.strict_json import json_bytes

Attestation = Mapping[str, Any]
"""What an attestation says: `reconcile/attest.py` makes it."""
ROWS = ("in_all", "covered", "covered_not_decided", "left_open", "not_covered")
"""The rounded figures of an attestation."""
ANCHOR = "page-sent"
_TENTHS = 1000
"""The tenths of a per cent in all."""


def days_of(period: str) -> tuple[date, date]:
    """The first and the last day of a quarter (`2026-Q4`) or a month (`2026-11`). Raises ValueError."""
    found = re.fullmatch("(20[0-9]{2})-(?:Q([1-4])|(0[1-9]|1[0-2]))", period)
    if found is None:
        raise ValueError(period)
    year, quarter, month = int(found[1]), found[2], found[3]
    first = int(month) if month else 3 * int(quarter) - 2
    last = first if month else first + 2
    after = date(year + last // 12, last % 12 + 1, 1)
    return date(year, first, 1), after - timedelta(1)


def sentences(said: Attestation, language: Language) -> Iterator[str]:
    """What it says. Each number is one that it shows, or made of these."""
    texts, rows = language.texts["what_was_sent"], said["rows"]
    first, last = map(language.day, days_of(said["period"]))
    systems = language.counted(texts["systems"], len(said["systems"]))
    yield texts["compared"].format(first=first, last=last, number=f"{rows['in_all']:,}", systems=systems)
    stated = rows["covered"] + rows["covered_not_decided"]
    if rows["in_all"]:
        # Never rounded up: 100.0 is all of them.
        tenths = stated * _TENTHS // rows["in_all"]
        yield texts["stated"].format(share=f"{tenths // 10}.{tenths % 10}")
    for key in ("covered_not_decided", "left_open"):
        if rows[key]:
            yield texts[key].format(number=f"{rows[key]:,}")
    if any(of["gaps"] for of in said["systems"].values()):
        yield texts["gaps"]
    yield texts["few"].format(threshold=said["threshold"])


def in_feed(said: Attestation, site: str) -> Mapping[str, Any]:
    """What the feed of a site tells of it: its days, address and digest, and its rounded figures."""
    return {
        "id": f"{ROOT}.{WHAT_WAS_SENT}",
        "type": "Attestation",
        "attested_period": said["period"],
        "attested_by": f"{site}{ATTESTATIONS}{said['period']}.json",
        "attested_sha256": sha256(json_bytes(said)).hexdigest(),
        "rounded_figures": {**{key: said["rows"][key] for key in ROWS}, "threshold": said["threshold"]},
    }


def with_attested(
    laid: LaidNotice, said: Attestation | None, language: Language, say: Sentences, site: str
) -> LaidNotice:
    """A notice with what the newest attestation says, before what is said about it; for children as it was."""
    if said is None or laid.for_children:
        return laid
    texts = language.texts["what_was_sent"]
    told = line(" ".join(sentences(said, language)))
    whole = say.line(link(f"{site}{ATTESTATIONS}{said['period']}.json", texts["whole"]))
    part = Part(ANCHOR, line(texts["title"]), (Text((told,)), Text((whole,))))
    before = tuple(each for each in laid.parts if each.anchor != ABOUT)
    return replace(laid, parts=(*before, part, *laid.parts[len(before) :]))
