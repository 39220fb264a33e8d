"""The words of a notice, from a web page or a document, in blocks: headings, paragraphs, lists."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

from selectolax.lexbor import LexborHTMLParser

from site_builder.errors import Failure
from site_builder.load.office import check

HEADING, TEXT, ITEM = "heading", "text", "item"
"""The kinds of block."""
LARGEST = 3_000_000
"""The most bytes that a page may have."""
DEEPEST = 150
"""How many elements may be nested."""

_HEADINGS = {f"h{number}": number for number in range(1, 7)}
_INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time"),
        *("tt", "u", "var", "wbr"),
    }
)
_NO_WORDS = "script, style, noscript, template, svg, iframe, object, select, textarea, button[type=submit]"
_AROUND = (
    *("nav", "header", "footer", "aside", "form", "[role=navigation]", "[role=banner]", "[role=contentinfo]"),
    *("[role=search]", "[class*=cookie]", "[id*=cookie]", "[class*=breadcrumb]", "[class*=sidebar]"),
    *("[class*=related]", "[class*=skip-]"),
)
"""What stands around the words of a page."""
_CONTENT = ("main", "[role=main]", "article", "#main-content", "#content", ".main-content")
_ENOUGH = 30
"""So many words make a part of a page its content."""
_SHORT = 90
"""A line in bold with fewer letters, and without an end, is a heading."""
_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
_LINK = re.compile(r"https://[^\s<>\"{}|\\^`()]+|mailto:[^\s<>\"{}|\\^`()]+|tel:\+?[0-9-]+")
_GONE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u0000-\u0008\u000e-\u001f\u007f]")
"""Signs that nobody sees."""
_SIGNS = "#-–• "
"""What makes a note or an item of a line that begins with it."""
_BULLET = re.compile(r"[•·●▪‣○◦*–-]\s+")
_BREAK = "\v"
"""A line that ends within a paragraph; two of them begin a new one."""
_PARAGRAPHS = re.compile(rf"{_BREAK}\s*{_BREAK}")
_WORD = re.compile(r"\w+")
_OF_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh\np[style-name='Heading'] => h2:fresh"


class NoticeError(Failure):
    """This is no notice that can be imported; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with its level, a paragraph, or an item of a list."""

    kind: str
    text: str
    level: int = 0


@dataclass(slots=True)
class Words:
    """What a file says: its blocks, all its words in order, those that stand around them, and its links to nowhere.

    `words` are read without the blocks, so that one proves the other; `count` is how many people would count.
    """

    blocks: list[Block]
    words: list[str]
    count: int
    around: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def words_in(text: str) -> list[str]:
    """The words of a text, in small letters and without signs: what is counted in a proof."""
    return _WORD.findall(_GONE.sub("", text).casefold())


# ---- web pages


def of_page(source: bytes) -> Words:
    """The words of a saved web page. Raises NoticeError."""
    if len(source) > LARGEST:
        raise NoticeError(f"This page has more than {LARGEST // 1_000_000} MB: save it without its pictures.")
    if b"\0" in source[:2000] and not source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NoticeError("This is no web page. Save it in your browser as a page, HTML only.")
    tree = LexborHTMLParser(_decoded(source))
    _take_out(tree, _NO_WORDS)
    _check_depth(tree.root)
    whole = words_in(text_of(tree.body)) if tree.body else []
    _take_out(tree, ", ".join(f"{each}:not(html):not(body):not(main):not(article)" for each in _AROUND))
    found = _read(_content(tree))
    taken = Counter(found.words)
    for word in whole:
        taken[word] -= 1
        if taken[word] < 0:
            found.around.append(word)
    return found


def _take_out(tree: LexborHTMLParser, selector: str) -> None:
    """Take elements out one by one: some stand in others that are taken out."""
    while node := tree.css_first(selector):
        node.decompose()


def _decoded(source: bytes) -> str:
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return source.decode("utf-16", "replace")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = _CHARSET.search(source[:4000])
        try:
            name = codecs.lookup(named[1].decode()).name if named else "cp1252"
        except LookupError:
            name = "cp1252"
        return source.decode("cp1252" if name in ("utf-8", "iso8859-1") else name, "replace")


def _check_depth(root: Any) -> None:
    """Raises NoticeError where elements are nested so deep that no page was meant."""
    deepest, waiting = 0, [(root, 0)]
    while waiting and deepest <= DEEPEST:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in node.iter()]
    if deepest > DEEPEST:
        raise NoticeError("The elements of this page are nested too deep: copy its words into a document.")


def _content(tree: LexborHTMLParser) -> Any:
    """The part of a page that holds its words: the one that is marked so, else the one with most outside of links."""
    marked = [node for selector in _CONTENT for node in tree.css(selector)]
    for least in (_ENOUGH, 1):
        for node in marked:
            if len(words_in(text_of(node))) >= least:
                return node
    if tree.body is None:
        raise NoticeError("There are no words in this page.")
    parts = [tree.body, *tree.css("div, section, td")]
    most = max(map(_weight, parts))
    # The innermost that has nearly all of them: not the whole page for the words around.
    return next(node for node in reversed(parts) if _weight(node) >= most - abs(most) * 0.1)


def _weight(node: Any) -> int:
    words = sum(len(part.text()) for part in node.css("p, li, h1, h2, h3, td"))
    return words - 2 * sum(len(link.text()) for link in node.css("a"))


def text_of(node: Any) -> str:
    """The text within an element as people see it: words of two blocks do not run together."""
    parts: list[str] = []
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            parts.append(child.text_content or "")
        elif child.tag and not child.tag.startswith("-"):
            inside = text_of(child)
            parts.append(inside if child.tag in _INLINE and not _has_blocks(child) else f" {inside} ")
    return "".join(parts)


def _read(root: Any) -> Words:
    links: list[str] = []
    read = (Block(each.kind, each.text.lstrip(_SIGNS), each.level) for each in _blocks(root, links, TEXT))
    blocks = [block for block in read if block.text]
    text = text_of(root)
    return Words(blocks, words_in(text), len(text.split()), links=links)


def _blocks(node: Any, links: list[str], kind: str) -> Iterator[Block]:
    """The blocks within an element; `kind` is that of running words in it."""
    running: list[str] = []

    def flushed() -> Iterator[Block]:
        texts = _PARAGRAPHS.split("".join(running))
        running.clear()
        yield from (_paragraph(text, kind) for each in texts if (text := _clean(each)))

    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text" or tag in _INLINE:
            if tag in _INLINE and _has_blocks(child):
                yield from flushed()
                yield from _blocks(child, links, kind)
            else:
                running.append((child.text_content or "") if tag == "-text" else _inline(child, links))
        elif tag == "br":
            running.append(_BREAK)
        elif tag.startswith("-"):
            continue
        else:
            yield from flushed()
            yield from _block(child, tag, links, kind)
    yield from flushed()


def _block(node: Any, tag: str, links: list[str], kind: str) -> Iterator[Block]:
    if tag in _HEADINGS or tag == "summary":
        yield Block(HEADING, _clean(text_of(node)), _HEADINGS.get(tag, 3))
    elif tag == "li":
        yield from _blocks(node, links, ITEM)
    elif tag == "tr":
        cells = [_clean(_inline(cell, links)) for cell in node.iter() if cell.tag in ("td", "th")]
        yield Block(ITEM, "; ".join(filter(None, cells)))
    elif tag == "p" and _is_bold(node):
        yield Block(HEADING, _clean(text_of(node)), 4)
    else:
        yield from _blocks(node, links, kind)


def _has_blocks(node: Any) -> bool:
    return any(part.tag not in _INLINE and part.tag != "br" for part in node.css("*") if part != node)


def _is_bold(node: Any) -> bool:
    """Whether a paragraph is a short line in bold, which people take for a heading."""
    bold, text = node.css_first("strong, b"), _clean(text_of(node))
    is_all = bold is not None and _clean(text_of(bold)) == text
    return is_all and len(text) < _SHORT and not text.endswith((".", ":", ",", ";"))


def _inline(node: Any, links: list[str]) -> str:
    """The words of an element that stands in a line, with links as the registry has them."""
    parts: list[str] = []
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            parts.append(child.text_content or "")
        elif child.tag == "br":
            parts.append(_BREAK)
        elif child.tag and not child.tag.startswith("-"):
            inside = _inline(child, links)
            parts.append(inside if child.tag in _INLINE else f" {inside} ")
    text = "".join(parts)
    return _linked(text, node.attributes.get("href") or "", links) if node.tag == "a" else text


def _linked(text: str, address: str, links: list[str]) -> str:
    words = _clean(text)
    if not words or not address or address.startswith("#"):
        return text
    if _LINK.fullmatch(address) and not set("[]()") & set(words) and words != address:
        return f"{text[: len(text) - len(text.lstrip())]}[{words}]({address}){text[len(text.rstrip()) :]}"
    if not _LINK.fullmatch(address):
        links.append(f"{words}: {address}")
    return text


def _clean(text: str) -> str:
    return " ".join(_GONE.sub("", text).split())


def _paragraph(text: str, kind: str) -> Block:
    """A paragraph, or the item that its bullet says it is."""
    bullet = _BULLET.match(text)
    return Block(ITEM, text[bullet.end() :]) if bullet else Block(kind, text)


# ---- documents


def of_document(source: bytes) -> Words:
    """The words of a document of Word. Raises NoticeError or OfficeError, ModuleNotFoundError without mammoth."""
    import mammoth

    check(source, "document", ".docx")
    try:
        no_pictures: Callable[[Any], dict[str, str]] = lambda _: {}  # noqa: E731 (mammoth asks for a function)
        picture = mammoth.images.img_element(no_pictures)
        made = mammoth.convert_to_html(io.BytesIO(source), style_map=_STYLES, convert_image=picture)
        texts = [*_texts_of_document(source)]
    except Exception as error:  # whatever a damaged file makes of mammoth
        raise NoticeError("This is no document that can be read. Save it as a document of Word (.docx).") from error
    found = _read(LexborHTMLParser(f"<main>{made.value}</main>").css_first("main"))
    words = [word for text in texts for word in words_in(text)]
    return Words(found.blocks, words, sum(len(text.split()) for text in texts), links=found.links)


def _texts_of_document(source: bytes) -> Iterator[str]:
    """The texts of a document's paragraphs, read without what makes the blocks; one in a text box counts twice."""
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        root = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314 (no document type: `check` has looked)
    again = {part for fallback in root.iter(_FALLBACK) for part in fallback.iter()}
    for paragraph in root.iter(f"{_OF_WORD}p"):
        parts: list[str] = []
        for node in paragraph.iter():
            if node in again:
                continue
            if node.tag == f"{_OF_WORD}t":
                parts.append(node.text or "")
            elif node.tag in (f"{_OF_WORD}br", f"{_OF_WORD}tab", f"{_OF_WORD}cr"):
                parts.append(" ")
        if paragraph not in again:
            yield "".join(parts)
