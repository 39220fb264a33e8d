"""An index as bytes that can be kept, and back: JSON Lines, one for each id, so that a decision reads only a few.

The first line holds what is true of the whole. The others begin with `["<id>",` and are sorted, so that one is found by
halving. Whoever keeps the bytes sees to it that they come back unchanged, and to the same version of this program.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from site_builder.gate.index import Asked, Entry, Forbidding, Index
from site_builder.gate.judges import JUDGES, OPT_OUTS
from site_builder.gate.types import Candidate, Check

PLAIN = (
    *("id", "sender", "to", "first", "last", "claims_duty", "has_law", "has_power", "has_choices", "is_published"),
    *("is_secret", "exception_to", "notice"),
)
SETS = ("purposes", "data", "people", "excluded", "items")
TUPLES = ("misfits", "silences", "lawful_basis", "mode", "not_stated")
WORDS = ("words", "within")
"""What a candidate holds but `checks`, by how JSON has it."""
WAYS = (*JUDGES.values(), *OPT_OUTS.values())
"""The ways in which a condition is judged; a line names one by its place."""

K = TypeVar("K")
V = TypeVar("V")


def pack(index: Index) -> bytes:
    """The index as bytes, the same for the same index. Raises ValueError for what would not come back as it is."""
    first = [index.site, index.version, index.publisher, sorted(index.at_risk)]
    forbidding: dict[str, dict[str, tuple[Forbidding, ...]]] = {}
    for (group, purpose), entry in sorted(index.by.items()):
        if entry.forbidding:
            forbidding.setdefault(group, {})[purpose] = entry.forbidding
    ids = index.kinds.keys() | index.asked.keys() | index.of.keys()
    lines = sorted(_json(_packed(index, key, forbidding.get(key, {}))) for key in ids)
    return b"".join(line + b"\n" for line in (_json(first), *lines))


def unpack(data: bytes) -> Index:
    """The index that was packed; of each id it reads the line when it is first asked for."""
    lines = _Lines(data)
    site, version, publisher, at_risk = head(data)
    made = Index(site, version, publisher, at_risk)
    made.kinds, made.replaced = _Table(lines.kind, lines.ids), _Table(lines.replaced, lines.ids)
    made.shared_words = _Table(lines.shared_words, lines.ids)
    made.asked, made.of = _Table(lines.asked, lines.ids), _Table(lines.candidates, lines.ids)
    made.by = _Table(lines.entry, lines.purposes)
    return made


def head(data: bytes) -> tuple[str, str, str, list[str]]:
    """Of packed bytes: the site, its version, its publisher, and the purposes for which somebody may be at risk."""
    site, version, publisher, at_risk = json.loads(data[: data.index(b"\n")])
    return site, version, publisher, at_risk


# ---- there


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _packed(index: Index, key: str, forbidding: Mapping[str, tuple[Forbidding, ...]]) -> list[Any]:
    """What a line holds: id, kind, what took its place, who is asked for, what is disclosed to it, and its words."""
    group = _group(index.of[key], forbidding) if key in index.of else None
    shared_words = index.shared_words.get(key)
    return [key, index.kinds.get(key), index.replaced.get(key), index.asked.get(key), group, shared_words]


def _group(candidates: Sequence[Candidate], forbidding: Mapping[str, tuple[Forbidding, ...]]) -> list[Any]:
    checks = list({id(check): check for c in candidates for check in c.checks}.values())
    at = {id(thing): number for things in (candidates, checks) for number, thing in enumerate(things)}
    forbids = {purpose: [[at[id(f.candidate)], *f[1:]] for f in found] for purpose, found in forbidding.items()}
    return [[_check(check) for check in checks], [_candidate(c, at) for c in candidates], forbids]


def _check(check: Check) -> list[Any]:
    judged = (check.absent, check.judge)
    if judged not in WAYS:
        raise ValueError(f"{check.id} is judged in no way that is known.")
    return [check.id, check.type, dict(check.params), check.possible, WAYS.index(judged)]


def _candidate(c: Candidate, at: Mapping[int, int]) -> list[Any]:
    plain = [getattr(c, name) for name in PLAIN]
    lists = [sorted(getattr(c, name)) for name in SETS] + [list(getattr(c, name)) for name in TUPLES]
    words = [[list(pair) for pair in getattr(c, name)] for name in WORDS]
    return [*plain, *lists, *words, [at[id(check)] for check in c.checks]]


# ---- and back


class _Table(Mapping[K, V], Generic[K, V]):
    """Values that are read when they are first asked for; `read` raises KeyError for a key that has none."""

    def __init__(self, read: Callable[[K], V], keys: Callable[[], Iterable[K]]) -> None:
        self._read = read
        self._keys = keys
        self._held: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._held:
            self._held[key] = self._read(key)
        return self._held[key]

    def __iter__(self) -> Iterator[K]:
        return (key for key in self._keys() if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Lines:
    """The lines of packed bytes, and what each of them says."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._start = data.index(b"\n") + 1
        self._groups = _Table(self._group, self.ids)

    def ids(self) -> Iterator[str]:
        """Every id that has a line."""
        for line in self._data[self._start :].splitlines():
            yield line.partition(b'",')[0][2:].decode()

    def kind(self, key: str) -> str:
        """The kind of thing that an id names; it stands first, so that the rest need not be read."""
        found = self._line(key).split(b'"', 4)
        if found[2] != b",":
            raise KeyError(key)
        return found[3].decode()

    def replaced(self, key: str) -> tuple[str, ...]:
        """What took the place of a retired id."""
        return tuple(self._part(key, 2))

    def shared_words(self, key: str) -> tuple[tuple[str, str], ...]:
        """The words of conditions that are shared."""
        return tuple(map(tuple, self._part(key, 5)))

    def asked(self, key: str) -> Asked:
        """Who it is that is asked for."""
        groups, first, last, refers, members, ways, bound_by = self._part(key, 3)
        return Asked(
            tuple(groups), first, last, tuple(refers), tuple(members), tuple(map(tuple, ways)), tuple(bound_by)
        )

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """What is disclosed to an id."""
        return self._groups[key][0]

    def entry(self, key: tuple[str, str]) -> Entry:
        """What there is to an id for a purpose."""
        group, purpose = key
        candidates, forbidding = self._groups[group]
        found = Entry(tuple(c for c in candidates if purpose in c.purposes), forbidding.get(purpose, ()))
        if not any(found):
            raise KeyError(key)
        return found

    def purposes(self) -> Iterator[tuple[str, str]]:
        """Every id with each purpose that something to it states or forbids."""
        for group in self.ids():
            candidates, forbidding = self._groups.get(group, ((), {}))
            yield from ((group, purpose) for purpose in {*forbidding, *(p for c in candidates for p in c.purposes)})

    def _group(self, key: str) -> tuple[tuple[Candidate, ...], dict[str, tuple[Forbidding, ...]]]:
        held_checks, held, forbidding = self._part(key, 4)
        checks = [_read_check(*each) for each in held_checks]
        candidates = tuple(_read_candidate(each, checks) for each in held)
        return candidates, {
            purpose: tuple(Forbidding(candidates[at], *rest) for at, *rest in each)
            for purpose, each in forbidding.items()
        }

    def _part(self, key: str, number: int) -> Any:
        found = json.loads(self._line(key))[number]
        if found is None:
            raise KeyError(key)
        return found

    def _line(self, key: str) -> bytes:
        """The line of an id, by halving. Raises KeyError."""
        data, wanted = self._data, b"[%b," % _json(key)
        low, high = self._start, len(data)
        while low < high:
            middle = (low + high) // 2
            begin = max(data.rfind(b"\n", low, middle) + 1, low)
            end = data.index(b"\n", middle)
            found = data[begin : begin + len(wanted)]
            if found == wanted:
                return data[begin:end]
            low, high = (end + 1, high) if found < wanted else (low, begin)
        raise KeyError(key)


def _read_check(key: str, kind: str, params: dict[str, Any], possible: bool, way: int) -> Check:  # noqa: FBT001 (as in a line)
    return Check(key, kind, params, possible, *WAYS[way])


def _read_candidate(held: list[Any], checks: list[Check]) -> Candidate:
    *values, its_checks = held
    made = dict(zip((*PLAIN, *SETS, *TUPLES, *WORDS), values, strict=True))
    made |= {name: frozenset(made[name]) for name in SETS} | {name: tuple(made[name]) for name in TUPLES}
    made |= {name: tuple(map(tuple, made[name])) for name in WORDS}
    return Candidate(**made, checks=tuple(checks[at] for at in its_checks))
