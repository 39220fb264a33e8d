"""How a published file differs from the one that this version makes, in words for people. It never decides a verdict.

Words come first: the block, what it says and what it should say. Where no words differ, we give the place in the tree.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from io import BytesIO, StringIO
from typing import Any

from site_builder.strict_json import JsonError, parse
from site_builder.verify import canonical, pdf_text
from site_builder.verify.canonical import Element
from site_builder.verify.compare import compare
from site_builder.verify.difference import Difference
from site_builder.verify.expected_text import Edition, on_paper
from site_builder.verify.sequence_match import aligned, gaps
from site_builder.verify.text_blocks import Lines, anchor_of, of_page

LONGEST = 120
"""The most letters that we quote of a rule of a style sheet, or of an object of a PDF."""


def explain(path: str, data: bytes, made: bytes, address: str, edition: Edition | None = None) -> list[Difference]:
    """The differences of a file of a type of `canonical.form`; none where we find no words for them.

    `edition` is the edition of a notice's PDF; a poster has none. Raises UnreadError.
    """
    if path.endswith(".html"):
        return html(data, made, address)
    if path.endswith(".pdf"):
        return pdf(data, made, edition, is_large=path == edition.large_print) if edition else poster(data, made)
    if path.endswith((".json", ".jsonld", "/api-catalog")):
        return json(data, made)
    if path.endswith(".csv"):
        return table(data, made)
    return css(data, made) if path.endswith(".css") else text(data, made)


# ---- pages


def html(data: bytes, made: bytes, address: str, css: str | None = None) -> list[Difference]:
    """The differences of a page, or of the one element in it that the selector `css` finds. Raises UnreadError."""
    published, expected = (canonical.html(page, address, css) for page in (data, made))
    source = data.decode("utf-8-sig")
    return compare(of_page(expected), of_page(published, source)) or list(
        _tree_differences(expected, published, "", Lines(source))
    )


def _tree_differences(expected: Element, published: Element, around: str, lines: Lines) -> Iterator[Difference]:
    """Where one tree of elements differs from another: an attribute, an element, or a script."""
    if expected == published:
        return
    anchor = anchor_of(expected, around)
    if expected.attributes != published.attributes:
        yield Difference(
            _kind_of_difference(expected, published),
            anchor,
            _tag(published),
            _tag(expected),
            lines.of(*_source_marks(expected, published)),
        )
    pairs = aligned(expected.children, published.children, (lambda child: child,))
    for (i, j), (i_end, j_end) in gaps(pairs, len(expected.children), len(published.children)):
        missing, added = [*expected.children[i:i_end]], [*published.children[j:j_end]]
        while missing and added and _name(missing[0]) == _name(added[0]):
            expected_child, published_child = missing.pop(0), added.pop(0)
            if isinstance(expected_child, Element) and isinstance(published_child, Element):
                yield from _tree_differences(expected_child, published_child, anchor, lines)
            else:
                yield from _script_differences(str(expected_child), str(published_child), anchor)
        for child in added:
            yield Difference("code", anchor, _markup(child), place=lines.of(_markup(child)))
        for child in missing:
            yield Difference("missing", anchor, stated=_markup(child))


def _name(child: Element | str) -> str:
    return child.tag if isinstance(child, Element) else ""


def _markup(child: Element | str) -> str:
    return _tag(child) if isinstance(child, Element) else child


def _tag(element: Element) -> str:
    """The start tag of an element."""
    named = (f'{name}="{value}"' if value else name for name, value in element.attributes)
    return f"<{' '.join([element.tag, *named])}>"


def _source_marks(expected: Element, published: Element) -> Iterator[str]:
    """Texts by which to find the start tag of an element in the source, the surest first."""
    yield _tag(published)
    changed = [attribute for attribute in published.attributes if attribute not in expected.attributes]
    yield from (f'{name}="{value}"' for name, value in (*changed, *published.attributes) if value)


_KINDS: Mapping[str, Collection[str]] = {
    "hidden": ("hidden", "style", "aria-hidden", "inert"),
    "address": ("href", "src"),
    "language": ("lang",),
    "attribute": ("title", "alt", "aria-label"),
    "moved": ("id",),
}


def _kind_of_difference(expected: Element, published: Element) -> str:
    """The kind of difference, by the names of the attributes that differ."""
    names = {name for name, _ in set(expected.attributes) ^ set(published.attributes)}
    return next((kind for kind, attributes in _KINDS.items() if names & set(attributes)), "code")


def _script_differences(expected: str, published: str, anchor: str) -> Iterator[Difference]:
    """Linked data for search engines is compared value by value, any other script as a whole."""
    with suppress(JsonError):
        yield from _value_differences(parse(published.encode()), parse(expected.encode()), "")
        return
    yield Difference("code", anchor, published, expected)


# ---- PDFs


def pdf(data: bytes, made: bytes, edition: Edition, *, is_large: bool = False) -> list[Difference]:
    """The differences of a PDF: in its words, or else the first object that differs. Raises UnreadError."""
    laid, its_language = edition.laid, edition.language
    stated = on_paper(laid, its_language, is_large=is_large)
    expected, published = (
        pdf_text.blocks(stated, pdf_text.pages(document, laid, its_language, is_large=is_large))
        for document in (made, data)
    )
    return compare(expected, published) or _first_object(data, made)


def poster(data: bytes, made: bytes) -> list[Difference]:
    """The differences of a poster, whose words stand in lines. Raises UnreadError."""
    expected = pdf_text.lines(made)
    return compare(expected, pdf_text.blocks(expected, pdf_text.texts(data))) or _first_object(data, made)


_SPOKEN = {"ActualText", "Alt", "E", "Lang", "T", "Title"}
"""Keys of a PDF whose values are read out to people."""
Place = tuple[tuple[str, ...], str, str]
"""A path in the objects of a PDF, with the published value there and the expected one."""


def _first_object(data: bytes, made: bytes) -> list[Difference]:
    import pikepdf

    with (
        pikepdf.open(BytesIO(canonical.pdf(data))) as published,
        pikepdf.open(BytesIO(canonical.pdf(made))) as expected,
    ):
        # Destinations lead to pages too, and are met before them.
        pages = {page.objgen: ("Pages", "Kids", f"{number:06}") for number, page in enumerate(published.pages)}
        first = next(_object_differences(published.Root, expected.Root, (), pages, set()), None)
        first = first or next(_object_differences(published.docinfo, expected.docinfo, ("Info",), {}, set()), None)
    return [] if first is None else [_object_difference(*first)]


def _object_differences(
    published: Any,
    expected: Any,
    path: tuple[str, ...],
    pages: Mapping[Any, tuple[str, ...]],
    seen: set[tuple[int, int]],
) -> Iterator[Place]:
    """Where two objects of PDFs differ, with the value of each; each is compared once. `pages` are paths of pages."""
    import pikepdf

    mark = published.objgen if isinstance(published, pikepdf.Object) else (0, 0)
    path = pages.get(mark, path)
    if mark in seen:
        return
    seen.update({mark} - {(0, 0)})
    children = _children_by_key(published), _children_by_key(expected)
    if children == (None, None):
        if published != expected:
            yield path, str(published), str(expected)
        return
    published_children, expected_children = (part or {} for part in children)
    for key in sorted({*published_children, *expected_children}):
        inner = (*path, key)
        if key in published_children and key in expected_children:
            yield from _object_differences(published_children[key], expected_children[key], inner, pages, seen)
        else:
            yield inner, str(published_children.get(key, "")), str(expected_children.get(key, ""))
    streams = [part.read_raw_bytes() for part in (published, expected) if isinstance(part, pikepdf.Stream)]
    if streams[:1] != streams[1:]:
        yield path, "", ""


def _children_by_key(value: Any) -> Mapping[str, Any] | None:
    """The content of a dictionary or an array of a PDF, by key or place; None for any other object."""
    import pikepdf

    if isinstance(value, pikepdf.Array):
        return {f"{number:06}": item for number, item in enumerate(value)}
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return {key.removeprefix("/"): value[key] for key in value.keys() - {"/Length", "/Parent", "/P"}}
    return None


def _object_difference(path: tuple[str, ...], says: str, stated: str) -> Difference:
    page = int(path[path.index("Kids") + 1]) + 1 if path[:1] == ("Pages",) and "Kids" in path else 0
    if "EmbeddedFiles" in path or path[:1] == ("AF",):
        return Difference("attached")
    if path[-1:] == ("URI",):
        return Difference("address", "", says, stated, page)
    if "Contents" in path:
        return Difference("file", says=f"draws something else on page {page} than the PDF that this version makes")
    kind = "attribute" if path[0] == "Info" or path[-1] in _SPOKEN else "code"
    return Difference(kind, "/".join(part.lstrip("0") or "0" for part in path), says[:LONGEST], stated[:LONGEST], page)


# ---- JSON, style sheets, other text


def json(data: bytes, made: bytes) -> list[Difference]:
    """The values that differ, each by the id of its node and its key. Raises UnreadError."""
    try:
        return list(_value_differences(parse(data), parse(made), ""))
    except JsonError as error:
        raise canonical.UnreadError(str(error)) from error


def _value_differences(published: Any, expected: Any, about: str) -> Iterator[Difference]:
    if isinstance(published, dict) and isinstance(expected, dict):
        for key in dict.fromkeys([*expected, *published]):
            inner = f"{about}.{key}" if about else key
            if key not in published:
                yield Difference("missing", inner, stated=_json(expected[key]))
            elif key not in expected:
                yield Difference("added", inner, _json(published[key]))
            else:
                yield from _value_differences(published[key], expected[key], inner)
    elif isinstance(published, list) and isinstance(expected, list):
        yield from _list_differences(published, expected, about)
    elif type(published) is not type(expected) or published != expected:
        yield Difference("changed", about, _json(published), _json(expected))


def _list_differences(published: Sequence[Any], expected: Sequence[Any], about: str) -> Iterator[Difference]:
    """Nodes are compared with those of the same id, other values with those at the same place."""
    expected_nodes, published_nodes = (_by_id(values) for values in (expected, published))
    for key in dict.fromkeys([*expected_nodes, *published_nodes]):
        name = key if isinstance(key, str) else about
        if key not in published_nodes:
            yield Difference("missing", name, stated=_json(expected_nodes[key]))
        elif key not in expected_nodes:
            yield Difference("added", name, _json(published_nodes[key]))
        else:
            yield from _value_differences(published_nodes[key], expected_nodes[key], name)
    if expected_nodes == published_nodes and [*expected_nodes] != [*published_nodes]:
        yield Difference("moved", about)


def _by_id(values: Sequence[Any]) -> Mapping[str | int, Any]:
    return {_id(value) or place: value for place, value in enumerate(values)}


def _id(value: Any) -> str:
    identifier = (value.get("id") or value.get("@id")) if isinstance(value, dict) else None
    return identifier if isinstance(identifier, str) else ""


def _json(value: Any) -> str:
    return value if isinstance(value, str) else canonical.json_text(value)


def table(data: bytes, made: bytes) -> list[Difference]:
    """The cells that differ, each by the id of its row and its column; else the lines that do."""
    try:
        (columns, published), (stated_columns, expected) = map(_cells, (data, made))
    except (ValueError, csv.Error):
        return text(data, made)
    is_same_form = columns == stated_columns
    return (list(_value_differences(published, expected, "")) if is_same_form else []) or text(data, made)


def _cells(data: bytes) -> tuple[Sequence[str], Mapping[str, Mapping[str, str]]]:
    """The columns of a table, and its cells by the id of the row and the column. Raises ValueError, csv.Error."""
    columns, *rows = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    return columns, {row[0]: dict(zip(columns, row, strict=True)) for row in rows if row}


def css(data: bytes, made: bytes) -> list[Difference]:
    """The rules that differ."""
    import tinycss2

    expected, published = (
        [
            (" ".join(rule.serialize().split()), rule.source_line)
            for rule in tinycss2.parse_stylesheet(sheet.decode("utf-8-sig"), skip_comments=True, skip_whitespace=True)
        ]
        for sheet in (made, data)
    )
    return list(_line_differences(expected, published, "code"))


def text(data: bytes, made: bytes) -> list[Difference]:
    """The lines that differ."""
    expected, published = (
        [(line, number) for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1)]
        for content in (made, data)
    )
    return list(_line_differences(expected, published, "changed"))


def _line_differences(
    expected: Sequence[tuple[str, int]], published: Sequence[tuple[str, int]], kind: str
) -> Iterator[Difference]:
    pairs = aligned(expected, published, (lambda line: line[0],))
    for (i, j), (i_end, j_end) in gaps(pairs, len(expected), len(published)):
        says, should = (
            " ".join(line[0] for line in lines)[:LONGEST] for lines in (published[j:j_end], expected[i:i_end])
        )
        yield Difference(kind, "", says, should, published[j][1] if j < j_end else 0)
