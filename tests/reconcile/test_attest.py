"""The attestation gives no small count away, by whatever attack; sums of their own would, and are caught."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Ran
from jsonschema import Draft202012Validator

from site_builder.addresses import ATTESTATIONS, FEED
from site_builder.cli import cli
from site_builder.gate.coverage import COVERED, UNPROVED, VERDICTS
from site_builder.load.feed.reader import read
from site_builder.manifest.attestation import PAYLOAD_TYPE, sound
from site_builder.manifest.dsse import OtherTypeError, opened
from site_builder.manifest.keys import public_key
from site_builder.reconcile.attest import Cell, root, rounded
from site_builder.render.feed import schema
from site_builder.strict_json import json_bytes
from site_builder.verify.rebuild import Comparison
from tests.effort import effort
from tests.seed import ROOT
from tests.signing import DAY, KEY, PUB, call, done
from tests.verify.sites import manifest_of, relisted
from tools import made_log

TABLES = effort(suite=300, thorough=10_000)
Shown = Mapping[Cell, int]
Sums = Callable[[Mapping[Cell, int], Shown], Mapping[str, int]]
"""How sums are made of a table and of what is shown of it, by verdict."""


def table(chance: random.Random) -> dict[Cell, int]:
    """A table of a few disclosures and reasons, many of them with few rows."""
    few = chance.random() < 1 / 2
    keys = [(f"d-{n}", chance.choice((COVERED, UNPROVED))) for n in range(chance.randint(1, 8))]
    keys += [("police", verdict) for verdict in chance.sample(VERDICTS[:10], 2)]
    return {key: chance.choice((0, 1, 2, 3, 4, 5, 8, 8, 12)) if few else chance.randrange(4000) for key in keys}


def honest(_: Mapping[Cell, int], shown: Shown) -> dict[str, int]:
    """The sums of the product: of what is shown."""
    return _sums(shown)


def exact(counts: Mapping[Cell, int], _: Shown) -> dict[str, int]:
    """A twin: small cells are left out, and the sums are exact."""
    return _sums(counts)


def on_their_own(counts: Mapping[Cell, int], _: Shown) -> dict[str, int]:
    """A twin: the sums are rounded, each on its own."""
    return {key: (count + 2) // 5 * 5 for key, count in _sums(counts).items()}


def _sums(counts: Mapping[Cell, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_, verdict), count in counts.items():
        found[verdict] = found.get(verdict, 0) + count
    return found


def recovered(counts: Mapping[Cell, int], sums: Sums, *, slack: int) -> list[tuple[Cell, int]]:
    """The small counts that somebody can compute who knows which cells there are, and how all of it is made.

    By subtraction: a sum, give or take its slack, less the most or the least that the others can be.
    """
    shown = rounded(counts)
    told = sums(counts, shown)
    low = {cell: max(5, shown[cell] - 2) if cell in shown else 0 for cell in counts}
    high = {cell: shown[cell] + 2 if cell in shown else 4 for cell in counts}
    found = []
    for cell in counts.keys() - shown.keys():
        others = [each for each in counts if each[1] == cell[1] and each != cell]
        least = max(0, told.get(cell[1], 0) - slack - sum(high[each] for each in others))
        most = min(4, told.get(cell[1], 0) + slack - sum(low[each] for each in others))
        if least == most:
            found.append((cell, least))
    return found


def test_subtraction_recovers_small_counts_from_sums_that_are_not_of_what_is_shown() -> None:
    """Both twins are caught: the exact sums at once, sums that are rounded on their own now and then."""
    chance = random.Random(1)  # noqa: S311 (comes again)
    tables = [table(chance) for _ in range(2000)]
    for twin, slack in ((exact, 0), (on_their_own, 2)):
        caught = [(counts[cell], value) for counts in tables for cell, value in recovered(counts, twin, slack=slack)]
        assert caught
        assert all(true == value for true, value in caught)


def test_no_attack_tells_one_small_count_from_another() -> None:
    """Whatever stands in the cells that are not shown, what is published is the same: so nobody can tell them apart."""
    chance = random.Random(2)  # noqa: S311 (comes again)
    for _ in range(TABLES):
        counts = table(chance)
        shown = rounded(counts)
        hidden = sorted(counts.keys() - shown.keys())
        for cell in hidden:
            for other in range(5):
                changed = {**counts, cell: other}
                assert (rounded(changed), honest(changed, rounded(changed))) == (shown, honest(counts, shown))
        everything = {**counts, **{cell: chance.randrange(5) for cell in hidden}}
        assert rounded(everything) == shown


def test_the_difference_of_two_versions_or_periods_is_never_small() -> None:
    """A few rows more or less change nothing that is shown, or change it by the threshold at least."""
    chance = random.Random(3)  # noqa: S311 (comes again)
    for _ in range(TABLES):
        counts = table(chance)
        other = {cell: max(0, count + chance.choice((-3, -1, 0, 1, 4))) for cell, count in counts.items()}
        one, two = rounded(counts), rounded(other)
        sums, others = _sums(one), _sums(two)
        changes = [abs(one.get(key, 0) - two.get(key, 0)) for key in one.keys() | two.keys()]
        changes += [abs(sums.get(key, 0) - others.get(key, 0)) for key in sums.keys() | others.keys()]
        assert not any(0 < change < 5 for change in changes)


@pytest.mark.parametrize(("count", "told"), [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (998, 1000)])
def test_a_count_is_rounded_to_the_nearest_five_and_a_small_one_not_shown(count: int, told: int | None) -> None:
    assert rounded({("a", COVERED): count}).get(("a", COVERED)) == told


# ---- the whole, by the command


def write(folder: Path, number: int = 3000, drop: int = 0, **more: Any) -> None:
    """A log of the seed, of which so many rows that nobody covers are dropped."""
    made = [{**row, **more} for row in made_log.rows(made_log.seed(), number, 1)]
    wrong = [row for row in made if (row["recipient"], row["purpose"]) == ("police", "research")][:drop]
    folder.joinpath("log.jsonl").write_text(
        "".join(f"{json.dumps(row)}\n" for row in made if row not in wrong), "utf-8"
    )


def run(folder: Path, *more: str, period: str = "2026-Q3") -> Ran:
    """The command, which attests into a folder, with a key of its own."""
    if not (folder / "council.key").exists():
        assert CliRunner().invoke(cli, ["key", "new", "council.key", "-C", str(folder)]).exit_code == 0
    asked = ["reconcile", "-C", str(folder), "--feed", str(ROOT / "tests/golden"), "log.jsonl", "--period", period]
    return CliRunner().invoke(cli, [*asked, "--attest", "out", "--key", "council.key", *more])


def told(folder: Path, period: str = "2026-Q3") -> dict[str, Any]:
    """What the attestation says, as its signature shows it."""
    key = public_key(folder / "council.key.pub")
    signed = opened((folder / f"out/{period}.dsse.json").read_bytes(), [key], PAYLOAD_TYPE)
    assert signed == (folder / f"out/{period}.json").read_bytes()
    made: dict[str, Any] = json.loads(signed)
    return made


def test_an_attestation_is_signed_rounded_and_says_what_was_compared(tmp_path: Path) -> None:
    write(tmp_path)
    done = run(tmp_path)
    assert done.exit_code == 0, done.output
    found = told(tmp_path)
    assert (found["period"], found["threshold"], found["replaces"]) == ("2026-Q3", 5, None)
    assert set(found["systems"]) == set(made_log.SYSTEMS)
    assert found["rows"]["in_all"] == sum(count for key, count in found["rows"].items() if key != "in_all")
    assert all(count % 5 == 0 for each in found["disclosures"].values() for count in each["rows"].values())
    assert {each["seen"] for each in found["disclosures"].values()} == {"yes", "few_or_none"}
    assert "Between 1 July 2026 and 30 September 2026 we compared about 2,9" in done.stderr
    with pytest.raises(OtherTypeError):
        opened((tmp_path / "out/2026-Q3.dsse.json").read_bytes(), [public_key(tmp_path / "council.key.pub")])


def test_a_single_row_is_not_to_be_seen(tmp_path: Path) -> None:
    """Whether one row went to the police for research or none did: but for the logs' digests it is the same."""
    found = []
    for drop in (0, 1):
        write(tmp_path, drop=drop)
        assert run(tmp_path).exit_code == 0
        found.append({key: value for key, value in told(tmp_path).items() if key not in {"log_root", "replaces"}})
    assert found[0] == found[1]
    assert "police" not in json.dumps(found[0]["uncovered"])


