"""Ways to values by the names in a file alone: in words, and whether what stands there is published."""

from __future__ import annotations

from site_builder.core.problems import Path

_NAMES = 3


def way(path: Path) -> str:
    """The way to a value in words, 'e in d of b-c': its name, and the names around it up to an id, three at most."""
    names: list[str] = []
    for step in reversed(path):
        if isinstance(step, str) and step:
            if names and "-" in step:
                return f"{' in '.join(names)} of {step}"
            names.append(step)
            if "-" in step or len(names) == _NAMES:
                break
    return " in ".join(names)


def stays_in_house(path: Path) -> bool:
    """Whether words there are for colleagues: under `internal`, or the reason for something that is proposed."""
    return path[:1] == ("internal",) or (path[:1] == ("proposed",) and path[-1] == "reason")
