"""Makes the conditions of a registry ready for judging, once for all disclosures. `judges` says how each is judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from site_builder.facts.fact_ids import fact_ids
from site_builder.gate.index import EVERY, FIRST, LAST, Forbidding
from site_builder.gate.judges import JUDGES, OPT_OUTS
from site_builder.gate.types import NOT_KNOWN, Candidate, Check
from site_builder.gate.validity import day, days_of_promise
from site_builder.model import Agreement, Disclosure, Limit, Programme, Registry
from site_builder.model.conditions import ABOUT, Condition, OnBehalfOf, OptOut, ProhibitedUse, Unknown
from site_builder.model.fields import fields_of
from site_builder.model.values import Words

_BARE: Mapping[str, Mapping[str, Any]] = {
    "trigger": {},
    "request_needed": {"in_writing": None, "must_state": None, "fee": None},
}
_RIGHTS = {"object_art_21", "withdraw_consent"}
"""Opt-outs that are rights of each person in law, and no list to be looked up before each sharing."""
NO_EFFECT = "does_not_apply"
"""The only effect of an opt-out that asks for nothing. A later version may add others, which ask for something."""


def says_on_what(limits: Sequence[Limit]) -> bool:
    """Whether one of these conditions surely limits all of a disclosure and asks for something, be it unknown."""
    sure = [limit.condition for limit in limits if limit.is_whole]
    return any(isinstance(c, Unknown) or ABOUT[c.type].to_meet for c in sure)


class Checks:
    """The checks of one registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._uses = {p.id: p.prohibited_uses for p in registry.purposes}
        self._made: dict[tuple[str, bool], Check] = {}
        self._params: dict[Condition, Mapping[str, Any]] = {}

    def of(self, d: Disclosure, limits: Sequence[Limit]) -> Iterator[Check]:
        """The checks of a disclosure: its conditions (`limits`), and its modality and opt-outs, which limit it too."""
        yield from (self._check_of_condition(limit.id, limit.condition, possible=limit.possible) for limit in limits)
        certain = [limit.condition for limit in limits if limit.is_whole]
        types = {c.type for c in certain if not isinstance(c, Unknown)}
        for modality, kind in (("must_when_required", "trigger"), ("may_on_request", "request_needed")):
            if d.modality == modality and types.isdisjoint((kind, "request_needed")):
                yield Check(f"{d.id}.modality", kind, _BARE[kind], False, *JUDGES[kind])  # noqa: FBT003 (not possible)
        schemes = {c.scheme for c in certain if isinstance(c, OptOut)}
        for choice in d.opt_outs if isinstance(d.opt_outs, tuple) else ():
            key = next(iter(fact_ids(d.id, "opt_outs", (choice,))))
            judged = OPT_OUTS.get((choice.effect, choice.scheme in _RIGHTS))
            if judged is None and choice.effect != NO_EFFECT:
                yield Check(key, NOT_KNOWN, {}, False, *JUDGES[NOT_KNOWN])  # noqa: FBT003 (not possible)
            elif judged is not None and choice.scheme not in schemes:
                yield Check(key, "opt_out", {"scheme": choice.scheme}, False, *judged)  # noqa: FBT003 (not possible)

    def _check_of_condition(self, key: str, condition: Condition, *, possible: bool) -> Check:
        """The check of a condition, the same for all disclosures that it limits."""
        check = self._made.get((key, possible))
        if check is None:
            kind = NOT_KNOWN if isinstance(condition, Unknown) else condition.type
            if condition not in self._params:
                self._params[condition] = self._params_with_facts(condition)
            params = self._params[condition]
            check = Check(key, kind, params, possible, *JUDGES[kind], params.get("for_data", ()))
            self._made[key, possible] = check
        return check

    def _params_with_facts(self, condition: Condition) -> Mapping[str, Any]:
        """A condition's parameters as plain values, with what it needs from other things: dates and signatures."""
        params = {f.key: _plain(getattr(condition, f.name)) for f in fields_of(type(condition))}
        if "valid_to" in params:
            params |= {"valid_from": params.get("valid_from") or FIRST, "valid_to": params["valid_to"] or LAST}
        if isinstance(condition, OnBehalfOf) and condition.programme:
            programme = self._registry.things.get(condition.programme)
            params["programme_ends"] = day(programme.valid_to if isinstance(programme, Programme) else None, LAST)
        if params.get("agreement"):
            agreement = self._registry.things.get(params["agreement"])
            params["signed"] = _plain(agreement.signed) if isinstance(agreement, Agreement) else None
        return params

    def forbidding(
        self, d: Disclosure, candidate: Candidate, limits: Sequence[Limit]
    ) -> Iterator[tuple[str, Forbidding]]:
        """Each purpose that a disclosure forbids, and what forbids it."""
        if d.status == "draft":
            return
        for limit in limits:
            if isinstance(limit.condition, Unknown) and limit.condition.type == ProhibitedUse.type:
                days = days_of_promise(self._registry, d, outlives=True)
                for purpose in (*self._uses, EVERY):
                    yield purpose, Forbidding(candidate, limit.id, *days, possible=True)
            if isinstance(limit.condition, ProhibitedUse):
                days = days_of_promise(self._registry, d, outlives=limit.condition.outlives is True)
                for purpose in limit.condition.purposes:
                    yield purpose, Forbidding(candidate, limit.id, *days, limit.possible, limit.condition.for_data)
        days = days_of_promise(self._registry, d, outlives=False)
        all_purposes: Sequence[str] = (*self._uses, EVERY)
        for purpose in (d.purposes or all_purposes) if d.is_promise else ():
            yield purpose, Forbidding(candidate, f"{d.id}.modality", *days, possible=False)
        for own in d.purposes:
            for purpose in self._uses.get(own, ()):
                yield purpose, Forbidding(candidate, f"{own}.prohibited_uses", *days, possible=False)


def _plain(value: Any) -> Any:
    """A value as JSON can hold it; True for words, which nobody compares."""
    if isinstance(value, date):
        return value.isoformat()
    return True if isinstance(value, Words) else value
