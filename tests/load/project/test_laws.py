"""Laws that need no entry: named by the id of the dated list, they stand in the registry as an entry would."""

from __future__ import annotations

from pathlib import Path

from site_builder.facts.redact import public
from site_builder.load.feed.reader import read
from site_builder.problems import Severity
from site_builder.render.feed.graph import render
from tests.load.project.small_registry import FILES, Changes, edited, loaded, told
from tests.seed import ON

POLICE = "recipients/police.yaml"


def _relying_on(law: str) -> Changes:
    power = f"    purposes: [crime]\n    legal_power:\n      - law: {law}\n        provision: section 47\n"
    return edited(POLICE, ("    purposes: [crime]\n", power))


def test_a_law_of_the_list_needs_no_entry(tmp_path: Path) -> None:
    registry = loaded(tmp_path, _relying_on("children-act-1989")).registry
    assert registry is not None
    assert [(law.id, str(law.name), law.url) for law in registry.laws] == [
        ("children-act-1989", "Children Act 1989", "https://www.legislation.gov.uk/ukpga/1989/41")
    ]
    assert read(render(public(registry), ON)) == public(registry)


def test_an_entry_of_one_s_own_goes_first(tmp_path: Path) -> None:
    own = {"vocabulary/laws.yaml": "children-act-1989:\n  name: our name for it\n"}
    registry = loaded(tmp_path, {**_relying_on("children-act-1989"), **own}).registry
    assert registry is not None
    assert [str(law.name) for law in registry.laws] == ["our name for it"]


def test_a_law_that_nobody_names_is_not_in_the_registry(tmp_path: Path) -> None:
    registry = loaded(tmp_path, {}).registry
    assert registry is not None
    assert registry.laws == ()


def test_a_mistyped_law_is_told_with_the_one_that_is_near(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, _relying_on("childrens-act-1989"))
    assert problem.endswith("Did you mean 'children-act-1989'? [unknown-id]")


def test_where_the_registry_is_in_another_language_a_law_needs_an_entry_in_it(tmp_path: Path) -> None:
    changes = {**_relying_on("children-act-1989"), **edited("organisation.yaml", ("[en-GB]", "[cy]"))}
    assert [line.rpartition(" ")[2] for line in told(tmp_path, changes)] == ["[unknown-id]"]


def test_a_law_s_name_can_be_translated_like_any_other(tmp_path: Path) -> None:
    changes = {
        **_relying_on("children-act-1989"),
        **edited("organisation.yaml", ("[en-GB]", "[en-GB, cy]")),
        "translations/cy/x.yaml": "children-act-1989:\n  name:\n    en: Children Act 1989\n    cy: Deddf Plant 1989\n",
    }
    registry = loaded(tmp_path, changes).registry
    assert registry is not None
    assert dict(registry.laws[0].name.pairs)["cy"] == "Deddf Plant 1989"


def test_a_law_that_is_only_proposed_does_not_leave_the_house(tmp_path: Path) -> None:
    proposed = (
        "\nproposed:\n  police-crime:\n    legal_power:\n      - law: children-act-1989\n"
        "    reason: |\n      Perhaps.\n"
    )
    changes = {POLICE: FILES[POLICE] + proposed}
    registry = loaded(tmp_path, changes).registry
    assert registry is not None
    assert registry.laws == ()
    assert b"children-act" not in render(public(registry), ON)


def test_what_is_found_of_such_a_law_stands_where_it_is_named(tmp_path: Path) -> None:
    """It has no place of its own: one that was repealed, and one that is not translated."""
    (ended,) = (p for p in told(tmp_path, _relying_on("data-protection-act-1998"), Severity.WARNING))
    assert ended.startswith(f"{POLICE}:9:9 ")
    assert ended.endswith("[overtaken]")
    changes = {**_relying_on("children-act-1989"), **edited("organisation.yaml", ("[en-GB]", "[en-GB, cy]"))}
    gaps = told(tmp_path, changes, Severity.GAP)
    assert any("children-act-1989" in line and line.startswith(f"{POLICE}:9:9 ") for line in gaps)
