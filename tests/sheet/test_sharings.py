"""The workbook of sharings comes back as exactly what was changed in it, or not at all."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import openpyxl
import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.errors import Failure
from site_builder.load.project.folder import Loaded, load
from site_builder.load.splice import File
from site_builder.load.yaml.read import read as read_yaml
from site_builder.locale.languages import language
from site_builder.problems import Path as Way
from site_builder.schemas.nodes import Either, Fields, Flag, List, Node, Number, Text, Word
from site_builder.sheet.book import BASE, REMOVE, Book, Column, Row
from site_builder.sheet.cells import Names
from site_builder.sheet.coming_back import CameBack, came_back
from site_builder.sheet.reading import Kept, read
from site_builder.sheet.sharings import HEADING, OWNER, SHARINGS, sharings
from site_builder.sheet.writing import render
from tests.effort import effort, some
from tests.examples import FOLDERS, loaded
from tests.invalid_cases import BASE as CASES
from tests.seed import ON
from tests.signing import Run, edit, tree

SMALL = "cases"


@cache
def registry_of(name: str) -> Loaded:
    return load(CASES, "registry", ON) if name == SMALL else loaded(name)


@cache
def exported(name: str) -> tuple[Book, Names, bytes]:
    result = registry_of(name)
    assert result.registry is not None, result.problems
    book, names = sharings(result, result.registry, language(result.registry.languages[0]), ON)
    return book, names, render(book, names, ON)


def folder_of(name: str) -> Path:
    return CASES if name == SMALL else FOLDERS[name]


def back(name: str, source: bytes, folder: Path | None = None) -> CameBack:
    """What a workbook asks of an example, or of the registry in a folder."""
    result = load(folder, "registry", ON) if folder else registry_of(name)
    assert result.registry is not None, result.problems
    spoken = language(result.registry.languages[0])
    return came_back(
        read(source), result, result.registry, spoken, ON, folder=folder or folder_of(name), shown_as="registry"
    )


def changed(source: bytes, change: Callable[[Any], None]) -> bytes:
    """A workbook, changed and saved by another program."""
    workbook = openpyxl.load_workbook(io.BytesIO(source))
    change(workbook)
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


def cell(workbook: Any, title: str, key: Sequence[str], heading: str) -> Any:
    """The cell of a row, told by its key, below a heading."""
    sheet = workbook[title]
    columns = {each.value: each.column for each in sheet[1]}
    line = next(
        r for r in range(2, sheet.max_row + 1) if [sheet.cell(r, n + 1).value for n in range(len(key))] == [*key]
    )
    return sheet.cell(line, columns[heading])


def new_row(workbook: Any, title: str, **cells: str) -> None:
    sheet = workbook[title]
    columns = {each.value: each.column for each in sheet[1]}
    for heading, text in cells.items():
        sheet.cell(sheet.max_row + (heading == next(iter(cells))), columns[heading]).value = text


# ---- nothing changed


@pytest.mark.parametrize("name", some([SMALL, *FOLDERS], one_in=5))
def test_what_nobody_changed_asks_for_nothing(name: str) -> None:
    _, _, source = exported(name)
    for each in (source, changed(source, lambda _: None)):
        came = back(name, each)
        assert (came.asked.edits, came.asked.clashes, came.asked.faults, came.after) == ([], [], [], {})


def test_the_same_registry_gives_the_same_bytes() -> None:
    book, names, source = exported("seed")
    assert render(book, names, ON) == source


def test_headings_of_a_sheet_differ_and_every_field_has_a_place() -> None:
    book, _, _ = exported("aberwen")
    for sheet in book.sheets:
        headings = [*sheet.lead, *(column.heading for column in sheet.columns)]
        assert len({*headings}) == len(headings), sheet.title
    shown = {c.path[-1] for sheet in book.sheets for row in sheet.rows for c in row.cells if c.path}
    held = {
        field
        for source in registry_of("aberwen").sources
        if source.kind == "recipients"
        for thing in source.document.data.get("disclosures", {}).values()
        for field in thing
    }
    parts = {"legal_power", "more_information", "settled", "opt_outs", "automated_decision", "retention", "transfers"}
    assert held - shown - parts == {"conditions"}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice (LibreOffice) is not installed")
@pytest.mark.parametrize("ways", [["xlsx"], ["ods", "xlsx"]], ids="-".join)
def test_what_libreoffice_saves_asks_for_nothing(tmp_path: Path, ways: Sequence[str]) -> None:
    file = tmp_path / "sharings.xlsx"
    file.write_bytes(exported("aberwen")[2])
    for number, way in enumerate(ways):
        out = tmp_path / str(number)
        home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
        line = ["soffice", home, "--headless", "--convert-to", way, "--outdir", str(out), str(file)]
        subprocess.run(line, check=True, capture_output=True, timeout=200)
        file = out / f"sharings.{way}"
    came = back("aberwen", file.read_bytes())
    assert (came.asked.edits, came.asked.clashes, came.asked.faults) == ([], [], [])


# ---- by chance

TEXTS = (
    *("Plain words.", "One line.\nAnd a second.", "=1+1", "+44 1234", "-5", "@home", "'quoted", "a; b", "1-4", "007"),
    *("TRUE", "2026-01-02", "é ŵ ’ €", "a\n\nb", "key: value", "- item\n- item", '"said"'),
)


def other(node: Node, names: Names, chance: Random) -> tuple[Any, str]:
    """Another value for a field, and a text that means it, told without the code that is tried."""
    if isinstance(node, Either):
        is_answer = chance.random() < 0.3 or isinstance(node.options[0], Fields) or not offers(node.options[0], names)
        return chosen(node.words, chance) if is_answer else other(node.options[0], names, chance)
    if isinstance(node, List):
        made = dict(other(node.entry, names, chance)[::-1] for _ in range(chance.randint(1, 3)))
        free = isinstance(node.entry, Text) and not node.entry.of
        return [*made.values()], ("\n" if free else " ;  ").join(made)
    if isinstance(node, Text):
        return other_text(node, names, chance)
    if isinstance(node, Word):
        return chosen(node.words, chance)
    number = str(chance.choice([1, 4, 6, 37]))
    flag = chance.choice([("true", "YES"), ("false", "no")])
    return {Flag: flag, Number: (number, number)}.get(type(node), ("2026-02-03", "2026-02-03"))


def other_text(node: Text, names: Names, chance: Random) -> tuple[str, str]:
    if node.of:
        key = chance.choice([*names.of(node.of)])
        return key, f"Some name [{key}]"
    if node.form.pattern:
        fitting = next(each for each in ("https://example.org/a", "DPO-2026-1") if node.form.fits(each))
        return fitting, fitting
    text = chance.choice([each for each in TEXTS if "\n" not in each] if node.form.one_line else TEXTS)
    return text, text


def offers(node: Node, names: Names) -> bool:
    """Whether there is anything to choose from for a field, and its values have no fields of their own."""
    if isinstance(node, List):
        return not isinstance(node.entry, Fields) and offers(node.entry, names)
    return not (isinstance(node, Text) and node.of) or bool(names.of(node.of))


def chosen(words: Sequence[str], chance: Random) -> tuple[str, str]:
    word = chance.choice([*words])
    return word, word.replace("_", " ").capitalize()


class Typed(NamedTuple):
    """A change of a cell: its sheet, row and column, what is meant, what is typed, and where that belongs."""

    title: str
    row: Row
    column: Column
    value: Any
    text: str
    path: Way


def typed_by_chance(book: Book, names: Names, chance: Random, number: int) -> Iterator[Typed]:
    """Changes of so many cells, each of another field."""
    cells = [
        (sheet.title, row, column, each.path, each.value)
        for sheet in book.sheets
        for row in sheet.rows
        for column, each in zip(sheet.columns, row.cells, strict=True)
        if each.path and not isinstance(each.value[0] if isinstance(each.value, list) else each.value, dict)
        if isinstance(column.node, Either) or offers(column.node, names)
    ]
    for title, row, column, path, old in chance.sample(cells, min(number, len(cells))):
        is_out = old is not None and chance.random() < 0.2 and title == SHARINGS
        value, text = (None, "") if is_out else other(column.node, names, chance)
        yield Typed(title, row, column, value, text, path)


def put(data: Any, path: Way, value: Any) -> None:
    """Put a value at a path, None to take it and what holds nothing else out; made without the code that is tried."""
    holder = data
    for step in path[:-1]:
        if isinstance(step, str) and step not in holder:
            if value is None:
                return
            holder[step] = {}
        holder = holder[step]
    if value is not None:
        holder[path[-1]] = value
    elif isinstance(holder, dict):
        holder.pop(path[-1], None)
        if not holder and len(path) > 1:
            put(data, path[:-1], None)


def wrong_in_a_round(name: str, chance: Random, cells: int, take: Callable[[str, bytes], CameBack]) -> str | None:
    """Change cells by chance, take them in, and say what is other than was asked; None for nothing."""
    book, names, source = exported(name)
    todo = [*typed_by_chance(book, names, chance, cells)]
    held = {source.document.file: source.document.data for source in registry_of(name).sources}
    expected = deepcopy(held)

    def change(workbook: Any) -> None:
        for each in todo:
            found = cell(workbook, each.title, each.row.key, each.column.heading)
            found.value, found.data_type = (each.text, "s") if each.text else (None, "n")

    came = take(name, changed(source, change))
    if came.asked.faults:
        return None if all("cannot be written" in why for _, why in came.asked.faults) else str(came.asked.faults)
    for each in todo:
        put(expected[each.row.file], each.path, each.value)
    for file, data in expected.items():
        document, _ = read_yaml(came.after[file], file) if file in came.after else (None, ())
        if (document.data if document else held[file]) != data:
            return f"{file}: {[(e.title, e.row.key, e.column.heading, e.text) for e in todo if e.row.file == file]}"
    return None


ROUNDS, CELLS = effort(suite=1, thorough=25), effort(suite=15, thorough=60)


@pytest.mark.parametrize("name", some([SMALL, *FOLDERS], one_in=5))
def test_cells_changed_by_chance_come_back_as_typed_and_nothing_else(name: str) -> None:
    chance = Random(name)  # noqa: S311 (the same changes every time)
    assert [wrong for _ in range(ROUNDS) if (wrong := wrong_in_a_round(name, chance, CELLS, back))] == []


def by_number(name: str, source: bytes) -> CameBack:
    """The twin that takes what is empty for a removal, and does not look at what was exported."""
    book = read(source)
    forgotten = {row: dict.fromkeys(kept, Kept("x", "x")) for row, kept in book.base.items()}
    result = registry_of(name)
    assert result.registry is not None
    spoken = language(result.registry.languages[0])
    blind = type(book)(book.kind, book.of, book.sheets, forgotten)
    return came_back(blind, result, result.registry, spoken, ON, folder=folder_of(name), shown_as="registry")


def test_a_twin_that_does_not_look_at_what_was_exported_is_caught() -> None:
    came = by_number("aberwen", exported("aberwen")[2])
    assert came.asked.clashes


def test_a_twin_that_writes_one_cell_into_another_row_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    right = File.edited

    def into_another(self: File, path: Way, value: Any) -> File:
        others = [key for key in self.data.get("disclosures", {}) if key not in path]
        return right(
            self, ("disclosures", others[0], *path[2:]) if others and path[0] == "disclosures" else path, value
        )

    monkeypatch.setattr(File, "edited", into_another)
    chance = Random(1)  # noqa: S311 (the same changes every time)
    assert any(wrong_in_a_round("aberwen", chance, CELLS, back) for _ in range(4))


# ---- one by one, by the command


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the registry of the cases, and its workbook."""
    shutil.copytree(CASES, tmp_path / "registry")
    (tmp_path / "sharings.xlsx").write_bytes(exported(SMALL)[2])
    return tmp_path


