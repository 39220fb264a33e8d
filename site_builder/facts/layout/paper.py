"""The order of the printed document, and the words of its running header.

Page 1 is the short answer, choices, rights and complaints, and what is not said or, for children, who gets sensitive
data. Then come the words, who is named and the part about the notice. What a reader opens on the page is an annex at
the end, in the order of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from site_builder.facts.layout.absent import ANCHOR as ABSENT
from site_builder.facts.layout.exact import EVERYWHERE
from site_builder.facts.layout.family import ANCHOR as FAMILY
from site_builder.facts.layout.kinds import ANCHOR as KINDS
from site_builder.facts.layout.laid_out import Block, Closed, LaidNotice, LaidPassage, LaidSection, Part, Text
from site_builder.facts.layout.named import ANCHOR as NAMED
from site_builder.facts.layout.named import PRIVATE
from site_builder.facts.layout.rights import ANCHOR as RIGHTS
from site_builder.facts.layout.rights import COMPLAINTS, FOR_SOME
from site_builder.facts.layout.say_no import ANCHOR as SAY_NO
from site_builder.facts.layout.silence import ANCHOR as SILENCE
from site_builder.facts.layout.times import KEPT

ON_THE_LEFT, ON_THE_RIGHT = {SAY_NO, RIGHTS, COMPLAINTS}, {SILENCE, ABSENT, FAMILY, PRIVATE}
"""The anchors of the parts that stand on page 1, on each side."""
ANNEX = "annex"
"""The anchor of the annex."""
RUNNING = {"title": 60, "organisation": 45, "edition": 45}
"""The most letters of each at the edge of every page, where they have one line; they stand in full inside."""


@dataclass(frozen=True, slots=True)
class Annex:
    """The exact facts: what is true of everything, those of the passages by section, and what else was closed.

    `sections` holds each section of the notice by its number, with those of its passages that have facts.
    """

    everywhere: tuple[Closed, ...]
    sections: tuple[tuple[str, LaidSection], ...]
    others: tuple[Closed, ...]

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing."""
        return not (self.everywhere or self.sections or self.others)


@dataclass(frozen=True, slots=True)
class Paper:
    """A notice in the order of paper: `left` and `right` stand on page 1, `after` follows the words.

    Their blocks are open ones only; the closed ones are in the annex, but for the list of everyone named.
    `sections` holds each section with its number.
    Small lines of a passage that has exact facts stand below these.
    """

    notice: LaidNotice
    left: tuple[Part, ...]
    right: tuple[Part, ...]
    sections: tuple[tuple[str, LaidSection], ...]
    after: tuple[Part, ...]
    annex: Annex


def on_paper(notice: LaidNotice) -> Paper:
    """The notice in the order of paper."""
    blocks = notice.grown_ups.blocks if notice.grown_ups else ()
    for_grown_ups = [block for block in blocks if isinstance(block, Part)]
    closed = [block for block in blocks if isinstance(block, Closed)]
    parts = (*notice.parts, *for_grown_ups)
    everywhere = [notice.everywhere, *(block for block in closed if block.anchor == EVERYWHERE)]
    others = [block for block in closed if block.anchor != EVERYWHERE]
    others += [b for part in parts for b in part.blocks if isinstance(b, Closed) and _is_of_annex(part, b)]
    return Paper(
        notice,
        left=_opened(part for part in notice.parts if part.anchor in ON_THE_LEFT),
        right=_opened(part for part in notice.parts if part.anchor in ON_THE_RIGHT),
        sections=tuple(_of_words(notice)),
        after=_opened(
            [*(part for part in notice.parts if part.anchor not in ON_THE_LEFT | ON_THE_RIGHT), *for_grown_ups]
        ),
        annex=Annex(tuple(map(_for_annex, filter(None, everywhere))), tuple(_with_facts(notice)), tuple(others)),
    )


def running(notice: LaidNotice) -> dict[str, str]:
    """Title, organisation and edition at the edge of each page, by their names in RUNNING."""
    whole = {"title": notice.title.text, "organisation": notice.organisation.text, "edition": notice.edition}
    lines = {name: " ".join(text.split()) for name, text in whole.items()}
    return {n: t if len(t) <= RUNNING[n] else f"{t[: RUNNING[n] - 1].rstrip()}…" for n, t in lines.items()}


def _opened(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(replace(part, blocks=tuple(_open(part))) for part in parts)


def _open(part: Part) -> Iterator[Block]:
    """The open blocks of a part; everyone named too, as paper leads to their entries, and the rights for some."""
    for block in part.blocks:
        if not isinstance(block, Closed):
            yield block
        elif block.anchor == FOR_SOME:
            yield from (Text((block.summary,)), *block.blocks)
        elif _is_list_of_named(part, block):
            yield from block.blocks


def _is_list_of_named(part: Part, block: Closed) -> bool:
    return part.anchor == NAMED and not block.anchor


def _is_of_annex(part: Part, block: Closed) -> bool:
    return block.anchor != FOR_SOME and not _is_list_of_named(part, block) and not _is_said_of_passages(block)


def _is_said_of_passages(block: Block) -> bool:
    """Whether the annex says the same at each passage: who gets which data, and how long it is kept."""
    return isinstance(block, Closed) and block.anchor in (KINDS, KEPT)


def _for_annex(everywhere: Closed) -> Closed:
    return replace(everywhere, blocks=tuple(b for b in everywhere.blocks if not _is_said_of_passages(b)))


def _of_words(notice: LaidNotice) -> Iterator[tuple[str, LaidSection]]:
    for place, section in enumerate(notice.sections, 1):
        passages = tuple(replace(p, notes=() if p.exact else p.notes) for p in section.passages)
        yield str(place), replace(section, passages=passages)


def _with_facts(notice: LaidNotice) -> Iterator[tuple[str, LaidSection]]:
    for place, section in enumerate(notice.sections, 1):
        passages = tuple(_without_way_up(passage) for passage in section.passages if passage.exact)
        if passages:
            yield str(place), replace(section, passages=passages)


def _without_way_up(passage: LaidPassage) -> LaidPassage:
    """The passage without the link to what is true of everything, which stands first in the annex."""
    exact = passage.exact
    kept = tuple(block for block in exact.blocks if not _leads_up(block)) if exact else ()
    return replace(passage, exact=replace(exact, blocks=kept) if exact else None)


def _leads_up(block: Block) -> bool:
    pieces = [piece for line in block.lines for piece in line.pieces] if isinstance(block, Text) else []
    return bool(pieces) and all(piece.url == f"#{EVERYWHERE}" for piece in pieces)
