"""What changed in the words of a notice, passage by passage; and which things it shows.

A passage is recognised by its words, or, if these changed, by what it states. So it stays the same
passage when a paragraph is put in above it, and when it is moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from site_builder.diff.change import Change, changed, reordered
from site_builder.diff.field_diff import differences, is_reordered
from site_builder.facts.fact_ids import fact_ids
from site_builder.model import Notice, Passage

PLACES = ("opening", "child_opening", "closing")


@dataclass(frozen=True, slots=True)
class PlacedPassage:
    """A passage and its place: its id in the feed, whether it is for children, and the part of the notice."""

    id: str
    passage: Passage
    for_children: bool
    place: str

    @property
    def owner(self) -> str | None:
        """The thing whose words they are, which a passage states first; None where it states nothing."""
        return self.passage.states[0] if self.passage.states else None

    @property
    def field(self) -> str:
        """The field of the words: everyone's, or those for children."""
        return "child_text" if self.for_children else "text"

    @property
    def identity(self) -> tuple[Any, ...]:
        """What identifies it when its words changed: what it states, or, where it states nothing, its place."""
        return self.for_children, self.place if self.place in PLACES else self.passage.states or self.place


def passage_changes(old: Notice, new: Notice) -> Iterator[Change]:
    """What changed in a notice's passages. A passage is added or removed only where no other takes its place."""
    before, after = list(_placed_passages(old)), list(_placed_passages(new))
    unchanged = list(_pairs(before, after, lambda s: (s.for_children, str(s.passage.text))))
    old_rest, new_rest = _unpaired(before, after, unchanged)
    reworded = list(_pairs(old_rest, new_rest, lambda s: s.identity))
    removed, added = _unpaired(old_rest, new_rest, reworded)
    rewritten = [*reworded, *((s, None) for s in removed), *((None, s) for s in added)]
    yield from _text_changes(new.id, rewritten)
    for was, now in unchanged:
        yield from _translation_changes(new.id, was, now)
    yield from _shape_changes(new.id, [*unchanged, *reworded])
    yield from _shown_things(old, new)
    if is_reordered(tuple(s.passage.text for s in before), tuple(s.passage.text for s in after)):
        yield reordered(f"{new.id}.passages", new.id, "Notice", "passages")
    elif old.shown != new.shown and set(old.shown) == set(new.shown):
        yield reordered(f"{new.id}.shows", new.id, "Notice", "shows")


def _placed_passages(notice: Notice) -> Iterator[PlacedPassage]:
    for place in PLACES:
        yield from _passages_in(notice.id, place, getattr(notice, place), place)
    for section in notice.sections:
        owner = f"{notice.id}.sections.{section.id}"
        for field in ("passages", "child_passages"):
            yield from _passages_in(owner, field, getattr(section, field), f"sections.{section.id}")


def _passages_in(owner: str, field: str, passages: tuple[Passage, ...], place: str) -> Iterator[PlacedPassage]:
    for key, passage in zip(fact_ids(owner, field, passages), passages, strict=True):
        yield PlacedPassage(key, passage, field.startswith("child"), place)


def _pairs(
    before: Iterable[PlacedPassage], after: Iterable[PlacedPassage], key: Callable[[PlacedPassage], Any]
) -> Iterator[tuple[PlacedPassage, PlacedPassage]]:
    """Passages of one key before and after, in their order, as far as they go."""
    by_key: dict[Any, list[PlacedPassage]] = {}
    for placed in before:
        by_key.setdefault(key(placed), []).append(placed)
    for several in by_key.values():
        several.reverse()
    for placed in after:
        if matching := by_key.get(key(placed)):
            yield matching.pop(), placed


def _unpaired(
    before: Iterable[PlacedPassage],
    after: Iterable[PlacedPassage],
    paired: Iterable[tuple[PlacedPassage, PlacedPassage]],
) -> tuple[list[PlacedPassage], list[PlacedPassage]]:
    taken = {(side, placed.id) for pair in paired for side, placed in enumerate(pair)}
    return [s for s in before if (0, s.id) not in taken], [s for s in after if (1, s.id) not in taken]


def _text_changes(notice: str, pairs: Iterable[tuple[PlacedPassage | None, PlacedPassage | None]]) -> Iterator[Change]:
    """Words that changed; several of one thing are numbered."""
    counts: dict[str, int] = {}
    for was, now in pairs:
        base, about = next((f"{notice}.{s.field}.{s.owner or s.place}", s.owner or notice) for s in (now, was) if s)
        counts[base] = counts.get(base, 0) + 1
        key = base if counts[base] == 1 else f"{base}.{counts[base]}"
        change = changed(key, about, "Passage", "text", was and was.passage.text, now and now.passage.text)
        yield replace(change, concerns="words", passages=(was.id if was else None, now.id if now else None))


def _translation_changes(notice: str, was: PlacedPassage, now: PlacedPassage) -> Iterator[Change]:
    for difference in differences(notice, now.field, was.passage.text, now.passage.text):
        key = f"{now.id}.text@{difference.language}"
        change = changed(key, now.owner or notice, "Passage", "text", difference.was, difference.is_)
        yield replace(change, concerns="translation", passages=(was.id, now.id), language=difference.language)


def _shape_changes(notice: str, paired: Iterable[tuple[PlacedPassage, PlacedPassage]]) -> Iterator[Change]:
    """Changes in the form of words, in who wrote them and in what they state: no facts, and reported like order."""
    for was, now in paired:
        for field in ("shape", "generated", "states"):
            before, after = getattr(was.passage, field), getattr(now.passage, field)
            if before != after:
                change = changed(f"{now.id}.{field}", notice, "Passage", field, before, after)
                yield replace(change, concerns="order", passages=(was.id, now.id))


def _shown_things(old: Notice, new: Notice) -> Iterator[Change]:
    """Things that a notice begins or stops to show."""
    before, after = set(old.shown), set(new.shown)
    for key in sorted(before ^ after):
        was, now = (key if key in side else None for side in (before, after))
        yield changed(f"{new.id}.shows.{key}", new.id, "Notice", "shows", was, now)
