"""A registry in which every field of every schema is filled, made from the schemas alone, as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    "replaced_by": "other-body",
    "identifiers": "GB-NHS-7ZZ",
    "dpv_term": "dpv:ResearchAndDevelopment",
    "languages": "en-GB",
    "site": "https://council.example/",
    "version": "1.2.3.4",
    "email": "office@council.example",
}
DAYS = {"valid_from": "2020-01-01", "valid_to": "2040-01-01", "review_due": "2039-01-01"}
LEFT_OUT = {"words_in", "status", "proposed", "confirmed", "internal", "disclosures", "sections", "recipient"}
"""What would contradict a field beside it, and what the files below write themselves."""


def write(folder: Path) -> None:
    """The registry's files, below `folder`."""
    for name, data in _files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(_lines(data)) + "\n", "utf-8")


def _files() -> dict[str, dict[str, Any]]:
    plain = {"name": "Other body", "type": "organisation"}
    words = {"text": "|We share with the other body.", "purposes": [IDS["purposes"]]}
    full = {**sample("recipient"), "type": "category"}
    disclosure = sample("common", "disclosure")
    kept = {k: v for k, v in full.items() if k != "all_our_disclosures"}
    sections = {"first": {**sample("notice", "sections"), "shows": ["full-body", IDS["conditions"]]}}
    notice = {k: v for k, v in sample("notice").items() if k != "all_our_disclosures"}
    other = {"title": "Another", "sections": {"only": {"heading": "Only", "shows": [IDS["recipients"]]}}}
    return {
        "organisation.yaml": {**sample("organisation"), "id": IDS["organisation"]},
        "recipients/full-body.yaml": {**kept, "disclosures": {"full-sharing": disclosure}},
        f"recipients/{IDS['recipients']}.yaml": {**plain, "disclosures": {IDS["disclosures"]: words}},
        "notices/full-notice.yaml": {
            **notice,
            "all_our_disclosures": {"conditions": [{"type": "lawful_only"}]},
            "sections": sections,
        },
        f"notices/{IDS['notices']}.yaml": other,
        **{f"vocabulary/{kind}.yaml": {IDS[kind]: sample(kind)} for kind in VOCABULARIES},
        "retired.yaml": {"old-thing": sample("retired")},
    }


def sample(name: str, part: str = "") -> dict[str, Any]:
    """Fields and values that keep to a schema, or to a part of it; every field that is not left out."""
    documents = schemas().documents
    file = f"{name}.schema.json"
    schema: Any = documents[file]
    if part:
        schema = schema["$defs"][part] if name == "common" else schema["properties"][part]["additionalProperties"]
    elif schema.get("additionalProperties") is not False:
        schema = schema["additionalProperties"]
    made: dict[str, Any] = _value("", Spot(schema, file))
    return made


def _value(name: str, spot: Spot) -> Any:
    """A value for the field of this name: the list where a word would do too."""
    walker = schemas().walker
    found = [*walker.parts(spot.schema, spot.base, []), *walker.parts(spot.schema, spot.base, {})]
    parts = {key: value for s in reversed(found) for key, value in s.schema.items() if key != "properties"}
    base = next((s.base for s in found if {"properties", "items"} & set(s.schema)), spot.base)
    fields = {key: part for s in found for key, part in s.schema.get("properties", {}).items()}
    if name == "conditions":
        return list(_conditions())
    if parts.get("type") == "array":
        return [_value(name, Spot(parts["items"], base))]
    if fields:
        return {k: _value(k, Spot(v, base)) for k, v in fields.items() if k not in LEFT_OUT}
    return _text(name, parts)


def _text(name: str, parts: Mapping[str, Any]) -> str:
    if "x-kind" in parts:
        return IDS[parts["x-kind"][0]]
    if name in TEXTS:
        return TEXTS[name]
    if "enum" in parts:
        return str(parts["enum"][-1])
    if parts.get("format") == "date":
        return DAYS.get(name, "2026-01-01")
    if "https" in str(parts.get("pattern", "")):
        return f"https://council.example/{name}"
    kinds = {"boolean": "true", "integer": "7"}
    mark = "|" if parts.get("x-form") == "words" else ""
    return kinds.get(str(parts.get("type")), f"{mark}The {name.replace('_', ' ')} of this")


def _conditions() -> Iterator[dict[str, Any]]:
    """One condition of each type, with all that it takes."""
    for branch in schemas().documents["common.schema.json"]["$defs"]["condition"]["allOf"]:
        kind = branch["if"]["properties"]["type"]["const"]
        fields = {k: v for k, v in branch["then"]["properties"].items() if k != "type"}
        yield {"type": kind, **{k: _value(k, Spot(v, "common.schema.json")) for k, v in fields.items()}}


def _lines(data: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{indent}{key}:"
            for entry in value:
                first, *rest = _lines(entry, indent + "    ")
                yield f"{indent}  - {first.strip()}"
                yield from rest
        elif isinstance(value, list):
            yield f"{indent}{key}: [{', '.join(value)}]"
        elif value.startswith("|"):
            yield from (f"{indent}{key}: |", f"{indent}  {value[1:]}.")
        else:
            yield f"{indent}{key}: {value}"
