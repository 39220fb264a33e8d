"""A request to a decision: the ids, the disclosures, the best of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from site_builder.gate.evaluate import (
    INSTRUMENT,
    OF_THE_RECIPIENT,
    Judgement,
    Question,
    covers,
    duties,
    judge,
    unused,
)
from site_builder.gate.index import EVERY, HIDDEN, Asked, Forbidding, Index
from site_builder.gate.judges import BAD_NEWS
from site_builder.gate.request_form import HOME, REQUEST
from site_builder.gate.types import (
    ASK,
    DUTY,
    FINE,
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
        return refusal(index, request, on, request.reasons)
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
    entry = index.entry(asked, request.purpose)
    forbidding = entry.forbidding if any(entry) else index.entry(asked, EVERY).forbidding
    question = _question(index, request, on, asked, forbidding)
    silent = [c for c in index.candidates(asked) if not c.purposes] if request.determinations else ()
    silent = [c for c in silent if not c.may_serve(request.purpose)]
    judgements = [judge(c, question) for c in (*entry.candidates, *silent)]
    permits = [judgement for judgement in judgements if judgement.weight <= DUTY]
    if permits and not ((request.named or request.sender) and _has_wrong_ids_besides(index, request, permits)):
        return _permit(_first(permits, _rank(request.purpose)), question)
    wrong = _wrong_ids(index, request)
    if wrong and not is_last:
        return None
    if not all(reason.code in JUDGED for reason in wrong):
        return refusal(index, request, on, wrong)
    other_candidates = [c for c in index.candidates(asked) if not c.may_serve(request.purpose) and c not in silent]
    judgements += [judge(c, question) for c in other_candidates]
    return _not_permitted(index, question, judgements, wrong)


def refusal(index: Index | None, asked: Request | Unreadable, on: str, reasons: tuple[Reason, ...]) -> Decision:
    """A no; or, where somebody may be at risk, a question that a person must answer at once."""
    risk = _risk(index, asked)
    return Decision(REFER if risk else REFUSED, bool(risk), on, (*risk, *reasons))


def _risk(index: Index | None, asked: Request | Unreadable) -> tuple[Reason, ...]:
    """The reason for urgency, if somebody may be at risk."""
    about = asked.risk or ("purpose" if index is not None and asked.purpose in index.marked.at_risk else "")
    return (Reason("somebody_at_risk", about, ASK),) if about else ()


def _question(index: Index, r: Request, on: str, asked: Asked, forbidding: Sequence[Forbidding]) -> Question:
    marked = index.marked
    bad_news = [kind for kind in BAD_NEWS if kind in r.evidence and _is_bad(kind, r)] if r.evidence else ()
    data = () if r.identifiability == "anonymous" else r.data_categories
    special = marked.special.intersection(data) if marked.special else ()
    criminal = marked.criminal.intersection(data) if marked.criminal else ()
    above, near_data, near_people = (
        _nesting(index, r) if marked.nested else (_NO_IDS, r.data_categories, r.data_subjects)
    )
    instrument = r.evidence.get(INSTRUMENT, _NOTHING)
    is_ordered = instrument.get("order") is True and covers(instrument.get("names", ()), r.data_categories, above)
    is_abroad = r.country is not None and r.country != HOME
    is_of_risk = r.purpose in marked.at_risk
    return Question(
        r,
        r.sender or index.publisher,
        on,
        asked,
        forbidding,
        r.purpose in marked.statistics,
        bad_news,
        special,
        criminal,
        above,
        near_data,
        near_people,
        instrument,
        is_ordered,
        is_abroad,
        is_of_risk,
        not (asked.refers or forbidding or bad_news or special or criminal or is_abroad or is_of_risk),
    )


def _nesting(index: Index, r: Request) -> tuple[Mapping[str, frozenset[str]], frozenset[str], frozenset[str]]:
    """What covers the request's data and people, and all that each of the two touches."""
    data, people = frozenset(r.data_categories), frozenset(r.data_subjects)
    nested = index.marked.nested.intersection((*data, *people))
    if not nested:
        return {}, data, people
    above = {key: index.above.get(key, _NONE) for key in nested}
    near_data, near_people = ([index.near[key] for key in nested & ids] for ids in (data, people))
    return above, data.union(*near_data), people.union(*near_people)


_NONE: frozenset[str] = frozenset()
_NO_IDS: Mapping[str, frozenset[str]] = {}
_NOTHING: Mapping[str, Any] = {}


def _is_bad(kind: str, r: Request) -> bool:
    key, speaks_against = BAD_NEWS[kind]
    return speaks_against(r.evidence[kind][key])


def _permit(judgement: Judgement, question: Question) -> Decision:
    outcome = REQUIRED if judgement.required else BY_WEIGHT[judgement.weight]
    c = judgement.candidate
    owed = duties(judgement) if judgement.weight else ()
    rest = unused(judgement, question) if question.request.evidence else ()
    why = c.permits if judgement.required is c.claims_duty else (Reason("stated", c.id, FINE),)
    return Decision(outcome, False, question.on, why, c, judgement.findings, owed, unused=rest)  # noqa: FBT003 (not urgent)


def _first(items: Sequence[T], rank: Callable[[T], Any]) -> T:
    """The first item by rank. Mostly there is only one, which we need not rank."""
    return items[0] if len(items) == 1 else min(items, key=rank)


