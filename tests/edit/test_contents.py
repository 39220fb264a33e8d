"""Notices, names and the organisation as forms: what is asked reaches its one file, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from site_builder.edit.fields import WAS, kind_of_control, path_of
from site_builder.edit.pages.ordering import Line, rearranged
from site_builder.edit.steps import tree_of
from site_builder.load.project.files import BLOCKS, schema_of
from site_builder.load.shape.ways import way
from site_builder.load.splice import File, Refused, at
from site_builder.schemas.nodes import Text
from site_builder.schemas.trees import trees
from tests.edit.forms import Window, contents, controls, project, unchanged_but, window
from tests.effort import effort
from tests.examples import FOLDERS
from tests.seed import REGISTRY

NOTICE = "notices/child-data.yaml"
DFE = "thing/notices/child-data?at=sections.dfe"
ORDER = ("sections", "dfe", "shows")


def data(folder: Path, name: str) -> dict[str, object]:
    return File((folder / "registry" / name).read_bytes(), name, tree_of(name)).data


# ---- what is edited


def test_every_file_of_a_registry_is_listed_and_opens(page: Window, folder: Path) -> None:
    page.go("contents")
    leads = [each.attributes["href"] or "" for each in page.tree.css("main table a")]
    listed = {lead.removeprefix("/thing/") + ".yaml" for lead in leads}
    assert {n for n in contents(folder) if n.endswith(".yaml") and not n.startswith("recipients/")} <= listed
    for lead in leads:
        assert page.go(lead.removeprefix("/")).shown.status == 200


def test_a_heading_and_its_words_are_changed(page: Window, folder: Path) -> None:
    page.go(DFE).fill({"v.sections.dfe.heading": "The Department", "v.sections.dfe.closing": "That is all."})
    assert "Words changed" in page.go("review").text
    with unchanged_but(folder, NOTICE):
        page.save()
    assert at(data(folder, NOTICE), ("sections", "dfe", "heading")) == "The Department"
    assert at(data(folder, NOTICE), ("sections", "dfe", "closing")) == "That is all."


def test_what_is_held_gets_parts_like_a_retention_period(page: Window, folder: Path) -> None:
    page.go(f"add?file={NOTICE}&path=v.held").fill({"v.held.new.purposes": ["research"]})
    assert page.at == "thing/notices/child-data?at=self"
    assert page.app.session.steps[-1].edit.path == ("held", 0)
    page.save()
    assert data(folder, NOTICE)["held"] == [{"purposes": ["research"]}]


def test_a_name_is_added_changed_and_removed_unless_something_uses_it(page: Window, folder: Path) -> None:
    page.go("thing/vocabulary/agreements").fill({"go": "new-thing/vocabulary/agreements"})
    page.fill({"v.new.name": "The data pact", "v.new.kind": "memorandum"})
    assert "The data pact" in page.text
    with unchanged_but(folder, "vocabulary/agreements.yaml"):
        page.save()
    page.go("new-thing/vocabulary/agreements").fill({"v.new.name": "Another", "v.new.kind": "memorandum"})
    page.go("remove-thing/vocabulary/agreements?at=another").fill({})
    page.save()
    assert [*data(folder, "vocabulary/agreements.yaml")] == ["the-data-pact"]
    page.go("remove-thing/vocabulary/purposes?at=survey-samples")
    assert "Still in use. Take it out there first: Department for Education" in page.text
    assert not page.forms


def test_what_a_new_name_must_have_is_asked(page: Window) -> None:
    page.go("new-thing/vocabulary/purposes").fill({"v.new.family": "research"})
    assert "This has to be said." in page.text
    assert page.app.session.steps == []


def test_things_of_the_library_are_taken_as_ones_own(page: Window, folder: Path) -> None:
    page.go("new-thing/vocabulary/purposes").fill({"take": ["check-eligibility"]})
    with unchanged_but(folder, "vocabulary/purposes.yaml"):
        page.save()
    assert data(folder, "vocabulary/purposes.yaml")["check-eligibility"]
    assert "take" not in controls(page.go("new-thing/vocabulary/purposes").forms[0])


def test_a_notice_and_its_headings_are_begun(page: Window, folder: Path) -> None:
    page.go("new-thing/notices").fill({"v.new.title": "Our libraries", "v.new.first_heading": "Who borrows"})
    page.go("thing/notices/our-libraries?at=sections.who-borrows").fill({"order": "add", "add": "nhs-services"})
    page.go("new-thing/notices/our-libraries").fill({"v.new.heading": "Who lends"})
    with unchanged_but(folder, "notices/our-libraries.yaml"):
        page.save()
    assert data(folder, "notices/our-libraries.yaml") == {
        "title": "Our libraries",
        "sections": {
            "who-borrows": {"heading": "Who borrows", "shows": ["nhs-services"]},
            "who-lends": {"heading": "Who lends"},
        },
    }
    page.go("remove-thing/notices/our-libraries?at=sections.who-lends").fill({})
    assert page.app.session.in_the_way() == []


# ---- what is proposed


def test_a_proposal_is_taken_over_or_out(page: Window, folder: Path) -> None:
    us = "organisation.yaml"
    page.go("thing/organisation").fill({"accept": "v.jurisdiction"})
    assert "Proposed:" not in page.text
    with unchanged_but(folder, us):
        page.save()
    assert (data(folder, us)["jurisdiction"], "proposed" in data(folder, us)) == (["england"], False)
    name = "recipients/nhs-services.yaml"
    place = folder / "registry" / name
    proposed = "purposes: [research]\n    frequency: yearly\n    reason: |\n      So.\n"
    text = f"{place.read_text('utf-8')}\nproposed:\n  nhs-contact-parents:\n    {proposed}"
    place.write_text(text, "utf-8")
    before = at(data(folder, name), ("disclosures", "nhs-contact-parents", "purposes"))
    page.go("recipient/nhs-services?at=nhs-contact-parents")
    page.fill({"decline": "v.disclosures.nhs-contact-parents.frequency"})
    page.fill({"accept": "v.disclosures.nhs-contact-parents.purposes"})
    page.save()
    assert at(data(folder, name), ("disclosures", "nhs-contact-parents", "purposes")) == [*before, "research"]
    assert "proposed" not in data(folder, name)
    assert at(data(folder, name), ("disclosures", "nhs-contact-parents", "frequency")) is None


# ---- the order


def test_a_paragraph_goes_up_out_to_another_heading_and_in_again(page: Window, folder: Path) -> None:
    before = at(data(folder, NOTICE), ORDER)
    page.go(DFE).fill({"order": "up:2"})
    page.fill({"order": "join:1"})
    page.fill({"order": "to:1", "to.1": "nhs"})
    page.fill({"order": "out:0"})
    page.fill({"order": "add", "add": before[2]})
    page.fill({"order": "add", "add": before[0]})
    page.fill({"order": f"join:{len(before) - 2}"})
    with unchanged_but(folder, NOTICE):
        page.save()
    assert at(data(folder, NOTICE), ORDER) == [*before[3:], [before[2], before[0]]]
    assert at(data(folder, NOTICE), ("sections", "nhs", "shows"))[-1] == before[1]


def test_paragraphs_are_rearranged_and_none_is_lost() -> None:
    lines: list[Line] = ["a", ["b", "c"], "d"]
    assert rearranged(lines, 0, "up") == rearranged(lines, 2, "down") == rearranged(lines, 0, "join") == lines
    assert rearranged(lines, 1, "up") == [["b", "c"], "a", "d"]
    assert rearranged(lines, 1, "part") == ["a", "b", "c", "d"]
    assert rearranged(lines, 2, "join") == ["a", ["b", "c", "d"]]
    assert rearranged(lines, 1, "out") == ["a", "d"]


def test_a_heading_moves_with_its_words_and_back_is_no_change(page: Window, folder: Path) -> None:
    before = contents(folder)
    page.go(DFE).fill({"order": "heading-down"})
    assert [*data_now(page)["sections"]][:2] == ["nhs", "dfe"]
    page.fill({"order": "heading-up"})
    assert page.app.session.steps == []
    assert page.app.session.contents == {}
    page.fill({"order": "heading-down"})
    page.fill({"v.sections.dfe.heading": "The department"})
    page.fill({"order": "heading-down"})
    page.save()
    assert [*data(folder, NOTICE)["sections"]][:3] == ["nhs", "other-departments", "dfe"]  # type: ignore[misc]
    after = contents(folder)
    was = sorted(before.pop(NOTICE).replace(b"Department for Education (DfE)", b"The department").splitlines())
    assert (sorted(after.pop(NOTICE).splitlines()), after) == (was, before)


def data_now(page: Window) -> dict[str, dict[str, object]]:
    file = page.app.session.file(NOTICE)
    assert file is not None
    return file.data


def test_a_move_is_made_on_what_somebody_else_saved_or_told(page: Window, folder: Path) -> None:
    page.go(DFE).fill({"order": "heading-down"})
    place = folder / "registry" / NOTICE
    place.write_text(place.read_text("utf-8").replace("heading: NHS Services", "heading: The NHS"), "utf-8")
    page.go("review")
    assert page.app.session.clashes == []
    assert [*data_now(page)["sections"]][:2] == ["nhs", "dfe"]
    text = place.read_text("utf-8")
    first, last = text.index("  dfe:"), text.index("  nhs:")
    place.write_text(text[:first] + text[last:].replace("\ninternal:", f"\n{text[first:last]}\ninternal:"), "utf-8")
    page.go("review")
    assert "so it has no place" in page.text
    page.post("keep", {"key": page.app.form_key, "clash": "0", "whose": "theirs"})
    assert page.app.session.steps == []


# ---- the splice of a move, and its proof

TEXT = """# Of the file.
# Still.
first:
  name: one

