"""Edits by chance, of every field of every example: what was typed stands in the file, and no other line changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from site_builder.edit import new_names
from site_builder.edit.app import MAKE, App, Request
from site_builder.edit.fields import OF, VALUE, Field, Maker, name_of, new_path, path_of
from site_builder.edit.pages.recipients import take
from site_builder.edit.session import Session
from site_builder.edit.steps import tree_of
from site_builder.load.splice import File, at
from site_builder.load.yaml.read import read
from site_builder.schemas.nodes import Fields, Node
from site_builder.schemas.trees import definitions
from tests.edit.forms import KEPT
from tests.effort import effort, some
from tests.examples import FOLDERS
from tests.seed import ON

ROUNDS, EDITS = effort(suite=1, thorough=20), effort(suite=60, thorough=500)
"""So many rounds of so many edits: ten thousand where there is time."""
NEW_NAMES = 0.05
"""The part of them that makes a new name."""
TEXTS = (
    "Words of mine",
    "a: b, c # d",
    "- no list",
    "“quoted” 'and' \"so\"",
    "007",
    "yes",
    "1.0",
    "[x] {y} *z &z !z",
    "é ŵ",
)
DAYS = ("2027-01-01", "2030-12-31", "tomorrow")


def all_fields(fields: Sequence[Field]) -> Iterator[Field]:
    for each in fields:
        yield each
        for part in each.parts:
            yield from all_fields(part.fields)


def card(maker: Maker, data: Mapping[str, Any], chance: Random) -> Sequence[Field]:
    """The fields of a sharing, of what holds for all of them, or of the recipient itself."""
    sharings = list(data.get("disclosures", {}))
    if sharings and chance.random() < 0.8:
        return maker.fields("disclosure", ("disclosures", chance.choice(sharings)), definitions()["disclosure"])
    if "all_our_disclosures" in data and chance.random() < 0.5:
        return maker.fields("disclosure", ("all_our_disclosures",), definitions()["terms"])
    tree: Node = tree_of("recipients/x.yaml")
    own = [n for n in tree.fields if n not in BLOCKS] if isinstance(tree, Fields) else []
    return maker.fields("recipient", (), tree, own)


BLOCKS = ("all_our_disclosures", "disclosures", "proposed", "confirmed", "internal")


def typed_by_chance(made: Field, chance: Random) -> tuple[list[str], Any]:
    """What is chosen or typed in a control, and the value that it stands for; what it is now may come, too."""
    options = [each.value for each in made.options]
    if made.kind in ("choice", "id", "parts"):
        value = chance.choice(["", *options])
        return [value], value or None
    if made.kind in ("choices", "ids"):
        chosen = chance.sample(options, min(len(options), chance.randint(0, 3)))
        return chosen, chosen[0] if chosen in (["none"], ["not_applicable"]) else chosen or None
    if made.kind == "day":
        day = chance.choice(DAYS)
        return [day], day
    if made.kind in ("number", "numbers"):
        number = str(chance.randint(1, 4))
        return [number], [number] if made.kind == "numbers" else number
    lines = [chance.choice(TEXTS) + "." * number for number in range(chance.randint(1, 3))]
    if made.kind == "line":
        return [lines[0]], lines[0]
    return ["\r\n".join(lines)], lines if made.kind == "lines" else "\n".join(lines)


def wrong(app: App, key: str, chance: Random) -> str | None:
    """What goes wrong with one edit by chance in the file of a recipient, None if nothing does."""
    name = f"recipients/{key}.yaml"
    file = app.session.file(name)
    assert file is not None
    # Names stay what they are: to load it all again for each edit would take most of the time.
    app._things = app.session.number, app.things if app._things is None else app._things[1]
    fields = [
        f for f in all_fields(card(Maker(file.data, app.things), file.data, chance)) if f.kind != "parts" or f.options
    ]
    made = chance.choice(fields)
    form = {f"was.{each.name}": [each.was] for each in fields} | {each.name: list(each.typed) for each in fields}
    form |= {f.name: [o.value for o in f.options if o.chosen] for f in fields if f.kind in ("choice", "id", "parts")}
    form[made.name], value = typed_by_chance(made, chance)
    said = take(app, Request("POST", "", {}, form), name, file, "x")
    now = app.session.file(name)
    assert now is not None
    if said.refused:
        return None if now.source == file.source else f"refused, and changed: {made.name}"
    path = path_of(made.name)
    if problem := _misread(file, now, path, value):
        return f"{problem}: {made.name} = {value!r}"
    if other := set(app.session.contents) - {name}:
        return f"other files changed: {other}"
    app.session.undo()
    return None if (app.session.file(name) or file).source == file.source else f"not undone: {made.name}"


def _misread(before: File, after: File, path: tuple[str | int, ...], value: Any) -> str:
    """What is not as it was typed, or another line that changed; read by the loader's reader, without the splices."""
    document, problems = read(after.source, after.file)
    if document is None or any(p.severity == "error" for p in problems):
        return "it cannot be read"
    wanted = deepcopy(before.data)
    _put(wanted, path, value)
    found = at(document.data, path)
    if isinstance(value, list) and isinstance(found, list) and isinstance(at(before.data, path), list):
        # Those that stood there before keep their order.
        found, wanted_value = sorted(found), sorted(value)
        if found != wanted_value:
            return "not as it was typed"
        _put(wanted, path, at(document.data, path))
    if document.data != wanted:
        return "not as it was typed"
    return _other_lines(before, after, path)


