"""`site-builder decide`: what it prints, and how it ends."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from tests.client.scenes import GOOD, NEWER
from tests.client.servers import Server, serving
from tests.client.sites import AT_RISK, DAY, KEY, OTHER, PERMITTED, REGISTRY
from tests.seed import ROOT
from tests.signing import Run

REQUESTS = ROOT / "docs/examples/practice/requests"
WHOM = ("--key", "a.pub", "--registry-iri", REGISTRY)
UNTOLD = "Warning: Without --state DIR nothing is remembered, so an old copy cannot be told from a new one.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    GOOD.put(tmp_path / "site")
    (tmp_path / "a.pub").write_bytes(KEY.public.pem)
    (tmp_path / "b.pub").write_bytes(OTHER.public.pem)
    (tmp_path / "request.json").write_text(json.dumps(PERMITTED), "utf-8")
    return tmp_path


def call(folder: Path, *arguments: str, asks: Any = PERMITTED, on: date = DAY) -> Run:
    """The command in this process, with what it is asked on its standard input."""
    asked = asks if isinstance(asks, bytes) else json.dumps(asks).encode()
    day = ["--on", on.isoformat()]
    done = CliRunner().invoke(cli, ["decide", "-C", str(folder), *day, *arguments], input=asked)
    return Run(done.exit_code, done.stdout, done.stderr)


# ---- what it prints, and how it ends


def test_each_outcome_of_the_practice_has_its_exit_code(folder: Path) -> None:
    exits = {"permitted": 0, "required": 0, "refer": 11, "refused": 10}
    files = sorted(REQUESTS.glob("*.json"))
    for file in files:
        run = call(folder, "--feed", "site", *WHOM, "--state", "state", str(file))
        assert (run.code, run.err) == (exits[file.stem.partition("-")[0]], ""), file.name
        assert json.loads(run.out)["outcome"].startswith(file.stem.partition("-")[0])
    assert len(files) > 8


def test_it_reads_standard_input_or_a_file_in_the_projects_folder(folder: Path) -> None:
    whom = ("--feed", "site", *WHOM, "--state", "state")
    runs = [call(folder, *whom), call(folder, *whom, "-"), call(folder, *whom, "request.json", asks=b"")]
    assert {run.out for run in runs} == {runs[0].out}
    assert runs[0].code == 0


def test_a_list_gives_a_list_and_the_worst_code(folder: Path) -> None:
    whom = ("--feed", "site", *WHOM, "--state", "state")
    for asks, outcomes, code in (
        ([PERMITTED, PERMITTED], ["permitted", "permitted"], 0),
        ([AT_RISK, PERMITTED], ["refer", "permitted"], 11),
        ([AT_RISK, {}, PERMITTED], ["refer", "refused", "permitted"], 10),
        ([[]], ["refused"], 10),
    ):
        run = call(folder, *whom, asks=asks)
        assert ([each["outcome"] for each in json.loads(run.out)], run.code) == (outcomes, code)
    run = call(folder, *whom, asks=[PERMITTED, {}], on=DAY + timedelta(40))
    assert (run.code, {each["cause"] for each in json.loads(run.out)}) == (5, {"expired"})


@pytest.mark.parametrize("asks", [b"", b"{", b"[1,", b"\xff", b'{"a": 1, "a": 2}', b"[" * 99, b" " * (17 << 20)])
def test_what_is_no_request_is_refused_in_so_many_words(folder: Path, asks: bytes) -> None:
    run = call(folder, "--feed", "site", *WHOM, "--state", "state", asks=asks)
    assert (run.code, json.loads(run.out)["outcome"]) == (10, "refused")


def test_the_day_is_the_operators(folder: Path) -> None:
    whom = ("--feed", "site", *WHOM, "--state", "state")
    assert json.loads(call(folder, *whom, on=DAY + timedelta(31)).out)["on"] == "2026-12-26"
    run = call(folder, *whom, on=DAY)
    assert (run.code, json.loads(run.out)["cause"]) == (5, "clock_back")


# ---- what it trusts


def test_a_feed_that_is_not_trusted_ends_with_5_and_is_told(folder: Path) -> None:
    run = call(folder, "--feed", "site", "--key", "b.pub", "--registry-iri", REGISTRY, "--state", "state")
    assert (run.code, json.loads(run.out)["cause"]) == (5, "other_key")
    assert run.err == (
        "Warning: Nothing may be shared on this: the feed site is not trusted (other_key). "
        "No key that is trusted has signed it.\n"
    )
    assert call(folder, "--feed", "site", *WHOM, "--state", "state").code == 0
    run = call(folder, "--feed", "site", *WHOM, "--state", "state", asks=AT_RISK, on=DAY + timedelta(40))
    assert (run.code, json.loads(run.out)["outcome"], json.loads(run.out)["urgent"]) == (5, "refer", True)


def test_an_old_copy_is_told_by_what_the_state_remembers(folder: Path) -> None:
    whom = ("--feed", "site", *WHOM)
    NEWER.put(folder / "site")
    assert call(folder, *whom, "--state", "state").code == 0
    GOOD.put(folder / "site")
    later = DAY + timedelta(1)
    assert json.loads(call(folder, *whom, "--state", "state", on=later).out)["version"] == NEWER.version
    run = call(folder, *whom, on=later)
    assert (json.loads(run.out)["version"], run.err) == (GOOD.version, UNTOLD)


@pytest.mark.parametrize("place", ["site", "site/", "site/data/v1", "site/data/v1/"])
def test_a_folder_may_be_named_by_either_name(folder: Path, place: str) -> None:
    assert call(folder, "--feed", place, *WHOM, "--state", "state").code == 0
    assert call(folder, "--feed", place, "--unsigned").code == 0


def test_an_address_may_be_that_of_the_site_or_of_its_data(folder: Path) -> None:
    with serving(Server(GOOD.files)) as server:
        site = server.address.removesuffix("data/v1/")
        for address in (site, site.rstrip("/"), server.address, server.address.rstrip("/")):
            assert call(folder, "--feed", address, *WHOM, "--state", "state").code == 0
        for address in (site, server.address, f"{server.address}feed.jsonld"):
            assert call(folder, "--feed", address, "--unsigned").code == 0
        run = call(folder, "--feed", site, "--key", "a.pub")
    assert json.loads(run.out)["cause"] == "other_registry"
    assert run.err.endswith(f"Asked for: {site}id/registry. Found: {REGISTRY}.\n")


def test_an_unsigned_feed_may_be_a_file(folder: Path) -> None:
    run = call(folder, "--feed", "site/data/v1/feed.jsonld", "--unsigned")
    assert (run.code, json.loads(run.out)["outcome"], run.err) == (0, "permitted", "")
    assert call(folder, "--feed", "nowhere", "--unsigned").code == 5


def test_a_log_gets_a_line_for_each(folder: Path) -> None:
    run = call(folder, "--feed", "site", *WHOM, "--state", "state", "--log", "log.jsonl", asks=[PERMITTED, {}])
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == [each["id"] for each in json.loads(run.out)]


# ---- how it is called


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--feed", "site"), "Say whether the feed must be signed"),
        (("--feed", "site", "--unsigned", "--key", "a.pub"), "Say whether the feed must be signed"),
        (("--feed", "site", "--unsigned", "--state", "state"), "leave them out"),
        (("--feed", "site", "--unsigned", "--registry-iri", REGISTRY), "leave them out"),
        (("--feed", "site", "--key", "a.pub"), "Name the registry whose feed this folder holds"),
        (("--key", "a.pub"), "Missing option '--feed'"),
        (("--feed", "site", *WHOM, "--on", "tomorrow"), "is not a day"),
    ],
)
def test_what_is_not_understood_is_exit_2(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    run = call(folder, *arguments)
    assert (run.code, run.out) == (2, "")
    assert said in run.err


def test_an_empty_list_asks_nothing(folder: Path) -> None:
    run = call(folder, "--feed", "site", "--unsigned", asks=[])
    assert (run.code, run.out, "nothing is asked" in run.err) == (2, "", True)


def test_what_cannot_be_read_is_exit_3(folder: Path) -> None:
    run = call(folder, "--feed", "site", "--unsigned", "none.json")
    assert (run.code, run.err) == (3, "Error: The request none.json cannot be read: No such file or directory.\n")
    run = call(folder, "--feed", "site", "--key", "none.pub", "--registry-iri", REGISTRY)
    assert (run.code, "There is no key" in run.err) == (3, True)
