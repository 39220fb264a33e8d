"""What can be judged alone, and what was found of it before: after an edit, rules look again at what it touches.

A group is notices, recipients and shared conditions that lead to each other, with what else leads to them. The rest all
groups have in common: the organisation, the vocabularies, and the names of all parties.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256

from site_builder.check.rule import Findings
from site_builder.kept import Kept
from site_builder.model import VOCABULARIES, Body, Organisation, Recipient, Registry
from site_builder.model.values import Id
from site_builder.problems import Finding, Severity

PARTED = ("notices", "recipients", *VOCABULARIES)
"""The fields of a registry with the things that are in a group or common."""
NOT_GIVEN: Mapping[str, object] = dict.fromkeys(("confirmed", "retired", "unpublished", "for_all", "known"), ())
"""What no rule may look at that judges a group alone."""

_OF_A_NAME = ("id", "type", "name", "short_name", "also_called")
_ID = re.compile(r"'([a-z][a-z0-9-]*)'")


@dataclass(frozen=True, kw_only=True)
class Part(Registry):
    """Some groups of a registry, with what is common. Of other recipients it has the names, and nothing else."""

    elsewhere: tuple[Recipient, ...] = field(default=())

    @property
    def parties(self) -> tuple[Organisation | Recipient | Body, ...]:
        """All whom words may name, in the same order as in the whole."""
        recipients = sorted((*self.recipients, *self.elsewhere), key=lambda each: each.id)
        return self.organisation, *recipients, *self.bodies


class Groups:
    """The groups of a registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._names = {r.id: Recipient(**{k: getattr(r, k) for k in _OF_A_NAME}) for r in registry.recipients}
        self._texts = {t.id: repr(t) for name in PARTED for t in getattr(registry, name)}
        self._owners = {d.id: r.id for r in registry.recipients for d in r.disclosures}
        self.of = self._together(self._leading())
        """The group of each thing that is in one, by its id: the first id of those that lead to each other."""

    def part(self, groups: Collection[Id]) -> Part:
        """These groups, with what is common."""
        registry = self._registry
        whole = {each.name: getattr(registry, each.name) for each in fields(Registry)}
        kept = {
            name: tuple(t for t in whole[name] if t.id not in self.of or self.of[t.id] in groups) for name in PARTED
        }
        elsewhere = tuple(name for key, name in self._names.items() if self.of[key] not in groups)
        return Part(**{**whole, **NOT_GIVEN, **kept, "released": None}, elsewhere=elsewhere)

    def given(self) -> Mapping[Id, Mapping[str, str]]:
        """All that rules are given which judge a group alone, by name, for each group; of what is common for ''.

        The phrases are the program's for the first language.
        """
        texts: dict[Id, list[str]] = {Id(""): []}
        for key, text in self._texts.items():
            texts.setdefault(self.of.get(key, Id("")), []).append(text)
        common = sha256(repr(replace(self.part(()), phrases=None)).encode()).hexdigest()
        return {key: {"group": "\n".join(text), "common": common} for key, text in texts.items()}

    def owner(self, subject: str) -> Id:
        """The group of what a finding is about, '' for what is common."""
        return self.of.get(self._owners.get(Id(subject), Id(subject)), Id(""))

    def _leading(self) -> Mapping[Id, set[Id]]:
        """All things that lead to a notice, a recipient or a shared condition, and those, each with where it leads."""
        named = {
            key: {self._owners.get(Id(name), Id(name)) for name in _ID.findall(text)}
            for key, text in self._texts.items()
        }
        leading = {
            each.id for name in ("notices", "recipients", "conditions") for each in getattr(self._registry, name)
        }
        while more := {key for key, names in named.items() if key not in leading and not names.isdisjoint(leading)}:
            leading |= more
        return {key: named[key] & leading for key in leading}

    def _together(self, leading: Mapping[Id, set[Id]]) -> Mapping[Id, Id]:
        of = {key: key for key in leading}

        def first(key: Id) -> Id:
            while of[key] != key:
                of[key] = key = of[of[key]]
            return key

        for key, others in leading.items():
            for other in others:
                one, two = sorted((first(key), first(other)))
                of[two] = one
        return {key: first(key) for key in of}


def of_groups(registry: Registry, find: Callable[[Registry], Iterable[Finding]], kept: Kept) -> Findings:
    """What rules find that judge each group alone: kept from before, or found now in all others at once."""
    groups = Groups(registry)
    keys = {group: kept.key(given) for group, given in groups.given().items()}
    known = {group: data for group, key in keys.items() if (data := kept.find(key)) is not None}
    yield from (finding for data in known.values() for finding in _read(data))
    if missing := [group for group in keys if group not in known]:
        found: dict[Id, list[Finding]] = {group: [] for group in missing}
        for finding in find(groups.part(missing)):
            if (group := groups.owner(finding.subject)) in found:
                found[group].append(finding)
        for group, findings in found.items():
            kept.keep(keys[group], _written(findings))
            yield from findings


def _written(findings: Sequence[Finding]) -> bytes:
    plain = [[f.severity, f.subject, f.path, f.message, f.hint, f.rule, f.beside] for f in findings]
    return json.dumps(plain).encode()


def _read(data: bytes) -> Iterator[Finding]:
    for severity, subject, path, message, hint, rule, beside in json.loads(data):
        yield Finding(Severity(severity), subject, tuple(path), message, hint, rule, tuple(beside))
