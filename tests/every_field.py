"""A registry in which every field of every schema is filled, made from the schemas alone, as files.

With a mark, it also has everything that may stand under `proposed` and `internal`, and the mark in every text there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_builder.core.model import VOCABULARIES
from site_builder.sources._shape_walk import Spot
from site_builder.sources.shape import schemas

IDS = {
    "organisation": "our-council",
    "recipients": "other-body",
    "disclosures": "plain-sharing",
    "conditions": "shared-limits",
    "notices": "other-notice",
    **{kind: f"one-of-{kind.replace('_', '-')}" for kind in VOCABULARIES if kind != "conditions"},
}
TEXTS = {
    "id": "our-council",
    "replaced_by": "other-body",
    "identifiers": "GB-NHS-7ZZ",
    "dpv_term": "dpv:ResearchAndDevelopment",
    "languages": "en-GB",
    "site": "https://council.example/",
    "version": "1.2.3.4",
    "email": "office@council.example",
    "content_sha256": "0" * 64,
    "previous_manifest_sha256": "0" * 64,
}
TERMS = {"purposes": "dpv:ResearchAndDevelopment", "data_categories": "pd:Contact", "data_subjects": "dpv:Student"}
DAYS = {"valid_from": "2020-01-01", "valid_to": "2040-01-01", "review_due": "2039-01-01"}
LEFT_OUT = {"words_in", "status", "proposed", "confirmed", "internal", "disclosures", "sections", "recipient"}
"""What would contradict a field beside it, and what the files below write themselves."""
UNPUBLISHED = ("proposed", "internal")
MARKED = ("https://council.example/{}/", "{}@council.example", "GB-NHS-{}", "dpv:{}")
"""How a mark stands in a text that has to have a form."""
CLOSED = {"languages", "version"}
"""Texts of such a form that no mark fits in."""


POSSIBLE = {"possible-limits": {"text": "|This may hold once.", "conditions": [{"type": "single_use"}]}}
"""A shared condition of which the words leave open whether it reaches."""


def write(folder: Path, mark: str = "") -> None:
    """The registry's files, below `folder`."""
    for name, data in _files(mark).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines(data)) + "\n", "utf-8")


def _files(mark: str) -> dict[str, dict[str, Any]]:
    plain = {"name": "Other body", "type": "organisation"}
    words = {"text": "|We share with the other body.", "purposes": [IDS["purposes"]]}
    full = {**sample("recipient"), "type": "category"}
    disclosure = {**sample("common", "disclosure"), "possible_conditions": list(POSSIBLE)}
    disclosure["automated_decision"] |= {"kind": "profiling_only"}  # one of its conditions lets nobody be decided about
    kept = {k: v for k, v in full.items() if k != "all_our_disclosures"}
    sections = {
        "first": {
            **sample("notice", "sections"),
            "shows": ["full-body", IDS["recipients"], IDS["conditions"], *POSSIBLE],
        }
    }
    notice = {k: v for k, v in sample("notice").items() if k != "all_our_disclosures"}
    limits = {"all_our_disclosures": {"conditions": [{"type": "lawful_only"}]}}
    other = {"title": "Another", "sections": {"only": {"heading": "Only", "shows": [IDS["recipients"]]}}}

    def blocks(name: str, *about: str) -> dict[str, Any]:
        return unpublished(name, about, mark) if mark else {}

    vocabularies = {kind: {**_entries(kind), **blocks(kind, IDS[kind])} for kind in VOCABULARIES}
    vocabularies["conditions"] = {**POSSIBLE, **vocabularies["conditions"]}
    return {
        "organisation.yaml": {
            **sample("organisation"),
            "id": IDS["organisation"],
            **blocks("organisation", IDS["organisation"]),
        },
        "recipients/full-body.yaml": {
            **kept,
            "disclosures": {"full-sharing": disclosure},
            **blocks("recipient", "full-body", "full-sharing"),
        },
        f"recipients/{IDS['recipients']}.yaml": {**plain, "disclosures": {IDS["disclosures"]: words}},
        "notices/full-notice.yaml": {**notice, **limits, "sections": sections, **blocks("notice", "full-notice")},
        f"notices/{IDS['notices']}.yaml": other,
        **{f"vocabulary/{kind}.yaml": data for kind, data in vocabularies.items()},
        "retired.yaml": {"old-thing": sample("retired")},
    }


def _entries(kind: str) -> dict[str, Any]:
    """A full entry of a vocabulary, and where it names one of its own kind a plain one: nothing leads to itself."""
    other = f"another-of-{kind.replace('_', '-')}"
    full = sample(kind, ids={**IDS, kind: other})
    full |= {"dpv_term": TERMS[kind]} if "dpv_term" in full else {}
    needed = schemas().documents[f"{kind}.schema.json"]["additionalProperties"]["required"]
    plain = {other: {field: full[field] for field in needed}} if other in str(full) else {}
    return {IDS[kind]: full, **plain}


def sample(name: str, part: str = "", ids: Mapping[str, str] = IDS) -> dict[str, Any]:
    """Fields and values that keep to a schema, or to a part of it; every field that is not left out."""
    file = f"{name}.schema.json"
    schema: Any = schemas().documents[file]
    if part:
        schema = schema["$defs"][part] if name == "common" else schema["properties"][part]["additionalProperties"]
    elif schema.get("additionalProperties") is not False:
        schema = schema["additionalProperties"]
    made: dict[str, Any] = _Filler(ids, left_out=frozenset(LEFT_OUT)).value("", Spot(schema, file))
    return made


