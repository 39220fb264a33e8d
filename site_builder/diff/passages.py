"""What changed in the words of a notice, passage by passage; and which things it shows.

A passage is told by its words, and one whose words changed by what it states: so neither a paragraph that was put in
above it nor one that was moved makes it another.
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
class Stood:
    """A passage where it stands: its id in the feed, whether it is for children, and the part of the notice."""

    id: str
    passage: Passage
    for_children: bool
    place: str

    @property
    def owner(self) -> str | None:
        """The thing whose words they are: a passage states its owner first."""
        return self.passage.states[0] if self.passage.states else None

    @property
    def field(self) -> str:
        """Whose words they are: everyone's, or those for children."""
        return "child_text" if self.for_children else "text"

    @property
    def of(self) -> tuple[Any, ...]:
        """What tells it from the others when its words changed: what it states; of other words, where they stand."""
        return self.for_children, self.place if self.place in PLACES else self.passage.states or self.place


def in_words(old: Notice, new: Notice) -> Iterator[Change]:
    """What changed in a notice's passages. A passage came or went only where no other took its place."""
    before, after = list(_stood(old)), list(_stood(new))
    same = list(_paired(before, after, lambda s: (s.for_children, str(s.passage.text))))
    left, right = _rest(before, after, same)
    changed = list(_paired(left, right, lambda s: s.of))
    gone, come = _rest(left, right, changed)
    rewritten = [*changed, *((s, None) for s in gone), *((None, s) for s in come)]
    yield from _numbered(new.id, rewritten)
    for was, now in same:
        yield from _translated(new.id, was, now)
    yield from _of_shape(new.id, [*same, *changed])
    yield from _shown(old, new)
    if is_reordered(tuple(s.passage.text for s in before), tuple(s.passage.text for s in after)):
        yield reordered(f"{new.id}.passages", new.id, "Notice", "passages")
    if old.shown != new.shown and set(old.shown) == set(new.shown):
        yield reordered(f"{new.id}.shows", new.id, "Notice", "shows")


def _stood(notice: Notice) -> Iterator[Stood]:
    for place in PLACES:
        yield from _placed(notice.id, place, getattr(notice, place), place)
    for section in notice.sections:
        owner = f"{notice.id}.sections.{section.id}"
        for field in ("passages", "child_passages"):
            yield from _placed(owner, field, getattr(section, field), f"sections.{section.id}")


def _placed(owner: str, field: str, passages: tuple[Passage, ...], place: str) -> Iterator[Stood]:
    for key, passage in zip(fact_ids(owner, field, passages), passages, strict=True):
        yield Stood(key, passage, field.startswith("child"), place)


def _paired(
    before: Iterable[Stood], after: Iterable[Stood], key: Callable[[Stood], Any]
) -> Iterator[tuple[Stood, Stood]]:
    """Passages of one key before and after, in their order, as far as they go."""
    waiting: dict[Any, list[Stood]] = {}
    for each in before:
        waiting.setdefault(key(each), []).append(each)
    for stood in waiting.values():
        stood.reverse()
    for each in after:
        if found := waiting.get(key(each)):
            yield found.pop(), each


def _rest(
    before: Iterable[Stood], after: Iterable[Stood], paired: Iterable[tuple[Stood, Stood]]
) -> tuple[list[Stood], list[Stood]]:
    taken = {(side, each.id) for pair in paired for side, each in enumerate(pair)}
    return [s for s in before if (0, s.id) not in taken], [s for s in after if (1, s.id) not in taken]


def _numbered(notice: str, found: Iterable[tuple[Stood | None, Stood | None]]) -> Iterator[Change]:
    """Words that changed; several of one thing are numbered."""
    times: dict[str, int] = {}
    for was, now in found:
        start, about = next((f"{notice}.{s.field}.{s.owner or s.place}", s.owner or notice) for s in (now, was) if s)
        times[start] = times.get(start, 0) + 1
        key = start if times[start] == 1 else f"{start}.{times[start]}"
        change = changed(key, about, "Passage", "text", was and was.passage.text, now and now.passage.text)
        yield replace(change, concerns="words", passages=(was.id if was else None, now.id if now else None))


def _translated(notice: str, was: Stood, now: Stood) -> Iterator[Change]:
    for found in differences(notice, now.field, was.passage.text, now.passage.text):
        key = f"{now.id}.text@{found.language}"
        change = changed(key, now.owner or notice, "Passage", "text", found.was, found.is_)
        yield replace(change, concerns="translation", passages=(was.id, now.id), language=found.language)


def _of_shape(notice: str, paired: Iterable[tuple[Stood, Stood]]) -> Iterator[Change]:
    """What words look like, who wrote them, and which of them state what: no fact, and told as order is."""
    for was, now in paired:
        for field in ("shape", "generated", "states"):
            before, after = getattr(was.passage, field), getattr(now.passage, field)
            if before != after:
                change = changed(f"{now.id}.{field}", notice, "Passage", field, before, after)
                yield replace(change, concerns="order", passages=(was.id, now.id))


def _shown(old: Notice, new: Notice) -> Iterator[Change]:
    """Things that a notice shows no longer, or newly."""
    before, after = set(old.shown), set(new.shown)
    for key in sorted(before ^ after):
        was, now = (key if key in side else None for side in (before, after))
        yield changed(f"{new.id}.shows.{key}", new.id, "Notice", "shows", was, now)
