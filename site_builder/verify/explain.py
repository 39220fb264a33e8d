"""How a published file differs from the one that this version makes, in words: for people, and never for the verdict.

Words come first: which block, what it says and what it should say. Where no words differ, the place in the tree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any

from site_builder.strict_json import JsonError, parse
from site_builder.verify import canonical, canonical_json, pdf_text
from site_builder.verify.canonical import Element
from site_builder.verify.compare import compare
from site_builder.verify.difference import Difference
from site_builder.verify.expected_site import Edition
from site_builder.verify.expected_text import on_paper
from site_builder.verify.sequence_match import aligned, gaps
from site_builder.verify.text_blocks import Lines, anchor_of, of_page

LONGEST = 120
"""Signs of a rule of a style sheet, or of an object of a PDF."""


def explain(path: str, data: bytes, made: bytes, address: str, edition: Edition | None = None) -> list[Difference]:
    """The differences of a file of a type of `canonical.form`; none where nobody can tell. Raises UnreadError.

    `edition` is the one that a PDF belongs to.
    """
    if path.endswith(".html"):
        return html(data, made, address)
    if path.endswith(".pdf") and edition is not None:
        return pdf(data, made, edition)
    if path.endswith((".json", ".jsonld", "/api-catalog")):
        return json(data, made)
    return css(data, made) if path.endswith(".css") else text(data, made)


# ---- pages


def html(data: bytes, made: bytes, address: str, css: str | None = None) -> list[Difference]:
    """The differences of a page, or with `css` of the one element that this selector finds in it."""
    theirs, ours = (canonical.html(each, address, css) for each in (data, made))
    source = data.decode("utf-8-sig")
    return compare(of_page(ours), of_page(theirs, source)) or list(_in_tree(ours, theirs, "", Lines(source)))


def _in_tree(ours: Element, theirs: Element, around: str, lines: Lines) -> Iterator[Difference]:
    """Where one tree of elements differs from another: in attributes, by an element, by a script."""
    if ours == theirs:
        return
    anchor = anchor_of(ours, around)
    if ours.attributes != theirs.attributes:
        yield Difference(_kind(ours, theirs), anchor, _tag(theirs), _tag(ours), lines.of(*_marks(ours, theirs)))
    pairs = aligned(ours.children, theirs.children, (lambda child: child,))
    for (i, j), (i_end, j_end) in gaps(pairs, len(ours.children), len(theirs.children)):
        left, right = [*ours.children[i:i_end]], [*theirs.children[j:j_end]]
        while left and right and _name(left[0]) == _name(right[0]):
            mine, other = left.pop(0), right.pop(0)
            if isinstance(mine, Element) and isinstance(other, Element):
                yield from _in_tree(mine, other, anchor, lines)
            else:
                yield from _in_script(str(mine), str(other), anchor)
        for child in right:
            yield Difference("code", anchor, _shown(child), place=lines.of(_shown(child)))
        for child in left:
            yield Difference("missing", anchor, stated=_shown(child))


def _name(child: Element | str) -> str:
    return child.tag if isinstance(child, Element) else ""


def _shown(child: Element | str) -> str:
    return _tag(child) if isinstance(child, Element) else child


def _tag(element: Element) -> str:
    """The start tag of an element."""
    named = (f'{name}="{value}"' if value else name for name, value in element.attributes)
    return f"<{' '.join([element.tag, *named])}>"


def _marks(ours: Element, theirs: Element) -> Iterator[str]:
    """By what the start tag of an element is found in the source, the surest first."""
    yield _tag(theirs)
    others = [each for each in theirs.attributes if each not in ours.attributes]
    yield from (f'{name}="{value}"' for name, value in (*others, *theirs.attributes) if value)


_KINDS: Mapping[str, Collection[str]] = {
    "hidden": ("hidden", "style", "aria-hidden", "inert"),
    "address": ("href", "src"),
    "language": ("lang",),
    "attribute": ("title", "alt", "aria-label"),
}


def _kind(ours: Element, theirs: Element) -> str:
    """The kind of difference, by the names of the attributes that differ."""
    names = {name for name, _ in set(ours.attributes) ^ set(theirs.attributes)}
    return next((kind for kind, those in _KINDS.items() if names & set(those)), "code")


def _in_script(ours: str, theirs: str, anchor: str) -> Iterator[Difference]:
    """What search engines are told differs value by value; any other script as a whole."""
    with suppress(JsonError):
        yield from _in_value(parse(theirs.encode()), parse(ours.encode()), "")
        return
    yield Difference("code", anchor, theirs, ours)


# ---- PDFs


def pdf(data: bytes, made: bytes, edition: Edition) -> list[Difference]:
    """The differences of a PDF: by its words, or else by the first object that is another one."""
    expected = on_paper(edition.laid, edition.language)
    ours, theirs = (
        pdf_text.blocks(expected, pdf_text.pages(each, edition.laid, edition.language)) for each in (made, data)
    )
    return compare(ours, theirs) or _first_object(data, made)


_SPOKEN = {"ActualText", "Alt", "E", "Lang", "T", "Title"}
"""Keys of a PDF for what is read out."""
Place = tuple[tuple[str, ...], str, str]
"""A path in the objects of a PDF, and what stands there in two of them."""


def _first_object(data: bytes, made: bytes) -> list[Difference]:
    import pikepdf

    with pikepdf.open(BytesIO(canonical.pdf(data))) as theirs, pikepdf.open(BytesIO(canonical.pdf(made))) as ours:
        found = next(_in_object(theirs.Root, ours.Root, (), set()), None)
        found = found or next(_in_object(theirs.docinfo, ours.docinfo, ("Info",), set()), None)
    return [] if found is None else [_of_object(*found)]


def _in_object(theirs: Any, ours: Any, path: tuple[str, ...], seen: set[tuple[int, int]]) -> Iterator[Place]:
    """Where two objects of PDFs differ, with what each says there; each object is looked at once."""
    import pikepdf

    mark = theirs.objgen if isinstance(theirs, pikepdf.Object) else (0, 0)
    if mark in seen:
        return
    seen.update({mark} - {(0, 0)})
    held = _held(theirs), _held(ours)
    if held == (None, None):
        if theirs != ours:
            yield path, str(theirs), str(ours)
        return
    one, other = (each or {} for each in held)
    for key in sorted({*one, *other}):
        inner = (*path, key)
        if key in one and key in other:
            yield from _in_object(one[key], other[key], inner, seen)
        else:
            yield inner, str(one.get(key, "")), str(other.get(key, ""))
    streams = [each.read_raw_bytes() for each in (theirs, ours) if isinstance(each, pikepdf.Stream)]
    if streams[:1] != streams[1:]:
        yield path, "", ""


def _held(value: Any) -> Mapping[str, Any] | None:
    """What a dictionary or an array of a PDF holds, by key or place; None for any other object."""
    import pikepdf

    if isinstance(value, pikepdf.Array):
        return {f"{number:06}": each for number, each in enumerate(value)}
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return {key.removeprefix("/"): value[key] for key in value.keys() - {"/Length", "/Parent", "/P"}}
    return None


def _of_object(path: tuple[str, ...], says: str, stated: str) -> Difference:
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
    """The values that differ, each by the id of its node and its key."""
    try:
        return list(_in_value(parse(data), parse(made), ""))
    except JsonError as error:
        raise canonical.UnreadError(str(error)) from error


def _in_value(theirs: Any, ours: Any, about: str) -> Iterator[Difference]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in dict.fromkeys([*ours, *theirs]):
            inner = f"{about}.{key}" if about else key
            if key not in theirs:
                yield Difference("missing", inner, stated=_json(ours[key]))
            elif key not in ours:
                yield Difference("added", inner, _json(theirs[key]))
            else:
                yield from _in_value(theirs[key], ours[key], inner)
    elif isinstance(theirs, list) and isinstance(ours, list):
        yield from _in_list(theirs, ours, about)
    elif type(theirs) is not type(ours) or theirs != ours:
        yield Difference("changed", about, _json(theirs), _json(ours))


def _in_list(theirs: Sequence[Any], ours: Sequence[Any], about: str) -> Iterator[Difference]:
    """Nodes are the same by their ids, other values by their places."""
    mine, others = (_by_id(each) for each in (ours, theirs))
    for key in dict.fromkeys([*mine, *others]):
        name = key if isinstance(key, str) else about
        if key not in others:
            yield Difference("missing", name, stated=_json(mine[key]))
        elif key not in mine:
            yield Difference("added", name, _json(others[key]))
        else:
            yield from _in_value(others[key], mine[key], name)
    if mine == others and [*mine] != [*others]:
        yield Difference("moved", about)


def _by_id(values: Sequence[Any]) -> Mapping[str | int, Any]:
    return {_id(value) or place: value for place, value in enumerate(values)}


def _id(value: Any) -> str:
    found = (value.get("id") or value.get("@id")) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _json(value: Any) -> str:
    return value if isinstance(value, str) else canonical_json.written(value)


def css(data: bytes, made: bytes) -> list[Difference]:
    """The rules that differ."""
    import tinycss2

    ours, theirs = (
        [
            (" ".join(rule.serialize().split()), rule.source_line)
            for rule in tinycss2.parse_stylesheet(each.decode("utf-8-sig"), skip_comments=True, skip_whitespace=True)
        ]
        for each in (made, data)
    )
    return list(_in_lines(ours, theirs, "code"))


def text(data: bytes, made: bytes) -> list[Difference]:
    """The lines that differ."""
    ours, theirs = (
        [(line, number) for number, line in enumerate(each.decode("utf-8", "replace").splitlines(), 1)]
        for each in (made, data)
    )
    return list(_in_lines(ours, theirs, "changed"))


def _in_lines(ours: Sequence[tuple[str, int]], theirs: Sequence[tuple[str, int]], kind: str) -> Iterator[Difference]:
    pairs = aligned(ours, theirs, (lambda each: each[0],))
    for (i, j), (i_end, j_end) in gaps(pairs, len(ours), len(theirs)):
        says, stated = (" ".join(each[0] for each in of)[:LONGEST] for of in (theirs[j:j_end], ours[i:i_end]))
        yield Difference(kind, "", says, stated, theirs[j][1] if j < j_end else 0)
