"""The catalogue of the feed for data portals: a DCAT 3 record, and the data.json that data.gov.uk harvests.

Both have only what the registry states, with absolute addresses. The record contains its context and has no blank
nodes. The record's address is the catalogue's id; with `#` and a path it is the id of a distribution.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from site_builder.addresses import CATALOGUE, FEED, ROOT, SCHEMA, iri, of_edition, table
from site_builder.facts.feed_form import edition
from site_builder.facts.language import Language
from site_builder.facts.sentences import raised
from site_builder.model import Officer, Registry
from site_builder.model.values import Words
from site_builder.strict_json import json_bytes

KEYWORD = re.compile(r"[\w .-]{2,100}")
"""The tags that CKAN accepts: any other tag makes it refuse the whole dataset."""

FORMS = {"JSON_LD": "application/ld+json", "CSV": "text/csv", "PDF": "application/pdf"}
"""The media type of each form, by its name in the EU's list of file types, which DCAT-AP asks for."""
FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Paper:
    """The PDF of a notice in one language, with its own part of the feed attached."""

    notice: str
    language: str
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """The contents of the two files; `lists` are the paths of the lists of notices, by language tag.

    `tables` are the tables of the site by name, in the first language.
    """

    registry: Registry
    languages: tuple[Language, ...]
    lists: Mapping[str, str]
    feed: bytes
    tables: Mapping[str, bytes]
    papers: Sequence[Paper]


def render(record: Record) -> bytes:
    """The record: a dcat:Catalog with one dcat:Dataset, which is the feed's registry."""
    registry, ours = record.registry, record.registry.organisation
    head = {
        "title": {spoken.tag: _title(spoken) for spoken in record.languages},
        "description": {spoken.tag: _description(registry, spoken) for spoken in record.languages},
        "publisher": iri(registry.site, ours.id),
        "language": list(map(_language, registry.languages)),
        "modified": registry.issued.isoformat(),
        **_licence(registry),
    }
    publisher = {"id": head["publisher"], "type": ["Agent", "Organization"], "name": dict(ours.name.pairs)}
    publisher |= {"homepage": _typed(ours.website, "Document")} if ours.website else {}
    catalogue = {
        "id": registry.site + CATALOGUE,
        "type": "Catalog",
        **head,
        "publisher": publisher,
        "issued": registry.issued.isoformat(),
        "homepage": _lists(record)[0],
    }
    return json_bytes({"@context": _CONTEXT, **catalogue, "dataset": {**_dataset(record), **head}})


def data_json(record: Record) -> bytes:
    """The record in plain JSON and in the first language: a list of datasets, as guidance.data.gov.uk asks."""
    registry, first = record.registry, record.languages[0]
    dataset = {
        "identifier": iri(registry.site, ROOT),
        "title": _title(first),
        "description": _description(registry, first),
        "publisher": {"name": registry.organisation.name.say(first.tag)[1]},
        **({"license": registry.licence} if registry.licence else {}),
        "keyword": _keywords(registry).get(first.tag, []),
        "modified": registry.issued.isoformat(),
        "language": list(dict.fromkeys(map(_code, registry.languages))),
        "landingPage": registry.site + record.lists[first.tag],
        "distribution": [_data_json_entry(registry, first, offer) for offer in _offers(record)],
    }
    return json_bytes([dataset])


@dataclass(frozen=True, slots=True)
class _Offer:
    """A published file with all facts, its form one of FORMS; `schema` is the path of its schema, '' for none."""

    path: str
    data: bytes
    form: str
    title: Mapping[str, str]
    says: Mapping[str, str]
    languages: Sequence[str]
    schema: str = ""


def _offers(record: Record) -> Iterator[_Offer]:
    registry, spoken = record.registry, {each.tag: each for each in record.languages}
    schema = of_edition(edition(registry), SCHEMA)
    called = {tag: each.page("data") for tag, each in spoken.items()}
    says = {tag: each.page("data_says") for tag, each in spoken.items()}
    yield _Offer(FEED, record.feed, "JSON_LD", called, says, registry.languages, schema)
    says = {tag: each.page("table_says") for tag, each in spoken.items()}
    for name, data in record.tables.items():
        called = {tag: f"{raised(each.texts['tables'][name])} (CSV)" for tag, each in spoken.items()}
        yield _Offer(table(name), data, "CSV", called, says, [record.languages[0].tag])
    titles: dict[str, Words] = {notice.id: notice.title for notice in registry.notices}
    for paper in record.papers:
        title = dict([titles[paper.notice].say(paper.language)])
        says = {paper.language: spoken[paper.language].page("paper_says")}
        yield _Offer(paper.path, paper.data, "PDF", title, says, [paper.language])


def _title(spoken: Language) -> str:
    return spoken.page("dataset")


def _description(registry: Registry, spoken: Language) -> str:
    return spoken.page("dataset_says", organisation=registry.organisation.name.say(spoken.tag)[1])


def _dataset(record: Record) -> Node:
    registry = record.registry
    optional = {"contactPoint": _contact(registry, registry.organisation.dpo), "keyword": _keywords(registry)}
    return {
        "id": iri(registry.site, ROOT),
        "type": "Dataset",
        "identifier": iri(registry.site, ROOT),
        "version": registry.version,
        **{key: value for key, value in optional.items() if value},
        "landingPage": _lists(record),
        "distribution": [_distribution(registry, offer) for offer in _offers(record)],
    }