def _rank(purpose: str) -> Callable[[Judgement], tuple[int, bool, int, int, int, str]]:
    """Best first: by outcome, then by distance from the request, by the number of reasons against it, and by id."""

    def rank(judgement: Judgement) -> tuple[int, bool, int, int, int, str]:
        c, codes = judgement.candidate, judgement.misfits
        weight = -1 if judgement.required else judgement.weight
        is_for_another = bool(c.purposes) and not c.may_serve(purpose)
        beyond = len(_BEYOND.intersection(codes))
        return (weight, is_for_another, beyond, len(codes), len(judgement.reasons), c.id)

    return rank


_BEYOND = frozenset({"other_data", "other_people", "data_never_sent"})


# ---- where nothing permits


def _not_permitted(index: Index, q: Question, judgements: Iterable[Judgement], unknown: tuple[Reason, ...]) -> Decision:
    """Why not, from every disclosure to the recipient but the secret ones; at risk, from those that are related.

    `unknown` are the reasons of ids that nobody knows: they tell beside a disclosure that leaves open what they are,
    else alone.
    """
    recipient, risk = q.asked.groups[0], _risk(index, q.request)
    public = [judgement for judgement in judgements if not judgement.candidate.is_secret]
    if risk:
        public = [judgement for judgement in public if _is_related(index, judgement.candidate, q.request.purpose)]
    if not public:
        code = "not_disclosed_at_risk" if risk else "not_disclosed"
        return refusal(index, q.request, q.on, unknown or (Reason(code, recipient),))
    best = _first(public, _rank(q.request.purpose))
    if best.misfits and unknown:
        return refusal(index, q.request, q.on, unknown)._replace(nearest=_nearest_candidate(public, q))
    reasons = [*(reason._replace(weight=ASK) for reason in unknown), *best.reasons]
    reasons += [_misfit(m, best.candidate, q.asked) for m in best.misfits]
    no = Decision(
        REFER if risk or best.weight == ASK else REFUSED,
        bool(risk),
        q.on,
        (*risk, *reasons),
        best.candidate,
        best.findings,
    )
    if best.misfits:
        return no._replace(nearest=_nearest_candidate(public, q))
    return no._replace(unused=unused(best, q))


def _misfit(code: str, c: Candidate, asked: Asked) -> Reason:
    """The reason for a misfit; for a recipient that has ended with those that came after it."""
    heirs = asked.heirs if code == "recipient_ended" else ()
    return Reason(code, asked.groups[0] if code in OF_THE_RECIPIENT else c.id, instead=heirs)


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
    for _, kinds, _, key in (*_places(r), *((named.where, named.kinds, "", named.key) for named in r.named)):
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


def _renamed_value(ids: Any, understood: Mapping[str, str]) -> Any:
    """One id, or a list of ids, as they are meant."""
    if isinstance(ids, list):
        return list(dict.fromkeys(understood.get(key, key) for key in ids))
    return understood.get(ids, ids)


def _places(r: Request) -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    """Each id of a request but in its evidence: its place, the kinds that it may name, the code if unknown, the id."""
    for (where, names, code), ids in zip(_IDS, _ids_by_place(r), strict=True):
        yield from ((where, names, code, key) for key in ids)


def _ids_by_place(r: Request) -> tuple[tuple[str, ...], ...]:
    """The ids of a request at each place of _IDS."""
    return ((r.recipient,), () if r.sender is None else (r.sender,), (r.purpose,), r.data_categories, r.data_subjects)


def _wrong_ids(index: Index, r: Request) -> tuple[Reason, ...]:
    """A reason for each id that is unknown, or names another kind of thing than it should."""
    kinds = index.kinds
    wrong = [
        (where, names, code, key)
        for (where, names, code), ids in zip(_IDS, _ids_by_place(r), strict=True)
        for key in ids
        if kinds.get(key) not in names
    ]
    if r.named:
        wrong += [(named.where, named.kinds, "unknown_id", named.key) for named in _wrong_ids_in_evidence(index, r)]
    if not wrong:
        return ()
    return tuple(
        dict.fromkeys([_reason_for_wrong_id(index, *named, is_one_of_few=len(wrong) <= FEW) for named in wrong])
    )


_IDS = tuple(
    (where, REQUEST[where].names, code)
    for where, code in {
        "recipient": "unknown_recipient",
        "sender": "unknown_sender",
        "purpose": "unknown_purpose",
        "data_categories": "unknown_data_category",
        "data_subjects": "unknown_data_subject",
    }.items()
)
"""For each key of a request with ids: the kinds of thing that they may name, and the code for an unknown id."""


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
    return [each for each in r.named if index.kinds.get(each.key) not in each.kinds]


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
    close = [j.candidate for j in judgements if j.misfits and _NEAR.issuperset(j.misfits)]
    return _first(close, lambda c: _distance(c, q)) if close else None


_NEAR = frozenset({"other_purpose", "other_data", "other_people"})


def _distance(c: Candidate, q: Question) -> tuple[bool, int, str]:
    r = q.request
    asked = ((c.data, r.data_categories), (c.people, r.data_subjects))
    others = sum(not q.covers(stated, (key,)) for stated, ids in asked if stated for key in ids)
    return (bool(c.purposes) and r.purpose not in c.purposes, others, c.id)
