"""What catalogues of data are told, place by place: each key, text, address, number and digest is the one due there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.core.addresses import API_CATALOG, CATALOGUE, DATA
from site_builder.core.json_bytes import json_bytes
from site_builder.core.strict_json import JsonError, parse
from site_builder.manifest import Manifest, sha256
from site_builder.verify.drift import Drift
from site_builder.verify.site.files import Stated
from site_builder.verify.site.offers import Offers

FILES = (CATALOGUE, f"{DATA}data.json", API_CATALOG)

CONTEXT = "6e2b34bca9cf7e5ada59b8542c6c6b13f210ee91f0e1fdd9adae15568d021c29"
"""The SHA-256 of the context of the record, which is the same at every publisher."""


def catalogue_drifts(files: Mapping[str, bytes | None], stated: Stated, manifest: Manifest) -> Iterator[Drift]:
    """How these files differ from what they must say; sizes and digests may be those of the manifest, too."""
    offers = Offers(stated, files, manifest)
    for file, must in zip(FILES, (offers.record, offers.plain, offers.interface), strict=True):
        data = files.get(file)
        if data is not None:
            yield from _of_file(data, must(), file)


def _of_file(data: bytes, must: Any, file: str) -> Iterator[Drift]:
    try:
        tree = parse(data)
    except JsonError as error:
        yield Drift("unread", says=str(error), file=file)
        return
    if file == CATALOGUE:
        context = tree.pop("@context", {}) if isinstance(tree, dict) else {}
        if sha256(json_bytes(context)) != CONTEXT:
            yield Drift("file", says="has another context than ours, and so means something else", file=file)
    yield from _unlike(tree, must, "", file)


def _unlike(read: Any, must: Any, path: str, file: str) -> Iterator[Drift]:
    """The members that differ, each with its place."""
    if isinstance(read, list) and isinstance(must, list):
        read, must = dict(enumerate(read, 1)), dict(enumerate(must, 1))
    if isinstance(read, dict) and isinstance(must, dict):
        for key in {**must, **read}:
            place = f"{path}.{key}" if path else str(key)
            if key not in read:
                yield Drift("missing", place, stated=_told(must[key]), file=file)
            elif key not in must:
                yield Drift("added", place, _told(read[key]), file=file)
            else:
                yield from _unlike(read[key], must[key], place, file)
    elif isinstance(read, float | bool) or not any(
        read == each for each in (must if isinstance(must, frozenset) else (must,))
    ):
        # Neither 1.0 nor true is 1.
        yield Drift("changed", path, _told(read), _told(must), file=file)


def _told(value: Any) -> str:
    """A text as it stands, each of a set, anything else as JSON."""
    if isinstance(value, frozenset):
        return " or ".join(sorted(map(str, value)))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=sorted)
