"""The canonical form of HTML, PDF, JSON and CSS: what counts, and which changes of hosts are let through.

A form keeps everything that a reader may see or hear. It drops what servers, editors and other programs change without
changing that. It knows no list of lies: whatever is not as we make it, differs.
"""

from __future__ import annotations

import json as json_module
import re
import zlib
from collections.abc import Hashable, Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urldefrag, urljoin

from site_builder.errors import Failure
from site_builder.strict_json import JsonError, parse

if TYPE_CHECKING:
    import pikepdf
    from selectolax.lexbor import LexborNode


class UnreadError(Failure):
    """A file that cannot be read as the type that its name says; the text is a sentence."""


class Element(NamedTuple):
    """An element of a page: its attributes in the order of their names, and its texts and elements."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Element | str, ...] = ()

    def get(self, name: str) -> str:
        """An attribute's value, '' for none."""
        return dict(self.attributes).get(name, "")


def form(path: str, data: bytes, address: str) -> Hashable:
    """The canonical form of a published file, by the ending of its path; `address` is that of the file.

    Raises UnreadError.
    """
    if path.endswith(".html"):
        return html(data, address)
    if path.endswith(".pdf"):
        return pdf(data)
    if path.endswith((".json", ".jsonld", "/api-catalog")):
        return json(data)
    return css(data) if path.endswith(".css") else text(data)


# ---- HTML