def _put(data: Any, path: tuple[str | int, ...], value: Any) -> None:
    for step in path[:-1]:
        data = data.setdefault(step, {}) if isinstance(data, dict) else data[step]
    if value is None:
        data.pop(path[-1], None)
    else:
        data[path[-1]] = value


def _other_lines(before: File, after: File, path: tuple[str | int, ...]) -> str:
    """A line that was not one of the field, and is not there any more in its place.

    Dashes do not count: where the first field behind one goes or comes, the next one moves up or down.
    """
    document, _ = read(before.source, before.file)
    assert document is not None
    was = before.source.decode().splitlines()
    marks = document.places.get(path)
    first, column = (marks.key.line, marks.key.column) if marks and marks.key else (0, 0)
    last = first
    while first and last < len(was) and (not was[last].strip() or len(was[last]) - len(was[last].lstrip()) >= column):
        last += 1
    rest = iter([line.strip(" -") for line in after.source.decode().splitlines()])
    others = [line.strip(" -") for at_, line in enumerate(was) if not first - 1 <= at_ < last]
    return next((f"another line changed: {line}" for line in others if line and line not in rest), "")


def wrong_new_name(app: App, key: str, chance: Random) -> str | None:
    """What goes wrong with a new reason that is made by chance where it is picked, None if nothing does."""
    file, names = app.session.file(f"recipients/{key}.yaml"), "vocabulary/purposes.yaml"
    old = app.session.file(names)
    sharings = list(file.data.get("disclosures", {})) if file else []
    if file is None or old is None or not sharings:
        return None
    control = f"{VALUE}disclosures.{chance.choice(sharings)}.purposes"
    name = f"{chance.choice(TEXTS)} {chance.randint(1, 10**6)}"
    said = {control: ["of-before"], OF + control: ["purposes many"], MAKE: [control]}
    said |= {name_of(new_path(control, "name")): [name], name_of(new_path(control, "family")): ["research"]}
    asked = new_names.made(app, Request("POST", "", {}, said))
    now = app.session.file(names)
    if now is None or len(app.session.contents) != 1:
        return f"other files changed: {[*app.session.contents]}"
    was, new = asked.form[control]
    if was != "of-before" or now.data != {**old.data, new: {"name": name, "family": "research"}}:
        return f"not as it was typed: {name}"
    if other := _other_lines(old, now, (new,)):
        return other
    app.session.undo()
    return None if app.session.contents == {} else f"not undone: {name}"


@pytest.fixture(scope="module")
def apps() -> dict[str, tuple[App, list[str]]]:
    """Each example, as it stands: nothing is saved here."""
    found = {}
    for name, registry in some(FOLDERS.items(), one_in=3):
        app = App(Session(registry, "registry", ON, kept=KEPT))
        app.session.look()
        keys = [s.id for s in app.things.sources if s.kind == "recipients"]
        found[name] = app, keys
    return found


@pytest.mark.parametrize("number", range(ROUNDS))
def test_what_is_typed_by_chance_stands_in_the_file_and_nothing_else_changes(
    apps: dict[str, tuple[App, list[str]]], number: int
) -> None:
    chance = Random(20261201 + number)  # noqa: S311 (the same edits every time)
    found = []
    for _ in range(EDITS):
        app, keys = apps[chance.choice(sorted(apps))]
        edit = wrong_new_name if chance.random() < NEW_NAMES else wrong
        if problem := edit(app, chance.choice(keys), chance):
            found.append(problem)
            app.session.steps.clear()
            app.session._rebuild()
    assert found == []


def test_a_writer_that_puts_a_file_anew_is_caught(apps: dict[str, tuple[App, list[str]]]) -> None:
    """The broken twin: one that writes the same data in its own way, as most editors of YAML do."""
    app, _ = apps["seed"]
    file = app.session.file("recipients/nhs-services.yaml")
    assert file is not None
    edited = file.edited(("short_name",), "NHS")
    lines = (
        edited.source.decode()
        .replace("open_list: true\n", "")
        .replace("type: category\n", "open_list: true\ntype: category\n")
    )
    anew = File(lines.encode(), file.file, file.tree)
    assert anew.data == edited.data
    assert "another line changed" in _other_lines(file, anew, ("short_name",))