def test_nothing_of_the_log_is_in_an_attestation(tmp_path: Path) -> None:
    """Not the id of a row, not an id that the notice does not know, not a day."""
    write(tmp_path, number=600, recipient="marked-recipient")
    assert run(tmp_path).exit_code == 0
    text = (tmp_path / "out/2026-Q3.json").read_text("utf-8")
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert "marked-recipient" not in text
    assert [row["id"] for row in rows if row["id"] in text] == []
    assert told(tmp_path)["uncovered"] == [{"verdict": "recipient_unknown", "rows": 600}]


def test_a_correction_names_what_it_replaces_and_months_do_not_stand_beside_their_quarter(tmp_path: Path) -> None:
    write(tmp_path)
    assert run(tmp_path).exit_code == 0
    before = (tmp_path / "out/2026-Q3.json").read_bytes()
    write(tmp_path, number=2500)
    assert run(tmp_path).exit_code == 0
    assert told(tmp_path)["replaces"] == f"sha256:{sha256(before).hexdigest()}"
    done = run(tmp_path, period="2026-08")
    assert (done.exit_code, "2026-Q3.json attests days of 2026-08" in done.stderr) == (3, True)
    assert run(tmp_path, period="2026-Q2").exit_code == 3


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [(["--threshold", "4"], 2, "4 is not in the range x>=5"), (["--threshold", "10"], 0, "fewer than 10 times")],
)
def test_the_threshold_only_goes_up(more: list[str], code: int, says: str, tmp_path: Path) -> None:
    write(tmp_path, number=500)
    done = run(tmp_path, *more)
    assert (done.exit_code, says in done.stderr) == (code, True)


