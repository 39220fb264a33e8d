"""From a registry to the gate's index. Time and size grow with the registry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from site_builder.facts.nesting import covering, touching
from site_builder.facts.settled import settling_roles, valid_settlements
from site_builder.facts.statutory_duty import claims_duty, law_behind, makes_it_our_duty, powers
from site_builder.gate.condition_checks import NO_EFFECT, Checks, says_on_what
from site_builder.gate.index import HIDDEN, Asked, Entry, Forbidding, Index, Marked
from site_builder.gate.names import by_name, folded_words
from site_builder.gate.parties import parties
from site_builder.gate.request_form import PARTIES
from site_builder.gate.types import AT_RISK, STATISTICS, Candidate, Power, Settlement
from site_builder.gate.validity import days_of_answer
from site_builder.model import VOCABULARIES, Disclosure, Limit, Notice, Organisation, Passage, Recipient, Registry
from site_builder.model.conditions import ControlledAccess, SafeguardingOverride
from site_builder.model.values import NOT_STATED, Id

T = TypeVar("T")
KINDS: Mapping[type, str] = {
    Organisation: "organisation",
    Notice: "notices",
    Recipient: "recipients",
    Disclosure: "disclosures",
    **{cls: name for name, cls in VOCABULARIES.items()},
}
RETIRED = "retired"
NEVER_TOLD = "never_confirm"
VIEWS = {"view_only", "remote_access"}
"""Ways in which the recipient looks at data and gets no copy."""
NO_MARKS: Mapping[str, str] = {}
SOUGHT = ("lawful_basis", "special_condition", "legal_power", "retention", "transfers", "automated_decision", "source")
"""Fields that a decision reports as not stated. No decision depends on them."""


def index_of(registry: Registry, marks: Mapping[str, str] = NO_MARKS) -> Index:
    """The index of a registry's public half; `marks` has the mark of each disclosure in the feed it was read from."""
    near = touching(registry)
    marked = Marked(
        at_risk=frozenset(p.id for p in registry.purposes if p.family in AT_RISK),
        statistics=frozenset(p.id for p in registry.purposes if p.family == STATISTICS),
        special=frozenset(data.id for data in registry.data_categories if data.special),
        criminal=frozenset(data.id for data in registry.data_categories if data.criminal),
        nested=frozenset(near),
    )
    index = Index(registry.site, registry.version, registry.organisation.id, marked)
    kinds: dict[str, str] = {key: _kind(thing) for key, thing in registry.things.items()}
    index.kinds = kinds | {retired.id: RETIRED for retired in registry.retired}
    index.replaced = {retired.id: retired.replaced_by for retired in registry.retired}
    index.above, index.near = covering(registry), near
    index.asked = dict(parties(registry))
    _Builder(registry, index, marks).fill()
    index.kinds = {
        **index.kinds,
        **{key: HIDDEN + index.kinds[key] for key, asked in index.asked.items() if _is_hidden(index, asked)},
    }
    index.replaced = {key: tuple(i for i in ids if _may_tell(index, i)) for key, ids in index.replaced.items()}
    known = {key: kind for key, kind in index.kinds.items() if not kind.startswith(HIDDEN)}
    index.names = by_name(registry, known)
    index.asked = {key: asked._replace(heirs=_heirs(registry, index, Id(key))) for key, asked in index.asked.items()}
    return index


def _heirs(registry: Registry, index: Index, key: Id) -> tuple[str, ...]:
    """The parties that came after one that has ended, as far as one alone is known by each of their names."""
    history = getattr(registry.things[key], "history", None)
    if history is None:
        return ()
    called = (
        {*index.names.get(name, ()), (index.kinds.get(name, ""), name)} for name in folded_words(history.succeeded_by)
    )
    heirs = [[each for kind, each in things if kind in PARTIES] for things in called]
    return tuple(dict.fromkeys(ids[0] for ids in heirs if len(ids) == 1))


def _may_tell(index: Index, key: str) -> bool:
    return not index.kinds.get(key, "").startswith(HIDDEN)


def _is_hidden(index: Index, asked: Asked) -> bool:
    """Whether there are disclosures to a party, and all are secret."""
    candidates = index.candidates(asked)
    return bool(candidates) and all(candidate.is_secret for candidate in candidates)


