"""Whether every program takes a page apart as browsers do: where tags, comments and what stands in what are plain.

Browsers mend what is not, each program in its own way: what one takes for a comment another takes for words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

HTML = {
    *("a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote", "body", "button"),
    *("canvas", "caption", "center", "cite", "code", "colgroup", "data", "datalist", "dd", "del", "details", "dfn"),
    *("dialog", "div", "dl", "dt", "em", "fieldset", "figcaption", "figure", "font", "footer", "form", "h1", "h2"),
    *("h3", "h4", "h5", "h6", "head", "header", "hgroup", "html", "i", "iframe", "ins", "kbd", "label", "legend"),
    *("li", "main", "map", "mark", "menu", "meter", "nav", "noscript", "object", "ol", "optgroup", "option"),
    *("output", "p", "picture", "pre", "progress", "q", "s", "samp", "script", "section", "select", "small", "span"),
    *("strike", "strong", "style", "sub", "summary", "sup", "table", "tbody", "td", "template", "textarea", "tfoot"),
    *("th", "thead", "time", "title", "tr", "tt", "u", "ul", "var", "video"),
}
"""Elements that all programs know. An element with a hyphen in its name none does."""
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
"""And those that are never closed."""
DRAWN = {"svg", "math"}
"""In these other elements stand, which close themselves with a stroke."""
RAW = {"script", "style", "textarea", "title", "iframe"}
"""Elements that hold no others."""
LEFT_OPEN = {"p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup"}
"""Elements that what follows closes, or what they stand in."""
_OF_TABLE = {"tr", "tbody", "tfoot", "thead"}
CLOSED_BY = {
    "head": {"body"},
    "p": {
        *("address", "article", "aside", "blockquote", "center", "details", "dialog", "div", "dl", "fieldset"),
        *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr"),
        *("main", "menu", "nav", "ol", "p", "pre", "section", "ul"),
    },
    "li": {"li"},
    **{tag: {"dt", "dd"} for tag in ("dt", "dd")},
    **{tag: {"td", "th", *_OF_TABLE} for tag in ("td", "th")},
    "tr": _OF_TABLE,
    "thead": {"tbody", "tfoot", "thead"},
    "option": {"option", "optgroup"},
    "optgroup": {"optgroup"},
}
"""What closes one that is left open."""
IN_SELECT = {"option", "optgroup", "hr"}
OLD = {"xmp", "listing", "plaintext", "noembed", "noframes"}
"""Elements of old in which programs look for no others."""
IN_DRAWINGS = {"a", "script", "style", "title"}
ALWAYS = {"html", "body", "tbody", "colgroup"}
"""Elements that parsers add where a page leaves them out."""
LONGEST, DEEPEST = 80, 200
"""Signs of a place that are told, and elements that all programs open inside each other."""

_SIGNS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|&#x?[0-9a-fA-F]{8}")
"""Signs that are none, and numbers of signs that are."""
_NAME = r"""[^\s"'<>/=`]++"""
_ATTRIBUTE = rf"""\s++{_NAME}(?:\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'=<>`]++))?+"""
_TOKEN = re.compile(
    r"""[^<]++|<!--(?!-?>)(?:(?!--\s*!?>|<!--).)*+-->|<!doctype\s++html(?:[^"'<>\[\]]|"[^"<>]*+"|'[^'<>]*+')*+>"""
    rf"|</(?P<closed>[a-z][a-z0-9-]*+)\s*+>"
    rf"|<(?P<open>[a-z][a-z0-9-]*+)(?P<attributes>(?:{_ATTRIBUTE})*+)\s*+(?P<stroke>/?)>",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_ODD_IN_SCRIPT = re.compile(r"</\s*script|<!(?!--)|--\s+>|--!>")
_PARTS = re.compile(rf"""\s({_NAME})(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|(\S++)))?+""", re.ASCII)


def odd_place(text: str, notice: str, stands_in: Sequence[str]) -> str:
    """The first place before a notice that programs take apart in several ways, with its line; '' if there is none.

    To a parser the notice `stands_in` these elements, the outermost first.
    """
    at, inside = 0, list[str]()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or _SIGNS.search(token[0]) or not _is_plain(token, inside) or len(inside) > DEEPEST:
            return _told(re.split("(?<=>)|\n", text[at : at + LONGEST])[0], text, at)
        if token["open"] and _attributes(token).get("data-notice") == notice:
            is_so = [tag for tag in inside[:-1] if tag not in ALWAYS] == [tag for tag in stands_in if tag not in ALWAYS]
            return "" if is_so else _told(f"what is left open before {token[0]}", text, at)
        start, at = at, token.end()
        if inside and inside[-1] in RAW:
            behind = _behind(inside.pop(), text, at, is_drawn=not DRAWN.isdisjoint(inside))
            if behind is None:
                return _told(token[0], text, start)
            at = behind
    return f'data-notice="{notice}" in something else'


def _told(what: str, text: str, at: int) -> str:
    return f"{what} (line {text.count(chr(10), 0, at) + 1})"


def _is_plain(token: re.Match[str], inside: list[str]) -> bool:
    """Whether a tag may stand where elements are open, of which it opens or closes one."""
    if token["closed"]:
        return _closes(token["closed"].lower(), inside)
    if not token["open"]:
        return not (token[0].startswith("<!--") and "noscript" in inside)
    is_each_once = len(_PARTS.findall(token["attributes"])) == len(_attributes(token))
    return is_each_once and _opens(token["open"].lower(), inside, has_stroke=bool(token["stroke"]))


def _attributes(token: re.Match[str]) -> dict[str, str]:
    return {name.lower(): "".join(value) for name, *value in _PARTS.findall(token["attributes"])}


def _closes(name: str, inside: list[str]) -> bool:
    while inside and inside[-1] != name and inside[-1] in LEFT_OPEN:
        inside.pop()
    return bool(inside) and inside.pop() == name


def _opens(name: str, inside: list[str], *, has_stroke: bool) -> bool:
    if not DRAWN.isdisjoint(inside):
        if not has_stroke:
            inside.append(name)
        return name not in HTML | EMPTY | DRAWN | OLD or (name in IN_DRAWINGS and not (has_stroke and name in RAW))
    while inside and name in CLOSED_BY.get(inside[-1], ()):
        inside.pop()
    if name not in EMPTY and not has_stroke:
        inside.append(name)
    is_known = name in HTML | EMPTY | DRAWN or "-" in name
    is_whole = not has_stroke or name in EMPTY | DRAWN
    is_hidden = (name == "script" and "noscript" in inside) or ("select" in inside[:-1] and name not in IN_SELECT)
    return is_known and is_whole and not is_hidden


def _behind(tag: str, text: str, at: int, *, is_drawn: bool) -> int | None:
    """Where what a tag holds that holds no others ends; None if programs end it elsewhere."""
    end = re.compile(rf"(?ai)</{tag}\s*>").search(text, at)
    if end is None:
        return None
    held = text[at : end.start()].lower()
    is_script = tag == "script" and not is_drawn
    return None if (_is_odd_script(held) if is_script else "<" in held) else end.end()


def _is_odd_script(held: str) -> bool:
    """Whether programs end a script elsewhere, for what looks like a comment or another one in it."""
    is_open = held.rfind("-->") < held.rfind("<!--") or "<script" in held.partition("<!--")[2]
    return is_open or _ODD_IN_SCRIPT.search(held) is not None