def call(project: Path, *arguments: str, answers: str = "") -> Run:
    done = CliRunner().invoke(cli, [*arguments, "-C", str(project), "--on", ON.isoformat()], input=answers)
    return Run(done.exit_code, done.stdout, done.stderr.replace(f" -C {project}", ""))


def type_into(project: Path, change: Callable[[Any], None]) -> None:
    file = project / "sharings.xlsx"
    file.write_bytes(changed(file.read_bytes(), change))


def type_cell(project: Path, title: str, key: Sequence[str], heading: str, text: Any) -> None:
    def change(workbook: Any) -> None:
        found = cell(workbook, title, key, heading)
        found.value = text
        if isinstance(text, str):
            found.data_type = "s"

    type_into(project, change)


def files_of(project: Path) -> dict[str, bytes]:
    return tree(project / "registry")


POLICE = ("police-crime",)


def test_the_command_writes_the_workbook_and_takes_it_back(project: Path) -> None:
    (project / "sharings.xlsx").unlink()
    done = call(project, "export", "sharings.xlsx")
    rows = len(exported(SMALL)[0].sheets[0].rows)
    told = f"Wrote {rows} rows to sharings.xlsx. When it is changed: site-builder import sharings.xlsx\n"
    assert done == Run(0, "", told)
    assert "There is already something called sharings.xlsx." in call(project, "export", "sharings.xlsx").err
    assert call(project, "export", "sharings.xlsx", "--replace").code == 0
    assert call(project, "import", "sharings.xlsx") == Run(0, "", "Nothing was changed in sharings.xlsx.\n")
    before = files_of(project)
    type_cell(project, "Keeping", (*POLICE, "1"), "Period", "7 years")
    dry = call(project, "import", "sharings.xlsx", "--dry-run")
    assert (
        dry.out.startswith("Keeping F2: Period, police-crime 1: 6 years -> 7 years\n")
        or "6 years -> 7 years" in dry.out
    )
    assert dry.err == "1 row, in 1 file of the registry. Nothing was written.\n"
    assert files_of(project) == before
    done = call(project, "import", "sharings.xlsx")
    assert done.err == "Changed 1 row, in 1 file of the registry. Next: site-builder check\n"
    after = files_of(project)
    assert [name for name in after if after[name] != before[name]] == ["recipients/police.yaml"]
    assert after["recipients/police.yaml"] == before["recipients/police.yaml"].replace(b"6 years", b"7 years")
    assert call(project, "import", "sharings.xlsx") == Run(0, "", "Nothing was changed in sharings.xlsx.\n")


