"""The translators' sheet holds what has still to be translated, and comes back as pairs of words and translation."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from site_builder.load.project.folder import load
from site_builder.load.project.translations import translations
from site_builder.sheet import translators
from site_builder.sheet.book import BASE, LISTS, READ_ME
from site_builder.sheet.translators import TO_TRANSLATE, units
from tests.effort import effort, some, thorough
from tests.examples import FOLDERS
from tests.invalid_cases import BASE as CASES
from tests.seed import ON
from tests.sheet.test_sharings import call, changed, files_of
from tests.signing import edit

ID, WORDS, TRANSLATION = 1, 4, 6
DONE = "Everything is translated. Nothing was exported.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the Welsh council."""
    shutil.copytree(FOLDERS["aberwen"], tmp_path / "registry")
    return tmp_path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project with the registry of the cases, which nobody has translated into Welsh."""
    return _in_two_languages(tmp_path, CASES)


def _in_two_languages(project: Path, registry: Path) -> Path:
    shutil.copytree(registry, project / "registry")
    edit(project / "registry/organisation.yaml", "languages: [en-GB]", "languages: [en-GB, cy]")
    return project


def exported(project: Path, *options: str) -> Any:
    assert call(project, "export", "translations", "cy.xlsx", "--replace", *options).code == 0
    return openpyxl.load_workbook(io.BytesIO((project / "cy.xlsx").read_bytes()))


def fill(project: Path, change: Callable[[Any], None]) -> None:
    file = project / "cy.xlsx"
    file.write_bytes(changed(file.read_bytes(), lambda workbook: change(workbook[TO_TRANSLATE])))


def lines(sheet: Any) -> list[list[str]]:
    return [[str(cell.value or "") for cell in line] for line in list(sheet)[1:]]


def welsh(words: str) -> str:
    """Words that stand for a translation: of the same shape, with the same figures."""
    return "\n".join(re.sub(r"^(- )?(?=.)", r"\1Cymraeg ", line) for line in words.split("\n"))


def test_what_is_translated_is_not_in_it_and_what_nobody_changed_asks_for_nothing(project: Path) -> None:
    assert call(project, "export", "translations", "cy.xlsx").err == DONE
    workbook = exported(project, "--all")
    assert workbook.sheetnames == [READ_ME, TO_TRANSLATE, LISTS, BASE]
    assert len(lines(workbook[TO_TRANSLATE])) > 700
    assert call(project, "import", "cy.xlsx").err == "Nothing was changed in cy.xlsx.\n"


def test_new_words_come_with_those_of_before_and_go_into_their_pair(project: Path) -> None:
    courts, pairs = (
        project / "registry/recipients/courts.yaml",
        project / "registry/translations/cy/recipients/courts.yaml",
    )
    edit(courts, "Then we must do so, even if you object.", "Then we must obey, even if you object.")
    found = [line for line in lines(exported(project)[TO_TRANSLATE]) if "court-orders.text" in line[0]]
    assert [line[1:3] for line in found] == [["text of court-orders", "Courts and the Ombudsman"]]
    assert "Then we must obey" in found[0][3]
    assert "Yna rhaid i ni wneud hynny" in found[0][4]
    key = found[0][0]

    def change(sheet: Any) -> None:
        line = next(number for number in range(2, sheet.max_row + 1) if sheet.cell(number, ID).value == key)
        sheet.cell(line, TRANSLATION).value = "Gall llys orchymyn i ni roi papurau iddo.\r\nYna rhaid i ni ufuddhau."

    before = pairs.read_text("utf-8")
    fill(project, change)
    done = call(project, "import", "cy.xlsx")
    assert done.code == 0, done
    assert pairs.read_text("utf-8") == before.replace("Then we must do so,", "Then we must obey,").replace(
        "      Gall llys neu dribiwnlys orchymyn i ni roi papurau iddo.\n"
        "      Yna rhaid i ni wneud hynny, hyd yn oed os ydych yn gwrthwynebu.\n",
        "      Gall llys orchymyn i ni roi papurau iddo.\n      Yna rhaid i ni ufuddhau.\n",
    )
    assert call(project, "export", "translations", "cy.xlsx", "--replace").err == DONE


def fill_all(sheet: Any) -> None:
    for number in range(2, sheet.max_row + 1):
        sheet.cell(number, TRANSLATION).value = welsh(sheet.cell(number, WORDS).value)


@pytest.mark.parametrize("name", some(["cases", "fire-service", "county-2026"], one_in=3))
def test_a_registry_without_a_word_of_welsh_is_translated_whole(tmp_path: Path, name: str) -> None:
    _in_two_languages(tmp_path, CASES if name == "cases" else FOLDERS[name])
    before = files_of(tmp_path)
    exported(tmp_path)
    fill(tmp_path, fill_all)
    done = call(tmp_path, "import", "cy.xlsx", "--yes", "--debug")
    assert done.code == 0, done
    after = files_of(tmp_path)
    assert {name: after[name] for name in before} == before
    assert {name.split("/")[0] for name in after.keys() - before.keys()} == {"translations"}
    assert call(tmp_path, "export", "translations", "cy.xlsx", "--replace").err == DONE


@thorough
def test_translations_changed_by_chance_are_changed_in_their_pairs_alone(project: Path) -> None:
    chance, rounds = Random(7), effort(suite=1, thorough=40)  # noqa: S311 (the same changes every time)
    for _ in range(rounds):
        exported(project, "--all")
        typed: dict[str, str] = {}

        def change(sheet: Any, typed: dict[str, str] = typed) -> None:
            for number in chance.sample(range(2, sheet.max_row + 1), 20):
                new = welsh(sheet.cell(number, WORDS).value)
                if new != sheet.cell(number, TRANSLATION).value:
                    sheet.cell(number, TRANSLATION).value = new
                    typed[sheet.cell(number, ID).value] = new

        fill(project, change)
        before = {unit.key: unit.before for unit in all_units(project)}
        assert call(project, "import", "cy.xlsx").code == 0
        assert {unit.key: unit.before for unit in all_units(project)} == {**before, **typed}
        assert call(project, "import", "cy.xlsx").err == "Nothing was changed in cy.xlsx.\n"


def all_units(project: Path) -> list[translators.Unit]:
    return [*units(load(project / "registry", "registry", ON), "cy")]


def test_a_sheet_that_forgets_a_text_is_caught(project: Path) -> None:
    """What the sheet holds is what the registry says is not translated; the twin looks at the last file alone."""
    result = load(project / "registry", "registry", ON)
    assert result.translated is not None
    welsh_files = [source for source in result.sources if source.kind == "translations"]
    known = translations(welsh_files, result.translated.languages).known
    done = {(unit.owner, unit.field) for unit in all_units(project) if unit.is_done}
    assert done == {key for key in known if key in done}
    assert len(known) == len(done)
    fewer = translations(welsh_files[:-1], result.translated.languages).known
    assert len(fewer) != len(done)


def test_words_that_changed_since_are_told_and_nothing_is_written(small: Path) -> None:
    exported(small)
    fill(small, fill_all)
    edit(small / "registry/recipients/police.yaml", "We tell the police about", "We write to the police about")
    before = files_of(small)
    done = call(small, "import", "cy.xlsx", "--yes")
    assert "is not in the registry as it was: somebody took it out, or changed its words." in done.out
    assert (done.code, files_of(small)) == (1, before)


def test_other_paragraphs_than_the_words_have_are_refused(small: Path) -> None:
    exported(small)

    def change(sheet: Any) -> None:
        sheet.cell(2, TRANSLATION).value = "Un\n\nDau\n\nTri"

    fill(small, change)
    before = files_of(small)
    done = call(small, "import", "cy.xlsx")
    assert "The translation has other paragraphs" in done.out
    assert (done.code, files_of(small)) == (1, before)


def test_a_language_that_there_is_not_is_told(project: Path, tmp_path: Path) -> None:
    told = call(project, "export", "translations", "x.xlsx", "--lang", "fr").err
    assert told == "Error: Say which language with --lang: cy.\n"
    shutil.copytree(CASES, tmp_path / "one/registry")
    told = call(tmp_path / "one", "export", "translations", "x.xlsx").err
    assert told == "Error: The registry has one language: add another to languages in organisation.yaml first.\n"
