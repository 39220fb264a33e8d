"""What is told of a PDF after small changes, as far as tests look at it."""

from __future__ import annotations

import pikepdf

from tests.verify.papers import Change, drifts, link

Told = tuple[str, str, str, str, int]
"""Of a drift: its kind, of what, what is said, what is stated, and the page."""


def told(data: bytes) -> list[Told]:
    return [(each.kind, each.about, each.says, each.stated, each.place) for each in drifts(data)]


# ---- changes


def at(document: pikepdf.Pdf, path: str) -> pikepdf.Object:
    found = document.Root
    for step in path.split():
        found = found[int(step)] if step.isdigit() else found[f"/{step}"]
    return found


def put(path: str, key: str, value: object) -> Change:
    """Another value under a key of what a path of keys leads to, from the catalogue."""

    def change(document: pikepdf.Pdf) -> None:
        at(document, path)[key] = value

    return change


def drop(path: str, key: str) -> Change:
    return lambda document: at(document, path).__delitem__(key)


def both(*changes: Change) -> Change:
    def change(document: pikepdf.Pdf) -> None:
        for each in changes:
            each(document)

    return change


def linked(key: str, value: object, which: str = "/A") -> Change:
    return lambda document: link(document, which).__setitem__(key, value)
