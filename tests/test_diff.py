"""`diff` as people meet it: each edit to the seed is told with its direction, in words; and what is wrong is said."""

from __future__ import annotations

import functools
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from site_builder.cli import cli
from site_builder.diff import Change, changes, verdict
from site_builder.diff.to_json import plain
from site_builder.diff.to_text import Teller
from site_builder.facts.redact import public
from site_builder.load.project.folder import load
from site_builder.model import Registry
from site_builder.model.values import Words
from site_builder.vocabulary import body, strength
from tests import feed_cases
from tests.effort import effort, some
from tests.seed import ON, REGISTRY, ROOT, english

CASES = ROOT / "tests/cases/diff"
Case = dict[str, Any]
Differ = Callable[[Registry, Registry, date], tuple[Change, ...]]


def registries(case: Case) -> tuple[Registry, Registry]:
    """The two registries of a case; each is read once."""
    return _read(json.dumps([case.get("old", {})])), _read(json.dumps([case.get("old", {}), case["new"]]))


def told(old: Registry, new: Registry, found: Sequence[Change]) -> list[str]:
    """The changes in English."""
    return [Teller(old, new, english(), strength().scales).line(change) for change in found]


@functools.cache
def _read(edits: str) -> Registry:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "registry"
        shutil.copytree(REGISTRY, place)
        for edit in json.loads(edits):
            for name, done in edit.items():
                _edit(place / name, done)
        found = load(place, "registry", ON)
    assert found.registry is not None, found.problems
    return public(found.registry)


def _edit(file: Path, done: Any) -> None:
    if done is None:
        file.unlink()
    elif isinstance(done, str):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(done, "utf-8")
    else:
        text = file.read_text("utf-8")
        for find, put in done:
            assert find in text, find
            text = text.replace(find, put, 1)
        file.write_text(text, "utf-8")


# ---- each edit


@functools.cache
def cases() -> dict[str, Case]:
    """All cases by their names."""
    files = (yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) for file in sorted(CASES.glob("*.yaml")))
    return {name: case for each in files for name, case in each.items()}


def summed(change: Change) -> str:
    """A change as the cases write it."""
    reaches = f" {len(change.reaches)}" if change.reaches else ""
    return f"{change.id} {change.kind} {change.direction} {change.concerns}{reaches}"


def check(case: Case, differ: Differ) -> None:
    """Each change of a case is found, with its direction and its words, and no other; and so is what they come to."""
    old, new = registries(case)
    found = differ(old, new, ON)
    assert [summed(change) for change in found] == case["changes"]
    assert verdict(found) == case["verdict"]
    assert told(old, new, found) == case["says"]


@pytest.mark.parametrize("name", some(cases(), one_in=2))
def test_an_edit_is_told_with_its_direction(name: str) -> None:
    check(cases()[name], changes)


@pytest.mark.parametrize("name", some(cases(), one_in=8))
def test_an_edit_taken_back_is_told_the_other_way_round(name: str) -> None:
    old, new = registries(cases()[name])
    there = changes(old, new, ON)
    doubts = any(change.direction == "unclear" for change in there)
    turned = {"more": {"unclear" if doubts else "less"}, "less": {"more"}, "both": {"both"}}
    assert verdict(changes(new, old, ON)) in turned.get(
        verdict(there), {"neither", "unclear", "more"} if doubts else {"neither", "unclear"}
    )


# ---- wrong twins


def careless(old: Registry, new: Registry, on: date) -> tuple[Change, ...]:
    """A differ that tells every change as one that shares neither more nor less."""
    return tuple(replace(change, direction="neither") for change in changes(old, new, on))


def trusting(old: Registry, new: Registry, on: date) -> tuple[Change, ...]:
    """A differ for which a body that has another name, or other bodies after it, is always the same."""
    names = {each.name for side in (old, new) for each in side.recipients}

    def followed(now: Words) -> tuple[Words, ...]:
        return tuple(was for was in names if (entry := body(str(was))) is not None and str(now) in entry.successors)

    return changes(_with_former_names(old, followed), _with_former_names(new, followed), on)


