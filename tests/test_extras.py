"""The parts of the program: in an environment with one of them, its commands run, and each other says what to type."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
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
from tests.effort import thorough
from tests.environments import Ended, done, installed, packages, required, run, size, with_extra
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

ABSENT = """
import io, json, os, sys
from contextlib import redirect_stderr, redirect_stdout

absent = set(os.environ["ABSENT"].split())


class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Absent())
from site_builder.cli import cli
"""
"""Modules that are here are not there."""
EACH = f"""{ABSENT}
told = dict()
for line in json.loads(sys.argv[1]):
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        try:
            cli(line.split(), prog_name="site-builder")
        except SystemExit as ended:
            told[line] = [ended.code, out.getvalue(), err.getvalue()]
print(json.dumps([told, [*sys.modules]]))
"""
"""The program, for one line after another: how each ended, and what was imported."""


class Typed(NamedTuple):
    """How commands ended, what they printed, and the packages that they imported."""

    ended: Mapping[str, Ended]
    imported: frozenset[str]

    @property
    def codes(self) -> list[int]:
        """How they ended, in order."""
        return [each.code for each in self.ended.values()]


def _typed(python: Path, lines: Iterable[str], folder: Path, absent: str = "") -> Typed:
    """Command lines as somebody types them in a project, on the day of its release."""
    dayless = ("new", "key", "explain", "gate")
    day = {line: line if line.startswith(dayless) else f"{line} --on {DAY.isoformat()}" for line in lines}
    ended = run(python, "-c", EACH, json.dumps([*day.values()]), folder=folder, ABSENT=absent)
    assert ended.code == 0, ended.err
    told, modules = json.loads(ended.out)
    homes = packages_distributions()
    tops = {name.partition(".")[0] for name in modules}
    imported = frozenset(canonicalize_name(each) for top in tops for each in homes.get(top, ()))
    return Typed({line: Ended(*told[typed]) for line, typed in day.items()}, imported)


def _typed_with(extra: str, lines: Iterable[str], folder: Path) -> Typed:
    """As in an environment with an extra: of the packages that are here, those that it does not bring are not there."""
    return _typed(Path(sys.executable), lines, folder, _absent(extra))


def _absent(extra: str) -> str:
    brought = required(extra) | {"site-builder"}
    homes = packages_distributions()
    return " ".join(top for top, names in homes.items() if brought.isdisjoint(map(canonicalize_name, names)))


def _declared(extra: str) -> set[str]:
    """What `pyproject.toml` lists for this system under an extra, '' for what comes with all; without extras in it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    wanted = [each for each in map(Requirement, lines) if each.marker is None or each.marker.evaluate()]
    return {str(canonicalize_name(each.name)) for each in wanted} - {"site-builder"}


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


@thorough
def test_the_client_is_small(client: Path) -> None:
    assert installed(client) == required("") | {"site-builder"}
    assert len(required("")) <= MOST_PACKAGES
    assert 10_000_000 < size([packages(client)]) <= MOST_BYTES


@thorough
def test_the_client_alone_helps_decides_and_makes_keys(client: Path, project: Path) -> None:
    help_ = done(client.parent / "site-builder", "--help", folder=project)
    assert [name for name in COMMANDS if name not in help_] == []
    for name in COMMANDS:
        assert "Usage:" in done(client, "-m", "site_builder", name, "--help", folder=project)
    data = ROOT / "tests/golden"
    asked = ROOT / "docs/examples/practice/requests/refused.json"
    (project / "log.csv").write_text("time,system,id,disclosure\n", "utf-8")
    alone = ("key new", f"decide --unsigned --feed {data} {asked}", f"reconcile --engine sqlite --feed {data} log.csv")
    typed = _typed(client, alone, project)
    assert typed.codes == [0, 10, 0]
    assert json.loads(typed.ended[alone[1]].out)["outcome"] == "refused"
    assert typed.imported & (required("verify") - required("")) == set()
    assert _declared("") <= typed.imported


def test_every_command_is_tried() -> None:
    assert {line.split()[0] for line in (*NEEDS, *ALONE)} == {*COMMANDS}


@thorough
def test_each_other_command_says_what_to_type_and_does_nothing(client: Path, project: Path) -> None:
    before = tree(project)
    for line, (code, out, err) in _typed(client, NEEDS, project).ended.items():
        extra = NEEDS[line]
        assert (code, out) == (3, ""), (line, err)
        assert f'pip install ".[{extra}]"' in err, line
        assert f'pip install "site_builder-{VERSION}-py3-none-any.whl[{extra}]"' in err, line
    assert tree(project) == before


