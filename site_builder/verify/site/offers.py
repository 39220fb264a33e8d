"""What catalogues of data must be told of a site, stated anew: who gives the feed and each PDF, and where they stand.

Where a tree has a set, one of its members must stand there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from site_builder.core.addresses import API_CATALOG, CATALOGUE, CONSUMER_SCHEMA, FEED, MANIFEST, ROOT, SCHEMA, iri
from site_builder.core.language import Language
from site_builder.core.model import Registry
from site_builder.core.values import Words
from site_builder.manifest import Manifest, sha256
from site_builder.verify.site.files import PAGE, Stated

IANA = "https://www.iana.org/assignments/media-types/"
LANGUAGES = "http://id.loc.gov/vocabulary/iso639-"
KEYWORD = re.compile(r"[\w .-]{2,100}")
"""What catalogues take for a keyword."""

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Offer:
    """A file in which all facts can be had; `sizes` and `digests` are those of its bytes and those that are listed."""

    path: str
    kind: str
    title: Mapping[str, str]
    tags: Collection[str]
    sizes: frozenset[int]
    digests: frozenset[str]
    form: Tree


@dataclass(frozen=True, slots=True)
class Offers:
    """What a site offers, in the three forms in which it is told."""

    stated: Stated
    files: Mapping[str, bytes | None]
    manifest: Manifest

    def record(self) -> Tree:
        """The DCAT record, without its context."""
        registry, spoken = self.stated.registry, self.stated.lists.values()
        ours, site = registry.organisation, registry.site
        head = {
            "title": {each.tag: each.page("dataset") for each in spoken},
            "description": {each.tag: _describing(registry, each) for each in spoken},
            "language": [_language(tag) for tag in registry.languages],
            "modified": registry.issued.isoformat(),
            **_licence(registry),
        }
        publisher = {"id": iri(site, ours.id), "type": ["Agent", "Organization"], "name": dict(ours.name.pairs)}
        publisher |= {"homepage": ours.website} if ours.website else {}
        catalogue = {"id": site + CATALOGUE, "type": "Catalog", **head, "publisher": publisher}
        return {**catalogue, "dataset": {**self._dataset(), **head, "publisher": publisher["id"]}}

    def _dataset(self) -> Tree:
        registry = self.stated.registry
        about = {"contactPoint": _contact(registry), "keyword": _keywords(registry)}
        return {
            "id": iri(registry.site, ROOT),
            "type": "Dataset",
            "identifier": iri(registry.site, ROOT),
            "version": registry.version,
            **{key: said for key, said in about.items() if said},
            "landingPage": list(self._lists()),
            "distribution": [_distribution(registry, offer) for offer in self._offers()],
        }

    def plain(self) -> list[Tree]:
        """The `data.json`, in the first language."""
        registry, first = self.stated.registry, next(iter(self.stated.lists.values()))
        dataset = {
            "identifier": iri(registry.site, ROOT),
            "title": first.page("dataset"),
            "description": _describing(registry, first),
            "publisher": {"name": registry.organisation.name.say(first.tag)[1]},
            **_licence(registry),
            "keyword": _keywords(registry).get(first.tag, []),
            "modified": registry.issued.isoformat(),
            "language": list(dict.fromkeys(map(_code, registry.languages))),
            "landingPage": next(iter(self._lists())),
            "distribution": [_plain(registry, offer) for offer in self._offers()],
        }
        return [dataset]

    def interface(self) -> Tree:
        """The catalogue of APIs: a linkset (RFC 9264) of the one interface, the feed."""
        site, licence = self.stated.registry.site, self.stated.registry.licence
        pages = zip(self._lists(), self.stated.lists.values(), strict=True)
        described = {
            "anchor": site + FEED,
            "service-desc": [_link(site + CONSUMER_SCHEMA, "application/schema+json")],
            "service-doc": [{**_link(page, "text/html"), "hreflang": [spoken.tag]} for page, spoken in pages],
            "service-meta": [
                _link(site + MANIFEST, "application/json"),
                _link(site + CATALOGUE, "application/ld+json"),
            ],
            **({"license": [{"href": licence}]} if licence else {}),
        }
        item = _link(site + FEED, "application/ld+json")
        return {"linkset": [{"anchor": site + API_CATALOG, "item": [item]}, described]}

    def _lists(self) -> Iterator[str]:
        yield from (self.stated.registry.site + path.removesuffix(PAGE) for path in self.stated.lists)

    def _offers(self) -> Iterator[_Offer]:
        registry = self.stated.registry
        called = {spoken.tag: spoken.page("data") for spoken in self.stated.lists.values()}
        form = {"conformsTo": registry.site + SCHEMA}
        yield _Offer(FEED, "application/ld+json", called, registry.languages, *self._held(FEED), form)
        titles: dict[str, Words] = {notice.id: notice.title for notice in registry.notices}
        for edition in self.stated.editions:
            if edition.paper:
                tag = edition.language.tag
                title = dict([titles[edition.laid.id].say(tag)])
                yield _Offer(edition.paper, "application/pdf", title, [tag], *self._held(edition.paper), {})

    def _held(self, path: str) -> tuple[frozenset[int], frozenset[str]]:
        data, entry = self.files.get(path), self.manifest.files.get(path)
        held = [(len(data), sha256(data))] if data is not None else []
        held += [(entry.bytes, entry.sha256)] if entry else []
        return frozenset(size for size, _ in held), frozenset(digest for _, digest in held)


def _distribution(registry: Registry, offer: _Offer) -> Tree:
    key, address = f"{registry.site}{CATALOGUE}#{offer.path}", registry.site + offer.path
    digest = {"algorithm": "spdx:checksumAlgorithm_sha256", "checksumValue": offer.digests}
    return {
        "id": key,
        "type": "Distribution",
        "title": offer.title,
        "accessURL": address,
        "downloadURL": address,
        "mediaType": IANA + offer.kind,
        "byteSize": frozenset(map(str, offer.sizes)),
        "checksum": {"id": f"{key}/checksum", "type": "Checksum", **digest},
        "language": [_language(tag) for tag in offer.tags],
        "issued": registry.issued.isoformat(),
        **_licence(registry),
        **offer.form,
    }


def _plain(registry: Registry, offer: _Offer) -> Tree:
    return {
        "identifier": f"{registry.site}{CATALOGUE}#{offer.path}",
        "title": next(iter(offer.title.values())),
        "downloadURL": registry.site + offer.path,
        "format": offer.kind,
        "byteSize": offer.sizes,
        **offer.form,
    }


def _describing(registry: Registry, spoken: Language) -> str:
    return spoken.page("dataset_says", organisation=registry.organisation.name.say(spoken.tag)[1])


def _licence(registry: Registry) -> Tree:
    return {"license": registry.licence} if registry.licence else {}


def _contact(registry: Registry) -> Tree:
    """The officer's mailbox, under the name of the role or, where none is stated, of the organisation."""
    ours = registry.organisation
    if ours.dpo is None or ours.dpo.email is None:
        return {}
    name = next((role.name for role in registry.roles if role.id == ours.dpo.role), ours.name)
    mailbox = f"mailto:{quote(ours.dpo.email, safe='@+')}"
    return {"id": iri(registry.site, f"{ours.id}.dpo"), "type": "Kind", "fn": dict(name.pairs), "hasEmail": mailbox}


def _keywords(registry: Registry) -> Mapping[str, list[str]]:
    """By language the services of the notices and whom they are about, each once."""
    names = {subject.id: subject.name for subject in registry.data_subjects}
    found: dict[str, dict[str, None]] = {}
    for notice in registry.notices:
        for words in (*notice.services, *(names[key] for key in notice.data_subjects)):
            for tag, text in words.pairs:
                if KEYWORD.fullmatch(text):
                    found.setdefault(tag, {})[text] = None
    return {tag: list(texts) for tag, texts in found.items()}


def _language(tag: str) -> str:
    code = _code(tag)
    return f"{LANGUAGES}{len(code) - 1}/{code}"


def _code(tag: str) -> str:
    return tag.partition("-")[0]


def _link(address: str, kind: str) -> Tree:
    return {"href": address, "type": kind}
