"""The handbook's page on planted drift: its two tables show the figures that runs have kept."""

from __future__ import annotations

from collections.abc import Sequence

from tests.drifts.benign import BENIGN
from tests.drifts.kinds import KINDS
from tests.drifts.trial import VERIFIERS, Tally
from tests.drifts.tried import tally as tally_of
from tests.handbook import DOCS

PAGE = DOCS / "drifts.md"


def planted_table() -> str:
    """What each verifier found of each kind, in percent, and of all."""
    planted = [(kind, tally_of(kind)) for kind in KINDS]
    heads = ("in", "planted", "tried", *VERIFIERS)
    total = Tally()
    for _, tally in planted:
        total.add(tally)
    lines = [_line((kind.output, kind.name, *_shares(tally))) for kind, tally in planted]
    return "\n".join([_line(heads), _line(["---"] * len(heads)), *lines, _line(("", "all", *_shares(total)))])


def benign_table() -> str:
    """How many harmless changes of each kind were reported."""
    changed = [(kind, tally_of(kind)) for kind in BENIGN]
    heads = ("in", "changed", "tried", "reported")
    lines = [_line((k.output, k.name, f"{t.tried:,}", f"{t.found['verify']:,}")) for k, t in changed]
    tried, reported = (
        sum(numbers) for numbers in zip(*((t.tried, t.found["verify"]) for _, t in changed), strict=True)
    )
    return "\n".join(
        [_line(heads), _line(["---"] * len(heads)), *lines, _line(("", "all", f"{tried:,}", f"{reported:,}"))]
    )


def page() -> str:
    """The page with both tables as they must be, each between the two marks of its name."""
    text = PAGE.read_text("utf-8")
    for name, table in (("planted", planted_table()), ("harmless", benign_table())):
        mark, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, _, rest = text.partition(mark)
        text = f"{before}{mark}\n{table}\n\n{end}{rest.partition(end)[2]}"
    return text


def write() -> None:
    """Write both tables into the page."""
    PAGE.write_text(page(), "utf-8", newline="\n")


def _shares(tally: Tally) -> tuple[str, ...]:
    return f"{tally.tried:,}", *(_percent(tally.found[name], tally.tried) for name in VERIFIERS)


def _percent(found: int, tried: int) -> str:
    """Rounded down, so that 100 means all."""
    if not tried:
        return "-"
    return f"{100 * found // tried} %" if found in {0, tried} or found * 100 >= tried else "< 1 %"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
