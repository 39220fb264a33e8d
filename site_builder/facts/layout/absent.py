"""What it means that somebody or something is not on a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    return Part(ANCHOR, heading, (_unlisted(shown), *([others] if others else [])))


def _unlisted(shown: Shown) -> Text:
    """What it means that somebody or something is not on the page, by whether its words promise that it lists all."""
    texts = _texts(shown)
    is_complete = shown.notice.complete_list is True
    nobody = shown.references(key for key, d in shown.shared.items() if d.recipient is None) if is_complete else ""
    keys = ("complete", *(["but_not"] if nobody else [])) if is_complete else ("unlisted", "others")
    told = [str(texts[key]).format(numbers=nobody) for key in keys]
    facts = (f"{shown.notice.id}.complete_list",) if is_complete else ()
    return Text((shown.say.line(" ".join(told)),), facts=facts)


def _texts(shown: Shown) -> Mapping[str, Any]:
    """The words for everyone or for children."""
    texts: Mapping[str, Any] = shown.say.language.texts["absent"]["children" if shown.say.for_children else "everyone"]
    return texts
