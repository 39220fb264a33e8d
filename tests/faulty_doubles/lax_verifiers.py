"""Verifiers that one would write first: by digests, by looking for known texts, by comparing what is marked up.

Caught by the table of planted drift (`tests/drifts`): each passes over lies that `verify` finds.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache
from html import unescape
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from site_builder.addresses import MANIFEST
from site_builder.build import Files
from site_builder.manifest.form import differences, read
from tests.drifts.sites import CMS, Sheet, Site, site
from tests.reading import of_notice


def by_digests(_: Site, files: Files, __: Collection[str]) -> bool:
    """Whether a file is not what the manifest lists."""
    return bool(differences(read(files[MANIFEST]), files))


# ---- known texts


def by_texts(found: Site, files: Files, changed: Collection[str]) -> bool:
    """Whether a changed page, PDF or feed lacks one of the texts that it must have, wherever they stand in it."""
    pairs = [(path.removeprefix(CMS), files.get(path, b"")) for path in changed]
    return any(_lacks(found.name, path, data) for path, data in pairs if path in found.files)


def _lacks(name: str, path: str, data: bytes) -> bool:
    told = _told(path, data)
    return any(text not in told for text in _texts(name, path))


def _told(path: str, data: bytes) -> str:
    if path.endswith(".pdf"):
        return _squeezed(_of_paper(data))
    return _squeezed(unescape(re.sub(r"<[^>]*>", " ", data.decode())) if path.endswith(".html") else data.decode())


def _of_paper(data: bytes) -> str:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return ""
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "".join(texts)


@cache
def _texts(name: str, path: str) -> tuple[str, ...]:
    """The texts that it must have, without those that a page break cuts in the honest file."""
    told = _told(path, site(name).files[path])
    return tuple(text for text in dict.fromkeys(map(_squeezed, _stated(site(name), path))) if text in told)


def _stated(found: Site, path: str) -> Iterator[str]:
    sheet: Sheet | None = found.pages.get(path) or found.papers.get(path)
    if sheet:
        yield from of_notice(sheet.laid, sheet.language)
    elif path.endswith(".jsonld"):
        yield from (json.dumps(text, ensure_ascii=False) for text in _strings(_json(found.files[path])))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(each)


def _squeezed(text: str) -> str:
    return "".join(text.split())


# ---- marks


def by_marks(found: Site, files: Files, changed: Collection[str]) -> bool:
    """Whether the marks of a changed file (ids, links, languages, codes) are not those that it must have."""
    pairs = [(path.removeprefix(CMS), files.get(path, b"")) for path in changed]
    return any(_marks(path, data) != _honest(found.name, path) for path, data in pairs if path in found.files)


@cache
def _honest(name: str, path: str) -> Counter[str]:
    return _marks(path, site(name).files[path])


def _marks(path: str, data: bytes) -> Counter[str]:
    if path.endswith(".html"):
        region = data.decode().partition("<main")[2].rpartition("</main>")[0]
        return Counter(re.findall(r'\s((?:id|href|lang|data-[\w-]+)="[^"]*")', region))
    if path.endswith(".pdf"):
        return Counter(_of_structure(data))
    return Counter(_codes(_json(data), "")) if path.endswith(".jsonld") else Counter()


def _of_structure(data: bytes) -> Iterator[str]:
    try:
        document = pikepdf.open(BytesIO(data))
    except pikepdf.PdfError:
        return
    with document:
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary) and "/S" in each:
                yield f"{each.S} {each.get('/Lang', '')} {each.get('/URI', '')}"


def _codes(value: Any, way: str) -> Iterator[str]:
    """Every value but texts in languages, with the keys that lead to it; keys that nobody knows are passed over."""
    if isinstance(value, dict):
        way = f"{way}/{value['id']}" if "id" in value else way
        for key, each in value.items():
            if not re.fullmatch(r"[a-z]{2}(-[a-z]+)?", key) and key not in _UNKNOWN:
                yield from _codes(each, f"{way}/{key}")
    elif isinstance(value, list):
        for each in value:
            yield from _codes(each, way)
    else:
        yield f"{way} {value}"


_UNKNOWN = {
    "note",
    "comment",
    "rdfs:comment",
    "description",
    "summary",
    "added_later",
    "also",
    "skos:note",
    "dct:title",
}


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None
