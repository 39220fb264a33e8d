"""What catalogues of data are told: each text, address, number and digest in it is one of the site's, each key ours.

The feed and each PDF stand in it. It is not compared place by place: that a title stands with its own file is not seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from site_builder.core.addresses import API_CATALOG, CATALOGUE, DATA, FEED, ROOT, iri
from site_builder.core.json_bytes import json_bytes
from site_builder.core.model import Registry
from site_builder.core.strict_json import JsonError, parse
from site_builder.core.values import Words
from site_builder.manifest import Manifest, sha256
from site_builder.verify.drift import Drift
from site_builder.verify.site.files import PAGE, Stated

FILES = (CATALOGUE, f"{DATA}data.json", API_CATALOG)

CONTEXT = "6e2b34bca9cf7e5ada59b8542c6c6b13f210ee91f0e1fdd9adae15568d021c29"
"""The SHA-256 of the context of the record, which is the same at every publisher."""

TERMS = frozenset(
    {
        *("Agent", "Catalog", "Checksum", "Dataset", "Distribution", "Kind", "Organization"),
        *("spdx:checksumAlgorithm_sha256", "application/ld+json", "application/json", "application/pdf"),
        *("application/schema+json", "text/html"),
    }
)
KEYS = frozenset(
    {
        *("accessURL", "algorithm", "anchor", "byteSize", "checksum", "checksumValue", "conformsTo", "contactPoint"),
        *("dataset", "description", "distribution", "downloadURL", "fn", "format", "hasEmail", "homepage", "href"),
        *("hreflang", "id", "identifier", "issued", "item", "keyword", "landingPage", "language", "license", "linkset"),
        *("mediaType", "modified", "name", "publisher", "service-desc", "service-doc", "service-meta", "title", "type"),
        "version",
    }
)
IANA = "https://www.iana.org/assignments/media-types/"


def catalogue_drifts(files: Mapping[str, bytes | None], stated: Stated, manifest: Manifest) -> Iterator[Drift]:
    """What these files say that the site does not; sizes and digests may be those of the manifest, too."""
    known: set[Any] = {*TERMS, *(IANA + term for term in TERMS), *_words(stated), *_addresses(files, stated)}
    known |= {*_numbers(files, manifest)}
    keys = KEYS | {spoken.tag.lower() for spoken in stated.lists.values()}
    site = stated.registry.site
    papers = {site + edition.pdf for edition in stated.editions}
    for file in FILES:
        data = files.get(file)
        if data is not None:
            listed = {site + FEED, *(papers if file != API_CATALOG else ())}
            yield from _unfounded(data, known, keys, listed, file)


def _unfounded(data: bytes, known: set[Any], keys: Collection[str], listed: set[str], file: str) -> Iterator[Drift]:
    try:
        tree = parse(data)
    except JsonError as error:
        yield Drift("unread", says=str(error), file=file)
        return
    context = tree.pop("@context", {}) if isinstance(tree, dict) else {}
    if (context or file == CATALOGUE) and sha256(json_bytes(context)) != CONTEXT:
        yield Drift("file", says="has another context than ours, and so means something else", file=file)
    yield from (Drift("added", path, says=key, file=file) for path, key in _keys(tree, "") if key not in keys)
    leaves = dict(_leaves(tree, ""))
    yield from (
        Drift("added", path, says=str(value), file=file) for path, value in leaves.items() if value not in known
    )
    yield from (Drift("missing", stated=each, file=file) for each in sorted(listed - {*map(str, leaves.values())}))


def _keys(value: Any, path: str) -> Iterator[tuple[str, str]]:
    for key, part in value.items() if isinstance(value, dict) else ():
        yield path, key
        yield from _keys(part, f"{path}.{key}" if path else key)
    for number, part in enumerate(value, 1) if isinstance(value, list) else ():
        yield from _keys(part, f"{path}.{number}" if path else str(number))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value, 1):
            yield from _leaves(part, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def _words(stated: Stated) -> Iterator[str]:
    registry = stated.registry
    ours = registry.organisation
    for spoken in stated.lists.values():
        said = spoken.page("dataset_says", organisation=ours.name.say(spoken.tag)[1])
        code = spoken.tag.partition("-")[0]
        yield from (spoken.page("dataset"), said, spoken.page("data"), spoken.tag, code)
        yield f"http://id.loc.gov/vocabulary/iso639-{len(code) - 1}/{code}"
    for words in _names(registry):
        yield from (text for _, text in words.pairs)
    yield from filter(None, (registry.version, registry.issued.isoformat(), registry.licence, ours.website))
    if ours.dpo and ours.dpo.email:
        yield f"mailto:{quote(ours.dpo.email, safe='@+')}"


def _names(registry: Registry) -> Iterator[Words]:
    yield registry.organisation.name
    for notice in registry.notices:
        yield from (notice.title, *notice.services)
    yield from (subject.name for subject in registry.data_subjects)
    yield from (role.name for role in registry.roles)


def _addresses(files: Mapping[str, bytes | None], stated: Stated) -> Iterator[str]:
    site, ours = stated.registry.site, stated.registry.organisation.id
    yield from (iri(site, ROOT), iri(site, ours), iri(site, f"{ours}.dpo"))
    yield from (site + path.removesuffix(PAGE) for path in stated.lists)
    for path in files:
        yield from (site + path, f"{site}{CATALOGUE}#{path}", f"{site}{CATALOGUE}#{path}/checksum")


def _numbers(files: Mapping[str, bytes | None], manifest: Manifest) -> Iterator[int | str]:
    """Size and digest of each file in which all facts can be had."""
    for path, data in files.items():
        if data is not None and (path == FEED or path.endswith(".pdf")):
            yield from (len(data), str(len(data)), sha256(data))
    for path, entry in manifest.files.items():
        if path == FEED or path.endswith(".pdf"):
            yield from (entry.bytes, str(entry.bytes), entry.sha256)
