"""The command line as people meet it: what it says, how it exits, and that a failure changes nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.cli.commands.build import _Watch
from site_builder.cli.problems import RECORD
from site_builder.cli.project import Project
from site_builder.render.pdf import setting
from site_builder.schemas.trees import trees
from site_builder.verify import words_check
from tests.seed import REGISTRY, ROOT
from tests.signing import tree
from tests.systems import on_posix


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    code: int
    out: str
    err: str


def run(*arguments: str | Path, folder: Path, **variables: str) -> Run:
    """The command line in a process of its own."""
    command = [sys.executable, "-W", "error", "-m", "site_builder", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, check=False, encoding="utf-8", errors="replace"
    )
    return Run(done.returncode, done.stdout, done.stderr)


def call(*arguments: str, folder: Path) -> Run:
    """The command line in this process: the same answers, sooner."""
    done = CliRunner().invoke(cli, [*arguments, "-C", str(folder)])
    return Run(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that holds a copy of the seed's registry."""
    shutil.copytree(REGISTRY, tmp_path / "registry")
    return tmp_path


@pytest.fixture(scope="module")
def _built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(REGISTRY, folder / "registry")
    assert call("build", "-q", folder=folder).code == 0
    return folder


@pytest.fixture
def built(_built_once: Path, tmp_path: Path) -> Path:
    """A project that holds a copy of the seed's registry, and its site."""
    return shutil.copytree(_built_once, tmp_path, dirs_exist_ok=True)


# ---- it works


def test_a_new_registry_builds(tmp_path: Path) -> None:
    made = run("new", "demo", folder=tmp_path)
    assert made.code == 0, made.err
    checked = run("check", "-C", "demo", folder=tmp_path)
    assert (checked.code, "error" in checked.out) == (0, False)
    built = run("build", "-C", "demo", folder=tmp_path)
    assert built.code == 0, built.err
    assert (tmp_path / "demo/site/our-notice/index.html").read_text("utf-8").count("Example Hospital") > 1
    assert (tmp_path / "demo/site/our-notice/notice.pdf").read_bytes().startswith(b"%PDF")


