"""The JavaScript client as a package: what is in it, that it installs alone, and how it lives in a process."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from benchmarks import gate_data
from site_builder.addresses import DATA, EDITION_2
from site_builder.gate.reason_codes import CAUSES
from site_builder.render.feed.graph import render
from tests.checkers import missing
from tests.conformance.cases import CONTENT, GATE, cases, requests
from tests.conformance.clients import JAVASCRIPT
from tests.conformance.running import AT, put_through
from tests.conformance.server import Answer, Server, serving
from tests.conformance.sites import REGISTRY, SITE, key, site
from tests.conformance.test_twins import Twin, planted
from tests.effort import effort, some, thorough
from tests.examples import example
from tests.seed import ON, ROOT
from tools.javascript import FILES

PACKAGE = json.loads((JAVASCRIPT / "package.json").read_text("utf-8"))
PERMITTED = requests()["permitted"]
SHARES = "permitted_with_duties"


# ---- what is in it


@pytest.mark.parametrize("path", FILES)
def test_a_made_file_is_as_the_program_makes_it(path: str) -> None:
    assert (ROOT / path).read_bytes() == FILES[path](), "`make golden` renews it"


def test_its_version_is_that_of_the_feed_s_contract() -> None:
    major = DATA.strip("/").rpartition("/v")[2]
    newest = max(int(path.rpartition("-")[2].partition(".")[0]) for path in EDITION_2.values())
    assert PACKAGE["version"].startswith(f"{major}.{newest}.")
    readme = (JAVASCRIPT / "README.md").read_text("utf-8")
    assert f"{PACKAGE['name']}-{PACKAGE['version']}.tgz" in readme
    assert f"{major}.{newest} reads feeds at `data/v{major}/`" in readme


def test_it_needs_nothing_and_nobody_publishes_it_by_mistake() -> None:
    assert not [name for name in PACKAGE if "ependencies" in name or name == "scripts"]
    assert PACKAGE["private"] is True
    assert (JAVASCRIPT / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_it_imports_its_own_modules_and_those_of_node() -> None:
    found = {
        name for file in JAVASCRIPT.glob("*.mjs") for name in re.findall(r'from "([^"]+)"', file.read_text("utf-8"))
    }
    assert {name for name in found if not name.startswith("node:")} == {
        f"./{file.name}" for file in JAVASCRIPT.glob("*.mjs") if file.name not in {"index.mjs", "verbs.mjs"}
    }


def test_its_types_name_what_it_exports() -> None:
    exported = re.findall(
        r"export (?:function |\{ ?)([^}(]+?)(?: ?\}|\()", (JAVASCRIPT / "index.mjs").read_text("utf-8")
    )
    types = (JAVASCRIPT / "index.d.ts").read_text("utf-8")
    declared = re.findall(r"^export (?:class|function|const) (\w+)", types, re.MULTILINE)
    assert sorted(declared) == sorted(name.strip() for names in exported for name in names.split(","))


@pytest.mark.parametrize("example", sorted(path.name for path in (JAVASCRIPT / "examples").iterdir()))
def test_the_readme_has_each_example(example: str) -> None:
    readme = (JAVASCRIPT / "README.md").read_text("utf-8")
    _, _, code = (JAVASCRIPT / "examples" / example).read_text("utf-8").partition("\n")
    assert f"```js\n{code}```" in readme


# ---- installed from its packed file, alone


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder in which the packed file was installed, without a network."""
    missing.require("npm")
    folder = tmp_path_factory.mktemp("packed")
    _npm(folder, "pack", "--pack-destination", str(folder), str(JAVASCRIPT))
    (packed,) = folder.glob("*.tgz")
    assert packed.stat().st_size < 62_000
    place = folder / "empty"
    place.mkdir()
    _npm(place, "install", str(packed))
    return place


