"""The site as a whole: the seed as published, the same bytes always, and nothing that is not public."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from site_builder import build
from site_builder.build import DATA, site_files
from site_builder.core.model import Passage, Registry
from site_builder.core.public import public
from site_builder.core.values import Url, Word, words
from site_builder.sources import feed
from site_builder.sources.folder import load
from tests.checkers.tagged import tagged_text
from tests.renew_golden import GOLDEN, differences
from tests.seed import ON, REGISTRY, ROOT, blocks, seed, whole

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
    assert feed.read(site[f"{DATA}feed.jsonld"]) == seed()


def test_every_sentence_of_the_seed_is_in_the_feed_in_order(site: Site) -> None:
    (notice,) = json.loads(site[f"{DATA}feed.jsonld"])["notices"]
    read = [notice["title"], *(p["text"] for p in notice["opening"])]
    for section in notice["sections"]:
        read += [section["heading"], *(p["text"] for p in section.get("passages", ()))]
    assert " ".join(text["en-gb"] for text in read) == " ".join(blocks())


def test_page_and_pdf_carry_the_feed_of_the_same_build(site: Site, tmp_path: Path) -> None:
    named = next(
        path for path in site if path.startswith(f"{DATA}feed.") and path.count(".") == 2 and "schema" not in path
    )
    assert site[named] == site[f"{DATA}feed.jsonld"]
    assert f'href="../{named}"'.encode() in site["child-data/index.html"]
    (tmp_path / "notice.pdf").write_bytes(site["child-data/notice.pdf"])
    with pikepdf.open(tmp_path / "notice.pdf") as pdf:
        assert pdf.attachments["feed.jsonld"].get_file().read_bytes() == site[named]


# ---- the same bytes, whatever surrounds the build


def _built(project: Path, **variables: str) -> Site:
    """The site of a project folder, built by the command line in a process of its own."""
    command = [sys.executable, "-m", "site_builder", "build", "-q", "-C", str(project), "--on", ON.isoformat()]
    subprocess.run(command, check=True, cwd=project, env={**os.environ, "PYTHONPATH": str(ROOT), **variables})
    out = project / "site"
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def _project(folder: Path, ending: bytes = b"\n", start: bytes = b"") -> Path:
    for source in REGISTRY.rglob("*.yaml"):
        target = folder / "registry" / source.relative_to(REGISTRY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(start + source.read_bytes().replace(b"\n", ending))
    return folder


@pytest.mark.parametrize(
    ("name", "ending", "start", "variables"),
    [
        ("plain", b"\n", b"", {"PYTHONHASHSEED": "1"}),
        ("a folder with späces", b"\r\n", b"", {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland"}),
        ("byte-order-mark", b"\r\n", b"\xef\xbb\xbf", {"LC_ALL": "C", "LANG": "C"}),
    ],
)
def test_the_bytes_are_the_same_from_every_place(
    site: Site, tmp_path: Path, name: str, ending: bytes, start: bytes, variables: dict[str, str]
) -> None:
    assert _built(_project(tmp_path / name, ending, start), **variables) == site


def test_a_second_build_changes_nothing(tmp_path: Path) -> None:
    project = _project(tmp_path)
    first = _built(project)
    times = {p: p.stat().st_mtime_ns for p in (project / "site").rglob("*")}
    assert _built(project) == first
    assert {p: p.stat().st_mtime_ns for p in (project / "site").rglob("*")} == times


def test_an_edit_changes_only_what_it_should(site: Site, tmp_path: Path) -> None:
    project = _project(tmp_path)
    file = project / "registry" / "vocabulary" / "places.yaml"
    file.write_text(file.read_text("utf-8").replace("our area", "all of our area"), "utf-8")
    changed = _built(project)
    assert site["index.html"] == changed["index.html"]
    assert b"All of our area" not in site["child-data/index.html"]
    assert b"In all of our area" in changed["child-data/index.html"]


# ---- nothing that is not public


MARKER = "XQZMARKERXQZ"

INTERNAL = f"""
internal:
  {{id}}:
    questions: |
      - {MARKER} questions
    note: |
      {MARKER} note
    contact: {MARKER} contact
    security: |
      {MARKER} security
    why_not_named: |
      {MARKER} why
    link: https://intranet.council.example/{MARKER}
    dpia:
      status: due
      reason: |
        {MARKER} reason
      link: https://intranet.council.example/{MARKER}
