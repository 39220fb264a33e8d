"""How things are measured: the smallest or the middle of some rounds, always beside a yardstick of the same run."""

from __future__ import annotations

import gc
import os
import platform
import random
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent

Seconds = Mapping[str, float]
Work = Mapping[str, Callable[[], object]]
Bars = Mapping[str, tuple[float, float]]
"""The least and the most that a figure is meant to be."""
GIVE = 1.25
"""Machines differ: so many times beyond its bar is a figure let pass."""


def surroundings() -> dict[str, str]:
    """What the figures depend on besides the code."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "load": load_average(),
    }


def load_average() -> str:
    """How many programs wanted to run, over the last minute; Windows does not count them."""
    ask = getattr(os, "getloadavg", None)
    return "unknown" if ask is None else f"{ask()[0]:.1f}"


def is_calm() -> bool:
    """Whether the machine has next to nothing else to do, so that figures may be held to their bars."""
    load = load_average()
    return load != "unknown" and float(load) <= (os.cpu_count() or 1) / 2


def process(arguments: list[str]) -> float:
    """The seconds that Python takes as a new process."""
    # As it is where it is installed: each module compiled once, and not again at each start.
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = time.perf_counter()
    ran = subprocess.run([sys.executable, *arguments], check=False, cwd=ROOT, capture_output=True, env=compiled)
    if ran.returncode:
        raise RuntimeError(ran.stderr.decode(errors="replace"))
    return time.perf_counter() - before


def clock_of_programs() -> Callable[[], float]:
    """The processor's seconds of all programs that were started and have ended; on Windows the time of day."""
    try:
        from resource import RUSAGE_CHILDREN, getrusage
    except ImportError:
        return time.perf_counter

    def clock() -> float:
        used = getrusage(RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    return clock


def largest_of_programs() -> int:
    """The most bytes of memory that any program took that was started and has ended; 0 on Windows."""
    try:
        from resource import RUSAGE_CHILDREN, getrusage
    except ImportError:
        return 0
    return getrusage(RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def most_memory() -> float:
    """The most memory that this process had, in MB; getrusage would tell that of the process which began it."""
    told = Path("/proc/self/status").read_text("utf-8")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """The seconds that some work takes."""
    gc.collect()
    before = clock()
    work()
    return clock() - before


def medians(work: Work, rounds: int, clock: Callable[[], float] = time.perf_counter) -> Seconds:
    """The middle of so many rounds for each piece of work; each round takes the pieces in another order.

    With `time.process_time` or `clock_of_programs` only the processor's time counts, whatever else the machine has to
    do.
    """
    chance = random.Random(rounds)  # noqa: S311 (repeatable, not secret)
    found: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name in chance.sample(list(work), len(work)):
            found[name].append(timed(work[name], clock))
    return {name: statistics.median(each) for name, each in found.items()}


def peak(work: Callable[[], object]) -> int:
    """The most bytes that some work holds at once."""
    gc.collect()
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def ratios(seconds: Seconds, yardstick: str) -> Seconds:
    """Each time in times of the yardstick's."""
    return {name: round(value / seconds[yardstick], 2) for name, value in seconds.items()}


def show(title: str, found: Seconds) -> None:
    """Print a table."""
    print(f"\n{title}")
    for name, ratio in found.items():
        print(f"  {ratio:>9.2f}  {name}")


def moved(before: Mapping[str, Seconds], now: Mapping[str, Seconds]) -> list[str]:
    """Each figure that is more than a fifth another than it was, in words."""
    pairs = (
        (f"{t}, {n}", before[t][n], v) for t in before.keys() & now.keys() for n, v in now[t].items() if n in before[t]
    )
    return [
        f"{name}: {was:,.2f} before, {now:,.2f} now" for name, was, now in sorted(pairs) if abs(now - was) > was / 5
    ]


def broken(found: Seconds, bars: Bars) -> list[str]:
    """Each figure that is far beyond its bar, in words."""
    held = {name: (found[name], *bar) for name, bar in bars.items() if name in found}
    return [
        f"{name}: {value:,.2f}, meant to be between {least:,} and {most:,}"
        for name, (value, least, most) in held.items()
        if not least / GIVE <= value <= most * GIVE
    ]
