"""A registry to the index that the gate looks things up in: built once, in time and size of the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from site_builder.core.conditions import Condition, OnBehalfOf, OptOut, ProhibitedUse, StatutoryDuty, Unknown
from site_builder.core.fact_ids import fact_ids
from site_builder.core.fields import fields_of
from site_builder.core.gate.index import FIRST, LAST, Asked, Candidate, Check, Entry, Forbidding, Index
from site_builder.core.gate.judges import JUDGES, NOT_KNOWN, OPT_OUTS
from site_builder.core.gate.parties import day, parties
from site_builder.core.gate.values import AT_RISK
from site_builder.core.model import (
    VOCABULARIES,
    Agreement,
    Disclosure,
    LegalPower,
    Notice,
    Organisation,
    Passage,
    Programme,
    Recipient,
    Registry,
)
from site_builder.core.standing import span
from site_builder.core.values import Id, Words

KINDS: Mapping[type, str] = {
    Organisation: "organisation",
    Notice: "notices",
    Recipient: "recipients",
    Disclosure: "disclosures",
    **{cls: name for name, cls in VOCABULARIES.items()},
}
NEVER_TOLD = "never_confirm"
SOUGHT = ("lawful_basis", "special_condition", "legal_power", "retention", "transfers", "automated_decision", "source")
"""Fields whose silence a decision tells, and does not turn on."""


def index_of(registry: Registry) -> Index:
    """The index of a registry's public half."""
    at_risk = (p.id for p in registry.purposes if p.family in AT_RISK)
    made = Index(registry.site, registry.version, registry.organisation.id, at_risk)
    kinds: dict[str, str] = {key: _kind(thing) for key, thing in registry.things.items()}
    made.kinds = kinds | {each.id: "retired" for each in registry.retired}
    made.replaced = {each.id: each.replaced_by for each in registry.retired}
    made.asked = dict(parties(registry))
    _Builder(registry, made).fill()
    made.asked = {key: _with_secrets(made, asked) for key, asked in made.asked.items()}
    return made


def _with_secrets(index: Index, asked: Asked) -> Asked:
    found = index.candidates(asked)
    return asked._replace(is_hidden=bool(found) and all(candidate.is_secret for candidate in found))


def _kind(thing: object) -> str:
    if isinstance(thing, Recipient) and thing.type == "role":
        return "role_recipients"
    if isinstance(thing, Disclosure) and thing.can_we_tell_you == NEVER_TOLD:
        return "secret"
    return KINDS[type(thing)]


class _Builder:
    """Fills an index with the disclosures of a registry."""

    def __init__(self, registry: Registry, index: Index) -> None:
        self._registry = registry
        self._index = index
        self._said = _said(registry)
        self._uses = {p.id: p.prohibited_uses for p in registry.purposes}
        self._checks: dict[tuple[str, bool], Check] = {}
        self._owners = {each.id for each in registry.conditions}

    def fill(self) -> None:
        """Enter every disclosure."""
        of: dict[str, list[Candidate]] = {}
        by: dict[tuple[str, str], list[Candidate]] = {}
        forbidding: dict[tuple[str, str], list[Forbidding]] = {}
        for disclosure in sorted(self._registry.disclosures, key=lambda d: d.id):
            candidate = self._candidate(disclosure)
            group = disclosure.recipient or self._registry.home(disclosure).id
            of.setdefault(group, []).append(candidate)
            for purpose in candidate.purposes:
                by.setdefault((group, purpose), []).append(candidate)
            for purpose, forbids in self._forbids(disclosure, candidate):
                forbidding.setdefault((group, purpose), []).append(forbids)
        self._index.said = {key: words for key, (_, words) in self._said.items() if key in self._owners}
        self._index.of = {group: tuple(found) for group, found in of.items()}
        self._index.by = {
            key: Entry(tuple(by.get(key, ())), tuple(forbidding.get(key, ()))) for key in by.keys() | forbidding.keys()
        }

    def _candidate(self, d: Disclosure) -> Candidate:
        first, last = span(self._registry, d)
        checks = tuple(self._all_checks(d))
        notice, words = self._said.get(d.id, ("", ()))
        return Candidate(
            id=d.id,
            sender=d.sender or self._index.publisher,
            first=first.isoformat(),
            last=last.isoformat(),
            purposes=frozenset(d.purposes),
            data=frozenset(d.data_categories),
            people=frozenset(d.data_subjects),
            excluded=frozenset(d.excluded),
            items=frozenset(text for item in d.data_items for _, text in item.pairs),
            checks=checks,
            misfits=tuple(_misfits(d, is_read=bool(notice))),
            silences=tuple(_silences(d, checks)),
            claims_duty=d.modality in {"must", "must_when_required"},
            has_law=_has_law(d, checks),
            has_power=bool(_powers(d)),
            has_choices=bool(d.item_choices),
            is_published=d.mode == ("published",),
            is_secret=d.can_we_tell_you == NEVER_TOLD,
            exception_to=d.exception_to,
            lawful_basis=d.lawful_basis,
            mode=d.mode,
            within=d.within.pairs if d.within else (),
            not_stated=tuple(name for name in SOUGHT if not getattr(d, name)),
            notice=notice,
            words=words,
        )

    def _all_checks(self, d: Disclosure) -> Iterator[Check]:
        limits = self._registry.limits(d)
        yield from (self._check(limit.id, limit.condition, possible=limit.possible) for limit in limits)
        certain = [limit.condition for limit in limits if not limit.possible]
        types = {c.type for c in certain}
        for modality, kind in (("must_when_required", "trigger"), ("may_on_request", "request_needed")):
            if d.modality == modality and types.isdisjoint((kind, "request_needed")):
                yield Check(f"{d.id}.modality", kind, _BARE[kind], False, *JUDGES[kind])  # noqa: FBT003 (not possible)
        schemes = {c.scheme for c in certain if isinstance(c, OptOut)}
        for each in d.opt_outs if isinstance(d.opt_outs, tuple) else ():
            if (each.effect, False) in OPT_OUTS and each.scheme not in schemes:
                judged = OPT_OUTS[each.effect, each.scheme in _RIGHTS]
                key = next(iter(fact_ids(d.id, "opt_outs", (each,))))
                yield Check(key, "opt_out", {"scheme": each.scheme}, False, *judged)  # noqa: FBT003 (not possible)

    def _check(self, key: str, condition: Condition, *, possible: bool) -> Check:
        """One check for all disclosures on which a condition bears."""
        made = self._checks.get((key, possible))
        if made is None:
            kind = NOT_KNOWN if isinstance(condition, Unknown) else condition.type
            made = Check(key, kind, self._params(condition), possible, *JUDGES[kind])
            self._checks[key, possible] = made
        return made

    def _params(self, condition: Condition) -> dict[str, Any]:
        """A condition's parameters as plain values, and what has to be looked up for it."""
        params = {f.key: _plain(getattr(condition, f.name)) for f in fields_of(type(condition))}
        if "valid_to" in params:
            params |= {"valid_from": params.get("valid_from") or FIRST, "valid_to": params["valid_to"] or LAST}
        if isinstance(condition, OnBehalfOf) and condition.programme:
            programme = self._registry.things[condition.programme]
            params["programme_ends"] = day(programme.valid_to if isinstance(programme, Programme) else None, LAST)
        if params.get("agreement"):
            named = self._registry.things[params["agreement"]]
            params["signed"] = _plain(named.signed) if isinstance(named, Agreement) else None
        return params

    def _forbids(self, d: Disclosure, candidate: Candidate) -> Iterator[tuple[str, Forbidding]]:
        if d.status == "draft":
            return
        for limit in self._registry.limits(d):
            if isinstance(limit.condition, ProhibitedUse):
                outlives = limit.condition.outlives is True
                for purpose in limit.condition.purposes:
                    yield purpose, Forbidding(candidate, limit.id, outlives, limit.possible)
        for own in d.purposes:
            for purpose in self._uses[own]:
                yield purpose, Forbidding(candidate, f"{own}.prohibited_uses", outlives=False, possible=False)


