"""A request as it is asked of a registry: what is the same for every disclosure that is judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from site_builder.gate.index import Asked, Forbidding, Index
from site_builder.gate.judges import BAD_NEWS
from site_builder.gate.request_form import HOME
from site_builder.gate.types import Request

INSTRUMENT = "statutory_duty"
"""The type of evidence that names the data that a law or an order requires."""
_NONE: frozenset[str] = frozenset()
_NO_IDS: Mapping[str, frozenset[str]] = {}
_NOTHING: Mapping[str, Any] = {}
_MAY_BE_BAD = frozenset(BAD_NEWS)


class Question:
    """What is asked of an index on a day, about a party and with what is forbidden to it for the purpose.

    `is_of_risk`: the purpose is of a family for which somebody may be at risk. `is_plain`: nothing of it but evidence
    for conditions can bring a duty or a question, or speak against sharing.
    """

    bad_news: Sequence[str] = ()
    """The types of evidence that hold any."""
    special: Collection[str] = ()
    criminal: Collection[str] = ()
    """The data that the law guards more closely; none of what is sent anonymous."""
    is_guarded = False
    """There are such data."""
    above: Mapping[str, frozenset[str]] = _NO_IDS
    """What covers each nested one of the request's ids."""
    near_data: Collection[str]
    near_people: Collection[str]
    """All that the request's data and people touch."""

    def __init__(self, index: Index, request: Request, on: str, asked: Asked, forbidding: Sequence[Forbidding]) -> None:
        marked, data, evidence = index.marked, request.data_categories, request.evidence
        self.index = index
        self.request = request
        self.sender = request.sender or index.publisher
        self.on = on
        self.asked = asked
        self.forbidding = forbidding
        self.near_data, self.near_people = data, request.data_subjects
        if evidence and not _MAY_BE_BAD.isdisjoint(evidence):
            self.bad_news = [kind for kind in BAD_NEWS if kind in evidence and _is_bad(kind, request)]
        if (marked.special or marked.criminal) and request.identifiability != "anonymous":
            self.special, self.criminal = marked.special.intersection(data), marked.criminal.intersection(data)
            self.is_guarded = bool(self.special or self.criminal)
        if marked.nested:
            self._nest()
        self.is_abroad = request.country is not None and request.country != HOME
        self.is_of_risk = request.purpose in marked.at_risk
        self.is_plain = not (asked.refers or self.bad_news or self.is_abroad or self.is_of_risk)

    def _nest(self) -> None:
        """Find what covers the request's data and people, and all that each of the two touches."""
        index, data, people = self.index, frozenset(self.near_data), frozenset(self.near_people)
        nested = index.marked.nested.intersection((*data, *people))
        if nested:
            self.above = {key: index.above.get(key, _NONE) for key in nested}
            near_data, near_people = ([index.near[key] for key in nested & ids] for ids in (data, people))
            self.near_data, self.near_people = data.union(*near_data), people.union(*near_people)

    @property
    def is_for_statistics(self) -> bool:
        """Whether the purpose is one for which nothing is decided about anybody."""
        return self.request.purpose in self.index.marked.statistics

    @property
    def instrument(self) -> Mapping[str, Any]:
        """What the instrument says that was brought."""
        return self.request.evidence.get(INSTRUMENT, _NOTHING)

    @property
    def is_named_whole(self) -> bool:
        """Whether the instrument names all of the data."""
        return self.covers(self.instrument.get("names", ()), self.request.data_categories)

    @property
    def is_ordered(self) -> bool:
        """Whether the instrument is an order that names all of the data."""
        return self.instrument.get("order") is True and self.is_named_whole

    def covers(self, stated: Collection[str], asked: Iterable[str]) -> bool:
        """Whether each of these ids is among the stated ones, or inside one of them."""
        return frozenset(stated).issuperset(asked) or (bool(self.above) and not self.beyond(stated, asked))

    def beyond(self, stated: Collection[str], asked: Iterable[str]) -> list[str]:
        """Those of these ids that are neither among the stated ones nor inside one of them."""
        above = self.above
        return [key for key in asked if key not in stated and above.get(key, _NONE).isdisjoint(stated)]

    def touches(self, data: Iterable[str]) -> bool:
        """Whether some of these data have anything in common with the request's."""
        return any(key in self.near_data for key in data)


def _is_bad(kind: str, r: Request) -> bool:
    key, speaks_against = BAD_NEWS[kind]
    return speaks_against(r.evidence[kind][key])
