"""Sentences made from facts, for a disclosure that has no words of its own.

They say who shares with whom, what, about whom, why, and whether there are conditions; all other facts are below them.
Children have sentences of their own, which leave conditions out. Patterns and plural forms are those of the language.
The text has one line a passage; an item of a list begins with `- `.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from site_builder.facts.sentences import Sentences, is_translated, raised
from site_builder.model import Disclosure, Recipient
from site_builder.model.conditions import ABOUT
from site_builder.model.values import NOT_STATED

FULL_STOPS = re.compile(r"\.\.+(?=\s|$)")
LONGEST, LONGEST_FOR_CHILDREN = 14, 10
"""The most words of names in one sentence. With more words, the names are a list below the sentence."""
UNSURE = {"must_when_required", "may", "may_on_request", "only_if", "reserves_right"}
"""The strengths of words that leave open whether something is shared; a table without them has `may` for all."""


def generated_lines(s: Sentences, disclosure: Disclosure, source: Sentences) -> tuple[str, ...] | None:
    """One line for each passage, of one shape in every language; None where a name in them is not translated.

    `source` is for the same registry and readers in its source language.
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
        self._texts: Mapping[str, Any] = s.language.texts["child_sentences" if s.for_children else "sentences"]
        self._is_of_grown_ups = s.for_children and s.registry.is_of_grown_ups(disclosure)
        self._data = replace(s, for_children=False) if self._is_of_grown_ups else s
        """Names data: to children as theirs ("your birthday"), but not where it is about grown-ups alone."""

    def parts(self) -> Iterator[list[str]]:
        """Sentences in order, each with the items of the list below it."""
        yield [self._who_shares()]
        d = self._disclosure
        for field, keys in (("what", d.data_categories), ("whom", d.data_subjects), ("why", d.purposes)):
            if keys and not (field == "what" and self._names_promised()):
                yield self._sentence_with_list(f"never_{field}" if d.is_promise else field, keys)
        for field in ("open_data_list", "open_purpose_list", "own_recipient"):
            if getattr(d, field):
                yield [str(self._texts[field])]
        if d.direction == "two_way" and not d.is_promise:
            yield [str(self._texts["back"])]
        sentences = self._conditions()
        if sentences:
            yield [" ".join(sentences)]

    def _who_shares(self) -> str:
        """Who shares with whom, and how strong the words about it are; in several sentences where names are long."""
        d, texts = self._disclosure, self._texts
        recipient, sender = self._recipient(), self._sender()
        giver, taker = (recipient, sender or texts["us"]) if d.direction == "receive" else (sender, recipient)
        if not d.is_promise and self._is_long([key for key in (d.sender, d.recipient) if key and key != NOT_STATED]):
            sentence = f"{self._pattern('long')} {texts['from_to'].format(giver=giver or texts['us'], taker=taker)}"
        else:
            to_us = "receive" in texts and taker == texts["us"]
            table = "receive" if to_us else "theirs" if giver else "ours"
            sentence = raised(self._pattern(table).format(giver=giver, taker=taker, what=self._promised()))
        return sentence

    def _sender(self) -> str:
        """Who shares it; nothing where it is us."""
        key = self._disclosure.sender
        return str(self._texts["someone"]) if key == NOT_STATED else self._say.bare(key) if key else ""

    def _names_promised(self) -> bool:
        """Whether the first sentence says what is never shared: its names are few."""
        d = self._disclosure
        return d.is_promise and bool(d.data_categories) and not self._is_listed(d.data_categories)

    def _promised(self) -> str:
        """What is never shared, as the first sentence says it."""
        if not self._names_promised():
            return self._about_reader("anything")
        return self._say.language.join([self._data.bare(key) for key in self._disclosure.data_categories])

    def _about_reader(self, key: str) -> str:
        """What children are told, as of themselves, or as of grown-ups where it is about these alone."""
        return str(self._texts[f"{key}_of_grown_ups" if self._is_of_grown_ups else key])

    def _pattern(self, table: str) -> str:
        """The pattern for how strong the words are."""
        patterns, strength = self._texts[table], self._disclosure.modality or "stated"
        pattern = str(patterns.get(strength) or patterns["may" if strength in UNSURE else "stated"])
        return pattern.replace("{things}", self._about_reader("things")) if self._say.for_children else pattern

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
        say = self._data if field.endswith("what") else self._say
        names = [say.bare(key) for key in keys]
        sentence = self._say.language.counted(self._texts[field], len(names))
        if self._is_listed(keys):
            return [sentence.replace(" {it}.", ":"), *(f"- {raised(name)}" for name in names)]
        return [sentence.replace("{it}", self._say.language.join(names))]

    def _conditions(self) -> list[str]:
        """Whether conditions have to be met to share it, and whether its use is limited; equal ones count once.

        Of one for some of the data we say that there may be one.
        """
        limits = {limit.condition: limit for limit in reversed(self._say.registry.limits(self._disclosure))}.values()
        to_meet = [limit for limit in limits if limit.condition.type in TO_MEET]
        certain = sum(limit.is_whole for limit in to_meet)
        is_limited = any(limit.condition.type in ON_USE for limit in limits)
        counts = {
            "conditions_and_use" if is_limited else "conditions": certain,
            "possible_more" if certain else "possible": len(to_meet) - certain,
        }
        said = {key: number for key, number in counts.items() if number and key in self._texts}
        sentences = [self._say.language.counted(self._texts[key], number) for key, number in said.items()]
        if is_limited and "conditions_and_use" not in said:
            sentences.append(str(self._texts["on_use"]))
        return sentences

    def _is_listed(self, keys: Sequence[str]) -> bool:
        """Whether names stand below the sentence and not in it."""
        return self._is_long(keys) or self._is_a_list_of_lists(keys)

    def _is_a_list_of_lists(self, keys: Sequence[str]) -> bool:
        """Whether one of several names holds a comma: nobody could tell where the next one begins."""
        return len(keys) > 1 and any("," in self._source.bare(key) for key in keys)

    def _is_long(self, keys: Iterable[str]) -> bool:
        """Whether names are too many words for one sentence, in the source language, so that all have one shape."""
        most = LONGEST_FOR_CHILDREN if self._say.for_children else LONGEST
        return sum(len(self._source.bare(key).split()) for key in keys) > most


TO_MEET = frozenset(
    kind for kind, about in ABOUT.items() if about.to_meet and about.asks in ("only_if", "when", "ask_first", "say_no")
)
"""The types of condition under which something is shared."""

_OF_USE = ("must_not", "passed_on")
ON_USE = frozenset(kind for kind, about in ABOUT.items() if about.asks in _OF_USE) | {"purpose_limited"}
"""The types of condition that limit the use of the data afterwards."""
