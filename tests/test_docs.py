"""The handbook is true: its examples run, its walk-through leads there, and it names every command and option."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.core.rules import RULES, Rule, name_of
from tests.seed import REGISTRY, ROOT
from tools.handbook import fields, rules

DOCS = ROOT / "docs"


def _blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)


def test_the_example_for_systems_prints_what_the_page_says() -> None:
    (code,) = _blocks("systems.md", "python")
    expected = _blocks("systems.md", "text")[1]
    feed = ROOT / "tests/golden/data/v1/feed.jsonld"
    done = subprocess.run([sys.executable, "-c", code, str(feed)], capture_output=True, check=True, text=True)
    assert done.stdout == expected


def test_a_recipient_is_added_as_the_page_for_editors_says(tmp_path: Path) -> None:
    shutil.copytree(REGISTRY, tmp_path / "registry")
    recipients = tmp_path / "registry/recipients"
    text = (recipients / "crime-and-fraud-agencies.yaml").read_text("utf-8").split("\ninternal:")[0]
    text = text.replace("name: other agencies to assist in the prevention of crime or fraud", "name: youth clubs")
    text = text.replace("crime-and-fraud-duty", "youth-clubs-visits").replace(
        "[prevent-crime, prevent-fraud]", "[clubs]"
    )
    text = re.sub(r"(    text: \|\n).*\n", r"\1      We tell youth clubs when we have a visit for them.\n", text)
    (recipients / "youth-clubs.yaml").write_text(text, "utf-8")
    notice = tmp_path / "registry/notices/child-data.yaml"
    shown = notice.read_text("utf-8").replace(
        "      - crime-and-fraud-agencies\n", "      - crime-and-fraud-agencies\n      - youth-clubs\n"
    )
    notice.write_text(shown, "utf-8")

    wrong = CliRunner().invoke(cli, ["check", "-C", str(tmp_path)])
    (shape,) = _blocks("editors.md", "text")
    (found,) = [line for line in wrong.stdout.splitlines() if ": error: " in line]
    assert (wrong.exit_code, found.startswith(shape.strip())) == (1, True), found

    purposes = tmp_path / "registry/vocabulary/purposes.yaml"
    purposes.write_text(
        purposes.read_text("utf-8") + "clubs:\n  name: to visit clubs\n  family: contact_people\n", "utf-8"
    )
    built = CliRunner().invoke(cli, ["build", "-q", "-C", str(tmp_path)])
    assert built.exit_code == 0, built.output
    assert "We tell youth clubs" in (tmp_path / "site/child-data/index.html").read_text("utf-8")


def test_every_command_and_option_is_in_the_handbook() -> None:
    page = (DOCS / "commands.md").read_text("utf-8")
    for name, command in cli.commands.items():
        assert f"`{name}" in page
        options = {o for p in command.params for o in p.opts if o.startswith("--")} - {"--help", "--quiet", "--verbose"}
        assert [o for o in options if o not in page] == []


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_sentence_in_the_handbook(rule: Rule) -> None:
    assert re.search(rf"## {name_of(rule)}\n\n\S.*\.", rules())


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
    schemas = [json.loads(f.read_text("utf-8")) for f in (ROOT / "site_builder/schemas").glob("*.schema.json")]
    assert [field for schema in schemas for field in _undescribed(schema)] == []


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


def test_the_starter_s_guide_is_the_registry_s_with_its_own_file_names() -> None:
    ours = (REGISTRY / "README.md").read_text("utf-8")
    starter = (ROOT / "site_builder/starter/registry/README.md").read_text("utf-8")
    theirs = ours.replace("crime-and-fraud-agencies.yaml", "local-hospital.yaml").replace(
        "child-data.yaml", "our-notice.yaml"
    )
    assert starter == theirs
