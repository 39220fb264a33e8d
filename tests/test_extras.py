"""The parts of the program: in an environment with one of them, its commands run, and each other says what to type."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from site_builder.cli import COMMANDS
from site_builder.version import VERSION
from tests.edit.signing_in import PERSON, SECRET, WORD, ask, hosted
from tests.environments import done, installed, packages, required, run, size, with_extra
from tests.old_notice.documents import document, seed
from tests.seed import ROOT
from tests.signing import DAY, KEY, PUB, tree, write
from tests.systems import on_posix

MOST_PACKAGES, MOST_BYTES = 5, 30_000_000
"""So much comes with the client, besides the program itself; and so large is all of it."""

ALONE = (
    *("key new", "decide --unsigned --feed data", "reconcile --engine sqlite --feed data log.csv"),
    *("witness 1", f"cite site --key {PUB}"),
)
"""What runs with the client alone."""
PUBLISHING = (
    "new demo",
    "release",
    f"build --key {KEY}",
    "check --all",
    "check --links",
    "confirm --yes",
    "sign-off",
    "explain",
    "explain retention",
    f"sign --key {KEY}",
    "as-of 2026-01-01",
    "withdraw 1 --reason Mistake",
    "diff site registry --lang en",
    "export cedar",
    "export cedar-schema",
    "export csv --out tables",
)
SERVING, EDITING = "serve --port 0", "edit --port 0 --no-open"
VERIFYING = (f"verify --key {PUB}", "verify --exact")
SEEING = "verify --browser"
ANSWERING = f"gate serve --feed data --key {PUB} --state state"
SHEETS = (
    "export xlsx --out facts.xlsx",
    "export sharings.xlsx",
    "export translations cy.xlsx",
    "export record --out record.xlsx",
    "import sharings.xlsx",
)
IMPORTING = "import old.docx"
HOSTING = "edit --hosted edit.toml"
RECONCILING = "reconcile --engine duckdb log.csv"
NEEDS = {
    **dict.fromkeys([*PUBLISHING, SERVING, EDITING], "publish"),
    **dict.fromkeys(VERIFYING, "verify"),
    SEEING: "browser",
    ANSWERING: "gate",
    **dict.fromkeys(SHEETS, "sheet"),
    "import old.html": "publish",
    IMPORTING: "import",
    HOSTING: "edit-hosted",
    RECONCILING: "reconcile",
}

TRACED = """
import atexit, os, sys
from pathlib import Path

absent = set(os.environ["ABSENT"].split())


class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Absent())
from site_builder.cli import main

atexit.register(lambda: Path(os.environ["MODULES"]).write_text(" ".join(sys.modules), "utf-8"))
main()
"""
"""The program, which tells what it imported, and for which some modules are not there."""
EACH = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from site_builder.cli import cli

told = {}
for line in json.loads(sys.argv[1]):
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        try:
            cli(line.split(), prog_name="site-builder")
        except SystemExit as ended:
            told[line] = [ended.code, out.getvalue(), err.getvalue()]
print(json.dumps(told))
"""
"""The program, for one line after another."""


class Typed(NamedTuple):
    """How a command ended, and the packages that it imported."""

    code: int
    out: str
    err: str
    imported: frozenset[str]


def _typed(python: Path, line: str, folder: Path, absent: str = "") -> Typed:
    """A command line as somebody types it in a project, on the day of its release."""
    command, *more = line.split()
    day = [] if command in {"new", "key", "explain", "gate"} else ["--on", DAY.isoformat()]
    names = folder.with_name("modules.txt")
    ended = run(python, "-c", TRACED, command, *more, *day, folder=folder, MODULES=str(names), ABSENT=absent)
    homes = packages_distributions()
    tops = {name.split(".")[0] for name in names.read_text("utf-8").split()}
    return Typed(*ended, frozenset(canonicalize_name(each) for top in tops for each in homes.get(top, ())))


def _imported(runs: Iterable[Typed]) -> frozenset[str]:
    return frozenset().union(*(each.imported for each in runs))