def _npm(folder: Path, *arguments: str) -> None:
    env = {**os.environ, "HOME": str(folder), "npm_config_cache": str(folder / "cache")}
    command = [str(shutil.which("npm")), "--offline", "--silent", "--no-audit", "--no-fund", *arguments]
    done = subprocess.run(command, cwd=folder, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_file_is_in_it_and_nothing_else_is_installed(installed: Path) -> None:
    there = installed / "node_modules" / PACKAGE["name"]
    assert {each.name for each in (installed / "node_modules").iterdir()} <= {
        PACKAGE["name"],
        ".bin",
        ".package-lock.json",
    }
    assert _files(there) == _files(JAVASCRIPT)


def _files(folder: Path) -> Mapping[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@thorough
def test_installed_it_passes_the_conformance_suite(installed: Path) -> None:
    """A part of it: the files are the same as those that the whole suite is shown on."""
    chosen = [*cases()[:: effort(suite=240, thorough=10)]]
    assert {CONTENT, GATE} < {case.group for case in chosen}
    command = str(installed / "node_modules/.bin" / PACKAGE["name"])
    told = put_through((command,), chosen, 3)
    assert {name: faults for name, faults in told.items() if faults} == {}


@pytest.mark.parametrize(
    ("request_file", "says"),
    [
        ("permitted", "permitted\nstated (library-cards): "),
        ("refer", "refer\n"),
        ("refused", "refused\n"),
    ],
)
def test_the_example_for_practice_runs(installed: Path, practice: Path, request_file: str, says: str) -> None:
    asked = ROOT / f"docs/examples/practice/requests/{request_file}.json"
    assert _example(installed, "practice.mjs", practice, asked).startswith(says)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feed to practise with."""
    file = tmp_path_factory.mktemp("practice") / "feed.jsonld"
    file.write_bytes(render(example("practice"), ON))
    return file


def _example(installed: Path, name: str, *arguments: str | Path, asks: bytes = b"") -> str:
    script = installed / "node_modules" / PACKAGE["name"] / "examples" / name
    command = [str(shutil.which("node")), str(script), *map(str, arguments)]
    return subprocess.run(command, cwd=installed, input=asks, check=True, capture_output=True).stdout.decode()


def test_the_example_that_sends_asks_first(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_bytes(key("a").public.pem)
    with serving() as server:
        # Nobody has signed for today, whenever that is.
        server.site = site({})
        where = (f"{server.address}{SITE}data/v1/", tmp_path / "key.pub", tmp_path / "state")
        said = _example(installed, "send.mjs", *where, asks=json.dumps(PERMITTED).encode())
    assert said.startswith(f"do not send it:\n- {CAUSES['other_registry']}\n")


# ---- in a process


class Asking:
    """A client in a process of its own, and the server that it reads."""

    def __init__(self, process: subprocess.Popen[str], server: Server, folder: Path) -> None:
        self._process, self._server, self.folder = process, server, folder
        self.asked: Counter[str] = Counter()
        self.serve({})

    def serve(self, how: Mapping[str, Any] | None) -> None:
        """Serve a site from now on; None: nothing."""
        self._server.site = _Heard(site(how) if how is not None else {}, self.asked)

    def say(self, *line: Any) -> Any:
        """What comes of a line."""
        self.tell(*line)
        return self.hear()

    def tell(self, *line: Any) -> None:
        """Say a line, and do not wait for what comes of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(line)}\n")
        self._process.stdin.flush()

    def hear(self) -> Any:
        """What came of the line that was told."""
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def make(self, *, keys: str = "a", registry: str = REGISTRY, state: str | None = None, **options: Any) -> Any:
        """Make a client; what is in `keys` are names of test keys."""
        pem = [key(name).public.pem.decode() for name in keys]
        where = None if state is None else str(self.folder / state)
        address = f"{self._server.address}{SITE}data/v1"
        return self.say("make", address, {"keys": pem, "registry": registry, "state": where, **options})

    def outcome(self, at: str = AT) -> tuple[str, str | None]:
        """The outcome and the cause of the request that is permitted."""
        decision = self.say("decide", PERMITTED, at)
        return decision["outcome"], decision.get("cause")

    @property
    def requests(self) -> int:
        """How many requests there were so far."""
        return sum(self.asked.values())


class _Heard(dict[str, Answer]):
    """What is served, which counts what is asked for."""

    def __init__(self, answers: Mapping[str, Answer], asked: Counter[str]) -> None:
        super().__init__(answers)
        self._asked = asked

    def get(self, path: str, default: Any = None) -> Any:
        self._asked[path] += 1
        return super().get(path, default)


@contextmanager
def asking(folder: Path, client: Path = JAVASCRIPT) -> Iterator[Asking]:
    missing.require("node")
    command = [str(shutil.which("node")), str(Path(__file__).with_name("asking.mjs")), str(client)]
    process = subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with serving() as server, process:
        try:
            yield Asking(process, server, folder)
        finally:
            process.terminate()


def later(**by: int) -> str:
    """A time after AT, which is that of the first reading."""
    return (datetime.fromisoformat(AT) + timedelta(**by)).isoformat().replace("+00:00", "Z")


def _reads_seldom(one: Asking) -> None:
    one.make()
    assert one.say("many", 20, PERMITTED, AT) == [SHARES]
    assert one.requests == 2, "all wait for one reading: envelope and feed"
    assert {one.outcome(later(minutes=minute)) for minute in range(0, 61, 10)} == {(SHARES, None)}
    assert one.requests == 2, "a copy of less than an hour is not read anew"
    assert one.outcome(later(minutes=61)) == (SHARES, None)
    assert one.requests == 3, "the envelope is read anew, and the feed that it names is there"


def _waits_after_a_failure(one: Asking) -> None:
    one.serve(None)
    one.make()
    assert {one.outcome(later(seconds=second)) for second in range(0, 60, 3)} == {("refused", "wrong_status")}
    assert one.requests == 1
    one.serve({})
    assert one.outcome(later(seconds=61)) == (SHARES, None)
    one.serve(None)
    before = one.requests
    assert {one.outcome(later(hours=2, seconds=second)) for second in range(0, 60, 3)} == {(SHARES, None)}
    assert one.requests == before + 1
    assert one.say("refresh", later(hours=2)) == {"trusted": False, "cause": "wrong_status"}


def _trusts_a_copy_only_by_its_own_key_and_registry(one: Asking) -> None:
    one.make(state="state")
    assert one.outcome() == (SHARES, None)
    one.make(state="state", keys="b", maxAge=None)
    assert one.outcome() == ("refused", "other_key")
    one.make(state="state", registry="https://other.example/id/registry", maxAge=None)
    assert one.outcome() == ("refused", "state_broken")


def _writes_nothing_older(one: Asking) -> None:
    """While it waits for a feed, another process reads a newer one into the same state."""
    with asking(one.folder) as other:
        other.serve({"release": {"version": "2026.11.26.1", "issued": "2026-11-26"}, "signed": "2026-11-26"})
        other.make(state="state")
        one.make(state="state")
        one.serve({"feed_answer": {"wait": 1}})
        one.tell("refresh", AT)
        while one.requests < 2:
            time.sleep(0.01)
        assert other.say("refresh", AT) == {"trusted": True}
    assert one.hear() == {"trusted": False, "cause": "rollback"}


LIVES = (
    _reads_seldom,
    _waits_after_a_failure,
    _trusts_a_copy_only_by_its_own_key_and_registry,
    _writes_nothing_older,
)


@pytest.mark.parametrize("lives", LIVES)
def test_it_lives_as_it_should(lives: Any, tmp_path: Path) -> None:
    with asking(tmp_path) as one:
        lives(one)


FAULTS = [
    (_reads_seldom, "reads for each", "this.reading ??= this", "this.reading = this"),
    (_reads_seldom, "reads always", "since(seen.read) > this.maxAge", "true"),
    (_waits_after_a_failure, "never waits", "!hasFailed && ", ""),
    (_waits_after_a_failure, "says not why", 'this.failed?.why ?? { cause: "never_read" }', '{ cause: "never_read" }'),
    (
        _trusts_a_copy_only_by_its_own_key_and_registry,
        "looks at no key",
        "const bytes = opened(envelope, keys);",
        'const bytes = Buffer.from(JSON.parse(envelope).payload, "base64");',
    ),
    (
        _trusts_a_copy_only_by_its_own_key_and_registry,
        "takes the state of any registry",
        'need(trust.registry === this.trust().registry, "state_broken");',
        "",
    ),
    (_writes_nothing_older, "looks not once more", "checkFollows(manifest, digest, this.known().seen);", ""),
]


@pytest.mark.parametrize(
    ("lives", "what", "right", "wrong"), some(FAULTS, one_in=7), ids=[fault[1] for fault in some(FAULTS, one_in=7)]
)
def test_one_that_does_not_is_found_out(lives: Any, what: str, right: str, wrong: str, tmp_path: Path) -> None:
    broken = planted(Twin(what, "client.mjs", right, wrong, ""), tmp_path / "twin")
    with asking(tmp_path, broken) as one, pytest.raises(AssertionError):
        lives(one)


def test_a_new_process_goes_on_from_the_state(tmp_path: Path) -> None:
    with asking(tmp_path) as one:
        one.make(state="state")
        assert one.outcome() == (SHARES, None)
    with asking(tmp_path) as other:
        other.serve(None)
        other.make(state="state")
        assert other.outcome() == (SHARES, None)
        assert other.requests == 0
        assert other.outcome("2027-01-01T00:00:00Z") == ("refused", "expired")


def test_a_newer_copy_of_another_process_is_used(tmp_path: Path) -> None:
    with asking(tmp_path) as one, asking(tmp_path) as other:
        for each in (one, other):
            each.make(state="state")
            assert each.outcome() == (SHARES, None)
        other.serve({"release": {"version": "2026.11.26.1", "issued": "2026-11-26"}, "signed": "2026-11-26"})
        assert other.say("refresh", AT) == {"trusted": True}
        assert one.say("decide", PERMITTED, AT)["version"] == "2026.11.26.1"


def test_whatever_is_asked_it_never_throws(tmp_path: Path) -> None:
    with asking(tmp_path) as one:
        one.make()
        assert one.say("refresh", AT) == {"trusted": True}
        said = {name: one.say("odd", name) for name in ("nothing", "circle", "big", "throws")}
        assert {name: decision["outcome"] for name, decision in said.items()} == {
            "nothing": "refused",
            "circle": "refer",
            "big": "refused",
            "throws": "refused",
        }
        assert one.say("timeless", PERMITTED)["cause"] == "fault"


def test_a_feed_is_read_as_it_stands_or_refused(tmp_path: Path) -> None:
    feed = (ROOT / "tests/golden/data/v1/feed.jsonld").read_text("utf-8")
    with asking(tmp_path) as one:
        assert one.say("read", feed) == json.loads(feed)
        assert one.say("read", feed.replace('"position": 1', '"position": 7', 1)) == {"thrown": "Error"}


@pytest.mark.parametrize("address", ["council.example/data/v1/", "https://council.example/", ""])
def test_what_is_no_address_or_no_key_is_told_at_once(address: str, tmp_path: Path) -> None:
    with asking(tmp_path) as one:
        assert one.say("make", address, {"keys": key("a").public.pem.decode()}) == {"thrown": "Error"}
        assert one.make(keys="") == {"thrown": "Error"}


@pytest.mark.parametrize(
    "option", some([{"max_age": 5}, {"maxAge": "1h"}, {"maxAge": -1}, {"deadline": None}, {"stat": "/x"}], one_in=5)
)
def test_what_is_no_option_is_told_at_once(option: Mapping[str, Any], tmp_path: Path) -> None:
    with asking(tmp_path) as one:
        assert one.make(**option) == {"thrown": "Error"}
        assert one.make(maxAge=None, deadline=500) == "made"


MOST_SLOWER = 3
"""So many times longer may a decision take among 2,000 disclosures than among 10."""


@cache
def _made(count: int) -> tuple[bytes, list[gate_data.Asked]]:
    """A feed of so many disclosures, and requests to it."""
    held = gate_data.registry(count)
    return render(held, gate_data.ON), [each.asked for each in gate_data.requests(held, 40)]


def _slower(one: Asking) -> float:
    made = []
    for count in (10, 2000):
        text, asked = _made(count)
        feed = one.folder / f"{count}.jsonld"
        feed.write_bytes(text)
        made.append({"feed": str(feed), "asked": asked, "at": f"{gate_data.ON}T10:00:00Z"})
    return float(one.say("slower", *made))


@thorough
def test_a_decision_among_many_disclosures_takes_no_longer_than_among_few(tmp_path: Path) -> None:
    with asking(tmp_path) as one:
        assert _slower(one) < MOST_SLOWER


@thorough
def test_one_that_looks_at_each_disclosure_is_found_out(tmp_path: Path) -> None:
    right = "[...this.groups(id)].flatMap((group) => this.lookup.disclosures.get(group) ?? [])"
    wrong = "this.feed.disclosures.filter((d) => this.groups(id).has(to(d)))"
    with asking(tmp_path, planted(Twin("", "gate.mjs", right, wrong, ""), tmp_path / "twin")) as one:
        assert _slower(one) > MOST_SLOWER


# ---- permits


OUTCOMES = ("required", "permitted", "permitted_with_duties", "refer", "refused", "anything else")
DUTIES: Mapping[str, list[str]] = {"none": [], "one": ["fee"], "two": ["fee", "record_basis"]}


def _permits(one: Asking) -> None:
    for outcome, (owed, known) in product(OUTCOMES, product(DUTIES.values(), DUTIES.values())):
        decision = {"outcome": outcome, "duties": [{"code": code} for code in owed]}
        may = outcome in OUTCOMES[:3] and {*owed} <= {*known}
        assert one.say("permits", decision, known) is may, (outcome, owed, known)
    assert one.say("permits", {"outcome": "permitted"}, []) is True
    assert one.say("permits", {"outcome": "permitted_with_duties", "duties": [{"code": "fee"}]}, "fee") == {
        "thrown": "TypeError"
    }
    assert one.say("permits", {"outcome": "permitted"}) == {"thrown": "TypeError"}


def test_a_decision_permits_only_whom_all_its_duties_are_known(tmp_path: Path) -> None:
    with asking(tmp_path) as one:
        _permits(one)
        one.make()
        assert one.say("unawaited") == {"thrown": "TypeError"}


@pytest.mark.parametrize(
    ("right", "wrong"),
    some(
        [
            (".every(({ code }", ".some(({ code }"),
            (" && (decision.duties ?? []).every(({ code }) => knownDuties.includes(code))", ""),
            ("if (!Array.isArray(knownDuties)) throw", "if (false) throw"),
            ('const PERMISSIONS = ["required", ', 'const PERMISSIONS = ["refer", "required", '),
        ],
        one_in=4,
    ),
)
def test_one_that_loses_duties_is_found_out(right: str, wrong: str, tmp_path: Path) -> None:
    broken = planted(Twin("", "index.mjs", right, wrong, ""), tmp_path / "twin")
    with asking(tmp_path, broken) as one, pytest.raises(AssertionError):
        _permits(one)


def test_of_another_registry_both_are_named(tmp_path: Path) -> None:
    other = "https://other.example/id/registry"
    named = {"cause": "other_registry", "registries": {"expected": other, "found": REGISTRY}}
    with asking(tmp_path) as one:
        one.make(registry=other)
        assert one.say("refresh", AT) == {"trusted": False, **named}
        decision = one.say("decide", PERMITTED, AT)
    assert {name: decision[name] for name in named} == named
