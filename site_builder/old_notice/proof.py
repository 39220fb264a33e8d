"""Proves that every word of an old notice stands, in its order, on the page that would be made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from site_builder.build import shown_site
from site_builder.load.project.folder import load
from site_builder.model.sentences import plain
from site_builder.old_notice.blocks import NoticeError, Words, text_of, words_in
from site_builder.old_notice.registry import NOTICE, Imported
from site_builder.problems import stops

_SHOWN = 12


def prove(words: Words, made: Imported, folder: Path, on: date) -> None:
    """Raises NoticeError where a word would be lost, or the registry would have an error; `folder` is not there."""
    loaded = load(folder, folder.name, on, instead=made.files)
    if loaded.registry is None or stops(loaded.problems):
        why = next(problem for problem in loaded.problems if stops([problem]))
        raise NoticeError(f"These words cannot be taken over: {why.message} {why.hint}".strip())
    page = shown_site(loaded.registry, on)[0][f"{NOTICE}/index.html"]
    main = LexborHTMLParser(page.decode()).css_first("main")
    on_page = words_in(text_of(main)) if main else []
    if lost := [*(Counter(words.words) - Counter(on_page)).elements()]:
        raise NoticeError(
            f"{len(lost)} of {len(words.words)} words would be lost, and nothing was made: {_some(lost)}. Do they "
            "stand in a text box or a form? Move them into the text."
        )
    if astray := out_of_order([word for block in words.blocks for word in words_in(plain(block.text))], on_page):
        raise NoticeError(f"From these words on the order would change, and nothing was made: {_some(astray)}.")


def out_of_order(words: Sequence[str], on_page: Iterable[str]) -> Sequence[str]:
    """The words from the first one on that do not stand on a page in their order; empty if all do."""
    at = 0
    for word in on_page:
        if at < len(words) and word == words[at]:
            at += 1
    return words[at:]


def _some(words: Sequence[str]) -> str:
    return " ".join(words[:_SHOWN]) + (" ..." if len(words) > _SHOWN else "")