def test_new_binds_each_schema_to_its_files(tmp_path: Path) -> None:
    assert run("new", "demo", folder=tmp_path).code == 0
    settings = json.loads((tmp_path / "demo/.vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert len(settings) == len(trees())
    for schema, files in settings.items():
        assert (tmp_path / "demo" / schema).is_file()
        assert files.startswith("registry/")


def test_new_never_writes_into_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    done = run("new", ".", folder=tmp_path)
    assert (done.code, "already something" in done.err) == (3, True)
    assert tree(tmp_path) == {"mine.txt": b"mine"}


def test_build_prints_an_output_a_line_and_minus_q_nothing(built: Path) -> None:
    done = run("build", folder=built)
    assert done.code == 0, done.err
    assert "child-data/notice.pdf" in done.out
    assert run("build", "-q", folder=built) == Run(0, "", "")


def test_minus_v_prints_the_time_of_each_stage(project: Path) -> None:
    built = call("build", "-v", folder=project)
    assert all(f"ms  {stage}" in built.err for stage in ("check", "own parts", "feed", "notices", "publish"))


def test_check_for_the_data_protection_officer_shows_only_what_waits_for_them(project: Path) -> None:
    shown = call("check", "--for", "dpo", "--format", "json", folder=project)
    rules = {p["rule"] for p in json.loads(shown.out)["problems"]}
    assert rules == {"not-stated", "proposed", "duty-without-law"}


def test_strict_makes_gaps_stop_the_build(project: Path) -> None:
    assert call("check", folder=project).code == 0
    assert call("check", "--strict", folder=project).code == 1
    stopped = call("build", "--strict", folder=project)
    assert (stopped.code, (project / "site").exists()) == (1, False)


@pytest.mark.parametrize("style", ["json", "github", "gitlab", "sarif"])
def test_problems_come_in_every_format(project: Path, style: str) -> None:
    shown = call("check", "--format", style, folder=project)
    assert (shown.code, "left-over-words" in shown.out) == (0, True)


def test_output_is_safe_on_an_old_console(project: Path) -> None:
    file = project / "registry/organisation.yaml"
    file.write_text(file.read_text("utf-8").replace("kind: council", "kind: Bwrdd – ŵ 协"), "utf-8")
    shown = run("check", folder=project, PYTHONIOENCODING="cp1252")
    assert (shown.code, "Traceback" in shown.err) == (1, False)


def unheard(*arguments: str, folder: Path, asks: str = "") -> Run:
    """The command line in a process of its own, of which nobody reads what it prints."""
    read, write = os.pipe()
    os.close(read)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "site_builder", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=env, input=asks, stdout=write, stderr=subprocess.PIPE, check=False, text=True
    )
    os.close(write)
    return Run(done.returncode, "", done.stderr)


def test_a_reader_that_stops_listening_is_no_failure(built: Path) -> None:
    shutil.rmtree(built / "site")
    done = unheard("build", folder=built)
    assert (done.code, "fault" in done.err, "Exception" in done.err) == (0, False, False), done.err
    assert (built / "site/index.html").is_file()


def test_a_reader_that_stops_listening_turns_no_failure_into_success(project: Path) -> None:
    """Who asks for the exit code alone, as with `| head`, must hear it."""
    feed = str(ROOT / "tests/golden")
    refused, nowhere = (unheard("decide", "--unsigned", "--feed", f, folder=project, asks="{}") for f in (feed, "none"))
    (project / "registry/organisation.yaml").write_text("id: [", "utf-8")
    wrong, missing = unheard("check", folder=project), unheard("verify", folder=project)
    assert [done.code for done in (refused, nowhere, wrong, missing)] == [10, 5, 1, 3]
    assert [done.err for done in (refused, nowhere, wrong, missing) if "Exception" in done.err] == []


def test_nobody_who_listens_to_anything_turns_no_failure_into_success(project: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "site_builder", "decide", "--unsigned", "--feed", "none"]
    done = subprocess.run(command, cwd=project, env=env, input=b"{}", stdout=write, stderr=write, check=False)
    os.close(write)
    assert done.returncode == 5


@on_posix
def test_a_closed_standard_input_is_told(project: Path) -> None:
    script = 'exec "$@" <&-'
    command = ["sh", "-c", script, "sh", sys.executable, "-m", "site_builder", "decide", "--unsigned", "--feed", "none"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, check=False, text=True)
    assert (done.returncode, "standard input is closed" in done.stderr) == (3, True), done.stderr


def test_a_day_at_the_end_of_time_builds(project: Path) -> None:
    assert call("build", "-q", "--on", "9999-12-31", folder=project).code == 0


def test_public_logs_do_not_show_what_colleagues_ask(project: Path) -> None:
    for style in ("github", "gitlab", "sarif"):
        assert "chief statistician's approval" not in call("check", "--format", style, folder=project).out
    assert "chief statistician's approval" in call("check", "--all", folder=project).out


@pytest.mark.parametrize("style", ["text", "json", "github", "gitlab", "sarif"])
def test_no_report_quotes_a_note_at_the_top_of_a_file(project: Path, style: str) -> None:
    for file in (project / "registry").rglob("*.yaml"):
        file.write_text(f"# SECRET note\n{file.read_text('utf-8')}", "utf-8")
    shown = call("check", "--format", style, folder=project)
    assert (shown.code, "not-stated" in shown.out, "SECRET" in shown.out) == (0, True, False)


# ---- it refuses


def _edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(registry: Path) -> None:
        text = (registry / name).read_text("utf-8")
        assert old in text
        (registry / name).write_text(text.replace(old, new, 1), "utf-8")

    return edit


NHS, PARTNERS = "recipients/nhs-services.yaml", "recipients/partner-agencies.yaml"


def _line(file: str, text: str) -> int:
    """The line of the seed's file in which a text stands first."""
    lines = (REGISTRY / file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


MODALITY, MONITORING = _line(NHS, "modality: may_on_request"), _line(NHS, "purposes: [health-monitoring]")


def _empty(registry: Path) -> None:
    for file in registry.rglob("*.yaml"):
        file.unlink()


WRONG: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "empty registry": (
        _empty,
        "registry/organisation.yaml:1:1: error",
        "organisation.yaml is missing",
    ),
    "not YAML": (_edit(NHS, "name: NHS services", 'name: "NHS services'), f"registry/{NHS}:1:7: error", "quote"),
    "misspelt field": (
        _edit(NHS, "    modality: may_on_request\n", "    modalty: may_on_request\n"),
        f"registry/{NHS}:{MODALITY}:5: error",
        "Did you mean 'modality'?",
    ),
    "unknown id": (
        _edit(NHS, "purposes: [health-monitoring]", "purposes: [health-monitorin]"),
        f"registry/{NHS}:{MONITORING}:16: error",
        "Did you mean 'health-monitoring' (monitoring programmes of the Department of Health)?",
    ),
    "id of another kind": (
        _edit(NHS, "purposes: [health-monitoring]", "purposes: [children]"),
        f"registry/{NHS}:{MONITORING}:16: error",
        "is the id of something else",
    ),
    "a character that no font has": (
        _edit(NHS, "name: NHS services", "name: NHS services \U0001f600"),
        f"registry/{NHS}:1:7: error",
        "GRINNING FACE",
    ),
    "a condition that asks nothing": (
        _edit(NHS, "      - type: request_needed\n", "      - type: request_needed\n      - type: age_range\n"),
        f"registry/{NHS}:{_line(NHS, '- type: request_needed') + 1}:9: error",
        "Add at least one of: from_age, to_age.",
    ),
    "a term of no vocabulary": (
        _edit("vocabulary/purposes.yaml", "  name: research\n", "  name: research\n  dpv_term: foo:Bar\n"),
        "registry/vocabulary/purposes.yaml:3:13: error",
        "The Data Privacy Vocabulary has no term 'foo:Bar'.",
    ),
    "for all and for none": (
        _edit(
            "recipients/communities-and-local-government-department.yaml",
            "disclosures:\n",
            "all_our_disclosures:\n  lawful_basis: [consent]\n\ndisclosures:\n",
        ),
        "registry/recipients/communities-and-local-government-department.yaml:4:1: error",
        "applies to no disclosure",
    ),
    "no base for the ids": (
        _edit("organisation.yaml", "site: https", "# site: https"),
        "registry/organisation.yaml:1:1: error",
        "'site' is missing",
    ),
    **{
        f"no base for ids: {site}": (
            _edit("organisation.yaml", "site: https://council.example/data-sharing/\n", f"site: {site}\n"),
            "registry/organisation.yaml:8:7: error",
            "as in council.example/notices/",
        )
        for site in (
            "http://council.example/",
            "https://council.example",
            "https://council..example/",
            "https://Council.example/",
            "https://council.example/a b/",
            "https://council.example/../",
            "https://council.example/?page=1",
            "https://someone:secret@council.example/",
        )
    },
    "an id of which no address can be made": (
        _edit("vocabulary/purposes.yaml", "research:\n", "récherche:\n  name: x\n  family: research\n\nresearch:\n"),
        "registry/vocabulary/purposes.yaml:1:1: error",
        "Ids are small letters, digits and hyphens",
    ),
    "field twice": (
        _edit(NHS, "    modality: may_on_request\n", "    modality: may_on_request\n    modality: may\n"),
        f"registry/{NHS}:{MODALITY + 1}:5: error",
        f"line {MODALITY}",
    ),
    "wrong type": (
        _edit(NHS, "purposes: [health-monitoring]", "purposes: health-monitoring"),
        f"registry/{NHS}:{MONITORING}:15: error",
        "Write [health-monitoring]",
    ),
    "word that is none": (
        _edit(NHS, "    modality: may_on_request\n", "    modality: perhaps\n"),
        f"registry/{NHS}:{MODALITY}:15: error",
        "perhaps",
    ),
    "not shown": (
        _edit("notices/child-data.yaml", "      - partner-agencies\n", ""),
        f"registry/{PARTNERS}:{_line(PARTNERS, 'partner-agencies-services')}:3: error",
        "no notice shows",
    ),
    "shown twice": (
        _edit("notices/child-data.yaml", "      - dfe-surveys\n", "      - dfe-surveys\n      - dfe-surveys\n"),
        "registry/notices/child-data.yaml:19:9: error",
        "already shown at line 18",
    ),
    "in two places": (
        _edit(
            "recipients/partner-agencies.yaml",
            "disclosures:\n",
            "all_our_disclosures:\n  modality: must\n\ndisclosures:\n",
        ),
        f"registry/{PARTNERS}:{_line(PARTNERS, 'modality: may') + 3}:5: error",
        "Keep it in one of the two places",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_registry_gets_a_sentence_with_its_place_and_changes_nothing(built: Path, name: str) -> None:
    before = tree(built / "site")
    edit, place, words = WRONG[name]
    edit(built / "registry")
    for command in ("check", "build"):
        done = call(command, folder=built)
        assert done.code == 1, done.out + done.err
        errors = [line for line in done.out.splitlines() if ": error: " in line]
        assert len(errors) == 1, done.out
        assert errors[0].startswith(place), errors[0]
        assert words in errors[0], errors[0]
        assert "Traceback" not in done.err
    assert tree(built / "site") == before


def test_all_problems_of_all_files_are_told_at_once(project: Path) -> None:
    for edit in (WRONG["misspelt field"][0], WRONG["shown twice"][0]):
        edit(project / "registry")
    (project / "registry/recipients/police.yaml").write_text("name: [\n", "utf-8")
    done = call("check", folder=project)
    errors = [line for line in done.out.splitlines() if ": error: " in line]
    assert [(error.split(" ")[0], error.split(" ")[-1]) for error in errors] == [
        ("registry/notices/child-data.yaml:19:9:", "[shown-twice]"),
        (f"registry/{NHS}:{MODALITY}:5:", "[unknown-field]"),
        ("registry/recipients/police.yaml:1:1:", "[missing-field]"),
        ("registry/recipients/police.yaml:1:7:", "[list-not-closed]"),
    ]


@pytest.mark.parametrize(
    ("text", "words"), [("{{ nonsense }}", "'nonsense' is undefined"), ("\n{% if %}", "index.html.j2, line 2")]
)
def test_a_slip_in_ones_own_template_is_told_with_its_name(project: Path, text: str, words: str) -> None:
    (project / "own").mkdir()
    (project / "own/index.html.j2").write_text(text, "utf-8")
    done = call("build", "--templates", "own", folder=project)
    assert (done.code, words in done.err, "fault" in done.err) == (3, True, False), done.err
    assert not (project / "site").exists()


def _missing(project: Path) -> None:
    shutil.rmtree(project / "registry")


def _a_file(project: Path) -> None:
    _missing(project)
    (project / "registry").write_text("", "utf-8")


@pytest.mark.parametrize(("spoil", "words"), [(_missing, "There is no folder"), (_a_file, "is not a folder")])
def test_a_registry_that_cannot_be_read_is_exit_3(project: Path, spoil: Callable[[Path], None], words: str) -> None:
    spoil(project)
    for command in ("check", "build"):
        done = call(command, folder=project)
        assert (done.code, words in done.err, "Traceback" in done.err) == (3, True, False), done.err


def _is_a_file(project: Path) -> None:
    (project / "site").write_text("mine", "utf-8")


def _is_foreign(project: Path) -> None:
    (project / "site").mkdir()
    (project / "site/mine.txt").write_text("mine", "utf-8")


def _holds_more(project: Path) -> None:
    assert call("build", "-q", folder=project).code == 0
    (project / "site/mine.txt").write_text("mine", "utf-8")


@pytest.mark.parametrize("spoil", [_is_a_file, _is_foreign, _holds_more])
def test_an_output_folder_that_is_not_ours_is_exit_3_and_stays_as_it_was(
    project: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(project)
    before = _but_the_record(project)
    done = call("build", folder=project)
    assert (done.code, "Traceback" in done.err) == (3, False)
    assert done.err.count("--out") or done.err.count("--keep")
    assert _but_the_record(project) == before


def _but_the_record(project: Path) -> dict[str, bytes]:
    return {path: content for path, content in tree(project).items() if not path.startswith(RECORD)}


def test_a_build_keeps_what_it_made_and_is_the_same_without(project: Path) -> None:
    assert call("build", "-q", "--no-cache", folder=project).code == 0
    before = tree(project / "site")
    assert not (project / RECORD / "cache").exists()
    assert call("check", "-q", folder=project).code == 0
    found = len([*(project / RECORD / "cache").iterdir()])
    assert call("build", "-q", folder=project).code == 0
    papers = [path for path in before if path.endswith(".pdf")]
    kept = sorted((project / RECORD / "cache").iterdir())
    # each page, each PDF before and after its data is attached, that each of both was read, and what was published
    assert len(kept) == found + 5 * len(papers) + 1
    times = [path.stat().st_ino for path in kept]
    with patch.object(setting, "_set", side_effect=AssertionError), patch.object(words_check, "unlike_pdf") as read:
        assert call("build", "-q", "--keep", "CNAME", folder=project).code == 0
    assert not read.called
    assert [path.stat().st_ino for path in kept] == times
    assert tree(project / "site") == before


def test_a_check_says_the_same_whatever_is_kept_and_leaves_the_registry_alone(project: Path) -> None:
    notice = project / "registry/notices/child-data.yaml"
    words = notice.read_text("utf-8")
    for edit in (words, words.replace("title: ", "title: TBC ", 1), words, f"{words}nonsense: 1\n"):
        notice.write_text(edit, "utf-8")
        before = tree(project / "registry")
        plain = call("check", "--all", "--no-cache", folder=project)
        for entry in (project / RECORD / "cache").glob("*"):
            if entry.stat().st_ino % 2:
                entry.write_bytes(b"broken")
        assert [call("check", "--all", folder=project) for _ in range(2)] == [plain] * 2
        assert tree(project / "registry") == before
    assert plain.code == 1


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_terminal_shows_which_file_is_made_of_how_many_and_how_long_still(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    err, now = StringIO(), [0.0]
    monkeypatch.setattr(err, "isatty", lambda: is_terminal)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    watch = _Watch(Project(Path(), "registry", quiet=False, verbose=False, debug=False))
    watch("feed")
    now[0] = 3.0
    watch("child-data/notice.pdf", 2, 10)
    watch("a-very-long-name/" * 9 + "notice.pdf", 3, 10)
    watch.done()
    shown = err.getvalue().split("\r")
    assert any(line.startswith("2 of 10, 12 s left: child-data/notice.pdf") for line in shown) is is_terminal
    assert max(map(len, shown)) < 80
    assert shown[-1] == ""


def test_a_build_without_a_place_for_what_it_makes_is_the_same(project: Path) -> None:
    (project / RECORD).write_bytes(b"a file where the folder should be")
    done = call("build", "-q", folder=project)
    assert (done.code, (project / "site/index.html").exists()) == (0, True)


def test_what_is_kept_stays(built: Path) -> None:
    (built / "site/CNAME").write_text("council.example", "utf-8")
    assert call("build", "-q", "--keep", "CNAME", folder=built).code == 0
    assert (built / "site/CNAME").read_text("utf-8") == "council.example"


def _without_power() -> list[str]:
    """Words before a command by which even root is held to the permissions of a folder."""
    if os.name != "posix":
        pytest.skip("permissions of folders are POSIX's")
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root without setpriv cannot give up its power over permissions")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def at_the_root(project: Path, site: str = "https://notices.council.example/") -> Path:
    """The project, published where nothing else of its host stands."""
    file = project / "registry/organisation.yaml"
    file.write_text(re.sub(r"^site: .*$", f"site: {site}", file.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    return project


def test_at_the_root_of_a_host_there_is_a_catalogue_of_apis_and_the_manifest_lists_it(project: Path) -> None:
    done = call("build", folder=at_the_root(project))
    assert (done.code, "api-catalog is left out" in done.err) == (0, False)
    site = tree(project / "site")
    listed = json.loads(site["data/v1/manifest.json"])["files"]
    assert ".well-known/api-catalog" in json.dumps(listed)
    found = json.loads(site[".well-known/api-catalog"])["linkset"][0]["item"][0]["href"]
    assert found.removeprefix("https://notices.council.example/") in site
    assert call("build", "-q", folder=project).code == 0
    assert tree(project / "site") == site


def test_below_a_path_there_is_no_catalogue_of_apis(built: Path) -> None:
    assert not (built / "site/.well-known").exists()


def test_what_is_well_known_and_kept_stays_and_the_catalogue_is_left_out_aloud(project: Path) -> None:
    own = project / "site/.well-known/security.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Contact: mailto:security@council.example\n", "utf-8")
    refused = call("build", "-q", folder=at_the_root(project))
    assert (refused.code, ".well-known/security.txt" in refused.err) == (3, True)
    done = call("build", "--keep", ".well-known", folder=project)
    assert done.code == 0, done.err
    assert "api-catalog is left out, as .well-known is kept" in done.err
    assert sorted(own.parent.iterdir()) == [own]
    assert own.read_text("utf-8").startswith("Contact:")
    assert "api-catalog" not in (project / "site/_headers").read_text("utf-8")
    assert call("build", "-q", "--keep", ".well-known", folder=project).err == ""


def test_an_output_folder_that_is_not_writable_is_exit_3(built: Path) -> None:
    shutil.rmtree(built / "site")
    command = [*_without_power(), sys.executable, "-m", "site_builder", "build", "-C", str(built)]
    built.chmod(0o500)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    built.chmod(0o700)
    assert (done.returncode, "not allowed to write" in done.stderr) == (3, True), done.stderr
    assert not (built / "site").exists()


def test_a_day_that_is_none_is_a_usage_error(project: Path) -> None:
    done = call("build", "--on", "31-12-2026", folder=project)
    assert (done.code, "year-month-day" in done.err) == (2, True)


# ---- it is quick to start


def _imported(*arguments: str, folder: Path) -> Iterator[str]:
    command = [sys.executable, "-X", "importtime", "-m", "site_builder", *arguments]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True, text=True
    )
    yield from (line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines() if "|" in line)


HEAVY = {
    "jsonschema",
    "referencing",
    "typst",
    "pikepdf",
    "jinja2",
    "babel",
    "markdown_it",
    "lxml",
    "PIL",
    "cryptography",
}


@pytest.mark.parametrize(
    ("arguments", "more"),
    [(["--help"], {"yaml"}), (["check", "-q"], set()), (["explain", "tab"], set())],
)
def test_help_and_check_import_nothing_heavy(project: Path, arguments: list[str], more: set[str]) -> None:
    tops = {name.split(".")[0] for name in _imported(*arguments, folder=project)}
    assert tops & (HEAVY | more) == set()


def test_the_reader_of_the_feed_imports_nothing_third_party() -> None:
    code = "import sys; import site_builder.load.feed.reader; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    tops = {name.split(".")[0] for name in done.stdout.split()}
    assert tops & (HEAVY | {"yaml", "click"}) == set()