def _kind(thing: object) -> str:
    if isinstance(thing, Recipient) and thing.type == "role":
        return "role_recipients"
    if isinstance(thing, Disclosure) and thing.can_we_tell_you == NEVER_TOLD:
        return HIDDEN + KINDS[Disclosure]
    return KINDS[type(thing)]


class _Builder:
    """Fills an index with the disclosures of a registry."""

    def __init__(self, registry: Registry, index: Index, marks: Mapping[str, str]) -> None:
        self._registry = registry
        self._marks = marks
        self._index = index
        self._stated = _words_of_notices(registry)
        self._checks = Checks(registry)
        self._owners = {each.id for each in registry.conditions}
        self._days = {key: (asked.first, asked.last) for key, asked in index.asked.items()}
        self._first_of_equal: dict[Any, Any] = {}
        self._each_of_many = each_of_many(registry)

    def fill(self) -> None:
        """Enter every disclosure."""
        of: dict[str, list[Candidate]] = {}
        by: dict[tuple[str, str], list[Candidate]] = {}
        forbidding: dict[tuple[str, str], list[Forbidding]] = {}
        for disclosure in sorted(self._registry.disclosures, key=lambda d: d.id):
            limits = self._registry.limits(disclosure)
            candidate = self._candidate(disclosure, limits)
            group = candidate.to
            of.setdefault(group, []).append(candidate)
            for purpose in candidate.answered:
                by.setdefault((group, purpose), []).append(candidate)
            for purpose, forbids in self._checks.forbidding(disclosure, candidate, limits):
                forbidding.setdefault((group, purpose), []).append(forbids)
        bound = {group for group, _ in forbidding}
        self._index.asked = {
            key: asked._replace(bound_by=tuple(filter(bound.__contains__, asked.bound_by)))
            for key, asked in self._index.asked.items()
        }
        self._index.shared_words = {key: words for key, (_, words) in self._stated.items() if key in self._owners}
        self._index.of = {group: tuple(candidates) for group, candidates in of.items()}
        self._index.by = {
            key: Entry(tuple(by.get(key, ())), tuple(forbidding.get(key, ()))) for key in by.keys() | forbidding.keys()
        }

    def _once(self, value: T) -> T:
        """The first of equal values, to save memory: most values appear again and again."""
        kept: T = self._first_of_equal.setdefault(value, value)
        return kept

    def _known(self, ids: Iterable[str], kind: str) -> frozenset[str]:
        """The ids of things of this kind; '' for any other, which a later version may know and nobody can ask for."""
        return self._once(frozenset([key if self._index.kinds.get(key) == kind else "" for key in ids]))

    def _candidate(self, d: Disclosure, limits: Sequence[Limit]) -> Candidate:
        first, last = days_of_answer(self._registry, d, self._days)
        checks = tuple(self._checks.of(d, limits))
        notice, words = self._stated.get(d.id, ("", ()))
        return Candidate(
            id=d.id,
            sender="" if d.sender == NOT_STATED else d.sender or self._index.publisher,
            to=d.recipient or self._registry.home(d).id,
            first=self._once(first),
            last=self._once(last),
            purposes=self._known(d.purposes, "purposes"),
            data=self._known(d.data_categories, "data_categories"),
            people=self._known(d.data_subjects, "data_subjects"),
            excluded=self._once(frozenset(d.excluded)),
            has_open_data=d.open_data_list is True and bool(d.data_categories),
            is_for_own=d.own_recipient is True,
            exempt=self._once(frozenset(_exempt(d))),
            items=self._once(frozenset([text for item in d.data_items for _, text in item.pairs])),
            checks=checks,
            settled=tuple(self._settled(d)),
            settled_by=self._once(frozenset(settling_roles(self._registry, d))),
            mark=self._marks.get(d.id, ""),
            misfits=tuple(_misfits(d, is_read=bool(notice))),
            silences=tuple(_silences(d, limits)),
            claims_duty=claims_duty(d),
            has_law=law_behind([power for power in powers(d) if not power.is_narrow], limits),
            has_power=not all(power.is_narrow for power in powers(d)),
            powers=tuple(self._narrow_powers(d)),
            has_choices=bool(d.item_choices),
            lacks_special=not d.special_condition,
            lacks_criminal=d.criminal_condition is None,
            is_published=d.mode == ("published",),
            is_secret=d.can_we_tell_you == NEVER_TOLD,
            is_to_look_at=is_to_look_at(d, limits),
            goes_abroad=d.transfers != "none",
            programmes=self._once(frozenset(d.programmes)),
            opens=self._known([key for limit in limits for key in _opens(limit)], "purposes"),
            serves_one_of_many=d.id in self._each_of_many,
            exception_to=d.exception_to if d.exception_to != d.id else None,
            notice=notice,
            words=words,
            **self._fields_for_answers(d),
        )

    def _narrow_powers(self, d: Disclosure) -> Iterator[Power]:
        for power in (power for power in powers(d) if power.is_narrow):
            purposes = self._known(power.purposes, "purposes")
            yield Power(purposes, self._known(power.data_categories, "data_categories"), makes_it_our_duty(power))

    def _settled(self, d: Disclosure) -> Iterator[Settlement]:
        for each in valid_settlements(self._registry, d):
            yield Settlement(
                each.date.isoformat(),
                each.valid_to.isoformat(),
                self._known(each.purposes, "purposes"),
                self._known(each.data_categories, "data_categories"),
                self._known(each.data_subjects, "data_subjects"),
                bool(each.special_condition),
                each.criminal_condition is not None,
            )

    def _fields_for_answers(self, d: Disclosure) -> Mapping[str, Any]:
        """Fields that an answer reports as well."""
        return {
            "lawful_basis": d.lawful_basis,
            "mode": d.mode,
            "within": d.within.pairs if d.within else (),
            "not_stated": self._once(tuple([name for name in SOUGHT if not getattr(d, name)])),
        }