INLINE = {
    *("a", "abbr", "b", "bdi", "cite", "code", "dfn", "em", "i", "img", "kbd", "mark", "q", "s", "samp", "small"),
    *("span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
}
"""Elements within a line; all others begin a line of their own."""
SPACE = re.compile("[ \t\n\r]+")
_AS_TYPED = frozenset({"pre", "script", "style", "textarea"})
"""Elements in which white space counts."""
_ADDED = re.compile(r"data-(cf\w*|rocket|pagespeed|block|reactroot|reactid)(-[\w-]*)?|data-v-[0-9a-f]+")
_BARE = re.compile(r"[0-9a-f.:-]{0,64}|true|false")
"""Attributes that hosts add, and values of them that no reader sees."""
_ADDRESSES = frozenset({"href", "src"})
_PLAIN_ADDRESS = re.compile(r"(https?://)?(?!.*//)[\w.~:/?#@!$&'()*+,=%-]*", re.ASCII)
"""An address that every browser resolves in the same way. Any other counts as it is written."""
_CHARSET = re.compile(rb"""<meta\s[^>]*charset=["']?utf-8""", re.IGNORECASE)
_PRESCANNED = 1024
"""The number of bytes in which browsers look for the character set."""
_DEEPEST = 200
_BOM = b"\xef\xbb\xbf"


def html(data: bytes, address: str, css: str | None = None) -> Element:
    """A page as a tree, with white space as browsers show it, and links from its address as absolute ones.

    With `css`, the one element that this selector finds. Raises UnreadError where it finds none, or several.
    """
    from selectolax.lexbor import LexborHTMLParser

    try:
        source = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadError(f"It is not UTF-8: byte {error.start} begins no character.") from error
    root = LexborHTMLParser(source).root
    if root is None:
        raise UnreadError("It is no page.")
    if css is not None:
        elements = root.css(css)
        if len(elements) != 1:
            raise UnreadError(f"It holds {len(elements) or 'no'} element{'s' * (len(elements) > 1)} {css}.")
        return _element(elements[0], address, 0)
    says_utf8 = data.startswith(_BOM) or _CHARSET.search(data[:_PRESCANNED])
    head = (("doctype", _doctype(root)), ("charset", "utf-8" if says_utf8 else ""))
    return Element("document", head, (_element(root, address, 0),))


def _doctype(root: LexborNode) -> str:
    """The doctype in small letters, '' for none: it decides by which rules a browser lays out the page."""
    node = root.prev
    while node is not None and node.is_comment_node:
        node = node.prev
    return (node.html or "").lower() if node is not None else ""


def _element(node: LexborNode, address: str, depth: int) -> Element:
    if depth > _DEEPEST:
        raise UnreadError("Its elements stand too deep inside each other.")
    tag = node.tag or ""
    content: list[Element | str] = []
    child = node.child
    while child is not None:
        if child.is_text_node:
            words = child.text_content or ""
            if content and isinstance(content[-1], str):
                content[-1] += words
            else:
                content.append(words)
        elif child.is_element_node:
            content.append(_element(child, address, depth + 1))
        child = child.next
    if tag == "template":  # its content is not among its children
        content.append(node.html or "")
    children = tuple(content) if tag in _AS_TYPED else tuple(_spaced(tag, content))
    return Element(tag, tuple(sorted(_attributes(node, address))), children)


def _attributes(node: LexborNode, address: str) -> Iterator[tuple[str, str]]:
    for name, raw in node.attributes.items():
        value = raw or ""
        if name in _ADDRESSES:
            yield name, _absolute(value, address)
        elif not (_ADDED.fullmatch(name) and _BARE.fullmatch(value)):
            yield name, value


def _absolute(value: str, address: str) -> str:
    """The absolute form of an address; within the page it is `#` and the anchor."""
    if not _PLAIN_ADDRESS.fullmatch(value):
        return value
    whole = urljoin(address, value)
    page, anchor = urldefrag(whole)
    return f"#{anchor}" if page == address and anchor else whole


def _spaced(tag: str, children: Sequence[Element | str]) -> Iterator[Element | str]:
    """White space as browsers show it: single, and none where a line begins or ends."""

    def ends(i: int) -> bool:
        return tag not in INLINE if not 0 <= i < len(children) else _is_block(children[i])

    for i, child in enumerate(children):
        if isinstance(child, Element):
            yield child
            continue
        words = SPACE.sub(" ", child)
        words = words.removeprefix(" ") if ends(i - 1) else words
        words = words.removesuffix(" ") if ends(i + 1) else words
        if words:
            yield words


def _is_block(child: Element | str) -> bool:
    return isinstance(child, Element) and child.tag not in INLINE


# ---- PDF

_DATED = ("/Creator", "/Producer", "/CreationDate", "/ModDate")
_NAMED = re.compile(r"\w+ <[^>]*>: *")
"""The name that a library gives to bytes in memory."""
_LARGEST = 256 << 20
"""The most bytes that a PDF may have once it is unpacked."""


def pdf(data: bytes) -> bytes:
    """A PDF saved in one way: all its objects, streams unpacked, without the names of programs and the day.

    Raises UnreadError.
    """
    import pikepdf

    out = BytesIO()
    try:
        with pikepdf.open(BytesIO(data)) as document:
            _check_size(document)
            info = document.trailer.get("/Info")
            if isinstance(info, pikepdf.Dictionary):
                for key in set(_DATED) & set(info.keys()):
                    del info[key]
            document.save(
                out,
                static_id=True,
                force_version="1.7",
                fix_metadata_version=False,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
            )
    except UnreadError:
        raise
    except Exception as error:
        # Nobody can list what a damaged file makes a library raise.
        raise UnreadError(f"It is damaged ({_NAMED.sub('', str(error))}).") from error
    return out.getvalue()


def _check_size(document: pikepdf.Pdf) -> None:
    """Raise UnreadError where unpacking would fill the memory."""
    import pikepdf

    left = _LARGEST
    for item in document.objects:
        if isinstance(item, pikepdf.Stream):
            raw, filters = item.read_raw_bytes(), item.get("/Filter")
            if isinstance(filters, pikepdf.Array):
                raise UnreadError("A part of it is packed more than once.")
            left -= len(zlib.decompressobj().decompress(raw, left + 1) if filters == "/FlateDecode" else raw)
            if left < 0:
                raise UnreadError("It is too large once it is unpacked.")


# ---- JSON, style sheets, other text


def json(data: bytes) -> str:
    """The value that JSON says, as `json_text` writes it. Raises UnreadError, also for a key that appears twice."""
    try:
        return json_text(parse(data))
    except JsonError as error:
        raise UnreadError(str(error)) from error


def json_text(value: Any) -> str:
    """The same text for equal values, whatever the order of their keys. 3.0 is not 3: linked data tells them apart."""
    return json_module.dumps(value, sort_keys=True)


def css(data: bytes) -> Hashable:
    """A style sheet as its tokens, without comments and meaningless white space. Raises UnreadError."""
    import tinycss2

    try:
        return _tokens(tinycss2.parse_component_value_list(data.removeprefix(_BOM).decode("utf-8")), within="")
    except UnicodeDecodeError as error:
        raise UnreadError(f"It is not UTF-8: byte {error.start} begins no character.") from error
    except (RecursionError, ValueError) as error:
        raise UnreadError("Its brackets stand too deep inside each other, or a number has too many digits.") from error


def _tokens(tokens: Sequence[Any], within: str) -> Hashable:
    forms: list[Any] = []
    for token in tokens:
        if token.type == "comment":
            continue
        if token.type == "whitespace":
            forms += [" "] if forms and forms[-1] != " " else []
        elif token.type.endswith(" block"):
            forms.append((token.type, _tokens(token.content, token.type)))
        elif token.type == "function":
            forms.append((token.lower_name, _tokens(token.arguments, "function")))
        else:
            forms.append(token.serialize())
    # In a selector, space beside a colon makes another selector of it.
    are_declared = within == "() block" or (within == "{} block" and not any(map(_is_braced, forms)))
    tight = {",", ">", ";", *((":",) if are_declared else ())}

    def is_tight(i: int) -> bool:
        return not 0 <= i < len(forms) or _is_braced(forms[i]) or forms[i] in tight

    kept = [form for i, form in enumerate(forms) if form != " " or not (is_tight(i - 1) or is_tight(i + 1))]
    while are_declared and kept and kept[-1] == ";":
        kept.pop()
    return tuple(kept)


def _is_braced(token: Any) -> bool:
    return isinstance(token, tuple) and token[0] == "{} block"


def text(data: bytes) -> bytes:
    """Other text with the line ends of one system, and without empty lines at its end."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n")
