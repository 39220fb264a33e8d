"""Words to spans, the leaves of the PDF's tree, each with its language and link."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from site_builder.facts.rich_text import Piece
from site_builder.render.inline import SCHEMES, inline
from site_builder.render.pdf.errors import PdfError

if TYPE_CHECKING:
    from site_builder.facts.layout.laid_out import Run
    from site_builder.facts.rich_text import Line

_FOREIGN_HOST = re.compile(r"^(https://|mailto:[^@]*@)([^/?#:]*[^\0-\x7f/?#:][^/?#:]*)")
"""A host name with other letters than ASCII: percent signs would make it invalid."""

LONGEST_ADDRESS = 8_000
"""As Typst allows."""

Node: TypeAlias = Mapping[str, object]
"""A part of the tree; its `kind` determines its other keys."""


def plain(words: Line | str) -> list[Node]:
    """The spans of a text without Markdown, one for each language in it."""
    pieces = (Piece(words),) if isinstance(words, str) else words.pieces
    return list(_single_spaces([_piece(piece) for piece in pieces]))


def _piece(piece: Piece) -> Node:
    """The span of a piece; the address `#anchor` is a target within the notice."""
    language = locale(piece.language) if piece.language else {}
    inside = piece.url is not None and piece.url.startswith("#")
    leads = {"target": str(piece.url)[1:]} if inside else {"url": _address(piece.url, piece.text)}
    return {**leaf(_tidy(piece.text)), **language, **leads}


def unlinked(words: Line | str) -> list[Node]:
    """The spans of a text without the links in it."""
    return [{**span, "url": None, "target": None} for span in plain(words)]


def linked(spans: Sequence[Node], target: str) -> list[Node]:
    """The spans as a link to another part of the notice."""
    return [{**span, "target": target} for span in spans]


def named(spans: Sequence[Node], name: str) -> list[Node]:
    """The spans of a link, with the name by which readers hear it instead of its words."""
    return [{**span, "name": name} for span in spans]


def styled(spans: Sequence[Node], style: str) -> list[Node]:
    """The spans in a style: `strong`, or `number` of a passage."""
    return [{**span, "style": style} for span in spans]


def runs(of: Iterable[Run], language: str) -> list[Node]:
    """The spans of runs that read as one text, separated by spaces; only runs in another language are marked."""
    spans: list[Node] = []
    for run in of:
        if spans:
            spans.append(leaf(" "))
        spans += _run(run, language)
    return list(_single_spaces(spans))


def locale(tag: str) -> dict[str, str | None]:
    """Language and region of a BCP 47 tag, as Typst takes them; other subtags are left out."""
    primary, *rest = tag.lower().split("-")
    return {"lang": primary, "region": next((part for part in rest if re.fullmatch("[a-z]{2}", part)), None)}


def _run(run: Run, language: str) -> Iterator[Node]:
    marked = {} if run.language.lower() == language.lower() else locale(run.language)
    for span in inline(run.text):
        url = _address(span.url, span.text)
        yield {**leaf(_tidy(span.text)), "url": url, **marked}


def leaf(text: str) -> Node:
    """The span of words in the notice's language that lead nowhere."""
    return {
        "kind": "span",
        "text": text,
        "url": None,
        "target": None,
        "lang": None,
        "region": None,
        "style": "",
        "name": "",
    }


def _tidy(text: str) -> str:
    """A text with composed letters, as screen readers read a separate mark twice, and single spaces, as on a page."""
    return re.sub("[ \t\r\n\f]+", " ", unicodedata.normalize("NFC", text))


def _single_spaces(spans: Sequence[Node]) -> Iterator[Node]:
    """The spans without space at the ends of the text, with single spaces between them, and without empty spans."""
    last = len(spans) - 1 - next((i for i, s in enumerate(reversed(spans)) if str(s["text"]).strip(" ")), len(spans))
    before = " "
    for i, span in enumerate(spans[: last + 1]):
        text = str(span["text"])
        text = text.lstrip(" ") if before.endswith(" ") else text
        text = text.rstrip(" ") if i == last else text
        if text:
            before = text
            yield {**span, "text": text}


def _address(url: str | None, text: str) -> str | None:
    """An outside address as PDF wants it, in ASCII (ISO 32000-1, 12.6.4.7)."""
    if url is None:
        return None
    if not url.startswith(SCHEMES):
        raise PdfError(f"The link “{text}” goes to “{url}”, and links may only begin with {', '.join(SCHEMES)}.")
    try:
        named = _FOREIGN_HOST.sub(lambda match: match[1] + match[2].encode("idna").decode(), url)
    except UnicodeError as error:
        raise PdfError(f"The link “{text}” goes to “{url}”, and no host can have that name.") from error
    address = quote(named, safe="".join(map(chr, range(0x21, 0x7F))))
    if len(address) > LONGEST_ADDRESS:
        raise PdfError(
            f"The address of the link “{text}” is longer than {LONGEST_ADDRESS} letters, which no PDF can hold."
        )
    return address
