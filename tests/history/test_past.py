"""What stood on a day: the truth table, histories by chance, and answers about the past that permit nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from site_builder.addresses import DECISION_SCHEMA, RELEASE_INDEX, RELEASES, SIGNATURE
from site_builder.client import Client
from site_builder.client.past import PastAnswer
from site_builder.days import ZoneError
from site_builder.history import chain
from site_builder.history.chain import Link, continued, head, index_bytes, sealed
from site_builder.history.past import BROKEN, NOTHING_KEPT, TO_COME, PastError, stood_on
from site_builder.history.store import HistoryError, read_file
from site_builder.load.feed import reader
from site_builder.manifest.dsse import seal
from site_builder.manifest.form import Entry, Manifest, sha256
from site_builder.manifest.form import written as manifest_bytes
from site_builder.manifest.keys import new_key
from site_builder.model import Disclosure
from site_builder.model.values import Text
from site_builder.render.feed import graph
from site_builder.render.feed.decision_schemas import documents
from site_builder.verify.pdf_text import texts
from tests.client.sites import PERMITTED, REGISTRY
from tests.effort import effort
from tests.examples import example
from tests.history.histories import History, history, released
from tests.history.histories import kept as all_kept
from tests.history.stories import copied, links, publish, release
from tests.json_schema import validator_of
from tests.seed import seed
from tests.signing import KEY, PUB, call, copy_of_project, done, edit, later, tree

IRI = "https://council.example/id/registry"
KEYS = [new_key()]


def chained(found: History, delays: Mapping[int, int] = {}) -> tuple[Link, ...]:
    """The chain of a history, each release published at noon of its day, or so many days later."""
    made: tuple[Link, ...] = ()
    for number, registry in enumerate(found.registries, 1):
        day = registry.issued + timedelta(delays.get(number, 0))
        made = sealed(continued(found.releases[:number], made), registry.version, KEYS, f"{day}T12:00:00Z")
    return made


def files(found: History) -> dict[str, bytes]:
    return {f"{RELEASES}{each.name}": each.data for each in found.releases}


# ---- histories by chance


@pytest.mark.parametrize("number", range(effort(suite=2, thorough=200)))
def test_each_day_of_a_history_is_what_a_build_of_that_day_published(number: int) -> None:
    chance = Random(number)  # noqa: S311 -- repeatable, not secret
    first = seed() if number % 4 else example("practice")
    found = history(first, chance.randrange(3, 9), chance)
    made, there = chained(found), files(found)
    begin, end = found.registries[0].issued, found.registries[-1].issued + timedelta(9)
    days = [begin + timedelta(n) for n in range((end - begin).days)]
    for day in chance.sample(days, min(len(days), 8)):
        stood = stood_on(day, end, made, there.get)[-1]
        true = [each for each in found.registries if each.issued <= day][-1]
        assert graph.render(reader.read(stood.feed), day) == graph.render(true, day), day


# ---- time zones


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        (None, "2027-03-31T23:30:00Z", date(2027, 4, 1)),
        (None, "2027-01-31T23:30:00Z", date(2027, 1, 31)),
        ("Pacific/Auckland", "2027-01-31T11:30:00Z", date(2027, 2, 1)),
        ("America/St_Johns", "2027-02-01T02:30:00Z", date(2027, 1, 31)),
    ],
)
def test_a_release_stands_from_a_day_of_the_registry(zone: str | None, moment: str, day: date) -> None:
    registry = released(replace(seed(), time_zone=Text(zone) if zone else None), date(2027, 1, 31))
    (made,) = sealed(continued(all_kept([registry])), registry.version, KEYS, moment)
    assert made.published == day
    there = {f"{RELEASES}{each.name}": each.data for each in all_kept([registry])}
    assert stood_on(day, TODAY, [made], there.get)[0].published == day
    with pytest.raises(PastError, match=f"Nothing is kept from before {day}"):
        stood_on(day - timedelta(1), TODAY, [made], there.get)


def _of_utc(moment: str, _: str) -> date:
    """Broken twin: it takes the day of UTC for the day of the council."""
    return datetime.fromisoformat(moment).date()


def test_a_reader_that_takes_utc_for_our_days_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "day_of", _of_utc)
    with pytest.raises(AssertionError):
        test_a_release_stands_from_a_day_of_the_registry(None, "2027-03-31T23:30:00Z", date(2027, 4, 1))


def test_each_release_keeps_its_own_time_zone() -> None:
    moved = replace(seed(), time_zone=Text("Asia/Tokyo"))
    there = [released(seed(), date(2027, 1, 1)), released(moved, date(2027, 2, 1))]
    found = History(there, all_kept(there))
    made: tuple[Link, ...] = ()
    for number, moment in ((1, "2027-01-01T20:00:00Z"), (2, "2027-02-01T20:00:00Z")):
        made = sealed(continued(found.releases[:number], made), there[number - 1].version, KEYS, moment)
    assert [each.published for each in made] == [date(2027, 1, 1), date(2027, 2, 2)]
    assert [each.document.get("time_zone") for each in made] == [None, "Asia/Tokyo"]


def test_a_time_zone_that_this_computer_does_not_know_is_said() -> None:
    registry = released(replace(seed(), time_zone=Text("Mars/Olympus")), date(2027, 1, 1))
    made = continued(all_kept([registry]))
    with pytest.raises(ZoneError, match="no time zone 'Mars/Olympus'"):
        _ = sealed(made, registry.version, KEYS, "2027-01-01T20:00:00Z")[0].published
    (one,) = all_kept([registry])
    with pytest.raises(HistoryError, match="time_zone is 'Mars/Olympus'"):
        read_file(one.name, one.data)


# ---- the truth table

REGISTRIES = [released(seed(), date(2027, 1, 1))]
REGISTRIES += [released(replace(seed(), large_print=True), date(2027, 3, 1))]
REGISTRIES += [released(replace(seed(), large_print=None), date(2027, 3, 15))]
REGISTRIES += [replace(released(replace(seed(), large_print=True), date(2027, 3, 15)), version="2027.3.15.2")]  # type: ignore[arg-type] # a text
TABLE = History(REGISTRIES, all_kept(REGISTRIES))
"""Issued on 1 January, 1 March (published on the 3rd), and twice on 15 March."""
CHAIN = chained(TABLE, {2: 2})
TODAY = date(2027, 4, 1)


@pytest.mark.parametrize(
    ("day", "numbers", "until"),
    [
        (date(2027, 1, 1), [1], date(2027, 3, 2)),
        (date(2027, 3, 2), [1], date(2027, 3, 2)),
        (date(2027, 3, 3), [1, 2], date(2027, 3, 14)),
        (date(2027, 3, 4), [2], date(2027, 3, 14)),
        (date(2027, 3, 15), [2, 3, 4], None),
        (date(2027, 3, 16), [4], None),
        (TODAY, [4], None),
    ],
)
def test_the_release_that_stood_on_a_day(day: date, numbers: list[int], until: date | None) -> None:
    stood = stood_on(day, TODAY, CHAIN, files(TABLE).get)
    assert [each.link.number for each in stood] == numbers
    assert stood[-1].until == until


@pytest.mark.parametrize(
    ("day", "cause", "says"),
    [
        (date(2026, 12, 31), NOTHING_KEPT, "Nothing is kept from before 2027-01-01."),
        (date(2027, 4, 2), TO_COME, "2027-04-02 is still to come"),
    ],
)
def test_a_day_of_which_nobody_knows_has_no_answer(day: date, cause: str, says: str) -> None:
    with pytest.raises(PastError) as told:
        stood_on(day, TODAY, CHAIN, files(TABLE).get)
    assert (told.value.cause, says in str(told.value)) == (cause, True)


def test_where_nothing_was_signed_no_day_is_answered() -> None:
    with pytest.raises(PastError, match="No release was published with a signature"):
        stood_on(TODAY, TODAY, continued(TABLE.releases), files(TABLE).get)


def test_a_release_that_was_never_published_stood_on_no_day() -> None:
    made = sealed(continued(TABLE.releases), "2027.3.15.2", KEYS, "2027-03-15T12:00:00Z", anew=True)
    assert [each.link.number for each in stood_on(date(2027, 3, 16), TODAY, made, files(TABLE).get)] == [4]
    with pytest.raises(PastError, match="Nothing is kept from before 2027-03-15"):
        stood_on(date(2027, 3, 4), TODAY, made, files(TABLE).get)


def test_of_a_hole_only_the_days_that_need_it_are_not_answered() -> None:
    there = files(TABLE)
    (second,) = [path for path in there if path.startswith(f"{RELEASES}2.")]
    for spoilt in ({**there, second: there[second] + b" "}, {p: d for p, d in there.items() if p != second}):
        assert stood_on(date(2027, 3, 1), TODAY, CHAIN, spoilt.get)[-1].link.number == 1
        with pytest.raises(PastError) as told:
            stood_on(date(2027, 3, 5), TODAY, CHAIN, spoilt.get)
        assert told.value.cause == BROKEN
        assert "What stood from 2027-03-03 to 2027-03-14 is not kept." in str(told.value)


def test_what_was_withdrawn_is_not_answered_and_says_so() -> None:
    gone = (CHAIN[0], replace(CHAIN[1], withdrawn={"on": "2027-03-20", "reason": "It named a child."}), *CHAIN[2:])
    with pytest.raises(PastError, match="was withdrawn on 2027-03-20: It named a child"):
        stood_on(date(2027, 3, 5), TODAY, gone, files(TABLE).get)


# ---- the command


@pytest.fixture(scope="module")
def _two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_of_project(tmp_path_factory.mktemp("two") / "project")
    edit(
        project / "registry/recipients/police.yaml",
        "purposes: [crime]",
        "purposes: [crime]\n    data_categories: [records]",
    )
    (project / "registry/vocabulary/data_categories.yaml").write_text("records:\n  name: records\n", "utf-8")
    publish(project, 3, "about all crimes")
    edit(
        project / "registry/recipients/police.yaml", "purposes: [crime]", "purposes: [crime]\n    valid_to: 2026-01-20"
    )
    publish(project, 10, "about some crimes")
    return project


@pytest.fixture
def project(_two: Path, tmp_path: Path) -> Path:
    """A project with three releases: of the third the sharing with the police ends."""
    return Path(shutil.copytree(_two, tmp_path / "project"))


def asked(project: Path, day: date, *more: str) -> Any:
    return call(project, "as-of", day.isoformat(), *more, on=later(30))


def test_it_tells_the_words_that_stood(project: Path) -> None:
    for days, words, number in ((0, "about crimes.", 1), (5, "about all crimes.", 2), (12, "about some crimes.", 3)):
        run = asked(project, later(days))
        assert (run.code, f"We tell the police {words}" in run.out, f"(release {number})" in run.err) == (0, True, True)
    assert "Earlier on that day stood: 2026.1.1.1." in asked(project, later(3)).err
    assert "Whether its signature was in date on that day is not kept." in asked(project, later(3)).err


def test_it_gives_the_feed_of_that_day_byte_for_byte(project: Path) -> None:
    other = copied(project, "other")
    for days in (10, 25):
        done(other, "build", "-q", on=later(days))
        assert (
            asked(project, later(days), "--format", "feed", "-q").out.encode()
            == tree(other / "site")["data/v1/feed.jsonld"]
        )
    assert '"status": "active"' in asked(project, later(12), "--format", "feed", "-q").out
    assert '"status": "ended"' in asked(project, later(25), "--format", "feed", "-q").out


def test_it_writes_the_pages_of_that_day_and_each_says_so(project: Path) -> None:
    run = asked(project, later(5), "--format", "page", "--out", "then")
    assert run.code == 0
    made = tree(project / "then")
    assert "data/v1/manifest.json" not in made
    assert b"We tell the police about all crimes." in made["our-notice/index.html"]
    assert [path for path, data in made.items() if path.endswith(".html") and BANNER.encode() not in data] == []
    assert BANNER in pdf_words(made["our-notice/notice.pdf"])


BANNER = (
    "This stood on 6 January 2026: version 2026.1.4.1, published on 4 January 2026. It may say something else today. "
    "Whether it was signed in date that day is not kept."
)


def pdf_words(data: bytes) -> str:
    """All words of a PDF."""
    return " ".join(" ".join(texts(data)).split())


def test_the_line_on_each_page_is_in_the_language_of_the_page(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "project")
    edit(project / "registry/organisation.yaml", "languages: [en-GB]", "languages: [en-GB, cy]")
    publish(project, 3, "about all crimes")
    assert asked(project, later(5), "--format", "page", "--out", "then").code == 0
    made = tree(project / "then")
    welsh = "Dyma oedd yma. Dyddiad: 6 Ionawr 2026. Fersiwn: 2026.1.4.1. Cyhoeddwyd: 4 Ionawr 2026."
    for path in ("index.html", "our-notice/index.html"):
        assert BANNER in made[path].decode(), path
        assert welsh in made[f"cy/{path}"].decode(), path
        assert BANNER not in made[f"cy/{path}"].decode(), path
    assert welsh in pdf_words(made["cy/our-notice/notice.pdf"])


@pytest.mark.parametrize(
    ("day", "more", "code", "says"),
    [
        (later(-1), (), 1, "Nothing is kept from before 2026-01-01."),
        (later(31), (), 1, "is still to come"),
        (later(3), ("--format", "page"), 2, "--format page and --out FOLDER go together"),
        (later(3), ("--out", "then"), 2, "--format page and --out FOLDER go together"),
        (later(3), ("--notice", "nobody"), 3, "There was no notice 'nobody'"),
        (later(3), ("nowhere",), 3, "There is no folder nowhere"),
    ],
)
def test_it_says_what_it_cannot_tell(project: Path, day: date, more: tuple[str, ...], code: int, says: str) -> None:
    run = asked(project, day, *more)
    assert (run.code, says in run.err) == (code, True), run


# ---- decisions


REQUEST = {
    "recipient": "police",
    "purpose": "crime",
    "data_categories": ["records"],
    "data_subjects": ["anybody"],
}
AT = datetime(2026, 1, 31, 12, tzinfo=UTC)


def client(project: Path) -> Client:
    done(project, "sign", "-q", "--key", KEY, on=later(30))
    return Client(str(project / "site/data/v1"), [project / PUB], None, registry=IRI, log=project / "log")


def _ended(disclosure: Disclosure) -> Disclosure:
    return replace(disclosure, valid_to=date(2027, 1, 31))


def practised(folder: Path) -> Client:
    """A client of a site that permits PERMITTED since 1 January, ends it for some days, and permits it again."""
    first = example("practice")
    shares = [released(first, day) for day in (date(2027, 1, 1), date(2027, 2, 1), date(2027, 2, 10))]
    ended = [replace(each, disclosures=tuple(map(_ended, each.disclosures))) for each in first.recipients]
    shares[1] = replace(shares[1], recipients=tuple(ended))
    found = History(shares, all_kept(shares))
    made = chained(found)
    feed = graph.render(shares[-1], shares[-1].issued)
    manifest = Manifest(
        registry=REGISTRY,
        version=shares[-1].version,
        issued=shares[-1].issued,
        valid_from=TODAY,
        expires=TODAY,
        feed="data/v1/feed.jsonld",
        releases=head(made),
        files={"data/v1/feed.jsonld": Entry(len(feed), sha256(feed))},
    )
    there = {
        **files(found),
        RELEASE_INDEX: index_bytes(made),
        SIGNATURE: seal(manifest_bytes(manifest), KEYS),
        "data/v1/feed.jsonld": feed,
    }
    for path, data in there.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return Client(str(folder / "data/v1"), [KEYS[0].public], None, registry=REGISTRY, log=folder / "log")


def test_what_was_permitted_then_is_told_and_permits_nothing(tmp_path: Path) -> None:
    one = practised(tmp_path)
    now = datetime(2027, 4, 1, 12, tzinfo=UTC)
    told = {day: one.as_of(day, PERMITTED, now) for day in (date(2027, 1, 20), date(2027, 2, 5), TODAY)}
    outcomes = [each.would_have_been["outcome"] for each in told.values() if each.would_have_been]
    assert outcomes == ["permitted", "refused", "permitted"]
    schema = validator_of(documents()[DECISION_SCHEMA])
    for answer in told.values():
        assert answer.cause is None
        assert not hasattr(answer, "outcome")
        with pytest.raises(TypeError, match="it permits nothing"):
            bool(answer)
        assert not schema.is_valid(answer.plain())
        assert schema.is_valid(answer.would_have_been)
    assert not (tmp_path / "log").exists()
    for days, cause in ((-1, "not_yet_valid"), (1, "expired")):  # the manifest, and so the chain that it names
        assert one.as_of(date(2027, 1, 20), PERMITTED, now + timedelta(days)).cause == cause


def test_of_several_that_stood_on_a_day_the_worst_counts(tmp_path: Path) -> None:
    one, now = practised(tmp_path), datetime(2027, 4, 1, 12, tzinfo=UTC)
    for day, numbers in ((date(2027, 2, 1), [1, 2]), (date(2027, 2, 10), [2, 3])):
        answer = one.as_of(day, PERMITTED, now)
        assert [number for number, _ in answer.releases] == numbers
        assert answer.would_have_been is not None
        assert answer.would_have_been["outcome"] == "refused"


def test_what_nobody_asked_then_is_told() -> None:
    assert PastAnswer(TODAY, not_asked=["retention"]).plain()["not_asked"] == ["retention"]


@pytest.mark.parametrize("now", [datetime(2027, 4, 1, 12), "noon"])  # noqa: DTZ001 -- that is what is wrong with it
def test_whatever_goes_wrong_inside_is_a_fault_and_no_answer(tmp_path: Path, now: Any) -> None:
    answer = practised(tmp_path).as_of(TODAY, PERMITTED, now)
    assert (answer.would_have_been, answer.cause) == (None, "fault")


@pytest.mark.parametrize("request_", [b"{", {"recipient": 1}, "[]", {}])
def test_what_is_no_request_would_have_been_refused(tmp_path: Path, request_: Any) -> None:
    answer = practised(tmp_path).as_of(TODAY, request_, datetime(2027, 4, 1, 12, tzinfo=UTC))
    assert answer.would_have_been is not None
    assert answer.would_have_been["outcome"] == "refused"


def test_after_the_last_day_it_would_have_been_refused(project: Path) -> None:
    answer = client(project).as_of(later(25), REQUEST, AT)
    assert answer.would_have_been is not None
    assert answer.would_have_been["outcome"] == "refused"


@pytest.mark.parametrize(("day", "cause"), [(later(-1), NOTHING_KEPT), (later(40), TO_COME)])
def test_a_day_without_an_answer_has_a_cause(project: Path, day: date, cause: str) -> None:
    answer = client(project).as_of(day, REQUEST, AT)
    assert (answer.would_have_been, answer.cause) == (None, cause)
    assert answer.plain() == {"as_of": day.isoformat(), "releases": [], "would_have_been": None, "cause": cause}


def test_a_chain_that_the_manifest_does_not_name_answers_no_day(project: Path) -> None:
    one = client(project)
    file = project / "site" / RELEASE_INDEX
    document = json.loads(file.read_bytes())
    document["releases"][1]["withdrawn"] = {"on": "2026-01-20", "reason": "No reason."}
    file.write_text(json.dumps(document), "utf-8")
    assert one.as_of(later(5), REQUEST, AT).cause == BROKEN
    del document["releases"][2]
    file.write_text(json.dumps(document), "utf-8")
    assert one.as_of(later(5), REQUEST, AT).cause == BROKEN
    file.unlink()
    assert one.as_of(later(5), REQUEST, AT).cause == "unreachable"


def test_a_file_that_is_missing_answers_the_other_days(project: Path) -> None:
    one = client(project)
    (second,) = (project / "site/data/v1/releases").glob("2.*.json")
    second.unlink()
    assert one.as_of(later(1), REQUEST, AT).cause is None
    assert one.as_of(later(5), REQUEST, AT).cause == BROKEN


def test_another_key_answers_nothing(project: Path) -> None:
    done(project, "key", "new", "other.key")
    done(project, "sign", "-q", "--key", "other.key", on=later(30))
    one = Client(str(project / "site/data/v1"), [project / PUB], None, registry=IRI)
    assert one.as_of(later(5), REQUEST, AT).cause == "other_key"
    assert one.as_of(later(5), REQUEST, AT.replace(year=2027)).cause == "other_key"


class _Permitting(PastAnswer):
    """Broken twin: it has an outcome, and is true."""

    @property
    def outcome(self) -> str:
        assert self.would_have_been is not None
        return str(self.would_have_been["outcome"])

    def __bool__(self) -> bool:  # type: ignore[override] # that is what is wrong with it
        return True

    def plain(self) -> dict[str, Any]:
        return {**super().plain(), **(self.would_have_been or {})}


def test_an_answer_that_could_be_taken_for_a_permission_is_caught(tmp_path: Path) -> None:
    good = practised(tmp_path).as_of(TODAY, PERMITTED, datetime(2027, 4, 1, 12, tzinfo=UTC))
    twin = _Permitting(good.as_of, good.releases, good.would_have_been)
    assert hasattr(twin, "outcome")
    assert bool(twin)
    assert validator_of(documents()[DECISION_SCHEMA]).is_valid({k: twin.plain()[k] for k in good.would_have_been or {}})


def test_the_command_has_an_exit_code_of_its_own_whatever_it_says(project: Path) -> None:
    done(project, "sign", "-q", "--key", KEY, on=later(30))
    (project / "request.json").write_text(json.dumps(REQUEST), "utf-8")
    (project / "requests.json").write_text(json.dumps([REQUEST, REQUEST]), "utf-8")
    base = ("decide", "--feed", "site", "--key", PUB, "--registry-iri", IRI)
    for days, cause in ((12, None), (25, None), (-1, NOTHING_KEPT)):
        run = call(project, *base, "--as-of", later(days).isoformat(), "request.json", on=later(30))
        told = json.loads(run.out)
        assert (run.code, told.get("cause"), "outcome" in told) == (12, cause, False), run
        assert "This is about the past: it permits nothing." in run.err
    run = call(project, *base, "--as-of", later(12).isoformat(), "requests.json", on=later(30))
    assert (run.code, len(json.loads(run.out))) == (12, 2)
    unsigned = ("decide", "--feed", "site", "--unsigned", "--as-of", later(12).isoformat(), "request.json")
    assert call(project, *unsigned, on=later(30)).code == 2


def test_a_release_without_its_site_is_none_of_the_past(project: Path) -> None:
    release(project, 20, "about no crimes")
    assert asked(project, later(25)).err.count("(release 3)") == 1
    assert len(links(project)) == 3
