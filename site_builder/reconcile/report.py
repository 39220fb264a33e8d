"""What a reconciliation found: as text, as a value for JSON, and as a page without script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from site_builder.errors import shown
from site_builder.gate.coverage import COVERED, NOT_UNCOVERED, OPEN, UNPROVED, Coverage
from site_builder.gate.types import Candidate
from site_builder.reconcile.run import Result, Seen

SAID: Mapping[str, str] = {
    "malformed": "The line is none of a log of disclosures, so nobody can say what was sent.",
    "recipient_unknown": "The notice names no such recipient.",
    "recipient_retired": "The notice does not name this recipient any more.",
    "purpose_unknown": "The notice names no such purpose.",
    "purpose_not_declared": "The notice does not say that this recipient gets data for this purpose.",
    "data_unknown": "The notice names no such data.",
    "data_not_declared": "The notice does not say that this recipient gets this data for this purpose.",
    "people_not_declared": "The notice does not say that this recipient gets data about these people for this purpose.",
    "not_published_yet": "The public was not told of it at that time.",
    "not_in_force": "The notice states it, and it was not in force at that time.",
    "ended": "The notice states it, and it had ended.",
    "forbidden": "The notice says that this is not done.",
    "disclosure_unknown": "The notice states no disclosure with this id.",
    "contradicts_disclosure": "It is not what the disclosure says that the log names.",
    "contradicts_decision": "It is not what the gate permitted by the decision that the log names, or came before it.",
    OPEN: "The notice leaves open whether it covers this: it does not say all that it would have to say.",
    UNPROVED: "The notice states it, with conditions; no decision of the gate shows that they were met.",
    COVERED: "The notice states it, and asks for nothing that was not shown.",
}
"""What each verdict means."""
SHORT: Mapping[str, str] = {
    COVERED: "covered",
    UNPROVED: "stated, but no decision shows that its conditions were met",
    OPEN: "left open by the notice",
    "": "not covered",
}
"""The four sorts of verdict, '' for all that are not covered."""


def sorts(result: Result) -> dict[str, int]:
    """The rows of each of the four sorts."""
    found = {**dict.fromkeys(NOT_UNCOVERED, 0), "": 0}
    for verdict, (rows, _) in result.verdicts.items():
        found[verdict if verdict in found else ""] += rows
    return found


# ---- as a value for JSON


def plain(result: Result) -> dict[str, Any]:
    """All of it. It is exact, so it is not for the public."""
    gate, (first, last) = result.history.last, result.days
    return {
        "registry": f"{gate.index.site}id/registry",
        "version": gate.index.version,
        "feed": gate.feed,
        "engine": result.engine,
        "period": result.period.name if result.period else None,
        "days": [first, last],
        "lines": result.lines,
        "rows": result.rows,
        "verdicts": {key: {"rows": rows, "records": records} for key, (rows, records) in result.verdicts.items()},
        "doubled": result.doubled if result.is_counted_once else None,
        "outside_period": result.outside,
        "not_sent": dict(sorted(result.others.items())),
        "malformed": result.places,
        "uncovered": [_plain_seen(each) for each in result.uncovered],
        "disclosures": {key: _plain_disclosure(each) for key, each in sorted(result.by_disclosure().items())},
        "never_seen": [_plain_candidate(c) for c in result.never_seen()],
        "systems": {key: each._asdict() for key, each in result.systems.items()},
    }


def _plain_seen(each: Seen) -> dict[str, Any]:
    found = each.timeline.span.found
    return {
        "verdict": found.verdict,
        **_kind(each),
        **each.total._asdict(),
        "systems": _systems(each),
        "example": each.example,
        "beyond": list(found.beyond),
        "instead": list(found.instead),
        "nearest": _plain_candidate(found.candidate) if found.candidate else None,
    }


def _kind(each: Seen) -> dict[str, str]:
    return dict(zip(("disclosure", "recipient", "purpose", "data", "people"), each.timeline.texts, strict=True))


def _systems(each: Seen) -> list[str]:
    return sorted({system for _, system in each.sums})


def _plain_candidate(c: Candidate) -> dict[str, Any]:
    stated = {"purposes": c.purposes, "data_categories": c.data, "data_subjects": c.people}
    return {
        "disclosure": c.id,
        "recipient": c.to,
        **{key: sorted(ids - {""}) for key, ids in stated.items()},
        "words": dict(c.words),
    }


def _plain_disclosure(seen: Sequence[Seen]) -> dict[str, int]:
    counted = {
        verdict: sum(each.total.logged for each in seen if _verdict(each) == verdict) for verdict in NOT_UNCOVERED
    }
    return {**counted, "could_be_anothers": sum(each.total.logged for each in seen if each.timeline.span.found.others)}


def _verdict(each: Seen) -> str:
    return each.timeline.span.found.verdict


# ---- as text


def text(result: Result) -> str:
    """What people read: first what is not covered."""
    return "\n".join(_lines(result))


def _lines(result: Result) -> Iterator[str]:
    yield headline(result)
    for sort, count in sorts(result).items():
        yield f"{count:>13,}  {SHORT[sort]}"
    yield from (f"{count:>13,}  {what}" for what, count in _beside(result))
    uncovered = result.uncovered
    yield from (
        "",
        f"Not covered: {_counted(len(uncovered), 'kind')}"
        if uncovered
        else "Everything is covered, stated or left open.",
    )
    for each in uncovered[:MOST_SHOWN]:
        yield ""
        yield from _told(each)
    if len(uncovered) > MOST_SHOWN:
        yield f"\n... and {len(uncovered) - MOST_SHOWN} kinds more: --format json has all."
    if result.places:
        yield from ("", "Malformed", *(f"  {place}" for place in result.places[:MOST_SHOWN]))
    never = result.never_seen()
    yield from ("", f"Declared, and never seen: {len(never)}" + (_NEVER if never else ""))
    yield from (f"  {c.id} (to {c.to})" for c in never)
    yield from ("", "Given")
    yield from (f"  {each}" for each in _given(result))


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


MOST_SHOWN = 25
_NEVER = ". Ask: is it rare, does its system not log, or is it over?"


def headline(result: Result) -> str:
    """What was compared with what, in one sentence."""
    index, (first, last) = result.history.last.index, result.days
    days = f" of {first} to {last}" if first else ""
    return f"{result.rows:,} rows{days}, held against version {index.version} of {index.site}id/registry:"


def _beside(result: Result) -> Iterator[tuple[str, int]]:
    """What was read and is in no verdict."""
    yield from ((f"{outcome}, and not sent", count) for outcome, count in sorted(result.others.items()))
    if result.doubled:
        yield "with an id that stood there before, and counted once", result.doubled
    if result.outside:
        yield "of other days than the period", result.outside


def _told(each: Seen) -> Iterator[str]:
    found, total = each.timeline.span.found, each.total
    first, last, systems = total.first_day, total.last_day, ", ".join(_systems(each))
    days = first if first == last else f"{first} to {last}"
    yield f"  {_counted(total.logged, 'row')}, {days}, from {systems}: {found.verdict}"
    yield f"    {what(each)}" + (f" (for example {shown(each.example)})" if each.example else "")
    yield f"    {SAID[found.verdict]}{_extra(found)}"
    if found.candidate:
        yield f"    Nearest: {nearest(found.candidate)}"
        yield from (f"    “{_short(words)}”" for _, words in found.candidate.words[:1])


def what(each: Seen) -> str:
    """What was sent, as the log says it."""
    kind = _kind(each)
    named = [f"disclosure {kind['disclosure']}"] if kind["disclosure"] else []
    if not kind["recipient"]:
        return named[0]
    said = f"to {kind['recipient']}, for {kind['purpose']}: {_listed(kind['data'])}, about {_listed(kind['people'])}"
    return ", ".join([said, *named])


def _listed(ids: str) -> str:
    """The ids of a list as the log has them, parted by commas: they are known to be ids."""
    return ", ".join(ids.strip("[]").replace('"', "").replace(",", " ").split())


def _extra(found: Coverage) -> str:
    beyond = f" Too much: {', '.join(found.beyond)}." if found.beyond else ""
    return beyond + (f" After it came: {', '.join(found.instead)}." if found.instead else "")


def nearest(c: Candidate) -> str:
    """What a disclosure states, in ids."""
    purposes, data, people = (", ".join(sorted(ids - {""})) for ids in (c.purposes, c.data, c.people))
    stated = (purposes and f"for {purposes}", data, people and f"about {people}")
    return f"{c.id}, to {', '.join(filter(None, (c.to, *stated)))}"


def _short(words: str) -> str:
    return words if len(words) <= 300 else f"{words[:300]}…"  # noqa: PLR2004 (a glance)


def _given(result: Result) -> Iterator[str]:
    for key, each in result.systems.items():
        gaps = "".join(f"; silent from {gap.first_day} to {gap.last_day}" for gap in each.gaps)
        rows, days = _counted(each.logged, "row"), _counted(each.days, "day")
        yield f"{key}: {rows} on {days}, {each.first_day} to {each.last_day}{gaps}"
    if not result.is_counted_once:
        yield "Nobody looked whether an id stands twice."


# ---- as a page


def html_page(result: Result) -> bytes:
    """The same as a page: no script, no other file; each bar says in words what it shows."""
    counts = sorts(result)
    parts = [
        _HEAD,
        f"<h1>What was sent, and what the notice says</h1><p>{escape(headline(result))}</p>",
        _bar("All rows", counts),
        "<dl>",
        *(f"<dt class={_class(sort)}>{escape(SHORT[sort])}</dt><dd>{count:,}</dd>" for sort, count in counts.items()),
        *(f"<dt>{escape(about)}</dt><dd>{count:,}</dd>" for about, count in _beside(result)),
        "</dl>",
        "<h2>Not covered</h2>",
        *(_card(each) for each in result.uncovered),
        "" if result.uncovered else "<p>Everything is covered, stated or left open.</p>",
        *(
            ["<h2>Malformed lines</h2><ul>", *(f"<li>{escape(each)}" for each in result.places), "</ul>"]
            if result.places
            else []
        ),
        "<h2>What the notice states</h2>",
        *(_of_disclosure(key, each) for key, each in sorted(result.by_disclosure().items())),
        f"<h2>Declared, and never seen</h2><p>{len(result.never_seen())}{escape(_NEVER)}</p><ul>",
        *(f"<li><b>{escape(c.id)}</b>, to {escape(c.to)}" for c in result.never_seen()),
        "</ul><h2>Given</h2><ul>",
        *(f"<li>{escape(each)}" for each in _given(result)),
        "</ul></main>",
    ]
    return "\n".join(part for part in parts if part).encode() + b"\n"


def _class(sort: str) -> str:
    return {COVERED: "yes", UNPROVED: "stated", OPEN: "open"}.get(sort, "no")


def _bar(label: str, counts: Mapping[str, int]) -> str:
    """A bar, with a text that says the same."""
    total = sum(counts.values())
    some = {sort: count for sort, count in counts.items() if count}
    said = ", ".join(f"{count:,} {SHORT[sort]}" for sort, count in some.items()) or "no row"
    inner = "".join(
        f'<span class="{_class(sort)}" style="flex:{max(count / total, 0.01):.4f}"></span>'
        for sort, count in some.items()
    )
    return f'<div class=bar role=img aria-label="{escape(f"{label}: {said}")}">{inner}</div>'


def _of_disclosure(key: str, seen: Sequence[Seen]) -> str:
    counts = _plain_disclosure(seen)
    candidate = seen[0].timeline.span.found.candidate
    to = f", to {escape(candidate.to)}" if candidate else ""
    some = {sort: counts[sort] for sort in NOT_UNCOVERED}
    said = ", ".join(f"{count:,} {SHORT[sort]}" for sort, count in some.items() if count)
    both = f" {counts['could_be_anothers']:,} could be another’s." if counts["could_be_anothers"] else ""
    return f"<p><b>{escape(key)}</b>{to}: {escape(said)}.{both}</p>{_bar(key, some)}"


def _card(each: Seen) -> str:
    head, *lines = (escape(line.strip()) for line in _told(each))
    return f"<section><h3>{head}</h3>{''.join(f'<p>{line}</p>' for line in lines)}</section>"


_HEAD = """<!doctype html>
<html lang=en-GB>
<meta charset=utf-8>
<meta name=viewport content="width=device-width,initial-scale=1">
<meta name=robots content=noindex>
<title>What was sent, and what the notice says</title>
<style>
:root{color-scheme:light dark;--text:#1b1b1b;--ground:#fff;--line:#c8c8c8}
:root{--yes:#1a7f37;--stated:#2f6fb3;--open:#b98a00;--no:#b3261e}
@media (prefers-color-scheme:dark){
:root{--text:#ececec;--ground:#161616;--line:#555;--yes:#3fb950;--stated:#6cb2ff;--open:#e3b341;--no:#ff7b72}
}
body{font:1rem/1.5 system-ui,sans-serif;color:var(--text);background:var(--ground);margin:0}
main{max-width:50rem;margin:0 auto;padding:1rem}
p,li,dt,h3{overflow-wrap:anywhere}
section{border:1px solid var(--line);border-left:.4rem solid var(--no);padding:0 .8rem;margin:1rem 0}
section p{margin:.5rem 0}
h3{font-size:1rem;margin:.5rem 0}
dl{display:grid;grid-template-columns:1fr auto;gap:.2rem 1rem}
dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
dt::before{content:"";display:inline-block;width:.8em;height:.8em;margin-right:.5em;background:var(--line)}
dt.yes::before,.bar .yes{background:var(--yes)}
dt.stated::before,.bar .stated{background:repeating-linear-gradient(45deg,var(--stated) 0 6px,var(--ground) 6px 9px)}
dt.open::before,.bar .open{background:repeating-linear-gradient(135deg,var(--open) 0 4px,var(--ground) 4px 8px)}
dt.no::before,.bar .no{background:var(--no)}
.bar{display:flex;height:1.2rem;border:1px solid var(--line);margin:.3rem 0 1rem}
.bar span{min-width:3px}
@media print{section{break-inside:avoid}.bar span{print-color-adjust:exact}}
</style>
<main>"""
