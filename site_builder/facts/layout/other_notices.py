"""The notices to read with this one, and what each is about; then where all are."""

from __future__ import annotations

from site_builder.facts.layout.laid_out import Closed, Item, Items
from site_builder.facts.layout.shown import Shown
from site_builder.facts.sentences import link

ANCHOR = "page-notices"


def other_notices(shown: Shown) -> Closed | None:
    """Each notice to read with this one, with the headings of its sections, then all; None without one."""
    say, registry = shown.say, shown.registry
    others = [notice for notice in registry.notices if notice.id in shown.notice.reads_with]
    if not others:
        return None
    items = []
    for notice in others:
        headings = ", ".join(say.heading(section) for section in notice.sections)
        items.append(Item(say.line(shown.link_to(notice)), under=(say.line(headings),) if headings else ()))
    texts = say.language.texts["absent"]
    items.append(Item(say.line(link(shown.root, texts["all_notices"]))))
    return Closed(say.line(texts["other_notices"]), (Items(tuple(items)),), anchor=ANCHOR)
