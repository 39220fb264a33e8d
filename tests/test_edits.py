"""The edits of the handbook are as it says: what is typed, what `check` says of it, and what the page says then."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from html import unescape
from pathlib import Path

import pytest

from site_builder.build import site_files
from site_builder.check.words.readability import LONGEST, grade
from site_builder.load.project.folder import Loaded, load
from site_builder.model import Registry
from site_builder.model.sentences import sentences
from site_builder.problems import Severity, stops
from site_builder.render import pdf
from site_builder.report import as_text
from site_builder.starter import starter
from tests.effort import some
from tests.handbook import DOCS, blocks
from tests.seed import ON, REGISTRY, ROOT, whole
from tests.walk import PAGE, Edit, edits, measured, promised

EDITS = tuple(edits())
FIRST = (DOCS / "first-edit.md").read_text("utf-8")
HARDEST = 7
"""The school year (US) of a reader of twelve."""


@pytest.fixture(scope="module", autouse=True)
def _no_pdf_is_made() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "render", lambda *_, **__: b"")
        yield


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the registry as it came."""
    shutil.copytree(REGISTRY, tmp_path / "registry")
    return tmp_path


# ---- what is true of an edit


def faults(edit: Edit, project: Path) -> Iterator[str]:
    """Where what happens is not what the page says, when an edit is typed into a project."""
    on_the_way: set[str] = set()
    for number, step in enumerate(edit.steps):
        for typed in step.typed:
            typed.into(project)
        found = _loaded(project)
        says = as_text(found.problems).splitlines()
        yield from (f"not said: {line}" for line in step.said if line not in says)
        yield from (f"said: {line}" for line in _news(found) if line not in step.said)
        if number < len(edit.steps) - 1:
            on_the_way |= {*step.said}
    yield from (f"still said: {line}" for line in on_the_way if line in says)
    if found.registry is None or stops(found.problems):
        yield "it cannot be built"
    else:
        yield from _misread(edit, found.registry)


def _misread(edit: Edit, registry: Registry) -> Iterator[str]:
    """What a page does not say as it should, or said before the edit, or before the day."""
    now = _read(registry, ON)
    for each in edit.readings:
        before = _read(registry, each.day - timedelta(1)) if each.day else _read_of_the_seed()
        after = _read(registry, each.day) if each.day else now
        was, is_ = (each.words in pages.get(each.page, "") for pages in (before, after))
        if (was, is_) != (not each.is_there, each.is_there):
            yield f"read before: {was}, after: {is_}: {each.words}"


def _loaded(project: Path) -> Loaded:
    return load(project / "registry", "registry", ON)


def _news(found: Loaded) -> Iterator[str]:
    """The errors and warnings that are not said of the registry as it came."""
    for problem in found.problems:
        is_either = problem.severity in (Severity.ERROR, Severity.WARNING)
        if is_either and (problem.place.file, problem.message) not in _said_of_the_seed():
            yield as_text([problem]).splitlines()[0]


@cache
def _said_of_the_seed() -> set[tuple[str, str]]:
    return {(p.place.file, p.message) for p in _loaded(ROOT).problems}


@cache
def _read_of_the_seed() -> Mapping[str, str]:
    return _read(whole(), ON)


def _read(registry: Registry, on: date) -> Mapping[str, str]:
    """The words of each page, by its folder."""
    pages = {p.removesuffix("index.html"): data for p, data in site_files(registry, on).items() if p.endswith(".html")}
    return {folder: _words(data.decode()) for folder, data in pages.items()}


def _words(page: str) -> str:
    """What is read in a page's body."""
    body = re.sub(r"<script.*?</script>", "", page[page.index("<body") :], flags=re.DOTALL)
    apart = re.sub(r"<(?!/?(?:a|abbr|em|span|strong)\b)[^>]*>", " ", body)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", apart)).split())


# ---- they are as the page says


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e.title)
def test_an_edit_does_what_the_page_says(edit: Edit, project: Path) -> None:
    assert list(faults(edit, project)) == []
    assert measured(REGISTRY, project / "registry") == promised()[edit.title]


def test_the_edits_are_in_the_table() -> None:
    assert [edit.title for edit in EDITS] == list(promised())
    assert len(EDITS) == 12


def test_every_box_and_every_quotation_of_the_page_is_tried() -> None:
    for mark in ("```", "\n> "):
        assert PAGE.count(mark) == sum(edit.text.count(mark) for edit in EDITS)
    assert [e.title for e in EDITS if len(e.readings) != e.text.count("\n> ")] == []


def test_the_page_is_easy_to_read() -> None:
    prose = re.sub(r"```.*?```|^> .*$|^\|.*$|`[^`\n]*`", "", f"{FIRST}\n\n{PAGE}", flags=re.DOTALL | re.MULTILINE)
    text = " ".join(prose.split())
    assert [s for s in sentences(text) if len(s.split()) > LONGEST] == []
    assert grade(text) <= HARDEST


@pytest.mark.parametrize("edit", some(EDITS, one_in=12), ids=lambda e: e.title)
def test_a_line_that_is_left_out_is_noticed(edit: Edit, project: Path) -> None:
    assert list(faults(edit.without_last, project)) != []


def test_a_list_of_pairs_is_read_as_the_page_for_editors_says(project: Path) -> None:
    (welsh,) = (edit for edit in EDITS if edit.title == "Add Welsh")
    for typed in welsh.steps[1].typed:
        typed.into(project)
    (pairs,) = (block for block in blocks("editors.md", "yaml") if "cy:" in block)
    (project / "registry/translations/cy").mkdir(parents=True)
    (project / "registry/translations/cy/sections.yaml").write_text(pairs, "utf-8")
    registry = _loaded(project).registry
    assert registry is not None
    assert re.findall("cy: (.+)", pairs)[0] in _read(registry, ON)["cy/child-data/"]


# ---- the first of all, in a folder that `new` makes


def test_the_first_edit_goes_as_its_page_says(tmp_path: Path) -> None:
    starter(tmp_path / "practice")
    for step in (step for edit in edits(FIRST) for step in edit.steps):
        for typed in step.typed:
            typed.into(tmp_path / "practice")
        found = _loaded(tmp_path / "practice").problems
        slips = [as_text([p]).splitlines()[0] for p in found if p.severity in (Severity.ERROR, Severity.WARNING)]
        assert slips == [*step.said]


def test_a_newcomer_has_700_words_to_read_before_a_first_edit() -> None:
    assert len(FIRST.split()) <= 700