def _distribution(registry: Registry, offer: _Offer) -> Node:
    key, address = f"{registry.site}{CATALOGUE}#{offer.path}", registry.site + offer.path
    digest = {
        "algorithm": _typed("spdx:checksumAlgorithm_sha256", "ChecksumAlgorithm"),
        "checksumValue": hashlib.sha256(offer.data).hexdigest(),
    }
    return {
        "id": key,
        "type": "Distribution",
        "title": offer.title,
        "description": offer.says,
        "accessURL": address,
        "downloadURL": address,
        "mediaType": _typed(f"https://www.iana.org/assignments/media-types/{FORMS[offer.form]}", "MediaType"),
        "format": _typed(f"{FILE_TYPES}{offer.form}", "MediaTypeOrExtent"),
        "byteSize": str(len(offer.data)),
        "checksum": {"id": f"{key}/checksum", "type": "Checksum", **digest},
        "language": list(map(_language, offer.languages)),
        "issued": registry.issued.isoformat(),
        **_licence(registry),
        **({"conformsTo": _typed(registry.site + offer.schema, "Standard")} if offer.schema else {}),
    }


def _data_json_entry(registry: Registry, first: Language, offer: _Offer) -> Node:
    return {
        "identifier": f"{registry.site}{CATALOGUE}#{offer.path}",
        "title": offer.title.get(first.tag) or next(iter(offer.title.values())),
        "downloadURL": registry.site + offer.path,
        "format": FORMS[offer.form],
        "byteSize": len(offer.data),
        **({"conformsTo": registry.site + offer.schema} if offer.schema else {}),
    }


def _lists(record: Record) -> list[Node]:
    """The lists of notices, the first language's first."""
    return [_typed(record.registry.site + path, "Document") for path in record.lists.values()]


def _licence(registry: Registry) -> Node:
    return {"license": _typed(registry.licence, "LicenseDocument")} if registry.licence else {}


def _typed(address: str, kind: str) -> Node:
    """Something with an address of its own: DCAT-AP wants to know what it is."""
    return {"id": address, "type": kind}


def _contact(registry: Registry, officer: Officer | None) -> Node:
    """The data protection officer's mailbox, with the name of the role or, if none is stated, of the controller."""
    if officer is None or officer.email is None:
        return {}
    ours = registry.organisation
    name = next((role.name for role in registry.roles if role.id == officer.role), ours.name)
    mailbox = f"mailto:{quote(officer.email, safe='@+')}"
    return {"id": iri(registry.site, f"{ours.id}.dpo"), "type": "Kind", "fn": dict(name.pairs), "hasEmail": mailbox}


def _keywords(registry: Registry) -> Mapping[str, list[str]]:
    """By language tag, the services that the notices cover and the people that they are about, as far as stated."""
    names = {subject.id: subject.name for subject in registry.data_subjects}
    keywords: dict[str, list[str]] = {}
    for notice in registry.notices:
        for words in (*notice.services, *(names[key] for key in notice.data_subjects if key in names)):
            for tag, text in words.pairs:
                if KEYWORD.fullmatch(text) and text not in keywords.setdefault(tag, []):
                    keywords[tag].append(text)
    return {tag: texts for tag, texts in keywords.items() if texts}


def _language(tag: str) -> Node:
    """The language as the Library of Congress names it (DCAT 3, 6.4.9): two letters by ISO 639-1, three by 639-2."""
    code = _code(tag)
    part = 1 if len(code) == len("en") else 2
    return _typed(f"http://id.loc.gov/vocabulary/iso639-{part}/{code}", "LinguisticSystem")


def _code(tag: str) -> str:
    return tag.partition("-")[0]


_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TYPES = (
    *("dcat:Catalog", "dcat:Dataset", "dcat:Distribution", "foaf:Agent", "foaf:Organization"),
    *("dct:LicenseDocument", "dct:LinguisticSystem", "dct:MediaType", "dct:MediaTypeOrExtent", "dct:Standard"),
    *("foaf:Document", "spdx:Checksum", "spdx:ChecksumAlgorithm", "vcard:Kind"),
)
_IRIS = (
    *("dcat:accessURL", "dcat:contactPoint", "dcat:dataset", "dcat:distribution", "dcat:downloadURL"),
    *(
        "dcat:landingPage",
        "dcat:mediaType",
        "dct:conformsTo",
        "dct:format",
        "dct:language",
        "dct:license",
        "dct:publisher",
    ),
    *("foaf:homepage", "spdx:algorithm", "spdx:checksum", "vcard:hasEmail"),
)
_WORDS = ("dcat:keyword", "dct:description", "dct:title", "foaf:name", "vcard:fn")
_VALUES = {
    "dcat:byteSize": "xsd:nonNegativeInteger",
    "dct:issued": "xsd:date",
    "dct:modified": "xsd:date",
    "spdx:checksumValue": "xsd:hexBinary",
}
_TEXTS = ("dcat:version", "dct:identifier")


def _local(term: str) -> str:
    return term.partition(":")[2]


_CONTEXT: Node = {
    **_PREFIXES,
    "id": "@id",
    "type": "@type",
    **{_local(term): term for term in (*_TYPES, *_TEXTS)},
    **{_local(term): {"@id": term, "@type": "@id"} for term in _IRIS},
    **{_local(term): {"@id": term, "@container": "@language"} for term in _WORDS},
    **{_local(term): {"@id": term, "@type": kind} for term, kind in _VALUES.items()},
}
