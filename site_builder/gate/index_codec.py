"""An index as bytes that can be stored, and back: JSON Lines, one for each id, so that a decision reads only a few.

The first line is about the whole index. The others begin with `["<id>",` and are sorted, so we find one by halving.
Whoever stores the bytes must give them back unchanged, and to the same version of this program.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from site_builder.gate.index import Asked, Entry, Forbidding, Index, Marked
from site_builder.gate.judges import JUDGES, OPT_OUTS
from site_builder.gate.types import Candidate, Check, Power, Settlement

PLAIN = (
    *("id", "sender", "to", "first", "last", "claims_duty", "has_law", "has_power", "has_choices", "is_published"),
    *("is_secret", "exception_to", "notice", "lacks_special", "lacks_criminal", "is_to_look_at", "goes_abroad"),
    *("serves_one_of_many", "mark", "has_open_data", "is_for_own"),
)
SETS = ("purposes", "data", "people", "excluded", "exempt", "items", "programmes", "opens", "settled_by")
TUPLES = ("misfits", "silences", "lawful_basis", "mode", "not_stated")
WORDS = ("words", "within")
"""The fields of a candidate except `settled`, `powers` and `checks`, by their form in JSON."""
WAYS = (*JUDGES.values(), *OPT_OUTS.values())
"""The ways in which a condition is judged. A line gives the place of one in this list."""

NAME = "="
"""What the line of a name begins with, as no id does."""

K = TypeVar("K")
V = TypeVar("V")


def pack(index: Index) -> bytes:
    """The index as bytes, the same for the same index. Raises ValueError for a check that could not be read back."""
    first = [index.site, index.version, index.publisher, *map(sorted, index.marked)]
    forbidding: dict[str, dict[str, tuple[Forbidding, ...]]] = {}
    for (group, purpose), entry in sorted(index.by.items()):
        if entry.forbidding:
            forbidding.setdefault(group, {})[purpose] = entry.forbidding
    ids = index.kinds.keys() | index.asked.keys() | index.of.keys()
    lines = [_json(_line_of(index, key, forbidding.get(key, {}))) for key in ids]
    lines += [_json([NAME + name, things]) for name, things in index.names.items()]
    lines.sort()
    return b"".join(line + b"\n" for line in (_json(first), *lines))


def unpack(data: bytes) -> Index:
    """The index that was packed. It reads the line of each id when that is first asked for."""
    lines = _Lines(data)
    site, version, publisher, *marked = _head(data)
    index = Index(site, version, publisher, Marked(*map(frozenset, marked)))
    index.kinds, index.replaced = _Table(lines.kind, lines.ids), _Table(lines.replaced, lines.ids)
    index.shared_words = _Table(lines.shared_words, lines.ids)
    index.asked, index.of = _Table(lines.asked, lines.ids), _Table(lines.candidates, lines.ids)
    index.by = _Table(lines.entry, lines.purposes)
    index.above, index.near = _Table(lines.above, lines.ids), _Table(lines.near, lines.ids)
    index.names = _Table(lines.names, lines.all_names)
    return index


def at_risk(data: bytes) -> list[str]:
    """The purposes for which somebody may be at risk, from packed bytes."""
    purposes: list[str] = _head(data)[3]
    return purposes


def _head(data: bytes) -> Any:
    """The first line: site, version, publisher, and the ids of each field of Marked."""
    return json.loads(data[: data.index(b"\n")])


# ---- packing


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _line_of(index: Index, key: str, forbidding: Mapping[str, tuple[Forbidding, ...]]) -> list[Any]:
    """The content of a line: id, kind, what replaced it, the party, the disclosures to it, its words, above, near."""
    group = _group(index.of[key], forbidding) if key in index.of else None
    shared_words = index.shared_words.get(key)
    nesting = [sorted(table[key]) if key in table else None for table in (index.above, index.near)]
    return [key, index.kinds.get(key), index.replaced.get(key), index.asked.get(key), group, shared_words, *nesting]


def _group(candidates: Sequence[Candidate], forbidding: Mapping[str, tuple[Forbidding, ...]]) -> list[Any]:
    checks = list({id(check): check for c in candidates for check in c.checks}.values())
    at = {id(thing): number for things in (candidates, checks) for number, thing in enumerate(things)}
    forbids = {
        purpose: [[at[id(f.candidate)], *f[1:]] for f in its_forbidding]
        for purpose, its_forbidding in forbidding.items()
    }
    return [[_plain_check(check) for check in checks], [_plain_candidate(c, at) for c in candidates], forbids]


def _plain_check(check: Check) -> list[Any]:
    judged = (check.absent, check.judge)
    if judged not in WAYS:
        raise ValueError(f"{check.id} is judged in no way that is known.")
    return [check.id, check.type, dict(check.params), check.possible, WAYS.index(judged)]


def _plain_candidate(c: Candidate, at: Mapping[int, int]) -> list[Any]:
    plain = [getattr(c, name) for name in PLAIN]
    lists = [sorted(getattr(c, name)) for name in SETS] + [list(getattr(c, name)) for name in TUPLES]
    words = [[list(pair) for pair in getattr(c, name)] for name in WORDS]
    settled = [[*each[:2], *map(sorted, each[2:5]), *each[5:]] for each in c.settled]
    narrow = [[*map(sorted, each[:2]), each.is_duty] for each in c.powers]
    return [*plain, *lists, *words, settled, narrow, [at[id(check)] for check in c.checks]]


# ---- unpacking


class _Table(Mapping[K, V], Generic[K, V]):
    """Values that are read when they are first asked for; `read` raises KeyError for a key without one."""

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
    """Reads the lines of packed bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._start = data.index(b"\n") + 1
        self._groups = _Table(self._group, self.ids)

    def ids(self) -> Iterator[str]:
        """Every id that has a line."""
        return (key for key in self._keys() if not key.startswith(NAME))

    def all_names(self) -> Iterator[str]:
        """Every name that has a line."""
        return (key.removeprefix(NAME) for key in self._keys() if key.startswith(NAME))

    def _keys(self) -> Iterator[str]:
        for line in self._data[self._start :].splitlines():
            yield line.partition(b'",')[0][2:].decode()

    def names(self, name: str) -> tuple[tuple[str, str], ...]:
        """The kind and id of each thing of a name. Raises KeyError."""
        return tuple(map(tuple, self._part(NAME + name, 1)))

    def above(self, key: str) -> frozenset[str]:
        """The ids that cover a nested one besides itself. Raises KeyError."""
        return frozenset(self._part(key, 6))

    def near(self, key: str) -> frozenset[str]:
        """The ids that a nested one touches. Raises KeyError."""
        return frozenset(self._part(key, 7))

    def kind(self, key: str) -> str:
        """The kind of thing that an id names. It comes first, so we need not read the whole line. Raises KeyError."""
        parts = self._line(key).split(b'"', 4)
        if parts[2] != b",":
            raise KeyError(key)
        return parts[3].decode()

    def replaced(self, key: str) -> tuple[str, ...]:
        """The ids that replace a retired one. Raises KeyError."""
        return tuple(self._part(key, 2))

    def shared_words(self, key: str) -> tuple[tuple[str, str], ...]:
        """The words of a shared condition: language and text. Raises KeyError."""
        return tuple(map(tuple, self._part(key, 5)))

    def asked(self, key: str) -> Asked:
        """The party with an id. Raises KeyError."""
        groups, first, last, refers, members, ways, bound_by, heirs, of_examples = self._part(key, 3)
        ways = tuple(map(tuple, ways))
        return Asked(
            *(tuple(groups), first, last, tuple(refers), tuple(members), ways, tuple(bound_by), tuple(heirs)),
            of_examples=of_examples,
        )

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """The disclosures to a party. Raises KeyError."""
        return self._groups[key][0]

    def entry(self, key: tuple[str, str]) -> Entry:
        """The disclosures to a party that state or forbid a purpose. Raises KeyError."""
        group, purpose = key
        candidates, forbidding = self._groups[group]
        entry = Entry(tuple(c for c in candidates if c.may_serve(purpose)), forbidding.get(purpose, ()))
        if not any(entry):
            raise KeyError(key)
        return entry

    def purposes(self) -> Iterator[tuple[str, str]]:
        """Every party with each purpose that a disclosure to it states or forbids."""
        for group in self.ids():
            candidates, forbidding = self._groups.get(group, ((), {}))
            served = (purpose for c in candidates for purpose in c.answered)
            yield from ((group, purpose) for purpose in {*forbidding, *served})

    def _group(self, key: str) -> tuple[tuple[Candidate, ...], dict[str, tuple[Forbidding, ...]]]:
        check_lines, candidate_lines, forbidding = self._part(key, 4)
        checks = [_read_check(*each) for each in check_lines]
        candidates = tuple(_read_candidate(each, checks) for each in candidate_lines)
        return candidates, {
            purpose: tuple(Forbidding(candidates[at], *rest)._replace(for_data=tuple(data)) for at, *rest, data in each)
            for purpose, each in forbidding.items()
        }

    def _part(self, key: str, number: int) -> Any:
        part = json.loads(self._line(key))[number]
        if part is None:
            raise KeyError(key)
        return part

    def _line(self, key: str) -> bytes:
        """The line of an id, by halving. Raises KeyError."""
        data, wanted = self._data, b"[%b," % _json(key)
        low, high = self._start, len(data)
        while low < high:
            middle = (low + high) // 2
            begin = max(data.rfind(b"\n", low, middle) + 1, low)
            end = data.index(b"\n", middle)
            beginning = data[begin : begin + len(wanted)]
            if beginning == wanted:
                return data[begin:end]
            low, high = (end + 1, high) if beginning < wanted else (low, begin)
        raise KeyError(key)


def _read_check(key: str, kind: str, params: dict[str, Any], possible: bool, way: int) -> Check:  # noqa: FBT001 (as in a line)
    return Check(key, kind, params, possible, *WAYS[way], tuple(params.get("for_data", ())))


def _read_candidate(fields: list[Any], checks: list[Check]) -> Candidate:
    *values, settled, narrow, its_checks = fields
    by_name = dict(zip((*PLAIN, *SETS, *TUPLES, *WORDS), values, strict=True))
    by_name |= {name: frozenset(by_name[name]) for name in SETS} | {name: tuple(by_name[name]) for name in TUPLES}
    by_name |= {name: tuple(map(tuple, by_name[name])) for name in WORDS}
    by_name["settled"] = tuple(Settlement(*each[:2], *map(frozenset, each[2:5]), *each[5:]) for each in settled)
    by_name["powers"] = tuple(Power(frozenset(ids), frozenset(data), is_duty) for ids, data, is_duty in narrow)
    return Candidate(**by_name, checks=tuple(checks[at] for at in its_checks))