def test_a_new_sharing_and_a_new_part(project: Path) -> None:
    def change(workbook: Any) -> None:
        cells = {OWNER: "Police", "The words": "We also tell the police of theft.", HEADING: "Crime"}
        new_row(workbook, SHARINGS, **cells, **{"Purpose of processing": "to fight crime"})
        new_row(workbook, "Keeping", Id="police-crime", Period="1 year", Limit="at least")

    type_into(project, change)
    done = call(project, "import", "sharings.xlsx", "--debug")
    assert done.code == 0, done
    police = read_yaml((project / "registry/recipients/police.yaml").read_bytes(), "")[0]
    assert police is not None
    added = police.data["disclosures"]["police-crime-2"]
    assert added == {"text": "We also tell the police of theft.", "purposes": ["crime"]}
    assert police.data["disclosures"]["police-crime"]["retention"][-1] == {"period": "1 year", "limit": "at_least"}


def test_a_row_is_removed_with_all_that_stands_for_it_alone(project: Path) -> None:
    police = project / "registry/recipients/police.yaml"
    with police.open("a") as file:
        file.write("\ninternal:\n  police-crime:\n    note: |\n      A note.\n")
    assert call(project, "export", "sharings.xlsx", "--replace").code == 0
    type_cell(project, SHARINGS, POLICE, REMOVE, "Yes")
    done = call(project, "import", "sharings.xlsx")
    assert done.out.startswith("Sharings B5: police-crime: all of it -> removed\n\nLess is shared."), done
    assert done.err == "Changed 1 row, in 2 files of the registry. Next: site-builder check\n"
    assert b"police-crime" not in b"".join(files_of(project).values())


