"""What is proposed for a field: shown at it, taken over as a fact, or taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from site_builder.edit.fields import Field, kind_at, path_of, told
from site_builder.edit.session import Edit
from site_builder.edit.things import Things
from site_builder.load.project.files import schema_of
from site_builder.load.shape.ways import way
from site_builder.load.splice import File, at
from site_builder.problems import Path

PROPOSED, REASON = "proposed", "reason"
PROPOSAL, TAKE, DROP = "proposal", "take", "drop"


def show(data: Mapping[str, Any], key: str, file: str, tree: Any, made: Mapping[str, Field], things: Things) -> None:
    """Put what is proposed for a thing at its fields."""
    for name, value in (at(data, (PROPOSED, key)) or {}).items():
        if name in made:
            path = made[name].path
            made[name].proposed = told(kind_at(file, path), name, way(tree, data, path, "").node, value, things)


def settled(pressed: str, file: File, name: str, whose: str) -> list[Edit]:
    """What a pressed button asks for: `take` or `drop`, a colon, and the control of the field."""
    how, _, control = pressed.partition(":")
    path = path_of(control)
    key = _thing(file, name, path)
    proposed = file.at((PROPOSED, key)) or {}
    field = str(path[-1]) if path else ""
    if field not in proposed or field == REASON or how not in (TAKE, DROP):
        return []
    said = f"{whose}: a proposal was taken {'over' if how == TAKE else 'out'}"
    edits = []
    if how == TAKE:
        now, new = file.at(path), proposed[field]
        more = [each for each in new if each not in now] if isinstance(now, list) and isinstance(new, list) else None
        edits = [Edit(name, path, new if more is None else [*now, *more], said)]
    rest = {*proposed} - {field, REASON}
    return [*edits, Edit(name, (PROPOSED, key, field) if rest else (PROPOSED, key), None, said)]


def _thing(file: File, name: str, path: Path) -> str:
    """The id of the thing whose field is at a path."""
    kind, _, key = schema_of(name) or ("", "", "")
    own = str(file.data.get("id", "")) if kind == "organisation" else key
    return own if len(path) == 1 else str(path[-2]) if len(path) > 1 else ""
