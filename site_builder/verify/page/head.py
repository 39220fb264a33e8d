"""The head of a page of ours beside what must stand in it: nothing else may, but for icons and colours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from site_builder.core.strict_json import JsonError, parse
from site_builder.verify.drift import Drift
from site_builder.verify.page.dom import Way, attributes, inner
from site_builder.verify.page.frame import JSON_LD, POLICY
from site_builder.verify.page.nodes import Node, single
from site_builder.verify.page.odd import shaped, told

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

ICONS = {"icon", "shortcut icon", "apple-touch-icon", "mask-icon"}
OF_ICONS = {"rel", "href", "type", "sizes", "color", "media", "crossorigin"}
NAMED = {"theme-color", "format-detection"}
"""Names of `meta` elements that say nothing to anybody."""
OF_NAMED = {"name", "content", "media"}
OF_POLICY = {"http-equiv", "content"}
SAME = ("rel", "name", "type", "hreflang")
"""What tells elements of a head apart."""
ABOUT = "head"


def head_drifts(head: LexborNode, stated: Iterable[Node], about: Mapping[str, Any] | None, way: Way) -> Iterator[Drift]:
    """How a head differs; `about` is what search engines must be told, None for nothing."""
    policies, blocks, others = _sorted(head, way)
    if policies != [POLICY]:
        yield Drift("code", ABOUT, "; ".join(map(_listed, policies)), _listed(POLICY))
    yield from _told(blocks, about)
    missing = list(stated)
    strange = []
    for each in others:
        if each in missing:
            missing.remove(each)
        elif not _is_harmless(each):
            strange.append(each)
    for each in strange:
        same = next((m for m in missing if _key(m) == _key(each)), None)
        if same is None:
            yield Drift("code", ABOUT, _written(each))
            continue
        missing.remove(same)
        if each.children != same.children:
            yield Drift("changed", ABOUT, _words(each), _words(same))
        else:
            yield from (Drift(d.kind, ABOUT, d.says, d.stated) for d in shaped(each, same))
    yield from (Drift("missing", ABOUT, "", _written(each)) for each in missing)


def _sorted(head: LexborNode, way: Way) -> tuple[list[set[str]], list[str], list[Node]]:
    """The policies in a head, what search engines are told, and all other elements: words it cannot hold."""
    policies: list[set[str]] = []
    blocks: list[str] = []
    others: list[Node] = []
    for child in inner(head):
        text = child.text(deep=True)
        named = attributes(child, way)
        is_policy = child.tag == "meta" and named.get("http-equiv", "").lower() == "content-security-policy"
        if is_policy and named.keys() <= OF_POLICY:
            parts = map(single, named.get("content", "").split(";"))
            policies.append({part for part in parts if part})
        elif child.tag == "script" and named == {"type": JSON_LD}:
            blocks.append(text)
        else:
            others.append(_element(child.tag or "", named, text))
    return policies, blocks, others


def _element(tag: str, named: Mapping[str, str], text: str) -> Node:
    """An element of a head with what makes no difference in one form."""
    forms = dict(named)
    if "charset" in forms:
        forms["charset"] = forms["charset"].lower()
    if "content" in forms:
        forms["content"] = re.sub(" ?, ?", ", ", forms["content"])
    if "rel" in forms:
        forms["rel"] = forms["rel"].lower()
    words = single(text)
    return Node(tag, tuple(sorted(forms.items())), (words,) if words else ())


def _is_harmless(each: Node) -> bool:
    """Whether it is an icon or a colour and nothing besides: one attribute more may send readers elsewhere."""
    names = {name for name, _ in each.attributes}
    is_icon = each.tag == "link" and each.get("rel") in ICONS and names <= OF_ICONS
    is_named = each.tag == "meta" and each.get("name") in NAMED and names <= OF_NAMED
    return is_icon or is_named


def _key(each: Node) -> tuple[str, ...]:
    return (each.tag, *map(each.get, SAME))


def _written(each: Node) -> str:
    marks = "".join(f" {told(name, value)}" for name, value in each.attributes)
    return f"<{each.tag}{marks}>{_words(each)}"


def _words(each: Node) -> str:
    return next(map(str, each.children), "")


def _listed(policy: Iterable[str]) -> str:
    return "; ".join(sorted(policy))


# ---- what search engines are told


def _told(blocks: list[str], about: Mapping[str, Any] | None) -> Iterator[Drift]:
    if len(blocks) != (about is not None):
        yield Drift("code", ABOUT, f"{len(blocks)} blocks of JSON-LD", f"{int(about is not None)}")
        return
    for block in blocks:
        try:
            read = parse(block.encode())
        except JsonError as error:
            yield Drift("unread", ABOUT, str(error))
        else:
            yield from (Drift("changed", ABOUT, f"{k}: {a}", f"{k}: {b}") for k, a, b in _unlike(read, about, ""))


def _unlike(read: Any, stated: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """The members that differ: where, what is read, what is stated."""
    if isinstance(read, dict) and isinstance(stated, dict):
        for key in sorted({*read, *stated}):
            at = f"{path}.{key}" if path else key
            if read.get(key, "") is None:
                yield at, "null", stated.get(key)  # It takes from a word what it means (JSON-LD 1.1, 4.1).
            else:
                yield from _unlike(read.get(key), stated.get(key), at)
    elif path == "inLanguage" and isinstance(read, str):
        if read.lower() != stated:
            yield path, read, stated
    elif read != stated:
        yield path, read, stated
