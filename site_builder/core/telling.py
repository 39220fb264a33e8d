"""Sentences made from the facts of a disclosure that has no words of its own: short, and true of what is stated.

They say who shares with whom, what, about whom, why, and under how many conditions; all other facts stand below
them. Patterns and plural forms are those of the language. A text is a line for each passage, `- ` before items.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from site_builder.core.model import Disclosure, Recipient
from site_builder.core.sentences import Sentences, is_translated, raised

FULL_STOPS = re.compile(r"\.\.+(?=\s|$)")
LONGEST = 14
"""So many words of a list stand in one sentence; a longer one is a list below it, so that no sentence is too long."""


def told(s: Sentences, disclosure: Disclosure, source: Sentences) -> tuple[str, ...] | None:
    """The passages' lines, of one shape in every language; None where a name in them is not translated.

    `source` says the same registry in its source language.
    """
    texts = s.language.texts["sentences"]
    parts = [
        [_who(s, disclosure, texts, source)],
        *_lists(s, disclosure, texts, source),
        [*_conditions(s, disclosure, texts)],
    ]
    lines = tuple(FULL_STOPS.sub(".", line) for line in _lines(part for part in parts if part))
    return lines if all(map(is_translated, lines)) else None


def _lines(parts: Iterable[Sequence[str]]) -> Iterator[str]:
    """Sentences run on in one paragraph, until a list stands below one of them."""
    running: list[str] = []
    for sentence, *items in parts:
        running.append(sentence)
        if items:
            yield " ".join(running)
            yield from items
            running = []
    if running:
        yield " ".join(running)


def _who(s: Sentences, d: Disclosure, texts: Mapping[str, Any], source: Sentences) -> str:
    """Who shares with whom, and how strong the words about it are; in several sentences where names are long."""
    receives = d.direction == "receive"
    recipient, sender = _recipient(s, d, texts), s.bare(d.sender) if d.sender else ""
    giver, taker = (recipient, sender or texts["us"]) if receives else (sender, recipient)
    strength = d.modality or "stated"
    if _is_long(source, [key for key in (d.sender, d.recipient) if key]):
        said = f"{texts['long'][strength]} {texts['from_to'].format(giver=giver or texts['us'], taker=taker)}"
    else:
        said = raised(texts["theirs" if giver else "ours"][strength].format(giver=giver, taker=taker))
    return f"{said} {texts['back']}" if d.direction == "two_way" else said


def _recipient(s: Sentences, d: Disclosure, texts: Mapping[str, Any]) -> str:
    """Who gets it, and whether that is chosen yet."""
    recipient = s.registry.things[d.recipient] if d.recipient else None
    if not isinstance(recipient, Recipient):
        return str(texts["someone"])
    name = s.bare(recipient.id)
    pattern = str(s.language.texts["recipients"]["not_appointed"])
    return pattern.format(recipient=name) if recipient.to_be_appointed else name


def _is_long(source: Sentences, keys: Iterable[str]) -> bool:
    """Whether names are too many words for one sentence, in the source language, so that all have one shape."""
    return sum(len(source.bare(key).split()) for key in keys) > LONGEST


def _lists(s: Sentences, d: Disclosure, texts: Mapping[str, Any], source: Sentences) -> Iterator[list[str]]:
    """What, about whom and why: a sentence each, its list in it or below it, as the source language asks."""
    for field, keys in (("what", d.data_categories), ("whom", d.data_subjects), ("why", d.purposes)):
        if not keys:
            continue
        names = [s.bare(key) for key in keys]
        sentence = s.language.counted(texts[field], len(names))
        if _is_long(source, keys):
            yield [sentence.replace(" {it}.", ":"), *(f"- {raised(name)}" for name in names)]
        else:
            yield [sentence.replace("{it}", s.language.join(names))]


def _conditions(s: Sentences, d: Disclosure, texts: Mapping[str, Any]) -> Iterator[str]:
    """How many conditions there are for sharing it, and that there are limits on its use; equal ones once."""
    limits = {limit.condition: limit for limit in reversed(s.registry.limits(d))}.values()
    to_meet = [limit for limit in limits if limit.condition.type in TO_MEET]
    certain = sum(not limit.possible for limit in to_meet)
    counts = (("conditions", certain), ("possible_more" if certain else "possible", len(to_meet) - certain))
    found = [s.language.counted(texts[key], number) for key, number in counts if number]
    if any(limit.condition.type in ON_USE for limit in limits):
        found.append(str(texts["on_use"]))
    if found:
        yield " ".join(found)


TO_MEET = frozenset(
    {
        *("approval", "need_shown", "case_by_case", "consent_first", "tell_first", "trigger", "request_needed"),
        *("controlled_access", "protocol_needed", "opt_out", "minimum_items", "processor_contract", "jurisdiction"),
        *("area", "age_range", "time_window", "threshold", "single_use", "standing_shown", "detriment_exception"),
    }
)
"""The types of condition under which something is shared."""

ON_USE = frozenset({"purpose_limited", "no_individual_effect", "no_identification_in_results", "onward_limit"}) | {
    "prohibited_use"
}
"""The types that limit what is done with it afterwards."""
