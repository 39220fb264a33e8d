"""Terms written once for all our disclosures: which disclosures they reach, and what each then says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from site_builder.load.project.definitions import Index, SourceEntry, entries_shown
from site_builder.load.project.files import ALL, Source
from site_builder.load.project.locate import place, problem
from site_builder.model import NEVER, PROCESSORS
from site_builder.model.values import NOT_STATED
from site_builder.problems import Path, Problem, Severity

ADD_UP = ("shared_conditions", "possible_conditions")
NOT_SPREAD = ("conditions",)
"""Conditions for all stay with their notice or recipient in the model: their id names where they are written."""

Givers = Mapping[str, Sequence[Source]]
"""For each id of a disclosure, the files whose `all_our_disclosures` reach it: its recipient's, then its notices'."""


@dataclass(frozen=True, slots=True)
class FieldInFile:
    """The value of a disclosure's field, and where it is written."""

    value: Any
    source: Source
    path: Path


def givers(index: Index) -> Givers:
    """The files whose terms reach each disclosure. What others send, our processors get or nobody gets has none."""
    reached: dict[str, list[Source]] = {}
    for source in index.of_kind("recipients"):
        for each in index.homes[source.id]:
            if ALL in source.data and _is_ours(each) and each.data.get("recipient", source.id) == source.id:
                reached[each.id] = [source]
    for source in (s for s in index.of_kind("notices") if ALL in s.data):
        for each in _disclosures_shown_by(source, index):
            roles = [s.data[ALL].get("recipient_role") for s in reached.get(each.id, ()) if s.kind == "recipients"]
            if _is_ours(each, *roles) and each.data.get("recipient") != NOT_STATED:
                reached.setdefault(each.id, []).append(source)
    return reached


def full(disclosure: SourceEntry, sources: Sequence[Source]) -> dict[str, Any]:
    """A disclosure's fields together with the shared terms that reach it.

    Lists of the fields in `ADD_UP` are joined: those of the last source come first, the disclosure's own last.
    """
    fields = {name: values_in_files[0].value for name, values_in_files in _fields(disclosure, sources).items()}
    added = ((field, source.data[ALL].get(field, ())) for source in sources for field in ADD_UP)
    for field, values in added:
        if values:
            fields[field] = list(dict.fromkeys([*values, *fields.get(field, ())]))
    return fields


def conflicting_terms(index: Index) -> Iterator[Problem]:
    """A problem for each field with different values in two places: neither overrides the other."""
    reached = givers(index)
    for each in index.disclosures.values():
        for name, values_in_files in _fields(each, reached.get(each.id, ())).items():
            yield from (
                _differing(name, values_in_files[0], other)
                for other in values_in_files[1:]
                if other.value != values_in_files[0].value
            )


def terms_without_effect(index: Index) -> Iterator[Problem]:
    """A problem for shared terms that reach no disclosure, or not all that a reader of the file would think."""
    reaching = givers(index)
    reached = {source.document.file for sources in reaching.values() for source in sources}
    for source in (s for kind in ("recipients", "notices") for s in index.of_kind(kind) if ALL in s.data):
        if source.data[ALL].get("recipient_role") in PROCESSORS:
            message = "all_our_disclosures is never for a processor, and recipient_role here makes the recipient one."
            yield _problem_of_terms(
                source, (ALL, "recipient_role"), message, "Write recipient_role in each disclosure."
            )
        elif source.document.file not in reached:
            message = "This applies to no disclosure: each one here has a sender, another recipient, or a processor."
            yield _problem_of_terms(source, (ALL,), message, "Write it in the disclosures that it is meant for.")
        elif source.kind == "notices":
            yield from _passed_over(source, index, reaching)


def _passed_over(source: Source, index: Index, reaching: Givers) -> Iterator[Problem]:
    """A warning for each field that holds for all, and that a disclosure of ours that it does not reach leaves out."""
    passed = [
        each
        for each in _disclosures_shown_by(source, index)
        if "sender" not in each.data and source not in reaching.get(each.id, ())
    ]
    for name in source.data[ALL]:
        if silent := [each.id for each in passed if name not in (*ADD_UP, *NOT_SPREAD, *each.data)]:
            them = ", ".join(silent)
            reaches = "all_our_disclosures is not for a processor, nor where the recipient is not stated."
            message = f"{name} does not reach {them}. {reaches}"
            hint = f"If it is true there too, write {name} in the disclosure."
            at, severity = (ALL, name), Severity.WARNING
            yield problem(source.document, at, "passes-over", ALL, message, hint, severity=severity, at_key=True)


def _problem_of_terms(source: Source, path: Path, message: str, hint: str) -> Problem:
    return problem(source.document, path, "reaches-nothing", ALL, message, hint, at_key=True)


def _is_ours(disclosure: SourceEntry, *roles: str | None) -> bool:
    """Whether we share it, and with no processor, by the disclosure's role or these shared roles."""
    is_sent = "sender" not in disclosure.data and disclosure.data.get("modality") != NEVER
    return is_sent and PROCESSORS.isdisjoint({disclosure.data.get("recipient_role"), *roles})


def _disclosures_shown_by(source: Source, index: Index) -> Iterable[SourceEntry]:
    owners = chain.from_iterable(index.owners(entry) or () for _, entry in entries_shown(source))
    ids = dict.fromkeys(chain.from_iterable(map(index.states, owners)))
    return (index.disclosures[key] for key in ids if key in index.disclosures)


def _fields(disclosure: SourceEntry, sources: Sequence[Source]) -> dict[str, list[FieldInFile]]:
    """Every field of a disclosure, each with its values in all places; without the shared terms that add up."""
    values_in_files = {
        name: [FieldInFile(value, disclosure.source, (*disclosure.path, name))]
        for name, value in disclosure.data.items()
    }
    for source in sources:
        for name, value in source.data[ALL].items():
            if name not in (*ADD_UP, *NOT_SPREAD):
                values_in_files.setdefault(name, []).append(FieldInFile(value, source, (ALL, name)))
    return values_in_files


def _differing(name: str, here: FieldInFile, other: FieldInFile) -> Problem:
    there = place(other.source.document, other.path, at_key=True)
    owner = here.path[-2] if here.path[0] != ALL else here.source.id
    message = f"It stands here and, with another value, for all disclosures at {there.file}:{there.line}."
    hint = "Keep it in one of the two places."
    label = f"{name.replace('_', ' ')} of {owner}"
    return problem(here.source.document, here.path, "in-both", label, message, hint, at_key=True)