"""

PROPOSED = f"""
proposed:
  {{id}}:
    title: {MARKER} title
    exchange: {MARKER} exchange
    data_items: [{MARKER}-item]
    item_choices: [{MARKER}-choice]
    text: |
      {MARKER} text
    if_not_given: |
      {MARKER} if not given
    legal_power:
      - law: data-protection-act
        provision: {MARKER} provision
    retention:
      - period: {MARKER} period
        criteria: |
          {MARKER} criteria
    transfers:
      - country: {MARKER} country
    automated_decision:
      kind: assisted
      logic: |
        {MARKER} logic
    opt_outs:
      - scheme: local
        effect: applies
        why: |
          {MARKER} why
    more_information:
      - about: {MARKER} about
        url: https://intranet.council.example/{MARKER}
    conditions:
      - type: trigger
        event: {MARKER} event
    reason: |
      {MARKER} reason
"""


def _marked(folder: Path) -> Registry:
    """The seed with a marker in every internal and proposed text, and in a comment of every file."""
    project = _project(folder)
    for file in (project / "registry").rglob("*.yaml"):
        own = file.read_text("utf-8").split("\nproposed:")[0].split("\ninternal:")[0]
        file.write_text(f"# {MARKER}\n{own}", "utf-8")
    school = project / "registry" / "recipients" / "department-for-education.yaml"
    school.write_text(
        school.read_text("utf-8") + PROPOSED.format(id="dfe-surveys") + INTERNAL.format(id="dfe-surveys"), "utf-8"
    )
    for name, key in {
        "notices/child-data.yaml": "child-data",
        "vocabulary/purposes.yaml": "policy",
        "organisation.yaml": "example-county-council",
    }.items():
        file = project / "registry" / name
        file.write_text(file.read_text("utf-8") + INTERNAL.format(id=key), "utf-8")
    loaded = load(project / "registry", "registry", ON)
    assert loaded.registry is not None, loaded.problems
    return loaded.registry


def _leaks(made: Site) -> set[str]:
    """Every file in whose bytes the marker stands; of a PDF also what it reads out, and each of its streams."""
    found = {path for path, data in made.items() if MARKER.encode() in data}
    for path in (p for p in made if p.endswith(".pdf")):
        with pikepdf.open(BytesIO(made[path])) as pdf:
            parts = [bytes(o.read_bytes()) if isinstance(o, pikepdf.Stream) else str(o).encode() for o in pdf.objects]
        read = "".join(part.text for part in tagged_text(made[path])).encode()
        found |= {path for part in (read, *parts) if MARKER.encode() in part}
    return found


def test_no_internal_or_proposed_value_leaves_the_house(tmp_path: Path) -> None:
    registry = _marked(tmp_path)
    assert str(registry.unpublished).count(MARKER) > 40
    assert _leaks(site_files(registry, ON)) == set()


def _leaky(registry: Registry) -> Registry:
    """Broken twin of `public`: what is proposed is published with the rest."""
    notice = registry.notices[0]
    said = tuple(Passage(shape=Word("paragraph"), text=words("en-gb", str(u.fields))) for u in registry.unpublished)
    return replace(public(registry), notices=(replace(notice, closing=said),))


def test_a_public_half_that_leaks_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "public", _leaky)
    found = _leaks(site_files(_marked(tmp_path), ON))
    assert {"child-data/index.html", "child-data/notice.pdf", f"{DATA}feed.jsonld"} <= found


def test_a_page_of_ones_own_templates_is_used_and_ours_fill_the_gaps(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates", tmp_path / "all")
    own = tmp_path / "own"
    own.mkdir()
    (own / "index.html.j2").write_text("<p>ours</p>", "utf-8")
    made = site_files(whole(), ON, own)
    assert made["index.html"] == b"<p>ours</p>\n"
    assert made["child-data/index.html"] == site_files(whole(), ON)["child-data/index.html"]