def unpublished(name: str, about: Iterable[str], mark: str, ids: Mapping[str, str] = IDS) -> dict[str, Any]:
    """All that a kind of file may hold under `proposed` and `internal`, for each of these things.

    The mark is in every text that can hold it; `ids` has an id of each kind, for what names things.
    """
    filler = _Filler(ids, mark)
    filled = {block: filler.value("", _block(name, block)) for block in UNPUBLISHED}
    return {block: dict.fromkeys(about, fields) for block, fields in filled.items()}


def has_unpublished(name: str) -> bool:
    """Whether a kind of file may hold what is not published."""
    return set(UNPUBLISHED) <= set(schemas().documents[f"{name}.schema.json"].get("properties", {}))


def _block(name: str, block: str) -> Spot:
    file = f"{name}.schema.json"
    return Spot(schemas().documents[file]["properties"][block]["additionalProperties"], file)


@dataclass(frozen=True)
class _Filler:
    """Fills schemas with values: ids of each kind, and texts with a mark in them."""

    ids: Mapping[str, str]
    mark: str = ""
    left_out: frozenset[str] = frozenset()

    def value(self, name: str, spot: Spot) -> Any:
        """A value for the field of this name: the list where a word would do too."""
        walker = schemas().walker
        found = [*walker.parts(spot.schema, spot.base, []), *walker.parts(spot.schema, spot.base, {})]
        parts = {key: value for s in reversed(found) for key, value in s.schema.items() if key != "properties"}
        base = next((s.base for s in found if {"properties", "items"} & set(s.schema)), spot.base)
        fields = {key: (part, s.base) for s in found for key, part in s.schema.get("properties", {}).items()}
        if name == "conditions":
            return list(self._conditions())
        if parts.get("type") == "array":
            return [self.value(name, Spot(parts["items"], base))]
        if fields:
            return {k: self.value(k, Spot(*v)) for k, v in fields.items() if k not in self.left_out}
        return self._text(name, parts)

    def _text(self, name: str, parts: Mapping[str, Any]) -> str:
        if "x-kind" in parts:
            return next(self.ids[kind] for kind in parts["x-kind"] if kind in self.ids)
        if "enum" in parts:
            return str(parts["enum"][-1])
        if parts.get("format") == "date":
            return DAYS.get(name, "2026-01-01")
        if parts.get("type") in {"boolean", "integer"}:
            return "true" if parts["type"] == "boolean" else "7"
        return self._marked(_plain(name, parts), parts.get("pattern")) if self.mark else _plain(name, parts)

    def _marked(self, text: str, pattern: str | None) -> str:
        if pattern is None:
            return f"{text} {self.mark}"
        forms = (form.format(self.mark) for form in MARKED)
        return next((form for form in forms if re.search(pattern, form)), text)

    def _conditions(self) -> Iterator[dict[str, Any]]:
        """One condition of each type, with all that it takes."""
        for branch in schemas().documents["common.schema.json"]["$defs"]["condition"]["allOf"]:
            kind = branch["if"]["properties"]["type"]["const"]
            fields = {k: v for k, v in branch["then"]["properties"].items() if k != "type"}
            yield {"type": kind, **{k: self.value(k, Spot(v, "common.schema.json")) for k, v in fields.items()}}


def _plain(name: str, parts: Mapping[str, Any]) -> str:
    if name in TEXTS:
        return TEXTS[name]
    if "https" in str(parts.get("pattern", "")):
        return f"https://council.example/{name}"
    mark = "|" if parts.get("x-form") == "words" else ""
    return f"{mark}The {name.replace('_', ' ')} of this"


# ---- what the schemas say, without filling them


def texts(name: str, block: str) -> frozenset[tuple[str, ...]]:
    """The way to each text that people may word freely under a block of a kind of file, by the schema alone.

    In a list of conditions the type is a step of the way.
    """
    spot = _block(name, block)
    return frozenset(way for way in _texts(spot.schema, spot.base, ()) if way[-1] not in CLOSED)


def _texts(schema: Mapping[str, Any], base: str, way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if "x-form" in schema:
        yield way
    elif "$ref" in schema:
        target = schemas().walker.follow(schema["$ref"], base)
        yield from _texts(target.schema, target.base, way)
    for key, part in schema.get("properties", {}).items():
        yield from _texts(part, base, (*way, key))
    for part in (*schema.get("oneOf", ()), *filter(None, [schema.get("items")])):
        yield from _texts(part, base, way)
    for branch in schema.get("allOf", ()):
        kind = branch["if"]["properties"]["type"]["const"]
        for key, part in branch["then"]["properties"].items():
            yield from _texts(part if key != "type" else {}, base, (*way, kind, key))


# ---- as files


def lines(data: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """The data as YAML in the registry's form; a text that begins with `|` is words."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from lines(value, indent + "  ")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{indent}{key}:"
            for entry in value:
                first, *rest = lines(entry, indent + "    ")
                yield f"{indent}  - {first.strip()}"
                yield from rest
        elif isinstance(value, list):
            yield f"{indent}{key}: [{', '.join(value)}]"
        elif value.startswith("|"):
            yield from (f"{indent}{key}: |", f"{indent}  {value[1:]}.")
        else:
            yield f"{indent}{key}: {value}"