def ignorant(old: Registry, new: Registry, on: date) -> tuple[Change, ...]:
    """A differ that knows no former names."""
    return changes(_with_former_names(old, lambda _: ()), _with_former_names(new, lambda _: ()), on)


def _with_former_names(side: Registry, of: Callable[[Words], tuple[Words, ...]]) -> Registry:
    return replace(side, recipients=tuple(replace(each, former_names=of(each.name)) for each in side.recipients))


SOME = {*some(cases(), one_in=8)}


def caught(differ: Differ, *others: str) -> set[str]:
    """Of some cases and these others, those that a wrong differ does not pass."""
    found = set()
    for name in {*SOME, *others}:
        try:
            check(cases()[name], differ)
        except AssertionError:
            found.add(name)
    return found


def test_a_differ_that_ignores_conditions_from_above_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Registry, "_from_above", lambda _registry, _disclosure: iter(()))
    wanted = {"condition of the notice dropped", "condition of the notice no longer reaches it"}
    assert caught(changes, *wanted) == wanted


def test_a_differ_that_tells_every_change_as_neither_is_caught() -> None:
    assert caught(careless) == {name for name in SOME if cases()[name]["verdict"] != "neither"}


def test_a_differ_that_takes_a_body_that_joined_another_for_the_same_is_caught() -> None:
    wanted = {"body that became part of another", "body that became part of another, in a file of its own"}
    assert caught(trusting, *wanted) == wanted


def test_a_differ_that_does_not_know_of_new_names_is_caught() -> None:
    wanted = {name for name in cases() if name.startswith("body that got another name")}
    assert caught(ignorant, *wanted) == wanted


# ---- the command


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A folder with the seed's registry, and the same with one duty more."""
    for name in ("old", "new"):
        shutil.copytree(REGISTRY, tmp_path / name)
    _edit(tmp_path / "new/recipients/partner-agencies.yaml", [["modality: may", "modality: must"]])
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["diff", *arguments, "-C", str(folder), "--on", ON.isoformat()])


def test_it_answers_first_and_then_tells_each_change(two: Path) -> None:
    done = run(two, "old", "new")
    assert done.exit_code == 0
    answer, _, heading, line = done.stdout.splitlines()
    assert answer == "More is shared. Shares more: 1."
    assert heading == "Shares more"
    assert line.endswith(
        " (Must or may). Was: We may share it, but need not. Is: We must share it. [partner-agencies-services.modality]"
    )


def test_a_registry_a_site_and_a_feed_are_compared_with_each_other(two: Path) -> None:
    shutil.copytree(ROOT / "tests/golden", two / "site")
    for other in ("old", "site", "site/data/v1/feed.jsonld"):
        assert run(two, other, "site").stdout == "Nothing has changed.\n"
        assert "Shares more: 1." in run(two, other, "new").stdout


def test_it_is_told_in_the_language_asked_for(two: Path) -> None:
    assert run(two, "old", "new", "--lang", "cy").stdout.startswith("Rhennir mwy.")
    wrong = run(two, "old", "new", "--lang", "fr")
    assert (wrong.exit_code, "A language can be" in wrong.stderr) == (2, True)


def test_the_versions_are_told_where_they_differ(two: Path) -> None:
    _edit(two / "new/organisation.yaml", [["version: 2026.11.25.1", "version: 2026.12.1.1"]])
    assert "From version 2026.11.25.1 to version 2026.12.1.1." in run(two, "old", "new").stdout


SCHEMA = json.loads((ROOT / "docs/diff.schema.json").read_text("utf-8"))


def test_json_keeps_to_its_schema_and_is_the_same_each_time(two: Path) -> None:
    done = run(two, "old", "new", "--format", "json")
    assert done.stdout == run(two, "old", "new", "--format", "json").stdout
    report = json.loads(done.stdout)
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(report)
    (change,) = report["changes"]
    assert (report["verdict"], change["was"], change["is"], change["direction"]) == ("more", "may", "must", "more")
    assert list(report) == list(SCHEMA["properties"])
    assert list(change) == [key for key in SCHEMA["$defs"]["change"]["properties"] if key in change]