def removed(name: str, key: str) -> CameBack:
    def change(workbook: Any) -> None:
        cell(workbook, SHARINGS, (key,), REMOVE).value = "yes"

    return back(name, changed(exported(name)[2], change))


def test_the_last_sharing_of_a_recipient_takes_it_out_of_the_notice() -> None:
    came = removed("aberwen", "casework")
    assert came.is_sound
    assert came.registry is not None
    assert "elected-representatives" not in [key for notice in came.registry.notices for key in notice.shown]


def test_what_others_still_name_is_not_removed() -> None:
    came = removed("seed", "nhs-research-statistics")
    assert "'nhs-research-statistics' is not the id of anything in this registry." in {e.message for e in came.errors}
    assert not came.is_sound


def test_rows_and_columns_and_sheets_that_are_gone_ask_for_nothing(project: Path) -> None:
    def change(workbook: Any) -> None:
        workbook[SHARINGS].delete_rows(2)
        workbook[SHARINGS].delete_cols(9)
        del workbook["Laws"]

    before = files_of(project)
    type_into(project, change)
    done = call(project, "import", "sharings.xlsx")
    told = "There is no sheet Laws, so nothing of it was changed.\nNothing was changed in sharings.xlsx.\n"
    assert done == Run(0, "", told)
    assert files_of(project) == before


