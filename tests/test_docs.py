"""The handbook is true: its examples run, its walk-through leads there, and it names every command and option."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from socket import socket
from typing import Any

import click
import pyoxigraph
import pytest
from click.testing import CliRunner

from benchmarks import chart
from benchmarks.__main__ import RESULTS
from benchmarks.whole import FIRST
from site_builder import loopback
from site_builder.cli import COMMANDS, cli, command
from site_builder.cli.problems import RECORD
from site_builder.edit import hosted
from site_builder.render.feed.graph import render
from site_builder.render.feed.parts import of_recipients
from site_builder.schemas.json_schemas import documents
from site_builder.serve import watching
from site_builder.service import running
from site_builder.service.app import Service
from site_builder.version import VERSION
from tests.effort import some
from tests.examples import example
from tests.graphs import inlined
from tests.handbook import DOCS
from tests.handbook import blocks as _blocks
from tests.handbook import printed as _printed
from tests.old_notice.documents import page as old_page
from tests.old_notice.documents import seed
from tests.seed import ON, REGISTRY, ROOT, blocks
from tools.handbook import PAGES as MADE
from tools.handbook import fields


def test_the_examples_for_systems_print_what_the_page_says(tmp_path: Path) -> None:
    data = ROOT / "tests/golden/data/v1"
    assert _printed(_example('"pupils" in'), data / "feed.jsonld") == _blocks("systems.md", "text")[1]
    (tmp_path / "feed.jsonld").write_bytes(render(example("county-2026"), ON))
    assert _printed(_example("special"), tmp_path / "feed.jsonld", "en-gb") == _blocks("systems.md", "text")[2]
    asked, lists = _example("possible_conditions"), _blocks("systems.md", "text")[3:5]
    assert [_printed(asked, folder / "feed.jsonld", "police") for folder in (tmp_path, data)] == lists
    assert _printed(_example("from pyld"), data) == "True\n"


def test_a_tool_that_loads_no_context_is_given_it_as_the_page_says() -> None:
    data = ROOT / "tests/golden/data/v1"
    feed, context = (json.loads((data / name).read_text("utf-8")) for name in ("feed.jsonld", "context.jsonld"))
    with pytest.raises(SyntaxError):
        list(pyoxigraph.parse(json.dumps(feed).encode(), format=pyoxigraph.RdfFormat.JSON_LD))
    exec(_example('feed["@context"]'), {"feed": feed, "context": context})  # noqa: S102 (it is our own page)
    assert {str(q) for q in pyoxigraph.parse(json.dumps(feed).encode(), format=pyoxigraph.RdfFormat.JSON_LD)} == {
        str(q) for q in pyoxigraph.parse(inlined(feed).encode(), format=pyoxigraph.RdfFormat.JSON_LD)
    }


def test_the_chart_of_the_handbook_shows_the_last_figures() -> None:
    figures = json.loads(RESULTS.read_text("utf-8"))["whole"]["tables"]
    assert chart.CHART.read_text("utf-8") == chart.drawn(figures)
    other = {**figures, "100 wall": {**figures["100 wall"], FIRST: 2 * figures["100 wall"][FIRST]}}
    assert chart.drawn(other) != chart.drawn(figures)


def test_the_parts_of_a_feed_are_put_together_as_the_page_says(tmp_path: Path) -> None:
    feed = json.loads((ROOT / "tests/golden/data/v1/feed.jsonld").read_text("utf-8"))
    (tmp_path / "data/v1/recipients").mkdir(parents=True)
    for part in of_recipients(feed, "data/v1/feed.0123456789abcdef.jsonld"):
        (tmp_path / part.path).write_bytes(part.data)
    assert _printed(_example("def merged"), tmp_path / "data/v1") == f"{len(feed['disclosures'])} disclosures\n"


def _example(part: str) -> str:
    """The example of the page for systems that has this in it."""
    (found,) = (code for code in _blocks("systems.md", "python") if part in code)
    return found


def test_what_changed_is_told_as_the_page_says(tmp_path: Path) -> None:
    shutil.copytree(REGISTRY, tmp_path / "registry")
    shutil.copytree(ROOT / "tests/golden", tmp_path / "site")
    (edits,) = _blocks("diff.md", "diff")
    for file in edits.split("--- ")[1:]:
        name, *lines = file.splitlines()
        text = (tmp_path / name).read_text("utf-8")
        for was, now in zip(lines[::2], lines[1::2], strict=True):
            assert (was[0], now[0], was[1:] in text) == ("-", "+", True), was
            text = text.replace(was[1:], now[1:], 1)
        (tmp_path / name).write_text(text, "utf-8")

    asked = ["diff", "site", "registry", "-C", str(tmp_path), "--on", "2026-11-25"]
    assert CliRunner().invoke(cli, asked).stdout == _blocks("diff.md", "text")[0]
    (change,) = map(json.loads, _blocks("diff.md", "json"))
    assert change in json.loads(CliRunner().invoke(cli, [*asked, "--format", "json"]).stdout)["changes"]


def test_every_command_and_option_is_in_the_handbook() -> None:
    page = (DOCS / "commands.md").read_text("utf-8")
    commands = {name: command(name) for name in COMMANDS}
    groups = {name: each for name, each in commands.items() if isinstance(each, click.Group)}
    inside = {f"{name} {key}": each for name, group in groups.items() for key, each in group.commands.items()}
    for name, each in {**commands, **inside}.items():
        assert f"`{name}" in page
        options = {o for p in each.params for o in p.opts if o.startswith("--")} - {"--help", "--quiet", "--verbose"}
        assert [o for o in options if o not in page] == []


def test_every_field_of_every_file_is_in_the_reference() -> None:
    page = fields()
    for word in (
        "`lawful_basis`",
        "`possible_conditions`",
        "`data_matching`",
        "`open_list`",
        "`vocabulary/purposes.yaml`",
    ):
        assert word in page
    assert [field for schema in documents().values() for field in _undescribed(schema)] == []


def _undescribed(schema: Any, name: str = "") -> Iterator[str]:
    """Fields that no editor could understand while typing."""
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str) and not schema.get("description"):
            yield name
        for key, part in schema.items():
            yield from _undescribed(part, key)
    elif isinstance(schema, list):
        for part in schema:
            yield from _undescribed(part, name)


def test_every_decision_is_listed_and_says_why() -> None:
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    for record in (DOCS / "decisions").glob("*.md"):
        assert f"decisions/{record.name}" in config
        text = record.read_text("utf-8")
        assert "**Decided.**" in text
        assert "**Why.**" in text


def test_the_starter_s_guide_is_the_registry_s_with_its_own_file_names_and_no_links() -> None:
    ours = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", (REGISTRY / "README.md").read_text("utf-8"))
    starter = (ROOT / "site_builder/starter/registry/README.md").read_text("utf-8")
    assert starter == ours.replace("child-data.yaml", "our-notice.yaml")


def test_the_page_on_an_old_notice_quotes_it_and_the_registry_that_was_made_of_it() -> None:
    page, registry = (
        (DOCS / "old-notice.md").read_text("utf-8"),
        [p.read_text("utf-8") for p in REGISTRY.rglob("*.yaml")],
    )
    shown = _blocks("old-notice.md", "yaml")
    assert len(shown) == 5
    assert [block for block in shown if not any(block in text for text in registry)] == []
    (quoted,) = re.findall(r"^> (.*?)\n\n", page, re.DOTALL | re.MULTILINE)
    assert " ".join(quoted.replace("\n> ", " ").split()) in blocks()


GUIDES = [ROOT / "README.md", REGISTRY / "README.md"]
PAGES = [*GUIDES, *sorted(DOCS.rglob("*.md"))]
TYPED = [page for page in PAGES if page not in {DOCS / name for name in MADE}]


def _commands(text: str) -> list[str]:
    """The command lines of a page that call this program: lines of code blocks, and code in a sentence, in order."""
    found = re.findall(r"^ *(?:\.venv/bin/)?(site-builder .*)$|`(site-builder [^`]+)`", text, re.MULTILINE)
    return [block or inline for block, inline in found]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this project of which a site was built, so that its PDFs need not be set for each page."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(REGISTRY, folder / "registry")
    assert CliRunner().invoke(cli, ["build", "-q", "-C", str(folder)]).exit_code == 0
    return folder


@pytest.mark.parametrize(
    "page",
    some([p for p in TYPED if _commands(p.read_text("utf-8"))], one_in=9),
    ids=lambda p: p.relative_to(ROOT).as_posix(),
)
def test_every_command_line_of_a_page_runs(
    built: Path, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(built / RECORD / "cache", tmp_path / RECORD / "cache")
    for name in ("registry", "templates", "docs/examples"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    # The preview and the form end at once, and no browser is opened.
    monkeypatch.setattr(watching, "watch", lambda *_: None)
    monkeypatch.setattr(loopback, "until_stopped", lambda: None)
    monkeypatch.setattr(running, "run", _answers_once)
    monkeypatch.setattr(click, "launch", lambda *_: None)
    # The pages speak of an officer, whom our registry does not name, and of a mark that only the command before knows.
    with Path("registry/vocabulary/roles.yaml").open("a", encoding="utf-8") as roles:
        roles.write("data-protection-officer:\n  name: data protection officer\n")
    if page.name == "edit-hosted.md":
        # The file that the page itself shows, with a secret.
        Path("edit.toml").write_text(page.read_text("utf-8").partition("```toml\n")[2].partition("```")[0], "utf-8")
        Path("edit.secret").write_text(f"{'s' * 43}\n", "utf-8")
        Path("edit.secret").chmod(0o600)
        monkeypatch.setattr(hosted, "run", lambda drafts, told: told(drafts.hosting.port))
    if page.name == "old-notice.md":
        # It begins where there is no registry yet.
        shutil.rmtree("registry")
        Path("old-notice.html").write_bytes(old_page(seed()))
    mark = ""
    for typed in _commands(page.read_text("utf-8")):
        if "kinds.csv" in typed:  # which a warehouse writes
            continue
        line = re.sub(r"(?<=--record )\S+", mark, typed)
        done = CliRunner().invoke(cli, shlex.split(line, comments=True)[1:])
        assert done.exit_code == (1 if "--strict" in line else 0), f"{line}: {done.output}"
        mark = done.stdout.strip().rpartition(" ")[2]


def test_every_command_line_of_every_page_is_one_that_the_program_takes() -> None:
    """Looked at, not run: its command is there, and takes its options and arguments."""
    lines = [(page.name, line) for page in TYPED for line in _commands(page.read_text("utf-8"))]
    assert [each for each in lines if not _is_taken(each[1])] == []


def _is_taken(line: str) -> bool:
    name, *given = shlex.split(line, comments=True)[1:]
    found: click.Command | None = command(name)
    try:
        if isinstance(found, click.Group):
            _, found, given = found.resolve_command(click.Context(found), given)
        assert found is not None
        found.make_context(name, given)
    except click.exceptions.Exit:
        return "--help" in line
    except click.UsageError:
        return False
    return True


@pytest.mark.parametrize("line", ["build --outt x", "export cedars", "check too many", "as-of"])
def test_a_command_line_that_the_program_does_not_take_is_found(line: str) -> None:
    assert not _is_taken(f"site-builder {line}")


def _answers_once(service: Service, listening: socket, _beside: object) -> None:
    """The decision service, of which one thing is asked."""
    service.client.decide({})
    listening.close()


def test_command_lines_are_found_wherever_they_stand() -> None:
    text = (
        "```sh\n.venv/bin/site-builder build  # here\nmake site\n    site-builder check\n```\nRun `site-builder new x`."
    )
    assert _commands(text) == ["site-builder build  # here", "site-builder check", "site-builder new x"]
    found = [line for page in PAGES for line in _commands(page.read_text("utf-8"))]
    assert {shlex.split(line)[1] for line in found} == {*COMMANDS}


# ---- what is typed to install it


def _misleading(text: str) -> list[str]:
    """The lines that install what no index has, an extra that there is not, or a wheel of another version."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    lines = re.findall(r"pip install [^`\n]*", text)
    named = [
        line for line in lines if re.search(r"(?<![/_])site-builder(?!\S* @ )|site_builder-(?!" + VERSION + "-)", line)
    ]
    unknown = [line for line in lines if {*re.findall(r"\[([\w-]+)\]", line)} - extras.keys()]
    return named + unknown


def test_no_page_and_no_job_installs_what_is_not_there() -> None:
    jobs = [*(DOCS / "examples").glob("*.yml"), ROOT / ".pre-commit-hooks.yaml", ROOT / "CHANGELOG.md"]
    assert [line for page in (*PAGES, *jobs) for line in _misleading(page.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "line", ["site-builder", "'site-builder[verify]'", '".[publsh]"', "./site_builder-0.0.9-py3-none-any.whl"]
)
def test_a_line_that_installs_something_else_is_found(line: str) -> None:
    right = 'pip install .\npip install "site-builder[verify] @ git+https://git.council.example/site_builder@v0.1.0"\n'
    assert _misleading(f"{right}- run: pip install {line}\n") == [f"pip install {line}"]


# ---- read on a forge, which shows the files of docs/ as they are


@cache
def _tracked() -> frozenset[Path]:
    """The files that a forge has."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z"]
    listed = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    return frozenset(ROOT / name for name in listed.split("\0") if name)


def _dead_links(page: Path, text: str) -> list[str]:
    """The relative links of a page that lead to no tracked file, or to no heading of one."""
    prose = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", prose) if not re.match(r"\w+:", link)]
    return [link for link in links if not _leads_somewhere(page, link)]


def _leads_somewhere(page: Path, link: str) -> bool:
    file, _, anchor = link.partition("#")
    path = Path(os.path.normpath(page.parent / file)) if file else page
    return path in _tracked() and (not anchor or anchor in _anchors(path))


def _anchors(page: Path) -> set[str]:
    text = page.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    named = {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
    return named | {*re.findall(r'<a id="([^"]+)"', text)}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere_on_a_forge(page: Path) -> None:
    assert _dead_links(page, page.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "dead",
    [
        "no-such-page.md",
        "practice/feed.jsonld",
        "../build/docs/index.html",
        "gate.md#no-such-heading",
        "#no-such-heading",
    ],
)
def test_a_dead_link_is_found(dead: str) -> None:
    alive = "[a](gate.md#evidence) [b](https://council.example/x.md) [c](reference/fields.md#a-condition)"
    assert _dead_links(DOCS / "decide.md", f"{alive} [d]({dead})") == [dead]


@pytest.mark.parametrize("name", MADE)
def test_a_made_page_is_as_the_program_makes_it(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == MADE[name](), "`make golden` renews it"