_BARE: Mapping[str, Mapping[str, Any]] = {
    "trigger": {},
    "request_needed": {"in_writing": None, "must_state": None, "fee": None},
}
_RIGHTS = {"object_art_21", "withdraw_consent"}
"""Opt-outs that are rights of each person in law, and no list to be looked up before each sharing."""


def _said(registry: Registry) -> Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]:
    """Of each id that passages state: the page of the first notice that does, below the site, and its words there."""
    found: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {}
    for notice in registry.notices:
        here: dict[Id, list[Passage]] = {}
        for passage in notice.passages:
            for key in passage.states:
                here.setdefault(key, []).append(passage)
        for stated, passages in here.items():
            found.setdefault(stated, (f"{notice.id}/#{stated}", _joined(passages)))
    return found


def _joined(passages: Sequence[Passage]) -> tuple[tuple[str, str], ...]:
    """Their words one below the other, in each language that all of them have."""
    if len(passages) == 1:
        return passages[0].text.pairs
    texts = [dict(passage.text.pairs) for passage in passages]
    return tuple((tag, "\n".join(t[tag] for t in texts)) for tag in texts[0] if all(tag in t for t in texts))


def _misfits(d: Disclosure, *, is_read: bool) -> Iterator[str]:
    if d.direction == "receive":
        yield "only_received"
    if d.status:
        yield d.status
    if not is_read:
        yield "not_in_a_notice"


def _silences(d: Disclosure, checks: Iterable[Check]) -> Iterator[str]:
    stated = {
        "recipient": d.recipient,
        "purpose": d.purposes,
        "data": d.data_categories,
        "people": d.data_subjects,
        "only_if": d.modality != "only_if" or any(not check.possible for check in checks),
    }
    yield from (f"{name}_not_stated" for name, value in stated.items() if not value)


def _powers(d: Disclosure) -> tuple[LegalPower, ...]:
    return d.legal_power if isinstance(d.legal_power, tuple) else ()


def _has_law(d: Disclosure, checks: Iterable[Check]) -> bool:
    by_power = any(p.nature in (None, "duty") and p.whose != "theirs" for p in _powers(d))
    duties = (c.params for c in checks if c.type == StatutoryDuty.type and not c.possible)
    return by_power or any(p["whose"] == "ours" and p["law"] for p in duties)


def _plain(value: Any) -> Any:
    """A value as JSON could hold it; of words only that they are there."""
    if isinstance(value, date):
        return value.isoformat()
    return True if isinstance(value, Words) else value