def test_an_attestation_needs_a_key_and_a_period(tmp_path: Path) -> None:
    write(tmp_path, number=50)
    asked = ["reconcile", "-C", str(tmp_path), "--feed", str(ROOT / "tests/golden"), "log.jsonl", "--attest", "."]
    assert CliRunner().invoke(cli, [*asked, "--period", "2026-Q3"]).exit_code == 2
    assert run(tmp_path, period="last year").exit_code == 3


def test_the_root_of_the_logs_changes_with_each_of_them(tmp_path: Path) -> None:
    files = [tmp_path / name for name in "abc"]
    for file in files:
        file.write_text(file.name, "utf-8")
    found = {root(files), root(files[:2]), root(files[:1]), root([])}
    assert len(found) == 4
    assert root(files) == root(files[::-1])
    leaves = sorted(sha256(name.encode()).digest() for name in "ab")
    pair = b"".join(sha256(b"\0" + leaf).digest() for leaf in leaves)
    assert root(files[:2]) == "sha256:" + sha256(b"\1" + pair).hexdigest()


# ---- in a site


def test_an_attestation_stands_in_the_site_and_verify_knows_it(project: Path) -> None:
    """And one that was changed, is another registry's, or has lost its signature, does not go unnoticed."""
    (project / "log.jsonl").write_text(_any_log(), "utf-8")
    attested = ("reconcile", "log.jsonl", "--period", "2026-Q1", "--attest", "attestations", "--key", KEY)
    done(project, *attested)
    shutil.rmtree(project / "site")
    done(project, "build", "-q", "--key", KEY)
    published = project / "site" / ATTESTATIONS
    made = sorted(file.name for file in published.iterdir())
    assert made == ["2026-Q1.dsse.json", "2026-Q1.json"]
    assert (published / made[1]).read_bytes() == (project / "attestations" / made[1]).read_bytes()
    assert call(project, "verify", "--key", PUB).code == 0
    assert call(project, "verify", "--alone", "--key", PUB).code == 0
    for name in made:
        kept = (published / name).read_bytes()
        (published / name).write_bytes(kept.replace(b"6", b"7", 1))
        assert call(project, "verify", "--key", PUB).code == 4, name
        (published / name).unlink()
        assert call(project, "verify", "--key", PUB).code == 4, name
        (published / name).write_bytes(kept)
    assert (
        sound({f"{ATTESTATIONS}{name}": (published / name).read_bytes() for name in made}, "https://other.example/")
        == {}
    )


