"""Many registries, each with a log by chance, in one run of an engine: thousands of them in minutes.

The reference reads each log alone, beside its own registry. Engines read all of them joined: there each system,
recipient, disclosure and decision says whose it is (`c7-nurses`), and the judge asks the registry of whose the kind is.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from site_builder.gate import Gate
from site_builder.reconcile import run
from site_builder.reconcile.engines import Engine
from site_builder.reconcile.judging import Asked, History, Judge, Release, Span, Texts
from site_builder.reconcile.log import Kind
from site_builder.reconcile.run import Decided, Period, period_of
from tests.gate.mixed import mixed
from tests.reconcile.engines import told
from tests.reconcile.logs import Said, csv_text, head, json_text, rows
from tests.reconcile.reference import Found, reference

ALWAYS = "0001-01-01"
AT_ONCE = (1, 3, 46, 150)
"""So many logs are joined, in turn: few, so that often no id stands twice; and many."""


@lru_cache(512)
def gate_of(seed: int) -> Gate:
    """The gate of a registry by chance."""
    return Gate.of(mixed(seed))


def history_of(seed: int) -> History:
    """What was published: of each third registry two releases, the first of them late."""
    if seed % 3:
        return History([Release(ALWAYS, gate_of(seed))])
    return History([Release("2026-11-08", gate_of(seed + 1)), Release("2026-11-17", gate_of(seed))])


def decisions_for(said: Sequence[Said], chance: random.Random) -> dict[str, Decided]:
    """Decisions about some of these rows, which then name them: most are about what was sent."""
    found = {}
    for each in said:
        if "recipient" not in each or chance.random() < 2 / 3:
            continue
        each["decision"] = f"decision-{chance.randrange(9)}"
        data, people = (tuple(sorted(set(each[key]))) for key in ("data_categories", "data_subjects"))
        kind = Kind(each.get("disclosure", ""), each["recipient"], each["purpose"], data, people)
        asked = Asked(kind, chance.random() < 3 / 4)
        if chance.random() < 9 / 10:
            found[each["decision"]] = Decided(chance.choice((1_700_000_000, 1_794_000_000)), asked)
    return found


@dataclass(slots=True)
class Many:
    """Logs that are joined in files; `expected` is what is said of them row by row, each month with whose it is."""

    files: list[Path]
    period: Period | None
    histories: dict[str, History] = field(default_factory=dict)
    decisions: dict[str, Decided] = field(default_factory=dict)
    expected: Found = field(default_factory=Found)

    def differing(self, made: Callable[[], Engine]) -> Mapping[tuple[str, str], tuple[int, int]]:
        """Where an engine says something else than is said row by row: what it says, and what is expected."""
        engine = made()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(run, "Judge", lambda _, asked: Judges(self.histories, asked))
            try:
                result = run.reconcile(
                    engine,
                    [str(file) for file in self.files],
                    next(iter(self.histories.values())),
                    period=self.period,
                    decisions=self.decisions,
                )
            finally:
                engine.close()
        found, wanted = told(result, is_joined=True), self.expected
        return {key: (found[key], wanted[key]) for key in found.keys() | wanted.keys() if found[key] != wanted[key]}


class Judges(Judge):
    """A judge for each registry; a kind says whose it is."""

    def __init__(self, histories: Mapping[str, History], asked: Mapping[str, Asked]) -> None:
        self._of = {whose: Judge(history, asked) for whose, history in histories.items()}

    def spans(self, texts: Texts, decided: str, *days: str) -> list[Span]:
        """As one judge."""
        whose = re.match(r"c\d+", texts[0] or texts[1])
        judge = self._of[whose[0]] if whose else next(iter(self._of.values()))
        return judge.spans((_bare(texts[0]), _bare(texts[1]), *texts[2:]), decided, *days)


def _bare(text: str) -> str:
    return re.sub(r"^c\d+-", "", text)


def _joined(whose: str, said: Said) -> Said:
    """A row as it stands in the joint log."""
    named: Said = {key: f"{whose}-{said[key]}" for key in ("recipient", "disclosure", "decision") if key in said}
    return {**said, **named, "system": f"{whose}/{said['system']}"}


def batches(folder: Path, number: int, at_once: Sequence[int] = AT_ONCE, *, is_json: bool = False) -> Iterator[Many]:
    """So many registries and logs by chance, joined by a few and by many; `is_json` leaves out CSV."""
    seeds = iter(range(number))
    for turn in count():
        some = list(islice(seeds, at_once[turn % len(at_once)]))
        if not some:
            return
        files = [folder / "joint.jsonl", folder / "joint.csv"]
        chosen = files[:1] if is_json else (files, files[:1], files[1:])[turn % 3]
        period = period_of("2026-Q4") if turn % 4 == 2 else None
        yield _many(folder, some, Many(chosen, period))


def _many(folder: Path, seeds: Sequence[int], many: Many) -> Many:
    """The logs of these registries, one after the other in the files."""
    texts = {".jsonl": io.StringIO(), ".csv": io.StringIO(newline="")}
    texts[".csv"].write(head())
    for seed in seeds:
        whose, chance, history = f"c{seed}", random.Random(seed), history_of(seed)  # noqa: S311 (comes again)
        said = list(rows(history, chance, chance.choice((0, 5, 60, 200))))
        decisions = decisions_for(said, chance)
        alone, start = [], chance.getstate()
        for file in many.files:
            form, write = file.suffix, json_text if file.suffix == ".jsonl" else csv_text
            part = said if form == ".jsonl" else said[::3]
            chance.setstate(start)
            texts[form].write(write([_joined(whose, each) for each in part], chance))
            chance.setstate(start)
            alone.append(folder / f"alone{form}")
            alone[-1].write_text((head() if form == ".csv" else "") + write(part, chance), "utf-8", newline="")
        many.histories[whose] = history
        many.decisions |= {f"{whose}-{key}": each for key, each in decisions.items()}
        for (month, verdict), rows_ in reference(alone, history, many.period, decisions).items():
            many.expected[f"{whose} {month}" if month else "", verdict] += rows_
    for file in many.files:
        file.write_text(texts[file.suffix].getvalue(), "utf-8", newline="")
    return many


def ran(made: Callable[[], Engine], files: Sequence[Path], history: History, **how: Any) -> Found:
    """What an engine says of one log."""
    engine = made()
    try:
        return told(run.reconcile(engine, [str(file) for file in files], history, **how))
    finally:
        engine.close()
