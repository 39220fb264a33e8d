"""The handbook's page on planted drift: its two tables are made by a run."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.drifts.kinds import Kind
from tests.drifts.trial import VERIFIERS, Tally
from tests.handbook import DOCS

PAGE = DOCS / "drifts.md"
Tallied = Sequence[tuple[Kind, Tally]]


def table(planted: Tallied) -> str:
    """What each verifier found of each kind, in percent, and of all."""
    heads = ("in", "planted", "tried", *VERIFIERS)
    total = Tally()
    for _, tally in planted:
        total.add(tally)
    lines = [_line((kind.output, kind.name, *_shares(tally))) for kind, tally in planted]
    return "\n".join([_line(heads), _line(["---"] * len(heads)), *lines, _line(("", "all", *_shares(total)))])


def benign_table(changed: Tallied) -> str:
    """How many harmless changes of each kind were reported."""
    heads = ("in", "changed", "tried", "reported")
    lines = [_line((k.output, k.name, f"{t.tried:,}", f"{t.found['verify']:,}")) for k, t in changed]
    tried, reported = (
        sum(numbers) for numbers in zip(*((t.tried, t.found["verify"]) for _, t in changed), strict=True)
    )
    return "\n".join(
        [_line(heads), _line(["---"] * len(heads)), *lines, _line(("", "all", f"{tried:,}", f"{reported:,}"))]
    )


def write(name: str, text: str) -> None:
    """Put a text between the two marks of its name."""
    page = PAGE.read_text("utf-8")
    marks = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, _, rest = page.partition(marks[0])
    _, _, after = rest.partition(marks[1])
    PAGE.write_text(f"{before}{marks[0]}\n{text}\n\n{marks[1]}{after}", "utf-8")


def held(name: str) -> list[list[str]]:
    """The rows of the table between the two marks of a name, without its heads."""
    found = re.search(f"<!-- {name} -->(.*?)<!-- end of {name} -->", PAGE.read_text("utf-8"), re.DOTALL)
    lines = found[1].strip().splitlines() if found else []
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _shares(tally: Tally) -> tuple[str, ...]:
    return f"{tally.tried:,}", *(_percent(tally.found[name], tally.tried) for name in VERIFIERS)


def _percent(found: int, tried: int) -> str:
    """Rounded down, so that 100 means all."""
    return f"{100 * found // tried} %" if found in {0, tried} or found * 100 >= tried else "< 1 %"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
