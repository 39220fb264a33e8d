"""The site as a whole: the seed as published, the same bytes always, and nothing that is not public."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner

from site_builder import build, check
from site_builder.addresses import DATA, FEED, own_part
from site_builder.build import site_files
from site_builder.cli import cli
from site_builder.facts.redact import public
from site_builder.load.feed import reader
from site_builder.load.project.files import Source, definitions, schema_of
from site_builder.load.project.folder import load
from site_builder.load.yaml.read import read
from site_builder.model import VOCABULARIES, Disclosure, Notice, Organisation, Passage, Recipient, Registry
from site_builder.model.values import Url, Word, words
from site_builder.problems import Finding, Severity
from site_builder.schemas.trees import trees
from site_builder.verify.tagged import tagged_text
from tests import every_field
from tests.effort import THOROUGH, some
from tests.renew_golden import GOLDEN, differences
from tests.seed import ON, REGISTRY, ROOT, blocks, seed, whole
from tests.signing import edit

Site = Mapping[str, bytes]


@pytest.fixture(scope="module")
def site() -> Site:
    return site_files(whole(), ON)


def test_the_seed_is_published_as_in_the_golden_site(site: Site) -> None:
    """Renew it with `make golden`, in a commit that says why."""
    golden = {p.relative_to(GOLDEN).as_posix(): p.read_bytes() for p in GOLDEN.rglob("*") if p.is_file()}
    assert sorted(site) == sorted(golden)
    assert [path for path in site if site[path] != golden[path]] == []


def test_golden_differences_are_told_as_facts() -> None:
    registry = seed()
    recipients = tuple(
        replace(r, website=Url("https://example.org/")) if r.id == "nhs-services" else r for r in registry.recipients
    )
    assert list(differences(registry, replace(registry, recipients=recipients))) == [
        "+ nhs-services.website: https://example.org/"
    ]


def test_the_feed_reads_back_into_the_same_registry(site: Site) -> None:
    assert reader.read(site[FEED]) == seed()


def test_every_sentence_of_the_seed_is_in_the_feed_in_order(site: Site) -> None:
    (notice,) = json.loads(site[FEED])["notices"]
    read = [notice["title"], *(p["text"] for p in notice["opening"])]
    for section in notice["sections"]:
        read += [section["heading"], *(p["text"] for p in section.get("passages", ()))]
    assert " ".join(text["en-gb"] for text in read) == " ".join(blocks())


def test_page_and_pdf_carry_the_notices_own_part_of_the_feed(site: Site, tmp_path: Path) -> None:
    named = next(
        path for path in site if path.startswith(f"{DATA}feed.") and path.count(".") == 2 and "schema" not in path
    )
    own = own_part("child-data")
    assert site[named] == site[FEED]
    assert f'href="{named}"'.encode() in site["index.html"]
    assert f'href="../{own}"'.encode() in site["child-data/index.html"]
    (tmp_path / "notice.pdf").write_bytes(site["child-data/notice.pdf"])
    with pikepdf.open(tmp_path / "notice.pdf") as pdf:
        assert pdf.attachments["feed.jsonld"].get_file().read_bytes() == site[own]


# ---- the same bytes, whatever surrounds the build


def _built(project: Path, **variables: str) -> Site:
    """The site of a project folder, built by the command line in a process of its own."""
    command = [sys.executable, "-m", "site_builder", "build", "-q", "-C", str(project), "--on", ON.isoformat()]
    subprocess.run(command, check=True, cwd=project, env={**os.environ, "PYTHONPATH": str(ROOT), **variables})
    return _read(project / "site")


def _built_here(project: Path) -> Site:
    """The same, in this process."""
    done = CliRunner().invoke(cli, ["build", "-q", "-C", str(project), "--on", ON.isoformat()])
    assert done.exit_code == 0, done.output
    return _read(project / "site")


def _read(out: Path) -> Site:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def _project(folder: Path, ending: bytes = b"\n", start: bytes = b"") -> Path:
    for source in REGISTRY.rglob("*.yaml"):
        target = folder / "registry" / source.relative_to(REGISTRY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(start + source.read_bytes().replace(b"\n", ending))
    return folder


PLACES: list[tuple[str, bytes, bytes, dict[str, str]]] = [
    ("späces, and all else", b"\r\n", b"\xef\xbb\xbf", {"PYTHONHASHSEED": "3", "TZ": "Pacific/Auckland", "LANG": "C"}),
    ("plain", b"\n", b"", {"PYTHONHASHSEED": "1"}),
    ("a folder with späces", b"\r\n", b"", {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland"}),
    ("byte-order-mark", b"\r\n", b"\xef\xbb\xbf", {"LC_ALL": "C", "LANG": "C"}),
]


@pytest.mark.parametrize(("name", "ending", "start", "variables"), some(PLACES, one_in=4))
def test_the_bytes_are_the_same_from_every_place_and_an_edit_changes_only_what_it_should(
    site: Site, tmp_path: Path, name: str, ending: bytes, start: bytes, variables: dict[str, str]
) -> None:
    project = _project(tmp_path / name, ending, start)
    assert _built(project, **variables) == site
    times = {p: p.stat().st_mtime_ns for p in (project / "site").rglob("*")}
    assert _built_here(project) == site
    assert {p: p.stat().st_mtime_ns for p in (project / "site").rglob("*")} == times
    file = project / "registry" / "vocabulary" / "places.yaml"
    file.write_bytes(file.read_bytes().replace(b"our area", b"all of our area"))
    changed = _built_here(project)
    assert site["404.html"] == changed["404.html"]
    assert _without_digest(site["index.html"]) == _without_digest(changed["index.html"])
    assert b"all of our area" not in site["child-data/index.html"]
    assert b"Only in all of our area" in changed["child-data/index.html"]


def _without_digest(page: bytes) -> bytes:
    return re.sub(rb"feed\.[0-9a-f]{16}\.", b"feed.", page)


# ---- nothing that is not public


MARKER = "XQZMARKERXQZ"
KINDS = {Organisation: "organisation", Recipient: "recipient", Disclosure: "recipient", Notice: "notice"}
KINDS |= {cls: name for name, cls in VOCABULARIES.items()}
"""The schema of the file in which each thing stands."""


@dataclass(frozen=True)
class Marked:
    """A project with a marker in all that is not public, its registry, and what a build made and printed."""

    folder: Path
    registry: Registry
    site: Site
    printed: str


def _every_field(folder: Path) -> None:
    every_field.write(folder, MARKER)
    if not THOROUGH:  # the same words once more, which take as long to set as all others together
        edit(folder / "organisation.yaml", "large_print: true", "large_print: false")


def _seed(folder: Path) -> None:
    """The seed with everything that may stand under `internal` and `proposed`, for each of its things."""
    shutil.copytree(REGISTRY, folder)
    missing = {kind for kind in VOCABULARIES if not (folder / "vocabulary" / f"{kind}.yaml").exists()}
    for kind in missing:
        entry = {every_field.IDS[kind]: every_field.sample(kind)}
        (folder / "vocabulary" / f"{kind}.yaml").write_text("\n".join(every_field.lines(entry)) + "\n", "utf-8")
    first = {KINDS[type(t)]: t.id for t in reversed(tuple(whole().things.values()))}
    plural = {"recipients": first["recipient"], "notices": first["notice"], "disclosures": whole().disclosures[0].id}
    ids = {**{kind: every_field.IDS[kind] for kind in missing}, **first, **plural}
    for file in folder.rglob("*.yaml"):
        name = file.relative_to(folder).as_posix()
        own = re.sub(r"^(proposed|internal):\n([ #].*\n|\n)*", "", file.read_text("utf-8"), flags=re.MULTILINE)
        schema, _, _ = schema_of(name) or ("", "", "")
        blocks = every_field.unpublished(schema, _defined_in(name, own), MARKER, ids)
        first_line, rest = own.split("\n", 1)
        noted = f"{first_line}\n# {MARKER}\n{rest}\n"
        file.write_text(noted + "\n".join(every_field.lines(blocks)) + f"\n# {MARKER}\n", "utf-8")


def _defined_in(name: str, text: str) -> list[str]:
    """The ids of the things in a file."""
    document, _ = read(text.encode(), name)
    assert document is not None
    schema, kind, key = schema_of(name) or ("", "", "")
    return [d.id for d in definitions(Source(document, schema, kind, key, document.data))]


@pytest.fixture(scope="module", params=some([_every_field, _seed], one_in=2), ids=lambda write: str(write.__name__))
def marked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Marked:
    folder = tmp_path_factory.mktemp("marked")
    request.param(folder / "registry")
    loaded = load(folder / "registry", "registry", ON)
    assert loaded.registry is not None, [p for p in loaded.problems if p.severity == "error"]
    built = CliRunner().invoke(cli, ["build", "-v", "-C", str(folder), "--on", ON.isoformat()])
    assert built.exit_code == 0, built.output
    return Marked(folder, loaded.registry, _read(folder / "site"), built.output)


def _ways(value: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to each text that holds the marker, as `every_field.texts` tells it."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _ways(part, (*way, key))
    elif isinstance(value, list):
        for part in value:
            yield from _ways(part, (*way, part["type"]) if isinstance(part, Mapping) and "type" in part else way)
    elif MARKER in str(value):
        yield way


def test_the_marker_is_in_every_text_that_the_schemas_let_stand_there(marked: Marked) -> None:
    things = marked.registry.things
    expected = 0
    for each in marked.registry.unpublished:
        texts = every_field.texts(KINDS[type(things[each.about])], each.block)
        assert sorted(_ways(each.fields)) == sorted(texts)
        expected += len(texts)
    assert str([dict(u.fields) for u in marked.registry.unpublished]).count(MARKER) == expected > 200


def test_every_kind_of_file_that_may_hold_what_is_not_public_is_marked(marked: Marked) -> None:
    found = {(u.block, KINDS[type(marked.registry.things[u.about])]) for u in marked.registry.unpublished}
    kinds = {*trees()}
    holding = {kind for kind in kinds if every_field.has_unpublished(kind)}
    assert found == {(block, kind) for block in every_field.UNPUBLISHED for kind in holding}
    assert kinds - holding == {"released", "retired", "translation"}


def _leaks(made: Site) -> set[str]:
    """Every file in whose name or bytes the marker stands; of a PDF also what it reads out, and each of its streams."""
    found = {path for path, data in made.items() if MARKER.encode() in path.encode() + b" " + data}
    for path in (p for p in made if p.endswith(".pdf")):
        with pikepdf.open(BytesIO(made[path])) as pdf:
            parts = [bytes(o.read_bytes()) if isinstance(o, pikepdf.Stream) else str(o).encode() for o in pdf.objects]
        read_out = "".join(part.text for part in tagged_text(made[path])).encode()
        found |= {path for part in (read_out, *parts) if MARKER.encode() in part}
    return found


def test_no_internal_or_proposed_value_leaves_the_house(marked: Marked) -> None:
    assert _leaks(marked.site) == set()
    assert MARKER not in marked.printed


def _leaky(registry: Registry) -> Registry:
    """Broken twin of `public`: what is proposed is published with the rest."""
    notice = registry.notices[0]
    said = tuple(Passage(shape=Word("paragraph"), text=words("en-gb", str(u.fields))) for u in registry.unpublished[:2])
    return replace(public(registry), notices=(replace(notice, closing=said), *registry.notices[1:]))


def test_a_public_half_that_leaks_is_noticed(marked: Marked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "public", _leaky)
    notice = replace(marked.registry.notices[0], reads_with=(), supersedes=())
    found = _leaks(site_files(replace(marked.registry, notices=(notice,)), ON))
    assert {f"{notice.id}/index.html", f"{notice.id}/notice.pdf", FEED} <= found


# ---- what `check` shows to those who may see it: questions, and of what is proposed the names of the fields


def _checked(marked: Marked, *options: str) -> str:
    done = CliRunner().invoke(cli, ["check", "-q", "--all", *options, "-C", str(marked.folder), "--on", ON.isoformat()])
    assert done.exit_code == 0, done.output
    return done.output


def _in_json(printed: str) -> Iterator[tuple[str, str]]:
    yield from ((p["rule"], json.dumps(p)) for p in json.loads(printed)["problems"])


def _in_sarif(printed: str) -> Iterator[tuple[str, str]]:
    (run,) = json.loads(printed)["runs"]
    yield from ((r["ruleId"], json.dumps(r)) for r in run["results"])
    yield "no rule", json.dumps({**run, "results": []})


def _in_github(printed: str) -> Iterator[tuple[str, str]]:
    for line in printed.splitlines():
        (rule,) = re.findall(r"^::\w+ [^:]*title=([a-z-]+)::", line)
        yield rule, line


def _in_gitlab(printed: str) -> Iterator[tuple[str, str]]:
    yield from ((each["check_name"], json.dumps(each)) for each in json.loads(printed))


def _in_text(printed: str) -> Iterator[tuple[str, str]]:
    rule = "no rule"
    for line in printed.splitlines():
        if re.match(r"registry/\S+:\d+:\d+: ", line):
            (rule,) = re.findall(r"\[([a-z-]+)\]$", line)
        yield rule, line


FORMATS = [
    ("json", _in_json, {"questions"}),
    ("text", _in_text, {"questions"}),
    ("sarif", _in_sarif, set()),
    ("github", _in_github, set()),
    ("gitlab", _in_gitlab, set()),
]
"""Each format, and the rules that show what is not public: none in those that go into a forge's public logs."""


