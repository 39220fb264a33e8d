"""Whatever lies in a registry's folder gets sentences with places, each slip once, and never a fault of the program."""

from __future__ import annotations

import cProfile
import pstats
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import data as made
from site_builder.errors import Failure
from site_builder.load.project import folder as reading
from site_builder.load.project.assemble import assemble
from site_builder.load.project.definitions import Index, index
from site_builder.load.project.folder import Loaded, Unreadable, load
from site_builder.load.project.references import first_definitions
from site_builder.load.project.translations import translations
from site_builder.load.yaml.read import read
from site_builder.locale.languages import SURE, language, trouble
from site_builder.problems import Path as Way
from site_builder.problems import Problem, Severity, stops
from tests import every_field
from tests.effort import effort, some
from tests.load.project.small_registry import FILES, Changes, edited, loaded, told
from tests.seed import ON, REGISTRY

TYPED: Any = st.text("abc: -|#[{\"'\n", max_size=6)
OTHERS: Any = st.sampled_from(["", "hello", "not_stated", "police", ["a", "b"], [["a"]], [{"a": "b"}], {"a": "b"}])
OFTEN = settings(
    max_examples=effort(suite=40, thorough=500),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

# ---- registries as texts, with one thing changed


@dataclass(frozen=True)
class Sources:
    """A registry's files in a folder, and what each holds."""

    folder: Path
    texts: dict[str, str]
    data: dict[str, dict[str, Any]]

    def load_with(self, name: str, text: str) -> Loaded:
        """What is loaded with another text in one file; the file is as before afterwards."""
        path = self.folder / name
        path.write_text(text, "utf-8", newline="\n")
        try:
            return load(self.folder, "registry", ON)
        finally:
            path.write_text(self.texts[name], "utf-8", newline="\n")


def sources(folder: Path) -> Sources:
    """The files below a folder, written anew in the form in which changed ones are written."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.rglob("*.yaml")):
        document, _ = read(path.read_bytes(), path.name)
        assert document is not None
        found[path.relative_to(folder).as_posix()] = document.data
        path.write_text(as_yaml(document.data), "utf-8", newline="\n")
    loaded = load(folder, "registry", ON)
    assert loaded.registry is not None, loaded.problems
    return Sources(folder, {name: as_yaml(data) for name, data in found.items()}, found)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[Sources]:
    """The seed, and a registry with every field."""
    folder = tmp_path_factory.mktemp("registries")
    shutil.copytree(REGISTRY, folder / "seed")
    every_field.write(folder / "every")
    return [sources(folder / "seed"), sources(folder / "every")]


def as_yaml(data: Any) -> str:
    return "\n".join(_lines(data, "")) + "\n"


def _lines(data: Any, indent: str) -> Iterator[str]:
    if isinstance(data, str):
        yield from _text(data, indent)
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _below(f"{indent}{name}:", value, indent)
    else:
        for value in data:
            yield from _below(f"{indent}-", value, indent)


def _below(head: str, value: Any, indent: str) -> Iterator[str]:
    first, *rest = [*_lines(value, "" if isinstance(value, str) else f"{indent}  "), ""]
    if isinstance(value, str):
        yield f"{head} {first}".rstrip()
        yield from (f"{indent}  {line}".rstrip() for line in rest[:-1])
    elif isinstance(value, dict) and head.endswith("-"):
        yield f"{head} {first.strip()}"
        yield from rest[:-1]
    elif isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        yield f"{head} [{', '.join(value)}]"
    else:
        yield head
        yield from [first, *rest[:-1]]


def _text(text: str, indent: str) -> Iterator[str]:
    if re.fullmatch(r"[A-Za-z0-9][\w ./:@,()'-]*", text) and ": " not in text and text[-1] not in ":.":
        yield text
    elif text:
        yield from ("|", *text.split("\n"))
    else:
        yield indent


def ways(data: Any, way: Way = ()) -> Iterator[Way]:
    """The way to everything in the data but to all of it."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inner:
        yield (*way, step)
        yield from ways(value, (*way, step))


def put(data: Any, way: Way, value: Any) -> Any:
    """The data with another value there."""
    if not way:
        return value
    if isinstance(data, dict):
        return {k: put(v, way[1:], value) if k == way[0] else v for k, v in data.items()}
    return [put(v, way[1:], value) if at == way[0] else v for at, v in enumerate(data)]


def named(data: Any, way: Way, name: str) -> Any:
    """The data with another name for a field."""
    if isinstance(data, list):
        return [named(v, way[1:], name) if at == way[0] else v for at, v in enumerate(data)]
    if len(way) == 1:
        return {name if k == way[0] else k: v for k, v in data.items()}
    return {k: named(v, way[1:], name) if k == way[0] else v for k, v in data.items()}


def errors(loaded: Loaded) -> list[Problem]:
    return [p for p in loaded.problems if p.severity is Severity.ERROR]


def has_place(problem: Problem, lines: list[str]) -> bool:
    """Whether a problem stands in these lines, and shows the one where it stands."""
    place = problem.place
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    return 1 <= place.column <= len(line) + 1 and problem.source_line in {"", line}


# ---- whatever stands there


@OFTEN
@given(data=st.data())
def test_whatever_stands_in_place_of_a_value_gets_problems_with_places(
    both: list[Sources], data: st.DataObject
) -> None:
    registry = data.draw(st.sampled_from(both))
    name = data.draw(st.sampled_from(sorted(registry.texts)))
    way = data.draw(st.sampled_from(list(ways(registry.data[name]))))
    text = as_yaml(put(registry.data[name], way, data.draw(OTHERS | TYPED)))
    try:
        loaded = registry.load_with(name, text)
    except Failure:
        return
    for problem in loaded.problems:
        file = problem.place.file.removeprefix("registry/")
        assert has_place(problem, (text if file == name else registry.texts[file]).split("\n")), problem
    assert loaded.registry is not None or stops(loaded.problems)


@pytest.mark.parametrize(
    ("disclosures", "place"), [("hello", "3:14"), ("\n  - a: b", "4:3"), ("\n  hospital-care: hello", "4:18")]
)
def test_disclosures_of_another_shape_are_one_problem(tmp_path: Path, disclosures: str, place: str) -> None:
    changes = {"recipients/hospital.yaml": f"name: Hospital\ntype: organisation\ndisclosures: {disclosures}\n"}
    notice = edited("notices/our-notice.yaml", ("- hospital\n", "- hospital-care\n"))
    (problem,) = told(tmp_path, {**changes, **notice})
    assert problem.startswith(f"recipients/hospital.yaml:{place} ")
    assert problem.endswith("[wrong-kind]")


# ---- each slip once, all at once

BROKEN = ["", "- a\n", "name: [\n", "name: x\nand then\n", 'name: "x\n', "\0\n", "just words\n"]


@pytest.mark.parametrize("text", BROKEN)
def test_a_file_that_cannot_be_read_brings_no_problem_to_another(both: list[Sources], text: str) -> None:
    for registry in both:
        for name in some(registry.texts, one_in=6):
            files = {p.place.file for p in errors(registry.load_with(name, text))}
            assert files == {f"registry/{name}"}


def test_a_misspelt_field_is_one_problem(both: list[Sources]) -> None:
    wrong = []
    for registry in both:
        fields = {way[-1]: (name, way) for name, way in _fields(registry)}
        for name, way in some(fields.values(), one_in=3):
            text = as_yaml(named(registry.data[name], way, f"{way[-1]}x"))
            found = [p.rule for p in errors(registry.load_with(name, text))]
            wrong += [(name, way, found)] if len(found) != 1 else []
    assert wrong == []


def _fields(registry: Sources) -> Iterator[tuple[str, Way]]:
    """The way to a field of every name in every file; ids are told by the hyphens that no field has."""
    for name, data in registry.data.items():
        for way in ways(data):
            holds_things = len(way) == 1 and (name.startswith("vocabulary/") or name == "retired.yaml")
            is_id = holds_things or way[:-1] in {("sections",), ("disclosures",)}
            if isinstance(way[-1], str) and "-" not in way[-1] and not is_id:
                yield name, way


def test_problems_of_words_are_told_beside_those_of_other_files(tmp_path: Path) -> None:
    twice = "text: |\n      Words.\n    words_in: police-crime"
    changes = {
        **edited("recipients/police.yaml", ("type: organisation", "tpe: organisation")),
        **edited("recipients/hospital.yaml", ("words_in: hospital-care", twice)),
        **edited("notices/our-notice.yaml", ("- ask-first", "- hospital-care")),
        "vocabulary/purposes.yaml": "crime: [\n",
        "vocabulary/laws.yaml": "an-act:\n  name: An Act\n  url: here\n",
    }
    assert [(line.partition(" ")[0], line.rpartition(" ")[2]) for line in told(tmp_path, changes)] == [
        ("notices/our-notice.yaml:8:9", "[shown-twice]"),
        ("recipients/hospital.yaml:11:5", "[words-twice]"),
        ("recipients/police.yaml:2:1", "[unknown-field]"),
        ("vocabulary/conditions.yaml:1:1", "[not-shown]"),
        ("vocabulary/laws.yaml:3:8", "[wrong-form]"),
        ("vocabulary/purposes.yaml:1:8", "[list-not-closed]"),
    ]


MOOT: dict[str, Changes] = {
    "ids below a misspelt field": {
        **edited("recipients/hospital.yaml", ("disclosures:", "disclosure:")),
        **edited("notices/our-notice.yaml", ("- hospital\n", "- hospital-care\n")),
    },
    "an id in another form": edited("vocabulary/purposes.yaml", ("crime:\n", "Crime:\n")),
    "an id in a file of another name": {"recipients/Hospital.yaml": FILES["recipients/hospital.yaml"]}
    | {"recipients/hospital.yaml": None},
    "words that a misspelt field may hold": edited("recipients/police.yaml", ("    text:", "    txt:")),
    "what a misspelt field may show": edited("notices/our-notice.yaml", ("    shows:", "    shos:")),
    "what a misspelt id shows": edited("notices/our-notice.yaml", ("- police-crime", "- police-crimes")),
    "who we are": {
        **edited("recipients/police.yaml", ("type:", "replaced_by: [our-council]\ntype:")),
        "organisation.yaml": None,
    },
    "every notice": {"notices/our-notice.yaml": None},
    "what is no file": {"vocabulary/purposes.yaml": None, "vocabulary/purposes.yaml/README": ""},
}


@pytest.mark.parametrize("name", MOOT)
def test_nothing_is_said_that_another_problem_explains(tmp_path: Path, name: str) -> None:
    assert len(told(tmp_path, MOOT[name])) == 1, told(tmp_path, MOOT[name])


def test_an_id_that_no_file_can_be_meant_to_make_is_told_beside_errors(tmp_path: Path) -> None:
    changes = {
        **edited("recipients/police.yaml", ("    text:", "    txt:"), ("[ask-first]", "[ask-frist]")),
        "vocabulary/purposes.yaml": "crime: [\n",
    }
    assert [line.rpartition(" ")[2] for line in told(tmp_path, changes)] == [
        *("[unknown-field]", "[unknown-id]", "[list-not-closed]"),
    ]


# ---- ids


def test_an_id_that_means_nothing_is_told_with_what_is_near(tmp_path: Path) -> None:
    changes = edited("recipients/police.yaml", ("[crime]", "[crimes]"))
    (problem,) = told(tmp_path, changes)
    assert problem == (
        "recipients/police.yaml:7:16 purposes of police-crime: 'crimes' is not the id of anything in this registry. | "
        "Did you mean 'crime' or 'prevent-crime' (to prevent and solve crime)? "
        "If not, make it first: an entry in vocabulary/purposes.yaml. [unknown-id]"
    )


@pytest.mark.parametrize("name", ["registry", "internal", "page-one", "id"])
def test_some_names_are_no_ids(tmp_path: Path, name: str) -> None:
    changes = {f"recipients/{name}.yaml": "name: Other\ntype: organisation\n"}
    assert [line.rsplit(" ", 1)[1] for line in told(tmp_path, changes)] == ["[reserved-id]"]


@pytest.mark.parametrize("name", ["proposed", "confirmed", "internal"])
def test_nothing_retired_is_called_as_a_block(tmp_path: Path, name: str) -> None:
    retired = f"{name}:\n  replaced_by: [police]\n  date: 2026-01-01\n  reason: |\n    Why.\n"
    assert [line.rpartition(" ")[2] for line in told(tmp_path, {"retired.yaml": retired})] == ["[reserved-id]"]


# ---- languages


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ("gd", "no headings and questions in the language 'gd'"),
        ("gd, en-GB", "no headings and questions in the language 'gd'"),
        ("en-XX", "'en-XX' is not known as the code"),
        ("en-ZZ", "'en-ZZ' is not known as the code"),
        ("en-UK, cy", "'en-UK' is not known as the code"),
    ],
)
def test_a_language_that_cannot_be_published_is_an_error_at_its_line(tmp_path: Path, tags: str, words: str) -> None:
    (problem,) = told(tmp_path, edited("organisation.yaml", ("[en-GB]", f"[{tags}]")), *Severity)[:1]
    assert problem.startswith("organisation.yaml:3:13 languages: ")
    assert words in problem
    with pytest.raises(LookupError):
        language(tags.partition(",")[0])


@pytest.mark.parametrize(("tags", "place"), [("en-GB, gd", "3:20"), ("en-GB, en-US", "3:20")])
def test_each_further_language_is_one_that_can_be_published_once(tmp_path: Path, tags: str, place: str) -> None:
    (problem,) = told(tmp_path, edited("organisation.yaml", ("[en-GB]", f"[{tags}]")))
    assert problem.startswith(f"organisation.yaml:{place} languages: ")


@pytest.mark.parametrize(
    "text", ["languages: en-GB", "languages: []", "languages: [EN]", "languages: [[gd]]", "languages:"]
)
def test_of_a_language_that_is_no_code_nothing_more_is_said(tmp_path: Path, text: str) -> None:
    assert len(told(tmp_path, edited("organisation.yaml", ("languages: [en-GB]", text)))) == 1


def test_the_languages_that_are_sure_are_known() -> None:
    assert [Locale.parse(tag, sep="-").language for tag in sorted(SURE)] == ["cy", "en", "en"]
    assert [trouble(tag) for tag in ("cy", "en", "en-GB", "en-IE", "en-US")] == [None] * 5


# ---- what is not read


def strays(folder: Path, *names: str) -> list[str]:
    """The warnings about these files beside the small registry."""
    changes = dict.fromkeys(names, "x: y\n")
    assert told(folder, changes) == []
    return told(folder, changes, Severity.WARNING)


@pytest.mark.parametrize(
    "name",
    [
        *(".DS_Store", "recipients/.DS_Store", "Thumbs.db", "notices/desktop.ini", "recipients/police.yaml~"),
        *("recipients/.police.yaml.swp", "recipients/._police.yaml", "notices/~$words.docx", ".git/config.yaml"),
        *("README.md", "vocabulary/.~lock.laws.yaml#"),
    ],
)
def test_what_systems_and_editors_leave_is_not_reported(tmp_path: Path, name: str) -> None:
    assert strays(tmp_path, name) == []


@pytest.mark.parametrize(
    ("name", "why", "hint"),
    [
        ("recipients/~$dfe.yaml", "left behind by an office program", "delete ~$dfe.yaml;"),
        ("recipients/Copy of dfe.yaml", "looks like a copy of dfe.yaml", "If nothing in it is new"),
        ("recipients/DfE - Copy (2).yaml", "looks like a copy of dfe.yaml", "If nothing in it is new"),
        ("recipients/dfe (Jo's conflicted copy 2026-01-02).yaml", "two people changed at once", "into dfe.yaml"),
        ("recipients/dfe-LAPTOP4.yaml", "ends in capitals", "If not, use small letters alone"),
        ("notices/dfe (1).yaml", "looks like a copy of dfe.yaml", "If nothing in it is new"),
        ("vocabulary/data_subjects copy.yaml", "looks like a copy of data_subjects.yaml", "If nothing in it is new"),
        ("recipients/dfe.yaml.txt", "ends in .txt", "rename it dfe.yaml"),
        ("recipients/Dfe Two.yml", "ends in .yml", "rename it dfe-two.yaml"),
        ("vocabulary/Data_Subjects.YAML", "ends in .YAML", "rename it data_subjects.yaml"),
        ("recipients/.dfe.yaml", "begins with a dot", "rename it dfe.yaml"),
        ("recipients/.yaml", "has no name", "new-name.yaml"),
        ("recipients/old/dfe.yaml", "no file of this name is expected", "Move it into notices/ or recipients/"),
        ("laws.yaml", "no file of this name is expected", "Move it into vocabulary/"),
        ("organization.yaml", "no file of this name is expected", "Did you mean organisation.yaml?"),
        ("vocabulary/law.yaml", "no file of this name is expected", "Did you mean laws.yaml?"),
        ("vocabulary/things.yaml", "no file of this name is expected", "The files there are: purposes.yaml, "),
        ("notices/logo.png", "is not a file of the registry", "Take it out of this folder"),
    ],
)
def test_what_could_be_a_file_of_the_registry_is_reported_with_what_to_do(
    tmp_path: Path, name: str, why: str, hint: str
) -> None:
    (warning,) = strays(tmp_path, name)
    assert warning.startswith(f"{name}:1:1 file: The file {name} is not read: it ")
    assert why in warning
    assert hint in warning.split(" | ")[1]


def test_what_is_no_file_gets_a_sentence(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("links and sockets are POSIX's")
    loaded(tmp_path, {})
    (tmp_path / "recipients/folder.yaml").mkdir()
    (tmp_path / "recipients/lost.yaml").symlink_to(tmp_path / "nothing")
    (tmp_path / "recipients/round.yaml").symlink_to(tmp_path / "recipients/round.yaml")
    (tmp_path / "recipients/.#police.yaml").symlink_to("someone@somewhere")
    (tmp_path / "elsewhere").symlink_to(tmp_path / "recipients")
    with socket.socket(socket.AF_UNIX) as made_here:
        made_here.bind(str(tmp_path / "s"))
        (tmp_path / "s").rename(tmp_path / "recipients/socket.yaml")
    assert [line.partition(" | ")[0] for line in told(tmp_path, {}, Severity.ERROR, Severity.WARNING)] == [
        "elsewhere:1:1 file: elsewhere is a link to a folder, and links to folders are not followed.",
        "recipients/folder.yaml:1:1 file: recipients/folder.yaml is a folder and not a file.",
        "recipients/lost.yaml:1:1 file: recipients/lost.yaml is a link that leads nowhere.",
        "recipients/round.yaml:1:1 file: recipients/round.yaml is a link that leads nowhere.",
        "recipients/socket.yaml:1:1 file: recipients/socket.yaml is neither a file nor a folder.",
    ]
    assert len(told(tmp_path, {})) == 4


def test_a_file_whose_name_is_no_text_can_be_shown(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("other systems allow no such name")
    (tmp_path / "caf\udce9.txt").write_text("x", "utf-8")
    (warning,) = told(tmp_path, {}, Severity.WARNING)
    assert warning.startswith("caf?.txt:1:1 file: The file caf?.txt is not read")


def test_a_link_to_a_file_is_not_followed_and_nothing_of_it_is_quoted(tmp_path: Path) -> None:
    changes = {"recipients/police.yaml": None, "elsewhere.txt": "SECRET: of another folder\n"}
    (tmp_path / "recipients").mkdir()
    (tmp_path / "recipients/police.yaml").symlink_to(tmp_path / "elsewhere.txt")
    (said,) = (line for line in told(tmp_path, changes) if "police" in line)
    assert "is a link to a file" in said
    assert "SECRET" not in said


def test_a_folder_that_is_missing_or_none_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for name, words in (("nothing", "There is no folder"), ("file", "is not a folder")):
        with pytest.raises(Unreadable, match=words):
            load(tmp_path / name, "registry", ON)


# ---- places


def test_what_a_rule_finds_in_what_holds_for_all_has_its_place(tmp_path: Path) -> None:
    twice = "all_our_disclosures:\n  conditions:\n    - type: minimum_items\n    - type: minimum_items\ndisclosures:"
    (problem,) = told(tmp_path, edited("recipients/police.yaml", ("disclosures:", twice)))
    assert problem.startswith("recipients/police.yaml:4:3 police: ")


# ---- size


def test_four_times_the_recipients_are_four_times_the_work(tmp_path: Path) -> None:
    assert _growth(tmp_path) < 4.05


def test_a_look_through_all_disclosures_for_each_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def states(found: Index, owner: str) -> tuple[str, ...]:
        return owner, *(each.id for each in found.disclosures.values() if each.words_in == owner)

    monkeypatch.setattr(Index, "states", states)
    assert _growth(tmp_path) > 5


def _growth(folder: Path) -> float:
    """How many times more calls of functions it takes to put four times as many recipients together."""
    calls = [_calls(folder / str(size), size) for size in (100, 400)]
    return calls[1] / calls[0]


def _calls(folder: Path, size: int) -> int:
    made.write(folder, size)
    found = (entry for entry in reading._entries(folder) if entry.is_of_registry)
    read_files, _ = reading._sources(folder, found, "registry")
    known, _ = first_definitions(read_files)
    profile = cProfile.Profile()
    profile.enable()
    problems = reading._problems_of_contents(read_files, [], known)
    registry = assemble(index(read_files), translations([], ["en-GB"]))
    profile.disable()
    assert (problems, len(registry.disclosures)) == ([], size)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined] # not in its published types