@pytest.mark.parametrize("name", cases())
def test_every_case_in_json_keeps_to_the_schema(name: str) -> None:
    old, new = registries(cases()[name])
    of_change = Draft202012Validator({**SCHEMA, **SCHEMA["$defs"]["change"]})
    for change in changes(old, new, ON):
        said = json.loads(json.dumps(plain(change, {"en-gb": "x"})))
        of_change.validate(said)
        assert list(said) == [key for key in SCHEMA["$defs"]["change"]["properties"] if key in said]


def test_the_schema_refuses_what_is_not_documented(two: Path) -> None:
    report = json.loads(run(two, "old", "new", "--format", "json").stdout)
    for plant in ({"verdict": "fine"}, {"on": "today"}, {"changes": [{**report["changes"][0], "direction": "up"}]}):
        assert not Draft202012Validator(SCHEMA).is_valid({**report, **plant})
    assert not Draft202012Validator(SCHEMA).is_valid({**report, "besides": 1})


@pytest.mark.parametrize(
    ("other", "code", "said"),
    [
        ("nowhere", 3, "There is nothing at nowhere."),
        ("old/organisation.yaml", 1, "is no feed that can be compared"),
        ("empty", 1, "is neither a registry"),
        ("broken", 1, "has errors, so nothing was compared"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(two: Path, other: str, code: int, said: str) -> None:
    (two / "empty").mkdir()
    shutil.copytree(REGISTRY, two / "broken")
    _edit(two / "broken/recipients/police.yaml", "name: police\n")
    for done in (run(two, other, "new"), run(two, "new", other)):
        assert (done.exit_code, said in done.stderr, "Traceback" in done.stderr) == (code, True, False)
    assert ("police.yaml" in run(two, "new", other).stdout) is (other == "broken")


@pytest.mark.parametrize("name", ["an unknown kind of condition", "a new lawful basis", "a wrong value"])
def test_what_a_later_version_added_is_not_compared_and_said(tmp_path: Path, name: str) -> None:
    case = next(case for case in feed_cases.cases() if case["case"] == name)
    (tmp_path / "old.jsonld").write_bytes(feed_cases.base())
    (tmp_path / "new.jsonld").write_bytes(feed_cases.feed_of_case(case))
    for pair in (("old.jsonld", "new.jsonld"), ("new.jsonld", "old.jsonld")):
        run = CliRunner().invoke(cli, ["diff", "-C", str(tmp_path), *pair])
        assert (run.exit_code, run.stdout) == (1, "")
        assert "new.jsonld says what this version has no words for, so nothing was compared. d-full" in run.stderr


def test_every_feed_that_a_reader_takes_is_compared_or_named(tmp_path: Path) -> None:
    (tmp_path / "old.jsonld").write_bytes(feed_cases.base())
    for case in list(feed_cases.cases())[:: effort(suite=4, thorough=1)]:
        if case["verdict"] != "refused":
            (tmp_path / "new.jsonld").write_bytes(feed_cases.feed_of_case(case))
            run = CliRunner().invoke(cli, ["diff", "-C", str(tmp_path), "old.jsonld", "new.jsonld"])
            assert run.exit_code in {0, 1}, (case, run.stderr)


def test_the_words_of_a_feed_cannot_steer_the_terminal(two: Path) -> None:
    feed = (ROOT / "tests/golden/data/v1/feed.jsonld").read_text("utf-8")
    (two / "evil.jsonld").write_text(
        feed.replace("Ask", "\\u001b[2JAsk").replace("The DfE", "\\u001b[2JThe DfE"), "utf-8"
    )
    done = run(two, "old", "evil.jsonld")
    assert (done.exit_code, "\x1b" in done.output, "text is asked for" in done.output) == (1, False, True)