def test_what_was_changed_here_and_there_is_told_with_all_three(project: Path) -> None:
    type_cell(project, "Keeping", (*POLICE, "1"), "Period", "7 years")
    edit(project / "registry/recipients/police.yaml", "6 years", "9 years")
    before = files_of(project)
    done = call(project, "import", "sharings.xlsx")
    assert done.code == 1
    assert done.out.endswith(
        "Period, police-crime 1 was changed here and in the registry. Which one holds?\n"
        "  exported: 6 years\n  registry: 9 years\n  here: 7 years\n"
    )
    assert (done.err, files_of(project)) == ("Nothing was written.\n", before)


def test_a_part_that_may_be_another_one_now_is_a_clash(project: Path) -> None:
    type_cell(project, "Keeping", (*POLICE, "1"), "Limit", "at least")
    edit(project / "registry/recipients/police.yaml", "- period: 6 years", "- period: 1 year\n      - period: 6 years")
    done = call(project, "import", "sharings.xlsx")
    assert (done.code, done.err) == (1, "Nothing was written.\n")
    assert "  registry: another number of rows of this sharing\n" in done.out


def test_more_rows_than_twenty_want_a_yes(tmp_path: Path) -> None:
    shutil.copytree(FOLDERS["county-2026"], tmp_path / "registry")
    assert call(tmp_path, "export", "sharings.xlsx").code == 0

    def change(workbook: Any) -> None:
        sheet = workbook[SHARINGS]
        column = {each.value: each.column for each in sheet[1]}["Note (never published)"]
        for line in range(2, sheet.max_row + 1):
            if "(all)" not in sheet.cell(line, 1).value:
                sheet.cell(line, column).value = "Looked at."

    type_into(tmp_path, change)
    before = files_of(tmp_path)
    refused = call(tmp_path, "import", "sharings.xlsx", answers="n\n")
    assert "Were all of them changed on purpose? [y/N]:" in refused.err
    assert (refused.code, files_of(tmp_path)) == (0, before)
    assert call(tmp_path, "import", "sharings.xlsx", "--yes").code == 0
    assert files_of(tmp_path) != before


FAULTS: Mapping[str, tuple[str, Any, str]] = {
    "a formula": ("The words", "=1+1", "A formula stands here: type the words themselves."),
    "a day": (
        "Schedule 1 condition",
        date(2026, 4, 1),
        "The spreadsheet made a day of this (2026-04-01): format the cell as text, and type it again.",
    ),
    "a name": (
        "Purpose of processing",
        "to fihgt crime",
        "“to fihgt crime” is not in the list. Did you mean 'to fight crime'? Take a name from the sheet Lists",
    ),
    "a word": ("Article 6 lawful basis", "public tusk", "“public tusk” is not one of: consent; contract;"),
    "an address": (
        "Link to policy document (never published)",
        "our drive",
        "“our drive” cannot stand here. A web address that begins with https://",
    ),
    "half a number": ("Time limit", 0.5, "The spreadsheet made the number 0.5 of this"),
    "a day that is none": ("First day", "3/4/26", "“3/4/26” is not a day: write year-month-day"),
    "a number that is none": ("Schedule 1 condition", "5", "“5” is not a whole number from 1 to 37 except 5."),
    "one twice": ("Purpose of processing", "to fight crime; To fight crime", "The same stands here twice."),
    "an id": (
        "Id",
        "police-crimes",
        "There is no police-crimes. Ids are never changed here; to add one, leave Id empty.",
    ),
    "remove": (REMOVE, "perhaps", "Write yes under Remove to remove this, or leave it empty."),
    "parts": (
        "Retention schedule (each in sheet Keeping)",
        "7 years",
        "Only none or not applicable may stand here: all else has a sheet of its own.",
    ),
}


@pytest.mark.parametrize(("heading", "typed", "told"), some(FAULTS.values(), one_in=4), ids=some(FAULTS, one_in=4))
def test_what_cannot_be_understood_is_told_with_its_cell(project: Path, heading: str, typed: Any, told: str) -> None:
    def change(workbook: Any) -> None:
        found = cell(workbook, SHARINGS, POLICE, heading)
        found.value = typed
        change.where = f"{SHARINGS} {found.coordinate}"  # type: ignore[attr-defined] # kept for below

    type_into(project, change)
    before = files_of(project)
    done = call(project, "import", "sharings.xlsx")
    assert done.out.startswith(f"{change.where}: {told}"), done.out  # type: ignore[attr-defined]
    assert (done.code, done.err, files_of(project)) == (1, "Nothing was written.\n", before)


