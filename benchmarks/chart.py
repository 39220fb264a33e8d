"""The chart of the handbook: how long whole builds take, by the number of recipients, beside other makers of sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from math import log10

from benchmarks import peers, whole
from benchmarks.measuring import ROOT, Seconds

CHART = ROOT / "docs/images/speed.svg"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 62, 190, 24, 52
LOWEST, HIGHEST = 0.01, 100.0
LINES: Mapping[str, tuple[str, str]] = {
    whole.FIRST: ("#1d3f8f", ""),
    whole.ALONE: ("#1d3f8f", "7 4"),
    whole.EDIT: ("#a3341b", ""),
    whole.NOTHING: ("#a3341b", "7 4"),
    peers.MKDOCS: ("#4b545d", ""),
    peers.PELICAN: ("#4b545d", "7 4"),
    peers.HUGO: ("#4b545d", "2 4"),
}
"""Each line with its colour and its dashes: no two look the same without colour."""
APART = 15
"""The least distance of two labels."""


def drawn(tables: Mapping[str, Seconds]) -> str:
    """The chart as SVG, from the tables of `whole`: both axes in steps of ten."""
    points = {
        name: [(size, tables[f"{size} wall"][name]) for size in _sizes(tables) if name in tables[f"{size} wall"]]
        for name in LINES
    }
    shown = {name: line for name, line in points.items() if line}
    last = max(size for line in shown.values() for size, _ in line)
    parts = [*_axes(last), *_lines(shown, last), *_labels(shown, last)]
    title = "How long a build takes, by the number of recipients"
    says = "; ".join(f"{name}: " + ", ".join(f"{y:g} at {x:,}" for x, y in line) for name, line in shown.items())
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d" '
        'font-family="sans-serif" font-size="12">'
    )
    about = f'<title id="t">{title}</title><desc id="d">In MkDocs builds of 1,000 pages. {escape(says)}.</desc>'
    return "\n".join([head, about, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>', *parts, "</svg>", ""])


def _sizes(tables: Mapping[str, Seconds]) -> list[int]:
    return sorted(int(name.split()[0]) for name in tables if name.endswith(" wall"))


def _x(size: float, last: int) -> float:
    first = min(whole.SIZES)
    return round(LEFT + (WIDTH - LEFT - RIGHT) * log10(size / first) / log10(last / first), 1)


def _y(value: float) -> float:
    share = log10(max(value, LOWEST) / LOWEST) / log10(HIGHEST / LOWEST)
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)


def _axes(last: int) -> Iterator[str]:
    right = WIDTH - RIGHT
    for power in range(round(log10(LOWEST)), round(log10(HIGHEST)) + 1):
        y = _y(10.0**power)
        yield f'<path d="M{LEFT} {y}H{right}" stroke="#dde2e5"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end" fill="#1a1d21">{10.0**power:g}</text>'
    for size in (100, 300, 1000, 3000, 10000):
        if size <= last:
            x = _x(size, last)
            yield f'<path d="M{x} {TOP}V{HEIGHT - BOTTOM}" stroke="#dde2e5"/>'
            yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#1a1d21">{size:,}</text>'
    below = f'x="{(LEFT + right) / 2}" y="{HEIGHT - 10}" text-anchor="middle"'
    yield f'<text {below} fill="#1a1d21">recipients; of the others, pages</text>'
    yield f'<text x="14" y="{TOP - 8}" fill="#1a1d21">MkDocs builds of 1,000 pages</text>'


def _lines(shown: Mapping[str, list[tuple[int, float]]], last: int) -> Iterator[str]:
    for name, line in shown.items():
        colour, dashes = LINES[name]
        way = " ".join(f"{_x(size, last)},{_y(value)}" for size, value in line)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        yield f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
        yield from (f'<circle cx="{_x(x, last)}" cy="{_y(y)}" r="2.5" fill="{colour}"/>' for x, y in line)


def _labels(shown: Mapping[str, list[tuple[int, float]]], last: int) -> Iterator[str]:
    """The name of each line at its end, moved down where another stands."""
    lowest = 0.0
    for name, line in sorted(shown.items(), key=lambda each: _y(each[1][-1][1])):
        size, value = line[-1]
        lowest = max(_y(value) + 4, lowest + APART)
        seen = 'paint-order="stroke" stroke="#fff" stroke-width="4"'
        yield f'<text x="{_x(size, last) + 8}" y="{lowest}" {seen} fill="{LINES[name][0]}">{name} ({value:g})</text>'
