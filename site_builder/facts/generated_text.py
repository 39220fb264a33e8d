"""Sentences made from facts, for a disclosure that has no words of its own.

They say who shares with whom, what, about whom, why, and under how many conditions; all other facts are in the
box below them. Patterns and plural forms are those of the language. The text has one line a passage; an item of a list
begins with `- `.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from site_builder.facts.sentences import Sentences, is_translated, raised
from site_builder.model import Disclosure, Recipient

FULL_STOPS = re.compile(r"\.\.+(?=\s|$)")
LONGEST = 14
"""The most words of names in one sentence. With more words, the names are a list below the sentence."""


def generated_lines(s: Sentences, disclosure: Disclosure, source: Sentences) -> tuple[str, ...] | None:
    """One line for each passage, of one shape in every language; None where a name in them is not translated.

    `source` is for the same registry in its source language.
    """
    writer = _SentenceWriter(s, disclosure, source)
    lines = tuple(FULL_STOPS.sub(".", line) for line in _lines(writer.parts()))
    return lines if all(map(is_translated, lines)) else None


def _lines(parts: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines: sentences run on in one line until one has a list, whose items follow, one a line."""
    running: list[str] = []
    for sentence, *items in parts:
        running.append(sentence)
        if items:
            yield " ".join(running)
            yield from items
            running = []
    if running:
        yield " ".join(running)


class _SentenceWriter:
    """Writes about one disclosure in one language; the length of names is measured in the source language."""

    def __init__(self, s: Sentences, disclosure: Disclosure, source: Sentences) -> None:
        self._say, self._disclosure, self._source = s, disclosure, source
        self._texts: Mapping[str, Any] = s.language.texts["sentences"]

    def parts(self) -> Iterator[list[str]]:
        """Sentences in order, each with the items of the list below it."""
        yield [self._who_shares()]
        d = self._disclosure
        for field, keys in (("what", d.data_categories), ("whom", d.data_subjects), ("why", d.purposes)):
            if keys:
                yield self._sentence_with_list(field, keys)
        sentences = self._condition_counts()
        if sentences:
            yield [" ".join(sentences)]

    def _who_shares(self) -> str:
        """Who shares with whom, and how strong the words about it are; in several sentences where names are long."""
        d, texts = self._disclosure, self._texts
        recipient, sender = self._recipient(), self._say.bare(d.sender) if d.sender else ""
        giver, taker = (recipient, sender or texts["us"]) if d.direction == "receive" else (sender, recipient)
        strength = d.modality or "stated"
        if self._is_long([key for key in (d.sender, d.recipient) if key]):
            sentence = f"{texts['long'][strength]} {texts['from_to'].format(giver=giver or texts['us'], taker=taker)}"
        else:
            sentence = raised(texts["theirs" if giver else "ours"][strength].format(giver=giver, taker=taker))
        return f"{sentence} {texts['back']}" if d.direction == "two_way" else sentence

    def _recipient(self) -> str:
        """Who gets it, and whether that is chosen yet."""
        key = self._disclosure.recipient
        recipient = self._say.registry.things[key] if key else None
        if not isinstance(recipient, Recipient):
            return str(self._texts["someone"])
        name = self._say.bare(recipient.id)
        pattern = str(self._say.language.texts["recipients"]["not_appointed"])
        return pattern.format(recipient=name) if recipient.to_be_appointed else name

    def _sentence_with_list(self, field: str, keys: Sequence[str]) -> list[str]:
        """What, about whom or why: a sentence with its list in it, or below it where names are long."""
        names = [self._say.bare(key) for key in keys]
        sentence = self._say.language.counted(self._texts[field], len(names))
        if self._is_long(keys):
            return [sentence.replace(" {it}.", ":"), *(f"- {raised(name)}" for name in names)]
        return [sentence.replace("{it}", self._say.language.join(names))]

    def _condition_counts(self) -> list[str]:
        """How many conditions have to be met to share it, and whether its use is limited; equal ones count once."""
        limits = {limit.condition: limit for limit in reversed(self._say.registry.limits(self._disclosure))}.values()
        to_meet = [limit for limit in limits if limit.condition.type in TO_MEET]
        certain = sum(not limit.possible for limit in to_meet)
        counts = (("conditions", certain), ("possible_more" if certain else "possible", len(to_meet) - certain))
        sentences = [self._say.language.counted(self._texts[key], number) for key, number in counts if number]
        is_limited = any(limit.condition.type in ON_USE for limit in limits)
        return [*sentences, str(self._texts["on_use"])] if is_limited else sentences

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
"""The types of condition that limit the use of the data afterwards."""
