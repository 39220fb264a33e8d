"""A request to a decision: the ids, the disclosures, the best of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from site_builder.gate.evaluate import (
    OF_THE_RECIPIENT,
    Judgement,
    duties,
    judge,
    unused,
)
from site_builder.gate.index import EVERY, HIDDEN, Asked, Entry, Index
from site_builder.gate.question import Question
from site_builder.gate.request_form import REQUEST
from site_builder.gate.types import (
    ASK,
    DUTY,
    FINE,
    NO,
    OVERRIDE,
    PERMITTED,
    REFER,
    REFUSED,
    REQUIRED,
    WITH_DUTIES,
    Candidate,
    Duty,
    Finding,
    Named,
    Reason,
    Request,
    Unreadable,
)

NOTHING_UNDERSTOOD: Mapping[str, str] = {}
JUDGED = frozenset({"unknown_purpose", "unknown_data_category", "unknown_data_subject"})
"""Codes of unknown ids that are no faults by themselves: no statement covers what they mean."""
T = TypeVar("T")
FEW = 5
"""The most wrong ids of a request for which we look for similar ones: each takes milliseconds."""
BY_WEIGHT = (PERMITTED, WITH_DUTIES, REFER, REFUSED)


class Decision(NamedTuple):
    """The answer to a request on a day: outcome, whether a person must answer at once, and why.

    `candidate` is the disclosure that answers, `findings` the results of its `checks`, `unused` the types of evidence
    that did nothing for it. Where none answers, `nearest` is the disclosure that comes closest.
    """

    outcome: str
    urgent: bool
    on: str
    reasons: tuple[Reason, ...]
    candidate: Candidate | None = None
    findings: Sequence[Finding] = ()
    duties: tuple[Duty, ...] = ()
    nearest: Candidate | None = None
    unused: tuple[str, ...] = ()
    understood: Mapping[str, str] = NOTHING_UNDERSTOOD


def decide(index: Index, request: Request | Unreadable, on: str) -> Decision:
    """Decide a request on a day (`2026-11-25`), as `docs/gate.md` says. The default is no."""
    if isinstance(request, Unreadable):
        return refusal(index, request, on, tuple(_with_id(index, request, reason) for reason in request.reasons))
    decision = _decide(index, request, on)
    if decision is not None:
        return decision
    understood = understand(index, request)
    decision = _decide(index, renamed(request, understood) if understood else request, on, is_last=True)
    assert decision is not None  # noqa: S101 (with `is_last` there is one)
    return decision._replace(understood=understood)


def _decide(index: Index, request: Request, on: str, *, is_last: bool = False) -> Decision | None:
    """The decision; None if ids are wrong and it is not the last try, for they may be names."""
    asked = index.asked.get(request.recipient)
    if asked is None:
        return refusal(index, request, on, _wrong_ids(index, request)) if is_last else None
    purpose = request.purpose
    entry = index.entry(asked, purpose)
    q = _question(index, request, on, asked, entry)
    judgements = [judge(c, q) for c in entry.candidates]
    permits = [judgement for judgement in judgements if judgement.weight <= DUTY]
    others: list[Candidate] = []
    if request.determinations or not permits:
        others = [c for c in index.candidates(asked) if not c.may_serve(purpose)]
        judgements += [judge(c, q) for c in others if not c.purposes]
        permits = [judgement for judgement in judgements if judgement.weight <= DUTY]
    if permits and not ((request.named or request.sender) and _has_wrong_ids_besides(index, request, permits)):
        return _permit(_first(permits, lambda each: _rank(each, purpose)), q)
    wrong = _wrong_ids(index, request)
    if wrong and not is_last:
        return None
    if not JUDGED.issuperset([reason.code for reason in wrong]):
        return refusal(index, request, on, wrong)
    return _not_permitted(index, q, judgements, [c for c in others if c.purposes], wrong)


def question(index: Index, request: Request, on: str, asked: Asked) -> Question:
    """A request as it is asked on a day, with what is forbidden to the party for its purpose."""
    return _question(index, request, on, asked, index.entry(asked, request.purpose))


def _question(index: Index, request: Request, on: str, asked: Asked, entry: Entry) -> Question:
    forbidding = entry.forbidding if any(entry) else index.entry(asked, EVERY).forbidding
    return Question(index, request, on, asked, forbidding)


def refusal(index: Index | None, asked: Request | Unreadable, on: str, reasons: tuple[Reason, ...]) -> Decision:
    """A no; or, where somebody may be at risk, a question that a person must answer at once."""
    risk = _risk(index, asked)
    return Decision(REFER if risk else REFUSED, bool(risk), on, (*risk, *reasons))


def _risk(index: Index | None, asked: Request | Unreadable) -> tuple[Reason, ...]:
    """The reason for urgency, if somebody may be at risk."""
    about = asked.risk or ("purpose" if index is not None and asked.purpose in index.marked.at_risk else "")
    return (Reason("somebody_at_risk", about, ASK),) if about else ()


def _permit(judgement: Judgement, question: Question) -> Decision:
    outcome = REQUIRED if judgement.required else BY_WEIGHT[judgement.weight]
    c = judgement.candidate
    owed = duties(judgement) if judgement.weight else ()
    rest = unused(judgement, question) if question.request.evidence else ()
    why = c.permits if judgement.required is c.claims_duty else (Reason("stated", c.id, FINE),)
    return Decision(outcome, False, question.on, why, c, judgement.findings, owed, None, rest)  # noqa: FBT003 (not urgent)


def _first(items: Sequence[T], rank: Callable[[T], Any]) -> T:
    """The first item by rank. Mostly there is only one, which we need not rank."""
    return items[0] if len(items) == 1 else min(items, key=rank)


def _rank(judgement: Judgement, purpose: str) -> tuple[int, bool, int, int, int, str]:
    """Best first: by outcome, then by distance from the request, by the number of reasons against it, and by id."""
    c, codes = judgement.candidate, judgement.misfits
    weight = -1 if judgement.required else judgement.weight
    is_for_another = bool(c.purposes) and not c.may_serve(purpose)
    return (weight, is_for_another, len(_BEYOND.intersection(codes)), len(codes), len(judgement.reasons), c.id)


_BEYOND = frozenset({"other_data", "other_people", "data_never_sent"})


# ---- where nothing permits


def _not_permitted(
    index: Index, q: Question, judgements: Sequence[Judgement], others: Sequence[Candidate], unknown: tuple[Reason, ...]
) -> Decision:
    """Why not, from every disclosure to the recipient but the secret ones; at risk, from those that are related.

    `others` state other purposes and are not judged yet. `unknown` are the reasons of ids that nobody knows: they tell
    beside a disclosure that leaves open what they are, else alone.
    """
    purpose, risk = q.request.purpose, _risk(index, q.request)

    def may_tell(c: Candidate) -> bool:
        return not c.is_secret and (not risk or _is_related(index, c, purpose))

    public = [judgement for judgement in judgements if may_tell(judgement.candidate)]
    near = [each for each in public if _is_near(each) and not _states_another(each.candidate, purpose)]
    # Unless somebody may be at risk, what states other purposes comes after all that does not.
    far = [judge(c, q) for c in others if may_tell(c)] if q.is_of_risk or not near else []
    if not (public or far):
        code = "not_disclosed_at_risk" if risk else "not_disclosed"
        return refusal(index, q.request, q.on, unknown or (Reason(code, q.asked.groups[0]),))
    best = _first([*public, *far] if q.is_of_risk else public or far, lambda each: _rank(each, purpose))
    c, nearest = best.candidate, _nearest_candidate([*public, *far], q) if best.misfits else None
    if best.misfits and unknown:
        return refusal(index, q.request, q.on, unknown)._replace(nearest=nearest)
    open_ids = [reason._replace(weight=ASK) for reason in unknown]
    return Decision(
        REFER if risk or best.weight == ASK else REFUSED,
        bool(risk),
        q.on,
        (*risk, *open_ids, *best.reasons, *[_misfit(code, c, q.asked) for code in best.misfits]),
        c,
        best.findings,
        (),
        nearest,
        () if best.misfits else unused(best, q),
    )


def _misfit(code: str, c: Candidate, asked: Asked) -> Reason:
    """The reason for a misfit; for a recipient that has ended with those that came after it."""
    heirs = asked.heirs if code == "recipient_ended" else ()
    return Reason(code, asked.groups[0] if code in OF_THE_RECIPIENT else c.id, NO, heirs)


def _is_related(index: Index, c: Candidate, purpose: str) -> bool:
    """Whether a disclosure has to do with a risk for which data is asked for this purpose."""
    return (
        not c.purposes
        or purpose in c.purposes
        or not index.marked.at_risk.isdisjoint(c.purposes)
        or any(check.type == OVERRIDE for check in c.checks)
    )


def understand(index: Index, r: Request) -> Mapping[str, str]:
    """The id that is meant by each unknown one that is a name of one thing alone, at each place where it stands."""
    meanings: dict[str, set[tuple[str, ...]]] = {}
    asked = [(key, kinds) for (_, kinds, _), ids in _ids(r) for key in ids]
    for key, kinds in (*asked, *((named.key, named.kinds) for named in r.named)):
        kind = index.kinds.get(key)
        if kind is None or kind.startswith(HIDDEN):
            found = tuple(each for of, each in index.names.get(key, ()) if of in kinds)
            meanings.setdefault(key, set()).add(found)
    single = {key: next(iter(found)) for key, found in meanings.items() if len(found) == 1}
    return {key: ids[0] for key, ids in single.items() if len(ids) == 1}


def renamed(r: Request, understood: Mapping[str, str]) -> Request:
    """The request with the ids that are meant."""

    def meant(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(understood.get(key, key) for key in ids))

    places = {named.where for named in r.named}
    evidence = {
        kind: {
            key: _renamed_value(value, understood) if f"evidence.{kind}.{key}" in places else value
            for key, value in brought.items()
        }
        for kind, brought in r.evidence.items()
    }
    determinations = tuple(
        {
            key: _renamed_value(value, understood) if f"determinations.{number}.{key}" in places else value
            for key, value in each.items()
        }
        for number, each in enumerate(r.determinations)
    )
    return r._replace(
        determinations=determinations,
        sender=understood.get(r.sender, r.sender) if r.sender else None,
        recipient=understood.get(r.recipient, r.recipient),
        purpose=understood.get(r.purpose, r.purpose),
        data_categories=meant(r.data_categories),
        data_subjects=meant(r.data_subjects),
        evidence=evidence,
        named=tuple(named._replace(key=understood.get(named.key, named.key)) for named in r.named),
        programme=understood.get(r.programme, r.programme) if r.programme else None,
    )


def _with_id(index: Index, request: Unreadable, reason: Reason) -> Reason:
    """A reason why a text is no id, with the id that it means, if it names one thing alone."""
    name = request.names.get(reason.about) if reason.code == "wrong_value" else None
    if not name:
        return reason
    kinds = REQUEST[reason.about].names
    ids = [name] if index.kinds.get(name) in kinds else [key for of, key in index.names.get(name, ()) if of in kinds]
    return reason._replace(instead=tuple(ids)) if len(ids) == 1 else reason


def _renamed_value(ids: Any, understood: Mapping[str, str]) -> Any:
    """One id, or a list of ids, as they are meant."""
    if isinstance(ids, list):
        return list(dict.fromkeys(understood.get(key, key) for key in ids))
    return understood.get(ids, ids)


def _ids(r: Request) -> tuple[tuple[Place, tuple[str, ...]], ...]:
    """The ids of a request but in its evidence, by place."""
    return (
        (_RECIPIENT, (r.recipient,)),
        (_SENDER, () if r.sender is None else (r.sender,)),
        (_PURPOSE, (r.purpose,)),
        (_DATA, r.data_categories),
        (_PEOPLE, r.data_subjects),
    )


Place = tuple[str, tuple[str, ...], str]
"""A key of a request with ids: its name, the kinds of thing that they may name, and the code for an unknown one."""
_RECIPIENT, _SENDER, _PURPOSE, _DATA, _PEOPLE = (
    (where, REQUEST[where].names, code)
    for where, code in {
        "recipient": "unknown_recipient",
        "sender": "unknown_sender",
        "purpose": "unknown_purpose",
        "data_categories": "unknown_data_category",
        "data_subjects": "unknown_data_subject",
    }.items()
)


def _wrong_ids(index: Index, r: Request) -> tuple[Reason, ...]:
    """A reason for each id that is unknown, or names another kind of thing than it should."""
    kinds = index.kinds
    wrong = [(*place, key) for place, ids in _ids(r) for key in ids if kinds.get(key) not in place[1]]
    if r.named:
        wrong += [(named.where, named.kinds, "unknown_id", named.key) for named in _wrong_ids_in_evidence(index, r)]
    if not wrong:
        return ()
    return tuple(
        dict.fromkeys([_reason_for_wrong_id(index, *named, is_one_of_few=len(wrong) <= FEW) for named in wrong])
    )


def _has_wrong_ids_besides(index: Index, r: Request, permits: Iterable[Judgement]) -> bool:
    """Whether ids in the evidence, or the sender's, are wrong although a disclosure permits.

    A sender whom a secret disclosure permits may also know other secret things, so ids of those are not wrong.
    """
    wrong_kinds = [(index.kinds.get(each.key), each.kinds) for each in _wrong_ids_in_evidence(index, r)]
    if r.sender is not None and (kind := index.kinds.get(r.sender)) not in REQUEST["sender"].names:
        wrong_kinds.append((kind, REQUEST["sender"].names))
    return bool(wrong_kinds) and not (
        any(judgement.candidate.is_secret for judgement in permits)
        and all(kind in [HIDDEN + each for each in kinds] for kind, kinds in wrong_kinds)
    )


def _wrong_ids_in_evidence(index: Index, r: Request) -> list[Named]:
    kinds = index.kinds
    return [each for each in r.named if kinds.get(each.key) not in each.kinds]


def _reason_for_wrong_id(
    index: Index, where: str, kinds: tuple[str, ...], code: str, key: str, *, is_one_of_few: bool
) -> Reason:
    kind = index.kinds.get(key)
    if kind is None or kind.startswith(HIDDEN):
        return Reason(code, where, instead=index.like(key, kinds) if is_one_of_few else ())
    if kind == "retired":
        return Reason("retired_id", where, instead=index.replaced[key])
    return Reason("wrong_kind", where)


def _nearest_candidate(judgements: Iterable[Judgement], q: Question) -> Candidate | None:
    """The closest disclosure of those that only state another purpose, other data or other people."""
    close = [judgement.candidate for judgement in judgements if judgement.misfits and _is_near(judgement)]
    return _first(close, lambda c: _distance(c, q)) if close else None


def _is_near(judgement: Judgement) -> bool:
    return _NEAR.issuperset(judgement.misfits)


_NEAR = frozenset({"other_purpose", "other_data", "other_people"})


def _distance(c: Candidate, q: Question) -> tuple[bool, int, str]:
    r = q.request
    asked = ((c.data, r.data_categories), (c.people, r.data_subjects))
    others = sum(len(q.beyond(stated, ids)) for stated, ids in asked if stated)
    return (_states_another(c, r.purpose), others, c.id)


def _states_another(c: Candidate, purpose: str) -> bool:
    """Whether it states purposes, and not this one."""
    return bool(c.purposes) and purpose not in c.purposes