def _declared(extra: str) -> set[str]:
    """What `pyproject.toml` lists for this system under an extra, '' for what comes with all; without extras in it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    wanted = [each for each in map(Requirement, lines) if each.marker is None or each.marker.evaluate()]
    return {str(canonicalize_name(each.name)) for each in wanted} - {"site-builder"}


def _typed_with(extra: str, line: str, folder: Path) -> Typed:
    """As in an environment with an extra: of the packages that are here, those that it does not bring are not there."""
    return _typed(Path(sys.executable), line, folder, _absent(extra))


def _absent(extra: str) -> str:
    brought = required(extra) | {"site-builder"}
    homes = packages_distributions()
    return " ".join(top for top, names in homes.items() if brought.isdisjoint(map(canonicalize_name, names)))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the client alone, copied whole."""
    return with_extra(tmp_path_factory.mktemp("client"), "")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small registry of which a poster is made, and with an address at which nobody is."""
    folder = tmp_path / "project"
    write(folder)
    for name, line in ADDED.items():
        file = folder / "registry" / name
        file.write_text(f"{line}\n{file.read_text('utf-8')}", "utf-8")
    return folder


ADDED = {
    "organisation.yaml": "complaint_to_regulator: {name: the regulator, url: https://localhost:1/}",
    "notices/our-notice.yaml": "short_address: https://council.example/x",
}


# ---- the client alone


def test_the_client_is_small(client: Path) -> None:
    assert installed(client) == required("") | {"site-builder"}
    assert len(required("")) <= MOST_PACKAGES
    assert 10_000_000 < size([packages(client)]) <= MOST_BYTES


def test_the_client_alone_helps_decides_and_makes_keys(client: Path, project: Path) -> None:
    help_ = done(client.parent / "site-builder", "--help", folder=project)
    assert [name for name in COMMANDS if name not in help_] == []
    for name in COMMANDS:
        assert "Usage:" in done(client, "-m", "site_builder", name, "--help", folder=project)
    data = ROOT / "tests/golden"
    asked = ROOT / "docs/examples/practice/requests/refused.json"
    (project / "log.csv").write_text("time,system,id,disclosure\n", "utf-8")
    alone = ("key new", f"decide --unsigned --feed {data} {asked}", f"reconcile --engine sqlite --feed {data} log.csv")
    runs = [_typed(client, line, project) for line in alone]
    assert [each.code for each in runs] == [0, 10, 0]
    assert json.loads(runs[1].out)["outcome"] == "refused"
    assert _imported(runs) & (required("verify") - required("")) == set()
    assert _declared("") <= _imported(runs)


def test_every_command_is_tried() -> None:
    assert {line.split()[0] for line in (*NEEDS, *ALONE)} == {*COMMANDS}


def test_each_other_command_says_what_to_type_and_does_nothing(client: Path, project: Path) -> None:
    before = tree(project)
    told = json.loads(done(client, "-c", EACH, json.dumps([*NEEDS]), folder=project))
    for line, extra in NEEDS.items():
        code, out, err = told[line]
        assert (code, out) == (3, ""), (line, err)
        assert f'pip install ".[{extra}]"' in err, line
        assert f'pip install "site_builder-{VERSION}-py3-none-any.whl[{extra}]"' in err, line
    assert tree(project) == before


# ---- with its part, each runs, and nothing in the part is idle


@on_posix
def test_with_publish_all_run_but_verify(tmp_path_factory: pytest.TempPathFactory, project: Path) -> None:
    folder = tmp_path_factory.mktemp("publish")
    python = with_extra(folder, "publish", lambda source, target: target.symlink_to(source))
    runs = {line: _typed(python, line, project) for line in ("key new", *PUBLISHING)}
    assert {line: each.out + each.err for line, each in runs.items() if each.code != 0} == {}
    assert _imported(runs.values()) >= _declared("publish")
    assert _typed(python, "export record --out record.csv", project).code == 0
    assert 'pip install ".[sheet]"' in _typed(python, SHEETS[0], project).err
    for line, path, shown in ((SERVING, "our-notice/poster.pdf", b"%PDF"), (EDITING, "new", b"Add a recipient")):
        command = [str(python), "-m", "site_builder", *line.split()]
        with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as served:
            assert served.stdout is not None
            address = served.stdout.readline().decode().strip()
            assert shown in urlopen(f"{address}{path}").read()  # noqa: S310 (of this computer)
            served.terminate()


def test_with_verify_all_run_but_what_needs_a_browser(project: Path) -> None:
    for line in ("key new", "release", f"build --key {KEY}", *VERIFYING):
        assert _typed_with("verify", line, project).code == 0, line
    (style,) = (project / "site/assets").glob("notice.*.css")
    style.write_bytes(style.read_bytes() + b"p { color: red }")
    found = _typed_with("verify", "verify", project)
    assert (found.code, found.imported >= _declared("verify")) == (4, True), found.err
    assert 'pip install ".[browser]"' in _typed_with("verify", SEEING, project).err


def test_with_sheet_workbooks_are_made(project: Path) -> None:
    runs = [_typed_with("sheet", line, project) for line in SHEETS]
    assert [each.code for each in runs] == [0, 0, 1, 0, 0], runs
    assert _imported(runs) >= _declared("sheet")
    assert required("sheet") == required("publish") | {"xlsxwriter", "openpyxl", "et-xmlfile"}


def test_with_import_a_document_is_taken(tmp_path: Path) -> None:
    pytest.importorskip("mammoth", reason="mammoth, of the extra [import], is not installed")
    (tmp_path / "old.docx").write_bytes(document(seed()))
    run = _typed_with("import", IMPORTING, tmp_path)
    assert run.code == 0, run.err
    assert run.imported >= _declared("import")
    assert required("import") == required("publish") | {"mammoth", "cobble"}


@on_posix
def test_with_edit_hosted_the_form_answers_a_sign_in(project: Path) -> None:
    hosted(project, "https://edit.council.example/")
    command = [sys.executable, "-c", TRACED, *HOSTING.split()]
    env = {**os.environ, "MODULES": os.devnull, "ABSENT": _absent("edit-hosted")}
    with subprocess.Popen(command, cwd=project, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as served:
        assert served.stdout is not None
        port = int(served.stdout.readline().decode().rpartition(":")[2].partition("/")[0])
        headers = [("Host", "edit.council.example"), (PERSON, "jo"), (SECRET, WORD)]
        assert b"Signed in: jo" in ask(port, "GET", "/", headers).body
        served.terminate()
    assert required("edit-hosted") == required("publish") | required("gate") - required("")


def test_with_reconcile_logs_are_read_by_duckdb(project: Path) -> None:
    (project / "log.csv").write_text("time,system,id,disclosure\n", "utf-8")
    ended = _typed_with("reconcile", f"{RECONCILING} --feed {ROOT / 'tests/golden'}", project)
    assert (ended.code, ended.imported >= _declared("reconcile")) == (0, True), ended.err
    assert required("reconcile") == required("") | {"duckdb"}


def test_each_part_holds_the_one_before_it() -> None:
    sizes = [required(extra) for extra in ("", "publish", "verify", "browser", "all")]
    assert all(less <= more for less, more in pairwise(sizes))
    with_others = sizes[-2] | required("gate") | required("sheet") | required("import") | required("reconcile")
    with_others |= required("edit-hosted")
    assert sizes[-1] == with_others