def test_an_id_that_stands_twice_is_told(project: Path) -> None:
    type_into(project, lambda book: new_row(book, SHARINGS, Id="police-crime", Title="Again"))
    assert (
        "police-crime stands here twice. Which one holds? Delete the other row.\n"
        in call(project, "import", "sharings.xlsx").out
    )


def test_a_row_that_lost_its_id_is_no_new_one(project: Path) -> None:
    type_cell(project, SHARINGS, POLICE, "Id", None)
    before = files_of(project)
    done = call(project, "import", "sharings.xlsx")
    assert "This is what was exported as police-crime: write that under Id.\n" in done.out
    assert (done.code, files_of(project)) == (1, before)


def test_all_is_written_or_nothing(project: Path) -> None:
    """One change of two would make an error of the registry: none is written."""
    type_cell(project, "Keeping", (*POLICE, "1"), "Period", "7 years")
    type_cell(project, SHARINGS, POLICE, "First day", "2026-05-01")
    type_cell(project, SHARINGS, POLICE, "Last day", "2026-01-01")
    before = files_of(project)
    done = call(project, "import", "sharings.xlsx")
    assert done.out.startswith("With these changes the registry would have errors:\n"), done
    assert (done.code, done.err, files_of(project)) == (1, "Nothing was written.\n", before)


# ---- what is no workbook of ours


def parts(source: bytes, more: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO(source)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in more.items():
            archive.writestr(name, content)
    return made.getvalue()


def without_base(workbook: Any) -> None:
    del workbook[BASE]


HOSTILE: Mapping[str, tuple[Callable[[bytes], bytes], str]] = {
    "no archive": (
        lambda _: b"Id;Words\n",
        "This is no workbook that can be read. Save it as .xlsx",
    ),
    "empty": (lambda _: b"", "This is no workbook that can be read."),
    "cut": (lambda source: source[:2000], "This is no workbook that can be read."),
    "30 MB": (
        lambda source: parts(source, {"xl/media/image.bin": bytes(30_000_000)}),
        "This workbook has more than 20 MB unpacked, or more than 500 parts, and is not opened.",
    ),
    "macros": (
        lambda source: parts(source, {"xl/vbaProject.bin": b"x"}),
        "This workbook has macros, and is not opened. Save it as .xlsx, without them.",
    ),
    "entities": (
        lambda source: parts(source, {"xl/more.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}),
        "This workbook is not what it says it is, and is not opened.",
    ),
    "another archive": (lambda _: parts(b"", {"a.txt": b"a"}), "This is no workbook that can be read"),
    "no base": (lambda source: changed(source, without_base), "This workbook has not what export keeps in it, hidden"),
}


@pytest.mark.parametrize(("spoil", "told"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_workbook_of_ours_is_refused(spoil: Callable[[bytes], bytes], told: str) -> None:
    with pytest.raises(Failure, match="^" + told.replace("(", r"\(").replace(".", r"\.")):
        read(spoil(exported(SMALL)[2]))


def test_the_workbook_of_another_registry_is_refused(project: Path) -> None:
    (project / "sharings.xlsx").write_bytes(exported("seed")[2])
    done = call(project, "import", "sharings.xlsx")
    assert (done.code, "this is another one. Nothing was written." in done.err) == (1, True)


def test_what_is_no_file_is_told(project: Path) -> None:
    assert "missing.xlsx cannot be read: No such file" in call(project, "import", "missing.xlsx").err
    told = "its name has to end with one of .xlsx, .docx, .html, .htm. Save it as .xlsx, and import that.\n"
    assert call(project, "import", "sharings.ods").err.endswith(told)
    assert call(project, "import", "sharings.csv").err.endswith(".htm.\n")


def test_a_cell_that_is_too_long_is_refused() -> None:
    book, names, _ = exported(SMALL)
    sheet = book.sheets[0]
    row = sheet.rows[0]
    long = row._replace(cells=tuple(each._replace(text="x" * 40_000) for each in row.cells))
    with pytest.raises(Failure, match="and a cell of a workbook holds 32,767"):
        render(Book(book.kind, book.of, book.about, (sheet._replace(rows=(long,)),)), names, ON)


def test_no_cell_is_a_formula_and_the_base_is_hidden() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(exported("aberwen")[2]))
    assert workbook[BASE].sheet_state == "veryHidden"
    kinds = {each.data_type for sheet in workbook for line in sheet for each in line if each.value is not None}
    assert kinds == {"s"}
