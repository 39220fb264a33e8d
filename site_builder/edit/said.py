"""What a form says of the fields of a file: the edits that it asks for, and what cannot be meant."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from site_builder.edit import labels
from site_builder.edit.fields import (
    CHOICES,
    KEEP,
    MINE,
    THEIRS,
    WAS,
    Form,
    Said,
    encoded,
    inner_of,
    kind_of_control,
    name_of,
    path_of,
    told,
)
from site_builder.edit.steps import Edit
from site_builder.edit.things import Things, called
from site_builder.load.project.files import ALL, schema_of
from site_builder.load.shape.ways import way
from site_builder.load.splice import File
from site_builder.model import VOCABULARIES
from site_builder.problems import Path
from site_builder.schemas.nodes import NOTHING, Either, Fields, List, Node
from site_builder.sheet.cells import NotMeant, cleaned, mean

_MANY = 2
_OF_THINGS = {"disclosures": "disclosure", "sections": "section"}
"""The kind of the things below a field of a file."""


def said_in(form: Form, file: File, name: str, things: Things, whose: str) -> Said:
    """What a form says that was made of a file, which is `file` now; `whose` fields they are, for the review.

    What is as it was when the page was made asks for nothing, whatever the file says now.
    """
    said = Said()
    for control in (each.removeprefix(WAS) for each in form if each.startswith(WAS)):
        path = path_of(control)
        if not path:
            continue
        node, now = way(file.tree, file.data, path, "").node, file.at(path)
        try:
            was = json.loads(form[WAS + control][0])
        except ValueError:
            continue
        try:
            typed = _in_order(node, meant(node, form.get(control, ())), was)
        except NotMeant as why:
            if form.get(control, ()) != encoded(node, was):
                said.refused[control] = str(why)
            continue
        if node is NOTHING or typed in (was, now) or typed == meant_again(node, was):
            continue
        kept = form.get(KEEP + control, [""])[0]
        if kept == THEIRS:
            continue
        if now != was and kept != MINE:
            said.clashes[control] = told("", str(path[-1]), node, now, things) or "Not stated"
            continue
        title = labels.label(kind_at(name, path), str(path[-1]), node)
        said.edits.append(Edit(name, path, typed, f"{whose}: “{title}”{_of(file, path)}"))
    return said


def _of(file: File, path: Path) -> str:
    """Of which sharing a field is, where it is of one."""
    thing = file.at(path[:2]) if path[:1] == ("disclosures",) else None
    return f" of “{called(thing, str(path[1]))}”" if isinstance(thing, dict) else ""


def kind_at(name: str, path: Path) -> str:
    """The kind of thing of which a path of a file names a field, as the labels have it."""
    above = [str(step) for step in path[:-1] if not isinstance(step, int)]
    kind, _, _ = schema_of(name) or ("", "", "")
    if above[:1] == ["internal"]:
        return "dpia" if "dpia" in above else "internal"
    if above[:1] == [ALL]:
        kind, above = "disclosure", above[1:]
    elif above and above[0] in _OF_THINGS:
        kind, above = _OF_THINGS[above[0]], above[_MANY:]
    elif kind in VOCABULARIES or kind == "retired":
        above = above[1:]
    return above[-1] if above else kind


def meant_again(node: Node, value: Any) -> Any:
    """What a value would be that went through its control unchanged."""
    try:
        return meant(node, encoded(node, value))
    except NotMeant:
        return value


def meant(node: Node, typed: Sequence[str]) -> Any:
    """The value of a field whose control holds this, None for nothing. Raises NotMeant."""
    control = kind_of_control(node)
    if control in CHOICES:
        values = list(dict.fromkeys(each for each in typed if each))
        words = node.words if isinstance(node, Either) else ()
        if answers := [each for each in values if each in words]:
            if len(values) > 1:
                raise NotMeant("One of these says that there is nothing: tick it alone, or not at all.")
            return answers[0]
        return values or None
    text = cleaned(typed[0]) if typed else ""
    if not text or control in ("choice", "id", "parts"):
        return text or None
    inner = inner_of(node)
    if control == "numbers":
        entry = inner.entry if isinstance(inner, List) else inner
        return [mean(entry, each) for each in re.split(r"[\s,;]+", text) if each]
    return mean(node, text)


def _in_order(node: Node, value: Any, was: Any) -> Any:
    """What was chosen, in the order of before; what is new comes last."""
    if kind_of_control(node) not in CHOICES or not (isinstance(value, list) and isinstance(was, list)):
        return value
    if {*value} == {*was}:
        return was
    return [each for each in was if each in value] + [each for each in value if each not in was]


def value_of(form: Form, path: Path, node: Node) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields of a new thing as a form has them, and what cannot be meant, by name of field."""
    value: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for key, each in node.fields.items() if isinstance(node, Fields) else ():
        control = name_of((*path, key))
        try:
            found = meant(each, form.get(control, ()))
        except NotMeant as why:
            refused[control] = str(why)
            continue
        if found is not None:
            value[key] = found
    return value, refused
