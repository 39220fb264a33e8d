"""What is proposed for a field: shown at it, taken over as a fact, or taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from site_builder.edit import labels
from site_builder.edit.fields import Field, path_of, told
from site_builder.edit.said import kind_at
from site_builder.edit.steps import Edit
from site_builder.edit.things import Things
from site_builder.load.project.files import schema_of
from site_builder.load.shape.ways import way
from site_builder.load.splice import File, at
from site_builder.problems import Path

PROPOSED, REASON = "proposed", "reason"
ACCEPT, DECLINE = "accept", "decline"


def show(data: Mapping[str, Any], key: str, file: str, tree: Any, made: Mapping[str, Field], things: Things) -> None:
    """Put what is proposed for a thing at its fields."""
    for name, value in (at(data, (PROPOSED, key)) or {}).items():
        if name in made:
            path = made[name].path
            made[name].proposed = told(kind_at(file, path), name, way(tree, data, path, "").node, value, things)


def settled(accept: str, decline: str, file: File, name: str, whose: str) -> list[Edit]:
    """What a pressed button asks for, by the control of its field: a list adds to what stands; the proposal goes."""
    path = path_of(accept or decline)
    key = _thing(file, name, path)
    proposed = file.at((PROPOSED, key)) or {}
    field = str(path[-1]) if path else ""
    if field not in proposed or field == REASON:
        return []
    title = labels.label(kind_at(name, path), field, way(file.tree, file.data, path, "").node)
    edits = []
    if accept:
        now, value = file.at(path), proposed[field]
        if isinstance(value, list) and isinstance(now, list):
            value = [*now, *(each for each in value if each not in now)]
        edits = [Edit(name, path, value, f"{whose}: taken over what was proposed for “{title}”")]
    rest = {*proposed} - {field, REASON}
    said = edits[0].said if edits else f"{whose}: taken out what was proposed for “{title}”"
    return [*edits, Edit(name, (PROPOSED, key, field) if rest else (PROPOSED, key), None, said)]


def _thing(file: File, name: str, path: Path) -> str:
    """The id of the thing whose field is at a path."""
    kind, _, key = schema_of(name) or ("", "", "")
    own = str(file.data.get("id", "")) if kind == "organisation" else key
    return own if len(path) == 1 else str(path[-2]) if len(path) > 1 else ""