def test_what_an_attestation_says_stands_on_each_page_and_verify_reads_it(project: Path) -> None:
    """A number on the page that is another than the attestation's is found, in the site and where it is copied to."""
    (project / "log.jsonl").write_text(_any_log(), "utf-8")
    attested = ("reconcile", "log.jsonl", "--period", "2026-Q1", "--attest", "attestations", "--key", KEY)
    before = (project / "site/our-notice/index.html").read_text("utf-8")
    done(project, *attested)
    done(project, "build", "-q", "--key", KEY)
    page = project / "site/our-notice/index.html"
    text = page.read_text("utf-8")
    said = "Between 1 January 2026 and 31 March 2026 we compared about 10 disclosures"
    assert said in text
    assert said not in before
    fragment = ("verify", "site/our-notice/index.html", "--fragment", "our-notice")
    for source in ((), ("--feed", "site/data/v1/feed.jsonld")):
        assert call(project, *fragment, *source).code == 0
    assert call(project, "verify", "--key", PUB).code == 0
    told_in_feed(project)
    page.write_text(text.replace("about 10 disclosures", "about 15 disclosures"), "utf-8")
    for source in ((), ("--feed", "site/data/v1/feed.jsonld")):
        assert call(project, *fragment, *source).code == 4
    assert call(project, "verify", "--key", PUB).code == 4


def told_in_feed(project: Path) -> None:
    """The feed says where the attestation is and its figures, and nothing else; a lie there is found, though listed."""
    files: dict[str, bytes | None] = {
        file.relative_to(project / "site").as_posix(): file.read_bytes()
        for file in (project / "site").rglob("*")
        if file.is_file()
    }
    attestation, feed = files[f"{ATTESTATIONS}2026-Q1.json"] or b"", json.loads(files[FEED] or b"")
    said, sent = json.loads(attestation), feed["what_was_sent"]
    assert sent == {
        "id": "registry.what_was_sent",
        "type": "Attestation",
        "attested_period": "2026-Q1",
        "attested_by": f"{feed['site']}{ATTESTATIONS}2026-Q1.json",
        "attested_sha256": sha256(attestation).hexdigest(),
        "rounded_figures": {**said["rows"], "threshold": 5},
    }
    Draft202012Validator(json.loads(schema.schema())).validate(feed)
    Draft202012Validator(json.loads(schema.consumer_schema())).validate(feed)
    without = {key: value for key, value in feed.items() if key != "what_was_sent"}
    assert read(json_bytes(feed)) == read(json_bytes(without))
    lie = {**feed, "what_was_sent": {**sent, "rounded_figures": {**sent["rounded_figures"], "in_all": 15}}}
    for changed in map(json_bytes, (lie, without)):
        lied = relisted({**files, FEED: changed, manifest_of(files).feed: changed})
        found = Comparison(lied, manifest_of(lied), DAY).outcome()
        assert FEED in {difference.file for difference in found.differences}


@pytest.mark.parametrize("name", ["2026-Q1.json", "notes.txt", "2026-Q1.dsse.json"])
def test_what_is_no_attestation_stops_the_build(name: str, project: Path) -> None:
    (project / "attestations").mkdir()
    (project / "attestations" / name).write_text("{}", "utf-8")
    ended = call(project, "build", "-q")
    assert (ended.code, f"attestations/{name} is no attestation" in ended.err) == (3, True), ended


def _any_log() -> str:
    said = [{"time": "2026-01-05T10:00:00Z", "system": "s", "id": f"r{n}", "disclosure": "none-such"} for n in range(9)]
    return "\n".join(map(json.dumps, said))
