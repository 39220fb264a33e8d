"""So many changed registries, the same for the same number: every kind in turn, every base and file by chance."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from tests.loader_fuzz.bases import WEIGHTS
from tests.loader_fuzz.mutations import KINDS, mutant
from tests.loader_fuzz.trial import Base, Verdict


@dataclass(frozen=True)
class Mutant:
    """A file of a registry with one thing changed."""

    number: int
    kind: str
    base: str
    file: str
    data: bytes

    @property
    def name(self) -> str:
        """What it is, in words."""
        return f"{self.number}: {self.kind} in {self.base}/{self.file}"


def mutants(bases: Mapping[str, Base], count: int, first: int = 0, kinds: Collection[str] = ()) -> Iterator[Mutant]:
    """So many, from this number on, of these kinds or of all."""
    kinds = sorted(kinds or KINDS)
    for number in range(first, first + count):
        yield _mutant(bases, number, kinds[number % len(kinds)])


def _mutant(bases: Mapping[str, Base], number: int, kind: str) -> Mutant:
    chance = Random(number)  # noqa: S311 -- repeatable, not secret
    names = sorted(bases)
    while True:
        base = bases[chance.choices(names, [WEIGHTS.get(name, 1) for name in names])[0]]
        file = chance.choice(sorted(base.files))
        data = mutant(base.files[file].decode(), kind, chance)
        if data is not None:
            return Mutant(number, kind, base.name, file, data)


def tried(
    bases: Mapping[str, Base], count: int, first: int = 0, kinds: Collection[str] = ()
) -> Iterator[tuple[Mutant, Verdict]]:
    """Each of so many mutants, and what became of it."""
    for each in mutants(bases, count, first, kinds):
        yield each, bases[each.base].with_file(each.file, each.data)
