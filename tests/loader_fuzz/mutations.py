"""What a hand, an editor or a paste may do to the text of a registry file, and the traps that YAML has.

Each kind changes one thing by chance; what it leaves as it was is no mutant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from types import ModuleType

from tests.loader_fuzz import of_forms, of_lines, of_values

Mutation = Callable[[str, Random], str | bytes]


def mutant(text: str, kind: str, chance: Random) -> bytes | None:
    """The text changed in this way; None where nothing is there to change."""
    changed = KINDS[kind](text, chance)
    data = changed.encode("utf-8", "surrogatepass") if isinstance(changed, str) else changed
    return None if data == text.encode() else data


def twice(text: str, chance: Random) -> str | bytes:
    """Two changes, one after the other."""
    once = text
    for _ in range(2):
        changed = KINDS[chance.choice(sorted(KINDS))](once, chance)
        if isinstance(changed, bytes):
            return changed
        once = changed
    return once


def _made_in(module: ModuleType) -> Iterator[tuple[str, Mutation]]:
    """Each kind of a module: what it makes itself and does not hide."""
    for name, made in vars(module).items():
        if getattr(made, "__module__", "") == module.__name__ and not name.startswith("_"):
            yield name.replace("_", " "), made


KINDS: Mapping[str, Mutation] = {
    **dict(_made_in(of_values)),
    **dict(_made_in(of_lines)),
    **dict(_made_in(of_forms)),
    "twice": twice,
}
"""Every kind, by its name in words."""
