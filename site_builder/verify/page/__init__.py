"""A page, read as browsers read it, beside what is stated: each word, element and attribute of a notice is founded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from site_builder.core.language import Language
from site_builder.core.layout.laid_out import LaidNotice
from site_builder.core.lines import Line
from site_builder.verify.compare import compare
from site_builder.verify.drift import Drift
from site_builder.verify.page import frame as frames
from site_builder.verify.page.around import parted, surrounding
from site_builder.verify.page.dom import (
    SOMEWHERE,
    UnreadError,
    Way,
    above,
    attributes,
    document,
    elements,
    inner,
    located,
    tree,
)
from site_builder.verify.page.encoded import PRESCANNED, decoded
from site_builder.verify.page.frame import Frame, Listed
from site_builder.verify.page.head import head_drifts
from site_builder.verify.page.lines import Lines
from site_builder.verify.page.nodes import Node, reading, tidy, walk
from site_builder.verify.page.odd import odd, shaped, told
from site_builder.verify.page.region import region
from site_builder.verify.page.theirs import outside, twice
from site_builder.verify.page.views import left_out, views

_DOCTYPE = re.compile(
    r"(?ais)(?:[ \t\n\f\r]|<!--(?:-?>|.*?--!?>))*+<!doctype[ \t\n\f\r]+html[ \t\n\f\r]*>",
)

DEEPEST_IN_THEIRS = 100
"""So deep may a notice stand in a page that is not ours: browsers lay out 200 elements inside each other and more."""

Reader = Callable[[str], Iterable[Drift]]


def page_drifts(
    data: bytes,
    laid: LaidNotice,
    language: Language,
    *,
    file: str,
    frame: Frame | None = None,
    address: str = "",
    source: str = "registry",
    says_charset: bool = False,
) -> list[Drift]:
    """How the page of a notice differs: one of ours with its frame, without it any page in which the notice stands.

    `file` names it in what is told; `address` is where a page that is not ours stands, '' if nobody knows. Where it
    `says_charset`, its server does not, so it must say itself which characters it has; a page of ours always must.
    """
    if frame:
        ours = partial(
            _ours, frames.of_notice(laid, language, frame), laid.title.text, laid.organisation, language, frame
        )
        return _drifts(data, ours, file, source, within=PRESCANNED)
    theirs = partial(_theirs, laid.id, region(laid, language), laid.language, Way(address or SOMEWHERE))
    return _drifts(data, theirs, file, source, within=PRESCANNED if says_charset else 0, plainly=True)


def list_drifts(
    data: bytes,
    notices: Sequence[Listed],
    heading: Line,
    organisation: Line,
    language: Language,
    frame: Frame,
    *,
    file: str,
    source: str = "registry",
) -> list[Drift]:
    """How the list of notices differs."""
    body = frames.of_list(notices, heading, organisation, language, frame)
    ours = partial(_ours, body, language.page("notices"), organisation, language, frame)
    return _drifts(data, ours, file, source, within=PRESCANNED)


def missing_drifts(
    data: bytes, organisation: Line, language: Language, frame: Frame, *, file: str, source: str = "registry"
) -> list[Drift]:
    """How the page for what is not there differs."""
    body = frames.of_nothing(organisation, language, frame)
    ours = partial(_ours, body, language.page("not_found"), organisation, language, frame)
    return _drifts(data, ours, file, source, within=PRESCANNED)


def _drifts(data: bytes, read: Reader, file: str, source: str, *, within: int, plainly: bool = False) -> list[Drift]:
    found: list[Drift] = []
    try:
        for text in views(decoded(data, within=within, plainly=plainly)):
            found = found or list(read(text))
    except UnreadError as error:
        found = [Drift("unread", "", str(error))]
    return [replace(drift, file=file, source=source) for drift in found]


# ---- a page of ours


def _ours(body: Node, title: str, organisation: Line, language: Language, frame: Frame, text: str) -> Iterator[Drift]:
    root, way = document(text), Way(frame.address, has_index=True)
    parts = {child.tag: child for child in inner(root)}
    stated = located(body, way)
    found = tidy(tree(parts["body"], way))
    if _is_notice(stated) and not _is_notice(found):
        raise UnreadError("It is no notice: no element has data-notice.")
    inside, around = parted(found, stated)
    lines = Lines(text, "<body")
    if not _DOCTYPE.match(text):
        yield Drift("code", "html", "", "<!doctype html>")
    yield from _root(attributes(root, way), language.tag)
    for name, value in attributes(parts["head"], way).items():
        yield Drift("code", "head", f"<head {told(name, value)}>")
    head = (located(each, way) for each in frames.head(title, organisation, language, frame))
    for drift in head_drifts(parts["head"], head, frame.about, way):
        yield replace(drift, place=lines.of(drift.says))
    yield from beside(stated, Node(found.tag, found.attributes, tuple(inside)), lines)
    for drift in surrounding(around, stated):
        yield replace(drift, place=lines.of(drift.says))
    yield from (Drift("code", "", f"<{tag}>", place=lines.of(f"<{tag}")) for tag in left_out(text, root))


def _is_notice(body: Node) -> bool:
    return any(each.get("data-notice") for each in walk(body))


def _root(named: dict[str, str], language: str) -> Iterator[Drift]:
    if named.get("lang") != language:
        yield Drift("language", "html", named.get("lang", ""), language)
    for name, value in named.items():
        if name != "lang":
            yield Drift("code", "html", f"<html {told(name, value)}>")


# ---- a page in which a notice stands


def _theirs(notice: str, stated: Node, language: str, way: Way, text: str) -> Iterator[Drift]:
    root = document(text)
    regions = [each for each in elements(root) if each.attributes.get("data-notice") == notice]
    if not regions:
        yield Drift("missing", notice, "", f'data-notice="{notice}"')
        return
    if len(regions) > 1:
        yield Drift("code", notice, f'data-notice="{notice}" stands {len(regions)} times', "once")
    if len(list(above(regions[0]))) > DEEPEST_IN_THEIRS:
        raise UnreadError("The notice stands too deep inside other elements.")
    found = tidy(tree(regions[0], way))
    own = {name: value for name, value in found.attributes if name not in {"class", "lang"}}
    bare = Node(stated.tag, tuple(sorted({**own, "id": stated.get("id")}.items())), found.children)
    stated = located(stated, way)
    lines = Lines(text, f"data-notice={notice}")
    yield from beside(stated, bare, lines)
    for drift in (*outside(root, regions[0], language, way), *twice(root, _ids(stated) - {stated.get("id")})):
        yield replace(drift, about=drift.about or notice)


# ---- both


def beside(stated: Node, found: Node, lines: Lines) -> list[Drift]:
    """How two trees differ: by what is odd in one, by words; or where these are the same, by how they are built."""
    if stated == found:
        return []
    drifts = [replace(drift, place=lines.of(drift.says)) for drift in odd(found, stated)]
    gone = _ids(stated) - _ids(found)
    drifts += [Drift("address", each, "", f'id="{each}"') for each in sorted(gone)]
    read = lines.placed(reading(found))
    if gone:
        read = tuple(replace(block, anchor="") for block in read)
    drifts += compare(reading(stated), read)
    return drifts or [replace(drift, place=lines.of(drift.says)) for drift in shaped(found, stated)]


def _ids(root: Node) -> set[str]:
    return {each.get("id") for each in walk(root)} - {""}
