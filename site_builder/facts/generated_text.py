"""Sentences made from facts, for a disclosure that has no words of its own.

They say who shares with whom, what, about whom, why, and under how many conditions; all other facts stand below
them. Patterns and plural forms are those of the language. A text is a line for each passage, `- ` before items.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from site_builder.facts.sentences import Sentences, is_translated, raised
from site_builder.model import Disclosure, Recipient

FULL_STOPS = re.compile(r"\.\.+(?=\s|$)")
LONGEST = 14
"""So many words of a list stand in one sentence; a longer one is a list below it, so that no sentence is too long."""


def told(s: Sentences, disclosure: Disclosure, source: Sentences) -> tuple[str, ...] | None:
    """The passages' lines, of one shape in every language; None where a name in them is not translated.

    `source` says the same registry in its source language.
    """
    telling = _Telling(s, disclosure, source)
    lines = tuple(FULL_STOPS.sub(".", line) for line in _lines(telling.parts()))
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


class _Telling:
    """One disclosure being told in one language; how long names are is asked in the source language."""

    def __init__(self, s: Sentences, disclosure: Disclosure, source: Sentences) -> None:
        self._say, self._disclosure, self._source = s, disclosure, source
        self._texts: Mapping[str, Any] = s.language.texts["sentences"]

    def parts(self) -> Iterator[list[str]]:
        """Sentences in order, each with the items of the list below it."""
        yield [self._who()]
        d = self._disclosure
        for field, keys in (("what", d.data_categories), ("whom", d.data_subjects), ("why", d.purposes)):
            if keys:
                yield self._listed(field, keys)
        conditions = self._conditions()
        if conditions:
            yield [" ".join(conditions)]

    def _who(self) -> str:
        """Who shares with whom, and how strong the words about it are; in several sentences where names are long."""
        d, texts = self._disclosure, self._texts
        recipient, sender = self._recipient(), self._say.bare(d.sender) if d.sender else ""
        giver, taker = (recipient, sender or texts["us"]) if d.direction == "receive" else (sender, recipient)
        strength = d.modality or "stated"
        if self._is_long([key for key in (d.sender, d.recipient) if key]):
            said = f"{texts['long'][strength]} {texts['from_to'].format(giver=giver or texts['us'], taker=taker)}"
        else:
            said = raised(texts["theirs" if giver else "ours"][strength].format(giver=giver, taker=taker))
        return f"{said} {texts['back']}" if d.direction == "two_way" else said

    def _recipient(self) -> str:
        """Who gets it, and whether that is chosen yet."""
        key = self._disclosure.recipient
        recipient = self._say.registry.things[key] if key else None
        if not isinstance(recipient, Recipient):
            return str(self._texts["someone"])
        name = self._say.bare(recipient.id)
        pattern = str(self._say.language.texts["recipients"]["not_appointed"])
        return pattern.format(recipient=name) if recipient.to_be_appointed else name

    def _listed(self, field: str, keys: Sequence[str]) -> list[str]:
        """What, about whom or why: a sentence with its list in it, or below it where names are long."""
        names = [self._say.bare(key) for key in keys]
        sentence = self._say.language.counted(self._texts[field], len(names))
        if self._is_long(keys):
            return [sentence.replace(" {it}.", ":"), *(f"- {raised(name)}" for name in names)]
        return [sentence.replace("{it}", self._say.language.join(names))]

    def _conditions(self) -> list[str]:
        """How many conditions there are for sharing it, and that there are limits on its use; equal ones once."""
        limits = {limit.condition: limit for limit in reversed(self._say.registry.limits(self._disclosure))}.values()
        to_meet = [limit for limit in limits if limit.condition.type in TO_MEET]
        certain = sum(not limit.possible for limit in to_meet)
        counts = (("conditions", certain), ("possible_more" if certain else "possible", len(to_meet) - certain))
        found = [self._say.language.counted(self._texts[key], number) for key, number in counts if number]
        is_limited = any(limit.condition.type in ON_USE for limit in limits)
        return [*found, str(self._texts["on_use"])] if is_limited else found

    def _is_long(self, keys: Iterable[str]) -> bool:
        """Whether names are too many words for one sentence, in the source language, so that all have one shape."""
        return sum(len(self._source.bare(key).split()) for key in keys) > LONGEST


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