# Of the second.
second:
  name: two
  also_called: [a, b]

# Apart.

third:
  name: |
    three
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_a_thing_moves_up_with_its_notes(end: str, mark: bytes, last: bool) -> None:
    text = TEXT if last else TEXT.rstrip("\n")
    file = File(mark + text.replace("\n", end).encode(), "vocabulary/bodies.yaml", trees()["bodies"])
    once = file.moved_up(("second",))
    assert once.source.startswith(mark)
    assert (
        once.source.removeprefix(mark)
        .decode()
        .replace(end, "\n")
        .startswith(
            "# Of the file.\n# Still.\n# Of the second.\nsecond:\n  name: two\n"
            "  also_called: [a, b]\n\nfirst:\n  name: one\n"
        )
    )
    twice = file.moved_up(("third",)).moved_up(("third",))
    assert [*twice.data] == ["third", "first", "second"]
    assert len(twice.source) == len(file.source)
    assert twice.moved_up(("first",)).moved_up(("second",)).source == file.source or not last
    with pytest.raises(Refused):
        file.moved_up(("first",))


class Careless(File):
    """A move that leaves the last line of each thing behind."""

    def _lines_of(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        first, behind = super()._lines_of(path)
        return first, behind - 1


def test_a_move_that_parts_a_thing_is_refused() -> None:
    careless = Careless(TEXT.encode(), "vocabulary/bodies.yaml", trees()["bodies"])
    with pytest.raises(Refused, match="cannot be moved"):
        careless.moved_up(("second",))


# ---- by chance

WORDS = ("Other words.", "One. Two.", "Line one\nline two", "A: b # c", "- so", "Ŵyl")


def things(folder: Path) -> Iterator[str]:
    """The page of each part of each file that is no recipient's."""
    for name in sorted(contents(folder)):
        kind = (schema_of(name) or ("",))[0]
        if kind in ("organisation", "notice") or name.startswith("vocabulary/"):
            file = data(folder, name)
            keys = [key for key in file if key not in BLOCKS] if name.startswith("vocabulary/") else ["self"]
            sections = file.get("sections", {})
            keys += [f"sections.{key}" for key in sections] if isinstance(sections, dict) else []
            yield from (f"thing/{name.removesuffix('.yaml')}?at={key}" for key in keys)


@pytest.mark.parametrize(
    ("registry", "most"),
    [(REGISTRY, 3), (FOLDERS["fire-service"], 1)],
    ids=["seed", "fire service"],
)
def test_edits_by_chance_change_their_field_alone(tmp_path: Path, registry: Path, most: int) -> None:
    folder, chance = project(tmp_path, registry), Random(7)  # noqa: S311 (no secret)
    page, pages = window(folder), list(things(folder))
    made = 0
    for address in chance.sample(pages, min(len(pages), effort(suite=most, thorough=300))):
        assert page.go(address).fill({}).app.session.steps == [], address
        said = change(page.go(address), chance)
        if said is None:
            continue
        name = f"{address.removeprefix('thing/').partition('?')[0]}.yaml"
        was = data(folder, name)
        page.fill({said[0]: said[1]})
        if not page.app.session.steps:
            continue
        edit = page.app.session.steps[0].edit
        assert (edit.file, edit.path, len(page.app.session.steps)) == (name, path_of(said[0]), 1)
        assert [*page.app.session.contents] == [name]
        file = page.app.session.file(name)
        assert file is not None
        assert file.splice is not None
        source = (folder / "registry" / name).read_bytes().decode()
        assert source[: file.splice.start] + file.splice.new + source[file.splice.end :] == file.source.decode()
        assert file.edited(edit.path, at(was, edit.path)).data == was
        page.app.session.undo()
        made += 1
    assert made


def change(page: Window, chance: Random) -> tuple[str, str | list[str]] | None:
    """A control of the page with another value."""
    form = page.forms[0]
    held, name = controls(form), page.app
    fields = [each.removeprefix(WAS) for each in held if each.startswith(WAS)]
    place = f"{(form.attributes['action'] or '').removeprefix('/thing/')}.yaml"
    file = name.session.file(place)
    assert file is not None
    for control in chance.sample(fields, len(fields)):
        node = way(file.tree, file.data, path_of(control), "").node
        if path_of(control)[0] not in BLOCKS and kind_of_control(node) in ("words", "line", "lines"):
            if kind_of_control(node) == "line" and isinstance(node, Text) and node.form.pattern:
                continue
            return control, chance.choice(WORDS if kind_of_control(node) != "line" else ("Other words", "x: y", "1.0"))
        values = [o.attributes["value"] or "" for o in form.css(f'[name="{control}"] option')]
        if len(values) > 1:
            return control, chance.choice(values)
        ticks = [o.attributes["value"] or "" for o in form.css(f'input[type=checkbox][name="{control}"]')]
        if ticks:
            return control, chance.sample(ticks, min(2, len(ticks)))
    return None
