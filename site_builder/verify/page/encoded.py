"""A page's bytes to its text: in UTF-8, and so that every browser takes it for that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_builder.verify.page.dom import UnreadError, document

TOO_DEEP = 1_000
"""Deeper than any browser builds, and so deep that a parser would take its time."""
PRESCANNED = 1024
"""In so many bytes at its beginning a page must say in which characters it is (HTML, 4.2.5.4)."""
_BOM = b"\xef\xbb\xbf"
_XML = re.compile(r"<\?xml[^>]{0,999}?encoding\s*=\s*[\"']?\s*([^\s\"'>?]+)")
_IN_CONTENT = re.compile(r"(?ai)charset\s*=\s*[\"']?\s*([^\s\"';]+)")
_UTF_8 = re.compile("(?ai)utf-?8")
_TYPE = re.compile("(?ai)text/html; ?charset=utf-?8")
_SPACE = "[ \t\n\f\r]"
_ONE_TAG = r"""(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*+>"""
_PLAINLY = re.compile(
    rf"(?ais){_SPACE}*(?:<!doctype{_ONE_TAG}{_SPACE}*)?(?:<html{_SPACE}{_ONE_TAG}|<html>)?{_SPACE}*"
    rf"(?:<head{_SPACE}{_ONE_TAG}|<head>)?{_SPACE}*<meta{_SPACE}+(?:charset=[\"']?utf-?8[\"']?"
    rf"|http-equiv=[\"']?content-type[\"']?{_SPACE}+content=[\"']text/html;{_SPACE}?charset=utf-?8[\"']){_SPACE}*/?>"
)
_OF_TYPE = "head > meta[http-equiv='content-type' i][content]:not([charset])"
_NO_META = re.compile(r"(?ai)<(/?)(?!meta[\s/>])[a-z][a-z0-9]*")
_TAG = re.compile(r"(?ais)<!--(?:-?>|.*?(?:--!?>|\Z))|<(/?)([a-z][a-z0-9-]*)")
_LEFT_OPEN = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
    *("html", "head", "body", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"),
    *("circle", "ellipse", "image", "line", "path", "polygon", "polyline", "rect", "stop", "use"),
}
"""Elements that are never closed, or closed in their own tag, or by what follows."""


def decoded(data: bytes, *, within: int, plainly: bool = False) -> str:
    """The text of a page that must say in so many bytes at its beginning that it is UTF-8. Raises UnreadError.

    It says so `plainly` where nothing stands before it but the tags of what it is in: readers that look for that alone
    take comments, titles and templates apart otherwise than those that read a page.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadError(f"It is not UTF-8 (line {line}).") from error
    if "\0" in text:
        raise UnreadError("It has a NUL, by which some browsers take it for another encoding.")
    if _depth(text) > TOO_DEEP:
        raise UnreadError("Its elements stand too deep inside each other.")
    if data.startswith(_BOM):
        return text
    if other := next((each for each in _charsets(text) if not _UTF_8.fullmatch(each)), None):
        raise UnreadError(f"It says that it is in {other}, and notices are in UTF-8.")
    begin = data[:within].decode(errors="ignore")
    if within and not (_says_utf_8(begin) and (_PLAINLY.match(begin) or not plainly)):
        raise UnreadError("It does not say at its beginning that it is in UTF-8, so a browser may read other letters.")
    return text


def _says_utf_8(text: str) -> bool:
    """Whether a page says so in one of the forms that all browsers read."""
    root = document(text)
    named = (str(each.attributes["charset"]) for each in root.css("head > meta[charset]"))
    typed = (str(each.attributes["content"]) for each in root.css(_OF_TYPE))
    return any(map(_UTF_8.fullmatch, named)) or any(map(_TYPE.fullmatch, typed))


def _charsets(text: str) -> Iterator[str]:
    """The character sets that a page says it is in: to a parser, and to browsers before they parse.

    Before, every `meta` counts, also in a script, a title or a template (HTML, 13.2.3.2).
    """
    if declared := _XML.match(text):
        yield declared[1].lower()
    for each in (text, _NO_META.sub(r"<\1wbr", text)):
        for meta in document(each).css("meta"):
            named = {name: (value or "").strip().lower() for name, value in meta.attributes.items()}
            if named.get("charset"):
                yield named["charset"]
            if named.get("http-equiv") == "content-type":
                yield from _IN_CONTENT.findall(named.get("content", ""))


def _depth(text: str) -> int:
    """How deep elements stand inside each other that have to be closed."""
    depth = deepest = 0
    for tag in _TAG.finditer(text):
        name = (tag[2] or "").lower()
        if name and name not in _LEFT_OPEN:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest
