"""What an editor shows while somebody types, by the files that `new` makes, in the real language server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from site_builder.cli.commands.serve import attempt_site
from site_builder.cli.project import Project
from site_builder.load.project.files import schema_of
from site_builder.starter import SCHEMAS, starter
from tests.checkers.language_server import Editor, editor
from tests.checkers.missing import require
from tests.examples import FOLDERS
from tests.seed import ON, ROOT

HOSPITAL = "registry/recipients/local-hospital.yaml"
NUMBERS = count()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `new` makes."""
    folder = tmp_path_factory.mktemp("editing") / "demo"
    starter(folder)
    return folder


def _settings(folder: Path) -> Mapping[str, Any]:
    """The settings of the folder as the extension hands them on."""
    told = json.loads((folder / ".vscode/settings.json").read_text("utf-8"))
    bound = {(folder / schema).as_uri(): files for schema, files in told["yaml.schemas"].items()}
    return {"yaml": {"schemas": bound, "validate": True, "hover": True, "completion": True}}


@pytest.fixture(scope="module")
def bound(made: Path) -> Iterator[Editor]:
    """An editor that knows the settings."""
    require("yaml")
    with editor(made, _settings(made)) as opened:
        yield opened


@pytest.fixture(scope="module")
def bare(made: Path) -> Iterator[Editor]:
    """An editor without them: what it knows stands in the files."""
    require("yaml")
    with editor(made, {"yaml": {"validate": True, "hover": True, "completion": True}}) as opened:
        yield opened


def _new() -> str:
    """A file that was not open before."""
    return f"registry/recipients/new-{next(NUMBERS)}.yaml"


def _modeline(folder: Path, file: str) -> str:
    return (folder / file).read_text("utf-8").splitlines()[0] + "\n"


def test_no_file_that_is_made_is_wrong_while_it_is_read(made: Path, bound: Editor, bare: Editor) -> None:
    for path in sorted((made / "registry").rglob("*.yaml")):
        file = path.relative_to(made).as_posix()
        assert bound.opened(file, path.read_text("utf-8")) == [], file
        assert bare.opened(file, path.read_text("utf-8")) == [], file


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("name: Clubs\ntype: organsation\n", "organisation"),
        ("name: Clubs\ntype: category\nopen_lst: true\n", "open_lst"),
        ("type: category\n", "name"),
        ("name: Clubs\ntype: category\nmembers: police\n", "array"),
        ("name: Clubs\ntype: role\ndisclosures:\n  clubs-visits:\n    modality: maybe\n", "may"),
    ],
)
def test_a_slip_is_shown_while_it_is_typed(made: Path, bound: Editor, bare: Editor, wrong: str, said: str) -> None:
    for opened, text in ((bound, wrong), (bare, _modeline(made, HOSPITAL) + wrong)):
        told = opened.opened(_new(), text)
        assert any(said in each["message"] for each in told), told


def test_what_may_be_written_is_offered(bound: Editor) -> None:
    text = "name: Clubs\ntype: \n\ndisclosures:\n  clubs-visits:\n    \n    conditions:\n      - type: \n"
    file = _new()
    bound.opened(file, text)
    assert {"organisation", "category", "role", "person"} <= bound.offered(file, 1, 6).keys()
    assert {"privacy_notice", "open_list", "members", "internal"} <= bound.offered(file, 2, 0).keys()
    assert {"text", "purposes", "lawful_basis", "modality"} <= bound.offered(file, 5, 4).keys()
    assert {"consent_first", "purpose_limited"} <= bound.offered(file, 7, 14).keys()


def test_ids_are_offered_with_what_they_are_called_and_own_ones_once_the_preview_ran(made: Path) -> None:
    require("yaml")
    own = made / "registry/vocabulary/purposes.yaml"
    own.write_text(own.read_text("utf-8") + "feed-cats:\n  name: to feed cats\n  family: provide_service\n", "utf-8")
    attempt_site(Project(made, "registry", quiet=True, verbose=False, debug=False), ON, None, lambda _: None)
    text = "name: Clubs\ntype: role\ndisclosures:\n  clubs-visits:\n    purposes: []\n    recipient: \n"
    file = _new()
    with editor(made, _settings(made)) as opened:
        opened.opened(file, text)
        purposes, recipients = opened.offered(file, 4, 15), opened.offered(file, 5, 15)
    assert purposes["feed-cats"]["documentation"] == "to feed cats"
    assert {"plan-care", "protect-children"} <= purposes.keys()
    assert {"local-hospital", "ofsted"} <= recipients.keys()
    assert recipients.keys().isdisjoint(purposes)


def test_what_a_field_means_is_shown(bound: Editor) -> None:
    file = _new()
    bound.opened(file, "name: Clubs\ntype: category\nopen_list: true\n")
    assert "as the public knows it" in bound.told(file, 0, 1)
    assert "the words do not name" in bound.told(file, 2, 3)


def test_every_file_that_is_read_is_bound_to_its_schema(made: Path) -> None:
    bound = json.loads((made / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    examples = [ROOT / "docs/examples" / name for name in FOLDERS if name != "seed"]
    registries = [folder / "registry" for folder in (ROOT, *examples)]
    paths = {path.relative_to(folder).as_posix() for folder in registries for path in folder.rglob("*.yaml")}
    seen = set()
    for path in sorted(path for path in paths if schema_of(path)):
        (schema,) = [name for name, files in bound.items() if fnmatchcase(f"registry/{path}", files)]
        assert schema == f"{SCHEMAS}/{schema_of(path)[0]}.schema.json"  # type: ignore[index] # chosen for having one
        seen.add(schema)
    assert f"{SCHEMAS}/translation.schema.json" in seen