# ---- with its part, each runs, and nothing in the part is idle


@on_posix
@thorough
def test_with_publish_all_run_but_verify(tmp_path_factory: pytest.TempPathFactory, project: Path) -> None:
    folder = tmp_path_factory.mktemp("publish")
    python = with_extra(folder, "publish", lambda source, target: target.symlink_to(source))
    lines = ("key new", *PUBLISHING, "export record --out record.csv")
    typed = _typed(python, lines, project)
    assert {line: each.out + each.err for line, each in typed.ended.items() if each.code != 0} == {}
    assert typed.imported >= _declared("publish")
    assert 'pip install ".[sheet]"' in _typed(python, SHEETS[:1], project).ended[SHEETS[0]].err
    for line, path, shown in ((SERVING, "our-notice/poster.pdf", b"%PDF"), (EDITING, "new", b"Add a recipient")):
        command = [str(python), "-m", "site_builder", *line.split()]
        with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as served:
            assert served.stdout is not None
            address = served.stdout.readline().decode().strip()
            assert shown in urlopen(f"{address}{path}").read()  # noqa: S310 (of this computer)
            served.terminate()


@thorough
def test_with_verify_all_run_but_what_needs_a_browser(project: Path) -> None:
    lines = ("key new", "release", f"build --key {KEY}", *VERIFYING, SEEING)
    typed = _typed_with("verify", lines, project)
    assert typed.codes == [0, 0, 0, 0, 0, 3], typed.ended
    (style,) = (project / "site/assets").glob("notice.*.css")
    style.write_bytes(style.read_bytes() + b"p { color: red }")
    found = _typed_with("verify", ["verify"], project)
    assert (found.codes, found.imported >= _declared("verify")) == ([4], True), found.ended
    assert 'pip install ".[browser]"' in typed.ended[SEEING].err


@thorough
def test_with_sheet_workbooks_are_made(project: Path) -> None:
    typed = _typed_with("sheet", SHEETS, project)
    assert typed.codes == [0, 0, 1, 0, 0], typed.ended
    assert typed.imported >= _declared("sheet")
    assert required("sheet") == required("publish") | {"xlsxwriter", "openpyxl", "et-xmlfile"}


@thorough
def test_with_import_a_document_is_taken(tmp_path: Path) -> None:
    pytest.importorskip("mammoth", reason="mammoth, of the extra [import], is not installed")
    (tmp_path / "old.docx").write_bytes(document(seed()))
    typed = _typed_with("import", [IMPORTING], tmp_path)
    assert typed.codes == [0], typed.ended
    assert typed.imported >= _declared("import")
    assert required("import") == required("publish") | {"mammoth", "cobble"}


@on_posix
@thorough
def test_with_edit_hosted_the_form_answers_a_sign_in(project: Path) -> None:
    hosted(project, "https://edit.council.example/")
    command = [sys.executable, "-c", f"{ABSENT}\ncli()", *HOSTING.split()]
    env = {**os.environ, "ABSENT": _absent("edit-hosted")}
    with subprocess.Popen(command, cwd=project, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as served:
        assert served.stdout is not None
        port = int(served.stdout.readline().decode().rpartition(":")[2].partition("/")[0])
        headers = [("Host", "edit.council.example"), (PERSON, "jo"), (SECRET, WORD)]
        assert b"Signed in: jo" in ask(port, "GET", "/", headers).body
        served.terminate()
    assert required("edit-hosted") == required("publish") | required("gate") - required("")


def test_with_reconcile_logs_are_read_by_duckdb(project: Path) -> None:
    (project / "log.csv").write_text("time,system,id,disclosure\n", "utf-8")
    typed = _typed_with("reconcile", [f"{RECONCILING} --feed {ROOT / 'tests/golden'}"], project)
    assert (typed.codes, typed.imported >= _declared("reconcile")) == ([0], True), typed.ended
    assert required("reconcile") == required("") | {"duckdb"}


def test_each_part_holds_the_one_before_it() -> None:
    sizes = [required(extra) for extra in ("", "publish", "verify", "browser", "all")]
    assert all(less <= more for less, more in pairwise(sizes))
    with_others = sizes[-2] | required("gate") | required("sheet") | required("import") | required("reconcile")
    with_others |= required("edit-hosted")
    assert sizes[-1] == with_others
