"""A registry in which every field of every kind of file is filled, made from the table of fields alone, as files.

With a mark, it also has everything that may stand under `proposed` and `internal`, and the mark in every text there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_builder.model import VOCABULARIES
from site_builder.schemas.nodes import Day, Either, Fields, Flag, List, Node, Number, Text, Things, Typed, Word
from site_builder.schemas.trees import trees
from tests.nodes import inside, node

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
    "time_zone": "Europe/London",
    "site": "https://council.example/",
    "version": "1.2.3.4",
    "email": "office@council.example",
    "content_sha256": "0" * 64,
    "previous_manifest_sha256": "0" * 64,
    "marks": "3f9a1c0b7e2d",
    "reference": "IG-2026-88",
}
TERMS = {"purposes": "dpv:ResearchAndDevelopment", "data_categories": "pd:Contact", "data_subjects": "dpv:Student"}
DAYS = {"valid_from": "2020-01-01", "valid_to": "2040-01-01", "review_due": "2039-01-01"}
LEFT_OUT = {"words_in", "status", "proposed", "confirmed", "internal", "disclosures", "sections", "recipient"}
"""What would contradict a field beside it, and what the files below write themselves."""
UNPUBLISHED = ("proposed", "internal")
MARKED = ("https://council.example/{}/", "{}@council.example", "GB-NHS-{}", "dpv:{}")
"""How a mark stands in a text that has to have a form."""
CLOSED = {"languages", "version", "reference"}
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
    disclosure = {**sample("recipient", "disclosures"), "possible_conditions": list(POSSIBLE)}
    disclosure["modality"] = "may"  # what is never shared has no other field
    disclosure["excluded"] = ["another-of-data-categories"]  # what is shared is not what never is
    disclosure["automated_decision"] |= {"kind": "profiling_only"}  # one of its conditions lets nobody be decided about
    disclosure["consent_not_needed"] = "false"  # one of its conditions asks for consent
    for_a_year = {"date": "2026-11-02", "valid_to": "2027-11-01"}
    settled = {"settled": [entry | for_a_year for entry in disclosure.pop("settled")]}
    silent = {"text": "|We share.", **settled, "settled_by": disclosure["settled_by"]}
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
        f"recipients/{IDS['recipients']}.yaml": {
            **plain,
            "disclosures": {IDS["disclosures"]: words, "silent-sharing": silent},
        },
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
    plain = {other: {field: full[field] for field in node(kind, other).required}} if other in str(full) else {}
    return {IDS[kind]: full, **plain}


def sample(name: str, part: str = "", ids: Mapping[str, str] = IDS) -> dict[str, Any]:
    """Fields and values of a file, of an entry of a vocabulary, or of one of the things in a part of a file."""
    thing = node(name, part, "some-id") if part else node(name)
    entry = thing.entry if isinstance(thing, Things) else thing
    made: dict[str, Any] = _Filler(ids, left_out=frozenset(LEFT_OUT)).value("", entry)
    return made


def unpublished(name: str, about: Iterable[str], mark: str, ids: Mapping[str, str] = IDS) -> dict[str, Any]:
    """All that a kind of file may hold under `proposed` and `internal`, for each of these things.

    The mark is in every text that can hold it; `ids` has an id of each kind, for what names things.
    """
    filler = _Filler(ids, mark)
    filled = {block: filler.value("", node(name, block, "some-id")) for block in UNPUBLISHED}
    return {block: dict.fromkeys(about, fields) for block, fields in filled.items()}


def has_unpublished(name: str) -> bool:
    """Whether a kind of file may hold what is not published."""
    root = trees()[name]
    return isinstance(root, Fields | Things) and set(UNPUBLISHED) <= set(root.fields)


@dataclass(frozen=True)
class _Filler:
    """Fills nodes with values: ids of each kind, and texts with a mark in them."""

    ids: Mapping[str, str]
    mark: str = ""
    left_out: frozenset[str] = frozenset()

    def value(self, name: str, node: Node) -> Any:
        """A value for the field of this name: the list where a word would do too."""
        match node:
            case Either():
                return self.value(name, node.options[-1])
            case List(entry=Typed() as condition):
                return [self._condition(word, fields) for word, fields in condition.of_type.items()]
            case List():
                return [self.value(name, node.entry)]
            case Fields():
                return {k: self.value(k, part) for k, part in node.fields.items() if k not in self.left_out}
        return self.text(name, node)

    def text(self, name: str, node: Node) -> str:
        """A text for the field of this name."""
        match node:
            case Text() if node.of:
                return next(self.ids[kind] for kind in node.of if kind in self.ids)
            case Word():
                return node.words[-1]
            case Day():
                return DAYS.get(name, "2026-01-01")
            case Flag() | Number():
                return "true" if isinstance(node, Flag) else "7"
            case Text():
                return self._marked(_plain(name, node), node) if self.mark else _plain(name, node)
        raise TypeError(node)

    def _marked(self, text: str, node: Text) -> str:
        if not node.form.pattern:
            return f"{text} {self.mark}"
        forms = (form.format(self.mark) for form in MARKED)
        return next((form for form in forms if re.search(node.form.pattern, form)), text)

    def _condition(self, word: str, fields: Fields) -> dict[str, Any]:
        """A condition of this type, with all that it takes."""
        return {"type": word, **{k: self.value(k, part) for k, part in fields.fields.items() if k != "type"}}


def _plain(name: str, node: Text) -> str:
    if name in TEXTS:
        return TEXTS[name]
    if "https" in node.form.pattern:
        return f"https://council.example/{name}"
    return f"{'|' if node.form.title == 'words' else ''}The {name.replace('_', ' ')} of this"


# ---- what may be written, without filling it


def texts(name: str, block: str) -> frozenset[tuple[str, ...]]:
    """The way to each text that people may word freely under a block of a kind of file.

    In a list of conditions the type is a step of the way.
    """
    return frozenset(way for way in _texts(node(name, block, "some-id"), ()) if way[-1] not in CLOSED)


def _texts(node: Node, way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    match node:
        case Text() if not node.of and node.form.title not in FIXED:
            yield way
        case Typed():
            for word, fields in node.of_type.items():
                yield from _texts(fields, (*way, word))
        case Fields():
            for key, part in node.fields.items():
                yield from _texts(part, (*way, key))
        case Either() | List():
            for part in inside(node):
                yield from _texts(part, way)


FIXED = {"id", "name of a field"}
"""The forms of texts that name something: nobody words them freely."""


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