def _words_of_notices(registry: Registry) -> Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]:
    """For each id in passages: the page of the first notice to state it, below the site, and the words there."""
    words_by_id: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {}
    for notice in registry.notices:
        passages_by_id: dict[Id, list[Passage]] = {}
        for passage in notice.passages:
            for key in passage.states:
                passages_by_id.setdefault(key, []).append(passage)
        for stated, passages in passages_by_id.items():
            words_by_id.setdefault(stated, (f"{notice.id}/#{stated}", _joined(passages)))
    return words_by_id


def _joined(passages: Sequence[Passage]) -> tuple[tuple[str, str], ...]:
    """The words of passages, one below the other, in each language that all of them have."""
    texts = [dict(passage.text.pairs) for passage in passages]
    return tuple((tag, "\n".join(t[tag] for t in texts)) for tag in texts[0] if all(tag in t for t in texts))


def each_of_many(registry: Registry) -> frozenset[str]:
    """The disclosures beside which others, to the same recipient and for a common purpose, serve other programmes."""
    served: dict[tuple[str, str], set[str]] = {}
    places = {
        d.id: [(d.recipient or registry.home(d).id, purpose) for purpose in d.purposes] for d in registry.disclosures
    }
    for d in registry.disclosures:
        for place in places[d.id]:
            served.setdefault(place, set()).update(d.programmes)
    return frozenset(
        d.id
        for d in registry.disclosures
        if d.programmes and any(served[place].difference(d.programmes) for place in places[d.id])
    )


def is_to_look_at(d: Disclosure, limits: Sequence[Limit]) -> bool:
    """Whether it goes in no other way than by looking at it, as far as the notice says."""
    return (
        VIEWS.issuperset(d.mode) if d.mode else any(isinstance(limit.condition, ControlledAccess) for limit in limits)
    )


def _opens(limit: Limit) -> tuple[Id, ...]:
    """The purposes for which a condition may open a disclosure."""
    return limit.condition.opens if isinstance(limit.condition, SafeguardingOverride) else ()


def _exempt(d: Disclosure) -> Iterator[str]:
    """The schemes of opt-outs of which the notice says that they do not apply."""
    yield from (each.scheme for each in d.opt_outs if each.effect == NO_EFFECT) if isinstance(d.opt_outs, tuple) else ()


def _misfits(d: Disclosure, *, is_read: bool) -> Iterator[str]:
    if d.direction == "receive":
        yield "only_received"
    if d.is_promise:
        yield "never_shared"
    if d.status:
        yield d.status
    if not is_read:
        yield "not_in_a_notice"


def _silences(d: Disclosure, limits: Sequence[Limit]) -> Iterator[str]:
    stated = {
        "sender": d.sender != NOT_STATED,
        "recipient": d.recipient,
        "purpose": d.purposes,
        "data": d.data_categories,
        "people": d.data_subjects,
        "only_if": d.modality != "only_if" or says_on_what(limits),
    }
    yield from (f"{name}_not_stated" for name, value in stated.items() if not value)
