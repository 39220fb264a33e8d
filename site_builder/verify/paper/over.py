"""What stands over other words of a page, and running heads, feet and leader dots that stand among them, or unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import dist

from site_builder.verify.drift import Drift
from site_builder.verify.paper.content import Drawn, Sheet
from site_builder.verify.paper.edges import EdgeLines
from site_builder.verify.paper.file import squeezed
from site_builder.verify.paper.order import LEVEL
from site_builder.verify.paper.seen import Frame, Seen, SeenPage
from site_builder.verify.paper.tree import Key

TOUCH, SLANT = 1.2, 0.3
"""So far may the letters of two texts lie over each other from side to side, in points; slanted ones, in heights."""
AGREE = 0.1
"""So far from where we place a text may PDFium see it, in points."""


@dataclass(frozen=True)
class Placed:
    """A text as it is drawn and as it is seen; `shown` is what no frame cuts off of the box around it."""

    drawn: Drawn
    seen: Seen
    shown: Frame

    @property
    def is_told(self) -> bool:
        """Whether it is part of the notice, and says something."""
        return not self.drawn.mark.artifact and bool(self.drawn.text.strip())

    @property
    def is_running(self) -> bool:
        """Whether it is a head or foot, or a part of one."""
        return self.drawn.mark.artifact and bool(self.drawn.text.strip(". "))

    @property
    def is_dot(self) -> bool:
        """Whether it is a leader dot of the contents."""
        return self.drawn.mark.artifact and not self.is_running and bool(self.drawn.text.strip())

    @property
    def is_begun(self) -> bool:
        """Whether its baseline is within what is shown."""
        clip = self.drawn.clip
        return clip is None or clip.bottom <= self.drawn.start[1] <= clip.top

    @cached_property
    def body(self) -> Frame:
        """What is shown of it above its baseline; all, if it has nothing there."""
        base = max(self.shown.bottom, self.seen.start[1])
        return self.shown._replace(bottom=base) if base < self.shown.top else self.shown


def over(sheet: Sheet, page: SeenPage, must: EdgeLines, about: Mapping[Key | None, str]) -> Iterator[Drift]:
    """What does not stand where it may on a page, with the anchors of its blocks by their keys."""
    if len(sheet.texts) != len(page.texts):
        yield Drift("reader", "", f"{len(page.texts)} texts", f"{len(sheet.texts)} texts", sheet.page)
        return
    pairs = zip(sheet.texts, page.texts, strict=True)
    texts = [Placed(one, other, other.frame.common(one.clip or other.frame)) for one, other in pairs]
    yield from _elsewhere(sheet, page)
    yield from overlaid(texts, about)
    yield from dots(texts)
    yield from running(texts, must)


def _elsewhere(sheet: Sheet, page: SeenPage) -> Iterator[Drift]:
    """Texts that PDFium does not see where they are drawn."""
    for one, other in zip(sheet.texts, page.texts, strict=True):
        if dist(one.start, other.start) > AGREE:
            says, reads = ("“{}” at {:.1f},{:.1f} points".format(one.text, *at) for at in (other.start, one.start))
            yield Drift("reader", "", says, reads, sheet.page)


def overlaid(texts: Sequence[Placed], about: Mapping[Key | None, str]) -> Iterator[Drift]:
    """Texts over which another stands, each with the first."""
    marks = [each for each in texts if each.drawn.text.strip() and not each.shown.is_empty]
    rising = sorted(marks, key=lambda each: each.body.bottom)
    for i, one in enumerate(rising):
        for other in rising[i + 1 :]:
            if other.body.bottom >= one.body.top:
                break
            if _is_over(one, other):
                first, second = (one, other) if one.is_told else (other, one)
                page, says = first.seen.page, f"{first.drawn.text.strip()} (“{second.drawn.text.strip()}” stands on it)"
                yield Drift("hidden", about.get((page, first.drawn.mark.number), ""), says, "", page)
                break


def _is_over(one: Placed, other: Placed) -> bool:
    """Of two on one height."""
    lower = min(each.seen.frame.top - each.seen.frame.bottom for each in (one, other))
    common = one.body.common(other.body)
    return common.right - common.left > max(TOUCH, SLANT * lower)


def dots(texts: Sequence[Placed]) -> Iterator[Drift]:
    """Leader dots that do not stand on a line between the words of the notice."""
    told = [each for each in texts if each.is_told]
    for dot in (each for each in texts if each.is_dot):
        level = [each.shown for each in told if _are_level(each, dot)]
        is_between = any(each.right <= dot.shown.left for each in level) and any(
            each.left >= dot.shown.right for each in level
        )
        if not is_between:
            yield Drift("moved", "", dot.drawn.text.strip(), "", dot.seen.page)


def _are_level(one: Placed, other: Placed) -> bool:
    return abs(one.seen.start[1] - other.seen.start[1]) < LEVEL


def running(texts: Sequence[Placed], must: EdgeLines) -> Iterator[Drift]:
    """Heads that do not stand above all words of a page, feet that do not stand below them, and those that are unseen.

    Of a line that is longer than its room the rest is cut off.
    """
    told, pieces = [each.seen.frame for each in texts if each.is_told], [each for each in texts if each.is_running]
    lengths = [len(squeezed(each.drawn.text)) for each in pieces]
    heads, feet = ([len(squeezed(line)) for line in held] for held in ((*must.above, *must.between), must.below))
    starts = {0, *accumulate([*heads, *feet])}
    for at, each in zip(accumulate(lengths, initial=0), pieces, strict=False):
        is_foot = at >= sum(heads)
        if not all(_is_above(frame, each.shown) if is_foot else _is_above(each.shown, frame) for frame in told):
            yield Drift("moved", "", each.drawn.text.strip(), "", each.seen.page)
        if each.seen.hidden and (at in starts or each.is_begun):
            yield Drift("hidden", "", f"{each.drawn.text.strip()} ({each.seen.hidden})", "", each.seen.page)


def _is_above(one: Frame, other: Frame) -> bool:
    """Whether a box lies above another, or one of them is empty."""
    return one.bottom >= other.top or one.is_empty or other.is_empty
