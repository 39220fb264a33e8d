"""What it means that somebody or something is not on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from site_builder.facts.layout.laid_out import Part, Text
from site_builder.facts.layout.other_notices import other_notices
from site_builder.facts.layout.shown import Shown

ANCHOR = "page-absent"


def absent(shown: Shown) -> Part | None:
    """What it means that somebody or something is not on the page; None where no disclosure is in force."""
    if not shown.in_force:
        return None
    others = other_notices(shown)
    heading = shown.say.line(shown.say.language.texts["absent"]["heading"])
    return Part(ANCHOR, heading, (*_unlisted(shown), *([others] if others else [])))


def _unlisted(shown: Shown) -> Iterator[Text]:
    """What it means that somebody or something is not on the page, by whether its words promise that it lists all."""
    texts = _texts(shown)
    if shown.notice.complete_list is not True:
        yield Text((shown.say.line(texts["unlisted"]),))
        return
    promise, nobody = texts["promise"], [key for key, d in shown.shared.items() if d.recipient is None]
    if nobody:
        promise += " " + texts["but_not"].format(numbers=shown.references(nobody))
    yield Text((shown.say.line(texts["data"]),))
    yield Text((shown.say.line(promise),), facts=(f"{shown.notice.id}.complete_list",))


def _texts(shown: Shown) -> Mapping[str, str]:
    """The words for everyone or for children."""
    texts: Mapping[str, str] = shown.say.language.texts["absent"]["children" if shown.say.for_children else "everyone"]
    return texts
