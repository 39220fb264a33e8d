"""What stands on a page outside the tags, and whether all readers read the same words of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from site_builder.core.language import Language
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.verify.drift import Drift
from site_builder.verify.paper.content import Drawn, Sheet
from site_builder.verify.paper.file import squeezed
from site_builder.verify.paper.reading import BULLET
from site_builder.verify.paper.seen import Seen, SeenPage
from site_builder.verify.paper.tree import Key, Tree
from site_builder.verify.readings import Reading
from site_builder.verify.words import differing

A4 = (0, 0, 595, 842)
"""The leaf that our typesetting sets, in points."""

# ---- at the edges


@dataclass(frozen=True, slots=True)
class EdgeLines:
    """The lines at the edges of a page; `between` are the heads that a table has again where it goes on."""

    above: tuple[str, ...]
    between: tuple[str, ...]
    below: tuple[str, ...]


def lines(number: int, pages: int, laid: LaidNotice, language: Language, *, goes_on: bool) -> EdgeLines:
    """What stands at the edges of a page by its number, and whether a table goes on there."""
    above = (laid.organisation.text, laid.title.text) if number > 1 else ()
    below = (laid.edition, language.page("page_number", page=str(number), pages=str(pages)))
    return EdgeLines(above, laid.glance.heads if goes_on else (), below)


def edges(sheet: Sheet, must: EdgeLines) -> Iterator[Drift]:
    """The running heads, those of a table that goes on on this page, and nothing else, may stand outside the tags."""
    texts = [each.text for each in sheet.texts if each.mark.artifact and each.text.strip(". ")]
    every = [*must.above, *must.between, *must.below]
    if squeezed("".join(texts)) == squeezed("".join(every)):
        return
    says, words = Counter(" ".join(texts).split()), Counter(" ".join(every).split())
    more, less = _in_order(texts, says - words), _in_order(every, words - says)
    kind = "changed" if more and less else "added" if more else "missing" if less else "moved"
    yield Drift(kind, "", more, less, sheet.page)


def _in_order(texts: Sequence[str], which: Counter[str]) -> str:
    left, found = which.copy(), []
    for word in " ".join(texts).split():
        if left[word]:
            left[word] -= 1
            found.append(word)
    return " ".join(found)


def untold(sheet: Sheet, tree: Tree, stated: Reading, heard: Reading) -> Iterator[Drift]:
    """Words that are drawn, and that no tag reaches: lost to those who listen, or stated nowhere."""
    loose = [
        each.text
        for each in sheet.texts
        if not each.mark.artifact and (sheet.page, each.mark.number) not in tree.holders
    ]
    words = "".join(loose).strip()
    if words:
        lost = {squeezed(block.text) for block in stated} - {squeezed(block.text) for block in heard}
        is_stated = any(squeezed(words) in text or text in squeezed(words) for text in lost)
        yield Drift("reader" if is_stated else "added", "", words, "", sheet.page)


def cut(sheet: Sheet, seen: SeenPage) -> Iterator[Drift]:
    """A leaf that is not shown whole: its head or foot is lost, if no more."""
    if seen.leaf != A4:
        shows = "it is shown from {},{} to {},{} points".format(*seen.leaf)
        yield Drift("hidden", "", shows, "the whole leaf from {},{} to {},{} points".format(*A4), sheet.page)


# ---- several readers


def readers(sheet: Sheet, seen: SeenPage, copied: str) -> Iterator[Drift]:
    """Where PDFium reads other words than the tags' reader, in each marked content and at the edges, or than pypdf."""
    ours, theirs = (
        _by_number(sheet.texts, lambda each: each.mark.number),
        _by_number(seen.texts, lambda each: each.number),
    )
    for number in sorted({*ours, *theirs}):
        read, drawn = ours.get(number, ""), theirs.get(number, "")
        if squeezed(read) != squeezed(drawn):
            yield from _apart(drawn, read, sheet.page)
    if _without_bullets(seen.words) != _without_bullets(copied):
        yield from _apart(copied, seen.words, sheet.page)


def _without_bullets(words: str) -> str:
    """Readers put a bullet before its item or behind the first line of it; the tags have it where it belongs."""
    return squeezed(words).replace(BULLET, "")


def besides(tree: Tree) -> Iterator[Drift]:
    """What is read out in place of the words that are drawn, or besides them."""
    for told in tree.blocks:
        heard, drawn = told.text, "".join(each.drawn for each in told.words)
        if squeezed(heard) != squeezed(drawn):
            yield from _apart(drawn, heard, told.page)
    yield from (Drift("code", "", what) for what in dict.fromkeys(tree.foreign))
    yield from (Drift("attribute", "", says) for says in tree.said)
    for told, title in tree.titles:
        if squeezed(title) != squeezed(told.text):
            yield Drift("attribute", "", title, told.text, told.page)


def _by_number(texts: Sequence[Drawn] | Sequence[Seen], number: Callable[..., int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for each in texts:
        found[number(each)] = found.get(number(each), "") + each.text
    return found


def _apart(one: str, other: str, page: int) -> Iterator[Drift]:
    says, reads = next(iter(differing(one, other)), (one, other))
    yield Drift("reader", "", says, reads, page)


# ---- what nobody sees


def unseen(
    sheets: Sequence[Sheet], seen: Sequence[SeenPage], tree: Tree, about: Mapping[Key | None, str]
) -> Iterator[Drift]:
    """Words of the tags that nobody sees; each block once, by the first reason."""
    blocks = {each.key: i for i, told in enumerate(tree.blocks) for each in told.words}
    drawn = [(each.hidden, each.text, (s.page, each.mark.number)) for s in sheets for each in s.texts if _is_told(each)]
    shown = [(each.hidden, each.text, (each.page, each.number)) for page in seen for each in page.texts]
    found: dict[tuple[int | None, str], list[tuple[Key, str]]] = {}
    for reason, text, key in (*drawn, *shown):
        # A running head may be longer than its line: it is no part of the notice.
        if reason and text.strip() and key[1] >= 0:
            found.setdefault((blocks.get(key), reason), []).append((key, text))
    told: set[int | None] = set()
    for (block, reason), words in found.items():
        if block not in told:
            told.add(block)
            key, text = words[0][0], "".join(text for _, text in words).strip()
            yield Drift("hidden", about.get(key, ""), f"{text} ({reason})", "", key[0])


def _is_told(drawn: Drawn) -> bool:
    return not drawn.mark.artifact