@pytest.mark.parametrize(("style", "told", "showing"), FORMATS)
def test_check_shows_questions_in_the_house_and_never_what_is_proposed(
    marked: Marked, style: str, told: Callable[[str], Iterator[tuple[str, str]]], showing: set[str]
) -> None:
    printed = list(told(_checked(marked, "--format", style)))
    assert {rule for rule, text in printed if MARKER in text} == showing
    noted = {"proposed", "questions"} if showing else set()
    assert {rule for rule, _ in printed} & {"proposed", "questions", "not-stated"} == {"not-stated", *noted}


def telling(registry: Registry, _on: date) -> Iterator[Finding]:
    """Broken twin of the rule `proposed`: it tells the values too."""
    for each in (u for u in registry.unpublished if u.block == "proposed"):
        yield Finding(Severity.WARNING, each.about, ("proposed", each.about), str(each.fields), rule="telling")


def test_a_rule_that_shows_what_is_proposed_is_noticed(marked: Marked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "RULES", {"telling": telling})
    for style, told in (("json", _in_json), ("text", _in_text)):
        printed = told(_checked(marked, "--format", style))
        assert {rule for rule, text in printed if MARKER in text} == {"telling"}


def test_check_names_the_fields_that_are_proposed(marked: Marked) -> None:
    printed = _checked(marked, "--for", "dpo", "--format", "json")
    said = [p["message"] for p in json.loads(printed)["problems"] if p["rule"] == "proposed"]
    blocks = [u.fields for u in marked.registry.unpublished if u.block == "proposed"]
    names = [", ".join(key.replace("_", " ") for key in fields if key != "reason") for fields in blocks]
    assert sorted(said) == sorted(f"Proposed and not yet confirmed: {listed}." for listed in names)
    assert MARKER not in printed


def test_a_page_of_ones_own_templates_is_used_and_ours_fill_the_gaps(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates", tmp_path / "all")
    own = tmp_path / "own"
    own.mkdir()
    (own / "index.html.j2").write_text("<p>ours</p>", "utf-8")
    made = site_files(whole(), ON, own)
    assert made["index.html"] == b"<p>ours</p>\n"
    # Only where no template is anybody's own are all attributes known to stand in double quotes.
    page = made["child-data/index.html"].replace(b"&#39;", b"'")
    assert page == site_files(whole(), ON)["child-data/index.html"]
