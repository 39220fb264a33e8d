"""What needs no entry, laws and the library: named by its id, a thing stands in the registry as an entry would."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from site_builder import vocabulary
from site_builder.facts.redact import public
from site_builder.gate import Gate
from site_builder.load.feed.reader import read
from site_builder.load.project import shipped
from site_builder.load.project.folder import load
from site_builder.model import Registry
from site_builder.problems import Severity
from site_builder.render.feed.graph import render
from site_builder.vocabulary import CommonThing
from tests.load.project.small_registry import FILES, Changes, edited, loaded, told
from tests.seed import ON, ROOT

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
    assert problem.endswith(
        "Did you mean 'children-act-1989' (Children Act 1989), which comes with the program? [unknown-id]"
    )


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
    (ended,) = (p for p in told(tmp_path, _relying_on("data-protection-act-1998"), Severity.ERROR))
    assert ended.startswith(f"{POLICE}:9:9 ")
    assert ended.endswith("[overtaken]")
    changes = {**_relying_on("children-act-1989"), **edited("organisation.yaml", ("[en-GB]", "[en-GB, cy]"))}
    gaps = told(tmp_path, changes, Severity.GAP)
    assert any("children-act-1989" in line and line.startswith(f"{POLICE}:9:9 ") for line in gaps)


# ---- the library of common things


def _sharing(data: str) -> Changes:
    return edited(POLICE, ("    purposes: [crime]\n", f"    purposes: [crime]\n    data_categories: [{data}]\n"))


def _sound(folder: Path, changes: Changes) -> Registry:
    found = loaded(folder, changes)
    assert found.registry is not None, found.problems
    return found.registry


def _inside(registry: Registry) -> Mapping[str, tuple[str, ...]]:
    return {each.id: each.inside for each in registry.data_categories}


def test_a_thing_of_the_library_is_as_if_it_were_written_and_what_nothing_names_is_not_there(tmp_path: Path) -> None:
    registry = _sound(tmp_path, _sharing("contact-details, ethnicity"))
    details, ethnicity = registry.data_categories
    assert (str(details.name), str(details.child_name), details.dpv_term) == (
        "contact details",
        "how to reach you",
        "pd:Contact",
    )
    assert (details.also_called, ethnicity.special, ethnicity.inside) == ((), ("racial_or_ethnic",), ())
    assert read(render(public(registry), ON)) == public(registry)
    assert not [line for line in told(tmp_path, {}, Severity.WARNING) if "used-by-nothing" in line]


def test_an_entry_of_one_s_own_goes_first_and_may_be_inside_one_of_the_library(tmp_path: Path) -> None:
    own = "addresses:\n  name: where you sleep\n  inside: [contact-details]\n"
    registry = _sound(tmp_path, {**_sharing("addresses"), "vocabulary/data_categories.yaml": own})
    assert [str(each.name) for each in registry.data_categories] == ["where you sleep", "contact details"]
    assert _inside(registry)["addresses"] == ("contact-details",)


CHAIN = "former-names, identity-details"


def _nothing_between_dangles(folder: Path) -> bool:
    """Whether a thing is inside the nearest that is used, and inside nothing where nothing around it is used."""
    alone, chain = _sound(folder / "alone", _sharing("former-names")), _sound(folder / "chain", _sharing(CHAIN))
    return (_inside(alone), _inside(chain)) == (
        {"former-names": ()},
        {"former-names": ("identity-details",), "identity-details": ()},
    )


def test_a_thing_is_inside_the_nearest_that_is_used(tmp_path: Path) -> None:
    assert _nothing_between_dangles(tmp_path)


def _direct(key: str, kind: str, used: Collection[str]) -> Iterator[str]:
    yield from (each for each in vocabulary.library()[kind][key].fields["inside"] if each in used)


def _whatever_is_used(key: str, kind: str, _used: Collection[str]) -> Iterator[str]:
    yield from vocabulary.library()[kind][key].fields["inside"]


@pytest.mark.parametrize("twin", [_direct, _whatever_is_used])
def test_a_broken_twin_of_what_is_inside_is_caught(
    twin: Callable[..., Iterator[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shipped, "_around", twin)
    assert not _nothing_between_dangles(tmp_path)


def test_the_gate_answers_of_the_narrower_as_of_the_wider_that_is_stated(tmp_path: Path) -> None:
    more = "  police-more:\n    text: |\n      They get more.\n    data_categories: [former-names, age]\n"
    shown = edited("notices/our-notice.yaml", ("- police-crime\n", "- police-crime\n      - police-more\n"))
    changes = {POLICE: f"{_sharing('identity-details')[POLICE]}{more}", **shown}
    gate = Gate.of(public(_sound(tmp_path, changes)))

    def reasons(data: str) -> set[tuple[str, str]]:
        request = {"recipient": "police", "purpose": "crime", "data_categories": [data], "data_subjects": ["us"]}
        return {(reason.code, reason.about) for reason in gate.decide(request, ON).reasons}

    assert reasons("former-names") == reasons("identity-details") != reasons("age")
    assert ("unknown_data_category", "data_categories") in reasons("names")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("contact-detials", "Did you mean 'contact-details' (contact details), which comes with the program?"),
        ("date-of-birth", "Did you mean 'dates-of-birth' (dates of birth), which comes with the program?"),
        ("prevent-fraud", "Here it must be an entry in vocabulary/data_categories.yaml."),
    ],
)
def test_a_wrong_id_is_told_with_what_the_library_has(typed: str, hint: str, tmp_path: Path) -> None:
    (problem,) = told(tmp_path, _sharing(typed))
    assert problem.partition(" [")[0].endswith(hint)


def test_what_is_only_proposed_does_not_leave_the_house_and_nothing_can_be_said_of_it(tmp_path: Path) -> None:
    proposed = "\nproposed:\n  police-crime:\n    data_categories: [ethnicity]\n    reason: |\n      Perhaps.\n"
    registry = _sound(tmp_path, {POLICE: FILES[POLICE] + proposed})
    assert registry.data_categories == ()
    assert b"ethnicity" not in render(public(registry), ON)
    said = "\ninternal:\n  ethnicity:\n    note: |\n      Not yet.\n"
    assert [line.rpartition(" ")[2] for line in told(tmp_path, {POLICE: FILES[POLICE] + said})] == ["[unknown-id]"]


def test_a_body_is_a_recipient_only_where_it_may_get_data(tmp_path: Path) -> None:
    """Where a body that gets nothing may stand too, it is none."""
    roles = {"vocabulary/roles.yaml": "inspector:\n  name: inspector\n  at: ofsted\n"}
    registry = _sound(tmp_path, {**edited("organisation.yaml", ("issued", "dpo:\n  role: inspector\nissued")), **roles})
    assert [str(each.name) for each in registry.bodies] == ["Ofsted"]
    sender = edited(POLICE, ("    purposes", "    sender: ofsted\n    purposes"))
    registry = _sound(tmp_path, {**sender, **roles})
    assert registry.bodies == ()
    assert "ofsted" in {each.id for each in registry.recipients}


def test_the_library_is_not_read_where_each_id_has_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    def library() -> None:
        raise AssertionError("the library was read")

    monkeypatch.setattr(vocabulary, "library", library)
    assert load(ROOT / "registry", "registry", ON).registry is not None


# ---- its Welsh

WELSH = edited("organisation.yaml", ("[en-GB]", "[en-GB, cy]"))


def _told_in_welsh(folder: Path, changes: Changes) -> tuple[str | None, bool]:
    """The Welsh name that the public reads for contact details, and whether a gap says that words are missing."""
    found = loaded(folder, {**_sharing("contact-details"), **WELSH, **changes})
    assert found.registry is not None, found.problems
    gaps = [each.message for each in found.problems if each.rule == "not-translated"]
    name = dict(found.registry.data_categories[0].name.pairs).get("cy")
    return name, any("contact-details" in message for message in gaps)


def _checked(monkeypatch: pytest.MonkeyPatch) -> None:
    library = vocabulary.library()
    things: Mapping[str, CommonThing] = {
        key: replace(each, is_welsh_checked=True) for key, each in library["data_categories"].items()
    }
    monkeypatch.setattr(vocabulary, "library", lambda: {**library, "data_categories": things})


def test_welsh_that_no_translator_has_checked_is_not_published(tmp_path: Path) -> None:
    assert _told_in_welsh(tmp_path, {}) == (None, True)


def test_welsh_that_was_checked_is_published_unless_the_registry_has_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """So this is the broken twin of the test above: one that takes all for checked is caught by it."""
    _checked(monkeypatch)
    assert _told_in_welsh(tmp_path, {})[0] == "manylion cyswllt"
    pair = "contact-details:\n  name:\n    en: contact details\n    cy: ein geiriau\n"
    assert _told_in_welsh(tmp_path, {"translations/cy/x.yaml": pair})[0] == "ein geiriau"


def test_where_the_registry_is_in_another_language_nothing_of_the_library_is_offered(tmp_path: Path) -> None:
    changes = {**_sharing("contact-details"), **edited("organisation.yaml", ("[en-GB]", "[cy]"))}
    assert [line.rpartition(" ")[2] for line in told(tmp_path, changes)] == ["[unknown-id]"]


# ---- all of it


def _of_all(written: Collection[str]) -> Changes:
    """A registry that names everything in the library, in which the files of these kinds are written out."""
    library = vocabulary.library()
    lines = [f"    {kind}: [{', '.join(library[kind])}]" for kind in library if kind != "recipients"]
    everybody = f"name: everybody\ntype: category\nopen_list: false\nmembers: [{', '.join(library['recipients'])}]\n"
    entries: dict[str, Mapping[str, Any]] = {
        kind: {key: thing.fields for key, thing in library[kind].items()} for kind in written
    }
    files = {f"recipients/{key}.yaml": fields for key, fields in entries.pop("recipients", {}).items()}
    files |= {f"vocabulary/{kind}.yaml": things for kind, things in entries.items()}
    shown = edited("notices/our-notice.yaml", ("- police-crime", "- everybody"), ("      - ask-first\n", ""))
    return {
        **dict.fromkeys((POLICE, "vocabulary/conditions.yaml", "vocabulary/purposes.yaml")),
        **{name: yaml.safe_dump(data, allow_unicode=True, sort_keys=False) for name, data in files.items()},
        **shown,
        "recipients/everybody.yaml": "\n".join([f"{everybody}disclosures:", "  all-of-it:", *lines, ""]),
    }


def test_everything_in_the_library_is_what_a_file_could_say_and_nothing_of_it_is_wrong(tmp_path: Path) -> None:
    offered, written = loaded(tmp_path / "1", _of_all(())), loaded(tmp_path / "2", _of_all([*vocabulary.library()]))
    assert offered.registry is not None, offered.problems
    assert written.registry is not None, written.problems
    assert public(offered.registry) == public(written.registry)
    doubtful = [each for each in offered.problems if each.severity in {Severity.ERROR, Severity.WARNING}]
    assert [each.message for each in doubtful] == []
