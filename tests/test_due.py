"""What falls due: as lines of `check --due`, and as a calendar that keeps the rules of RFC 5545."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from site_builder.facts.due import Due, due, within
from site_builder.load.project.folder import load
from site_builder.model import Registry
from site_builder.render import calendar
from tests.examples import FOLDERS
from tests.history.ten import ten
from tests.seed import ON
from tests.signing import call, edit, write

SITE = "https://council.example/data-sharing/"


def county() -> Registry:
    found = load(FOLDERS["county-2026"], "registry", ON).registry
    assert found is not None
    return found


# ---- what is due


def test_each_review_and_each_last_day_is_due_once() -> None:
    made = county()
    reviews = {
        *(notice.id for notice in made.notices if notice.review_due),
        *(disclosure.id for disclosure in made.disclosures if disclosure.review_due),
        *(agreement.id for agreement in made.agreements if agreement.review_due),
    }
    found = [key for each in due(made) if each.kind == "review" for key in each.things]
    assert len(reviews) > 5
    assert sorted(found) == sorted(reviews)
    assert [each.day for each in due(made)] == sorted(each.day for each in due(made))


def test_what_begins_and_ends_is_due_on_its_day() -> None:
    found = {(each.kind, each.day): each.things for each in due(ten().registries[-1])}
    assert found["begins", date(2027, 4, 1)] == ("harbour-contact-parents",)
    assert found["ends", date(2027, 12, 31)] == ("harbour-contact-parents",)


def test_what_waits_stays_until_it_is_done_and_what_begins_does_not() -> None:
    made = county()
    day = max(each.day for each in due(made) if each.kind == "review")
    late = within(made, day + timedelta(400), 0)
    assert {each.kind for each in late} <= {"review", "approval", "settled", "assessment"}
    assert any(each.kind == "review" for each in late)
    assert within(ten().registries[-1], date(2028, 6, 1), 90) == ()


@pytest.mark.parametrize(("days", "is_there"), [(29, False), (30, True)])
def test_the_last_day_counts(days: int, is_there: bool) -> None:
    made = ten().registries[5]
    assert bool(within(made, date(2027, 4, 1) - timedelta(30), days)) is is_there


# ---- the command


def test_check_lists_it_in_order_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path)
    edit(
        tmp_path / "registry/recipients/police.yaml",
        "    purposes: [crime]\n",
        "    purposes: [crime]\n    review_due: 2026-03-01\n",
    )
    run = call(tmp_path, "check", "--due", "90")
    assert (run.code, run.out) == (0, "2026-03-01  To be reviewed (in 59 days): police-crime\n")
    late = call(tmp_path, "check", "--due", "0", on=date(2026, 3, 3))
    assert late.out == "2026-03-01  To be reviewed (2 days overdue): police-crime\n"
    none = call(tmp_path, "check", "--due", "30")
    assert none.out == "Nothing is overdue, and nothing falls due before 2026-02-01.\n"


def test_the_calendar_is_written_where_one_says(tmp_path: Path) -> None:
    write(tmp_path)
    edit(
        tmp_path / "registry/recipients/police.yaml",
        "    purposes: [crime]\n",
        "    purposes: [crime]\n    review_due: 2026-03-01\n",
    )
    assert call(tmp_path, "export", "reviews", "--out", "reviews.ics").code == 0
    assert faults((tmp_path / "reviews.ics").read_bytes()) == []
    assert call(tmp_path, "export", "reviews", "--out", "reviews.txt").code == 2
    assert call(tmp_path, "export", "reviews", "--out", "reviews.ics").code == 3
    assert call(tmp_path, "build", "-q").code == 0
    assert not [*(tmp_path / "site").rglob("*.ics")]


# ---- the calendar


def faults(data: bytes) -> list[str]:
    """What RFC 5545 has against a calendar, as far as ours goes."""
    return [*_faults(data)]


def _faults(data: bytes) -> Iterator[str]:
    if not data.endswith(b"\r\n") or re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        yield "a line does not end as it must"
    lines = data.split(b"\r\n")[:-1]
    yield from (f"too long: {line!r}" for line in lines if len(line) > 75)
    try:
        unfolded = b"\r\n".join(lines).replace(b"\r\n ", b"").decode().split("\r\n")
        [line.decode() for line in lines]
    except UnicodeDecodeError:
        yield "a letter is cut in two"
        return
    if (unfolded[0], unfolded[-1]) != ("BEGIN:VCALENDAR", "END:VCALENDAR"):
        yield "no calendar"
    open_: list[str] = []
    for line in unfolded:
        name, colon, value = line.partition(":")
        if not colon or not re.fullmatch(r"[A-Z-]+(;[A-Z]+=[A-Z]+)?", name):
            yield f"no property: {line}"
        if name == "BEGIN":
            open_.append(value)
        if name == "END" and (not open_ or open_.pop() != value):
            yield f"{value} ends and did not begin"
        if name in ("SUMMARY", "DESCRIPTION") and re.search(r"(?<!\\)(?:\\\\)*[;,]", value):
            yield f"a sign that is not escaped: {value}"
    uids = [line for line in unfolded if line.startswith("UID:")]
    if len(uids) != len(set(uids)) or len(uids) != unfolded.count("BEGIN:VEVENT"):
        yield "a UID is missing, or stands twice"
    days = re.findall(r"DTSTART;VALUE=DATE:(\d{8})\r\nDTEND;VALUE=DATE:(\d{8})", "\r\n".join(unfolded))
    yield from (f"it ends on {end}" for start, end in days if _day(end) - _day(start) != timedelta(1))


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


LONG = Due(date(2027, 3, 31), "review", tuple(f"rhannu-data-{'ŵ' * n}; x, y" for n in range(1, 40)))


def test_a_calendar_keeps_the_rules() -> None:
    for entries in (due(county()), (LONG,), ()):
        assert faults(calendar.render(SITE, entries, ON)) == []


def test_an_event_keeps_its_uid_and_its_day() -> None:
    again = (calendar.render(SITE, due(county()), on).decode() for on in (ON, ON + timedelta(30)))
    first, second = (re.findall(r"UID:(.*)\r\n", text) for text in again)
    assert first == second
    assert first[0] == f"{due(county())[0].kind}-{due(county())[0].day}@council.example"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\n", b"\n"),
        (b"\r\n ", b""),
        (b"\\;", b";"),
        (b"END:VALARM\r\n", b""),
        (b"UID:", b"X-UID:"),
        (b"20270401", b"20270402"),
    ],
)
def test_a_calendar_that_breaks_a_rule_is_noticed(old: bytes, new: bytes) -> None:
    data = calendar.render(SITE, (LONG,), ON)
    assert old in data
    assert faults(data.replace(old, new))


def test_a_fold_that_counts_letters_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "_folded", lambda line: "\r\n ".join(re.findall(".{1,74}", line)).encode() + b"\r\n")
    with pytest.raises(AssertionError):
        test_a_calendar_keeps_the_rules()
