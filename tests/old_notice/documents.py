"""Notices as people have them: as a web page of a council's site, and as a document of Word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from html import escape
from typing import NamedTuple
from xml.sax.saxutils import escape as xml

from site_builder.model import ITEM, Notice, Passage
from site_builder.model.sentences import plain
from tests.seed import blocks

HEADING, TEXT, LISTED = "heading", "text", "item"


class Piece(NamedTuple):
    """A heading with its level, a paragraph or an item of a list."""

    kind: str
    text: str
    level: int = 0


SEED_HEADINGS = {
    *("Department for Education (DfE)", "NHS Services", "Other Government departments", "Our partner agencies"),
    "Information on other websites",
}


def seed() -> list[Piece]:
    """The seed's own words as they were published."""
    first, *rest = blocks()
    listed = False
    made = [Piece(HEADING, first, 1)]
    for line in rest:
        listed = line.startswith(("schools and", "other local", "police and", "fire and", "learning s", "agencies w"))
        kind = HEADING if line in SEED_HEADINGS else LISTED if listed else TEXT
        made.append(Piece(kind, line, 2 if kind == HEADING else 0))
    return made


def of_notice(notice: Notice) -> list[Piece]:
    """The words of a notice of an example, in its first language, as somebody might have published them."""
    made = [Piece(HEADING, str(notice.title), 1), *map(_piece, notice.opening)]
    for section in notice.sections:
        made.append(Piece(HEADING, str(section.heading), 2))
        made += [_piece(passage) for passage in section.passages if not passage.generated]
    return [*made, *map(_piece, notice.closing)]


def _piece(passage: Passage) -> Piece:
    return Piece(LISTED if passage.shape == ITEM else TEXT, plain(str(passage.text)))


def page(pieces: Iterable[Piece], around: str = "") -> bytes:
    """A web page with these words, and with what councils put around them."""
    lines, listed = [], False
    for piece in pieces:
        if (piece.kind == LISTED) != listed:
            listed = not listed
            lines.append("<ul>" if listed else "</ul>")
        tag = f"h{piece.level}" if piece.kind == HEADING else "li" if listed else "p"
        lines.append(f"<{tag}>{escape(piece.text)}</{tag}>")
    body = "\n".join([*lines, *(["</ul>"] if listed else [])])
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Our council</title>'
        "<script>var tracked = 1;</script></head><body>"
        '<div class="cookie-banner">We use cookies.</div><header><nav><a href="/pay">Pay council tax</a></nav></header>'
        f"<main>{body}{around}</main><footer>Accessibility statement</footer></body></html>"
    ).encode()


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def document(pieces: Iterable[Piece], more: str = "") -> bytes:
    """A document of Word with these words: headings by their styles, lists as bullets that somebody typed."""
    paragraphs = []
    for piece in pieces:
        style = {1: "Title", 2: "Heading2"}.get(piece.level, "") if piece.kind == HEADING else ""
        bullet = "• " if piece.kind == LISTED else ""
        head, tail = piece.text[: len(piece.text) // 2], piece.text[len(piece.text) // 2 :]
        runs = "".join(f'<w:r><w:t xml:space="preserve">{xml(each)}</w:t></w:r>' for each in (bullet + head, tail))
        properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        paragraphs.append(f"<w:p>{properties}{runs}</w:p>")
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (("Title", "Title"), ("Heading2", "heading 2"))
    )
    return archive(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS,
            "word/_rels/document.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                '<Relationship Id="rId1" '
                'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
                'Target="styles.xml"/></Relationships>'
            ),
            "word/styles.xml": f'<w:styles xmlns:w="{_WORD}">{styles}</w:styles>',
            "word/document.xml": (
                f'<w:document xmlns:w="{_WORD}"><w:body>{"".join(paragraphs)}{more}</w:body></w:document>'
            ),
        }
    )


def archive(parts: dict[str, str | bytes], begun: bytes = b"") -> bytes:
    """An archive with these parts."""
    made = io.BytesIO(begun)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()
